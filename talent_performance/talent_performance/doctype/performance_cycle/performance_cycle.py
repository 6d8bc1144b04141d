from collections.abc import Iterator
from itertools import pairwise

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, format_date, getdate

from talent_performance.exceptions import CycleMisfit, IllegalMove
from talent_performance.flows import absences, cancelling, cycle_deeds, form_charts, launch, phases, snapshot

# Written by the launch, the close and the publication, and by nobody else.
RECORD = (
	"state", "launched_on", "launched_by", "snapshot_on", "closed_on", "published_on", "policy_fingerprint", "engine_version",
	"policy", "imported",
)  # fmt: skip
# What appraisals were made by: fixed once there are some.
FIXED = ("kind", "start_date", "end_date", "rating_scale", "project")


class PerformanceCycle(Document):
	"""A period in which people set goals and are appraised."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.cycle_company.cycle_company import CycleCompany
		from talent_performance.talent_performance.doctype.cycle_phase.cycle_phase import CyclePhase
		from talent_performance.talent_performance.doctype.cycle_template_rule.cycle_template_rule import (
			CycleTemplateRule,
		)

		closed_on: DF.Datetime | None
		companies: DF.Table[CycleCompany]
		default_template: DF.Link | None
		employment_status: DF.Literal["Active", "Active and Inactive", "Active, Inactive and Suspended"]
		end_date: DF.Date
		engine_version: DF.Data | None
		imported: DF.Check
		joined_from: DF.Date | None
		joined_until: DF.Date | None
		kind: DF.Literal["Annual", "Half-Year", "Quarterly", "Project", "Probation", "Contract End"]
		launched_by: DF.Link | None
		launched_on: DF.Datetime | None
		naming_series: DF.Literal["CYCLE-.#####"]
		phases: DF.Table[CyclePhase]
		policy: DF.Code | None
		policy_fingerprint: DF.Data | None
		project: DF.Link | None
		published_on: DF.Datetime | None
		rating_scale: DF.Link | None
		rules: DF.Table[CycleTemplateRule]
		snapshot_on: DF.Date | None
		start_date: DF.Date
		state: DF.Literal["Draft", "Launched", "Closed", "Published", "Cancelled"]
		title: DF.Data
	# end: auto-generated types

	def _validate_links(self) -> None:
		"""Frappe 17 looks the values of all rows up at once: what they are values of must be there. Raises CycleMisfit."""
		for rule in self.rules:
			rule.refuse_unknown_attribute()
		super()._validate_links()

	def validate(self) -> None:
		"""What doesn't fit together is refused, each with its row. Raises CycleMisfit, IllegalMove."""
		self.keep_record()
		self.keep_what_appraisals_were_made_by()
		self.sort_phases()
		refuse(self.misfits())

	def on_update(self) -> None:
		"""Appraisals follow dates of phases that were changed after the launch."""
		before = self.get_doc_before_save()
		if before and self.state == "Launched":
			phases.follow_dates(before, self)

	def keep_record(self) -> None:
		"""What the flows write is written by nobody else. Raises IllegalMove."""
		if self.flags.by_flow:
			return
		before = self.get_doc_before_save() or frappe.new_doc(self.doctype)
		for field in RECORD:
			if (self.get(field) or None) != (before.get(field) or None):
				frappe.throw(
					_("{0} isn't written by hand: launch, close or publish the cycle instead.").format(
						_(self.meta.get_label(field))
					),
					exc=IllegalMove,
					title=_("Not Possible Now"),
				)
		opened = {line.name: line.opened_on for line in before.phases}
		for line in self.phases:
			line.opened_on = opened.get(line.name)

	def keep_what_appraisals_were_made_by(self) -> None:
		"""Once somebody has an appraisal in it, kind, dates, scale and companies stay. Raises IllegalMove."""
		before = self.get_doc_before_save()
		if not before or self.flags.by_flow:
			return
		changed = [field for field in FIXED if differs(self, before, field)]
		gone = {line.company for line in before.companies} - {line.company for line in self.companies}
		labels = [_(self.meta.get_label(field)) for field in [*changed, *(["companies"] if gone else [])]]
		if labels and frappe.db.exists("Performance Appraisal", {"cycle": self.name}):
			frappe.throw(
				_("{0} can't be changed any more: there are appraisals in this cycle already.").format(
					", ".join(labels)
				),
				exc=IllegalMove,
				title=_("Not Possible Now"),
			)

	def sort_phases(self) -> None:
		"""In the order in which they come."""
		self.phases.sort(key=lambda line: phases.position(line.phase))
		for idx, line in enumerate(self.phases, start=1):
			line.idx = idx

	def misfits(self) -> Iterator[str]:
		"""Everything that doesn't fit together."""
		yield from self.misfits_of_dates()
		yield from self.misfits_of_kind()
		yield from self.misfits_of_companies()
		yield from self.misfits_of_phases()
		yield from self.misfits_of_rules()

	def misfits_of_dates(self) -> Iterator[str]:
		"""The period, and the days of joining."""
		if out_of_order(self.start_date, self.end_date):
			yield _("The end date {0} is before the start date {1}.").format(
				format_date(self.end_date), format_date(self.start_date)
			)
		if out_of_order(self.joined_from, self.joined_until):
			yield _("Joined until {0} is before joined from {1}.").format(
				format_date(self.joined_until), format_date(self.joined_from)
			)
		if out_of_order(self.joined_from, self.end_date):
			yield _("Nobody who joined from {0} on could take part: the cycle ends on {1}.").format(
				format_date(self.joined_from), format_date(self.end_date)
			)

	def misfits_of_kind(self) -> Iterator[str]:
		"""What some kinds need."""
		if self.kind == "Probation" and not (self.joined_from and self.joined_until):
			yield _(
				"A probation cycle is for people who joined in certain days: fill Joined From and Joined Until."
			)
		if self.kind == "Project" and not self.project:
			yield _("A project cycle is for the users of a project: choose the project.")

	def misfits_of_companies(self) -> Iterator[str]:
		"""Each once."""
		seen = set[str]()
		for line in self.companies:
			if line.company in seen:
				yield _("Companies, row {0}: {1} is there already.").format(line.idx, line.company)
			seen.add(line.company)

	def misfits_of_phases(self) -> Iterator[str]:
		"""Each once, with a beginning before its end, none before the one that comes before it."""
		for line in self.phases:
			if out_of_order(line.start_date, line.due_date):
				yield _("Dates, row {0}: {1} is due before it begins.").format(line.idx, _(line.phase))
			if out_of_order(self.start_date, line.due_date):
				yield _("Dates, row {0}: {1} is due before the cycle begins.").format(line.idx, _(line.phase))
			if line.phase == "Goal Setting" and out_of_order(line.due_date, self.end_date):
				yield _("Dates, row {0}: goals are due after the cycle's last day.").format(line.idx)
		yield from self.misfits_of_order()

	def misfits_of_order(self) -> Iterator[str]:
		"""Phases that are there twice, or whose dates say another order."""
		for earlier, later in pairwise(self.phases):
			if earlier.phase == later.phase:
				yield _("Dates, row {0}: {1} is there already.").format(later.idx, _(later.phase))
			elif out_of_order(earlier.due_date, later.due_date) or out_of_order(
				earlier.start_date, later.start_date
			):
				yield _("Dates, row {0}: {1} comes after {2}, but its dates don't.").format(
					later.idx, _(later.phase), _(earlier.phase)
				)

	def misfits_of_rules(self) -> Iterator[str]:
		"""A template where one is needed, and one that may be used."""
		wanted = [line.template for line in self.rules if line.template]
		disabled = frappe.get_all(
			"Review Template",
			filters={"name": ("in", [*wanted, self.default_template or ""]), "disabled": 1},
			pluck="name",
			order_by="name",
		)
		for line in self.rules:
			if line.effect != "Use Template":
				line.template = None
			elif not line.template:
				yield _("Rules, row {0}: choose the template to use.").format(line.idx)
			elif line.template in disabled:
				yield _("Rules, row {0}: template {1} is disabled.").format(line.idx, line.template)
		if self.default_template in disabled:
			yield _("Default template {0} is disabled.").format(self.default_template)


