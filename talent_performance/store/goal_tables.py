"""Objectives and what belongs to them, as the engine's input tables: a fixed number of queries, and one a level of depth.

What counts is what both sides have approved, archived or not. Percent fields hold 0 to 100 and the engine's shares 0 to 1;
an option in lower case is the engine's word; a number that a form can't leave empty is null where it says nothing.
Forms show what holds today; the engine wants what was first approved, and each agreement since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

import frappe

from talent_performance.store.dialect import within
from talent_performance.store.frames import table_of

OBJECTIVE, KEY_RESULT, UPDATE, CHANGE = "Objective", "Key Result", "Key Result Update", "Objective Change"
COUNTED = ("Approved", "Archived")
# The source of an update whose value another system measured.
FED = "ERP"
AGREED = ("Agreed", "In Force")
PORTION = 5000
WITH_TARGET = ("progress", "achievement", "lower is better", "boolean")
CHANGED = {"Target": "target_value", "Weight": "weight", "Archive": "archived"}

OBJECTIVE_FIELDS = {
	"name": "objective", "title": "title", "level": "level", "employee": "employee", "company": "company",
	"department": "department", "cycle": "cycle", "segment": "segment", "weight": "weight", "commitment": "commitment",
	"parent_objective": "parent_objective", "contributes": "contributes", "contribution_weight": "contribution_weight",
	"archived": "archived", "start_date": "start_date", "due_date": "due_date", "confidence": "confidence",
	"updated_on": "updated_on", "attainment": "attainment", "attainment_reason": "attainment_reason",
}  # fmt: skip
KEY_RESULT_FIELDS = {
	"name": "key_result", "objective": "objective", "title": "title", "weight": "weight", "method": "method",
	"unit": "unit", "start_value": "start_value", "target_value": "target_value", "current_value": "current_value",
	"range_low": "range_low", "range_high": "range_high", "range_tolerance": "range_tolerance",
	"aggregate": "aggregate", "archived": "archived", "prorate": "prorate",
	"parent_key_result": "parent_key_result", "cascade": "cascade", "started": "started",
}  # fmt: skip
UPDATE_FIELDS = {
	"key_result": "key_result", "updated_on": "updated_on", "kind": "kind", "value": "value", "author": "author",
	"note": "note",
}  # fmt: skip
MONTH_FIELDS = {
	"parent": "key_result", "month": "month", "target": "target", "actual": "actual", "reported": "reported",
}  # fmt: skip
STEP_FIELDS = {"parent": "key_result", "from_value": "from_value", "attainment": "attainment"}
MILESTONE_FIELDS = {
	"parent": "key_result",
	"milestone": "milestone",
	"weight": "weight",
	"done_on": "done_on",
}
PROFILE_FIELDS = {"parent": "objective", "on_date": "on_date", "expected": "expected"}
CHANGE_FIELDS = {
	"objective": "objective", "key_result": "key_result", "changes": "changes", "effective_from": "effective_from",
	"old_value": "old_value", "new_value": "new_value",
}  # fmt: skip

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Among:
	"""Which rows are asked for: those of a whole cycle, or those that belong to these names."""

	names: Sequence[str]
	cycle: str | None = None

	def conditions(self, column: frappe.qb.Field, doctype: str) -> Iterator[frappe.qb.Criterion]:
		"""What to ask of a column that names documents of a DocType, a portion at a time."""
		if self.cycle:
			table = frappe.qb.DocType(doctype)
			yield column.isin(frappe.qb.from_(table).select(table.name).where(table.cycle == self.cycle))
			return
		for start in range(0, len(self.names), PORTION):
			yield within(column, self.names[start : start + PORTION])


def goal_tables(cycle: str, employees: Sequence[str] | None = None) -> Tables:
	"""The engine's tables of goals of a cycle: everybody's, or these employees' with all that contributes to them.

	Keys: objectives, key_results, key_result_updates, kpi_months, key_result_steps, milestones, target_profiles,
	key_result_versions, objective_versions. Descendants that contribute come along whoever owns them.
	"""
	if employees is None:
		return around(_objectives(lambda o: o.cycle == cycle), cycle)
	table = frappe.qb.DocType(OBJECTIVE)
	parts = [
		_objectives(lambda o, owned=owned: (o.cycle == cycle) & owned)
		for owned in Among(employees).conditions(table.employee, "Employee")
	]
	return around(with_contributors(_together(parts, OBJECTIVE_FIELDS)))


def with_contributors(objectives: pd.DataFrame) -> pd.DataFrame:
	"""Objectives and, level by level, those that contribute to them."""
	found, front = [objectives], list(objectives["objective"])
	known = set(front)
	while front:
		below = contributors(front)
		below = below[~below["objective"].isin(known)]
		found.append(below)
		front = list(below["objective"])
		known.update(front)
	return _together(found, OBJECTIVE_FIELDS)


def contributors(parents: Sequence[str], *, lock: bool = False) -> pd.DataFrame:
	"""The objectives that contribute to these; with `lock` as they are committed now."""
	table = frappe.qb.DocType(OBJECTIVE)
	parts = [
		_objectives(lambda o, below=below: (o.contributes == 1) & below, lock)
		for below in Among(parents).conditions(table.parent_objective, OBJECTIVE)
	]
	return _together(parts, OBJECTIVE_FIELDS)


def chains(objectives: Sequence[str]) -> dict[str, list[str]]:
	"""Each objective and, upwards, those to which it contributes; one query a level, however many objectives."""
	above: dict[str, str | None] = {}
	front = list(objectives)
	while front:
		above.update(contributes_to(front))
		front = sorted({parent for parent in above.values() if parent} - above.keys())
	return {each: list(dict.fromkeys(upwards(each, above.get))) for each in objectives}


def contributes_to(objectives: Sequence[str]) -> dict[str, str | None]:
	"""Of each objective the one to which it contributes."""
	table = frappe.qb.DocType(OBJECTIVE)
	query = frappe.qb.from_(table).select(table.name, table.parent_objective)
	query = query.where(table.name.isin(list(objectives)) & (table.contributes == 1))
	return {**dict.fromkeys(objectives), **dict(query.run())}


def upwards(name: str, above: Callable[[str], str | None]) -> Iterator[str]:
	"""A name and those above it, one after the other; one that comes again, on a way in a circle, is the last."""
	seen = set[str]()
	at: str | None = name
	while at:
		yield at
		came_again = at in seen
		seen.add(at)
		at = None if came_again else above(at)


def lock(objectives: Collection[str]) -> None:
	"""Wait for whoever writes below these tops, and make others wait until this transaction ends."""
	table = frappe.qb.DocType(OBJECTIVE)
	query = frappe.qb.from_(table).select(table.name).where(table.name.isin(sorted(objectives)))
	query.orderby(table.name).for_update().run()


def with_all_below(objectives: Sequence[str]) -> Tables:
	"""Tables of these objectives with all that contributes to them, for figures of any day."""
	return around(with_contributors(_of_names(objectives)))


def of_objectives(objectives: Sequence[str]) -> Tables:
	"""Tables of these objectives alone."""
	return around(_of_names(objectives))


def live_tables(objectives: Sequence[str], *, lock: bool = False) -> Tables:
	"""Tables of a chain of objectives; what else contributes to it stands there with the figures that are stored.

	Each such objective has one key result that says its attainment, so that nothing below it is read. With `lock` the
	figures are those committed now: a plain read would show an earlier moment to whoever had to wait.
	"""
	own = _of_names(objectives)
	beside = contributors(objectives, lock=lock)
	beside = beside[~beside["objective"].isin(own["objective"])]
	tables = around(own)
	figures = beside[beside["attainment_reason"].isna()]
	said = pd.DataFrame(
		{
			"key_result": figures["objective"],
			"objective": figures["objective"],
			"method": "progress",
			"start_value": 0.0,
			"target_value": 1.0,
			"current_value": figures["attainment"],
		}
	)
	tables["objectives"] = _together([tables["objectives"], beside], OBJECTIVE_FIELDS)
	tables["key_results"] = pd.concat([tables["key_results"], said], ignore_index=True)
	return tables


def key_result_tables(key_result: str) -> Tables:
	"""The tables of one key result."""
	krs = frappe.qb.DocType(KEY_RESULT)
	found = _measured(_read(KEY_RESULT, KEY_RESULT_FIELDS, krs.name == key_result, [krs.name]))
	return {"key_results": found, **_details(found)}


def around(objectives: pd.DataFrame, cycle: str | None = None) -> Tables:
	"""All tables that belong to these objectives; `cycle` where they are all of a cycle's."""
	among = Among(list(objectives["objective"]), cycle)
	krs = frappe.qb.DocType(KEY_RESULT)
	parts = [
		_read(KEY_RESULT, KEY_RESULT_FIELDS, where, [krs.name])
		for where in among.conditions(krs.objective, OBJECTIVE)
	]
	key_results = _together(parts, KEY_RESULT_FIELDS)
	key_results = key_results[key_results["objective"].isin(objectives["objective"])].reset_index(drop=True)
	key_results = _measured(key_results)
	changes = _changes(among)
	tables = {
		"objectives": _first_approved(objectives, "objective", changes[changes["key_result"].isna()]),
		"key_results": _first_approved(key_results, "key_result", changes[changes["key_result"].notna()]),
		**_details(key_results, cycle),
		"target_profiles": _children("Objective Expectation", PROFILE_FIELDS, among, OBJECTIVE),
		"objective_versions": _versions("objective", changes[changes["key_result"].isna()]),
		"key_result_versions": _versions("key_result", changes[changes["key_result"].notna()]),
	}
	return _of_these(tables)


