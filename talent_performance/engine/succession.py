"""Succession: how ready candidates are, how deep the bench is, what stays empty, and what a position risks.

Readiness     Σ w·x / Σ w over fit, performance, potential and time in role, each 0 to 1. Potential drops out where
              the position is of the candidate's own grade; an unmet essential caps the band. The human band decides,
              the computed one stands beside it.
Bench         from confirmed internal successors. Shared bench = Σ 1/(plans the person is in) over those who are
              ready now.
Net bench     how many positions can be filled at the same moment by different people who are ready now: the size of
              a maximum matching.
Role risk     criticality/5 · p · (1 − max f·(1 − p of the candidate)/plans), p = probability of going within a year,
              f = what a candidate of that band covers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_bipartite_matching

from talent_performance.engine.competency import DAYS_PER_MONTH, comma_lists, find_pairs, first_reason
from talent_performance.engine.frames import days, find, ratio, result, same, take, total
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import at_least, below, half_up
from talent_performance.engine.scales import as_fraction
from talent_performance.engine.tables import NOT_READY

HIGHEST_CRITICALITY = 5
BENCHES = ("ready now", "future", "none")

PARTS = {
	"fit": "a fit to the role",
	"performance": "a performance rating",
	"potential": "a potential rating",
	"time": "the time in role",
}
LOW_COVERAGE = "enough assessed competencies for the fit"
MISSING_PARTS = "No computed readiness, missing: {parts}"
NO_WEIGHT_LEFT = "No computed readiness: none of the parts that apply has a weight"

NOT_INTERNAL = "Doesn't count: from outside the company"
NOT_AN_EMPLOYEE = "Doesn't count: not among the employees"
NOT_A_POSITION = "Doesn't count: the position is not in the list"
NOT_CONFIRMED = "Doesn't count: not confirmed"
IS_LEAVING = "Doesn't count: leaving or has left"
IS_INCUMBENT = "Doesn't count: already holds the position"
ONLY_EMERGENCY = "Doesn't count: emergency cover only"
NOT_JUDGED = "Doesn't count: nobody has judged the readiness"

VACANT = "vacant"
INCUMBENT_LEFT = "vacant: the incumbent has left"
RESIGNED = "resignation"
RETIRES = "retirement"
CONTRACT_ENDS = "contract end"
OWN_RATE = "own rate"
BASE_RATE = "base rate"
BASE_RATE_UNJUDGED = "base rate: risk not judged, taken as mid"
BASE_RATE_UNKNOWN = "base rate: incumbent not among the employees, risk taken as mid"

ONE_EMPTY = "one of {positions} stays empty"
SOME_EMPTY = "{count} of {positions} stay empty"
NOBODY_READY = "nobody is ready now for {positions}"


def readiness(parts: pd.DataFrame, policy: Policy, translate: Translate = str) -> pd.DataFrame:
	"""Computed readiness of candidates, and its band.

	`parts` has the columns fit, performance, potential and time (each 0 to 1), the flags same_level and
	unmet_essential and, where the fit may rest on too little, the flag ranked. Readiness is rounded to four places
	and then banded. A missing part that has a weight leaves it null, with the reason. Returns `readiness`,
	`computed_band`, `capped` (an unmet essential lowered the band) and `reason`, on the index of `parts`.
	"""
	known = parts[list(PARTS)].to_numpy(dtype=float)
	if "ranked" in parts:
		known = np.where(_fit_without_ranking(parts)[:, None] & _is_part("fit"), np.nan, known)
	weights = np.array([policy.succession.weights.get(name, 0.0) for name in PARTS])
	weight = np.where(parts["same_level"].to_numpy(dtype=bool)[:, None] & _is_part("potential"), 0.0, weights)
	missing = (weight > 0) & np.isnan(known)
	whole = weight.sum(axis=1)
	value = ratio(np.where(weight > 0, weight * known, 0.0).sum(axis=1), whole)
	value = half_up(value, 4)
	band, capped = _banded(value, parts["unmet_essential"].to_numpy(dtype=bool), policy)
	return pd.DataFrame(
		{
			"readiness": value,
			"computed_band": band,
			"capped": capped,
			"reason": _why_no_readiness(parts, missing, whole, translate),
		},
		index=parts.index,
	)


def _is_part(name: str) -> np.ndarray:
	return np.array([part == name for part in PARTS])


def _fit_without_ranking(parts: pd.DataFrame) -> np.ndarray:
	return parts["fit"].notna().to_numpy() & ~parts["ranked"].to_numpy(dtype=bool)


def _banded(value: np.ndarray, unmet: np.ndarray, policy: Policy) -> tuple[pd.Categorical, np.ndarray]:
	labels = _band_labels(policy)
	found = np.zeros(len(value), dtype=np.int64)
	for band in policy.succession.bands:
		found += below(value, band.from_value)
	found = np.where(np.isnan(value), -1, found)
	cap = labels.index(policy.succession.essential_caps_at)
	capped = unmet & (found >= 0) & (found < cap)
	return pd.Categorical.from_codes(np.where(capped, cap, found), categories=labels), capped


def _band_labels(policy: Policy) -> list[str]:
	return [*(band.label for band in policy.succession.bands), NOT_READY]


def _why_no_readiness(
	parts: pd.DataFrame, missing: np.ndarray, whole: np.ndarray, translate: Translate
) -> pd.Categorical:
	labels = np.array([*PARTS.values(), LOW_COVERAGE], dtype=object)
	row, part = np.nonzero(missing)
	if "ranked" in parts:
		part = np.where((part == 0) & _fit_without_ranking(parts)[row], len(PARTS), part)
	lists = comma_lists(row, [translate(label) for label in labels[part]], len(parts))
	template = translate(MISSING_PARTS)
	texts = [template.format(parts=text) for text in lists.categories] + [translate(NO_WEIGHT_LEFT)]
	return pd.Categorical.from_codes(np.where(whole > 0, lists.codes, len(texts) - 1), categories=texts)


def candidate_pairs(candidates: pd.DataFrame, positions: pd.DataFrame) -> pd.DataFrame:
	"""Each candidate with the designation of the position, once: the pairs whose fit `nominations` needs."""
	seat = find(candidates["position"], positions["position"])
	pairs = pd.DataFrame(
		{"employee": candidates["employee"].array, "designation": take(positions["designation"], seat)}
	)
	return pairs[pairs.notna().all(axis=1)].drop_duplicates(ignore_index=True)


def leaving(employees: pd.DataFrame, as_of: pd.Timestamp) -> np.ndarray:
	"""True for people who have left or are known to go.

	Known to go: the resignation was handed in by that day; or the last working day lies before the same day of next
	year and isn't the consequence of a resignation that comes later.
	"""
	now, next_year = _now_and_next_year(as_of)
	letter, last_day = days(employees["resignation_letter_date"]), days(employees["relieving_date"])
	known = (last_day <= next_year) & ~((letter > now) & (last_day > now))
	return same(employees["status"], "Left") | (letter <= now) | known


def _now_and_next_year(as_of: pd.Timestamp) -> np.ndarray:
	return days([as_of, as_of + pd.DateOffset(years=1)])


def nominations(
	candidates: pd.DataFrame,
	positions: pd.DataFrame,
	employees: pd.DataFrame,
	talent: pd.DataFrame,
	fit: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	translate: Translate = str,
) -> pd.DataFrame:
	"""Every nomination with computed readiness beside the human band, and whether it counts for the bench.

	`talent` has the columns employee, performance_score and potential_score on the policy's scales; `fit` is the
	table `fit` for `candidate_pairs`. A fit that rests on too little coverage to be ranked isn't used. Time in role
	runs from role_since, else from joining. `plans` counts the positions for which the person is confirmed. Returns
	the table `succession` in the order of `candidates`.
	"""
	joined = _nominated(candidates, positions, employees, as_of)
	parts = _parts(joined, talent, fit, policy, as_of)
	computed = readiness(parts, policy, translate)
	refused = _why_not_counting(joined, translate)
	return result(
		"succession",
		{
			**{c: joined[c].array for c in ("position", "employee", "status", "readiness_band")},
			**{c: joined[c].array for c in ("position_title", "candidate_name", "emergency_cover")},
			**{c: parts[c].array for c in ("fit", "performance", "potential", "time")},
			**{c: computed[c].array for c in ("readiness", "computed_band", "capped")},
			"disagrees": _disagree(joined["readiness_band"], computed["computed_band"], policy),
			"plans": _plans(candidates),
			"counts": refused.isna(),
			"reason": _both(refused, computed["reason"].array),
		},
	)


def _nominated(
	candidates: pd.DataFrame, positions: pd.DataFrame, employees: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
	"""The nominations with what positions and employees say about them."""
	seat = find(candidates["position"], positions["position"])
	person = find(candidates["employee"], employees["employee"])
	since = days(employees["role_since"])
	return pd.DataFrame(
		{
			**{c: candidates[c].array for c in ("position", "employee", "status", "readiness_band")},
			"position_title": take(positions["title"], seat),
			"designation": take(positions["designation"], seat),
			"position_grade": take(positions["grade"], seat),
			"incumbent": take(positions["incumbent"], seat),
			"candidate_name": _first_known(
				take(employees["employee_name"], person), candidates["candidate_name"]
			),
			"grade": take(employees["grade"], person),
			"in_role_since": _at(
				np.where(np.isnan(since), days(employees["date_of_joining"]), since), person
			),
			"leaving": np.append(leaving(employees, as_of), False)[person],
			"external": candidates["external"].to_numpy() | candidates["employee"].isna().to_numpy(),
			"emergency_only": candidates["emergency_only"].to_numpy(),
			"emergency_cover": candidates["emergency_cover"].to_numpy()
			| candidates["emergency_only"].to_numpy(),
			"is_employee": person >= 0,
			"is_position": seat >= 0,
		}
	)


def _parts(
	joined: pd.DataFrame, talent: pd.DataFrame, fit: pd.DataFrame, policy: Policy, as_of: pd.Timestamp
) -> pd.DataFrame:
	"""What readiness is made of, a row a nomination."""
	rated = find(joined["employee"], talent["employee"])
	fitted = find_pairs(joined["employee"], joined["designation"], fit["employee"], fit["designation"])
	months = (days([as_of])[0] - joined["in_role_since"].to_numpy()) / DAYS_PER_MONTH
	return pd.DataFrame(
		{
			"fit": _at(fit["fit"], fitted),
			"ranked": np.append(fit["ranked"].to_numpy(dtype=bool), False)[fitted],
			"unmet_essential": np.append(fit["unmet_essentials"].notna().to_numpy(), False)[fitted],
			"performance": as_fraction(_at(talent["performance_score"], rated), policy.rating_scale),
			"potential": as_fraction(_at(talent["potential_score"], rated), policy.potential_scale),
			"time": np.clip(months / policy.succession.full_time_months, 0, 1),
			"same_level": _equal(joined["grade"], joined["position_grade"]),
		}
	)


def _at(values: Any, rows: np.ndarray) -> np.ndarray:
	"""Numbers at rows, NaN for −1."""
	return np.append(np.asarray(values, dtype=float), np.nan)[rows]


def _equal(left: pd.Series, right: pd.Series) -> np.ndarray:
	"""True where both are known and equal."""
	known = (left.notna() & right.notna()).to_numpy()
	return known & (left.astype(object).to_numpy() == right.astype(object).to_numpy())


def _first_known(values: Any, other: pd.Series) -> np.ndarray:
	first, second = pd.Series(values).astype(object), other.astype(object).reset_index(drop=True)
	return first.where(first.notna(), second).to_numpy()


def _why_not_counting(joined: pd.DataFrame, translate: Translate) -> pd.Categorical:
	rules = (
		(joined["external"], NOT_INTERNAL),
		(~joined["is_employee"], NOT_AN_EMPLOYEE),
		(~joined["is_position"], NOT_A_POSITION),
		(joined["leaving"], IS_LEAVING),
		(_equal(joined["employee"], joined["incumbent"]), IS_INCUMBENT),
		(joined["emergency_only"], ONLY_EMERGENCY),
		(~same(joined["status"], "confirmed"), NOT_CONFIRMED),
		(joined["readiness_band"].isna(), NOT_JUDGED),
	)
	return first_reason(len(joined), rules, translate)


def _plans(candidates: pd.DataFrame) -> np.ndarray:
	"""Positions for which the person is confirmed; null for people from outside."""
	confirmed = candidates.loc[
		same(candidates["status"], "confirmed"), ["employee", "position"]
	].drop_duplicates()
	code, people = pd.factorize(confirmed["employee"])
	person = find(candidates["employee"], people)
	plans = np.append(total(code, None, len(people)), 0.0)[person]
	return np.where(candidates["employee"].isna(), np.nan, plans)


def _disagree(human: pd.Series, computed: pd.Series, policy: Policy) -> np.ndarray:
	judged = find(human, _band_labels(policy))
	calculated = find(computed.astype(object), _band_labels(policy))
	return (judged != calculated) & (calculated >= 0) & human.notna().to_numpy()


def _both(first: pd.Categorical, second: pd.Categorical) -> pd.Categorical:
	"""Two reasons as one text."""
	rows = np.concatenate([np.flatnonzero(first.notna()), np.flatnonzero(second.notna())])
	texts = pd.concat([pd.Series(r[r.notna()]).astype(object) for r in (first, second)], ignore_index=True)
	return comma_lists(rows, texts, len(first), separator="; ")


def loss_probability(
	employees: pd.DataFrame,
	leaver_rates: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	translate: Translate = str,
) -> pd.DataFrame:
	"""Probability that each person goes within a year, and where it comes from.

	1 where a resignation is known, or retirement or the contract's end falls within a year or is overdue. Else the
	share of leavers in the person's retention-risk band, if the company saw enough of them there, else the base
	rate times the band's factor; a person whose risk nobody judged is taken as mid at the base rate. Returns
	employee, probability and reason.
	"""
	rate, band_rules = _rates(employees["retention_risk"], leaver_rates, policy)
	_, next_year = _now_and_next_year(as_of)
	certain = (
		(leaving(employees, as_of), RESIGNED),
		(days(employees["date_of_retirement"]) <= next_year, RETIRES),
		(days(employees["contract_end_date"]) <= next_year, CONTRACT_ENDS),
	)
	sure = np.logical_or.reduce([mask for mask, _ in certain])
	return pd.DataFrame(
		{
			"employee": employees["employee"].array,
			"probability": np.where(sure, 1.0, rate),
			"reason": first_reason(len(employees), (*certain, *band_rules), translate),
		}
	)


def _rates(
	risk: pd.Series, leaver_rates: pd.DataFrame, policy: Policy
) -> tuple[np.ndarray, list[tuple[np.ndarray, str]]]:
	"""Each person's rate by risk band, and the rules that say which rate it is."""
	rules = policy.succession
	names = list(rules.risk_factors)
	seen = find(leaver_rates["risk_band"], names)
	people, leavers = (
		total(seen, leaver_rates[c].to_numpy(dtype=float), len(names)) for c in ("people", "leavers")
	)
	enough = at_least(leavers, rules.own_rate_from_leavers) & (people > 0)
	base = rules.base_leaver_rate * np.array(list(rules.risk_factors.values()))
	rates = np.where(enough, ratio(leavers, people), base)
	band = find(risk, names)
	own = np.append(enough, False)[band]
	return np.minimum(np.append(rates, _unjudged_rate(policy))[band], 1.0), [
		(own, OWN_RATE),
		(band >= 0, BASE_RATE),
		(band < 0, BASE_RATE_UNJUDGED),
	]


