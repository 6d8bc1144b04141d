"""What could be said to whom: facts of a chunk of people as lines for the engine, each kind by a query or two for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

import frappe
from frappe.query_builder.functions import Coalesce, Max, NullIf

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.delegations import holds_today
from talent_performance.access.development import IMPROVEMENT, PLAN
from talent_performance.access.grades import confidential_among
from talent_performance.access.people import LINE, hr_companies
from talent_performance.engine import overview
from talent_performance.engine import reminders as engine
from talent_performance.engine.development import OPEN as STILL
from talent_performance.flows import turns as whose
from talent_performance.flows.appraisal_facts import APPRAISAL, EVENT
from talent_performance.flows.appraisal_states import WORKING
from talent_performance.flows.participants import CYCLE
from talent_performance.flows.phases import OPENINGS
from talent_performance.flows.pools import reviewing
from talent_performance.store.dialect import within
from talent_performance.store.policy import policy_of

DELEGATION = "Delegation"
LINES = list(engine.LINES)
PHASES = ("Goal Setting", *OPENINGS)
HR = "HR Manager"
# State and whose turn it is → the kind of line.
KIND_OF_TURN = {
	("Goal Setting", overview.EMPLOYEE): "Objectives to Set",
	("Goal Setting", overview.MANAGER): "Objectives to Approve",
	("Published", overview.EMPLOYEE): "Result to Acknowledge",
}
TO_WRITE = "Appraisal to Write"


@dataclass
class Chunk:
	"""Whose facts are asked for: all records of these persons, who reports to them, for whom they act, and since when changes are news."""

	own: list[str]
	users: Mapping[str, str]
	today: date
	since: date
	rules: engine.Rules
	reports: Mapping[str, str] = field(default_factory=dict)
	stand_ins: Mapping[str, str] = field(default_factory=dict)
	near: frozenset[tuple[str, str]] = frozenset()


def chunk_of(
	own: Sequence[str], users: Mapping[str, str], today: date, since: date, rules: engine.Rules
) -> Chunk:
	"""With reports and delegations."""
	employee, away = frappe.qb.DocType("Employee"), frappe.qb.DocType(DELEGATION)
	query = frappe.qb.from_(employee).select(employee.name, employee.reports_to).orderby(employee.name)
	reports = query.where(within(employee.reports_to, own) & (employee.status == "Active")).run()
	query = frappe.qb.from_(away).select(away.employee, away.acting).orderby(away.name)
	query = query.where((within(away.acting, own) | within(away.employee, own)) & holds_today(away))
	stand_ins = dict(query.run())
	line = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(line).select(line.employee, line.manager).orderby(line.name)
	near = query.where(within(line.employee, list(stand_ins.values()))).run() if stand_ins else ()
	return Chunk(list(own), users, today, since, rules, dict(reports), stand_ins, frozenset(near))


def lines(chunk: Chunk) -> pd.DataFrame:
	"""Everything: LINES, `to` being any record of the person."""
	waiting = turns(chunk)
	found = [waiting[LINES], late(waiting, chunk), *(each(chunk) for each in SOURCES)]
	table = pd.concat([each for each in found if len(each)] or [empty()], ignore_index=True)
	return table[table["to"].isin(chunk.own)].reset_index(drop=True)


def empty() -> pd.DataFrame:
	"""No line."""
	return pd.DataFrame(columns=LINES, dtype=object)


def made(rows: Iterable[Sequence], columns: Sequence[str], kind: str, **more: object) -> pd.DataFrame:
	"""Lines of one kind out of rows; what isn't said is null."""
	table = pd.DataFrame(list(rows), columns=list(columns), dtype=object).assign(kind=kind, **more)
	return table.reindex(columns=LINES)


# Appraisals


