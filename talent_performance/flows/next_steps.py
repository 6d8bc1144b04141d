"""What is to be done next in a cycle, in the order in which it matters, and the dates that come."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple, TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, getdate

from talent_performance.engine import overview as engine
from talent_performance.flows import cycle_deeds, snapshot
from talent_performance.flows.close import HELD
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.flows.phases import current_phase, next_phase, phases_due

SOON = 7
SHOWN_AT_MOST = 50
FINAL = "Publication"


class Step(TypedDict, total=False):
	"""A sentence, how urgent it is, and the button that leads to where it is done: a route, or a part of the page."""

	text: str
	colour: str
	label: str
	route: list
	anchor: str


class Facts(NamedTuple):
	"""What the rules below ask about a cycle; `deeds` are what the reader may do with it."""

	cycle: Document
	today: date
	totals: dict[str, int]
	states: dict[str, int]
	deeds: Collection[str]
	runs: list[dict]
	phase: str | None
	due: date | None
	own_turn: list[str]
	unreasoned: int
	untaken: int
	last_reply: date | None

	def days_left(self) -> int:
		"""Days until the present phase is due; negative after that."""
		return (self.due - self.today).days if self.due else 0


def gather(cycle: Document, stood: pd.DataFrame, can: cycle_deeds.Standing, own: Collection[str]) -> Facts:
	"""Ask for everything once."""
	phase = present_phase(cycle)
	published = stood.loc[stood["state"] == "Published", "due"].dropna()
	return Facts(
		cycle=cycle,
		today=getdate(),
		totals=engine.totals(stood),
		states={state: int(number) for state, number in stood["state"].value_counts().items()},
		deeds=can["deeds"],
		runs=can["runs"],
		phase=phase,
		due=phases_due(cycle).get(phase) if phase else None,
		own_turn=list(stood.index[stood["actor"].isin(own) & (stood["status"] != engine.DONE)]),
		unreasoned=unreasoned(cycle.name),
		untaken=len(snapshot.due(cycle.name)) if "take_objectives" in can["deeds"] else 0,
		last_reply=published.max().date() if len(published) else None,
	)


def present_phase(cycle: Document) -> str | None:
	"""The phase that is under way; setting goals is one, before those that take anybody along."""
	if cycle.state != "Launched":
		return None
	return current_phase(cycle.phases) or ("Goal Setting" if phases_due(cycle).get("Goal Setting") else None)


def unreasoned(cycle: str) -> int:
	"""Ratings of record without the reason they need, of those that the reader may see."""
	if not frappe.has_permission("Appraisal Result", "read"):
		return 0
	filters = {"cycle": cycle, "needs_reason": 1, "state": "Open"}
	return len(frappe.get_list("Appraisal Result", filters=filters, pluck="name", limit=0))


def steps(facts: Facts) -> list[Step]:
	"""What applies, the first first."""
	found = [rule(facts) for rule in RULES]
	return [step for step in found if step]


def draft(facts: Facts) -> Step | None:
	"""Nothing has begun."""
	if facts.cycle.state != "Draft" or "launch" not in facts.deeds:
		return None
	text = _("This cycle is a draft: complete it, look at who would take part, and launch it.")
	return {"text": text, "colour": "blue", "label": _("Open the Cycle"), "route": form(facts)}


def failed_runs(facts: Facts) -> Step | None:
	"""Work in the background that came to nothing, or left somebody out."""
	for run in facts.runs:
		if run["state"] in ("Failed", "Completed with Refusals") and not run["dry_run"]:
			text = _("{0}: {1}. Look at the reasons, put them right and resume the run.")
			route = ["Form", "Talent Run", run["name"]]
			said = text.format(run["title"], _(run["state"]))
			return {"text": said, "colour": "red", "label": _("Open the Run"), "route": route}
	return None


def own_turn(facts: Facts) -> Step | None:
	"""What the reader himself has to do."""
	if not facts.own_turn:
		return None
	text = _("Appraisals that wait for yourself: {0}.").format(len(facts.own_turn))
	route = listed(facts, name=["in", facts.own_turn[:SHOWN_AT_MOST]])
	return {"text": text, "colour": "orange", "label": _("Show Them"), "route": route}


def late(facts: Facts) -> Step | None:
	"""Who holds everybody up."""
	totals = facts.totals
	if not totals["overdue"]:
		return None
	text = _("Overdue appraisals: {0}. People who hold them up: {1}. Up to {2} days late.")
	text = text.format(totals["overdue"], totals["late_people"], totals["days_late"])
	return {"text": text, "colour": "red", "label": _("Show Them"), "anchor": "overdue"}


def unnamed(facts: Facts) -> Step | None:
	"""Appraisals that nobody can do anything about but HR."""
	if not facts.totals["unnamed"]:
		return None
	text = _("Appraisals without anybody who could act: {0}. Name a manager, by Reports To or by Reassign.")
	route = listed(facts, manager=["is", "not set"])
	return {
		"text": text.format(facts.totals["unnamed"]),
		"colour": "red",
		"label": _("Show Them"),
		"route": route,
	}


def appeals(facts: Facts) -> Step | None:
	"""Somebody waits for an answer."""
	waiting = facts.states.get("Appealed", 0)
	if not waiting:
		return None
	text = _(
		"Appeals that wait for a decision: {0}. Somebody decides who neither rated nor calibrated."
	).format(waiting)
	return {
		"text": text,
		"colour": "red",
		"label": _("Show Them"),
		"route": listed(facts, state="Appealed"),
	}


def phase_due(facts: Facts) -> Step | None:
	"""The present phase ends soon."""
	left = facts.days_left()
	still = facts.totals["open"]
	if not facts.phase or not facts.due or not still or not 0 <= left <= SOON:
		return None
	text = _("{0} is due in {1} days, on {2}. Open appraisals: {3}.")
	text = text.format(_(facts.phase), left, format_date(facts.due), still)
	return {"text": text, "colour": "orange", "label": _("By Manager"), "anchor": "groups"}


def open_next(facts: Facts) -> Step | None:
	"""The present phase is over, and nothing follows by itself."""
	following = next_phase(facts.cycle) if facts.cycle.state == "Launched" else None
	if not following or "open_next_phase" not in facts.deeds or facts.days_left() >= 0:
		return None
	text = _("{0} was due on {1}. {2} comes next: it opens on its first day, or when you open it.")
	text = text.format(_(facts.phase or ""), format_date(facts.due), _(following))
	return {"text": text, "colour": "blue", "label": _("Open the Cycle"), "route": form(facts)}


def objectives(facts: Facts) -> Step | None:
	"""Goals that were agreed in time aren't where they are scored."""
	if not facts.untaken:
		return None
	text = _("Goal setting is over. Appraisals that lack their approved objectives: {0}.")
	said = text.format(facts.untaken)
	return {"text": said, "colour": "orange", "label": _("Open the Cycle"), "route": form(facts)}


