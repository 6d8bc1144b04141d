from __future__ import annotations

from frappe.model.document import Document


class TalentRunChunk(Document):
	"""A part of a run: one background job, one transaction."""
