"""My appraisal in a browser: from the first page to a submitted self review, and everything that can come between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, today
from frappe.utils.password import update_password

from browsing import PHONE, Desk, chromium
from harness import Site
from people import user_of
from reviewed import TEMPLATE
from sheets import CYCLE, EARLIER, Sheets, build, close_and_publish
from talent_performance.demo import removing
from talent_performance.flows import reviews
from web import PASSWORD, served

COMPANY = "Appraised Testing"
CALLED = {
	"siti": "Siti Rahmawati",
	"manager": "Budi Santoso",
	"peer": "Agus Wibowo",
	"upper": "Dewi Kusuma",
	"hr": "Ratna Sari",
}
QUESTIONS = (
	("Self Review", "What are you proud of?", "Text", 1),
	("Self Review", "What do you want to learn next?", "Text", 0),
	("Manager Review", "What should this person do more of?", "Text", 1),
)
WRITES = ("siti", "peer", "many", "hr user")
APPRAISAL, REVIEW = "Performance Appraisal", "Appraisal Review"
PROUD = "Opened two shops in March, both above plan since June."


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[Sheets]:
	"""Committed, for the web server is another process: four people's self reviews are due, and nothing is written yet."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "APT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5201, "rgt": 5202}).db_insert()
	made = build(COMPANY, "Ap", CALLED)
	for who, employee in made.of.items():
		update_password(user_of(employee), PASSWORD)
		named = {"first_name": CALLED[who], "full_name": CALLED[who]} if who in CALLED else {}
		frappe.db.set_value("User", user_of(employee), {"desk_theme": "Light", **named})
	frappe.db.set_value("Performance Cycle", CYCLE, "title", "Year 2025")
	frappe.db.set_value("Performance Cycle", EARLIER, "title", "Year 2024")
	for at, phase in enumerate(("Goal Setting", "Self Review", "Manager Review", "Publication"), start=1):
		put("Performance Cycle", CYCLE, "phases", at, phase=phase, due_date=add_days(today(), at * 10 - 15))
	for at, (perspective, question, kind, required) in enumerate(QUESTIONS, start=20):
		row = {"perspective": perspective, "question": question, "kind": kind, "required": required}
		put("Review Template", TEMPLATE, "questions", at, **row)
	make_presentable(made)
	for who in WRITES:
		to_write(made, who)
	frappe.db.commit()
	frappe.clear_cache()
	yield made
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def put(parenttype: str, parent: str, parentfield: str, idx: int, **values: Any) -> None:
	"""A row of a table, past its document."""
	doctype = frappe.get_meta(parenttype).get_field(parentfield).options
	within = {"parenttype": parenttype, "parent": parent, "parentfield": parentfield, "idx": idx}
	frappe.get_doc(
		{"doctype": doctype, "name": frappe.generate_hash(length=10), **within, **values}
	).db_insert()


def to_write(made: Sheets, who: str) -> None:
	"""Somebody's self review is due in nine days, and nothing is written in any side."""
	appraisal = made.appraisal[who]
	names = frappe.get_all(REVIEW, {"appraisal": appraisal}, pluck="name") or [""]
	for doctype in ("Review Rating", "Review Answer"):
		frappe.db.delete(doctype, {"parent": ("in", names)})
	frappe.db.delete(REVIEW, {"name": ("in", names)})
	frappe.db.set_value(APPRAISAL, appraisal, {"state": "Self Review", "due_date": add_days(today(), 9)})


