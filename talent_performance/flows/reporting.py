"""What reports on people share: the rows that the reader's list holds, filters that mean the same in each, clean cells.

A report's own file says its columns and asks the engine for its figures. Everything that is shown was found by
`frappe.get_list`, which applies the permission query of the DocType, in one query however many people there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

import frappe
from frappe import _

from talent_performance.access import practices, process
from talent_performance.access.audience import Practice
from talent_performance.access.reach import people_below, reached
from talent_performance.engine.distribution import Scope, everybody, scope
from talent_performance.engine.eligibility import within as within_department
from talent_performance.flows.participants import departments
from talent_performance.store.dialect import within
from talent_performance.store.frames import table_of

Filters = Mapping[str, Any]
Column = dict[str, Any]
# Spreadsheets take a text that begins so for a formula.
NUMBERS = ("Int", "Float", "Percent")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHART_AT_MOST = 15


def seen(
	doctype: str, fields: Sequence[str], filters: Filters, conditions: Sequence[Sequence[Any]] = ()
) -> pd.DataFrame:
	"""The rows of a DocType that the reader may see and has asked for, by field; an empty text is null.

	`filters` are a report's: cycle, company, designation, template, level, status as they stand, a department with all below
	it, a manager with everybody below him.
	"""
	found = frappe.get_list(
		doctype,
		fields=list(fields),
		filters=[*asked_for(doctype, filters), *conditions],
		order_by="name asc",
		as_list=True,
		limit_page_length=0,
	)
	return about_asked(table_of(found, fields), doctype, filters)


def under_way(
	fields: Sequence[str], filters: Filters, conditions: Sequence[Sequence[Any]] = ()
) -> pd.DataFrame:
	"""How far the appraisals are that the reader looks after and has asked for; of ratings it says nothing."""
	found = process.rows(fields, [*asked_for(process.APPRAISAL, filters), *conditions])
	return about_asked(table_of(found, fields), process.APPRAISAL, filters)


def analysed(table: pd.DataFrame) -> pd.DataFrame:
	"""Rows without those about people for whom individual analytics are switched off."""
	off = practices.off_among(Practice.ANALYTICS, table["employee"])
	return table[~table["employee"].isin(off)].reset_index(drop=True) if off else table


def with_cycle(filters: Filters | None) -> frappe._dict:
	"""A report's filters; where no cycle is asked for, with the latest one that was launched and that the reader may see."""
	asked = frappe._dict(filters or {})
	if not asked.cycle:
		found = frappe.get_list(
			"Performance Cycle",
			filters={"state": ("in", ("Launched", "Closed", "Published"))},
			order_by="start_date desc, name desc",
			pluck="name",
			limit_page_length=1,
		)
		asked.cycle = found[0] if found else None
	return asked


AS_THEY_STAND = ("cycle", "company", "designation", "template", "level", "status", "employee")


def asked_for(doctype: str, filters: Filters) -> list[list[Any]]:
	"""A report's filters as those of a list, where the DocType has the field."""
	meta = frappe.get_meta(doctype)
	conditions = [
		[field, "=", filters[field]]
		for field in AS_THEY_STAND
		if filters.get(field) and meta.has_field(field)
	]
	if filters.get("department"):
		below = within_department(departments(), filters["department"])
		conditions.append(["department", "in", sorted(below)])
	return conditions


def about_asked(table: pd.DataFrame, doctype: str, filters: Filters) -> pd.DataFrame:
	"""Rows about people whom the reader's part reaches, and about those below the manager asked for."""
	for people in (reached(doctype), line_of(filters)):
		if people is not None:
			table = table[table["employee"].isin(people)]
	return table.reset_index(drop=True)


def line_of(filters: Filters) -> frozenset[str] | None:
	"""Everybody below the manager asked for; None where none was."""
	manager = filters.get("manager")
	return people_below((manager,)) if manager else None


