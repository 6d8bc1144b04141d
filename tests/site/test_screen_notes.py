"""Praise and notes in a browser: wide in English, on a phone in Indonesian, with what is stored afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, now
from frappe.utils.password import update_password

from browsing import PHONE, Desk, chromium
from harness import Site
from people import make_employee, user_of
from portal_people import without_roles
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.portal import notes
from web import PASSWORD, served

COMPANY, NOTE = "Praise Testing", "Feedback Note"
CALLED = {
	"director": "Diah Anggraini",
	"manager": "Budi Santoso",
	"siti": "Siti Rahmawati",
	"rina": "Rina Wulandari",
	"agus": "Agus Pratama",
}
WORK = {
	"director": "Regional Director",
	"manager": "Store Manager",
	"siti": "Key Account Manager",
	"rina": "Customer Service Lead",
	"agus": "Warehouse Supervisor",
}
WORDS = "Stayed until nine to find the missing pallets, so that the customer had them on Monday."
COMPETENCY = "Standing Up for Customers"


@dataclass(frozen=True)
class Crew:
	"""Employees by what they are."""

	of: dict[str, str]

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


@pytest.fixture(scope="module")
def crew(site: Site) -> Iterator[Crew]:
	"""Committed, for the web server is another process: director → manager → {siti, who has no role, rina, agus}."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	frappe.cache.delete_keys("talent_pace")
	clear()
	values = {"company_name": COMPANY, "abbr": "PRT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5301, "rgt": 5302}).db_insert()
	frappe.get_doc({"doctype": "Competency", "competency_name": COMPETENCY}).insert()
	made = Crew(hire())
	write(made)
	frappe.set_user("Administrator")
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def clear() -> None:
	"""Everything that this company has, so that nobody else counts it."""
	users = [user for user in frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id") if user]
	frappe.db.delete(NOTE, {"company": COMPANY})
	frappe.delete_doc_if_exists("Competency", COMPETENCY)
	made = {"Company": [COMPANY], "Performance Cycle": [], "Review Template": [], "User": users}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	frappe.db.commit()


def hire() -> dict[str, str]:
	"""People saved as HR saves them; Siti has no role at all."""
	of = {"director": make_employee("Prdirector", roles=("Employee",), company=COMPANY)}
	of["manager"] = make_employee("Prmanager", of["director"], roles=("Employee",), company=COMPANY)
	for who in ("siti", "rina", "agus"):
		of[who] = make_employee(f"Pr{who}", of["manager"], roles=("Employee",), company=COMPANY)
	for who, name in CALLED.items():
		frappe.db.set_value("Employee", of[who], {"employee_name": name, "designation": WORK[who]})
		named = {"first_name": name, "full_name": name, "desk_theme": "Light"}
		frappe.db.set_value("User", user_of(of[who]), named)
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	without_roles(user_of(of["siti"]))
	return of


def write(crew: Crew) -> None:
	"""What people have written to each other in the last weeks."""
	said = (
		("manager", "siti", "Praise", "Everybody", "Brought the Makassar account back after two years.", 3),
		("agus", "rina", "Praise", "Everybody", "Explained the new returns to my whole shift, twice.", 9),
		(
			"rina",
			"agus",
			"Praise",
			"Everybody",
			"Called at six to say that the truck was late; nobody waited.",
			16,
		),
		(
			"siti",
			"manager",
			"Praise",
			"Everybody",
			"Took the blame for the price list before the customer.",
			30,
		),
		(
			"rina",
			"siti",
			"Suggestion",
			"Employee and Manager",
			"Send the figures a day before the meeting.",
			5,
		),
		("agus", "siti", "Praise", "Manager", "Between the managers.", 6),
		(
			"director",
			"manager",
			"Praise",
			"Everybody",
			"Two new shops, both on the day that was promised.",
			41,
		),
	)
	for who, about, kind, visibility, text, days in said:
		frappe.set_user(crew.user(who))
		tied = COMPETENCY if "shift" in text or "customer" in text else ""
		values = {"kind": kind, "visibility": visibility, "note": text, "competency": tied}
		name = notes.give({"employee": crew.of[about], **values})["name"]
		when = add_days(now(), -days)
		dated = {"on_date": when[:10], "creation": when, "shared_on": when}
		frappe.db.set_value(NOTE, name, dated, update_modified=False)


@pytest.fixture(scope="module")
def address(site: Site, crew: Crew) -> Iterator[str]:
	"""The site's web server."""
	with served(site) as found:
		yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
	"""One Chromium for all."""
	with chromium() as running:
		yield running


def stored(**filters: Any) -> list[dict[str, Any]]:
	"""Notes as the database has them now."""
	frappe.db.rollback()
	fields = [
		"name",
		"author",
		"employee",
		"kind",
		"visibility",
		"competency",
		"note",
		"state",
		"answers",
		"asked_of",
		"thanked_on",
	]
	return frappe.get_all(NOTE, filters, fields, order_by="creation, name")


def fits(desk: Desk) -> None:
	"""Nothing sticks out, nothing keeps people out, nothing went wrong."""
	width = desk.page.viewport_size["width"]
	assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
	assert desk.barriers() == []
	assert desk.complaints == []


def test_praise_is_given_changed_withdrawn_and_brought_back(
	site: Site, crew: Crew, address: str, browser: Any
) -> None:
	desk = Desk(browser, site, address, crew.user("agus"))
	page = desk.visit("notes")
	page.click("text=Praise or Suggest")
	page.wait_for_selector("dialog[open]")
	assert page.is_disabled("dialog button:has-text('Send')")
	page.fill("dialog input[type=search]", "rina")
	page.wait_for_selector(".tp-picker-found button")
	desk.picture("notes-search", whole=False)
	page.click(".tp-picker-found button")
	page.fill("dialog textarea", WORDS)
	page.select_option("dialog select", COMPETENCY)
	assert "Everybody in the company. Praise also stands on the wall." in page.inner_text("dialog")
	assert "doesn't read it" in page.inner_text("dialog")
	page.click("dialog >> text=Everybody in the company")
	desk.picture("notes-give", whole=False)
	fits(desk)
	page.click("dialog button:has-text('Send')")
	page.wait_for_selector("text=Sent to Rina Wulandari.")
	[row] = stored(note=WORDS)
	assert (row.author, row.employee) == (crew.of["agus"], crew.of["rina"])
	assert (row.kind, row.visibility, row.competency) == ("Praise", "Everybody", COMPETENCY)
	page.click(".tp-notes-tabs >> text=Given")
	page.click("article:has-text('missing pallets') >> text=Change")
	page.fill("dialog textarea", f"{WORDS} And smiled.")
	page.click("dialog button:has-text('Save Changes')")
	page.wait_for_selector("article:has-text('And smiled.')")
	assert [each.name for each in stored(note=f"{WORDS} And smiled.")] == [row.name]
	page.click("article:has-text('And smiled.') >> text=Withdraw")
	page.wait_for_selector("text=Nothing of it is kept.")
	assert stored(employee=crew.of["rina"], note=("like", f"{WORDS}%")) == []
	page.locator("text=Undo").last.click()
	page.wait_for_selector("article:has-text('And smiled.')")
	assert len(stored(note=f"{WORDS} And smiled.", visibility="Everybody")) == 1
	desk.picture("notes-given")
	fits(desk)
	desk.close()


def test_what_was_typed_survives_a_closed_window(site: Site, crew: Crew, address: str, browser: Any) -> None:
	desk = Desk(browser, site, address, crew.user("director"))
	page = desk.visit("notes")
	page.click("text=Praise or Suggest")
	page.fill("dialog textarea", "Half a sentence")
	page.reload()
	page.click("text=Praise or Suggest")
	assert page.input_value("dialog textarea") == "Half a sentence"
	assert "Brought back from this device." in page.inner_text("dialog")
	assert stored(note="Half a sentence") == []
	desk.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_wall(site: Site, crew: Crew, address: str, browser: Any, dark: bool) -> None:
	desk = Desk(browser, site, address, crew.user("director"), color_scheme="dark" if dark else "light")
	page = desk.visit("wall")
	page.wait_for_selector(".tp-note-columns")
	wall = page.inner_text(".tp-note-columns")
	assert "Brought the Makassar account back" in wall and "Two new shops" in wall
	assert "Between the managers." not in wall and "Send the figures" not in wall
	desk.picture("wall-dark" if dark else "wall")
	fits(desk)
	page.select_option("main select", COMPETENCY)
	page.wait_for_function("document.querySelectorAll('.tp-note-columns li').length <= 3")
	assert "Makassar" not in page.inner_text(".tp-note-columns")
	hostile = {
		"employee_name": "Rina <b>W</b>",
		"note": "<b>Well</b> done @agus مرحبا 😀",
		"competency": None,
	}
	shown = stored(note=("like", "Explained%"))[0]
	frappe.db.set_value(NOTE, shown.name, hostile)
	frappe.db.commit()
	desk.visit("wall")
	page.wait_for_selector(".tp-note-columns >> text=Rina <b>W</b>")
	assert page.locator(".tp-note-columns :is(b, script)").count() == 0, "what people write is no HTML"
	kept = {"employee_name": CALLED["rina"], "note": shown.note, "competency": shown.competency}
	frappe.db.set_value(NOTE, shown.name, kept)
	frappe.db.commit()
	desk.close()


def test_asked_and_answered_on_a_phone_in_indonesian(
	site: Site, crew: Crew, address: str, browser: Any
) -> None:
	"""Agus asks Siti at the desk's screen; Siti, who has no role, answers from her first page."""
	asking = Desk(browser, site, address, crew.user("agus"))
	page = asking.visit("notes")
	page.click("text=Ask for Feedback")
	page.fill("dialog input[type=search]", "siti")
	page.click(".tp-picker-found button")
	page.fill("dialog textarea", "What should I do differently at the hand-over of shifts?")
	asking.picture("notes-ask", whole=False)
	fits(asking)
	page.click("dialog button:has-text('Ask')")
	page.wait_for_selector("article:has-text('Asked of Siti Rahmawati')")
	[request] = stored(kind="Request", author=crew.of["agus"])
	assert (request.asked_of, request.state) == (crew.of["siti"], "Open")
	user = crew.user("siti")
	frappe.db.set_value("User", user, "language", "id")
	frappe.db.commit()
	frappe.clear_cache(user=user)
	desk = Desk(browser, site, address, user, size=PHONE, has_touch=True)
	page = desk.visit()
	desk.picture("phone-home")
	page.tap("text=Agus Pratama meminta umpan balik Anda")
	page.wait_for_selector("dialog[open]")
	assert "hand-over of shifts" in page.inner_text("dialog")
	page.tap("dialog >> text=Saran")
	page.fill("dialog textarea", "Tulis palet yang belum selesai di papan sebelum serah terima.")
	desk.picture("phone-answer", whole=False)
	fits(desk)
	page.tap("dialog button:has-text('Kirim')")
	page.wait_for_selector("text=Terkirim kepada Agus Pratama.")
	[reply] = stored(answers=request.name)
	assert (reply.author, reply.employee, reply.visibility) == (
		crew.of["siti"],
		crew.of["agus"],
		"Employee and Manager",
	)
	assert stored(name=request.name)[0].state == "Answered"
	page.goto(f"{desk.address}/talent/notes")
	page.wait_for_selector(".tp-note-list")
	page.wait_for_load_state("networkidle")
	assert "Between the managers." not in page.inner_text("main")
	page.tap("article:has-text('Makassar') >> text=Ucapkan Terima Kasih")
	page.wait_for_selector("article:has-text('Anda sudah berterima kasih.')")
	assert stored(note=("like", "%Makassar%"))[0].thanked_on
	desk.picture("phone-notes")
	fits(desk)
	page.tap(".tp-notes-tabs >> text=Dinding Pujian")
	page.wait_for_selector(".tp-note-columns")
	desk.picture("phone-wall")
	fits(desk)
	asking.page.click(".tp-notes-tabs >> text=Received")
	asking.page.click(".tp-notes-tabs >> text=Asked For")
	asking.page.wait_for_selector(".tp-note-replies:has-text('Tulis palet')")
	asking.picture("notes-asked")
	fits(asking)
	desk.close()
	asking.close()


def test_a_manager_reads_what_is_for_him(site: Site, crew: Crew, address: str, browser: Any) -> None:
	desk = Desk(browser, site, address, crew.user("manager"))
	page = desk.visit("notes")
	page.click(".tp-notes-tabs >> text=My Team")
	page.wait_for_selector(".tp-note-list >> text=Between the managers.")
	assert "Send the figures" in page.inner_text("main")
	desk.picture("notes-team")
	fits(desk)
	desk.close()


def test_a_request_is_answered_at_the_desk(site: Site, crew: Crew, address: str, browser: Any) -> None:
	frappe.set_user(crew.user("agus"))
	[name] = notes.ask_feedback([crew.of["rina"]], {"note": "Was the training clear?"})
	frappe.set_user("Administrator")
	frappe.db.commit()
	desk = Desk(browser, site, address, crew.user("rina"))
	page = desk.go(f"feedback-note/{name}")
	page.click("button:has-text('Answer')")
	page.wait_for_selector(".modal.show textarea")
	page.fill(".modal.show textarea", "Yes; the handout was gone too soon.")
	desk.picture("desk-answer", whole=False)
	page.click(".modal.show .btn-primary")
	page.wait_for_selector("text=Sent to Agus Pratama.")
	desk.settle()
	[reply] = stored(answers=name)
	assert (reply.kind, reply.author) == ("Suggestion", crew.of["rina"])
	desk.picture("desk-note")
	assert desk.complaints == []
	desk.close()
