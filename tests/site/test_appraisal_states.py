"""Moves of appraisals on a site: every state and deed, as the right people and the wrong ones."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, getdate, now, nowdate

from appraisals import (
	APPRAISAL,
	CYCLE,
	EVENT,
	PLAIN_TEMPLATE,
	RESULT,
	REVIEW,
	Company,
	Neighbours,
	acting_as,
	build,
	events_of,
	fill,
	make_appraisal,
	neighbours,
	published,
	put,
	refused,
	set_result,
	state_of,
)
from harness import Site
from people import COMPANY, make_employee
from staff import hush_general_hooks
from talent_performance.access import upkeep
from talent_performance.access.actors import Actor
from talent_performance.access.deeds import actors
from talent_performance.exceptions import IllegalMove, ReviewProtected, ReviewUnfit, StateProtected
from talent_performance.flows import appeals, appraisal_states, moves, reopening, replies, reviews
from talent_performance.runs.kinds import Work, kind_of_run
from talent_performance.store import listeners
from talent_performance.talent_performance.doctype.appraisal_review import appraisal_review as review_api
from talent_performance.talent_performance.doctype.performance_appraisal import performance_appraisal as api
from talent_performance.talent_performance.doctype.performance_cycle import performance_cycle as cycle_api

LAW = Path(__file__).parents[2] / "fixtures" / "worked_cases" / "appraisal_moves.csv"
ALLOWED = {
	(row["state"], row["deed"]): (row["to"], row["who"].split())
	for row in csv.DictReader(LAW.read_text(encoding="utf-8").splitlines())
}

PARTS = ("employee", "manager", "upper", "hr", "talent", "hr user", "peer", "former")


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[Company]:
	"""Set up once by Administrator in a transaction that is never committed; each test works in a savepoint."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		patch.setattr(listeners, "harmless_by_hook", listeners.harmless_by_hook)
		hush_general_hooks()
		neighbours(patch)
		try:
			yield build()
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


@pytest.fixture(autouse=True)
def notes(house: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Neighbours]:
	"""What a test changes, it changes for itself; what the neighbours were asked is noted."""
	frappe.db.savepoint("test")
	yield neighbours(monkeypatch)
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_messages()


def everything_holds(house: Company) -> None:
	"""Every condition of a move is met in the worker's appraisal."""
	for perspective in ("Self", "Manager"):
		reviewer = house.employee["employee" if perspective == "Self" else "manager"]
		make_review(house, perspective, reviewer, state="Submitted")
	put(
		house.appraisal,
		"Goal Setting",
		due_date=add_days(nowdate(), -1),
		reply_by=add_days(nowdate(), -1),
		appeal_by=nowdate(),
		published_on=add_days(now(), -9),
	)


def make_review(house: Company, perspective: str, reviewer: str, **values: object) -> str:
	"""A review, past all flows."""
	facts = moves.facts_of([house.appraisal]).reset_index(drop=True)
	asked = facts.assign(appraisal=house.appraisal, perspective=perspective, segment="All", reviewer=reviewer)
	name = reviews.open_reviews(asked).names[0]
	frappe.db.set_value(REVIEW, name, values)
	return name


@pytest.mark.parametrize("deed", appraisal_states.DEEDS)
def test_every_deed_in_every_state_by_everybody(house: Company, deed: str) -> None:
	everything_holds(house)
	for kind in PARTS:
		with acting_as(house.user[kind]):
			found = {state: attempted(house.appraisal, state, deed) for state in appraisal_states.STATES}
		assert found == {state: expected(kind, state, deed) for state in appraisal_states.STATES}, kind


def attempted(appraisal: str, state: str, deed: str) -> tuple[str, list[str]]:
	"""The state after somebody tried, and the events that it left."""
	put(appraisal, state)
	frappe.db.savepoint("attempt")
	with contextlib.suppress(IllegalMove, frappe.PermissionError):
		moves.move(appraisal, deed, "Because.")
	found = state_of(appraisal), [event.deed for event in events_of(appraisal)]
	frappe.db.rollback(save_point="attempt")
	frappe.clear_messages()
	return found


def expected(kind: str, state: str, deed: str) -> tuple[str, list[str]]:
	"""What the law that was written by hand says of it."""
	target, allowed = ALLOWED.get((state, deed), ("", []))
	if kind not in allowed:
		return state, []
	return (target if target in appraisal_states.STATES else "Goal Setting"), [deed]


@pytest.mark.parametrize("kind", ["peer", "former", "hr user", "hr abroad", "system manager"])
def test_who_has_no_part_is_told_so(house: Company, kind: str) -> None:
	with acting_as(house.user[kind]), refused(frappe.PermissionError, "no part"):
		moves.move(house.appraisal, "exempt", "Because.")


def test_an_event_says_who_when_why_from_where_and_to_where(house: Company) -> None:
	with acting_as(house.user["hr"]):
		moves.move(house.appraisal, "exempt", "Seconded abroad.")
	event = events_of(house.appraisal)[0]
	assert (event.deed, event.from_state, event.to_state) == ("exempt", "Goal Setting", "Exempt")
	assert (event.by, event.reason, event.version) == (house.user["hr"], "Seconded abroad.", 1)
	assert (event.employee, event.company, event.cycle) == (house.employee["employee"], COMPANY, CYCLE)
	row = frappe.db.get_value(APPRAISAL, house.appraisal, ["exempt_reason", "state_since"])
	assert row == ("Seconded abroad.", getdate())


def test_a_reason_is_asked_for(house: Company) -> None:
	for deed in ("exempt", "cancel"):
		with acting_as(house.user["hr"]), refused(IllegalMove, "needs a reason"):
			moves.move(house.appraisal, deed, "  ")
	assert state_of(house.appraisal) == "Goal Setting"


