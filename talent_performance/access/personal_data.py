"""What of a person every DocType of ours holds, as data: what goes out when he asks for it, and what is kept back on which ground.

Nothing here touches the site. A DocType that isn't listed fails a test, and so does a column with somebody else's name in it
of which nobody has said whether the person may know it. What is erased follows from `subject`: see flows/personal_data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Goes(Enum):
	"""What becomes of a kind of record when the person asks for what is held about him."""

	WHOLE = "goes out whole"
	PART = "goes out with fields or rows left out"
	WITHHELD = "is withheld"
	NOTHING = "holds no personal data of employees"


class Ground(Enum):
	"""Why something is kept back; the words are in flows/personal_data/grounds.py."""

	RATER = "rater"
	OTHERS = "others"
	UNDECIDED = "undecided"
	READER = "reader"
	CLAIMS = "claims"
	GIVEN = "given"


Rows = tuple[Mapping[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Held:
	"""What one DocType holds of people.

	`subject` is the column with the employee whom a row is about; empty where rows are about nobody. `left_out` are columns that
	don't go out, by ground; `known` are columns with other people whom the person sees there anyway. `only`: the rows that
	go out, each condition by itself; the others stay back on the ground `otherwise`. `private` rows were written by the person
	and read by nobody else: they go to the person alone, not past a reviewer. `by` is the column with the employee who wrote
	the row: what the person wrote about others is counted, and stays back. `decided_with` is the column with the cycle until
	whose result is published the row stays back.
	"""

	doctype: str
	goes: Goes
	subject: str = "employee"
	left_out: Mapping[str, Ground] = field(default_factory=dict)
	known: tuple[str, ...] = ()
	only: Rows = ()
	otherwise: Ground = Ground.UNDECIDED
	private: Rows = ()
	by: str = ""
	decided_with: str = ""


def nothing(*doctypes: str) -> tuple[Held, ...]:
	"""Masters and settings, which speak of no employee."""
	return tuple(Held(doctype, Goes.NOTHING, subject="") for doctype in doctypes)


RECORDS = (
	Held("Talent Profile", Goes.WHOLE, known=("user", "employments.employee")),
	Held("Career Aspiration", Goes.WHOLE),
	Held("Reporting Line", Goes.WHOLE, known=("manager",)),
	Held("Reporting Line History", Goes.WHOLE, known=("manager",)),
	Held("Delegation", Goes.WHOLE, known=("acting", "ended_by")),
	Held("Reminder Preference", Goes.WHOLE),
	Held("Talent Digest", Goes.WHOLE),
	Held("Objective", Goes.WHOLE, known=("corrective_owner", "approved_by")),
	Held("Key Result", Goes.WHOLE),
	Held("Key Result Update", Goes.WHOLE, known=("author",)),
	Held(
		"Objective Change",
		Goes.WHOLE,
		known=("requested_by", "employee_agreed_by", "manager_agreed_by"),
	),
	Held("Check-in", Goes.WHOLE, known=("replied_by",), private=({"status": ("Draft",)},)),
	Held(
		"Check-in Note",
		Goes.PART,
		left_out={"author": Ground.RATER},
		only=({"written_by": ("Employee",)},),
		otherwise=Ground.RATER,
		private=({"written_by": ("Employee",)},),
		by="author",
	),
	Held(
		"Feedback Note",
		Goes.PART,
		left_out={
			"author": Ground.RATER,
			"author_name": Ground.RATER,
			"asked_of": Ground.OTHERS,
			"asked_of_name": Ground.OTHERS,
			"answers": Ground.OTHERS,
		},
		only=({"visibility": ("Manager", "Employee and Manager", "Everybody")},),
		otherwise=Ground.RATER,
		by="author",
	),
	Held(
		"Performance Appraisal",
		Goes.WHOLE,
		known=(
			"manager",
			"second_manager",
			"reassigned_from",
			"appeal_decided_by",
			"segments.manager",
			"acknowledge_recorded_by",
		),
	),
	Held("Appraisal Event", Goes.WHOLE, known=("by",)),
	Held(
		"Appraisal Review",
		Goes.PART,
		left_out=dict.fromkeys(("reviewer", "reviewer_name", "acting_for", "acting_for_name"), Ground.RATER),
		known=("recorded_by",),
		only=({"state": ("Submitted",), "seen_by_employee": ("1",)},),
		private=({"state": ("Draft",), "perspective": ("Self",)},),
		by="reviewer",
	),
	Held(
		"Appraisal Result",
		Goes.PART,
		left_out={"calibrated_by": Ground.RATER},
		known=("manager",),
		only=({"state": ("Published",)},),
	),
	Held(
		"Potential Assessment",
		Goes.PART,
		left_out={"assessor": Ground.RATER, "calibrated_by": Ground.RATER},
		only=({"state": ("Submitted",)},),
		by="assessor",
	),
	Held(
		"Competency Assessment",
		Goes.PART,
		known=("assessor",),
		only=({"state": ("Submitted",)},),
		private=({"state": ("Draft",), "source": ("Self",)},),
		by="assessor",
	),
	Held(
		"Retention Assessment",
		Goes.PART,
		left_out={"assessor": Ground.RATER},
		only=({"state": ("Submitted",)},),
		by="assessor",
	),
	Held("Retention Score", Goes.WHOLE),
	Held(
		"Stay Plan",
		Goes.PART,
		left_out={"owner_employee": Ground.OTHERS, "owner_name": Ground.OTHERS},
	),
	Held(
		"Development Plan",
		Goes.PART,
		known=(
			"owner_employee",
			"approver",
			"approved_by",
			"outcome_by",
			"hr_signed_by",
			"actions.responsible",
			"actions.mentor",
			"reviews.held_by",
			"steps.by_user",
		),
		only=(
			{"kind": ("Growth", "Succession", "Onboarding")},
			{"state": ("Active", "Completed", "Cancelled")},
		),
	),
	Held("Pay Round Line", Goes.PART, only=({"state": ("Frozen",)},)),
	Held("Talent Assessment", Goes.PART, known=("manager",), decided_with="cycle"),
	Held("Talent Placement", Goes.PART, left_out={"placed_by": Ground.RATER}, decided_with="cycle"),
	Held("Calibration Move", Goes.PART, left_out={"by_user": Ground.RATER}, decided_with="cycle"),
	Held(
		"Leadership Assessment",
		Goes.PART,
		left_out={"assessor": Ground.RATER},
		only=({"state": ("Submitted",)},),
		by="assessor",
	),
	Held(
		"Talent Pool Member",
		Goes.PART,
		left_out={"nominated_by": Ground.RATER},
		only=({"status": ("Member", "Left")},),
	),
	Held(
		"Talent Access Log",
		Goes.PART,
		left_out={"user": Ground.READER, "filters": Ground.OTHERS},
	),
	Held(
		"Personal Data Request",
		Goes.WHOLE,
		known=("asked_by", "reviewer", "proposed_by", "confirmed_by"),
	),
	Held("Personal Data Answer", Goes.WITHHELD, otherwise=Ground.GIVEN),
	Held("Review Link", Goes.WHOLE, known=("issued_by", "revoked_by")),
	Held("Personal Code", Goes.WHOLE, known=("issued_by",)),
	Held("Insight Log", Goes.WITHHELD, otherwise=Ground.RATER),
	Held("Legal Hold", Goes.WITHHELD, otherwise=Ground.CLAIMS),
	Held("Feedback Request", Goes.WHOLE, known=("manager", "coach", "approved_by")),
	Held("Feedback Invitation", Goes.WITHHELD, otherwise=Ground.RATER),
	Held("Feedback Response", Goes.WITHHELD, otherwise=Ground.RATER),
	Held(
		"Feedback Result",
		Goes.PART,
		known=("manager", "coach"),
		only=({"state": ("Released",)},),
	),
	Held(
		"Succession Candidate",
		Goes.PART,
		left_out={
			"nominated_by": Ground.RATER,
			"nominated_by_name": Ground.RATER,
			"decided_by": Ground.RATER,
		},
	),
	Held("Talent Run", Goes.WITHHELD, subject="", otherwise=Ground.OTHERS),
)
MASTERS = nothing(
	"Calibration Session",
	"Competency",
	# Of a seat, whoever holds it: an erasure takes the name off, the seat stays.
	"Critical Position",
	"Succession Plan",
	"Feedback Round",
	"Kiosk",
	"KPI",
	"Pay Round",
	"Performance Cycle",
	"Rating Scale",
	"Reminder Text",
	"Result Letter Wording",
	"Review Template",
	"Role Competency Profile",
	"Talent Pool",
	"Talent Settings",
	"Works Agreement",
)
CATALOGUE = {held.doctype: held for held in (*RECORDS, *MASTERS)}
# Columns that say nothing about a person: how Frappe and the app keep house.
HOUSEKEEPING = ("naming_series", "pending", "content", "counts", "token_hash")
