"""What the computed risk of leaving rests upon, as it was known on a day: read for many people at a time.

Only what a company may use: dates of its own, reviews that were closed, training. Nothing here reads who somebody is, what he
wrote, when he was ill or what others said of him.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe

from talent_performance.compat import doctype_exists
from talent_performance.engine.retention import DAYS_PER_MONTH
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

TRAINING, PROMOTION = "Training Event", "Employee Promotion"
CLOSED = ("Final", "Published")
NONE = pd.DataFrame({"employee": pd.Series(dtype=object), "on": pd.Series(dtype="datetime64[ns]")})


def facts(employees: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
	"""The engine's facts of these people (employee, date_of_joining), null where nothing is known."""
	names = employees["employee"].tolist()
	joined = pd.to_datetime(employees["date_of_joining"])
	joined = joined.set_axis(employees["employee"])
	promoted = last_before(promotions(names), as_of).reindex(joined.index).fillna(joined)
	made = {
		"promotion": months(promoted, as_of),
		"pay": pay_positions(names, as_of).reindex(joined.index),
		"managers": months(last_before(manager_changes(names), as_of).reindex(joined.index), as_of),
		"tenure": months(joined, as_of),
		"objectives": trend(attainments(names, as_of)).reindex(joined.index),
		"training": trained(names, as_of).reindex(joined.index),
	}
	return pd.DataFrame(made).reset_index(names="employee")


def months(days: pd.Series, as_of: pd.Timestamp) -> pd.Series:
	"""Months from days to a later one."""
	return (as_of - pd.to_datetime(days)).dt.days / DAYS_PER_MONTH


def last_before(events: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
	"""The last of each person's days up to one."""
	known = events[events["on"] <= as_of]
	return known.groupby("employee")["on"].max()


def dated(query: object) -> pd.DataFrame:
	"""Rows of a person and a day."""
	found = fetch(query, ["employee", "on"])
	return found.assign(on=pd.to_datetime(found["on"])) if len(found) else NONE


def promotions(names: Sequence[str]) -> pd.DataFrame:
	"""The first days in another role: out of ERPNext's internal work history, and Frappe HR's promotions."""
	history = frappe.qb.DocType("Employee Internal Work History")
	query = frappe.qb.from_(history).select(history.parent, history.from_date)
	query = query.where(within(history.parent, names) & history.designation.isnotnull())
	parts = [dated(query.where(history.from_date.isnotnull()).orderby(history.parent, history.name))]
	if doctype_exists(PROMOTION):
		table = frappe.qb.DocType(PROMOTION)
		query = frappe.qb.from_(table).select(table.employee, table.promotion_date)
		query = query.where(within(table.employee, names) & (table.docstatus == 1))
		parts.append(dated(query.orderby(table.employee, table.name)))
	return pd.concat(parts, ignore_index=True)


def manager_changes(names: Sequence[str]) -> pd.DataFrame:
	"""The days from which somebody reported to another manager, since the app keeps them."""
	table = frappe.qb.DocType("Reporting Line History")
	query = frappe.qb.from_(table).select(table.employee, table.from_date)
	query = query.where(within(table.employee, names) & (table.depth == 1) & table.from_date.isnotnull())
	return dated(query.orderby(table.employee, table.name))


def pay_positions(names: Sequence[str], as_of: pd.Timestamp) -> pd.Series:
	"""Where pay stands in its range, 0 to 1, out of the latest pay round that was frozen by then; null where none says it."""
	line, round_ = frappe.qb.DocType("Pay Round Line"), frappe.qb.DocType("Pay Round")
	query = (
		frappe.qb.from_(line)
		.join(round_)
		.on(line.pay_round == round_.name)
		.select(line.employee, line.position)
		.where(within(line.employee, names) & (line.range_high > 0))
		.where((round_.state == "Frozen") & (round_.effective_on <= as_of.date()))
		.orderby(round_.effective_on, round_.name, line.name)
	)
	found = fetch(query, ["employee", "position"])
	return found.groupby("employee")["position"].last().astype(float) / 100


def attainments(names: Sequence[str], as_of: pd.Timestamp) -> pd.DataFrame:
	"""What share of the targets closed cycles say was reached, the oldest first."""
	result, cycle = frappe.qb.DocType("Appraisal Result"), frappe.qb.DocType("Performance Cycle")
	query = (
		frappe.qb.from_(result)
		.join(cycle)
		.on(result.cycle == cycle.name)
		.select(result.employee, result.objectives_attainment)
		.where(within(result.employee, names) & result.state.isin(CLOSED))
		.where((cycle.end_date <= as_of.date()) & (result.objectives_attainment > 0))
		.orderby(cycle.end_date, cycle.name, result.name)
	)
	found = fetch(query, ["employee", "reached"])
	return found.assign(reached=pd.to_numeric(found["reached"]).astype(float) / 100)


def trend(table: pd.DataFrame) -> pd.Series:
	"""By how much the latest is above the one before."""
	steps = table.assign(step=table.groupby("employee")["reached"].diff())
	return steps.groupby("employee")["step"].last().astype(float)


def trained(names: Sequence[str], as_of: pd.Timestamp) -> pd.Series:
	"""Months since the last training of Frappe HR; null for all where the company keeps none there."""
	if not doctype_exists(TRAINING):
		return pd.Series(dtype=float)
	event, line = frappe.qb.DocType(TRAINING), frappe.qb.DocType(f"{TRAINING} Employee")
	query = (
		frappe.qb.from_(line)
		.join(event)
		.on(line.parent == event.name)
		.select(line.employee, event.end_time)
		.where(within(line.employee, names) & (event.docstatus == 1) & (event.event_status != "Cancelled"))
		.where(line.attendance.isnull() | (line.attendance != "Absent"))
		.orderby(line.employee, event.name)
	)
	return months(last_before(dated(query), as_of), as_of)
