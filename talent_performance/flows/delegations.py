"""Delegations: HR names who acts for a manager who is away, both hear of it, and it can be ended early."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import add_days, escape_html, format_date, getdate, now_datetime, nowdate

from talent_performance.access.delegations import DELEGATION, holds_today
from talent_performance.access.lines import CURRENT
from talent_performance.access.people import LINE, employees_of, hr_companies
from talent_performance.access.twins import ADMINISTRATOR
from talent_performance.exceptions import DelegationRefused
from talent_performance.store.markup import safe

if TYPE_CHECKING:
	from frappe.model.document import Document

MOST_DAYS = 366


def check(document: Document) -> None:
	"""Raises DelegationRefused, with what is expected."""
	if not document.is_new():
		refuse(_("A delegation isn't changed: end it, and write another one."))
	document.update({"ended_on": None, "ended_by": None, "end_reason": None})
	check_days(document)
	check_people(document)
	check_overlap(document)


def check_days(document: Document) -> None:
	"""From today on, for a year at most."""
	first, last = getdate(document.from_date), getdate(document.until_date)
	if first < getdate(nowdate()):
		refuse(_("From: today or later is expected, not {0}.").format(format_date(first)))
	if last < first:
		refuse(_("Until: {0} lies before {1}.").format(format_date(last), format_date(first)))
	if (last - first).days >= MOST_DAYS:
		refuse(_("Until: a year at most, so {0}.").format(format_date(add_days(first, MOST_DAYS - 1))))


def check_people(document: Document) -> None:
	"""Both work here, the manager leads somebody, and who acts has a user and doesn't report to him."""
	names = [document.employee, document.acting]
	found = frappe.get_all(
		"Employee", {"name": ("in", names)}, ["name", "status", "user_id", "employee_name"], order_by="name"
	)
	known = {each.name: each for each in found}
	for name in names:
		if name not in known or known[name].status not in CURRENT:
			refuse(_("Choose somebody who works here: {0} doesn't.").format(name))
	acting = known[document.acting]
	if document.acting == document.employee or acting.user_id == (known[document.employee].user_id or ""):
		refuse(_("Nobody acts for himself."))
	if not acting.user_id:
		refuse(_("{0} has no user, and couldn't log in to act.").format(acting.employee_name))
	if acting.user_id == frappe.session.user:
		refuse(_("You can't name yourself: somebody else of HR does that."))
	if not frappe.db.exists(LINE, {"manager": document.employee, "depth": (">", 0)}):
		refuse(_("Nobody reports to {0}.").format(known[document.employee].employee_name))
	if frappe.db.exists(LINE, {"manager": document.employee, "employee": document.acting}):
		refuse(_("{0} reports to the manager: choose somebody else.").format(acting.employee_name))


def check_overlap(document: Document) -> None:
	"""One acts at a time."""
	table = frappe.qb.DocType(DELEGATION)
	query = frappe.qb.from_(table).select(table.name).where(table.employee == document.employee)
	query = query.where((table.from_date <= document.until_date) & (table.until_date >= document.from_date))
	other = query.where(table.ended_on.isnull()).orderby(table.name).limit(1).run(pluck=True)
	if other:
		refuse(_("{0} is in force in these days: end it first.").format(other[0]))


def refuse(message: str) -> None:
	"""Raises DelegationRefused."""
	frappe.throw(message, exc=DelegationRefused, title=_("Not Possible"))


def announce(document: Document) -> None:
	"""Tell the manager and who acts for him; whoever made it knows."""
	tell(
		document,
		_("{0} acts for {1} from {2} until {3}").format(
			document.acting_name,
			document.employee_name,
			format_date(document.from_date),
			format_date(document.until_date),
		),
	)


def tell(document: Document, sentence: str) -> None:
	"""A notification to both."""
	users = frappe.get_all(
		"Employee",
		{"name": ("in", [document.employee, document.acting]), "user_id": ("is", "set")},
		pluck="user_id",
		order_by="name",
	)
	others = [user for user in users if user != frappe.session.user]
	if others:
		enqueue_create_notification(
			others,
			{
				"type": "Alert",
				"document_type": DELEGATION,
				"document_name": document.name,
				"subject": escape_html(sentence),
				"from_user": frappe.session.user,
			},
		)


def may_end(delegation: str) -> bool:
	"""Whether the user may end it: the manager who is back, who acts, or HR Manager of the company; while it isn't over."""
	document = frappe.get_doc(DELEGATION, delegation)
	document.check_permission("read")
	return is_open(document) and _is_concerned(document)


def is_open(document: Document) -> bool:
	"""Whether it is in force or will be."""
	return not document.ended_on and getdate(document.until_date) >= getdate(nowdate())


def _is_concerned(document: Document) -> bool:
	user = frappe.session.user
	if user == ADMINISTRATOR or {document.employee, document.acting} & set(employees_of(user)):
		return True
	companies = hr_companies(user, ("HR Manager",), DELEGATION)
	return companies is None or document.company in companies


def end(delegation: str, reason: str) -> None:
	"""It is over from now on; both hear of it. Raises PermissionError, DelegationRefused."""
	document = frappe.get_doc(DELEGATION, delegation, for_update=True)
	document.check_permission("read")
	if not _is_concerned(document):
		frappe.throw(
			_("The manager, who acts for him, or HR Manager ends it."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	if not is_open(document):
		refuse(_("It is over already."))
	if not reason.strip():
		refuse(_("Say why it ends."))
	said = {"ended_on": now_datetime(), "ended_by": frappe.session.user, "end_reason": safe(reason.strip())}
	document.db_set(said)
	tell(document, _("{0} no longer acts for {1}").format(document.acting_name, document.employee_name))


def shown(managers: Sequence[str | None]) -> list[str]:
	"""For the people below them: who acts for these managers today, and until when. Not why."""
	table = frappe.qb.DocType(DELEGATION)
	query = frappe.qb.from_(table).select(table.acting_name, table.employee_name, table.until_date)
	query = query.where(table.employee.isin([each for each in managers if each] or [""]) & holds_today(table))
	return [
		_("{0} acts for {1} until {2}").format(acting, manager, format_date(until))
		for acting, manager, until in query.orderby(table.name).run()
	]
