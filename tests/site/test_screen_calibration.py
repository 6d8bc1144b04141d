"""The calibration board in a browser: HR and a manager in one session at once, each sees what the other moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import frappe

from browsing import Desk, chromium
from calibration_meeting import CYCLE, MOVE, SESSION, Meeting, end, hold, make_session
from harness import Site
from web import served, working


@dataclass(frozen=True)
class Room:
	"""Who meets, and the two at their desks."""

	meeting: Meeting
	hr: Desk
	manager: Desk


@pytest.fixture(scope="module")
def room(site: Site) -> Iterator[Room]:
	meeting = hold()
	try:
		with served(site) as address, working(site), chromium() as browser:
			desks = [Desk(browser, site, address, user) for user in (meeting.hr, meeting.manager)]
			for desk in desks:
				desk.page.set_default_timeout(20_000)
			yield Room(meeting, *desks)
			for desk in desks:
				desk.close()
	finally:
		end(meeting)


@pytest.fixture
def meeting(room: Room) -> Iterator[Room]:
	"""The room, in which no browser complained."""
	for desk in (room.hr, room.manager):
		desk.complaints.clear()
	yield room
	assert [*room.hr.complaints, *room.manager.complaints] == []


def opened(room: Room) -> str:
	"""A session that HR has opened."""
	session = make_session(room.meeting)
	frappe.db.set_value(SESSION, session, {"state": "Open", "version": 1, "opened_on": frappe.utils.now()})
	frappe.db.commit()
	return session


def sit_down(desk: Desk, session: str, view: str = "bins") -> None:
	"""Open the board and wait for its cards. A question that was under way when the page before was left breaks off inside Frappe."""
	desk.go(f"calibration-board/{session}/{view}")
	noticed(desk, "responseText")
	desk.page.wait_for_selector(".tp-cal-item")
	desk.settle()


def stands(room: Room, session: str, name: str) -> Any:
	"""What the ledger says of somebody's last move."""
	frappe.db.rollback()
	return frappe.db.get_value(
		MOVE,
		{"session": session, "employee": room.meeting.of[name]},
		["after_rating", "by_user", "reason", "seq"],
		order_by="seq desc",
		as_dict=True,
	)


def card(desk: Desk, room: Room, name: str) -> Any:
	"""Somebody's card."""
	return desk.page.locator(f'.tp-cal-item[data-key="{room.meeting.of[name]}"]')


def place(desk: Desk, room: Room, name: str) -> str:
	"""The place in which somebody's card is."""
	return card(desk, room, name).evaluate("card => card.closest('[data-place]').dataset.place")


def waits_at(desk: Desk, room: Room, name: str, key: str) -> None:
	"""Wait until somebody's card is in a place."""
	employee = room.meeting.of[name]
	desk.page.wait_for_selector(
		f'[data-place="{key}"] .tp-cal-item[data-key="{employee}"]:not(.tp-cal-pending)'
	)


def drag(desk: Desk, room: Room, name: str, key: str, *, drop: bool = True) -> None:
	"""Somebody's card to another place with the mouse."""
	page = desk.page
	card(desk, room, name).scroll_into_view_if_needed()
	box = card(desk, room, name).bounding_box()
	page.mouse.move(box["x"] + 30, box["y"] + 12)
	page.mouse.down()
	page.mouse.move(box["x"] + 45, box["y"] + 16, steps=3)
	to = page.locator(f'[data-place="{key}"]').bounding_box()
	page.mouse.move(to["x"] + to["width"] / 2, to["y"] + to["height"] / 2, steps=5)
	page.wait_for_selector(f'[data-place="{key}"].tp-cal-over')
	if drop:
		page.mouse.up()


def say_why(desk: Desk, reason: str) -> None:
	"""Answer the question that stands on the page."""
	field = desk.page.locator(".tp-cal-dialog.show textarea")
	field.fill(reason)
	field.focus()
	desk.page.keyboard.press("Control+Enter")
	desk.page.wait_for_selector(".tp-cal-dialog.show", state="detached")
	desk.settle()


