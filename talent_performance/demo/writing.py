"""Rows of the demo into the database, past whatever listens on the site: nobody's webhook is to hear of people who don't exist."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe

from talent_performance.demo.sample import Tables
from talent_performance.store.rows import add_defaults, build, settle, stamp, taken
from talent_performance.store.writing import set_columns, write


def into(
	doctype: str,
	table: pd.DataFrame,
	children: Tables | None = None,
	*,
	reserved: Sequence[str] | None = None,
) -> list[str]:
	"""Rows as documents would write them; returns their names."""
	made = build(doctype, table, children, names=reserved)
	for rows in made:
		write(rows)
	return made[0].columns["name"]


def imported(doctype: str, table: pd.DataFrame) -> list[str]:
	"""Rows of another app's DocType, named by the table's index, with their defaults and without what a company may demand
	of its own documents; returns the names of those that weren't there.
	"""
	there = set(frappe.get_all(doctype, filters={"name": ("in", list(table.index) or [""])}, pluck="name"))
	new = table[~table.index.isin(there)]
	if new.empty:
		return []
	rows = taken(doctype, new)
	stamp(rows)
	add_defaults(rows)
	rows.columns["name"] = list(new.index)
	settle(rows)
	write(rows)
	return list(new.index)


def titles(values: pd.Series) -> pd.Series:
	"""The engine's words as options of select fields; null stays null."""
	texts = values.astype(object)
	return texts.where(texts.isna(), texts.astype(str).str.title()).where(texts.notna(), None)


def link(doctype: str, field: str, names: pd.Series, to: pd.Series) -> None:
	"""Set a link between rows that are all there by now."""
	given = to.notna()
	set_columns(doctype, pd.DataFrame({field: to[given].to_numpy()}, index=names[given].to_numpy()))
