"""Many goals at once: quick progress, a selection approved, the alignment view, a number carried down, library and file."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest

import frappe

from goal_setting import Company, approved, draft, draft_common, figure, in_business, measure
from harness import Site
from people import COMPANY, make_employee, make_other_company, make_user, user_of
from staff import hush_general_hooks
from talent_performance.access import upkeep
from talent_performance.exceptions import AlignmentRefused, ApprovedGoal, CycleOver, GoalRefused
from talent_performance.flows import (
	alignment,
	alignment_view,
	cascade,
	goal_deeds_of_many,
	goals,
	kpi_library,
	objective_file,
	objective_import,
	quick_progress,
)
from talent_performance.flows.alignment_view import Scope
from talent_performance.runs.kinds import Work
from talent_performance.store import listeners
from talent_performance.talent_performance.page.alignment import alignment as page

HOSTILE = "<b>Grow</b> %s {0} 100 % “Ünï” العربية"
IMPORTED = 5000
WRONG = 300


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Company]:
	"""Founded once, never committed."""
	with in_business() as made, pytest.MonkeyPatch.context() as patch:
		patch.setattr(listeners, "harmless_by_hook", listeners.harmless_by_hook)
		hush_general_hooks()
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


def count(doctype: str, **filters: Any) -> int:
	"""How many there are, whoever asks."""
	return frappe.db.count(doctype, filters)


# Quick progress -------------------------------------------------------------------------------------------------------


def row(key_result: str, value: object, **more: Any) -> dict:
	"""A row as the dialog sends it."""
	return {"key_result": key_result, "value": value, **more}


def test_all_key_results_of_an_objective_are_recorded_at_once(company: Company) -> None:
	objective, (first, second) = approved(company, "worker", targets=(100, 200))
	found = quick_progress.sheet(objective)
	assert [(line["key_result"], line["current"], line["target"]) for line in found["lines"]] == [
		(first, None, 100.0),
		(second, None, 200.0),
	]
	assert found["may_record"] and found["may_write"]
	saved = quick_progress.record_all(
		objective, [row(first, 80, note="Well"), row(second, 100)], confidence=6
	)
	assert saved == {"recorded": 2, "errors": []}
	assert figure("Objective", objective) == 65
	assert figure("Objective", objective, "confidence") == 6
	assert figure("Key Result", second, "current_value") == 100
	assert count("Key Result Update", objective=objective, author=company.user["worker"]) == 2


def test_one_wrong_row_holds_back_all_and_each_is_named(company: Company) -> None:
	objective, (first, second) = approved(company, "worker", targets=(100, 200))
	rows = [row(first, 80), row(second, "lots"), row(second, 5, updated_on="2026-12-01"), row("KR-none", 1)]
	frappe.clear_messages()
	saved = quick_progress.record_all(objective, rows, confidence=9)
	assert saved["recorded"] == 0
	assert [each["row"] for each in saved["errors"]] == [1, 2, 3]
	assert "lots" in saved["errors"][0]["message"] and "future" in saved["errors"][1]["message"]
	assert count("Key Result Update", objective=objective) == 0
	assert figure("Objective", objective, "confidence") == 0
	assert frappe.local.message_log == []


def test_milestones_and_yes_or_no_are_lines_too(company: Company) -> None:
	act(company, "worker")
	objective = draft(company, "worker").name
	yes = measure(objective, title="Signed", method="Boolean", target_value=0).name
	stages = [{"milestone": "Plan", "weight": 1}, {"milestone": "Build", "weight": 3}]
	staged = measure(objective, title="Launch", method="Milestones", target_value=0, milestones=stages).name
	goals.move(objective, "submit")
	act(company, "manager")
	goals.move(objective, "approve")
	act(company, "worker")
	lines = quick_progress.sheet(objective)["lines"]
	assert [(line["key_result"], line["milestone"], line["yes_or_no"]) for line in lines] == [
		(yes, "", True),
		(staged, "Plan", True),
		(staged, "Build", True),
	]
	quick_progress.record_all(objective, [row(yes, 1), row(staged, 1, kind="Milestone", milestone="Build")])
	assert figure("Key Result", staged) == 75
	assert figure("Objective", objective) == pytest.approx(87.5)


def test_who_may_not_record_is_refused_and_nothing_is_there(company: Company) -> None:
	objective, (first,) = approved(company, "worker")
	act(company, "manager")
	assert not quick_progress.sheet(objective)["may_record"]
	for who in ("manager", "stranger", "nobody"):
		act(company, who)
		with pytest.raises(frappe.PermissionError):
			quick_progress.record_all(objective, [row(first, 80)])
	with pytest.raises(frappe.PermissionError):
		quick_progress.sheet(objective)
	assert count("Key Result Update", objective=objective) == 0


def test_nothing_typed_is_said(company: Company) -> None:
	objective, _measures = approved(company, "worker")
	with pytest.raises(GoalRefused):
		quick_progress.record_all(objective, [])


# A selection ----------------------------------------------------------------------------------------------------------


def submitted(company: Company, who: str, title: str = "Sell more") -> str:
	"""A submitted objective of somebody."""
	act(company, who)
	name = draft(company, who, title).name
	measure(name)
	goals.move(name, "submit")
	return name


def test_a_selection_is_approved_and_what_was_refused_is_told_with_the_reason(company: Company) -> None:
	mine = submitted(company, "worker", HOSTILE)
	theirs = submitted(company, "peer")
	foreign = submitted(company, "stranger", "Not yours")
	act(company, "worker")
	open_one = draft(company, "worker", "Still open").name
	act(company, "manager")
	frappe.clear_messages()
	report = goal_deeds_of_many.move_many([mine, theirs, foreign, open_one, mine, "OBJ-none"], "approve")
	assert report["done"] == [mine, theirs]
	why = {each["objective"]: each["why"] for each in report["refused"]}
	assert set(why) == {foreign, open_one, "OBJ-none"}
	assert "Draft" in why[open_one]
	assert {each["objective"]: each["title"] for each in report["refused"]}[foreign] == foreign
	assert [figure("Objective", name, "status") for name in (mine, theirs, foreign, open_one)] == [
		"Approved",
		"Approved",
		"Submitted",
		"Draft",
	]
	assert figure("Objective", mine, "approved_by") == company.user["manager"]
	assert frappe.local.message_log == []


def test_a_selection_is_returned_only_with_a_reason(company: Company) -> None:
	mine = submitted(company, "worker")
	act(company, "manager")
	assert goal_deeds_of_many.move_many([mine], "return")["done"] == []
	assert goal_deeds_of_many.move_many([mine], "return", "Too low")["done"] == [mine]
	assert figure("Objective", mine, "return_reason") == "Too low"


def test_nobody_approves_the_own_ones_in_a_selection_either(company: Company) -> None:
	mine = submitted(company, "worker")
	report = goal_deeds_of_many.move_many([mine], "approve")
	assert report["done"] == [] and figure("Objective", mine, "status") == "Submitted"


@pytest.mark.parametrize(("deed", "size"), [("archive", 1), ("approve", 201)])
def test_what_isnt_done_to_many_is_refused(company: Company, deed: str, size: int) -> None:
	with pytest.raises(GoalRefused):
		goal_deeds_of_many.move_many([f"OBJ-{at}" for at in range(size)], deed)


# Alignment ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(company: Company) -> dict[str, str]:
	"""company ← department ← worker's; peer's only aligned to the company's; stranger's aligned to nothing."""
	frappe.set_user("Administrator")
	top = draft_common(company, title=HOSTILE).name
	middle = draft_common(
		company, "Department", title="Win the East", parent_objective=top, contributes=1
	).name
	mine = draft(
		company, "worker", "Sell", parent_objective=middle, contributes=1, contribution_weight=3
	).name
	peers = draft(company, "peer", "Serve", parent_objective=top).name
	loose = draft(company, "stranger", "Alone").name
	for name in (top, middle, mine, peers, loose):
		measure(name)
	return {"top": top, "middle": middle, "worker": mine, "peer": peers, "stranger": loose}


def names(nodes: list[dict]) -> list[str]:
	"""Just the names."""
	return [node["name"] for node in nodes]


def test_hr_opens_the_tree_level_by_level(company: Company, tree: dict[str, str]) -> None:
	act(company, "HR Manager")
	scope = Scope(company.cycle, COMPANY)
	roots = page.level(company.cycle, COMPANY)
	assert names(roots["nodes"]) == [tree["top"]] and not roots["more"]
	assert roots["nodes"][0]["children"] == 2 and roots["nodes"][0]["title"] == frappe.db.get_value(
		"Objective", tree["top"], "title"
	)
	below = alignment_view.level(scope, tree["top"])["nodes"]
	assert names(below) == [tree["middle"], tree["peer"]]
	assert [(node["contributes"], node["movable"]) for node in below] == [(1, True), (0, True)]
	assert names(alignment_view.level(scope, tree["middle"])["nodes"]) == [tree["worker"]]
	assert sum(group["count"] for group in alignment_view.groups(scope)) == 1
	assert names(alignment_view.loose(scope, "")["nodes"]) == [tree["stranger"]]
	assert alignment_view.loose(scope, "")["nodes"][0]["issues"] == ["orphan"]


def test_everybody_sees_what_the_guard_allows_and_no_more(company: Company, tree: dict[str, str]) -> None:
	seen = {"worker": {"worker"}, "manager": {"worker", "peer"}, "stranger": {"stranger"}, "nobody": set()}
	for who, personal in seen.items():
		act(company, who)
		common = set() if who == "nobody" else {"top", "middle"}
		if who == "nobody":
			with pytest.raises(frappe.PermissionError):
				page.level(company.cycle)
		scope = Scope(company.cycle)
		assert set(alignment_view.names_in(scope)) == {tree[each] for each in personal | common}
		found = alignment_view.search(scope, "Serve")
		assert bool(found) == ("peer" in personal)
	act(company, "worker")
	scope = Scope(company.cycle)
	assert alignment_view.branch(scope, tree["peer"]) == []
	assert names(alignment_view.branch(scope, tree["worker"])) == [
		tree["top"],
		tree["middle"],
		tree["worker"],
	]
	assert not alignment_view.level(scope, tree["top"])["nodes"][0]["movable"]
	assert alignment_view.health(scope)["objectives"] == 3


def test_health_is_the_engines_and_its_names_are_listed(company: Company, tree: dict[str, str]) -> None:
	act(company, "HR Manager")
	scope = Scope(company.cycle, COMPANY)
	counts = alignment_view.health(scope)["counts"]
	assert (counts["orphan"], counts["stale"], counts["no key results"], counts["overloaded"]) == (1, 0, 0, 0)
	frappe.db.set_value("Objective", tree["worker"], "updated_on", "2026-04-01")
	frappe.db.delete("Key Result", {"objective": tree["peer"]})
	act(company, "worker")
	for at in range(7):
		draft(company, "worker", f"More {at}", parent_objective=tree["top"])
	act(company, "HR Manager")
	counts = alignment_view.health(scope)["counts"]
	assert (counts["stale"], counts["no key results"], counts["overloaded"]) == (1, 8, 8)
	assert names(alignment_view.ailing(scope, "stale")["nodes"]) == [tree["worker"]]
	assert tree["peer"] in names(alignment_view.ailing(scope, "no key results")["nodes"])
	with pytest.raises(GoalRefused):
		alignment_view.ailing(scope, "tired")


def test_few_names_are_judged_as_the_whole_cycle_is(
	company: Company, tree: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
	everyone = alignment_view.names_in(Scope(company.cycle))
	few = alignment_view.judged(company.cycle, everyone)
	monkeypatch.setattr("talent_performance.store.alignment_tables.MANY", 0)
	assert alignment_view.judged(company.cycle, everyone).equals(few)
	one = alignment_view.judged(company.cycle, [tree["stranger"]])
	assert one.to_dict() == {tree["stranger"]: "orphan"}


def test_a_page_ends_and_the_next_begins_behind_it(
	company: Company, tree: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr(alignment_view, "PAGE", 1)
	scope = Scope(company.cycle)
	first, second = (alignment_view.level(scope, tree["top"], start) for start in (0, 1))
	assert names(first["nodes"] + second["nodes"]) == [tree["middle"], tree["peer"]]
	assert (first["more"], second["more"]) == (True, False)


def test_a_search_takes_what_is_typed_as_it_stands(company: Company, tree: dict[str, str]) -> None:
	act(company, "HR Manager")
	scope = Scope(company.cycle)
	assert names(alignment_view.search(scope, "100 %")) == [tree["top"]]
	assert alignment_view.search(scope, "' or 1=1 --") == []
	assert alignment_view.search(scope, "%%") == []
	assert names(alignment_view.search(scope, "Peer")) == [tree["peer"]]


def test_a_department_shows_its_own_and_those_below(company: Company, tree: dict[str, str]) -> None:
	department = frappe.db.get_value("Objective", tree["middle"], "department")
	frappe.db.set_value("Employee", company.employee["worker"], "department", department)
	act(company, "HR Manager")
	scope = Scope(company.cycle, "", department)
	assert names(alignment_view.level(scope)["nodes"]) == [tree["middle"]]
	assert set(alignment_view.names_in(scope)) == {tree["middle"], tree["worker"]}


def test_aligning_elsewhere_is_who_may_write_it(company: Company, tree: dict[str, str]) -> None:
	act(company, "stranger")
	alignment.align(tree["stranger"], tree["middle"], contributes=True, weight=2)
	assert frappe.db.get_value(
		"Objective", tree["stranger"], ["parent_objective", "contributes", "contribution_weight"]
	) == (tree["middle"], 1, 2)
	for who in ("worker", "manager"):
		act(company, who)
		with pytest.raises(frappe.PermissionError):
			alignment.align(tree["stranger"], tree["top"])
	assert figure("Objective", tree["stranger"], "parent_objective") == tree["middle"]


def test_a_circle_is_refused(company: Company, tree: dict[str, str]) -> None:
	act(company, "HR Manager")
	with pytest.raises(AlignmentRefused):
		alignment.align(tree["top"], tree["middle"])
	assert not figure("Objective", tree["top"], "parent_objective")


def test_what_is_agreed_may_hang_elsewhere_only_where_it_counts_in_nothing(
	company: Company, tree: dict[str, str]
) -> None:
	mine, _measures = approved(company, "worker", title="Agreed")
	alignment.align(mine, tree["top"])
	assert figure("Objective", mine, "parent_objective") == tree["top"]
	with pytest.raises(ApprovedGoal):
		alignment.align(mine, tree["middle"], contributes=True)
	with pytest.raises(AlignmentRefused):
		alignment.align(mine, tree["stranger"])
	assert figure("Objective", mine, "parent_objective") == tree["top"]
	frappe.db.set_value("Performance Cycle", company.cycle, "state", "Closed")
	with pytest.raises(CycleOver):
		alignment.align(mine, None)


# A number carried down ------------------------------------------------------------------------------------------------


@pytest.fixture
def whole(company: Company) -> str:
	"""The company's key result with a target of 100."""
	frappe.set_user("Administrator")
	return measure(draft_common(company, title="Grow").name, title=HOSTILE, target_value=100, unit="M").name


