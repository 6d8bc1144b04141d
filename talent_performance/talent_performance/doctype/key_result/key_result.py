import frappe
from frappe.model.document import Document
from frappe.utils import cint

from talent_performance.access import goal_deeds, guarded
from talent_performance.access.calls import as_list
from talent_performance.flows import alignment, cascade, goals, progress


class KeyResult(Document):
	"""How the reaching of an objective is measured."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.key_result_milestone.key_result_milestone import (
			KeyResultMilestone,
		)
		from talent_performance.talent_performance.doctype.key_result_month.key_result_month import (
			KeyResultMonth,
		)
		from talent_performance.talent_performance.doctype.key_result_step.key_result_step import (
			KeyResultStep,
		)

		aggregate: DF.Literal["Sum", "Average", "Last", "Max"]
		archived: DF.Literal["No", "Approved", "Not Approved"]
		attainment: DF.Percent
		attainment_reason: DF.SmallText | None
		cascade: DF.Literal["", "Split", "Shared"]
		company: DF.Link | None
		current_value: DF.Float
		cycle: DF.Link | None
		employee: DF.Link | None
		kpi: DF.Link | None
		level: DF.Literal["Company", "Department", "Individual"]
		method: DF.Literal[
			"Progress", "Achievement", "Lower is Better", "Range", "Step Table", "Boolean", "Milestones"
		]
		milestones: DF.Table[KeyResultMilestone]
		months: DF.Table[KeyResultMonth]
		naming_series: DF.Literal["KR-.#####"]
		objective: DF.Link
		objective_title: DF.Data | None
		parent_key_result: DF.Link | None
		prorate: DF.Check
		range_high: DF.Float
		range_low: DF.Float
		range_tolerance: DF.Float
		start_value: DF.Float
		started: DF.Check
		steps: DF.Table[KeyResultStep]
		target_value: DF.Float
		title: DF.Data
		unit: DF.Data | None
		weight: DF.Float
	# end: auto-generated types

	def validate(self) -> None:
		"""It can be measured, and nothing changes that was agreed on."""
		goals.validate_key_result(self)
		alignment.check_key_result(self)

	def on_update(self) -> None:
		"""Weights are looked at together, and parts of a number beside the whole."""
		goals.warn_of_key_result_weights(self)
		alignment.say_cascade(self)

	def on_trash(self) -> None:
		"""Only of a draft."""
		goals.delete_key_result(self)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Key Result", ["cycle", "employee"])


@frappe.whitelist(methods=["POST"])
def record_update(
	key_result: str,
	value: float | int | str,
	kind: str = "Total",
	updated_on: str | None = None,
	note: str = "",
	milestone: str = "",
	source: str = "Reported",
	reference: str = "",
) -> str:
	"""Record an update; returns its name. A connected system says `source` ERP, and out of what it has read the value."""
	update = progress.new_update(key_result, frappe.utils.flt(value), kind, updated_on, note, milestone)
	return guarded.save(update.update({"source": source, "reference": reference})).name


@frappe.whitelist()
def cascade_of(key_result: str) -> str | None:
	"""Whether the parts of a number add up, in a sentence; None where it isn't split."""
	frappe.get_doc("Key Result", key_result).check_permission("read")
	return alignment.cascade_of(key_result)


@frappe.whitelist()
def carried_by(key_result: str) -> dict:
	"""Who carries a number, whether that adds up, and what the session's user may do with it: for the form."""
	doc = frappe.get_doc("Key Result", key_result)
	doc.check_permission("read")
	return {
		"parts": cascade.existing(key_result),
		"coverage": cascade.coverage(doc),
		"may_cascade": cascade.may_cascade(key_result),
		"may_write": goal_deeds.may_write(doc),
	}


@frappe.whitelist()
def cascade_candidates(key_result: str, over: str, department: str = "") -> list[dict]:
	"""Departments, or people of one, over whom a number can be split."""
	return cascade.candidates(key_result, over, department)


@frappe.whitelist(methods=["POST"])
def plan_cascade(key_result: str, parts: str | list, how: str, kind: str) -> cascade.Plan:
	"""The parts' targets and whether they add up. Writes nothing."""
	return cascade.plan(key_result, as_list(parts, "parts"), how, kind)


@frappe.whitelist(methods=["POST"])
def cascade_number(
	key_result: str,
	parts: str | list,
	how: str,
	kind: str,
	over: str,
	contributes: bool | int | str = True,
	title: str = "",
) -> list[str]:
	"""Make the drafts that carry a number; returns the new objectives."""
	return cascade.create(
		key_result, as_list(parts, "parts"), how, kind, over, bool(cint(contributes)), title
	)
