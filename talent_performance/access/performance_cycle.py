"""Who sees a cycle: HR of one of its companies always, its people once it is launched. HR of all its companies writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe

from talent_performance.access.people import companies_of, hr_companies, literals
from talent_performance.access.twins import ADMINISTRATOR, EVERYTHING, NOTHING, READING

if TYPE_CHECKING:
	from frappe.model.document import Document

DOCTYPE = "Performance Cycle"
READERS = ("HR User", "HR Manager", "Talent Manager")
WRITERS = ("HR Manager", "Talent Manager")
UNSEEN = ("Draft", "Cancelled")


def permission_query(user: str | None = None) -> str:
	"""The rows of the list; twin of has_permission."""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return ""
	work, own = hr_companies(user, READERS, DOCTYPE), companies_of(user)
	if work is None:
		return EVERYTHING
	found = [_of(work)] if work else []
	if own:
		found.append(f"({_of(own)} and `tab{DOCTYPE}`.`state` not in {literals(UNSEEN)})")
	return f"({' or '.join(found)})" if found else NOTHING


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""One cycle; twin of permission_query. What is written must belong to the writer, before and after."""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return True
	taking_part = {line.company for line in doc.companies}
	stored = _stored(doc)
	if not ptype or ptype in READING:
		work = hr_companies(user, READERS, DOCTYPE)
		seen = stored or taking_part
		if work is None or set(work) & seen:
			return True
		return bool(set(companies_of(user)) & seen) and doc.state not in UNSEEN
	work = hr_companies(user, WRITERS, DOCTYPE)
	return work is None or (bool(work) and taking_part | stored <= set(work))


def _stored(doc: Document) -> set[str]:
	"""The companies that the table has for a cycle; none before it has a name, which Frappe would compare with every cycle's."""
	if not doc.name:
		return set()
	companies = frappe.get_all(
		"Cycle Company", filters={"parent": doc.name}, pluck="company", order_by="name"
	)
	return set(companies)


def _of(companies: tuple[str, ...]) -> str:
	parents = f"select `parent` from `tabCycle Company` where `company` in {literals(companies)}"
	return f"`tab{DOCTYPE}`.`name` in ({parents})"
