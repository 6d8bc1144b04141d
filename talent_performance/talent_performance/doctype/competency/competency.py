from __future__ import annotations

from frappe.model.document import Document


class Competency(Document):
	"""An ability that roles require and appraisals rate."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.competency_level.competency_level import (
			CompetencyLevel,
		)

		category: DF.Data | None
		competency_name: DF.Data
		description: DF.SmallText | None
		disabled: DF.Check
		levels: DF.Table[CompetencyLevel]
	# end: auto-generated types
