"""What is done about appraisals that hold a cycle up: remind, extend, reassign, exempt; for those who are chosen, or all who are late.

For each appraisal a verdict says whether the reader may and whether it makes sense; the others are told why not. Up to a
few hundred it is done at once, more by a run. Every deed leaves an Appraisal Event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, getdate, now_datetime

from talent_performance import store
from talent_performance.access import overview as access
from talent_performance.access.delegations import stand_ins
from talent_performance.access.lines import CURRENT
from talent_performance.engine import overview as engine
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import overview, readable, reminders, transfers
from talent_performance.flows.appraisal_facts import APPRAISAL, EVENT
from talent_performance.flows.appraisal_states import WORKING
from talent_performance.flows.launch import under_way
from talent_performance.flows.moves import move_many
from talent_performance.flows.moving import moving
from talent_performance.flows.talent_profiles import EMPLOYMENT
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work
from talent_performance.store.dialect import within

KIND = "Chase Appraisals"
CHASERS = ("HR Manager", "Talent Manager")
AT_ONCE = 200
# States with a day by which somebody has to act, and which one manager or another can bring to an end.
DATED = ("Goal Setting", "Mid-year Review", "Self Review", "Manager Review", "Second-Level Review")
Verdicts = pd.Series


@dataclass(frozen=True)
class Wish:
	"""What is wanted: the deed, and what it needs."""

	deed: str
	reason: str = ""
	due_date: date | None = None
	to: str | None = None

	def arguments(self) -> dict[str, str]:
		"""As a run keeps it."""
		said = {"deed": self.deed, "reason": self.reason, "due_date": self.due_date, "to": self.to}
		return {key: str(value) for key, value in said.items() if value}


class Outcome(TypedDict):
	"""How many it was done for, who was refused and why, and the run that does it where they are many."""

	done: int
	refused: list[dict[str, str]]
	run: str | None


def wish(
	deed: str, reason: str | None = None, due_date: str | date | None = None, to: str | None = None
) -> Wish:
	"""What the page asks for, checked. Raises IllegalMove, PermissionError."""
	if deed not in DEEDS:
		frappe.throw(
			_("There is no deed {0}; known are {1}.").format(deed, ", ".join(DEEDS)),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	roles = DEEDS[deed].roles
	if roles and access.companies_with(frappe.session.user, *roles) == ():
		frappe.throw(
			_("Only {0} may do this.").format(", ".join(_(role) for role in roles)),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	asked = Wish(deed, (reason or "").strip(), getdate(due_date) if due_date else None, to or None)
	DEEDS[deed].check(asked)
	return asked


def chase(cycle: str, asked: Wish, names: Sequence[str]) -> Outcome:
	"""Do it for these appraisals. Raises PermissionError where one of them isn't the reader's to look after."""
	chosen = overview.pick(cycle, names)
	return perform(cycle, asked, chosen, {"names": json.dumps(list(chosen.index))})


def chase_late(cycle: str, asked: Wish, group: Mapping[str, str]) -> Outcome:
	"""Do it for all who are late, of one department or manager, or who wait for one person. Raises PermissionError."""
	overview.readable(cycle)
	stood = overview.standing(cycle)
	access.refuse_outsider(frappe.session.user, len(stood) > 0)
	late = engine.latest_first(overview.within_group(stood, group))
	return perform(cycle, asked, late, {"group": json.dumps(dict(group), sort_keys=True)})


def perform(cycle: str, asked: Wish, chosen: pd.DataFrame, selection: Mapping[str, str]) -> Outcome:
	"""At once, or by a run where they are many and the reader may start one."""
	if len(chosen) > AT_ONCE and access.companies_with(frappe.session.user, *CHASERS) != ():
		arguments = {"cycle": cycle, **asked.arguments(), **selection}
		return {
			"done": 0,
			"refused": [],
			"run": under_way(KIND, arguments) or control.start(KIND, arguments),
		}
	verdicts = judge(chosen, asked)
	good = chosen[verdicts == ""]
	if len(good):
		DEEDS[asked.deed].do(good, asked, cycle)
	refused = chosen.assign(why=verdicts)[verdicts != ""]
	rows = refused[["appraisal", "employee_name", "why"]].to_dict("records")
	return {"done": len(good), "refused": rows, "run": None}


def judge(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""Why it isn't done, for each; "" where it is. The first reason counts."""
	found = pd.Series("", index=chosen.index, dtype=object)
	for verdicts in DEEDS[asked.deed].judges:
		found = found.where(found != "", verdicts(chosen, asked))
	return found


