"""Looking at files of competencies without writing anything, and writing them: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

import frappe
from frappe import _
from frappe.utils import flt

from talent_performance.access.people import hr_companies
from talent_performance.engine.competency import on_levels
from talent_performance.exceptions import CompetencyImportRefused
from talent_performance.flows.competency_import import esco, onet, tables, workbook
from talent_performance.flows.competency_import.library import (
	Ability,
	Library,
	Occupation,
	Requirement,
	Role,
	Wishes,
)
from talent_performance.flows.competency_import.tables import ESCO, ONET, OWN, Files
from talent_performance.flows.role_profiles import SAYS
from talent_performance.store.competency_tables import level_ends

COMPETENCY, PROFILE = "Competency", "Role Competency Profile"
KEEPERS = ("HR Manager", "Talent Manager")
Ends = tuple[float, float]
SHOWN, OCCUPATIONS_SHOWN, MOST = 500, 20, 600
NEW, CHANGED, THERE = "New", "Changed", "There"
MASTERS = {"designation": "Designation", "company": "Company", "department": "Department"}


class Plan(NamedTuple):
	"""What would be written: competencies and profiles with their state, in the words of their DocTypes."""

	competencies: list[dict[str, Any]]
	profiles: list[dict[str, Any]]

	@property
	def steps(self) -> int:
		"""How many documents would be written."""
		return sum(row["state"] != THERE for row in (*self.competencies, *self.profiles))


def check_may_import() -> None:
	"""Raises PermissionError for whoever is neither HR Manager nor Talent Manager of a company."""
	user = frappe.session.user
	if user != "Administrator" and hr_companies(user, KEEPERS) == ():
		frappe.throw(
			_("Competencies are imported by an HR Manager or a Talent Manager."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def read(names: Sequence[str]) -> Files:
	"""The tables of uploaded files that are the user's own. Raises PermissionError."""
	check_may_import()
	contents: dict[str, bytes] = {}
	for name in names:
		file = frappe.get_doc("File", name)
		if file.owner != frappe.session.user or not file.is_private:
			frappe.throw(
				_("Upload the file yourself, as a private file."),
				exc=frappe.PermissionError,
				title=_("Not Permitted"),
			)
		content = file.get_content()
		contents[file.file_name] = content.encode() if isinstance(content, str) else content
	return tables.read(contents)


def wishes_of(said: Mapping[str, Any]) -> Wishes:
	"""What HR chose, as numbers and names."""
	chosen = said.get("designations") or {}
	plain = Wishes()
	numbers = {
		field: flt(said[field]) if said.get(field) not in (None, "") else getattr(plain, field)
		for field in ("importance_from", "essential_from", "essential_level", "optional_level")
	}
	names = (
		{str(code): str(name) for code, name in chosen.items() if name} if isinstance(chosen, Mapping) else {}
	)
	return Wishes(names, **numbers)


def occupations(names: Sequence[str], text: str = "") -> list[Occupation]:
	"""The first occupations of the files whose title or code holds a text."""
	files = read(names)
	found = {**onet.occupations(files), **esco.occupations(files)}
	sought = text.casefold().split()
	fitting = [
		each
		for each in found.values()
		if all(word in f"{each.title} {each.code}".casefold() for word in sought)
	]
	return sorted(fitting, key=lambda each: (each.title.casefold(), each.code))[:OCCUPATIONS_SHOWN]


def look_at(names: Sequence[str], said: Mapping[str, Any]) -> dict[str, Any]:
	"""What files hold and what would come of them; nothing is written."""
	files, plan, titles = planned(names, said)
	counted = {
		_("Competencies, new"): [row for row in plan.competencies if row["state"] == NEW],
		_("Competencies, changed"): [row for row in plan.competencies if row["state"] == CHANGED],
		_("Competencies as they are"): [row for row in plan.competencies if row["state"] == THERE],
		_("Role profiles, new"): [row for row in plan.profiles if row["state"] == NEW],
		_("Role profiles, changed"): [row for row in plan.profiles if row["state"] == CHANGED],
	}
	return {
		"sources": sorted(files.sources),
		"files": [
			{"file": each.file, "kind": each.kind.source, "rows": len(each.rows)} for each in files.tables
		],
		"occupations": len(titles),
		"chosen": [
			{"code": code, "title": titles[code].title, "designation": name}
			for code, name in wishes_of(said).designations.items()
			if code in titles
		],
		"counts": [(label, len(rows)) for label, rows in counted.items()],
		"competencies": plan.competencies[:SHOWN],
		"profiles": plan.profiles[:SHOWN],
		"problems": files.problems[:SHOWN],
		"errors": len(files.problems),
		"writes": plan.steps,
	}


