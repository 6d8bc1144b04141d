"""Takes every wall away in turn and writes down who notices, into build/walls.md: `make test-walls`, some minutes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from planted import Garden
from test_matrix import garden, noticed
from walls import Wall, walls, without

import frappe

__all__ = ["garden"]
OUT = Path(__file__).resolve().parents[2] / "build" / "walls.md"


@pytest.fixture(scope="module")
def outcome() -> Iterator[dict[str, str]]:
	"""Wall → what was noticed; a table in the end."""
	found: dict[str, str] = {}
	yield found
	OUT.parent.mkdir(exist_ok=True)
	lines = [f"| {wall} | {seen or 'nobody'} |" for wall, seen in found.items()]
	OUT.write_text(
		"\n".join(["| Wall | What the matrix said |", "| --- | --- |", *lines]) + "\n", encoding="utf-8"
	)


@pytest.mark.parametrize("wall", walls(), ids=str)
def test_a_wall_is_missed(garden: Garden, outcome: dict[str, str], wall: Wall) -> None:
	with without(wall):
		outcome[wall.name] = noticed(garden, wall)
	frappe.set_user("Administrator")
	assert outcome[wall.name]
