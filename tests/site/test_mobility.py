"""Internal mobility: people for a role, roles for a person, people from outside beside a role, and who may ask."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest

import frappe

import capable
from capable import ANALYST, HOSTILE, LEAD, NEGOTIATION, STATISTICS
from harness import Site
from people import COMPANY, OTHER_COMPANY, make_employee, make_other_company
from portal_people import counted, without_roles
from staff import placed
from talent_performance.access import upkeep
from talent_performance.exceptions import SearchMisfit
from talent_performance.flows.mobility import roles
from talent_performance.portal import career
from talent_performance.talent_performance.page.internal_mobility import internal_mobility as page
from talent_performance.talent_performance.report.promotion_readiness import promotion_readiness


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[capable.House]:
	"""Founded once, never committed: siti is a lead in all but name, budi lacks an essential, citra is hardly assessed."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		made = capable.build(COMPANY, "Mob")
		make_other_company()
		of = made.of
		of["citra"] = make_employee("Mobcitra", of["manager"], designation=ANALYST)
		of["abroad"] = make_employee("Mobabroad", designation=ANALYST, company=OTHER_COMPANY)
		of["hr abroad"] = make_employee("Mobhrabroad", roles=("HR Manager",), company=OTHER_COMPANY)
		upkeep.update_lines()
		known = {
			"siti": {STATISTICS: 5, NEGOTIATION: 5},
			"budi": {STATISTICS: 5, NEGOTIATION: 4},
			"citra": {STATISTICS: 5},
			"abroad": {STATISTICS: 4, NEGOTIATION: 5},
		}
		frappe.set_user("Administrator")
		for who, levels in known.items():
			capable.assess(of[who], levels, "Test")
		yield made
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()


@pytest.fixture(autouse=True)
def in_savepoint(house: capable.House) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def ranked(house: capable.House, who: str = "talent", **asked: Any) -> dict[str, dict[str, Any]]:
	"""The rows that somebody is shown, by what we call the person."""
	frappe.set_user(house.user(who))
	named = {employee: each for each, employee in house.of.items()}
	rows = page.people(**({"designation": LEAD} | asked))["rows"]
	return {named[row["employee"]]: row for row in rows if row["employee"] in named}


def judged(house: capable.House, who: str, performance: float, potential: float) -> None:
	"""What is on record about somebody, past the year that it takes to get there."""
	placed(house.of[who], performance, potential)


def test_people_stand_in_the_order_in_which_they_come_into_question(house: capable.House) -> None:
	found = ranked(house)
	standing = {who: (row["standing"], row["place"]) for who, row in found.items()}
	assert standing["siti"] == ("ranked", 1)
	assert standing["abroad"] == ("ranked", 2)
	assert standing["budi"] == ("essential unmet", None)
	assert standing["citra"] == ("not ranked", None)
	assert "manager" not in found  # holds the role
	assert [round(found[who]["fit"]) for who in ("siti", "abroad", "budi", "citra")] == [100, 90, 90, 100]
	assert (found["citra"]["coverage"], found["citra"]["unknown"]) == (50, [NEGOTIATION])
	assert found["budi"]["unmet"] == [NEGOTIATION] and NEGOTIATION in found["budi"]["reason"]
	assert found["budi"]["gaps"] == [
		{"competency": NEGOTIATION, "required": 5, "level": 4, "essential": True}
	]
	assert found["siti"]["gaps"] == []


def test_the_answer_counts_everybody_and_says_what_is_required(house: capable.House) -> None:
	frappe.set_user(house.user("talent"))
	answer = page.people(designation=LEAD, company=COMPANY)
	assert sum(answer["counts"].values()) == answer["people"] >= len(answer["rows"])
	assert [(each["competency"], each["required_level"]) for each in answer["required"]] == [
		(NEGOTIATION, 5),
		(STATISTICS, 5),
	]
	assert house.of["abroad"] not in [row["employee"] for row in answer["rows"]]


def test_holders_come_in_when_asked_for(house: capable.House) -> None:
	assert "manager" in ranked(house, holders=1)


def test_between_equal_fits_readiness_performance_and_wish_decide(house: capable.House) -> None:
	frappe.set_user("Administrator")
	capable.assess(house.of["citra"], {NEGOTIATION: 5}, "Test")
	assert [row["place"] for who, row in ranked(house).items() if who in ("siti", "citra")] == [1, 1]
	frappe.set_user(house.user("citra"))
	career.save({"roles": [LEAD], "relocate": "Yes"}, "")
	wished = ranked(house)
	assert (wished["citra"]["place"], wished["siti"]["place"], wished["citra"]["wish"]) == (1, 2, 1)
	assert wished["citra"]["mobility"]["relocate"] == "Yes"
	judged(house, "siti", 4.0, 4.0)
	better = ranked(house)
	assert (better["siti"]["place"], better["citra"]["place"]) == (1, 2)
	assert better["siti"]["performance"] == 75 and better["citra"]["performance"] is None
	assert ranked(house, leading="wish")["citra"]["place"] == 1


