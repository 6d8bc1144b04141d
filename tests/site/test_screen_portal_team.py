"""Check-ins and the team in a browser: wide in English, on a phone in Indonesian, with what is stored afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import frappe
from frappe.utils import add_days, getdate, today
from frappe.utils.password import update_password

from browsing import PHONE, Desk, chromium
from harness import Site
from people import make_employee, user_of
from portal_people import without_roles
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows import goals, progress
from talent_performance.portal import check_ins
from web import PASSWORD, served

COMPANY, CYCLE = "Crew Testing", "CREW"
CALLED = {
	"director": "Diah Anggraini",
	"manager": "Budi Santoso",
	"siti": "Siti Rahmawati",
	"rina": "Rina <b>Wulandari</b>",
	"agus": "Agus Pratama",
}
WORK = {
	"director": "Regional Director",
	"manager": "Store Manager",
	"siti": "Key Account Manager",
	"rina": "Customer Service Lead",
	"agus": "Warehouse Supervisor",
}
MANY = 27


@dataclass(frozen=True)
class Crew:
	"""Employees by what they are."""

	of: dict[str, str]

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


@pytest.fixture(scope="module")
def crew(site: Site) -> Iterator[Crew]:
	"""Committed, for the web server is another process: director → manager → {siti, rina, agus and many}."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "CRW", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5201, "rgt": 5202}).db_insert()
	made = Crew(hire())
	make_cycle()
	write(made)
	frappe.set_user("Administrator")
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def clear() -> None:
	"""Everything that this company has, so that nobody else counts it."""
	users = frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id")
	made = {
		"Company": [COMPANY],
		"Performance Cycle": [CYCLE],
		"User": [user for user in users if user],
		"Review Template": [],
	}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	frappe.db.commit()


def hire() -> dict[str, str]:
	"""People saved as HR saves them, and many who come by an import; Siti has no role at all."""
	of = {"director": make_employee("Cwdirector", roles=("Employee",), company=COMPANY)}
	of["manager"] = make_employee("Cwmanager", of["director"], roles=("Employee",), company=COMPANY)
	for who in ("siti", "rina", "agus"):
		of[who] = make_employee(f"Cw{who}", of["manager"], roles=("Employee",), company=COMPANY)
	for who, name in CALLED.items():
		frappe.db.set_value("Employee", of[who], {"employee_name": name, "designation": WORK[who]})
		frappe.db.set_value("User", user_of(of[who]), {"first_name": name, "full_name": name})
		update_password(user_of(of[who]), PASSWORD)
	one = frappe.get_doc("Employee", of["agus"])
	for number in range(MANY):
		name = f"CREW-{number:02d}"
		named = {
			"name": name,
			"employee": name,
			"employee_name": f"Operator {number + 1:02d}",
			"designation": "Machine Operator",
			"user_id": None,
		}
		frappe.get_doc({**one.as_dict(), **named, "date_of_joining": today()}).db_insert()
	upkeep.rebuild()
	without_roles(user_of(of["siti"]))
	return of


def make_cycle() -> None:
	"""The year that is under way."""
	year = getdate().year
	doc = frappe.get_doc(
		{
			"doctype": "Performance Cycle",
			"title": f"Year {year}",
			"kind": "Annual",
			"start_date": f"{year}-01-01",
			"end_date": f"{year}-12-31",
			"companies": [{"company": COMPANY}],
			"state": "Launched",
		}
	)
	doc.name = CYCLE
	doc.db_insert()
	for row in doc.companies:
		row.parent, row.parenttype, row.parentfield = doc.name, doc.doctype, "companies"
		row.db_insert()


def write(crew: Crew) -> None:
	"""Siti is late and has an objective with progress; Rina hands two in; Agus waits for his manager's review."""
	frappe.db.set_single_value("Talent Settings", "managers_extend_days", 7)
	for who, state, due in (
		("siti", "Self Review", -4),
		("rina", "Goal Setting", 6),
		("agus", "Manager Review", 2),
	):
		doc = frappe.get_doc(
			{
				"doctype": "Performance Appraisal",
				"employee": crew.of[who],
				"employee_name": CALLED[who],
				"company": COMPANY,
				"cycle": CYCLE,
				"state": state,
				"manager": crew.of["manager"],
				"due_date": add_days(today(), due),
				"end_date": f"{getdate().year}-12-31",
				"version": 1,
			}
		)
		doc.set_new_name()
		doc.db_insert()
	[revenue] = objective(crew, "siti", "Grow the shops of the north", "Revenue")
	handed_in = frappe.db.get_value("Key Result", revenue, "objective")
	frappe.set_user(crew.user("manager"))
	goals.move(handed_in, "approve")
	frappe.set_user(crew.user("siti"))
	progress.record(revenue, 40, note="The fair brought three new customers.")
	progress.record(revenue, 62)
	frappe.set_user("Administrator")
	frappe.db.set_value("Objective", handed_in, {"pace_status": "At Risk", "confidence": 3})
	objective(crew, "rina", "Answer complaints within a day", "Answered in time")
	objective(crew, "rina", "Train <i>five</i> colleagues", "Trained")