def _details(key_results: pd.DataFrame, cycle: str | None = None) -> Tables:
	"""What is recorded and agreed of key results in tables of their own; steps and milestones count by the method alone."""
	names, method = key_results["key_result"], key_results["method"]
	among, stepped, staged = (
		Among(list(asked), cycle)
		for asked in (names, names[method == "step table"], names[method == "milestones"])
	)
	updates = frappe.qb.DocType(UPDATE)
	plain = updates.kind.isin(["Total", "Event"])
	parts = [
		_read(UPDATE, UPDATE_FIELDS, where & plain, [updates.updated_on, updates.creation, updates.name])
		for where in among.conditions(updates.key_result, KEY_RESULT)
	]
	recorded = _together(parts, UPDATE_FIELDS)
	recorded["kind"] = recorded["kind"].str.lower()
	months = _children("Key Result Month", MONTH_FIELDS, among, KEY_RESULT)
	months["actual"] = months["actual"].where(months.pop("reported").astype(bool), None)
	return {
		"key_result_updates": recorded,
		"kpi_months": months,
		"key_result_steps": _children("Key Result Step", STEP_FIELDS, stepped, KEY_RESULT),
		"milestones": _children("Key Result Milestone", MILESTONE_FIELDS, staged, KEY_RESULT),
	}


