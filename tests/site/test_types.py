"""The committed type blocks of our controllers are those that Frappe's own exporter would write."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

import frappe
from frappe.types.exporter import TypeExporter, end_block, start_block

from harness import APP, REPOSITORY, Site

DOCTYPES = sorted(path.parent.name for path in (REPOSITORY / APP / APP / "doctype").glob("*/*.json"))


def declared(block: str) -> tuple[dict[str, str], set[str]]:
	"""Field → type, and what is imported for it; without regard to line breaks and quotes."""
	tree = ast.parse(textwrap.dedent(block))
	fields = {
		node.target.id: ast.unparse(node.annotation)
		for node in ast.walk(tree)
		if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
	}
	imports = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
	return fields, imports


def committed(path: Path) -> str:
	"""The block in a controller."""
	code = path.read_text(encoding="utf-8")
	start = code.rindex("\n", 0, code.index(start_block)) + 1
	return code[start : code.index(end_block)]


@pytest.mark.parametrize("folder", DOCTYPES)
def test_the_types_in_a_controller_are_what_frappe_would_write(on_site: Site, folder: str) -> None:
	path = REPOSITORY / APP / APP / "doctype" / folder
	name = frappe.get_file_json(str(path / f"{folder}.json"))["name"]
	exporter = TypeExporter(frappe.get_doc("DocType", name))
	assert exporter.controller_path == path / f"{folder}.py"
	assert declared(committed(exporter.controller_path)) == declared(exporter._generate_code())
