"""Somebody finds out the name of another's document and calls every method with it: refused, and nothing changes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from methods import METHODS

import frappe

import feedback_rounds
from appraised import House
from people import COMPANY, OTHER_COMPANY, make_employee, make_other_company, user_of
from talent_performance.access import upkeep
from talent_performance.flows.feedback import raters
from talent_performance.flows.moving import moving

# Parameter → the DocType of which it names a document.
NAMES = {
	"agreement": "Works Agreement", "appraisal": "Performance Appraisal", "change": "Objective Change", "check_in": "Check-in", "cycle": "Performance Cycle",
	"delegation": "Delegation",
	"leadership_assessment": "Leadership Assessment", "pool": "Talent Pool",
	"employee": "Employee", "key_result": "Key Result", "name": "Potential Assessment", "objective": "Objective",
	"result": "Appraisal Result", "review": "Appraisal Review", "run": "Talent Run", "profile": "Talent Profile",
	"feedback": "Feedback Note", "request": "Personal Data Request", "hold": "Legal Hold", "link": "Review Link", "kiosk": "Kiosk",
	"assessment": "Competency Assessment",
	"succession_plan": "Succession Plan",
	"feedback_round": "Feedback Round", "feedback_result": "Feedback Result",
	"plan": "Development Plan",
	"retention_assessment": "Retention Assessment", "stay_plan": "Stay Plan", "pay_round": "Pay Round",
	"session": "Calibration Session", "move": "Calibration Move",
	"round": "Feedback Round", "about": "Feedback Request", "invitation": "Feedback Invitation",
}  # fmt: skip
# Parameter → what an attacker says there.
SAID = {
	"answer": "So be it.", "arguments": {"cycle": "Y2025", "reason": "Why not"}, "comment": "Fine", "decision": "Changed",
	"deed": "exempt", "end_date": "2025-04-30", "kind": "Close Cycle", "note": "Much better", "perspective": "Manager",
	"content": "bmFtZQ==", "how": "equal", "issue": "orphan", "over": "people", "place": "", "file": "/private/files/none.csv", "wording": "none", "rating": 5.0, "reason": "Because", "start_date": "2025-01-01", "text": "Well done", "value": 99.0,
	"key": "none", "digest_hour": "09:00", "paused_until": "2025-01-01", "unwanted": ["Phase Opened"],
	"approve": 1, "modified": "2025-01-01 00:00:00", "document_type": "Objective", "ground": "Because", "line": "none", "mark": "none", "seen": "",
	"files": ["none"], "view": "received", "people": ["none"], "groups": [], "chosen": {}, "until": "2025-12-30",
	"token": "forged", "secret": "000000", "code": "forged", "number": "4711", "said": {"summary": "Mine"}, "company": COMPANY,
	"risk": "High", "impact": "High", "reasons": "Because", "actions": "Nothing", "state": "Done", "outcome": "None",
	"seq": 0, "potential": "High", "action": "Nothing", "changes": "Archive", "effective_from": "2025-07-01", "due_date": "2999-01-01",
	"values": {"action": "Mine"}, "row": "none", "rows": ["none"], "progress": 100, "evidence": "None", "due_on": "2999-01-01", "owner": "none",
}  # fmt: skip
TITLES = ("Grow the north", "Sales in the north", "On the way north")
DEEDS = (
	"approve_goals",
	"open_self_review",
	"open_manager_review",
	"acknowledge",
	"appeal",
	"exempt",
	"include",
	"cancel",
)


@pytest.fixture
def rina(home: House) -> Iterator[dict[str, str]]:
	"""One of each, about Rina; the name of each by its DocType."""
	employee = home.of["rina"]
	frappe.set_user(home.user("rina"))
	objective = add("Objective", title=TITLES[0], level="Individual", employee=employee, cycle="Y2025")
	key_result = add(
		"Key Result", title=TITLES[1], objective=objective, method="Progress", start_value=0, target_value=10
	)
	check_in = add("Check-in", employee=employee, on_date="2025-06-01", moved=TITLES[2])
	note = add("Feedback Note", employee=employee, note=TITLES[2], visibility="Only Me")
	frappe.set_user("Administrator")
	frappe.db.set_value("Objective", objective, "status", "Approved")
	frappe.set_user(home.user("rina"))
	change = add(
		"Objective Change",
		objective=objective,
		changes="Archive",
		reason="No more",
		effective_from="2025-07-01",
	)
	frappe.set_user("Administrator")
	about = {"employee": employee}
	request = add("Personal Data Request", employee=employee, kind="Erasure", details="All of it")
	hold = add("Legal Hold", employee=employee, reason="A lawsuit", from_date="2025-01-01")
	yield {
		"Personal Data Request": request,
		"Legal Hold": hold,
		"Employee": employee,
		"Objective": objective,
		"Key Result": key_result,
		"Check-in": check_in,
		"Feedback Note": note,
		"Delegation": add(
			"Delegation",
			employee=home.of["manager"],
			acting=home.of["HR User"],
			until_date=frappe.utils.nowdate(),
			reason="Away",
		),
		"Objective Change": change,
		"Performance Cycle": "Y2025",
		**feedback(employee, home.of["manager"]),
		"Review Link": let_in(
			"Review Link",
			appraisal=home.appraisal["rina"],
			channel="E-mail",
			expires_on="2999-01-01",
			**about,
		),
		"Calibration Session": add(
			"Calibration Session", title="Meeting", company=COMPANY, cycles=[{"cycle": "Y2025", "weight": 1}]
		),
		"Calibration Move": below("Calibration Move", cycle="Y2025", seq=1, reason="Because", **about),
		"Feedback Result": below("Feedback Result", company=COMPANY, state="Released", figures="{}", **about),
		"Succession Plan": below("Succession Plan", company=COMPANY, status="Active"),
		"Kiosk": let_in(
			"Kiosk", place="Hall", company=COMPANY, cycle="Y2025", ends_on="2999-01-01", kept_by=employee
		),
		"Talent Profile": frappe.db.get_value("Talent Profile Employment", about, "parent"),
		"Performance Appraisal": home.appraisal["rina"],
		"Appraisal Review": frappe.db.get_value("Appraisal Review", {**about, "perspective": "Manager"}),
		"Appraisal Result": frappe.db.get_value("Appraisal Result", about) or "RESULT-none",
		"Potential Assessment": frappe.db.get_value("Potential Assessment", about),
		"Competency Assessment": add("Competency Assessment", employee=employee, source="Certificate"),
		"Retention Assessment": add(
			"Retention Assessment", risk="Low", impact="Low", reasons="None", **about
		),
		"Development Plan": add("Development Plan", employee=employee, kind="Growth", ends_on="2999-01-01"),
		"Stay Plan": add(
			"Stay Plan",
			owner_employee=home.of["manager"],
			due_date="2999-01-01",
			actions="Talk",
			**about,
		),
		"Pay Round": add(
			"Pay Round", title="Merit", cycle="Y2025", company=COMPANY, effective_on="2026-01-01"
		),
		"Works Agreement": add(
			"Works Agreement",
			title="x",
			company=COMPANY,
			agreed_on="2025-01-01",
			valid_from="2999-01-01",
			guidelines=1,
		),
		**pooled(employee),
		"Talent Run": add(
			"Talent Run", title="Close", kind="Close Cycle", arguments="{}", started_by="Administrator"
		),
	}


def pooled(employee: str) -> dict[str, str]:
	"""A pool in which the employee is, and evidence of potential."""
	pool = add("Talent Pool", title=TITLES[2], company=COMPANY)
	who = {"employee": employee, "company": COMPANY}
	return {
		"Talent Pool": pool,
		"Talent Pool Member": below("Talent Pool Member", pool=pool, status="Suggested", **who),
		"Leadership Assessment": below(
			"Leadership Assessment", kind="Learning Agility", state="Draft", **who
		),
	}


def add(doctype: str, **values: object) -> str:
	"""A document as its writer saves it."""
	return frappe.get_doc({"doctype": doctype, **values}).insert().name


def below(doctype: str, **values: object) -> str:
	"""A row as a run writes it, past its document."""
	doc = frappe.get_doc({"doctype": doctype, "name": f"{doctype} of Rina", **values})
	doc.db_insert()
	return doc.name


def feedback(employee: str, manager: str) -> dict[str, str]:
	"""A round in which somebody is asked about the employee."""
	feedback_rounds.make_setup()
	round_ = feedback_rounds.with_people(employee)
	request = feedback_rounds.request_of(round_, employee)
	document = frappe.get_doc("Feedback Request", request)
	invitation = raters.choose(document, rater=manager, group="Other", by="HR")
	return {"Feedback Round": round_, "Feedback Request": request, "Feedback Invitation": invitation}


def let_in(doctype: str, **values: object) -> str:
	"""A link or a kiosk as the flow writes it."""
	by = {"issued_by": "Administrator", "issued_on": frappe.utils.now()}
	started = {"started_by": "Administrator", "started_on": frappe.utils.now()}
	with moving():
		return add(doctype, token_hash="0" * 64, **by, **started, **values)


def data() -> dict[str, Any]:
	"""What there is of each DocType of ours, and when it was last touched."""
	doctypes = frappe.get_all(
		"DocType", {"module": "Talent Performance", "issingle": 0}, pluck="name", order_by="name"
	)
	counted = {
		each: frappe.db.sql(f"select count(*), max(modified) from `tab{each}`")[0] for each in doctypes
	}
	return {each: found for each, found in counted.items() if each != "Talent Access Log"}


def arguments_of(function: Callable, about: dict[str, str]) -> dict[str, Any]:
	"""Everything that the method asks for, with the names of Rina's documents."""
	asked = inspect.signature(function).parameters
	known = (
		{name: about[doctype] for name, doctype in NAMES.items()}
		| SAID
		| {
			"names": [about["Performance Appraisal"]],
			"members_of_pool": [about["Talent Pool Member"]],
			"employees": [about["Employee"]],
			"appraisals": [about["Performance Appraisal"]],
			"objectives": [about["Objective"]],
			"parent": about["Objective"],
			"parts": [{"employee": about["Employee"], "target": 5}],
			"rows": [{"key_result": about["Key Result"], "value": 9}],
			"choice": {"cycle": about["Performance Cycle"], "company": COMPANY},
			"values": {
				"title": "Mine",
				"kind": "Annual",
				"start_date": "2025-01-01",
				"end_date": "2025-12-31",
				"companies": [COMPANY],
			},
		}
	)
	unknown = [name for name, each in asked.items() if each.default is each.empty and name not in known]
	assert not unknown, f"{function.__name__}: say in NAMES or SAID what {unknown} would be."
	return {name: known[name] for name in asked if name in known}


