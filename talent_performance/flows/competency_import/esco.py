"""ESCO's CSV files: occupations, skills, and which skills an occupation needs, essential or optional. ESCO knows no levels.

So HR says which level is required of what is essential, and of what is optional, where that is taken over at all; competencies
come with five levels whose labels HR may change.
"""

from __future__ import annotations

from frappe import _

from talent_performance.flows.competency_import.library import (
	Ability,
	Library,
	Occupation,
	Requirement,
	Role,
	Step,
	Wishes,
	as_name,
)
from talent_performance.flows.competency_import.tables import Files

LOW, HIGH = 1.0, 5.0
ESSENTIAL, OPTIONAL = "essential", "optional"
WEIGHTS = {ESSENTIAL: 2.0, OPTIONAL: 1.0}


def occupations(files: Files) -> dict[str, Occupation]:
	"""The occupations of these files that need some skill, by address."""
	titles = {row["concepturi"]: row["preferredlabel"] for _file, row in files.of("esco_occupations")}
	found: dict[str, Occupation] = {}
	for _file, row in files.of("esco_relations"):
		code = row["occupationuri"]
		if code not in found:
			found[code] = Occupation(code, titles.get(code) or row["occupationlabel"] or code)
	return found


def library(files: Files, wishes: Wishes) -> Library:
	"""What the chosen occupations require."""
	found = Library()
	skills = {row["concepturi"]: row for _file, row in files.of("esco_skills")}
	levels = {ESSENTIAL: wishes.essential_level, OPTIONAL: wishes.optional_level}
	for file, row in files.of("esco_relations"):
		if row["occupationuri"] not in wishes.designations:
			continue
		kind = row["relationtype"].casefold()
		if kind not in levels:
			files.add(
				file,
				row.number,
				"relationType",
				row["relationtype"],
				_("An unknown relation"),
				f"{ESSENTIAL}, {OPTIONAL}",
			)
			continue
		skill = skills.get(row["skilluri"])
		name = as_name(skill["preferredlabel"] if skill else row["skilllabel"])
		if not name:
			files.add(
				file,
				row.number,
				"skillUri",
				row["skilluri"],
				_("The skill isn't in the files"),
				_("its row in skills_en.csv"),
			)
		elif levels[kind] > 0:
			name = name[:1].upper() + name[1:]
			category = (row["skilltype"] or (skill["skilltype"] if skill else "")).split("/")[-1].capitalize()
			found.know(Ability(name, category, skill["description"] if skill else "", steps()))
			asked = Requirement(name, levels[kind], WEIGHTS[kind], kind == ESSENTIAL, LOW, HIGH)
			found.require(Role(wishes.designations[row["occupationuri"]]), asked)
	return found


def steps() -> list[Step]:
	"""Five levels."""
	labels = (_("Foundation"), _("Practised"), _("Proficient"), _("Advanced"), _("Expert"))
	return [Step(float(at), label) for at, label in enumerate(labels, start=1)]
