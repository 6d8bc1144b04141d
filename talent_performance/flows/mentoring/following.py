"""Pairs follow the people: who leaves ends his, who moves to another company takes them along, and a merged record is one person."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from talent_performance.access.mentoring import PAIR, RATING
from talent_performance.flows.mentoring.saving import ACTIVE, DECLINED, ENDED
from talent_performance.store.dialect import within
from talent_performance.store.frames import site_language
from talent_performance.store.mentoring_tables import OPEN


def on_saved_employee(employee: Document, _event: str | None = None) -> None:
	"""Employee on_update: leaving ends pairs, another company goes along."""
	before = employee.get_doc_before_save()
	if before and all(before.get(field) == employee.get(field) for field in ("status", "company")):
		return
	follow([employee.name])


def follow(employees: Sequence[str] | None = None) -> None:
	"""Bring the open pairs of these people up to the employee records; None: everybody's, once a day for what no event told of."""
	table, mentee, mentor = (
		frappe.qb.DocType(PAIR),
		frappe.qb.DocType("Employee").as_("mentee"),
		frappe.qb.DocType("Employee").as_("mentor"),
	)
	query = (
		frappe.qb.from_(table)
		.left_join(mentee)
		.on(mentee.name == table.mentee)
		.left_join(mentor)
		.on(mentor.name == table.mentor)
		.select(table.name, table.state, table.company, mentee.company, mentee.status, mentor.status)
		.where(table.state.isin(OPEN))
		.orderby(table.name)
	)
	if employees is not None:
		query = query.where(within(table.mentee, employees) | within(table.mentor, employees))
	left: dict[str, list[str]] = {}
	moved: dict[str, list[str]] = {}
	for name, state, company, now, *statuses in query.run():
		if "Left" in statuses:
			left.setdefault(ENDED if state == ACTIVE else DECLINED, []).append(name)
		elif now and now != company:
			moved.setdefault(now, []).append(name)
	for state, names in left.items():
		close(names, state, _("One of the two has left.", site_language()))
	for company, names in moved.items():
		frappe.db.set_value(PAIR, {"name": ("in", names)}, "company", company)
		frappe.db.set_value(RATING, {"pair": ("in", names)}, "company", company, update_modified=False)


def close(names: Sequence[str], state: str, reason: str) -> None:
	"""Pairs come to an end, many at a time; the reason is in the site's language, whoever reads it."""
	values = {"state": state, "ended_on": today(), "ended_reason": reason}
	frappe.db.set_value(PAIR, {"name": ("in", list(names))}, values)


def follow_everybody() -> None:
	"""Daily: imports below the documents."""
	follow()


def before_employee_merge(old: str, new: str) -> None:
	"""Two records of one person: a pair of the two goes, and of two open pairs with the same other one ends."""
	rows = frappe.get_all(
		PAIR,
		filters={"state": ("in", OPEN)},
		or_filters={"mentor": ("in", (old, new)), "mentee": ("in", (old, new))},
		fields=["name", "mentor", "mentee", "kind"],
		order_by="state, name",
	)
	themselves = frappe.get_all(
		PAIR, {"mentor": ("in", (old, new)), "mentee": ("in", (old, new))}, pluck="name", order_by="name"
	)
	drop(themselves)
	seen: set[tuple[str, str, str]] = set()
	twice = []
	for row in rows:
		key = (*(new if each == old else each for each in (row.mentor, row.mentee)), row.kind)
		if key in seen and row.name not in themselves:
			twice.append(row.name)
		seen.add(key)
	if twice:
		close(twice, ENDED, _("Two employee records became one.", site_language()))


def drop(names: Sequence[str]) -> None:
	"""Pairs with all that belongs to them."""
	if not names:
		return
	frappe.db.delete(RATING, {"pair": ("in", names)})
	frappe.db.delete("Mentoring Meeting", {"parenttype": PAIR, "parent": ("in", names)})
	frappe.db.delete(PAIR, {"name": ("in", names)})


def before_competency_merge(old: str, new: str) -> None:
	"""An offer names each competency once."""
	offered = frappe.get_all(
		"Offered Competency", {"competency": new}, pluck="parent", order_by="name", limit=0
	)
	frappe.db.delete("Offered Competency", {"competency": old, "parent": ("in", offered or [""])})
