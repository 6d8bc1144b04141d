from __future__ import annotations

from frappe.model.document import Document


class TalentProfileEmployment(Document):
	"""One employee record of a person; the record belongs to no other person."""
