"""Talent pools: whom a pool's criteria suggest, what isn't known of them, and how far members have come.

A criterion names a fact of a fixed list, an operator and a value. What isn't known is neither met nor unmet: it is told, and
nobody is suggested or passed over because of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from talent_performance.engine.competency import comma_lists
from talent_performance.engine.frames import find, result, same, take
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import at_least, half_up
from talent_performance.engine.tables import BANDS as IN_ORDER
from talent_performance.engine.tables import OUTPUTS
from talent_performance.engine.talent import movement

NUMBER, WORD, ORDERED = "number", "word", "ordered"
IS, IS_NOT, ONE_OF, NONE_OF, AT_LEAST, AT_MOST = "is", "is not", "one of", "none of", "at least", "at most"
OPERATORS = {
	NUMBER: (IS, AT_LEAST, AT_MOST),
	WORD: (IS, IS_NOT, ONE_OF, NONE_OF),
	ORDERED: (IS, IS_NOT, ONE_OF, NONE_OF, AT_LEAST, AT_MOST),
}
OF_SEVERAL = (ONE_OF, NONE_OF)
NEGATED = (IS_NOT, NONE_OF)
ALL, ANY = "all", "any"
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Fact:
	"""What of a person a criterion may ask: its column, its kind, and the words that it takes, in their order."""

	column: str
	kind: Literal["number", "word", "ordered"]
	words: tuple[str, ...] = ()


BANDS = ("Low", "Mid", "High")
FACTS: dict[str, Fact] = {
	"Performance": Fact("performance_score", NUMBER),
	"Performance Band": Fact("performance_band", ORDERED, BANDS),
	"Potential": Fact("potential_score", NUMBER),
	"Potential Band": Fact("potential_band", ORDERED, BANDS),
	"Box": Fact("box", NUMBER),
	"High Potential": Fact("high_potential", ORDERED, ("No", "Emerging", "High Potential")),
	"Learning Agility": Fact("learning_agility", NUMBER),
	"Leadership Capability": Fact("leadership_capability", NUMBER),
	"Fit to Role": Fact("fit", NUMBER),
	"Years of Service": Fact("years_of_service", NUMBER),
	"Department": Fact("department", WORD),
	"Designation": Fact("designation", WORD),
	"Branch": Fact("branch", WORD),
	"Grade": Fact("grade", WORD),
	"Employment Type": Fact("employment_type", WORD),
}
STANDING = (
	"performance_score",
	"performance_band",
	"potential_score",
	"potential_band",
	"box",
	"high_potential",
)


def years_of_service(joined: pd.Series, as_of: pd.Timestamp) -> pd.Series:
	"""Whole days since joining as years, two places; null where nobody knows the day or it lies ahead."""
	days = (as_of - pd.to_datetime(joined)).dt.days.astype(float)
	return pd.Series(half_up(days.where(days >= 0) / DAYS_A_YEAR), index=joined.index)


def problem(fact: str, operator: str, value: str | None) -> tuple[str, str] | None:
	"""What is wrong with a criterion: the field in which it stands, and what was found there; None where nothing is.

	>>> (
	...     problem("Box", "at least", "seven"),
	...     problem("Department", "at least", "Sales"),
	...     problem("Box", "at least", "7"),
	... )
	(('value', 'seven'), ('operator', 'at least'), None)
	"""
	known = FACTS.get(fact)
	if known is None:
		return "fact", fact
	if operator not in OPERATORS[known.kind]:
		return "operator", operator
	values = values_of(operator, value)
	bad = [each for each in values if not _fits_kind(each, known)]
	return ("value", bad[0] if bad else "") if bad or not values else None


def _fits_kind(text: str, fact: Fact) -> bool:
	if fact.kind == NUMBER:
		return not np.isnan(_number(text))
	return not fact.words or _place(text, fact.words) >= 0


def values_of(operator: str, value: str | None) -> list[str]:
	"""What a criterion compares with: one text, or several with commas or line breaks between them.

	>>> values_of("one of", "Sales - N, Retail - N")
	['Sales - N', 'Retail - N']
	"""
	text = (value or "").strip()
	parts = text.replace("\n", ",").split(",") if operator in OF_SEVERAL else [text]
	return [part.strip() for part in parts if part.strip()]


def suggest(
	people: pd.DataFrame, criteria: pd.DataFrame, match: str = ALL, translate: Translate = str
) -> pd.DataFrame:
	"""Whom the criteria suggest. `people` has a column for each fact; `criteria` has fact, operator and value.

	One row a person: fits (1 yes, 0 no, null not known), and the facts that are met, unmet and unknown as comma-separated lists:
	null is because of the unknown ones, or because there are no criteria. With `match` "all" an unmet criterion decides, with
	"any" a met one, whatever isn't known besides.
	"""
	labels = [translate(str(fact)) for fact in criteria["fact"]]
	asked = criteria.itertuples(index=False)
	told = [_met(people, str(row.fact), str(row.operator), row.value) for row in asked]
	verdicts = np.column_stack(told) if told else np.full((len(people), 0), np.nan)
	met, unmet, unknown = verdicts == 1, verdicts == 0, np.isnan(verdicts)
	decided, deciding = (met, 1.0) if match == ANY else (unmet, 0.0)
	open_ = unknown.any(axis=1) | (not labels)
	fits = np.where(decided.any(axis=1), deciding, np.where(open_, np.nan, 1 - deciding))
	lists = {"met": met, "unmet": unmet, "unknown": unknown}
	lists = {name: _listed(mask, labels) for name, mask in lists.items()}
	return pd.DataFrame({"employee": people["employee"].to_numpy(), "fits": fits, **lists})


def moved_since(now: tuple[str, str], then: tuple[str, str]) -> str:
	"""How somebody's (performance, potential) bands moved: "up", "down", "same", "sideways"; empty where one isn't known.

	>>> moved_since(("High", "High"), ("Mid", "High")), moved_since(("High", "High"), ("", ""))
	('up', '')
	"""
	places = [
		tuple(find(pd.Series([band.lower()]), list(IN_ORDER)) for band in place) for place in (now, then)
	]
	said = movement(*places)[0]
	return "" if pd.isna(said) or said == "new" else str(said)


def suggest_for_each(
	people: pd.DataFrame, criteria: pd.DataFrame, translate: Translate = str
) -> pd.DataFrame:
	"""The table `pool_suggestions`: of each pool in `pool_criteria` those who fit, and those of whom nobody knows."""
	parts = [
		suggest(people, rows, str(rows["match"].iloc[0]), translate).assign(pool=pool)
		for pool, rows in criteria.groupby("pool", sort=False)
	]
	found = (
		pd.concat(parts, ignore_index=True)
		if parts
		else pd.DataFrame(columns=list(OUTPUTS["pool_suggestions"].by_name))
	)
	told = found[found["fits"].isna() | (found["fits"] == 1)].reset_index(drop=True)
	return result("pool_suggestions", {name: told[name].array for name in OUTPUTS["pool_suggestions"].names})


def facts_of(
	employees: pd.DataFrame, talent: pd.DataFrame, fit: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
	"""Everybody at work with the facts that are in the tables `employees`, `talent` and `fit`; the others aren't known."""
	people = employees[~same(employees["status"], "Left")].reset_index(drop=True)
	stand, fitted = find(people["employee"], talent["employee"]), find(people["employee"], fit["employee"])
	ranked = np.append(fit["ranked"].to_numpy(dtype=bool), False)[fitted]
	value = np.asarray(take(fit["fit"], fitted), dtype=float)
	known = {fact.column: people[fact.column] for fact in FACTS.values() if fact.column in people}
	known |= {column: take(talent[column], stand) for column in STANDING}
	return pd.DataFrame(
		{
			"employee": people["employee"],
			**known,
			"fit": half_up(np.where(ranked, value, np.nan) * 100),
			"years_of_service": years_of_service(people["date_of_joining"], as_of),
		}
	)