def test_a_number_is_split_and_the_check_is_the_engines(company: Company, whole: str) -> None:
	act(company, "HR User")
	people = [company.employee[who] for who in ("worker", "peer", "stranger")]
	parts: Any = [{"owner": name} for name in people]
	plan = cascade.plan(whole, parts, "Equal", "Split")
	assert [part["target"] for part in plan["parts"]] == [33.34, 33.33, 33.33]
	assert plan["coverage"] == {"covered": 100, "target": 100, "difference": 0} and plan["fits"]
	typed = [{"owner": name, "target": target} for name, target in zip(people, (50, 25, 20), strict=True)]
	plan = cascade.plan(whole, typed, "Typed", "Split")
	assert plan["coverage"] == {"covered": 95, "target": 100, "difference": -5} and not plan["fits"]
	made = cascade.create(whole, parts, "Equal", "Split", "Individual")
	assert len(made) == 3
	top = figure("Key Result", whole, "objective")
	for name, owner, target in zip(made, people, (33.34, 33.33, 33.33), strict=True):
		doc = frappe.get_doc("Objective", name)
		assert (doc.employee, doc.parent_objective, doc.contributes, doc.status, doc.cycle) == (
			owner, top, 1, "Draft", company.cycle,
		)  # fmt: skip
		found = frappe.get_all(
			"Key Result",
			{"objective": name},
			["target_value", "parent_key_result", "cascade", "employee", "unit"],
		)
		assert [tuple(each.values()) for each in found] == [(target, whole, "Split", owner, "M")]
	assert [part["target_value"] for part in cascade.existing(whole)] == [33.34, 33.33, 33.33]
	assert alignment.cascade_of(whole) == "children cover 100 of 100"


