"""What a head of HR should look at first: sentences that count rows of the results, and where to read more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from talent_performance.rehearsal.report.formats import texts
from talent_performance.rehearsal.report.messages import Messages

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Point:
	"""One sentence and where to read more."""

	section: str
	text: str


def points(tables: Tables, problems: pd.DataFrame, messages: Messages) -> list[Point]:
	"""The sentences that apply to these results, the gravest subjects first."""
	found = [point for finder in _FINDERS for point in finder(tables, messages)]
	if len(problems):
		found.append(Point("data", messages.count("attention.problems", len(problems))))
	return found


def _empty_positions(tables: Tables, messages: Messages) -> Iterator[Point]:
	bench = tables["bench"]
	none = int((bench["bench"] == "none").sum())
	if none:
		text = messages.count("attention.no_successor", none, of=messages.number(len(bench)))
		yield Point("succession", text)


def _contested_positions(tables: Tables, messages: Messages) -> Iterator[Point]:
	contested = sorted(set(texts(tables["bench"]["competes_with"])) - {None})
	if not contested:
		return
	sentence = contested[0][:1].upper() + contested[0][1:]
	if len(contested) == 1:
		yield Point("succession", messages.say("attention.contested", sentence=sentence))
	else:
		yield Point(
			"succession", messages.count("attention.contested_sets", len(contested) - 1, sentence=sentence)
		)


def _guidelines(tables: Tables, messages: Messages) -> Iterator[Point]:
	found = tables["distribution"]
	found = found[
		(found["scope_kind"] == "department").to_numpy(dtype=bool) & found["move_low"].notna().to_numpy()
	]
	outside = found[(found["move_low"] > 0) | (found["move_high"] < 0)]
	if len(outside):
		of = messages.number(found["scope"].nunique())
		yield Point("ratings", messages.count("attention.guideline", int(outside["scope"].nunique()), of=of))


def _severity(tables: Tables, messages: Messages) -> Iterator[Point]:
	noted = int(tables["severity"]["shown"].fillna(False).astype(bool).sum())
	if noted:
		yield Point("ratings", messages.count("attention.severity", noted))


def _objectives(tables: Tables, messages: Messages) -> Iterator[Point]:
	at_risk, of = _figure(tables, "objectives_at_risk")
	if at_risk:
		yield Point("objectives", messages.count("attention.at_risk", at_risk, of=messages.number(of)))
	objectives = tables["objectives"]
	alive = objectives[(objectives["archived"] != "approved").to_numpy(dtype=bool)]
	orphans = sum("orphan" in (issues or "").split(", ") for issues in texts(alive["issues"]))
	if orphans:
		yield Point("objectives", messages.count("attention.orphans", orphans))


def _cascade(tables: Tables, messages: Messages) -> Iterator[Point]:
	short = int((tables["cascade"]["difference"] < 0).sum())
	if short:
		yield Point("alignment", messages.count("attention.cascade", short))


def _stars_without_plan(tables: Tables, messages: Messages) -> Iterator[Point]:
	talent, plans = tables["talent"], tables["succession"]
	high = talent.loc[(talent["high_potential"] == "high potential").to_numpy(dtype=bool), "employee"]
	if not len(high) or not len(plans):
		return
	without = int((~high.isin(set(texts(plans["employee"])))).sum())
	if without:
		yield Point("potentials", messages.count("attention.no_plan", without, of=messages.number(len(high))))


def _pressing(tables: Tables, messages: Messages) -> Iterator[Point]:
	told = tables["retention"]
	both = (told["risk"] == "high").to_numpy(dtype=bool) & (told["impact"] == "high").to_numpy(dtype=bool)
	if both.any():
		yield Point("retention", messages.count("attention.pressing", int(both.sum())))


def _essentials(tables: Tables, messages: Messages) -> Iterator[Point]:
	unmet = tables["fit"].loc[tables["fit"]["unmet_essentials"].notna(), "employee"].nunique()
	if unmet:
		yield Point("competencies", messages.count("attention.essentials", int(unmet)))


def _overrides(tables: Tables, messages: Messages) -> Iterator[Point]:
	silent = int(tables["appraisals"]["override_needs_reason"].fillna(False).astype(bool).sum())
	if silent:
		yield Point("ratings", messages.count("attention.overrides", silent))


def _unrated(tables: Tables, messages: Messages) -> Iterator[Point]:
	rated, people = _figure(tables, "rated")
	if people > rated:
		yield Point(
			"unplaced", messages.count("attention.unrated", people - rated, of=messages.number(people))
		)


def _figure(tables: Tables, name: str) -> tuple[int, int]:
	"""A headline figure for everybody and its denominator; 0 of 0 where there is none."""
	summary = tables["summary"]
	found = summary[(summary["figure"] == name).to_numpy(dtype=bool) & summary["company"].isna().to_numpy()]
	found = found[found["value"].notna() & found["of"].notna()]
	return (int(found["value"].iloc[0]), int(found["of"].iloc[0])) if len(found) else (0, 0)


_FINDERS: tuple[Callable[[Tables, Messages], Iterator[Point]], ...] = (
	_empty_positions,
	_contested_positions,
	_guidelines,
	_severity,
	_objectives,
	_cascade,
	_stars_without_plan,
	_pressing,
	_essentials,
	_overrides,
	_unrated,
)
