from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from talent_performance.exceptions import InvalidSetup
from talent_performance.flows.role_profiles import SAYS


class RoleCompetencyProfile(Document):
	"""What a designation requires; without a designation, what everybody is rated in."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.role_competency.role_competency import (
			RoleCompetency,
		)

		company: DF.Link | None
		competencies: DF.Table[RoleCompetency]
		department: DF.Link | None
		designation: DF.Link | None
		disabled: DF.Check
		level: DF.Data | None
		naming_series: DF.Literal["ROLE-COMP-.#####"]
		title: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		self.take_department()
		self.set_title()
		self.refuse_second_profile()
		self.refuse_double_competencies()
		self.refuse_weights_that_weigh_nothing()
		self.refuse_levels_out_of_reach()

	def take_department(self) -> None:
		"""A department belongs to a company, so a profile for one is for the other. What is left empty is null, as rules look for it."""
		for field in SAYS:
			self.set(field, (self.get(field) or "").strip() or None)
		if not self.department:
			return
		company = frappe.db.get_value("Department", self.department, "company")
		if self.company and company and self.company != company:
			self.refuse(
				_("Department: {0} belongs to {1}, expected a department of {2}.").format(
					self.department, company, self.company
				)
			)
		self.company = self.company or company

	def set_title(self) -> None:
		"""What it is for: the designation, the company, the department, the level."""
		self.title = title_of(self)

	def refuse_second_profile(self) -> None:
		"""One for the same people: the unique index takes two empty companies for different ones."""
		same = {field: self.get(field) or ["is", "not set"] for field in SAYS}
		other = frappe.db.get_value(self.doctype, {**same, "name": ["!=", self.name or ""]})
		if other:
			self.refuse(_("{0} says what {1} requires already. Change that one.").format(other, self.title))

	def refuse_double_competencies(self) -> None:
		"""Each competency once."""
		seen: dict[str, int] = {}
		for line in self.competencies:
			first = seen.setdefault(line.competency, line.idx)
			if first != line.idx:
				self.refuse(
					_("Competencies, row {0}: {1} is in row {2} already. Keep one of them.").format(
						line.idx, line.competency, first
					)
				)

	def refuse_weights_that_weigh_nothing(self) -> None:
		"""No weight below 0, and one above."""
		for line in self.competencies:
			if flt(line.weight) < 0:
				self.refuse(
					_("Competencies, row {0}, Weight: found {1}, expected 0 or more.").format(
						line.idx, f"{flt(line.weight):g}"
					)
				)
		if self.competencies and not any(flt(line.weight) for line in self.competencies):
			self.refuse(_("Competencies: all weights are 0, expected at least one above 0."))

	def refuse_levels_out_of_reach(self) -> None:
		"""What is required lies on the competency's own levels, where it has some."""
		tops = top_levels([line.competency for line in self.competencies])
		for line in self.competencies:
			top = tops.get(line.competency)
			if not 0 < flt(line.required_level) <= (flt(line.required_level) if top is None else top):
				limit = _("more than 0") if top is None else _("more than 0, up to {0}").format(f"{top:g}")
				self.refuse(
					_("Competencies, row {0}, Required Level: found {1} for {2}, expected {3}.").format(
						line.idx, f"{flt(line.required_level):g}", line.competency, limit
					)
				)

	def refuse(self, message: str) -> None:
		"""Raises InvalidSetup."""
		frappe.throw(message, exc=InvalidSetup, title=_("Profile Can't Be Used"))


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_unique("Role Competency Profile", list(SAYS))


def title_of(profile: Mapping[str, Any] | Document) -> str:
	"""What a profile is for, in words."""
	return ", ".join(filter(None, (profile.get(field) for field in SAYS))) or _("Everybody")


def top_levels(competencies: list[str]) -> dict[str, float]:
	"""The highest level of each competency that has levels."""
	levels = frappe.get_all(
		"Competency Level",
		filters={"parent": ("in", competencies or [""]), "parenttype": "Competency"},
		fields=["parent", "level"],
		order_by="level, name",
	)
	return {line.parent: line.level for line in levels}
