"""Progress: an update is recorded, and the key result, its objective and what that contributes to are computed anew.

Nothing else is touched: no objective that merely is aligned, no appraisal. Writers below the same top objective take turns,
so that no figure is computed from one that is being replaced. Once a day everything is computed anew, for pace goes by the
calendar, and what was agreed for a later day begins.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, today

from talent_performance import store
from talent_performance.access import goal_deeds, guarded
from talent_performance.engine.frames import complete
from talent_performance.engine.goals import score_key_results, score_objectives, values_as_of
from talent_performance.engine.policy import Policy
from talent_performance.engine.versions import TIME_WEIGHTED, apply_versions
from talent_performance.exceptions import NeverChanged
from talent_performance.flows import kept_fields
from talent_performance.flows.refusals import CYCLE, refuse, refuse_if_over
from talent_performance.store import goal_tables
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE, UPDATE, Tables
from talent_performance.store.policy import policy_of

KEPT = ("old_value", "new_value", "author")
PACES = {
	"n/a": "N/A",
	"too early": "Too Early",
	"on track": "On Track",
	"behind": "Behind",
	"at risk": "At Risk",
}
MEASURED_BY = {"Month": "months", "Milestone": "milestones"}


def record(
	key_result: str,
	value: float,
	kind: str = "Total",
	updated_on: str | None = None,
	note: str = "",
	milestone: str = "",
) -> Document:
	"""Record an update of a key result as the session's user, and compute what follows from it."""
	return guarded.save(new_update(key_result, value, kind, updated_on, note, milestone))


def new_update(
	key_result: str, value: float, kind: str, updated_on: str | None, note: str, milestone: str
) -> Document:
	"""An update that isn't recorded yet."""
	return frappe.get_doc(
		{
			"doctype": UPDATE,
			"key_result": key_result,
			"value": value,
			"kind": kind,
			"updated_on": updated_on or today(),
			"note": note,
			"milestone": milestone,
		}
	)


# One update


def prepare(update: Document) -> None:
	"""Check an update and write into it what it changes. Raises GoalRefused, CycleOver or NeverChanged."""
	if not update.is_new():
		refuse_change(update)
	measure = frappe.get_doc(KEY_RESULT, update.key_result)
	objective = frappe.get_doc(OBJECTIVE, measure.objective)
	check_open(measure, objective)
	check_day(update, objective)
	check_kind(update, measure)
	check_source(update, objective)
	goal_tables.lock([goal_tables.chains([objective.name])[objective.name][-1]])
	update.author = frappe.session.user
	update.old_value, update.new_value = values_of(update, measure)


def refuse_change(update: Document) -> None:
	"""Raises NeverChanged."""
	frappe.throw(
		_("An update is never changed or deleted. Record another one that puts {0} right.").format(
			update.key_result
		),
		exc=NeverChanged,
		title=_("Never Changed"),
	)


def check_open(measure: Document, objective: Document) -> None:
	"""Raises GoalRefused or CycleOver where nothing is recorded any more, or not yet."""
	refuse_if_over(objective.cycle)
	if objective.status != "Approved" or measure.archived != "No":
		state = "Archived" if measure.archived != "No" else objective.status
		refuse(
			_("Updates are recorded once an objective is approved; {0} is {1}.").format(
				measure.name, _(state)
			)
		)


def check_day(update: Document, objective: Document) -> None:
	"""Raises GoalRefused for a day to come, or before the objective and its cycle."""
	first = objective.start_date or frappe.db.get_value(CYCLE, objective.cycle, "start_date")
	day = getdate(update.updated_on)
	if day > getdate(today()):
		refuse(_("{0} lies in the future. Record what holds until today.").format(day))
	if day < getdate(first):
		refuse(_("{0} lies before the first day of the objective, {1}.").format(day, first))


def check_kind(update: Document, measure: Document) -> None:
	"""Raises GoalRefused where a key result isn't measured by such updates."""
	by = "Month" if measure.months else "Milestone" if measure.method == "Milestones" else ""
	if update.kind != by if by else update.kind in MEASURED_BY:
		wanted = _(by) if by else f"{_('Total')} / {_('Event')}"
		refuse(
			_("{0} is measured otherwise: Kind is {1}, expected {2}.").format(
				measure.title, _(update.kind), wanted
			)
		)
	if (by == "Milestone" or measure.method == "Boolean") and flt(update.value) not in (0, 1):
		refuse(_("Value is {0}; expected 1 for done, 0 for not done.").format(update.value))
	if by:
		row_of(update, measure)


