"""Legal holds: while one is in force, nothing about the person is erased or runs out."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now, today

from talent_performance.access import data_requests as access
from talent_performance.exceptions import DataRequestRefused, IllegalMove
from talent_performance.flows.personal_data.person import EMPLOYMENT, person_of
from talent_performance.store.markup import safe

HOLD = "Legal Hold"
PLACED = ("employee", "reason", "from_date", "until_date", "naming_series")


def prepare(document: Document) -> None:
	"""Before a hold is inserted: who places it and when. Raises PermissionError, DataRequestRefused."""
	for field in document.meta.fields:
		if field.fieldname not in PLACED and field.fieldname in document.as_dict():
			document.set(field.fieldname, None)
	company, name = (
		frappe.db.get_value("Employee", document.employee, ["company", "employee_name"]) or (None,) * 2
	)
	placed = {"placed_by": frappe.session.user, "placed_on": now(), "state": "In Force"}
	document.update({"company": company, "employee_name": name, **placed})
	if document.until_date and getdate(document.until_date) < getdate(document.from_date):
		refuse(
			_("Until: found {0}, expected a day from {1} on.").format(document.until_date, document.from_date)
		)
	person = person_of(document.employee)
	if access.is_person(frappe.session.user, person.records):
		access.refuse(_("This is about yourself: a colleague deals with it."))


def lift(hold: str, reason: str) -> None:
	"""End a hold before its time. Raises PermissionError, IllegalMove, DataRequestRefused."""
	document = frappe.get_doc(HOLD, hold, for_update=True)
	document.check_permission("read")
	person = person_of(document.employee)
	if access.is_person(frappe.session.user, person.records):
		access.refuse(_("This is about yourself: a colleague deals with it."))
	if not access.covers(frappe.session.user, access.FILERS, [document.company or ""]):
		access.refuse(_("Only {0} may do this.").format(", ".join(_(role) for role in access.FILERS)))
	if document.state != "In Force":
		frappe.throw(_("This hold has been lifted already."), exc=IllegalMove, title=_("Not Possible Now"))
	if not (reason or "").strip():
		refuse(_("Reason: say why the hold ends."))
	lifted = {"state": "Lifted", "lifted_by": frappe.session.user, "lifted_on": now()}
	frappe.db.set_value(HOLD, hold, {**lifted, "lift_reason": safe(reason.strip())})


def in_force(records: Sequence[str]) -> list[str]:
	"""The holds on any of these records; one that begins in days to come counts already."""
	table = frappe.qb.DocType(HOLD)
	query = frappe.qb.from_(table).select(table.name).where(table.employee.isin(list(records) or [""]))
	return query.where(_counts(table)).orderby(table.name).run(pluck=True)


def held_records() -> set[str]:
	"""Every Employee record of everybody on whom there is a hold."""
	table, line, other = (
		frappe.qb.DocType(HOLD),
		frappe.qb.DocType(EMPLOYMENT),
		frappe.qb.DocType(EMPLOYMENT).as_("other"),
	)
	query = (
		frappe.qb.from_(table)
		.left_join(line)
		.on(line.employee == table.employee)
		.left_join(other)
		.on(other.parent == line.parent)
		.select(table.employee, other.employee)
		.where(_counts(table))
		.orderby(table.employee, other.employee)
	)
	return {record for row in query.run() for record in row if record}


def _counts(table: object) -> object:
	return (table.state == "In Force") & (table.until_date.isnull() | (table.until_date >= today()))


def refuse(message: str) -> None:
	"""Raises DataRequestRefused."""
	frappe.throw(message, exc=DataRequestRefused, title=_("Not Possible So"))