def test_a_draft_is_opened_and_somebody_dragged(meeting: Room) -> None:
	session = make_session(meeting.meeting)
	hr = meeting.hr
	sit_down(hr, session)
	said = hr.page.inner_text(".page-body:visible")
	assert "A draft" in said and "24 people" in said and "<b>Lia</b> Utami" in said
	hr.page.click(".primary-action:visible:has-text('Open Session')")
	hr.page.wait_for_selector(".indicator-pill:visible:has-text('Open')")
	hr.settle()
	assert state(session) == "Open"
	drag(hr, meeting, "Bella Maharani", "4", drop=False)
	hr.picture("calibration-drag", whole=False)
	hr.page.mouse.up()
	say_why(hr, "Took the Medan account <i>alone</i>")
	waits_at(hr, meeting, "Bella Maharani", "4")
	moved = stands(meeting, session, "Bella Maharani")
	assert (moved.after_rating, moved.by_user, moved.reason) == (
		4,
		meeting.meeting.hr,
		"Took the Medan account <i>alone</i>",
	)
	hr.picture("calibration-bins", whole=False)


def test_what_one_moves_the_other_sees(meeting: Room) -> None:
	session, hr, manager = opened(meeting), meeting.hr, meeting.manager
	sit_down(hr, session)
	sit_down(manager, session)
	said = manager.page.inner_text(".tp-cal-count")
	assert "12 people" in said and "12 aren't yours to see" in said
	assert manager.page.locator(".primary-action:visible").count() == 0
	drag(manager, meeting, "Cahya Wibowo", "4")
	say_why(manager, "Led the night shift")
	waits_at(manager, meeting, "Cahya Wibowo", "4")
	waits_at(hr, meeting, "Cahya Wibowo", "4")
	told = card(hr, meeting, "Cahya Wibowo").get_attribute("aria-description")
	assert "Rating 4 Exceeds expectations, before 3 Meets expectations" in told
	trace = hr.page.locator(f'[data-place="3"] [data-key="was {meeting.meeting.of["Cahya Wibowo"]}"] del')
	assert trace.first.inner_text() == "Cahya Wibowo"
	assert hr.page.inner_text("[data-side=moves]").strip() == "Moves 1"
	hr.page.click("[data-side=moves]")
	hr.page.wait_for_selector(".tp-cal-ledger li")
	assert "Led the night shift" in hr.page.inner_text(".tp-cal-side")
	hr.picture("calibration-moves", whole=False)


def test_two_move_one_card(meeting: Room) -> None:
	session, hr, manager = opened(meeting), meeting.hr, meeting.manager
	sit_down(hr, session)
	sit_down(manager, session)
	drag(manager, meeting, "Adi Nugroho", "5")
	manager.page.locator(".tp-cal-dialog.show textarea").fill("Best of the plant")
	drag(hr, meeting, "Adi Nugroho", "3")
	say_why(hr, "Two complaints of customers")
	waits_at(hr, meeting, "Adi Nugroho", "3")
	say_why_again(manager)
	problem = manager.page.inner_text(".tp-cal-dialog.show .tp-cal-problem")
	assert "Adi Nugroho was moved meanwhile" in problem and "Two complaints of customers" in problem
	assert manager.page.input_value(".tp-cal-dialog.show textarea") == "Best of the plant"
	assert "3 Meets expectations" in manager.page.inner_text(".tp-cal-dialog.show .tp-cal-what")
	manager.picture("calibration-conflict", whole=False)
	assert stands(meeting, session, "Adi Nugroho").by_user == meeting.meeting.hr
	say_why(manager, "Best of the plant, complaints included")
	waits_at(manager, meeting, "Adi Nugroho", "5")
	last = stands(meeting, session, "Adi Nugroho")
	assert (last.after_rating, last.by_user, last.seq) == (5, meeting.meeting.manager, 2)
	waits_at(hr, meeting, "Adi Nugroho", "5")
	noticed(manager, "MoveConflict", "409")


def say_why_again(desk: Desk) -> None:
	"""Send what was typed, and wait until the question comes back with what has happened meanwhile."""
	desk.page.locator(".tp-cal-dialog.show textarea").focus()
	desk.page.keyboard.press("Control+Enter")
	desk.page.wait_for_selector(".tp-cal-dialog.show .tp-cal-problem")


def noticed(desk: Desk, *parts: str) -> None:
	"""A refusal that the page has told in words is no complaint, though Chromium and Frappe write it down too."""
	desk.complaints[:] = [
		each for each in desk.complaints if not any(part in each for part in (*parts, "Object"))
	]


