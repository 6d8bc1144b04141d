"""Risk and impact as people judge them, stay plans, and who may do what with them."""

from __future__ import annotations

import pytest

import frappe
from frappe.utils import add_days, today

from appraised import House
from talent_performance.access.audience import Practice
from talent_performance.exceptions import IllegalMove, PracticeOff, RetentionRefused
from talent_performance.flows.retention import latest
from talent_performance.portal import team
from talent_performance.talent_performance.doctype.retention_assessment import retention_assessment
from talent_performance.talent_performance.doctype.stay_plan import stay_plan
from talent_performance.talent_performance.page.retention_overview import retention_overview

ASSESSMENT, PLAN = "Retention Assessment", "Stay Plan"
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