def turns(chunk: Chunk) -> pd.DataFrame:
	"""Appraisals in which one of them, somebody for whom he acts or who reports to him has to act: LINES, actor, days_late."""
	names = [*chunk.own, *chunk.reports, *chunk.stand_ins]
	stood = whose.standing(whose.appraisals(names), chunk.today)
	stood = stood[~stood["appraisal"].isin(nudged(list(stood["appraisal"]), chunk.today))]
	return with_lines(stood, chunk)


def nudged(names: Sequence[str], today: date) -> set[str]:
	"""Of which somebody was reminded today already."""
	event = frappe.qb.DocType(EVENT)
	query = frappe.qb.from_(event).select(event.appraisal).distinct()
	query = query.where((event.deed == "nudge") & (event.at >= str(today)) & within(event.appraisal, names))
	return set(query.run(pluck=True))


def with_lines(stood: pd.DataFrame, chunk: Chunk) -> pd.DataFrame:
	"""Each as a line for whoever acts, or acts in the place of a manager who is away."""
	turns_of = list(zip(stood["state"], stood["turn"], strict=True))
	kinds = [KIND_OF_TURN.get(each, TO_WRITE) for each in turns_of]
	to = [
		acting(actor, turn, employee, chunk)
		for actor, turn, employee in zip(stood["actor"], stood["turn"], stood["employee"], strict=True)
	]
	about = stood["state"].where(pd.Series(kinds, index=stood.index, dtype=object) == TO_WRITE, None)
	return stood.assign(to=to, kind=kinds, key=stood["appraisal"], about=about)


def acting(actor: str, turn: str, employee: str, chunk: Chunk) -> str:
	"""Who acts: a stand-in for a manager, but never for the own appraisal or that of somebody above."""
	instead = chunk.stand_ins.get(actor) if turn != overview.EMPLOYEE else None
	if not instead or instead == employee or (instead, employee) in chunk.near:
		return actor
	return instead


def late(waiting: pd.DataFrame, chunk: Chunk) -> pd.DataFrame:
	"""What the managers of whoever is late hear, and HR."""
	said = engine.escalated(waiting.drop(columns=["to", "kind", "key"]), chunk.rules)
	of_team = said[said["level"] == "manager"]
	above = of_team.assign(to=of_team["actor"].map(dict(chunk.reports)), about=None)
	return pd.concat([above[above["to"].notna()][LINES], late_in_company(chunk)], ignore_index=True)


def late_in_company(chunk: Chunk) -> pd.DataFrame:
	"""What HR Managers among them hear of their companies; nothing of themselves, nor of grades that are closed to them."""
	readers = hr_among(chunk)
	if not readers or not chunk.rules.hr_after:
		return empty()
	table = frappe.qb.DocType(APPRAISAL)
	last = pd.Timestamp(chunk.today) - pd.Timedelta(days=chunk.rules.hr_after)
	due = (table.due_date <= last.date()) | (table.reply_by <= last.date())
	stood = whose.standing(whose.selected(due), chunk.today)
	said = engine.escalated(stood, chunk.rules)
	said = said[said["level"] == "hr"].assign(about=None)
	closed = confidential_among(said["employee"])
	said = said[~said["employee"].isin(closed)]
	found = [
		said[in_companies(said, companies) & (said["employee"] != employee)].assign(to=employee)
		for employee, companies in readers.items()
	]
	return pd.concat(found, ignore_index=True)[LINES]


def in_companies(table: pd.DataFrame, companies: Sequence[str] | None) -> pd.Series:
	"""Rows of these companies; None is all of them."""
	return table["company"].notna() if companies is None else table["company"].isin(companies)


def hr_among(chunk: Chunk) -> dict[str, Sequence[str] | None]:
	"""HR Managers of the chunk with their companies: few, so each is asked for by itself."""
	holder = frappe.qb.DocType("Has Role")
	query = frappe.qb.from_(holder).select(holder.parent).where(holder.role == HR)
	query = query.where((holder.parenttype == "User") & within(holder.parent, list(chunk.users)))
	users = query.orderby(holder.parent).run(pluck=True)
	return {chunk.users[user]: hr_companies(user, (HR,), APPRAISAL) for user in users}