def test_a_session_is_locked_while_somebody_drags(meeting: Room) -> None:
	session, hr, manager = opened(meeting), meeting.hr, meeting.manager
	sit_down(hr, session)
	sit_down(manager, session)
	drag(manager, meeting, "Indra Wijaya", "4", drop=False)
	choose(hr, "Lock Session")
	hr.page.wait_for_selector(".indicator-pill:visible:has-text('Locked')")
	manager.page.wait_for_selector(".tp-cal-shadow", state="detached")
	manager.page.mouse.up()
	manager.page.wait_for_selector(".desk-alert:has-text('Indra Wijaya stays where it was')")
	assert place(manager, meeting, "Indra Wijaya") == "3"
	assert "has locked it" in manager.page.inner_text(".tp-cal-banner")
	assert manager.page.locator(".tp-cal-dialog.show").count() == 0
	manager.picture("calibration-locked", whole=False)
	assert stands(meeting, session, "Indra Wijaya") is None
	hr.page.click(".tp-cal-banner [data-deed=unlock]")
	hr.page.wait_for_selector(".indicator-pill:visible:has-text('Open')")
	assert state(session) == "Open"


def choose(desk: Desk, label: str) -> None:
	"""A line of the page's menu."""
	desk.page.click(".menu-btn-group:visible > button")
	desk.page.click(f".menu-btn-group .dropdown-item:has-text('{label}'):visible")


def test_a_session_is_closed_while_somebody_types_a_reason(meeting: Room) -> None:
	session, hr, manager = opened(meeting), meeting.hr, meeting.manager
	sit_down(hr, session)
	sit_down(manager, session)
	drag(hr, meeting, "Galih Setiawan", "4")
	say_why(hr, "Only one good quarter")
	waits_at(manager, meeting, "Galih Setiawan", "4")
	drag(manager, meeting, "Eka Saputra", "5")
	manager.page.locator(".tp-cal-dialog.show textarea").fill("Typed in vain?")
	hr.page.click(".primary-action:visible:has-text('Close Session')")
	hr.page.wait_for_selector(".modal.show:has-text('What was decided becomes ratings')")
	hr.page.wait_for_timeout(300)
	hr.picture("calibration-close", whole=False)
	hr.page.click(".modal.show .btn-modal-primary:has-text('Close Now')")
	hr.page.wait_for_selector(".indicator-pill:visible:has-text('Closed')")
	manager.page.locator(".tp-cal-dialog.show textarea").focus()
	manager.page.keyboard.press("Control+Enter")
	manager.page.wait_for_selector(".msgprint:visible:has-text('Your reason was: Typed in vain?')")
	manager.picture("calibration-closed-meanwhile", whole=False)
	manager.page.keyboard.press("Escape")
	assert stands(meeting, session, "Eka Saputra") is None and state(session) == "Closed"
	result = {"cycle": CYCLE, "employee": meeting.meeting.of["Galih Setiawan"]}
	assert frappe.db.get_value("Appraisal Result", result, ["calibrated_rating", "calibrated_by"]) == (
		4,
		meeting.meeting.hr,
	)
	noticed(manager, "IllegalMove", "417")


def test_without_the_mouse(meeting: Room) -> None:
	session, hr = opened(meeting), meeting.hr
	sit_down(hr, session)
	page = hr.page
	page.keyboard.press("/")
	page.keyboard.type("dewi ang")
	page.wait_for_function("document.querySelectorAll('.tp-cal-item').length === 1")
	assert "1 of 24 people" in page.inner_text(".tp-cal-count")
	card(hr, meeting, "Dewi Anggraini").focus()
	page.keyboard.press("Space")
	assert "Dewi Anggraini is picked up, from 2 Below expectations" in said(hr)
	page.keyboard.press("ArrowRight")
	assert said(hr) == "3 Meets expectations"
	hr.picture("calibration-keyboard", whole=False)
	page.keyboard.press("Escape")
	assert "Dewi Anggraini stays where it was" in said(hr)
	assert place(hr, meeting, "Dewi Anggraini") == "2"
	page.keyboard.press("Space")
	page.keyboard.press("3")
	page.keyboard.press("Space")
	say_why(hr, "Caught up since June")
	waits_at(hr, meeting, "Dewi Anggraini", "3")
	assert "Dewi Anggraini stands at 3 Meets expectations now" in said(hr)
	assert page.evaluate("document.activeElement.dataset.key") == meeting.meeting.of["Dewi Anggraini"]
	assert stands(meeting, session, "Dewi Anggraini").after_rating == 3
	page.click("[data-clear]")
	card(hr, meeting, "Dewi Anggraini").focus()
	page.keyboard.press("ArrowRight")
	assert page.evaluate("document.activeElement.closest('[data-place]').dataset.place") == "4"
	page.keyboard.press("Control+z")
	waits_at(hr, meeting, "Dewi Anggraini", "2")
	frappe.db.rollback()
	assert frappe.db.count(MOVE, {"session": session}) == 2


