"""Closing a cycle, and publishing it: runs that score, rate and place everybody, in chunks.

A chunk's transaction scores its people, holds their appraisals for calibration and refreshes their talent records; asked to, it
publishes at once. People don't depend on each other's chunk: the numbers are those of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint, now, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.grades import confidential_among
from talent_performance.access.talent_run import records_of_readers
from talent_performance.engine.talent import standings
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import publishing, scoring, talent
from talent_performance.flows.appraisal_facts import facts_of
from talent_performance.flows.moves import move, move_many, permitted
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said
from talent_performance.store.cycle_tables import APPRAISAL, RESULT, REVIEW
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

CYCLE = "Performance Cycle"
# What the end of a cycle closes: nobody's part in it waits for a review that doesn't come.
OPEN = (
	"Goal Setting", "Goals Approved", "Mid-year Review", "Self Review", "Manager Review", "Second-Level Review",
)  # fmt: skip
EXEMPT, HELD = "Exempt", "Calibration"


def plan_close(arguments: Arguments) -> list[list[str]]:
	"""The appraisals to close, one by one. Raises PermissionError, and IllegalMove for a cycle that isn't open."""
	cycle = cycle_to("close", arguments)
	keys = list(open_appraisals(cycle.name, arguments)["name"])
	if not keys:
		finish(cycle.name, "Closed", "closed_on")
	return [[key] for key in keys]


def open_appraisals(cycle: str, arguments: Arguments, names: Sequence[str] | None = None) -> pd.DataFrame:
	"""Appraisals that can be closed: open ones, and exempt ones that have no result yet.

	With `only_ended` those whose period is over before the cycle's, for people who leave.
	"""
	appraisal, result = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType(RESULT)
	standing = (result.appraisal == appraisal.name) & result.state.isin(("Final", "Published"))
	query = (
		frappe.qb.from_(appraisal)
		.left_join(result)
		.on(standing)
		.select(appraisal.name, appraisal.employee, appraisal.state)
		.where(appraisal.cycle == cycle)
		.where(appraisal.state.isin(OPEN) | ((appraisal.state == EXEMPT) & result.name.isnull()))
		.orderby(appraisal.employee, appraisal.name)
	)
	if cint(arguments.get("only_ended")):
		query = query.where(appraisal.end_date < today())
	if names is not None:
		query = query.where(within(appraisal.name, names))
	return fetch(query, ["name", "employee", "state"])


def work_close(asked: Work) -> list[str]:
	"""Close these appraisals; those that are closed already are left alone."""
	cycle = str(asked.arguments["cycle"])
	heard = close(
		cycle, asked.keys, publish=bool(cint(asked.arguments.get("publish"))), arguments=asked.arguments
	)
	finish(cycle, "Closed", "closed_on")
	if cint(asked.arguments.get("publish")):
		finish(cycle, "Published", "published_on")
	return heard


def close(
	cycle: str,
	appraisals: Sequence[str],
	*,
	publish: bool = False,
	arguments: Mapping[str, object] | None = None,
	one_by_one: bool = False,
) -> list[str]:
	"""Score, rate, place and refresh. Returns who listened."""
	found = open_appraisals(cycle, arguments or {}, appraisals)
	names = list(found["name"])
	if not names:
		return []
	heard = scoring.score(names, final=True, one_by_one=one_by_one)
	moving = list(found["name"][found["state"] != EXEMPT])
	if moving:
		heard = [*heard, *move_many(moving, "hold_for_calibration", one_by_one=one_by_one)]
	owners = dict(zip(names, found["employee"], strict=True))
	for cause, employees in publishing.by_cause(
		owners, publishing.led_to_new_version(names), "Close"
	).items():
		heard = [*heard, *talent.refresh(employees, cause, one_by_one=one_by_one)]
	if publish:
		heard = [*heard, *publishing.publish(names, one_by_one=one_by_one)]
	return list(dict.fromkeys(heard))


def hold(appraisal: str) -> None:
	"""Hold one appraisal for calibration as the user of the session: what has been reviewed is scored, and final.

	Raises PermissionError, IllegalMove.
	"""
	permitted(facts_of([appraisal]), "hold_for_calibration", "")
	scoring.score([appraisal])
	move(appraisal, "hold_for_calibration")