# Goals and conversations


def check_ins(chunk: Chunk) -> pd.DataFrame:
	"""Whoever takes part in a cycle that is under way, and has shared no check-in for a while."""
	if not chunk.rules.check_in_every:
		return empty()
	table, cycle = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType(CYCLE)
	said = frappe.qb.DocType("Check-in")
	query = frappe.qb.from_(table).join(cycle).on(cycle.name == table.cycle)
	query = query.select(table.employee, Max(table.start_date)).groupby(table.employee)
	query = query.where(table.state.isin(list(WORKING)) & (cycle.state == "Launched"))
	query = query.where((table.start_date <= chunk.today) & (table.end_date >= chunk.today))
	begun = dict(query.where(within(table.employee, chunk.own)).orderby(table.employee).run())
	query = frappe.qb.from_(said).select(said.employee, Max(said.on_date)).groupby(said.employee)
	query = query.where((said.status == "Shared") & within(said.employee, list(begun)))
	last = dict(query.orderby(said.employee).run())
	start = pd.Series(begun, dtype=object)
	due = engine.check_in_days(start.index.to_series().map(last), start, chunk.rules.check_in_every)
	rows = [(employee, employee, day) for employee, day in due.items()]
	return made(rows, ["to", "key", "due"], "Check-in Due")


def silent_objectives(chunk: Chunk) -> pd.DataFrame:
	"""Approved objectives that nobody has updated for longer than the cycle's policy allows."""
	goal, cycle = frappe.qb.DocType("Objective"), frappe.qb.DocType(CYCLE)
	query = frappe.qb.from_(goal).join(cycle).on(cycle.name == goal.cycle)
	query = query.select(goal.employee, goal.name, goal.cycle, goal.updated_on, goal.start_date)
	query = query.select(goal.due_date, cycle.start_date, cycle.end_date)
	query = query.where((goal.level == "Individual") & (goal.status == "Approved") & (goal.archived == "No"))
	query = query.where((cycle.state == "Launched") & within(goal.employee, chunk.own))
	columns = ["to", "key", "cycle", "updated", "start", "end", "first", "last"]
	table = pd.DataFrame(list(query.orderby(goal.name).run()), columns=columns, dtype=object)
	if table.empty:
		return empty()
	after = {name: policy_of(name).goals.stale_after_days for name in table["cycle"].unique()}
	due = engine.update_days(
		table["updated"],
		table["start"].combine_first(table["first"]),
		table["end"].combine_first(table["last"]),
		table["cycle"].map(after),
	)
	stale = table.assign(due=due, kind="Key Results to Update", about=None)
	return stale[stale["due"] < pd.Timestamp(chunk.today)].reindex(columns=LINES)


def objective_news(chunk: Chunk) -> pd.DataFrame:
	"""Objectives that came back, and that were approved."""
	goal = frappe.qb.DocType("Objective")
	mine = within(goal.employee, chunk.own) & (goal.level == "Individual")
	query = frappe.qb.from_(goal).select(goal.employee, goal.name, goal.cycle).where(mine).orderby(goal.name)
	returned = query.where((goal.status == "Returned") & (goal.modified >= chunk.since)).run()
	approved = query.where((goal.status == "Approved") & (goal.approved_on >= chunk.since)).run()
	columns = ["to", "key", "cycle"]
	return pd.concat(
		[made(returned, columns, "Objectives Returned"), made(approved, columns, "Objectives Approved")]
	)


def changes(chunk: Chunk) -> pd.DataFrame:
	"""Changes of objectives that wait for the employee, the manager or who acts for him."""
	change = frappe.qb.DocType("Objective Change")
	names = [*chunk.own, *chunk.reports]
	query = frappe.qb.from_(change).select(change.name, change.employee)
	query = query.select(change.employee_agreed_by, change.manager_agreed_by)
	query = query.where((change.state == "Waiting") & within(change.employee, names)).orderby(change.name)
	rows = []
	for name, employee, agreed, manager_agreed in query.run():
		manager = chunk.reports.get(employee)
		if not agreed:
			rows.append((employee, name))
		if not manager_agreed and manager:
			rows.append((acting(manager, overview.MANAGER, employee, chunk), name))
	return made(rows, ["to", "key"], "Change to Agree")


