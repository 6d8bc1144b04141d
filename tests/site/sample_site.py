"""The sample company on a site: people, goals, reviews and history as the rehearsal has them, up to the day of the close.

The cycle is launched by the flow: who takes part, with which template and manager, is what the app finds. Phases move, and the objectives are taken, by their
flows too. What people typed in during the year comes in through the store, as an import would: goals and updates, reviews, transfers and leave, history.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

import frappe
from frappe.utils import now

from talent_performance.access.lines import CURRENT
from talent_performance.engine.policy import Policy, policy_from
from talent_performance.flows import launch, snapshot
from talent_performance.flows.moves import move_many
from talent_performance.flows.talent_profiles import EMPLOYMENT, give_profiles
from talent_performance.rehearsal import sample_company
from talent_performance.runs.kinds import Work
from talent_performance.store import amend
from talent_performance.store.policy import freeze
from talent_performance.store.rows import build
from talent_performance.store.writing import set_columns, write

APPRAISAL = "Performance Appraisal"
CYCLE = "PC-2025"
AS_OF = sample_company.AS_OF
TEMPLATES = {name: f"Sample {name}" for name in ("staff", "supervisors", "managers")}

Tables = dict[str, pd.DataFrame]


def sample_policy() -> Policy:
	"""The default policy with the site's names of templates."""
	plain = json.loads(freeze(Policy()))
	templates = {TEMPLATES[name]: template for name, template in plain.pop("templates").items()}
	plain["appraisal"]["default_template"] = TEMPLATES["staff"]
	return policy_from({**plain, "templates": templates})


def sample_tables() -> Tables:
	"""The sample company's tables with the site's names of templates."""
	tables = sample_company.make()
	employees = tables["employees"].replace({"template": TEMPLATES})
	employees["grade"] = None  # a field of Frappe HR's, which this site does without
	employees["template"] = employees["template"].fillna(TEMPLATES["staff"])
	# A site appraises nobody under a manager who has left; the files still name them.
	here = employees.loc[employees["status"].isin(CURRENT), "employee"]
	employees["reports_to"] = employees["reports_to"].where(employees["reports_to"].isin(here))
	segments = tables["segments"].replace({"template": TEMPLATES})
	return {**tables, "employees": employees, "segments": segments}


def load(tables: Tables, policy: Policy) -> list[str]:
	"""All of it; returns the appraisals of the current cycle, in review, ready to be closed."""
	companies_and_places(tables["employees"], tables["segments"])
	people(tables["employees"])
	templates(policy)
	cycles(tables, policy)
	goals(tables)
	appraisals = launched(tables)
	reviewed(tables, appraisals)
	calibrated(tables, appraisals)
	assessed(tables)
	remembered(tables)
	return list(appraisals)


def into(
	doctype: str,
	table: pd.DataFrame,
	children: Tables | None = None,
	*,
	reserved: Sequence[str] | None = None,
) -> None:
	"""Rows as documents would write them; whoever listens to them isn't this test's."""
	for rows in build(doctype, table, children, names=reserved):
		write(rows)


