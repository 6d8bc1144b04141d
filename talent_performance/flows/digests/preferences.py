"""How somebody wants to be reminded: read and written by the person alone, whatever kind of user that is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from talent_performance.engine import reminders as engine
from talent_performance.exceptions import InvalidSetup
from talent_performance.flows import kept_fields
from talent_performance.flows.conversations import author_of
from talent_performance.flows.digests import people, sending
from talent_performance.flows.digests.people import PREFERENCE, wish

CALENDAR = ("calendar_hash", "calendar_made_on")


def own_employee() -> str:
	"""The Employee record for which the session's user gets digests. Raises PermissionError for somebody without one."""
	employee = author_of(frappe.session.user)
	if not employee:
		frappe.throw(
			_("{0} has no Employee record, and so gets no reminders.").format(frappe.session.user),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	return str(employee)


def of(employee: str, *, for_update: bool = False) -> Document:
	"""The preference of somebody, as it is or as it would begin."""
	name = frappe.db.get_value(PREFERENCE, {"employee": employee})
	if name:
		return frappe.get_doc(PREFERENCE, name, for_update=for_update)
	return frappe.new_doc(PREFERENCE, employee=employee)


def shown(employee: str) -> dict[str, Any]:
	"""What a person chooses from, and what is chosen."""
	doc, rules = of(employee), people.rules()
	return {
		"digest_hour": doc.digest_hour or "",
		"usual_hour": f"{rules.hour:02d}:00",
		"paused_until": str(doc.paused_until) if doc.paused_until else None,
		"calendar_made_on": str(doc.calendar_made_on) if doc.calendar_made_on else None,
		"kinds": [
			{
				"kind": name,
				"label": _(name),
				"section": sending.heading(kind.section),
				"compulsory": kind.compulsory,
				"wanted": True if kind.compulsory else bool(doc.get(wish(name))),
			}
			for name, kind in engine.KINDS.items()
		],
	}


def save(
	employee: str, digest_hour: str, paused_until: str | None, unwanted: Collection[str]
) -> dict[str, Any]:
	"""Write it down; returns what is then chosen. Raises InvalidSetup."""
	check(digest_hour, unwanted)
	doc = of(employee, for_update=True)
	doc.update({"digest_hour": digest_hour, "paused_until": getdate(paused_until) if paused_until else None})
	doc.update({wish(kind): int(kind not in unwanted) for kind in engine.OPTIONAL})
	doc.save(ignore_permissions=True)
	return shown(employee)


def check(digest_hour: str, unwanted: Collection[str]) -> None:
	"""Raises InvalidSetup for an hour that there isn't, a kind that isn't known, and one that is always said."""
	hours = frappe.get_meta(PREFERENCE).get_field("digest_hour").options.split("\n")
	if digest_hour not in hours:
		refuse(
			_("There is no hour {0}. Expected one from {1} to {2}, or none.").format(
				digest_hour, *hours[1::22]
			)
		)
	for kind in unwanted:
		if kind in engine.COMPULSORY:
			refuse(_("{0} is always said: nobody can opt out of it.").format(_(kind)))
		if kind not in engine.OPTIONAL:
			refuse(
				_("There is no reminder called {0}. Known are {1}.").format(kind, ", ".join(engine.OPTIONAL))
			)


def refuse(message: str) -> None:
	"""Raises InvalidSetup."""
	frappe.throw(message, exc=InvalidSetup, title=_("These Preferences Can't Be Used"))


def keep_calendar(doc: Document) -> None:
	"""A save changes nothing of the calendar link."""
	kept_fields.restore(doc, CALENDAR)


def preview(employee: str) -> str:
	"""What waits for somebody today."""
	return sending.preview(employee)


def note_since(settings: Document) -> None:
	"""From the day on which reminders are switched on, changes are news; nobody types that day in."""
	before = settings.get_doc_before_save()
	settings.reminders_since = before.reminders_since if before else None
	if settings.reminders_on and not (before and before.reminders_on):
		settings.reminders_since = getdate()
