"""Files read and judged together: the problems of the files, and those of what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from talent_performance.engine.frames import complete
from talent_performance.engine.policy import Policy
from talent_performance.engine.validation import current_cycle, find_problems, without_unknown_choices
from talent_performance.rehearsal import problems
from talent_performance.rehearsal.files import Progress
from talent_performance.rehearsal.mapping import Map
from talent_performance.rehearsal.reading import Loaded, no_progress, read

SEVERITIES = ("error", "warning", "info")
CELL = ["file", "sheet", "row", "column"]


@dataclass(frozen=True)
class Checked:
	"""What was read, every problem of it (columns of `problems.COLUMNS`, errors first), and the as-of date if known."""

	loaded: Loaded
	problems: pd.DataFrame
	as_of: pd.Timestamp | None

	def count(self, severity: str) -> int:
		"""How many problems of a severity there are."""
		return int((self.problems["severity"] == severity).sum())


def check(
	path: str | Path,
	policy: Policy,
	mapping: Map | None = None,
	as_of: pd.Timestamp | None = None,
	on_progress: Progress = no_progress,
) -> Checked:
	"""Read a path and find every problem. Without `as_of` the current cycle's last day is taken, if there is one.

	Raises PathError and MapError as `read` does.
	"""
	loaded = read(path, mapping, on_progress)
	on_progress("Checking", 0, 1)
	as_of = as_of if as_of is not None else last_day(loaded)
	found = loaded.locate(_new(find_problems(loaded.tables, policy, as_of), loaded))
	on_progress("Checking", 1, 1)
	return Checked(loaded, _sorted(_together(loaded.problems, found)), as_of)


def last_day(loaded: Loaded) -> pd.Timestamp | None:
	"""Last day of the current cycle; None where that isn't clear."""
	if "cycles" not in loaded.tables or "cycles" in loaded.broken:
		return None
	cycles = without_unknown_choices("cycles", loaded.tables["cycles"])
	current = current_cycle(complete("cycles", cycles))
	return None if current is None or pd.isna(current["end_date"]) else current["end_date"]


def _new(found: pd.DataFrame, loaded: Loaded) -> pd.DataFrame:
	"""Without what reading said already: columns that a table lacks because its file couldn't be read as it should."""
	return found[~((found["rule"] == "missing_column") & found["table"].isin(loaded.broken))]


def _together(of_files: pd.DataFrame, of_data: pd.DataFrame) -> pd.DataFrame:
	"""Both, a cell that couldn't be read told once: as what it is, not as the gap that it leaves."""
	errors = of_files[(of_files["severity"] == "error") & of_files["row"].notna()]
	told = pd.MultiIndex.from_frame(errors[CELL].astype(str))
	again = pd.MultiIndex.from_frame(of_data[CELL].astype(str)).isin(told) if len(of_data) else []
	parts = [
		part for part in (of_files, of_data[~pd.Series(again, index=of_data.index, dtype=bool)]) if len(part)
	]
	both = pd.concat(parts, ignore_index=True) if parts else problems.empty()
	once = [c for c in problems.COLUMNS if c not in ("table", "expected")]
	return both.drop_duplicates(once, ignore_index=True)


def _sorted(found: pd.DataFrame) -> pd.DataFrame:
	rank = found["severity"].map({name: i for i, name in enumerate(SEVERITIES)})
	by = pd.DataFrame({"rank": rank, "file": found["file"], "sheet": found["sheet"], "row": found["row"]})
	order = by.sort_values(["rank", "file", "sheet", "row"], kind="stable", na_position="first").index
	return found.loc[order].reset_index(drop=True)
