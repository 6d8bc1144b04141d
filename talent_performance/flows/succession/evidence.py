"""What succession takes from its neighbours: fit of people and roles, judged retention risk, and how many such people left."""

from __future__ import annotations

from datetime import date

import pandas as pd

import frappe
from frappe.utils import add_years, getdate

from talent_performance.engine.frames import complete
from talent_performance.engine.tables import OUTPUTS
from talent_performance.flows import capability
from talent_performance.flows.retention import latest
from talent_performance.store.frames import fetch


def fit(pairs: pd.DataFrame) -> pd.DataFrame:
	"""The engine's table `fit` of pairs of employee and designation."""
	return capability.fit(pairs) if len(pairs) else pd.DataFrame(columns=OUTPUTS["fit"].names)


def with_risk(employees: pd.DataFrame) -> pd.DataFrame:
	"""The table `employees` with the band of retention risk that holds now."""
	found = (
		latest.risks(list(employees["employee"])).drop_duplicates("employee").set_index("employee")["risk"]
	)
	return employees.assign(retention_risk=found.reindex(employees["employee"]).astype(object).to_numpy())


def leaver_rates(as_of: date) -> pd.DataFrame:
	"""The table `leaver_rates`: people by the risk that was judged a year before, and who of them has left since."""
	then = getdate(add_years(as_of, -1))
	judged, employee = frappe.qb.DocType(latest.ASSESSMENT), frappe.qb.DocType("Employee")
	query = (
		frappe.qb.from_(judged)
		.join(employee)
		.on(employee.name == judged.employee)
		.select(judged.employee, judged.risk, employee.relieving_date)
		.where((judged.state == "Submitted") & (judged.assessed_on <= then))
		.where(employee.relieving_date.isnull() | (employee.relieving_date > then))
		.orderby(judged.assessed_on, judged.creation, judged.name)
	)
	found = fetch(query, ["employee", "risk", "left_on"]).drop_duplicates("employee", keep="last")
	if found.empty:
		return complete("leaver_rates", None)
	gone = (pd.to_datetime(found["left_on"]) <= pd.Timestamp(as_of)).astype(float)
	bands = found["risk"].map(latest.TO_ENGINE)
	counted = gone.groupby(bands).agg(people="size", leavers="sum").rename_axis("risk_band").reset_index()
	return complete("leaver_rates", counted)
