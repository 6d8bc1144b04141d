"""Somebody is served what another one read: a kept chart, a stored or mailed report, a version, a comment, a copy of the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from stage import SECRET, Stage, put, refused

import frappe
from frappe.core.doctype.prepared_report.prepared_report import create_json_gz_file

from talent_performance.access.copies import remove_followers

METHOD = "/api/method/"
CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
RUN = "frappe.desk.query_report.run"
BOXES, REPORT = "Talent Assessment", "Talent Matrix"


@pytest.fixture
def chart(stage: Stage) -> Iterator[str]:
	"""A chart of boxes that HR has put on a workspace."""
	values = {
		"chart_type": "Group By",
		"document_type": BOXES,
		"group_by_based_on": "box",
		"group_by_type": "Count",
	}
	name = f"Boxes of {stage.company}"
	made = {"doctype": "Dashboard Chart", "chart_name": name, "type": "Bar", **values, "is_public": 1}
	filters = json.dumps([[BOXES, "company", "=", stage.company, False]])
	frappe.get_doc({**made, "filters_json": filters, "module": "Talent Performance"}).insert()
	frappe.db.commit()
	yield name
	frappe.delete_doc("Dashboard Chart", name, force=True)
	frappe.db.commit()


def drawn(stage: Stage, who: str, chart: str) -> list[Any]:
	"""The boxes that somebody's chart shows."""
	return ((stage(who).call(CHART, chart_name=chart) or {}).get("labels")) or []


def test_a_chart_is_counted_anew_for_each_reader(stage: Stage, chart: str) -> None:
	everybody, but_talent, but_hr = [9, 8, 7, 6, 5, 4], [9, 8, 7, 6, 4], [9, 8, 7, 5, 4]
	assert sorted(drawn(stage, "talent", chart), reverse=True) == but_talent
	assert drawn(stage, "rina", chart) == []
	assert sorted(drawn(stage, "hr", chart), reverse=True) == but_hr
	assert drawn(stage, "hruser", chart) == []
	assert sorted({*but_talent, *but_hr}, reverse=True) == everybody
	assert not frappe.cache.get_value(f"chart-data:{chart}")


def test_a_saved_heatmap_of_ours_shows_nothing(stage: Stage, chart: str) -> None:
	heat = {"type": "Heatmap", "chart_type": "Sum", "based_on": "creation", "value_based_on": "box"}
	frappe.db.set_value("Dashboard Chart", chart, heat)
	frappe.db.commit()
	for who in ("rina", "hr", "talent"):
		for sent in (
			{"chart_name": chart},
			{"chart_name": chart, "refresh": 1},
			{"chart_name": chart, "no_cache": 1},
		):
			answer = stage(who).answer("POST", METHOD + CHART, json={**sent, "heatmap_year": 2026})
			assert refused(answer) == "DoorClosed"


def test_charts_of_others_are_as_ever(stage: Stage) -> None:
	values = {"name": "x", "chart_type": "Group By", "document_type": "ToDo", "group_by_type": "Count"}
	made = json.dumps({**values, "group_by_based_on": "status", "filters_json": "[]"})
	assert stage("boss").call(CHART, chart=made, no_cache=1)["labels"] == ["Open"]


@pytest.fixture
def stored(stage: Stage) -> Iterator[str]:
	"""The report was switched to be stored, as Frappe does by itself where one is slow, and HR's run lies there."""
	frappe.db.set_value("Report", REPORT, "prepared_report", 1)
	about = {"report_name": REPORT, "status": "Completed", "filters": "{}", "owner": stage.user("hr")}
	name = put("Prepared Report", **about)
	secret = {"columns": [{"fieldname": "x", "label": "x"}], "result": [{"x": f"{SECRET} of rina, stored"}]}
	create_json_gz_file(secret, "Prepared Report", name, REPORT)
	frappe.db.commit()
	frappe.clear_cache(doctype="Report")
	yield name
	frappe.db.rollback()
	frappe.db.set_value("Report", REPORT, "prepared_report", 0)
	frappe.delete_doc("Prepared Report", name, force=True)
	frappe.db.commit()


@pytest.mark.parametrize("who", ["mia", "talent"])
def test_a_stored_report_is_served_to_nobody(stage: Stage, stored: str, who: str) -> None:
	for filters in ({}, {"prepared_report_name": stored}):
		for more in ({}, {"ignore_prepared_report": False}):
			answer = stage(who).answer(
				"POST", METHOD + RUN, json={"report_name": REPORT, "filters": filters, **more}
			)
			assert f"{SECRET} of rina, stored" not in answer.text
	download = "frappe.core.doctype.prepared_report.prepared_report.download_attachment"
	assert refused(stage("mia").answer("POST", METHOD + download, json={"dn": stored, "format": "CSV"}))
	assert refused(stage("mia").answer("GET", f"/api/resource/Prepared Report/{stored}"))


