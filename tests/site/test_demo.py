"""The demo comes onto a site with one command, shows something on every page, and goes again without a trace."""

from __future__ import annotations

import doctest
import json
from collections.abc import Iterator
from types import ModuleType

import pytest

import frappe

from harness import BenchError, Site
from snapshot import Snapshot, differences, take
from talent_performance.demo import decisions, loading, manifest, people, removing, sample, this_year
from talent_performance.demo.sample import LAST
from talent_performance.exceptions import DemoRefused
from talent_performance.flows.opening import cycles
from talent_performance.store import listeners

COMMAND = "load-talent-demo"
PASSWORD = "look-Around-2-see"
CURRENT = "DEMO-PC-2026"
RAISED: dict[str, list] = {}


@pytest.fixture(scope="module")
def before(site: Site) -> Snapshot:
	"""The site as it was."""
	frappe.db.rollback()
	return take(site)


@pytest.fixture(scope="module")
def loaded(site: Site, before: Snapshot) -> Iterator[str]:
	"""What the command prints; the demo goes at the end in any case."""
	said = site.run(COMMAND, "--yes", "--password", PASSWORD)
	frappe.db.rollback()
	frappe.clear_cache()
	RAISED.update(manifest.read()["series"])
	yield said
	frappe.db.rollback()
	if manifest.read():
		removing.remove(force=True)


def count(doctype: str, **filters: object) -> int:
	return frappe.db.count(doctype, filters)


def test_it_says_who_can_log_in(loaded: str) -> None:
	assert PASSWORD in loaded
	assert "hr.manager@demo.example" in loaded
	assert "load-talent-demo --remove" in loaded


def test_last_year_is_published_and_this_year_is_under_way(loaded: str) -> None:
	states = dict(
		frappe.db.sql(
			"select state, count(*) from `tabPerformance Appraisal` where cycle = %s group by state", LAST
		)
	)
	assert states["Acknowledged"] > 400
	assert states["Appealed"] == 3
	assert states["Closed without Reply"] > 20
	states = dict(
		frappe.db.sql(
			"select state, count(*) from `tabPerformance Appraisal` where cycle = %s group by state", CURRENT
		)
	)
	assert {"Goal Setting", "Self Review", "Manager Review", "Second-Level Review"} <= set(states)
	assert count("Appraisal Review", cycle=CURRENT, perspective="Manager", state="Submitted") > 100
	assert count("Objective", cycle=CURRENT, pace_status="Behind") > 100
	assert count("Objective", cycle=CURRENT, status="Submitted") > 10
	boxes = set(frappe.get_all("Talent Assessment", pluck="box", distinct=True, order_by=None))
	assert set(range(1, 10)) <= boxes


def test_people_have_given_feedback(loaded: str) -> None:
	states = dict(frappe.get_all("Feedback Round", fields=["state", "name"], as_list=True))
	assert set(states) == {"Released", "Nominating"}
	answered = frappe.db.get_value("Feedback Round", states["Released"], "answered")
	assert answered == count("Feedback Response", round=states["Released"]) > 200
	figures = [json.loads(each) for each in frappe.get_all("Feedback Result", pluck="figures")]
	shown = sum(
		any(cell["shown"] for cell in one["overall"]["cells"] if cell["group"] == "peer") for one in figures
	)
	assert shown > len(figures) / 2
	assert set(frappe.get_all("Feedback Request", {"round": states["Nominating"]}, pluck="state")) == {
		"Nominating", "Waiting", "Approved"
	}  # fmt: skip
	assert count("Feedback Note", kind="Praise", visibility="Everybody") > 40
	assert count("Feedback Response", respondent_key=("is", "set")) == 0


