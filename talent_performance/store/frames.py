"""Rows of the site as tables of the engine, and tables of the engine as values that documents hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

import frappe

from talent_performance.store.dialect import within


def fetch(query: object, columns: Sequence[str]) -> pd.DataFrame:
	"""What a query finds, by column; an empty text is null, as the engine knows it."""
	return table_of(query.run(), columns)


def table_of(rows: Sequence[Sequence], columns: Sequence[str]) -> pd.DataFrame:
	"""Rows of the database as a table of objects, an empty text as null."""
	values = np.empty((len(rows), len(columns)), dtype=object)
	if len(rows):
		values[:] = rows
		values[values == ""] = None
	return pd.DataFrame(values, columns=list(columns))


def numbers(table: pd.DataFrame, columns: Sequence[str], *, none: float | None = None) -> pd.DataFrame:
	"""With these columns as numbers; where `none` stands for nothing (a rating of 0), null."""
	changed = {column: pd.to_numeric(table[column]).astype(float) for column in columns}
	if none is not None:
		changed = {column: values.where(values != none) for column, values in changed.items()}
	return table.assign(**changed)


def words(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
	"""With options of select fields as the engine's words: "Half-Year" is "half-year"."""
	return table.assign(**{column: table[column].str.lower() for column in columns}) if len(table) else table


def options(values: pd.Series) -> pd.Series:
	"""The engine's words as options of select fields; null is the empty option."""
	texts = values.astype(object)
	return texts.where(texts.isna(), texts.astype(str).str.title()).where(texts.notna(), "")


def filled(values: pd.Series, digits: int = 6) -> pd.Series:
	"""Numbers as a Float field holds them: 0 for none."""
	return pd.Series(np.round(np.nan_to_num(values.to_numpy(dtype=float)), digits), index=values.index)


def percent(values: pd.Series) -> pd.Series:
	"""Fractions as a Percent field holds them."""
	return filled(values * 100)


def text(values: pd.Series) -> pd.Series:
	"""Texts and links, None where there is none."""
	texts = values.astype(object)
	return texts.where(texts.notna() & (texts != ""), None)


def among(column: object, values: Sequence[str] | None) -> object:
	"""`column in values`, as a condition; every row where values are None."""
	if values is None:
		return column.isnotnull()
	return within(column, values)


def site_language() -> str:
	"""The language in which sentences are stored: the site's, whoever it is that works."""
	return frappe.db.get_single_value("System Settings", "language") or "en"


def in_site_language(sentence: str) -> str:
	"""A sentence as it is stored: the same for whoever reads or computes it."""
	return frappe._(sentence, lang=site_language())


def first_of(table: pd.DataFrame, key: str) -> Mapping[str, Mapping]:
	"""Rows by the value of a column; of equal ones the first."""
	return table.drop_duplicates(key).set_index(key).to_dict("index")