def replies(chunk: Chunk) -> pd.DataFrame:
	"""Check-ins that were replied to."""
	said = frappe.qb.DocType("Check-in")
	query = frappe.qb.from_(said).select(said.employee, said.name).orderby(said.name)
	query = query.where(within(said.employee, chunk.own) & (said.replied_on >= chunk.since))
	return made(query.run(), ["to", "key"], "Reply to a Check-in")


def requests(chunk: Chunk) -> pd.DataFrame:
	"""Feedback that colleagues ask for and that the person hasn't replied to."""
	note = frappe.qb.DocType("Feedback Note")
	query = frappe.qb.from_(note).select(note.asked_of, note.name).orderby(note.name)
	query = query.where((note.state == "Open") & (note.shared_on >= chunk.since))
	return made(query.where(within(note.asked_of, chunk.own)).run(), ["to", "key"], "Feedback Asked")


def notes_received(chunk: Chunk) -> pd.DataFrame:
	"""Notes that others wrote about the person, who may read them."""
	note = frappe.qb.DocType("Feedback Note")
	query = frappe.qb.from_(note).select(note.employee, note.name).orderby(note.name)
	query = query.where((note.kind != "Request") & (note.shared_on >= chunk.since))
	query = query.where(note.visibility.isin(["Employee and Manager", "Everybody"]))
	return made(query.where(within(note.employee, chunk.own)).run(), ["to", "key"], "Note Received")


def delegations(chunk: Chunk) -> pd.DataFrame:
	"""Delegations that were given to them and have begun."""
	away = frappe.qb.DocType(DELEGATION)
	query = frappe.qb.from_(away).select(away.acting, away.name).orderby(away.name)
	query = query.where(within(away.acting, chunk.own) & holds_today(away) & (away.from_date >= chunk.since))
	return made(query.run(), ["to", "key"], "Delegation Given")


# Rounds of feedback


def feedback_to_give(chunk: Chunk) -> pd.DataFrame:
	"""Of whom they are asked for feedback, answered or not: a digest that left out who has answered would tell who has."""
	asked, round_ = frappe.qb.DocType("Feedback Invitation"), frappe.qb.DocType("Feedback Round")
	query = frappe.qb.from_(asked).join(round_).on(round_.name == asked.round)
	query = query.select(asked.rater, asked.name, round_.deadline).where(within(asked.rater, chunk.own))
	query = query.where((asked.state == "Sent") & (round_.state == "Collecting"))
	rows = query.where(round_.deadline >= chunk.today).orderby(asked.name).run()
	return made(rows, ["to", "key", "due"], "Feedback to Give")


def nominations(chunk: Chunk) -> pd.DataFrame:
	"""Whoever is to nominate raters, and managers or who acts for them where nominations wait."""
	request, round_ = frappe.qb.DocType("Feedback Request"), frappe.qb.DocType("Feedback Round")
	query = frappe.qb.from_(request).join(round_).on(round_.name == request.round)
	query = query.select(request.employee, request.name, round_.nominate_until, request.state)
	query = query.where(within(request.employee, [*chunk.own, *chunk.reports]))
	query = query.where(
		request.state.isin(["Nominating", "Waiting"]) & (round_.nominate_until >= chunk.today)
	)
	rows = query.where(round_.state.isin(["Nominating", "Collecting"])).orderby(request.name).run()
	off = practices.off_among(Practice.FEEDBACK, {row[0] for row in rows})
	nominate, approve = [], []
	for employee, name, due, state in rows:
		manager = chunk.reports.get(employee)
		if state == "Nominating" and employee not in off:
			nominate.append((employee, name, due))
		elif state == "Waiting" and manager and employee not in off:
			approve.append((acting(manager, overview.MANAGER, employee, chunk), name, due))
	columns = ["to", "key", "due"]
	return pd.concat(
		[made(nominate, columns, "Raters to Nominate"), made(approve, columns, "Nominations to Approve")]
	)