def test_results_lead_to_decisions(loaded: str) -> None:
	assert count("Competency Assessment", state="Submitted") > 1000
	benches = set(frappe.get_all("Succession Plan", pluck="bench"))
	assert benches == {"Ready Now", "Future", "None"}
	assert count("Succession Candidate", readiness=(">", 0)) > 20
	assert count("Retention Assessment", risk="High") > 10 and count("Stay Plan", state="Open") > 5
	assert count("Talent Pool Member", status="Member") == decisions.MEMBERS
	assert count("Talent Pool Member", status="Suggested") > 0
	assert count("Calibration Session", state="Draft") == 1
	assert count("Career Aspiration") == decisions.WISHING


def test_people_work_at_plans(loaded: str) -> None:
	plans = dict(frappe.db.sql("select state, count(*) from `tabDevelopment Plan` group by state"))
	assert set(plans) == {"Draft", "Awaiting Approval", "Active", "Completed"}
	assert plans["Active"] > 10
	assert count("Development Action", state="Suggested", reason=("is", "set")) > 10
	assert count("Development Plan", state="Active", progress=("between", [1, 99])) > 5
	assert count("Mentoring Pair", state="Active") > 1 and count("Mentoring Pair", state="Proposed") > 0


def test_a_second_demo_is_refused(site: Site, loaded: str) -> None:
	with pytest.raises(BenchError, match="--remove"):
		site.run(COMMAND, "--yes")
	with pytest.raises(DemoRefused):
		loading.new_demo("x")


@pytest.fixture(scope="module")
def added(loaded: str) -> Iterator[str]:
	"""Somebody has begun an assessment of one of the demo's people; the number that it took goes back at the end."""
	employee = frappe.db.get_value("Employee", {"user_id": "employee@demo.example"})
	values = {"employee": employee, "assessed_on": frappe.utils.today(), "evidence": "<b>Ours</b>"}
	name = frappe.get_doc({"doctype": "Potential Assessment", **values}).insert().name
	frappe.db.commit()
	yield name
	frappe.db.rollback()
	before, _after = RAISED["POTENTIAL-"]
	frappe.db.delete("Series", {"name": "POTENTIAL-"})
	if before is not None:
		frappe.db.sql("insert into `tabSeries` (`name`, `current`) values ('POTENTIAL-', %s)", before)
	frappe.db.commit()


def test_what_was_added_is_named_and_stays(site: Site, added: str) -> None:
	with pytest.raises(BenchError, match=added):
		site.run(COMMAND, "--remove")
	frappe.db.rollback()
	assert frappe.db.exists("Potential Assessment", added)
	assert count("Performance Appraisal", cycle=LAST) > 500


def test_by_force_it_goes_without_a_trace(site: Site, before: Snapshot, added: str) -> None:
	"""But for the counter of a series that somebody else has used, which is said."""
	said = site.run(COMMAND, "--remove", "--force")
	assert "The demo is gone" in said
	assert "with a gap: POTENTIAL-" in said
	frappe.db.rollback()
	found = differences(before, take(site))
	assert set(found) <= {"tabSeries"}
	assert all("POTENTIAL-" in str(row) for _way, row in found.get("tabSeries", []))
	with pytest.raises(BenchError, match="no demo"):
		site.run(COMMAND, "--remove")


@pytest.mark.parametrize("module", [cycles, people, sample, this_year], ids=lambda each: each.__name__)
def test_the_examples_hold(module: ModuleType) -> None:
	tried = doctest.testmod(module)
	assert tried.failed == 0
	assert tried.attempted > 0


def test_nobody_hears_of_people_who_do_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(listeners, "hooked", lambda doctype: iter(["A webhook"]))
	monkeypatch.setattr(listeners, "overriding", lambda doctype: iter(()))
	monkeypatch.setattr(listeners, "configured", lambda doctype: iter(()))
	assert listeners.listening("Performance Appraisal") == ["A webhook"]
	with listeners.unheard():
		assert listeners.listening("Performance Appraisal") == []
	assert listeners.listening("Performance Appraisal") == ["A webhook"]
