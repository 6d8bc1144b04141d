"""O*NET's text files: Skills, Knowledge, Abilities and Work Activities with importance (1 to 5) and level (0 to 7) of each occupation.

What matters for an occupation is taken over: from an importance on that HR chooses, with the importance as weight and the
level as required; values that O*NET itself advises against, or finds not relevant, stay out.
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
from talent_performance.flows.competency_import.tables import Files, Row

IMPORTANCE, LEVEL = "IM", "LV"
LOW, HIGH = 0.0, 7.0
RANGES = {IMPORTANCE: (1.0, 5.0), LEVEL: (LOW, HIGH)}
CODE, VALUE = "o*net-soc code", "data value"
# The beginning of an element's number → what kind of thing it is.
CATEGORIES = {
	"1.A": "Abilities",
	"2.A": "Skills",
	"2.B": "Skills",
	"2.C": "Knowledge",
	"4.A": "Work Activities",
}


def occupations(files: Files) -> dict[str, Occupation]:
	"""The occupations that these files rate, by code."""
	titles = {row[CODE]: row["title"] for _file, row in files.of("onet_occupations")}
	rated = {row[CODE]: row["title"] for _file, row in files.of("onet_ratings")}
	return {
		code: Occupation(code, titles.get(code) or title or code) for code, title in rated.items() if code
	}


def library(files: Files, wishes: Wishes) -> Library:
	"""What the chosen occupations require."""
	found = Library()
	check_scales(files)
	said = {row["element id"]: row["description"] for _file, row in files.of("onet_elements")}
	names = names_of(files)
	rated = ratings(files, wishes)
	steps = anchors(files, {element for _code, element in rated})
	for (code, element), scales in rated.items():
		importance, level = scales.get(IMPORTANCE), scales.get(LEVEL)
		if importance is None or not level or importance < wishes.importance_from:
			continue
		name = names[element]
		found.know(Ability(name, category_of(element), said.get(element, ""), steps[element]))
		role = Role(wishes.designations[code])
		essential = importance >= wishes.essential_from
		found.require(role, Requirement(name, level, importance, essential, LOW, HIGH))
	return found


def check_scales(files: Files) -> None:
	"""Note files that rate something else than importance and level: Work Styles, Interests, Education and others look alike."""
	for table in files.tables:
		scales = {row["scale id"] for row in table.rows}
		if table.kind.name == "onet_ratings" and not scales >= set(RANGES):
			files.add(
				table.file,
				None,
				"Scale ID",
				", ".join(sorted(scales)),
				_("The file doesn't say how important something is and which level it has"),
				_("Skills, Knowledge, Abilities or Work Activities, with the scales {0}").format(
					", ".join(RANGES)
				),
			)


def ratings(files: Files, wishes: Wishes) -> dict[tuple[str, str], dict[str, float]]:
	"""Occupation and element → value of each scale, of the chosen occupations; values that can't be are noted."""
	found: dict[tuple[str, str], dict[str, float]] = {}
	for file, row in files.of("onet_ratings"):
		if row[CODE] not in wishes.designations or row["scale id"] not in RANGES or is_doubtful(row):
			continue
		value = value_of(files, file, row)
		if value is not None:
			found.setdefault((row[CODE], row["element id"]), {})[row["scale id"]] = value
	return found


def is_doubtful(row: Row) -> bool:
	"""Whether O*NET advises against a value."""
	return "Y" in (row["recommend suppress"].upper(), row["not relevant"].upper())


def value_of(files: Files, file: str, row: Row) -> float | None:
	"""The value of a row; None, with the problem noted, where it isn't one of its scale."""
	low, high = RANGES[row["scale id"]]
	try:
		value = float(row[VALUE].replace(",", "."))
	except ValueError:
		value = low - 1
	if low <= value <= high:
		return value
	expected = _("a number from {0} to {1}").format(f"{low:g}", f"{high:g}")
	files.add(
		file,
		row.number,
		"Data Value",
		row[VALUE],
		_("Not a value of the scale {0}").format(row["scale id"]),
		expected,
	)
	return None


def names_of(files: Files) -> dict[str, str]:
	"""Element → what it is called; two of the same name are told apart by what they are."""
	plain = {row["element id"]: as_name(row["element name"]) for _file, row in files.of("onet_ratings")}
	shared: dict[str, list[str]] = {}
	for element, name in plain.items():
		shared.setdefault(name.casefold(), []).append(element)
	return {
		element: f"{name} ({category_of(element)})" if len(shared[name.casefold()]) > 1 else name
		for element, name in plain.items()
	}


def category_of(element: str) -> str:
	"""What kind of thing an element is."""
	return next(
		(called for beginning, called in CATEGORIES.items() if element.startswith(beginning)), "O*NET"
	)


def anchors(files: Files, elements: set[str]) -> dict[str, list[Step]]:
	"""Seven levels of each element, with what O*NET says of some of them."""
	said: dict[tuple[str, float], str] = {}
	for _file, row in files.of("onet_anchors"):
		if row["scale id"] == LEVEL and row["anchor value"].replace(".", "", 1).isdigit():
			said[row["element id"], round(float(row["anchor value"]))] = row["anchor description"]
	return {
		element: [
			Step(float(level), _("Level {0}").format(level), said.get((element, level), ""))
			for level in range(1, int(HIGH) + 1)
		]
		for element in elements
	}
