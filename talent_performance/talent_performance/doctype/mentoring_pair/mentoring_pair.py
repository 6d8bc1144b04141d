import frappe
from frappe.model.document import Document
from frappe.utils import cint, flt

from talent_performance.access.calls import as_list, as_names, as_object
from talent_performance.flows.mentoring import deeds, finding, saving


class MentoringPair(Document):
	"""Two people of whom one helps the other to learn: goals, rhythm, meetings."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.mentoring_meeting.mentoring_meeting import (
			MentoringMeeting,
		)

		company: DF.Link | None
		competency: DF.Link | None
		development_plan: DF.Link | None
		ended_on: DF.Date | None
		ended_reason: DF.SmallText | None
		ends_on: DF.Date | None
		goals: DF.Text | None
		kind: DF.Literal["Mentoring", "Coaching", "Buddy"]
		last_met_on: DF.Date | None
		meetings: DF.Table[MentoringMeeting]
		mentee: DF.Link
		mentee_agreed: DF.Check
		mentee_name: DF.Data | None
		mentor: DF.Link
		mentor_agreed: DF.Check
		mentor_name: DF.Data | None
		naming_series: DF.Literal["PAIR-.#####"]
		note: DF.SmallText | None
		proposed_by: DF.Literal["", "Mentee", "Mentor", "Manager", "HR"]
		rhythm_days: DF.Int
		starts_on: DF.Date | None
		state: DF.Literal["Proposed", "Active", "Ended", "Declined"]
	# end: auto-generated types

	def before_insert(self) -> None:
		"""It begins as a proposal."""
		saving.prepare(self)

	def validate(self) -> None:
		"""What a pair must be."""
		saving.check(self)


@frappe.whitelist()
def find_mentor(
	mentee: str, competency: str, wanted: float | int | str, kind: str = "Mentoring"
) -> list[dict]:
	"""Who could help somebody with a competency."""
	return finding.find(mentee, competency, flt(wanted), kind)


@frappe.whitelist(methods=["POST"])
def propose_pair(pair_values: str | dict) -> str:
	"""Propose a pair; returns its name."""
	return deeds.propose(as_object(pair_values, "pair_values"))


@frappe.whitelist()
def pair_up(mentees: str | list, competency: str, wanted: float | int | str) -> list[dict]:
	"""One mentor for each of these people, for HR to look at."""
	return finding.pair_up(as_names(mentees, "mentees"), competency, flt(wanted))


@frappe.whitelist(methods=["POST"])
def propose_pairs(pairs: str | list) -> dict[str, list]:
	"""Propose several pairs; one that is refused holds back no other."""
	return deeds.propose_many(as_list(pairs, "pairs"))


@frappe.whitelist(methods=["POST"])
def answer_pair(pair: str, agrees: bool | int | str, reason: str = "") -> None:
	"""Agree to a proposal, or decline it."""
	deeds.answer(pair, bool(cint(agrees)), reason)


@frappe.whitelist(methods=["POST"])
def end_pair(pair: str, reason: str) -> None:
	"""End a pair, or take a proposal back."""
	deeds.end(pair, reason)


@frappe.whitelist(methods=["POST"])
def note_meeting(pair: str, meeting: str | dict) -> str:
	"""Note down a meeting; returns its row."""
	return deeds.note_meeting(pair, as_object(meeting, "meeting"))


@frappe.whitelist(methods=["POST"])
def rate_pair(pair: str, score: int | str, said: str = "") -> None:
	"""Say how helpful it is; the other side never reads it."""
	deeds.rate(pair, cint(score), said)


@frappe.whitelist()
def parts_in(pair: str) -> dict[str, str | bool]:
	"""On which side the user stands, and whether he is asked: for the form's buttons."""
	return deeds.parts_in(pair)


def on_doctype_update() -> None:
	"""What lists and rules filter by."""
	frappe.db.add_index("Mentoring Pair", ["mentee", "state"])
	frappe.db.add_index("Mentoring Pair", ["mentor", "state"])
