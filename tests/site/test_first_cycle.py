"""From a company with employees to a launched cycle in five steps: what each leaves, who may, and that it can be taken up again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import frappe

import cycles as made
from cycles import COMPANY, Firm, work_off
from people import OTHER_COMPANY
from talent_performance.exceptions import CycleMisfit, IllegalMove, LaunchRefused
from talent_performance.flows import first_cycle
from talent_performance.talent_performance.page.first_cycle import first_cycle as page


def year(**more: object) -> dict[str, object]:
	"""What the third step asks for."""
	return {
		"title": "The First",
		"kind": "Annual",
		"start_date": made.day(0),
		"end_date": made.day(364),
		"companies": [COMPANY],
		**more,
	}


@pytest.fixture(scope="module")
def firm(site: object) -> Iterator[Firm]:
	yield from made.firm()


@pytest.fixture(autouse=True)
def each(firm: Firm) -> Iterator[None]:
	yield from made.savepoint()


def with_template(firm: Firm, predicates: bool = False) -> first_cycle.Path:
	"""The second step done by HR, with the template that is offered first."""
	frappe.set_user(firm.users["hr"])
	offered = next(each["name"] for each in page.path()["templates"] if each["offered"])
	page.confirm_scale()
	return page.choose_template(offered, predicates)


def without_broken_template() -> None:
	"""A template that can't be used stands in the way of every launch, whoever uses it."""
	frappe.db.delete("Review Component", {"parent": made.EMPTY})
	frappe.db.delete("Review Template", {"name": made.EMPTY})


def with_cycle(firm: Firm, **more: object) -> first_cycle.Path:
	"""The third step done by HR, with the dates that are proposed."""
	with_template(firm)
	phases = page.proposal("Annual", made.day(0), made.day(364))
	return page.save_cycle(year(phases=phases, **more))


def test_the_path_leads_to_a_launched_cycle(firm: Firm) -> None:
	without_broken_template()
	frappe.set_user(firm.users["hr"])
	assert page.path()["step"] == 1
	assert page.confirm_scale()["step"] == 2
	found = with_cycle(firm)
	name = found["cycle"]["name"]
	assert (found["step"], found["cycle"]["companies"]) == (4, [COMPANY])
	people = page.people()
	assert people["problems"] == []
	assert sum(each["count"] for each in people["left_out"]) == people["left_out_count"]
	assert page.confirm_people()["step"] == 5
	launching = page.start()
	assert launching["step"] == 5 and launching["run"]["state"] == "Queued"
	work_off(launching["run"]["name"])
	there = page.path()
	assert (there["step"], there["run"]["rows_done"]) == (6, people["taking_part"])
	assert frappe.db.count("Performance Appraisal", {"cycle": name}) == people["taking_part"]
	cycle = frappe.get_doc("Performance Cycle", name)
	assert (cycle.state, cycle.default_template) == ("Launched", "Supervisors")
	assert [line.phase for line in cycle.phases] == [
		"Goal Setting",
		"Self Review",
		"Manager Review",
		"Calibration",
		"Publication",
	]


def test_seventy_thirty_is_offered_first_and_made_where_it_is_gone(firm: Firm) -> None:
	offered = [each for each in first_cycle.templates() if each["offered"]]
	assert [each["name"] for each in offered] == ["Supervisors"]
	shares = {each["component"]: each["share"] for each in offered[0]["components"]}
	assert shares == {"Objectives": pytest.approx(0.7), "Competencies": pytest.approx(0.3)}
	frappe.db.set_value("Review Template", "Supervisors", "disabled", 1)
	frappe.set_user(firm.users["hr"])
	assert not any(each["offered"] for each in page.path()["templates"])
	chosen = page.choose_template("", False)["chosen"]["template"]
	assert chosen == "70 % Objectives, 30 % Competencies"
	assert [each["name"] for each in first_cycle.templates() if each["offered"]] == [chosen]


