"""The reward view of a pay round: who is eligible, how much of the year counts, and what merit the ratings suggest within a budget.

Rating        of the cycle under the pay policy: without 360 feedback and without aspirational objectives, whatever the templates say.
Position      of pay in its range: (salary − low)/(high − low), in thirds lower, middle, upper; below and above the range count there.
Merit         salary · percent of the rule · share of the period employed; the rule for the third comes before the one for any.
Budget        where the sum is above it all are scaled down by one factor; what rounding leaves over goes to the largest remainders.

Money is Decimal. What can't be computed is null with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.appraisal import FEEDBACK, OBJECTIVES
from talent_performance.engine.frames import days, find, ratio, result, take
from talent_performance.engine.policy import Policy, Template
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import at_least, below
from talent_performance.engine.tables import MERIT_THIRDS, OUTPUTS

ANY, *THIRDS = MERIT_THIRDS
AMOUNTS = ("salary", "range_low", "range_high")
LEFT = "Left, or has handed in a resignation"
SERVICE = "Employed for fewer than {least} days on {on}"
NO_RATING = "No rating in this cycle"
NO_SALARY = "No salary is known"
NO_RULE = "No rule for this rating and position in the range"


@dataclass(frozen=True)
class Round:
	"""What a pay round asks: the day on which it takes effect, the least days employed, shares, budget, places of money."""

	effective_on: pd.Timestamp
	least_days: int = 90
	prorated: bool = True
	budget: Decimal | None = None
	places: int = 0


def pay_policy(policy: Policy) -> Policy:
	"""The cycle's policy without what never enters pay: the component of 360 feedback, and aspirational objectives."""
	templates = {name: _for_pay(template) for name, template in policy.templates.items()}
	return replace(policy, templates=MappingProxyType(templates))


def _for_pay(template: Template) -> Template:
	weights = {name: weight for name, weight in template.weights.items() if name != FEEDBACK}
	if not sum(weights.values()) > 0:
		weights = {OBJECTIVES: 1.0}
	return replace(template, weights=MappingProxyType(weights), aspirational="leave out")


def position(salary: Any, low: Any, high: Any) -> np.ndarray:
	"""Where pay stands in its range, 0 at its low end and 1 at its high one; null without a range."""
	salary, low, high = (np.asarray(each, dtype=float) for each in (salary, low, high))
	return ratio(salary - low, high - low)


def third(positions: Any) -> np.ndarray:
	"""lower, middle or upper; null without a position."""
	positions = np.asarray(positions, dtype=float)
	at = at_least(positions, 1 / 3).astype(int) + at_least(positions, 2 / 3)
	return np.where(np.isnan(positions), None, np.array(THIRDS, dtype=object)[at])


def share_of_period(joined: Any, left: Any, start: pd.Timestamp, end: pd.Timestamp) -> np.ndarray:
	"""The share of the period's days on which somebody was employed, first and last day included; leave lowers nothing."""
	first, last = days([start])[0], days([end])[0]
	begins = np.fmax(days(joined), first)
	ends = np.fmin(np.where(np.isnan(days(left)), last, days(left)), last)
	return np.clip(ends - np.fmax(begins, first) + 1, 0, None) / (last - first + 1)


def eligibility(
	people: pd.DataFrame, on: pd.Timestamp, least_days: int, translate: Translate = str
) -> np.ndarray:
	"""Why somebody takes no part, null for who does. `people` has status, joined, resigned_on, rating and salary."""
	service = days([on])[0] - days(people["joined"])
	too_short = translate(SERVICE).format(least=least_days, on=f"{on:%Y-%m-%d}")
	gone = people["status"].eq("Left") | people["resigned_on"].notna()
	salary = pd.to_numeric(people["salary"]).astype(float)
	checks = (
		(gone.to_numpy(dtype=bool), translate(LEFT)),
		(below(service, least_days) | np.isnan(service), too_short),
		(people["rating"].isna().to_numpy(dtype=bool), translate(NO_RATING)),
		(~(salary > 0).to_numpy(dtype=bool), translate(NO_SALARY)),
	)
	return np.select([mask for mask, _text in checks], [text for _mask, text in checks], default=None)


