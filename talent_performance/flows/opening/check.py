"""Everything that is wrong with a file of opening history, and what it would bring: nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from frappe import _
from frappe.utils import cint, getdate

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.people import employees_of
from talent_performance.engine.history import factors_of_band, rating_of
from talent_performance.engine.policy import Policy, Scale
from talent_performance.engine.validation import Found, as_frame
from talent_performance.engine.validation.references import hints
from talent_performance.flows.opening import cycles, people
from talent_performance.flows.opening.rules import ERROR, rules
from talent_performance.flows.opening.stored import assessed_in, rated_in
from talent_performance.flows.opening.table import FACTORS, OPENING, POTENTIAL_WORDS
from talent_performance.rehearsal import problems
from talent_performance.rehearsal.lookup import full_name
from talent_performance.rehearsal.mapping import block_from
from talent_performance.rehearsal.reading import OneTable, read_one
from talent_performance.runs.kinds import Count
from talent_performance.store.policy import policy_of

SEVERITIES = ("error", "warning", "info")
UNREADABLE = ("missing_column", "duplicate_header", "date_order_mixed")
EMPTY = {"number": np.nan, "date": pd.NaT}


@dataclass
class Report:
	"""Problems of a file as they are found: those of reading it, and those of its rows."""

	read: OneTable
	rows: pd.DataFrame
	found: list[Found] = field(default_factory=list)

	def __post_init__(self) -> None:
		self.rules = rules()
		self.wrong = np.zeros(len(self.rows), dtype=bool)

	def add(self, rule: str, column: str, mask: pd.Series | np.ndarray, **more: Any) -> None:
		"""Rows where a rule is broken; `more` fills its sentences, a Series by row."""
		at = np.flatnonzero(np.asarray(mask, dtype=bool))
		if not len(at):
			return
		picked = {key: each.iloc[at] if isinstance(each, pd.Series) else each for key, each in more.items()}
		values = self.rows[column].iloc[at]
		self.found.append(Found(rule, OPENING.name, at, column, values, more=picked))
		if self.rules[rule].severity == ERROR:
			self.wrong[at] = True

	def frame(self) -> pd.DataFrame:
		"""All of them, errors first, with the file's own headings and row numbers: columns of problems.COLUMNS."""
		origin = self.read.origin
		parts = [self.read.problems.frame]
		for each in self.found:
			part = as_frame_of(each, self.rules)
			place = {"file": origin.place.file, "sheet": origin.place.sheet}
			at = part["row"].to_numpy(dtype=int)
			part = part.assign(**place, row=pd.array(self.read.rows[at], dtype="Int64"))
			parts.append(problems.tidy(part.assign(column=origin.header(each.column))))
		both = pd.concat([part for part in parts if len(part)] or [problems.empty()], ignore_index=True)
		rank = both["severity"].map({name: at for at, name in enumerate(SEVERITIES)})
		keys = pd.DataFrame({"rank": rank, "row": both["row"]})
		order = keys.sort_values(["rank", "row"], kind="stable", na_position="first").index
		return both.loc[order].reset_index(drop=True)


def as_frame_of(found: Found, known: Mapping[str, Any]) -> pd.DataFrame:
	"""Problems of a table that isn't one of the engine's, whose order as_frame would ask for."""
	part = as_frame(
		[Found(found.rule, "history", found.rows, found.column, found.values, more=found.more)], known
	)
	return part.assign(table=OPENING.name)


@dataclass(frozen=True)
class Checked:
	"""What a file says: its headings and what they are taken for, its rows, every problem, and what it would bring in numbers.

	`rows` has, besides the file's columns: who (Employee), home (company), the cycle's key, days and name, performance (the
	score of record), the factors; and whether the row is `own`, `there` already, or `new`.
	"""

	header: list[str]
	columns: dict[str, str]
	rows: pd.DataFrame
	problems: pd.DataFrame
	counts: list[Count]

	@property
	def errors(self) -> int:
		"""How many problems keep the file from being imported."""
		return int((self.problems["severity"] == ERROR).sum())

	@property
	def new(self) -> pd.DataFrame:
		"""The rows that an import would write."""
		return self.rows[self.rows["new"]]


def check(path: str | Path, mapping: Mapping[str, Any], user: str) -> Checked:
	"""Read a file as a map says and find every problem. Raises PathError, MapError."""
	read = read_one(path, block_from(OPENING, dict(mapping)))
	rows = complete(read.frame, len(read.rows))
	if read.problems.frame["rule"].isin(UNREADABLE).any():
		rows = rows.iloc[:0]  # every row would be told what the heading has been told already
	report = Report(read, rows)
	policy = policy_of(None)
	if len(rows):
		report.rows = rows = find_people(rows, report, user)
		report.rows = rows = find_cycles(rows, report)
		report.rows = rows = find_values(rows, report, policy)
		report.rows = rows = compare(rows, report)
	else:
		rows = rows.assign(own=False, there=False, new=False, key=None, who=None)
	return Checked(read.header, dict(read.origin.theirs), rows, report.frame(), counts_of(rows, report))


