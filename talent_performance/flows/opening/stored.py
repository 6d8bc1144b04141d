"""What the site has of the rows of a file: results and potential assessments of their people in their cycles."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe

from talent_performance.flows.opening.table import FACTORS
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

RESULT, POTENTIAL = "Appraisal Result", "Potential Assessment"


def rated_in(rows: pd.DataFrame) -> pd.DataFrame:
	"""Name and performance_score of each row's result; null where there is none."""
	return of_rows(RESULT, ["performance_score"], rows)


def assessed_in(rows: pd.DataFrame) -> pd.DataFrame:
	"""Name and factors of each row's potential assessment in that cycle; null where there is none."""
	return of_rows(POTENTIAL, list(FACTORS), rows)


def of_rows(doctype: str, fields: Sequence[str], rows: pd.DataFrame) -> pd.DataFrame:
	"""What is stored for each row's person and cycle."""
	table = frappe.qb.DocType(doctype)
	columns = ["employee", "cycle", "name", *fields]
	query = (
		frappe.qb.from_(table)
		.select(*(table[column] for column in columns))
		.where(within(table.cycle, rows["cycle_name"].dropna().unique()))
		.orderby(table.creation, table.name)
	)
	found = fetch(query, columns).drop_duplicates(["employee", "cycle"], keep="last")
	keys = pd.MultiIndex.from_frame(rows[["who", "cycle_name"]].astype(object))
	indexed = found.set_index(["employee", "cycle"])
	return indexed.reindex(keys).reset_index(drop=True).set_axis(rows.index)
