"""What stands beside the close, as far as the tests need it, where it isn't in this tree: put under its name in sys.modules."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

import pandas as pd

import frappe
from frappe.utils import today

from talent_performance import store
from talent_performance.engine.policy import Policy, as_plain, policy_from
from talent_performance.store.frames import fetch, numbers, words

TARGETS = {"hold_for_calibration": "Calibration", "publish": "Published"}
SOURCES = {"hold_for_calibration": ("Self Review", "Manager Review"), "publish": ("Calibration",)}


def policy_of(cycle: str | None = None) -> Policy:
	"""The policy kept with the cycle; of no cycle the default one."""
	frozen = frappe.db.get_value("Performance Cycle", cycle, "policy") if cycle else None
	return policy_from(json.loads(frozen) if frozen else {})


def freeze(policy: Policy) -> str:
	"""As JSON: whole numbers without a point, nothing where there is nothing."""
	return json.dumps(whole(as_plain(policy)))


def whole(value: object) -> object:
	"""Whole numbers as such."""
	if isinstance(value, dict):
		return {key: whole(each) for key, each in value.items() if each is not None}
	if isinstance(value, list):
		return [whole(each) for each in value]
	return int(value) if isinstance(value, float) and value.is_integer() else value


@contextlib.contextmanager
def moving() -> Iterator[None]:
	"""Nothing is guarded here."""
	yield


def move_many(
	appraisals: Sequence[str],
	deed: str,
	*,
	reason: str = "",
	values: pd.DataFrame | None = None,
	one_by_one: bool = False,
) -> list[str]:
	"""State, its day, the values, and an event each."""
	table = pd.DataFrame({"state": TARGETS[deed], "state_since": today()}, index=list(appraisals))
	table = table if values is None else table.join(values)
	heard = store.amend("Performance Appraisal", table, one_by_one=one_by_one).listeners
	appraisal = frappe.qb.DocType("Performance Appraisal")
	fields = ["name", "employee", "cycle"]
	query = frappe.qb.from_(appraisal).select(*fields).where(appraisal.name.isin(list(appraisals)))
	rows = fetch(query.orderby(appraisal.name), ["appraisal", "employee", "cycle"])
	if deed == "publish":
		shown = {"appraisal": ("in", list(appraisals)), "state": "Submitted", "perspective": ("!=", "Self")}
		frappe.db.set_value("Appraisal Review", shown, "seen_by_employee", 1, update_modified=False)
	events = rows.assign(deed=deed, to_state=TARGETS[deed], at=frappe.utils.now(), by=frappe.session.user)
	return [*heard, *store.insert("Appraisal Event", events, one_by_one=one_by_one).listeners]


OBJECTIVE = [
	"name", "title", "level", "employee", "company", "department", "cycle", "segment", "weight", "commitment", "parent_objective",
	"contributes", "contribution_weight", "archived", "start_date", "due_date", "confidence", "updated_on",
]  # fmt: skip
KEY_RESULT = [
	"name", "objective", "title", "weight", "method", "unit", "start_value", "target_value", "current_value", "range_low",
	"range_high", "range_tolerance", "aggregate", "archived", "prorate", "parent_key_result", "cascade", "started",
]  # fmt: skip
CHILDREN = {
	"kpi_months": ("Key Result Month", ["month", "target", "actual", "reported"]),
	"key_result_steps": ("Key Result Step", ["from_value", "attainment"]),
	"milestones": ("Key Result Milestone", ["milestone", "weight", "done_on"]),
}


def goal_tables(cycle: str, employees: Sequence[str] | None = None) -> dict[str, pd.DataFrame]:
	"""The goal tables of a cycle; for some employees those of their objectives and of what contributes to them."""
	objectives = _objectives(cycle)
	if employees is not None:
		wanted = set(objectives.loc[objectives["employee"].isin(employees), "objective"])
		while True:
			below = objectives["parent_objective"].isin(wanted) & objectives["contributes"].astype(bool)
			more = wanted | set(objectives.loc[below, "objective"])
			if more == wanted:
				break
			wanted = more
		objectives = objectives[objectives["objective"].isin(wanted)].reset_index(drop=True)
	results = _key_results(list(objectives["objective"]))
	names = list(results["key_result"])
	tables = {name: _children(names, *each) for name, each in CHILDREN.items()}
	months = tables["kpi_months"]
	months["actual"] = months["actual"].where(months.pop("reported").astype(bool))
	tables["key_result_steps"]["attainment"] /= 100
	return {
		"objectives": objectives,
		"key_results": results,
		"key_result_updates": _updates(names),
		"target_profiles": _profiles(list(objectives["objective"])),
		**tables,
	}


def _objectives(cycle: str) -> pd.DataFrame:
	table = frappe.qb.DocType("Objective")
	query = frappe.qb.from_(table).select(*OBJECTIVE).where(table.cycle == cycle).orderby(table.name)
	found = words(fetch(query, ["objective", *OBJECTIVE[1:]]), ["level", "commitment", "archived"])
	return numbers(found, ["weight", "contribution_weight"]).assign(
		confidence=pd.to_numeric(found["confidence"]).where(lambda each: each > 0)
	)


def _key_results(objectives: Sequence[str]) -> pd.DataFrame:
	table = frappe.qb.DocType("Key Result")
	query = frappe.qb.from_(table).select(*KEY_RESULT).where(table.objective.isin(objectives or [""]))
	found = fetch(query.orderby(table.name), ["key_result", *KEY_RESULT[1:]])
	found = words(found, ["method", "aggregate", "archived", "cascade"])
	floats = [column for column in KEY_RESULT if column.endswith(("_value", "_low", "_high", "_tolerance"))]
	found = numbers(found, ["weight", *floats])
	for column in ("start_value", "target_value", "range_low", "range_high"):
		found[column] = found[column].where(~_absent(found, column))
	found["current_value"] = found["current_value"].where(found.pop("started").astype(bool))
	return found


def _absent(found: pd.DataFrame, column: str) -> pd.Series:
	"""Float fields hold 0 for nothing: the methods say which ones mean something."""
	ranged = found["method"] == "range"
	if column.startswith("range"):
		return ~ranged
	return (found["method"].isin(["range", "step table", "milestones", "boolean"])) & (found[column] == 0)


def _children(names: Sequence[str], doctype: str, columns: Sequence[str]) -> pd.DataFrame:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.parent, *(table[column] for column in columns))
	query = query.where(table.parent.isin(names or [""])).orderby(table.parent, table.idx, table.name)
	found = fetch(query, ["key_result", *columns])
	floats = [
		column for column in columns if column in ("target", "actual", "from_value", "attainment", "weight")
	]
	return numbers(found, floats)


def _updates(names: Sequence[str]) -> pd.DataFrame:
	table = frappe.qb.DocType("Key Result Update")
	columns = ["key_result", "updated_on", "kind", "value"]
	query = frappe.qb.from_(table).select(*columns).where(table.key_result.isin(names or [""]))
	return numbers(
		words(fetch(query.orderby(table.updated_on, table.creation, table.name), columns), ["kind"]),
		["value"],
	)


def _profiles(names: Sequence[str]) -> pd.DataFrame:
	table = frappe.qb.DocType("Objective Expectation")
	query = frappe.qb.from_(table).select(table.parent, table.on_date, table.expected)
	query = query.where(table.parent.isin(names or [""])).orderby(table.parent, table.idx, table.name)
	found = numbers(fetch(query, ["objective", "on_date", "expected"]), ["expected"])
	return found.assign(expected=found["expected"] / 100)


NEIGHBOURS = {
	"talent_performance.store.policy": {"policy_of": policy_of, "freeze": freeze},
	"talent_performance.flows.moves": {"move_many": move_many, "moving": moving},
	"talent_performance.store.goal_tables": {"goal_tables": goal_tables},
}


def stand_in() -> None:
	"""For each that isn't there."""
	for name, members in NEIGHBOURS.items():
		if name not in sys.modules and importlib.util.find_spec(name) is None:
			module = ModuleType(name)
			vars(module).update(members)
			sys.modules[name] = module
			setattr(sys.modules[name.rpartition(".")[0]], name.rpartition(".")[2], module)


stand_in()