def as_money(value: object) -> Decimal | None:
	"""A number as money: its shortest decimal text; None for nothing and for 0.

	>>> as_money(0.1), as_money(0), as_money(None)
	(Decimal('0.1'), None, None)
	"""
	if value is None or pd.isna(value) or not float(value):
		return None
	return Decimal(repr(float(value)))


def lines(
	people: pd.DataFrame,
	asked: Round,
	rules: pd.DataFrame,
	period: tuple[pd.Timestamp, pd.Timestamp],
	translate: Translate = str,
) -> tuple[pd.DataFrame, Decimal]:
	"""A round's people with what is suggested for them, and the factor by which all of it was scaled.

	`people` has employee, status, joined, left, resigned_on, rating, and salary, range_low and range_high as Decimal. Added are
	share, position and third, and what `suggest` returns.
	"""
	share = share_of_period(people["joined"], people["left"], *period)
	made = people.assign(
		share=share if asked.prorated else np.ones(len(people)),
		position=position(people["salary"], people["range_low"], people["range_high"]),
	)
	made["third"] = third(made["position"])
	made["reason"] = eligibility(made, asked.effective_on, asked.least_days, translate)
	found, factor = suggest(made, rules, asked.budget, asked.places, translate)
	columns = ("percent", "guideline", "merit", "new_salary", "reason")
	return made.assign(**{column: found[column].to_numpy(dtype=object) for column in columns}), factor


def reward_tables(
	tables: Mapping[str, pd.DataFrame],
	ratings: pd.DataFrame,
	period: tuple[pd.Timestamp, pd.Timestamp],
	translate: Translate = str,
) -> dict[str, pd.DataFrame]:
	"""The tables `merit` and `merit_totals` of the rounds in `pay_rounds`.

	`tables` holds the input tables, complete; `ratings` has employee, performance_rating and performance_label under the pay
	policy, a row for each who takes part.
	"""
	people = _people(tables["employees"], tables["pay"], ratings)
	merit, sums = [], []
	for row in tables["pay_rounds"].itertuples(index=False):
		here = (
			people
			if pd.isna(row.company)
			else people[(people["company"] == row.company).to_numpy(dtype=bool)]
		)
		rules = tables["merit_rules"]
		rules = rules[(rules["pay_round"] == row.pay_round).to_numpy(dtype=bool)]
		exact = rules.assign(percent=[Decimal(repr(float(each))) for each in rules["percent"]])
		asked = Round(
			row.effective_on, int(row.least_days), bool(row.prorated), as_money(row.budget), int(row.places)
		)
		found, factor = lines(here.reset_index(drop=True), asked, exact, period, translate)
		merit.append(found.assign(pay_round=row.pay_round))
		sums.append(_summed(found, factor, row))
	return {"merit": _as_table("merit", merit), "merit_totals": _as_table("merit_totals", sums)}


