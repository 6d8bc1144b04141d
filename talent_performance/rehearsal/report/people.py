"""One row a person for the page: appraisal, talent and fit side by side, and who reports to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.frames import find
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Reason, sentences
from talent_performance.rehearsal.report.columns import Field, encode
from talent_performance.rehearsal.report.formats import texts
from talent_performance.rehearsal.report.messages import Messages

_SHARED = ("employee_name", "company", "department", "designation", "grade", "manager")
_FROM_TALENT = (
	"potential_score",
	"potential_band",
	"potential_assessed_on",
	"box",
	"box_label",
	"high_potential",
	"previous_box",
	"movement",
)
_FROM_FIT = ("fit", "fit_coverage", "ranked", "unmet_essentials", "unknown_essentials", "no_fit")

FIELDS = (
	Field("employee", "text"),
	Field("name", "text", source="employee_name"),
	Field("company", "text"),
	Field("department", "text"),
	Field("designation", "text"),
	Field("grade", "text"),
	Field("template", "text"),
	Field("days", "number", source="service_days"),
	Field("coverage", "percent"),
	Field("attainment", "percent", source="objectives_attainment"),
	Field("calculated", "number", 2, "calculated_score"),
	Field("manager_rating", "number", 2),
	Field("calibrated", "number", 2, "calibrated_rating"),
	Field("score", "number", 2, "performance_score"),
	Field("source", "text", source="performance_source"),
	Field("rating", "number", 2, "performance_rating"),
	Field("band", "text", source="performance_band"),
	Field("aim_higher", "flag"),
	Field("needs_reason", "flag", source="override_needs_reason"),
	Field("not_rated", "text", source="reason"),
	Field("potential", "number", 2, "potential_score"),
	Field("potential_band", "text"),
	Field("potential_on", "date", source="potential_assessed_on"),
	Field("box", "number"),
	Field("high_potential", "text"),
	Field("previous_box", "number"),
	Field("movement", "text"),
	Field("not_placed", "text"),
	Field("fit", "percent"),
	Field("fit_coverage", "percent"),
	Field("ranked", "flag"),
	Field("unmet", "text", source="unmet_essentials"),
	Field("unknown", "text", source="unknown_essentials"),
	Field("no_fit", "text"),
	Field("in_cycle", "flag"),
)


def joined(tables: Mapping[str, pd.DataFrame], policy: Policy) -> pd.DataFrame:
	"""Everybody, one row an employee: the columns that `FIELDS` names.

	`not_placed` is talent's reason, `reason` the appraisal's; a person that only one of the two tables holds is kept.
	`in_cycle` is false for people who left or have no active day: the headline figures don't count them either.
	"""
	appraisals = _by_employee(tables["appraisals"])
	talent = _by_employee(tables["talent"])
	everybody = appraisals.index.union(talent.index, sort=False)
	people = appraisals.reindex(everybody)
	for column in _SHARED:
		people[column] = (
			people[column].astype(object).where(people[column].notna(), talent[column].reindex(everybody))
		)
	placed = talent[[*_FROM_TALENT, "reason"]].rename(columns={"reason": "not_placed"})
	people = people.join(placed).join(_present_fit(tables["fit"], people))
	left = people["reason"].astype(object) == sentences(policy)[Reason.LEFT]
	people["in_cycle"] = ~left & (people["service_days"] > 0)
	return people.rename_axis("employee").reset_index()


def _by_employee(frame: pd.DataFrame) -> pd.DataFrame:
	return frame.drop_duplicates("employee").set_index("employee")


def _present_fit(fit: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
	"""Fit to the role that a person holds; fits to other roles belong to succession."""
	named = fit.rename(columns={"coverage": "fit_coverage", "reason": "no_fit"})
	if not len(named):
		return pd.DataFrame(columns=list(_FROM_FIT), index=pd.Index([], dtype=people.index.dtype))
	role = people["designation"].reindex(named["employee"]).astype(object).to_numpy()
	present = named[(named["designation"].astype(object) == role).to_numpy(dtype=bool)]
	return _by_employee(present)[list(_FROM_FIT)]


def managers(people: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
	"""The managers (manager, manager_name, person: row among the people or −1) and everybody's row among them."""
	codes, ids = pd.factorize(people["manager"])
	person = find(ids, people["employee"])
	names = [n if n is not None else str(i) for n, i in zip(_names(people, person), ids, strict=True)]
	frame = pd.DataFrame({"manager": list(ids), "manager_name": names, "person": person}, dtype=object)
	return frame, codes


def _names(people: pd.DataFrame, rows: np.ndarray) -> list[str | None]:
	known = texts(people["employee_name"])
	return [known[r] if r >= 0 else None for r in rows]


def encoded(people: pd.DataFrame, messages: Messages) -> dict[str, Any]:
	"""The tables "people" and "managers" of the page."""
	bosses, codes = managers(people)
	table = encode(people, FIELDS, messages)
	table["columns"]["manager"] = codes.tolist()
	fields = (
		Field("id", "text", source="manager"),
		Field("name", "text", source="manager_name"),
		Field("person", "number"),
	)
	return {"people": table, "managers": encode(bosses, fields, messages)}
