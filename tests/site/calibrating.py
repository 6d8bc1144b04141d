"""What tests of calibration sessions share: a session over a closed cycle, and moving people in it as somebody."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import frappe

from appraised import CYCLE, House, close_all
from people import COMPANY
from talent_performance.flows.calibration import sessions
from talent_performance.talent_performance.doctype.calibration_session import calibration_session as methods

SESSION, MOVE = sessions.SESSION, sessions.MOVE


@contextlib.contextmanager
def acting(user: str) -> Iterator[None]:
	"""As somebody, for a while."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)


def make_session(
	*participants: str, state: str = "Open", cycles: tuple[str, ...] = (CYCLE,), **more: Any
) -> str:
	"""A session of the house's company, led by Administrator; participants are users who move people."""
	session = frappe.get_doc(
		{
			"doctype": SESSION,
			"title": "Meeting <b>one</b>",
			"company": COMPANY,
			"cycles": [{"cycle": cycle, "weight": 1} for cycle in cycles],
			"participants": [{"user": user, "role": "Move"} for user in participants],
			**more,
		}
	).insert()
	if state == "Open":
		frappe.db.set_value("Performance Cycle", {"name": ("in", cycles)}, "state", "Closed")
		methods.open_session(session.name)
	return session.name


def closed_house(home: House) -> House:
	"""The house with its cycle closed."""
	close_all(home)
	frappe.db.set_value("Performance Cycle", CYCLE, "state", "Closed")
	return home


def card(session: str, employee: str) -> dict[str, Any] | None:
	"""Somebody as the board shows him to the session's user."""
	return next((each for each in methods.board(session)["people"] if each["employee"] == employee), None)


def move(session: str, employee: str, rating: float | None = None, **more: Any) -> dict[str, Any]:
	"""Move somebody from where he stands."""
	shown = card(session, employee)
	given = {"reason": "Compared with others", "seq": shown["seq"] if shown else 0, **more}
	return methods.move(session, employee, rating=rating, **given)
