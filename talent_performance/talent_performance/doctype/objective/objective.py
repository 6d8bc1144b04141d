import frappe
from frappe.model.document import Document
from frappe.utils import cint, flt

from talent_performance.access import goal_deeds, guarded
from talent_performance.access.calls import as_file, as_list, as_object
from talent_performance.flows import (
	alignment,
	goal_deeds_of_many,
	goals,
	kpi_library,
	objective_import,
	progress,
	quick_progress,
)
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
	frappe.db.add_index("Objective", ["due_date", "level"])


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
def may_write(objective: str) -> bool:
	"""Whether the session's user may write an objective: its form is closed to those who only read."""
	doc = frappe.get_doc("Objective", objective)
	guarded.check(doc, "read")
	return goal_deeds.may_write(doc)


@frappe.whitelist()
def progress_over_time(objective: str) -> dict:
	"""For the form's chart: attainment on the days of its updates."""
	return objective_progress(objective)


@frappe.whitelist()
def signs(objective: str) -> dict[str, bool]:
	"""What a look at an objective should bring up: for the hints of the form."""
	return progress.signs(objective)


@frappe.whitelist()
def progress_sheet(objective: str) -> quick_progress.Sheet:
	"""What can be brought up to date of an objective: for the dialog Update Progress."""
	return quick_progress.sheet(objective)


@frappe.whitelist(methods=["POST"])
def update_progress(
	objective: str, rows: str | list, confidence: int | str | None = None
) -> quick_progress.Saved:
	"""Record all that was typed in the dialog, or say row by row what is wrong with it."""
	said = None if confidence in (None, "") else cint(confidence)
	return quick_progress.record_all(objective, as_list(rows, "rows"), said)


@frappe.whitelist(methods=["POST"])
def move_many(objectives: str | list, deed: str, reason: str = "") -> goal_deeds_of_many.Report:
	"""Submit, approve or return those that were chosen in the list; says which were refused and why."""
	return goal_deeds_of_many.move_many(as_list(objectives, "objectives"), deed, reason)


@frappe.whitelist(methods=["POST"])
def align(
	objective: str,
	parent: str | None = None,
	contributes: bool | int | str = False,
	weight: float | int | str | None = None,
) -> str | None:
	"""Align an objective to another one, or to none; returns what it is aligned to."""
	given = None if weight in (None, "") else flt(weight)
	return alignment.align(objective, parent, bool(cint(contributes)), given).parent_objective


@frappe.whitelist()
def library_designations(text: str = "") -> list[dict]:
	"""Designations for which the KPI library has something."""
	return kpi_library.designations(text)


@frappe.whitelist()
def preview_library(choice: str | dict) -> kpi_library.Preview:
	"""Who would get what out of the KPI library. Writes nothing."""
	return kpi_library.preview(as_object(choice, "choice"))


@frappe.whitelist(methods=["POST"])
def start_library(choice: str | dict) -> str:
	"""Start the run that makes objectives out of the KPI library; returns its name."""
	return kpi_library.start(as_object(choice, "choice"))


@frappe.whitelist()
def import_template() -> None:
	"""The workbook to fill in, as a download."""
	frappe.response.update(
		{"type": "binary", "filename": "objectives.xlsx", "filecontent": objective_import.template()}
	)


@frappe.whitelist(methods=["POST"])
def check_import(content: str, name: str, cycle: str) -> objective_import.Checked:
	"""Everything that is wrong with a file, which comes as base64, and what it would bring. Writes nothing."""
	return objective_import.check_file(as_file(content, "content"), name, cycle)


@frappe.whitelist(methods=["POST"])
def import_objectives(content: str, name: str, cycle: str) -> objective_import.Checked:
	"""Make the objectives of a file, all or none."""
	return objective_import.import_file(as_file(content, "content"), name, cycle)