def names_of(employees: pd.Series) -> dict[str, str]:
	"""Names of employees whom rows in front of the reader name."""
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.name, table.employee_name)
	wanted = employees.dropna().unique()
	return dict(query.where(within(table.name, list(wanted))).orderby(table.name).run())


def groups(values: pd.Series | None, size: int) -> Scope:
	"""People by what they share, without who has nothing of it left out: they are a group without a name."""
	if values is None:
		return everybody(size)
	return scope(values.astype(object).where(values.notna(), ""))


def column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 120, **more: Any) -> Column:
	"""A column. Nobody but the desk needs `to` and `key` (the form that a text leads to) and `colours`.

	Links are texts here: Frappe would leave out rows whose Employee or Company a User Permission of ERPNext doesn't name,
	and those follow lft/rgt and stop at companies, which reporting lines don't. The desk takes an empty cell for a number,
	so a column whose first row is empty would stand to the right, unless it says where it stands.
	"""
	stands = {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width}
	return {**stands, "align": "right" if fieldtype in NUMBERS else "left", **more}


def cells(
	table: pd.DataFrame, columns: Sequence[Column], besides: Sequence[str] = ()
) -> list[dict[str, Any]]:
	"""A table as the rows of a report: plain values, null where there is nothing, no text that a spreadsheet would run."""
	kinds = {each["fieldname"]: each["fieldtype"] for each in columns}
	names = [name for name in [*kinds, *besides] if name in table]
	made = {name: _as_cells(table[name], kinds.get(name, "Data")) for name in names}
	return [dict(zip(made, values, strict=True)) for values in zip(*made.values(), strict=True)]


def _as_cells(values: pd.Series, kind: str) -> list[Any]:
	if kind in NUMBERS:
		numbers = pd.to_numeric(values).astype(float)
		whole = kind == "Int"
		return [None if n != n else int(n) if whole else float(n) for n in numbers]
	if kind == "Date":
		return [each if isinstance(each, date) and not pd.isna(each) else None for each in values]
	return [harmless(each) for each in values.astype(object)]


def harmless(value: Any) -> Any:
	"""A text that no spreadsheet takes for a formula: it gets an apostrophe, which the desk doesn't show."""
	if not isinstance(value, str):
		return None if value is None or value != value else value
	return f"'{value}" if value.lstrip(" ").startswith(FORMULA) else value


def in_words(values: pd.Series) -> pd.Series:
	"""Options of a select field as the reader knows them; each different one is looked up once."""
	return values.map({word: _(word) for word in values.dropna().unique()})


def percent(shares: pd.Series | np.ndarray) -> np.ndarray:
	"""Shares as a Percent column holds them."""
	return np.round(np.asarray(shares, dtype=float) * 100, 6)


def chart(
	kind: str, labels: Sequence[str], datasets: Mapping[str, Sequence[float]], **more: Any
) -> dict[str, Any]:
	"""A chart of Frappe's; labels are drawn as markup there, so what could be markup is taken out."""
	plain = [str(label).replace("<", "‹").replace(">", "›") for label in labels]
	sets = [{"name": name, "values": list(values)} for name, values in datasets.items()]
	still = {
		"animate": 0,
		"disableEntryAnimation": 1,
	}  # a report that is asked for anew takes a moving chart away
	return {"type": kind, "data": {"labels": plain, "datasets": sets}, **still, **more}


def figure(label: str, value: Any, indicator: str = "Blue", datatype: str = "Int") -> dict[str, Any]:
	"""A card above the report."""
	return {"label": label, "value": value, "datatype": datatype, "indicator": indicator}


def nothing_to_show(doctype: str) -> str:
	"""Why a report is empty, and what to do next."""
	people = reached(doctype)
	if people is None:
		return _("Nobody fits these filters. Take one away, or choose another cycle.")
	if not people:
		return _("This report is about the people who report to you, and nobody does. HR sees everybody.")
	return _("None of the people who report to you fits these filters.")
