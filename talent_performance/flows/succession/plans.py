"""Succession plans: one for each critical position, looked after by somebody who may read it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from talent_performance.access.guards import GUARDS
from talent_performance.access.people import employees_of
from talent_performance.access.twins import allowed
from talent_performance.exceptions import SuccessionRefused
from talent_performance.flows.succession import figures
from talent_performance.store.succession_tables import PLAN


def begin(position: str) -> None:
	"""The plan of a new position, looked after by whoever made it, where he is an employee and may read it."""
	plan = frappe.new_doc(PLAN).update({"position": position, "status": "Active"})
	plan.flags.ignore_permissions = True
	plan.owner_employee = next(iter(employees_of(frappe.session.user)), None)
	if plan.owner_employee and not may_look_after(plan):
		plan.owner_employee = None
	plan.insert()


def check(plan: Document) -> None:
	"""For the controller: raises SuccessionRefused for a second plan of a position, and for an owner who couldn't open it."""
	other = frappe.db.get_value(PLAN, {"position": plan.position, "name": ("!=", plan.name or "")})
	if other:
		refuse(
			_("{0} has a plan already: {1}. Change that one.").format(
				frappe.utils.escape_html(plan.position_title or plan.position), get_link_to_form(PLAN, other)
			)
		)
	changed = plan.is_new() or plan.has_value_changed("owner_employee")
	if plan.owner_employee and changed and not may_look_after(plan):
		refuse(
			_(
				"Owner of the Plan: {0} may not read it. Expected an HR Manager or Talent Manager of {1}, or a manager above "
				"the incumbent where managers see talent data, who neither holds the position nor stands on the plan."
			).format(plan.owner_name or plan.owner_employee, plan.company)
		)


def may_look_after(plan: Document) -> bool:
	"""Whether the owner's user may read the plan."""
	user = frappe.db.get_value("Employee", plan.owner_employee, "user_id")
	if not user:
		return False
	by_role = {"HR Manager", "Talent Manager"} & set(frappe.get_roles(user))
	by_line = frappe.db.get_single_value("Talent Settings", "managers_see_talent")
	if not (by_role or by_line):
		return False
	said = frappe.new_doc(PLAN).update({**plan.as_dict(), "doctype": PLAN, "name": plan.name})
	said.update(
		frappe.db.get_value("Critical Position", plan.position, ["company", "incumbent"], as_dict=True)
	)
	return allowed(GUARDS[PLAN], said, "read", user)


def follow(plan: Document) -> None:
	"""Figures follow, and stand on the form at once."""
	refresh_of(plan.position)
	figures.show(plan, figures.OF_PLAN)


def refresh_of(position: str) -> None:
	"""The figures of a position's plan, and of those that share its people."""
	figures.refresh([position])


def refuse(message: str) -> None:
	"""Raises SuccessionRefused."""
	frappe.throw(message, exc=SuccessionRefused, title=_("Can't Be Used"))
