"""What a pool's criteria may say: checked against the engine's list of facts, row by row."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.engine.pools import ALL, ANY, FACTS, NUMBER, OPERATORS, problem, values_of
from talent_performance.exceptions import InvalidSetup

POOL = "Talent Pool"
MASTERS = {
	"Department": "Department",
	"Designation": "Designation",
	"Branch": "Branch",
	"Grade": "Employee Grade",
}
ANY_CRITERION = "Any Criterion"


def check(pool: Document) -> None:
	"""For the controller: raises InvalidSetup for criteria that nobody could meet, each with its row and field."""
	said = [_("Row {0}, {1}").format(line.idx, text) for line in pool.criteria for text in problems_of(line)]
	if said:
		frappe.throw("<br>".join(said), exc=InvalidSetup, title=_("These Criteria Can't Be Used"))


def problems_of(line: Document) -> Iterator[str]:
	"""What is wrong with one of them."""
	found = problem(line.fact, line.operator, line.value)
	if found:
		yield said_of(line, *found)
	else:
		yield from unknown_names(line)


def said_of(line: Document, field: str, found: str) -> str:
	"""A problem in words: what was found, and what was expected."""
	known, found = FACTS.get(line.fact), frappe.utils.escape_html(found)
	if known is None:
		return _("Fact: {0} isn't one that criteria can ask.").format(found)
	if field == "operator":
		expected = ", ".join(_(each) for each in OPERATORS[known.kind])
		return _("Operator: {0} takes one of: {1}.").format(_(line.fact), expected)
	if not found:
		return _("Value: say with what {0} is compared.").format(_(line.fact))
	if known.kind == NUMBER:
		return _("Value: {0} is asked as a number, found {1}.").format(_(line.fact), found)
	return _("Value: {0} is one of {1}, found {2}.").format(_(line.fact), ", ".join(known.words), found)


def unknown_names(line: Document) -> Iterator[str]:
	"""Names of departments and the like that this site doesn't have."""
	master = MASTERS.get(line.fact)
	if not master or not frappe.db.exists("DocType", master, cache=True):
		return
	for value in values_of(line.operator, line.value):
		if not frappe.db.exists(master, value):
			yield _("Value: there is no {0} called {1}.").format(_(master), frappe.utils.escape_html(value))


def table_of(pool: Document) -> pd.DataFrame:
	"""The criteria as the engine asks them."""
	rows = [(line.fact, line.operator, line.value) for line in pool.criteria]
	return pd.DataFrame(rows, columns=["fact", "operator", "value"], dtype=object)


def match_of(pool: Document) -> str:
	"""Whether all criteria are to be met, or one of them."""
	return ANY if pool.match == ANY_CRITERION else ALL
