"""What can be done with a cycle now, and the runs that do it: for the buttons of its form."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import NamedTuple, TypedDict

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import cint

from talent_performance.flows import close, reopening
from talent_performance.flows.appraisal_states import OUT
from talent_performance.flows.cancelling import CANCELLABLE
from talent_performance.flows.launch import under_way
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.flows.phases import next_phase
from talent_performance.runs import control

RUN = "Talent Run"
SHOWN_AT_MOST = 5


class Facts(NamedTuple):
	"""How far a cycle has come: its state, the states of its appraisals, whether another phase follows."""

	state: str
	appraisals: Collection[str]
	next_phase: bool

	def some(self, states: Collection[str]) -> bool:
		"""Whether there are appraisals in one of these states."""
		return bool(set(self.appraisals) & set(states))

	def only(self, states: Collection[str]) -> bool:
		"""Whether there are appraisals in no other states."""
		return set(self.appraisals) <= set(states)


class Standing(TypedDict):
	"""What the form shows: the deeds that are possible, and the latest runs."""

	deeds: list[str]
	runs: list[dict]


# Of a deed, whether a cycle has come as far. Whoever may write the cycle may do all of them.
POSSIBLE: dict[str, Callable[[Facts], bool]] = {
	"launch": lambda facts: facts.state == "Draft",
	"open_next_phase": lambda facts: facts.state == "Launched" and facts.next_phase,
	"take_objectives": lambda facts: facts.state == "Launched",
	"add_late_joiners": lambda facts: facts.state == "Launched",
	"record_absence": lambda facts: facts.state == "Launched",
	"close": lambda facts: facts.state == "Launched" or facts.some(close.OPEN),
	"publish": lambda facts: facts.state == "Closed" or facts.some((close.HELD,)),
	"reopen": lambda facts: facts.some(OUT),
	"cancel": lambda facts: facts.state == "Launched" and facts.only((*CANCELLABLE, "Cancelled")),
}


def standing(cycle: str) -> Standing:
	"""What the user may do with a cycle now, and the runs that worked on it. Raises PermissionError."""
	document = frappe.get_doc(CYCLE, cycle)
	document.check_permission("read")
	if not frappe.has_permission(CYCLE, "write", doc=document):
		return {"deeds": [], "runs": []}
	facts = Facts(document.state, states_in(cycle), bool(next_phase(document)))
	return {"deeds": [deed for deed, holds in POSSIBLE.items() if holds(facts)], "runs": runs_of(cycle)}


def states_in(cycle: str) -> list[str]:
	"""The states that a cycle's appraisals are in."""
	table = frappe.qb.DocType(APPRAISAL)
	query = frappe.qb.from_(table).select(table.state, Count(table.name)).where(table.cycle == cycle)
	return [state for state, _count in query.groupby(table.state).orderby(table.state).run()]


def runs_of(cycle: str) -> list[dict]:
	"""The latest runs about a cycle that the user may see, the newest first."""
	about = f'%"cycle": {json.dumps(cycle)}%'
	return frappe.get_list(
		RUN,
		filters={"arguments": ("like", about)},
		fields=["name", "title", "state", "progress", "dry_run"],
		order_by="creation desc, name desc",
		limit=SHOWN_AT_MOST,
	)


def start_close(cycle: str, *, publish: bool, only_ended: bool, dry_run: bool) -> str:
	"""Start the run that closes a cycle, or counts what that would do. Raises PermissionError, IllegalMove."""
	close.cycle_to("close", {"cycle": cycle})
	return start(
		"Close Cycle", {"cycle": cycle, "publish": cint(publish), "only_ended": cint(only_ended)}, dry_run
	)


def start_publish(cycle: str, *, dry_run: bool) -> str:
	"""Start the run that publishes a cycle, or counts. Raises PermissionError, IllegalMove."""
	close.cycle_to("publish", {"cycle": cycle})
	return start("Publish Cycle", {"cycle": cycle}, dry_run)


def start_reopen(cycle: str, reason: str, *, signed: bool, dry_run: bool) -> str:
	"""Start the run that reopens what is published, or counts. Raises PermissionError, IllegalMove."""
	arguments = {"cycle": cycle, "reason": reason.strip(), "signed": cint(signed)}
	reopening.check(arguments)
	return start("Reopen Cycle", arguments, dry_run)


def start(kind: str, arguments: dict, dry_run: bool) -> str:
	"""The run's name; a second click finds the one that is under way."""
	return (not dry_run and under_way(kind, arguments)) or control.start(kind, arguments, dry_run)
