"""What people of a pay round earn: out of the file that HR attached, else the CTC of Employee."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from talent_performance.engine.reward import AMOUNTS, as_money
from talent_performance.engine.tables import Column, Table
from talent_performance.exceptions import RewardRefused
from talent_performance.flows import objective_file
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

SHEET = "Pay"
SHOWN = 10
LAYOUT = Table(
	"pay",
	"A row for each person.",
	(
		Column("employee", "id", "Number of the employee, as in ERPNext.", required=True, also=("Employee",)),
		Column("salary", "number", "Of the period that the round is about.", required=True, low=0, also=("Salary",)),
		Column("range_low", "number", "Low end of the pay range.", low=0, also=("Range Low",)),
		Column("range_high", "number", "High end of the pay range.", low=0, also=("Range High",)),
	),
	key=("employee",),
)  # fmt: skip


def pay_of(document: Document, names: Sequence[str]) -> pd.DataFrame:
	"""salary, range_low and range_high of these people as Decimal, by employee; null where nothing is said. Raises RewardRefused."""
	table = from_file(document) if document.pay_file else from_employees(names)
	return table.reindex(list(names))


def from_employees(names: Sequence[str]) -> pd.DataFrame:
	"""The CTC that ERPNext keeps; of no range it knows."""
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.name, table.ctc).where(within(table.name, list(names)))
	found = fetch(query.orderby(table.name), ["employee", "salary"]).set_index("employee")
	return found.reindex(columns=AMOUNTS).map(as_money)


def from_file(document: Document) -> pd.DataFrame:
	"""The attached file, of this round and no other. Raises RewardRefused with what is wrong in it, row by row."""
	name = frappe.db.get_value(
		"File",
		{
			"file_url": document.pay_file,
			"attached_to_doctype": document.doctype,
			"attached_to_name": document.name,
		},
	)
	if not name:
		refuse([_("Pay File: attach the file to this round.")])
	file = frappe.get_doc("File", name)
	file.check_permission("read")
	content = file.get_content()
	sheet = objective_file.read(
		content if isinstance(content, bytes) else content.encode(), file.file_name, LAYOUT, SHEET
	)
	problems = [said(each) for each in sheet.problems] + wrong_rows(sheet)
	if problems:
		refuse(problems)
	return sheet.table.set_index("employee")[list(AMOUNTS)].map(as_money)


def said(problem: objective_file.Problem) -> str:
	"""What is wrong with a cell, and what was expected."""
	return _("Row {0}, {1}: {2} {3}; expected {4}.").format(
		problem["row"] or "–",
		problem["column"],
		escape_html(problem["value"]),
		problem["message"],
		problem["expected"],
	)


def wrong_rows(sheet: objective_file.Sheet) -> list[str]:
	"""People who stand there twice, and ranges that end before they begin."""
	table = sheet.table
	twice = table["employee"].duplicated()
	low, high = (pd.to_numeric(table[each]).astype(float) for each in ("range_low", "range_high"))
	rows = [
		_("Row {0}: {1} stands there twice.").format(row, escape_html(str(employee)))
		for row, employee in zip(sheet.rows[twice], table["employee"][twice], strict=True)
	]
	ends = (low >= high).to_numpy()
	return rows + [_("Row {0}: the range ends before it begins.").format(row) for row in sheet.rows[ends]]


def refuse(problems: Sequence[str]) -> None:
	"""Raises RewardRefused."""
	more = len(problems) - SHOWN
	lines = [*problems[:SHOWN], *([_("… and {0} more").format(more)] if more > 0 else [])]
	frappe.throw("<br>".join(lines), exc=RewardRefused, title=_("The Pay File Can't Be Used"))
