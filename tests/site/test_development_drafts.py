"""Drafts of development plans: what is suggested to whom and why, by one person and for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import frappe
from frappe.utils import add_days, getdate, today

import capable
from capable import ANALYST, HOSTILE, LEAD, NEGOTIATION, STATISTICS
from harness import Site
from people import COMPANY
from talent_performance.access import upkeep
from talent_performance.exceptions import DevelopmentRefused
from talent_performance.flows import kept_fields
from talent_performance.flows.development import deeds, drafting, drafting_many
from talent_performance.runs import control, ledger, worker
from talent_performance.runs.kinds import Work
from talent_performance.talent_performance.report.development_progress import development_progress

PLAN = "Development Plan"


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[capable.House]:
	"""Founded once, never committed: siti is assessed in what her role asks, budi in nothing."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		made = capable.build(COMPANY, "Drf")
		upkeep.update_lines()
		capable.assess(
			made.of["siti"], {STATISTICS: 2, NEGOTIATION: 2.5, HOSTILE: 5}, on=add_days(today(), -30)
		)
		yield made
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()


@pytest.fixture
def home(house: capable.House) -> Iterator[capable.House]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield house
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def drafted(
	home: capable.House, by: str, who: str = "siti", kind: str = "Growth"
) -> frappe.model.document.Document:
	frappe.set_user(home.user(by))
	return frappe.get_doc(PLAN, drafting.draft_for(home.of[who], kind))


def test_a_person_gets_suggestions_with_their_reasons(home: capable.House) -> None:
	plan = drafted(home, "siti")
	assert (plan.state, plan.owner_employee, plan.progress) == ("Draft", home.of["siti"], 0)
	assert [
		(row.competency, row.learning_type, row.level_before, row.level_wanted) for row in plan.actions
	] == [
		(STATISTICS, "Education", 2, 4),
		(NEGOTIATION, "Experience", 2.5, 3),
	]
	first = plan.actions[0]
	assert (first.state, first.suggested_by, first.due_on) == (
		"Suggested",
		"Gap",
		getdate(add_days(today(), 90)),
	)
	assert first.reason == (
		f"The role {ANALYST} asks for level 4, the level now is 2: essential for this role."
	)
	assert frappe.has_permission(PLAN, "write", doc=plan.name)


def test_asked_again_only_what_is_new_is_added_and_what_was_dropped_stays_so(home: capable.House) -> None:
	plan = drafted(home, "siti")
	deeds.drop(plan.name, plan.actions[1].name)
	deeds.accept(plan.name, [plan.actions[0].name])
	again = drafted(home, "manager")
	assert again.name == plan.name
	assert [row.state for row in again.actions] == ["Planned", "Dropped"]
	frappe.set_user("Administrator")
	capable.assess(home.of["siti"], {HOSTILE: 1})
	more = drafted(home, "siti")
	assert [(row.competency, row.state) for row in more.actions][2:] == [(HOSTILE, "Suggested")]


def test_the_role_that_somebody_shows_to_want_is_asked_too(home: capable.House) -> None:
	frappe.get_doc(
		{
			"doctype": "Career Aspiration",
			"employee": home.of["siti"],
			"aspiration": "Lead",
			"visible_to_manager": 1,
			"roles": [{"designation": LEAD}],
		}
	).insert(ignore_permissions=True)
	plan = drafted(home, "siti")
	assert plan.target_designation == LEAD
	assert {row.competency: row.level_wanted for row in plan.actions} == {STATISTICS: 5, NEGOTIATION: 5}
	assert f"The role {LEAD} asks for level 5" in plan.actions[0].reason
	frappe.set_user("Administrator")
	frappe.delete_doc(PLAN, plan.name, force=True)
	frappe.db.set_value("Career Aspiration", {"employee": home.of["siti"]}, "visible_to_manager", 0)
	hidden = drafted(home, "siti")
	assert not hidden.target_designation
	assert LEAD not in hidden.actions[0].reason


@pytest.mark.parametrize("by", ["stranger", "budi"])
def test_nobody_else_drafts(home: capable.House, by: str) -> None:
	with pytest.raises(frappe.PermissionError):
		drafted(home, by)
	assert not frappe.db.exists(PLAN, {"employee": home.of["siti"]})


def test_what_is_refused_says_why(home: capable.House) -> None:
	with pytest.raises(DevelopmentRefused, match="Nothing suggests an action"):
		drafted(home, "budi", "budi")
	with pytest.raises(DevelopmentRefused, match="Kind"):
		drafted(home, "siti", kind="Succession")
	with pytest.raises(DevelopmentRefused, match="expected Growth"):
		drafted(home, "siti", kind="Punishment")
	with pytest.raises(frappe.PermissionError):
		drafted(home, "siti", kind="Performance Improvement")
	plan = drafted(home, "siti")
	deeds.accept(plan.name, [row.name for row in plan.actions])
	deeds.submit(plan.name)
	with pytest.raises(DevelopmentRefused, match=plan.name):
		drafted(home, "manager")
	assert frappe.db.count(PLAN, {"employee": home.of["siti"]}) == 1


