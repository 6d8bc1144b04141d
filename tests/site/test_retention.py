"""Risk and impact as people judge them, stay plans, and who may do what with them."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, today

from appraised import House
from people import make_employee
from talent_performance.access.audience import Practice
from talent_performance.exceptions import IllegalMove, PracticeOff, RenameRefused, RetentionRefused
from talent_performance.flows import renames
from talent_performance.flows.retention import facts, latest, scoring, testing
from talent_performance.portal import team
from talent_performance.runs.kinds import Work
from talent_performance.store.policy import policy_of
from talent_performance.talent_performance.doctype.retention_assessment import retention_assessment
from talent_performance.talent_performance.doctype.stay_plan import stay_plan
from talent_performance.talent_performance.page.retention_overview import retention_overview

ASSESSMENT, PLAN, SCORE = "Retention Assessment", "Stay Plan", "Retention Score"
NEVER = ("rina", "budi", "HR User")


@pytest.fixture
def open_to_managers(home: House) -> House:
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	return home


def judged(home: House, who: str, by: str, **more: object) -> frappe.model.document.Document:
	"""A draft about somebody by somebody."""
	frappe.set_user(home.user(by))
	values = {"risk": "High", "impact": "Medium", "reasons": "Looks <b>around</b>.", **more}
	return frappe.get_doc({"doctype": ASSESSMENT, "employee": home.of[who], **values}).insert()


def submitted(home: House, who: str, by: str, **more: object) -> str:
	made = judged(home, who, by, **more)
	retention_assessment.submit(made.name)
	frappe.set_user("Administrator")
	return made.name


def planned(home: House, who: str, by: str, owner: str = "manager") -> frappe.model.document.Document:
	frappe.set_user(home.user(by))
	values = {"owner_employee": home.of[owner], "due_date": add_days(today(), 30), "actions": "Talk."}
	return frappe.get_doc({"doctype": PLAN, "employee": home.of[who], **values}).insert()


def agree(home: House) -> None:
	"""Retention risk is switched off for the whole company."""
	company = frappe.db.get_value("Employee", home.of["rina"], "company")
	frappe.set_user("Administrator")
	frappe.get_doc(
		{
			"doctype": "Works Agreement",
			"title": "Quiet",
			"company": company,
			"agreed_on": today(),
			"valid_from": today(),
			Practice.RISK.value: 1,
		}
	).insert()


def said(home: House, who: str) -> tuple:
	row = latest.risks([home.of[who]]).iloc[0]
	return row["risk"], row["impact"], row["exposure"], row["source"]


@pytest.mark.parametrize("by", ["HR Manager", "Talent Manager", "manager", "head"])
def test_whoever_may_judges_and_it_counts(open_to_managers: House, by: str) -> None:
	name = submitted(open_to_managers, "rina", by)
	row = frappe.db.get_value(ASSESSMENT, name, ["assessor", "state", "employee_name"], as_dict=True)
	assert (row.assessor, row.state) == (open_to_managers.of[by], "Submitted")
	assert said(open_to_managers, "rina") == ("high", "mid", 67, "Assessment")


def test_the_latest_judgement_counts_and_drafts_dont(home: House) -> None:
	submitted(home, "rina", "HR Manager", assessed_on=add_days(today(), -10))
	submitted(home, "rina", "Talent Manager", risk="Low", impact="High", assessed_on=add_days(today(), -3))
	submitted(home, "rina", "HR Manager", risk="Medium", assessed_on=add_days(today(), -5))
	judged(home, "rina", "HR Manager", risk="High", impact="High")
	assert said(home, "rina") == ("low", "high", 33, "Assessment")
	assert said(home, "budi")[0] is None


@pytest.mark.parametrize(
	("who", "by"),
	[("rina", "rina"), ("rina", "budi"), ("manager", "HR Manager"), ("HR Manager", "HR Manager"), ("rina", "HR User")],
)  # fmt: skip
def test_nobody_judges_himself_his_own_chain_or_whom_he_doesnt_lead(
	open_to_managers: House, who: str, by: str
) -> None:
	with pytest.raises(frappe.PermissionError):
		judged(open_to_managers, who, by)
	assert not frappe.db.exists(ASSESSMENT, {"employee": open_to_managers.of[who]})


def test_without_the_switch_managers_neither_judge_nor_plan_nor_see(home: House) -> None:
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 0)
	name = submitted(home, "rina", "HR Manager")
	plan = planned(home, "rina", "HR Manager", owner="head").name
	for doctype, there in ((ASSESSMENT, name), (PLAN, plan)):
		frappe.set_user(home.user("manager"))
		assert not frappe.get_list(doctype, {"employee": home.of["rina"]})
		assert not frappe.has_permission(doctype, "read", doc=there)
	for attempt in (lambda: judged(home, "rina", "manager"), lambda: planned(home, "rina", "manager")):
		with pytest.raises(frappe.PermissionError):
			attempt()
	frappe.set_user(home.user("head"))
	assert frappe.get_list(PLAN, {"employee": home.of["rina"]}, pluck="name") == [plan]
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	frappe.set_user(home.user("manager"))
	assert frappe.get_list(ASSESSMENT, {"employee": home.of["rina"]}, pluck="name") == [name]


@pytest.mark.parametrize("reader", NEVER)
def test_the_subject_and_colleagues_see_nothing(open_to_managers: House, reader: str) -> None:
	home = open_to_managers
	name, plan = submitted(home, "rina", "manager"), planned(home, "rina", "manager").name
	frappe.set_user(home.user(reader))
	for doctype, there in ((ASSESSMENT, name), (PLAN, plan)):
		assert not frappe.get_list(doctype) if frappe.has_permission(doctype) else True
		assert not frappe.has_permission(doctype, "read", doc=there)
	with pytest.raises(frappe.PermissionError):
		stay_plan.end(plan, "Done", "x")
	assert frappe.db.get_value(PLAN, plan, "state") == "Open"


def test_a_submitted_judgement_stays_and_saving_submits_nothing(home: House) -> None:
	made = judged(home, "rina", "HR Manager")
	made.state = "Submitted"
	with pytest.raises((frappe.PermissionError, IllegalMove)):
		made.save()
	retention_assessment.submit(made.name)
	frappe.set_user("Administrator")
	again = frappe.get_doc(ASSESSMENT, made.name)
	again.risk = "Low"
	with pytest.raises(IllegalMove):
		again.save()
	assert frappe.db.get_value(ASSESSMENT, made.name, ["risk", "state"]) == ("High", "Submitted")


@pytest.mark.parametrize(
	("absent", "label"), [({"risk": ""}, "Risk"), ({"impact": ""}, "Impact"), ({"reasons": " "}, "Reasons")]
)
def test_a_judgement_says_everything(home: House, absent: dict, label: str) -> None:
	made = judged(home, "rina", "HR Manager", **absent)
	with pytest.raises(RetentionRefused, match=label):
		retention_assessment.submit(made.name)
	assert frappe.db.get_value(ASSESSMENT, made.name, "state") == "Draft"


def test_a_judgement_isnt_of_tomorrow(home: House) -> None:
	made = judged(home, "rina", "HR Manager", assessed_on=add_days(today(), 1))
	with pytest.raises(RetentionRefused):
		retention_assessment.submit(made.name)


def test_a_plan_is_seen_to_by_its_owner_and_ends_with_an_outcome(home: House) -> None:
	plan = planned(home, "rina", "HR Manager")
	frappe.set_user(home.user("manager"))
	mine = frappe.get_doc(PLAN, plan.name)
	mine.actions = "Talked on Monday."
	mine.save()
	with pytest.raises(RetentionRefused):
		stay_plan.end(plan.name, "Done", " ")
	with pytest.raises(RetentionRefused):
		stay_plan.end(plan.name, "Open", "x")
	stay_plan.end(plan.name, "Done", "Stays.")
	row = frappe.db.get_value(PLAN, plan.name, ["state", "outcome", "ended_on"], as_dict=True)
	assert (row.state, row.outcome, str(row.ended_on)) == ("Done", "Stays.", today())
	frappe.set_user("Administrator")
	ended = frappe.get_doc(PLAN, plan.name)
	ended.outcome = "Went."
	with pytest.raises(IllegalMove):
		ended.save()
	assert frappe.db.get_value(PLAN, plan.name, "outcome") == "Stays."


def test_nobody_sees_to_the_own_plan_and_a_plan_keeps_its_person(home: House) -> None:
	with pytest.raises(RetentionRefused):
		planned(home, "rina", "HR Manager", owner="rina")
	plan = planned(home, "rina", "HR Manager")
	frappe.set_user("Administrator")
	plan.employee = home.of["budi"]
	with pytest.raises(IllegalMove):
		plan.save()
	plan.reload()
	plan.state = "Done"
	with pytest.raises(IllegalMove):
		plan.save()
	assert frappe.db.get_value(PLAN, plan.name, ["employee", "state"]) == (home.of["rina"], "Open")


def test_an_agreement_switches_it_off_for_everybody_in_it(home: House) -> None:
	name = submitted(home, "rina", "HR Manager")
	agree(home)
	for attempt in (judged, planned):
		with pytest.raises(PracticeOff):
			attempt(home, "rina", "HR Manager")
	frappe.set_user(home.user("HR Manager"))
	assert not frappe.has_permission(ASSESSMENT, "read", doc=name)
	assert latest.risks([home.of["rina"]]).empty


def test_the_overview_counts_what_the_reader_sees(open_to_managers: House) -> None:
	home = open_to_managers
	submitted(home, "rina", "HR Manager", risk="High", impact="High")
	submitted(home, "budi", "HR Manager", risk="Low", impact="High", assessed_on=add_days(today(), -400))
	plan = planned(home, "budi", "HR Manager").name
	frappe.db.set_value(PLAN, plan, "due_date", add_days(today(), -2))
	frappe.set_user(home.user("manager"))
	found = retention_overview.board()
	assert found["totals"] == {
		"people": 3, "judged": 2, "not_judged": 1, "stale": 1, "high_risk": 1, "pressing": 1, "without_plan": 1,
	}  # fmt: skip
	assert [(row["employee"], row["exposure"], row["stale"]) for row in found["rows"]] == [
		(home.of["rina"], 100, False),
		(home.of["budi"], 33, True),
	]
	assert found["rows"][1]["plan"] == plan
	assert [(row["name"], row["days_late"]) for row in found["plans"]] == [(plan, 2)]
	assert (found["overdue"], found["hr"], found["companies"]) == (1, False, [])
	only = retention_overview.board(cell="high|high")
	assert [row["employee"] for row in only["rows"]] == [home.of["rina"]]
	frappe.set_user(home.user("rina"))
	nothing = retention_overview.board()
	assert (nothing["totals"]["people"], nothing["rows"], nothing["plans"]) == (0, [], [])


def test_the_overview_leaves_out_what_is_switched_off(open_to_managers: House) -> None:
	home = open_to_managers
	submitted(home, "rina", "HR Manager")
	agree(home)
	frappe.set_user(home.user("manager"))
	assert retention_overview.board()["totals"]["people"] == 0


def test_a_manager_judges_and_plans_on_the_members_page(open_to_managers: House) -> None:
	home = open_to_managers
	rina = home.of["rina"]
	frappe.set_user(home.user("manager"))
	assert team.member(rina)["retention"] == {"judged": None, "plans": []}
	name = team.judge_risk(rina, "Medium", "High", "Asked <b>twice</b>.")
	team.plan_to_keep(rina, "A larger area.", add_days(today(), 20))
	told = team.member(rina)["retention"]
	assert (told["judged"]["risk"], told["judged"]["exposure"], told["judged"]["stale"]) == (
		"Medium",
		67,
		False,
	)
	assert told["plans"][0]["actions"] == "A larger area."
	assert frappe.db.get_value(ASSESSMENT, name, "assessor") == home.of["manager"]
	with pytest.raises(RetentionRefused):
		team.judge_risk(rina, "Medium", "", "x")
	with pytest.raises(frappe.ValidationError):
		team.judge_risk(rina, "Huge", "High", "x")
	frappe.set_user(home.user("budi"))
	for attempt in (team.judge_risk, team.plan_to_keep):
		with pytest.raises(frappe.PermissionError):
			attempt(rina, *("High",) * (3 if attempt is team.judge_risk else 2))
	frappe.set_user("Administrator")
	assert frappe.db.count(ASSESSMENT, {"employee": rina}) == 1
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 0)
	frappe.set_user(home.user("manager"))
	assert team.member(rina)["retention"] is None
	with pytest.raises(frappe.PermissionError):
		team.judge_risk(rina, "Low", "Low", "x")


# ---- the computed score


@pytest.fixture
def scored(home: House) -> House:
	"""Everybody has been there for four years in one role, and nothing else is known but for the managers."""
	on = add_days(today(), -4 * 365)
	for name in home.of.values():
		frappe.db.set_value("Employee", name, "date_of_joining", on)
	weights = {"promotion_weight": 40, "tenure_weight": 30, "objectives_weight": 20, "pay_weight": 10}
	rest = {"managers_weight": 0, "training_weight": 0, "leaving_coverage": 60}
	cuts = {"leaving_mid_from": 40, "leaving_high_from": 60, "judgement_months": 12}
	for field, value in {**weights, **rest, **cuts, "retention_score_on": 1}.items():
		frappe.db.set_single_value("Talent Settings", field, value)
	return home


def score_of(home: House, who: str) -> frappe._dict | None:
	return frappe.db.get_value(SCORE, {"employee": home.of[who]}, "*", as_dict=True)


def run(names: list[str]) -> None:
	scoring.work(Work("RUN-X", {}, names))
	scoring.finish({})


def test_scores_are_computed_with_their_drivers_and_only_where_enough_is_known(scored: House) -> None:
	names = list(scored.of.values())
	run(names)
	row = score_of(scored, "rina")
	# 48 months: promotion (48-12)/48 = .75, tenure .7-.3·24/36 = .5; (.4·.75+.3·.5)/.7 = .643
	assert (row.score, row.band, row.coverage, row.reason) == (64, "High", 70, None)
	first = json.loads(row.drivers)[0]
	assert (first["driver"], first["points"]) == ("promotion", 42.8)
	before = frappe.db.get_value(SCORE, row.name, "modified")
	run(names)
	assert frappe.db.get_value(SCORE, row.name, "modified") == before
	assert frappe.db.count(SCORE, {"employee": ("in", names)}) == len(names)
	frappe.db.set_single_value("Talent Settings", "leaving_coverage", 80)
	run(names)
	row = score_of(scored, "rina")
	assert (row.score, row.band) == (0, "")
	assert "70" in row.reason and "80" in row.reason


def test_a_judgement_counts_before_the_score(scored: House) -> None:
	run(list(scored.of.values()))
	assert said(scored, "rina")[0] == "high" and said(scored, "rina")[3] == "Score"
	submitted(scored, "rina", "HR Manager", risk="Low", impact="High")
	found = latest.risks([scored.of["rina"]]).iloc[0]
	assert (found["risk"], found["source"], found["exposure"], found["score_exposure"]) == (
		"low",
		"Assessment",
		33,
		64,
	)


def test_whoever_leaves_is_taken_out_and_switching_off_takes_all_away(scored: House) -> None:
	names = list(scored.of.values())
	run(names)
	frappe.db.set_value("Employee", scored.of["budi"], "status", "Left")
	run(names)
	assert score_of(scored, "budi") is None and score_of(scored, "rina")
	agreement = {"doctype": "Works Agreement", "title": "x", "agreed_on": today(), "valid_from": today()}
	company = frappe.db.get_value("Employee", scored.of["rina"], "company")
	frappe.get_doc({**agreement, "company": company, Practice.ANALYTICS.value: 1}).insert()
	frappe.set_user(scored.user("HR Manager"))
	assert not frappe.get_list(SCORE, {"employee": scored.of["rina"]})
	frappe.set_user("Administrator")
	assert said(scored, "rina")[0] is None
	run(names)
	assert score_of(scored, "rina") is None
	frappe.db.delete("Works Agreement", {"title": "x"})
	run(names)
	assert score_of(scored, "rina")
	frappe.db.set_single_value("Talent Settings", "retention_score_on", 0)
	assert said(scored, "rina")[0] is None
	run(names)
	assert score_of(scored, "rina") is None
	with pytest.raises(RetentionRefused):
		retention_overview.audit()


def test_what_a_score_rests_upon_is_as_of_the_day(scored: House) -> None:
	rina, then = scored.of["rina"], add_days(today(), -400)
	employee = frappe.get_doc("Employee", rina)
	designation = frappe.get_all("Designation", pluck="name", order_by="name", limit=1)[0]
	for days in (-300, -800):
		employee.append(
			"internal_work_history", {"designation": designation, "from_date": add_days(today(), days)}
		)
	for row in employee.internal_work_history:
		row.parent, row.parenttype, row.parentfield = rina, "Employee", "internal_work_history"
		row.db_insert()
	people = scoring.scorable([rina])
	now, earlier = (facts.facts(people, pd.Timestamp(day)).iloc[0] for day in (today(), then))
	assert round(now["promotion"]) == 10 and round(earlier["promotion"]) == 13
	assert round(now["tenure"]) == 48 and round(earlier["tenure"]) == 35


def test_a_protected_attribute_changes_nothing_on_a_site(scored: House) -> None:
	run([scored.of["rina"]])
	before = score_of(scored, "rina")
	other = "Male" if frappe.db.get_value("Employee", scored.of["rina"], "gender") == "Female" else "Female"
	frappe.db.set_value("Employee", scored.of["rina"], {"gender": other, "date_of_birth": "1962-01-01"})
	run([scored.of["rina"]])
	assert score_of(scored, "rina") == before


def test_the_back_test_says_that_there_are_too_few_leavers(scored: House) -> None:
	frappe.set_user(scored.user("HR Manager"))
	found = retention_overview.back_test()
	assert found["reason"].startswith("Too few leavers") and found["auc"] is None
	json.dumps(found, allow_nan=False)
	for who in ("manager", "rina", "HR User"):
		frappe.set_user(scored.user(who))
		for attempt in (retention_overview.back_test, retention_overview.audit, retention_overview.score):
			with pytest.raises(frappe.PermissionError):
				attempt()
	frappe.set_user(scored.user("HR Manager"))
	with pytest.raises(frappe.PermissionError):
		retention_overview.audit()


def test_the_back_test_ranks_the_companys_own_voluntary_leavers(scored: House) -> None:
	"""Of 60 people 20 resign, who had been promoted long ago; the retired one and the dismissed one aren't leavers."""
	first = frappe.get_doc("Employee", scored.of["rina"]).as_dict()
	for at in range(60):
		quits, gone = at < 20, at < 22
		row = {
			"name": f"LEFT-{at}",
			"employee": f"LEFT-{at}",
			"user_id": None,
			"date_of_joining": add_days(today(), -365 * (9 if quits else 3)),
			"status": "Left" if gone else "Active",
			"relieving_date": add_days(today(), -30) if gone else None,
			"resignation_letter_date": add_days(today(), -60) if quits or at == 20 else None,
			"date_of_retirement": add_days(today(), -30) if at == 20 else None,
		}
		frappe.get_doc({**first, **row}).db_insert()
	people = testing.everybody()
	last = testing.snapshot(people, pd.Timestamp(add_days(today(), -365)), policy_of())
	assert last["left"].sum() == 20
	found = testing.report()
	assert found["reason"] is None and found["leavers"] == 20
	assert 0 <= found["auc"] <= 1
	assert sum(row["leavers"] for row in found["lift"]) == pytest.approx(20)
	json.dumps(found, allow_nan=False)


