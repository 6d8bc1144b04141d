from __future__ import annotations

from frappe.model.document import Document

from talent_performance.flows import talent_profiles


class TalentProfile(Document):
	"""A person, through all employments."""

	def validate(self) -> None:
		"""What the employments say about the person."""
		talent_profiles.describe(self)