def objective(crew: Crew, who: str, title: str, measured: str) -> list[str]:
	"""An objective that is handed in, with one key result, as an administrator would set it up for its owner."""
	frappe.set_user("Administrator")
	doc = frappe.get_doc(
		{
			"doctype": "Objective",
			"title": title,
			"level": "Individual",
			"employee": crew.of[who],
			"company": COMPANY,
			"cycle": CYCLE,
		}
	).insert()
	measure = frappe.get_doc(
		{
			"doctype": "Key Result",
			"objective": doc.name,
			"title": measured,
			"method": "Achievement",
			"target_value": 100,
			"unit": "%",
		}
	).insert()
	frappe.set_user(crew.user(who))
	goals.move(doc.name, "submit")
	return [measure.name]


@pytest.fixture(scope="module")
def address(site: Site, crew: Crew) -> Iterator[str]:
	"""The web server."""
	with served(site) as where:
		yield where


def picture(desk: Desk, name: str, whole: bool = True) -> None:
	"""A screenshot from the top of the page, as tall as the page where the whole of it is wanted."""
	page, size = desk.page, desk.page.viewport_size
	page.evaluate("document.activeElement.blur()")
	if whole:
		page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
	page.evaluate("scrollTo(0, 0)")
	desk.picture(name, whole=False)
	page.set_viewport_size(size)


def stored(doctype: str, filters: dict | str, fields: list[str]) -> tuple:
	"""What the database says now."""
	frappe.db.rollback()
	return frappe.db.get_value(doctype, filters, fields)


def speaks(user: str, language: str | None) -> None:
	"""In which language somebody reads."""
	frappe.db.set_value("User", user, "language", language)
	frappe.db.commit()
	frappe.clear_cache(user=user)