def write(names: Sequence[str], said: Mapping[str, Any]) -> dict[str, int]:
	"""Write all that the files bring. Raises CompetencyImportRefused where anything is wrong: then nothing is written."""
	files, plan, _titles = planned(names, said)
	if files.problems:
		refuse(
			_("{0} problems keep these files from being imported. Nothing has been written.").format(
				len(files.problems)
			)
		)
	if not plan.steps:
		refuse(_("There is nothing new in these files."))
	for row in plan.competencies:
		put(COMPETENCY, row)
	for row in plan.profiles:
		put(PROFILE, row)
	return {
		"competencies": sum(row["state"] != THERE for row in plan.competencies),
		"profiles": sum(row["state"] != THERE for row in plan.profiles),
	}


def planned(names: Sequence[str], said: Mapping[str, Any]) -> tuple[Files, Plan, dict[str, Occupation]]:
	"""Files with all that is wrong with them, what they would bring, and the occupations in them."""
	files, wishes = read(names), wishes_of(said)
	titles = {**onet.occupations(files), **esco.occupations(files)}
	if len(files.sources) > 1:
		files.add(
			"",
			None,
			"",
			", ".join(sorted(files.sources)),
			_("The files come from several libraries"),
			_("one at a time"),
		)
		return files, Plan([], []), titles
	found = library_of(files, wishes)
	check_roles(files, found)
	check_choice(files, found, wishes, titles)
	named = beside(found)
	ends = level_ends([known.name for _ability, known in named if known])
	competencies = [plan_competency(ability, known, ends) for ability, known in named]
	by_name = {row["name"].casefold(): row for row in competencies}
	plan = Plan(competencies, plan_profiles(files, found, by_name, ends))
	if plan.steps > MOST:
		files.add(
			"", None, "", str(plan.steps), _("That is more than one import takes"),
			_("at most {0} competencies and profiles: choose fewer occupations").format(MOST),
		)  # fmt: skip
	return files, plan, titles


def library_of(files: Files, wishes: Wishes) -> Library:
	"""What the files say in our words."""
	if ONET in files.sources:
		return onet.library(files, wishes)
	if ESCO in files.sources:
		return esco.library(files, wishes)
	return workbook.library(files) if OWN in files.sources else Library()


def check_roles(files: Files, found: Library) -> None:
	"""Note roles that name a designation, company or department which isn't there."""
	for column, doctype in MASTERS.items():
		asked = {getattr(role, column) for role in found.roles} - {""}
		there = (
			set(frappe.get_all(doctype, {"name": ("in", sorted(asked))}, pluck="name")) if asked else set()
		)
		for name in sorted(asked - there):
			files.add(
				"",
				None,
				_(doctype),
				name,
				_("There is no such record"),
				_("one that is there; make it first"),
			)


def check_choice(files: Files, found: Library, wishes: Wishes, titles: Mapping[str, Occupation]) -> None:
	"""Note chosen occupations that the files don't have, and those of which nothing would be required.

	Not beside other problems, of which that may come.
	"""
	if files.problems:
		return
	for code, designation in wishes.designations.items():
		if code not in titles:
			files.add(
				"", None, _("Occupation"), code, _("The files don't have this occupation"), _("one of theirs")
			)
		elif not found.roles.get(Role(designation)):
			files.add(
				"", None, _("Occupation"), titles[code].title, _("Nothing would be required of {0}").format(designation),
				_("a lower importance or a level, or the occupation left out"),
			)  # fmt: skip


def beside(found: Library) -> list[tuple[Ability, Any]]:
	"""Every competency that the files name, with the one of the site that is called the same, whatever the case."""
	asked = {requirement.competency for lines in found.roles.values() for requirement in lines.values()}
	named = {**{name.casefold(): Ability(name) for name in sorted(asked)}, **found.abilities}
	stored = frappe.get_all(
		COMPETENCY, fields=["name", "category", "description", "disabled"], order_by="name", limit=0
	)
	known = {row.name.casefold(): row for row in stored}
	return [(ability, known.get(key)) for key, ability in sorted(named.items())]


def plan_competency(ability: Ability, known: Any, ends: Mapping[str, Ends]) -> dict[str, Any]:
	"""What would become of a competency: what is there keeps its words and its levels, and gets those that it lacks."""
	steps = [
		{"level": step.level, "label": step.label, "indicators": step.indicators} for step in ability.steps
	]
	if known is None:
		said = {"category": ability.category, "description": ability.description, "levels": steps}
		return {"name": ability.name, "state": NEW, "ladder": len(steps), "values": said}
	said = {
		field: getattr(ability, field)
		for field in ("category", "description")
		if getattr(ability, field) and not known.get(field)
	}
	if steps and known.name not in ends:
		said["levels"] = steps
	return {"name": known.name, "state": CHANGED if said else THERE, "ladder": len(steps), "values": said}


