"""The sample's year as appraisals: launched by the flow, taken through the year, reviewed and calibrated."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

import frappe

from talent_performance.demo.sample import LAST, Tables
from talent_performance.demo.writing import into, titles
from talent_performance.flows import launch, snapshot
from talent_performance.flows.moves import move_many
from talent_performance.flows.participants import APPRAISAL
from talent_performance.runs.kinds import Work
from talent_performance.store import amend
from talent_performance.store.dialect import within

SEGMENT, REVIEW, RESULT = "Appraisal Segment", "Appraisal Review", "Appraisal Result"

Appraisals = Mapping[str, str]


def launched(cycle: str) -> dict[str, str]:
	"""Launch a cycle by its flow; returns its appraisals: name → employee."""
	arguments = {"cycle": cycle}
	launch.work(Work("", arguments, [key for group in launch.plan(arguments) for key in group]))
	launch.finish(arguments)
	table = frappe.qb.DocType(APPRAISAL)
	query = frappe.qb.from_(table).select(table.name, table.employee).where(table.cycle == cycle)
	return dict(query.orderby(table.name).run())


def go_through_the_year(tables: Tables, appraisals: Appraisals) -> None:
	"""Transfers and leave, goals taken over, and everybody in the managers' hands."""
	during_the_year(tables, appraisals)
	snapshot.take(list(appraisals))
	reasons = tables["overall_ratings"].set_index("employee")["exempt_reason"]
	reason = pd.Series(appraisals).map(reasons)
	exempt = reason.dropna()
	move_many(list(exempt.index), "exempt", reason="As agreed.", values=exempt.to_frame("exempt_reason"))
	move_many(list(reason.index[reason.isna()]), "open_manager_review")


def during_the_year(tables: Tables, appraisals: Appraisals) -> None:
	"""Transfers have left their segments in the place of the first one, and HR has recorded long leave."""
	of = {employee: name for name, employee in appraisals.items()}
	segments, absences = (
		tables[name][tables[name]["employee"].isin(of)] for name in ("segments", "absences")
	)
	transferred = segments["employee"].map(of)
	line = frappe.qb.DocType(SEGMENT)
	frappe.qb.from_(line).delete().where(within(line.parent, transferred.unique())).run()
	touched = pd.DataFrame({"employee": appraisals.values()}, index=list(appraisals))
	children = {
		"segments": segments.drop(columns="employee").set_axis(transferred.to_numpy()),
		"absences": absences[["start_date", "end_date"]].set_axis(absences["employee"].map(of).to_numpy()),
	}
	amend(APPRAISAL, touched, children)


def review(tables: Tables, appraisals: Appraisals) -> None:
	"""Managers' reviews, and handovers for the segments that somebody else had before."""
	ratings, overall = tables["component_ratings"], tables["overall_ratings"].set_index("employee")
	last = tables["segments"].sort_values("start_date").drop_duplicates("employee", keep="last")
	ends = last.set_index("employee")["segment"]
	whole = ratings["segment"].isna() | (ratings["segment"] == ratings["employee"].map(ends))
	rated = ratings.assign(
		side=ratings["segment"].where(~whole, "All"),
		component=titles(ratings["component"]),
		state=titles(ratings["state"]),
	)
	given = overall.index[overall["manager_rating"].notna()]
	wanted = pd.concat([rated[["employee", "side"]], pd.DataFrame({"employee": given, "side": "All"})])
	wanted = wanted.drop_duplicates()
	wanted = wanted[wanted["employee"].isin(appraisals.values())].reset_index(drop=True)
	keys = pd.MultiIndex.from_frame(rated[["employee", "side"]])
	at = pd.MultiIndex.from_frame(wanted).get_indexer(keys)
	columns = ["component", "item", "weight", "rating", "state", "reason"]
	rows = rated[columns].set_axis(at)[at >= 0].sort_index(kind="stable")
	into(REVIEW, as_reviews(wanted, tables, appraisals), {"ratings": rows})


def as_reviews(wanted: pd.DataFrame, tables: Tables, appraisals: Appraisals) -> pd.DataFrame:
	"""Submitted reviews by whoever stands above."""
	of = {employee: name for name, employee in appraisals.items()}
	employees, overall = (tables[name].set_index("employee") for name in ("employees", "overall_ratings"))
	main = (wanted["side"] == "All").to_numpy()
	return pd.DataFrame(
		{
			"appraisal": wanted["employee"].map(of),
			"employee": wanted["employee"],
			"cycle": LAST,
			"perspective": np.where(main, "Manager", "Handover"),
			"segment": wanted["side"],
			"reviewer": wanted["employee"].map(employees["reports_to"]).fillna(wanted["employee"]),
			"state": "Submitted",
			"overall_rating": np.where(main, wanted["employee"].map(overall["manager_rating"]), np.nan),
			"overall_reason": np.where(main, wanted["employee"].map(overall["manager_reason"]), None),
			"seen_by_manager": 1,
		}
	)


def calibrate(tables: Tables, appraisals: Appraisals) -> None:
	"""Ratings of the calibration, which stand in results before the close."""
	overall = tables["overall_ratings"]
	of = {employee: name for name, employee in appraisals.items()}
	chosen = overall[overall["calibrated_rating"].notna() & overall["employee"].isin(of)]
	table = chosen[["employee", "calibrated_rating", "calibration_reason"]].assign(
		appraisal=chosen["employee"].map(of), cycle=LAST, state="Open"
	)
	into(RESULT, table)