def complete(frame: pd.DataFrame, size: int) -> pd.DataFrame:
	"""With every column that a file may have."""
	return pd.DataFrame(
		{
			column.name: frame[column.name]
			if column.name in frame
			else pd.Series([EMPTY.get(column.kind)] * size, dtype=kind_of(column.kind))
			for column in OPENING.columns
		}
	)


def kind_of(kind: str) -> str:
	"""The dtype of an empty column."""
	return {"number": "float64", "date": "datetime64[ns]"}.get(kind, "object")


def find_people(rows: pd.DataFrame, report: Report, user: str) -> pd.DataFrame:
	"""Whom each row is about."""
	staff = people.staff(user)
	who = people.find(rows["employee"], rows["company"], staff)
	given = rows["employee"].notna()
	hint = hints(rows["employee"][given & (who.count == 0)], staff["name"]).reindex(rows.index).fillna("")
	report.add("nobody", "employee", ~given)
	report.add("unknown", "employee", given & (who.count == 0), hint=hint)
	report.add("several", "employee", who.count > 1, count=who.count, named=who.named)
	of = staff.reindex(who.employee.to_numpy()).set_axis(rows.index)
	rows = rows.assign(
		who=who.employee,
		home=of["company"],
		joined=pd.to_datetime(of["date_of_joining"]),
		left=pd.to_datetime(of["relieving_date"]).where(of["status"] == "Left"),
		person=(who.employee.fillna("") + " " + of["employee_name"].fillna("")).str.strip(),
		own=who.employee.isin(employees_of(user)),
	)
	both = rows["employee_name"].notna() & rows["who"].notna()
	same = [
		full_name(str(a)) == full_name(str(b))
		for a, b in zip(rows["employee_name"], of["employee_name"], strict=True)
	]
	report.add(
		"other_name",
		"employee_name",
		both & ~pd.Series(same, index=rows.index),
		who=rows["who"],
		known=of["employee_name"],
	)
	report.add("oneself", "employee", rows["own"])
	return rows


def find_cycles(rows: pd.DataFrame, report: Report) -> pd.DataFrame:
	"""When each row was, and whether the person was there."""
	known = cycles.known_cycles()
	when = cycles.with_days(rows, known)
	given = rows["cycle"].notna()
	start, end = when["start_date"], when["end_date"]
	report.add("no_cycle", "cycle", ~given)
	report.add("no_days", "cycle", given & (start.isna() | end.isna()))
	for column in cycles.DAYS:
		differs = rows[column].notna() & when[column].notna() & (rows[column] != when[column])
		report.add("other_days", column, differs, days=spans(start, end))
	report.add("backwards", "end_date", end < start)
	today = pd.Timestamp(getdate())
	report.add("not_over", "cycle", (end >= today) & ~(end < start))
	run_here = dict(zip(known["name"], known["imported"].map(cint) == 0, strict=True))
	title = dict(zip(known["name"], known["title"], strict=True))
	own = when["cycle_name"].map(run_here).fillna(False).astype(bool)
	report.add("not_imported", "cycle", own, title=when["cycle_name"].map(title))
	late, early = rows["joined"] > end, rows["left"] < start
	report.add("not_yet", "employee", late, who=rows["person"], day=shown(rows["joined"]))
	report.add("no_more", "employee", early, who=rows["person"], day=shown(rows["left"]))
	report.add("has_left", "employee", rows["left"].notna() & ~early, who=rows["person"])
	report.add("future", "assessed_on", rows["assessed_on"] > today)
	rows = rows.assign(key=when["key"], cycle_name=when["cycle_name"], start_date=start, end_date=end)
	twice = rows["who"].notna() & rows["key"].notna() & rows.duplicated(["who", "key"])
	numbers = pd.Series(report.read.rows, index=rows.index)
	first = numbers.groupby([rows["who"].fillna(""), rows["key"].fillna("")]).transform("first")
	report.add("twice", "employee", twice, first=first.astype(str))
	return rows


def spans(start: pd.Series, end: pd.Series) -> pd.Series:
	"""Both days in words."""
	return shown(start) + " – " + shown(end)


def shown(days: pd.Series) -> pd.Series:
	"""Days as they are written in problems; empty for none."""
	return pd.to_datetime(days).dt.strftime("%Y-%m-%d").fillna("")