def _unjudged_rate(policy: Policy) -> float:
	return policy.succession.base_leaver_rate * policy.succession.risk_factors.get("mid", 1.0)


def net_bench(positions: pd.Series, ready: pd.DataFrame) -> pd.DataFrame:
	"""How many positions can be filled at the same moment by different people, and which stay empty.

	`ready` has the columns position and employee: who could step in where. Returns a row a position with `filled`
	(in one of the maximum matchings: only the sum means something), `always_empty` (empty in every one, which is the
	case exactly where nobody is ready), `group` (number of a set of positions that share too few people, −1 for
	none) and `stays_empty` (how many of the set stay empty whoever goes where).

	The sets are the positions that some maximum matching leaves empty: those reached from an unfilled position along
	"could be taken by the person who now fills …" (the Dulmage-Mendelsohn decomposition), split where they share
	nobody.
	"""
	seat = find(ready["position"], positions)
	person, people = pd.factorize(ready["employee"])
	seat, person = seat[seat >= 0], person[seat >= 0]
	size = len(positions)
	taken = _matching(seat, person, size, len(people))
	holder = np.full(len(people), -1)
	holder[taken[taken >= 0]] = np.flatnonzero(taken >= 0)
	wanted = np.bincount(seat, minlength=size) > 0
	short = _reachable(seat, holder[person], wanted & (taken < 0), size)
	group = _groups(seat, holder[person], short)
	stays = total(group[taken < 0], None, int(group.max(initial=-1)) + 1)
	return pd.DataFrame(
		{
			"position": positions.array,
			"filled": taken >= 0,
			"always_empty": ~wanted,
			"group": group,
			"stays_empty": np.append(stays, 0.0)[group],
		}
	)


