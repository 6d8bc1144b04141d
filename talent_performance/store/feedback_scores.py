"""What feedback rounds give to appraisals, as the database has it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe
from frappe.query_builder import Order
from frappe.query_builder.functions import Coalesce

from talent_performance.store.frames import among, fetch, numbers

RESULT, ROUND = "Feedback Result", "Feedback Round"
COLUMNS = ["employee", "rating", "title", "scale"]


def released_scores(cycle: str, employees: Sequence[str] | None) -> pd.DataFrame:
	"""Of each person the latest released result of an evaluative round of the cycle: its score, null where none may be told."""
	result, round_ = frappe.qb.DocType(RESULT), frappe.qb.DocType(ROUND)
	query = (
		frappe.qb.from_(result)
		.join(round_)
		.on(round_.name == result.round)
		.select(result.employee, Coalesce(result.component_score, 0), round_.title, round_.rating_scale)
		.where((result.cycle == cycle) & (result.purpose == "Evaluative") & (result.state == "Released"))
		.where(among(result.employee, employees))
		.orderby(result.employee)
		.orderby(result.released_on, order=Order.desc)
		.orderby(result.name, order=Order.desc)
	)
	return numbers(fetch(query, COLUMNS), ["rating"], none=0).drop_duplicates("employee", ignore_index=True)
