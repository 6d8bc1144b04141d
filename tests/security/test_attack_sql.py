"""SQL where a filter, an order, a group, a column or an argument is expected: refused or taken for text; nothing comes back, nothing changes."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from methods import METHODS
from stage import Stage, picture, refused, tells

import frappe

METHOD = "/api/method/"
LISTS = ("Performance Appraisal", "Objective", "Appraisal Result", "Talent Assessment", "Check-in")
# What an attacker would type: more rows, other tables, a pause, a second statement, a comment that eats the rules.
INJECTIONS = (
	"1=1", "' or '1'='1", "name) or (1=1", "name, (select box_label from `tabTalent Assessment` limit 1)", "1) union select box_label from `tabTalent Assessment` -- ",
	"name from `tabTalent Assessment` -- ", "`tabTalent Assessment`.`box_label`", "sleep(4)", "if((select count(*) from `tabTalent Assessment`)>0,sleep(4),1)", "name; delete from `tabObjective`", "/**/or/**/1=1#",
	"extractvalue(1,concat(0x7e,(select box_label from `tabTalent Assessment` limit 1)))", "name%' or 1=1 -- ", "\\' or 1=1 -- ", "%s %(user)s {0}",
)  # fmt: skip
Place = Callable[[str, str], tuple[str, str, dict[str, Any]]]


def got(doctype: str, **asked: Any) -> tuple[str, str, dict[str, Any]]:
	return (
		"GET",
		f"/api/resource/{doctype}",
		{
			"params": {
				key: value if isinstance(value, str) else json.dumps(value) for key, value in asked.items()
			}
		},
	)


def view(doctype: str, **asked: Any) -> tuple[str, str, dict[str, Any]]:
	return (
		"POST",
		METHOD + "frappe.desk.reportview.get",
		{"json": {"doctype": doctype, "fields": '["name"]', **asked}},
	)


PLACES: dict[str, Place] = {
	"value of a filter": lambda d, x: got(d, filters={"name": x}),
	"pattern of a filter": lambda d, x: got(d, filters=[[d, "name", "like", x]]),
	"column of a filter": lambda d, x: got(d, filters={x: 1}),
	"operator of a filter": lambda d, x: got(d, filters=[[d, "name", x, "x"]]),
	"values of a filter": lambda d, x: got(d, filters=[[d, "name", "in", [x]]]),
	"bounds of a filter": lambda d, x: got(d, filters=[[d, "creation", "between", [x, x]]]),
	"or_filters": lambda d, x: got(d, or_filters=[[d, x, "=", "x"]]),
	"doctype of a filter": lambda d, x: got(d, filters=[[x, "name", "=", "x"]]),
	"column": lambda d, x: got(d, fields=[x]),
	"name of a column": lambda d, x: got(d, fields=[f"name as {x}"]),
	"order": lambda d, x: got(d, order_by=x),
	"second order": lambda d, x: got(d, order_by=f"name desc, {x}"),
	"group": lambda d, x: got(d, group_by=x, fields=["name"]),
	"first row": lambda d, x: got(d, limit_start=x),
	"how many": lambda d, x: got(d, limit_page_length=x),
	"list's order": lambda d, x: view(d, order_by=x),
	"list's group": lambda d, x: view(d, group_by=x),
	"list's filters": lambda d, x: view(d, filters=x),
	"list's columns": lambda d, x: view(d, fields=json.dumps([x])),
	"having": lambda d, x: view(d, having=x),
	"search": lambda d, x: ("POST", METHOD + "frappe.desk.search.search_link", {"json": {"doctype": d, "txt": x}}),
	"searchfield": lambda d, x: ("POST", METHOD + "frappe.desk.search.search_widget", {"json": {"doctype": d, "txt": "", "searchfield": x}}),
	"search's columns": lambda d, x: ("POST", METHOD + "frappe.desk.search.search_widget", {"json": {"doctype": d, "txt": "", "filter_fields": json.dumps([x])}}),
	"count": lambda d, x: ("POST", METHOD + "frappe.client.get_count", {"json": {"doctype": d, "filters": {x: 1}}}),
	"value": lambda d, x: ("POST", METHOD + "frappe.client.get_value", {"json": {"doctype": d, "fieldname": x, "filters": {}}}),
	"groups": lambda d, x: ("POST", METHOD + "frappe.desk.listview.get_group_by_count", {"json": {"doctype": d, "current_filters": "{}", "field": x}}),
	"statistics": lambda d, x: ("POST", METHOD + "frappe.desk.reportview.get_stats", {"json": {"doctype": d, "stats": json.dumps([x])}}),
	"chart": lambda d, x: ("POST", METHOD + "frappe.desk.doctype.dashboard_chart.dashboard_chart.get", {"json": {"no_cache": 1, "chart": json.dumps({"name": "x", "chart_type": "Group By", "document_type": d, "group_by_type": "Count", "group_by_based_on": x})}}),
	"card": lambda d, x: ("POST", METHOD + "frappe.desk.doctype.number_card.number_card.get_result", {"json": {"doc": json.dumps({"document_type": d, "function": "Maximum", "aggregate_function_based_on": x}), "filters": "[]"}}),
	"next one": lambda d, x: ("POST", METHOD + "frappe.desk.form.utils.get_next", {"json": {"doctype": d, "value": "x", "prev": 0, "sort_field": x, "sort_order": x}}),
}  # fmt: skip


@pytest.mark.parametrize("doctype", LISTS)
def test_no_list_is_talked_out_of_its_rules(stage: Stage, doctype: str) -> None:
	budi, before, told = stage("budi"), picture(stage), []
	foreign = {
		name for who in stage.rows if who not in ("budi", "everybody") for name in stage.rows[who].values()
	}
	for place, ask in PLACES.items():
		for injection in INJECTIONS:
			verb, path, sent = ask(doctype, injection)
			answer = budi.answer(verb, path, **sent)
			slow = answer.elapsed.total_seconds() > 3.9 and "sleep" in injection
			rows = answer.text if answer.ok else ""
			if (
				slow
				or tells(answer)
				or "Zimtstern of hr" in answer.text
				or any(f'"{name}"' in rows for name in foreign)
			):
				told.append((place, injection, answer.text[:300]))
	assert told == []
	assert picture(stage) == before


@pytest.mark.parametrize("kind", ["Dashboard Chart", "Number Card"])
@pytest.mark.parametrize(
	"column", ["name, (select box_label from `tabTalent Assessment` limit 1)", "max(sleep(4))"]
)
def test_no_chart_is_saved_with_a_query(stage: Stage, kind: str, column: str) -> None:
	"""Frappe lets anybody save one, over any DocType that he may open."""
	name = f"Forged {stage.company}"
	values = {
		"name": name,
		"label": name,
		"chart_name": name,
		"document_type": "ToDo",
		"type": "Bar",
		"filters_json": "[]",
	}
	if kind == "Dashboard Chart":
		path = "frappe.desk.doctype.dashboard_chart.dashboard_chart.create_dashboard_chart"
		values |= {"chart_type": "Group By", "group_by_type": "Count", "group_by_based_on": column}
	else:
		path = "frappe.desk.doctype.number_card.number_card.create_number_card"
		values |= {"type": "Document Type", "function": "Maximum", "aggregate_function_based_on": column}
	answer = stage("budi").answer("POST", METHOD + path, json={"args": json.dumps(values)})
	assert refused(answer) == "DoorClosed"
	frappe.db.rollback()
	assert not frappe.db.exists(kind, {"name": ("like", f"{name}%")})


REPORTS = (
	"Appraisal Progress",
	"Objective Progress",
	"Performance Distribution",
	"Talent Matrix",
	"Reporting Line Problems",
)


@pytest.mark.parametrize("who", ["budi", "hr"])
def test_no_filter_of_a_report_is_sql(stage: Stage, who: str) -> None:
	keys = (
		"cycle",
		"company",
		"department",
		"manager",
		"employee",
		"branch",
		"movement",
		"group_by",
		"state",
		"status",
		"level",
		"from_date",
	)
	failed = []
	for report in REPORTS:
		for injection in INJECTIONS:
			sent = {"report_name": report, "filters": dict.fromkeys(keys, injection)}
			answer = stage(who).answer("POST", METHOD + "frappe.desk.query_report.run", json=sent)
			if (
				answer.status_code >= 500
				or tells(answer, "hr")
				or (answer.elapsed.total_seconds() > 3.9 and "sleep" in injection)
			):
				failed.append((report, injection, answer.status_code, answer.text[-300:]))
	assert failed == []


def test_no_argument_of_ours_is_sql(stage: Stage) -> None:
	"""By HR, whose rules are the widest: an error of the database is a hole, even where nothing comes back."""
	before, failed = picture(stage), []
	for path, function in METHODS.items():
		names = list(inspect.signature(function).parameters)
		# What a method tells of the reader himself it tells with any argument.
		harmless = partial(stage("hr").answer, "POST", METHOD + path, json=dict.fromkeys(names, "x"))
		for injection in INJECTIONS[::4] if names else ():
			answer = stage("hr").answer("POST", METHOD + path, json=dict.fromkeys(names, injection))
			if (
				answer.status_code >= 500
				or "pymysql" in answer.text
				or "sqlite3" in answer.text
				or set(tells(answer, "hr")) - set(tells(harmless(), "hr"))
			):
				failed.append((path, injection, answer.text[-300:]))
	assert failed == []
	assert picture(stage) == before


def test_words_of_sql_are_found_as_words(stage: Stage) -> None:
	title = "Grow (1=1) or ' -- select; %"
	frappe.db.set_value("Objective", stage.row("budi", "Objective"), "title", title)
	frappe.db.commit()
	found = stage("budi").list("Objective", filters=json.dumps({"title": title}))
	assert [row["name"] for row in found] == [stage.row("budi", "Objective")]
	assert stage("budi").list("Objective", filters=json.dumps({"title": "' or '1'='1"})) == []