def test_owners_of_the_drafts_hand_them_in_and_managers_approve(company: Company, whole: str) -> None:
	act(company, "HR User")
	(made,) = cascade.create(
		whole, [{"owner": company.employee["worker"], "target": 40}], "Typed", "Split", "Individual"
	)
	act(company, "worker")
	goals.move(made, "submit")
	act(company, "manager")
	assert goals.move(made, "approve").status == "Approved"


def test_a_shared_number_stands_whole_with_everybody(company: Company, whole: str) -> None:
	act(company, "HR Manager")
	departments = frappe.get_all("Department", {"company": COMPANY, "is_group": 0}, pluck="name", limit=2)
	parts: Any = [{"owner": name} for name in departments]
	assert cascade.plan(whole, parts, "Equal", "Shared")["fits"]
	made = cascade.create(whole, parts, "Equal", "Shared", "Department", contributes=False)
	assert [figure("Objective", name, "level") for name in made] == ["Department", "Department"]
	assert frappe.get_all("Key Result", {"objective": ("in", made)}, pluck="target_value") == [100, 100]


def test_who_carries_a_number_doesnt_get_it_again(company: Company, whole: str) -> None:
	act(company, "HR Manager")
	parts: Any = [{"owner": company.employee["worker"], "target": 40}]
	cascade.create(whole, parts, "Typed", "Split", "Individual")
	before = count("Objective")
	with pytest.raises(GoalRefused):
		cascade.create(whole, parts, "Typed", "Split", "Individual")
	assert count("Objective") == before


