"""The README keeps its promise of two commands, and no document points at a file that isn't there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def targets(document: Path) -> list[str]:
	"""What the links and pictures of a document point at, within the repository."""
	text = document.read_text(encoding="utf-8")
	found = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)
	return [target.split("#")[0] for target in found if not re.match(r"[a-z]+:|#", target)]


def test_the_readme_has_exactly_two_commands_for_a_fresh_machine() -> None:
	text = (ROOT / "README.md").read_text(encoding="utf-8")
	first_block = re.search(r"^```\w*\n(.*?)^```", text, flags=re.M | re.S)
	assert first_block
	assert first_block[1].split("\n") == ["make demo", "make test", ""]


def test_both_commands_are_there() -> None:
	makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
	assert re.search(r"^demo:", makefile, flags=re.M)
	assert re.search(r"^test:", makefile, flags=re.M)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
	assert [target for target in targets(document) if not (document.parent / target).exists()] == []


def test_the_index_of_the_docs_names_every_document() -> None:
	listed = {(ROOT / "docs" / target).resolve() for target in targets(ROOT / "docs" / "index.md")}
	expected = {document for document in DOCUMENTS[1:] if document.name != "index.md"}
	assert expected - listed == set()
