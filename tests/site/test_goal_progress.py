"""Updates and the figures that follow, changes after approval, the engine's tables, check-ins and notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

import frappe

from goal_setting import (
	FIRST,
	LAST,
	Company,
	approved,
	draft,
	draft_common,
	figure,
	in_business,
	measure,
	stop_clock,
)
from harness import Site
from talent_performance import store
from talent_performance.engine.pipeline import run_cycle
from talent_performance.engine.policy import Policy
from talent_performance.exceptions import CycleOver, GoalRefused, IllegalMove, NeverChanged
from talent_performance.flows import conversations, goal_calendar, goals, objective_changes, progress
from talent_performance.store import goal_tables
from talent_performance.talent_performance.doctype.check_in import check_in as check_ins
from talent_performance.talent_performance.doctype.key_result.key_result import record_update
from talent_performance.talent_performance.doctype.objective_change import objective_change as changes


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


def common(company: Company, **values: Any) -> str:
	"""An approved objective of the company, measured by one key result that has reached 60 of 100."""
	act(company, "HR User")
	objective = draft_common(company, **values).name
	key_result = measure(objective).name
	goals.move(objective, "submit")
	goals.move(objective, "approve")
	progress.record(key_result, 60)
	return objective


def log(company: Company, key_result: str) -> list[tuple]:
	"""What was recorded, in order."""
	fields = ["updated_on", "kind", "value", "old_value", "new_value", "author"]
	rows = frappe.get_all("Key Result Update", {"key_result": key_result}, fields, order_by="creation, name")
	return [
		(str(row.updated_on), row.kind, row.value, row.old_value, row.new_value, row.author) for row in rows
	]


class TestUpdates:
	def test_totals_events_and_back_dated_ones(self, company: Company) -> None:
		objective, (key_result,) = approved(company, "worker")
		me = company.user["worker"]
		record_update(key_result, 40, "Total", "2026-06-01", "First half")
		record_update(key_result, 10, "Event", "2026-06-15")
		record_update(key_result, 30, "Total", "2026-05-01")
		record_update(key_result, 5, "Event", "2026-05-10")
		assert log(company, key_result) == [
			("2026-06-01", "Total", 40, 0, 40, me),
			("2026-06-15", "Event", 10, 40, 50, me),
			("2026-05-01", "Total", 30, 0, 30, me),
			("2026-05-10", "Event", 5, 30, 35, me),
		]
		doc = frappe.get_doc("Key Result", key_result)
		assert (doc.current_value, doc.started, doc.attainment) == (50, 1, 50)
		assert str(figure("Objective", objective, "updated_on")) == "2026-06-15"

	def test_what_a_client_says_of_an_update_does_not_count(self, company: Company) -> None:
		_objective, (key_result,) = approved(company, "worker")
		other = {
			"old_value": 7,
			"new_value": 8,
			"author": "Administrator",
			"employee": company.employee["peer"],
		}
		doc = frappe.get_doc(
			{
				"doctype": "Key Result Update",
				"key_result": key_result,
				"value": 40,
				"level": "Company",
				**other,
			}
		)
		doc.insert()
		assert (doc.old_value, doc.new_value, doc.author) == (0, 40, company.user["worker"])
		assert (doc.employee, doc.level) == (company.employee["worker"], "Individual")

	def test_who_records(self, company: Company) -> None:
		_objective, (key_result,) = approved(company, "worker")
		for who in ("peer", "manager", "director", "stranger", "nobody"):
			act(company, who)
			with pytest.raises(frappe.PermissionError):
				record_update(key_result, 40)
		act(company, "HR User")
		record_update(key_result, 40)
		assert [row[2] for row in log(company, key_result)] == [40]

	def test_only_whom_it_is_not_about_says_that_erp_feeds_a_value(self, company: Company) -> None:
		_objective, (key_result,) = approved(company, "worker")
		with pytest.raises(frappe.PermissionError):
			record_update(key_result, 40, source="ERP")
		_own, (mine,) = approved(company, "HR User", "director")
		with pytest.raises(frappe.PermissionError):
			record_update(mine, 40, source="ERP")
		assert log(company, key_result) == log(company, mine) == []
		act(company, "HR User")
		name = record_update(key_result, 40, source="ERP", reference="Sales by Salesperson")
		plain = record_update(key_result, 45, reference="Sales by Salesperson")
		said = ["source", "reference"]
		assert frappe.db.get_value("Key Result Update", name, said) == ("ERP", "Sales by Salesperson")
		assert frappe.db.get_value("Key Result Update", plain, said) == ("Reported", None)

	def test_who_leads_somebody_feeds_nothing_though_he_is_hr(self, company: Company) -> None:
		_objective, (key_result,) = approved(company, "worker")
		frappe.set_user("Administrator")
		frappe.get_doc("User", company.user["manager"]).add_roles("HR Manager")
		act(company, "manager")
		record_update(key_result, 40)
		with pytest.raises(frappe.PermissionError):
			record_update(key_result, 50, source="ERP")
		assert [row[2] for row in log(company, key_result)] == [40]

	def test_only_hr_records_what_belongs_to_the_company(self, company: Company) -> None:
		objective = common(company)
		key_result = frappe.db.get_value("Key Result", {"objective": objective})
		act(company, "worker")
		with pytest.raises(frappe.PermissionError):
			record_update(key_result, 90)
		assert figure("Objective", objective) == 60

	def test_no_update_changes_or_goes(self, company: Company) -> None:
		_objective, (key_result,) = approved(company, "worker")
		name = record_update(key_result, 40)
		for who in ("worker", "HR Manager", "Administrator"):
			frappe.set_user(company.user.get(who, who))
			doc = frappe.get_doc("Key Result Update", name)
			doc.value = 90
			with pytest.raises((NeverChanged, frappe.PermissionError)):
				doc.save()
			with pytest.raises((NeverChanged, frappe.PermissionError)):
				frappe.delete_doc("Key Result Update", name)
		assert figure("Key Result Update", name, "value") == 40

	@pytest.mark.parametrize("day", ["2026-07-02", "2025-12-31"])
	def test_days_to_come_and_before_the_objective(self, company: Company, day: str) -> None:
		_objective, (key_result,) = approved(company, "worker")
		with pytest.raises(GoalRefused):
			record_update(key_result, 40, updated_on=day)
		record_update(key_result, 40, updated_on="2026-07-01")
		record_update(key_result, 20, updated_on="2026-01-01")
		assert figure("Key Result", key_result, "current_value") == 40

	def test_only_of_what_is_approved_and_alive(self, company: Company) -> None:
		act(company, "worker")
		objective = draft(company, "worker").name
		key_result = measure(objective).name
		for status, archived in (("Draft", "No"), ("Submitted", "No"), ("Archived", "Approved")):
			frappe.db.set_value("Objective", objective, {"status": status, "archived": archived})
			with pytest.raises(GoalRefused):
				record_update(key_result, 40)
		frappe.db.set_value("Objective", objective, {"status": "Approved", "archived": "No"})
		frappe.db.set_value("Key Result", key_result, "archived", "Not Approved")
		with pytest.raises(GoalRefused):
			record_update(key_result, 40)
		assert log(company, key_result) == []

	def test_not_after_the_cycle(self, company: Company) -> None:
		_objective, (key_result,) = approved(company, "worker")
		frappe.db.set_value("Performance Cycle", company.cycle, "state", "Closed")
		with pytest.raises(CycleOver):
			record_update(key_result, 40)
		assert log(company, key_result) == []

	def test_months_and_milestones_are_recorded_too(self, company: Company) -> None:
		act(company, "worker")
		objective = draft(company, "worker").name
		months = [{"month": f"2026-0{month}-01", "target": 10} for month in (4, 5, 6)]
		monthly = measure(objective, months=months).name
		steps = [{"milestone": "Design", "weight": 1}, {"milestone": "Launch", "weight": 3}]
		planned = measure(objective, method="Milestones", milestones=steps).name
		frappe.db.set_value("Objective", objective, "status", "Approved")
		record_update(monthly, 9, "Month", "2026-04-30")
		record_update(monthly, 12, "Month", "2026-05-15")
		record_update(planned, 1, "Milestone", "2026-06-20", milestone="Launch")
		doc = frappe.get_doc("Key Result", monthly)
		assert [(row.actual, row.reported) for row in doc.months] == [(9, 1), (12, 1), (0, 0)]
		assert (doc.current_value, doc.attainment) == (21, 70)
		assert figure("Key Result", planned) == 75
		record_update(planned, 0, "Milestone", milestone="Launch")
		assert figure("Key Result", planned) == 0
		assert [row[3:5] for row in log(company, planned)] == [(0, 1), (1, 0)]
		wrong = (
			(monthly, 5, "Total", "2026-06-20", ""),
			(monthly, 5, "Month", "2026-01-20", ""),
			(planned, 1, "Milestone", "2026-06-20", "Party"),
			(planned, 7, "Milestone", "2026-06-20", "Launch"),
			(planned, 1, "Event", "2026-06-20", ""),
		)
		for key_result, value, kind, day, milestone in wrong:
			with pytest.raises(GoalRefused):
				record_update(key_result, value, kind, day, milestone=milestone)


class TestFigures:
	def test_only_those_above_move_to_which_it_contributes(self, company: Company) -> None:
		top = common(company)
		aside = common(company)
		act(company, "manager")
		middle, _krs = approved(company, "manager", "director", parent_objective=top, contributes=1)
		objective, (key_result, _other) = approved(
			company, "worker", targets=(100, 50), parent_objective=middle, contributes=1
		)
		loose, (free,) = approved(company, "worker", parent_objective=aside)
		record_update(key_result, 80)
		record_update(free, 100)
		assert figure("Objective", objective) == pytest.approx(40)
		assert figure("Objective", middle) == pytest.approx((0 + 40) / 2)
		assert figure("Objective", top) == pytest.approx((60 + 20) / 2)
		assert (figure("Objective", loose), figure("Objective", aside)) == (100, 60)
		assert figure("Objective", objective, "grade") == "Amber"
		assert figure("Objective", objective, "pace_status") == "Behind"

	def test_the_same_number_of_queries_however_many_contribute(self, company: Company) -> None:
		top = common(company)
		_objective, (key_result,) = approved(company, "worker", parent_objective=top, contributes=1)
		few = queries(lambda: record_update(key_result, 10))
		for title in "ABCD":
			approved(company, "peer", title=title, parent_objective=top, contributes=1, targets=(100, 50))
		act(company, "worker")
		assert queries(lambda: record_update(key_result, 20)) == few
		assert figure("Objective", top) == pytest.approx((60 + 20) / 6)

	def test_they_are_written_at_once(self, company: Company) -> None:
		table = pd.DataFrame({"attainment": [1.0]}, index=["any"])
		for doctype in ("Objective", "Key Result"):
			reasons = store.reasons_for_documents(doctype, table)
			assert reasons == store.listeners.listening(doctype)

	def test_figures_are_no_change_to_a_form_that_is_open(self, company: Company) -> None:
		objective, (key_result,) = approved(company, "worker")
		opened = frappe.get_doc("Objective", objective)
		record_update(key_result, 50)
		opened.confidence = 6
		opened.save()
		assert frappe.db.get_value("Objective", objective, ["confidence", "attainment"]) == (6, 50)

	def test_they_are_what_the_engine_says_of_the_whole_cycle(self, company: Company) -> None:
		top = common(company)
		objective, krs = approved(company, "worker", targets=(100, 40), parent_objective=top, contributes=1)
		record_update(krs[0], 30)
		record_update(krs[1], 44)
		tables = goal_tables.goal_tables(company.cycle)
		employees = pd.DataFrame({"employee": list(company.employee.values())})
		cycles = pd.DataFrame({"cycle": [company.cycle], "start_date": [FIRST], "end_date": [LAST]})
		found = run_cycle(
			{"employees": employees, "cycles": cycles, **tables}, Policy(), pd.Timestamp("2026-07-01")
		)
		scored = found.tables["objectives"].set_index("objective")["attainment"]
		for name in (top, objective):
			assert figure("Objective", name) == pytest.approx(scored[name] * 100)

	def test_signs_that_a_look_should_bring_up(
		self, company: Company, monkeypatch: pytest.MonkeyPatch
	) -> None:
		objective, (key_result,) = approved(company, "worker", confidence=9, due_date="2026-08-31")
		record_update(key_result, 10)
		assert progress.signs(objective) == {"confidence_disagrees": True, "needs_post_mortem": False}
		stop_clock(monkeypatch, "2026-09-15")
		assert progress.signs(objective)["needs_post_mortem"] is True
		act(company, "peer")
		with pytest.raises(frappe.PermissionError):
			progress.signs(objective)

	def test_nothing_is_written_where_nothing_has_moved(self, company: Company) -> None:
		objective, (key_result,) = approved(company, "worker")
		record_update(key_result, 50)
		table = pd.DataFrame(
			{"attainment": [50.0, 40.0], "attainment_reason": [None, None]}, index=[objective] * 2
		)
		assert goal_tables.differing("Objective", table.iloc[:1]).empty
		assert len(goal_tables.differing("Objective", table.iloc[1:])) == 1

	def test_once_a_day_pace_follows_the_calendar(
		self, company: Company, monkeypatch: pytest.MonkeyPatch
	) -> None:
		objective, (key_result,) = approved(company, "worker")
		record_update(key_result, 50)
		assert figure("Objective", objective, "pace_status") == "On Track"
		stop_clock(monkeypatch, "2026-12-01")
		frappe.set_user("Administrator")
		goal_calendar.every_day()
		assert figure("Objective", objective, "pace_status") == "At Risk"


def queries(work: Any) -> int:
	"""How many statements a piece of work needs, the second time."""
	work()
	count, run = [0], frappe.db.sql
	with pytest.MonkeyPatch.context() as patch:

		def counted(*args: Any, **kwargs: Any) -> Any:
			count[0] += 1
			return run(*args, **kwargs)

		patch.setattr(frappe.db, "sql", counted)
		work()
	return count[0]


class TestTables:
	def test_what_counts_and_in_whose_words(self, company: Company) -> None:
		act(company, "worker")
		draft(company, "worker", title="Only a draft")
		objective, (key_result,) = approved(
			company, "worker", confidence=0, expectations=[{"on_date": "2026-06-30", "expected": 40}]
		)
		tables = goal_tables.goal_tables(company.cycle, [company.employee["worker"]])
		assert set(tables) == {
			"objectives", "key_results", "key_result_updates", "kpi_months", "key_result_steps", "milestones",
			"target_profiles", "key_result_versions", "objective_versions",
		}  # fmt: skip
		row = tables["objectives"].iloc[0]
		assert tables["objectives"]["objective"].tolist() == [objective]
		assert (row["level"], row["commitment"], row["archived"]) == ("individual", "committed", "no")
		assert row["confidence"] is None
		row = tables["key_results"].iloc[0]
		assert (row["key_result"], row["method"], row["target_value"]) == (key_result, "achievement", 100)
		assert row["current_value"] is None and row["start_value"] is None and row["range_low"] is None
		assert tables["target_profiles"]["expected"].tolist() == [0.4]

	def test_what_contributes_comes_along_whoever_owns_it(self, company: Company) -> None:
		top = common(company)
		above, _krs = approved(company, "manager", "director", parent_objective=top)
		below, (key_result,) = approved(company, "worker", parent_objective=above, contributes=1)
		lower, _krs = approved(company, "peer", parent_objective=above)
		found = goal_tables.goal_tables(company.cycle, [company.employee["manager"]])
		assert set(found["objectives"]["objective"]) == {above, below}
		assert key_result in set(found["key_results"]["key_result"])
		assert {top, lower} < set(goal_tables.goal_tables(company.cycle)["objectives"]["objective"])

	def test_nobody_has_nothing(self, company: Company) -> None:
		found = goal_tables.goal_tables(company.cycle, [company.employee["stranger"]])
		assert {len(table) for table in found.values()} == {0}


class TestChanges:
	def test_both_sides_agree_and_it_counts(self, company: Company) -> None:
		objective, (key_result,) = approved(company, "worker")
		record_update(key_result, 60)
		change = objective_changes.ask(objective, "Target", "2026-06-01", "Market fell", 80, key_result)
		assert (change.state, change.old_value, change.requested_by) == (
			"Waiting",
			100,
			company.user["worker"],
		)
		assert change.employee_agreed_by == company.user["worker"] and not change.manager_agreed_by
		assert figure("Key Result", key_result, "target_value") == 100
		act(company, "manager")
		assert changes.possible_deeds(change.name) == ["agree", "turn_down"]
		assert changes.agree(change.name) == "In Force"
		assert frappe.db.get_value("Key Result", key_result, ["target_value", "attainment"]) == (80, 75)
		assert figure("Objective", objective) == 75
		assert figure("Objective Change", change.name, "manager_agreed_by") == company.user["manager"]

	def test_the_manager_can_ask_too(self, company: Company) -> None:
		objective, _krs = approved(company, "worker")
		act(company, "director")
		change = objective_changes.ask(objective, "Weight", "2026-07-01", "More important", 3)
		assert change.manager_agreed_by and not change.employee_agreed_by
		with pytest.raises(frappe.PermissionError):
			changes.agree(change.name)
		act(company, "worker")
		assert changes.agree(change.name) == "In Force"
		assert figure("Objective", objective, "weight") == 3

	def test_nobody_agrees_for_both_and_nobody_else_agrees(self, company: Company) -> None:
		objective, _krs = approved(company, "worker")
		change = objective_changes.ask(objective, "Weight", "2026-07-01", "Less", 2).name
		for who in ("worker", "peer", "stranger", "HR User", "HR Manager", "nobody"):
			act(company, who)
			for deed in (lambda: changes.agree(change), lambda: changes.turn_down(change, "No")):
				with pytest.raises(frappe.PermissionError):
					deed()
		assert figure("Objective Change", change, "state") == "Waiting"
		assert figure("Objective", objective, "weight") == 1

	@pytest.mark.parametrize(
		("who", "deed", "state"), [("manager", "turn_down", "Refused"), ("worker", "withdraw", "Withdrawn")]
	)
	def test_refused_and_withdrawn(self, company: Company, who: str, deed: str, state: str) -> None:
		objective, _krs = approved(company, "worker")
		change = objective_changes.ask(objective, "Archive", "2026-07-01", "Dropped").name
		act(company, who)
		with pytest.raises(GoalRefused):
			getattr(changes, deed)(change, " ")
		assert getattr(changes, deed)(change, "Not so") == state
		assert figure("Objective Change", change, "decision_reason") == "Not so"
		for again in (lambda: changes.agree(change), lambda: changes.withdraw(change, "x")):
			with pytest.raises(IllegalMove):
				again()
		assert frappe.db.get_value("Objective", objective, ["status", "archived"]) == ("Approved", "No")
		act(company, "manager")
		if deed == "withdraw":
			with pytest.raises(IllegalMove):
				changes.turn_down(change, "x")

	def test_only_who_asked_withdraws(self, company: Company) -> None:
		objective, _krs = approved(company, "worker")
		change = objective_changes.ask(objective, "Archive", "2026-07-01", "Dropped").name
		act(company, "manager")
		with pytest.raises(frappe.PermissionError):
			changes.withdraw(change, "No")
		assert figure("Objective Change", change, "state") == "Waiting"

	def test_archived_with_approval_is_left_out(self, company: Company) -> None:
		top = common(company)
		objective, (key_result,) = approved(company, "worker", parent_objective=top, contributes=1)
		assert figure("Objective", top) == 30
		change = objective_changes.ask(objective, "Archive", "2026-07-01", "Dropped").name
		act(company, "manager")
		changes.agree(change)
		assert frappe.db.get_value("Objective", objective, ["status", "archived"]) == ("Archived", "Approved")
		assert figure("Objective", top) == 60
		act(company, "worker")
		for deed in (
			lambda: record_update(key_result, 1),
			lambda: objective_changes.ask(objective, "Weight", "2026-07-01", "x", 4),
		):
			with pytest.raises(GoalRefused):
				deed()

	def test_what_was_archived_alone_can_still_be_agreed_on(self, company: Company) -> None:
		objective, (key_result,) = approved(company, "worker")
		goals.move(objective, "archive", "Alone")
		with pytest.raises(GoalRefused):
			objective_changes.ask(objective, "Target", "2026-07-01", "x", 4, key_result)
		change = objective_changes.ask(objective, "Archive", "2026-07-01", "Together").name
		act(company, "manager")
		changes.agree(change)
		assert figure("Objective", objective, "archived") == "Approved"

	def test_agreed_for_later(self, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
		objective, (key_result,) = approved(company, "worker")
		record_update(key_result, 40)
		change = objective_changes.ask(objective, "Target", "2026-09-01", "Later", 50, key_result).name
		act(company, "manager")
		assert changes.agree(change) == "Agreed"
		assert frappe.db.get_value("Key Result", key_result, ["target_value", "attainment"]) == (100, 40)
		frappe.set_user("Administrator")
		for day, target in (("2026-08-31", 100), ("2026-09-01", 50)):
			stop_clock(monkeypatch, day)
			goal_calendar.every_day()
			assert figure("Key Result", key_result, "target_value") == target
		assert figure("Objective Change", change, "state") == "In Force"
		assert figure("Key Result", key_result) == 80

	def test_the_engine_gets_what_was_first_approved_and_every_version(self, company: Company) -> None:
		objective, (key_result,) = approved(company, "worker")
		for day, target in (("2026-06-01", 80), ("2026-03-01", 90), ("2026-06-01", 70)):
			act(company, "worker")
			change = objective_changes.ask(objective, "Target", day, "Again", target, key_result).name
			act(company, "manager")
			changes.agree(change)
		assert figure("Key Result", key_result, "target_value") == 70
		tables = goal_tables.goal_tables(company.cycle)
		mine = tables["key_results"].set_index("key_result").loc[key_result]
		assert mine["target_value"] == 100
		versions = tables["key_result_versions"]
		versions = versions[versions["key_result"] == key_result]
		assert list(zip(versions["effective_from"].astype(str), versions["target_value"], strict=True)) == [
			("2026-03-01", 90), ("2026-06-01", 70),
		]  # fmt: skip

	def test_hr_alone_changes_what_belongs_to_the_company(self, company: Company) -> None:
		objective = common(company)
		change = objective_changes.ask(objective, "Weight", "2026-07-01", "Board", 5)
		assert change.state == "In Force" and figure("Objective", objective, "weight") == 5
		act(company, "worker")
		with pytest.raises(frappe.PermissionError):
			objective_changes.ask(objective, "Weight", "2026-07-01", "Mine", 1)

	@pytest.mark.parametrize(
		"values",
		[
			{"changes": "Target", "new_value": 0},
			{"changes": "Target", "new_value": -5},
			{"changes": "Target", "new_value": 100},
			{"changes": "Target", "new_value": 50, "key_result": ""},
			{"changes": "Weight", "new_value": -1},
			{"changes": "Weight", "new_value": 2, "effective_from": "2027-01-01"},
			{"changes": "Weight", "new_value": 2, "effective_from": "2025-12-31"},
		],
		ids=str,
	)
	def test_what_is_not_asked_for(self, company: Company, values: dict) -> None:
		objective, (key_result,) = approved(company, "worker")
		asked = {"effective_from": "2026-07-01", "reason": "x", "key_result": key_result, **values}
		with pytest.raises(GoalRefused):
			objective_changes.ask(objective, **asked)
		assert not frappe.db.exists("Objective Change", {"objective": objective})

	def test_drafts_are_edited_and_others_key_results_left_alone(self, company: Company) -> None:
		objective, _krs = approved(company, "worker")
		other, (theirs,) = approved(company, "worker", title="Other")
		loose = draft(company, "worker").name
		for asked in ((loose, ""), (objective, theirs)):
			with pytest.raises(GoalRefused):
				objective_changes.ask(asked[0], "Weight", "2026-07-01", "x", 3, asked[1])
		objective_changes.ask(other, "Weight", "2026-07-01", "x", 3)
		with pytest.raises(GoalRefused):
			objective_changes.ask(other, "Weight", "2026-08-01", "twice", 4)

	def test_a_client_agrees_for_nobody(self, company: Company) -> None:
		objective, _krs = approved(company, "worker")
		doc = frappe.get_doc(
			{
				"doctype": "Objective Change",
				"objective": objective,
				"changes": "Weight",
				"new_value": 9,
				"effective_from": "2026-07-01",
				"reason": "x",
				"state": "In Force",
				"manager_agreed_by": company.user["manager"],
				"manager_agreed_on": "2026-07-01 08:00:00",
				"requested_by": company.user["manager"],
				"decided_on": "2026-07-01 08:00:00",
				"employee": company.employee["peer"],
				"old_value": 77,
			}
		).insert()
		assert (doc.state, doc.manager_agreed_by, doc.decided_on) == ("Waiting", None, None)
		assert (doc.requested_by, doc.employee, doc.old_value) == (
			company.user["worker"],
			company.employee["worker"],
			1,
		)
		doc.state = "In Force"
		with pytest.raises((NeverChanged, frappe.PermissionError)):
			doc.save()
		frappe.set_user("Administrator")
		with pytest.raises(NeverChanged):
			frappe.delete_doc("Objective Change", doc.name)

	def test_not_in_a_cycle_that_is_over(self, company: Company) -> None:
		objective, _krs = approved(company, "worker")
		change = objective_changes.ask(objective, "Weight", "2026-07-01", "x", 3).name
		frappe.db.set_value("Performance Cycle", company.cycle, "state", "Closed")
		with pytest.raises(CycleOver):
			objective_changes.ask(objective, "Archive", "2026-07-01", "x")
		act(company, "manager")
		assert changes.possible_deeds(change) == []
		with pytest.raises(CycleOver):
			changes.agree(change)
		assert figure("Objective", objective, "weight") == 1

	def test_hr_speaks_for_somebody_without_a_user(self, company: Company) -> None:
		act(company, "HR User")
		objective = draft(company, "without user").name
		measure(objective)
		goals.move(objective, "submit")
		act(company, "manager")
		goals.move(objective, "approve")
		change = objective_changes.ask(objective, "Weight", "2026-07-01", "x", 3).name
		act(company, "HR User")
		assert changes.agree(change) == "In Force"


class TestCheckIns:
	def written(self, company: Company, **values: Any) -> frappe.model.document.Document:
		"""The worker's draft."""
		act(company, "worker")
		return frappe.get_doc(
			{"doctype": "Check-in", "employee": company.employee["worker"], "moved": "Two deals", **values}
		).insert()

	def test_shared_read_and_replied_to(self, company: Company) -> None:
		name = self.written(company).name
		act(company, "manager")
		assert not frappe.has_permission("Check-in", "read", doc=name)
		with pytest.raises(frappe.PermissionError):
			check_ins.reply(name, "Well done")
		act(company, "worker")
		assert check_ins.share(name) == "Shared"
		assert check_ins.may_reply(name) is False
		act(company, "manager")
		assert check_ins.may_reply(name) is True
		with pytest.raises(GoalRefused):
			check_ins.reply(name, " ")
		check_ins.reply(name, "Well done")
		doc = frappe.get_doc("Check-in", name)
		assert (doc.reply, doc.replied_by) == ("Well done", company.user["manager"])

	def test_only_those_above_reply(self, company: Company) -> None:
		name = self.written(company, status="Shared").name
		for who in ("worker", "peer", "stranger", "HR User", "nobody"):
			act(company, who)
			with pytest.raises(frappe.PermissionError):
				check_ins.reply(name, "Me too")
		act(company, "director")
		check_ins.reply(name, "Go on")
		assert figure("Check-in", name, "replied_by") == company.user["director"]

	def test_the_employee_does_not_write_the_reply(self, company: Company) -> None:
		doc = self.written(
			company, reply="Great", replied_by=company.user["manager"], replied_on="2026-07-01 08:00:00"
		)
		doc = frappe.get_doc("Check-in", doc.name)
		doc.reply = "Great"
		doc.save()
		assert frappe.db.get_value("Check-in", doc.name, ["reply", "replied_by", "replied_on"]) == (
			None,
			None,
			None,
		)

	def test_shared_stays_shared_and_replied_stays_as_it_was(self, company: Company) -> None:
		doc = self.written(company, status="Shared")
		doc.status = "Draft"
		with pytest.raises(IllegalMove):
			doc.save()
		with pytest.raises(IllegalMove):
			frappe.delete_doc("Check-in", doc.name)
		act(company, "manager")
		check_ins.reply(doc.name, "Yes")
		act(company, "worker")
		doc = frappe.get_doc("Check-in", doc.name)
		doc.moved = "Ten deals"
		with pytest.raises(IllegalMove):
			doc.save()
		frappe.delete_doc("Check-in", self.written(company).name)

	def test_an_empty_one_is_not_shared_nor_one_about_anothers_objective(self, company: Company) -> None:
		with pytest.raises(GoalRefused):
			self.written(company, moved=" ", status="Shared")
		theirs, _krs = approved(company, "peer")
		with pytest.raises(GoalRefused):
			self.written(company, objective=theirs)

	def test_nobody_writes_anothers(self, company: Company) -> None:
		act(company, "manager")
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc(
				{"doctype": "Check-in", "employee": company.employee["worker"], "moved": "x"}
			).insert()