def make_presentable(made: Sheets) -> None:
	"""Texts of a company instead of hostile ones, for the pictures."""
	hostile = ("like", "%sales%")
	for doctype in ("Objective", "Key Result", "Appraisal Objective"):
		frappe.db.set_value(doctype, {"title": hostile}, "title", "Margin of new products")
	said = {
		"overall_reason": "Carried more than was planned.",
		"summary": "The region grew, and complaints are down. Next year: delegate more.",
	}
	frappe.db.set_value(REVIEW, {"cycle": CYCLE, "perspective": "Manager"}, said)
	frappe.db.set_value(
		REVIEW, {"cycle": CYCLE, "perspective": "Self"}, "summary", "A good year, and a full one."
	)
	for at, attainment in enumerate((97.5, 111.0, 73.7, 83.3)):
		name = f"{made.of['siti']}-O{at:02d}"
		grade = "Green" if attainment >= 80 else "Amber"
		frappe.db.set_value(
			"Objective", name, {"attainment": attainment, "grade": grade, "attainment_reason": None}
		)
		title = frappe.db.get_value("Objective", name, "title")
		frappe.db.set_value("Key Result", f"{name}-K", "title", f"{title}, measured")
	of_siti = {"employee": made.of["siti"], "on_date": "2025-03-05"}
	frappe.db.set_value(
		"Check-in", of_siti, "moved", "Opened two shops. The second one a week early, with a team of six."
	)
	named = {"competency_name": "Teamwork", "description": "Shares what he knows, and asks in time."}
	if not frappe.db.exists("Competency", "Teamwork"):
		frappe.get_doc({"doctype": "Competency", "name": "Teamwork", **named}).db_insert()
		for level, said in ((2, "Helps when asked."), (4, "Helps before he is asked, across teams.")):
			put(
				"Competency",
				"Teamwork",
				"levels",
				level,
				level=level,
				label=f"Level {level}",
				indicators=said,
			)
	frappe.db.set_value("Appraisal Competency", {"item": "Teamwork"}, "competency", "Teamwork")


def clear() -> None:
	"""Everything that this company has, so that nobody else counts it."""
	users = frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id")
	made = {
		"Company": [COMPANY],
		"Performance Cycle": [CYCLE, EARLIER],
		"User": [user for user in users if user],
		"Review Template": [],
	}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	texts = [question for _perspective, question, _kind, _required in QUESTIONS]
	frappe.db.delete("Review Question", {"parent": TEMPLATE, "question": ("in", texts)})
	frappe.db.delete("Competency Level", {"parent": "Teamwork"})
	frappe.db.delete("Competency", {"name": "Teamwork"})
	frappe.db.commit()


@pytest.fixture(scope="module")
def address(site: Site, house: Sheets) -> Iterator[str]:
	"""The web server."""
	with served(site) as where:
		yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
	with chromium() as running:
		yield running


def stored(house: Sheets, who: str, perspective: str = "Self") -> Any:
	"""Somebody's review as the database has it now."""
	frappe.db.rollback()
	name = frappe.db.get_value(REVIEW, {"appraisal": house.appraisal[who], "perspective": perspective})
	return frappe.get_doc(REVIEW, name) if name else None


def begin(desk: Desk, house: Sheets, who: str) -> None:
	"""From the sheet to the form."""
	desk.visit(f"appraisal/{house.appraisal[who]}")
	desk.page.click("button:has-text('Write my self review')")
	desk.page.wait_for_selector(".tp-review")


def saved(desk: Desk) -> None:
	"""Wait until the page says that the server has everything."""
	desk.page.wait_for_selector(".tp-save-state:has-text('Saved')")


def complaints(desk: Desk) -> list[str]:
	"""What the browser complained of; a site without the writing aid says so once."""
	return [said for said in desk.complaints if "writing.look_at" not in said]


