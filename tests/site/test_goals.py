"""Objectives from draft to archive: who does what, what is refused, and what a client can't write."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

import frappe
from frappe.utils import flt

from goal_setting import Company, approved, draft, draft_common, figure, in_business, make_cycle, measure
from harness import Site
from people import COMPANY
from talent_performance.exceptions import AlignmentRefused, ApprovedGoal, CycleOver, GoalRefused, IllegalMove
from talent_performance.flows import alignment, goals, kept_fields
from talent_performance.talent_performance.doctype.objective import objective as forms


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Company]:
	"""Founded once, never committed."""
	with in_business() as made:
		yield made


@pytest.fixture(autouse=True)
def in_savepoint(company: Company) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def act(company: Company, who: str) -> None:
	"""Log somebody in."""
	frappe.set_user(company.user[who])


def listed(doctype: str) -> list[str]:
	"""What a list shows; nothing where it is refused."""
	try:
		return frappe.get_list(doctype, pluck="name")
	except frappe.PermissionError:
		return []


def submitted(company: Company) -> str:
	"""The worker's objective, handed in."""
	act(company, "worker")
	objective = draft(company, "worker").name
	measure(objective)
	goals.move(objective, "submit")
	return objective


class TestApproval:
	def test_from_draft_to_approved(self, company: Company) -> None:
		objective = submitted(company)
		act(company, "manager")
		assert forms.approve(objective) == "Approved"
		doc = frappe.get_doc("Objective", objective)
		assert (doc.status, doc.approved_by) == ("Approved", company.user["manager"])
		assert doc.approved_on and doc.grade == "Red" and doc.attainment == 0

	@pytest.mark.parametrize("who", ["manager", "director"])
	def test_who_stands_above_at_any_level_approves(self, company: Company, who: str) -> None:
		objective = submitted(company)
		act(company, who)
		goals.move(objective, "approve")
		assert figure("Objective", objective, "status") == "Approved"

	def test_nobody_else_approves_or_returns(self, company: Company) -> None:
		objective = submitted(company)
		for who in ("worker", "peer", "stranger", "HR User", "HR Manager", "nobody"):
			act(company, who)
			for deed in ("approve", "return"):
				with pytest.raises(frappe.PermissionError):
					goals.move(objective, deed, "Because")
		assert figure("Objective", objective, "status") == "Submitted"

	def test_a_manager_does_not_approve_the_own_objective(self, company: Company) -> None:
		act(company, "manager")
		objective = draft(company, "manager").name
		measure(objective)
		goals.move(objective, "submit")
		with pytest.raises(frappe.PermissionError):
			goals.move(objective, "approve")
		act(company, "director")
		goals.move(objective, "approve")
		assert figure("Objective", objective, "status") == "Approved"

	def test_hr_manager_stands_in_where_nobody_is_above_but_not_for_himself(self, company: Company) -> None:
		act(company, "director")
		objective = draft(company, "director").name
		measure(objective)
		goals.move(objective, "submit")
		act(company, "HR User")
		with pytest.raises(frappe.PermissionError):
			goals.move(objective, "approve")
		act(company, "HR Manager")
		goals.move(objective, "approve")
		assert figure("Objective", objective, "status") == "Approved"

	def test_returned_with_a_reason_and_handed_in_again(self, company: Company) -> None:
		objective = submitted(company)
		act(company, "manager")
		with pytest.raises(GoalRefused):
			forms.return_objective(objective, "  ")
		assert forms.return_objective(objective, "Too easy") == "Returned"
		act(company, "worker")
		doc = frappe.get_doc("Objective", objective)
		assert doc.return_reason == "Too easy"
		doc.title = "Sell much more"
		doc.save()
		assert forms.submit_objective(objective) == "Submitted"
		assert (
			figure(
				"Key Result", frappe.db.get_value("Key Result", {"objective": objective}), "objective_title"
			)
			== "Sell much more"
		)

	def test_taken_back(self, company: Company) -> None:
		objective = submitted(company)
		act(company, "manager")
		with pytest.raises(frappe.PermissionError):
			forms.take_back(objective)
		act(company, "worker")
		assert forms.take_back(objective) == "Draft"

	@pytest.mark.parametrize(
		("status", "allowed"),
		[
			("Draft", {"submit"}),
			("Submitted", {"take_back", "approve", "return"}),
			("Returned", {"submit"}),
			("Approved", {"archive"}),
			("Archived", set()),
		],
	)
	def test_every_deed_in_every_state(self, company: Company, status: str, allowed: set[str]) -> None:
		act(company, "worker")
		objective = draft(company, "worker").name
		measure(objective)
		for deed in goals.DEEDS:
			frappe.db.set_value("Objective", objective, "status", status)
			act(company, "manager" if goals.DEEDS[deed].by_approver else "worker")
			if deed in allowed:
				assert goals.move(objective, deed, "Because").status == goals.DEEDS[deed].to
			else:
				with pytest.raises(IllegalMove):
					goals.move(objective, deed, "Because")
				assert figure("Objective", objective, "status") == status

	def test_without_a_measure_nothing_is_handed_in(self, company: Company) -> None:
		act(company, "worker")
		objective = draft(company, "worker").name
		with pytest.raises(GoalRefused):
			goals.move(objective, "submit")
		measure(objective, weight=0)
		with pytest.raises(GoalRefused):
			goals.move(objective, "submit")
		measure(objective, weight=1)
		assert goals.move(objective, "submit").status == "Submitted"

	def test_archived_without_approval_counts_nothing(self, company: Company) -> None:
		objective, (key_result,) = approved(company, "worker")
		from talent_performance.flows import progress

		progress.record(key_result, 80)
		assert figure("Objective", objective) == 80
		act(company, "manager")
		with pytest.raises(frappe.PermissionError):
			forms.archive(objective, "Not needed")
		act(company, "worker")
		with pytest.raises(GoalRefused):
			forms.archive(objective, "")
		assert forms.archive(objective, "Not needed") == "Archived"
		doc = frappe.get_doc("Objective", objective)
		assert (doc.archived, doc.attainment, doc.archive_reason) == ("Not Approved", 0, "Not needed")

	def test_what_the_form_offers(self, company: Company) -> None:
		objective = submitted(company)
		assert forms.possible_deeds(objective) == ["take_back"]
		act(company, "manager")
		assert forms.possible_deeds(objective) == ["approve", "return"]
		act(company, "peer")
		with pytest.raises(frappe.PermissionError):
			forms.possible_deeds(objective)


