"""Kinds of runs: what a piece of work that touches everybody is made of, and which ones this site has.

Ours stand in KINDS; another app adds its own in its hooks.py:

	talent_run_kinds = {"Import Old Ratings": "their_app.ratings.IMPORT"}

Both name a KindOfRun by its dotted path, so that nothing is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import frappe
from frappe import _

from talent_performance.exceptions import IncompleteCall, UnknownKindOfRun

KINDS: dict[str, str] = {
	"Give Everyone a Talent Profile": "talent_performance.flows.talent_profiles.GIVE_EVERYONE_A_PROFILE",
	"Reopen Cycle": "talent_performance.flows.reopening.REOPEN_CYCLE",
	"Launch Cycle": "talent_performance.flows.launch.LAUNCH_CYCLE",
	"Open Phase": "talent_performance.flows.phases.OPEN_PHASE",
	"Cancel Cycle": "talent_performance.flows.cancelling.CANCEL_CYCLE",
	"Take Objectives": "talent_performance.flows.snapshot.TAKE_OBJECTIVES",
	"Close Cycle": "talent_performance.flows.close.CLOSE_CYCLE",
	"Publish Cycle": "talent_performance.flows.close.PUBLISH_CYCLE",
	"Objectives from the Library": "talent_performance.flows.kpi_library.OBJECTIVES_FROM_THE_LIBRARY",
	"Places after an Agreement": "talent_performance.flows.agreements.PLACES_AFTER_AN_AGREEMENT",
	"Chase Appraisals": "talent_performance.flows.chasing.CHASE_APPRAISALS",
	"Import Opening History": "talent_performance.flows.opening.importing.IMPORT_HISTORY",
	"Take Back Opening History": "talent_performance.flows.opening.importing.TAKE_BACK",
	"Send Reminders": "talent_performance.flows.digests.sending.SEND_REMINDERS",
	"Launch Feedback Round": "talent_performance.flows.feedback.launching.LAUNCH",
	"Close Feedback Round": "talent_performance.flows.feedback.closing.CLOSE_ROUND",
	"Release Feedback Round": "talent_performance.flows.feedback.closing.RELEASE_ROUND",
	"Assign Feedback Peers": "talent_performance.flows.feedback.assigning.ASSIGN",
	"Suggest Pool Members": "talent_performance.flows.pools.suggesting.SUGGEST_MEMBERS",
	"Close Calibration Session": "talent_performance.flows.calibration.closing.CLOSE_SESSION",
	"Score Retention Risk": "talent_performance.flows.retention.scoring.SCORE_RISK",
	"Purge Old Records": "talent_performance.flows.personal_data.retention.PURGE",
	"Refresh Succession": "talent_performance.flows.succession.figures.REFRESH_SUCCESSION",
	"Draft Development Plans": "talent_performance.flows.development.drafting_many.DRAFT_PLANS",
}

Arguments = Mapping[str, object]


class Work(NamedTuple):
	"""What is asked of a kind at a time: these keys, all of them in this transaction."""

	run: str
	arguments: Arguments
	keys: list[str]
	names: list[str] | None = None


class Count(NamedTuple):
	"""One line of a dry run; where it tells a reason, the Employees whom it is about."""

	label: str
	count: int
	who: Sequence[str] = ()


@dataclass(frozen=True)
class KindOfRun:
	"""`plan` finds the keys (in groups that stay together), `work` does some of them, `dry_run` only counts.

	`work` returns who listened, if documents were written one by one; it raises what a person should read, and must be
	safe to do twice: it does nothing for a key that is done already. `names_for`: the DocType whose series gives a name
	for each key; they are reserved before the transaction, so that workers don't wait for each other. `finish` is called
	once all chunks are through, refused rows or not, in the transaction that completes the run; not for a run that failed.
	`check` is asked before there is a run at all: it raises what would refuse these arguments to this user anyway.
	"""

	title: str
	plan: Callable[[Arguments], Sequence[Sequence[str]]]
	work: Callable[[Work], Sequence[str]]
	dry_run: Callable[[Arguments], Sequence[Count]]
	may_start: tuple[str, ...]
	names_for: str = ""
	chunk_size: int = 500
	finish: Callable[[Arguments], None] | None = None
	check: Callable[[Arguments], object] | None = None


def said(arguments: Arguments, name: str) -> str:
	"""What the arguments say of it. Raises IncompleteCall where they say nothing."""
	value = arguments.get(name)
	if not value or not isinstance(value, str):
		frappe.throw(
			_("The arguments of the run don't say which {0}.").format(name),
			exc=IncompleteCall,
			title=_("Incomplete"),
		)
	return str(value)


def kinds() -> dict[str, str]:
	"""Name → dotted path of every kind on this site; an app installed later wins."""
	hooked = frappe.get_hooks("talent_run_kinds", {})
	return {**KINDS, **{name: paths[-1] for name, paths in hooked.items()}}


def kind_of_run(name: str) -> KindOfRun:
	"""The kind of that name. Raises UnknownKindOfRun."""
	path = kinds().get(name)
	if not path:
		frappe.throw(
			_(
				"There is no kind of run called {0}. It may belong to an app that isn't installed any more."
			).format(name),
			exc=UnknownKindOfRun,
			title=_("Unknown Kind of Run"),
		)
	return frappe.get_attr(path)
