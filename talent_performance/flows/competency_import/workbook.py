"""A workbook of one's own: sheets with competencies, their levels, and what roles require; and the template, filled with what is there."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

import frappe
from frappe import _

from talent_performance.flows.competency_import.library import (
	Ability,
	Library,
	Requirement,
	Role,
	Step,
	as_name,
)
from talent_performance.flows.competency_import.tables import Files, Row

YES = {"1", "yes", "y", "true", "ya", "x"}
SHEETS = {
	"Competencies": ("Competency", "Group", "Description"),
	"Levels": ("Competency", "Level", "Label", "Indicators"),
	"Profiles": (
		"Designation",
		"Company",
		"Department",
		"Level",
		"Competency",
		"Required Level",
		"Weight",
		"Essential",
	),
}


def library(files: Files) -> Library:
	"""What the workbook says; what can't be is noted."""
	found = Library()
	for file, row in files.of("competencies"):
		name = named(files, file, row)
		if name.casefold() in found.abilities:
			files.add(
				file,
				row.number,
				"Competency",
				name,
				_("The competency stands here twice"),
				_("each one once"),
			)
		elif name:
			found.know(Ability(name, row["group"], row["description"]))
	for file, row in files.of("levels"):
		step, name = step_of(files, file, row), named(files, file, row)
		if name and step:
			take_step(files, file, row, found, name, step)
	for file, row in files.of("profiles"):
		asked = requirement(files, file, row)
		if asked:
			found.require(Role(row["designation"], row["company"], row["department"], row["level"]), asked)
	return found


def step_of(files: Files, file: str, row: Row) -> Step | None:
	"""The level that a row of Levels says."""
	level = number(files, file, row, "Level")
	if not row["label"]:
		files.add(file, row.number, "Label", "", _("The level has no label"), _("a word for the level"))
	return Step(level, row["label"], row["indicators"]) if level is not None and row["label"] else None


def take_step(files: Files, file: str, row: Row, found: Library, name: str, step: Step) -> None:
	"""Give a competency a level."""
	found.know(Ability(name))
	steps = found.abilities[name.casefold()].steps
	if any(each.level == step.level for each in steps):
		files.add(
			file, row.number, "Level", row["level"], _("The level stands here twice"), _("each level once")
		)
		return
	steps.append(step)
	steps.sort()


def requirement(files: Files, file: str, row: Row) -> Requirement | None:
	"""What a row of Profiles requires."""
	name, level = named(files, file, row), number(files, file, row, "Required Level")
	weight = number(files, file, row, "Weight", least=0) if row["weight"] else 1.0
	if not name or level is None or weight is None:
		return None
	return Requirement(name, level, weight, row["essential"].casefold() in YES)


def named(files: Files, file: str, row: Row) -> str:
	"""The competency of a row."""
	name = as_name(row["competency"])
	if not name:
		files.add(
			file, row.number, "Competency", row["competency"], _("The competency has no name"), _("a name")
		)
	return name


def number(files: Files, file: str, row: Row, column: str, least: float | None = None) -> float | None:
	"""The number in a cell; None, with the problem noted, where it isn't above 0, or not at least `least`."""
	text = row[column.casefold()]
	try:
		value = float(text.replace(",", "."))
	except ValueError:
		value = float("nan")
	if value < float("inf") and (value > 0 if least is None else value >= least):
		return value
	expected = _("a number above 0") if least is None else _("a number, {0} or more").format(f"{least:g}")
	files.add(file, row.number, column, text, _("Not such a number"), expected)
	return None


def template() -> bytes:
	"""The three sheets, with the competencies, levels and profiles of the site in them, to be changed and handed in again."""
	data = io.BytesIO()
	with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False}) as book:
		bold = book.add_format({"bold": True, "bg_color": "#DCE6F1"})
		for name, rows in (("Competencies", competencies()), ("Levels", levels()), ("Profiles", profiles())):
			sheet = book.add_worksheet(name)
			sheet.write_row(0, 0, SHEETS[name], bold)
			sheet.freeze_panes(1, 0)
			sheet.set_column(0, len(SHEETS[name]) - 1, 24)
			for at, row in enumerate(rows, start=1):
				sheet.write_row(
					at, 0, [value if isinstance(value, int | float) else str(value or "") for value in row]
				)
	return data.getvalue()


def competencies() -> Sequence[Sequence[object]]:
	"""Those that aren't disabled."""
	fields = ["name", "category", "description"]
	return frappe.get_list(
		"Competency", {"disabled": 0}, fields, order_by="name asc", as_list=True, limit_page_length=0
	)


def levels() -> Sequence[Sequence[object]]:
	"""The levels of every competency."""
	line, master = frappe.qb.DocType("Competency Level"), frappe.qb.DocType("Competency")
	query = frappe.qb.from_(line).join(master).on(master.name == line.parent)
	query = query.select(line.parent, line.level, line.label, line.indicators).where(master.disabled == 0)
	return query.orderby(line.parent, line.level, line.name).run()


def profiles() -> Sequence[Sequence[object]]:
	"""The lines of every profile."""
	line, master = frappe.qb.DocType("Role Competency"), frappe.qb.DocType("Role Competency Profile")
	query = frappe.qb.from_(line).join(master).on(master.name == line.parent).where(master.disabled == 0)
	query = query.select(
		master.designation, master.company, master.department, master.level, line.competency, line.required_level,
		line.weight, line.essential,
	)  # fmt: skip
	return query.orderby(master.name, line.idx, line.name).run()