class TestCommonObjectives:
	@pytest.mark.parametrize("level", ["Company", "Department"])
	def test_hr_drafts_and_approves(self, company: Company, level: str) -> None:
		act(company, "HR User")
		objective = draft_common(company, level)
		assert objective.employee is None
		measure(objective.name)
		goals.move(objective.name, "submit")
		goals.move(objective.name, "approve")
		assert figure("Objective", objective.name, "status") == "Approved"

	def test_others_neither_draft_nor_move_them(self, company: Company) -> None:
		act(company, "HR User")
		objective = draft_common(company).name
		measure(objective)
		for who in ("worker", "manager", "director", "nobody"):
			act(company, who)
			with pytest.raises(frappe.PermissionError):
				draft_common(company)
			with pytest.raises(frappe.PermissionError):
				goals.move(objective, "submit")
		assert figure("Objective", objective, "status") == "Draft"


class TestReading:
	def test_a_peer_sees_nothing_of_another(self, company: Company) -> None:
		objective, (key_result,) = approved(company, "worker")
		for who in ("peer", "stranger", "nobody"):
			act(company, who)
			assert not frappe.has_permission("Objective", "read", doc=objective)
			assert objective not in listed("Objective")
			assert key_result not in listed("Key Result")

	def test_somebody_without_employee_writes_nothing(self, company: Company) -> None:
		act(company, "nobody")
		with pytest.raises(frappe.PermissionError):
			draft(company, "worker")

	def test_nobody_but_owner_and_hr_writes(self, company: Company) -> None:
		act(company, "worker")
		name = draft(company, "worker").name
		for who in ("peer", "manager"):
			act(company, who)
			doc = frappe.get_doc("Objective", name)
			doc.title = "Mine now"
			for deed in (doc.save, lambda: measure(name), lambda: draft(company, "worker")):
				with pytest.raises(frappe.PermissionError):
					deed()
		assert figure("Objective", name, "title") == "Sell more"