def _matching(seat: np.ndarray, person: np.ndarray, seats: int, people: int) -> np.ndarray:
	"""The person that a maximum matching gives each position, −1 where it gives none."""
	if not len(seat):
		return np.full(seats, -1)
	graph = csr_matrix((np.ones(len(seat)), (seat, person)), shape=(seats, people))
	return maximum_bipartite_matching(graph, perm_type="column")


def _reachable(seat: np.ndarray, next_seat: np.ndarray, unfilled: np.ndarray, size: int) -> np.ndarray:
	"""Positions reached from an unfilled one by letting its candidates leave the position they now fill."""
	start = np.flatnonzero(unfilled)
	if not len(start):
		return np.zeros(size, dtype=bool)
	step = next_seat >= 0
	source = np.append(seat[step], np.full(len(start), size))
	target = np.append(next_seat[step], start)
	graph = csr_matrix((np.ones(len(source)), (source, target)), shape=(size + 1, size + 1))
	found = breadth_first_order(graph, size, directed=True, return_predecessors=False)
	return np.isin(np.arange(size), found)


def _groups(seat: np.ndarray, next_seat: np.ndarray, short: np.ndarray) -> np.ndarray:
	"""Number of the set that each position short of people belongs to, −1 for the others."""
	size = len(short)
	if not short.any():
		return np.full(size, -1)
	inside = short[seat] & (next_seat >= 0)
	graph = csr_matrix((np.ones(inside.sum()), (seat[inside], next_seat[inside])), shape=(size, size))
	_, component = connected_components(graph, directed=True, connection="weak")
	group = np.full(size, -1)
	group[short] = pd.factorize(component[short])[0]
	return group


