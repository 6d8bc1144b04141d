"""Which Role Competency Profile holds for whom: of those that fit a person the one that says most about whom it is for.

Designation says most, then company, department and level: a profile of designation and company goes before one of designation and
level. What a profile leaves empty fits everybody.
"""

from __future__ import annotations

import pandas as pd

import frappe
from frappe.query_builder.functions import Coalesce

from talent_performance.store.frames import fetch

PROFILE = "Role Competency Profile"
# From what says most to what says least.
SAYS = ("designation", "company", "department", "level")
EVERY = ""


def profiles_for(people: pd.DataFrame) -> pd.Series:
	"""The profile of each row, null where none fits; one query however many rows.

	`people` has the columns designation, company, and, where they are known, department and level.
	"""
	asked = people.reindex(columns=list(SAYS)).astype(object)
	asked = asked.where(asked.notna(), EVERY).set_axis(people.index)
	known = _known()
	distinct = asked.drop_duplicates()
	found = {
		key: _most_specific(known, dict(zip(SAYS, key, strict=True)))
		for key in distinct.itertuples(index=False, name=None)
	}
	return pd.Series(
		[found[key] for key in asked.itertuples(index=False, name=None)], index=people.index, dtype=object
	)


def _known() -> dict[tuple[str, ...], str]:
	"""Designation, company, department and level → the profile that names exactly these."""
	table = frappe.qb.DocType(PROFILE)
	query = (
		frappe.qb.from_(table)
		.select(table.name, *(Coalesce(table[column], EVERY).as_(column) for column in SAYS))
		.where(table.disabled == 0)
		.orderby(table.creation, table.name)
	)
	found = fetch(query, ["name", *SAYS]).fillna(EVERY)
	return {tuple(row[1:]): row[0] for row in reversed(list(found.itertuples(index=False, name=None)))}


def _most_specific(known: dict[tuple[str, ...], str], person: dict[str, str]) -> str | None:
	for mask in range(2 ** len(SAYS) - 1, -1, -1):
		named = [bool(mask >> (len(SAYS) - 1 - place) & 1) for place in range(len(SAYS))]
		key = tuple(person[column] if says else EVERY for column, says in zip(SAYS, named, strict=True))
		if key in known:
			return known[key]
	return None
