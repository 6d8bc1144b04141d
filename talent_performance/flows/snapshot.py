"""The objectives of an appraisal are taken into it when its goals are due: what was agreed then is what will be shown.

Taken again, by HR's button, they are brought up to date; what was scored of an objective that stays is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe
from frappe.utils import getdate

from talent_performance import store
from talent_performance.flows.launch import LAUNCHERS, record, under_way
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.flows.phases import launched
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said
from talent_performance.store.goal_tables import COUNTED

KIND = "Take Objectives"
LINE = "Appraisal Objective"
OPEN_STATES = (
	"Goal Setting", "Goals Approved", "Mid-year Review", "Self Review", "Manager Review", "Second-Level Review",
)  # fmt: skip
TAKEN = ["title", "weight", "commitment", "segment", "target"]
LONGEST = 140


def take_now(cycle: str) -> str:
	"""Start the run that takes everybody's approved objectives as they are now; returns its name.

	Raises PermissionError, IllegalMove.
	"""
	launched(cycle)
	return under_way(KIND, {"cycle": cycle}) or control.start(KIND, {"cycle": cycle})


def take_due() -> None:
	"""Daily: take the objectives of those whose goal deadline has passed and who have none taken yet."""
	for cycle in frappe.get_all(CYCLE, filters={"state": "Launched"}, pluck="name", order_by="name"):
		arguments = {"cycle": cycle, "due_only": 1}
		if due(cycle) and not under_way(KIND, arguments):
			control.start(KIND, arguments)


def due(cycle: str) -> list[str]:
	"""Appraisals whose goals are due, with an approved objective and none taken yet."""
	table, line, objective = (frappe.qb.DocType(name) for name in (APPRAISAL, LINE, "Objective"))
	query = (
		frappe.qb.from_(table)
		.join(objective)
		.on((objective.employee == table.employee) & (objective.cycle == table.cycle))
		.left_join(line)
		.on((line.parent == table.name) & (line.parenttype == APPRAISAL))
		.select(table.name)
		.distinct()
		.where((table.cycle == cycle) & (table.goal_deadline < getdate()) & table.state.isin(OPEN_STATES))
		.where(line.name.isnull() & is_agreed(objective))
	)
	return query.orderby(table.name).run(pluck=True)


def is_agreed(objective: object) -> object:
	"""A person's own objective that was approved and counts: one that was archived without approval counts as 0."""
	own = (objective.level == "Individual") & objective.status.isin(COUNTED)
	return own & (objective.archived != "Approved")


def plan(arguments: Arguments) -> list[list[str]]:
	"""Whose objectives are taken."""
	cycle = launched(str(arguments["cycle"])).name
	if arguments.get("due_only"):
		return [[name] for name in due(cycle)]
	filters = {"cycle": cycle, "state": ("in", OPEN_STATES)}
	return [[name] for name in frappe.get_all(APPRAISAL, filters=filters, pluck="name", order_by="name")]


def dry_run(arguments: Arguments) -> list[Count]:
	"""Of how many."""
	return [Count("Appraisals whose objectives are taken", len(plan(arguments)))]


def work(asked: Work) -> list[str]:
	"""Take theirs."""
	return take(asked.keys)


def finish(arguments: Arguments) -> None:
	"""The cycle says when HR took everybody's."""
	if not arguments.get("due_only"):
		record(frappe.get_doc(CYCLE, str(arguments["cycle"]), for_update=True), snapshot_on=getdate())


def take(appraisals: Sequence[str]) -> list[str]:
	"""Bring the objectives in these appraisals up to those that are approved now; returns who listened.

	A fixed number of queries. An objective that isn't approved any more goes, one that is new comes last.
	"""
	wanted, there = agreed(appraisals), taken(appraisals)
	both = wanted.merge(there, on=["appraisal", "objective"], how="outer", indicator="side")
	gone = both.loc[both["side"] == "right_only", "row"].tolist()
	if gone:
		frappe.db.delete(LINE, {"name": ("in", gone)})
	stay = both[both["side"] == "both"]
	if len(stay):
		rows = list(
			stay[["row", *TAKEN]].astype(object).where(lambda t: t.notna(), None).itertuples(index=False)
		)
		columns = {column: column for column in TAKEN}
		store.update_join(LINE, (["name", *TAKEN], [tuple(row) for row in rows]), {"name": "name"}, columns)
	return append(wanted.merge(there, on=["appraisal", "objective"], how="left").query("row.isna()"))


