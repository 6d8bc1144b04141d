"""A cycle begins: everybody who takes part gets an appraisal, in bulk by a run, or by itself when they come later.

Safe to do twice and side by side: who has an appraisal in the cycle is left alone, and a unique index on cycle and
employee decides between two that come at the same moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Sum
from frappe.utils import now, today

from talent_performance import store
from talent_performance.engine import ENGINE_VERSION
from talent_performance.engine.eligibility import SENTENCES, counted
from talent_performance.engine.policy import Policy
from talent_performance.exceptions import IllegalMove, LaunchRefused
from talent_performance.flows.appraisal_lines import lines_for
from talent_performance.flows.participants import APPRAISAL, CYCLE, Participants, participants
from talent_performance.flows.talent_profiles import EMPLOYMENT, give_profiles
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said
from talent_performance.runs.states import OPEN
from talent_performance.store.policy import freeze, policy_of

KIND = "Launch Cycle"
LAUNCHERS = ("HR Manager", "Talent Manager")
FIRST_SEGMENT = "S1"
OWN = [
	"employee", "profile", "template", "company", "department", "designation", "branch", "grade", "manager", "second_manager",
	"start_date", "end_date", "goal_deadline",
]  # fmt: skip
OF_SEGMENT = ["start_date", "end_date", "company", "department", "designation", "manager", "template"]


class Preview(TypedDict):
	"""What a launch would do, and what stands in its way."""

	counts: list[tuple[str, int]]
	problems: list[str]


def launch(cycle: str) -> str:
	"""Start the run that launches a cycle, or adds who came later to a launched one; returns the run's name.

	Raises PermissionError, IllegalMove, LaunchRefused with everything that stands in the way, and what the policy raises
	where it can't be used.
	"""
	policy_to_freeze(ready(cycle).cycle)
	return under_way(KIND, {"cycle": cycle}) or control.start(KIND, {"cycle": cycle})


def under_way(kind: str, arguments: Arguments) -> str | None:
	"""The run of that kind with those arguments that isn't through yet: a second click needn't start another."""
	same = {"kind": kind, "dry_run": 0, "arguments": json.dumps(arguments, sort_keys=True)}
	return frappe.db.get_value("Talent Run", {**same, "state": ("in", OPEN)}, "name", order_by="name")


def preview(cycle: str) -> Preview:
	"""Counts by template and by reason, and what stands in the way of a launch. Writes nothing. Raises PermissionError."""
	writable(cycle)
	found = participants(cycle, new=True)
	return {"counts": counts_of(found), "problems": list(problems_of(found))}


def writable(cycle: str) -> Document:
	"""The cycle, if the user may write it and it can be launched. Raises PermissionError, IllegalMove."""
	document = frappe.get_doc(CYCLE, cycle)
	document.check_permission("write")
	if document.state not in ("Draft", "Launched"):
		frappe.throw(
			_("{0} is {1}: only a cycle that is a draft or under way takes people in.").format(
				document.title, _(document.state)
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	return document


def ready(cycle: str) -> Participants:
	"""Who would get an appraisal now. Raises PermissionError, IllegalMove, LaunchRefused."""
	writable(cycle)
	found = participants(cycle, new=True)
	problems = list(problems_of(found))
	if problems:
		frappe.throw("<br> ".join(problems), exc=LaunchRefused, title=_("This Can't Be Launched"))
	return found


def problems_of(found: Participants) -> Iterator[str]:
	"""What stands in the way of a launch, each with what to do about it."""
	if (found.people["reason"] == _(SENTENCES["no template"])).any():
		yield _(
			"No default template: choose one in the cycle or in Talent Settings, or add rules that give everybody a template."
		)
	if not len(found.taking_part) and found.cycle.state == "Draft":
		yield _(
			"Nobody would take part. Look at the reasons, and change the companies, dates, employment status or rules."
		)
	yield from problems_of_templates(sorted(found.taking_part["template"].unique()))


def problems_of_templates(templates: Sequence[str]) -> Iterator[str]:
	"""Templates by which nobody could be appraised."""
	template, component = frappe.qb.DocType("Review Template"), frappe.qb.DocType("Review Component")
	rows = (
		frappe.qb.from_(template)
		.left_join(component)
		.on(component.parent == template.name)
		.select(template.name, template.disabled, Sum(component.weight))
		.where(template.name.isin(list(templates) or [""]))
		.groupby(template.name, template.disabled)
		.orderby(template.name)
		.run()
	)
	known = {name: (disabled, weight) for name, disabled, weight in rows}
	for name in templates:
		disabled, weight = known.get(name, (None, None))
		if disabled is None:
			yield _("There is no Review Template {0}: choose another one.").format(name)
		elif disabled:
			yield _("Review Template {0} is disabled: enable it, or choose another one.").format(name)
		elif not weight:
			yield _("Review Template {0}: all weights are 0. Give at least one component a weight.").format(
				name
			)


def counts_of(found: Participants) -> list[tuple[str, int]]:
	"""How many would get an appraisal, by template, and how many wouldn't, by reason."""
	taking_part = found.taking_part
	by_template = [
		(_("{0}: take part").format(template), count) for template, count in counted(taking_part["template"])
	]
	return [
		(_("New appraisals"), len(taking_part)),
		*by_template,
		*counted(found.people.loc[~found.people["takes_part"], "reason"]),
		(_("Taking part without a manager"), int(taking_part["manager"].isna().sum())),
		(_("Taking part, with a new talent profile"), int(taking_part["profile"].isna().sum())),
	]


