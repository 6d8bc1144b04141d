"""Who reads what once somebody has another manager, or none any more: the new one, the former one, HR."""

from __future__ import annotations

import pytest

import frappe
from frappe.utils import getdate

from appraised import House, close_all, result, state
from people import change
from reviewed import TEMPLATE, make_cycle
from talent_performance.access import upkeep
from talent_performance.flows import launch, publishing, reviews, scoring

APPRAISAL, REVIEW, RESULT = "Performance Appraisal", "Appraisal Review", "Appraisal Result"
RUNNING = "Running"


def reads(home: House, who: str, doctype: str, name: str) -> bool:
	"""Whether somebody reads a document, the list and the document asked."""
	frappe.set_user(home.user(who))
	allowed = bool(frappe.has_permission(doctype, "read", doc=frappe.get_doc(doctype, name)))
	assert bool(frappe.get_list(doctype, filters={"name": name})) is allowed
	frappe.set_user("Administrator")
	return allowed


@pytest.fixture
def running(home: House) -> str:
	"""Rina's appraisal of the cycle that is under way, launched on its first day, in her manager's hands."""
	make_cycle(RUNNING, getdate().year)
	frappe.db.set_value("Performance Cycle", RUNNING, "default_template", TEMPLATE)
	launch.include(RUNNING, [home.of["rina"]])
	name = frappe.db.get_value(APPRAISAL, {"cycle": RUNNING, "employee": home.of["rina"]})
	frappe.db.set_value(APPRAISAL, name, "state", "Manager Review")
	frappe.db.set_value("Appraisal Segment", {"parent": name}, "start_date", f"{getdate().year - 1}-12-31")
	return name


def transferred(home: House) -> None:
	"""Rina reports to Budi from today on, who doesn't stand below her former manager any more."""
	change(home.of["budi"], reports_to=home.of["head"])
	change(home.of["rina"], reports_to=home.of["budi"])
	upkeep.update_lines()


def test_after_a_transfer_the_new_manager_reads_the_appraisal_and_the_former_one_his_handover(
	home: House, running: str
) -> None:
	frappe.set_user(home.user("manager"))
	begun = reviews.start(running, "Manager")
	frappe.set_user("Administrator")
	scoring.score([running])
	of_result = frappe.db.get_value(RESULT, {"appraisal": running})
	everything = ((APPRAISAL, running), (RESULT, of_result))
	assert [reads(home, "manager", *each) for each in everything] == [True, True]
	assert [reads(home, "budi", *each) for each in everything] == [False, False]
	transferred(home)
	assert frappe.db.get_value(REVIEW, begun, ["perspective", "segment"]) == ("Handover", "S1")
	assert [reads(home, "manager", *each) for each in everything] == [False, False]
	assert [reads(home, "budi", *each) for each in everything] == [True, True]
	assert (reads(home, "manager", REVIEW, begun), reads(home, "budi", REVIEW, begun)) == (True, False)
	frappe.db.set_value(REVIEW, begun, {"state": "Submitted", "seen_by_manager": 1})
	assert (reads(home, "manager", REVIEW, begun), reads(home, "budi", REVIEW, begun)) == (True, True)
	assert not reads(home, "rina", REVIEW, begun)


def test_the_new_manager_reads_what_is_published_and_the_former_one_nothing_of_it(
	home: House, running: str
) -> None:
	transferred(home)
	frappe.set_user(home.user("budi"))
	written = reviews.start(running, "Manager")
	frappe.set_user("Administrator")
	frappe.db.set_value(REVIEW, written, {"state": "Submitted", "seen_by_manager": 1, "overall_rating": 4})
	frappe.set_user(home.user("HR Manager"))
	scoring.score([running], final=True)
	frappe.set_user("Administrator")
	frappe.db.set_value(APPRAISAL, running, "state", "Calibration")
	frappe.set_user(home.user("HR Manager"))
	publishing.publish_one(running)
	of_result = frappe.db.get_value(RESULT, {"appraisal": running})
	for doctype, name in ((APPRAISAL, running), (RESULT, of_result), (REVIEW, written)):
		assert reads(home, "budi", doctype, name), doctype
		assert not reads(home, "manager", doctype, name), doctype
	assert reads(home, "rina", REVIEW, written)


def test_a_new_manager_reads_what_was_published_before_him(home: House) -> None:
	close_all(home, publish=True)
	transferred(home)
	appraisal = home.appraisal["rina"]
	for doctype, name in ((APPRAISAL, appraisal), (RESULT, result(home, "rina").name)):
		assert reads(home, "budi", doctype, name), doctype
	written = frappe.db.get_value(REVIEW, {"appraisal": appraisal, "perspective": "Manager"})
	assert reads(home, "manager", REVIEW, written)


def test_whose_report_has_left_still_reads_the_appraisal_and_hr_finishes_it(home: House) -> None:
	close_all(home)
	change(home.of["rina"], status="Left", relieving_date=str(getdate()))
	upkeep.update_lines()
	appraisal = home.appraisal["rina"]
	line = {"employee": home.of["rina"], "manager": home.of["manager"]}
	assert not frappe.db.exists("Reporting Line", line)
	for doctype, name in ((APPRAISAL, appraisal), (RESULT, result(home, "rina").name)):
		assert reads(home, "manager", doctype, name), doctype
		assert not reads(home, "budi", doctype, name), doctype
	assert state(home, "rina") == "Calibration"
	frappe.set_user(home.user("HR Manager"))
	publishing.publish_one(appraisal)
	assert state(home, "rina") == "Published"
	assert reads(home, "manager", APPRAISAL, appraisal)
