"""The reference of all tables as Markdown, made from what the engine knows of them.

python -m talent_performance.rehearsal.reference > docs/tables.md
"""

from __future__ import annotations

from talent_performance.engine.tables import INPUTS, OUTPUTS, Column, Table

HEAD = """# Tables

Made from `talent_performance/engine/tables.py`; `python -m talent_performance.rehearsal.reference > docs/tables.md` makes it again.

Ids and texts are text, numbers plain numbers, dates ISO (2025-12-31) unless a map says otherwise, flags yes or no. **Bold** columns must be there
and filled. Only `employees` must be there as a table.
"""


def reference() -> str:
	"""The whole page."""
	parts = [HEAD, "## What goes in\n", *map(_table, INPUTS.values())]
	return "\n".join([*parts, "## What comes out\n", *map(_table, OUTPUTS.values())]).rstrip() + "\n"


def _table(table: Table) -> str:
	rows = "\n".join(f"| {_name(c)} | {_kind(c)} | {_meaning(c)} |" for c in table.columns)
	key = f" One row for each {', '.join(table.key)}." if table.key else ""
	return (
		f"### {table.name}\n\n{table.doc}{key}\n\n| Column | Holds | Meaning |\n| --- | --- | --- |\n{rows}\n"
	)


def _name(column: Column) -> str:
	return f"**{column.name}**" if column.required and column.default is None else column.name


def _kind(column: Column) -> str:
	if column.choices:
		return ", ".join(column.choices)
	if column.low is None and column.high is None:
		return column.kind
	bounds = (("from", column.low), ("to", column.high))
	return " ".join([column.kind, *(f"{word} {end:g}" for word, end in bounds if end is not None)])


def _meaning(column: Column) -> str:
	parts = [column.doc]
	if column.refers:
		parts.append(f"Refers to {column.refers}.")
	if column.default not in (None, False):
		parts.append(
			f"Default: {column.default:g}." if column.kind == "number" else f"Default: {column.default}."
		)
	if column.also:
		parts.append(f"Also found as {', '.join(column.also)}.")
	return " ".join(parts)


if __name__ == "__main__":
	print(reference(), end="")
