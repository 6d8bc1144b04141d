"""A rating is guessed: by a filter, an order, a group, a count, a chart, a search, a title. Nothing that comes back differs by what is hidden."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from stage import Stage, figures_of, tells

import frappe

from talent_performance.compat import link_check

METHOD = "/api/method/"
CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
CARD = "frappe.desk.doctype.number_card.number_card.get_result"
# DocType → the column that is guessed at, and which figure it holds.
HIDDEN = {
	"Appraisal Result": ("performance_score", "score"),
	"Talent Assessment": ("box", "box"),
	"Talent Placement": ("after_box", "box"),
	"Potential Assessment": ("ability", "potential"),
	"Appraisal Review": ("overall_rating", "rating"),
}
# Who guesses at whose: at his own, HR too, and at a colleague's.
GUESSERS = {"rina": "rina", "budi": "rina", "mia": "mia", "hr": "hr", "talent": "talent", "hruser": "hruser"}
# What tells nobody anything about a score: heatmaps are refused, sums are cut to whole numbers, Frappe refuses conditions and a
# search through a search, Talent Managers open no Employee, and nobody has a task there.
SILENT = {
	"a heatmap", "a sum", "a sum that isn't kept", "a condition", "search through a search", "connections", "next one",
	"groups by task",
}  # fmt: skip
# From 16 on Frappe refuses aggregates written as SQL, and names of fields that aren't asked for by a form; sums keep decimals.
SILENT_LATER = (SILENT - {"a sum", "a sum that isn't kept"}) | {
	"a group", "report builder's group", "distinct", "maximum",
}  # fmt: skip
Request = tuple[str, str, dict[str, Any]]
Door = Callable[[str, str, float, dict[str, Any]], Request]


def api(**params: Any) -> dict[str, Any]:
	return {
		"params": {
			key: json.dumps(value) if not isinstance(value, str) else value for key, value in params.items()
		}
	}


def sent(**arguments: Any) -> dict[str, Any]:
	return {"json": arguments}


def chart(doctype: str, column: str, about: dict[str, Any], **more: Any) -> dict[str, Any]:
	"""A chart that the attacker makes up."""
	filters = [[doctype, key, "=", value, False] for key, value in about.items()]
	made = {
		"name": "x",
		"chart_type": "Sum",
		"document_type": doctype,
		"based_on": "creation",
		"value_based_on": column,
	}
	return {
		"chart": json.dumps(
			{
				**made,
				"timespan": "Last Year",
				"time_interval": "Yearly",
				"filters_json": json.dumps(filters),
				**more,
			}
		)
	}


def listed(doctype: str, **asked: Any) -> tuple[str, str, dict[str, Any]]:
	return "GET", f"/api/resource/{doctype}", api(**asked)


def called(method: str, **arguments: Any) -> tuple[str, str, dict[str, Any]]:
	return "POST", METHOD + method, sent(**arguments)


DOORS: dict[str, Door] = {
	"filter": lambda d, c, v, a: listed(d, filters={**a, c: v}),
	"or_filters": lambda d, c, v, a: listed(
		d, filters=a, or_filters=[[d, c, ">=", 0], [d, "name", "like", "%"]]
	),
	"like": lambda d, c, v, a: listed(
		d, filters=[[d, c, "like", f"%{v}%"], *[[d, k, "=", w] for k, w in a.items()]]
	),
	"bounds": lambda d, c, v, a: listed(d, filters=[[d, c, ">", v - 0.004], [d, c, "<", v + 0.004]]),
	"order": lambda d, c, v, a: listed(d, filters=a, order_by=f"{c} desc", fields=["name", c]),
	"distinct": lambda d, c, v, a: listed(d, filters=a, fields=[f"distinct {c}"]),
	"maximum": lambda d, c, v, a: listed(d, filters=a, fields=[f"max({c}) as top", "count(name) as n"]),
	"a group": lambda d, c, v, a: listed(d, filters=a, fields=[c, "count(name) as n"], group_by=c),
	"a condition": lambda d, c, v, a: listed(d, filters=a, fields=[f"if({c}>1, 1, 0) as high"]),
	"get_value": lambda d, c, v, a: called("frappe.client.get_value", doctype=d, fieldname=c, filters=a),
	"get_list": lambda d, c, v, a: called("frappe.client.get_list", doctype=d, fields=[c], filters=a),
	"get": lambda d, c, v, a: called("frappe.client.get", doctype=d, filters=json.dumps(a)),
	"get_count": lambda d, c, v, a: called("frappe.client.get_count", doctype=d, filters={**a, c: v}),
	"validate_link": lambda d, c, v, a: called(
		link_check(), doctype=d, docname="{name}", fields=json.dumps([c]), fields_to_fetch=json.dumps([c])
	),
	"report builder": lambda d, c, v, a: called(
		"frappe.desk.reportview.get", doctype=d, fields=json.dumps([f"`tab{d}`.`{c}`"]), filters=json.dumps(a)
	),
	"report builder's count": lambda d, c, v, a: called(
		"frappe.desk.reportview.get_count", doctype=d, filters=json.dumps({**a, c: v}), fields="[]"
	),
	"report builder's group": lambda d, c, v, a: called(
		"frappe.desk.reportview.get",
		doctype=d,
		fields=json.dumps([f"`tab{d}`.`{c}`", "count(`name`) as n"]),
		group_by=f"`tab{d}`.`{c}`",
		filters=json.dumps(a),
	),
	"export": lambda d, c, v, a: called(
		"frappe.desk.reportview.export_query",
		doctype=d,
		fields=json.dumps([f"`tab{d}`.`{c}`"]),
		filters=json.dumps(a),
		file_format_type="CSV",
		title="x",
	),
	"statistics": lambda d, c, v, a: called(
		"frappe.desk.reportview.get_stats", doctype=d, stats=json.dumps([c]), filters=json.dumps([])
	),
	"sidebar statistics": lambda d, c, v, a: called(
		"frappe.desk.reportview.get_sidebar_stats",
		doctype=d,
		stats=json.dumps(["_user_tags", c]),
		filters=json.dumps([[d, c, "=", v]]),
	),
	"groups": lambda d, c, v, a: called(
		"frappe.desk.listview.get_group_by_count", doctype=d, current_filters=json.dumps(a), field=c
	),
	"groups by task": lambda d, c, v, a: called(
		"frappe.desk.listview.get_group_by_count",
		doctype=d,
		current_filters=json.dumps({**a, c: v}),
		field="assigned_to",
	),
	"search": lambda d, c, v, a: called(
		"frappe.desk.search.search_link", doctype=d, txt="", filters={**a, c: v}, page_length=50
	),
	"search that ignores rules": lambda d, c, v, a: called(
		"frappe.desk.search.search_link",
		doctype=d,
		txt="",
		filters={**a, c: v},
		ignore_user_permissions=1,
		page_length=50,
	),
	"search by a column": lambda d, c, v, a: called(
		"frappe.desk.search.search_widget",
		doctype=d,
		txt="",
		searchfield=c,
		filter_fields=json.dumps([c]),
		filters=a,
		ignore_user_permissions=1,
		reference_doctype="Employee",
	),
	"search through a search": lambda d, c, v, a: called(
		"frappe.desk.search.search_link",
		doctype=d,
		txt="",
		query="frappe.desk.search.search_widget",
		filters=a,
		ignore_user_permissions=1,
	),
	"calendar": lambda d, c, v, a: called(
		"frappe.desk.calendar.get_events",
		doctype=d,
		start="2020-01-01",
		end="2030-01-01",
		field_map=json.dumps(
			{"start": "creation", "end": "creation", "id": "name", "title": c, "allDay": "idx"}
		),
		filters=json.dumps([]),
		fields=json.dumps([c]),
	),
	"next one": lambda d, c, v, a: called(
		"frappe.desk.form.utils.get_next", doctype=d, value="{name}", prev=0, sort_field=c
	),
	"a sum": lambda d, c, v, a: called(CHART, **chart(d, c, a)),
	"a sum that isn't kept": lambda d, c, v, a: called(CHART, **chart(d, c, a), no_cache=1),
	"a heatmap": lambda d, c, v, a: called(
		CHART, **chart(d, c, a, type="Heatmap"), no_cache=1, heatmap_year=2026
	),
	"a pie": lambda d, c, v, a: called(
		CHART, **chart(d, c, a, chart_type="Group By", group_by_type="Count", group_by_based_on=c), no_cache=1
	),
	"a card": lambda d, c, v, a: called(
		CARD,
		doc=json.dumps({"document_type": d, "function": "Maximum", "aggregate_function_based_on": c}),
		filters=json.dumps([[d, k, "=", w] for k, w in a.items()]),
	),
	"connections": lambda d, c, v, a: called(
		"frappe.desk.form.linked_with.get", doctype="Employee", docname=a["employee"]
	),
	"a column of a custom report": lambda d, c, v, a: called(
		"frappe.desk.query_report.get_data_for_custom_field", doctype=d, field=c, names=json.dumps(["{name}"])
	),
	"template with data": lambda d, c, v, a: called(
		"frappe.core.doctype.data_import.data_import.download_template",
		doctype=d,
		export_fields=json.dumps({d: ["name", c]}),
		export_records="all",
		file_type="CSV",
	),
	"data export": lambda d, c, v, a: called(
		"frappe.core.doctype.data_export.exporter.export_data",
		doctype=d,
		select_columns=json.dumps({d: ["name", c]}),
		with_data=1,
		all_doctypes=0,
		file_type="CSV",
		export_without_column_meta=1,
	),
}


def ask(stage: Stage, who: str, whom: str, doctype: str) -> dict[str, bool]:
	"""Door → whether it told somebody the name of the row about somebody, what stands in it, or that a guess is right."""
	column, figure = HIDDEN[doctype]
	value = figures_of(whom)[figure]
	return {door: betrays(stage, who, whom, door, doctype, column, value) for door in DOORS}


def betrays(stage: Stage, who: str, whom: str, door: str, doctype: str, column: str, value: float) -> bool:
	"""Whether the right guess is answered with what is hidden, or otherwise than a wrong one."""
	name, about = stage.row(whom, doctype), {"employee": stage.of[whom]}
	right, wrong = (DOORS[door](doctype, column, guess, about) for guess in (value, value + 20))
	answer = send(stage, who, right, name)
	said = answer.text.replace(".0", "")
	if not answer.ok:
		return False
	goals = door == "connections"  # his own, which he may read, are in the answer
	if (
		name in said
		or (tells(answer, whom) and not goals)
		or re.search(rf"(?<![\w.-]){re.escape(str(value))}(?![\w.-])", said)
	):
		return True
	return right != wrong and send(stage, who, wrong, name).text != answer.text


def send(stage: Stage, who: str, request: Request, name: str) -> Any:
	verb, path, asked = request
	return stage(who).answer(verb, path, **json.loads(json.dumps(asked).replace("{name}", name)))


EVERYBODYS = ("Appraisal Result", "Talent Assessment")


@pytest.mark.parametrize(
	("who", "doctype"),
	[(who, each) for each in HIDDEN for who in GUESSERS if each in EVERYBODYS or who in ("rina", "hr")],
)
def test_nothing_that_comes_back_tells_what_is_hidden(stage: Stage, who: str, doctype: str) -> None:
	told = ask(stage, who, GUESSERS[who], doctype)
	assert [door for door, tells_it in told.items() if tells_it] == []


def test_whoever_may_see_it_is_told(stage: Stage) -> None:
	told = ask(stage, "talent", "rina", "Appraisal Result")
	assert {door for door, tells_it in told.items() if not tells_it} == (
		SILENT if frappe.__version__.startswith("15.") else SILENT_LATER
	)
	assert betrays(
		stage, "talent", "rina", "groups by task", "Talent Assessment", "box", figures_of("rina")["box"]
	)


def test_connections_count_nothing_that_is_hidden(stage: Stage) -> None:
	"""Later versions of Frappe say how many rows there are that somebody may not see."""
	asked = {"params": {"doctype": "Employee", "docname": stage.of["rina"]}}
	answer = stage("rina").answer("GET", "/api/method/frappe.desk.form.linked_with.get", **asked)
	found = answer.json().get("message") or {}
	assert HIDDEN.keys().isdisjoint(found)
	assert answer.ok or frappe.__version__.startswith("15.")
