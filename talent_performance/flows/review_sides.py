"""Who sees which side of an appraisal when: flags on reviews, set for many at once."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe

from talent_performance import store
from talent_performance.flows.moving import moving
from talent_performance.store.dialect import within

REVIEW, RESULT = "Appraisal Review", "Appraisal Result"
MANAGERS_SIDE = ("Manager", "Second Level")
BOTH = "When Both Submitted"


def show_to_employee(appraisals: Sequence[str]) -> None:
	"""Published: what the manager and the manager's manager submitted is read by its subject. A handover isn't."""
	flag(names_of(appraisals, MANAGERS_SIDE, "Submitted"), seen_by_employee=1)


def hide_from_employee(appraisals: Sequence[str]) -> None:
	"""Not published any more: the manager's side is his again until the next version."""
	flag(names_of(appraisals, MANAGERS_SIDE), seen_by_employee=0)


def return_managers_reviews(appraisals: Sequence[str]) -> None:
	"""The manager's review is a draft again, which nobody but its author sees."""
	flag(names_of(appraisals, ("Manager",)), state="Draft", submitted_on=None, seen_by_manager=0)


def show_self_side(appraisals: Sequence[str]) -> None:
	"""What the employee submitted is read by the manager's side."""
	flag(names_of(appraisals, ("Self",), "Submitted"), seen_by_manager=1)


def set_results(appraisals: Sequence[str], state: str) -> None:
	"""How final the results are."""
	table = frappe.qb.DocType(RESULT)
	others = within(table.appraisal, appraisals) & (table.state != state)
	names = frappe.qb.from_(table).select(table.name).where(others).orderby(table.name).run(pluck=True)
	store.amend(RESULT, pd.DataFrame({"state": state}, index=names))


def names_of(appraisals: Sequence[str], perspectives: Sequence[str], state: str | None = None) -> list[str]:
	"""Reviews of these appraisals from these perspectives."""
	table = frappe.qb.DocType(REVIEW)
	query = frappe.qb.from_(table).select(table.name).orderby(table.name)
	query = query.where(within(table.appraisal, appraisals) & table.perspective.isin(perspectives))
	return list((query.where(table.state == state) if state else query).run(pluck=True))


def flag(reviews: Sequence[str], **values: object) -> list[str]:
	"""Set fields of reviews. Returns who listened."""
	table = pd.DataFrame({column: [value] * len(reviews) for column, value in values.items()}, index=reviews)
	with moving():
		return store.amend(REVIEW, table.astype(object)).listeners
