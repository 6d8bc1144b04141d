"""HR, managers and whoever was made a manager by mistake reach for their own rating, box or the manager's draft about them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stage import Stage, picture, put, refused, tells

import frappe

from talent_performance.access import upkeep

DOCTYPE = "talent_performance.talent_performance.doctype"
METHOD = "/api/method/"
CALIBRATE = f"{METHOD}{DOCTYPE}.appraisal_result.appraisal_result.calibrate"
SHEET = f"{METHOD}{DOCTYPE}.performance_appraisal.performance_appraisal.sheet"
APPRAISAL, RESULT = "Performance Appraisal", "Appraisal Result"
CLOSED = (
	"Appraisal Result",
	"Talent Assessment",
	"Talent Placement",
	"Potential Assessment",
	"Appraisal Review",
)
REPORTS = ("Talent Matrix", "Performance Distribution", "Appraisal Progress")


@pytest.fixture
def held(stage: Stage) -> Iterator[None]:
	"""Every appraisal is held for calibration."""
	names = [stage.row(who, APPRAISAL) for who in ("rina", "mia", "hr", "talent")]
	frappe.db.set_value(APPRAISAL, {"name": ("in", names)}, "state", "Calibration")
	frappe.db.set_value(RESULT, {"appraisal": ("in", names)}, "state", "Final")
	frappe.db.commit()
	yield
	frappe.db.set_value(APPRAISAL, {"name": ("in", names)}, "state", "Manager Review")
	frappe.db.set_value(RESULT, {"appraisal": ("in", names)}, "state", "Open")
	frappe.db.commit()


@pytest.mark.parametrize(
	("who", "whose"),
	[("hr", "hr"), ("talent", "talent"), ("mia", "mia"), ("mia", "rina"), ("hr", "mia"), ("rina", "rina")],
)
def test_nobody_calibrates_himself_his_chain_or_without_the_role(
	stage: Stage, held: None, who: str, whose: str
) -> None:
	before = picture(stage)
	sent = {"result": stage.row(whose, RESULT), "rating": 5.0, "reason": "Because"}
	answer = stage(who).answer("POST", CALIBRATE, json=sent)
	assert refused(answer) == "PermissionError"
	assert picture(stage) == before


def test_the_talent_manager_is_let_through_to_somebody_else(stage: Stage, held: None) -> None:
	"""As far as the scale: 77 is no level of it."""
	sent = {"result": stage.row("rina", RESULT), "rating": 77.0, "reason": "Because"}
	answer = stage("talent").answer("POST", CALIBRATE, json=sent)
	assert (answer.status_code, answer.json()["exc_type"] != "PermissionError") == (417, True)


@pytest.mark.parametrize("who", ["hr", "talent", "hruser", "mia", "rina"])
def test_no_door_of_ours_tells_the_own_rating(stage: Stage, who: str) -> None:
	for doctype in CLOSED:
		assert (
			refused(stage(who).answer("GET", f"/api/resource/{doctype}/{stage.row(who, doctype)}"))
			== "PermissionError"
		)
	asked = stage(who).answer("POST", SHEET, json={"appraisal": stage.row(who, APPRAISAL)})
	assert not tells(asked, who)
	cycle = stage.row("everybody", "Performance Cycle")
	for report in REPORTS:
		sent = {"report_name": report, "filters": {"cycle": cycle}}
		assert not tells(stage(who).answer("POST", f"{METHOD}frappe.desk.query_report.run", json=sent), who)


@pytest.mark.parametrize("report", ["Talent Matrix"])
def test_hr_is_not_among_the_names_of_its_own_report(stage: Stage, report: str) -> None:
	name = {
		who: frappe.db.get_value("Employee", stage.of[who], "employee_name")
		for who in ("hr", "talent", "rina")
	}
	sent = {"report_name": report, "filters": {"company": stage.company}}
	for who in ("hr", "talent"):
		said = stage(who).answer("POST", f"{METHOD}frappe.desk.query_report.run", json=sent).text
		assert name["rina"] in said
		assert name[who] not in said


@pytest.fixture(params=["a loop", "his own manager", "named as his own manager", "a second record"])
def mistaken(stage: Stage, request: pytest.FixtureRequest) -> Iterator[None]:
	"""Rina stands above Mia who stands above Rina; or above herself; or is named as the one who rates her."""
	before = {who: frappe.db.get_value("Employee", stage.of[who], "reports_to") for who in ("rina", "mia")}
	if request.param == "a loop":
		frappe.db.set_value("Employee", stage.of["mia"], "reports_to", stage.of["rina"])
	elif request.param == "his own manager":
		frappe.db.set_value("Employee", stage.of["rina"], "reports_to", stage.of["rina"])
	elif request.param == "named as his own manager":
		named = {"Appraisal Result": "manager", "Potential Assessment": "assessor"}
		for doctype, column in named.items():
			frappe.db.set_value(doctype, stage.row("rina", doctype), column, stage.of["rina"])
	else:
		frappe.db.set_value("Employee", stage.of["budi"], "user_id", stage.user("rina"))
		frappe.db.set_value("Employee", stage.of["rina"], "reports_to", stage.of["budi"])
	frappe.db.commit()
	upkeep.rebuild()
	frappe.db.commit()
	frappe.clear_cache()
	yield
	for who, manager in before.items():
		frappe.db.set_value("Employee", stage.of[who], "reports_to", manager)
	for doctype, column in {"Appraisal Result": "manager", "Potential Assessment": "assessor"}.items():
		frappe.db.set_value(doctype, stage.row("rina", doctype), column, stage.of["mia"])
	frappe.db.set_value(
		"Employee", stage.of["budi"], "user_id", "budi" + stage.user("rina").removeprefix("rina")
	)
	upkeep.rebuild()
	frappe.db.commit()
	frappe.clear_cache()


def test_a_mistake_in_the_lines_opens_nothing_about_oneself(stage: Stage, mistaken: None) -> None:
	for doctype in CLOSED:
		assert refused(stage("rina").answer("GET", f"/api/resource/{doctype}/{stage.row('rina', doctype)}"))
		listed = stage("rina").answer("GET", f"/api/resource/{doctype}", params={"fields": '["*"]'})
		assert stage.row("rina", doctype) not in listed.text
	refused(
		stage("rina").answer(
			"POST", CALIBRATE, json={"result": stage.row("rina", RESULT), "rating": 5, "reason": "x"}
		)
	)


def test_hr_merges_nobody_into_reach_of_himself(stage: Stage) -> None:
	"""The draft that a manager writes about HR stays closed, though HR is named as its reviewer by a merge."""
	about = {"employee": stage.of["hr"], "company": stage.company, "appraisal": stage.row("hr", APPRAISAL)}
	draft = put(
		"Potential Assessment",
		**{k: v for k, v in about.items() if k != "appraisal"},
		assessor=stage.of["hr"],
		state="Draft",
		ability=1.2345,
	)
	frappe.db.commit()
	assert (
		refused(stage("hr").answer("GET", f"/api/resource/Potential Assessment/{draft}")) == "PermissionError"
	)
	assert refused(
		stage("hr").answer("PUT", f"/api/resource/Potential Assessment/{draft}", json={"ability": 5})
	)
	frappe.db.rollback()
	assert frappe.db.get_value("Potential Assessment", draft, "ability") == 1.2345
	assert stage("talent").read("Potential Assessment", draft)["ability"] == 1.2345
