"""Appraisals follow the people: transfers, managers, leaving, coming back, long leave."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, getdate

import cycles
from cycles import LEADERS, STAFF, Firm, appraisal_of, day, dept, launched, move
from harness import Site
from people import COMPANY, OTHER_COMPANY, change
from staff import import_employees
from talent_performance.exceptions import AbsenceMisfit
from talent_performance.flows import launch, transfers
from talent_performance.flows.participants import APPRAISAL
from talent_performance.integrations import hrms_leave
from talent_performance.talent_performance.doctype.performance_cycle import performance_cycle as desk

ABSENCE = "Appraisal Absence"


@pytest.fixture(scope="module")
def firm(site: Site) -> Iterator[Firm]:
	"""Set up once in a transaction that is never committed; each test works in a savepoint."""
	yield from cycles.firm()


@pytest.fixture(autouse=True)
def in_savepoint(firm: Firm) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	yield from cycles.savepoint()


def handovers(cycle: str) -> list[tuple]:
	"""What outgoing managers are asked for: whose appraisal, which segment, who reviews."""
	return frappe.get_all(
		"Appraisal Review",
		filters={"cycle": cycle, "perspective": "Handover"},
		fields=["appraisal", "segment", "reviewer"],
		order_by="appraisal, segment",
		as_list=True,
	)


def segments(employee: str, name: str) -> list[tuple]:
	"""The parts of somebody's period: label, first and last day, department, manager."""
	return [
		(part.segment, str(part.start_date), str(part.end_date), part.department, part.manager)
		for part in appraisal_of(employee, name).segments
	]


# Transfers


