"""Appraisals follow the people: transfer, another manager, the last day at work, leaving and coming back.

`follow` compares appraisals that are under way with the employee records and writes what differs, set-based. An event on
Employee asks for one record, the daily look for everybody, so that imports below the ORM come to the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from talent_performance import store
from talent_performance.engine.periods import own_periods, step_due
from talent_performance.flows import launch, participants, reviews
from talent_performance.flows.appraisal_lines import COLUMNS as LINE_COLUMNS
from talent_performance.flows.appraisal_lines import lines_for
from talent_performance.flows.moves import move_many
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.flows.snapshot import OPEN_STATES
from talent_performance.runs import control

SEGMENT, RESULT = "Appraisal Segment", "Appraisal Result"
# Another value of one of these begins a new segment.
PLACE = ["company", "department", "designation", "manager"]
# These only follow.
BESIDE = ["employee_name", "branch", "grade", "manager_name", "second_manager", "profile"]
FOLLOWING = [*PLACE, *BESIDE]
DATES = ["end_date", "goal_deadline", "due_date"]
OF_APPRAISAL = [*FOLLOWING, "template", *DATES, "reassigned_from"]
TELLING = (
	"employee_name", "status", "company", "department", "designation", "branch", "grade", "employment_type", "reports_to",
	"date_of_joining", "relieving_date", "contract_end_date", "user_id",
)  # fmt: skip
IN_SEGMENT = ["end_date", *PLACE, "template"]


def on_saved_employee(employee: Document, _event: str | None = None) -> None:
	"""Employee on_update: who comes takes part, who moves or goes is followed."""
	before = employee.get_doc_before_save()
	if before and all(before.get(field) == employee.get(field) for field in TELLING):
		return
	for cycle in running():
		launch.include(cycle, [employee.name])
	follow([employee.name])


def catch_up() -> None:
	"""Daily: what no event told of. Who came gets an appraisal by a run, who moved or went is followed."""
	for cycle in running():
		if not launch.participants(cycle, new=True).taking_part.empty and not launch.under_way(
			launch.KIND, {"cycle": cycle}
		):
			control.start(launch.KIND, {"cycle": cycle})
	follow()


def running() -> list[str]:
	"""Launched cycles that haven't reached their last day."""
	filters = {"state": "Launched", "end_date": (">=", getdate())}
	return frappe.get_all(CYCLE, filters=filters, pluck="name", order_by="start_date, name")


def under_way() -> list[str]:
	"""Launched cycles, also those in which only the appraising is left."""
	return frappe.get_all(CYCLE, filters={"state": "Launched"}, pluck="name", order_by="start_date, name")


def follow(employees: Sequence[str] | None = None) -> None:
	"""Bring appraisals of these employees, and of those who report to them, up to the employee records; None: everybody's.

	A fixed number of queries for each cycle, however many people.
	"""
	for cycle in under_way():
		follow_in(cycle, employees)


def follow_in(cycle: str, employees: Sequence[str] | None) -> None:
	"""The same for one cycle."""
	document = frappe.get_doc(CYCLE, cycle)
	found = compared(document, employees)
	cancel_leavers(found)
	include_returned(found)
	at_work = found[found["state"].isin(OPEN_STATES) & (found["status"] != "Left")]
	if not at_work.empty:
		move_along(document, at_work)


def compared(cycle: Document, employees: Sequence[str] | None) -> pd.DataFrame:
	"""Appraisals that are under way, or were cancelled, beside the employee records: what they say as `old_…`."""
	employee, appraisal = frappe.qb.DocType("Employee"), frappe.qb.DocType(APPRAISAL)
	query, columns = participants.staff_query()
	mine = (appraisal.employee == employee.name) & (appraisal.cycle == cycle.name)
	query = query.join(appraisal).on(mine).where(appraisal.state.isin([*OPEN_STATES, "Cancelled"]))
	query = query.select(
		appraisal.name,
		appraisal.state,
		appraisal.cancel_reason,
		*(appraisal[field] for field in OF_APPRAISAL),
	)
	if employees is not None:
		names = list(employees) or [""]
		query = query.where(employee.name.isin(names) | employee.reports_to.isin(names))
	columns = [*columns, "appraisal", "state", "cancel_reason", *(f"old_{field}" for field in OF_APPRAISAL)]
	found = participants.table_of(query.orderby(appraisal.name).run(), columns)
	return (
		found.assign(member=found["user"].isin(participants.project_users(cycle)))
		.set_index("appraisal", drop=False)
		.rename_axis(None)
	)