@pytest.mark.parametrize("who", ["worker", "manager", "director", "nobody"])
def test_only_hr_carries_a_number_down(company: Company, whole: str, who: str) -> None:
	act(company, who)
	before = count("Objective")
	parts: Any = [{"owner": company.employee["worker"]}]
	for ask in (
		lambda: cascade.plan(whole, parts, "Equal", "Split"),
		lambda: cascade.create(whole, parts, "Equal", "Split", "Individual"),
		lambda: cascade.candidates(whole, "Individual"),
	):
		with pytest.raises(frappe.PermissionError):
			ask()
	assert not cascade.may_cascade(whole) and count("Objective") == before


@pytest.mark.parametrize(
	"parts",
	[
		[],
		[{"owner": "NOBODY"}],
		[{"owner": "worker"}, {"owner": "worker"}],
		[{"owner": "worker", "target": 0}],
	],
)
def test_parts_that_cant_be_are_refused_and_nothing_is_written(
	company: Company, whole: str, parts: list
) -> None:
	act(company, "HR Manager")
	before = count("Objective")
	chosen: Any = [{**part, "owner": company.employee.get(part["owner"], part["owner"])} for part in parts]
	with pytest.raises(GoalRefused):
		cascade.create(whole, chosen, "Typed", "Split", "Individual")
	assert count("Objective") == before