def _of_these(tables: Tables) -> Tables:
	"""Without rows of objectives and key results that aren't there: drafts of the same cycle, for one."""
	known = {key: set(tables[f"{key}s"][key]) for key in ("objective", "key_result")}
	kept = {}
	for name, table in tables.items():
		for key, names in known.items():
			if key in table:
				table = table[table[key].isin(names)]
		kept[name] = table.reset_index(drop=True)
	return kept


def _of_names(names: Sequence[str]) -> pd.DataFrame:
	column = frappe.qb.DocType(OBJECTIVE).name
	conditions = Among(names).conditions(column, OBJECTIVE)
	return _together([_objectives(lambda o, named=named: named) for named in conditions], OBJECTIVE_FIELDS)


def _objectives(which: Callable, lock: bool = False) -> pd.DataFrame:
	table = frappe.qb.DocType(OBJECTIVE)
	where = which(table) & table.status.isin(COUNTED)
	found = _read(OBJECTIVE, OBJECTIVE_FIELDS, where, [table.name], lock)
	for column in ("level", "commitment", "archived"):
		found[column] = found[column].str.lower()
	found["contributes"] = found["contributes"].astype(bool)
	found["confidence"] = found["confidence"].where(found["confidence"].astype(float) > 0, None)
	found["attainment"] = found["attainment"].astype(float) / 100
	return found


def _measured(krs: pd.DataFrame) -> pd.DataFrame:
	"""Key results in the engine's words, with nulls where the method doesn't ask."""
	for column in ("method", "aggregate", "archived", "cascade"):
		krs[column] = krs[column].str.lower().replace("", None)
	krs["prorate"] = krs["prorate"].astype(bool)
	method = krs["method"]
	asked = method.isin(WITH_TARGET) & ~((method == "boolean") & (krs["target_value"].astype(float) == 0))
	krs["target_value"] = krs["target_value"].where(asked, None)
	krs["start_value"] = krs["start_value"].where(method == "progress", None)
	for column in ("range_low", "range_high"):
		krs[column] = krs[column].where(method == "range", None)
	krs["current_value"] = krs["current_value"].where(krs.pop("started").astype(bool), None)
	return krs