def test_who_is_included_again_is_where_he_was(house: Company) -> None:
	put(house.appraisal, "Self Review")
	with acting_as(house.user["hr"]):
		moves.move(house.appraisal, "exempt", "Parental leave.")
		moves.move(house.appraisal, "include", "Came back early.")
		assert state_of(house.appraisal) == "Self Review"
		assert frappe.db.get_value(APPRAISAL, house.appraisal, "exempt_reason") is None
		moves.move(house.appraisal, "exempt", "Seconded.")
		moves.move(house.appraisal, "cancel", "By mistake.")
		moves.move(house.appraisal, "include", "Put right.")
	row = frappe.db.get_value(APPRAISAL, house.appraisal, ["state", "exempt_reason", "cancel_reason"])
	assert row == ("Exempt", "Seconded.", None)


def test_many_move_together_or_not_at_all(house: Company) -> None:
	names = [house.appraisal, *house.others.values()]
	put(names[1], "Published")
	with refused(IllegalMove, names[1]):
		moves.move_many(names, "approve_goals")
	assert {state_of(name) for name in names if name != names[1]} == {"Goal Setting"}
	put(names[1], "Goal Setting")
	assert moves.move_many(names, "approve_goals") == []
	assert {state_of(name) for name in names} == {"Goals Approved"}
	assert frappe.db.count(EVENT, {"deed": "approve_goals", "appraisal": ("in", names)}) == len(names)


def test_one_by_one_writes_the_same(house: Company) -> None:
	first, second = house.others["hr"], house.others["talent"]
	values = pd.DataFrame({"grade": ["G1"]})
	moves.move_many([first], "approve_goals", values=values.set_axis([first]))
	moves.move_many([second], "approve_goals", values=values.set_axis([second]), one_by_one=True)
	columns = ["state", "state_since", "due_date", "grade", "version"]
	assert frappe.db.get_value(APPRAISAL, first, columns) == frappe.db.get_value(APPRAISAL, second, columns)
	told = ["deed", "from_state", "to_state", "by", "on_behalf", "reason", "version", "company", "cycle"]
	a, b = events_of(first)[0], events_of(second)[0]
	assert {key: a[key] for key in told} == {key: b[key] for key in told}


def test_a_number_of_moves_costs_no_more_queries(house: Company, monkeypatch: pytest.MonkeyPatch) -> None:
	names = [house.appraisal, *house.others.values()]
	counts = []
	for some in (names[:1], names):
		put(some[0], "Goal Setting")
		asked: list[str] = []
		sql = frappe.db.sql
		with monkeypatch.context() as patch:
			patch.setattr(
				frappe.db,
				"sql",
				lambda *a, asked=asked, sql=sql, **k: asked.append(str(a[0])) or sql(*a, **k),
			)
			frappe.db.savepoint("count")
			moves.move_many(some, "approve_goals")
		frappe.db.rollback(save_point="count")
		counts.append(len(asked))
	assert counts[1] <= counts[0] + 2


def test_the_steps_due_date_is_the_phases_and_never_after_the_last_day(house: Company) -> None:
	leaver, stayer = house.others["peer"], house.appraisal
	put(leaver, "Self Review", end_date=add_days(nowdate(), 5))
	put(stayer, "Self Review")
	moves.move_many([leaver, stayer], "open_manager_review")
	assert frappe.db.get_value(APPRAISAL, stayer, "due_date") == getdate(add_days(nowdate(), 90))
	assert frappe.db.get_value(APPRAISAL, leaver, "due_date") == getdate(add_days(nowdate(), 5))


def test_a_deed_that_is_none_is_a_mistake_of_the_caller(house: Company) -> None:
	with pytest.raises(IllegalMove, match="no deed"):
		moves.move_many([house.appraisal], "promote")
	with pytest.raises(frappe.DoesNotExistError):
		moves.move_many(["APPR-NONE"], "approve_goals")


# Nobody acts on the manager's side of himself


@pytest.mark.parametrize("kind", ["hr", "talent"])
def test_hr_has_no_hand_in_its_own_appraisal(house: Company, kind: str) -> None:
	own = house.others[kind]
	put(own, "Calibration")
	for deed in ("publish", "exempt", "cancel", "include", "reopen", "hold_for_calibration"):
		with acting_as(house.user[kind]), refused(frappe.PermissionError, "own appraisal"):
			moves.move(own, deed, "Because.")
	assert state_of(own) == "Calibration"
	with acting_as(house.user["hr2"]):
		moves.move(own, "publish")
	assert state_of(own) == "Published"


def test_a_manager_with_two_records_is_not_his_own_manager(house: Company) -> None:
	second = make_employee("Managertwo", house.employee["manager"], user=False)
	frappe.db.set_value("Employee", second, "user_id", house.user["manager"])
	upkeep.update_lines()
	own = make_appraisal(second, house.employee["manager"], house.employee["manager"])
	put(own, "Manager Review")
	with acting_as(house.user["manager"]):
		assert actors(moves.facts_of([own]).iloc[0]) == {Actor.EMPLOYEE}
		with refused(frappe.PermissionError, "own appraisal"):
			reviews.start(own, "Manager")
		with refused(frappe.PermissionError):
			reviews.start(own, "Second Level")
	assert not frappe.db.exists(REVIEW, {"appraisal": own})


def test_a_record_that_the_profile_joins_to_his_is_his_too(house: Company) -> None:
	second = make_employee("Managerthree", house.employee["manager"], user=False)
	upkeep.update_lines()
	profile = frappe.db.get_value(
		"Talent Profile Employment", {"employee": house.employee["manager"]}, "parent"
	)
	frappe.db.set_value("Talent Profile Employment", {"employee": second}, "parent", profile)
	own = make_appraisal(second, house.employee["manager"], house.employee["upper"])
	put(own, "Manager Review")
	with acting_as(house.user["manager"]):
		assert actors(moves.facts_of([own]).iloc[0]) == frozenset()
		with refused(frappe.PermissionError):
			reviews.start(own, "Manager")


def test_a_second_level_who_is_the_subject_writes_nothing_but_his_own_side(house: Company) -> None:
	own = make_appraisal(house.employee["upper"], house.employee["manager"], house.employee["upper"])
	put(own, "Second-Level Review")
	with acting_as(house.user["upper"]), refused(frappe.PermissionError, "own appraisal"):
		reviews.start(own, "Second Level")


# Reviews


