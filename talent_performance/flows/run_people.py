"""Whom a run refused, or a dry run would leave out, with the reason: for its form, and as a table to take along."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.access.overview import himself
from talent_performance.engine.eligibility import counted
from talent_performance.flows.appraisal_facts import APPRAISAL
from talent_performance.runs import ledger
from talent_performance.store.dialect import within

NAMED_AT_MOST = 10
COLUMNS = ["key", "field", "reason"]


def grouped(run: Document) -> list[dict]:
	"""Each reason with how many it holds for and the first of them by name, the most frequent first."""
	rows = named(rows_of(run))
	return [
		{"reason": reason, "count": count, "people": first_of(rows[rows["reason"] == reason])}
		for reason, count in counted(rows["reason"])
	]


def first_of(rows: pd.DataFrame) -> list[dict]:
	"""Some of the rows, by name."""
	shown = rows.sort_values(["name", "key"]).head(NAMED_AT_MOST)
	return shown[["doctype", "key", "name"]].to_dict("records")


def table(run: Document) -> list[list[str]]:
	"""Headings, and a row for everybody."""
	rows = named(rows_of(run)).sort_values(["reason", "name", "key"])
	head = [_("Row"), _("Name"), _("Department"), _("Field"), _("Reason")]
	return [head, *rows[["key", "name", "department", "field", "reason"]].to_numpy().tolist()]


def rows_of(run: Document) -> pd.DataFrame:
	"""key, field and reason: of the refusals, or of the people whom a dry run has counted.

	Nobody reads here what would become of himself.
	"""
	if not run.dry_run:
		found = [(each["key"], each["field"], each["message"]) for each in ledger.refusals_of(run.name)]
		return pd.DataFrame(found, columns=COLUMNS, dtype=object)
	own = himself(frappe.session.user)
	groups = json.loads(frappe.db.get_value(ledger.RUN, run.name, "people") or "[]")
	found = [(key, "", reason) for reason, people in groups for key in people if key not in own]
	return pd.DataFrame(found, columns=COLUMNS, dtype=object)


def named(rows: pd.DataFrame) -> pd.DataFrame:
	"""With what keys are called: they are names of employees or of appraisals, or of something else."""
	keys = list(rows["key"].unique())
	known = pd.concat([called("Employee", keys), called(APPRAISAL, keys)])
	found = rows.join(known[~known.index.duplicated()], on="key")
	return found.assign(
		name=found["name"].fillna(found["key"]),
		department=found["department"].fillna(""),
		doctype=found["doctype"].fillna(""),
	)


def called(doctype: str, keys: Sequence[str]) -> pd.DataFrame:
	"""Names and departments of those of the keys that are of a DocType."""
	source = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(source).select(source.name, source.employee_name, source.department)
	rows = query.where(within(source.name, keys)).orderby(source.name).run()
	found = pd.DataFrame(list(rows), columns=["key", "name", "department"], dtype=object)
	return found.assign(doctype=doctype).set_index("key")