def risk(criticality: Any, probability: Any, cover: Any) -> np.ndarray:
	"""Role risk 0 to 1: criticality (1 to 5) / 5 · probability of loss · (1 − cover)."""
	parts = [np.asarray(x, dtype=float) for x in (criticality, probability, cover)]
	return parts[0] / HIGHEST_CRITICALITY * parts[1] * (1 - parts[2])


def cover(factor: Any, probability: Any, plans: Any) -> np.ndarray:
	"""What one candidate covers: the band's factor · (1 − probability that the candidate goes) / plans he or she is in."""
	parts = [np.asarray(x, dtype=float) for x in (factor, probability, plans)]
	return ratio(parts[0] * (1 - parts[1]), parts[2])


def bench(
	positions: pd.DataFrame,
	nominations: pd.DataFrame,
	employees: pd.DataFrame,
	leaver_rates: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	translate: Translate = str,
) -> pd.DataFrame:
	"""Every critical position with its bench, what competes for the same people, and its risk.

	`nominations` is the table `succession`. The human band decides who is ready now (the policy's first band) and
	who will be (its other bands). A position whose incumbent has left is vacant. Returns the table `bench` in the
	order of `positions`.
	"""
	size = len(positions)
	counting = those_that_count(nominations, positions, policy)
	ready = counting[counting["band"] == 0]
	future = counting[counting["band"].between(1, len(policy.succession.bands) - 1)]
	ready_now, later = (total(x["seat"].to_numpy(), None, size) for x in (ready, future))
	matched = net_bench(positions["position"], ready)
	loss = _position_loss(positions, employees, leaver_rates, policy, as_of, translate)
	best = _best_cover(counting, size, employees, leaver_rates, policy, as_of)
	person = find(positions["incumbent"], employees["employee"])
	return result(
		"bench",
		{
			**{
				c: positions[c].array
				for c in ("position", "title", "company", "department", "incumbent", "criticality")
			},
			"incumbent_name": take(employees["employee_name"], person),
			"bench": pd.Categorical.from_codes(
				np.select([ready_now > 0, later > 0], [0, 1], 2), categories=list(BENCHES)
			),
			"ready_now": ready_now,
			"future": later,
			"shared_bench": total(
				ready["seat"].to_numpy(), ratio(np.ones(len(ready)), ready["plans"].to_numpy()), size
			),
			"covered": ready_now > 0,
			"always_empty": matched["always_empty"].to_numpy(),
			"competes_with": _competition(positions, matched, translate),
			"vacates": _vacated(positions, ready),
			"emergency_cover": _has_emergency_cover(positions, nominations, employees, as_of),
			"loss_probability": loss["probability"].array,
			"loss_reason": loss["reason"].array,
			"risk": risk(positions["criticality"], loss["probability"], best),
		},
	)


