"""Approve, return or submit a selection of objectives: those that can be, and of the others the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import frappe
from frappe import _

from talent_performance.access import guarded
from talent_performance.flows import goals, progress, readable
from talent_performance.flows.refusals import refuse
from talent_performance.store.goal_tables import OBJECTIVE

OFFERED = ("submit", "approve", "return")
MOST = 200
POINT = "one_of_many_goals"
REFUSALS = (frappe.ValidationError, frappe.PermissionError)


class Refused(TypedDict):
	"""An objective that stays as it is, and why."""

	objective: str
	title: str
	why: str


class Report(TypedDict):
	"""What became of a selection."""

	done: list[str]
	refused: list[Refused]


def move_many(objectives: Sequence[str], deed: str, reason: str = "") -> Report:
	"""Do a deed with each of these objectives; one that is refused holds back no other. Raises GoalRefused."""
	if deed not in OFFERED:
		refuse(
			_("{0} isn't done with several objectives at once; expected {1}.").format(
				deed, ", ".join(OFFERED)
			)
		)
	chosen = list(dict.fromkeys(objectives))
	if len(chosen) > MOST:
		refuse(_("{0} objectives at once are too many: choose at most {1}.").format(len(chosen), MOST))
	seen = guarded.seen(OBJECTIVE, chosen)
	if not seen:
		frappe.throw(_unseen(), exc=frappe.PermissionError, title=_("Not Permitted"))
	why = {
		name: refusal
		for name in chosen
		if (refusal := one(name, deed, reason) if name in seen else _unseen())
	}
	done = [name for name in chosen if name not in why]
	if done and goals.moves_figures(deed):
		progress.refresh(done)
	titles = titles_of(list(why))
	return {
		"done": done,
		"refused": [{"objective": name, "title": titles.get(name, name), "why": why[name]} for name in why],
	}


def _unseen() -> str:
	return _("There is no such objective, or you may not see it.")


def one(objective: str, deed: str, reason: str) -> str:
	"""Do it with one; why that can't be, empty where it was done."""
	said = len(frappe.local.message_log)
	frappe.db.savepoint(POINT)
	try:
		goals.move_alone(objective, deed, reason)
	except REFUSALS as e:
		frappe.db.rollback(save_point=POINT)
		del frappe.local.message_log[said:]
		return str(e) or _("You may not do this.")
	return ""


def titles_of(objectives: Sequence[str]) -> dict[str, str]:
	"""Titles of those that the session's user may read."""
	filters = {"name": ("in", list(objectives) or [""])}
	rows = readable.rows(OBJECTIVE, ["title"], "name", filters=filters)
	return {row["name"]: row["title"] for row in rows}