def _changes(among: Among) -> pd.DataFrame:
	"""What was agreed after approval, in the order in which it was agreed."""
	table = frappe.qb.DocType(CHANGE)
	parts = [
		_read(CHANGE, CHANGE_FIELDS, where & table.state.isin(AGREED), [table.decided_on, table.name])
		for where in among.conditions(table.objective, OBJECTIVE)
	]
	found = _together(parts, CHANGE_FIELDS)
	found["new_value"] = found["new_value"].where(found["changes"] != "Archive", "approved")
	found["old_value"] = found["old_value"].where(found["changes"] != "Archive", "no")
	return found


def _first_approved(table: pd.DataFrame, key: str, changes: pd.DataFrame) -> pd.DataFrame:
	"""A table with what was approved before the first change in the place of what holds today."""
	first = changes.drop_duplicates([key, "changes"])
	for kind, column in CHANGED.items():
		old = first[first["changes"] == kind].set_index(key)["old_value"]
		if len(old) and column in table:
			was = table[key].map(old)
			table[column] = was.where(table[key].isin(old.index), table[column])
	return table


def _versions(key: str, changes: pd.DataFrame) -> pd.DataFrame:
	"""One row for each day on which something begins to hold; of two agreements on the same, the later one."""
	columns = [column for column in CHANGED.values() if column != "target_value" or key == "key_result"]
	last = changes.drop_duplicates([key, "effective_from", "changes"], keep="last")
	if last.empty:
		return pd.DataFrame({column: pd.Series(dtype=object) for column in (key, "effective_from", *columns)})
	wide = last.assign(column=last["changes"].map(CHANGED))
	wide = wide.set_index([key, "effective_from", "column"])["new_value"].unstack("column")
	return wide.reindex(columns=columns).reset_index().rename_axis(columns=None)


def _children(doctype: str, fields: dict[str, str], among: Among, parent: str) -> pd.DataFrame:
	table = frappe.qb.DocType(doctype)
	parts = [
		_read(doctype, fields, where & (table.parenttype == parent), [table.parent, table.idx, table.name])
		for where in among.conditions(table.parent, parent)
	]
	found = _together(parts, fields)
	for column in ("attainment", "expected"):
		if column in found:
			found[column] = found[column].astype(float) / 100
	return found


def _read(
	doctype: str, fields: dict[str, str], where: frappe.qb.Criterion, order: list, lock: bool = False
) -> pd.DataFrame:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*(table[field] for field in fields)).where(where)
	for column in order:
		query = query.orderby(column)
	rows = (query.for_update() if lock else query).run()
	return table_of(rows, list(fields.values()))


def _together(parts: Sequence[pd.DataFrame], fields: dict[str, str]) -> pd.DataFrame:
	"""Parts as one table, which has its columns even where there are none."""
	filled = [part for part in parts if len(part)]
	if not filled:
		return pd.DataFrame({column: pd.Series(dtype=object) for column in fields.values()})
	return pd.concat(filled, ignore_index=True)


def differing(doctype: str, table: pd.DataFrame) -> pd.DataFrame:
	"""The rows of a table, by name, in which something differs from what is stored; nothing and "" are the same."""
	stored = frappe.qb.DocType(doctype)
	fields = {"name": "name", **{column: column for column in table.columns}}
	conditions = Among(list(table.index)).conditions(stored.name, doctype)
	parts = [_read(doctype, fields, where, [stored.name]) for where in conditions]
	known = _together(parts, fields).set_index("name").reindex(table.index)
	differs = pd.Series(False, index=table.index)
	for column in table.columns:
		new, old = table[column], known[column]
		if pd.api.types.is_numeric_dtype(new):
			differs |= ~np.isclose(new.astype(float), old.astype(float), rtol=0, atol=1e-9)
		else:
			differs |= new.where(new.notna(), "") != old.where(old.notna(), "")
	return table[differs]