def test_predicates_go_from_e_to_a_upwards_and_are_made_once(firm: Firm) -> None:
	scale = with_template(firm, predicates=True)["chosen"]["rating_scale"]
	levels = frappe.get_doc("Rating Scale", scale).levels
	assert [level.label[0] for level in levels] == list("EDCBA")
	assert [level.band for level in levels] == ["Low", "Low", "Mid", "High", "High"]
	assert with_template(firm, predicates=True)["chosen"]["rating_scale"] == scale


def test_it_is_left_and_taken_up_again_where_it_was(firm: Firm) -> None:
	with_template(firm)
	assert (page.path()["step"], page.path()["chosen"]["template"]) == (3, "Supervisors")
	draft = with_cycle(firm)["cycle"]["name"]
	assert (page.path()["step"], page.path()["cycle"]["title"]) == (4, "The First")
	again = page.save_cycle(year(title="Another Title"))
	assert (again["cycle"]["name"], again["cycle"]["title"]) == (draft, "Another Title")
	frappe.set_user(firm.users["talent"])
	assert page.path()["step"] == 1  # each takes up the own path
	frappe.set_user(firm.users["hr"])
	assert page.begin_anew()["step"] == 1
	assert frappe.db.exists("Performance Cycle", draft)


def test_what_is_missing_about_people_is_named(firm: Firm) -> None:
	with_cycle(firm)
	found = page.people()
	bossless = [each["employee"] for each in found["without_manager"]["people"]]
	assert firm.of["boss"] in bossless and firm.of["manager"] not in bossless
	assert firm.of["clerk"] in [each["employee"] for each in found["without_user"]["people"]]
	json.dumps(found, allow_nan=False)  # of some the department is known, of others not
	told = {each["reason"]: [one["employee"] for one in each["people"]] for each in found["left_out"]}
	assert firm.of["leaver"] in told["Status Left"]


@pytest.mark.parametrize("who", ["colleague", "manager", "hr clerk"])
def test_nobody_else_gets_in(firm: Firm, who: str) -> None:
	draft = with_cycle(firm)["cycle"]["name"]
	frappe.set_user(firm.users[who])
	for attempt in (
		page.path,
		page.confirm_scale,
		page.choose_template,
		page.people,
		page.confirm_people,
		page.start,
		page.begin_anew,
		lambda: page.proposal("Annual", "2026-01-01", "2026-12-31"),
		lambda: page.save_cycle(year()),
	):
		with pytest.raises(frappe.PermissionError):
			attempt()
	assert frappe.db.get_value("Performance Cycle", draft, "state") == "Draft"


def test_hr_makes_no_cycle_for_another_company(firm: Firm) -> None:
	with_template(firm)
	assert page.path()["companies"] == [COMPANY]
	with pytest.raises(frappe.PermissionError):
		page.save_cycle(year(companies=[OTHER_COMPANY]))
	assert page.path()["cycle"] is None


def test_what_doesnt_fit_is_refused_and_nothing_is_made(firm: Firm) -> None:
	with_template(firm)
	with pytest.raises(CycleMisfit, match="before the start date"):
		page.save_cycle(year(end_date=made.day(-1)))
	for wrong in (("Annual", "2026-12-31", "2026-01-01"), ("Weekly", "2026-01-01", "2026-12-31")):
		with pytest.raises(IllegalMove):
			page.proposal(*wrong)
	with pytest.raises(IllegalMove, match="third step"):
		page.people()
	assert page.path()["step"] == 3


def test_a_template_without_weights_is_neither_offered_nor_launched(firm: Firm) -> None:
	assert made.EMPTY not in [each["name"] for each in first_cycle.templates()]
	with_cycle(firm)
	page.choose_template(made.EMPTY, False)
	page.save_cycle(year())
	assert any("all weights are 0" in each for each in page.people()["problems"])
	for attempt in (page.confirm_people, page.start):
		with pytest.raises(LaunchRefused, match="all weights are 0"):
			attempt()
	assert page.path()["cycle"]["state"] == "Draft"


def test_a_launched_cycle_isnt_made_again(firm: Firm) -> None:
	without_broken_template()
	with_cycle(firm)
	work_off(page.start()["run"]["name"])
	with pytest.raises(IllegalMove, match="launched already"):
		page.save_cycle(year())
