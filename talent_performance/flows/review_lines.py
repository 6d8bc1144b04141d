"""What stands in a review: lines and questions when it begins, what a save may change, what a submission needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt

from talent_performance.exceptions import ReviewProtected, ReviewUnfit

if TYPE_CHECKING:
	from frappe.model.document import Document

FIXED = (
	"appraisal", "employee", "cycle", "perspective", "segment", "reviewer", "acting_for", "state", "submitted_on", "return_reason",
	"seen_by_manager", "seen_by_employee", "came_by", "recorded_by", "recorded_on",
)  # fmt: skip
OPEN_COLUMNS = {"ratings": ("rating", "state", "reason", "comment"), "answers": ("answer", "rating")}
FIXED_COLUMNS = {
	"ratings": ("component", "item", "competency", "weight"),
	"answers": ("question", "kind", "required"),
}
RATED, NOT_APPLICABLE, MISSING = "Rated", "Not Applicable", "Missing"
QUESTIONS = {
	"Self": "Self Review",
	"Manager": "Manager Review",
	"Second Level": "Second-Level Review",
	"Handover": "Handover",
}
WITHOUT_LINES = ("Second Level",)


def lines_for(reviews: pd.DataFrame) -> pd.DataFrame:
	"""The lines of new reviews, by their label: what each one's appraisal says is rated."""
	table = frappe.qb.DocType("Appraisal Competency")
	columns = ["component", "item", "competency", "weight"]
	rated = reviews[~reviews["perspective"].isin(WITHOUT_LINES)]
	query = frappe.qb.from_(table).select(table.parent, *columns).orderby(table.parent, table.idx, table.name)
	found = query.where(
		(table.parenttype == "Performance Appraisal")
		& table.parent.isin(list(rated["appraisal"].unique()) or [""])
	).run()
	return _by_label(
		rated[["appraisal"]], pd.DataFrame(found, columns=["appraisal", *columns]), ["appraisal"]
	)


def questions_for(reviews: pd.DataFrame) -> pd.DataFrame:
	"""The questions of new reviews, by their label: what each one's template asks in this perspective."""
	table = frappe.qb.DocType("Review Question")
	columns = ["question", "kind", "required"]
	query = frappe.qb.from_(table).select(table.parent, table.perspective, *columns)
	templates = list(reviews["template"].dropna().unique()) or [""]
	query = query.where((table.parenttype == "Review Template") & table.parent.isin(templates))
	found = query.orderby(table.parent, table.idx, table.name).run()
	asked = reviews.assign(asked_in=reviews["perspective"].map(QUESTIONS))[["template", "asked_in"]]
	questions = pd.DataFrame(found, columns=["template", "asked_in", *columns])
	return _by_label(asked, questions, ["template", "asked_in"])


def _by_label(reviews: pd.DataFrame, lines: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
	"""Lines joined to the reviews whose keys they have; the index is the review's label."""
	labelled = reviews.assign(label=reviews.index).merge(lines, on=keys, how="inner")
	return labelled.set_index("label").drop(columns=keys)


def protect(review: Document) -> None:
	"""Somebody's own save changes what he writes and nothing else. Raises ReviewProtected."""
	stored = review.get_doc_before_save()
	if not stored:
		return
	for field in FIXED:
		if cstr(stored.get(field)) != cstr(review.get(field)):
			_refuse_change(_(review.meta.get_label(field)))
	if stored.state != "Draft":
		_refuse_change(_("a submitted review"))
	for table in FIXED_COLUMNS:
		_protect_lines(review, stored, table)


def _protect_lines(review: Document, stored: Document, table: str) -> None:
	"""The same lines as before, in whatever order."""
	known = {line.name: line for line in stored.get(table)}
	sent = {line.name: line for line in review.get(table)}
	if known.keys() != sent.keys():
		_refuse_change(_("the lines of {0}").format(_(review.meta.get_label(table))))
	for name, line in sent.items():
		for column in FIXED_COLUMNS[table]:
			if _plain(line.get(column)) != _plain(known[name].get(column)):
				_refuse_change(_("{0} in row {1}").format(_(line.meta.get_label(column)), line.idx))


def _plain(value: object) -> object:
	return flt(value) if isinstance(value, int | float) else cstr(value)


def _refuse_change(what: str) -> None:
	frappe.throw(
		_("{0} can't be changed here. Use the buttons of the appraisal and the review.").format(what),
		exc=ReviewProtected,
		title=_("Not Changeable"),
	)


def is_begun(review: Document) -> bool:
	"""Whether its author has written anything."""
	lines = [*review.ratings, *review.answers]
	written = any(flt(line.rating) or line.get("comment") or line.get("answer") for line in lines)
	set_aside = any(line.state == NOT_APPLICABLE for line in review.ratings)
	return bool(written or set_aside or flt(review.overall_rating) or review.overall_reason or review.summary)


def tidy(review: Document) -> None:
	"""A line with a rating is rated; one without is missing, unless it isn't applicable."""
	for line in review.ratings:
		if line.state != NOT_APPLICABLE:
			line.state = RATED if flt(line.rating) else MISSING


def check_levels(review: Document, levels: Sequence[float]) -> None:
	"""Every rating lies on a level of the scale. Raises ReviewUnfit that names the row."""
	for where, rating in _ratings(review):
		if rating and rating not in levels:
			expected = ", ".join(f"{level:g}" for level in levels)
			_refuse([_("{0}: {1} isn't a level. Give one of {2}.").format(where, f"{rating:g}", expected)])


def _ratings(review: Document) -> Iterator[tuple[str, float]]:
	"""Every rating in a review, and where it stands."""
	yield _("Overall Rating"), flt(review.overall_rating)
	for line in review.ratings:
		yield _name_of(line), flt(line.rating)
	for line in review.answers:
		yield _("Answers, row {0}").format(line.idx), flt(line.rating)


def _name_of(line: Document) -> str:
	return _("Row {0} ({1})").format(line.idx, line.item or line.component)


def check_complete(review: Document, *, rated: bool, overall: bool) -> None:
	"""What a submission needs: `rated` every line that weighs something, `overall` the rating of record. Raises ReviewUnfit."""
	wanting = [*_contradictions(review), *(_unrated(review) if rated else ()), *_unanswered(review)]
	if overall and not flt(review.overall_rating):
		wanting.append(_("Overall Rating: give one, for it is the rating of record."))
	if wanting:
		_refuse(wanting)


def _contradictions(review: Document) -> Iterator[str]:
	"""Not applicable without a reason, or with a rating."""
	for line in review.ratings:
		if line.state != NOT_APPLICABLE:
			continue
		if flt(line.rating):
			yield _("{0}: it has a rating and is marked Not Applicable. Take one of them away.").format(
				_name_of(line)
			)
		if not cstr(line.reason).strip():
			yield _("{0}: say why it isn't applicable.").format(_name_of(line))


def _unrated(review: Document) -> Iterator[str]:
	for line in review.ratings:
		if line.state == MISSING and flt(line.weight):
			yield _("{0}: rate it, or mark it Not Applicable and say why.").format(_name_of(line))


def _unanswered(review: Document) -> Iterator[str]:
	for line in review.answers:
		given = flt(line.rating) if line.kind == "Rating" else cstr(line.answer).strip()
		if cint(line.required) and not given:
			yield _("Answers, row {0}: an answer is required.").format(line.idx)


def _refuse(lines: Sequence[str]) -> None:
	"""Raises ReviewUnfit with every line of what is wanting."""
	frappe.throw("<br>".join(lines), exc=ReviewUnfit, title=_("Not Ready"))