def find_values(rows: pd.DataFrame, report: Report, policy: Policy) -> pd.DataFrame:
	"""What each row says about the person: the score of record, and the factors of potential."""
	scale, potential = policy.rating_scale, policy.potential_scale
	rating = rating_of(rows["rating"], scale)
	levels = ", ".join(f"{level.value:g} {level.label}" for level in scale.levels)
	report.add("no_level", "rating", rows["rating"].notna() & rating.isna(), levels=levels)
	report.add("off_scale", "score", outside(rows["score"], scale), **bounds(scale))
	for factor in FACTORS:
		report.add("off_scale", factor, outside(rows[factor], potential), **bounds(potential))
	some, all_ = rows[list(FACTORS)].notna().any(axis=1), rows[list(FACTORS)].notna().all(axis=1)
	report.add("half_said", "ability", some & ~all_)
	words = (
		rows["potential"].str.strip().str.casefold() if rows["potential"].notna().any() else rows["potential"]
	)
	band = words.map(POTENTIAL_WORDS)
	report.add("no_band", "potential", rows["potential"].notna() & band.isna())
	report.add("said_twice", "potential", band.notna() & some)
	report.add(
		"nothing", "rating", rows["rating"].isna() & rows["score"].isna() & rows["potential"].isna() & ~some
	)
	said = rows["who"].isin(practices.off_among(Practice.POTENTIAL, rows["who"])) & ~rows["own"]
	report.add("switched_off", "potential", said & (rows["potential"].notna() | some), who=rows["person"])
	given = factors_of_band(band, potential)
	return rows.assign(
		rated=rating,
		performance=rating.fillna(rows["score"]),
		**{factor: rows[factor].fillna(given) for factor in FACTORS},
		assessed_on=rows["assessed_on"].fillna(rows["end_date"]),
	)


def outside(values: pd.Series, scale: Scale) -> pd.Series:
	"""Numbers that a scale doesn't have."""
	return (values < scale.low) | (values > scale.high)


def bounds(scale: Scale) -> dict[str, str]:
	"""From where to where a scale goes, in words."""
	return {"low": f"{scale.low:g}", "high": f"{scale.high:g}"}


def compare(rows: pd.DataFrame, report: Report) -> pd.DataFrame:
	"""What the site has already: the same is left alone, anything else is refused, for a published rating isn't rewritten."""
	others = ~rows["own"]  # nobody learns from a file what the site holds about himself
	stored = rated_in(rows)
	same = is_same(stored["performance_score"], rows["performance"])
	there = stored["name"].notna()
	words = _("a rating of {0}")
	says = stored["performance_score"].map(lambda value: words.format(f"{value:g}"), na_action="ignore")
	report.add("there_otherwise", "rating", others & there & rows["performance"].notna() & ~same, there=says)
	potential = assessed_in(rows)
	known = potential["name"].notna()
	equal = np.logical_and.reduce([is_same(potential[factor], rows[factor]) for factor in FACTORS])
	asked = rows["ability"].notna()
	report.add("there_otherwise", "potential", others & known & asked & ~equal, there=_("another potential"))
	new_rating = rows["performance"].notna() & ~there
	new_potential = asked & ~known
	usable = ~pd.Series(report.wrong, index=rows.index) & others
	return rows.assign(
		row=report.read.rows,
		new_rating=new_rating & usable,
		new_potential=new_potential & usable,
		new=(new_rating | new_potential) & usable,
		there=usable & ~(new_rating | new_potential),
	)


def is_same(stored: pd.Series, given: pd.Series) -> pd.Series:
	"""Equal as they are shown, to two places."""
	return (stored.astype(float).round(2) - given.astype(float).round(2)).abs() < 0.005


def counts_of(rows: pd.DataFrame, report: Report) -> list[Count]:
	"""What an import would bring, and what keeps rows out, in numbers."""
	if rows.empty:
		return [Count(_("Rows"), 0)]
	new = rows[rows["new"]]
	found = report.frame()["rule"].value_counts()
	cycles_of = new.drop_duplicates("key").sort_values(["end_date", "key"])
	by_cycle = new[new["new_rating"]]["key"].value_counts()
	ratings = [
		Count(_("Ratings for {0}").format(title), int(by_cycle.get(key, 0)))
		for title, key in zip(cycles.titles(cycles_of["cycle"]), cycles_of["key"], strict=True)
	]
	return [
		Count(_("Rows"), len(rows)),
		Count(_("People"), new["who"].nunique()),
		*ratings,
		Count(_("Potential assessments"), int(new["new_potential"].sum())),
		Count(_("New cycles"), int(cycles_of["cycle_name"].isna().sum())),
		Count(_("There already, unchanged"), int(rows["there"].sum())),
		Count(
			_("Without an Employee"),
			int(found.get("unknown", 0) + found.get("nobody", 0) + found.get("several", 0)),
		),
		Count(_("Twice in the file"), int(found.get("twice", 0))),
		Count(_("About yourself, left out"), int(rows["own"].sum())),
	]