def told(mask: pd.Series, sentence: str | Sequence[str]) -> Verdicts:
	"""The sentence where the mask holds."""
	return pd.Series(np.where(mask.to_numpy(dtype=bool), sentence, ""), index=mask.index, dtype=object)


def not_hr(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""HR Manager of the company, and not for the own appraisal."""
	user = frappe.session.user
	companies = access.companies_with(user, "HR Manager")
	own = chosen["employee"].isin(access.himself(user))
	stranger = told(~in_companies(chosen, companies), _("Only HR Manager of its company may do this."))
	return stranger.where(~own, _("This is your own appraisal: somebody else does that."))


def in_companies(chosen: pd.DataFrame, companies: Sequence[str] | None) -> pd.Series:
	"""Which appraisals are of these companies; None is all of them."""
	return (
		chosen["company"].isin(companies)
		if companies is not None
		else chosen["company"].map(lambda _each: True)
	)


def not_chaser(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""HR of the company reminds everybody, a manager whoever stands below him or is named as his; nobody about the own appraisal."""
	user = frappe.session.user
	companies = access.companies_with(user, *CHASERS)
	mine = in_companies(chosen, companies)
	mine |= chosen["actor"].isin(access.below(user, list(chosen["actor"].dropna().unique())))
	mine |= chosen["manager"].isin(access.himself(user)) & (chosen["turn"] == engine.EMPLOYEE)
	own = chosen["employee"].isin(access.himself(user))
	stranger = told(~mine, _("It waits for somebody who doesn't report to you."))
	return stranger.where(~own, _("This is your own appraisal: somebody else does that."))


def nobodys_turn(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""Nobody has to act, or nobody is named who could, or it is the reader himself."""
	himself = chosen["actor"].isin(access.himself(frappe.session.user))
	done = told(chosen["status"] == engine.DONE, _("Nobody has to act on it now."))
	unnamed = told(chosen["actor"].isna(), _("Nobody is named who could act: reassign it."))
	return done.where(done != "", unnamed.where(unnamed != "", told(himself, _("It waits for yourself."))))


def reminded_today(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""Once a day is enough."""
	event = frappe.qb.DocType(EVENT)
	query = frappe.qb.from_(event).select(event.appraisal).distinct()
	query = query.where((event.deed == "nudge") & (event.at >= str(getdate())))
	today = query.where(within(event.appraisal, list(chosen.index))).run(pluck=True)
	return told(chosen["appraisal"].isin(today), _("A reminder went out today already."))


def unreachable(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""Neither a user nor an address."""
	chosen = with_stand_ins(chosen)
	known = reminders.reach(list(chosen["actor"].dropna().unique()))
	reached = known.index[known.notna().any(axis=1)]
	names = [_("{0} has neither a user nor an e-mail address.").format(name) for name in chosen["actor_name"]]
	return told(~chosen["actor"].isin(reached), names)


def with_stand_ins(chosen: pd.DataFrame) -> pd.DataFrame:
	"""The same with whoever acts today in the place of a manager who is away, as `actor` and `actor_name`."""
	managers = chosen.loc[chosen["turn"] != engine.EMPLOYEE, "actor"].dropna().unique()
	acting = stand_ins(list(managers)) if len(managers) else {}
	if not acting:
		return chosen
	instead = chosen["actor"].map(acting).where(chosen["turn"] != engine.EMPLOYEE)
	known = readable.names_of("Employee", "employee_name", list(acting.values()))
	return chosen.assign(
		actor=instead.combine_first(chosen["actor"]),
		actor_name=instead.map(known).combine_first(chosen["actor_name"]),
	)


def not_dated(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""Nothing is due in this state."""
	sentences = [_("Nothing is due in {0}.").format(_(state)) for state in chosen["state"]]
	return told(~chosen["state"].isin(DATED) | (chosen["status"] == engine.DONE), sentences)


def not_later(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""The new day isn't behind the old one, or goals would be due after the own period."""
	day = pd.Timestamp(asked.due_date)
	ends = pd.to_datetime(chosen["end_date"])
	early = told(chosen["due"] >= day, _("It is due on that day or later already."))
	after = told(
		(chosen["state"] == "Goal Setting") & (ends < day), _("Goals would be due after the period's end.")
	)
	return early.where(early != "", after)


def not_to_him(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""Nobody appraises himself, and four eyes are needed where the manager's manager reviews too."""
	himself = told(chosen["employee"].isin(same_person(asked.to)), _("Nobody appraises himself."))
	same = told(chosen["manager"] == asked.to, _("That is its manager already."))
	second = told(
		chosen["second_manager"] == asked.to, _("That is the second-level reviewer: four eyes are needed.")
	)
	return himself.where(himself != "", same.where(same != "", second))


def reviewed(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""What the manager has submitted stays his; what is decided stays decided."""
	closed = told(
		~chosen["state"].isin((*DATED, "Goals Approved")), _("It isn't in a manager's hands any more.")
	)
	done = told(chosen["manager_in"], _("The manager's review is submitted: return it first."))
	return closed.where(closed != "", done)


def not_working(chosen: pd.DataFrame, asked: Wish) -> Verdicts:
	"""Only what isn't published yet can be exempt."""
	sentences = [_("It is in {0}.").format(_(state)) for state in chosen["state"]]
	return told(~chosen["state"].isin(WORKING), sentences)


def same_person(employee: str | None) -> set[str]:
	"""Every record of the person with this one."""
	line, other = frappe.qb.DocType(EMPLOYMENT), frappe.qb.DocType(EMPLOYMENT).as_("other")
	query = frappe.qb.from_(line).join(other).on(other.parent == line.parent).select(other.employee)
	return {str(employee), *query.where(line.employee == employee).orderby(other.employee).run(pluck=True)}


def check_reason(asked: Wish) -> None:
	"""Raises IllegalMove where no reason is given."""
	if not asked.reason:
		refuse(_("{0} needs a reason. Write why, and try again.").format(label(asked.deed)))


def check_day(asked: Wish) -> None:
	"""Raises IllegalMove for a day that has passed."""
	check_reason(asked)
	if not asked.due_date or asked.due_date < getdate():
		refuse(_("Choose a new due date: today or later."))


def check_person(asked: Wish) -> None:
	"""Raises IllegalMove where it isn't somebody at work, or the reader himself."""
	check_reason(asked)
	status = frappe.db.get_value("Employee", asked.to, "status") if asked.to else None
	if status not in CURRENT:
		refuse(_("Choose somebody who works here: {0} doesn't.").format(asked.to or "–"))
	if asked.to in access.himself(frappe.session.user):
		refuse(_("You can't reassign appraisals to yourself: somebody else of HR does that."))


def refuse(message: str) -> None:
	"""Raises IllegalMove."""
	frappe.throw(message, exc=IllegalMove, title=_("Not Possible Now"))


def nudge(chosen: pd.DataFrame, asked: Wish, cycle: str) -> list[str]:
	"""Remind whose turn it is, or who acts for a manager who is away."""
	return send(chosen, asked, overview.readable(cycle))


def send(chosen: pd.DataFrame, asked: Wish, document: Document) -> list[str]:
	"""The reminder itself, for whoever has been found to be allowed it. Returns who listened."""
	chosen, cycle = with_stand_ins(chosen), document.name
	known = reminders.reach(list(chosen["actor"].unique()))
	heard = reminders.remind(chosen.join(known, on="actor"), document)
	return [*heard, *note(chosen, asked, cycle, _("Reminded: {0}"), chosen["actor_name"])]


def extend(chosen: pd.DataFrame, asked: Wish, cycle: str) -> list[str]:
	"""Another due date; where goals are being set it is the own goal deadline too."""
	day = asked.due_date
	values = pd.DataFrame({"due_date": day}, index=chosen.index, dtype=object)
	goals = chosen["state"] == "Goal Setting"
	heard = []
	for part, more in ((values[goals], {"goal_deadline": day}), (values[~goals], {})):
		heard += store.amend(APPRAISAL, part.assign(**more)).listeners
	before = ["–" if pd.isna(due) else format_date(due.date()) for due in chosen["due"]]
	shown = [f"{due} → {format_date(day)}" for due in before]
	return [*heard, *note(chosen, asked, cycle, _("Due: {0}"), shown)]


def reassign(chosen: pd.DataFrame, asked: Wish, cycle: str) -> list[str]:
	"""Another manager of record. The nightly look leaves it so, until Reports To says somebody else than it says today."""
	name = frappe.db.get_value("Employee", asked.to, "employee_name")
	employee = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(employee).select(employee.name, employee.reports_to)
	above = dict(query.where(within(employee.name, list(chosen["employee"]))).orderby(employee.name).run())
	values = pd.DataFrame(
		{
			"manager": asked.to,
			"manager_name": name,
			"reassigned_from": chosen["employee"].map(above).astype(object).replace({np.nan: None}),
		},
		index=chosen.index,
		dtype=object,
	)
	heard = store.amend(APPRAISAL, values).listeners
	transfers.name_in_last_segment(list(chosen.index), str(asked.to))
	transfers.pass_on_results(chosen.assign(manager=asked.to))
	shown = [f"{before or '–'} → {name}" for before in chosen["manager_name"]]
	return [*heard, *note(chosen, asked, cycle, _("Manager: {0}"), shown)]


def exempt(chosen: pd.DataFrame, asked: Wish, cycle: str) -> list[str]:
	"""Nobody rates them in this cycle."""
	return move_many(list(chosen.index), "exempt", reason=asked.reason)


def note(chosen: pd.DataFrame, asked: Wish, cycle: str, summary: str, shown: Sequence[str]) -> list[str]:
	"""One event for each, which moves nothing. Returns who listened."""
	events = pd.DataFrame(
		{
			"appraisal": chosen.index,
			"employee": chosen["employee"],
			"company": chosen["company"],
			"cycle": cycle,
			"version": chosen["version"],
			"deed": asked.deed,
			"from_state": chosen["state"],
			"to_state": chosen["state"],
			"at": now_datetime(),
			"by": frappe.session.user,
			"reason": asked.reason or None,
			"summary": [summary.format(each) for each in shown],
		},
		index=chosen.index,
	)
	with moving():
		return store.insert(EVENT, events.astype(object)).listeners


def label(deed: str) -> str:
	"""A deed in words, as on the button."""
	return {
		"nudge": _("Remind"),
		"extend": _("Extend"),
		"reassign": _("Reassign"),
		"exempt": _("Exempt"),
	}[deed]


@dataclass(frozen=True)
class Deed:
	"""What is checked before anything, what each appraisal is asked, and what is done then."""

	do: Callable[[pd.DataFrame, Wish, str], list[str]]
	judges: tuple[Callable[[pd.DataFrame, Wish], Verdicts], ...]
	check: Callable[[Wish], None]
	roles: tuple[str, ...] = ("HR Manager",)


DEEDS: dict[str, Deed] = {
	"nudge": Deed(nudge, (nobodys_turn, not_chaser, reminded_today, unreachable), lambda asked: None, ()),
	"extend": Deed(extend, (not_hr, not_dated, not_later), check_day),
	"reassign": Deed(reassign, (not_hr, reviewed, not_to_him), check_person),
	"exempt": Deed(exempt, (not_hr, not_working), check_reason),
}


def chosen_by(arguments: Arguments, names: Sequence[str] | None = None) -> tuple[pd.DataFrame, Wish]:
	"""Whom a run is about, and what is wanted. Raises PermissionError, IllegalMove."""
	cycle = str(arguments["cycle"])
	asked = wish(*(arguments.get(key) for key in ("deed", "reason", "due_date", "to")))
	overview.readable(cycle)
	if names is not None or "names" in arguments:
		listed = names if names is not None else json.loads(str(arguments["names"]))
		return overview.pick(cycle, listed), asked
	stood = overview.standing(cycle)
	return engine.latest_first(overview.within_group(stood, json.loads(str(arguments["group"])))), asked


def plan(arguments: Arguments) -> list[list[str]]:
	"""The appraisals, one by one."""
	chosen, _asked = chosen_by(arguments)
	return [[name] for name in chosen.index]


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many it would be done for, and for how many not and why."""
	verdicts = judge(*chosen_by(arguments))
	refused = verdicts[verdicts != ""].value_counts().sort_index()
	return [
		Count("Would be done", int((verdicts == "").sum())),
		*(Count(why, int(count)) for why, count in refused.items()),
	]


def work(asked: Work) -> list[str]:
	"""Do it for these; what is refused is refused with its reason."""
	chosen, wanted = chosen_by(asked.arguments, asked.keys)
	verdicts = judge(chosen, wanted)
	if (verdicts != "").any():
		refuse("; ".join(dict.fromkeys(verdicts[verdicts != ""])))
	return DEEDS[wanted.deed].do(chosen, wanted, str(asked.arguments["cycle"]))


CHASE_APPRAISALS = KindOfRun(
	title="Chase Appraisals", plan=plan, work=work, dry_run=dry_run, may_start=CHASERS, chunk_size=500
)