KEPT: dict[str, dict[str, Any]] = {
	"Objective": {
		"status": "Approved", "attainment": 99, "grade": "Green", "attainment_reason": "No", "pace_status": "On Track",
		"updated_on": "2026-01-01", "approved_by": "Administrator", "approved_on": "2026-01-01 10:00:00",
		"return_reason": "None", "archived": "Approved", "archive_reason": "None", "segment": "S9",
	},
	"Key Result": {
		"current_value": 99, "started": 1, "attainment": 99, "attainment_reason": "No", "archived": "Approved",
	},
}  # fmt: skip
FETCHED = {"objective_title": "Other", "level": "Company", "company": "Other"}


def assert_clean(doctype: str, name: str) -> None:
	"""Nothing of what was sent is stored."""
	stored, empty = frappe.get_doc(doctype, name), frappe.new_doc(doctype)
	for field in KEPT[doctype]:
		assert (stored.get(field) or None) == (empty.get(field) or None), field


class TestWhatAClientCannotWrite:
	def test_every_kept_field_is_tried(self) -> None:
		assert set(KEPT["Objective"]) == set(goals.OBJECTIVE_KEPT)
		assert set(KEPT["Key Result"]) == set(goals.KEY_RESULT_KEPT)

	@pytest.mark.parametrize("doctype", list(KEPT))
	def test_it_is_put_back(self, company: Company, doctype: str) -> None:
		act(company, "worker")
		objective = draft(company, "worker", **KEPT["Objective"])
		key_result = measure(objective.name, **KEPT["Key Result"], **FETCHED)
		name = {"Objective": objective.name, "Key Result": key_result.name}[doctype]
		assert_clean(doctype, name)
		for who in ("worker", "HR User"):
			act(company, who)
			doc = frappe.get_doc(doctype, name)
			doc.update(KEPT[doctype])
			doc.save()
			assert_clean(doctype, name)

	def test_a_key_result_follows_its_objective(self, company: Company) -> None:
		act(company, "worker")
		mine = draft(company, "worker").name
		doc = measure(mine, employee=company.employee["peer"], cycle="Other", **FETCHED)
		assert (doc.employee, doc.level, doc.company, doc.cycle) == (
			company.employee["worker"], "Individual", COMPANY, company.cycle,
		)  # fmt: skip
		for who, refused in (("worker", True), ("HR User", False)):
			act(company, who)
			doc = frappe.get_doc("Key Result", doc.name)
			doc.employee = company.employee["peer"]
			with pytest.raises(frappe.PermissionError) if refused else contextlib.nullcontext():
				doc.save()
		assert figure("Key Result", doc.name, "employee") == company.employee["worker"]

	def test_a_key_result_is_not_moved_to_another_objective(self, company: Company) -> None:
		act(company, "peer")
		theirs = draft(company, "peer").name
		act(company, "worker")
		mine, other = draft(company, "worker").name, draft(company, "worker").name
		doc = measure(mine)
		for objective in (other, theirs):
			doc = frappe.get_doc("Key Result", doc.name)
			doc.objective = objective
			with pytest.raises((frappe.CannotChangeConstantError, frappe.PermissionError)):
				doc.save()
		assert figure("Key Result", doc.name, "objective") == mine

	@pytest.mark.parametrize("field", ["employee", "cycle", "company", "level"])
	def test_an_objective_stays_with_its_owner(self, company: Company, field: str) -> None:
		act(company, "HR Manager")
		doc = draft(company, "worker")
		other = {
			"employee": company.employee["peer"], "cycle": make_cycle(), "company": "Elsewhere", "level": "Company",
		}  # fmt: skip
		doc.set(field, other[field])
		with pytest.raises(
			(frappe.CannotChangeConstantError, frappe.LinkValidationError, frappe.PermissionError)
		):
			doc.save()
		assert figure("Objective", doc.name, field) != other[field]

	def test_the_api_is_no_way_round(self, company: Company) -> None:
		from frappe.client import set_value

		act(company, "worker")
		name = draft(company, "worker").name
		set_value("Objective", name, "status", "Approved")
		set_value("Objective", name, {"archived": "Approved", "approved_by": company.user["manager"]})
		assert frappe.db.get_value("Objective", name, ["status", "archived", "approved_by"]) == (
			"Draft",
			"No",
			None,
		)

	def test_flags_sent_by_a_client_open_nothing(self, company: Company) -> None:
		act(company, "worker")
		doc = draft(company, "worker", flags={"ignore_permissions": True}, status="Approved")
		assert doc.status == "Draft" and not kept_fields.is_writing()

	def test_hr_does_not_reach_over_its_border(self, company: Company) -> None:
		from people import make_employee, make_other_company

		frappe.set_user("Administrator")
		abroad = make_employee("Abroad", user=False, company=make_other_company())
		act(company, "HR User")
		with pytest.raises(frappe.PermissionError):
			draft(company, "worker", employee=abroad)
		assert not frappe.db.exists("Objective", {"employee": abroad})