def check_source(update: Document, objective: Document) -> None:
	"""Raises PermissionError where somebody says of a value that ERP feeds it who could have a say in it himself."""
	if update.source == goal_tables.FED and not goal_deeds.may_feed(objective):
		goal_deeds.refuse(
			_(
				"Values from ERP are recorded by HR or a connected system, never by the owner or whoever leads him."
			)
		)
	if update.source != goal_tables.FED:
		update.reference = None


def row_of(update: Document, measure: Document) -> Document:
	"""The month or milestone of which an update speaks. Raises GoalRefused."""
	if update.kind == "Milestone":
		what, rows = update.milestone, {row.milestone: row for row in measure.milestones}
	else:
		what = str(getdate(update.updated_on))[:7]
		rows = {str(getdate(row.month))[:7]: row for row in measure.months}
	if what not in rows:
		refuse(_("{0} has no {1} {2}.").format(measure.title, _(update.kind), what))
	return rows[what]


def values_of(update: Document, measure: Document) -> tuple[float, float]:
	"""The value before and after, as it stands on the day of the update."""
	if update.kind in MEASURED_BY:
		row = row_of(update, measure)
		before = bool(row.done_on) if update.kind == "Milestone" else row.reported and row.actual
		return flt(before), flt(update.value)
	tables = goal_tables.key_result_tables(update.key_result)
	recorded = tables["key_result_updates"]
	new = {"key_result": update.key_result, "updated_on": update.updated_on, "kind": update.kind.lower()}
	more = pd.concat([recorded, pd.DataFrame([{**new, "value": update.value}])], ignore_index=True)
	krs = complete("key_results", tables["key_results"])
	day = pd.Timestamp(update.updated_on)
	values = [values_as_of(krs, complete("key_result_updates", each), day)[0] for each in (recorded, more)]
	before, after = (0.0 if np.isnan(value) else float(value) for value in values)
	return before, after


def follow(update: Document) -> None:
	"""After an update is there: its month or milestone, then the figures, unless whoever records several does that."""
	if update.kind in MEASURED_BY:
		row = row_of(update, frappe.get_doc(KEY_RESULT, update.key_result))
		done = update.updated_on if flt(update.value) else None
		values = (
			{"done_on": done} if update.kind == "Milestone" else {"actual": flt(update.value), "reported": 1}
		)
		frappe.db.set_value(row.doctype, row.name, values)
		frappe.clear_document_cache(KEY_RESULT, update.key_result)
	if not update.flags.figures_later:
		refresh([update.objective], updated_on=update.updated_on)


# Figures


def refresh(objectives: Sequence[str], *, updated_on: str | None = None) -> None:
	"""Compute anew objectives with their key results, and those above to which they contribute."""
	chains = goal_tables.chains(objectives)
	goal_tables.lock({chain[-1] for chain in chains.values()})
	above = list(dict.fromkeys(name for chain in chains.values() for name in chain))
	days = dict.fromkeys(objectives, getdate(updated_on)) if updated_on else {}
	for cycle, names in by_cycle(above).items():
		mine = {name: day for name, day in days.items() if name in names}
		write(goal_tables.live_tables(names, lock=True), cycle, names, mine)


def by_cycle(objectives: Sequence[str]) -> dict[str, list[str]]:
	"""Objectives by the cycle that they belong to."""
	table = frappe.qb.DocType(OBJECTIVE)
	query = frappe.qb.from_(table).select(table.cycle, table.name)
	rows = query.where(table.name.isin(list(objectives) or [""])).orderby(table.cycle, table.name).run()
	found: dict[str, list[str]] = {}
	for cycle, name in rows:
		found.setdefault(cycle, []).append(name)
	return found


def write(tables: Tables, cycle: str, objectives: Sequence[str] | None, days: dict | None = None) -> None:
	"""Score tables of goals and store the figures of these objectives, or of all."""
	key_results, scored = figures(tables, cycle)
	if objectives is not None:
		scored = scored[scored["objective"].isin(objectives)]
		key_results = key_results[key_results["objective"].isin(objectives)]
	with kept_fields.writing():
		for doctype, table in (
			(KEY_RESULT, key_result_columns(key_results)),
			(OBJECTIVE, objective_columns(scored)),
		):
			store.amend(doctype, goal_tables.differing(doctype, table), stamped=False)
		recorded = pd.DataFrame({"updated_on": pd.Series(days or {}, dtype=object)})
		store.amend(OBJECTIVE, later(recorded), stamped=False)