def test_a_number_that_isnt_one_isnt_carried_down(company: Company) -> None:
	frappe.set_user("Administrator")
	objective = draft_common(company).name
	act(company, "HR Manager")
	for method in ("Boolean",):
		done = measure(objective, title=method, method=method, target_value=0).name
		with pytest.raises(GoalRefused):
			cascade.cascadable(done)
	act(company, "worker")
	own = measure(draft(company, "worker").name).name
	act(company, "HR Manager")
	with pytest.raises(GoalRefused):
		cascade.cascadable(own)


# The library ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def library(company: Company) -> dict[str, Any]:
	"""Two designations with KPIs, one of which lacks a target."""
	frappe.set_user("Administrator")
	for name in ("Goalbook Seller", "Goalbook Clerk"):
		frappe.get_doc({"doctype": "Designation", "designation_name": name}).insert()
	for name, weight, target in (("GB Revenue", 60, 100), ("GB Visits", 40, 20), ("GB Unclear", 10, 0)):
		frappe.get_doc(
			{
				"doctype": "KPI",
				"kpi_name": name,
				"designation": "Goalbook Seller",
				"method": "Achievement",
				"default_weight": weight,
				"default_target": target,
			}
		).insert()
	for who in ("worker", "peer"):
		frappe.db.set_value("Employee", company.employee[who], "designation", "Goalbook Seller")
	frappe.db.set_value("Employee", company.employee["stranger"], "designation", "Goalbook Clerk")
	template = frappe.get_all("Review Template", pluck="name", order_by="name", limit=1)[0]
	frappe.db.set_value("Performance Cycle", company.cycle, "default_template", template)
	return {"cycle": company.cycle, "designations": ["Goalbook Seller", "Goalbook Clerk"]}


def make(choice: dict, company: Company) -> None:
	"""What the run's chunks do."""
	keys = [name for group in kpi_library.plan(choice) for name in group]
	kpi_library.work(Work("RUN", choice, keys))


def test_the_dry_run_counts_and_names_and_writes_nothing(company: Company, library: dict) -> None:
	act(company, "HR Manager")
	before = count("Objective")
	found = kpi_library.preview(library)
	assert dict(found["counts"]) == {
		"People with one of the designations": 3,
		"People who get objectives": 2,
		"New objectives, each with a key result": 4,
		"Already there: left alone": 0,
		"People whose weights would exceed 100": 0,
	}
	assert {each["employee"] for each in found["people"]} == {
		company.employee["worker"],
		company.employee["peer"],
	}
	assert len(found["problems"]) == 2 and "GB Unclear" in " ".join(found["problems"])
	assert count("Objective") == before


