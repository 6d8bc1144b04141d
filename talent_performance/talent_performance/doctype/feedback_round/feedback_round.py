from __future__ import annotations

from frappe.model.document import Document


class FeedbackRound(Document):
	"""A round of 360 feedback: who is asked about whom, for which purpose, from how many answers on a figure is shown."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.feedback_competency.feedback_competency import (
			FeedbackCompetency,
		)

		anonymous_threshold: DF.Int
		answered: DF.Int
		asked: DF.Int
		closed_on: DF.Datetime | None
		comments_shown: DF.Literal["As Written", "Summary Only"]
		company: DF.Link
		competencies: DF.Table[FeedbackCompetency]
		cycle: DF.Link | None
		deadline: DF.Date
		extended_on: DF.Datetime | None
		frozen: DF.LongText | None
		include_manager: DF.Check
		include_reports: DF.Check
		include_self: DF.Check
		kept_by: DF.Link | None
		launched_on: DF.Datetime | None
		most_nominated: DF.Int
		most_requests: DF.Int
		naming_series: DF.Literal["FBR-.#####"]
		nominate_until: DF.Date | None
		nominations: DF.Check
		other_threshold: DF.Int
		peer_threshold: DF.Int
		peers_wanted: DF.Int
		purpose: DF.Literal["Development", "Evaluative"]
		rating_scale: DF.Link
		released_on: DF.Datetime | None
		remind_every: DF.Int
		reminded_on: DF.Date | None
		report_threshold: DF.Int
		review_template: DF.Link
		small_groups: DF.Literal["Omit", "Merge"]
		state: DF.Literal["Draft", "Nominating", "Collecting", "Closed", "Released", "Cancelled"]
		title: DF.Data
	# end: auto-generated types
