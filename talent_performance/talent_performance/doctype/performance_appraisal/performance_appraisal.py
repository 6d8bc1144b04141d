import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from talent_performance.access import guarded
from talent_performance.access.calls import as_object
from talent_performance.exceptions import StateProtected
from talent_performance.flows import (
	appeals,
	appraisal_sheet,
	close,
	letters,
	moves,
	possible,
	publishing,
	reopening,
	replies,
	reviews,
)
from talent_performance.flows.moving import is_moving
from talent_performance.flows.unaccounted import recording

OWN_DOORS = ("hold_for_calibration", "publish", "acknowledge", "decide_appeal", "reopen")


class PerformanceAppraisal(Document):
	"""What somebody may always see of the own appraisal; what others wrote comes when it is published."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.appraisal_absence.appraisal_absence import (
			AppraisalAbsence,
		)
		from talent_performance.talent_performance.doctype.appraisal_competency.appraisal_competency import (
			AppraisalCompetency,
		)
		from talent_performance.talent_performance.doctype.appraisal_objective.appraisal_objective import (
			AppraisalObjective,
		)
		from talent_performance.talent_performance.doctype.appraisal_segment.appraisal_segment import (
			AppraisalSegment,
		)

		absences: DF.Table[AppraisalAbsence]
		acknowledge_comment: DF.SmallText | None
		acknowledge_recorded_by: DF.Link | None
		acknowledged_by_way: DF.Literal["", "Personal Link", "Kiosk", "In Person", "On Paper", "By Phone"]
		acknowledged_on: DF.Datetime | None
		appeal_answer: DF.SmallText | None
		appeal_by: DF.Date | None
		appeal_decided_by: DF.Link | None
		appeal_decided_on: DF.Datetime | None
		appeal_decision: DF.Literal["", "Upheld", "Changed"]
		appeal_reason: DF.SmallText | None
		appealed_on: DF.Datetime | None
		branch: DF.Link | None
		cancel_reason: DF.SmallText | None
		company: DF.Link | None
		competencies: DF.Table[AppraisalCompetency]
		cycle: DF.Link
		department: DF.Link | None
		designation: DF.Link | None
		due_date: DF.Date | None
		employee: DF.Link
		employee_name: DF.Data | None
		end_date: DF.Date | None
		exempt_reason: DF.SmallText | None
		goal_deadline: DF.Date | None
		grade: DF.Data | None
		letter_wording: DF.Link | None
		manager: DF.Link | None
		manager_name: DF.Data | None
		naming_series: DF.Literal["APPR-.#####"]
		no_rating_reason: DF.SmallText | None
		objectives: DF.Table[AppraisalObjective]
		pay_exported_on: DF.Datetime | None
		profile: DF.Link | None
		published_on: DF.Datetime | None
		rating: DF.Float
		rating_label: DF.Data | None
		reassigned_from: DF.Link | None
		reopen_reason: DF.SmallText | None
		reply_by: DF.Date | None
		score: DF.Float
		second_manager: DF.Link | None
		segments: DF.Table[AppraisalSegment]
		start_date: DF.Date | None
		state: DF.Literal[
			"Goal Setting",
			"Goals Approved",
			"Mid-year Review",
			"Self Review",
			"Manager Review",
			"Second-Level Review",
			"Calibration",
			"Published",
			"Acknowledged",
			"Closed without Reply",
			"Appealed",
			"Exempt",
			"Cancelled",
		]
		state_since: DF.Date | None
		template: DF.Link | None
		version: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""Only flows move an appraisal."""
		self.protect_state()

	def protect_state(self) -> None:
		"""Raises StateProtected where a save would move it past the table of states."""
		before = self.get_doc_before_save()
		if before and before.state != self.state and not is_moving():
			frappe.throw(
				_("The state of appraisal {0} can't be typed in. Use the buttons above the form.").format(
					self.name
				),
				exc=StateProtected,
				title=_("Not Changeable"),
			)

	def before_print(self, _settings: dict | None = None) -> None:
		"""On the company's own paper, where it has some and nobody chose another."""
		self.letter_head = frappe.get_cached_value("Company", self.company, "default_letter_head")

	def sheet(self) -> dict:
		"""What the print format Appraisal Sheet prints, as far as the session's user reads it. Raises PermissionError."""
		return appraisal_sheet.printed(self.name)

	def letter(self) -> dict:
		"""What the print format Result Letter prints. Raises PermissionError."""
		return letters.letter(self)