def those_that_count(nominations: pd.DataFrame, positions: pd.DataFrame, policy: Policy) -> pd.DataFrame:
	"""The nominations that count, once each: row of the position and index of the human band beside them."""
	seat = find(nominations["position"], positions["position"])
	table = nominations[["position", "employee", "plans"]].assign(
		seat=seat, band=find(nominations["readiness_band"], _band_labels(policy))
	)
	table = table[nominations["counts"].to_numpy(dtype=bool) & (seat >= 0)]
	return table.drop_duplicates(["position", "employee"], ignore_index=True)


def _position_loss(
	positions: pd.DataFrame,
	employees: pd.DataFrame,
	leaver_rates: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	translate: Translate,
) -> pd.DataFrame:
	"""Probability and reason that each position falls vacant; 1 where it is."""
	found = _losses_of(positions["incumbent"], employees, leaver_rates, policy, as_of, translate)
	nobody = positions["incumbent"].isna().to_numpy()
	has_left = found["has_left"].to_numpy()
	unknown = found["probability"].isna().to_numpy()
	unjudged = min(_unjudged_rate(policy), 1.0)
	probability = np.select([nobody | has_left, unknown], [1.0, unjudged], found["probability"])
	reason = found["reason"].astype(object)
	for where, text in ((unknown, BASE_RATE_UNKNOWN), (has_left, INCUMBENT_LEFT), (nobody, VACANT)):
		reason = reason.mask(where, translate(text))
	return pd.DataFrame({"probability": probability, "reason": reason})