# Succession and pools


def pool_reviews(chunk: Chunk) -> pd.DataFrame:
	"""Members of talent pools whose review is due. Whose it is, stands there, for those who may read it."""
	return made(reviewing.to_hold(chunk.users), ["to", "key", "due"], "Pool Review Due")


def succession_tasks(chunk: Chunk) -> pd.DataFrame:
	"""Open tasks about succession plans: somebody goes. Which plan is read there, by those who may."""
	task = frappe.qb.DocType("ToDo")
	query = frappe.qb.from_(task).select(task.allocated_to, task.name, task.date).orderby(task.name)
	query = query.where((task.reference_type == "Succession Plan") & (task.status == "Open"))
	rows = query.where(within(task.allocated_to, list(chunk.users))).run()
	lines_ = [(chunk.users[user], name, due) for user, name, due in rows]
	return made(lines_, ["to", "key", "due"], "Succession Task")


# Development plans


def plans_to_approve(chunk: Chunk) -> pd.DataFrame:
	"""Plans that wait for a manager among them or who acts for him; what HR approves stands in its list."""
	plan = frappe.qb.DocType(PLAN)
	query = frappe.qb.from_(plan).select(plan.employee, plan.name).orderby(plan.name)
	query = query.where((plan.state == "Awaiting Approval") & (plan.kind != IMPROVEMENT))
	rows = query.where(within(plan.employee, list(chunk.reports))).run()
	found = [(acting(chunk.reports[who], overview.MANAGER, who, chunk), name) for who, name in rows]
	return made(found, ["to", "key"], "Development Plans to Approve")


def development_actions(chunk: Chunk) -> pd.DataFrame:
	"""Open actions of agreed plans with a day, for whoever sees to them: the person, where nobody else is named."""
	plan, line = frappe.qb.DocType(PLAN), frappe.qb.DocType("Development Action")
	to = Coalesce(NullIf(line.responsible, ""), plan.employee)
	query = frappe.qb.from_(line).join(plan).on(line.parent == plan.name)
	query = query.select(to, line.name, line.due_on).orderby(line.name)
	query = query.where((plan.state == "Active") & line.state.isin(list(STILL)) & line.due_on.isnotnull())
	mine = within(plan.employee, chunk.own) | within(line.responsible, chunk.own)
	return made(query.where(mine).run(), ["to", "key", "due"], "Development Action Due")


def development_reviews(chunk: Chunk) -> pd.DataFrame:
	"""Days on which an agreed plan is looked at together, for the person and the manager, or who acts for him."""
	plan, line = frappe.qb.DocType(PLAN), frappe.qb.DocType("Development Review")
	query = frappe.qb.from_(line).join(plan).on(line.parent == plan.name)
	query = query.select(plan.employee, line.name, line.due_on).orderby(line.name)
	query = query.where((plan.state == "Active") & line.held_on.isnull())
	rows = query.where(within(plan.employee, [*chunk.own, *chunk.reports])).run()
	managers = [
		(acting(chunk.reports[who], overview.MANAGER, who, chunk), name, due)
		for who, name, due in rows
		if who in chunk.reports
	]
	return made([*rows, *managers], ["to", "key", "due"], "Development Review Due")


def plans_left_behind(chunk: Chunk) -> pd.DataFrame:
	"""Plans of others that came to them because whoever saw to them has left."""
	plan = frappe.qb.DocType(PLAN)
	query = frappe.qb.from_(plan).select(plan.owner_employee, plan.name).orderby(plan.name)
	query = query.where((plan.attention == "Owner Left") & (plan.owner_employee != plan.employee))
	rows = query.where(within(plan.owner_employee, chunk.own)).run()
	return made(rows, ["to", "key"], "Development Plan to Look After")


