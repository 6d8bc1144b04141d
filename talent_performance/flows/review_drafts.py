"""The draft of a review kept while somebody types, from whichever window; and handed in, however often the button is pressed.

A page sends what it has changed, by key: `summary`, `overall_rating`, `overall_reason`, `ratings.<row>.comment`, `answers.<row>.answer`
and so on. Nothing of it is lost without a word: what can't be kept comes back, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, flt

from talent_performance.access import guarded
from talent_performance.access.people import employees_of
from talent_performance.exceptions import IncompleteCall
from talent_performance.flows import pasted, review_lines, reviews
from talent_performance.flows.appraisal_facts import APPRAISAL, REVIEW

OWN_FIELDS = ("overall_rating", "overall_reason", "summary")
STATES = (review_lines.RATED, review_lines.NOT_APPLICABLE, review_lines.MISSING)
SAVED, CONFLICT, SUBMITTED = "saved", "conflict", "submitted"
OPEN, EARLY, CLOSED = "open", "early", "closed"
Answer = dict[str, Any]


@dataclass(frozen=True)
class Change:
	"""What somebody has written somewhere in a review: the row, or the review itself, and its column."""

	key: str
	where: Document
	column: str
	sent: object
	value: object

	@property
	def stored(self) -> object:
		"""What stands there."""
		found = self.where.get(self.column)
		return flt(found) if self.column.endswith("rating") else cstr(found)

	@property
	def excess(self) -> int:
		"""How many characters are too many."""
		return pasted.too_long_by(self.value) if isinstance(self.value, str) else 0


def save(name: str, values: Mapping[str, Any], seen: str) -> Answer:
	"""Keep what was changed in a page that last saw the review at `seen`. Raises PermissionError, ReviewUnfit.

	Nothing is kept where the review was changed meanwhile in the same place or has been submitted: `state` says so, and `stored` has
	what stands there instead. A text that is too long comes back in `refused`, and everything else is kept.
	"""
	review = written_by_user(name)
	sent = [_change(review, key, value) for key, value in values.items()]
	new = [each for each in sent if each.value != each.stored]
	refused = {each.key: _too_long(each.excess) for each in new if each.excess}
	new = [each for each in new if each.key not in refused]
	state = _obstacle(review, seen) if new else SAVED
	if state == SAVED and new:
		_write(review, new)
	return {
		"state": state,
		"modified": str(review.modified),
		"submission": submission(review),
		"stored": {each.key: each.stored for each in new} if state != SAVED else {},
		"became": {each.key: each.value for each in sent if each.value != each.sent},
		"refused": refused,
	}


def submit(name: str) -> Answer:
	"""The reviewer is done; once more is no mistake. Raises PermissionError, IllegalMove, ReviewUnfit."""
	review = written_by_user(name)
	if review.state == "Draft":
		reviews.submit(name)
		review.reload()
	return {"state": SUBMITTED, "modified": str(review.modified), "submitted_on": review.submitted_on}


def written_by_user(name: str) -> Document:
	"""The review, locked, if the session's user is its author. Raises PermissionError."""
	review = frappe.get_doc(REVIEW, name, for_update=True)
	if review.reviewer not in employees_of(frappe.session.user):
		guarded.check(review, "write")
	return review


def submission(review: Document, appraisal_state: str = "") -> str:
	"""Whether a draft can be submitted now, not yet, or not any more."""
	if review.state == "Submitted":
		return SUBMITTED
	state = appraisal_state or frappe.db.get_value(APPRAISAL, review.appraisal, "state")
	side = reviews.SIDES[review.perspective]
	if state in side.submits:
		return OPEN
	return EARLY if state in side.begins else CLOSED


def _obstacle(review: Document, seen: str) -> str:
	if review.state != "Draft":
		return SUBMITTED
	return SAVED if seen == str(review.modified) else CONFLICT


def _write(review: Document, changes: list[Change]) -> None:
	for each in changes:
		each.where.set(each.column, each.value)
	guarded.save(review)


def _change(review: Document, key: str, sent: object) -> Change:
	"""What a key means. Raises IncompleteCall for one that this review doesn't have."""
	where, column = _place(review, key)
	if column.endswith("rating"):
		return Change(key, where, column, sent, flt(sent))
	value = pasted.plain(cstr(sent))
	if column == "state" and value not in STATES:
		_refuse(key, ", ".join(STATES))
	return Change(key, where, column, sent, value)


def _place(review: Document, key: str) -> tuple[Document, str]:
	if key in OWN_FIELDS:
		return review, key
	table, _dot, rest = key.partition(".")
	row, _dot, column = rest.rpartition(".")
	if column in review_lines.OPEN_COLUMNS.get(table, ()):
		for line in review.get(table):
			if line.name == row:
				return line, column
	_refuse(key, _("a field of this review"))


def _refuse(key: str, expected: str) -> NoReturn:
	frappe.throw(_("{0} must be {1}.").format(key[:140], expected), exc=IncompleteCall, title=_("Incomplete"))


def _too_long(excess: int) -> str:
	return _(
		"This text is too long to be kept: take out {0} characters. A text holds about {1}; until then it is on this device only."
	).format(f"{excess:,}", f"{pasted.LONGEST:,}")