AGREED = {
	"weight": 5, "title": "Another", "due_date": "2026-12-01", "commitment": "Aspirational", "contributes": 1,
	"description": "More", "parent_objective": None, "expectations": [{"on_date": "2026-06-30", "expected": 20}],
}  # fmt: skip


class TestAfterApproval:
	def test_an_objective_stays_as_agreed(self, company: Company) -> None:
		act(company, "HR User")
		above = draft_common(company).name
		objective, _krs = approved(company, "worker", parent_objective=above)
		for who in ("worker", "HR Manager"):
			act(company, who)
			for field, value in AGREED.items():
				doc = frappe.get_doc("Objective", objective)
				doc.set(field, value)
				with pytest.raises(ApprovedGoal):
					doc.save()

	def test_its_owner_still_says_how_it_goes(self, company: Company) -> None:
		objective, _krs = approved(company, "worker")
		doc = frappe.get_doc("Objective", objective)
		doc.update({"confidence": 7, "corrective_action": "Call everybody", "post_mortem": "Began late"})
		doc.corrective_owner, doc.corrective_due = company.employee["worker"], "2026-09-01"
		doc.save()
		assert figure("Objective", objective, "confidence") == 7

	@pytest.mark.parametrize("status", ["Submitted", "Approved"])
	def test_a_key_result_stays_as_agreed(self, company: Company, status: str) -> None:
		name = frappe.db.get_value("Key Result", {"objective": submitted(company)})
		frappe.db.set_value("Objective", figure("Key Result", name, "objective"), "status", status)
		was = frappe.get_doc("Key Result", name)
		for field, value in {"target_value": 1, "weight": 0, "title": "X", "method": "Boolean"}.items():
			doc = frappe.get_doc("Key Result", name)
			doc.set(field, value)
			with pytest.raises(ApprovedGoal):
				doc.save()
			assert figure("Key Result", name, field) == was.get(field)

	def test_nothing_is_added_or_deleted(self, company: Company) -> None:
		objective, (key_result,) = approved(company, "worker")
		with pytest.raises(ApprovedGoal):
			measure(objective)
		with pytest.raises(ApprovedGoal):
			frappe.delete_doc("Key Result", key_result)
		act(company, "HR Manager")
		with pytest.raises(ApprovedGoal):
			frappe.delete_doc("Objective", objective)
		assert frappe.db.exists("Objective", objective) and frappe.db.exists("Key Result", key_result)

	def test_a_draft_goes_with_its_key_results(self, company: Company) -> None:
		act(company, "worker")
		objective = draft(company, "worker").name
		key_result = measure(objective).name
		frappe.delete_doc("Objective", objective)
		assert not frappe.db.exists("Objective", objective) and not frappe.db.exists("Key Result", key_result)


@pytest.mark.parametrize("state", ["Closed", "Published", "Cancelled"])
def test_in_a_cycle_that_is_over_nothing_changes(company: Company, state: str) -> None:
	objective = submitted(company)
	frappe.db.set_value("Performance Cycle", company.cycle, "state", state)
	act(company, "manager")
	with pytest.raises(CycleOver):
		goals.move(objective, "approve")
	assert forms.possible_deeds(objective) == []
	act(company, "worker")
	with pytest.raises(CycleOver):
		draft(company, "worker")
	doc = frappe.get_doc("Objective", objective)
	doc.confidence = 5
	with pytest.raises(CycleOver):
		doc.save()
	frappe.db.set_value("Objective", objective, "status", "Draft")
	with pytest.raises(CycleOver):
		frappe.delete_doc("Objective", objective)
	assert figure("Objective", objective, "confidence") == 0