def begin(house: Company, kind: str, perspective: str) -> str:
	"""A review begun by a kind of person, as the button does it."""
	with acting_as(house.user[kind]):
		return api.write_review(house.appraisal, perspective)


def self_reviewed(house: Company) -> str:
	"""The worker's side, submitted."""
	put(house.appraisal, "Self Review")
	review = begin(house, "employee", "Self")
	with acting_as(house.user["employee"]):
		fill(review)
		review_api.submit_review(review)
	return review


def manager_reviewed(house: Company, rating: float = 3, **values: object) -> str:
	"""The manager's side, submitted."""
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		fill(review, rating, overall_rating=rating, **values)
		review_api.submit_review(review)
	return review


def reads(house: Company, kind: str, review: str) -> bool:
	"""Whether a kind of person may read a review: in the list, and as a document."""
	with acting_as(house.user[kind]):
		try:
			listed = review in frappe.get_list(REVIEW, pluck="name", limit=0)
		except frappe.PermissionError:
			listed = False
		document = frappe.has_permission(REVIEW, "read", doc=review)
	assert listed == document
	return document


def readers(house: Company, review: str) -> set[str]:
	"""Everybody who may read a review."""
	return {kind for kind in house.user if reads(house, kind, review)}


HR = {"hr", "hr2", "hr user", "talent"}


def test_a_review_begins_with_its_lines_and_questions_and_only_once(house: Company) -> None:
	put(house.appraisal, "Self Review")
	review = begin(house, "employee", "Self")
	assert begin(house, "employee", "Self") == review
	document = frappe.get_doc(REVIEW, review)
	assert [(line.item, line.weight, line.state) for line in document.ratings] == [
		("Teamwork", 2, "Missing"),
		("Judgement", 1, "Missing"),
		("Remarks", 0, "Missing"),
	]
	assert [(line.question, line.required) for line in document.answers] == [("What are you proud of?", 1)]
	assert (document.reviewer, document.company) == (house.employee["employee"], COMPANY)


def test_the_self_side_is_the_managers_to_read_once_it_is_submitted(house: Company) -> None:
	put(house.appraisal, "Self Review")
	review = begin(house, "employee", "Self")
	assert readers(house, review) == {"employee"}
	with acting_as(house.user["employee"]):
		fill(review)
		review_api.submit_review(review)
	assert readers(house, review) == {"employee", "manager", "upper", *HR}
	assert state_of(house.appraisal) == "Manager Review"
	assert events_of(house.appraisal)[-1].by == house.user["employee"]


def test_by_template_the_self_side_waits_for_the_managers(house: Company) -> None:
	frappe.db.set_value("Review Template", "Every Step", "self_side_visible", "When Both Submitted")
	review = self_reviewed(house)
	assert not reads(house, "manager", review)
	manager_reviewed(house)
	assert reads(house, "manager", review)
	assert reads(house, "employee", review)


def test_the_managers_side_is_the_employees_once_it_is_published(house: Company) -> None:
	self_reviewed(house)
	draft = begin(house, "manager", "Manager")
	assert readers(house, draft) == {"manager"}
	review = manager_reviewed(house)
	assert review == draft
	assert state_of(house.appraisal) == "Second-Level Review"
	second = begin(house, "upper", "Second Level")
	with acting_as(house.user["upper"]):
		fill(second)
		review_api.submit_review(second)
	assert readers(house, review) == {"manager", "upper", *HR}
	assert readers(house, second) == {"manager", "upper", *HR}
	set_result(
		house.appraisal, performance_rating=3, performance_label="Meets expectations", calculated_score=3
	)
	with acting_as(house.user["hr"]):
		with refused(IllegalMove, "in Second-Level Review"):
			api.publish(house.appraisal)
		api.hold(house.appraisal)
		assert frappe.db.get_value(RESULT, {"appraisal": house.appraisal}, "state") == "Final"
		api.publish(house.appraisal)
	assert readers(house, review) == {"employee", "manager", "upper", *HR}
	assert reads(house, "employee", second)
	row = frappe.db.get_value(APPRAISAL, house.appraisal, ["state", "rating", "rating_label"])
	assert row == ("Published", 3.0, "Meets expectations")


def test_who_was_the_manager_keeps_reading_what_he_wrote(house: Company) -> None:
	self_reviewed(house)
	review = manager_reviewed(house)
	worker = frappe.get_doc("Employee", house.employee["employee"])
	worker.reports_to = house.employee["former"]
	worker.save()
	upkeep.update_lines()
	frappe.db.set_value(APPRAISAL, house.appraisal, "manager", house.employee["former"])
	assert reads(house, "manager", review)
	assert reads(house, "former", review)  # who is the manager now: it is the line's
	with acting_as(house.user["manager"]), refused(frappe.PermissionError):
		moves.move(house.appraisal, "open_second_level")