def why_left() -> str:
	"""Why a leaver's appraisal is cancelled, in the language of the site: it tells these from those that HR cancelled."""
	language = frappe.db.get_single_value("System Settings", "language") or "en"
	return _("The employee has left.", language)


def cancel_leavers(found: pd.DataFrame) -> None:
	"""Who has left isn't appraised any more."""
	gone = found[found["state"].isin(OPEN_STATES) & (found["status"] == "Left")]
	if len(gone):
		move_many(gone["appraisal"].tolist(), "cancel", reason=why_left())


def include_returned(found: pd.DataFrame) -> None:
	"""Who was taken for a leaver and is at work again takes part again."""
	back = found[(found["state"] == "Cancelled") & (found["status"] != "Left")]
	back = back[back["cancel_reason"] == why_left()]
	if len(back):
		move_many(back["appraisal"].tolist(), "include", reason=_("The employee is back at work."))


def move_along(cycle: Document, found: pd.DataFrame) -> None:
	"""Segments, columns, lines to rate and the outgoing manager's review, for those whose record says something else."""
	wanted = as_they_should_be(cycle, found)
	parts = segments_of(found["appraisal"].tolist())
	plan = planned(wanted, parts, getdate())
	write_segments(plan, parts)
	columns = plan[[*FOLLOWING, "template", *DATES]]
	moved = plan[plan["moved"]]
	begun = plan[plan["split"]]
	store.amend(APPRAISAL, columns, {"segments": new_segments(begun), "competencies": new_lines(moved)})
	pass_on_results(plan[plan["outgoing"].notna()])
	hand_over(begun[begun["outgoing"].notna()])


def as_they_should_be(cycle: Document, found: pd.DataFrame) -> pd.DataFrame:
	"""What each appraisal should say now. Without a manager it keeps the one it has; the template changes with the place.

	It keeps the one whom HR has named too, as long as Reports To says what it said then.
	"""
	reassigned = found["old_reassigned_from"].notna() & (found["manager"] == found["old_reassigned_from"])
	follows = found["manager"].notna() & ~reassigned
	manager = found["manager"].where(follows, found["old_manager"])
	manager_name = found["manager_name"].where(follows, found["old_manager_name"])
	wanted = found.assign(manager=manager, manager_name=manager_name)
	moved = pd.Series(False, index=found.index)
	for column in PLACE:
		moved |= differ(wanted[column], wanted[f"old_{column}"])
	decided = participants.decide(cycle, found)
	template = decided["template"].where(moved & decided["takes_part"], found["old_template"])
	return wanted.assign(moved=moved, template=template, **new_dates(cycle, found))


def new_dates(cycle: Document, found: pd.DataFrame) -> dict[str, pd.Series]:
	"""End, goal deadline and due date of each; deadlines are touched only where the last day at work has changed."""
	old = {day: pd.to_datetime(found[f"old_{day}"]) for day in DATES}
	end = own_periods(found, participants.dates_of(cycle))["end_date"]
	goals = old["goal_deadline"].where(~(old["goal_deadline"] > end), end)
	steps = pd.DataFrame({"state": found["state"], "end_date": end, "goal_deadline": goals})
	due = step_due(steps, participants.phases_due(cycle), getdate(cycle.end_date))
	return {
		"end_date": end,
		"goal_deadline": goals,
		"due_date": due.where(end != old["end_date"], old["due_date"]),
	}


def differ(left: pd.Series, right: pd.Series) -> pd.Series:
	"""Where two columns differ, null being equal to null."""
	return (left != right) & ~(left.isna() & right.isna())


def segments_of(appraisals: Sequence[str]) -> pd.DataFrame:
	"""Every segment of these appraisals, in their order."""
	table = frappe.qb.DocType(SEGMENT)
	columns = ["row", "appraisal", "segment", "start_date", *IN_SEGMENT]
	fields = ["name", "parent", *columns[2:]]
	rows = (
		frappe.qb.from_(table)
		.select(*(table[field] for field in fields))
		.where((table.parenttype == APPRAISAL) & table.parent.isin(list(appraisals) or [""]))
		.orderby(table.parent, table.idx, table.name)
		.run()
	)
	found = pd.DataFrame(list(rows), columns=columns, dtype=object)
	return found.assign(**{day: pd.to_datetime(found[day]) for day in ("start_date", "end_date")})


