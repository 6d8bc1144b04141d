"""Invented people's names as one meets them in an Indonesian payroll: many regions, one-word names too."""

from __future__ import annotations

from dataclasses import dataclass

from talent_performance.rehearsal.sample.chance import Chance


@dataclass(frozen=True)
class Style:
	"""Given and family names that go together. Without family names the given name is the whole name."""

	weight: int
	men: tuple[str, ...]
	women: tuple[str, ...]
	men_last: tuple[str, ...] = ()
	women_last: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
	return tuple(word.replace("_", " ") for word in text.split())


STYLES = (
	Style(
		40,
		_words(
			"Agus Bambang Eko Dwi Tri Slamet Wahyu Sigit Yanto Rudi Arif Danang Galih Bayu Teguh Imam Aditya "
			"Heru Gatot Yudi Andri Rizky Fajar Ilham Dimas Anton Didik Edi Purwadi Taufik"
		),
		_words(
			"Siti Sri Dewi Endang Rini Wulan Ratna Retno Ayu Tuti Yuni Nur Indah Fitri Anisa Kartika Puspita "
			"Diah Murni Ika Nita Novi Erna Titik Lia Maya Putri Dian Wiwik Umi"
		),
		_words(
			"Santoso Setiawan Wibowo Prasetyo Nugroho Kurniawan Hidayat Saputra Purnomo Suryanto Handoko "
			"Wijayanto Utomo Raharjo Sutrisno Wicaksono Hartanto Suprapto Firmansyah Ramadhan"
		),
		_words(
			"Rahmawati Wulandari Handayani Kusumawati Astuti Puspitasari Anggraini Safitri Purwanti Setyowati "
			"Maharani Permatasari Widyastuti Hartati Utami Pratiwi Oktaviani Wahyuni Kurniasari Damayanti"
		),
	),
	Style(
		14,
		_words("Asep Dadan Ujang Cecep Deden Iwan Yayan Tatang Dede Agung Nandang Ade"),
		_words("Euis Neneng Lilis Cucu Iis Rina Yeni Nenden Elis Ai_Siti Tini Popon"),
		_words("Suryana Hermawan Gunawan Kosasih Sutisna Ruhiyat Mulyana Supriatna Ruswandi Sobari"),
		_words("Suryani Nurhayati Kurniasih Rohaeti Komalasari Sumiati Rosmiati Fatimah Hasanah Rostiana"),
	),
	Style(
		10,
		_words("Parlindungan Togar Binsar Jonathan Sahat Maruli Tigor Poltak Gomgom Lamhot"),
		_words("Rosmaida Tiurma Lasma Debora Ester Romauli Melva Duma Rotua Christina"),
		_words("Simanjuntak Siregar Hutapea Situmorang Sitorus Lubis Sinaga Manurung Tampubolon Pasaribu"),
		_words("Simanjuntak Siregar Hutapea Situmorang Sitorus Lubis Sinaga Manurung Tampubolon Pasaribu"),
	),
	Style(
		8,
		_words("Rahmat Fauzan Afrizal Yusrizal Syafril Zulkifli Hendri Irwan"),
		_words("Yulia Desi Rahmi Fitria Nurul Elvi Mutia Suci"),
		_words("Chaniago Tanjung Piliang Koto Sikumbang Jambak Guci"),
		_words("Chaniago Tanjung Piliang Koto Sikumbang Jambak Guci"),
	),
	Style(
		7,
		_words("I_Made I_Wayan I_Nyoman I_Ketut I_Gede Putu"),
		_words("Ni_Luh Ni_Made Ni_Wayan Ni_Ketut Ni_Komang Ni_Putu"),
		_words("Sudiarta Wirawan Artana Suardana Mahendra Widiana Adnyana Parwata"),
		_words("Sari Suartini Widiastari Ariani Sukerti Astini Pradnyani Dewantari"),
	),
	Style(
		7,
		_words("Kevin Andreas Steven Hendrik William Ricky Yohanes Felix"),
		_words("Melissa Felicia Vivian Jessica Caroline Liliana Natalia Stephanie"),
		_words("Tanuwijaya Gunadi Kusnadi Limanto Wijaya Sutanto Hartawan Gozali Budiman"),
		_words("Tanuwijaya Gunadi Kusnadi Limanto Wijaya Sutanto Hartawan Gozali Budiman"),
	),
	Style(
		7,
		_words("Frangky Jefri Ronald Marthen Yosef Denny Melky Alberth"),
		_words("Grace Meiske Fenny Yuliana Martha Olivia Sherly Maria"),
		_words("Wenas Rumondor Tumbelaka Lumentut Pattiasina Matulessy Wanggai Rumbiak Da_Costa Lamoren"),
		_words("Wenas Rumondor Tumbelaka Lumentut Pattiasina Matulessy Wanggai Rumbiak Da_Costa Lamoren"),
	),
	Style(
		5,
		_words("Andi Syamsul Muhammad Abdul Ahmad Ma'ruf Teuku Firman"),
		_words("Andi_Tenri Hasnah Nuraini Cut_Meutia Marwah St._Aminah Salma Hikmah"),
		_words("Alamsyah Rahman Fadillah Mappasomba Hasanuddin Iskandar Ramli Basri"),
		_words("Alamsyah Rahman Amalia Mappaseng Ramadhani Iskandar Zahra Basri"),
	),
	Style(
		2,
		_words("Suparman Sukardi Wagiman Tukiman Sarwono Mulyadi Sugeng Kasman"),
		_words("Suminah Sumarni Kasiyem Tumini Warsini Rubiyah Ponirah Suratmi"),
	),
)


# Names that several people share, each with whether they are women and how many.
SHARED_NAMES = (("Agus Setiawan", False, 3), ("Sri Wahyuni", True, 2), ("Eko Prasetyo", False, 2))


class NameGiver:
	"""Gives out names, each once, and never one of SHARED_NAMES."""

	def __init__(self, chance: Chance) -> None:
		self._chance = chance
		self._weighted = [style for style in STYLES for _ in range(style.weight)]
		self._taken = {name for name, _, _ in SHARED_NAMES}

	def reserve(self, name: str) -> None:
		"""Keep a name from being given out."""
		self._taken.add(name)

	def name(self, woman: bool) -> str:
		"""A name that nobody has yet."""
		while True:
			name = self._draw(self._chance.pick(self._weighted), woman)
			if name not in self._taken:
				self._taken.add(name)
				return name

	def _draw(self, style: Style, woman: bool) -> str:
		given, last = (style.women, style.women_last) if woman else (style.men, style.men_last)
		first = self._chance.pick(given)
		return f"{first} {self._chance.pick(last)}" if last else first