def test_hr_of_one_company_reaches_its_people_only(house: capable.House) -> None:
	assert "abroad" not in ranked(house, "hr") or not frappe.get_all(
		"User Permission", {"user": house.user("hr")}
	)
	there = ranked(house, "hr abroad")
	assert set(there) == {"abroad"}


@pytest.mark.parametrize("who", ["siti", "manager", "upper", "hruser"])
def test_nobody_else_searches(house: capable.House, who: str) -> None:
	frappe.set_user(house.user(who))
	doors: list[Callable[[], Any]] = [
		page.choices,
		lambda: page.find("mob"),
		lambda: page.people(designation=LEAD),
		lambda: page.reach(house.of["siti"]),
		lambda: page.required(designation=LEAD),
		lambda: page.compare([{"name": "X", "levels": {}}], designation=LEAD),
		lambda: page.template(designation=LEAD),
		lambda: page.read_file(base64.b64encode(b"x").decode()),
	]
	for door in doors:
		with pytest.raises(frappe.PermissionError):
			door()


def test_what_there_is_to_choose_from(house: capable.House) -> None:
	frappe.set_user(house.user("hr abroad"))
	found = page.choices()
	assert LEAD in found["designations"] and found["companies"] == [OTHER_COMPANY]
	assert [each["employee"] for each in page.find("MOBAB")] == [house.of["abroad"]]
	assert page.find("mobsiti") == [] and page.find("m") == [] and page.find("%%") == []


def test_nobody_finds_himself(house: capable.House) -> None:
	frappe.set_user(house.user("talent"))
	shown = page.people(designation=ANALYST, holders=1, company=COMPANY)["rows"]
	assert shown and house.of["talent"] not in [row["employee"] for row in shown]
	with pytest.raises(frappe.PermissionError):
		page.reach(house.of["talent"])


def test_a_switched_off_analysis_leaves_people_out(house: capable.House) -> None:
	frappe.set_user("Administrator")
	agreement = {
		"doctype": "Works Agreement",
		"title": "Off",
		"company": OTHER_COMPANY,
		"individual_analytics": 1,
	}
	days = {"agreed_on": "2020-01-01", "valid_from": "2020-01-01"}
	frappe.get_doc({**agreement, **days}).insert(ignore_mandatory=True)
	assert "abroad" not in ranked(house) and "siti" in ranked(house)
	with pytest.raises(frappe.PermissionError):
		page.reach(house.of["abroad"])
	frappe.set_user(house.user("abroad"))
	own = roles.own()
	assert own["rows"] == [] and "agreement" in own["why"]


def test_a_role_without_requirements_says_what_to_do(house: capable.House) -> None:
	frappe.set_user(house.user("talent"))
	frappe.get_doc({"doctype": "Designation", "designation_name": "Mob Nothing"}).insert(
		ignore_permissions=True
	)
	for asked, told in (
		({"designation": "Mob Nothing"}, "Role Competency Profile"),
		({}, "Choose"),
		({"designation": LEAD, "leading": "shoe size"}, "shoe|criterion"),
	):
		with pytest.raises(SearchMisfit, match=told):
			page.people(**asked)


def test_a_critical_position_is_searched_for_without_its_incumbent(house: capable.House) -> None:
	frappe.set_user(house.user("talent"))
	seat = {
		"doctype": "Critical Position",
		"title": "Head <b>of</b> data",
		"company": COMPANY,
		"designation": LEAD,
		"criticality": 5,
	}
	name = frappe.get_doc({**seat, "incumbent": house.of["siti"]}).insert().name
	found = ranked(house, position=name, designation="", holders=1)
	assert "siti" not in found and found["manager"]
	frappe.set_user(house.user("hr abroad"))
	with pytest.raises(frappe.PermissionError):
		page.people(position=name)


def test_the_roles_within_somebodys_reach(house: capable.House) -> None:
	frappe.set_user(house.user("talent"))
	found = {row["designation"]: row for row in page.reach(house.of["siti"])["rows"]}
	assert found[LEAD]["reach"] == "within reach" and ANALYST not in found
	frappe.set_user(house.user("talent"))
	lacking = {row["designation"]: row for row in page.reach(house.of["budi"])["rows"]}
	assert (lacking[LEAD]["reach"], lacking[LEAD]["unmet"]) == ("with development", [NEGOTIATION])


@pytest.mark.parametrize("website", [False, True])
def test_everybody_sees_the_own_roles_within_reach(house: capable.House, website: bool) -> None:
	if website:
		without_roles(house.user("budi"))
	frappe.set_user(house.user("budi"))
	own = career.reach()
	assert [(row["designation"], row["reach"]) for row in own["rows"] if row["designation"] == LEAD] == [
		(LEAD, "with development")
	]
	assert not {"performance", "readiness", "place"} & set(own["rows"][0])


