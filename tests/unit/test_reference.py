"""The page about the tables says what the engine knows of them."""

from __future__ import annotations

from pathlib import Path

from talent_performance.engine.tables import INPUTS, OUTPUTS
from talent_performance.rehearsal.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"


def test_the_page_is_up_to_date() -> None:
	assert PAGE.read_text(encoding="utf-8") == reference()


def test_every_table_and_column_is_on_it() -> None:
	page = reference()
	for table in (*INPUTS.values(), *OUTPUTS.values()):
		assert f"### {table.name}\n" in page
		for column in table.columns:
			assert column.doc in page