def said(desk: Desk) -> str:
	"""What is read out to somebody who doesn't see the page."""
	return desk.page.inner_text("[data-part=said]")


def test_the_nine_box_asks_which_rating(meeting: Room) -> None:
	session, hr = opened(meeting), meeting.hr
	sit_down(hr, session, "boxes")
	hr.picture("calibration-nine-box", whole=False)
	drag(hr, meeting, "Dimas Pratama", "9")
	hr.page.wait_for_selector(".tp-cal-dialog.show .tp-cal-choice")
	hr.page.check(".tp-cal-dialog.show input[value='5']")
	say_why(hr, "Ready for a team of his own")
	waits_at(hr, meeting, "Dimas Pratama", "9")
	frappe.db.rollback()
	row = {"session": session, "employee": meeting.meeting.of["Dimas Pratama"]}
	assert frappe.db.get_value(MOVE, row, ["after_rating", "after_potential"]) == (5, "High")
	drag(hr, meeting, "Hadi Kusuma", "6")
	hr.page.wait_for_selector(".desk-alert:has-text('Hadi Kusuma has no potential that holds')")
	assert place(hr, meeting, "Hadi Kusuma") == "none"
	card(hr, meeting, "Dimas Pratama").focus()
	for key in ("Space", "ArrowDown", "ArrowLeft"):
		hr.page.keyboard.press(key)
	assert said(hr).startswith("5 ")
	hr.page.keyboard.press("Escape")


def test_the_list(meeting: Room) -> None:
	session, hr = opened(meeting), meeting.hr
	sit_down(hr, session, "list")
	page = hr.page
	first = "document.querySelector('.tp-cal-row .tp-cal-name').textContent.trim()"
	page.click("[data-order=rating]")
	page.wait_for_function(f"{first}.startsWith('Bagus Santoso')")
	page.select_option("[data-filter=manager]", "Clbother")
	assert "12 of 24 people" in page.inner_text(".tp-cal-count")
	page.wait_for_function(f"{first}.startsWith('Citra Dewi')")
	card(hr, meeting, "Citra Dewi").focus()
	page.keyboard.press("Space")
	page.wait_for_selector(".tp-cal-dock:visible")
	page.keyboard.press("ArrowLeft")
	hr.picture("calibration-list", whole=False)
	page.keyboard.press("Enter")
	say_why(hr, "Half a year abroad")
	page.wait_for_selector(".tp-cal-row.tp-cal-moved:not(.tp-cal-pending)")
	assert stands(meeting, session, "Citra Dewi").after_rating == 4
	page.keyboard.press("Enter")
	page.wait_for_selector(".tp-cal-side .tp-cal-ledger li")
	side = page.inner_text(".tp-cal-side")
	assert "Half a year abroad" in side and "Clbother" in side
	hr.picture("calibration-person", whole=False)
	page.click(".tp-cal-side [data-undo]")
	page.wait_for_selector(".tp-cal-row.tp-cal-moved", state="detached")
	page.wait_for_selector(".tp-cal-side .tp-cal-ledger .tp-cal-undone:has-text('Half a year abroad')")
	hr.settle()
	page.fill(".tp-cal-search", "nobody of that name")
	page.wait_for_selector("h5:has-text('Nobody is like that')")
	page.click(".tp-cal-none [data-clear]")
	assert "24 people" in page.inner_text(".tp-cal-count")


