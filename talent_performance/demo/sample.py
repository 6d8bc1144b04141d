"""The sample company's tables as a site has them: with names that collide with nobody's, and their days moved to ours."""

from __future__ import annotations

import json

import pandas as pd

from talent_performance.access.lines import CURRENT
from talent_performance.engine.policy import Policy, policy_from
from talent_performance.rehearsal import sample_company
from talent_performance.store.policy import freeze

Tables = dict[str, pd.DataFrame]

AS_OF = sample_company.AS_OF
TEMPLATES = {name: f"Sample {name}" for name in ("staff", "supervisors", "managers")}
MARK = "DEMO-"
# Names of the sample that look like those of a site's own series.
NAMES = r"^(?=(?:HR-EMP|OBJ|KR|PC|PR|CP)-\d)"
LAST = f"{MARK}PC-{AS_OF.year}"


def sample_policy() -> Policy:
	"""The default policy with the demo's names of templates."""
	plain = json.loads(freeze(Policy()))
	templates = {TEMPLATES[name]: template for name, template in plain.pop("templates").items()}
	plain["appraisal"]["default_template"] = TEMPLATES["staff"]
	return policy_from({**plain, "templates": templates})


def sample_tables(months: int = 0) -> Tables:
	"""All tables, every day in them so many months later."""
	tables = {name: named(moved(table, months)) for name, table in sample_company.make().items()}
	employees = tables["employees"].replace({"template": TEMPLATES})
	employees["grade"] = None  # a field of Frappe HR's, which a site may do without
	employees["template"] = employees["template"].fillna(TEMPLATES["staff"])
	# A site appraises nobody under a manager who has left; the files still name them.
	here = employees.loc[employees["status"].isin(CURRENT), "employee"]
	employees["reports_to"] = employees["reports_to"].where(employees["reports_to"].isin(here))
	segments = tables["segments"].replace({"template": TEMPLATES})
	return {**tables, "employees": employees, "segments": segments, "cycles": titled(tables["cycles"])}


def moved(table: pd.DataFrame, months: int) -> pd.DataFrame:
	"""With every day so many months later; the last day of a month stays one."""
	days = table.select_dtypes("datetime").columns if months else []
	return table.assign(**{day: later(table[day], months) for day in days})


def later(days: pd.Series, months: int) -> pd.Series:
	"""Days so many months later.

	>>> later(pd.Series(pd.to_datetime(["2025-06-30", "2025-06-29"])), 1).dt.day.tolist()
	[31, 29]
	"""
	shifted = days + pd.DateOffset(months=months)
	return shifted.where(~days.dt.is_month_end, shifted + pd.offsets.MonthEnd(0))


def named(table: pd.DataFrame) -> pd.DataFrame:
	"""With names that no series of the site gives."""
	texts = table.select_dtypes("object").columns
	return table.assign(**{column: table[column].str.replace(NAMES, MARK, regex=True) for column in texts})


def titled(cycles: pd.DataFrame) -> pd.DataFrame:
	"""Cycles with titles that name their own years."""
	return cycles.assign(
		title=[
			title_of(kind, start, end)
			for kind, start, end in zip(cycles["kind"], cycles["start_date"], cycles["end_date"], strict=True)
		]
	)


def title_of(kind: str, start: pd.Timestamp, end: pd.Timestamp) -> str:
	"""A cycle's title.

	>>> title_of("annual", pd.Timestamp("2025-04-01"), pd.Timestamp("2026-03-31"))
	'Annual review 2025/26'
	"""
	year = f"{start.year}" if start.year == end.year else f"{start.year}/{end.year % 100:02d}"
	return f"{'Annual review' if kind == 'annual' else 'Probation reviews'} {year}"
