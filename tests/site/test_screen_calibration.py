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
	"""Open the board and wait for its cards."""
	desk.go(f"calibration-board/{session}/{view}")
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
	desk.page.wait_for_selector(f'[data-place="{key}"] .tp-cal-item[data-key="{employee}"]:not(.tp-cal-pending)')


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
	field.wait_for()
	desk.page.wait_for_function("document.activeElement.matches('.tp-cal-dialog textarea')")
	field.fill(reason)
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
	assert frappe_state(session) == "Open"
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


def frappe_state(session: str) -> str:
	"""The session's state in the database."""
	frappe.db.rollback()
	return frappe.db.get_value(SESSION, session, "state")
