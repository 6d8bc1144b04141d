import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import NeverChanged
from talent_performance.flows.succession import candidates


class SuccessionCandidate(Document):
	"""Somebody who could succeed to a critical position: who judged it how, and what is computed. Never seen by the candidate."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		as_of: DF.Date | None
		candidate_name: DF.Data | None
		capped: DF.Check
		company: DF.Link | None
		computed_band: DF.Data | None
		decided_by: DF.Link | None
		decided_on: DF.Date | None
		department: DF.Link | None
		designation: DF.Link | None
		development_plan: DF.Link | None
		disagrees: DF.Check
		emergency_cover: DF.Check
		emergency_only: DF.Check
		employee: DF.Link | None
		engine_version: DF.Data | None
		external_name: DF.Data | None
		months_to_ready: DF.Int
		naming_series: DF.Literal["CAND-.#####"]
		nominated_by: DF.Link | None
		nominated_by_name: DF.Data | None
		nominated_on: DF.Date | None
		on_bench: DF.Check
		parts: DF.Code | None
		person_knows: DF.Check
		plan: DF.Link
		plans: DF.Int
		policy_fingerprint: DF.Data | None
		position: DF.Link | None
		position_title: DF.Data | None
		readiness: DF.Percent
		readiness_band: DF.Autocomplete
		reason: DF.SmallText
		role_since: DF.Date | None
		status: DF.Literal["Proposed", "Confirmed", "Withdrawn"]
		why_not: DF.SmallText | None
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Who nominates."""
		candidates.prepare(self)

	def validate(self) -> None:
		"""Who may be named, and what is said about it."""
		candidates.check(self)

	def on_update(self) -> None:
		"""Figures follow."""
		candidates.follow(self)

	def on_trash(self) -> None:
		"""A nomination is withdrawn, not deleted."""
		if not frappe.flags.in_uninstall and frappe.session.user != "Administrator":
			frappe.throw(_("A nomination isn't deleted: withdraw it."), exc=NeverChanged)


def on_doctype_update() -> None:
	"""What rules and the bench filter by."""
	frappe.db.add_index("Succession Candidate", ["plan", "employee"])
	frappe.db.add_index("Succession Candidate", ["employee", "status"])