def _people(employees: pd.DataFrame, pay: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
	"""Those who have a row in `ratings`, with all that `lines` asks of them."""
	at = find(ratings["employee"], employees["employee"])
	paid = find(ratings["employee"], pay["employee"])
	plain = ("employee", "employee_name", "company", "department", "status")
	dates = {"joined": "date_of_joining", "left": "relieving_date", "resigned_on": "resignation_letter_date"}
	return pd.DataFrame(
		{
			**{column: take(employees[column].astype(object), at) for column in plain},
			**{name: take(employees[column], at) for name, column in dates.items()},
			"rating": ratings["performance_rating"].to_numpy(dtype=float),
			"rating_label": ratings["performance_label"].to_numpy(dtype=object),
			**{
				column: pd.Series(map(as_money, take(pay[column].astype(float), paid)), dtype=object)
				for column in AMOUNTS
			},
		}
	)


def _summed(found: pd.DataFrame, factor: Decimal, asked: Any) -> pd.DataFrame:
	whole = {column: sum(found[column].dropna(), Decimal(0)) for column in ("guideline", "merit")}
	return pd.DataFrame(
		{
			"pay_round": [asked.pay_round],
			"company": [asked.company],
			"people": [float(len(found))],
			"without": [float(found["reason"].notna().sum())],
			"guideline": [whole["guideline"]],
			"budget": [asked.budget],
			"factor": [factor],
			"suggested": [whole["merit"]],
		}
	)


def _as_table(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
	"""An output table of parts; Decimals as plain numbers."""
	if not parts:
		return result(name, {})
	spec, whole = OUTPUTS[name], pd.concat(parts, ignore_index=True)
	return result(
		name,
		{
			column.name: whole[column.name].astype(float if column.kind == "number" else object)
			for column in spec.columns
		},
	)


def suggest(
	people: pd.DataFrame,
	rules: pd.DataFrame,
	budget: Decimal | None,
	places: int = 0,
	translate: Translate = str,
) -> tuple[pd.DataFrame, Decimal]:
	"""Merit of everybody, and the factor by which all of it was scaled.

	`people` has employee, salary (Decimal), rating, third, share and reason (why somebody takes no part); `rules` has rating, third
	("any" for all) and percent (Decimal). Returns employee, percent, guideline (before the budget), merit, new_salary and reason.
	"""
	percents = [_percent(rules, *each) for each in zip(people["rating"], people["third"], strict=True)]
	reasons = [
		reason if isinstance(reason, str) else None if percent is not None else translate(NO_RULE)
		for reason, percent in zip(people["reason"], percents, strict=True)
	]
	takes_part = [reason is None for reason in reasons]
	guideline = [
		salary * percent / 100 * Decimal(repr(float(share))) if part else None
		for salary, percent, share, part in zip(
			people["salary"], percents, people["share"], takes_part, strict=True
		)
	]
	factor = _factor([each for each in guideline if each is not None], budget)
	merit = _rounded(guideline, factor, budget, places)
	unit = Decimal(1).scaleb(-places)
	return pd.DataFrame(
		{
			"employee": people["employee"].array,
			"percent": [each if part else None for each, part in zip(percents, takes_part, strict=True)],
			"guideline": [None if each is None else each.quantize(unit, ROUND_HALF_UP) for each in guideline],
			"merit": merit,
			"new_salary": [
				None if each is None else salary + each
				for salary, each in zip(people["salary"], merit, strict=True)
			],
			"reason": reasons,
		},
		dtype=object,
	), factor


def _percent(rules: pd.DataFrame, rating: Any, third_: Any) -> Decimal | None:
	"""What the rule says: the one for the third, else the one for any."""
	known = {(float(row.rating), row.third): row.percent for row in rules.itertuples(index=False)}
	if pd.isna(rating):
		return None
	return known.get((float(rating), third_), known.get((float(rating), ANY)))


def _factor(amounts: list[Decimal], budget: Decimal | None) -> Decimal:
	whole = sum(amounts, Decimal(0))
	return Decimal(1) if budget is None or whole <= budget else budget / whole


def _rounded(
	amounts: list[Decimal | None], factor: Decimal, budget: Decimal | None, places: int
) -> list[Decimal | None]:
	"""Amounts times the factor, in whole units, their sum never above the budget."""
	unit = Decimal(1).scaleb(-places)
	exact = [None if each is None else each * factor for each in amounts]
	floors = [None if each is None else each.quantize(unit, ROUND_FLOOR) for each in exact]
	whole = sum((each for each in exact if each is not None), Decimal(0))
	most = whole.quantize(unit, ROUND_HALF_UP if budget is None else ROUND_FLOOR)
	if budget is not None and abs(whole - budget) < unit / 1000:
		most = budget.quantize(unit, ROUND_FLOOR)
	units = int((most - sum((each for each in floors if each is not None), Decimal(0))) / unit)
	rest = [(floor - value, at) for at, (floor, value) in enumerate(zip(floors, exact, strict=True)) if value]
	for _remainder, at in sorted(rest)[: max(0, units)]:
		floors[at] = floors[at] + unit
	return floors


def totals(lines: pd.DataFrame) -> dict[str, Any]:
	"""How many stand in a round, for how many nothing is suggested, and how much in all and by level of rating, the lowest first.

	`lines` has reason, merit, rating and rating_label.
	"""
	by_level = lines.dropna(subset=["rating_label"]).sort_values("rating", kind="stable")
	sums = by_level.groupby("rating_label", sort=False)["merit"].sum()
	return {
		"people": len(lines),
		"without": int(lines["reason"].notna().sum()),
		"suggested": float(lines["merit"].sum()),
		"by_level": {str(label): float(amount) for label, amount in sums.items()},
	}
