"""Errors of this app that somebody may want to tell apart."""

from __future__ import annotations

import frappe


class UnsupportedSite(frappe.ValidationError):
	"""The site's database or an app on it is one that this app can't work with."""


class ShareRefused(frappe.ValidationError):
	"""A document whose readers follow from reporting lines and HR roles was to be shared."""


class AssignmentRefused(frappe.ValidationError):
	"""A document was to be assigned to somebody who may not see it."""


class RowUnfit(frappe.ValidationError):
	"""A row that a document of that DocType would refuse: which row, which field, and why."""

	def __init__(self, message: str, row: int = 0, field: str = "") -> None:
		super().__init__(message)
		self.row = row
		self.field = field


class IllegalMove(frappe.ValidationError):
	"""What somebody asked of a record isn't possible in the state it is in."""


class InvalidPolicy(frappe.ValidationError):
	"""Talent Settings, a Rating Scale or a Review Template says something that can't be used: which row and field, and why."""


class InvalidSetup(frappe.ValidationError):
	"""A master says something that can't be used: which row and field, and why."""


class RenameRefused(frappe.ValidationError):
	"""Renaming or merging would lose or mix up what is kept under the names: which rows, and what to do about them."""


class CycleMisfit(frappe.ValidationError):
	"""A cycle whose dates, phases, rules or companies don't fit together."""


class LaunchRefused(frappe.ValidationError):
	"""A cycle that can't be launched as it stands: nothing has been written."""


class AbsenceMisfit(frappe.ValidationError):
	"""Long leave that can't be recorded as it was given."""


class EligibilityHookMisfit(frappe.ValidationError):
	"""A customer's function for eligibility returned something that can't be used."""


class UnknownKindOfRun(frappe.ValidationError):
	"""No app on this site offers a run of that name."""


class ClaimLost(Exception):
	"""Somebody else has taken over the chunk of a run meanwhile: what was done in this transaction mustn't land."""


class GoalRefused(frappe.ValidationError):
	"""An objective, a key result, an update or a change says something that can't be measured or can't be true."""


class AlignmentRefused(frappe.ValidationError):
	"""An objective or a key result was to be aligned to one that it can't be aligned to."""


class ApprovedGoal(frappe.ValidationError):
	"""Something was to be changed that both sides have agreed on; a change has to be agreed on too."""


class CycleOver(frappe.ValidationError):
	"""Something was to be changed in a cycle that is closed, published or cancelled."""


class NeverChanged(frappe.ValidationError):
	"""A row of a record that only grows was to be changed or deleted."""


class ReviewUnfit(frappe.ValidationError):
	"""A review lacks something, or holds a rating that isn't a level: which rows, and what is expected."""


class ReviewProtected(frappe.ValidationError):
	"""A save was to change what only flows change: state, reviewer, visibility, lines, a submitted review."""


class StateProtected(frappe.ValidationError):
	"""A save was to change an appraisal's state or an event, past the table of states."""


class RatingRefused(frappe.ValidationError):
	"""A rating that its scale doesn't have, that isn't complete, or that nobody gave a reason for."""


class IncompleteCall(frappe.ValidationError):
	"""A whitelisted method was called without something that it needs."""


class DemoRefused(frappe.ValidationError):
	"""The demo can't be loaded, or taken away, as things stand: what stands in the way, and what to do."""


class OpeningRefused(frappe.ValidationError):
	"""A file of opening history that can't be imported, or an import that can't be taken back any more."""


class WordingRefused(frappe.ValidationError):
	"""A letter's wording names a placeholder that there isn't, or was to be changed after it was published."""


class DelegationRefused(frappe.ValidationError):
	"""A delegation that HR can't make or end as asked: what is expected instead."""


class DataRequestRefused(frappe.ValidationError):
	"""A personal data request, an answer or an erasure that can't be done as asked: why, and what to do."""


class PracticeOff(frappe.ValidationError):
	"""Something was to be done that an agreement with a works council has switched off for that person."""


class AgreementUnfit(frappe.ValidationError):
	"""A works agreement says something that can't be used, or one that has held already was to be deleted."""


class EntranceClosed(frappe.PermissionError):
	"""A personal link, a kiosk or a code that lets nobody in: forged, expired, taken back, or no longer needed."""


class NotForAccounts(frappe.ValidationError):
	"""Something meant for people without a user account was to be done for somebody who has one."""


class RowRefused(frappe.ValidationError):
	"""A row of a table was to be saved without its document, or taken over from another one."""


class DoorClosed(frappe.PermissionError):
	"""Something of Frappe's that would tell people more than they may see, for DocTypes of this app: and what to do instead."""


class SummaryRefused(frappe.ValidationError):
	"""A summary of comments that can't be kept as HR worded it: why, and what to do."""


class KeyIsGone(frappe.ValidationError):
	"""The secret of a feedback round isn't where it is kept: no answer to it can be found again or taken."""


class FeedbackRefused(frappe.ValidationError):
	"""A round of feedback, a rater in it or an answer to it that can't be taken as it is: what is expected instead."""


class AspirationRefused(frappe.ValidationError):
	"""A career aspiration that can't be kept as it was written: which field, and what to do."""


class SuccessionRefused(frappe.ValidationError):
	"""A critical position, a plan or a nomination that can't be taken as it is: what is expected instead."""


class RetentionRefused(frappe.ValidationError):
	"""A judgement of somebody's risk of leaving, a stay plan or a score that can't be taken as it is: what is expected instead."""


class RewardRefused(frappe.ValidationError):
	"""A pay round that can't be computed or frozen as asked, or one that is frozen and was to be changed."""


class CalibrationRefused(frappe.ValidationError):
	"""A calibration session that says something that can't be used, or a move, a file or a close that can't be done as asked."""


class MoveConflict(frappe.ValidationError):
	"""Somebody else has moved the same person meanwhile: who, and where to. Nothing was written."""

	http_status_code = 409


class CompetencyImportRefused(frappe.ValidationError):
	"""Files of competencies that can't be imported as they are: what is wrong, and that nothing was written."""


class SearchMisfit(frappe.ValidationError):
	"""People can't be compared with a role as it was asked: what is missing or wrong, and what to do."""


class CardRefused(frappe.ValidationError):
	"""A pack of talent cards that can't be made as it was asked for: why, and what to choose instead."""


class DevelopmentRefused(frappe.ValidationError):
	"""A development plan, an action or a review in it that can't be taken as it is: what is expected instead."""