def test_each_side_is_written_by_whose_part_it_is(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	may = {"Self": {"employee"}, "Manager": {"manager", "upper"}, "Second Level": set(), "Handover": set()}
	for perspective, allowed in may.items():
		for kind, user in house.user.items():
			frappe.db.savepoint("attempt")
			with acting_as(user):
				if kind in allowed:
					assert reviews.start(house.appraisal, perspective)
				else:
					with pytest.raises((IllegalMove, frappe.PermissionError)):
						reviews.start(house.appraisal, perspective)
			assert bool(frappe.db.exists(REVIEW, {"appraisal": house.appraisal})) == (kind in allowed)
			frappe.db.rollback(save_point="attempt")


@pytest.mark.parametrize("state", ["Goal Setting", "Calibration", "Published", "Cancelled"])
def test_reviews_are_begun_in_their_states(house: Company, state: str) -> None:
	put(house.appraisal, state)
	for kind, perspective in (("employee", "Self"), ("manager", "Manager"), ("upper", "Second Level")):
		with acting_as(house.user[kind]), refused(IllegalMove, "this is done in"):
			reviews.start(house.appraisal, perspective)


def test_a_template_without_a_step_asks_for_no_review(house: Company) -> None:
	put(house.appraisal, "Manager Review", template=PLAIN_TEMPLATE)
	with acting_as(house.user["employee"]), refused(IllegalMove, "doesn't ask"):
		reviews.start(house.appraisal, "Self")
	manager_reviewed(house)
	assert state_of(house.appraisal) == "Manager Review"


def test_a_missing_self_review_blocks_nothing(house: Company) -> None:
	put(house.appraisal, "Self Review", due_date=add_days(nowdate(), -1))
	with acting_as(house.user["manager"]):
		moves.move(house.appraisal, "open_manager_review")
	manager_reviewed(house)
	moves.move_many([house.appraisal], "hold_for_calibration")
	assert state_of(house.appraisal) == "Calibration"


def test_a_self_review_may_come_late(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "employee", "Self")
	with acting_as(house.user["employee"]):
		fill(review)
		review_api.submit_review(review)
	assert state_of(house.appraisal) == "Manager Review"
	assert reads(house, "manager", review)


def test_one_pair_of_eyes_does_not_review_twice(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "upper", "Manager")
	with acting_as(house.user["upper"]):
		fill(review, overall_rating=3)
		review_api.submit_review(review)
		with refused(frappe.PermissionError, "four eyes"):
			reviews.start(house.appraisal, "Second Level")
	with acting_as(house.user["manager"]), refused(IllegalMove):
		reviews.start(house.appraisal, "Manager")


def test_a_new_manager_begins_anew(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		fill(review, summary="Between us.")
	with acting_as(house.user["upper"]), refused(IllegalMove, "is writing"):
		reviews.start(house.appraisal, "Manager")
	frappe.db.set_value(APPRAISAL, house.appraisal, "manager", house.employee["former"])
	assert begin(house, "former", "Manager") == review
	document = frappe.get_doc(REVIEW, review)
	assert (document.reviewer, document.summary) == (house.employee["former"], None)
	assert {line.state for line in document.ratings} == {"Missing"}
	with acting_as(house.user["manager"]), refused(frappe.PermissionError):
		frappe.get_doc(REVIEW, review).check_permission("write")


# What a submission needs


def test_every_line_that_weighs_something_is_rated_or_not_applicable(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		with refused(ReviewUnfit, r"Row 1 \(Teamwork\): rate it.*Row 2.*Overall Rating"):
			review_api.submit_review(review)
		document = frappe.get_doc(REVIEW, review)
		document.ratings[0].rating, document.overall_rating = 3, 3
		document.ratings[1].state = "Not Applicable"
		document.save()
		with refused(ReviewUnfit, r"Row 2 \(Judgement\): say why it isn't applicable"):
			review_api.submit_review(review)
		document.ratings[1].reason = "No decisions were his to take."
		document.save()
		review_api.submit_review(review)
	document.reload()
	assert [line.state for line in document.ratings] == ["Rated", "Not Applicable", "Missing"]
	assert (document.state, bool(document.submitted_on)) == ("Submitted", True)


def test_a_line_is_not_both_rated_and_not_applicable(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		fill(review, overall_rating=3)
		document = frappe.get_doc(REVIEW, review)
		document.ratings[0].update({"state": "Not Applicable", "reason": "New."})
		document.save()
		with refused(ReviewUnfit, "Take one of them away"):
			review_api.submit_review(review)


def test_a_question_that_needs_an_answer_is_named(house: Company) -> None:
	put(house.appraisal, "Self Review")
	review = begin(house, "employee", "Self")
	with acting_as(house.user["employee"]), refused(ReviewUnfit, "row 1: an answer is required"):
		review_api.submit_review(review)
	assert state_of(house.appraisal) == "Self Review"


@pytest.mark.parametrize("field", ["line", "overall"])
@pytest.mark.parametrize("rating", [2.5, 6, -1])
def test_ratings_lie_on_the_levels_of_the_scale(house: Company, field: str, rating: float) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		document = frappe.get_doc(REVIEW, review)
		if field == "line":
			document.ratings[0].rating = rating
		else:
			document.overall_rating = rating
		with refused(frappe.ValidationError):
			document.save()
	assert frappe.db.get_value("Review Rating", document.ratings[0].name, "rating") == 0


def test_an_override_needs_a_reason(house: Company, notes: Neighbours) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		fill(review, overall_rating=4)
		with refused(ReviewUnfit, "4 stands on another level than the calculated score 3.00"):
			review_api.submit_review(review)
		assert frappe.db.get_value(REVIEW, review, "state") == "Draft"
		assert state_of(house.appraisal) == "Manager Review"
		fill(review, overall_rating=4, overall_reason="Carried the launch alone.")
		review_api.submit_review(review)
	assert notes.scored == [(house.appraisal,)] * 2
	assert frappe.db.get_value(REVIEW, review, "state") == "Submitted"


def test_only_the_reviewer_submits_and_only_once(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		fill(review, overall_rating=3)
	for kind in ("employee", "upper", "hr", "peer"):
		with acting_as(house.user[kind]), refused(frappe.PermissionError):
			review_api.submit_review(review)
		with acting_as(house.user[kind]), refused(frappe.PermissionError):
			reviews.submit(review)
	with acting_as(house.user["manager"]):
		review_api.submit_review(review)
		with refused(IllegalMove, "submitted already"):
			review_api.submit_review(review)


def test_a_draft_may_be_written_early_but_is_submitted_in_its_state(house: Company) -> None:
	put(house.appraisal, "Self Review")
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		fill(review, overall_rating=3)
		with refused(IllegalMove, "this is done in Manager Review"):
			review_api.submit_review(review)


# What a save through the API can't do


def saved(house: Company, kind: str, doctype: str, name: str, **values: object) -> None:
	"""As frappe.client.set_value and PUT /api/resource do it."""
	with acting_as(house.user[kind]):
		document = frappe.get_doc(doctype, name)
		document.update(values)
		document.save()


@pytest.mark.parametrize("kind", ["employee", "manager", "upper", "hr", "hr user", "talent", "peer"])
def test_nobody_types_in_a_state(house: Company, kind: str) -> None:
	for values in ({"state": "Published"}, {"rating": 5}, {"manager": house.employee["peer"]}):
		with refused(frappe.PermissionError):
			saved(house, kind, APPRAISAL, house.appraisal, **values)
	with acting_as(house.user[kind]), refused(frappe.PermissionError):
		frappe.client.set_value(APPRAISAL, house.appraisal, "state", "Published")
	assert state_of(house.appraisal) == "Goal Setting"


def test_not_even_administrator_types_in_a_state(house: Company) -> None:
	document = frappe.get_doc(APPRAISAL, house.appraisal)
	document.state = "Published"
	with refused(StateProtected, "can't be typed in"):
		document.save()
	assert state_of(house.appraisal) == "Goal Setting"


def test_events_stay(house: Company) -> None:
	moves.move_many([house.appraisal], "approve_goals")
	event = frappe.get_doc(EVENT, events_of(house.appraisal)[0].name)
	event.reason = "Another."
	with refused(StateProtected):
		event.save()
	with refused(StateProtected):
		event.delete()
	for kind in ("hr", "manager", "talent"):
		with acting_as(house.user[kind]), refused(frappe.PermissionError):
			event.save()
	assert len(events_of(house.appraisal)) == 1


@pytest.mark.parametrize(
	"values",
	[
		{"state": "Submitted"},
		{"seen_by_employee": 1},
		{"seen_by_manager": 1},
		{"submitted_on": "2026-01-01 00:00:00"},
		{"perspective": "Second Level"},
		{"segment": "1"},
		{"reviewer": "other"},
		{"employee": "other"},
		{"appraisal": "other"},
	],
	ids=lambda values: next(iter(values)),
)
def test_a_reviewers_save_changes_nothing_but_what_he_writes(house: Company, values: dict) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "manager", "Manager")
	others = {
		"reviewer": house.employee["upper"],
		"employee": house.employee["peer"],
		"appraisal": house.others["peer"],
	}
	values = {key: others[key] if value == "other" else value for key, value in values.items()}
	before = frappe.db.get_value(REVIEW, review, list(values))
	with refused((ReviewProtected, frappe.PermissionError, frappe.CannotChangeConstantError)):
		saved(house, "manager", REVIEW, review, **values)
	assert frappe.db.get_value(REVIEW, review, list(values)) == before


def test_lines_are_neither_added_nor_taken_away_nor_weighed_anew(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		document = frappe.get_doc(REVIEW, review)
		document.append("ratings", {"component": "Competencies", "item": "Loyalty", "weight": 9, "rating": 5})
		with refused(ReviewProtected, "lines of Ratings"):
			document.save()
		document = frappe.get_doc(REVIEW, review)
		document.ratings.pop()
		with refused(ReviewProtected):
			document.save()
		document = frappe.get_doc(REVIEW, review)
		document.ratings[0].weight = 90
		with refused(ReviewProtected, "Weight in row 1"):
			document.save()
	assert frappe.db.count("Review Rating", {"parent": review}) == 3


def test_a_submitted_review_is_closed_to_everybody(house: Company) -> None:
	self_reviewed(house)
	review = manager_reviewed(house)
	for kind in ("manager", "employee", "upper", "hr", "talent"):
		for values in ({"overall_rating": 5}, {"summary": "No."}, {"state": "Draft"}):
			with refused(frappe.PermissionError):
				saved(house, kind, REVIEW, review, **values)
	document = frappe.get_doc(REVIEW, review)
	document.ratings[0].rating = 5
	with refused(ReviewProtected, "submitted review"):
		document.save()
	assert frappe.db.get_value("Review Rating", document.ratings[0].name, "rating") == 3


def test_nobody_makes_a_review_of_his_own(house: Company) -> None:
	for kind in ("employee", "manager", "hr"):
		row = {
			"doctype": REVIEW,
			"appraisal": house.appraisal,
			"employee": house.employee["employee"],
			"perspective": "Manager",
			"reviewer": house.employee[kind],
		}
		with acting_as(house.user[kind]), refused(frappe.PermissionError):
			frappe.get_doc(row).insert()
	assert not frappe.db.exists(REVIEW, {"appraisal": house.appraisal})


# Returned by HR


def test_hr_returns_a_review_with_a_reason_that_its_author_reads(house: Company) -> None:
	self_reviewed(house)
	review = manager_reviewed(house)
	with acting_as(house.user["hr"]):
		with refused(IllegalMove, "Say why"):
			review_api.return_review(review, " ")
		review_api.return_review(review, "Judgement isn't explained.")
	row = frappe.db.get_value(REVIEW, review, ["state", "return_reason", "seen_by_manager"])
	assert row == ("Draft", "Judgement isn't explained.", 0)
	assert state_of(house.appraisal) == "Manager Review"
	assert not [event for event in events_of(house.appraisal) if "Judgement" in (event.reason or "")]
	assert readers(house, review) == {"manager"}
	manager_reviewed(house)
	assert frappe.db.get_value(REVIEW, review, ["state", "return_reason"]) == ("Submitted", None)


def test_only_hr_returns_reviews(house: Company) -> None:
	review = self_reviewed(house)
	for kind in ("manager", "upper", "talent", "hr user", "employee"):
		with acting_as(house.user[kind]), refused(frappe.PermissionError):
			review_api.return_review(review, "Because.")
	assert frappe.db.get_value(REVIEW, review, "state") == "Submitted"


def test_what_is_published_is_not_returned(house: Company) -> None:
	self_reviewed(house)
	review = manager_reviewed(house)
	published(house.appraisal)
	with acting_as(house.user["hr"]), refused(IllegalMove, "is in Published"):
		review_api.return_review(review, "Because.")


# Handover


def test_an_outgoing_manager_is_asked_for_a_handover(house: Company) -> None:
	put(house.appraisal, "Goals Approved")
	segments = pd.DataFrame(
		{"appraisal": house.appraisal, "segment": ["1", "2"], "manager": [house.employee["former"], None]}
	)
	assert len(reviews.request_handover(segments).names) == 1
	assert reviews.request_handover(segments).names == []
	review = frappe.db.get_value(REVIEW, {"appraisal": house.appraisal, "perspective": "Handover"})
	assert readers(house, review) == {"former"}
	with acting_as(house.user["former"]):
		fill(review)
		review_api.submit_review(review)
	assert readers(house, review) == {"former", "manager", "upper", *HR}
	put(house.appraisal, "Calibration")
	moves.move_many([house.appraisal], "publish")
	assert not reads(house, "employee", review)


def test_a_draft_that_the_outgoing_manager_began_becomes_his_handover(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	review = begin(house, "manager", "Manager")
	with acting_as(house.user["manager"]):
		fill(review)
	segments = pd.DataFrame(
		{"appraisal": [house.appraisal], "segment": ["1"], "manager": [house.employee["manager"]]}
	)
	assert reviews.request_handover(segments).names == []
	row = frappe.db.get_value(REVIEW, review, ["perspective", "segment", "reviewer"])
	assert row == ("Handover", "1", house.employee["manager"])


def test_nobody_hands_himself_over(house: Company) -> None:
	segments = pd.DataFrame(
		{"appraisal": [house.appraisal], "segment": ["1"], "manager": [house.employee["employee"]]}
	)
	assert reviews.request_handover(segments).names == []


# After publishing


def publish_now(house: Company, **result: object) -> None:
	"""Published by the flow, with a result."""
	put(house.appraisal, "Calibration")
	figures = {"performance_rating": 3, "performance_label": "Meets expectations", "calculated_score": 3.1}
	figures.update(result)
	figures.setdefault("performance_score", figures["calculated_score"])
	set_result(house.appraisal, state="Final", **figures)
	with acting_as(house.user["hr"]):
		api.publish(house.appraisal)


def coming(days: int) -> list[date]:
	"""So many days from tomorrow on."""
	return [getdate(add_days(nowdate(), each)) for each in range(1, days + 1)]


def test_publishing_begins_the_days_to_reply_and_to_appeal(house: Company) -> None:
	publish_now(house)
	row = frappe.db.get_value(
		APPRAISAL, house.appraisal, ["published_on", "reply_by", "appeal_by"], as_dict=True
	)
	assert getdate(row.published_on) == getdate()
	weekdays = [day for day in coming(20) if day.weekday() < 5]
	assert row.reply_by == row.appeal_by == weekdays[9]
	assert events_of(house.appraisal)[-1].summary is None


def test_free_days_of_the_companys_holiday_list_do_not_count(house: Company) -> None:
	days = coming(30)
	free = [day for day in days if day.weekday() >= 5] + [day for day in days if day.weekday() < 5][:2]
	lists = {
		"doctype": "Holiday List",
		"holiday_list_name": "Free Days of States",
		"from_date": days[0],
		"to_date": days[-1],
		"holidays": [{"holiday_date": day, "description": "Free"} for day in sorted(free)],
	}
	name = frappe.get_doc(lists).insert().name
	frappe.db.set_value("Company", COMPANY, "default_holiday_list", name)
	frappe.clear_document_cache("Company", COMPANY)
	publish_now(house)
	frappe.clear_document_cache("Company", COMPANY)
	working = [day for day in days if day not in free]
	assert frappe.db.get_value(APPRAISAL, house.appraisal, "reply_by") == working[9]


def test_the_employee_acknowledges_with_a_word_or_none(house: Company) -> None:
	publish_now(house)
	with acting_as(house.user["employee"]):
		api.acknowledge(house.appraisal, "Received, not agreed.")
	row = frappe.db.get_value(APPRAISAL, house.appraisal, ["state", "acknowledge_comment", "acknowledged_on"])
	assert row[:2] == ("Acknowledged", "Received, not agreed.") and row[2]
	assert events_of(house.appraisal)[-1].on_behalf == 0


def test_hr_records_a_receipt_for_somebody_and_says_how_it_knows(house: Company) -> None:
	publish_now(house)
	with acting_as(house.user["hr"]):
		with refused(IllegalMove, "needs a reason"):
			api.acknowledge(house.appraisal)
		api.acknowledge(house.appraisal, "Signed on paper.")
	assert events_of(house.appraisal)[-1].on_behalf == 1


def test_no_reply_in_time_closes_it_as_such(house: Company) -> None:
	due, not_yet, gone = house.appraisal, house.others["hr"], house.others["peer"]
	published(due, reply_by=add_days(nowdate(), -1))
	published(not_yet, reply_by=nowdate())
	published(gone, reply_by=add_days(nowdate(), -1))
	put(gone, "Acknowledged")
	replies.lapse()
	assert (state_of(due), state_of(not_yet), state_of(gone)) == (
		"Closed without Reply",
		"Published",
		"Acknowledged",
	)
	assert events_of(due)[-1].deed == "lapse"
	replies.lapse()
	assert len(events_of(due)) == 1


def test_the_lapse_is_a_daily_job() -> None:
	path = "talent_performance.flows.replies.lapse"
	assert path in frappe.get_hooks("scheduler_events")["daily_long"]
	assert frappe.get_attr(path) is replies.lapse


# Appeals


def appealed(house: Company) -> None:
	"""Reviewed, published, appealed."""
	self_reviewed(house)
	manager_reviewed(house)
	publish_now(house)
	with acting_as(house.user["employee"]):
		api.move(house.appraisal, "appeal", "The launch was left out.")


def test_an_appeal_stands_with_its_reason(house: Company) -> None:
	appealed(house)
	row = frappe.db.get_value(APPRAISAL, house.appraisal, ["state", "appeal_reason", "appealed_on"])
	assert row[:2] == ("Appealed", "The launch was left out.") and row[2]


@pytest.mark.parametrize("kind", ["manager", "upper", "peer", "employee", "hr user", "hr abroad"])
def test_who_is_no_judge_decides_nothing(house: Company, kind: str) -> None:
	appealed(house)
	with acting_as(house.user[kind]), refused(frappe.PermissionError):
		appeals.decide(house.appraisal, "Upheld", "It stands.")
	assert state_of(house.appraisal) == "Appealed"


@pytest.mark.parametrize("how", ["reviewer", "calibrator by event", "calibrator by ledger", "chain", "named"])
def test_an_hr_manager_who_took_part_decides_nothing(house: Company, how: str) -> None:
	appealed(house)
	hr, user = house.employee["hr"], house.user["hr"]
	if how == "reviewer":
		make_review(house, "Second Level", hr)
	elif how == "named":
		frappe.db.set_value(APPRAISAL, house.appraisal, "second_manager", hr)
	elif how == "chain":
		line = {
			"doctype": "Reporting Line",
			"manager": hr,
			"employee": house.employee["employee"],
			"depth": 3,
		}
		frappe.get_doc({**line, "name": "states-chain"}).db_insert()
	elif how == "calibrator by event":
		event = {"appraisal": house.appraisal, "employee": house.employee["employee"], "deed": "calibrate"}
		frappe.get_doc({"doctype": EVENT, **event, "at": now(), "by": user}).insert()
	else:
		moved = {"employee": house.employee["employee"], "cycle": CYCLE, "cause": "Calibration"}
		frappe.get_doc(
			{"doctype": "Talent Placement", **moved, "placed_by": user, "name": "states-moved"}
		).db_insert()
	with acting_as(user), refused(frappe.PermissionError, "Somebody who didn't take part"):
		api.decide_appeal(house.appraisal, "Upheld", "It stands.")
	with acting_as(house.user["hr2"]):
		api.decide_appeal(house.appraisal, "Upheld", "It stands.")
	assert state_of(house.appraisal) == "Published"


def test_an_upheld_rating_is_replied_to_anew_and_not_appealed_again(house: Company) -> None:
	appealed(house)
	with acting_as(house.user["hr2"]):
		with refused(IllegalMove, "needs a reason"):
			api.decide_appeal(house.appraisal, "Upheld", "")
		api.decide_appeal(house.appraisal, "Upheld", "The launch is in line two.")
	row = frappe.db.get_value(
		APPRAISAL,
		house.appraisal,
		["state", "appeal_decision", "appeal_answer", "appeal_decided_by", "version"],
	)
	assert row == ("Published", "Upheld", "The launch is in line two.", house.user["hr2"], 1)
	with acting_as(house.user["employee"]):
		with refused(IllegalMove, "appealed already"):
			api.move(house.appraisal, "appeal", "Again.")
		api.acknowledge(house.appraisal)
	assert state_of(house.appraisal) == "Acknowledged"


def test_a_changed_rating_is_another_version_published_and_acknowledged_again(
	house: Company, notes: Neighbours
) -> None:
	appealed(house)
	with acting_as(house.user["hr2"]):
		for rating in (0, 3, 3.5):
			with refused(IllegalMove, "needs another rating"):
				api.decide_appeal(house.appraisal, "Changed", "The launch counts.", rating)
		api.decide_appeal(house.appraisal, "Changed", "The launch counts.", 4)
	row = frappe.db.get_value(APPRAISAL, house.appraisal, ["state", "version", "rating", "appeal_decision"])
	assert row == ("Calibration", 2, 0, "Changed")
	result = frappe.db.get_value(
		RESULT, {"appraisal": house.appraisal}, ["calibrated_rating", "calibration_reason"]
	)
	assert result == (4, "The launch counts.")
	assert (notes.refreshed[-1].cause, notes.refreshed[-1].source) == ("Appeal", (APPRAISAL, house.appraisal))
	publish_now(house, performance_rating=4, performance_label="Exceeds expectations")
	event = events_of(house.appraisal)[-1]
	assert event.version == 2
	assert "Rating: 3 → 4" in event.summary and "Meets expectations → Exceeds expectations" in event.summary
	with acting_as(house.user["employee"]):
		api.acknowledge(house.appraisal)
	assert state_of(house.appraisal) == "Acknowledged"


def test_who_decided_one_appeal_does_not_decide_the_next(house: Company) -> None:
	appealed(house)
	with acting_as(house.user["hr2"]):
		api.decide_appeal(house.appraisal, "Changed", "The launch counts.", 4)
	publish_now(house, performance_rating=4)
	frappe.db.set_value(APPRAISAL, house.appraisal, "published_on", add_days(now(), 1))
	with acting_as(house.user["employee"]):
		api.move(house.appraisal, "appeal", "And the other launch?")
	with acting_as(house.user["hr2"]), refused(frappe.PermissionError, "didn't take part"):
		api.decide_appeal(house.appraisal, "Upheld", "It stands.")
	with acting_as(house.user["hr"]):
		api.decide_appeal(house.appraisal, "Upheld", "It stands.")
	assert state_of(house.appraisal) == "Published"


def test_nothing_is_published_without_a_final_result(house: Company) -> None:
	put(house.appraisal, "Calibration")
	set_result(house.appraisal, state="Open")
	with acting_as(house.user["hr"]), refused(IllegalMove, "no final result"):
		api.publish(house.appraisal)
	assert state_of(house.appraisal) == "Calibration"


def test_too_late_is_too_late(house: Company) -> None:
	published(house.appraisal, appeal_by=add_days(nowdate(), -1))
	with acting_as(house.user["employee"]), refused(IllegalMove, "time to appeal is over"):
		api.move(house.appraisal, "appeal", "But.")


# Reopening


def test_a_reopened_appraisal_is_reviewed_and_published_anew_with_the_difference(
	house: Company, notes: Neighbours
) -> None:
	self_reviewed(house)
	review = manager_reviewed(house)
	publish_now(house)
	with acting_as(house.user["employee"]):
		api.acknowledge(house.appraisal)
	with acting_as(house.user["hr"]):
		api.reopen(house.appraisal, "A target was wrong.")
	row = frappe.db.get_value(
		APPRAISAL,
		house.appraisal,
		["state", "version", "rating", "rating_label", "published_on", "acknowledged_on", "reopen_reason"],
	)
	assert row == ("Manager Review", 2, 0, None, None, None, "A target was wrong.")
	assert frappe.db.get_value(RESULT, {"appraisal": house.appraisal}, "state") == "Open"
	assert readers(house, review) == {"manager"}
	asked = notes.refreshed[-1]
	assert (asked.cause, asked.employees, asked.reason) == (
		"Reopening",
		[house.employee["employee"]],
		"A target was wrong.",
	)
	notes.calculated = 4
	assert manager_reviewed(house, 4) == review
	publish_now(house, performance_rating=4, performance_label="Exceeds expectations", performance_score=4)
	told = events_of(house.appraisal)[-1].summary
	assert "Rating: 3 → 4" in told and "Teamwork: 3 → 4" in told and "Calculated Score: 3.1 → 4" in told
	assert state_of(house.appraisal) == "Published"
	assert reads(house, "employee", review)


def test_after_the_export_for_pay_an_hr_manager_signs(house: Company) -> None:
	published(house.appraisal, pay_exported_on=now())
	with acting_as(house.user["talent"]):
		for signed in (False, True):
			with refused(IllegalMove, "exported for pay"):
				api.reopen(house.appraisal, "Because.", signed)
	with acting_as(house.user["hr"]):
		with refused(IllegalMove, "exported for pay"):
			api.reopen(house.appraisal, "Because.")
		with refused(IllegalMove, "needs a reason"):
			api.reopen(house.appraisal, "", True)
		api.reopen(house.appraisal, "The payroll knows.", True)
	assert state_of(house.appraisal) == "Manager Review"


def test_a_whole_cycle_is_reopened_by_a_run(house: Company, notes: Neighbours) -> None:
	kind = kind_of_run("Reopen Cycle")
	free, paid, own, open_ = house.appraisal, house.others["peer"], house.others["hr"], house.others["talent"]
	published(free)
	published(paid, pay_exported_on=now())
	published(own)
	asked = {"cycle": CYCLE, "reason": "The curve was wrong.", "signed": 0}
	with acting_as(house.user["hr"]):
		assert kind.plan(asked) == [[free]]
		assert [each.count for each in kind.dry_run(asked)] == [1, 1]
		signed = {**asked, "signed": 1}
		assert sorted(key for keys in kind.plan(signed) for key in keys) == sorted([free, paid])
		assert [each.count for each in kind.dry_run(signed)] == [2, 0]
		for _twice in range(2):
			assert kind.work(Work("run", signed, [free, paid])) == []
	assert {state_of(name) for name in (free, paid)} == {"Manager Review"}
	assert (state_of(own), state_of(open_)) == ("Published", "Goal Setting")
	assert len(notes.refreshed) == 1
	assert len(events_of(free)) == 1


def test_a_run_without_a_reason_or_by_somebody_else_does_not_begin(house: Company) -> None:
	with acting_as(house.user["hr"]), refused(IllegalMove, "and why"):
		reopening.plan({"cycle": CYCLE, "reason": ""})
	with acting_as(house.user["manager"]), refused(frappe.PermissionError):
		cycle_api.reopen_cycle(CYCLE, "Because.")
	with acting_as(house.user["hr abroad"]):
		published(house.appraisal)
		assert reopening.plan({"cycle": CYCLE, "reason": "Because."}) == []
	with acting_as(house.user["talent"]):
		put(house.appraisal, "Published", pay_exported_on=now())
		assert reopening.plan({"cycle": CYCLE, "reason": "Because.", "signed": 1}) == []


# Forms


def test_buttons_are_what_the_table_allows(house: Company) -> None:
	everything_holds(house)
	put(house.appraisal, "Published")
	for kind in ("employee", "manager", "upper", "hr", "talent", "hr user"):
		with acting_as(house.user[kind]):
			offered = {each["deed"] for each in api.possible_deeds(house.appraisal)["deeds"]}
		expected = {
			deed for (state, deed), (_to, who) in ALLOWED.items() if state == "Published" and kind in who
		}
		assert offered == expected - {"lapse"}, kind
	with acting_as(house.user["peer"]), refused(frappe.PermissionError):
		api.possible_deeds(house.appraisal)


def test_buttons_to_write_a_review(house: Company) -> None:
	put(house.appraisal, "Self Review")

	def offered(kind: str) -> list[str]:
		with acting_as(house.user[kind]):
			return [each["perspective"] for each in api.possible_deeds(house.appraisal)["reviews"]]

	assert (offered("employee"), offered("manager"), offered("hr")) == (["Self"], ["Manager"], [])
	self_reviewed(house)
	assert (offered("employee"), offered("manager")) == ([], ["Manager"])


def test_a_signature_is_asked_for_where_it_is_needed(house: Company) -> None:
	published(house.appraisal, pay_exported_on=now())
	with acting_as(house.user["hr"]):
		deeds = {each["deed"]: each for each in api.possible_deeds(house.appraisal)["deeds"]}
	assert deeds["reopen"]["signature"] is True and deeds["reopen"]["reason"] is True
	with acting_as(house.user["talent"]):
		assert "reopen" not in {each["deed"] for each in api.possible_deeds(house.appraisal)["deeds"]}


def test_a_button_is_not_offered_for_an_appeal_that_one_may_not_decide(house: Company) -> None:
	appealed(house)
	make_review(house, "Second Level", house.employee["hr"])
	for kind, may in (("hr", False), ("hr2", True)):
		with acting_as(house.user[kind]):
			offered = {each["deed"] for each in api.possible_deeds(house.appraisal)["deeds"]}
		assert ("decide_appeal" in offered) is may


def test_the_plain_door_leads_to_no_deed_that_has_one_of_its_own(house: Company) -> None:
	put(house.appraisal, "Calibration")
	for deed in ("publish", "reopen", "decide_appeal", "acknowledge", "hold_for_calibration", "nonsense"):
		with acting_as(house.user["hr"]), refused(frappe.ValidationError):
			api.move(house.appraisal, deed, "Because.")
	with acting_as(house.user["peer"]), refused(frappe.PermissionError):
		api.move(house.appraisal, "exempt", "Because.")


def test_the_review_form_knows_the_levels_and_what_its_user_may_do(house: Company) -> None:
	review = self_reviewed(house)
	with acting_as(house.user["hr"]):
		found = review_api.options(review)
	assert [level for level, _label in found["levels"]] == [1, 2, 3, 4, 5]
	assert (found["may_submit"], found["may_return"]) == (False, True)
	with acting_as(house.user["employee"]):
		assert review_api.options(review)["may_return"] is False