def plan(arguments: Arguments) -> list[list[str]]:
	"""Who gets an appraisal; from here on the cycle's policy is frozen."""
	found = ready(str(arguments["cycle"]))
	freeze_policy(found.cycle)
	return [[employee] for employee in found.taking_part["employee"]]


def dry_run(arguments: Arguments) -> list[Count]:
	"""The same in numbers. Raises what a launch would raise."""
	found = ready(str(arguments["cycle"]))
	who = left_out_by_reason(found)
	return [Count(label, count, who.get(label, ())) for label, count in counts_of(found)]


def left_out_by_reason(found: Participants) -> dict[str, list[str]]:
	"""Who doesn't take part, by reason."""
	out = found.people[~found.people["takes_part"]]
	return {str(reason): list(rows["employee"]) for reason, rows in out.groupby("reason", sort=True)}


def work(asked: Work) -> list[str]:
	"""Appraisals for these employees, as far as they take part and have none."""
	return include(str(asked.arguments["cycle"]), asked.keys, names=asked.names)


def include(
	cycle: str,
	employees: Sequence[str],
	*,
	names: Sequence[str] | None = None,
	one_by_one: bool = False,
) -> list[str]:
	"""Give these employees their appraisals in a cycle; returns who listened, where documents were written one by one.

	A fixed number of queries. Who doesn't take part, or has one already, gets none.
	"""
	new = with_profiles(participants(cycle, employees, new=True).taking_part)
	if new.empty:
		return []
	reserved = names[: len(new)] if names else None
	written = store.insert(APPRAISAL, *as_appraisals(new, cycle), reserved=reserved, one_by_one=one_by_one)
	return written.listeners


def with_profiles(new: pd.DataFrame) -> pd.DataFrame:
	"""Whoever has no talent profile yet, after an import say, gets one: results move profiles, not employee records."""
	lacking = list(new.loc[new["profile"].isna(), "employee"])
	if not lacking:
		return new
	give_profiles(lacking)
	employment = frappe.qb.DocType(EMPLOYMENT)
	query = frappe.qb.from_(employment).select(employment.employee, employment.parent)
	given = dict(query.where(employment.employee.isin(lacking)).run())
	return new.assign(profile=new["profile"].fillna(new["employee"].map(given)))


def as_appraisals(new: pd.DataFrame, cycle: str) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
	"""Appraisals and their children, as the store wants them."""
	appraisals = new[OWN].assign(cycle=cycle, state_since=today(), due_date=new["goal_deadline"])
	segments = new[OF_SEGMENT].assign(segment=FIRST_SEGMENT)
	return appraisals, {"segments": segments, "competencies": lines_for(new)}


def freeze_policy(cycle: Document) -> None:
	"""Keep the policy of this moment with the cycle; a cycle that has one keeps it."""
	policy = policy_to_freeze(cycle)
	if policy:
		frozen = {"policy": freeze(policy), "policy_fingerprint": policy.fingerprint}
		record(cycle, **frozen, engine_version=ENGINE_VERSION)


def policy_to_freeze(cycle: Document) -> Policy | None:
	"""The policy of this moment; None where the cycle has its own already."""
	if cycle.policy:
		return None
	return policy_of(cycle.name)


def finish(arguments: Arguments) -> None:
	"""Everybody has an appraisal: the cycle is launched, and its first phase is open."""
	cycle = frappe.get_doc(CYCLE, str(arguments["cycle"]), for_update=True)
	if cycle.state != "Draft":
		return
	freeze_policy(cycle)
	for line in cycle.phases:
		line.opened_on = now() if line.phase == "Goal Setting" else None
	record(cycle, state="Launched", launched_on=now(), launched_by=frappe.session.user)


def record(cycle: Document, **values: object) -> None:
	"""Write what only the flows write into a cycle."""
	cycle.update(values)
	cycle.flags.by_flow = True
	cycle.save(ignore_permissions=True)


LAUNCH_CYCLE = KindOfRun(
	title="Launch Cycle",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=LAUNCHERS,
	names_for=APPRAISAL,
	chunk_size=1000,
	finish=finish,
	check=lambda arguments: writable(said(arguments, "cycle")),
)
