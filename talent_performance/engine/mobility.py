"""Internal mobility: who of the own people fits a role, which roles are within somebody's reach, who is ready to be promoted.

Rank        by printed fit; of equal ones by readiness, performance, the own wish, open gap and coverage. The reader may put
            another of these first. Who is equal in all of them has the same place. Ranked are those whose fit rests on enough
            coverage and who meet every assessed essential; unmet essentials stand apart, and so does a fit that is too thin.
Open gap    Σ w·max(0, required − actual) / Σ w over the assessed competencies of the role: how many levels are missing.
Reach       by the company's own readiness limits: from the first on within reach, from the second on with development. An
            unmet essential keeps a role out of the first; a fit that can't be ranked is no reach at all.
Promotion   four conditions, each met, open or unknown: performance, the present role mastered, time in it, potential. All
            met is ready, three of them nearly, and what isn't met is named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from talent_performance.engine.competency import DAYS_PER_MONTH, comma_lists, find_pairs
from talent_performance.engine.frames import days, find, ratio, result, same, take, total
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import at_least, below, half_up
from talent_performance.engine.scales import as_fraction
from talent_performance.engine.succession import readiness
from talent_performance.engine.tables import MOBILITY_GROUPS, PROMOTIONS, REACHES

# What decides, in this order: column, and whether more of it is better.
CRITERIA = {
	"fit": True,
	"readiness": True,
	"performance": True,
	"wish": False,
	"open_gap": False,
	"coverage": True,
}
LEADING = ("fit", "readiness", "performance", "wish")
ESSENTIALS_UNMET = "Below the required level in an essential: {names}"
TOO_LITTLE_ASSESSED = "Too little of the role is assessed to rank the fit"

# From so many months in the role on somebody is promoted, and no band below may stand in the way.
MONTHS_IN_ROLE = 12
PERFORMANCE_OPEN = "Performance: high in the last cycle, and not low in the one before"
ROLE_OPEN = "Present role: fit from {limit} % on, every essential met"
TIME_OPEN = "Time: {months} months in the role"
POTENTIAL_OPEN = "Potential: not low"
UNKNOWN = "{condition} (not known)"


def open_gaps(gaps: pd.DataFrame) -> pd.DataFrame:
	"""How far each pair of employee and role is from what the role requires.

	`gaps` is the table `competency_gaps`. Returns employee, designation, `open_gap` (weighted mean of the gaps in
	levels, null where nothing is assessed), `short` (competencies below the required level) and `unassessed`, in the
	order in which the pairs first appear.
	"""
	pair, first = _pairs(gaps)
	size = len(first)
	known = gaps["gap"].notna().to_numpy()
	gap = np.where(known, gaps["gap"].to_numpy(dtype=float), 0.0)
	weight = gaps["weight"].to_numpy(dtype=float) * known
	return pd.DataFrame(
		{
			"employee": gaps["employee"].to_numpy()[first],
			"designation": gaps["designation"].to_numpy()[first],
			"open_gap": ratio(total(pair, weight * gap, size), total(pair, weight, size)),
			"short": total(pair, (gap > 0).astype(float), size),
			"unassessed": total(pair, (~known).astype(float), size),
		}
	)


def _pairs(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
	"""The number of each row's pair of employee and designation, and the first row of each."""
	person, _people = pd.factorize(table["employee"])
	role, roles = pd.factorize(table["designation"])
	pair, _found = pd.factorize(person.astype(np.int64) * max(len(roles), 1) + role)
	first = np.flatnonzero(~pd.Series(pair).duplicated().to_numpy())
	return pair, first