def stamped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""With the columns that every table has."""
	stamp = now()
	by = {"creation": stamp, "modified": stamp, "owner": "Administrator", "modified_by": "Administrator"}
	return [{**row, **by} for row in rows]


def bulk(doctype: str, rows: list[dict[str, Any]]) -> None:
	"""Rows below the ORM, as an import writes them."""
	there = set(frappe.get_all(doctype, pluck="name"))
	rows = [row for row in stamped(rows) if row["name"] not in there]
	if rows:
		frappe.db.bulk_insert(doctype, list(rows[0]), [tuple(row.values()) for row in rows])


def companies_and_places(employees: pd.DataFrame, segments: pd.DataFrame) -> None:
	"""Companies, departments, branches, designations."""
	both = pd.concat([employees, segments])
	abbreviations = {
		name: "".join(word[0] for word in name.split()) for name in both["company"].dropna().unique()
	}
	bulk(
		"Company",
		[
			{"name": name, "company_name": name, "abbr": abbr, "default_currency": "IDR", "country": "Indonesia", "lft": 1001 + 2 * at, "rgt": 1002 + 2 * at}
			for at, (name, abbr) in enumerate(abbreviations.items())
		],
	)  # fmt: skip
	of = both.dropna(subset=["department"]).drop_duplicates("department")
	bulk(
		"Department",
		[
			{"name": name, "department_name": name.rpartition(" - ")[0], "company": company}
			for name, company in zip(of["department"], of["company"], strict=True)
		],
	)
	for doctype, column in (("Designation", "designation"), ("Branch", "branch")):
		names = both[column].dropna().unique()
		field = f"{column}_name" if doctype == "Designation" else column
		bulk(doctype, [{"name": name, field: name} for name in names])


def people(employees: pd.DataFrame) -> None:
	"""Employee records as an import brings them, and a profile for everyone."""
	rows = employees.astype(object).where(employees.notna(), None)
	names = list(employees["employee"])
	for doctype, column in (("Employee", "name"), (EMPLOYMENT, "employee")):
		frappe.db.delete(doctype, {column: ("in", names)})  # the site's own first ones have the same names
	bulk(
		"Employee",
		[
			{
				"name": row["employee"],
				"employee": row["employee"],
				"first_name": row["employee_name"],
				"employee_name": row["employee_name"],
				"gender": "Female",
				"date_of_birth": "1980-01-01",
				**{
					key: row[key]
					for key in ("company", "department", "branch", "designation", "status", "reports_to")
				},
				**{key: _date(row[key]) for key in ("date_of_joining", "relieving_date")},
			}
			for row in rows.to_dict("records")
		],
	)
	give_profiles(list(employees["employee"]))


def _date(value: object) -> str | None:
	return None if value is None or pd.isna(value) else str(pd.Timestamp(value).date())


def templates(policy: Policy) -> None:
	"""Review Templates of the policy."""
	names = list(TEMPLATES.values())
	lines = [
		{"parent": name, "component": component.title(), "weight": weight}
		for name in names
		for component, weight in policy.templates[name].weights.items()
	]
	table = pd.DataFrame({"template_name": names}, index=names)
	components = pd.DataFrame(lines).set_index("parent")
	into("Review Template", table, {"components": components}, reserved=names)


def cycles(tables: Tables, policy: Policy) -> None:
	"""The cycles: earlier ones published, the current one launched."""
	given = tables["cycles"]
	frozen = freeze(policy)
	table = pd.DataFrame(
		{
			"title": given["title"],
			"kind": given["kind"].astype(str).str.title(),
			"start_date": given["start_date"],
			"end_date": given["end_date"],
			"state": np.where(given["is_current"], "Draft", "Published"),
			"employment_status": "Active, Inactive and Suspended",
			"default_template": TEMPLATES["staff"],
			"policy": frozen,
			"policy_fingerprint": policy.fingerprint,
		}
	).set_axis(given["cycle"].to_numpy())
	names = list(tables["employees"]["company"].dropna().unique())
	lines = pd.DataFrame({"company": names * len(table)}, index=np.repeat(table.index.to_numpy(), len(names)))
	into("Performance Cycle", table, {"companies": lines, "rules": rules(tables)}, reserved=list(table.index))


def rules(tables: Tables) -> pd.DataFrame:
	"""Who has another template than the staff's, by designation, as HR would say it in the cycle."""
	own = tables["employees"][["designation", "template"]].drop_duplicates()
	own = own[own["template"] != TEMPLATES["staff"]].sort_values("designation", ignore_index=True)
	table = own.rename(columns={"designation": "value"})
	return table.assign(effect="Use Template", attribute="Designation").set_axis([CYCLE] * len(own))


def goals(tables: Tables) -> None:
	"""Objectives, key results and what was recorded."""
	objectives, results = tables["objectives"], tables["key_results"]
	own = tables["employees"].set_index("employee")
	company = objectives["employee"].map(own["company"]).fillna(objectives["company"])
	table = objectives.drop(columns=["objective", "parent_objective"]).assign(
		company=company,
		status="Approved",
		level=_titled(objectives["level"]),
		commitment=_titled(objectives["commitment"]),
		archived=_titled(objectives["archived"]),
		contributes=objectives["contributes"].astype(int),
	)
	table = table.set_axis(objectives["objective"].to_numpy())
	expected = tables["target_profiles"].set_index("objective").rename_axis(None)
	expected = expected.assign(expected=expected["expected"] * 100)
	into("Objective", table, {"expectations": expected}, reserved=list(table.index))
	_link("Objective", "parent_objective", objectives["objective"], objectives["parent_objective"])
	key_results(tables)
	_link("Key Result", "parent_key_result", results["key_result"], results["parent_key_result"])
	if "key_result_versions" in tables:
		agreed(tables)
	updates = tables["key_result_updates"]
	table = updates.drop(columns="author").assign(kind=_titled(updates["kind"]))
	into("Key Result Update", table, reserved=[f"U{number:06d}" for number in range(len(table))])


