"""Reviews of an appraisal: begun by the person whose part it is, saved as a draft, submitted, returned by HR.

The employee writes the self side, the manager the manager's, the manager's manager the second level's, and an outgoing
manager the handover of his part of the period. Nobody writes any but the first about himself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.utils import now_datetime

from talent_performance import store
from talent_performance.access.actors import Actor
from talent_performance.access.deeds import acting_for, record_to_act, records_here, records_of
from talent_performance.access.deeds import actors as actors_in
from talent_performance.access.entrances import entrance_to
from talent_performance.access.people import employees_of
from talent_performance.exceptions import IllegalMove, ReviewUnfit
from talent_performance.flows import review_lines, review_sides, scoring
from talent_performance.flows.appraisal_facts import REVIEW, facts_of
from talent_performance.flows.appraisal_states import WORKING
from talent_performance.flows.moves import move, refuse_person
from talent_performance.flows.moving import moving
from talent_performance.store.policy import policy_of

if TYPE_CHECKING:
	from frappe.model.document import Document


@dataclass(frozen=True)
class Side:
	"""A perspective: whose part it is, and in which states it is begun, submitted, and returned by HR.

	`step` is the column that says whether the template asks for it; `rated` whether every line must be rated, `overall` whether
	it gives the rating of record.
	"""

	actor: Actor | None
	begins: tuple[str, ...]
	submits: tuple[str, ...]
	returns: tuple[str, ...]
	step: str = ""
	rated: bool = False
	overall: bool = False


WRITTEN = ("Self Review", "Manager Review")
SECOND = ("Second-Level Review",)
SIDES = {
	"Self": Side(Actor.EMPLOYEE, WRITTEN, WRITTEN, WRITTEN, step="self_review"),
	"Manager": Side(
		Actor.MANAGER,
		WRITTEN,
		("Manager Review",),
		("Manager Review", "Second-Level Review", "Calibration"),
		rated=True,
		overall=True,
	),
	"Second Level": Side(Actor.SECOND_LEVEL, SECOND, SECOND, SECOND, step="second_level_review"),
	"Handover": Side(None, (), WORKING, WORKING, rated=True),
}
NAMED = {Actor.EMPLOYEE: "employee", Actor.MANAGER: "manager", Actor.SECOND_LEVEL: "second_manager"}
COLUMNS = ["appraisal", "employee", "company", "cycle", "perspective", "segment", "reviewer"]
ACTING = "acting_for"


def start(appraisal: str, perspective: str) -> str:
	"""The user's review from a perspective, made if it isn't there; returns its name. Raises PermissionError, IllegalMove."""
	side = SIDES.get(perspective)
	if not side or not side.actor:
		frappe.throw(
			_("A review from the perspective {0} isn't begun by hand.").format(perspective),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	facts = facts_of([appraisal])
	record = author(facts.iloc[0], side)
	instead = acting_for(facts.iloc[0], side.actor, frappe.session.user)
	found = frappe.db.get_value(
		REVIEW,
		{"appraisal": appraisal, "perspective": perspective, "segment": "All"},
		["name", "reviewer", "state"],
		as_dict=True,
	)
	if found and found.reviewer in records_here(facts.iloc[0], frappe.session.user):
		return found.name
	check_state(facts.iloc[0], side.begins)
	if found:
		return take_over(found, record, instead, named=facts.iloc[0][NAMED[side.actor]])
	asked = facts.reset_index(drop=True).assign(
		appraisal=appraisal, perspective=perspective, segment="All", reviewer=record, acting_for=instead
	)
	return open_reviews(asked).names[0]


def author(appraisal: pd.Series, side: Side) -> str:
	"""The Employee record with which the user writes a side. Raises PermissionError, IllegalMove."""
	user = frappe.session.user
	parts = actors_in(appraisal, user)
	if side.actor not in parts:
		refuse_person(appraisal, parts)
	record = record_to_act(appraisal, side.actor, user)
	if not record or (side.actor is Actor.SECOND_LEVEL and reviewed_already(appraisal["name"], user)):
		frappe.throw(
			_("Somebody else writes this side of appraisal {0}: four eyes are needed.").format(
				appraisal["name"]
			),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	if side.step and not appraisal[side.step]:
		frappe.throw(
			_("The template of appraisal {0} doesn't ask for this review.").format(appraisal["name"]),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	return record


def reviewed_already(appraisal: str, user: str) -> bool:
	"""Whether the manager's side is this user's own work."""
	filters = {"appraisal": appraisal, "perspective": "Manager", "reviewer": ("in", sorted(records_of(user)))}
	return bool(frappe.db.exists(REVIEW, filters))


def check_state(appraisal: pd.Series, expected: tuple[str, ...]) -> None:
	"""Raises IllegalMove where the appraisal is in none of the expected states."""
	if appraisal["state"] not in expected:
		frappe.throw(
			_("Appraisal {0} is in {1}; this is done in {2}.").format(
				appraisal["name"], _(appraisal["state"]), ", ".join(_(state) for state in expected)
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)


def take_over(found: frappe._dict, record: str, instead: str | None, named: str | None) -> str:
	"""A draft of somebody who isn't the one named any more begins anew under the one who is, or who acts for him.

	Raises IllegalMove, also where whoever acts would wipe out what the manager has written.
	"""
	if found.state != "Draft" or named not in (record, instead):
		frappe.throw(
			_("{0} is writing this review.").format(
				frappe.db.get_value("Employee", found.reviewer, "employee_name")
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	review = frappe.get_doc(REVIEW, found.name)
	if instead and review_lines.is_begun(review):
		frappe.throw(
			_(
				"{0} has begun this review, and a draft is its author's alone. Reassign the appraisal to begin anew."
			).format(frappe.db.get_value("Employee", found.reviewer, "employee_name")),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	for line in review.ratings:
		line.update({"rating": 0, "state": review_lines.MISSING, "reason": None, "comment": None})
	for line in review.answers:
		line.update({"rating": 0, "answer": None})
	review.update(
		{"reviewer": record, ACTING: instead, "overall_rating": 0, "overall_reason": None, "summary": None}
	)
	with moving():
		review.save(ignore_permissions=True)
	return review.name


def open_reviews(asked: pd.DataFrame, *, one_by_one: bool = False) -> store.Written:
	"""Drafts with their lines and questions, one for each row, which has COLUMNS and the template."""
	reviews = asked.reset_index(drop=True)
	table = reviews.reindex(columns=[*COLUMNS, ACTING]).assign(
		seen_by_employee=(reviews["perspective"] == "Self").astype(int)
	)
	children = {"ratings": review_lines.lines_for(reviews), "answers": review_lines.questions_for(reviews)}
	with moving():
		return store.insert(REVIEW, table.astype(object), children, one_by_one=one_by_one)


def request_handover(segments: pd.DataFrame, *, one_by_one: bool = False) -> store.Written:
	"""Ask outgoing managers for their review of a part of a period: a row says `appraisal`, `segment` and `manager`.

	What is asked for already is left alone, and so is a segment without a manager or whose manager is its subject. A
	draft of the manager's review that he has begun becomes his handover.
	"""
	facts = facts_of(list(segments["appraisal"]))
	asked = segments.reset_index(drop=True)[["appraisal", "segment", "manager"]]
	asked = asked.rename(columns={"manager": "reviewer"}).drop_duplicates(["appraisal", "segment"])
	asked = asked.join(facts[["employee", "company", "cycle", "template"]], on="appraisal")
	asked = asked[asked["reviewer"].notna() & (asked["reviewer"] != asked["employee"])]
	asked = without_handover(asked.assign(perspective="Handover"))
	begun = drafts_of(asked)
	with moving():
		store.amend(REVIEW, begun, one_by_one=one_by_one)
	return open_reviews(without_handover(asked) if len(begun) else asked, one_by_one=one_by_one)


def without_handover(asked: pd.DataFrame) -> pd.DataFrame:
	"""Those for whose segment there is no handover yet."""
	table = frappe.qb.DocType(REVIEW)
	query = (
		frappe.qb.from_(table).select(table.appraisal, table.segment).where(table.perspective == "Handover")
	)
	there = set(query.where(table.appraisal.isin(list(asked["appraisal"]) or [""])).run())
	keys = zip(asked["appraisal"], asked["segment"], strict=True)
	return asked[np.array([key not in there for key in keys], dtype=bool)]


def drafts_of(asked: pd.DataFrame) -> pd.DataFrame:
	"""Drafts of the manager's review by managers who are to hand over: perspective and segment by the review's name."""
	table = frappe.qb.DocType(REVIEW)
	query = frappe.qb.from_(table).select(table.name, table.appraisal, table.reviewer)
	query = query.where(table.appraisal.isin(list(asked["appraisal"]) or [""]))
	rows = query.where((table.perspective == "Manager") & (table.state == "Draft")).orderby(table.name).run()
	drafts = pd.DataFrame(rows, columns=["name", "appraisal", "reviewer"])
	found = drafts.merge(asked, on=["appraisal", "reviewer"]).drop_duplicates("name")
	return found.set_index("name")[["perspective", "segment"]]


def submit(review: str) -> None:
	"""The reviewer is done; who may see it does. Raises PermissionError, IllegalMove, ReviewUnfit."""
	document = frappe.get_doc(REVIEW, review, for_update=True)
	appraisal = facts_of([document.appraisal]).iloc[0]
	side = SIDES[document.perspective]
	check_reviewer(document, appraisal, side)
	if document.state != "Draft":
		frappe.throw(_("This review is submitted already."), exc=IllegalMove, title=_("Not Possible Now"))
	check_state(appraisal, side.submits)
	review_lines.check_levels(document, levels_of(document.cycle))
	review_lines.check_complete(document, rated=side.rated, overall=side.overall)
	seen = document.perspective != "Self" or shown_at_once(appraisal)
	with moving():
		review_sides.flag(
			[review],
			state="Submitted",
			submitted_on=now_datetime(),
			return_reason=None,
			seen_by_manager=int(seen),
			**how_it_came(appraisal),
		)
	SUBMITTED.get(document.perspective, lambda *_: None)(document, appraisal)


def check_reviewer(review: Document, appraisal: pd.Series, side: Side) -> None:
	"""Only the reviewer submits, as long as it is his part. Raises PermissionError."""
	user = frappe.session.user
	parts = actors_in(appraisal, user)
	here = records_here(appraisal, user)
	himself = appraisal["employee"] in {*records_of(user), *here} and review.perspective != "Self"
	if review.reviewer not in here or himself or (side.actor and side.actor not in parts):
		refuse_person(appraisal, parts)


def how_it_came(appraisal: pd.Series) -> dict[str, object]:
	"""What a submitted review says of the way it came in: nothing where its author has an account."""
	entrance = entrance_to(appraisal)
	by = entrance.by if entrance else None
	return {
		"came_by": entrance.way if entrance else None,
		"recorded_by": by,
		"recorded_on": now_datetime() if by else None,
	}


def shown_at_once(appraisal: pd.Series) -> bool:
	"""Whether the manager's side sees a self review as soon as it is submitted."""
	both = appraisal["self_side_visible"] == review_sides.BOTH
	return not both or appraisal["manager_review_state"] == "Submitted"