def plan_profiles(
	files: Files, found: Library, competencies: Mapping[str, Mapping[str, Any]], ends: Mapping[str, Ends]
) -> list[dict[str, Any]]:
	"""What would become of the roles' profiles: lines are added and changed, none is taken away."""
	stored = profiles_there()
	brought = {
		row["name"]: [step["level"] for step in row["values"]["levels"]]
		for row in competencies.values()
		if row["values"].get("levels")
	}
	ends = {**ends, **{name: (min(ladder), max(ladder)) for name, ladder in brought.items()}}
	rows = []
	for role, asked in sorted(found.roles.items()):
		name, lines = stored.get(tuple(role), ("", {}))
		wanted = {
			competencies[key]["name"]: line_of(files, role, each, competencies[key]["name"], ends)
			for key, each in asked.items()
		}
		added = [line for competency, line in wanted.items() if competency not in lines]
		changed = [
			line
			for competency, line in wanted.items()
			if competency in lines and differs(lines[competency], line)
		]
		rows.append(
			{
				"name": name,
				"title": ", ".join(filter(None, role)) or _("Everybody"),
				"state": NEW if not name else CHANGED if added or changed else THERE,
				"added": len(added),
				"changed": len(changed),
				"values": {
					**{field: value or None for field, value in zip(SAYS, role, strict=True)},
					"lines": [*added, *changed],
				},
			}
		)
	return rows


def line_of(
	files: Files, role: Role, asked: Requirement, competency: str, ends: Mapping[str, tuple[float, float]]
) -> dict[str, Any]:
	"""A line of a profile, with the level on the competency's own ladder."""
	level = asked.level
	if asked.high is not None and competency in ends and ends[competency][1] != asked.high:
		low, high = ends[competency]
		table = pd.DataFrame(
			[[level, asked.low, asked.high, low, high]],
			columns=["rating", "low", "high", "lowest", "highest"],
		)
		level = round(float(on_levels(table)[0]), 2)
	top = ends.get(competency, (0, None))[1]
	if top is not None and level > top:
		files.add(
			"", None, "Required Level", f"{level:g}", _("{0} requires more of {1} than its levels have").format(role.designation or _("Everybody"), competency),
			_("at most {0}").format(f"{top:g}"),
		)  # fmt: skip
	return {
		"competency": competency,
		"required_level": round(level, 2),
		"weight": round(asked.weight, 2),
		"essential": int(asked.essential),
	}


def differs(stored: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
	"""Whether a line says something else than the stored one."""
	return any(
		round(flt(stored[key]), 2) != flt(line[key]) for key in ("required_level", "weight", "essential")
	)


def profiles_there() -> dict[tuple[str, ...], tuple[str, dict[str, dict[str, Any]]]]:
	"""For whom a profile is → its name, and its lines by competency."""
	profiles = frappe.get_all(PROFILE, fields=["name", *SAYS], order_by="name", limit=0)
	lines: dict[str, dict[str, Any]] = {}
	for row in frappe.get_all(
		"Role Competency",
		fields=["parent", "competency", "required_level", "weight", "essential"],
		order_by="parent, idx, name",
		limit=0,
	):
		lines.setdefault(row.parent, {})[row.competency] = row
	return {
		tuple(row[field] or "" for field in SAYS): (row.name, lines.get(row.name, {})) for row in profiles
	}


def put(doctype: str, row: Mapping[str, Any]) -> None:
	"""Write what is planned of a document, as the user."""
	if row["state"] == THERE:
		return
	values = dict(row["values"])
	lines = {line["competency"]: line for line in values.pop("lines", [])}
	if row["state"] == NEW:
		named = (
			{"competency_name": row["name"]}
			if doctype == COMPETENCY
			else {"competencies": list(lines.values())}
		)
		empty = {field: "" for field in SAYS if doctype == PROFILE and not values.get(field)}
		frappe.get_doc({"doctype": doctype, **values, **named, **empty}).insert()
		return
	document = frappe.get_doc(doctype, row["name"])
	document.update(values)
	for line in document.get("competencies") or []:
		line.update(lines.pop(line.competency, {}))
	for line in lines.values():
		document.append("competencies", line)
	document.save()


def refuse(message: str) -> None:
	"""Raises CompetencyImportRefused."""
	frappe.throw(message, exc=CompetencyImportRefused, title=_("Not Imported"))