def matched(
	fit: pd.DataFrame,
	gaps: pd.DataFrame,
	wishes: pd.DataFrame,
	facts: pd.DataFrame | None = None,
	policy: Policy | None = None,
) -> pd.DataFrame:
	"""Pairs of employee and role with all that decides about them, on the index of `fit`.

	`fit` and `gaps` are the tables `fit` and `competency_gaps` of the same pairs, `wishes` has the columns employee,
	designation and place (1 is the first wish). `facts` has a row an employee: employee_name, performance, potential
	and time (each 0 to 1, as for readiness), and the flag same_level. Without facts, as in what somebody sees of
	himself, performance and readiness stay empty.
	"""
	opened = open_gaps(gaps)
	at = find_pairs(fit["employee"], fit["designation"], opened["employee"], opened["designation"])
	wish = find_pairs(fit["employee"], fit["designation"], wishes["employee"], wishes["designation"])
	known = {column: _at(opened[column], at) for column in ("open_gap", "short", "unassessed")}
	pairs = fit.assign(**known, wish=_at(wishes["place"], wish))
	if facts is None:
		return pairs.assign(employee_name=fit["employee"], performance=np.nan, readiness=np.nan)
	person = find(fit["employee"], facts["employee"])
	parts = pd.DataFrame(
		{
			"fit": fit["fit"].to_numpy(dtype=float),
			"ranked": fit["ranked"].to_numpy(dtype=bool),
			"unmet_essential": fit["unmet_essentials"].notna().to_numpy(),
			**{c: _at(facts[c], person) for c in ("performance", "potential", "time")},
			"same_level": np.append(facts["same_level"].to_numpy(dtype=bool), False)[person],
		},
		index=fit.index,
	)
	names = pd.Series(take(facts["employee_name"], person), index=fit.index).astype(object)
	return pairs.assign(
		employee_name=names.where(names.notna(), fit["employee"]),
		performance=parts["performance"],
		readiness=readiness(parts, policy or Policy())["readiness"],
	)


def facts_of(
	employees: pd.DataFrame,
	talent: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	grade: str | None = None,
) -> pd.DataFrame:
	"""What `matched` asks of people: performance, potential and time in role as fractions, and whether they have that grade.

	`employees` has the columns employee, employee_name, date_of_joining, role_since and grade, `talent` employee,
	performance_score and potential_score on the policy's scales.
	"""
	rated = find(employees["employee"], talent["employee"])
	months = months_in_role(employees, as_of)
	return pd.DataFrame(
		{
			"employee": employees["employee"].array,
			"employee_name": employees["employee_name"].array,
			"performance": as_fraction(_at(talent["performance_score"], rated), policy.rating_scale),
			"potential": as_fraction(_at(talent["potential_score"], rated), policy.potential_scale),
			"time": np.clip(months / policy.succession.full_time_months, 0, 1),
			"same_level": same(employees["grade"], grade) if grade else np.zeros(len(employees), dtype=bool),
		}
	)


def months_in_role(employees: pd.DataFrame, as_of: pd.Timestamp) -> np.ndarray:
	"""Since role_since, else since joining; null where neither is known."""
	since, joined = days(employees["role_since"]), days(employees["date_of_joining"])
	return (days([as_of])[0] - np.where(np.isnan(since), joined, since)) / DAYS_PER_MONTH


def _at(values: pd.Series, rows: np.ndarray) -> np.ndarray:
	"""Numbers at rows, null for −1."""
	return np.append(values.to_numpy(dtype=float), np.nan)[rows]


def rank(pairs: pd.DataFrame, leading: str = "fit", translate: Translate = str) -> pd.DataFrame:
	"""People in the order in which they come into question for a role, each role by itself.

	`pairs` is what `matched` returns. `leading` is the criterion that decides first. Returns the table `mobility`: by
	role, then the ranked ones by place, then those with unmet essentials, then those without a ranked fit.
	"""
	if leading not in LEADING:
		raise ValueError(f"leading: {leading!r}, expected one of {', '.join(LEADING)}")
	group, role = _group(pairs), pd.factorize(pairs["designation"])[0]
	keys = _keys(pairs, leading)
	order = np.lexsort(
		[
			pd.factorize(pairs["employee"].astype(str), sort=True)[0],
			pd.factorize(pairs["employee_name"].astype(str), sort=True)[0],
			*reversed(keys),
			group,
			role,
		]
	)
	place = _places([role[order], group[order]], [key[order] for key in keys])
	ordered = pairs.iloc[order].reset_index(drop=True)
	group = group[order]
	return result(
		"mobility",
		{
			**{c: ordered[c].array for c in ("designation", "employee", "employee_name", *CRITERIA)},
			**{c: ordered[c].array for c in ("short", "unassessed")},
			**{c: ordered[c].array for c in ("unmet_essentials", "unknown_essentials")},
			"standing": pd.Categorical.from_codes(group, categories=list(MOBILITY_GROUPS)),
			"place": np.where(group == 0, place, np.nan),
			"reason": _why_apart(ordered, group, translate),
		},
	)