def test_the_session_again(meeting: Room) -> None:
	session, hr = opened(meeting), meeting.hr
	sit_down(hr, session)
	for name, key in (("Kevin Halim", "5"), ("Juli Astuti", "4")):
		drag(hr, meeting, name, key)
		say_why(hr, "Compared with the others")
		waits_at(hr, meeting, name, key)
	page = hr.page
	page.click("[data-deed=replay]")
	waits_at(hr, meeting, "Kevin Halim", "4")
	waits_at(hr, meeting, "Juli Astuti", "3")
	page.focus(".tp-cal-replay input")
	page.keyboard.press("ArrowRight")
	waits_at(hr, meeting, "Kevin Halim", "5")
	waits_at(hr, meeting, "Juli Astuti", "3")
	assert "1 of 2 Kevin Halim" in page.inner_text(".tp-cal-replayed")
	hr.picture("calibration-replay", whole=False)
	page.keyboard.press("End")
	waits_at(hr, meeting, "Juli Astuti", "4")
	page.click("[data-replay=end]")
	page.wait_for_selector(".tp-cal-replay", state="hidden")
	waits_at(hr, meeting, "Juli Astuti", "4")
	page.evaluate("document.documentElement.setAttribute('data-theme', 'dark')")
	page.wait_for_timeout(300)
	hr.picture("calibration-dark", whole=False)
	page.evaluate("document.documentElement.setAttribute('data-theme', 'light')")


def test_nothing_keeps_people_out(meeting: Room) -> None:
	session, hr = opened(meeting), meeting.hr
	for view in ("list", "bins", "boxes"):
		sit_down(hr, session, view)
		card(hr, meeting, "Adi Nugroho").click()
		hr.page.wait_for_selector(".tp-cal-side:visible")
		card(hr, meeting, "Adi Nugroho").press("x")
		found = [each for each in hr.barriers() if "tp-cal" in each]
		assert found == [], "\n".join(sorted({each[:200] for each in found}))


def pick(desk: Desk, room: Room, *names: str) -> None:
	"""Choose people by the boxes on their faces."""
	for name in names:
		card(desk, room, name).scroll_into_view_if_needed()
		card(desk, room, name).hover()
		card(desk, room, name).locator("[data-choose]").click()


def picked(desk: Desk) -> list[str]:
	"""Who is chosen, as those hear it who don't see the page."""
	cards = desk.page.locator(".tp-cal-item[aria-selected=true] .tp-cal-name")
	return sorted(each.strip() for each in cards.all_inner_texts())


def ledger(session: str) -> list[Any]:
	"""The session's moves: number, lot, rating after, and which is taken back."""
	frappe.db.rollback()
	fields = ["seq", "lot", "after_rating", "undoes"]
	return frappe.get_all(MOVE, {"session": session}, fields, order_by="seq", as_list=True)


def test_several_are_dragged_for_one_reason(meeting: Room) -> None:
	session, hr, manager = opened(meeting), meeting.hr, meeting.manager
	sit_down(hr, session)
	sit_down(manager, session)
	pick(hr, meeting, "Bella Maharani", "Dimas Pratama", "<b>Lia</b> Utami")
	assert picked(hr) == ["<b>Lia</b> Utami", "Bella Maharani", "Dimas Pratama"]
	assert said(hr) == "3 people chosen."
	assert "3 chosen" in hr.page.inner_text(".tp-cal-chosen-bar")
	hr.picture("calibration-chosen", whole=False)
	drag(hr, meeting, "Bella Maharani", "5", drop=False)
	assert hr.page.get_attribute(".tp-cal-shadow", "data-many") == "3"
	hr.picture("calibration-together", whole=False)
	hr.page.mouse.up()
	hr.page.wait_for_selector(".tp-cal-dialog.show")
	asked = hr.page.inner_text(".tp-cal-dialog.show")
	assert "Why Are 3 People Moved?" in asked and "<b>Lia</b> Utami" in asked
	hr.picture("calibration-together-why", whole=False)
	say_why(hr, "One team, one result")
	for desk, name in ((hr, "Bella Maharani"), (hr, "Dimas Pratama"), (manager, "Dimas Pratama")):
		waits_at(desk, meeting, name, "5")
	assert picked(hr) == [] and hr.page.is_hidden(".tp-cal-chosen-bar")
	assert [tuple(row) for row in ledger(session)] == [(seq, 1, 5.0, None) for seq in (1, 2, 3)]
	assert stands(meeting, session, "<b>Lia</b> Utami").reason == "One team, one result"
	hr.page.click("[data-side=moves]")
	hr.page.wait_for_selector(".tp-cal-ledger [data-undo-lot]")
	assert hr.page.locator("[data-undo-lot]").all_inner_texts() == ["Undo All 3"]
	hr.picture("calibration-together-moves", whole=False)
	hr.page.click(".desk-alert [data-action=undo]")
	waits_at(hr, meeting, "Bella Maharani", "3")
	waits_at(manager, meeting, "Dimas Pratama", "3")
	rows = ledger(session)
	assert len(rows) == 6 and all(row[3] for row in rows[3:])
	hr.page.click(".tp-cal-side [data-side='']")


