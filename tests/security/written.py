"""Reads matrix.md, the table of who may do what: lines as people wrote them, and a clear word where one can't be read."""

from __future__ import annotations

import re
from pathlib import Path

FILE = Path(__file__).with_name("matrix.md")
# In the order of the columns.
PEOPLE = (
	"subject", "direct", "upper", "named", "peer", "former", "HR User", "HR Manager", "Talent Manager", "HR abroad",
	"System Manager", "Website User", "Guest", "matrix", "self-service", "Talent Manager abroad",
)  # fmt: skip
OWNERS = ("HR Manager", "Talent Manager", "self-service")
# A column of its own: whoever acts for the subject's manager today.
ACTING = "acting"
RIGHTS = ("export", "email")
ROLES = {"E": "Employee", "HU": "HR User", "HM": "HR Manager", "TM": "Talent Manager"}


def block(name: str) -> list[tuple[str, str]]:
	"""The lines of a fenced block, as what stands before and behind the first bar."""
	found = re.search(rf"^```{name}\n(.*?)^```", FILE.read_text(encoding="utf-8"), flags=re.M | re.S)
	assert found, f"{FILE.name} has no block ```{name}."
	lines = [line.split("|", 1) for line in found[1].splitlines() if "|" in line and line[0] != " "]
	return [(name.strip(), rest.strip()) for name, rest in lines]


def cells(name: str, columns: tuple[str, ...]) -> dict[str, dict[str, str]]:
	"""Line → column → letters."""
	return {line: _told(line, rest.replace("|", " ").split(), columns) for line, rest in block(name)}


def _told(line: str, found: list[str], columns: tuple[str, ...]) -> dict[str, str]:
	said = f"{FILE.name}: the line {line!r} has {len(found)} cells; there are {len(columns)} columns: {', '.join(columns)}."
	assert len(found) == len(columns), said
	return dict(zip(columns, found, strict=True))


def rights() -> dict[str, dict[str, set[str]]]:
	"""DocType → right → roles that have it."""
	return {
		doctype: {
			right: {ROLES[short] for short in cell.split() if short != "-"}
			for right, cell in zip(RIGHTS, rest.split("|"), strict=True)
		}
		for doctype, rest in block("rights")
	}


def columns_of(name: str) -> dict[str, list[str]]:
	"""Line → its cells, of a block whose cells are sentences."""
	return {line: [cell.strip() for cell in rest.split("|")] for line, rest in block(name)}


COLUMNS = (
	"subject", "direct", "upper", "named", "peer", "former", "HRUser", "HRMan", "TalMan", "HRabr", "SysMan", "Web", "Guest",
	"matrix", "self", "TMabr",
)  # fmt: skip
GROUPS = {
	"LINE": "subject direct upper", "STAFF": "named peer former matrix", "HR": "HRUser HRMan TalMan", "ABROAD": "HRabr TMabr",
	"ALL": " ".join(name for name in COLUMNS if name != "Guest"), "-": "",
}  # fmt: skip


def people(cell: str) -> set[str]:
	"""Whom a cell names by the columns' names, or as a group."""
	names = [
		name for word in cell.removeprefix("at most ").split() for name in GROUPS.get(word, word).split()
	]
	return {PEOPLE[COLUMNS.index(name)] for name in names}


MATRIX = cells("matrix", PEOPLE)
OWN = cells("own", OWNERS)
IN_PLACE = {line: found[ACTING] for line, found in cells("acting", (ACTING,)).items()}
EVERYBODY = (*PEOPLE, ACTING)

DOORS = columns_of("doors")
RIGHT_OF = rights()
MASTERS = columns_of("masters")
PAGES = columns_of("pages")
REPORTS = columns_of("reports")
CHILDREN = dict(block("children"))
READINGS = {door: set(cell.split()) - {"-"} for door, cell in block("readings")}
METHODS = columns_of("methods")
