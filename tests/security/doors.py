"""Every door that leads to a row: how it is knocked at, and which rows answered.

A door gets a visitor and the rows that are asked about, and returns those of which it told something, or with which
it did what was asked. As few requests as can be: one a DocType where the door is a list, one a row where it needs a name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from asking import Told, Visitor
from planted import AROUND, NUMBERS, TEXTS, Row

import frappe

from talent_performance.compat import link_check

MANY = 1000
Door = Callable[[Visitor, list[Row]], set[Row]]
DOORS: dict[str, Door] = {}
# Doors that only count: what they told is a number for each DocType.
Counter = Callable[[Visitor, str, list[Row]], list[int]]
COUNTERS: dict[str, Counter] = {}


def door(name: str) -> Callable[[Door], Door]:
	"""The door of a line in matrix.md."""

	def known(function: Door) -> Door:
		DOORS[name] = function
		return function

	return known


def counter(name: str) -> Callable[[Counter], Counter]:
	"""The same, for a door behind which somebody counts."""

	def known(function: Counter) -> Counter:
		COUNTERS[name] = function
		return function

	return known


def by_doctype(rows: Iterable[Row]) -> dict[str, list[Row]]:
	"""DocType → its rows."""
	found: dict[str, list[Row]] = {}
	for row in rows:
		found.setdefault(row.doctype, []).append(row)
	return found


def columns(doctype: str, kinds: tuple[str, ...] = (*TEXTS, *NUMBERS)) -> list[str]:
	"""The texts and numbers of a DocType."""
	fields = frappe.get_meta(doctype).fields
	return [df.fieldname for df in fields if df.fieldtype in kinds and df.fieldname != "naming_series"]


def secrets(rows: list[Row]) -> list[Any]:
	"""What is written in the rows and nowhere else."""
	return [each for row in rows for each in (row.text, row.number)]


def told(rows: list[Row], said: Iterable[Told]) -> set[Row]:
	"""The rows of which something was told, be it the name in a list of their own."""
	said = list(said)
	return {row for row in rows for each in said if row.told_in(each, named=each.about == row.doctype)}


def told_by_name(rows: list[Row], ask: Callable[[Row], Iterable[Told]]) -> set[Row]:
	"""The rows of which something was told to somebody who knows their names already."""
	return {row for row in rows if any(row.told_in(each, named=False) for each in ask(row))}


def done(visitor: Visitor, rows: list[Row], ask: Callable[[Row], Told]) -> set[Row]:
	"""The rows with which it could be done."""
	return {row for row in rows if not ask(row).refused}


@door("list")
def lists(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask() -> Iterator[Told]:
		for doctype in by_doctype(rows):
			asked = {"doctype": doctype, "fields": ["*"]}
			yield visitor.call("frappe.desk.reportview.get", page_length=MANY, **asked)
			yield visitor.call("frappe.desk.reportview.get_list", limit_page_length=MANY, **asked)
			yield visitor.call("frappe.client.get_list", limit_page_length=MANY, **asked)

	return told(rows, ask())


@door("child rows")
def child_rows(visitor: Visitor, rows: list[Row]) -> set[Row]:
	"""Rows whose document has no child table are asked for as in a list."""

	def ask() -> Iterator[Told]:
		for doctype in by_doctype(rows):
			tables = frappe.get_meta(doctype).get_table_fields()
			if not tables:
				yield visitor.call("frappe.client.get_list", doctype=doctype, limit_page_length=MANY)
			for table in tables:
				child = table.options
				asked = {"doctype": child, "parent": doctype, "fields": ["*"]}
				yield visitor.call("frappe.client.get_list", limit_page_length=MANY, **asked)
				fields = [f"`tab{child}`.`{name}`" for name in columns(child)] or [f"`tab{child}`.`parent`"]
				yield visitor.call(
					"frappe.desk.reportview.get", doctype=doctype, fields=fields, page_length=MANY
				)

	return told(rows, ask())


@door("field")
def fields(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask() -> Iterator[Told]:
		for doctype, those in by_doctype(rows).items():
			wanted = columns(doctype) or ["name"]
			column = (columns(doctype, TEXTS) or ["name"])[0]
			names = [row.name for row in those]
			report = "frappe.desk.query_report.get_data_for_custom_field"
			yield visitor.call(report, doctype=doctype, field=column, names=names)
			for row in those:
				yield visitor.call(
					"frappe.client.get_value", doctype=doctype, fieldname=wanted, filters={"name": row.name}
				)

	return told(rows, ask())


@door("filter")
def filters(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask() -> Iterator[Told]:
		for doctype, those in by_doctype(rows).items():
			wanted = secrets(those)
			any_of = [[doctype, name, "in", wanted] for name in columns(doctype)] or [
				[doctype, "name", "in", [row.name for row in those]]
			]
			yield visitor.call(
				"frappe.desk.reportview.get",
				doctype=doctype,
				or_filters=any_of,
				page_length=MANY,
				fields=["name"],
			)
			yield visitor.call(
				"frappe.client.get_list", doctype=doctype, or_filters=any_of, limit_page_length=MANY
			)
			for table in frappe.get_meta(doctype).get_table_fields():
				inside = [[table.options, name, "in", wanted] for name in columns(table.options)]
				yield visitor.call(
					"frappe.desk.reportview.get",
					doctype=doctype,
					filters=inside[:1],
					page_length=MANY,
					fields=["name"],
				)

	return told(rows, ask())


@door("sort")
def sorts(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask() -> Iterator[Told]:
		for doctype in by_doctype(rows):
			order = ", ".join(f"`tab{doctype}`.`{name}` desc" for name in [*columns(doctype), "name"])
			asked = {"doctype": doctype, "fields": ["name"], "order_by": order}
			yield visitor.call("frappe.desk.reportview.get", page_length=MANY, **asked)

	return told(rows, ask())


@counter("count")
def counts(visitor: Visitor, doctype: str, rows: list[Row]) -> list[int]:
	these = [[doctype, "name", "in", [row.name for row in rows]]]
	asked = {"doctype": doctype, "filters": these}
	return [
		visitor.call("frappe.client.get_count", **asked).number,
		visitor.call("frappe.desk.reportview.get_count", **asked).number,
	]


@counter("groups")
def groups(visitor: Visitor, doctype: str, rows: list[Row]) -> list[int]:
	these = [[doctype, "name", "in", [row.name for row in rows]]]
	grouped = visitor.call(
		"frappe.desk.listview.get_group_by_count", doctype=doctype, current_filters=these, field="owner"
	)
	return [sum(grouped.counts)]


@counter("card and chart")
def cards(visitor: Visitor, doctype: str, rows: list[Row]) -> list[int]:
	these = [[doctype, "name", "in", [row.name for row in rows]]]
	kinds = ("Link", "Select", "Data", "Datetime")
	grouped = next(df.fieldname for df in frappe.get_meta(doctype).fields if df.fieldtype in kinds)
	card = {"doctype": "Number Card", "name": "mine", "document_type": doctype, "function": "Count"}
	chart = {
		"name": "mine", "document_type": doctype, "filters_json": json.dumps(these), "chart_type": "Group By",
		"group_by_type": "Count", "group_by_based_on": grouped,
	}  # fmt: skip
	path = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
	return [
		visitor.call(
			"frappe.desk.doctype.number_card.number_card.get_result", doc=card, filters=these
		).number,
		sum(visitor.call(path, chart=chart, no_cache=1).plotted),
	]


@door("report builder")
def report_builder(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask() -> Iterator[Told]:
		for doctype in by_doctype(rows):
			wanted = [f"`tab{doctype}`.`{name}`" for name in ["name", *columns(doctype)]]
			yield visitor.call(
				"frappe.desk.reportview.get",
				doctype=doctype, fields=wanted, view="Report", page_length=MANY,
			)  # fmt: skip

	return told(rows, ask())


@door("export")
def exports(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask() -> Iterator[Told]:
		for doctype in by_doctype(rows):
			wanted = [f"`tab{doctype}`.`{name}`" for name in ["name", *columns(doctype)]]
			asked = {"doctype": doctype, "fields": wanted, "file_format_type": "CSV"}
			yield visitor.call("frappe.desk.reportview.export_query", **asked)
			yield visitor.call(
				"frappe.core.doctype.data_export.exporter.export_data",
				doctype=doctype,
				with_data=1,
				file_type="CSV",
			)

	return told(rows, ask())


@door("link field")
def link_field(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask() -> Iterator[Told]:
		for doctype, those in by_doctype(rows).items():
			asked = {"doctype": doctype, "txt": "", "page_length": MANY}
			yield visitor.call("frappe.desk.search.search_link", **asked)
			for cheat in ({}, {"reference_doctype": doctype, "link_fieldname": "employee"}):
				yield visitor.call(
					"frappe.desk.search.search_link", ignore_user_permissions=1, **asked, **cheat
				)
				yield visitor.call(
					"frappe.desk.search.search_widget",
					ignore_user_permissions=1, filter_fields=columns(doctype), **asked, **cheat,
				)  # fmt: skip
			taken = (columns(doctype, TEXTS) or ["name"])[:1]
			for row in those:
				said = visitor.call(
					link_check(), doctype=doctype, docname=row.name, fields=taken, fields_to_fetch=taken
				)
				yield Told(said)

	return told(rows, ask())


@door("title of a link")
def link_title(visitor: Visitor, rows: list[Row]) -> set[Row]:
	"""A DocType whose links show names tells the name that was asked for, and nothing else."""

	def ask(row: Row) -> Iterator[Told]:
		yield visitor.call("frappe.desk.search.get_link_title", doctype=row.doctype, docname=row.name)
		yield visitor.call("frappe.desk.link_preview.get_preview_data", doctype=row.doctype, docname=row.name)

	return told_by_name([row for row in rows if frappe.get_meta(row.doctype).show_title_field_in_link], ask)


@door("search")
def search(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask(row: Row) -> Iterator[Told]:
		yield visitor.call("frappe.utils.global_search.search", text=row.text, limit=MANY)

	return told_by_name(rows, ask)


@door("document")
def documents(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask(row: Row) -> Iterator[Told]:
		yield visitor.call("frappe.client.get", doctype=row.doctype, name=row.name)
		yield visitor.call("frappe.desk.form.load.getdoc", doctype=row.doctype, name=row.name)

	return told_by_name(rows, ask)


@door("REST")
def rest(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask(row: Row) -> Iterator[Told]:
		yield visitor.rest(f"/resource/{row.doctype}/{row.name}")
		yield visitor.rest(f"/v2/document/{row.doctype}/{row.name}")

	return told_by_name(rows, ask)


@door("REST list")
def rest_list(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask() -> Iterator[Told]:
		for doctype in by_doctype(rows):
			yield visitor.rest(f"/resource/{doctype}", fields=["*"], limit_page_length=str(MANY))
			yield visitor.rest(f"/v2/document/{doctype}", fields=["*"], limit=str(MANY))

	return told(rows, ask())


@door("print")
def prints(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask(row: Row) -> Iterator[Told]:
		asked = {"doctype": row.doctype, "name": row.name}
		view = "frappe.www.printview.get_html_and_style"
		yield visitor.call(view, doc=row.doctype, name=row.name, print_format="Standard")
		yield visitor.call("frappe.utils.print_format.download_pdf", format="Standard", **asked)

	return told_by_name(rows, ask)


@door("timeline")
def timeline(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask(row: Row) -> Iterator[Told]:
		asked = {"doctype": row.doctype, "name": row.name}
		yield visitor.call("frappe.desk.form.load.get_docinfo", **asked)

	return told_by_name(rows, ask)


@door("share")
def share(visitor: Visitor, rows: list[Row]) -> set[Row]:
	"""By the button of the form, and by code that shares whatever anybody may, as assigning does."""
	asked = done(
		visitor,
		rows,
		lambda row: visitor.call("frappe.share.add", doctype=row.doctype, name=row.name, user=visitor.user),
	)
	return asked | {row for row in rows if shared(row, visitor.user)}


def shared(row: Row, user: str) -> bool:
	"""Whether the server itself would share it."""
	frappe.db.savepoint("shared")
	try:
		frappe.share.add_docshare(row.doctype, row.name, user, flags={"ignore_share_permission": True})
		return True
	except frappe.ValidationError:
		return False
	finally:
		frappe.db.rollback(save_point="shared")


@door("assign")
def assign(visitor: Visitor, rows: list[Row]) -> set[Row]:
	return done(
		visitor,
		rows,
		lambda row: visitor.call(
			"frappe.desk.form.assign_to.add", doctype=row.doctype, name=row.name, assign_to=[visitor.user]
		),
	)


@door("e-mail")
def mail(visitor: Visitor, rows: list[Row]) -> set[Row]:
	return done(
		visitor,
		rows,
		lambda row: visitor.call(
			"frappe.core.doctype.communication.email.make",
			doctype=row.doctype, name=row.name, content="Look", subject="Look", recipients="x@example.com",
			print_format="Standard", send_email="0",
		),
	)  # fmt: skip


@door("field through a link")
def through_links(visitor: Visitor, rows: list[Row]) -> set[Row]:
	"""Each row that links to one of these is asked for what stands in it."""

	def ask() -> Iterator[Told]:
		for doctype in by_doctype(rows):
			for df in frappe.get_meta(doctype).get_link_fields():
				there = by_doctype(rows).get(df.options, []) and columns(df.options)
				wanted = [f"{df.fieldname}.{name}" for name in there]
				asked = {"doctype": doctype, "fields": wanted}
				if wanted:
					yield visitor.call("frappe.desk.reportview.get", page_length=MANY, **asked)
					yield visitor.call("frappe.client.get_list", limit_page_length=MANY, **asked)
					yield visitor.rest(f"/resource/{doctype}", fields=wanted, limit_page_length=str(MANY))

	return told(rows, ask())


@door("sums of one's own making")
def sums(visitor: Visitor, rows: list[Row]) -> set[Row]:
	"""Whoever gets a figure gets it of all rows of the DocType."""
	found = set()
	for doctype, those in by_doctype(rows).items():
		numbers = columns(doctype, NUMBERS) or ["idx"]
		these = {"name": ["in", [row.name for row in those]]}
		chart = {
			"name": "mine", "type": "Heatmap", "chart_type": "Sum", "document_type": doctype, "based_on": "creation",
			"value_based_on": numbers[0], "filters_json": json.dumps([[doctype, "name", "in", these["name"][1]]]),
		}  # fmt: skip
		states = {"doctype": doctype, "workflow_state_field": "name", "states": ["none"]}
		month = {
			"title": "x", "doctype": "User", "docname": visitor.user, "goal_value_field": "idx", "goal_total_field": "idx",
			"goal_history_field": "bio", "goal_doctype": doctype, "goal_doctype_link": "name", "goal_field": numbers[0],
			"date_field": "creation", "filters": these,
		}  # fmt: skip
		said = [
			visitor.call("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart=chart, no_cache=1),
			visitor.call("frappe.workflow.doctype.workflow.workflow.get_workflow_state_count", **states),
			visitor.call("frappe.utils.goal.get_monthly_goal_graph_data", **month),
		]
		found |= set(those) if any(not each.refused and each.message for each in said) else set()
	return found


@door("beside the timeline")
def beside(visitor: Visitor, rows: list[Row]) -> set[Row]:
	def ask() -> Iterator[Told]:
		for doctype in AROUND[:-1]:
			asked = {"doctype": doctype, "fields": ["*"], "filters": [[doctype, "name", "like", "ZQ%"]]}
			yield visitor.call("frappe.desk.reportview.get", page_length=MANY, **asked)
		yield visitor.call("frappe.desk.doctype.tag.tag.get_documents_for_tag", tag="#ZQ")
		for doctype in by_doctype(rows):
			yield visitor.call("frappe.desk.doctype.tag.tag.get_tagged_docs", doctype=doctype, tag="%ZQ%")

	return told(rows, ask())


@door("notification")
def notifications(visitor: Visitor, rows: list[Row]) -> set[Row]:
	"""Those of one manager; he himself isn't asked."""
	if visitor.user.startswith("zmxdirect"):
		return set()
	asked = {"doctype": "Notification Log", "fields": ["*"], "page_length": MANY}
	return told(rows, [visitor.call("frappe.desk.reportview.get", **asked)])