def test_an_improvement_is_the_managers_to_draft_and_onboarding_counts_from_the_first_day(
	home: capable.House,
) -> None:
	plan = drafted(home, "manager", kind="Performance Improvement")
	assert (plan.owner_employee, plan.actions[0].due_on) == (
		home.of["manager"],
		getdate(add_days(today(), 30)),
	)
	frappe.set_user("Administrator")
	joined = add_days(today(), -10)
	frappe.db.set_value("Employee", home.of["siti"], "date_of_joining", joined)
	with pytest.raises(frappe.PermissionError):
		drafted(home, "siti", kind="Onboarding")
	plan = drafted(home, "manager", kind="Onboarding")
	assert drafted(home, "siti", kind="Onboarding").name == plan.name
	assert (plan.starts_on, plan.actions[0].milestone) == (getdate(joined), "30 Days")
	assert plan.actions[0].due_on == getdate(add_days(joined, 30))


# ---- for everybody

SCOPE = {"kind": "Growth", "company": COMPANY}
STAMPS = ("name", "creation", "modified", "parent", "idx")


def counts(run: str) -> dict[str, int]:
	return dict(json.loads(frappe.db.get_value(ledger.RUN, run, "counts")))


def worked_off(home: capable.House, by: str = "hr", dry_run: bool = False) -> str:
	"""A run, done in this process."""
	frappe.set_user(home.user(by))
	run = control.start(drafting_many.KIND, SCOPE, dry_run=dry_run)
	worker.work_off(run)
	return run


def plans_here(home: capable.House) -> list[str]:
	return frappe.get_all(PLAN, {"employee": ("in", list(home.of.values()))}, pluck="name", order_by="name")


def rows_of(plan: str) -> tuple[dict, list[dict]]:
	"""What stands in the tables, without what differs between any two documents."""
	document = frappe.db.get_value(PLAN, plan, "*", as_dict=True)
	actions = frappe.get_all("Development Action", {"parent": plan}, ["*"], order_by="idx, name")
	return plain(document), [plain(row) for row in actions]


def plain(row: dict) -> dict:
	return {field: value for field, value in row.items() if field not in STAMPS}


def test_a_run_drafts_for_everybody_and_a_second_one_leaves_them_alone(home: capable.House) -> None:
	dry = counts(worked_off(home, dry_run=True))
	assert not plans_here(home)
	assert dry["New drafts"] == 1
	assert dry["Suggested actions"] == 2
	assert dry["People in scope"] == dry["Nothing is suggested to them"] + 1
	worked_off(home)
	(name,) = plans_here(home)
	plan = frappe.get_doc(PLAN, name)
	assert (plan.employee, plan.owner, plan.state) == (home.of["siti"], home.user("hr"), "Draft")
	assert len(plan.actions) == 2
	worked_off(home)
	keys = [home.of["siti"], home.of["budi"]]
	drafting_many.work(Work("run", SCOPE, keys, ["DEV-PLAN-X1", "DEV-PLAN-X2"]))
	assert plans_here(home) == [name]
	again = counts(worked_off(home, dry_run=True))
	assert (again["New drafts"], again["Have an open plan of this kind: left alone"]) == (0, 1)


def test_too_many_to_look_through_at_once_are_only_counted(
	home: capable.House, monkeypatch: pytest.MonkeyPatch
) -> None:
	frappe.set_user(home.user("hr"))
	whole = dict(drafting_many.preview(SCOPE)["counts"])
	monkeypatch.setattr(drafting_many, "COUNTED_AT_ONCE", 1)
	monkeypatch.setattr(drafting_many, "drafts", None)
	found = drafting_many.preview(SCOPE)
	assert found["drafts"] == whole["People in scope"] == dict(found["counts"])["People in scope"]
	assert "New drafts" not in dict(found["counts"])


def test_rows_at_once_equal_a_document(home: capable.House) -> None:
	frappe.set_user(home.user("hr"))
	made = drafting.drafts([home.of["siti"]], "Growth")
	drafting_many.insert(made)
	(at_once,) = plans_here(home)
	expected = rows_of(at_once)
	frappe.delete_doc(PLAN, at_once, force=True)
	drafting_many.insert(made, one_by_one=True)
	(one_by_one,) = plans_here(home)
	assert rows_of(one_by_one) == expected
	frappe.delete_doc(PLAN, one_by_one, force=True)
	assert rows_of(drafting.draft_for(home.of["siti"])) == expected


@pytest.mark.parametrize("by", ["siti", "manager", "stranger"])
def test_only_hr_drafts_for_many(home: capable.House, by: str) -> None:
	frappe.set_user(home.user(by))
	for deed in (drafting_many.preview, drafting_many.start, drafting_many.plan):
		with pytest.raises(frappe.PermissionError):
			deed(SCOPE)
	with pytest.raises(frappe.PermissionError):
		control.start(drafting_many.KIND, SCOPE)
	assert not plans_here(home)