def plans_decided(chunk: Chunk) -> pd.DataFrame:
	"""Own plans that were approved or returned."""
	plan, step = frappe.qb.DocType(PLAN), frappe.qb.DocType("Development Step")
	query = frappe.qb.from_(step).join(plan).on(step.parent == plan.name)
	query = query.select(plan.employee, step.name).orderby(step.name)
	query = query.where(step.step.isin(["Approved", "Returned"]) & (step.at >= chunk.since))
	shown = (plan.kind != IMPROVEMENT) | (plan.state != "Draft")
	rows = query.where(within(plan.employee, chunk.own) & shown).run()
	return made(rows, ["to", "key"], "Development Plan Decided")


# What happened to whole cycles


def decisions(chunk: Chunk) -> pd.DataFrame:
	"""Published results, decided appeals."""
	event = frappe.qb.DocType(EVENT)
	query = frappe.qb.from_(event).select(event.employee, event.name, event.cycle, event.deed)
	query = query.where(event.deed.isin(["publish", "decide_appeal"]) & (event.at >= chunk.since))
	rows = list(query.where(within(event.employee, chunk.own)).orderby(event.name).run())
	columns = ["to", "key", "cycle"]
	return pd.concat(
		[
			made([row[:3] for row in rows if row[3] == deed], columns, kind)
			for deed, kind in (("publish", "Result Published"), ("decide_appeal", "Appeal Decided"))
		]
	)


def phases(chunk: Chunk) -> pd.DataFrame:
	"""Phases that have opened, and that are about to close, for whoever takes part: as employee or as manager."""
	line, cycle = frappe.qb.DocType("Cycle Phase"), frappe.qb.DocType(CYCLE)
	query = frappe.qb.from_(line).join(cycle).on(cycle.name == line.parent)
	query = query.select(line.name, line.parent, line.phase, line.opened_on, line.start_date, line.due_date)
	query = query.where(
		(line.parenttype == CYCLE) & (cycle.state == "Launched") & line.phase.isin(list(PHASES))
	)
	columns = ["key", "cycle", "about", "opened", "start", "due"]
	table = pd.DataFrame(list(query.orderby(line.name).run()), columns=columns, dtype=object)
	opened = pd.to_datetime(table["opened"]).combine_first(pd.to_datetime(table["start"]))
	today, since = pd.Timestamp(chunk.today), pd.Timestamp(chunk.since)
	begun = opened < today + pd.Timedelta(days=1)
	news = table[begun & (opened >= since)].assign(kind="Phase Opened", due=None)
	closing = table[begun & (pd.to_datetime(table["due"]) >= today)].assign(kind="Phase Closing")
	said = pd.concat([news, closing])
	people = participants(chunk, sorted(said["cycle"].unique()))
	return said.merge(people, on="cycle").reindex(columns=LINES)


def participants(chunk: Chunk, cycles: Sequence[str]) -> pd.DataFrame:
	"""Who of them takes part in these cycles: cycle, to."""
	table = frappe.qb.DocType(APPRAISAL)
	rows = []
	for column in (table.employee, table.manager) if cycles else ():
		query = frappe.qb.from_(table).select(table.cycle, column).distinct()
		query = query.where(table.cycle.isin(list(cycles)) & table.state.notin(["Cancelled", "Exempt"]))
		rows += query.where(within(column, chunk.own)).orderby(table.cycle, column).run()
	return pd.DataFrame(rows, columns=["cycle", "to"], dtype=object).drop_duplicates()


SOURCES: tuple[Callable[[Chunk], pd.DataFrame], ...] = (
	pool_reviews,
	check_ins, silent_objectives, objective_news, changes, replies, requests, notes_received, feedback_to_give, nominations,
	delegations, decisions, phases, succession_tasks, plans_to_approve, development_actions, development_reviews,
	plans_left_behind, plans_decided,
)  # fmt: skip
