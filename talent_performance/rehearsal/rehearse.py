"""From checked tables to everything that a rehearsal leaves behind: report, tables, workbook, policy."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from talent_performance.engine.comparison import compare
from talent_performance.engine.pipeline import Results, run_cycle
from talent_performance.engine.policy import Policy
from talent_performance.engine.tables import OUTPUTS
from talent_performance.rehearsal.checking import Checked
from talent_performance.rehearsal.files import Progress
from talent_performance.rehearsal.report.page import write_report
from talent_performance.rehearsal.writing import write_csv, write_policy, write_tables, write_workbook

REPORT = "report.html"
PROBLEMS = "problems.csv"


def produce(
	folder: Path, checked: Checked, policy: Policy, other: Policy | None, on_progress: Progress
) -> Results:
	"""Run the cycle on tables without errors and write all results into a folder. `other` is compared with `policy`.

	`checked.as_of` must be known.
	"""
	tables, as_of = checked.loaded.tables, checked.as_of
	results = run_cycle(tables, policy, as_of, on_progress=_named("Computing", on_progress))
	comparison = None
	if other is not None:
		after = run_cycle(tables, other, as_of, on_progress=_named("Computing the other policy", on_progress))
		comparison = compare(results, after)
	said = checked.problems[checked.problems["severity"] != "info"]
	write_report(
		folder / REPORT,
		results,
		input_tables=list(tables),
		problems=said,
		comparison=comparison,
		compared_name=other.name if other else None,
		compared_policy=other,
		on_progress=_named("Writing the report", on_progress),
	)
	sheets = dict(results.tables)
	if comparison is not None:
		sheets["comparison"] = comparison
		write_policy(folder / "policy_compared.toml", other)
	write_tables(folder, sheets, on_progress)
	write_csv(folder / PROBLEMS, checked.problems)
	write_policy(folder / "policy.toml", policy)
	write_workbook(
		folder / "rehearsal.xlsx",
		{**sheets, "problems": checked.problems},
		OUTPUTS,
		about(results, list(tables), other),
		as_of,
		on_progress,
	)
	return results


def _named(label: str, on_progress: Progress) -> Progress:
	"""Progress of several steps under one name."""
	return lambda step, done, total: on_progress(label, done, total)


def about(results: Results, given: list[str], other: Policy | None) -> list[tuple[str, str]]:
	"""What was run, as pairs of label and value."""
	cycle = results.cycle
	rows = [
		("Cycle", f"{cycle['title']} ({cycle['cycle']})"),
		("Kind", str(cycle["kind"])),
		("Period", f"{_day(cycle['start_date'])} to {_day(cycle['end_date'])}"),
		("As of", _day(results.as_of)),
		("Policy", f"{results.policy.name}, version {results.policy.version}"),
		("Policy's fingerprint", results.policy.fingerprint),
		("Engine version", results.engine_version),
		("Tables read", ", ".join(given)),
		("Tables not given", ", ".join(results.absent) or "none"),
	]
	if other is not None:
		rows.insert(6, ("Compared with", f"{other.name}, version {other.version} ({other.fingerprint})"))
	return rows


def _day(value: pd.Timestamp) -> str:
	return f"{pd.Timestamp(value):%Y-%m-%d}"
