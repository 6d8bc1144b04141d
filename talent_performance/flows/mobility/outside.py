"""People from outside beside a role: what somebody puts in is compared and given back, and kept nowhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

import frappe
from frappe import _
from frappe.utils import cstr

from talent_performance.access import mobility
from talent_performance.engine import competency
from talent_performance.engine import mobility as rules
from talent_performance.flows import aspirations
from talent_performance.flows.mobility.people import plain
from talent_performance.flows.mobility.searching import (
	Role,
	essentials_in,
	gaps_by,
	in_percent,
	refuse,
	requirements,
)
from talent_performance.store.policy import policy_of

MOST_PEOPLE = 200
NAME_LENGTH = 140
HIGHEST = 100
SAID_AT_ONCE = 50
FIELDS = (
	"employee_name",
	"standing",
	"place",
	"fit",
	"coverage",
	"open_gap",
	"short",
	"unassessed",
	"reason",
)


def compare(role: Role, people: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
	"""Candidates in the order of their fit. Each has a name and levels by competency. Raises PermissionError, SearchMisfit."""
	mobility.condition()
	required = requirements(role).assign(designation=role.designation)
	names, levels = checked(people, set(required["competency"]))
	pairs = pd.DataFrame({"employee": range(len(names)), "designation": role.designation}).astype(object)
	known = pd.DataFrame(levels, columns=["employee", "competency", "level"]).astype({"employee": object})
	fit = competency.fit(pairs, required, known, policy_of(), frappe._)
	gaps = competency.gaps(pairs.assign(status=None), required, known)
	matched = rules.matched(fit, gaps, aspirations.roles_of([]))
	ordered = rules.rank(matched.assign(employee_name=[*names]), translate=frappe._)
	short = gaps_by(gaps, "employee")
	return [
		{
			**plain({name: row[name] for name in FIELDS}),
			**essentials_in(short.get(row["employee"], [])),
		}
		for row in in_percent(ordered).to_dict("records")
	]


def checked(
	people: Sequence[Mapping[str, Any]], known: set[str]
) -> tuple[list[str], list[tuple[int, str, float]]]:
	"""Names, and levels by the place of the name. Everything that is wrong is said at once. Raises SearchMisfit."""
	if not 0 < len(people) <= MOST_PEOPLE:
		refuse(
			_("Between 1 and {0} people can be compared; {1} were given.").format(MOST_PEOPLE, len(people))
		)
	names, levels, problems = [], [], []
	for at, person in enumerate(people):
		said = person if isinstance(person, Mapping) else {}
		names.append(cstr(said.get("name")).strip())
		if not 0 < len(names[-1]) <= NAME_LENGTH:
			problems.append(
				_("Row {0}, Name: expected a text of up to {1} characters.").format(at + 1, NAME_LENGTH)
			)
		found, wrong = levels_of(at, said.get("levels"), known)
		levels.extend(found)
		problems.extend(wrong)
	if problems:
		refuse("<br>".join(frappe.utils.escape_html(each) for each in problems[:SAID_AT_ONCE]))
	return names, levels


def levels_of(at: int, said: Any, known: set[str]) -> tuple[list[tuple[int, str, float]], list[str]]:
	"""The levels of one person, and what is wrong with them; an empty one is not assessed."""
	found, wrong = [], []
	for skill, level in (said if isinstance(said, Mapping) else {}).items():
		number = as_level(level)
		if skill not in known:
			wrong.append(_("Row {0}: the role doesn't ask for {1}.").format(at + 1, skill))
		elif number is not None:
			found.append((at, skill, number))
		elif cstr(level).strip():
			wrong.append(
				_("Row {0}, {1}: found {2}, expected a level from 0 to {3}.").format(
					at + 1, skill, level, HIGHEST
				)
			)
	return found, wrong


def as_level(said: Any) -> float | None:
	"""A level as a number; None for nothing, and for what is none."""
	try:
		number = float(said)
	except (TypeError, ValueError):
		return None
	return number if 0 <= number <= HIGHEST else None


def template(role: Role) -> bytes:
	"""A workbook to fill in: a row for each person, a column for each competency that the role asks for."""
	mobility.condition()
	book = openpyxl.Workbook()
	sheet = book.active
	sheet.title = _("Candidates")[:31]
	required = requirements(role)
	sheet.append([_("Name"), *required["competency"]])
	sheet.append([_("Required Level"), *(float(level) for level in required["required_level"])])
	for cell in (*sheet[1], *sheet[2]):
		cell.font = Font(bold=cell.row == 1, italic=cell.row == 2)
		cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
		sheet.column_dimensions[cell.column_letter].width = 22
	sheet.freeze_panes = "B3"
	written = io.BytesIO()
	book.save(written)
	return written.getvalue()


def read(content: bytes) -> list[dict[str, Any]]:
	"""The people of a filled-in workbook, as `compare` takes them. Raises SearchMisfit."""
	try:
		book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
	except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
		refuse(_("This is no Excel workbook (.xlsx). Download the template and fill it in."))
	rows = book.worksheets[0].iter_rows(max_row=MOST_PEOPLE + 3, max_col=200, values_only=True)
	table = [row for row in rows if any(cell is not None for cell in row)]
	if len(table) < 2:
		refuse(_("There is nobody in this file. Write one person in each row."))
	head = [cstr(cell).strip() for cell in table[0]]
	body = [row for row in table[1:] if cstr(row[0]).strip() != _("Required Level")]
	return [
		{
			"name": cstr(row[0]).strip(),
			"levels": {
				skill: cell
				for skill, cell in zip(head[1:], row[1:], strict=False)
				if skill and cell is not None
			},
		}
		for row in body
	]
