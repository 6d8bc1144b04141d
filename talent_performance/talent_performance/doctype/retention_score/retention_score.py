from __future__ import annotations

from frappe.model.document import Document


class RetentionScore(Document):
	"""The computed risk of leaving, out of data that a company may use for it. Read beside a person's judgement."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		as_of: DF.Date | None
		band: DF.Literal["", "Low", "Medium", "High"]
		company: DF.Link | None
		coverage: DF.Percent
		drivers: DF.JSON | None
		employee: DF.Link
		employee_name: DF.Data | None
		engine_version: DF.Data | None
		naming_series: DF.Literal["RISK-SCORE-.#####"]
		policy_fingerprint: DF.Data | None
		reason: DF.Data | None
		score: DF.Int
	# end: auto-generated types