def levels_of(cycle: str) -> tuple[float, ...]:
	"""The levels that ratings of a cycle lie on."""
	return tuple(level.value for level in policy_of(cycle).rating_scale.levels)


def self_submitted(review: Document, appraisal: pd.Series) -> None:
	"""It's the manager's turn."""
	if appraisal["state"] == "Self Review":
		move(review.appraisal, "open_manager_review")


def manager_submitted(review: Document, appraisal: pd.Series) -> None:
	"""Another level than the calculated one needs a reason; the manager's manager is next where the template says so."""
	check_override(review)
	review_sides.show_self_side([review.appraisal])
	if appraisal["second_level_review"] and appraisal["second_manager"]:
		move(review.appraisal, "open_second_level")


SUBMITTED = {"Self": self_submitted, "Manager": manager_submitted}


def check_override(review: Document) -> None:
	"""Raises ReviewUnfit where the overall rating stands on another level than the calculated score and doesn't say why."""
	scoring.score([review.appraisal])
	found = frappe.db.get_value(
		"Appraisal Result",
		{"appraisal": review.appraisal},
		["needs_reason", "calculated_score"],
		as_dict=True,
	)
	if found and found.needs_reason:
		frappe.throw(
			_(
				"Your overall rating {0} stands on another level than the calculated score {1}. Say why in {2}, and submit again."
			).format(
				f"{review.overall_rating:g}",
				f"{found.calculated_score:.2f}",
				_(review.meta.get_label("overall_reason")),
			),
			exc=ReviewUnfit,
			title=_("Reason Missing"),
		)


