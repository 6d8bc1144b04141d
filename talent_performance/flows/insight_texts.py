"""Summaries of comments for whoever shows them: made on this site, or by the language model that it has been given.

What an agreement or the settings don't allow is made here, and so is whatever a model fails to answer well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe.query_builder.functions import Count, Max

from talent_performance.flows import insight_model
from talent_performance.insights import summary
from talent_performance.insights.privacy import Names
from talent_performance.store.dialect import within

LOG = "Insight Log"
KNOWN = "talent_insight_names"
Groups = Mapping[str, Sequence[str]]


def summarise(
	groups: Groups, *, names: Sequence[str], language: str, key: str, employee: str | None = None
) -> dict[str, Any]:
	"""What groups of people say, as docs/summaries.md describes it; never fails because of a model.

	`groups` are comments of groups that reach their threshold; `names` are people's who may be named in them, besides everybody
	with an Employee record; `key` is the record whose comments they are. Without the `employee` they are about nobody can say whether an
	agreement allows a model, and none is asked.
	"""
	known = Names.of(names) | _names_of_employees()
	made = summary.summarise(groups, names=known, language=language)
	if not employee:
		return made
	return insight_model.improved(made, insight_model.Subject(groups, known, language, key, employee))


def input_hash(groups: Groups, *, language: str) -> str:
	"""What a summary of these comments has as its `input_hash`: where it is the same, nothing has to be made anew."""
	return summary.input_hash(groups, language)


def unseal(keys: Sequence[str]) -> None:
	"""The summaries of these records may be read: HR may read what a model was asked for them."""
	if keys:
		table = frappe.qb.DocType(LOG)
		frappe.qb.update(table).set(table.state, "Open").where(within(table.about, keys)).run()


def _names_of_employees() -> Names:
	"""Everybody's names, read again only where an Employee has been saved."""
	table = frappe.qb.DocType("Employee")
	state = frappe.qb.from_(table).select(Count(table.name), Max(table.modified)).run()[0]
	known = getattr(frappe.local, KNOWN, None)
	if known and known[0] == state:
		return known[1]
	names = Names.of(frappe.qb.from_(table).select(table.employee_name).run(pluck=True))
	setattr(frappe.local, KNOWN, (state, names))
	return names