def _group(pairs: pd.DataFrame) -> np.ndarray:
	"""0 ranked, 1 with an unmet essential, 2 without a fit that can be ranked."""
	unmet = pairs["unmet_essentials"].notna().to_numpy()
	return np.where(pairs["ranked"].to_numpy(dtype=bool), unmet.astype(np.int64), 2)


def _keys(pairs: pd.DataFrame, leading: str) -> list[np.ndarray]:
	"""What decides, as numbers of which less is better; unknown comes last. Printed numbers decide."""
	names = [leading, *(name for name in CRITERIA if name != leading)]
	values = {name: half_up(pairs[name].to_numpy(dtype=float), 2) for name in names}
	return [
		np.nan_to_num(-values[name] if CRITERIA[name] else values[name], nan=np.inf, neginf=-np.inf)
		for name in names
	]


def _places(blocks: list[np.ndarray], keys: list[np.ndarray]) -> np.ndarray:
	"""1 for the first of a block; equal ones share a place, and the next one counts those before. Rows are in order."""
	size = len(blocks[0])
	if not size:
		return np.zeros(0)
	new_block = _changes(blocks)
	row = np.arange(size)
	start = np.maximum.accumulate(np.where(new_block, row, 0))
	ahead = np.maximum.accumulate(np.where(new_block | _changes(keys), row, 0))
	return (ahead - start + 1).astype(float)


def _changes(columns: list[np.ndarray]) -> np.ndarray:
	"""True in the first row, and where one of the columns differs from the row before."""
	differs = [np.append(True, values[1:] != values[:-1]) for values in columns]
	return np.logical_or.reduce(differs)


def _why_apart(pairs: pd.DataFrame, group: np.ndarray, translate: Translate) -> np.ndarray:
	"""Why somebody has no place: what the fit says, or what is unmet."""
	names = pairs["unmet_essentials"].astype(object)
	template = translate(ESSENTIALS_UNMET)
	unmet = names.map(lambda each: template.format(names=each), na_action="ignore").to_numpy(dtype=object)
	told = pairs["reason"].astype(object).to_numpy()
	thin = np.where(pd.isna(told), translate(TOO_LITTLE_ASSESSED), told)
	return np.select([group == 1, group == 2], [unmet, thin], default=None)


def reach(pairs: pd.DataFrame, policy: Policy, translate: Translate = str) -> pd.DataFrame:
	"""The roles that people could take on, the nearest first; of equally near ones the wished ones first.

	`pairs` is what `matched` returns, of people and the roles that come into question for them. Returns the table
	`reach`, each person's roles together, in the order in which people first appear.
	"""
	step = _steps(pairs, policy)
	person = pd.factorize(pairs["employee"])[0]
	keys = [step.astype(float), *_keys(pairs, "wish")]
	order = np.lexsort(
		[pd.factorize(pairs["designation"].astype(str), sort=True)[0], *reversed(keys), person]
	)
	ordered = pairs.iloc[order].reset_index(drop=True)
	step = step[order]
	group = np.where(step == len(REACHES) - 1, 2, 0)
	columns = ("employee", "designation", "fit", "coverage", "open_gap", "short", "unassessed", "wish")
	return result(
		"reach",
		{
			**{c: ordered[c].array for c in columns},
			**{c: ordered[c].array for c in ("unmet_essentials", "unknown_essentials")},
			"reach": pd.Categorical.from_codes(step, categories=list(REACHES)),
			"reason": _why_apart(ordered, group, translate),
		},
	)