def key_results(tables: Tables) -> None:
	"""Key results with their months, steps and milestones."""
	results, months = tables["key_results"], tables["kpi_months"]
	table = results.drop(columns=["key_result", "parent_key_result"]).assign(
		method=_titled(results["method"]).str.replace(" Is ", " is "),
		aggregate=_titled(results["aggregate"]),
		archived=_titled(results["archived"]),
		cascade=_titled(results["cascade"]),
		prorate=results["prorate"].astype(int),
		started=results["current_value"].notna().astype(int),
	)
	steps = tables["key_result_steps"].assign(attainment=tables["key_result_steps"]["attainment"] * 100)
	children = {
		"months": months.assign(reported=months["actual"].notna().astype(int)),
		"steps": steps,
		"milestones": tables["milestones"],
	}
	indexed = {key: each.set_index("key_result").rename_axis(None) for key, each in children.items()}
	table = table.set_axis(results["key_result"].to_numpy())
	into("Key Result", table, indexed, reserved=list(table.index))


CHANGED = {"target_value": "Target", "weight": "Weight", "archived": "Archive"}


def agreed(tables: Tables) -> None:
	"""What both sides agreed after approval, as changes in force; the forms show what holds since the last of them."""
	objective = tables["key_results"].set_index("key_result")["objective"]
	rows = [*changes(tables, "objective"), *changes(tables, "key_result")]
	for row in rows:
		row["objective"] = row.get("objective") or objective[row["key_result"]]
	into("Objective Change", pd.DataFrame(rows))
	for doctype, key in (("Objective", "objective"), ("Key Result", "key_result")):
		for row in (row for row in rows if ("key_result" in row) == (key == "key_result")):
			field = next(column for column, kind in CHANGED.items() if kind == row["changes"])
			value = "Approved" if field == "archived" else row["new_value"]
			frappe.db.set_value(doctype, row[key], field, value)


def changes(tables: Tables, key: str) -> list[dict[str, Any]]:
	"""The versions of objectives or key results, each against what held before."""
	versions = tables[f"{key}_versions"].sort_values("effective_from", kind="stable")
	holds = tables[f"{key}s"].set_index(key).to_dict("index")
	found = []
	for version in versions.to_dict("records"):
		for column in CHANGED.keys() & version.keys():
			value, name = version[column], version[key]
			if pd.isna(value):
				continue
			archive = column == "archived"
			change = {
				"old_value": None if archive else holds[name][column],
				"new_value": None if archive else value,
			}
			given = {
				key: name,
				"changes": CHANGED[column],
				"effective_from": version["effective_from"],
				**change,
			}
			found.append({**given, "reason": "Agreed", "state": "In Force", "decided_on": now()})
			holds[name][column] = value
	return found


def _titled(values: pd.Series) -> pd.Series:
	texts = values.astype(object)
	return texts.where(texts.isna(), texts.astype(str).str.title()).where(texts.notna(), None)


def _link(doctype: str, field: str, names: pd.Series, to: pd.Series) -> None:
	given = to.notna()
	set_columns(doctype, pd.DataFrame({field: to[given].to_numpy()}, index=names[given].to_numpy()))


def launched(tables: Tables) -> dict[str, str]:
	"""Launched, transferred and moved into the managers' hands by the flows: name of the appraisal → employee."""
	arguments = {"cycle": CYCLE}
	keys = [key for group in launch.plan(arguments) for key in group]
	assert launch.work(Work("", arguments, keys)) == []
	launch.finish(arguments)
	found = frappe.get_all(
		APPRAISAL, filters=arguments, fields=["name", "employee"], order_by="name", as_list=True, limit=0
	)
	appraisals = dict(found)
	during_the_year(tables, appraisals)
	snapshot.take(list(appraisals))
	moved(tables, appraisals)
	return appraisals


def during_the_year(tables: Tables, appraisals: dict[str, str]) -> None:
	"""Transfers have left their segments in the place of the first one, and HR has recorded long leave."""
	of = {employee: name for name, employee in appraisals.items()}
	segments, absences = (
		tables[name][tables[name]["employee"].isin(of)] for name in ("segments", "absences")
	)
	transferred = segments["employee"].map(of)
	frappe.db.delete("Appraisal Segment", {"parent": ("in", list(transferred.unique()))})
	touched = pd.DataFrame({"employee": appraisals.values()}, index=list(appraisals))
	children = {
		"segments": segments.drop(columns="employee").set_axis(transferred.to_numpy()),
		"absences": absences[["start_date", "end_date"]].set_axis(absences["employee"].map(of).to_numpy()),
	}
	assert amend(APPRAISAL, touched, children).listeners == []