def test_the_audit_names_nobody_and_no_small_group(scored: House) -> None:
	run(list(scored.of.values()))
	frappe.set_user(scored.user("Talent Manager"))
	found = retention_overview.audit()
	assert found["people"] >= len(scored.of)
	told = json.dumps(found, allow_nan=False, default=str)
	assert not any(name in told for name in scored.of.values())
	assert all(row["people"] is None or row["people"] >= 10 for row in [*found["gender"], *found["age"]])


def twins(state: str) -> list[str]:
	"""Two records of one person, both in a pay round of that state."""
	names = [make_employee(f"Ctwin{at}", user=False) for at in range(2)]
	for name in names:
		line = {"doctype": "Pay Round Line", "name": f"LINE-{name}", "pay_round": "PAY-X", "state": state}
		frappe.get_doc({**line, "employee": name}).db_insert()
	return names


def merge(old: str, new: str) -> None:
	renames.before_employee_rename(frappe.get_doc("Employee", old), "before_rename", old, new, merge=True)


def test_two_records_that_become_one_have_one_score(scored: House) -> None:
	old, new = twins("Draft")
	run([old, new])
	merge(old, new)
	assert frappe.get_all(SCORE, {"employee": ("in", (old, new))}, pluck="employee") == [new]
	assert frappe.get_all("Pay Round Line", {"pay_round": "PAY-X"}, pluck="employee") == [new]


def test_two_people_of_one_frozen_pay_round_stay_two(home: House) -> None:
	old, new = twins("Frozen")
	with pytest.raises(RenameRefused):
		merge(old, new)
	assert frappe.db.count("Pay Round Line", {"pay_round": "PAY-X"}) == 2