def test_a_check_in_on_a_phone_in_indonesian(site: Site, crew: Crew, address: str) -> None:
	user = crew.user("siti")
	speaks(user, "id")
	with chromium() as browser:
		siti = Desk(browser, site, address, user, size=PHONE, has_touch=True)
		page = siti.visit("check-ins")
		assert "Check-in pertama Anda hanya perlu tiga menit" in page.inner_text("main")
		picture(siti, "check-ins-empty-phone")
		page.click("text=Tulis Check-in")
		page.wait_for_selector("textarea")
		page.fill("textarea >> nth=0", "Dua toko baru dibuka.")
		page.click("text=Masukkan ke Teks >> nth=0")
		page.fill("textarea >> nth=1", "Mobil pengantar rusak.")
		page.fill("textarea >> nth=2", "Bantuan satu mobil minggu depan.")
		page.fill(".tp-private textarea", "Jangan bicarakan gaji kali ini.")
		page.wait_for_selector("text=Tersimpan pukul")
		page.wait_for_selector(".tp-private >> text=Tersimpan")
		assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
		name, status, moved = stored("Check-in", {"employee": crew.of["siti"]}, ["name", "status", "moved"])
		assert status == "Draft" and moved.startswith("Dua toko baru dibuka.\n") and "40 → 62" in moved
		picture(siti, "check-in-writing-phone")

		siti.context.set_offline(True)
		page.fill("textarea >> nth=2", "Bantuan satu mobil dan satu sopir.")
		page.wait_for_selector("text=Belum tersimpan")
		siti.context.set_offline(False)
		siti.visit(f"check-ins/{name}")
		page.wait_for_selector("text=Tersimpan pukul")
		assert page.input_value("textarea >> nth=2") == "Bantuan satu mobil dan satu sopir."
		page.click("text=Bagikan …")
		assert "tidak dapat ditarik kembali" in page.inner_text("dialog")
		siti.picture("check-in-share-phone", whole=False)
		page.click("text=Bagikan untuk Seterusnya")
		page.wait_for_selector("header >> text=Dibagikan")
		assert stored("Check-in", name, ["status", "help_needed"]) == (
			"Shared",
			"Bantuan satu mobil dan satu sopir.",
		)
		siti.visit("team")
		assert "tidak ada orang di bawah Anda" in page.inner_text("main")
		picture(siti, "team-nobody-phone")
		assert [said for said in siti.complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []
		siti.close()
	speaks(user, None)


def shared(crew: Crew) -> str:
	"""A check-in of Siti's that somebody may reply to."""
	frappe.db.rollback()
	frappe.set_user(crew.user("siti"))
	page = check_ins.read(check_ins.begin())
	values = {"moved": "Two shops are open.", "help_needed": "A van next week, please."}
	check_ins.share(page["name"], values, page["modified"])
	frappe.set_user("Administrator")
	frappe.db.commit()
	return page["name"]


def test_the_manager_at_his_desk(site: Site, crew: Crew, address: str) -> None:
	name = shared(crew)
	with chromium() as browser:
		budi = Desk(browser, site, address, crew.user("manager"))
		page = budi.visit("team")
		said = page.inner_text("main")
		assert f"{MANY + 3} people" in said and "4 days late" in said and "Rina <b>Wulandari</b>" in said
		assert "At risk" in said and "Your turn" in said and "1 to 25 of 30" in said
		picture(budi, "portal-team", whole=False)

		page.click("text=Choose All Who Are Late")
		page.click("text=Remind 1 person")
		page.wait_for_selector("text=Siti Rahmawati is reminded.")
		assert stored("Appraisal Event", {"deed": "nudge", "employee": crew.of["siti"]}, ["by"]) == crew.user(
			"manager"
		)
		page.check("input[aria-label='Choose Siti Rahmawati']")
		page.click("text=Remind 1 person")
		page.wait_for_selector("text=A reminder went out today already.")
		page.check("input[aria-label='Choose Siti Rahmawati']")
		page.click("text=Give More Time")
		page.fill("dialog textarea, [role=dialog] textarea", "Back from the fair on Monday.")
		picture(budi, "portal-team-extend", whole=False)
		page.click("text=More Time for 1 person >> nth=-1")
		page.wait_for_selector("text=Siti Rahmawati has more time.")
		extended = {"deed": "extend", "employee": crew.of["siti"]}
		assert stored("Appraisal Event", extended, ["reason"]) == "Back from the fair on Monday."
		page.wait_for_selector("text=4 days late", state="detached")

		page.click(".tp-team-kinds >> text=To approve")
		page.wait_for_selector("text=Train <i>five</i> colleagues")
		page.click("text=Choose All >> nth=0")
		picture(budi, "portal-team-approve", whole=False)
		page.click("text=Approve 2")
		page.wait_for_selector("text=2 objectives are approved.")
		frappe.db.rollback()
		states = frappe.get_all("Objective", {"employee": crew.of["rina"]}, pluck="status")
		assert states == ["Approved", "Approved"]

		budi.visit(f"team/{crew.of['siti']}")
		said = page.inner_text("main")
		assert "Grow the shops of the north" in said and "At risk by its pace" in said and "62%" in said
		page.fill(".tp-private textarea", "She wants to lead the south.")
		page.wait_for_selector(".tp-private >> text=Saved")
		assert stored(
			"Check-in Note", {"employee": crew.of["siti"], "written_by": "Manager"}, ["note", "owner"]
		) == (
			"She wants to lead the south.",
			crew.user("manager"),
		)
		picture(budi, "portal-team-member")

		budi.visit(f"check-ins/{name}")
		page.fill("form textarea", "Take mine from Tuesday on.")
		picture(budi, "portal-check-in-reply")
		page.keyboard.press("Tab")
		page.keyboard.press("Enter")
		page.wait_for_selector("text=Your reply is sent.")
		assert stored("Check-in", name, ["reply", "replied_by"]) == (
			"Take mine from Tuesday on.",
			crew.user("manager"),
		)
		assert budi.complaints == []
		budi.close()


def test_a_reply_that_does_not_go_through_is_not_lost(site: Site, crew: Crew, address: str) -> None:
	name = shared(crew)
	with chromium() as browser:
		budi = Desk(browser, site, address, crew.user("manager"))
		page = budi.visit(f"check-ins/{name}")
		page.fill("form textarea", "From the manager.")
		frappe.set_user(crew.user("director"))
		check_ins.reply(name, "From the director.")
		frappe.set_user("Administrator")
		frappe.db.commit()
		page.click("text=Send the Reply")
		page.wait_for_selector("text=It was changed elsewhere")
		assert page.input_value("form textarea") == "From the manager."
		assert stored("Check-in", name, ["reply"]) == "From the director."
		page.reload()
		page.wait_for_selector("form textarea")
		assert page.input_value("form textarea") == "From the manager.", "it is kept on the device"
		assert "Diah Anggraini replied on" in page.inner_text("main")
		picture(budi, "check-in-reply-conflict")
		budi.close()


def test_the_team_on_a_phone_in_the_dark(site: Site, crew: Crew, address: str) -> None:
	with chromium() as browser:
		diah = Desk(
			browser, site, address, crew.user("director"), size=PHONE, has_touch=True, color_scheme="dark"
		)
		page = diah.visit("team")
		page.click("text=Leads 30 people")
		page.wait_for_selector("text=Team of Budi Santoso")
		page.fill("input[type=search]", "siti")
		page.wait_for_selector("text=Operator", state="detached")
		assert "Siti Rahmawati" in page.inner_text("main")
		assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
		picture(diah, "portal-team-phone")
		page.fill("input[type=search]", "nobody of this name")
		page.wait_for_selector("text=Nobody fits")
		page.click("text=Show Everybody")
		page.wait_for_selector("text=Agus Pratama")
		diah.visit(f"team/{crew.of['siti']}")
		picture(diah, "portal-team-member-phone")
		assert diah.complaints == []
		diah.close()
