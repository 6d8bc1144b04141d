from __future__ import annotations

import frappe
from frappe.model.document import Document


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
		designation: DF.Link | None
		disabled: DF.Check
		naming_series: DF.Literal["ROLE-COMP-.#####"]
		title: DF.Data | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_unique("Role Competency Profile", ["designation", "company"])