def test_questions_do_not_grow_with_people_or_roles(house: capable.House) -> None:
	frappe.set_user(house.user("talent"))
	few, answer = counted(lambda: page.people(designation=LEAD, company=COMPANY))
	frappe.set_user("Administrator")
	for number in range(2):
		new = make_employee(f"Mobnew{number}", designation=ANALYST, user=False)
		capable.assess(new, {STATISTICS: 3, NEGOTIATION: 5}, "Test")
	frappe.set_user(house.user("talent"))
	many, more = counted(lambda: page.people(designation=LEAD, company=COMPANY))
	assert more["people"] == answer["people"] + 2 and many == few
	frappe.set_user(house.user("siti"))
	before, _own = counted(career.reach)
	frappe.set_user("Administrator")
	for number in range(3):
		name = f"Mob Role {number}"
		frappe.get_doc({"doctype": "Designation", "designation_name": name}).insert()
		capable.require(name, {STATISTICS: (3, 1, 0)})
	frappe.set_user(house.user("siti"))
	after, own = counted(career.reach)
	assert after == before and len(own["rows"]) >= 4


# Ready to be promoted


def test_who_is_ready_for_the_next_step(house: capable.House) -> None:
	placed(house.of["siti"], 4.0, 3.0, performance_band="High", potential_band="Mid")
	frappe.set_user("Administrator")
	capable.assess(house.of["siti"], {STATISTICS: 5, NEGOTIATION: 5, HOSTILE: 5}, "Manager")
	frappe.set_user(house.user("talent"))
	columns, rows, _message, drawn, summary = promotion_readiness.execute({"company": COMPANY})
	found = {row["employee"]: row for row in rows}
	assert rows[0]["employee"] == house.of["siti"]
	assert (found[house.of["siti"]]["promotion"], found[house.of["siti"]]["met"], found[house.of["siti"]]["reason"]) == (
		"Ready", 4, None,
	)  # fmt: skip
	budi = found[house.of["budi"]]
	assert budi["promotion"] == "Not Yet" and "(not known)" in budi["reason"]
	assert house.of["talent"] not in found
	assert sum(drawn["data"]["datasets"][0]["values"]) == len(rows) == summary[0]["value"]
	assert {"promotion", "reason"} <= {each["fieldname"] for each in columns}
	[one] = promotion_readiness.execute({"employee": house.of["siti"], "promotion": "Ready"})[1]
	assert one["employee"] == house.of["siti"]


@pytest.mark.parametrize("who", ["siti", "upper", "hruser"])
def test_nobody_else_reads_who_is_ready(house: capable.House, who: str) -> None:
	frappe.set_user(house.user(who))
	with pytest.raises(frappe.PermissionError):
		promotion_readiness.execute({})


# People from outside


def test_people_from_outside_are_compared_and_kept_nowhere(house: capable.House) -> None:
	frappe.set_user(house.user("talent"))
	people = [
		{"name": "Ola <b>Fit</b>", "levels": {STATISTICS: 5, NEGOTIATION: "5"}},
		{"name": "Per Half", "levels": {STATISTICS: 4, NEGOTIATION: 5}},
		{"name": "Nil", "levels": {STATISTICS: ""}},
	]
	found = page.compare(people, designation=LEAD)
	assert [(row["employee_name"], row["place"], row["standing"]) for row in found] == [
		("Ola <b>Fit</b>", 1, "ranked"), ("Per Half", 2, "ranked"), ("Nil", None, "not ranked"),
	]  # fmt: skip
	assert [row["fit"] and round(row["fit"]) for row in found] == [100, 90, None]
	assert not {"readiness", "performance", "wish"} & set(found[0])


@pytest.mark.parametrize(
	("people", "told"),
	[
		([], "Between 1 and 200"),
		([{"name": "A", "levels": {STATISTICS: "many"}}, {"name": "", "levels": {"Juggling <b>": 3}}], "Row 1.*Row 2, Name.*Juggling &lt;b"),
		([{"name": "A", "levels": {STATISTICS: -1}}], "0 to 100"),
		(["A"], "Row 1, Name"),
	],
)  # fmt: skip
def test_everything_that_is_wrong_is_said_at_once(house: capable.House, people: list, told: str) -> None:
	frappe.set_user(house.user("talent"))
	with pytest.raises(SearchMisfit, match=told):
		page.compare(people, designation=LEAD)


def test_the_template_comes_back_filled_in(house: capable.House) -> None:
	frappe.set_user(house.user("talent"))
	page.template(designation=ANALYST)
	book = openpyxl.load_workbook(io.BytesIO(frappe.response["filecontent"]))
	sheet = book.active
	head = [cell.value for cell in sheet[1]]
	assert head == ["Name", STATISTICS, HOSTILE, NEGOTIATION]
	sheet.append(["Ola", 5, None, 2])
	filled = io.BytesIO()
	book.save(filled)
	read = page.read_file(base64.b64encode(filled.getvalue()).decode())
	assert read == [{"name": "Ola", "levels": {STATISTICS: 5, NEGOTIATION: 2}}]
	assert page.compare(read, designation=ANALYST)[0]["unknown"] == [HOSTILE]
	with pytest.raises(SearchMisfit, match="xlsx"):
		page.read_file(base64.b64encode(b"name,level").decode())
