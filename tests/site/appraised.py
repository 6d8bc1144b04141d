"""A small company whose appraisals are reviewed and wait for the close: fixtures, and what tests ask about its people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import frappe

from harness import Site
from people import make_employee, user_of
from reviewed import make_appraisals, make_cycle, make_potential, make_reviews
from staff import hush_general_hooks
from talent_performance.access import upkeep
from talent_performance.flows import close
from talent_performance.store import listeners

CYCLE = "Y2025"


@pytest.fixture(scope="module")
def hushed(site: Site) -> Iterator[None]:
	"""Without what other apps of this bench hook on every DocType."""
	asked = listeners.harmless_by_hook
	hush_general_hooks()
	yield
	listeners.harmless_by_hook = asked


@dataclass(frozen=True)
class House:
	"""People saved as HR saves them, and their appraisals of the cycle in the managers' hands."""

	of: dict[str, str]
	appraisal: dict[str, str]

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


@pytest.fixture(scope="module")
def house(site: Site, hushed: None) -> Iterator[House]:
	"""Set up once by Administrator in a transaction that is never committed; each test works in a savepoint."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		try:
			yield build()
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


@pytest.fixture
def home(house: House) -> Iterator[House]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield house
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def build() -> House:
	"""A head, a manager with two reports, HR below the head; an older cycle, and the one to close."""
	of = {"head": make_employee("Chead")}
	of["manager"] = make_employee("Cmanager", of["head"])
	of["rina"] = make_employee("Crina", of["manager"])
	of["budi"] = make_employee("Cbudi", of["manager"])
	wide = {"create_user_permission": 0}
	of["HR Manager"] = make_employee("Chr", of["manager"], roles=("HR Manager",), **wide)
	of["Talent Manager"] = make_employee("Ctm", of["head"], roles=("Talent Manager",), **wide)
	of["HR User"] = make_employee("Chu", of["head"], roles=("HR User",), **wide)
	upkeep.update_lines()
	make_cycle("Y2024", 2024, state="Published")
	make_cycle(CYCLE, 2025)
	names = list(of.values())
	appraisals = make_appraisals(CYCLE, names)
	make_reviews(appraisals, 4.0, overall=4.0)
	make_potential(names)
	return House(of, dict(zip(of, appraisals, strict=True)))


def close_all(home: House, **more: object) -> list[str]:
	return close.close(CYCLE, list(home.appraisal.values()), **more)


def result(home: House, who: str) -> frappe._dict:
	"""Somebody's result of the cycle."""
	return frappe.db.get_value(
		"Appraisal Result", {"employee": home.of[who], "cycle": CYCLE}, "*", as_dict=True
	)


def standing(home: House, who: str) -> frappe._dict:
	"""Somebody's Talent Assessment."""
	return frappe.db.get_value("Talent Assessment", {"employee": home.of[who]}, "*", as_dict=True)


def placements(home: House, who: str) -> list[frappe._dict]:
	"""Somebody's moves, the first one first."""
	filters = {"employee": home.of[who]}
	return frappe.get_all(
		"Talent Placement", filters=filters, fields=["*"], order_by="placed_on, creation, name"
	)


def state(home: House, who: str) -> str:
	return frappe.db.get_value("Performance Appraisal", home.appraisal[who], "state")


def another_cycle(home: House, name: str, year: int, rating: float, **more: object) -> str:
	"""A further cycle in which Rina is reviewed, and which is closed."""
	make_cycle(name, year, **more)
	(appraisal,) = make_appraisals(name, [home.of["rina"]])
	make_reviews([appraisal], rating, overall=rating)
	close.close(name, [appraisal])
	return appraisal