class TestNotes:
	def write(self, company: Company, who: str, about: str, **values: Any) -> frappe.model.document.Document:
		"""A note by somebody about somebody."""
		act(company, who)
		return frappe.get_doc(
			{"doctype": "Feedback Note", "employee": company.employee[about], "note": "Thank you", **values}
		).insert()

	def test_the_author_is_whoever_is_logged_in(self, company: Company) -> None:
		doc = self.write(
			company, "peer", "worker", author=company.employee["manager"], author_name="Somebody"
		)
		assert doc.author == company.employee["peer"]
		doc = frappe.get_doc("Feedback Note", doc.name)
		doc.author = company.employee["manager"]
		with pytest.raises(frappe.PermissionError):
			doc.save()
		assert figure("Feedback Note", doc.name, "author") == company.employee["peer"]
		doc.reload()
		doc.kind = "Suggestion"
		doc.save()
		act(company, "manager")
		doc = frappe.get_doc("Feedback Note", doc.name)
		doc.note = "Changed"
		with pytest.raises(frappe.PermissionError):
			doc.save()

	@pytest.mark.parametrize(
		("visibility", "readers"),
		[
			("Only Me", {"peer"}),
			("Manager", {"peer", "manager", "director", "HR User"}),
			("Employee and Manager", {"peer", "worker", "manager", "director", "HR User"}),
			("Everybody", {"peer", "worker", "manager", "director", "HR User", "stranger"}),
		],
	)
	def test_who_reads_it(self, company: Company, visibility: str, readers: set[str]) -> None:
		name = self.write(company, "peer", "worker", visibility=visibility).name
		found = set()
		for who in ("peer", "worker", "manager", "director", "HR User", "stranger", "nobody"):
			if frappe.has_permission("Feedback Note", "read", doc=name, user=company.user[who]):
				found.add(who)
		assert found == readers

	def test_about_oneself_only_for_oneself(self, company: Company) -> None:
		with pytest.raises(GoalRefused):
			self.write(company, "worker", "worker")
		doc = self.write(company, "worker", "worker", visibility="Only Me")
		doc.visibility = "Everybody"
		with pytest.raises(GoalRefused):
			doc.save()
		assert figure("Feedback Note", doc.name, "visibility") == "Only Me"

	def test_somebody_without_employee_writes_none(self, company: Company) -> None:
		with pytest.raises((GoalRefused, frappe.PermissionError)):
			self.write(company, "nobody", "worker")
		assert conversations.author_of(company.user["nobody"]) is None

	def test_a_note_stays_with_whom_it_is_about(self, company: Company) -> None:
		doc = self.write(company, "peer", "worker")
		doc.employee = company.employee["manager"]
		with pytest.raises((frappe.CannotChangeConstantError, frappe.PermissionError)):
			doc.save()
