"""Critical positions: what one must say, and the plan that comes with it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, today

from talent_performance.engine.policy import Policy
from talent_performance.engine.succession import HIGHEST_CRITICALITY
from talent_performance.engine.tables import NOT_READY
from talent_performance.exceptions import SuccessionRefused
from talent_performance.flows.succession import plans
from talent_performance.store.policy import policy_of
from talent_performance.store.succession_tables import CANDIDATE, PLAN

FOLLOWING = {
	"title": "position_title",
	"company": "company",
	"department": "department",
	"incumbent": "incumbent",
	"incumbent_name": "incumbent_name",
}


def check(position: Document) -> None:
	"""For the controller: raises SuccessionRefused for what can't be used; a seat without a holder is vacant from today."""
	check_criticality(position)
	check_department(position)
	check_incumbent(position)
	check_band(position, "required_band")
	if position.incumbent and not has_left(position.incumbent):
		position.vacant_since = None
	elif not position.vacant_since:
		position.vacant_since = today()


def check_criticality(position: Document) -> None:
	"""Raises SuccessionRefused."""
	if not 1 <= cint(position.criticality) <= HIGHEST_CRITICALITY:
		refuse(
			_("Criticality: {0} was given, expected a whole number from 1 to {1}.").format(
				position.criticality, HIGHEST_CRITICALITY
			)
		)


def check_department(position: Document) -> None:
	"""Raises SuccessionRefused for a department of another company."""
	company = position.department and frappe.db.get_value("Department", position.department, "company")
	if company and company != position.company:
		refuse(
			_("Department: {0} belongs to {1}, and the position to {2}.").format(
				position.department, company, position.company
			)
		)


def check_incumbent(position: Document) -> None:
	"""Raises SuccessionRefused for a new holder who has left."""
	changed = position.is_new() or position.has_value_changed("incumbent")
	if position.incumbent and changed and has_left(position.incumbent):
		refuse(
			_("Incumbent: {0} has left. Leave it empty where nobody holds the position.").format(
				position.incumbent_name or position.incumbent
			)
		)


def has_left(employee: str) -> bool:
	"""Whether somebody isn't employed any more."""
	return frappe.db.get_value("Employee", employee, "status") == "Left"


def check_band(document: Document, field: str) -> None:
	"""Raises SuccessionRefused for a readiness that Talent Settings don't know."""
	given, known = document.get(field), bands()
	if given and given not in known:
		label = _(document.meta.get_label(field))
		refuse(_("{0}: {1} was given, expected one of {2}.").format(label, given, ", ".join(known)))


def bands(policy: Policy | None = None) -> list[str]:
	"""What a human judgement of readiness may be: the bands of Talent Settings, the nearest first, and none of them."""
	policy = policy or policy_of()
	return [*(band.label for band in policy.succession.bands), NOT_READY]


def begin(position: Document) -> None:
	"""A new position has a plan from the start."""
	plans.begin(position.name)


def follow(position: Document) -> None:
	"""Plan and candidates say of the position what it says now; figures follow."""
	if position.is_new() or position.flags.in_insert:
		return
	said = {theirs: position.get(ours) for ours, theirs in FOLLOWING.items()}
	frappe.db.set_value(PLAN, {"position": position.name}, said, update_modified=False)
	title = {"position_title": position.title}
	frappe.db.set_value(CANDIDATE, {"position": position.name}, title, update_modified=False)
	plans.refresh_of(position.name)


def drop_empty_plan(position: Document) -> None:
	"""With a position goes its plan where nobody stands on it; else Frappe names what stands against it."""
	if not frappe.db.exists(CANDIDATE, {"position": position.name}):
		frappe.db.delete(PLAN, {"position": position.name})


def refuse(message: str) -> None:
	"""Raises SuccessionRefused."""
	frappe.throw(message, exc=SuccessionRefused, title=_("Can't Be Used"))