def give_back(review: str, reason: str) -> None:
	"""HR makes a submitted review a draft again, for its author to change. Raises PermissionError, IllegalMove."""
	document = frappe.get_doc(REVIEW, review, for_update=True)
	appraisal = facts_of([document.appraisal]).iloc[0]
	parts = actors_in(appraisal)
	if Actor.HR_MANAGER not in parts:
		refuse_person(appraisal, parts)
	if document.state != "Submitted":
		frappe.throw(_("This review isn't submitted."), exc=IllegalMove, title=_("Not Possible Now"))
	if not reason.strip():
		frappe.throw(
			_("Say why the review is returned, for its author."), exc=IllegalMove, title=_("Reason Missing")
		)
	check_state(appraisal, SIDES[document.perspective].returns)
	with moving():
		review_sides.flag(
			[review],
			state="Draft",
			submitted_on=None,
			return_reason=reason.strip(),
			seen_by_manager=0,
			**how_it_came(appraisal),
		)
	if document.perspective == "Manager" and appraisal["state"] != "Manager Review":
		move(document.appraisal, "open_manager_review", _("The manager's review was returned."))


def options(review: Document) -> dict[str, object]:
	"""For the form: the levels of the scale with their labels, and whether the user may submit or return the review."""
	appraisal = facts_of([review.appraisal], lock=False).iloc[0]
	side = SIDES[review.perspective]
	mine = review.reviewer in employees_of(frappe.session.user)
	returned = Actor.HR_MANAGER in actors_in(appraisal) and appraisal["state"] in side.returns
	return {
		"levels": [[level.value, level.label] for level in policy_of(review.cycle).rating_scale.levels],
		"may_submit": mine and review.state == "Draft" and appraisal["state"] in side.submits,
		"may_return": returned and review.state == "Submitted",
		"appraisal_state": appraisal["state"],
	}
