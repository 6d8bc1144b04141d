"""How far appraisals are, for whoever looks after the process: also where the ratings of the same rows are closed to him.

A row is seen whole or not at all. So the list of Performance Appraisal doesn't hold for an HR User who is above him; that
an appraisal exists, in which state, until when and in whose hands, is read here: these columns and no other, by the same
guard without its word on ratings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import frappe

from talent_performance.access.audience import Guard
from talent_performance.access.guards import GUARDS

APPRAISAL = "Performance Appraisal"
PROCESS = replace(GUARDS[APPRAISAL], rated=False)
COLUMNS = frozenset({
	"name", "employee", "employee_name", "company", "department", "designation", "manager", "manager_name", "second_manager",
	"cycle", "template", "state", "due_date", "end_date", "reply_by", "appeal_by", "version",
})  # fmt: skip
READING = "talent_reading_process"


def rows(fields: Sequence[str], filters: Sequence[Sequence[Any]], order_by: str = "name") -> list[tuple]:
	"""Appraisals as somebody who looks after the process reads them; raises ValueError for columns that say more."""
	more = {*fields, *(condition[0] for condition in filters)} - COLUMNS
	if more:
		raise ValueError(f"No column of the process: {', '.join(sorted(more))}")
	with reading():
		return frappe.get_list(
			APPRAISAL,
			fields=list(fields),
			filters=list(filters),
			order_by=order_by,
			as_list=True,
			limit_page_length=0,
		)


@contextmanager
def reading() -> Iterator[None]:
	"""Within it the permission query of appraisals is that of the process."""
	setattr(frappe.local, READING, True)
	try:
		yield
	finally:
		setattr(frappe.local, READING, False)


def guard_of(doctype: str) -> Guard:
	"""The guard by which a list is read right now."""
	if doctype == APPRAISAL and getattr(frappe.local, READING, False):
		return PROCESS
	return GUARDS[doctype]
