"""The arrows between the rooms of the house point one way, and engine, insights and rehearsal live without Frappe."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "talent_performance"
STANDARD = set(sys.stdlib_module_names) | {"tomllib", "tomli"}
ENGINE_LIBRARIES = {"numpy", "pandas", "scipy"}
REHEARSAL_LIBRARIES = ENGINE_LIBRARIES | {"click", "jinja2", "markupsafe", "openpyxl", "rich", "xlsxwriter"}
INSIGHTS_LIBRARIES = {"numpy", "snowballstemmer"}
CLOCKS = {"now", "today", "utcnow"}


def files_of(room: str) -> list[Path]:
	"""The Python files of a room; at least one."""
	files = sorted((APP / room).rglob("*.py"))
	assert files
	return files


def modules_of(room: str) -> list[str]:
	"""The dotted names of a room's modules."""
	paths = [file.relative_to(ROOT).with_suffix("") for file in files_of(room)]
	return [".".join(path.parts).removesuffix(".__init__") for path in paths]


def imports_of(file: Path) -> Iterator[str]:
	"""Every module that a file imports, wherever in the file; relative ones in full."""
	for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
		if isinstance(node, ast.Import):
			yield from (alias.name for alias in node.names)
		elif isinstance(node, ast.ImportFrom):
			above = file.relative_to(ROOT).parts[: -node.level] if node.level else ()
			yield ".".join(part for part in (*above, node.module) if part)


def strangers(file: Path, libraries: set[str], rooms: tuple[str, ...]) -> list[str]:
	"""Imports that are neither the standard library's, nor of the libraries, nor of the rooms."""
	own = tuple(f"talent_performance.{room}" for room in rooms)
	known = STANDARD | libraries
	return [
		f"{file.relative_to(ROOT)} imports {name}"
		for name in imports_of(file)
		if name.split(".")[0] not in known and name != "talent_performance" and not name.startswith(own)
	]


@pytest.mark.parametrize("file", files_of("engine"), ids=lambda file: file.name)
def test_the_engine_imports_pandas_numpy_scipy_and_itself(file: Path) -> None:
	assert strangers(file, ENGINE_LIBRARIES, ("engine",)) == []


@pytest.mark.parametrize("file", files_of("rehearsal"), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_rehearsal_imports_declared_libraries_the_engine_and_itself(file: Path) -> None:
	assert strangers(file, REHEARSAL_LIBRARIES, ("engine", "rehearsal")) == []


@pytest.mark.parametrize("file", files_of("insights"), ids=lambda file: file.name)
def test_insights_import_declared_libraries_the_engine_and_themselves(file: Path) -> None:
	assert strangers(file, INSIGHTS_LIBRARIES, ("engine", "insights")) == []


# What of the rehearsal a site uses besides the demo: the reading of files, which asks for nothing but a path and a table.
READING = {
	f"talent_performance.rehearsal.{name}"
	for name in ("cells", "files", "headers", "lookup", "mapping", "problems", "reading", "writing")
}


def test_flows_use_the_rehearsals_reading_and_nothing_else_of_it() -> None:
	used = {
		(file.relative_to(APP).parts[0], name)
		for file in APP.rglob("*.py")
		for name in imports_of(file)
		if name.startswith("talent_performance.rehearsal.")
	}
	site = {(room, name) for room, name in used if room not in ("rehearsal", "demo")}
	assert {name for _room, name in site} <= READING
	assert {room for room, _name in site} <= {"flows", "commands.py"}


def test_nothing_but_commands_knows_of_the_demo() -> None:
	knowing = {
		str(file.relative_to(APP))
		for file in APP.rglob("*.py")
		for name in imports_of(file)
		if name.startswith("talent_performance.demo") and "demo" not in file.relative_to(APP).parts
	}
	assert knowing == {"commands.py", "uninstall.py"}


@pytest.mark.parametrize("file", files_of("engine"), ids=lambda file: file.name)
def test_the_engine_has_no_clock_and_no_random(file: Path) -> None:
	tree = ast.parse(file.read_text(encoding="utf-8"))
	calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
	assert [ast.unparse(f) for f in calls if isinstance(f, ast.Attribute) and f.attr in CLOCKS] == []
	assert [name for name in imports_of(file) if name in ("random", "secrets", "time", "numpy.random")] == []


@pytest.mark.parametrize("room", ["engine", "insights", "rehearsal"])
def test_every_module_can_be_imported_where_there_is_no_frappe(room: str) -> None:
	program = "\n".join(
		[
			"import importlib, sys",
			"sys.modules.update(dict.fromkeys(('frappe', 'erpnext', 'hrms')))",
			f"for name in {modules_of(room)!r}: importlib.import_module(name)",
		]
	)
	done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
	assert done.returncode == 0, done.stderr


def test_a_stranger_is_noticed(tmp_path: Path) -> None:
	file = APP / "install.py"
	assert "talent_performance/install.py imports frappe" in strangers(file, ENGINE_LIBRARIES, ("engine",))