@pytest.mark.parametrize(
	"wrong", [{"kind": "Performance Improvement"}, {"kind": ""}, {"department": "Nowhere"}]
)
def test_no_improvement_nothing_unsaid_and_no_unknown_department(
	home: capable.House, wrong: dict[str, str]
) -> None:
	frappe.set_user(home.user("hr"))
	for deed in (drafting_many.preview, drafting_many.start):
		with pytest.raises(DevelopmentRefused):
			deed({**SCOPE, **wrong})


def test_no_unknown_cycle_or_company(home: capable.House) -> None:
	frappe.set_user(home.user("hr"))
	with pytest.raises(frappe.PermissionError):
		drafting_many.preview({**SCOPE, "cycle": "No such cycle"})
	frappe.set_user(home.user("hruser"))
	with pytest.raises(frappe.PermissionError):
		drafting_many.preview({**SCOPE, "company": "Another company"})
	assert drafting_many.preview({**SCOPE, "kind": "Onboarding"})["drafts"] == 0


# ---- the report


def agreed(home: capable.House, who: str, **more: object) -> str:
	"""An active plan, agreed three months ago, with two actions for Statistics and one without a competency."""
	days = {"due_on": add_days(today(), 30)}
	lines = [
		{"action": "Lead it", "competency": STATISTICS, "level_before": 2, "level_wanted": 4, "progress": 50},
		{"action": "Watch it", "learning_type": "Exposure", "state": "Done", "progress": 100},
		{"action": "Read it", "learning_type": "Education", "due_on": add_days(today(), -1)},
	]
	actions = [{"learning_type": "Experience", "state": "In Progress", **days, **line} for line in lines]
	plan = frappe.get_doc(
		{
			"doctype": PLAN,
			"employee": home.of[who],
			"kind": "Growth",
			"state": "Active",
			"starts_on": add_days(today(), -90),
			"ends_on": add_days(today(), 90),
			"approved_on": add_days(today(), -20),
			"actions": actions,
			**more,
		}
	)
	with kept_fields.writing():
		return plan.insert(ignore_permissions=True).name


def reported(home: capable.House, by: str, **filters: object) -> tuple:
	frappe.set_user(home.user(by))
	found = development_progress.execute({"company": COMPANY, **filters})
	frappe.set_user("Administrator")
	return found


def test_the_report_says_what_stands_in_the_tables(home: capable.House) -> None:
	first = agreed(home, "siti")
	second = agreed(home, "budi", kind="Onboarding")
	frappe.db.set_value("Development Action", {"parent": second, "idx": 1}, "state", "Dropped")
	frappe.set_user("Administrator")
	capable.assess(home.of["siti"], {STATISTICS: 3})
	_columns, rows, note, chart, summary = reported(home, "manager", rows="Plan")
	by_plan = {row["plan"]: row for row in rows if row.get("plan")}
	assert set(by_plan) == {first, second}
	table = frappe.get_all(
		"Development Action", {"parent": first}, ["state", "progress", "level_before", "level_wanted"]
	)
	row = by_plan[first]
	assert row["actions"] == len(table)
	assert row["progress"] == pytest.approx(sum(line.progress for line in table) / len(table))
	assert (row["done"], row["overdue"], row["goals"], row["gap_closed"]) == (1, 1, 1, 50)
	assert row["gap_closed"] == (3 - table[0].level_before) / (4 - table[0].level_before) * 100
	assert [round(row[name], 1) for name in ("experience", "exposure", "education")] == [33.3, 33.3, 33.3]
	assert [round(by_plan[second][name], 1) for name in ("experience", "exposure")] == [0, 50]
	total = rows[-1]
	assert (total["bold"], total["title"], total["actions"], total["done"]) == (1, "All", 5, 2)
	assert total["progress"] == pytest.approx((50 + 100 + 0 + 100 + 0) / 5)
	assert not note
	assert chart["data"]["datasets"][1]["values"] == [70, 20, 10]
	assert {card["label"]: card["value"] for card in summary}["Plans"] == 2
	level_after = frappe.get_all("Development Action", {"parent": first}, pluck="level_after", order_by="idx")
	assert level_after == [3, 0, 0]


@pytest.mark.parametrize("side", ["Person", "Department", "Company", "Kind"])
def test_groups_are_no_means_of_means(home: capable.House, side: str) -> None:
	agreed(home, "siti")
	agreed(home, "siti", kind="Onboarding", actions=[{"action": "Meet all", "learning_type": "Exposure"}])
	rows = reported(home, "hr", rows=side)[1]
	assert sum(row["plans"] for row in rows if not row.get("bold")) == 2
	if side in ("Company", "Person"):
		assert rows[0]["progress"] == pytest.approx((50 + 100 + 0 + 0) / 4)
	assert reported(home, "hr", rows=side, overdue_only=1)[1][0]["plans"] == 1


def test_the_report_shows_what_the_readers_list_holds(home: capable.House) -> None:
	agreed(home, "siti")
	mine = agreed(home, "manager")
	for who, expected in (("stranger", 0), ("budi", 0), ("upper", 2), ("hr", 2)):
		rows = reported(home, who)[1]
		assert len([row for row in rows if row.get("plan")]) == expected, who
	assert mine not in {row.get("plan") for row in reported(home, "manager")[1]}