def planned(wanted: pd.DataFrame, parts: pd.DataFrame, today: date) -> pd.DataFrame:
	"""What becomes of each appraisal: `split` begins a segment today, `rewritten` is the last one in another place.

	Once the own period is over nothing is split any more: then only the manager follows, for somebody must appraise.
	"""
	now = pd.Timestamp(today)
	began = parts.groupby("appraisal")["start_date"].max().reindex(wanted.index)
	number = parts.groupby("appraisal").size().reindex(wanted.index, fill_value=0)
	live = wanted["moved"] & (wanted["end_date"] >= now)
	over = wanted["moved"] & ~live
	plan = wanted.assign(
		split=live & (began < now),
		rewritten=live & ~(began < now),
		today=now,
		next_segment="S" + (number + 1).astype(str),
		outgoing=wanted["old_manager"].where(differ(wanted["manager"], wanted["old_manager"]), None),
	)
	for column in ("company", "department", "designation", "template"):
		plan[column] = plan[column].where(~over, plan[f"old_{column}"])
	return plan


def write_segments(plan: pd.DataFrame, parts: pd.DataFrame) -> None:
	"""End, rewrite and drop segments that are there."""
	mine = parts.join(plan[["split", "rewritten", "today"]], on="appraisal")
	ends = parts["appraisal"].map(plan["end_date"])
	last_day = ends.where(~mine["split"].astype(bool), mine["today"] - timedelta(days=1))
	first = ~parts["appraisal"].duplicated()
	needless = (parts["start_date"] > last_day) & ~first
	if needless.any():
		frappe.db.delete(SEGMENT, {"name": ("in", parts.loc[needless, "row"].tolist())})
	kept = parts[~needless]
	last = kept[~kept["appraisal"].duplicated(keep="last")]
	rewritten = mine.loc[last.index, "rewritten"].astype(bool)
	rows = last.assign(end_date=last_day.loc[last.index].clip(lower=last["start_date"]))
	for column in [*PLACE, "template"]:
		rows[column] = rows[column].where(~rewritten, rows["appraisal"].map(plan[column]))
	columns = {column: column for column in IN_SEGMENT}
	values = rows[["row", *IN_SEGMENT]].assign(end_date=rows["end_date"].dt.date).astype(object)
	values = values.where(values.notna(), None)
	store.update_join(
		SEGMENT,
		(["name", *IN_SEGMENT], list(values.itertuples(index=False, name=None))),
		{"name": "name"},
		columns,
	)


def name_in_last_segment(appraisals: Sequence[str], manager: str) -> None:
	"""The part of the period that isn't over belongs to another manager."""
	parts = segments_of(appraisals)
	last = parts[~parts["appraisal"].duplicated(keep="last")]
	rows = [(name, manager) for name in last["row"]]
	if rows:
		store.update_join(SEGMENT, (["name", "manager"], rows), {"name": "name"}, {"manager": "manager"})


def new_segments(begun: pd.DataFrame) -> pd.DataFrame:
	"""The segments that begin today."""
	return begun[[*IN_SEGMENT]].assign(segment=begun["next_segment"], start_date=begun["today"])


def new_lines(moved: pd.DataFrame) -> pd.DataFrame:
	"""What the new place adds to what is rated; lines of the old one stay, for they were true for a part of the period."""
	if moved.empty:
		return pd.DataFrame(columns=LINE_COLUMNS)
	table = frappe.qb.DocType("Appraisal Competency")
	rows = (
		frappe.qb.from_(table)
		.select(table.parent, table.component, table.item)
		.where((table.parenttype == APPRAISAL) & table.parent.isin(moved["appraisal"].tolist()))
		.orderby(table.parent, table.idx)
		.run()
	)
	there = set(rows)
	lines = lines_for(moved)
	keys = zip(lines.index, lines["component"], lines["item"], strict=True)
	return lines[np.fromiter((key not in there for key in keys), dtype=bool, count=len(lines))]


def pass_on_results(changed: pd.DataFrame) -> None:
	"""What has been scored so far is the new manager's to read, and no more the former one's."""
	if changed.empty:
		return
	table = frappe.qb.DocType(RESULT)
	query = frappe.qb.from_(table).select(table.name, table.appraisal).where(table.state == "Open")
	query = query.where(table.appraisal.isin(changed["appraisal"].tolist()))
	results = dict(query.orderby(table.name).run())
	managers = changed["manager"].reindex(list(results.values()))
	store.amend(RESULT, pd.DataFrame({"manager": managers.to_numpy()}, index=list(results)))


def hand_over(begun: pd.DataFrame) -> None:
	"""Ask the outgoing managers for the segments that have ended."""
	if begun.empty:
		return
	ended = segments_of(begun["appraisal"].tolist())
	before_last = ended[~ended["segment"].isin(begun["next_segment"])]
	last = before_last[~before_last["appraisal"].duplicated(keep="last")].set_index("appraisal", drop=False)
	reviews.request_handover(last[["appraisal", "segment", "start_date", *IN_SEGMENT]].rename_axis(None))