def append(new: pd.DataFrame) -> list[str]:
	"""New lines behind those that are there."""
	lines = new.set_index("appraisal")[["objective", *TAKEN]].rename_axis(None)
	touched = new.drop_duplicates("appraisal").set_index("appraisal")[["employee"]].rename_axis(None)
	return store.amend(APPRAISAL, touched, {"objectives": lines}).listeners


def agreed(appraisals: Sequence[str]) -> pd.DataFrame:
	"""The approved objectives of these appraisals' people in their cycle, as lines."""
	table, objective = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType("Objective")
	rows = (
		frappe.qb.from_(table)
		.join(objective)
		.on((objective.employee == table.employee) & (objective.cycle == table.cycle))
		.select(
			table.name,
			table.employee,
			objective.name,
			objective.title,
			objective.weight,
			objective.commitment,
			objective.segment,
		)
		.where(table.name.isin(list(appraisals) or [""]) & is_agreed(objective))
		.orderby(table.name, objective.creation, objective.name)
		.run()
	)
	columns = ["appraisal", "employee", "objective", "title", "weight", "commitment", "segment"]
	found = pd.DataFrame(list(rows), columns=columns, dtype=object)
	return found.assign(target=found["objective"].map(targets(found["objective"].tolist())))


def taken(appraisals: Sequence[str]) -> pd.DataFrame:
	"""The lines that are there."""
	line = frappe.qb.DocType(LINE)
	rows = (
		frappe.qb.from_(line)
		.select(line.parent, line.objective, line.name)
		.where((line.parenttype == APPRAISAL) & line.parent.isin(list(appraisals) or [""]))
		.orderby(line.parent, line.idx, line.name)
		.run()
	)
	return pd.DataFrame(list(rows), columns=["appraisal", "objective", "row"], dtype=object)


def targets(objectives: Sequence[str]) -> dict[str, str]:
	"""Each objective's target in words; with several measures each by its title."""
	result = frappe.qb.DocType("Key Result")
	fields = ["objective", "title", "method", "unit", "target_value", "range_low", "range_high"]
	rows = (
		frappe.qb.from_(result)
		.select(*(result[field] for field in fields))
		.where(result.objective.isin(list(objectives) or [""]) & (result.archived == "No"))
		.orderby(result.objective, result.creation, result.name)
		.run(as_dict=True)
	)
	measures: dict[str, list[tuple[str, str]]] = {}
	for row in rows:
		measures.setdefault(row.objective, []).append((row.title, target_of(row)))
	return {objective: in_words(each) for objective, each in measures.items()}


def target_of(result: frappe._dict) -> str:
	"""What one key result is to reach; empty where its title says it."""
	unit = f" {result.unit}" if result.unit else ""
	if result.method == "Range":
		return f"{number(result.range_low)} – {number(result.range_high)}{unit}"
	if result.method in ("Progress", "Achievement", "Lower is Better"):
		return f"{number(result.target_value)}{unit}"
	return ""


def number(value: float) -> str:
	"""Without zeros that say nothing.

	>>> number(1250000.5), number(90.0)
	('1,250,000.5', '90')
	"""
	return f"{value or 0:,.2f}".rstrip("0").rstrip(".")


def in_words(measures: Sequence[tuple[str, str]]) -> str:
	"""One target as it is, several with their titles; cut to what fits."""
	if len(measures) == 1 and measures[0][1]:
		text = measures[0][1]
	else:
		text = "; ".join(f"{title}: {target}" if target else title for title, target in measures)
	return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


TAKE_OBJECTIVES = KindOfRun(
	title="Take Objectives",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=LAUNCHERS,
	finish=finish,
	check=lambda arguments: launched(said(arguments, "cycle")),
)