class TestMeasures:
	@pytest.mark.parametrize(
		"values",
		[
			{"method": "Progress", "start_value": 10, "target_value": 10},
			{"method": "Achievement", "target_value": 0},
			{"method": "Lower is Better", "target_value": -3},
			{"method": "Range", "range_low": 5, "range_high": 4},
			{"method": "Step Table"},
			{"method": "Milestones"},
			{"method": "Milestones", "milestones": [{"milestone": "A", "weight": 0}]},
			{"method": "Milestones", "milestones": [{"milestone": "A"}, {"milestone": "A"}]},
			{"months": [{"month": "2026-01-01", "target": 1}, {"month": "2026-01-31", "target": 1}]},
			{"months": [{"month": "2026-01-01", "target": 0}], "target_value": 10},
		],
		ids=str,
	)
	def test_what_cannot_be_measured_is_refused(self, company: Company, values: dict) -> None:
		act(company, "worker")
		objective = draft(company, "worker").name
		with pytest.raises(GoalRefused):
			measure(objective, **values)
		assert not frappe.db.exists("Key Result", {"objective": objective})

	@pytest.mark.parametrize(
		"values",
		[
			{"method": "Progress", "start_value": 10, "target_value": 4},
			{"method": "Progress", "target_value": -10},
			{"method": "Range", "range_low": 4, "range_high": 5},
			{"method": "Boolean", "target_value": 0},
			{"method": "Step Table", "steps": [{"from_value": 90, "attainment": 50}]},
			{"method": "Milestones", "milestones": [{"milestone": "A", "weight": 1}]},
			{"months": [{"month": "2026-01-01", "target": 5}], "target_value": 0},
		],
		ids=str,
	)
	def test_what_can_be_measured_is_taken(self, company: Company, values: dict) -> None:
		act(company, "worker")
		assert measure(draft(company, "worker").name, **values).name

	def test_negative_weights_are_refused(self, company: Company) -> None:
		act(company, "worker")
		with pytest.raises(frappe.NonNegativeError):
			draft(company, "worker", weight=-1)
		objective = draft(company, "worker").name
		with pytest.raises(frappe.NonNegativeError):
			measure(objective, weight=-1)

	def test_all_weights_zero_is_said(self, company: Company) -> None:
		act(company, "worker")
		frappe.clear_messages()
		objective = draft(company, "worker", weight=0).name
		assert "weight 0" in str(frappe.get_message_log())
		frappe.clear_messages()
		measure(objective, weight=0)
		assert "weight 0" in str(frappe.get_message_log())
		frappe.clear_messages()
		measure(objective, weight=2)
		draft(company, "worker", weight=3)
		assert frappe.get_message_log() == []

	def test_method_and_unit_of_a_kpi_come_from_the_library(self, company: Company) -> None:
		frappe.set_user("Administrator")
		kpi = frappe.get_doc(
			{"doctype": "KPI", "kpi_name": "Complaints", "method": "Lower is Better", "unit": "calls"}
		)
		kpi.insert(ignore_mandatory=True)
		act(company, "worker")
		doc = measure(draft(company, "worker").name, kpi=kpi.name, method="Achievement", unit="x")
		assert (doc.method, doc.unit) == ("Lower is Better", "calls")

	@pytest.mark.parametrize(
		"values",
		[
			{"start_date": "2026-05-01", "due_date": "2026-04-01"},
			{"due_date": "2027-01-31"},
			{"start_date": "2025-12-31"},
			{"confidence": 11},
			{"expectations": [{"on_date": "2026-06-30", "expected": 120}]},
		],
		ids=str,
	)
	def test_days_and_shares_out_of_bounds(self, company: Company, values: dict) -> None:
		act(company, "worker")
		with pytest.raises(GoalRefused):
			draft(company, "worker", **values)