def test_a_self_review_at_a_wide_screen(site: Site, house: Sheets, address: str, browser: Any) -> None:
	desk = Desk(browser, site, address, house.user("siti"))
	desk.visit("appraisal")
	assert "It is your turn: write your self review." in desk.page.inner_text("main")
	desk.picture("appraisal-list")
	begin(desk, house, "siti")
	page = desk.page
	assert "0 of 5 answered" in page.inner_text("main")
	assert "Budi Santoso, managers above and HR read this once you submit it." in page.inner_text("main")
	assert "Opened two shops." in page.inner_text(".tp-evidence")
	desk.picture("review-begun")
	page.click("#section-end >> text=What are you proud of?")
	assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
	page.keyboard.type(PROUD)
	page.locator(".tp-rated input[type=radio]").first.focus()
	for _times in range(3):
		page.keyboard.press("ArrowRight")
	page.click(".tp-rated:nth-of-type(2) >> text=Not applicable")
	assert "say why it isn't applicable" in page.inner_text("#section-end")
	page.fill(".tp-rated:nth-of-type(2) textarea >> nth=0", "No decisions of that kind this year.")
	saved(desk)
	kept = stored(house, "siti")
	assert kept.answers[0].answer == PROUD and kept.ratings[0].rating == 4
	assert (kept.ratings[1].state, kept.ratings[1].reason) == (
		"Not Applicable",
		"No decisions of that kind this year.",
	)
	assert "3 of 5 answered" in page.inner_text("main")
	page.evaluate("scrollTo(0, 0)")
	desk.picture("review-wide", whole=False)
	page.click("text=Submit review")
	desk.picture("review-asked", whole=False)
	page.click("dialog button:has-text('Submit')")
	page.wait_for_selector("text=Nobody changes it any more")
	assert stored(house, "siti").state == "Submitted"
	assert frappe.db.get_value(APPRAISAL, house.appraisal["siti"], "state") == "Manager Review"
	desk.picture("review-submitted")
	assert complaints(desk) == []
	desk.close()


def test_on_a_phone_in_indonesian_from_the_first_page(
	site: Site, house: Sheets, address: str, browser: Any
) -> None:
	user = house.user("peer")
	frappe.db.set_value("User", user, "language", "id")
	frappe.db.commit()
	frappe.clear_cache(user=user)
	desk = Desk(browser, site, address, user, size=PHONE, has_touch=True)
	page = desk.visit()
	page.click("text=Tulis penilaian diri Anda")
	page.click("button:has-text('Tulis penilaian diri saya')")
	page.wait_for_selector(".tp-review")
	assert "0 dari 5 terjawab" in page.inner_text("main")
	assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
	desk.picture("phone-first")
	page.tap(".tp-levels-row label >> nth=3")
	page.tap("text=Bukti")
	page.wait_for_selector("dialog[open]")
	desk.picture("phone-evidence", whole=False)
	page.tap("dialog button[aria-label='Tutup']")
	page.tap("button:has-text('Berikutnya')")
	page.fill("textarea >> nth=0", "Melatih tiga rekan baru; dua sudah mandiri sejak Agustus.")
	saved_words = page.wait_for_selector(".tp-save-state:has-text('Tersimpan')").inner_text()
	assert saved_words.strip().startswith("Tersimpan")
	desk.picture("phone-questions")
	page.tap("button:has-text('Berikutnya')")
	page.fill("textarea", "Tahun yang baik.")
	page.tap("button:has-text('Berikutnya')")
	page.wait_for_selector("text=Semua yang diperlukan sudah ada.")
	desk.picture("phone-end")
	page.tap("button:has-text('Kirim penilaian')")
	page.tap("dialog button:has-text('Kirim')")
	page.wait_for_selector("text=Tidak ada yang mengubahnya lagi")
	kept = stored(house, "peer")
	assert (kept.state, kept.ratings[0].rating, kept.summary) == ("Submitted", 4, "Tahun yang baik.")
	assert kept.answers[0].answer == "Melatih tiga rekan baru; dua sudah mandiri sejak Agustus."
	assert complaints(desk) == []
	desk.close()


