"""Pay rounds: what is suggested, within which budget, who sees it, and that what is frozen stays."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from openpyxl import load_workbook

import frappe
from frappe.desk.query_report import run as run_report

from appraised import CYCLE, House, close_all
from people import change
from talent_performance.exceptions import IllegalMove, RewardRefused
from talent_performance.flows import reopening
from talent_performance.flows.retention import facts
from talent_performance.talent_performance.doctype.pay_round import pay_round

ROUND, LINE = "Pay Round", "Pay Round Line"
SALARY = 10_000_000


@pytest.fixture
def paid(home: House) -> House:
	"""Everybody's result of the cycle is published, and everybody earns the same."""
	close_all(home, publish=True)
	for name in home.of.values():
		frappe.db.set_value("Employee", name, {"ctc": SALARY, "date_of_joining": "2020-01-01"})
	return home


def made(home: House, by: str = "HR Manager", **more: object) -> frappe.model.document.Document:
	frappe.set_user(home.user(by))
	company = frappe.db.get_value("Employee", home.of["rina"], "company")
	values = {"title": "Merit 2026", "cycle": CYCLE, "company": company, "effective_on": "2026-01-01"}
	return frappe.get_doc({"doctype": ROUND, **values, **more}).insert()


def line(home: House, doc: frappe.model.document.Document, who: str) -> frappe._dict:
	return frappe.db.get_value(LINE, {"pay_round": doc.name, "employee": home.of[who]}, "*", as_dict=True)


def frozen(home: House, **more: object) -> frappe.model.document.Document:
	doc = made(home, **more)
	pay_round.compute(doc.name)
	pay_round.freeze(doc.name)
	return doc.reload()


def test_a_round_suggests_by_rule_and_share(paid: House) -> None:
	change(paid.of["budi"], date_of_joining="2025-07-02")
	doc = made(paid)
	assert {line.rating: line.percent for line in doc.rules} == {1: 0, 2: 0, 3: 2.5, 4: 4, 5: 6}
	told = pay_round.compute(doc.name)
	assert told["people"] == len(paid.of) == told["suggested_for"]
	row = line(paid, doc, "rina")
	assert (row.rating, row.percent, row.merit, row.new_salary) == (4, 4, 400_000, 10_400_000)
	assert line(paid, doc, "budi").merit == 200_548  # 183 of 365 days
	doc.reload().update({"prorated": 0}).save()
	pay_round.compute(doc.name)
	assert line(paid, doc, "budi").merit == 400_000
	assert frappe.db.count(LINE, {"pay_round": doc.name}) == len(paid.of)


def test_a_budget_is_never_exceeded(paid: House) -> None:
	doc = made(paid, budget=1_000_001)
	pay_round.compute(doc.name)
	merits = frappe.get_all(LINE, {"pay_round": doc.name}, pluck="merit")
	assert sum(merits) == 1_000_001 and max(merits) - min(merits) == 1
	assert doc.reload().suggested == 1_000_001
	assert doc.factor == pytest.approx(1_000_001 / (400_000 * len(paid.of)), abs=1e-6)


def test_nothing_is_suggested_and_it_says_why(paid: House) -> None:
	frappe.db.set_value("Employee", paid.of["rina"], "resignation_letter_date", "2025-12-01")
	frappe.db.set_value("Employee", paid.of["budi"], "ctc", 0)
	frappe.db.set_value("Employee", paid.of["head"], "date_of_joining", "2025-11-15")
	doc = made(paid)
	pay_round.compute(doc.name)
	reasons = {who: line(paid, doc, who).reason for who in ("rina", "budi", "head", "manager")}
	assert reasons == {
		"rina": "Left, or has handed in a resignation",
		"budi": "No salary is known",
		"head": "Employed for fewer than 90 days on 2026-01-01",
		"manager": None,
	}
	assert line(paid, doc, "rina").merit == 0


def test_the_pay_file_brings_salary_and_range(paid: House) -> None:
	doc = made(paid)
	doc.append("rules", {"rating": 4, "third": "Lower", "percent": 8})
	attach(doc, f"Employee,Salary,Range Low,Range High\n{paid.of['rina']},9000000,8000000,14000000\n")
	pay_round.compute(doc.name)
	row = line(paid, doc, "rina")
	assert (row.percent, row.merit) == (8, 720_000)
	assert row.position == pytest.approx(16.67)
	assert line(paid, doc, "budi").reason == "No salary is known"


@pytest.mark.parametrize(
	("text", "said"),
	[
		("Employee,Salary\nX,lots\n", "lots"),
		("Employee\nX\n", "salary"),
		("Employee,Salary\nX,1\nX,2\n", "X stands there twice"),
		("Employee,Salary,Range Low,Range High\nX,1,5,4\n", "Row 2"),
	],
)
def test_a_file_that_cannot_be_used_is_refused_row_by_row(paid: House, text: str, said: str) -> None:
	doc = made(paid)
	attach(doc, text)
	with pytest.raises(RewardRefused, match=said):
		pay_round.compute(doc.name)
	assert not frappe.db.exists(LINE, {"pay_round": doc.name})


def attach(doc: frappe.model.document.Document, text: str) -> None:
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"pay-{frappe.generate_hash(length=6)}.csv",
			"attached_to_doctype": ROUND,
			"attached_to_name": doc.name,
			"content": text.encode(),
			"is_private": 1,
		}
	).insert()
	doc.pay_file = file.file_url
	doc.save()