def test_of_several_one_was_moved_meanwhile(meeting: Room) -> None:
	session, hr, manager = opened(meeting), meeting.hr, meeting.manager
	sit_down(hr, session)
	sit_down(manager, session)
	pick(manager, meeting, "Cahya Wibowo", "Fajar Hidayat", "Indra Wijaya")
	manager.page.click(".tp-cal-chosen-bar [data-all-to='4']")
	manager.page.locator(".tp-cal-dialog.show textarea").fill("The night shift")
	drag(hr, meeting, "Fajar Hidayat", "2")
	say_why(hr, "Only <i>half</i> the shifts")
	waits_at(hr, meeting, "Fajar Hidayat", "2")
	manager.page.locator(".tp-cal-dialog.show textarea").focus()
	manager.page.keyboard.press("Control+Enter")
	manager.page.wait_for_selector(".msgprint:visible:has-text('Fajar Hidayat was moved meanwhile')")
	told = manager.page.inner_text(".msgprint:visible")
	assert "Only <i>half</i> the shifts" in told and "Clbhr" in told
	assert manager.page.inner_text(".modal.show .modal-title") == "2 moved, 1 not"
	manager.page.wait_for_timeout(300)
	manager.picture("calibration-together-conflict", whole=False)
	manager.page.keyboard.press("Escape")
	waits_at(manager, meeting, "Cahya Wibowo", "4")
	waits_at(manager, meeting, "Fajar Hidayat", "2")
	assert picked(manager) == ["Fajar Hidayat"]
	assert [row[1:3] for row in map(tuple, ledger(session))] == [(0, 2.0), (2, 4.0), (2, 4.0)]


def test_several_are_chosen_without_the_mouse(meeting: Room) -> None:
	session, hr = opened(meeting), meeting.hr
	sit_down(hr, session)
	page = hr.page
	card(hr, meeting, "Bella Maharani").focus()
	page.keyboard.press("x")
	assert picked(hr) == ["Bella Maharani"]
	page.keyboard.press("Shift+ArrowDown")
	page.keyboard.press("Shift+ArrowDown")
	assert picked(hr) == ["Bella Maharani", "Cahya Wibowo", "Dimas Pratama"]
	page.keyboard.press("Space")
	assert said(hr).startswith("3 people are picked up")
	page.keyboard.press("2")
	page.keyboard.press("Enter")
	say_why(hr, "Compared with the plant")
	for name in ("Bella Maharani", "Cahya Wibowo", "Dimas Pratama"):
		waits_at(hr, meeting, name, "2")
	page.keyboard.press("Control+z")
	waits_at(hr, meeting, "Cahya Wibowo", "3")
	page.keyboard.press("Control+a")
	assert said(hr) == "24 people chosen."
	page.keyboard.press("Escape")
	assert said(hr) == "Nobody is chosen." and picked(hr) == []
	assert len(ledger(session)) == 6
	card(hr, meeting, "Bella Maharani").click(modifiers=["Control"])
	card(hr, meeting, "Eka Saputra").click(modifiers=["Control"])
	card(hr, meeting, "Gita Permata").click(modifiers=["Shift"])
	assert "Eka Saputra" in picked(hr) and "Gita Permata" in picked(hr) and len(picked(hr)) >= 3