class TestAlignment:
	def test_along_the_own_line_and_to_common_ones(self, company: Company) -> None:
		act(company, "HR User")
		common = draft_common(company).name
		act(company, "director")
		above = draft(company, "director", parent_objective=common).name
		act(company, "worker")
		below = draft(company, "worker", parent_objective=above, contributes=1)
		assert (below.parent_objective, below.contributes) == (above, 1)
		act(company, "manager")
		assert draft(company, "manager", parent_objective=below.name).parent_objective == below.name

	def test_not_to_anothers_private_objective(self, company: Company) -> None:
		for who in ("peer", "stranger"):
			act(company, who)
			theirs = draft(company, who).name
			part = measure(theirs).name
			act(company, "worker")
			mine = draft(company, "worker")
			mine.parent_objective = theirs
			for deed in (
				lambda theirs=theirs: draft(company, "worker", parent_objective=theirs),
				mine.save,
				lambda mine=mine, part=part: measure(mine.name, parent_key_result=part),
			):
				with pytest.raises(AlignmentRefused):
					deed()

	def test_circles_are_refused(self, company: Company) -> None:
		act(company, "worker")
		one = draft(company, "worker")
		two = draft(company, "worker", parent_objective=one.name)
		three = draft(company, "worker", parent_objective=two.name)
		for parent in (one.name, two.name, three.name):
			doc = frappe.get_doc("Objective", one.name)
			doc.parent_objective = parent
			with pytest.raises(AlignmentRefused):
				doc.save()
		assert not figure("Objective", one.name, "parent_objective")

	def test_circles_of_key_results_are_refused(self, company: Company) -> None:
		act(company, "worker")
		objective = draft(company, "worker").name
		one = measure(objective)
		two = measure(objective, parent_key_result=one.name)
		assert two.cascade == "Split"
		one = frappe.get_doc("Key Result", one.name)
		one.parent_key_result = two.name
		with pytest.raises(AlignmentRefused):
			one.save()

	def test_not_across_cycles(self, company: Company) -> None:
		act(company, "worker")
		other = draft(company, "worker", cycle=make_cycle(title="Another"))
		part = measure(other.name).name
		with pytest.raises(AlignmentRefused):
			draft(company, "worker", parent_objective=other.name)
		mine = draft(company, "worker").name
		with pytest.raises(AlignmentRefused):
			measure(mine, parent_key_result=part)

	def test_a_common_one_stays_above_a_persons(self, company: Company) -> None:
		act(company, "HR User")
		personal = draft(company, "worker").name
		department = draft_common(company, "Department").name
		for level, parent in (("Company", personal), ("Department", personal), ("Company", department)):
			with pytest.raises(AlignmentRefused):
				draft_common(company, level, parent_objective=parent)

	def test_a_split_number_is_checked(self, company: Company) -> None:
		act(company, "HR User")
		whole = measure(draft_common(company).name, target_value=100).name
		act(company, "worker")
		mine = draft(company, "worker").name
		measure(mine, target_value=55, parent_key_result=whole)
		frappe.clear_messages()
		measure(mine, target_value=40, parent_key_result=whole)
		assert "children cover 95 of 100" in str(frappe.get_message_log())
		measure(mine, target_value=100, parent_key_result=whole, cascade="Shared")
		assert alignment.cascade_of(whole) == "children cover 95 of 100"

	def test_a_whole_that_is_not_ones_own_to_read_is_not_told(self, company: Company) -> None:
		act(company, "manager")
		whole = measure(draft(company, "manager").name, target_value=100).name
		act(company, "worker")
		mine = draft(company, "worker").name
		frappe.clear_messages()
		measure(mine, target_value=40, parent_key_result=whole)
		assert frappe.get_message_log() == []
		from talent_performance.talent_performance.doctype.key_result.key_result import cascade_of

		with pytest.raises(frappe.PermissionError):
			cascade_of(whole)
		act(company, "manager")
		assert cascade_of(whole) == "children cover 40 of 100"


def test_the_weights_are_kept_to_the_digit(company: Company) -> None:
	act(company, "worker")
	assert flt(draft(company, "worker", weight=33.33).weight) == 33.33