def _losses_of(
	ids: pd.Series,
	employees: pd.DataFrame,
	leaver_rates: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	translate: Translate = str,
) -> pd.DataFrame:
	"""Probability of loss of some people, in their order; null for those who aren't among the employees."""
	person = find(ids, employees["employee"])
	few, at = np.unique(person[person >= 0], return_inverse=True)
	these = employees.take(few)
	found = loss_probability(these, leaver_rates, policy, as_of, translate)
	row = np.full(len(ids), -1)
	row[person >= 0] = at
	return pd.DataFrame(
		{
			"probability": _at(found["probability"], row),
			"reason": take(found["reason"], row),
			"has_left": np.append(_has_left(these, as_of), False)[row],
		}
	)


def _has_left(employees: pd.DataFrame, as_of: pd.Timestamp) -> np.ndarray:
	return same(employees["status"], "Left") | (days(employees["relieving_date"]) < days([as_of])[0])


def _best_cover(
	counting: pd.DataFrame,
	size: int,
	employees: pd.DataFrame,
	leaver_rates: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
) -> np.ndarray:
	"""The most that any one candidate covers of each position, 0 where nobody does."""
	going = _losses_of(counting["employee"], employees, leaver_rates, policy, as_of)["probability"]
	factors = np.array([*(band.factor for band in policy.succession.bands), 0.0, 0.0])
	covered = cover(factors[counting["band"].to_numpy()], going, counting["plans"])
	best = np.zeros(size)
	np.fmax.at(best, counting["seat"].to_numpy(), covered)
	return best


