"""Ids that a file gives by name: "Michael Albert" and "Albert, Michael  J." are one person if nobody else fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from talent_performance.engine.tables import INPUTS
from talent_performance.rehearsal.cells import Texts
from talent_performance.rehearsal.problems import Problems

SHOWN = 5


def full_name(name: str) -> str:
	"""A name to compare by: given names before the family name, without case, accents, dots and surplus blanks.

	>>> full_name("Albert,  Michael J.")
	'michael j albert'
	"""
	family, comma, given = name.partition(",")
	ordered = f"{given} {family}" if comma else name
	letters = unicodedata.normalize("NFKD", ordered)
	letters = "".join(c for c in letters if not unicodedata.combining(c))
	return " ".join(re.sub(r"[.\s]+", " ", letters.casefold()).split())


def short_name(name: str) -> str:
	"""A full name without single letters between: initials that one list has and another leaves out.

	>>> short_name("michael j albert")
	'michael albert'
	"""
	words = name.split()
	return " ".join(w for i, w in enumerate(words) if len(w) > 1 or i == 0)


def initials(name: str) -> list[str]:
	"""The single letters that `short_name` leaves out.

	>>> initials("michael j albert")
	['j']
	"""
	return [w for i, w in enumerate(name.split()) if len(w) == 1 and i > 0]


@dataclass(frozen=True)
class Named:
	"""A column whose ids are given by name: `texts` the names, `by` the column that holds them in the other table."""

	table: str
	column: str
	by: str
	texts: Texts
	rows: np.ndarray


def resolve_names(tables: dict[str, pd.DataFrame], columns: list[Named], found: Problems) -> None:
	"""Put ids in the place of names, in the rows of a table that each column says.

	A name that fits nobody or several rows is a problem and stays empty. Initials count where both sides have them.
	"""
	for named in columns:
		other, key = INPUTS[named.table].by_name[named.column].refers.split(".")
		among = tables.get(other, pd.DataFrame())
		ids = np.full(len(named.texts.distinct), None, dtype=object)
		if named.by in among and key in among:
			ids = _ids(named, among[named.by], among[key], other, found)
		frame = tables[named.table]
		values = frame[named.column].to_numpy(dtype=object, copy=True)
		values[named.rows] = named.texts.spread(ids, None)
		tables[named.table] = frame.assign(**{named.column: values})


Known = Mapping[str, list[tuple[list[str], str]]]


def _ids(named: Named, names: pd.Series, keys: pd.Series, other: str, found: Problems) -> np.ndarray:
	exact: dict[str, list[str]] = {}
	short: dict[str, list[tuple[list[str], str]]] = {}
	for name, key in zip(names, keys, strict=True):
		if not pd.isna(name) and not pd.isna(key):
			full = full_name(str(name))
			exact.setdefault(full, []).append(key)
			short.setdefault(short_name(full), []).append((initials(full), key))
	texts = named.texts
	fits = [_fitting(full_name(text), exact, short) for text in texts.distinct]
	texts.report(found, "name_unknown", [not f for f in fits], by=named.by, other=other)
	who = [", ".join(f[:SHOWN]) + (" …" if len(f) > SHOWN else "") for f in fits]
	counts = [f"{len(f)}" for f in fits]
	texts.report(
		found, "name_ambiguous", [len(f) > 1 for f in fits], who=who, count=counts, key=str(keys.name)
	)
	return np.array([f[0] if len(f) == 1 else None for f in fits], dtype=object)


def _fitting(name: str, exact: Mapping[str, list[str]], short: Known) -> list[str]:
	"""Keys of the rows with exactly that name; else of those that differ by initials which only one side gives."""
	if name in exact:
		return exact[name]
	own = initials(name)
	return [key for theirs, key in short.get(short_name(name), []) if not own or not theirs or own == theirs]