def refuse(misfits: Iterator[str]) -> None:
	"""Raises CycleMisfit with all of them."""
	found = list(misfits)
	if found:
		frappe.throw("<br> ".join(found), exc=CycleMisfit, title=_("This Doesn't Fit Together"))


def out_of_order(earlier: str | None, later: str | None) -> bool:
	"""Whether both days are there and the second is before the first."""
	return bool(earlier and later) and getdate(later) < getdate(earlier)


def differs(document: Document, before: Document, field: str) -> bool:
	"""Whether a field was changed, a date in whatever form."""
	if document.meta.get_field(field).fieldtype == "Date":
		return getdate(document.get(field)) != getdate(before.get(field))
	return (document.get(field) or None) != (before.get(field) or None)


@frappe.whitelist()
def standing(cycle: str) -> cycle_deeds.Standing:
	"""What the user may do with a cycle now, and the latest runs about it."""
	return cycle_deeds.standing(cycle)


@frappe.whitelist(methods=["POST"])
def preview_launch(cycle: str) -> launch.Preview:
	"""Counts by template and by reason, and what stands in the way."""
	return launch.preview(cycle)


@frappe.whitelist(methods=["POST"])
def launch_cycle(cycle: str) -> str:
	"""Launch a cycle, or take in who came later; returns the run's name."""
	return launch.launch(cycle)