def test_another_manager_begins_a_segment_and_hands_over(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	own = appraisal_of(clerk, name).name
	change(clerk, reports_to=firm.of["second manager"])
	assert segments(clerk, name) == [
		("S1", day(0), day(99), dept("East"), firm.of["manager"]),
		("S2", day(100), day(364), dept("East"), firm.of["second manager"]),
	]
	found = appraisal_of(clerk, name)
	assert (found.manager, found.manager_name) == (firm.of["second manager"], "Launchsecond")
	assert found.second_manager == firm.of["boss"]
	assert list(handovers(name)) == [(own, "S1", firm.of["manager"])]


def test_another_department_begins_a_segment_without_a_handover(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	change(clerk, department=dept("Finance"))
	assert [part[3] for part in segments(clerk, name)] == [dept("East"), dept("Finance")]
	assert appraisal_of(clerk, name).department == dept("Finance")
	assert not handovers(name)


def test_a_second_change_on_the_same_day_rewrites_the_segment(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	change(clerk, department=dept("Finance"))
	change(clerk, department=dept("Sales"), reports_to=firm.of["second manager"])
	assert segments(clerk, name) == [
		("S1", day(0), day(99), dept("East"), firm.of["manager"]),
		("S2", day(100), day(364), dept("Sales"), firm.of["second manager"]),
	]


def test_a_transfer_to_another_company_keeps_the_appraisal(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	change(clerk, company=OTHER_COMPANY, department=None)
	found = appraisal_of(clerk, name)
	assert (found.company, found.state) == (OTHER_COMPANY, "Goal Setting")
	assert [part.company for part in found.segments] == [COMPANY, OTHER_COMPANY]


def test_another_role_brings_its_template_and_its_competencies(firm: Firm) -> None:
	rules = [
		{"effect": "Use Template", "attribute": "Designation", "value": "Launch Lead", "template": LEADERS}
	]
	name, clerk = launched(rules=rules), firm.of["clerk"]
	change(clerk, designation="Launch Lead")
	found = appraisal_of(clerk, name)
	assert (found.template, found.designation) == (LEADERS, "Launch Lead")
	assert [part.template for part in found.segments] == [STAFF, LEADERS]
	assert [line.item for line in found.competencies] == ["Launch Counting", "Launch Courage", "Values"]
	assert [line.idx for line in found.competencies] == [1, 2, 3]


def test_a_name_and_a_branch_only_follow(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	cycles.put("Branch", "Launch Branch", branch="Launch Branch")
	change(clerk, branch="Launch Branch", last_name="Newname")
	found = appraisal_of(clerk, name)
	assert (found.branch, found.employee_name) == ("Launch Branch", "Launchclerk Newname")
	assert len(found.segments) == 1


def test_the_managers_own_manager_follows_for_all_his_reports(firm: Firm) -> None:
	name = launched()
	change(firm.of["manager"], reports_to=firm.of["second manager"])
	for kind in ("clerk", "seller", "joiner"):
		found = appraisal_of(firm.of[kind], name)
		assert (found.second_manager, len(found.segments)) == (firm.of["second manager"], 1)


def test_without_a_manager_the_appraisal_keeps_the_one_it_had(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	change(clerk, reports_to=None)
	found = appraisal_of(clerk, name)
	assert (found.manager, found.manager_name, len(found.segments)) == (
		firm.of["manager"],
		"Launchmanager",
		1,
	)
	assert not handovers(name)


def test_after_the_last_day_only_the_manager_follows(firm: Firm) -> None:
	name, clerk = launched(start_date=day(-300), end_date=day(99)), firm.of["clerk"]
	change(clerk, reports_to=firm.of["second manager"], department=dept("Finance"))
	found = appraisal_of(clerk, name)
	assert (found.manager, found.department) == (firm.of["second manager"], dept("East"))
	assert len(found.segments) == 1


@pytest.mark.parametrize("state", ["Calibration", "Published", "Acknowledged", "Exempt"])
def test_what_is_decided_stays_as_it_was(firm: Firm, state: str) -> None:
	name, clerk = launched(), firm.of["clerk"]
	move(appraisal_of(clerk, name).name, state)
	change(clerk, reports_to=firm.of["second manager"])
	assert (appraisal_of(clerk, name).manager, len(segments(clerk, name))) == (firm.of["manager"], 1)


def test_a_cycle_that_is_closed_is_left_alone(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	frappe.db.set_value("Performance Cycle", name, "state", "Closed")
	change(clerk, reports_to=firm.of["second manager"])
	assert appraisal_of(clerk, name).manager == firm.of["manager"]


def test_saving_without_a_change_asks_nothing(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
	launched()
	monkeypatch.setattr(transfers, "running", lambda: pytest.fail("It was asked."))
	change(firm.of["clerk"], cell_number="0812345678")


def test_changes_below_the_orm_come_to_the_same(firm: Firm) -> None:
	name, clerk, seller = launched(), firm.of["clerk"], firm.of["seller"]
	for each in (clerk, seller):
		frappe.db.set_value("Employee", each, "reports_to", firm.of["second manager"])
	transfers.catch_up()
	for each in (clerk, seller):
		assert [part[4] for part in segments(each, name)] == [firm.of["manager"], firm.of["second manager"]]
	assert len(handovers(name)) == 2
	transfers.catch_up()
	assert len(segments(clerk, name)) == 2


def test_an_event_takes_the_same_number_of_statements_for_a_manager_of_few_and_of_many(firm: Firm) -> None:
	name, boss = launched(), firm.of["manager"]
	few = follow_statements(boss)
	many = import_employees(40, "MANY")
	frappe.db.set_value("Employee", {"name": ("in", many)}, {"reports_to": boss, "company": COMPANY})
	launch.include(name, many)
	assert follow_statements(boss) <= few
	assert frappe.db.count(APPRAISAL, {"manager": boss, "second_manager": firm.of["boss"]}) > 30


def follow_statements(employee: str) -> int:
	"""How many statements an event takes when everybody below gets another manager's manager."""
	transfers.follow([employee])
	asked, count = frappe.db.sql, [0]

	def counting(*given: object, **named: object) -> object:
		count[0] += 1
		return asked(*given, **named)

	frappe.db.set_value(APPRAISAL, {"manager": employee}, "second_manager", None)
	frappe.db.sql = counting
	try:
		transfers.follow([employee])
	finally:
		frappe.db.sql = asked
	return count[0]


# Leaving and coming back


def test_a_last_day_brings_the_end_forward_and_a_later_one_back(firm: Firm) -> None:
	name, clerk = launched(phases=[{"phase": "Goal Setting", "due_date": day(150)}]), firm.of["clerk"]
	change(clerk, relieving_date=day(120))
	found = appraisal_of(clerk, name)
	assert (str(found.end_date), str(found.goal_deadline), str(found.due_date)) == (day(120),) * 3
	assert segments(clerk, name)[-1][2] == day(120)
	change(clerk, relieving_date=None)
	assert (str(appraisal_of(clerk, name).end_date), segments(clerk, name)[-1][2]) == (day(364), day(364))


def test_a_last_day_before_the_last_segment_takes_that_one_away(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	change(clerk, department=dept("Finance"))
	change(clerk, relieving_date=day(90))
	assert [part[:3] for part in segments(clerk, name)] == [("S1", day(0), day(90))]


def test_a_leavers_open_appraisal_is_cancelled_and_comes_back_with_him(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	change(clerk, status="Left", relieving_date=day(99))
	found = appraisal_of(clerk, name)
	assert (found.state, found.cancel_reason) == ("Cancelled", transfers.why_left())
	change(clerk, status="Active", relieving_date=None)
	found = appraisal_of(clerk, name)
	assert (found.state, str(found.end_date)) == ("Goal Setting", day(364))


def test_what_hr_cancelled_does_not_come_back(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	own = appraisal_of(clerk, name).name
	frappe.db.set_value(APPRAISAL, own, {"state": "Cancelled", "cancel_reason": "On secondment"})
	change(clerk, status="Left", relieving_date=day(99))
	change(clerk, status="Active", relieving_date=None)
	assert appraisal_of(clerk, name).state == "Cancelled"


def test_a_leaver_whose_result_is_being_decided_keeps_it(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	move(appraisal_of(clerk, name).name, "Calibration")
	change(clerk, status="Left", relieving_date=day(99))
	assert appraisal_of(clerk, name).state == "Calibration"


# Long leave


def absences(employee: str, name: str) -> list[tuple]:
	"""First day, last day and source of somebody's long leave."""
	return [
		(str(line.start_date), str(line.end_date), line.source)
		for line in appraisal_of(employee, name).absences
	]


@pytest.mark.parametrize("kind", ["hr", "hr clerk"])
def test_hr_records_long_leave(firm: Firm, kind: str) -> None:
	name, clerk = launched(), firm.of["clerk"]
	frappe.set_user(firm.users[kind])
	assert desk.record_absence(name, clerk, day(110), day(150)) == appraisal_of(clerk, name).name
	assert absences(clerk, name) == [(day(110), day(150), None)]


@pytest.mark.parametrize("kind", ["colleague", "manager", "talent", "hr abroad"])
def test_who_may_not_record_leave(firm: Firm, kind: str) -> None:
	name, clerk = launched(), firm.of["clerk"]
	frappe.set_user(firm.users[kind])
	with pytest.raises(frappe.PermissionError):
		desk.record_absence(name, clerk, day(110), day(150))
	frappe.set_user("Administrator")
	assert absences(clerk, name) == []


def test_nobody_records_the_own_leave(firm: Firm) -> None:
	name = launched()
	frappe.set_user(firm.users["hr"])
	with pytest.raises(frappe.PermissionError):
		desk.record_absence(name, firm.of["hr"], day(110), day(150))
	with pytest.raises(frappe.PermissionError):
		desk.record_absence(name, firm.of["leaver"], day(110), day(150))


@pytest.mark.parametrize(
	("first", "last", "told"),
	[(150, 110, "before the first"), (400, 440, "isn't within the period"), (120, 125, "recorded already")],
)
def test_leave_that_cannot_be_is_refused(firm: Firm, first: int, last: int, told: str) -> None:
	name, clerk = launched(), firm.of["clerk"]
	desk.record_absence(name, clerk, day(110), day(150))
	with pytest.raises(AbsenceMisfit, match=told):
		desk.record_absence(name, clerk, day(first), day(last))
	assert len(absences(clerk, name)) == 1


def test_leave_after_the_decision_is_refused(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	move(appraisal_of(clerk, name).name, "Published")
	with pytest.raises(AbsenceMisfit, match="Published"):
		desk.record_absence(name, clerk, day(110), day(150))


def leave_system(monkeypatch: pytest.MonkeyPatch, *rows: tuple[str, str, str]) -> None:
	"""As if Frappe HR were there with this approved leave."""
	found = pd.DataFrame(rows, columns=["employee", "start_date", "end_date"])
	found = found.assign(**{column: pd.to_datetime(found[column]) for column in ("start_date", "end_date")})
	monkeypatch.setattr(hrms_leave, "doctype_exists", lambda name: True)
	monkeypatch.setattr(hrms_leave, "leaves", lambda appraisals: found)


def test_long_leave_of_the_leave_system_is_taken_over_and_given_back(
	firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
	name, clerk, seller = launched(), firm.of["clerk"], firm.of["seller"]
	desk.record_absence(name, clerk, day(200), day(250))
	leave_system(
		monkeypatch,
		(clerk, day(110), day(140)),
		(clerk, day(240), day(280)),
		(seller, day(110), day(120)),
		(seller, day(-200), day(-100)),
	)
	for _time in range(2):
		hrms_leave.sync()
	assert absences(clerk, name) == [(day(200), day(250), None), (day(110), day(140), "Leave Application")]
	assert absences(seller, name) == []
	leave_system(monkeypatch, (clerk, day(110), day(145)))
	hrms_leave.on_leave(frappe._dict(employee=clerk))
	assert absences(clerk, name) == [(day(200), day(250), None), (day(110), day(145), "Leave Application")]
	leave_system(monkeypatch)
	hrms_leave.sync([clerk])
	assert absences(clerk, name) == [(day(200), day(250), None)]


def test_without_frappe_hr_nothing_is_asked(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
	launched()
	if frappe.db.exists("DocType", "Leave Application"):
		pytest.skip("Frappe HR is on this site.")
	monkeypatch.setattr(hrms_leave, "leaves", lambda appraisals: pytest.fail("It was asked."))
	hrms_leave.sync()


def test_leave_is_read_from_where_frappe_hr_keeps_it(firm: Firm) -> None:
	if not frappe.db.exists("DocType", "Leave Application"):
		pytest.skip("Frappe HR isn't on this site.")
	name, clerk = launched(), firm.of["clerk"]
	for number, (status, docstatus) in enumerate([("Approved", 1), ("Approved", 0), ("Cancelled", 2)]):
		values = {
			"name": f"LAUNCH-LEAVE-{number}", "employee": clerk, "status": status, "docstatus": docstatus, "company": COMPANY,
			"from_date": add_days(getdate(), 50 * number), "to_date": add_days(getdate(), 50 * number + 40),
		}  # fmt: skip
		frappe.get_doc({"doctype": "Leave Application", **values}).db_insert()
	hrms_leave.sync([clerk])
	assert absences(clerk, name) == [(day(100), day(140), "Leave Application")]
