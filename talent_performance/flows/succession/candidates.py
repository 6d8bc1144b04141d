"""Nominations: who may be named for a position, by whom and why; a human judges, and what is computed stands beside it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, get_link_to_form, today

from talent_performance.access.calibration import check_not_upwards
from talent_performance.access.people import employees_of
from talent_performance.engine.succession_chain import circles
from talent_performance.flows.succession import figures
from talent_performance.flows.succession.positions import check_band, has_left, refuse
from talent_performance.store.succession_tables import CANDIDATE, PLAN, POSITION, confirmed_for

WITHDRAWN, CONFIRMED = "Withdrawn", "Confirmed"
JUDGED = ("status", "readiness_band", "emergency_cover", "emergency_only")
MANY = 3


def prepare(candidate: Document) -> None:
	"""For the controller: who nominates, and when."""
	candidate.nominated_by = next(iter(employees_of(frappe.session.user)), None)
	candidate.nominated_on = today()
	candidate.decided_by = candidate.decided_on = None


def check(candidate: Document) -> None:
	"""For the controller: raises SuccessionRefused, PermissionError for what can't be saved."""
	plan = locked_plan(candidate)
	check_who(candidate, plan)
	check_once(candidate)
	check_band(candidate, "readiness_band")
	if not cstr(candidate.reason).strip():
		refuse(_("Reason: say why this person, and why this readiness."))
	if candidate.employee:
		check_not_upwards(candidate.employee)
	candidate.candidate_name = name_of(candidate)
	if cint(candidate.emergency_only):
		candidate.emergency_cover = 1
	if candidate.is_new() or any(candidate.has_value_changed(field) for field in JUDGED):
		candidate.decided_by, candidate.decided_on = frappe.session.user, today()
	if candidate.status == WITHDRAWN:
		candidate.on_bench = 0


def locked_plan(candidate: Document) -> Document:
	"""The plan, which the user may change; locked, so that nobody is named on it twice at once."""
	plan = frappe.get_doc(PLAN, candidate.plan, for_update=True)
	if not candidate.flags.ignore_permissions:
		plan.check_permission("write")
	if plan.status != "Active":
		refuse(_("The plan of {0} is closed. Open it again first.").format(plan.position_title))
	return plan


def check_who(candidate: Document, plan: Document) -> None:
	"""Either an employee who is there and doesn't hold the position, or somebody from outside."""
	if bool(candidate.employee) == bool(cstr(candidate.external_name).strip()):
		refuse(_("Candidate: name either an employee or somebody from outside, expected one of the two."))
	if not candidate.employee:
		if candidate.company != plan.company:
			refuse(_("Company: somebody from outside is named for {0}, the position's.").format(plan.company))
		return
	if candidate.employee == plan.incumbent:
		refuse(_("{0} holds this position, and can't succeed to it.").format(name_of(candidate)))
	if candidate.is_new() and has_left(candidate.employee):
		refuse(_("{0} has left. Name somebody who is still there.").format(name_of(candidate)))


def check_once(candidate: Document) -> None:
	"""Raises SuccessionRefused for somebody who stands on the plan already."""
	who = (
		{"employee": candidate.employee} if candidate.employee else {"external_name": candidate.external_name}
	)
	asked = {"plan": candidate.plan, "name": ("!=", candidate.name or ""), **who}
	other = frappe.db.get_value(CANDIDATE, asked, ["name", "status"], as_dict=True)
	if other:
		refuse(
			_("{0} stands on this plan already: {1} ({2}). Change that one.").format(
				frappe.utils.escape_html(name_of(candidate)),
				get_link_to_form(CANDIDATE, other.name),
				_(other.status),
			)
		)


def name_of(candidate: Document) -> str:
	"""What the candidate is called."""
	found = candidate.employee and frappe.db.get_value("Employee", candidate.employee, "employee_name")
	return found or cstr(candidate.external_name).strip()


def follow(candidate: Document) -> None:
	"""Figures of every plan that the person is in follow; whoever saves hears what is remarkable."""
	figures.refresh([candidate.position], [candidate.employee] if candidate.employee else [])
	figures.show(candidate, figures.OF_CANDIDATE)
	for message in remarks(candidate):
		frappe.msgprint(message, title=_("Please Note"), indicator="orange", alert=True)


def remarks(candidate: Document) -> list[str]:
	"""Somebody on many plans, and a circle of successors."""
	if candidate.status != CONFIRMED or not candidate.employee:
		return []
	plans = confirmed_for(candidate.employee)
	many = _("{0} is confirmed for {1} positions, and counts as one of {1} in the shared bench of each.")
	found = [many.format(frappe.utils.escape_html(candidate.candidate_name), plans)] if plans >= MANY else []
	circle = circle_of(candidate.position)
	return [*found, circle] if circle else found


def circle_of(position: str) -> str | None:
	"""The sentence about the circle of successors that a position is in; None for none, or one through positions not to be seen."""
	tables = figures.tables_of(None)
	seats = tables.positions
	sentences = circles(seats, figures.nominations_of(tables), tables.policy, _)
	at = seats.index[seats["position"] == position]
	sentence = sentences[at[0]] if len(at) else None
	if not sentence:
		return None
	members = seats.loc[sentences == sentence, "position"].tolist()
	seen = frappe.get_list(
		POSITION, filters={"name": ("in", members)}, pluck="name", limit=0, order_by="name"
	)
	return frappe.utils.escape_html(sentence) if set(seen) == set(members) else None