def test_a_dropped_network_and_an_ended_session_lose_no_word(
	site: Site, house: Sheets, address: str, browser: Any
) -> None:
	desk = Desk(browser, site, address, house.user("hr user"))
	begin(desk, house, "hr user")
	page, words = desk.page, "textarea >> nth=-1"
	page.fill(words, "Written with a network.")
	saved(desk)
	desk.context.set_offline(True)
	page.fill(words, "Written with a network. And without one.")
	page.wait_for_selector(".tp-save-state:has-text('Only on this device')")
	page.wait_for_selector("text=No connection.")
	desk.picture("review-offline", whole=False)
	assert stored(house, "hr user").summary == "Written with a network."
	desk.context.set_offline(False)
	saved(desk)
	assert stored(house, "hr user").summary == "Written with a network. And without one."
	cookies = desk.context.cookies()
	desk.context.clear_cookies()
	page.fill(words, "And after the session.")
	page.wait_for_selector("text=Your session has ended.")
	assert page.locator(".tp-lost").bounding_box()["y"] < page.viewport_size["height"]
	page.wait_for_selector(".tp-save-state:has-text('Only on this device')")
	desk.picture("review-session", whole=False)
	assert stored(house, "hr user").summary == "Written with a network. And without one."
	page.close(run_before_unload=False)
	desk.context.add_cookies(cookies)
	desk.page = desk.context.new_page()
	desk.visit(f"review/{stored(house, 'hr user').name}")
	desk.page.wait_for_selector("text=What you typed here earlier was kept on this device and is back.")
	saved(desk)
	assert stored(house, "hr user").summary == "And after the session."
	desk.close()


def test_two_windows_and_both_versions(site: Site, house: Sheets, address: str, browser: Any) -> None:
	desk = Desk(browser, site, address, house.user("many"))
	begin(desk, house, "many")
	other = Desk(browser, site, address, house.user("many"))
	other.visit(f"review/{stored(house, 'many').name}")
	last = "textarea >> nth=-1"
	desk.page.fill(last, "Of the first window.")
	saved(desk)
	other.page.fill("#section-questions textarea >> nth=0", "Only in the second window.")
	other.page.fill(last, "Of the second window.")
	other.page.wait_for_selector("text=Written in two windows")
	assert "Of the first window." in other.page.inner_text(".tp-versions")
	other.page.evaluate("scrollTo(0, 0)")
	other.picture("review-two-windows", whole=False)
	other.page.click("text=Keep both")
	saved(other)
	kept = stored(house, "many")
	assert kept.summary == "Of the first window.\nOf the second window."
	assert kept.answers[0].answer == "Only in the second window."
	frappe.db.set_value(APPRAISAL, house.appraisal["many"], "state", "Calibration")
	frappe.db.commit()
	other.page.fill(last, "Written after the step was over.")
	other.page.wait_for_selector("text=This step is over")
	saved(other)
	assert stored(house, "many").summary == "Written after the step was over."
	assert other.page.is_disabled("text=Submit review")
	other.picture("review-closed", whole=False)
	assert complaints(desk) == complaints(other) == []
	desk.close()
	other.close()


def test_the_manager_writes_with_the_self_side_beside(
	site: Site, house: Sheets, address: str, browser: Any
) -> None:
	desk = Desk(browser, site, address, house.user("manager"))
	frappe.set_user(house.user("manager"))
	name = reviews.start(house.appraisal["siti"], "Manager")
	frappe.set_user("Administrator")
	frappe.db.commit()
	page = desk.visit(f"review/{name}")
	said = page.inner_text("main")
	assert "Manager's review: Siti Rahmawati" in said and "Siti Rahmawati" in page.inner_text(
		".tp-rated-other >> nth=0"
	)
	page.click("text=Other sides")
	assert PROUD in page.inner_text(".tp-evidence")
	desk.picture("review-manager", whole=False)
	page.click("text=Earlier")
	assert "Year 2024" in page.inner_text(".tp-evidence") and "3.25" in page.inner_text(".tp-evidence")
	assert page.locator("#section-end li").count() == 5
	desk.close()


def submitted_by(desk: Desk, name: str) -> Any:
	"""Somebody submits the side that he has open; what is stored then."""
	desk.page.click("text=Submit review")
	desk.page.click("dialog button:has-text('Submit')")
	desk.page.wait_for_selector("text=Nobody changes it any more")
	assert complaints(desk) == []
	desk.close()
	frappe.db.rollback()
	return frappe.get_doc(REVIEW, name)


