from __future__ import annotations

from frappe.model.document import Document


class TalentRunChunk(Document):
	"""A part of a run: one background job, one transaction."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attempt: DF.Int
		claim: DF.Data | None
		error: DF.SmallText | None
		finished_at: DF.Datetime | None
		heartbeat: DF.Datetime | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		refusals: DF.LongText | None
		row_keys: DF.LongText | None
		rows_done: DF.Int
		rows_refused: DF.Int
		rows_total: DF.Int
		state: DF.Literal["Queued", "Running", "Completed", "Completed with Refusals", "Failed", "Cancelled"]
	# end: auto-generated types