@door("assign to a colleague")
def assign_to_another(visitor: Visitor, rows: list[Row]) -> set[Row]:
	"""To the website user, who may see next to nothing; by the form's button, and as an assignment rule does it."""
	path, whom = "frappe.desk.form.assign_to.add", "zmxwebsiteuser@people.example.com"
	asked = done(
		visitor,
		rows,
		lambda row: visitor.call(path, doctype=row.doctype, name=row.name, assign_to=[whom]),
	)
	return asked | {row for row in rows if given(row, whom)}


def given(row: Row, user: str) -> bool:
	"""Whether the server itself would give somebody a task with it."""
	task = {
		"doctype": "ToDo",
		"reference_type": row.doctype,
		"reference_name": row.name,
		"allocated_to": user,
	}
	frappe.db.savepoint("given")
	try:
		frappe.get_doc({**task, "description": "Look"}).insert(ignore_permissions=True)
		return True
	except frappe.ValidationError:
		return False
	finally:
		frappe.db.rollback(save_point="given")


@counter("assigned to whom")
def assigned(visitor: Visitor, doctype: str, rows: list[Row]) -> list[int]:
	"""Each row has one task."""
	these = [[doctype, "name", "in", [row.name for row in rows]]]
	path = "frappe.desk.listview.get_group_by_count"
	return [sum(visitor.call(path, doctype=doctype, current_filters=these, field="assigned_to").counts)]


@door("place in an order")
def place_in_order(visitor: Visitor, rows: list[Row]) -> set[Row]:
	"""Where a row stands among those that one sees."""
	return done(
		visitor,
		rows,
		lambda row: visitor.call(
			"frappe.desk.form.utils.get_next",
			doctype=row.doctype, value=row.name, prev="0", sort_field="creation", sort_order="asc",
		),
	)  # fmt: skip