def reasons(facts: Facts) -> Step | None:
	"""Ratings that nobody could explain."""
	if not facts.unreasoned:
		return None
	text = _("Ratings on another level than the calculated score, without a reason: {0}.")
	route = ["List", "Appraisal Result", {"cycle": facts.cycle.name, "needs_reason": 1}]
	said = text.format(facts.unreasoned)
	return {"text": said, "colour": "orange", "label": _("Show Them"), "route": route}


def closing(facts: Facts) -> Step | None:
	"""Everybody's part is done."""
	reviewed = sum(facts.states.get(state, 0) for state in ("Manager Review", "Second-Level Review"))
	unfinished = facts.totals["open"] + facts.totals["overdue"]
	if "close" not in facts.deeds or unfinished or not reviewed:
		return None
	text = _("Every review is in. Appraisals ready to be closed: {0}. Count first what that would do.")
	said = text.format(reviewed)
	return {"text": said, "colour": "green", "label": _("Open the Cycle"), "route": form(facts)}


def publishing(facts: Facts) -> Step | None:
	"""Results that nobody sees yet."""
	held = facts.states.get(HELD, 0)
	if "publish" not in facts.deeds or not held:
		return None
	text = _("Closed appraisals that wait in calibration: {0}. When their ratings stand, publish them.")
	said = text.format(held)
	return {"text": said, "colour": "green", "label": _("Open the Cycle"), "route": form(facts)}


def replies(facts: Facts) -> Step | None:
	"""People who haven't said that they received theirs."""
	waiting = facts.states.get("Published", 0)
	if not waiting:
		return None
	text = _("Results without a reply yet: {0}. The last day is {1}.")
	text = text.format(waiting, format_date(facts.last_reply) if facts.last_reply else "–")
	return {
		"text": text,
		"colour": "blue",
		"label": _("Show Them"),
		"route": listed(facts, state="Published"),
	}


RULES: tuple[Callable[[Facts], Step | None], ...] = (
	failed_runs, draft, late, own_turn, unnamed, appeals, phase_due, objectives, open_next, reasons, closing, publishing,
	replies,
)  # fmt: skip


def form(facts: Facts) -> list:
	"""The cycle's own form, where its buttons are."""
	return ["Form", CYCLE, facts.cycle.name]


def listed(facts: Facts, **filters: object) -> list:
	"""The list of its appraisals that say something."""
	return ["List", APPRAISAL, {"cycle": facts.cycle.name, **filters}]


def dates(cycle: Document, stood: pd.DataFrame) -> list[dict]:
	"""Phases, and until when people can reply and appeal: what it is, from when, until when, and whether it is over."""
	today = getdate()
	present = present_phase(cycle)
	found = [
		{
			"label": _(line.phase),
			"start": line.start_date,
			"due": line.due_date,
			"now": line.phase == present,
			"over": getdate(line.due_date) < today,
		}
		for line in cycle.phases
	]
	out = stood[stood["state"] == "Published"]
	for label, column in ((_("Replies"), "reply_by"), (_("Appeals"), "appeal_by")):
		days = pd.to_datetime(out[column]).dropna()
		if len(days):
			last = days.max().date()
			found.append(
				{"label": label, "start": None, "due": last, "now": last >= today, "over": last < today}
			)
	return found
