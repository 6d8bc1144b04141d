"""What the portal starts with, and how it finds back to a session that has ended."""

from typing import Any

import frappe
from frappe import _
from frappe.sessions import get_csrf_token
from frappe.utils import get_fullname
from frappe.utils.jinja_globals import is_rtl

from talent_performance.access import people
from talent_performance.access.delegations import acted_for
from talent_performance.flows import portal_words


def boot() -> dict[str, Any]:
	"""For the page: who the reader is, in which language he reads, and the texts of the portal in it."""
	user = frappe.session.user
	own = people.employees_of(user)
	return {
		"user": user,
		"name": get_fullname(user),
		"has_employee": bool(own),
		"is_manager": people.has_reports(own) or bool(acted_for(own)),
		"is_desk_user": frappe.db.get_value("User", user, "user_type") == "System User",
		"language": frappe.local.lang,
		"direction": "rtl" if is_rtl() else "ltr",
		"csrf_token": get_csrf_token(),
		"words": portal_words.dictionary(frappe.local.lang),
	}


def as_script(values: dict[str, Any]) -> str:
	"""Values as they may stand within a script of a page: nothing in them ends it."""
	text = frappe.as_json(values, indent=None, separators=(",", ":"))
	return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@frappe.whitelist(allow_guest=True, methods=["GET"])
def who() -> dict[str, str]:
	"""Who is logged in now, and the token with which he may write: for a page whose session ended meanwhile."""
	user = frappe.session.user
	if user == "Guest":
		return {"user": user}
	return {"user": user, "csrf_token": get_csrf_token()}


def refuse_strangers() -> tuple[str, ...]:
	"""The Employee records of the session's user. Raises PermissionError for somebody without one."""
	own = people.employees_of(frappe.session.user)
	if not own:
		frappe.throw(
			_("{0} has no Employee record. Ask HR to put this user into yours.").format(frappe.session.user),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	return own