@frappe.whitelist()
def sheet(appraisal: str) -> dict:
	"""Everything that the form shows beside the record: lines and arithmetic, ratings, evidence, earlier ratings, history."""
	return appraisal_sheet.sheet(appraisal)


@frappe.whitelist()
def possible_deeds(appraisal: str) -> dict:
	"""What the user may do now: deeds for buttons, and reviews to write."""
	name = readable(appraisal)
	return {"deeds": possible.possible_deeds(name), "reviews": possible.possible_reviews(name)}


@frappe.whitelist(methods=["POST"])
def move(appraisal: str, deed: str, reason: str = "") -> None:
	"""Do what needs nothing but a reason; what needs more, or does more, has a function of its own."""
	name = readable(appraisal)
	if deed in OWN_DOORS or deed not in moves.DEEDS:
		frappe.throw(
			_("{0} isn't done this way.").format(deed), exc=frappe.ValidationError, title=_("Not Possible")
		)
	moves.move(name, deed, reason)


@frappe.whitelist(methods=["POST"])
def publish(appraisal: str) -> None:
	"""Publish one appraisal."""
	publishing.publish_one(readable(appraisal))


@frappe.whitelist(methods=["POST"])
def hold(appraisal: str) -> None:
	"""Hold one appraisal for calibration."""
	close.hold(readable(appraisal))


@frappe.whitelist(methods=["POST"])
def acknowledge(appraisal: str, comment: str = "") -> None:
	"""Received."""
	replies.acknowledge(readable(appraisal), comment)


@frappe.whitelist(methods=["POST"])
def decide_appeal(appraisal: str, decision: str, answer: str, rating: float | int | str = 0) -> None:
	"""Decide an appeal: Upheld, or Changed to another rating."""
	appeals.decide(readable(appraisal), decision, answer, flt(rating))


@frappe.whitelist(methods=["POST"])
def reopen(appraisal: str, reason: str, signed: bool | int | str = False) -> None:
	"""Reopen one published appraisal."""
	reopening.reopen(readable(appraisal), reason, bool(cint(signed)))


@frappe.whitelist(methods=["POST"])
def write_review(appraisal: str, perspective: str) -> str:
	"""The user's review from a perspective, begun if need be; returns its name."""
	return reviews.start(readable(appraisal), perspective)


@frappe.whitelist()
def may_record(appraisal: str) -> dict:
	"""What the user may write down for an employee without an account."""
	return recording.may_record(readable(appraisal))


@frappe.whitelist(methods=["POST"])
def lines_to_record(appraisal: str) -> dict:
	"""The empty lines of the self review of an employee without an account."""
	return recording.sheet(readable(appraisal))


@frappe.whitelist(methods=["POST"])
def record_self_review(appraisal: str, how: str, said: dict | str) -> None:
	"""Write down and submit what an employee without an account said."""
	recording.record_self_review(readable(appraisal), how, as_object(said, "said"))


@frappe.whitelist(methods=["POST"])
def record_acknowledgement(appraisal: str, how: str, comment: str = "") -> None:
	"""Write down that an employee without an account has received the result."""
	recording.record_acknowledgement(readable(appraisal), how, comment)


def readable(appraisal: str) -> str:
	"""The appraisal's name, if the user may read it. Raises PermissionError."""
	document = frappe.get_doc("Performance Appraisal", appraisal)
	guarded.check(document, "read")
	return document.name


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_unique("Performance Appraisal", ["cycle", "employee"])
	frappe.db.add_index("Performance Appraisal", ["cycle", "state"])
	frappe.db.add_index("Performance Appraisal", ["manager", "state"])