def test_what_is_frozen_stays_and_its_appraisals_count_as_exported(paid: House) -> None:
	doc = frozen(paid)
	assert len(doc.content_hash) == 64 and pay_round.is_intact(doc.name)
	assert line(paid, doc, "rina").state == "Frozen"
	for attempt in (pay_round.compute, pay_round.freeze):
		with pytest.raises((RewardRefused, frappe.PermissionError)):
			attempt(doc.name)
	frappe.set_user("Administrator")
	again = frappe.get_doc(ROUND, doc.name)
	again.budget = 5
	with pytest.raises(RewardRefused):
		again.save()
	with pytest.raises(RewardRefused):
		frappe.delete_doc(ROUND, doc.name)
	with pytest.raises(RewardRefused):
		pay_round.compute(doc.name)
	assert frappe.db.get_value(ROUND, doc.name, ["state", "budget"]) == ("Frozen", 0)
	exported = frappe.db.get_value("Performance Appraisal", paid.appraisal["rina"], "pay_exported_on")
	assert str(exported) == str(doc.frozen_on)
	frappe.set_user(paid.user("Talent Manager"))
	with pytest.raises((IllegalMove, frappe.PermissionError)):
		reopening.reopen(paid.appraisal["rina"], "Half of the year is missing.")
	frappe.set_user(paid.user("HR Manager"))
	reopening.reopen(paid.appraisal["rina"], "Half of the year is missing.", signed=True)
	assert frappe.db.get_value("Performance Appraisal", paid.appraisal["rina"], "state") == "Manager Review"
	assert pay_round.is_intact(doc.name)


def test_what_has_changed_since_is_computed_again_before_it_is_frozen(paid: House) -> None:
	doc = made(paid)
	with pytest.raises(RewardRefused, match="Compute"):
		pay_round.freeze(doc.name)
	pay_round.compute(doc.name)
	frappe.db.set_value("Employee", paid.of["rina"], "ctc", SALARY * 2)
	with pytest.raises(RewardRefused, match="changed"):
		pay_round.freeze(doc.name)
	assert frappe.db.get_value(ROUND, doc.name, "state") == "Draft"


def test_a_line_that_was_changed_behind_its_back_is_noticed(paid: House) -> None:
	doc = frozen(paid)
	frappe.db.set_value(LINE, line(paid, doc, "rina").name, "merit", 9_999_999)
	assert not pay_round.is_intact(doc.name)
	with pytest.raises(RewardRefused):
		pay_round.export(doc.name)


def test_the_file_for_payroll_has_the_hash_and_leaves_the_reader_out(paid: House) -> None:
	frappe.db.set_value("Employee", paid.of["rina"], "employee_name", "=1+1")
	doc = frozen(paid)
	pay_round.export(doc.name)
	book = load_workbook(io.BytesIO(frappe.local.response["filecontent"]))
	people = {row[0]: row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
	assert set(people) == set(paid.of.values()) - {paid.of["HR Manager"]}
	assert people[paid.of["rina"]][1] == "'=1+1"
	about = dict(book.worksheets[1].iter_rows(values_only=True))
	assert about["Hash of the Content"] == doc.content_hash
	assert about["Rows about yourself that are left out"] == 1


@pytest.mark.parametrize("who", ["rina", "manager", "head", "HR User", "Talent Manager"])
def test_pay_is_for_hr_managers_alone(paid: House, who: str) -> None:
	doc = frozen(paid)
	frappe.set_user(paid.user(who))
	with pytest.raises(frappe.PermissionError):
		made(paid, by=who)
	for attempt in (pay_round.compute, pay_round.freeze, pay_round.export, pay_round.is_intact):
		with pytest.raises(frappe.PermissionError):
			attempt(doc.name)
	for doctype in (ROUND, LINE):
		assert not frappe.has_permission(doctype, "read")
	frappe.set_user(paid.user("HR Manager"))
	assert not frappe.has_permission(LINE, "read", doc=line(paid, doc, "HR Manager").name)
	assert frappe.has_permission(LINE, "read", doc=line(paid, doc, "rina").name)


def test_the_report_shows_the_lines_that_the_reader_sees(paid: House) -> None:
	frappe.db.set_value("Employee", paid.of["budi"], "ctc", 0)
	doc = made(paid, budget=1_000_000)
	pay_round.compute(doc.name)
	found = run_report("Merit Proposal", filters={"pay_round": doc.name})
	rows = {row["employee"]: row for row in found["result"]}
	assert set(rows) == set(paid.of.values()) - {paid.of["HR Manager"]}
	assert rows[paid.of["budi"]]["merit"] is None and rows[paid.of["budi"]]["reason"] == "No salary is known"
	cards = {card["label"]: card["value"] for card in found["report_summary"]}
	assert (cards["Budget"], cards["Without a Suggestion"]) == (1_000_000, 1)
	assert run_report("Merit Proposal", filters={})["result"] == []


def test_a_frozen_round_says_where_pay_stands_in_its_range(paid: House) -> None:
	doc = made(paid)
	attach(doc, f"Employee,Salary,Range Low,Range High\n{paid.of['rina']},9000000,8000000,12000000\n")
	pay_round.compute(doc.name)
	assert facts.pay_positions([paid.of["rina"]], pd.Timestamp("2026-06-01")).empty
	pay_round.freeze(doc.name)
	found = facts.pay_positions(list(paid.of.values()), pd.Timestamp("2026-06-01"))
	assert found.to_dict() == {paid.of["rina"]: 0.25}


@pytest.mark.parametrize(
	"rule",
	[
		{"rating": 7, "third": "Any"},
		{"rating": 4, "third": "Any"},
		{"rating": 4, "third": "Upper", "percent": -1},
	],
)
def test_a_rule_that_makes_no_sense_is_refused(paid: House, rule: dict) -> None:
	doc = made(paid)
	doc.append("rules", rule)
	with pytest.raises(RewardRefused, match="Row 6"):
		doc.save()
	assert len(frappe.get_doc(ROUND, doc.name).rules) == 5