def moved(tables: Tables, appraisals: dict[str, str]) -> None:
	"""Who is exempt, and everybody else in the managers' hands."""
	reasons = tables["overall_ratings"].set_index("employee")["exempt_reason"]
	reason = pd.Series(appraisals).map(reasons)
	exempt = reason.dropna()
	move_many(list(exempt.index), "exempt", reason="As agreed.", values=exempt.to_frame("exempt_reason"))
	move_many(list(reason.index[reason.isna()]), "open_manager_review")


def profiles() -> dict[str, str]:
	"""Employee → profile."""
	return dict(frappe.get_all(EMPLOYMENT, fields=["employee", "parent"], as_list=True))


def reviewed(tables: Tables, appraisals: dict[str, str]) -> None:
	"""Managers' reviews, and handovers for the segments that somebody else had before."""
	ratings, overall = tables["component_ratings"], tables["overall_ratings"].set_index("employee")
	last = tables["segments"].sort_values("start_date").drop_duplicates("employee", keep="last")
	ends = last.set_index("employee")["segment"]
	whole = ratings["segment"].isna() | (ratings["segment"] == ratings["employee"].map(ends))
	side = ratings["segment"].where(~whole, "All")
	rated = ratings.assign(
		side=side, component=_titled(ratings["component"]), state=_titled(ratings["state"])
	)
	given = overall.index[overall["manager_rating"].notna()]
	wanted = pd.concat([rated[["employee", "side"]], pd.DataFrame({"employee": given, "side": "All"})])
	wanted = wanted.drop_duplicates()
	wanted = wanted[wanted["employee"].isin(appraisals.values())].reset_index(drop=True)
	of = {employee: name for name, employee in appraisals.items()}
	managers = tables["employees"].set_index("employee")["reports_to"]
	main = (wanted["side"] == "All").to_numpy()
	table = pd.DataFrame(
		{
			"appraisal": wanted["employee"].map(of),
			"employee": wanted["employee"],
			"cycle": CYCLE,
			"perspective": np.where(main, "Manager", "Handover"),
			"segment": wanted["side"],
			"reviewer": wanted["employee"].map(managers).fillna(wanted["employee"]),
			"state": "Submitted",
			"overall_rating": np.where(main, wanted["employee"].map(overall["manager_rating"]), np.nan),
			"overall_reason": np.where(main, wanted["employee"].map(overall["manager_reason"]), None),
			"seen_by_manager": 1,
		}
	)
	keys = pd.MultiIndex.from_frame(rated[["employee", "side"]])
	at = pd.MultiIndex.from_frame(wanted).get_indexer(keys)
	columns = ["component", "item", "weight", "rating", "state", "reason"]
	rows = rated[columns].set_axis(at)[at >= 0].sort_index(kind="stable")
	into("Appraisal Review", table, {"ratings": rows})


def calibrated(tables: Tables, appraisals: dict[str, str]) -> None:
	"""Ratings of the calibration, which stand in results before the close."""
	overall = tables["overall_ratings"]
	of = {employee: name for name, employee in appraisals.items()}
	chosen = overall[overall["calibrated_rating"].notna() & overall["employee"].isin(of)]
	table = chosen[["employee", "calibrated_rating", "calibration_reason"]].assign(
		appraisal=chosen["employee"].map(of), cycle=CYCLE, state="Open"
	)
	into("Appraisal Result", table)


def assessed(tables: Tables) -> None:
	"""Submitted potential assessments."""
	table = tables["potential"].assign(state="Submitted")
	into("Potential Assessment", table)


def remembered(tables: Tables) -> None:
	"""Results and placements of earlier cycles."""
	history = tables["history"]
	profile = history["employee"].map(profiles())
	results = pd.DataFrame(
		{
			"employee": history["employee"],
			"profile": profile,
			"cycle": history["cycle"],
			"state": "Published",
			"closed_on": history["closed_on"],
			"performance_score": history["performance_score"],
			"performance_band": _titled(history["performance_band"]),
			"aspirational_mean": history["aspirational_mean"] * 100,
		}
	)
	into("Appraisal Result", results)
	order = history.sort_values(["closed_on", "cycle"], kind="stable").index
	placements = pd.DataFrame(
		{
			"profile": profile,
			"employee": history["employee"],
			"cycle": history["cycle"],
			"placed_on": history["closed_on"].dt.strftime("%Y-%m-%d 12:00:00"),
			"placed_by": "Administrator",
			"cause": "Opening History",
			"after_potential_band": _titled(history["potential_band"]),
		}
	).loc[order]
	into("Talent Placement", placements)


def employees_of(appraisals: Sequence[str]) -> list[str]:
	"""Whose they are."""
	return frappe.get_all(
		"Performance Appraisal",
		filters={"name": ("in", list(appraisals))},
		pluck="employee",
		order_by="employee",
	)
