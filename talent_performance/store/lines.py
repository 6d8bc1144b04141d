"""Reporting Line and Reporting Line History between the database and tables. No documents, no loops over rows.

What is read before something is taken away is read with a lock, for a plain read would show an earlier moment: a line
that the job granted in between would be missed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

import pandas as pd

import frappe
from frappe.utils import now, today

LINE = "Reporting Line"
HISTORY = "Reporting Line History"
ROWS = 1000
STANDARD = ["name", "creation", "modified", "owner", "modified_by", "docstatus", "idx"]
TOLD = ["manager", "manager_name", "employee", "employee_name", "depth"]


def employees() -> pd.DataFrame:
	"""Every Employee whose data wasn't erased: employee, employee_name, reports_to, status, company, user_id; null where empty."""
	table = frappe.qb.DocType("Employee")
	columns = ["employee", "employee_name", "reports_to", "status", "company", "user_id"]
	rows = (
		frappe.qb.from_(table)
		.select(table.name, *(table[column] for column in columns[1:]))
		.where(table.talent_erased_on.isnull())
		.orderby(table.name)
		.run()
	)
	frame = pd.DataFrame(list(rows), columns=columns, dtype=object)
	return frame.where(frame.notna() & (frame != ""), None)


def lines() -> pd.DataFrame:
	"""Every line as it is stored: name and what is told of it."""
	table = frappe.qb.DocType(LINE)
	rows = frappe.qb.from_(table).select(table.name, *(table[column] for column in TOLD)).run()
	return pd.DataFrame(list(rows), columns=["name", *TOLD], dtype=object)


def lock() -> None:
	"""Wait until nobody else is changing lines, and keep others waiting until this transaction ends."""
	frappe.db.get_value("DocType", LINE, "name", for_update=True)


def above(employee: str) -> list[str]:
	"""The managers on somebody's stored line, himself left out. Reads what is committed now: call lock() first."""
	table = frappe.qb.DocType(LINE)
	query = (
		frappe.qb.from_(table).select(table.manager).where((table.employee == employee) & (table.depth > 0))
	)
	return query.for_update().run(pluck=True)


def below(manager: str) -> list[str]:
	"""Everybody on whose stored line he stands, himself included. Reads what is committed now: call lock() first."""
	table = frappe.qb.DocType(LINE)
	return (
		frappe.qb.from_(table)
		.select(table.employee)
		.where(table.manager == manager)
		.for_update()
		.run(pluck=True)
	)


def cut(managers: Sequence[str], employees: Sequence[str]) -> None:
	"""Take every line from one of the managers to one of the employees away; depth 0 stays."""
	if not managers:
		return
	table = frappe.qb.DocType(LINE)
	for chunk in _chunks(employees):
		query = frappe.qb.from_(table).select(table.name)
		query = query.where(
			table.manager.isin(list(managers)) & table.employee.isin(chunk) & (table.depth > 0)
		)
		_take_away(query.for_update().run(pluck=True), moved=True)


def forget(employee: str) -> None:
	"""Take an Employee that goes out of all lines, depth 0 included."""
	table = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(table).select(table.name)
	query = query.where((table.manager == employee) | (table.employee == employee))
	_take_away(query.for_update().run(pluck=True), moved=True)


def mark(employee: str, employee_name: str | None) -> None:
	"""Say that somebody's line, and those below him, wait for an update; whoever is new gets his line to himself."""
	table = frappe.qb.DocType(LINE)
	himself = (table.manager == employee) & (table.employee == employee)
	if frappe.qb.from_(table).select(table.name).where(himself).for_update().run():
		frappe.qb.update(table).set(table.waiting, 1).where(himself).run()
		return
	row = [employee, employee_name, employee, employee_name, 0]
	_insert(LINE, pd.DataFrame([[*row, 1]], columns=[*TOLD, "waiting"]))


def waiting() -> bool:
	"""Whether any line waits for an update."""
	return bool(frappe.db.exists(LINE, {"waiting": 1}))


def nobody_waits() -> None:
	"""Take all marks away: the caller, who holds the lock, has brought every line up to date."""
	table = frappe.qb.DocType(LINE)
	frappe.qb.update(table).set(table.waiting, 0).where(table.waiting == 1).run()


def apply(gone: pd.DataFrame, come: pd.DataFrame) -> None:
	"""Take rows away by name and insert others; those that moved are written into the history, depth 0 isn't."""
	_take_away(gone.loc[gone["moved"], "name"].tolist(), moved=True)
	_take_away(gone.loc[~gone["moved"], "name"].tolist(), moved=False)
	_insert(LINE, come[TOLD].assign(waiting=0))
	began = come.loc[come["moved"] & (come["depth"] > 0), TOLD]
	_insert(HISTORY, began.assign(from_date=today(), to_date=None))


def forget_lines_to_oneself() -> None:
	"""What merging two Employees leaves behind in the history: somebody as his own manager."""
	table = frappe.qb.DocType(HISTORY)
	frappe.qb.from_(table).delete().where(table.manager == table.employee).run()


def _take_away(names: list[str], *, moved: bool) -> None:
	line = frappe.qb.DocType(LINE)
	for chunk in _chunks(names):
		if moved:
			_end_history(chunk)
		frappe.qb.from_(line).delete().where(line.name.isin(chunk)).run()


def _end_history(lines: list[str]) -> None:
	"""Today is the first day without these lines."""
	line, history = frappe.qb.DocType(LINE), frappe.qb.DocType(HISTORY)
	open_rows = (
		frappe.qb.from_(line)
		.inner_join(history)
		.on((history.manager == line.manager) & (history.employee == line.employee))
		.select(history.name)
		.where(line.name.isin(lines) & (line.depth > 0) & history.to_date.isnull())
		.for_update()
		.run(pluck=True)
	)
	for chunk in _chunks(open_rows):
		frappe.qb.update(history).set(history.to_date, today()).where(history.name.isin(chunk)).run()


def _insert(doctype: str, rows: pd.DataFrame) -> None:
	"""Plain multi-row inserts. Names run on within a batch, so that they are appended to the index."""
	columns = [*STANDARD, *rows.columns]
	into = ", ".join(f"`{column}`" for column in columns)
	places = "({})".format(", ".join(["%s"] * len(columns)))
	batch, when, who = secrets.token_hex(5), now(), frappe.session.user
	plain = rows.astype(object).where(rows.notna(), None).to_numpy().tolist()
	for start in range(0, len(plain), ROWS):
		chunk = plain[start : start + ROWS]
		values = [
			value
			for i, row in enumerate(chunk, start)
			for value in (f"{batch}{i:06x}", when, when, who, who, 0, 0, *row)
		]
		statement = f"insert into `tab{doctype}` ({into}) values {', '.join([places] * len(chunk))}"
		frappe.db.sql(statement, values)


def _chunks(values: Sequence[str]) -> Iterator[list[str]]:
	yield from (list(values[start : start + ROWS]) for start in range(0, len(values), ROWS))
