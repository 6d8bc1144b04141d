"""What people agreed to reach, and what they recorded on the way."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe.utils import now

from talent_performance.demo.sample import MARK, Tables
from talent_performance.demo.writing import into, link, titles

OBJECTIVE, KEY_RESULT, UPDATE, CHANGE = "Objective", "Key Result", "Key Result Update", "Objective Change"
CHANGED = {"target_value": "Target", "weight": "Weight", "archived": "Archive"}


def write_goals(tables: Tables) -> None:
	"""Objectives, key results, what was agreed after approval, and updates."""
	objectives, results = tables["objectives"], tables["key_results"]
	write_objectives(tables)
	link(OBJECTIVE, "parent_objective", objectives["objective"], objectives["parent_objective"])
	write_key_results(tables)
	link(KEY_RESULT, "parent_key_result", results["key_result"], results["parent_key_result"])
	write_changes(tables)
	write_updates(tables)


def write_objectives(tables: Tables) -> None:
	"""Objectives, approved unless they say otherwise, with what is expected of them by when."""
	objectives = tables["objectives"]
	own = tables["employees"].set_index("employee")
	table = objectives.drop(columns=["objective", "parent_objective"]).assign(
		company=objectives["employee"].map(own["company"]).fillna(objectives["company"]),
		status=objectives.get("status", "Approved"),
		level=titles(objectives["level"]),
		commitment=titles(objectives["commitment"]),
		archived=titles(objectives["archived"]),
		contributes=objectives["contributes"].astype(int),
	)
	expected = tables["target_profiles"].set_index("objective").rename_axis(None)
	expected = expected.assign(expected=expected["expected"] * 100)
	names = objectives["objective"].to_numpy()
	into(OBJECTIVE, table.set_axis(names), {"expectations": expected}, reserved=list(names))


def write_key_results(tables: Tables) -> None:
	"""Key results with their months, steps and milestones."""
	results, months, steps = (tables[name] for name in ("key_results", "kpi_months", "key_result_steps"))
	table = results.drop(columns=["key_result", "parent_key_result", "fed"]).assign(
		method=titles(results["method"]).str.replace(" Is ", " is "),
		aggregate=titles(results["aggregate"]),
		archived=titles(results["archived"]),
		cascade=titles(results["cascade"]),
		prorate=results["prorate"].astype(int),
		started=results["current_value"].notna().astype(int),
	)
	children = {
		"months": months.assign(reported=months["actual"].notna().astype(int)),
		"steps": steps.assign(attainment=steps["attainment"] * 100),
		"milestones": tables["milestones"],
	}
	indexed = {key: each.set_index("key_result").rename_axis(None) for key, each in children.items()}
	names = results["key_result"].to_numpy()
	into(KEY_RESULT, table.set_axis(names), indexed, reserved=list(names))


def write_updates(tables: Tables) -> None:
	"""What was recorded, in the order of the days."""
	updates = tables["key_result_updates"]
	cycle = tables["objectives"]["cycle"].iloc[0].removeprefix(MARK)
	table = updates.drop(columns="author").assign(kind=titles(updates["kind"]))
	into(UPDATE, table, reserved=[f"{MARK}{cycle}-U{number:06d}" for number in range(len(table))])


def write_changes(tables: Tables) -> None:
	"""What both sides agreed after approval, as changes in force; the forms show what holds since the last of them."""
	objective = tables["key_results"].set_index("key_result")["objective"]
	rows = [*changes(tables, "objective"), *changes(tables, "key_result")]
	if not rows:
		return
	for row in rows:
		row["objective"] = row.get("objective") or objective[row["key_result"]]
	into(CHANGE, pd.DataFrame(rows))
	for row in rows:
		doctype, key = (KEY_RESULT, "key_result") if "key_result" in row else (OBJECTIVE, "objective")
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
			found.append(
				{
					key: name,
					"changes": CHANGED[column],
					"effective_from": version["effective_from"],
					"old_value": None if column == "archived" else holds[name][column],
					"new_value": None if column == "archived" else value,
					"reason": "Agreed",
					"state": "In Force",
					"decided_on": now(),
				}
			)
			holds[name][column] = value
	return found