def dry_run_close(arguments: Arguments) -> list[Count]:
	"""What closing would do, in numbers: how many, who has no rating and why, where people would stand."""
	cycle = cycle_to("close", arguments)
	found = open_appraisals(cycle.name, arguments)
	counts = [Count("Appraisals to close", len(found)), *by_state(found)]
	runs = list(scoring.run(list(found["name"])))
	if not runs:
		return counts
	rated = pd.concat([own_rows(scored, scored.results.tables["appraisals"]) for scored in runs])
	placed = pd.concat([own_rows(scored, would_stand(scored)) for scored in runs])
	return [*counts, *rated_counts(rated), *box_counts(placed), *off_counts(list(found["employee"]))]


def own_rows(scored: scoring.Scored, table: pd.DataFrame) -> pd.DataFrame:
	"""A result table without those who only came along."""
	own = scored.appraisals["employee"]
	return table.set_index("employee").loc[own[own.isin(table["employee"])]]


def not_placed(employees: Sequence[str]) -> frozenset[str]:
	"""Of these employees those whom an agreement keeps out of the nine-box."""
	return practices.off_among(Practice.NINE_BOX, employees)


def off_counts(employees: Sequence[str]) -> list[Count]:
	"""How many have no place because an agreement says so; nothing where it says so of nobody."""
	off = len(not_placed(employees))
	return [Count(_("Nine-box switched off by agreement"), off)] if off else []


def would_stand(scored: scoring.Scored) -> pd.DataFrame:
	"""Where people would stand: as `talent.refresh` will find it, with the potential that is known today."""
	found = scored.results.tables["appraisals"].set_index("employee")
	people = scored.tables["employees"].set_index("employee", drop=False).rename_axis(None)
	people = people.assign(performance_score=found["performance_score"], no_rating_reason=found["reason"])
	people = people[~people["employee"].isin(not_placed(list(people["employee"])))]
	end, cycle = pd.Timestamp(scored.appraisals["cycle_end"].iloc[0]), scored.appraisals["cycle"].iloc[0]
	until = max(end, pd.Timestamp(today()))
	people = people.reset_index(drop=True)
	return standings(people, scored.tables, scored.results.policy, cycle, end, until)


def by_state(found: pd.DataFrame) -> list[Count]:
	"""How far the appraisals have come, and how many managers have submitted nothing."""
	review = frappe.qb.DocType(REVIEW)
	query = (
		frappe.qb.from_(review)
		.select(review.appraisal)
		.distinct()
		.where(within(review.appraisal, found["name"]))
		.where((review.perspective == "Manager") & (review.state == "Submitted"))
	)
	without = found.loc[~found["name"].isin(query.run(pluck=True)), "employee"]
	states = found["state"].value_counts().reindex((*OPEN, EXEMPT)).dropna()
	return [
		*(Count(_("Of them, in {0}").format(_(state)), int(number)) for state, number in states.items()),
		Count("Of them, without a submitted manager review", len(without), nameable(without)),
	]


def rated_counts(appraisals: pd.DataFrame) -> list[Count]:
	"""Who would be rated, who wouldn't, and why."""
	rated = appraisals["performance_score"].notna()
	without = appraisals.index[appraisals["override_needs_reason"].astype(bool)]
	return [
		Count("Would be rated", int(rated.sum())),
		*_by_reason(appraisals["reason"][~rated], named=True),
		Count(
			"Manager's rating differs from the calculated level and says no why",
			len(without),
			nameable(without),
		),
	]


def box_counts(standing: pd.DataFrame) -> list[Count]:
	"""Who would stand in a box, and why others don't."""
	placed = standing["box"].notna()
	moved = placed & standing["previous_box"].notna() & (standing["box"] != standing["previous_box"])
	unplaced = standing["reason"][~placed & standing["performance_score"].notna()]
	return [
		Count("Would stand in a box", int(placed.sum())),
		Count("Of them, in another box than after the cycle before", int(moved.sum())),
		*_by_reason(unplaced),
	]


def nameable(employees: Iterable[str]) -> list[str]:
	"""Whom a run may name to everybody who reads it: nobody in a confidential grade."""
	names = list(employees)
	hidden = confidential_among(names)
	return [name for name in names if name not in hidden]


