"""Whose cards the reader may open, for finding somebody, and for a pack of a department or a manager's people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import frappe
from frappe import _

from talent_performance.access import practices
from talent_performance.access import talent_card as access
from talent_performance.access.audience import Practice
from talent_performance.access.people import literal, literals
from talent_performance.engine.eligibility import within as with_those_within
from talent_performance.exceptions import CardRefused
from talent_performance.flows.check_in_book import escaped
from talent_performance.flows.participants import departments

PAGE, MOST = 24, 60
Row = dict[str, Any]


class Asked(NamedTuple):
	"""Whom somebody looks for: a company, a department with all below it, somebody's direct and further reports, a name."""

	company: str = ""
	department: str = ""
	manager: str = ""
	search: str = ""


def people(asked: Asked, start: int) -> Row:
	"""A page of people whose card the reader may open, and how many there are."""
	where = f"{access.condition()} and {narrowed(asked)}"
	total = frappe.db.sql(f"select count(*) from `tabEmployee` where {where}")[0][0]
	rows = frappe.db.sql(
		"select `name` as `employee`, `employee_name`, `designation`, `department`, `company`, `image` from `tabEmployee` "
		f"where {where} order by `employee_name`, `name` limit {PAGE} offset {int(start)}",
		as_dict=True,
	)
	return {"rows": rows, "total": total, "page": PAGE, "most": MOST}


def narrowed(asked: Asked) -> str:
	"""What was asked for, as SQL on `tabEmployee`; who has left isn't looked for."""
	said = ["`tabEmployee`.`status` <> 'Left'"]
	if asked.company:
		said.append(f"`tabEmployee`.`company` = {literal(asked.company)}")
	if asked.department:
		below = sorted(with_those_within(departments(), asked.department)) or [asked.department]
		said.append(f"`tabEmployee`.`department` in {literals(below)}")
	if asked.manager:
		line = f"select `employee` from `tabReporting Line` where `manager` = {literal(asked.manager)} and `depth` > 0"
		said.append(f"`tabEmployee`.`name` in ({line})")
	for word in asked.search.split():
		like = literal(f"%{escaped(word)}%")
		said.append(f"(`tabEmployee`.`employee_name` like {like} or `tabEmployee`.`name` like {like})")
	return " and ".join(said)


def pack(asked: Asked) -> list[str]:
	"""The people of a pack, by department and name. Raises CardRefused for nobody, and for more than a pack holds.

	Without those whose card an agreement closes.
	"""
	where = f"{access.condition()} and {narrowed(asked)}"
	rows = frappe.db.sql(
		f"select `name` from `tabEmployee` where {where} order by ifnull(`department`, ''), `employee_name`, `name` limit {MOST + 1}",
		pluck=True,
	)
	if len(rows) > MOST:
		refuse(
			_(
				"More than {0} people: a pack holds at most {0} cards. Choose a smaller department or a manager."
			).format(MOST)
		)
	found = without_closed(rows)
	if not found:
		refuse(_("There is nobody here whose talent card you may open. Choose another department."))
	return found


def without_closed(employees: Sequence[str]) -> list[str]:
	"""Those for whom individual analytics aren't switched off."""
	off = practices.off_among(Practice.ANALYTICS, employees)
	return [name for name in employees if name not in off]


def refuse(message: str) -> None:
	"""Raises CardRefused."""
	frappe.throw(message, exc=CardRefused, title=_("No Pack"))