def test_everybody_gets_an_objective_a_kpi_once(company: Company, library: dict) -> None:
	act(company, "HR Manager")
	make(library, company)
	made = frappe.get_all(
		"Objective",
		{"employee": company.employee["worker"]},
		["title", "weight", "status", "company", "level"],
		order_by="title",
	)
	assert [tuple(each.values()) for each in made] == [
		("GB Revenue", 60, "Draft", COMPANY, "Individual"),
		("GB Visits", 40, "Draft", COMPANY, "Individual"),
	]
	measured = frappe.get_all(
		"Key Result",
		{"employee": company.employee["worker"]},
		["kpi", "method", "target_value", "weight", "cycle", "level"],
		order_by="kpi",
	)
	assert [tuple(each.values()) for each in measured] == [
		("GB Revenue", "Achievement", 100, 1, company.cycle, "Individual"),
		("GB Visits", "Achievement", 20, 1, company.cycle, "Individual"),
	]
	total = count("Objective")
	assert kpi_library.plan(library) == []
	kpi_library.work(Work("RUN", library, [company.employee["worker"], company.employee["peer"]]))
	assert count("Objective") == total
	assert dict(kpi_library.preview(library)["counts"])["Already there: left alone"] == 4
	act(company, "worker")
	mine = frappe.get_all("Objective", {"employee": company.employee["worker"]}, pluck="name")
	assert goals.move(mine[0], "submit").status == "Submitted"


def test_who_would_weigh_more_than_a_hundred_is_left_out_unless_hr_wants_it(
	company: Company, library: dict
) -> None:
	act(company, "worker")
	draft(company, "worker", weight=1)
	act(company, "HR Manager")
	found = kpi_library.preview(library)
	assert [(each["employee"], each["total"]) for each in found["heavy"]] == [
		(company.employee["worker"], 101)
	]
	assert [each["employee"] for each in found["people"]] == [company.employee["peer"]]
	everybody = kpi_library.preview({**library, "leave_out_heavy": 0})
	assert len(everybody["people"]) == 2


def test_hr_types_another_target_and_leaves_a_kpi_out(company: Company, library: dict) -> None:
	act(company, "HR Manager")
	chosen = [
		{"kpi": "GB Unclear", "weight": 0, "target": 7},
		{"kpi": "GB Visits", "weight": 40, "target": 20, "left_out": 1},
	]
	make({**library, "kpis": chosen}, company)
	made = frappe.get_all(
		"Key Result", {"employee": company.employee["peer"]}, ["kpi", "target_value"], order_by="kpi"
	)
	assert [tuple(each.values()) for each in made] == [("GB Revenue", 100), ("GB Unclear", 7)]


def test_only_hr_makes_objectives_for_others_and_only_in_its_companies(
	company: Company, library: dict
) -> None:
	for who in ("worker", "manager", "nobody"):
		act(company, who)
		for ask in (kpi_library.preview, kpi_library.start, kpi_library.plan):
			with pytest.raises(frappe.PermissionError):
				ask(library)
	assert count("Talent Run", kind=kpi_library.KIND) == 0


def test_hr_of_one_company_makes_nothing_for_people_of_another(company: Company, library: dict) -> None:
	other = make_other_company()
	theirs = make_employee(
		"Elsewhere", company=other, roles=("Employee", "HR User"), designation="Goalbook Seller"
	)
	upkeep.update_lines()
	frappe.set_user(user_of(theirs))
	with pytest.raises(GoalRefused):
		kpi_library.preview(library)
	frappe.set_user("Administrator")
	cycle = frappe.get_doc("Performance Cycle", company.cycle)
	cycle.append("companies", {"company": other})
	cycle.companies[-1].update(
		{"parent": cycle.name, "parenttype": cycle.doctype, "parentfield": "companies"}
	)
	cycle.companies[-1].db_insert()
	frappe.clear_document_cache("Performance Cycle", cycle.name)
	frappe.set_user(user_of(theirs))
	assert [each["employee"] for each in kpi_library.preview(library)["people"]] == [theirs]
	worker = company.employee["worker"]
	found = objective_import.check_file(workbook_of_others(worker), "x.csv", company.cycle)
	assert [(each["row"], each["column"]) for each in found["problems"]] == [(2, "Employee")]


def workbook_of_others(employee: str) -> bytes:
	"""A file about one person."""
	return f"Employee,Objective,Key Result,Target\n{employee},Sell,Revenue,1\n".encode()


# A file ---------------------------------------------------------------------------------------------------------------

HEADER = [objective_file.label_of(column) for column in objective_file.LAYOUT.columns]
PLACE = {column.name: at for at, column in enumerate(objective_file.LAYOUT.columns)}


