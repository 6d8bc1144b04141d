"""The first cycle in five steps: scale and boxes, template, cycle and dates, who takes part, launch.

What has been chosen is kept with the user, so that the path can be left and taken up again; the cycle itself is a draft like
any other from the third step on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Sum
from frappe.utils import getdate

from talent_performance.access.people import hr_companies
from talent_performance.access.performance_cycle import WRITERS
from talent_performance.engine.calendar import USUAL, proposed_phases
from talent_performance.engine.eligibility import counted
from talent_performance.engine.policy import FIVE_POINTS, Policy
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import launch, seeds
from talent_performance.flows.participants import CYCLE, Participants, participants
from talent_performance.store.policy import SCALE, SETTINGS, TEMPLATE

KEPT = "talent_first_cycle"
STEPS = 5
NAMED_AT_MOST = 20
PREDICATES = "ABCDE"
# The share of objectives in the template that is offered first; the rest are competencies.
USUAL_SHARE = 0.7
OF_CYCLE = ("title", "kind", "start_date", "end_date", "joined_from", "joined_until", "project")


class Path(TypedDict):
	"""What the page shows: how far it has come, what is chosen, what there is to choose from."""

	step: int
	chosen: dict[str, Any]
	scale: dict | None
	boxes: list[dict]
	templates: list[dict]
	companies: list[str]
	kinds: list[str]
	cycle: dict | None
	run: dict | None


def path() -> Path:
	"""Where the user left off. Raises PermissionError."""
	check_may_begin()
	chosen = kept()
	cycle = own_cycle(chosen)
	settings = frappe.get_cached_doc(SETTINGS)
	return {
		"step": furthest(chosen, cycle),
		"chosen": chosen,
		"scale": scale_of(settings.rating_scale),
		"boxes": [box.as_dict(no_nulls=True) for box in settings.boxes],
		"templates": templates(),
		"companies": companies(),
		"kinds": list(USUAL),
		"cycle": shown(cycle),
		"run": run_of(cycle.name) if cycle else None,
	}


def check_may_begin() -> None:
	"""Raises PermissionError for whoever can't make a cycle."""
	if not companies():
		frappe.throw(
			_("Only {0} may do this.").format(", ".join(_(role) for role in WRITERS)),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def companies() -> list[str]:
	"""Companies for which the user can make a cycle."""
	user = frappe.session.user
	within = None if user == "Administrator" else hr_companies(user, WRITERS, CYCLE)
	filters = {"name": ("in", within or [""])} if within is not None else {}
	return frappe.get_all("Company", filters=filters, pluck="name", order_by="name")


def kept() -> dict[str, Any]:
	"""What the user has chosen so far."""
	said = frappe.defaults.get_user_default(KEPT)
	return json.loads(said) if isinstance(said, str) and said else {}


def keep(**chosen: object) -> dict[str, Any]:
	"""Keep choices beside the earlier ones; returns all."""
	together = {**kept(), **chosen}
	frappe.defaults.set_user_default(KEPT, json.dumps(together, default=str))
	return together


def own_cycle(chosen: Mapping[str, Any]) -> Document | None:
	"""The cycle that this path has made, as long as it is there."""
	name = chosen.get("cycle")
	if not name or not frappe.db.exists(CYCLE, name):
		return None
	cycle = frappe.get_doc(CYCLE, name)
	allowed = frappe.has_permission(CYCLE, "write", doc=cycle)
	return cycle if allowed and cycle.state != "Cancelled" else None


def furthest(chosen: Mapping[str, Any], cycle: Document | None) -> int:
	"""The step that comes next: 1 to 5, and 6 once the cycle is launched."""
	if cycle:
		return STEPS + 1 if cycle.state != "Draft" else (STEPS if chosen.get("people_seen") else 4)
	return 3 if chosen.get("template") else (2 if chosen.get("scale_seen") else 1)


def scale_of(name: str | None) -> dict | None:
	"""A scale with its levels, the highest first."""
	if not name:
		return None
	levels = frappe.get_cached_doc(SCALE, name).levels
	rows = [{"value": level.value, "label": level.label, "band": level.band} for level in reversed(levels)]
	return {"name": name, "levels": rows}


def templates() -> list[dict]:
	"""Templates that may be used, with the share of each component; the one that is offered first is marked."""
	template, component = frappe.qb.DocType(TEMPLATE), frappe.qb.DocType("Review Component")
	query = (
		frappe.qb.from_(template)
		.join(component)
		.on((component.parent == template.name) & (component.parenttype == TEMPLATE))
		.select(template.name, component.component, Sum(component.weight))
		.where((template.disabled == 0) & (component.weight > 0))
		.groupby(template.name, component.component)
		.orderby(template.name, component.component)
	)
	table = pd.DataFrame(list(query.run()), columns=["template", "component", "weight"])
	table["share"] = table["weight"] / table.groupby("template")["weight"].transform("sum")
	found = [
		{
			"name": name,
			"components": rows[["component", "share"]]
			.sort_values("share", ascending=False)
			.to_dict("records"),
		}
		for name, rows in table.groupby("template", sort=True)
	]
	first = next((each for each in found if is_usual(each["components"])), None)
	return sorted(
		({**each, "offered": each is first} for each in found), key=lambda each: not each["offered"]
	)


def is_usual(components: list[dict]) -> bool:
	"""Whether these are 70 % objectives and 30 % competencies."""
	shares = {each["component"]: round(each["share"], 4) for each in components}
	return shares == {"Objectives": USUAL_SHARE, "Competencies": round(1 - USUAL_SHARE, 4)}


def shown(cycle: Document | None) -> dict | None:
	"""A cycle as the page shows it."""
	if not cycle:
		return None
	fields = ("name", "state", *OF_CYCLE, "default_template", "rating_scale")
	phases = [{"phase": line.phase, "start": line.start_date, "due": line.due_date} for line in cycle.phases]
	lines = [line.company for line in cycle.companies]
	return {**{field: cycle.get(field) for field in fields}, "companies": lines, "phases": phases}


def run_of(cycle: str) -> dict | None:
	"""The latest launch of a cycle."""
	found = frappe.get_list(
		"Talent Run",
		filters={"kind": launch.KIND, "dry_run": 0, "arguments": json.dumps({"cycle": cycle})},
		fields=["name", "state", "progress", "rows_total", "rows_done", "rows_refused", "error"],
		order_by="creation desc, name desc",
		limit=1,
	)
	return found[0] if found else None


def confirm_scale() -> Path:
	"""Step 1: scale and boxes are as wanted."""
	check_may_begin()
	keep(scale_seen=1)
	return path()


def choose_template(template: str | None, predicates: bool) -> Path:
	"""Step 2: by which template people are appraised, and whether levels are called A to E. Raises PermissionError."""
	check_may_begin()
	name = template or make_usual_template()
	if not frappe.db.exists(TEMPLATE, {"name": name, "disabled": 0}):
		refuse(_("There is no Review Template {0}: choose another one.").format(name))
	scale = make_predicates() if predicates else frappe.db.get_single_value(SETTINGS, "rating_scale")
	keep(scale_seen=1, template=name, rating_scale=scale, predicates=int(predicates))
	return path()


def make_usual_template() -> str:
	"""70 % objectives and 30 % competencies, where the company has no such template any more; returns its name."""
	language = site_language()
	there = next((each["name"] for each in templates() if each["offered"]), None)
	rows = seeds.template_rows(Policy().templates["supervisors"], language)
	name = _("70 % Objectives, 30 % Competencies", language)
	return (
		there
		or frappe.get_doc({"doctype": TEMPLATE, "template_name": name, **rows})
		.insert(ignore_if_duplicate=True)
		.name
	)


def make_predicates() -> str:
	"""The scale of five with letters before the labels, A being the best; returns its name."""
	language = site_language()
	name = _("Predicates A to E", language)
	if frappe.db.exists(SCALE, name):
		return name
	rows = seeds.scale_rows("five", FIVE_POINTS, language)
	for letter, level in zip(reversed(PREDICATES), rows["levels"], strict=True):
		level["label"] = f"{letter} – {level['label']}"
	return frappe.get_doc({"doctype": SCALE, "scale_name": name, **rows}).insert().name


def site_language() -> str:
	"""Masters are written in the language of the site."""
	return frappe.db.get_single_value("System Settings", "language") or frappe.local.lang


def proposal(kind: str, start_date: str, end_date: str) -> list[dict]:
	"""The phases that a kind of cycle usually has, for the template that is chosen. Raises IllegalMove."""
	check_may_begin()
	start, end = getdate(start_date), getdate(end_date)
	if kind not in USUAL or not start or not end or end < start:
		refuse(_("Choose a kind, a first day, and a last day that isn't before it."))
	steps = frappe.db.get_value(
		TEMPLATE, kept().get("template"), ["mid_year_review", "second_level_review"], as_dict=True
	)
	has = {
		"mid_year": bool(steps and steps.mid_year_review),
		"second_level": bool(steps and steps.second_level_review),
	}
	return [
		{"phase": each.phase, "start": each.start, "due": each.due}
		for each in proposed_phases(kind, start, end, getdate(), **has)
	]


def save_cycle(values: Mapping[str, Any]) -> Path:
	"""Step 3: make the cycle, or change the draft that is there. Raises PermissionError, CycleMisfit, IllegalMove."""
	check_may_begin()
	chosen = kept()
	cycle = own_cycle(chosen) or frappe.new_doc(CYCLE)
	if cycle.state not in (None, "Draft"):
		refuse(_("{0} is launched already: change it on its own form.").format(cycle.title))
	cycle.update({field: values.get(field) or None for field in OF_CYCLE})
	cycle.update(
		{
			"default_template": chosen.get("template"),
			"rating_scale": chosen.get("rating_scale"),
			"companies": [{"company": name} for name in values.get("companies") or []],
			"phases": [
				{
					"phase": each["phase"],
					"start_date": each.get("start") or None,
					"due_date": each.get("due") or None,
				}
				for each in values.get("phases") or []
			],
		}
	)
	cycle.save()
	keep(cycle=cycle.name, people_seen=0)
	return path()


def people() -> dict:
	"""Step 4: who would take part, who wouldn't and why, and what is missing about those who would."""
	cycle = draft()
	found = participants(cycle.name, new=True)
	taking = found.taking_part
	return {
		"counts": launch.counts_of(found),
		"problems": list(launch.problems_of(found)),
		"taking_part": len(taking),
		"left_out_count": len(found.people) - len(taking),
		"left_out": reasons(found),
		"without_manager": named(taking[taking["manager"].isna()]),
		"without_user": named(taking[taking["user"].isna()]),
	}


def reasons(found: Participants) -> list[dict]:
	"""Who doesn't take part, by reason, the most frequent first."""
	out = found.people[~found.people["takes_part"]]
	return [
		{"reason": reason, **named(out[out["reason"] == reason])} for reason, _count in counted(out["reason"])
	]


def named(people: pd.DataFrame) -> dict:
	"""How many, and the first of them by name."""
	first = people.sort_values(["employee_name", "employee"]).head(NAMED_AT_MOST)
	rows = first[["employee", "employee_name", "department"]].astype(object)
	return {
		"count": len(people),
		"people": rows.where(rows.notna(), None).to_dict("records"),
	}


def confirm_people() -> Path:
	"""Step 4 is done: whoever is missing is meant to be. Raises LaunchRefused for what stands in the way."""
	launch.ready(draft().name)
	keep(people_seen=1)
	return path()


def start() -> Path:
	"""Step 5: launch. Raises PermissionError, IllegalMove, LaunchRefused."""
	launch.launch(draft().name)
	return path()


def begin_anew() -> Path:
	"""Forget what was chosen; a draft that was made stays in the list of cycles."""
	check_may_begin()
	frappe.defaults.clear_user_default(KEPT)
	return path()


def draft() -> Document:
	"""The cycle of this path. Raises IllegalMove where there is none."""
	check_may_begin()
	cycle = own_cycle(kept())
	if not cycle:
		refuse(_("There is no draft of a cycle yet: go back to the third step."))
	return cycle


def refuse(message: str) -> None:
	"""Raises IllegalMove."""
	frappe.throw(message, exc=IllegalMove, title=_("Not Possible Now"))