def test_several_in_the_nine_box_and_the_list(meeting: Room) -> None:
	session, hr = opened(meeting), meeting.hr
	sit_down(hr, session, "boxes")
	pick(hr, meeting, "Dimas Pratama", "Galih Setiawan", "Hadi Kusuma")
	drag(hr, meeting, "Dimas Pratama", "9")
	hr.page.wait_for_selector(".tp-cal-dialog.show .tp-cal-choice")
	assert "Hadi Kusuma (no potential that holds)" in hr.page.inner_text(".tp-cal-dialog.show")
	hr.picture("calibration-together-box", whole=False)
	hr.page.check(".tp-cal-dialog.show input[value='4']")
	hr.page.keyboard.press("Escape")
	hr.page.wait_for_selector(".tp-cal-dialog.show", state="detached")
	hr.page.click("[data-choose-none]")
	sit_down(hr, session, "list")
	pick(hr, meeting, "Adi Nugroho", "Ayu Lestari")
	hr.picture("calibration-together-list", whole=False)
	hr.page.click(".tp-cal-chosen-bar [data-all-potential='Low']")
	say_why(hr, "No wish to move")
	hr.page.wait_for_function(
		"document.querySelectorAll('.tp-cal-row.tp-cal-moved:not(.tp-cal-pending)').length === 2"
	)
	frappe.db.rollback()
	row = {"session": session, "employee": meeting.meeting.of["Adi Nugroho"]}
	assert frappe.db.get_value(MOVE, row, ["after_rating", "after_potential"]) == (4, "Low")


def test_the_notes_say_what_they_rest_on(meeting: Room) -> None:
	session, hr = opened(meeting), meeting.hr
	sit_down(hr, session, "list")
	hr.page.click("[data-side=notes]")
	hr.page.wait_for_selector(".tp-cal-side:has-text('values from ERP alone')")
	hr.picture("calibration-notes", whole=False)
	manager = meeting.manager
	sit_down(manager, session, "list")
	manager.page.click("[data-side=notes]")
	manager.page.wait_for_selector(".tp-cal-side:has-text('changes no rating')")
	assert "ERP" not in manager.page.inner_text(".tp-cal-side")


def test_the_way_to_a_board(meeting: Room) -> None:
	session, hr = make_session(meeting.meeting, title="Plant <b>first</b>"), meeting.hr
	page = hr.go("calibration-board")
	page.wait_for_selector(".tp-cal-sessions")
	assert "Plant <b>first</b>" in page.inner_text(".tp-cal-sessions")
	page.click(".tp-cal-sessions a:has-text('Plant')")
	page.wait_for_selector(".tp-cal-item")
	choose(hr, "The Session")
	page.wait_for_selector(".tp-steps:visible")
	hr.settle()
	hr.picture("calibration-form", whole=False)
	page.click("button:visible:has-text('Open Session')")
	page.wait_for_selector(".indicator-pill:visible:has-text('Open')")
	assert state(session) == "Open"
	page.click(".custom-actions button:visible:has-text('Board')")
	page.wait_for_selector(".tp-cal-item:visible")


def test_ten_thousand_people_scroll(meeting: Room) -> None:
	session, hr = opened(meeting), meeting.hr
	hr.page.set_default_timeout(60_000)
	crowd = many(hr, session, 10_000)
	hr.page.route("**/*calibration_session.board*", lambda route: route.fulfill(json=crowd))
	try:
		sit_down(hr, session)
		assert "10.000 people" in hr.page.inner_text(".tp-cal-count").replace(",", ".")
		assert hr.page.locator(".tp-cal-item").count() < 200
		hr.page.locator('[data-lane="3"] .tp-cal-item').first.focus()
		hr.page.keyboard.press("End")
		hr.page.wait_for_function("document.activeElement.textContent.includes('Person 09997')")
		took = hr.page.evaluate(TYPED, "person 04321")
		assert hr.page.locator(".tp-cal-item").count() == 1
		assert took < 500, f"A letter typed into the search took {took} ms with 10,000 people"
	finally:
		hr.page.unroute("**/*calibration_session.board*")


# How long the page needs to narrow what it shows.
TYPED = """text => {
	const search = document.querySelector('.tp-cal-search');
	const begun = performance.now();
	search.value = text;
	search.dispatchEvent(new Event('input', { bubbles: true }));
	return performance.now() - begun;
}"""


def many(desk: Desk, session: str, count: int) -> dict[str, Any]:
	"""The server's answer with so many people in it."""
	path = "talent_performance.talent_performance.doctype.calibration_session.calibration_session.board"
	said = desk.fetch(f"/api/method/{path}?session={session}").json()
	first = said["message"]["people"][0]
	said["message"]["people"] = [
		{
			**first,
			**{"employee": f"E{at:05d}", "name": f"Person {at:05d}"},
			**dict.fromkeys(("rating", "before_rating"), 1.0 + at % 5),
		}
		for at in range(1, count + 1)
	]
	return said


def state(session: str) -> str:
	"""The session's state in the database."""
	frappe.db.rollback()
	return frappe.db.get_value(SESSION, session, "state")
