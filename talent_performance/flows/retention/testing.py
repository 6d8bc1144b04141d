"""The back-test of the computed risk of leaving: scores as of days gone by against the company's own voluntary leavers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.utils import today

from talent_performance.access.people import hr_companies
from talent_performance.engine import backtest
from talent_performance.engine import retention as engine
from talent_performance.engine.policy import Policy
from talent_performance.exceptions import RetentionRefused
from talent_performance.flows.retention import facts as known
from talent_performance.flows.retention import scoring
from talent_performance.flows.retention.latest import SCORE, TO_FORM
from talent_performance.store.frames import fetch
from talent_performance.store.policy import policy_of

MAY, AUDITOR = ("HR Manager", "Talent Manager"), "Talent Manager"
SNAPSHOTS, MONTHS_BETWEEN, YEAR = 6, 6, 12
# Who leaves this close to the day of retirement retires.
NEAR_RETIREMENT = pd.Timedelta(days=31)
DAYS = ("date_of_joining", "relieving_date", "resignation_letter_date", "date_of_retirement")
TODAYS_COLUMNS = ("name", *DAYS)


def report() -> dict[str, Any]:
	"""What the page draws: AUC, lift, calibration, or why there is none. Raises PermissionError."""
	check_role(MAY)
	policy = policy_of()
	found = backtest.report(snapshots(policy), policy, _)
	return {
		**found,
		"auc": found.get("auc"),
		"lift": rows(found.get("lift")),
		"calibration": [{**row, "band": TO_FORM[row["band"]]} for row in rows(found.get("calibration"))],
		"months": YEAR,
	}


def rows(table: pd.DataFrame | None) -> list[dict[str, Any]]:
	"""A table as plain values, null where there is no number."""
	if table is None:
		return []
	plain = table.astype(object).where(table.notna(), None)
	return plain.to_dict("records")


def check_role(roles: tuple[str, ...]) -> None:
	"""Raises PermissionError for whoever has none of the roles."""
	if frappe.session.user != "Administrator" and not set(roles) & set(frappe.get_roles()):
		frappe.throw(
			_("Only {0} may do this.").format(", ".join(map(_, roles))),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def snapshots(policy: Policy) -> pd.DataFrame:
	"""Who was there on each of the days, with the score as of that day, and whether he left of his own will in the year after."""
	people = everybody()
	last = pd.Timestamp(today()) - pd.DateOffset(months=YEAR)
	parts = [
		snapshot(people, last - pd.DateOffset(months=MONTHS_BETWEEN * step), policy)
		for step in range(SNAPSHOTS)
	]
	return pd.concat(parts, ignore_index=True)


def everybody() -> pd.DataFrame:
	"""All Employee records of the reader's companies, with the days that say who left and how."""
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(*(table[each] for each in TODAYS_COLUMNS))
	companies = hr_companies(frappe.session.user, MAY, SCORE)
	if frappe.session.user != "Administrator" and companies is not None:
		query = query.where(table.company.isin(companies or [""]))
	found = fetch(query.orderby(table.name), ("employee", *DAYS))
	return found.assign(**{day: pd.to_datetime(found[day]) for day in DAYS})


def snapshot(people: pd.DataFrame, on: pd.Timestamp, policy: Policy) -> pd.DataFrame:
	"""The people who were there on one day."""
	there = people[
		(people["date_of_joining"] <= on)
		& (people["relieving_date"].isna() | (people["relieving_date"] > on))
	].reset_index(drop=True)
	score = engine.score(engine.drivers(known.facts(there, on), policy), policy)["score"]
	return pd.DataFrame(
		{"as_of": on, "employee": there["employee"], "score": score, "left": voluntary(there, on)}
	)


def voluntary(people: pd.DataFrame, on: pd.Timestamp) -> np.ndarray:
	"""Who handed in a resignation and was gone within a year, and didn't retire."""
	gone = people["relieving_date"] <= on + pd.DateOffset(months=YEAR)
	retired = people["relieving_date"] >= people["date_of_retirement"] - NEAR_RETIREMENT
	return (gone & people["resignation_letter_date"].notna() & ~retired).to_numpy(dtype=bool)


def audit() -> dict[str, Any]:
	"""The four-fifths check of who is scored high, by gender and age group. Raises PermissionError but for Talent Manager.

	The only place where such attributes are read, for no score and for nobody's row: groups of ten and more, and no names.
	"""
	check_role((AUDITOR,))
	if not scoring.is_on():
		frappe.throw(
			_(
				"Talent Settings don't say that a score is computed: switch it on there, under Risk of Leaving."
			),
			exc=RetentionRefused,
			title=_("Not Switched On"),
		)
	table = scored()
	groups = {"gender": table["gender"], "age": age_groups(table["date_of_birth"])}
	flagged = (table["band"] == "High").to_numpy()
	return {
		"people": len(table),
		"flagged": int(flagged.sum()),
		"fewest": backtest.FEWEST_IN_GROUP,
		**{name: spoken(backtest.four_fifths(flagged, group)) for name, group in groups.items()},
	}


def spoken(table: pd.DataFrame) -> list[dict[str, Any]]:
	"""Groups as the page shows them; of a small one nothing but that it is small."""
	small = table["share"].isna()
	return rows(table.assign(people=table["people"].where(~small), flagged=table["flagged"].where(~small)))


def scored() -> pd.DataFrame:
	"""Everybody of the reader's companies who has a score."""
	score, employee = frappe.qb.DocType(SCORE), frappe.qb.DocType("Employee")
	query = (
		frappe.qb.from_(score)
		.join(employee)
		.on(score.employee == employee.name)
		.select(score.employee, score.band, employee.gender, employee.date_of_birth)
		.where(score.band.isin(list(TO_FORM.values())))
		.orderby(score.employee)
	)
	companies = hr_companies(frappe.session.user, (AUDITOR,), SCORE)
	if frappe.session.user != "Administrator" and companies is not None:
		query = query.where(employee.company.isin(companies or [""]))
	return fetch(query, ("employee", "band", "gender", "date_of_birth"))


def age_groups(born: pd.Series) -> pd.Series:
	"""Age in groups of ten years."""
	years = (pd.Timestamp(today()) - pd.to_datetime(born)).dt.days // 365.25
	tens = years // 10 * 10
	return tens.map(lambda ten: None if ten != ten else f"{ten:.0f}–{ten + 9:.0f}")