def test_the_second_level_writes_with_the_other_sides_beside(
	site: Site, house: Sheets, address: str, browser: Any
) -> None:
	appraisal = house.appraisal["siti"]
	frappe.db.set_value("Review Template", TEMPLATE, "second_level_review", 1)
	frappe.db.set_value(APPRAISAL, appraisal, "state", "Second-Level Review")
	frappe.set_user(house.user("upper"))
	name = reviews.start(appraisal, "Second Level")
	frappe.set_user("Administrator")
	frappe.db.commit()
	desk = Desk(browser, site, address, house.user("upper"))
	page = desk.visit(f"review/{name}")
	assert "Second-level review: Siti Rahmawati" in page.inner_text("main")
	page.click("text=Other sides")
	assert PROUD in page.inner_text(".tp-evidence")
	page.fill("textarea[id] >> nth=-1", "I see it as her manager does.")
	saved(desk)
	desk.picture("review-second-level", whole=False)
	review = submitted_by(desk, name)
	assert (review.state, review.perspective, review.summary) == (
		"Submitted",
		"Second Level",
		"I see it as her manager does.",
	)


def test_an_outgoing_manager_hands_over_on_a_phone(
	site: Site, house: Sheets, address: str, browser: Any
) -> None:
	segment = {"appraisal": house.appraisal["many"], "segment": "1", "manager": house.of["siti"]}
	[name] = reviews.request_handover(pd.DataFrame([segment])).names
	frappe.db.commit()
	desk = Desk(browser, site, address, house.user("siti"), size=PHONE)
	page = desk.visit("team")
	page.click("button:has-text('Write')")
	page.wait_for_selector(".tp-review")
	assert "Handover" in page.inner_text("main") and f"/review/{name}" in page.url
	assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
	steps = page.locator(".tp-review-nav button:has-text('Next')")
	while True:
		for at in range(page.locator(".tp-rated:visible").count()):
			page.locator(".tp-rated:visible").nth(at).locator("input[type=radio]").nth(2).check(force=True)
		if not steps.count():
			break
		steps.click()
	saved(desk)
	desk.picture("review-handover-phone", whole=False)
	review = submitted_by(desk, name)
	assert review.state == "Submitted" and {row.rating for row in review.ratings} == {3}


def test_the_published_sheet_is_read_and_replied_to(
	site: Site, house: Sheets, address: str, browser: Any
) -> None:
	frappe.db.set_value(APPRAISAL, house.appraisal["hr"], "state", "Manager Review")
	close_and_publish(house, "hr")
	frappe.db.commit()
	for size, name in ((None, "sheet"), (PHONE, "phone-sheet")):
		desk = Desk(browser, site, address, house.user("hr"), **({"size": size} if size else {}))
		said = desk.visit(f"appraisal/{house.appraisal['hr']}").inner_text("main")
		score = frappe.db.get_value(
			"Appraisal Result", {"appraisal": house.appraisal["hr"]}, "calculated_score"
		)
		assert (
			f"{score:.2f}" in said and "How the score came about" in said and "Revenue of the region" in said
		)
		if size:
			assert desk.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
		desk.picture(name)
		if not size:
			desk.close()
	page = desk.page
	page.click("text=Appeal …")
	page.fill("dialog textarea", "The margin was left out.")
	desk.picture("phone-appeal", whole=False)
	page.click("dialog >> text=Not now")
	page.fill("textarea >> nth=0", "Thank you.")
	page.click("button:has-text('I have received it')")
	page.wait_for_selector("text=Received on")
	frappe.db.rollback()
	state, comment = frappe.db.get_value(APPRAISAL, house.appraisal["hr"], ["state", "acknowledge_comment"])
	assert (state, comment) == ("Acknowledged", "Thank you.")
	assert complaints(desk) == []
	desk.close()


def test_nothing_to_show_says_what_to_do(site: Site, house: Sheets, address: str, browser: Any) -> None:
	frappe.db.delete(APPRAISAL, {"name": house.appraisal["talent"]})
	frappe.db.commit()
	desk = Desk(browser, site, address, house.user("talent"))
	assert "No appraisal yet" in desk.visit("appraisal").inner_text("main")
	desk.picture("appraisal-none", whole=False)
	assert complaints(desk) == []
	desk.close()