def line(employee: object, objective: object = "Sell", key_result: object = "Revenue", **more: Any) -> list:
	"""A row of the file."""
	cells: list = [None] * len(HEADER)
	for name, value in {
		"employee": employee, "objective": objective, "key_result": key_result, "target_value": 100, **more,
	}.items():  # fmt: skip
		cells[PLACE[name]] = value
	return cells


def workbook(*rows: list) -> bytes:
	"""The template with rows in it."""
	book = openpyxl.load_workbook(io.BytesIO(objective_file.template()))
	for at, cells in enumerate(rows, start=2):
		for place, value in enumerate(cells, start=1):
			book["Objectives"].cell(at, place, value)
	written = io.BytesIO()
	book.save(written)
	return written.getvalue()


def test_a_file_becomes_objectives_once(company: Company) -> None:
	act(company, "HR User")
	worker = company.employee["worker"]
	rows = [
		line(worker, HOSTILE, "Revenue", objective_weight=60, due_date="2026-10-31", unit="M"),
		line(worker, HOSTILE, "Margin", method="Progress", start_value=10, target_value=12, weight=2),
		line(company.employee["peer"], "Serve", "Calls", method="Lower is Better", target_value=4),
	]
	content = workbook(*rows)
	checked = objective_import.check_file(content, "goals.xlsx", company.cycle)
	assert (checked["objectives"], checked["key_results"], checked["people"], checked["problems"]) == (
		2,
		3,
		2,
		[],
	)
	assert count("Objective", employee=worker) == 0
	objective_import.import_file(content, "goals.xlsx", company.cycle)
	(made,) = frappe.get_all(
		"Objective",
		{"employee": worker},
		["name", "weight", "due_date", "company", "status", "employee_name"],
	)
	assert (made.weight, str(made.due_date), made.company, made.status, made.employee_name) == (
		60, "2026-10-31", COMPANY, "Draft", "Worker",
	)  # fmt: skip
	measured = frappe.get_all(
		"Key Result", {"objective": made.name}, ["title", "method", "start_value", "target_value", "weight", "employee"],
		order_by="title",
	)  # fmt: skip
	assert [tuple(each.values()) for each in measured] == [
		("Margin", "Progress", 10, 12, 2, worker),
		("Revenue", "Achievement", 0, 100, 1, worker),
	]
	again = objective_import.import_file(content, "goals.xlsx", company.cycle)
	assert (again["objectives"], again["there"]) == (0, 3)
	assert count("Objective", employee=worker) == 1


def test_text_separated_by_commas_does_too(company: Company) -> None:
	act(company, "HR User")
	content = (
		f"Employee,Objective,Key Result,Target\n{company.employee['worker']},Sell,Revenue,12.5\n".encode()
	)
	objective_import.import_file(content, "goals.csv", company.cycle)
	assert frappe.get_all("Key Result", {"employee": company.employee["worker"]}, pluck="target_value") == [
		12.5
	]


def test_each_sort_of_mistake_is_named_with_its_row_and_column(company: Company) -> None:
	frappe.set_user("Administrator")
	personal = draft(company, "peer").name
	act(company, "HR Manager")
	worker = company.employee["worker"]
	mistakes = [
		("Employee", line("HR-EMP-NONE")),
		("Employee", line(None)),
		("Objective", line(worker, None)),
		("Key Result", line(worker, "A", None)),
		("Target", line(worker, "B", target_value=None)),
		("Target", line(worker, "C", target_value=-5)),
		("Target", line(worker, "D", target_value="lots")),
		("Due", line(worker, "E", due_date="2031-01-01")),
		("Due", line(worker, "F", due_date="soon")),
		("KPI", line(worker, "G", kpi="No such KPI")),
		("Method", line(worker, "H", method="Guess")),
		("Commitment", line(worker, "I", commitment="Maybe")),
		("Weight", line(worker, "J", weight=-1)),
		("Aligned to", line(worker, "K", aligned_to=personal)),
		("Objective", line(worker, "L" * 200)),
		("Objective", line(worker, "=cmd|calc")),
		("Target", line(worker, "M", method="Progress", start_value=5, target_value=5)),
	]
	fine = line(worker, "Fine")
	found = objective_import.check_file(
		workbook(*[row for _c, row in mistakes], fine), "x.xlsx", company.cycle
	)
	said = [(each["row"], each["column"]) for each in found["problems"]]
	assert said == [(at, column) for at, (column, _row) in enumerate(mistakes, start=2)]
	assert all(each["message"] and each["expected"] for each in found["problems"])
	with pytest.raises(GoalRefused):
		objective_import.import_file(workbook(*[row for _c, row in mistakes], fine), "x.xlsx", company.cycle)
	assert count("Objective", employee=worker) == 0


