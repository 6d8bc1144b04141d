"""The pages of Objectives in the portal."""

import frappe
from frappe import _
from frappe.utils import cint, flt

from talent_performance.access.calls import as_list, as_object
from talent_performance.flows import (
	alignment,
	goals,
	objective_changes,
	objective_details,
	objective_saving,
	own_objectives,
	quick_progress,
)
from talent_performance.flows.objective_saving import fitting
from talent_performance.flows.refusals import refuse
from talent_performance.portal.shell import refuse_strangers


@frappe.whitelist()
def mine(cycle: str = "") -> dict:
	"""My objectives of a cycle, and the cycles to choose from."""
	return own_objectives.mine(cycle)


@frappe.whitelist()
def company(cycle: str = "", parent: str = "", place: str | None = None, start: int = 0) -> dict:
	"""A level of the company's objectives."""
	return objective_details.company(cycle, parent, place, start)


@frappe.whitelist()
def way_to(objective: str) -> list[str]:
	"""The objectives from the top down to one of them: to open the picture there."""
	return objective_details.way_to(objective)


@frappe.whitelist()
def detail(objective: str) -> dict:
	"""One objective with everything around it."""
	return objective_details.detail(objective)


@frappe.whitelist()
def editable(objective: str) -> dict:
	"""A draft with its key results, as the form shows it."""
	return objective_saving.editable(objective)


@frappe.whitelist(methods=["POST"])
def save(values: str | dict) -> objective_saving.Saved:
	"""Create or change a draft with its key results, all of it or nothing."""
	return objective_saving.save(as_object(values, "values"))


@frappe.whitelist(methods=["POST"])
def remove(objective: str) -> None:
	"""Delete a draft."""
	objective_details.remove(objective)


@frappe.whitelist(methods=["POST"])
def deed(objective: str, deed: str, reason: str = "") -> str:
	"""Submit, take back, approve, return or archive; the status then."""
	if deed not in goals.DEEDS:
		refuse(_("{0} isn't something that can be done with an objective.").format(deed))
	return goals.move(objective, deed, fitting(reason, _("Reason"))).status


@frappe.whitelist(methods=["POST"])
def record(
	objective: str, rows: str | list | None = None, confidence: int | str | None = None
) -> quick_progress.Saved:
	"""Record new values and how confident the owner is."""
	said = None if confidence in (None, "") else cint(confidence)
	return quick_progress.record_all(objective, [noted(row) for row in as_list(rows, "rows")], said)


def noted(row: object) -> dict:
	"""A row as it is recorded, with its note as plain text. Raises GoalRefused."""
	if not isinstance(row, dict):
		refuse(_("Expected rows with a key result and a value."))
	return {**row, "note": fitting(str(row.get("note") or ""), _("Note"))}


@frappe.whitelist(methods=["POST"])
def corrective(objective: str, action: str, owner: str = "", due: str = "") -> None:
	"""Say what is done about an objective at risk."""
	objective_details.corrective(objective, fitting(action, _("Corrective Action")), owner, due)


@frappe.whitelist(methods=["POST"])
def align(objective: str, parent: str = "", contributes: bool | int | str = False) -> str | None:
	"""Align an objective to another one, or to none."""
	return alignment.align(objective, parent or None, bool(cint(contributes))).parent_objective


@frappe.whitelist()
def parents(cycle: str, text: str = "", objective: str = "") -> list[dict]:
	"""What an objective may be aligned to."""
	return objective_details.parents(cycle, text, objective)


@frappe.whitelist(methods=["POST"])
def ask_change(
	objective: str,
	changes: str,
	effective_from: str,
	reason: str,
	new_value: float | int | str = 0,
	key_result: str = "",
) -> str:
	"""Ask for another target or weight, or for archiving; the state of what was asked."""
	why = fitting(reason, _("Reason"))
	return objective_changes.ask(objective, changes, effective_from, why, flt(new_value), key_result).state


@frappe.whitelist(methods=["POST"])
def decide_change(change: str, deed: str, reason: str = "") -> str:
	"""Agree to a change, refuse it or withdraw it; its state then."""
	return objective_details.decide(change, deed, fitting(reason, _("Reason")))


@frappe.whitelist()
def weigh(
	cycle: str = "", objective: str = "", weight: float | int | str = 0, weights: str | list | None = None
) -> dict:
	"""What the weights come to as they stand in the form."""
	return objective_saving.weighed(objective, cycle, flt(weight), as_list(weights, "weights"))


@frappe.whitelist()
def library() -> list[dict]:
	"""KPIs to start from. Raises PermissionError for somebody without an Employee record."""
	refuse_strangers()
	return objective_saving.library()
