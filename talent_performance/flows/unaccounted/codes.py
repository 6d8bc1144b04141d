"""Personal codes for kiosks: issued by HR in bulk, kept as a digest where passwords are, tried a few times only."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_to_date, cint, format_datetime, get_datetime, now_datetime
from frappe.utils.password import check_password, update_password

from talent_performance.flows.appraisal_facts import facts_of
from talent_performance.flows.moving import moving
from talent_performance.flows.unaccounted.links import (
	AT_ONCE,
	check_issuer,
	check_without_account,
	end_of_day,
)

CODE = "Personal Code"
DIGITS = 6
DAYS = 60
TRIES, LOCKED_MINUTES = 5, 15
# After so many in a row the code is dead: three lock-outs are no slip of the finger.
TRIES_IN_ALL = 15


def issue(appraisals: Sequence[str], days: int = DAYS) -> list[dict[str, Any]]:
	"""A new code for each employee: `employee` and `secret`, told this once. Raises PermissionError, NotForAccounts."""
	facts = facts_of(list(appraisals)[:AT_ONCE], lock=False)
	check_issuer(list(facts.index))
	check_without_account(list(facts["employee"]))
	expires = end_of_day(days)
	drop(list(facts["employee"]))
	return [_issue_one(row, expires) for row in facts.to_dict("records")]


def _issue_one(row: dict[str, Any], expires: object) -> dict[str, Any]:
	secret = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
	values = {"employee": row["employee"], "company": row["company"], "issued_by": frappe.session.user}
	with moving():
		code = frappe.get_doc(
			{"doctype": CODE, **values, "issued_on": now_datetime(), "expires_on": expires}
		).insert(ignore_permissions=True)
	update_password(code.name, secret, doctype=CODE, fieldname="secret")
	return {"employee": row["employee"], "appraisal": row["name"], "secret": secret, "expires_on": expires}


def drop(employees: Sequence[str]) -> None:
	"""Their earlier codes are gone, with their digests."""
	names = frappe.get_all(CODE, filters={"employee": ("in", list(employees))}, pluck="name", order_by="name")
	if names:
		auth = frappe.qb.Table("__Auth")
		frappe.qb.from_(auth).delete().where((auth.doctype == CODE) & auth.name.isin(names)).run()
		frappe.db.delete(CODE, {"name": ("in", names)})


def refused(employee: str | None, secret: str) -> str:
	"""Why a code lets nobody in; empty where it is right. A wrong try is counted, for the transaction goes on.

	An employee who isn't there takes as long, and is told the same.
	"""
	name = frappe.db.get_value(CODE, {"employee": employee}) if employee else None
	if not name:
		is_right("", secret)
		return wrong()
	code = frappe.get_doc(CODE, name, for_update=True)
	if code.locked_until and get_datetime(code.locked_until) > now_datetime():
		return _("Too many wrong codes. Try again after {0}, or ask HR for a new code.").format(
			format_datetime(code.locked_until, "HH:mm")
		)
	if cint(code.wrong_tries) >= TRIES_IN_ALL:
		return _("This code was tried too often and is closed. Ask HR for a new one.")
	if not is_right(name, secret):
		return _count_wrong(code)
	if get_datetime(code.expires_on) < now_datetime():
		return _("This code has expired. Ask HR for a new one.")
	frappe.db.set_value(CODE, name, {"wrong_tries": 0, "locked_until": None})
	return ""


def is_right(code: str, secret: str) -> bool:
	"""Whether it is the code's digest; where there is none, as much time is spent."""
	known = code or _decoy()
	try:
		check_password(known, secret[:20], doctype=CODE, fieldname="secret", delete_tracker_cache=False)
	except frappe.AuthenticationError:
		return False
	return bool(code)


def _decoy() -> str:
	"""Somebody's code, to spend the time that a look at the right one takes."""
	return frappe.db.get_value(CODE, {}, "name", order_by="name") or ""


def _count_wrong(code: frappe.model.document.Document) -> str:
	tries = cint(code.wrong_tries) + 1
	locked = add_to_date(now_datetime(), minutes=LOCKED_MINUTES) if tries % TRIES == 0 else None
	frappe.db.set_value(CODE, code.name, {"wrong_tries": tries, "locked_until": locked})
	if not locked:
		return wrong()
	return _("Too many wrong codes. Try again after {0}, or ask HR for a new code.").format(
		format_datetime(locked, "HH:mm")
	)


def wrong() -> str:
	"""What everybody is told whose number and code don't fit."""
	return _("Number and code don't fit. Look at your sheet, and try again.")
