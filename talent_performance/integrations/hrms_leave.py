"""Long leave out of Frappe HR: approved Leave Applications that together keep somebody away for thirty days or more.

Of every type, for no leave may lower a score, whatever it is called; and from thirty days on, for that is what a joiner has
to agree on goals: shorter leave is a holiday, which targets allow for already. There is no setting to get wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe
from frappe.model.document import Document

from talent_performance.compat import doctype_exists
from talent_performance.engine.absences import long_absences
from talent_performance.flows.absences import open_appraisals, take_over

LEAVE = "Leave Application"


def on_leave(leave: Document, _event: str | None = None) -> None:
	"""Leave Application on_submit, on_cancel and on_update_after_submit."""
	sync([leave.employee])


def sync(employees: Sequence[str] | None = None) -> None:
	"""Bring the long absences of these employees into their appraisals; None: everybody's. Daily, and at each leave."""
	if not doctype_exists(LEAVE):
		return
	appraisals = open_appraisals(employees)
	if appraisals.empty:
		return
	take_over(appraisals, long_absences(leaves(appraisals)), LEAVE)


def leaves(appraisals: pd.DataFrame) -> pd.DataFrame:
	"""Approved leave of these people that touches the time of their appraisals: employee, start_date, end_date."""
	table = frappe.qb.DocType(LEAVE)
	slack = pd.Timedelta(days=366)  # an absence may have begun long before the period
	query = (
		frappe.qb.from_(table)
		.select(table.employee, table.from_date, table.to_date)
		.where((table.docstatus == 1) & (table.status == "Approved"))
		.where(table.to_date >= (appraisals["first"].min() - slack).date())
		.where(table.from_date <= (appraisals["last"].max() + slack).date())
		.orderby(table.employee, table.from_date, table.name)
	)
	people = appraisals["employee"].unique().tolist()
	if len(people) == 1:
		query = query.where(table.employee == people[0])
	found = pd.DataFrame(list(query.run()), columns=["employee", "start_date", "end_date"], dtype=object)
	return found.assign(**{day: pd.to_datetime(found[day]) for day in ("start_date", "end_date")})