@frappe.whitelist(methods=["POST"])
def open_next_phase(cycle: str) -> str:
	"""Open the phase that comes next; returns the run's name."""
	return phases.open_next(cycle)


@frappe.whitelist(methods=["POST"])
def take_objectives(cycle: str) -> str:
	"""Take the approved objectives into the appraisals, as they are now; returns the run's name."""
	return snapshot.take_now(cycle)


@frappe.whitelist(methods=["POST"])
def close_cycle(
	cycle: str,
	publish: bool | int | str = False,
	only_ended: bool | int | str = False,
	dry_run: bool | int | str = False,
) -> str:
	"""Close a cycle, and publish it at once where that is wanted, or count; returns the run's name."""
	asked = {"publish": publish, "only_ended": only_ended, "dry_run": dry_run}
	return cycle_deeds.start_close(cycle, **{key: bool(cint(value)) for key, value in asked.items()})


@frappe.whitelist(methods=["POST"])
def publish_cycle(cycle: str, dry_run: bool | int | str = False) -> str:
	"""Publish what is closed, or count; returns the run's name."""
	return cycle_deeds.start_publish(cycle, dry_run=bool(cint(dry_run)))


@frappe.whitelist(methods=["POST"])
def reopen_cycle(
	cycle: str, reason: str, signed: bool | int | str = False, dry_run: bool | int | str = False
) -> str:
	"""Reopen what is published, or count; returns the run's name."""
	return cycle_deeds.start_reopen(cycle, reason, signed=bool(cint(signed)), dry_run=bool(cint(dry_run)))


@frappe.whitelist(methods=["POST"])
def cancel_cycle(cycle: str, reason: str) -> str:
	"""Cancel a launched cycle and its open appraisals; returns the run's name."""
	return cancelling.cancel(cycle, reason)


@frappe.whitelist(methods=["POST"])
def record_absence(cycle: str, employee: str, start_date: str, end_date: str) -> str:
	"""Long leave of somebody who takes part; returns the appraisal's name."""
	return absences.record(cycle, employee, getdate(start_date), getdate(end_date))


@frappe.whitelist()
def appraisals_by_state(cycle: str) -> dict:
	"""For the form's chart: how many of the appraisals that the user reads are in which state."""
	return form_charts.appraisals_by_state(cycle)