def test_hr_runs_the_report_though_it_was_switched_to_be_stored(stage: Stage, stored: str) -> None:
	shown = stage("talent").call(RUN, report_name=REPORT, filters={"company": stage.company})
	assert not shown.get("prepared_report")
	assert shown["result"]


def test_no_report_of_ours_is_stored(stage: Stage) -> None:
	make = METHOD + "frappe.core.doctype.prepared_report.prepared_report.make_prepared_report"
	answer = stage("hr").answer("POST", make, json={"report_name": REPORT, "filters": {}})
	assert refused(answer) == "DoorClosed"
	assert not frappe.db.exists("Prepared Report", {"report_name": REPORT})


@pytest.mark.parametrize("report_type", ["Script Report", "Report Builder"])
def test_no_report_of_ours_is_mailed_by_the_scheduler(stage: Stage, report_type: str) -> None:
	"""A Report Manager who sees nobody's box has it mailed, as somebody who does."""
	frappe.get_doc("User", stage.user("budi")).add_roles("Report Manager")
	report = REPORT
	if report_type == "Report Builder":
		report = f"Boxes {stage.company}"
		made = {"doctype": "Report", "report_name": report, "ref_doctype": BOXES, "is_standard": "No"}
		frappe.get_doc({**made, "report_type": "Report Builder", "json": "{}"}).insert()
	frappe.db.commit()
	values = {
		"report": report,
		"user": stage.user("hr"),
		"report_type": report_type,
		"email_to": "budi@example.com",
	}
	more = {"format": "CSV", "frequency": "Daily", "no_of_rows": 10, "filters": "{}"}
	answer = stage("budi").answer("POST", "/api/resource/Auto Email Report", json={**values, **more})
	assert refused(answer) == "DoorClosed"
	assert not frappe.db.exists("Auto Email Report", {"report": report})
	if report != REPORT:
		frappe.delete_doc("Report", report, force=True)
	frappe.get_doc("User", stage.user("budi")).remove_roles("Report Manager")
	frappe.db.commit()


@pytest.mark.parametrize(
	"doctype",
	[
		"Version",
		"Comment",
		"Communication",
		"Deleted Document",
		"Access Log",
		"View Log",
		"Talent Access Log",
	],
)
def test_what_frappe_keeps_about_documents_is_closed(stage: Stage, doctype: str) -> None:
	for who in ("rina", "budi", "hruser"):
		answer = stage(who).answer("GET", f"/api/resource/{doctype}", params={"fields": '["*"]'})
		assert answer.status_code == 403 or not any(
			row for row in answer.json()["data"] if row["owner"] != stage.user(who)
		)


def test_confidential_rows_have_no_versions(stage: Stage) -> None:
	kept = [
		each
		for each in (
			"Appraisal Review",
			"Appraisal Result",
			BOXES,
			"Potential Assessment",
			"Talent Placement",
		)
		if frappe.get_meta(each).track_changes
	]
	assert kept == []


@pytest.mark.parametrize("method", ["getdoc", "get_docinfo"])
def test_the_timeline_is_the_documents(stage: Stage, method: str) -> None:
	asked = {"doctype": "Objective", "name": stage.row("rina", "Objective")}
	path = METHOD + f"frappe.desk.form.load.{method}"
	assert refused(stage("budi").answer("GET", path, params=asked)) == "PermissionError"
	assert stage("rina").answer("GET", path, params=asked).ok


def test_a_comment_is_its_writers(stage: Stage) -> None:
	add = METHOD + "frappe.desk.form.utils.add_comment"
	about = {
		"reference_doctype": "Objective",
		"reference_name": stage.row("rina", "Objective"),
		"content": "Approved",
	}
	forged = {**about, "comment_email": stage.user("hr"), "comment_by": "The HR department"}
	assert refused(stage("budi").answer("POST", add, json=forged)) == "PermissionError"
	said = stage("rina").call("frappe.desk.form.utils.add_comment", **forged)
	assert (said["comment_email"], said["owner"]) == (stage.user("rina"), stage.user("rina"))
	assert said["comment_by"] == frappe.utils.get_fullname(stage.user("rina"))
	change = METHOD + "frappe.desk.form.utils.update_comment"
	assert refused(stage("mia").answer("POST", change, json={"name": said["name"], "content": "Refused"}))
	frappe.db.rollback()
	assert frappe.db.get_value("Comment", said["name"], "content") == "Approved"


def test_whoever_may_not_read_any_more_follows_no_more(stage: Stage) -> None:
	about = {"ref_doctype": "Objective", "ref_docname": stage.row("rina", "Objective")}
	gone, kept = (put("Document Follow", **about, user=stage.user(who)) for who in ("budi", "mia"))
	other = put("Document Follow", ref_doctype="ToDo", ref_docname="none", user=stage.user("budi"))
	remove_followers()
	assert [bool(frappe.db.exists("Document Follow", name)) for name in (gone, kept, other)] == [
		False,
		True,
		True,
	]
	frappe.db.rollback()
