"""Where a person stands on Employee's own form, small charts on forms, and counts of connections: each by access."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import frappe

from appraisals import acting_as
from harness import Site
from people import COMPANY, make_user
from reviewed import make_potential
from sheets import CYCLE, Sheets, build, close_and_publish
from talent_performance.access import doors
from talent_performance.flows import close, form_charts
from talent_performance.flows.standing import standing


@pytest.fixture(scope="module")
def house(site: Site, hushed: None) -> Iterator[Sheets]:
	"""Set up once in a transaction that is never committed; each test works in a savepoint."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		try:
			made = build(COMPANY, "St")
			make_potential([made.of["siti"]])
			yield made
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


@pytest.fixture
def home(house: Sheets) -> Iterator[Sheets]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield house
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def told(home: Sheets, reader: str, of: str = "siti") -> dict[str, Any]:
	with acting_as(reader if "@" in reader else home.user(reader)):
		return standing(home.of[of])


def test_before_publication_there_is_an_open_appraisal_and_no_rating(home: Sheets) -> None:
	close.close(CYCLE, [home.appraisal["siti"]])
	for reader in ("siti", "manager", "hr"):
		said = told(home, reader)
		assert said["published"] is None
		assert said["under_way"]["state"] == "Calibration"


def test_published_the_rating_is_there_and_the_box_for_hr_alone(home: Sheets) -> None:
	close_and_publish(home, "siti")
	for reader, box in (("siti", False), ("hr user", False), ("hr", True), ("talent", True)):
		said = told(home, reader)
		assert said["published"]["rating_label"] == "Exceeds expectations"
		assert bool(said["box"]) is box, reader


def test_managers_see_the_box_where_the_company_says_so(home: Sheets) -> None:
	close_and_publish(home, "siti")
	for says in (0, 1):
		frappe.db.set_single_value("Talent Settings", "managers_see_talent", says)
		assert bool(told(home, "manager")["box"]) is bool(says)


def test_objectives_at_a_glance_are_weighed(home: Sheets) -> None:
	name = f"{home.of['siti']}-O00"
	frappe.db.set_value("Objective", {"employee": home.of["siti"]}, "attainment", 50)
	frappe.db.set_value("Objective", name, "attainment", 100)
	said = told(home, "manager")["objectives"]
	assert [row["weight"] for row in said["rows"]] == [40, 25, 20, 15]
	assert said["attainment"] == pytest.approx(70)


def test_who_may_not_know_is_told_nothing(home: Sheets) -> None:
	close_and_publish(home, "siti")
	assert told(home, "peer") == {}
	assert told(home, make_user("Stnobody")) == {}
	assert told(home, make_user("Stsystem", "System Manager")) == {}


# Charts


def test_attainment_is_rebuilt_for_the_days_of_updates(home: Sheets) -> None:
	measure = f"{home.of['siti']}-O00-K"
	day = {"doctype": "Key Result Update", "key_result": measure, "kind": "Total", "level": "Individual"}
	about = {"objective": f"{home.of['siti']}-O00", "employee": home.of["siti"], "company": COMPANY}
	frappe.db.delete("Key Result Update", {"key_result": measure})
	for on, value in (("2025-03-01", 30), ("2025-06-01", 60)):
		document = frappe.get_doc({**day, **about, "updated_on": on, "value": value})
		document.set_new_name()
		document.db_insert()
	with acting_as(home.user("manager")):
		chart = form_charts.objective_progress(about["objective"])
	assert chart["values"] == [25.0, 50.0, 50.0]
	with acting_as(home.user("peer")), pytest.raises(frappe.PermissionError):
		form_charts.objective_progress(about["objective"])


def test_scores_by_year_are_those_that_the_reader_reads(home: Sheets) -> None:
	close_and_publish(home, "siti")
	profile = frappe.db.get_value("Performance Appraisal", home.appraisal["siti"], "profile")
	for reader, expected in (("manager", [3.25, 4.0]), ("siti", [4.0])):
		with acting_as(home.user(reader)):
			assert form_charts.ratings_by_year(profile)["values"] == expected
	with acting_as(home.user("peer")), pytest.raises(frappe.PermissionError):
		form_charts.ratings_by_year(profile)


def test_a_cycle_counts_the_appraisals_that_the_reader_reads(home: Sheets) -> None:
	for reader, expected in (("hr", len(home.of)), ("manager", 4), ("siti", 1)):
		with acting_as(home.user(reader)):
			assert sum(form_charts.appraisals_by_state(CYCLE)["values"]) == expected, reader


# Connections


def connected(home: Sheets, reader: str, doctype: str, name: str) -> dict[str, int]:
	with acting_as(home.user(reader)):
		found = doors.get_open_count(doctype, name)["count"]["external_links_found"]
	return {each["doctype"]: each["count"] for each in found}


def test_connections_count_what_the_readers_lists_hold(home: Sheets) -> None:
	close_and_publish(home, "siti")
	appraisal = home.appraisal["siti"]
	own = connected(home, "siti", "Performance Appraisal", appraisal)
	assert (own["Appraisal Review"], own["Appraisal Result"], own["Appraisal Event"]) == (2, 0, 2)
	assert connected(home, "manager", "Performance Appraisal", appraisal)["Appraisal Result"] == 1


def test_an_employees_connections_say_nothing_to_a_colleague(home: Sheets) -> None:
	frappe.db.delete("User Permission", {"user": home.user("peer")})
	counted = connected(home, "hr", "Employee", home.of["siti"])
	assert counted["Performance Appraisal"] == 1 and counted["Objective"] == 4
	assert counted["Feedback Note"] == 2
	seen = connected(home, "peer", "Employee", home.of["siti"])
	assert {
		seen[name] for name in ("Performance Appraisal", "Objective", "Talent Assessment", "Check-in")
	} == {0}


def test_asked_for_some_connections_only_those_are_counted(home: Sheets) -> None:
	with acting_as(home.user("siti")):
		found = doors.get_open_count(
			"Performance Appraisal", home.appraisal["siti"], json.dumps(["Appraisal Result"])
		)
	assert found["count"]["external_links_found"] == [
		{"doctype": "Appraisal Result", "count": 0, "open_count": 0}
	]


@pytest.mark.parametrize("items", ['{"a": ', '{"a": 1}', "[1]", ""])
def test_what_is_no_list_of_connections_is_refused(home: Sheets, items: str) -> None:
	with acting_as(home.user("siti")), pytest.raises(frappe.ValidationError, match="list of DocTypes"):
		doors.get_open_count("Performance Appraisal", home.appraisal["siti"], items)


def test_connections_of_a_document_that_one_may_not_read_are_refused(home: Sheets) -> None:
	with acting_as(home.user("peer")), pytest.raises(frappe.PermissionError):
		doors.get_open_count("Performance Appraisal", home.appraisal["siti"])


def test_frappe_is_told_of_the_door(home: Sheets) -> None:
	hooked = frappe.get_hooks("override_whitelisted_methods")["frappe.desk.notifications.get_open_count"]
	assert hooked[-1] == "talent_performance.access.doors.get_open_count"
