"""Answers as rows of the database. Every one has the same owner and times, and a name that nothing follows from.

Frappe's own names for rows begin with the time of day, also those of child rows: here each is random from end to end.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import pandas as pd

import frappe
from frappe.utils import get_datetime

from talent_performance.store import dialect
from talent_performance.store.frames import fetch
from talent_performance.store.rows import columns_of

RESPONSE, ANSWER, ROUND = "Feedback Response", "Feedback Answer", "Feedback Round"
OWNER = "Administrator"
HEAD = ["name", "round", "request", "employee", "rater_group", "state", "respondent_key"]
LINE = ["parent", "idx", "item", "value", "not_applicable", "text"]
NAME_BYTES = 16


def new_names(count: int) -> list[str]:
	"""Names that say nothing, not even which was first."""
	return [secrets.token_hex(NAME_BYTES) for _row in range(count)]


def insert(heads: pd.DataFrame, lines: pd.DataFrame, launched_on: Any) -> None:
	"""Responses and their answers, in the order in which they are given."""
	at = get_datetime(launched_on)
	same = {"owner": OWNER, "modified_by": OWNER, "creation": at, "modified": at, "docstatus": 0}
	_write(RESPONSE, heads[HEAD].assign(idx=0, **same))
	of_parent = {"parenttype": RESPONSE, "parentfield": "answers"}
	_write(ANSWER, lines[LINE].assign(name=new_names(len(lines)), **of_parent, **same))


def _write(doctype: str, table: pd.DataFrame) -> None:
	"""Plain rows, with every column that a document would have."""
	if table.empty:
		return
	table = table.astype(object).where(table.notna(), None)
	columns = [column for column in columns_of(frappe.get_meta(doctype)) if column in table]
	dialect.insert(f"tab{doctype}", columns, list(zip(*(list(table[each]) for each in columns), strict=True)))


def delete(names: Sequence[str]) -> None:
	"""Gone without a trace among the deleted documents."""
	for doctype, column in ((ANSWER, "parent"), (RESPONSE, "name")):
		table = frappe.qb.DocType(doctype)
		frappe.qb.from_(table).delete().where(dialect.within(table[column], names)).run()


def heads_of(round_: str, requests: Sequence[str] | None = None, state: str = "") -> pd.DataFrame:
	"""The responses of a round, or to some of its requests, in no order but that of their random names."""
	table = frappe.qb.DocType(RESPONSE)
	query = frappe.qb.from_(table).select(*(table[column] for column in HEAD)).where(table.round == round_)
	if requests is not None:
		query = query.where(dialect.within(table.request, requests))
	if state:
		query = query.where(table.state == state)
	return fetch(query.orderby(table.name), HEAD)


def lines_of(names: Sequence[str]) -> pd.DataFrame:
	"""The answers of responses."""
	table = frappe.qb.DocType(ANSWER)
	query = frappe.qb.from_(table).select(*(table[column] for column in LINE))
	query = query.where(dialect.within(table.parent, names)).orderby(table.parent).orderby(table.idx)
	return fetch(query.orderby(table.name), LINE)


def lines_of_round(round_: str) -> pd.DataFrame:
	"""All answers of a round."""
	table = frappe.qb.DocType(ANSWER)
	query = frappe.qb.from_(table).select(*(table[column] for column in LINE)).where(_in_round(table, round_))
	return fetch(query.orderby(table.parent).orderby(table.idx).orderby(table.name), LINE)


def delete_round(round_: str) -> None:
	"""All responses of a round, gone without a trace among the deleted documents."""
	answer, response = frappe.qb.DocType(ANSWER), frappe.qb.DocType(RESPONSE)
	frappe.qb.from_(answer).delete().where(_in_round(answer, round_)).run()
	frappe.qb.from_(response).delete().where(response.round == round_).run()


def _in_round(answer: Any, round_: str) -> Any:
	"""Whether an answer belongs to the round, as a condition."""
	response = frappe.qb.DocType(RESPONSE)
	return answer.parent.isin(frappe.qb.from_(response).select(response.name).where(response.round == round_))
