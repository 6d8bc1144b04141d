"""Whatever is added to the app has to be added to matrix.md too, before anybody can forget what it shows to whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from doors import COUNTERS, DOORS
from methods import METHODS, short
from planted import ROWS, SINGLES, SWITCHED
from written import CHILDREN, MATRIX, OWN, PAGES, READINGS, REPORTS, RIGHT_OF
from written import DOORS as WRITTEN
from written import METHODS as WHO_CALLS

import talent_performance

MODULE = Path(talent_performance.__path__[0]) / "talent_performance"


def files(kind: str) -> list[dict[str, Any]]:
	"""What the app has of a kind, as its files say."""
	return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(MODULE.glob(f"{kind}/*/*.json"))]


DOCTYPES = {doc["name"]: doc for doc in files("doctype")}
TABLES = {name for name, doc in DOCTYPES.items() if doc.get("istable")}
PARENTS = {
	child: [
		name
		for name, doc in DOCTYPES.items()
		if any(field["fieldtype"] == "Table" and field.get("options") == child for field in doc["fields"])
	]
	for child in sorted(TABLES)
}
SPOKEN_OF = {line.split(",")[0] for line in MATRIX}
IN_MATRIX = "tests/security/matrix.md, block ```"


@pytest.mark.parametrize("name", sorted(DOCTYPES.keys() - TABLES))
def test_a_doctype_has_a_line(name: str) -> None:
	said = f"{IN_MATRIX}matrix: add a line for each state of {name} in which somebody else sees it, and its row to ROWS."
	assert name in SPOKEN_OF, said
	assert name in RIGHT_OF, f"{IN_MATRIX}rights: add who may export and mail {name}."


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_child_table_has_a_line(name: str) -> None:
	said = f"{IN_MATRIX}children: add {name} | {', '.join(PARENTS[name])}."
	assert CHILDREN.get(name) == ", ".join(sorted(PARENTS[name])), said


@pytest.mark.parametrize("doctype", ["report", "page"])
def test_reports_and_pages_have_a_line(doctype: str) -> None:
	known = {"report": REPORTS, "page": PAGES}[doctype]
	missing = {doc["name"] for doc in files(doctype)} ^ known.keys()
	assert not missing, (
		f"{IN_MATRIX}{doctype}s: add or take away {sorted(missing)}, with the roles that open it."
	)


def test_methods_have_a_line() -> None:
	missing = {short(path) for path in METHODS} ^ WHO_CALLS.keys()
	assert not missing, (
		f"{IN_MATRIX}methods: add or take away {sorted(missing)}: who may call it, of what it tells."
	)
	assert len({short(path) for path in METHODS}) == len(METHODS), (
		"Two methods have the same module and name."
	)


def test_doors_and_lines_are_each_others() -> None:
	assert WRITTEN.keys() == {*DOORS, *COUNTERS}, f"{IN_MATRIX}doors and doors.py don't name the same doors."
	assert READINGS.keys() == WRITTEN.keys(), f"{IN_MATRIX}doors and readings don't name the same doors."
	assert {*ROWS, *SWITCHED, *SINGLES} == MATRIX.keys(), (
		f"{IN_MATRIX}matrix and planted.py don't name the same lines."
	)
	assert OWN.keys() <= MATRIX.keys()
	assert {of for of, _switch in SWITCHED.values()} <= ROWS.keys()


def test_a_missing_line_is_noticed() -> None:
	with pytest.raises(AssertionError, match="add a line for each state"):
		test_a_doctype_has_a_line("Salary Secrets")
	with pytest.raises(AssertionError, match="children: add"):
		PARENTS["Salary Line"] = ["Salary Secrets"]
		test_a_child_table_has_a_line("Salary Line")
