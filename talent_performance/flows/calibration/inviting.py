"""Asking people to a session: a mail with when, where and the way there, and the day as a calendar file. It names nobody who is calibrated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import (
	escape_html,
	format_datetime,
	formatdate,
	get_datetime,
	get_system_timezone,
	now,
	now_datetime,
)

from talent_performance.access import calibration_session as access
from talent_performance.engine import ics
from talent_performance.flows.calibration import board, sessions


class Invited(TypedDict):
	"""How many were asked, and who has no account that is enabled."""

	asked: int
	without: list[str]


def invite(session: str) -> Invited:
	"""Ask everybody who takes part. Raises PermissionError, IllegalMove, CalibrationRefused where nobody is to be asked."""
	document = sessions.locked(session)
	access.check_may_lead(document)
	if document.state in sessions.ENDED:
		sessions.not_now(document, sessions.told(document))
	users = list(dict.fromkeys([document.facilitator, *(line.user for line in document.participants)]))
	addresses = addresses_of(users)
	if not addresses:
		sessions.refuse(_("Participants: add somebody to be asked first."))
	send(document, list(addresses.values()))
	sessions.record(document, invited_on=now())
	names = sessions.names_of(users)
	return {
		"asked": len(addresses),
		"without": [names.get(user, user) for user in users if user not in addresses],
	}


def addresses_of(users: Sequence[str]) -> dict[str, str]:
	"""Where enabled users get their mail."""
	found = frappe.get_all(
		"User",
		filters={"name": ("in", list(users) or [""]), "enabled": 1, "email": ("is", "set")},
		fields=["name", "email"],
		order_by="name",
	)
	return {row.name: row.email for row in found}


def send(session: Document, recipients: Sequence[str]) -> None:
	"""One mail each."""
	link = board.link(session.name)
	body = "".join(f"<p>{escape_html(line)}</p>" for line in said(session))
	attached = (
		[{"fname": f"{session.name}.ics", "fcontent": calendar(session)}] if session.scheduled_on else []
	)
	for address in recipients:
		frappe.sendmail(
			recipients=[address],
			subject=_("Calibration: {0}").format(session.title),
			message=f'{body}<p><a href="{escape_html(link)}">{escape_html(_("Open the Session"))}</a></p>',
			attachments=attached,
			reference_doctype=sessions.SESSION,
			reference_name=session.name,
			add_unsubscribe_link=0,
		)


def said(session: Document) -> list[str]:
	"""What the mail says."""
	lines = [_("You are asked to take part in the calibration session {0}.").format(session.title)]
	if session.scheduled_on:
		lines.append(_("When: {0}").format(format_datetime(session.scheduled_on)))
	if session.place:
		lines.append(_("Where: {0}").format(session.place))
	if session.deadline:
		lines.append(_("To be decided until {0}.").format(formatdate(session.deadline)))
	lines += (session.agenda or "").splitlines()
	return lines


def calendar(session: Document) -> str:
	"""The meeting for a calendar; its times are those of the site."""
	zone = ZoneInfo(get_system_timezone())
	start = get_datetime(session.scheduled_on).replace(tzinfo=zone)
	title = _("Calibration: {0}").format(session.title)
	uid = f"{session.name}@{frappe.local.site}"
	event = ics.Event(uid, title, start, int(session.minutes_planned or 0) or 60, board.link(session.name))
	return ics.calendar(title, [event], now_datetime().replace(tzinfo=zone))
