from __future__ import annotations

import frappe
from frappe.model.document import Document


class TalentProfileEmployment(Document):
	"""One employee record of a person."""


def on_doctype_update() -> None:
	"""An employee record belongs to one person, whoever writes at the same time."""
	frappe.db.add_unique("Talent Profile Employment", ["employee"], constraint_name="unique_employee")