def test_rows_of_one_objective_must_agree_and_a_key_result_stands_once(company: Company) -> None:
	act(company, "HR Manager")
	worker = company.employee["worker"]
	rows = [
		line(worker, "A", "One", objective_weight=10),
		line(worker, "A", "Two", objective_weight=20),
		line(worker, "A", "One"),
	]
	found = objective_import.check_file(workbook(*rows), "x.xlsx", company.cycle)["problems"]
	assert [(each["row"], each["column"]) for each in found] == [(3, "Objective Weight"), (4, "Key Result")]


@pytest.mark.parametrize(
	("name", "content"),
	[
		("goals.xlsx", b"PK\x03\x04 broken"),
		("goals.xlsx", b""),
		("goals.csv", b"Employee,Key Result\n"),
		("goals.csv", b"\x00\x01"),
	],
)
def test_a_file_that_isnt_one_is_a_problem_and_no_crash(company: Company, name: str, content: bytes) -> None:
	act(company, "HR Manager")
	assert objective_import.check_file(content, name, company.cycle)["problems"]
	with pytest.raises(GoalRefused):
		objective_import.import_file(content, name, company.cycle)


def test_another_kind_of_file_is_refused(company: Company) -> None:
	act(company, "HR Manager")
	with pytest.raises(GoalRefused):
		objective_import.check_file(b"x", "goals.pdf", company.cycle)


@pytest.mark.parametrize("who", ["worker", "manager", "nobody"])
def test_only_hr_imports(company: Company, who: str) -> None:
	act(company, who)
	for ask in (
		lambda: objective_import.template(),
		lambda: objective_import.check_file(b"", "x.csv", company.cycle),
		lambda: objective_import.import_file(b"", "x.csv", company.cycle),
	):
		with pytest.raises(frappe.PermissionError):
			ask()


def test_of_five_thousand_rows_all_three_hundred_wrong_ones_are_listed_and_nothing_is_written(
	company: Company,
) -> None:
	act(company, "HR Manager")
	owners = itertools.cycle([company.employee[who] for who in ("worker", "peer", "stranger", "manager")])
	lines = ["Employee,Objective,Key Result,Target"]
	for at, owner in zip(range(IMPORTED), owners, strict=False):
		target = "lots" if at % 50 < WRONG // (IMPORTED // 50) else 100
		lines.append(f"{owner},Objective {at},Revenue,{target}")
	content = "\n".join(lines).encode()
	found = objective_import.check_file(content, "goals.csv", company.cycle)
	assert found["rows"] == IMPORTED
	assert len(found["problems"]) == WRONG
	assert {each["row"] for each in found["problems"]} == {at + 2 for at in range(IMPORTED) if at % 50 < 3}
	with pytest.raises(GoalRefused):
		objective_import.import_file(content, "goals.csv", company.cycle)
	assert count("Objective", cycle=company.cycle) == 0
	right = content.replace(b"lots", b"100")
	assert objective_import.import_file(right, "goals.csv", company.cycle)["objectives"] == IMPORTED
	assert count("Objective", cycle=company.cycle) == count("Key Result", cycle=company.cycle) == IMPORTED


def test_rows_at_once_equal_what_documents_would_say(company: Company) -> None:
	act(company, "HR Manager")
	worker = company.employee["worker"]
	content = workbook(line(worker, "Sell", "Revenue", objective_weight=5, unit="M"))
	objective_import.import_file(content, "x.xlsx", company.cycle)
	bulk = frappe.get_doc("Objective", {"employee": worker}).as_dict()
	single = draft(company, "worker", "Sell", weight=5).as_dict()
	single_measure = measure(single.name, unit="M", target_value=100).as_dict()
	bulk_measure = frappe.get_doc("Key Result", {"objective": bulk.name}).as_dict()
	for one, other in ((bulk, single), (bulk_measure, single_measure)):
		own = ("name", "creation", "modified", "objective", "doctype")
		assert {k: v for k, v in one.items() if k not in own and v} == {
			k: v for k, v in other.items() if k not in own and v
		}


def test_a_stranger_company_is_unknown_to_an_hr_user_there(company: Company) -> None:
	frappe.set_user("Administrator")
	make_other_company()
	make_user("Hrelsewhere", "HR User")
	frappe.set_user("hrelsewhere@people.example.com")
	with pytest.raises(frappe.PermissionError):
		objective_import.check_file(b"", "x.csv", company.cycle)