def _by_reason(reasons: pd.Series, *, named: bool = False) -> list[Count]:
	"""How often each reason holds, of reasons by employee. Who stands in no box, who could read this run, and whose grade is confidential, is counted only."""
	readers = records_of_readers(ROLES) | confidential_among(reasons.index) if named else set()
	grouped = reasons.astype(str).groupby(reasons.astype(str), sort=True)
	return [
		Count(str(reason), len(rows), [name for name in rows.index if name not in readers] if named else ())
		for reason, rows in grouped
	]


def plan_publish(arguments: Arguments) -> list[list[str]]:
	"""The appraisals to publish. Raises PermissionError, and IllegalMove for a cycle that was never launched."""
	cycle = cycle_to("publish", arguments)
	keys = list(unpublished(cycle.name)["appraisal"])
	if not keys:
		finish(cycle.name, "Published", "published_on")
	return [[key] for key in keys]


def unpublished(cycle: str, names: Sequence[str] | None = None) -> pd.DataFrame:
	"""Closed results that their subjects don't see yet."""
	result, appraisal = frappe.qb.DocType(RESULT), frappe.qb.DocType(APPRAISAL)
	fields = ["appraisal", "employee", "performance_score", "reason"]
	query = (
		frappe.qb.from_(result)
		.join(appraisal)
		.on(result.appraisal == appraisal.name)
		.select(*(result[field] for field in fields))
		.where((result.cycle == cycle) & appraisal.state.isin((HELD, EXEMPT)))
		.where((result.state == "Final") | ((result.state == "Published") & (appraisal.state == HELD)))
		.orderby(result.employee, result.name)
	)
	if names is not None:
		query = query.where(within(result.appraisal, names))
	return fetch(query, fields)


def work_publish(asked: Work) -> list[str]:
	"""Publish these appraisals; those that are published already are left alone."""
	cycle = str(asked.arguments["cycle"])
	heard = publishing.publish(list(unpublished(cycle, asked.keys)["appraisal"]))
	finish(cycle, "Published", "published_on")
	return heard


def dry_run_publish(arguments: Arguments) -> list[Count]:
	"""How many would see a rating, how many none and why, and how many appraisals aren't closed."""
	cycle = cycle_to("publish", arguments)
	found = unpublished(cycle.name)
	rated = found["performance_score"].astype(float).fillna(0) > 0
	return [
		Count("Appraisals to publish", len(found)),
		Count("With a rating", int(rated.sum())),
		*_by_reason(found.set_index("employee")["reason"][~rated.to_numpy()], named=True),
		Count("Not closed yet", len(open_appraisals(cycle.name, {}))),
	]


def cycle_to(deed: str, arguments: Arguments) -> frappe.model.document.Document:
	"""The cycle that a run is about, if its starter may write it and it is under way."""
	cycle = frappe.get_doc(CYCLE, said(arguments, "cycle"))
	cycle.check_permission("write")
	if cycle.state in ("Draft", "Cancelled"):
		message = {
			"close": _("{0} is {1}, so there is nothing to close. Launch the cycle first."),
			"publish": _("{0} is {1}, so there is nothing to publish. Launch and close the cycle first."),
		}[deed]
		frappe.throw(
			message.format(cycle.title, _(cycle.state)), exc=IllegalMove, title=_("Not Possible Now")
		)
	return cycle


def finish(cycle: str, state: str, stamp: str) -> None:
	"""The cycle is closed, or published, once none of its appraisals waits for that any more.

	The cycle's row is locked until the transaction ends: of two last chunks side by side the second sees what the first has done.
	"""
	now_in = frappe.db.get_value(CYCLE, cycle, "state", for_update=True)
	if now_in == state or (now_in == "Published" and state == "Closed"):
		return
	still = (*OPEN, *((HELD,) if state == "Published" else ()))
	if frappe.db.exists(APPRAISAL, {"cycle": cycle, "state": ("in", still)}):
		return
	frappe.db.set_value(CYCLE, cycle, {"state": state, stamp: now()})


ROLES = ("HR Manager", "Talent Manager")
# What a chunk costs whatever its size, queries and tables, is more here than elsewhere.
CLOSE_CYCLE = KindOfRun(
	"Close Cycle",
	plan_close,
	work_close,
	dry_run_close,
	ROLES,
	chunk_size=1000,
	check=partial(cycle_to, "close"),
)
PUBLISH_CYCLE = KindOfRun(
	"Publish Cycle", plan_publish, work_publish, dry_run_publish, ROLES, check=partial(cycle_to, "publish")
)
