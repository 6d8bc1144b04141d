import frappe
from frappe.model.document import Document
from frappe.utils import flt

from talent_performance.access.calls import as_list, as_object
from talent_performance.flows.development import deeds, drafting, drafting_many, plans, saving


class DevelopmentPlan(Document):
	"""What somebody does to grow into a role, to arrive in it or to do it well: goals, actions, reviews, and what came of it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.development_action.development_action import (
			DevelopmentAction,
		)
		from talent_performance.talent_performance.doctype.development_review.development_review import (
			DevelopmentReview,
		)
		from talent_performance.talent_performance.doctype.development_step.development_step import (
			DevelopmentStep,
		)

		actions: DF.Table[DevelopmentAction]
		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		approver: DF.Link | None
		approver_name: DF.Data | None
		attention: DF.Literal["", "Person Left", "Owner Left", "Mentor Left"]
		company: DF.Link | None
		department: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		ended_on: DF.Date | None
		ends_on: DF.Date
		formal_warning: DF.SmallText | None
		goals: DF.Text | None
		hr_signed_by: DF.Link | None
		hr_signed_on: DF.Datetime | None
		kind: DF.Literal["Growth", "Succession", "Onboarding", "Performance Improvement"]
		naming_series: DF.Literal["DEV-PLAN-.#####"]
		next_due: DF.Date | None
		outcome: DF.Literal["", "Met", "Partly Met", "Not Met", "Ended"]
		outcome_by: DF.Link | None
		outcome_note: DF.Text | None
		owner_employee: DF.Link | None
		owner_name: DF.Data | None
		progress: DF.Percent
		reviews: DF.Table[DevelopmentReview]
		source_appraisal: DF.Link | None
		starts_on: DF.Date
		state: DF.Literal["Draft", "Awaiting Approval", "Active", "Completed", "Cancelled"]
		steps: DF.Table[DevelopmentStep]
		support_offered: DF.Text | None
		target_designation: DF.Link | None
		title: DF.Data | None
		version: DF.Int
	# end: auto-generated types

	def before_insert(self) -> None:
		"""It begins as a draft, with an owner."""
		saving.prepare(self)

	def validate(self) -> None:
		"""What a plan must be."""
		saving.check(self)

	def on_trash(self) -> None:
		"""A draft goes; what was agreed stays."""
		saving.delete(self)


@frappe.whitelist()
def view(plan: str) -> dict:
	"""What the form draws of a plan: figures, actions, what the user may do."""
	return plans.plan_view(plan)


@frappe.whitelist(methods=["POST"])
def submit(plan: str) -> None:
	"""Submit a draft for approval."""
	deeds.submit(plan)


@frappe.whitelist(methods=["POST"])
def approve(plan: str, note: str = "") -> None:
	"""Approve a plan that waits for it."""
	deeds.approve(plan, note)


@frappe.whitelist(methods=["POST"])
def return_to_draft(plan: str, note: str = "") -> None:
	"""Take a plan back, return it, or revise one that is agreed."""
	deeds.return_to_draft(plan, note)


@frappe.whitelist(methods=["POST"])
def add_action(plan: str, values: str | dict) -> str:
	"""Add or suggest an action; returns its row."""
	return deeds.add_action(plan, as_object(values, "values"))


@frappe.whitelist(methods=["POST"])
def change_action(plan: str, row: str, values: str | dict) -> None:
	"""Change what an action says."""
	deeds.change_action(plan, row, as_object(values, "values"))


@frappe.whitelist(methods=["POST"])
def accept(plan: str, rows: str | list) -> None:
	"""Plan actions that were suggested."""
	deeds.accept(plan, as_list(rows, "rows"))


@frappe.whitelist(methods=["POST"])
def drop(plan: str, row: str, reason: str = "") -> None:
	"""Drop an action."""
	deeds.drop(plan, row, reason)


@frappe.whitelist(methods=["POST"])
def report(plan: str, row: str, progress: float | int | str, evidence: str | None = None) -> None:
	"""Say how far an action is."""
	deeds.report(plan, row, flt(progress), evidence)


@frappe.whitelist(methods=["POST"])
def add_review(plan: str, due_on: str) -> str:
	"""Plan a day on which the plan is looked at together; returns its row."""
	return deeds.add_review(plan, due_on)


@frappe.whitelist(methods=["POST"])
def hold_review(plan: str, row: str, said: str, outcome: str) -> None:
	"""Record what was said on a day of review."""
	deeds.hold_review(plan, row, said, outcome)


@frappe.whitelist(methods=["POST"])
def complete(plan: str, outcome: str, note: str = "") -> None:
	"""Say that a plan is through, and what came of it."""
	deeds.complete(plan, outcome, note)


@frappe.whitelist(methods=["POST"])
def cancel_plan(plan: str, reason: str) -> None:
	"""End a plan that isn't carried out."""
	deeds.cancel(plan, reason)


@frappe.whitelist(methods=["POST"])
def sign_off(plan: str) -> None:
	"""Sign for HR what came of a performance improvement."""
	deeds.sign_off(plan)


@frappe.whitelist(methods=["POST"])
def hand_over(plan: str, owner: str, note: str = "") -> None:
	"""Somebody else sees that the plan moves."""
	deeds.hand_over(plan, owner, note)


@frappe.whitelist(methods=["POST"])
def suggest(employee: str, kind: str = "Growth") -> str:
	"""Draft somebody's plan with what is suggested; returns the plan."""
	return drafting.draft_for(employee, kind)


@frappe.whitelist(methods=["POST"])
def preview_drafts(kind: str, company: str = "", department: str = "", cycle: str = "") -> dict:
	"""Count what drafts for many people would be; nothing is written."""
	return drafting_many.preview({"kind": kind, "company": company, "department": department, "cycle": cycle})


@frappe.whitelist(methods=["POST"])
def start_drafts(kind: str, company: str = "", department: str = "", cycle: str = "") -> str:
	"""Draft plans for many people in the background; returns the run."""
	return drafting_many.start({"kind": kind, "company": company, "department": department, "cycle": cycle})


def on_doctype_update() -> None:
	"""What lists and rules filter by."""
	frappe.db.add_index("Development Plan", ["employee", "kind", "state"])
	frappe.db.add_index("Development Plan", ["state", "next_due"])
