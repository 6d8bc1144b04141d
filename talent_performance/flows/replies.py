"""What comes after publishing: the employee says "received", or nothing, in which case the calendar closes it as such."""

from __future__ import annotations

import pandas as pd

import frappe
from frappe.utils import getdate

from talent_performance.flows.appraisal_facts import APPRAISAL, PORTION
from talent_performance.flows.moves import move, move_many


def acknowledge(appraisal: str, comment: str = "") -> None:
	"""Received; that isn't agreed. For somebody without a user an HR Manager records it, and says how he knows."""
	values = pd.DataFrame({"acknowledge_comment": [comment.strip() or None]}, index=[appraisal])
	move(appraisal, "acknowledge", comment, values)


def lapse() -> None:
	"""The daily look: whoever hasn't replied in time gets no reminder more, the appraisal is closed without reply."""
	table = frappe.qb.DocType(APPRAISAL)
	query = frappe.qb.from_(table).select(table.name).orderby(table.name)
	names = query.where((table.state == "Published") & (table.reply_by < getdate())).run(pluck=True)
	for start in range(0, len(names), PORTION):
		move_many(names[start : start + PORTION], "lapse")
