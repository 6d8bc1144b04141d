import frappe
from frappe.model.document import Document

from talent_performance.flows import alignment, goals, progress
from talent_performance.flows.form_charts import objective_progress


class Objective(Document):
	"""What a company, a department or a person wants to reach, aligned to what stands above."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.objective_expectation.objective_expectation import (
			ObjectiveExpectation,
		)

		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		archive_reason: DF.SmallText | None
		archived: DF.Literal["No", "Approved", "Not Approved"]
		attainment: DF.Percent
		attainment_reason: DF.SmallText | None
		commitment: DF.Literal["Committed", "Aspirational"]
		company: DF.Link
		confidence: DF.Int
		contributes: DF.Check
		contribution_weight: DF.Float
		corrective_action: DF.SmallText | None
		corrective_due: DF.Date | None
		corrective_owner: DF.Link | None
		cycle: DF.Link
		department: DF.Link | None
		description: DF.SmallText | None
		due_date: DF.Date | None
		employee: DF.Link | None
		employee_name: DF.Data | None
		expectations: DF.Table[ObjectiveExpectation]
		grade: DF.Literal["", "Red", "Amber", "Green"]
		level: DF.Literal["Company", "Department", "Individual"]
		naming_series: DF.Literal["OBJ-.#####"]
		pace_status: DF.Literal["", "N/A", "Too Early", "On Track", "Behind", "At Risk"]
		parent_objective: DF.Link | None
		post_mortem: DF.SmallText | None
		return_reason: DF.SmallText | None
		segment: DF.Data | None
		start_date: DF.Date | None
		status: DF.Literal["Draft", "Submitted", "Returned", "Approved", "Archived"]
		title: DF.Data
		updated_on: DF.Date | None
		weight: DF.Float
	# end: auto-generated types

	def validate(self) -> None:
		"""What it says can be true, and nothing changes that was agreed on."""
		goals.validate_objective(self)
		alignment.check_objective(self)

	def on_update(self) -> None:
		"""Key results follow; weights are looked at together."""
		goals.tell_key_results(self)
		goals.warn_of_weights(self)

	def on_trash(self) -> None:
		"""Only a draft goes, with its key results."""
		goals.delete_objective(self)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Objective", ["cycle", "employee"])
	frappe.db.add_index("Objective", ["employee", "status"])


@frappe.whitelist(methods=["POST"])
def submit_objective(objective: str) -> str:
	"""Hand an objective in for approval; returns its status."""
	return goals.move(objective, "submit").status


@frappe.whitelist(methods=["POST"])
def take_back(objective: str) -> str:
	"""Take a submitted objective back into a draft; returns its status."""
	return goals.move(objective, "take_back").status


@frappe.whitelist(methods=["POST"])
def approve(objective: str) -> str:
	"""Approve a submitted objective; returns its status."""
	return goals.move(objective, "approve").status


@frappe.whitelist(methods=["POST"])
def return_objective(objective: str, reason: str) -> str:
	"""Return a submitted objective with the reason; returns its status."""
	return goals.move(objective, "return", reason).status


@frappe.whitelist(methods=["POST"])
def archive(objective: str, reason: str) -> str:
	"""Archive an approved objective without the other side's agreement: it counts 0; returns its status."""
	return goals.move(objective, "archive", reason).status


@frappe.whitelist()
def possible_deeds(objective: str) -> list[str]:
	"""What the session's user may do with an objective now: for the buttons of the form."""
	return goals.possible(objective)


@frappe.whitelist()
def progress_over_time(objective: str) -> dict:
	"""For the form's chart: attainment on the days of its updates."""
	return objective_progress(objective)


@frappe.whitelist()
def signs(objective: str) -> dict[str, bool]:
	"""What a look at an objective should bring up: for the hints of the form."""
	return progress.signs(objective)
