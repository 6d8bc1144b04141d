"""Dates out of order, after the as-of date or overlapping; which cycle is the current one, and earlier ones."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from talent_performance.engine.validation.findings import Data, Found
from talent_performance.engine.validation.references import hints

DATE_ORDER = (
	("employees", "date_of_joining", "relieving_date", "dates_out_of_order"),
	("employees", "date_of_joining", "contract_end_date", "dates_out_of_order"),
	("employees", "date_of_joining", "date_of_retirement", "dates_out_of_order"),
	("employees", "date_of_joining", "resignation_letter_date", "dates_unusual"),
	("employees", "date_of_joining", "role_since", "dates_unusual"),
	("employees", "resignation_letter_date", "relieving_date", "dates_unusual"),
	("cycles", "start_date", "end_date", "dates_out_of_order"),
	("objectives", "start_date", "due_date", "dates_out_of_order"),
	("segments", "start_date", "end_date", "dates_out_of_order"),
	("absences", "start_date", "end_date", "dates_out_of_order"),
)
NOT_AFTER_AS_OF = (
	("employees", "date_of_joining"),
	("employees", "role_since"),
	("potential", "assessed_on"),
	("history", "closed_on"),
	("competency_evidence", "assessed_on"),
	("development_goals", "agreed_on"),
)
NO_OVERLAP = (("segments", "overlap"), ("absences", "leave_overlaps"))


def check_date_order(data: Data) -> Iterator[Found]:
	for table, early, late, rule in DATE_ORDER:
		if table in data:
			first, last = data.column(table, early), data.column(table, late)
			yield from data.found(rule, table, last < first, late, other=early, other_value=first)


def check_as_of(data: Data) -> Iterator[Found]:
	if data.as_of is None:
		return
	shown = f"{data.as_of:%Y-%m-%d}"
	for table, column in NOT_AFTER_AS_OF:
		if table in data:
			later = data.column(table, column) > data.as_of
			yield from data.found("after_as_of", table, later, column, as_of=shown)
	if "cycles" in data:
		frame, current = data.frames["cycles"], cycle_of(data)
		early = (frame["start_date"] > data.as_of) & (
			frame.index == (-1 if current is None else current.name)
		)
		yield from data.found("before_cycle", "cycles", early, "start_date", as_of=shown)


def check_overlaps(data: Data) -> Iterator[Found]:
	for table, rule in NO_OVERLAP:
		if table in data:
			yield from _check_overlap(data.frames[table], table, rule)


def _check_overlap(frame: pd.DataFrame, table: str, rule: str) -> Iterator[Found]:
	usable = frame[["employee", "start_date", "end_date"]].notna().all(axis=1) & (
		frame["start_date"] <= frame["end_date"]
	)
	part = frame[usable].sort_values(["employee", "start_date"], kind="stable")
	person = pd.Series(pd.factorize(part["employee"])[0], index=part.index)
	reached = part["end_date"].groupby(person).cummax().groupby(person).shift()
	clash = part.index[(part["start_date"] <= reached).to_numpy()].sort_values()
	if len(clash):
		more = {"group": frame["employee"].loc[clash], "other_value": reached.loc[clash]}
		yield Found(rule, table, clash.to_numpy(), "start_date", frame["start_date"].loc[clash], more=more)


def check_segments(data: Data) -> Iterator[Found]:
	if "segments" not in data:
		return
	frame = data.frames["segments"]
	length = (frame["end_date"] - frame["start_date"]).dt.days + 1
	more_leave = (frame["days_excluded"] > length) & (length > 0)
	yield from data.found("too_many_days", "segments", more_leave, "days_excluded", days=length.astype(float))
	own = frame["manager"].notna() & (frame["manager"] == frame["employee"])
	yield from data.found("refers_to_itself", "segments", own, "manager")
	current = cycle_of(data)
	if current is not None:
		outside = (frame["end_date"] < current["start_date"]) | (frame["start_date"] > current["end_date"])
		yield from data.found("outside_cycle", "segments", outside, "start_date", cycle=current["cycle"])


def cycle_of(data: Data) -> pd.Series | None:
	"""The row of the current cycle: the one marked so, or the only one; None where it isn't clear."""
	return current_cycle(data.frames["cycles"]) if "cycles" in data else None


def current_cycle(cycles: pd.DataFrame) -> pd.Series | None:
	"""The row of a complete table `cycles` that is the current one: marked so, or the only one; None if unclear."""
	rows = cycles[cycles["is_current"]] if len(cycles) > 1 else cycles
	return rows.iloc[0] if len(rows) == 1 else None


def check_cycles(data: Data) -> Iterator[Found]:
	if "cycles" not in data or len(data.frames["cycles"]) <= 1:
		return
	marked = data.column("cycles", "is_current")
	if marked.sum() == 0:
		yield Found("current_cycle", "cycles", None, "is_current", more={"count": "no"})
	elif marked.sum() > 1:
		yield from data.found("current_cycle", "cycles", marked, "is_current", count=f"{marked.sum()}")


def check_history(data: Data) -> Iterator[Found]:
	if "history" not in data:
		return
	frame = data.frames["history"]
	known = data.column("cycles", "cycle").dropna() if "cycles" in data else pd.Series(dtype=object)
	unknown = frame["cycle"].notna() & ~frame["cycle"].isin(known)
	hint = hints(frame["cycle"][unknown], known).reindex(frame.index)
	yield from data.found("unknown_cycle", "history", unknown & frame["closed_on"].isna(), "cycle", hint=hint)
	if "cycles" in data:
		yield from data.found(
			"cycle_not_listed", "history", unknown & frame["closed_on"].notna(), "cycle", hint=hint
		)