def _has_emergency_cover(
	positions: pd.DataFrame, nominations: pd.DataFrame, employees: pd.DataFrame, as_of: pd.Timestamp
) -> np.ndarray:
	"""A confirmed employee who isn't leaving and doesn't hold the position could hold it for some weeks."""
	seat = find(nominations["position"], positions["position"])
	person = find(nominations["employee"], employees["employee"])
	stays = np.append(~leaving(employees, as_of), False)[person]
	holds = _equal(nominations["employee"], pd.Series(take(positions["incumbent"], seat)))
	could = nominations["emergency_cover"].to_numpy(dtype=bool) & same(nominations["status"], "confirmed")
	return total(np.where(could & stays & ~holds, seat, -1), None, len(positions)) > 0


def position_labels(positions: pd.DataFrame) -> np.ndarray:
	"""What people call each position: its title, with the number where titles are missing or not unique."""
	number, title = (positions[c].astype(object) for c in ("position", "title"))
	twice = title.duplicated(keep=False)
	label = title.where(~twice, title.astype(str) + " (" + number.astype(str) + ")")
	return label.where(title.notna(), number).to_numpy()


def _competition(positions: pd.DataFrame, matched: pd.DataFrame, translate: Translate) -> np.ndarray:
	"""For each position of a set that shares too few people, the sentence about the set."""
	labels, group = position_labels(positions), matched["group"].to_numpy()
	members = comma_lists(*by_label(group, labels), int(group.max(initial=-1)) + 1)
	stays = matched["stays_empty"].to_numpy()
	texts: list[Any] = []
	for number, names in enumerate(members):
		empty = int(stays[group == number][0])
		template = translate(ONE_EMPTY if empty == 1 else SOME_EMPTY)
		texts.append(template.format(positions=names, count=empty))
	return np.array([*texts, None], dtype=object)[group]


def by_label(group: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
	"""Group numbers and labels in the order of the labels, without those that have no group."""
	order = np.argsort(labels.astype(str), kind="stable")
	order = order[group[order] >= 0]
	return group[order], labels[order]


def _vacated(positions: pd.DataFrame, ready: pd.DataFrame) -> pd.Categorical:
	"""The critical positions that the ready-now successors of each position hold."""
	held = positions[["incumbent"]].assign(label=position_labels(positions)).dropna(subset=["incumbent"])
	moves = ready[["seat", "employee"]].astype({"employee": object})
	moves = moves.merge(held.astype(object), left_on="employee", right_on="incumbent")
	moves = moves.drop_duplicates(["seat", "label"])
	return comma_lists(
		*by_label(moves["seat"].to_numpy(dtype=np.int64), moves["label"].to_numpy()), len(positions)
	)


def summary(
	bench: pd.DataFrame, nominations: pd.DataFrame, policy: Policy, translate: Translate = str
) -> pd.DataFrame:
	"""Critical positions, how many are covered, and the net bench: for everybody and for each company.

	A company's net bench is what it could fill if the other companies of the group took nobody; its note names the
	sets that it shares with them. Returns the table `summary`.
	"""
	named = bench.assign(label=position_labels(bench))
	rows = _headlines(None, named, nominations, policy, translate)
	for company in sorted(named["company"].dropna().unique()):
		rows += _headlines(company, named[same(named["company"], company)], nominations, policy, translate)
	columns = {c: [row[c] for row in rows] for c in ("company", "figure", "value", "of", "note")}
	return result("summary", columns)


def _headlines(
	company: str | None,
	bench: pd.DataFrame,
	nominations: pd.DataFrame,
	policy: Policy,
	translate: Translate,
) -> list[dict[str, Any]]:
	if bench.empty:
		return []
	counting = those_that_count(nominations, bench, policy)
	net = net_bench(bench["position"], counting[counting["band"] == 0])["filled"].sum()
	values = (
		("critical positions", len(bench), np.nan, None),
		("covered positions", bench["covered"].sum(), len(bench), None),
		("net bench", net, len(bench), _what_stays_empty(bench, translate)),
	)
	return [
		{"company": company, "figure": figure, "value": float(value), "of": of, "note": note}
		for figure, value, of, note in values
	]


def _what_stays_empty(bench: pd.DataFrame, translate: Translate) -> str | None:
	"""A sentence for each set that shares too few people, and one for the positions that nobody is ready for."""
	shared = sorted(bench["competes_with"].dropna().unique())
	nobody = sorted(bench.loc[bench["always_empty"], "label"])
	alone = [translate(NOBODY_READY).format(positions=", ".join(nobody))] if nobody else []
	return "; ".join(shared + alone) or None