def _met(people: pd.DataFrame, fact: str, operator: str, value: str | None) -> np.ndarray:
	"""1 where a criterion is met, 0 where it isn't, null where the fact isn't known."""
	known, values = FACTS.get(fact), values_of(operator, value)
	if known is None or known.column not in people or problem(fact, operator, value):
		return np.full(len(people), np.nan)
	column = people[known.column]
	if known.kind == WORD:
		return _compared_words(column, operator, values)
	if known.kind == NUMBER:
		have, wanted = pd.to_numeric(column).to_numpy(dtype=float), [_number(each) for each in values]
	else:
		have = np.array([_place(each, known.words) for each in column], dtype=float)
		have, wanted = np.where(have < 0, np.nan, have), [float(_place(each, known.words)) for each in values]
	return np.where(np.isnan(have), np.nan, _compared(have, operator, wanted).astype(float))


def _compared(have: np.ndarray, operator: str, wanted: list[float]) -> np.ndarray:
	if operator == AT_LEAST:
		return at_least(have, wanted[0])
	if operator == AT_MOST:
		return at_least(wanted[0], have)
	within = np.isin(have, wanted)
	return ~within if operator in NEGATED else within


def _compared_words(column: pd.Series, operator: str, values: list[str]) -> np.ndarray:
	wanted = {each.casefold() for each in values}
	texts = column.astype(object)
	known = (texts.notna() & (texts != "")).to_numpy(dtype=bool)
	within = np.array([str(each).casefold() in wanted for each in texts], dtype=bool)
	return np.where(known, (within != (operator in NEGATED)).astype(float), np.nan)


def _listed(mask: np.ndarray, labels: list[str]) -> pd.Series:
	"""The labels of each row's true cells, with commas between them; null where there are none."""
	row, column = np.nonzero(mask)
	lists = comma_lists(row, [labels[at] for at in column], len(mask))
	return pd.Series(lists, dtype=object).where(~pd.isna(lists), None)


def _place(word: object, words: tuple[str, ...]) -> int:
	"""Where a word stands among others, whatever its case; −1 where it doesn't."""
	text = str(word).strip().casefold()
	return next((at for at, each in enumerate(words) if each.casefold() == text), -1)


def _number(text: str) -> float:
	try:
		found = float(text)
	except ValueError:
		return np.nan
	return found if np.isfinite(found) else np.nan