def _steps(pairs: pd.DataFrame, policy: Policy) -> np.ndarray:
	"""How near: 0 within reach, 1 with development, 2 further away, 3 not known."""
	limits = [band.from_value for band in policy.succession.bands][:2]
	printed = half_up(pairs["fit"].to_numpy(dtype=float), 2)
	step = np.zeros(len(pairs), dtype=np.int64)
	for limit in [*limits, limits[-1]][:2]:
		step += below(printed, limit)
	step = np.maximum(step, pairs["unmet_essentials"].notna().to_numpy().astype(np.int64))
	return np.where(pairs["ranked"].to_numpy(dtype=bool), step, len(REACHES) - 1)


@dataclass(frozen=True)
class Condition:
	"""One of the conditions of a promotion: where it is met, where it isn't known, and how it is said."""

	met: np.ndarray
	unknown: np.ndarray
	text: str


def promotion(people: pd.DataFrame, policy: Policy, translate: Translate = str) -> pd.DataFrame:
	"""Who is ready for the next step, and what still stands against it.

	`people` has the columns employee, performance_band and previous_band (bands of the last two cycles, the second null
	where there was one cycle only), fit, ranked and unmet_essentials of the present role, months_in_role, and
	potential_band; where potential is switched off or not to be seen, the flag `without_potential` takes the condition
	away. Returns the table `promotion` in the order of `people`.
	"""
	conditions = _conditions(people, policy, translate)
	left_out = people["without_potential"].to_numpy(dtype=bool)
	counted = [np.ones(len(people), dtype=bool)] * (len(conditions) - 1) + [~left_out]
	met = sum((each.met & here).astype(int) for each, here in zip(conditions, counted, strict=True))
	asked = sum(here.astype(int) for here in counted)
	missing = asked - met
	step = np.where(missing == 0, 0, np.where(missing == 1, 1, 2)) if len(people) else np.zeros(0, dtype=int)
	return result(
		"promotion",
		{
			"employee": people["employee"].array,
			"promotion": pd.Categorical.from_codes(step, categories=list(PROMOTIONS)),
			"met": met,
			"asked": asked,
			"reason": _what_is_open(conditions, counted, len(people), translate),
		},
	)


def _conditions(people: pd.DataFrame, policy: Policy, translate: Translate) -> list[Condition]:
	fit, months = (people[c].to_numpy(dtype=float) for c in ("fit", "months_in_role"))
	last, potential = people["performance_band"], people["potential_band"]
	limit = policy.succession.bands[0].from_value
	ranked = people["ranked"].to_numpy(dtype=bool)
	mastered = ranked & at_least(half_up(fit, 2), limit) & people["unmet_essentials"].isna().to_numpy()
	return [
		Condition(
			same(last, "high") & ~same(people["previous_band"], "low"),
			last.isna().to_numpy(),
			translate(PERFORMANCE_OPEN),
		),
		Condition(mastered, ~ranked, translate(ROLE_OPEN).format(limit=f"{limit * 100:g}")),
		Condition(
			at_least(months, MONTHS_IN_ROLE),
			np.isnan(months),
			translate(TIME_OPEN).format(months=MONTHS_IN_ROLE),
		),
		Condition(
			potential.notna().to_numpy() & ~same(potential, "low"),
			potential.isna().to_numpy(),
			translate(POTENTIAL_OPEN),
		),
	]


def _what_is_open(
	conditions: list[Condition], counted: list[np.ndarray], size: int, translate: Translate
) -> pd.Categorical:
	"""The conditions that aren't met, in their order; what isn't known is marked so."""
	rows, texts = [], []
	marked = translate(UNKNOWN)
	for each, here in zip(conditions, counted, strict=True):
		row = np.flatnonzero(here & ~each.met)
		rows.append(row)
		texts.append(
			np.where(each.unknown[row], marked.format(condition=each.text), each.text).astype(object)
		)
	return comma_lists(np.concatenate(rows), np.concatenate(texts), size, separator="; ")
