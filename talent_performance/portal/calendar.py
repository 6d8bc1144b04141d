"""The reader's own calendar: a secret link for a calendar programme, or a file."""

from werkzeug.wrappers import Response

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit

from talent_performance.flows.digests import calendar, preferences

HOUR = 60 * 60


@frappe.whitelist(methods=["POST"])
def make_link() -> str:
	"""A new secret link, which is shown this once; the old one is worth nothing from now on. Raises PermissionError."""
	return calendar.make_link(preferences.own_employee())


@frappe.whitelist(methods=["POST"])
def revoke_link() -> None:
	"""Nobody fetches the calendar any more. Raises PermissionError."""
	calendar.revoke_link(preferences.own_employee())


@frappe.whitelist(methods=["GET"])
def download() -> Response:
	"""The calendar as a file. Raises PermissionError."""
	return answer(calendar.calendar(preferences.own_employee()), "attachment")


@frappe.whitelist(methods=["GET"], allow_guest=True)
@rate_limit(key="key", limit=60, seconds=HOUR, ip_based=False)
def feed(key: str) -> Response:
	"""The calendar of whoever has this link, for a programme that can't log in. Raises PermissionError."""
	employee = calendar.owner_of(key)
	if not employee:
		raise frappe.PermissionError(_("This link opens no calendar. Make a new one."))
	return answer(calendar.calendar(employee), "inline")


def answer(text: str, disposition: str) -> Response:
	"""As calendars are sent; nobody on the way keeps it."""
	response = Response(text, mimetype="text/calendar")
	response.headers["Content-Disposition"] = f'{disposition}; filename="talent.ics"'
	response.headers["Cache-Control"] = "private, no-store"
	return response