@pytest.fixture
def stranger(home: House, request: pytest.FixtureRequest) -> str:
	"""A user who has nothing to do with Rina's records."""
	if request.param == "a colleague":
		return home.user("budi")
	if not frappe.db.exists("Company", OTHER_COMPANY):
		make_other_company()
	roles = {"an employee of another company": (), "HR of another company": ("HR Manager", "Talent Manager")}[
		request.param
	]
	employee = make_employee(f"Far{len(roles)}", roles=roles, company=OTHER_COMPANY)
	upkeep.update_lines()
	return user_of(employee)


@pytest.mark.parametrize(
	"stranger", ["a colleague", "an employee of another company", "HR of another company"], indirect=True
)
def test_nobody_does_anything_with_the_names_of_others(rina: dict[str, str], stranger: str) -> None:
	before, told = data(), []
	secrets = {*rina.values(), *TITLES} - {"Y2025"}
	frappe.set_user(stranger)
	for path, function in METHODS.items():
		given = arguments_of(function, rina)
		for deed in DEEDS if "deed" in given else (None,):
			if deed:
				given["deed"] = deed
			frappe.db.savepoint("one_call")
			try:
				answer = function(**given)
			except (frappe.PermissionError, frappe.DoesNotExistError, frappe.ValidationError):
				frappe.db.rollback(save_point="one_call")
				continue
			if any(secret in repr(answer) for secret in secrets):
				told.append((path, given, answer))
			if given.keys().isdisjoint(NAMES):  # about what is the user's own
				frappe.db.rollback(save_point="one_call")
	frappe.set_user("Administrator")
	assert not told
	assert data() == before
