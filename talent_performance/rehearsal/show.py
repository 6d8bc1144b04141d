"""What the command line shows: problems in groups, headline figures, progress."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from talent_performance.rehearsal import files
from talent_performance.rehearsal.checking import SEVERITIES, Checked
from talent_performance.rehearsal.problems import titles
from talent_performance.rehearsal.report.figures import figures
from talent_performance.rehearsal.report.messages import ENGLISH

SHOWN = 50
COLOURS = {"error": "red", "warning": "yellow", "info": "dim"}
PLURALS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
	"""A text from a file as it can be shown: control characters can't reach the terminal."""
	return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def problem_list(console: Console, found: pd.DataFrame, limit: int = SHOWN) -> None:
	"""Problems grouped by kind and file, every group with its count, at most `limit` lines shared out among them."""
	groups = [part for _, part in found.groupby(["severity", "rule", "file", "sheet"], sort=False)]
	groups.sort(key=lambda part: SEVERITIES.index(part["severity"].iloc[0]))
	most = _fair([len(part) for part in groups if part["rule"].iloc[0] != "unread_column"], limit)
	for part in groups:
		_show_group(console, part, most)


def _show_group(console: Console, part: pd.DataFrame, most: int) -> None:
	severity, rule, file, sheet = part[["severity", "rule", "file", "sheet"]].iloc[0]
	heading = Text(titles()[rule], style=f"bold {COLOURS[severity]}")
	heading.append(f" · {visible(_where(file, sheet))} · {_count(len(part), severity)}", style="default")
	same = part["expected"].nunique() == 1
	if same and part["expected"].iloc[0]:
		heading.append(f" · expected: {visible(part['expected'].iloc[0])}", style="default")
	console.print(heading, soft_wrap=True)
	if rule == "unread_column":
		console.print(Text("    " + visible(", ".join(part["column"])), style="dim"), soft_wrap=True)
		return
	for row in part.head(most).itertuples():
		console.print(_line(row, with_expected=not same), soft_wrap=True)
	if len(part) > most:
		console.print(Text(f"    … and {len(part) - most:,} more", style="dim"))


def _fair(sizes: list[int], limit: int) -> int:
	"""The most lines each group may have so that all together stay within the limit."""
	most = max(sizes, default=0)
	while most and sum(min(size, most) for size in sizes) > limit:
		most -= 1 if most <= limit else most - limit
	return most


def _where(file: str, sheet: str) -> str:
	return f"{file} [{sheet}]" if sheet else file


def _line(row: Any, with_expected: bool) -> Text:
	place = "" if pd.isna(row.row) else f"row {row.row}"
	parts = [place, row.column, repr(row.value) if row.value else "", row.message]
	text = Text("    " + visible("  ".join(filter(None, parts))))
	if with_expected and row.expected:
		text.append(f"; expected: {visible(row.expected)}", style="dim")
	return text


def _count(number: int, severity: str) -> str:
	return f"{number:,} {PLURALS[severity][number != 1]}"


def verdict(console: Console, checked: Checked, written: str = "") -> None:
	"""One line: how many problems, and where all of them are."""
	counts = [_count(n, s) for s in SEVERITIES if (n := checked.count(s))]
	style = "red" if checked.count("error") else "green"
	text = Text(", ".join(counts) or "No problems", style=f"bold {style}")
	if written:
		text.append(f". All of them: {written}", style="default")
	elif len(checked.problems) > SHOWN:
		text.append(". With --out DIR all of them are written to a file.", style="default")
	console.print(text, soft_wrap=True)


def headline(console: Console, summary: pd.DataFrame) -> None:
	"""The headline figures for everybody."""
	table = Table(show_header=False, box=None, pad_edge=False)
	table.add_column(style="dim")
	table.add_column(justify="right", style="bold")
	table.add_column(style="dim")
	for figure in figures(summary, ENGLISH):
		if figure["company"] is None:
			table.add_row(Text(figure["label"]), Text(figure["value"]), Text(figure["note"]))
	console.print(table)


@contextmanager
def progress(console: Console) -> Iterator[files.Progress]:
	"""Bars for work that takes a while: one for each label, gone when that is done."""
	columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
	with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
		tasks: dict[str, TaskID] = {}

		def tell(label: str, done: int, total: int) -> None:
			if label not in tasks:
				tasks[label] = bars.add_task(visible(label), total=total)
			bars.update(tasks[label], completed=done, total=total, visible=done < total)

		yield tell