def later(recorded: pd.DataFrame) -> pd.DataFrame:
	"""Last days of update that are later than what is stored: a back-dated update doesn't turn it back."""
	table = frappe.qb.DocType(OBJECTIVE)
	query = frappe.qb.from_(table).select(table.name, table.updated_on)
	known = dict(query.where(table.name.isin(list(recorded.index) or [""])).run())
	keep = [not known.get(name) or known[name] < day for name, day in recorded["updated_on"].items()]
	return recorded[keep]


def figures(
	tables: Tables, cycle: str, as_of: pd.Timestamp | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""Attainment of key results and objectives on a day, today if none is told, by the engine and the cycle's policy.

	Reasons stay in English: whoever reads them may have another language than whoever wrote them.
	"""
	policy = policy_of(cycle)
	as_of = pd.Timestamp(today()) if as_of is None else as_of
	period = tuple(pd.Timestamp(day) for day in frappe.db.get_value(CYCLE, cycle, ["start_date", "end_date"]))
	full = {name: complete(name, table) for name, table in tables.items()}
	weighted = time_weighted(full["objectives"], cycle, policy)
	objectives, krs = apply_versions(full, as_of, period, weighted)
	scored = score_key_results({**full, "key_results": krs}, policy, as_of)
	done = score_objectives(objectives, krs, scored, full["target_profiles"], policy, as_of, period)
	return scored, done


def time_weighted(objectives: pd.DataFrame, cycle: str, policy: Policy) -> np.ndarray:
	"""Of each objective, whether versions count for their days: as the template of its owner's appraisal says."""
	owners = sorted(set(objectives["employee"].dropna()))
	table = frappe.qb.DocType("Performance Appraisal")
	query = frappe.qb.from_(table).select(table.employee, table.template).where(table.cycle == cycle)
	template = dict(query.where(table.employee.isin(owners or [""])).run())
	default = policy.templates[policy.appraisal.default_template]
	return np.array(
		[
			policy.templates.get(template.get(owner), default).versions == TIME_WEIGHTED
			for owner in objectives["employee"]
		],
		dtype=bool,
	)


def key_result_columns(scored: pd.DataFrame) -> pd.DataFrame:
	"""Scored key results as the fields of their documents."""
	known = scored["actual"].notna()
	return pd.DataFrame(
		{
			"current_value": scored["actual"].fillna(0.0).to_numpy(),
			"started": known.astype(int).to_numpy(),
			"attainment": percent(scored["attainment"]),
			"attainment_reason": scored["reason"].astype(object).to_numpy(),
		},
		index=scored["key_result"].tolist(),
	)


def objective_columns(scored: pd.DataFrame) -> pd.DataFrame:
	"""Scored objectives as the fields of their documents."""
	grade = scored["grade"].astype(object)
	return pd.DataFrame(
		{
			"attainment": percent(scored["attainment"]),
			"attainment_reason": scored["reason"].astype(object).to_numpy(),
			"grade": grade.str.title().where(grade.notna(), "").to_numpy(),
			"pace_status": scored["pace_status"].astype(object).map(PACES).to_numpy(),
		},
		index=scored["objective"].tolist(),
	)


def percent(shares: pd.Series) -> np.ndarray:
	"""Shares as a Percent field holds them, nine places as the database keeps."""
	return np.round(shares.astype(float).fillna(0.0).to_numpy() * 100, 9)


def signs(objective: str) -> dict[str, bool]:
	"""What a look at an objective should bring up: pace and confidence disagree, a miss asks for a post-mortem."""
	doc = frappe.get_doc(OBJECTIVE, objective)
	guarded.check(doc, "read")
	return signs_of([objective], doc.cycle)[objective]


def signs_of(objectives: Sequence[str], cycle: str) -> dict[str, dict[str, bool]]:
	"""The same of several objectives of a cycle, for those who may read them; whoever asks sees to that."""
	asked = ("confidence_disagrees", "needs_post_mortem")
	none = dict.fromkeys(asked, False)
	if not objectives:
		return {}
	_key_results, scored = figures(goal_tables.live_tables(objectives), cycle)
	found = {row["objective"]: {name: bool(row[name]) for name in asked} for row in scored.to_dict("records")}
	return {name: found.get(name, none) for name in objectives}


def refresh_cycles() -> None:
	"""Compute all figures of cycles under way anew."""
	for cycle in frappe.get_all(CYCLE, {"state": "Launched"}, pluck="name", order_by="name"):
		write(goal_tables.goal_tables(cycle), cycle, None)
