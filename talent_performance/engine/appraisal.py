"""Appraisals: segments of the period, components and their coverage, and the three ratings side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from talent_performance.engine.frames import (
	TableError,
	days,
	find,
	from_days,
	ratio,
	result,
	same,
	take,
	total,
)
from talent_performance.engine.policy import Points, Policy, Template
from talent_performance.engine.reasons import Reason, Translate, readable
from talent_performance.engine.rounding import at_least, below, half_up
from talent_performance.engine.scales import (
	along_curve,
	band_index,
	bands,
	level_index,
	level_labels,
	level_values,
)

OBJECTIVES, FEEDBACK = "objectives", "feedback"
# What is calculated; people rate every other component.
CALCULATED = (OBJECTIVES, FEEDBACK)
STATES = ("rated", "not applicable", "missing")
RATED, NOT_APPLICABLE, MISSING = range(3)
SOURCES = ("calibrated", "manager", "calculated")


@dataclass(frozen=True)
class Segments:
	"""The period of everybody in parts. `person` is the row in employees; the arrays run over segments.

	`start` and `end` are whole days since 1970, both counted; `days` are active days, `away` days of leave.
	"""

	person: np.ndarray
	name: np.ndarray
	start: np.ndarray
	end: np.ndarray
	days: np.ndarray
	away: np.ndarray
	template: np.ndarray
	manager: np.ndarray
	people: int

	@property
	def employed_days(self) -> np.ndarray:
		"""Calendar days of each person in the period, leave included."""
		return total(self.person, self.days + self.away, self.people)

	@property
	def active_share(self) -> np.ndarray:
		"""Active over calendar days of each person, 1 where nothing is known."""
		share = ratio(total(self.person, self.days, self.people), self.employed_days)
		return np.where(np.isnan(share), 1.0, share)

	@property
	def segment_share(self) -> np.ndarray:
		"""Active over calendar days of each segment."""
		share = ratio(self.days, self.days + self.away)
		return np.where(np.isnan(share), 1.0, share)

	def rows_of(self, person: np.ndarray, name: pd.Series) -> np.ndarray:
		"""Row of the segment that a person's line names, −1 where it names none or one that isn't there."""
		if name.isna().all():
			return np.full(len(name), -1)
		known = pd.MultiIndex.from_arrays([self.person, pd.array(self.name, dtype="str")])
		wanted = pd.MultiIndex.from_arrays([person, name.astype("str")])
		return np.where(name.isna(), -1, known.get_indexer(wanted))


def split_period(
	employees: pd.DataFrame,
	segments: pd.DataFrame,
	absences: pd.DataFrame,
	period: tuple[pd.Timestamp, pd.Timestamp],
	policy: Policy,
) -> Segments:
	"""The period of each person: the given segments, else one, cut to the days between joining and leaving.

	Leave is counted once where absences overlap each other or repeat `days_excluded`.
	"""
	owner = find(segments["employee"], employees["employee"])
	given = np.flatnonzero(owner >= 0)
	alone = np.flatnonzero(total(owner, None, len(employees)) == 0)
	person = np.concatenate([owner[given], alone])
	row = np.concatenate([given, np.full(len(alone), -1)])
	if len(given):
		order = np.argsort(person, kind="stable")
		person, row = person[order], row[order]
	first, last = days([period[0]])[0], days([period[1]])[0]
	start = np.fmax(_or(take(days(segments["start_date"]), row), first), first)
	end = np.fmin(_or(take(days(segments["end_date"]), row), last), last)
	start = np.fmax(start, days(employees["date_of_joining"])[person])
	end = np.fmin(end, days(employees["relieving_date"])[person])
	calendar = np.maximum(end - start + 1, 0)
	away = _days_away(employees, absences, person, start, end)
	away = np.minimum(np.fmax(away, _or(take(segments["days_excluded"], row), 0.0)), calendar)
	codes = _templates(employees, segments, person, row, policy)
	manager = _plain(take(employees["reports_to"], person))
	if len(given):
		manager = _first_known(take(segments["manager"], row), manager)
	name = _plain(take(segments["segment"], row))
	return Segments(person, name, start, end, calendar - away, away, codes, manager, len(employees))


def _or(values: object, default: float) -> np.ndarray:
	numbers = np.asarray(values, dtype=float)
	return np.where(np.isnan(numbers), default, numbers)


def _plain(values: object) -> np.ndarray:
	"""Ids or texts as objects, None where there is none."""
	array = np.asarray(values, dtype=object)
	return np.where(pd.isna(array), None, array)


def _first_known(values: object, default: np.ndarray) -> np.ndarray:
	left = np.asarray(values, dtype=object)
	return np.where(pd.isna(left), default, left)


def _days_away(
	employees: pd.DataFrame, absences: pd.DataFrame, person: np.ndarray, start: np.ndarray, end: np.ndarray
) -> np.ndarray:
	"""Days of leave within each segment, overlapping absences counted once."""
	away = np.zeros(len(person))
	who = find(absences["employee"], employees["employee"])
	rows = np.flatnonzero(who >= 0)
	if not len(rows):
		return away
	begin, finish = days(absences["start_date"])[rows], days(absences["end_date"])[rows]
	order = np.lexsort((begin, who[rows]))
	who, begin, finish = who[rows][order], begin[order], finish[order]
	reached = pd.Series(finish).groupby(who).cummax().groupby(who).shift().to_numpy()
	begin = np.fmax(begin, reached + 1)
	left = pd.DataFrame({"person": person, "segment": np.arange(len(person))})
	pairs = left.merge(pd.DataFrame({"person": who, "begin": begin, "finish": finish}), on="person")
	at = pairs["segment"].to_numpy()
	overlap = np.fmin(pairs["finish"], end[at]) - np.fmax(pairs["begin"], start[at]) + 1
	return total(at, np.maximum(np.asarray(overlap), 0), len(person))


def present_share(
	employees: pd.DataFrame,
	absences: pd.DataFrame,
	person: np.ndarray,
	span: tuple[pd.Series, pd.Series],
	period: tuple[pd.Timestamp, pd.Timestamp],
) -> np.ndarray:
	"""Active over employed days of each person between two days, the period's where they are empty; 1 if none.

	`person` is the row in employees, absent for nobody.
	"""
	start = np.fmax(_or(days(span[0]), days([period[0]])[0]), days(employees["date_of_joining"])[person])
	end = np.fmin(_or(days(span[1]), days([period[1]])[0]), days(employees["relieving_date"])[person])
	employed = np.maximum(end - start + 1, 0)
	away = np.minimum(_days_away(employees, absences, person, start, end), employed)
	share = ratio(employed - away, employed)
	return np.where(np.isnan(share), 1.0, share)


def _templates(
	employees: pd.DataFrame, segments: pd.DataFrame, person: np.ndarray, row: np.ndarray, policy: Policy
) -> np.ndarray:
	"""Number of each segment's template: its own, else the person's, else the first rule that fits, else the default."""
	names = list(policy.templates)
	codes = np.full(len(person), names.index(policy.appraisal.default_template))
	for rule in reversed(policy.template_rules):
		value = take(employees[rule.field], person)
		if rule.field in segments:
			value = _first_known(take(segments[rule.field], row), _plain(value))
		codes[find(value, list(rule.values)) >= 0] = names.index(rule.template)
	for chosen in (take(employees["template"], person), take(segments["template"], row)):
		text = pd.Series(chosen)
		if text.isna().all():
			continue
		found = find(text, names)
		unknown = text[(found < 0) & text.notna().to_numpy()]
		if len(unknown):
			raise TableError(
				f"template {unknown.iloc[0]!r} is not in the policy; known are {', '.join(names)}"
			)
		codes = np.where(found >= 0, found, codes)
	return codes


@dataclass(frozen=True)
class Components:
	"""Components of every segment: rows are segments, columns components; NaN rating where not rated."""

	names: list[str]
	weight: np.ndarray
	rating: np.ndarray
	state: np.ndarray
	rated_share: np.ndarray


@dataclass
class _Sums:
	"""Line weights of one component, added up per person or per segment."""

	value: np.ndarray
	rated: np.ndarray
	missing: np.ndarray
	not_applicable: np.ndarray

	@classmethod
	def of(
		cls, groups: np.ndarray, weight: np.ndarray, rating: np.ndarray, state: np.ndarray, size: int
	) -> _Sums:
		rated = state == RATED
		return cls(
			total(groups, np.where(rated, weight * rating, 0.0), size),
			total(groups, np.where(rated, weight, 0.0), size),
			total(groups, np.where(state == MISSING, weight, 0.0), size),
			total(groups, np.where(state == NOT_APPLICABLE, weight, 0.0), size),
		)

	def at(self, positions: np.ndarray) -> _Sums:
		return _Sums(*(values[positions] for values in vars(self).values()))

	def plus(self, other: _Sums) -> _Sums:
		return _Sums(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))

	def settle(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
		"""Rating, state and the rated share of the line weights. A line of weight 0 decides nothing, not even the state."""
		rating = ratio(self.value, self.rated)
		only_not_applicable = (self.rated + self.missing == 0) & (self.not_applicable > 0)
		state = np.where(self.rated > 0, RATED, np.where(only_not_applicable, NOT_APPLICABLE, MISSING))
		share = ratio(self.rated, self.rated + self.missing)
		return rating, state, np.where(np.isnan(share), 0.0, share)


def _per_segment(
	person: np.ndarray,
	segment: np.ndarray,
	weight: np.ndarray,
	rating: np.ndarray,
	state: np.ndarray,
	segments: Segments,
) -> _Sums:
	"""Lines that name a segment belong to it, the others to every segment of the person."""
	whole = np.where(segment >= 0, -1, person)
	sums = _Sums.of(whole, weight, rating, state, segments.people).at(segments.person)
	if (segment < 0).all():
		return sums
	return sums.plus(_Sums.of(segment, weight, rating, state, len(segments.person)))


def weigh_components(
	employees: pd.DataFrame,
	segments: Segments,
	objectives: pd.DataFrame,
	owner: np.ndarray,
	attainment: np.ndarray,
	ratings: pd.DataFrame,
	policy: Policy,
) -> Components:
	"""Rating, state and template weight of every component of every segment.

	`objectives` are those that count in the cycle; `owner`, the owner's row in employees, and `attainment`, which
	becomes a rating by the template's conversion curve, stand in their order. `ratings` is `component_ratings`; a component is Σ w·x / Σ w over its rated lines.
	"""
	names = list(dict.fromkeys(name for t in policy.templates.values() for name in t.weights))
	by_template = np.array([[t.weights.get(n, 0.0) for n in names] for t in policy.templates.values()])
	shape = (len(segments.person), len(names))
	rating, share = np.full(shape, np.nan), np.zeros(shape)
	state = np.full(shape, MISSING, dtype=np.int8)
	person = find(ratings["employee"], employees["employee"])
	segment = segments.rows_of(person, ratings["segment"])
	line_state = find(ratings["state"], list(STATES))
	value = ratings["rating"].to_numpy()
	line_state = np.where((line_state == RATED) & np.isnan(value), MISSING, line_state)
	weight = ratings["weight"].to_numpy()
	code = find(ratings["component"], names)
	for i, name in enumerate(names):
		if name == OBJECTIVES:
			settled = _from_objectives(segments, objectives, owner, attainment, policy)
		else:
			rows = np.flatnonzero((code == i) & (person >= 0))
			sums = _per_segment(
				person[rows], segment[rows], weight[rows], value[rows], line_state[rows], segments
			)
			settled = sums.settle()
		rating[:, i], state[:, i], share[:, i] = settled
	return Components(names, by_template[segments.template], rating, state, share)


def _curves(template: Template, policy: Policy) -> tuple:
	committed = template.committed_curve or policy.curves.committed
	return committed, template.aspirational_curve or policy.curves.aspirational, template.aspirational


def curves_of(template: str, policy: Policy) -> tuple[Points, Points]:
	"""The curves along which a template takes attainment: of committed objectives and of aspirational ones."""
	committed, aspirational, _treatment = _curves(policy.templates[template], policy)
	return committed, aspirational


def _from_objectives(
	segments: Segments,
	objectives: pd.DataFrame,
	person: np.ndarray,
	attainment: np.ndarray,
	policy: Policy,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
	"""The objectives' component by each template's own curve; templates with equal curves share the work."""
	segment = segments.rows_of(person, objectives["segment"])
	aspirational = same(objectives["commitment"], "aspirational")
	weight = objectives["weight"].to_numpy()
	size = len(segments.person)
	rating, share, state = np.full(size, np.nan), np.zeros(size), np.full(size, MISSING)
	kinds = [_curves(template, policy) for template in policy.templates.values()]
	for kind in set(kinds):
		committed_curve, aspirational_curve, treatment = kind
		value = along_curve(attainment, committed_curve)
		if aspirational.any():
			value = np.where(aspirational, along_curve(attainment, aspirational_curve), value)
		line = np.where(np.isnan(value), MISSING, RATED)
		left_out = aspirational if treatment == "leave out" else np.zeros(len(value), dtype=bool)
		kept = np.where(left_out, -1, person), np.where(left_out, -1, segment)
		settled = _per_segment(*kept, weight, value, line, segments).settle()
		chosen = np.array([k == kind for k in kinds])[segments.template]
		rating[chosen], state[chosen], share[chosen] = (values[chosen] for values in settled)
	return rating, state, share


def rate_objectives(objectives: pd.DataFrame, policy: Policy, translate: Translate = str) -> pd.DataFrame:
	"""Rating of each objective by its template's curve, and what it adds to the component: Σ weighted is the component.

	Columns asked for: employee, segment, template, weight, commitment, archived, attainment. A line of a segment is weighed among
	that segment's lines and those that name none. Returns rating, weighted and reason, null where there is none.
	"""
	kinds = {name: _curves(template, policy) for name, template in policy.templates.items()}
	value = objectives["attainment"].to_numpy(dtype=float)
	aspirational = same(objectives["commitment"], "aspirational")
	rating, left_out = np.full(len(value), np.nan), np.zeros(len(value), dtype=bool)
	for name, (committed, curve, treatment) in kinds.items():
		rows = same(objectives["template"], name)
		rating[rows & ~aspirational] = along_curve(value[rows & ~aspirational], committed)
		rating[rows & aspirational] = along_curve(value[rows & aspirational], curve)
		left_out |= rows & aspirational & (treatment == "leave out")
	gone = same(objectives["archived"], "approved")
	rating[left_out | gone] = np.nan
	code = np.select([gone, left_out], [Reason.ARCHIVED, Reason.LEFT_OUT], Reason.NONE)
	weight = np.where(np.isnan(rating), 0.0, objectives["weight"].to_numpy(dtype=float))
	return pd.DataFrame(
		{
			"rating": rating,
			"weighted": ratio(weight * rating, _weight_beside(objectives, weight)),
			"reason": readable(code, policy, translate),
		},
		index=objectives.index,
	)


def _weight_beside(objectives: pd.DataFrame, weight: np.ndarray) -> np.ndarray:
	"""Weight of all lines that a line is weighed among: its segment's, and those of the person that name no segment."""
	person = pd.factorize(objectives["employee"])[0]
	named = objectives["segment"].notna().to_numpy()
	size = int(person.max(initial=-1)) + 1
	group = pd.factorize(pd.MultiIndex.from_arrays([person, objectives["segment"].astype(str)]))[0]
	within = total(group, weight, int(group.max(initial=-1)) + 1)[group]
	whole = total(np.where(named, -1, person), weight, size)[person]
	return np.where(named, within + whole, whole)


def score_segments(components: Components, template: np.ndarray, policy: Policy) -> tuple[np.ndarray, ...]:
	"""Score, coverage and reason code of every segment: Σ w·x / Σ w over the rated components.

	A missing component is renormalised, counted as 0, or blocks the score, as the template says; a component that is
	not applicable leaves the denominator. Under the limit of coverage there is no score.
	"""
	rated = components.state == RATED
	applicable = (components.state != NOT_APPLICABLE) & (components.weight > 0)
	weight = np.where(applicable, components.weight, 0.0)
	whole = weight.sum(axis=1)
	value = np.where(rated, weight * np.nan_to_num(components.rating), 0.0).sum(axis=1)
	known = np.where(rated, weight, 0.0).sum(axis=1)
	treatment = np.array([t.missing for t in policy.templates.values()])[template]
	score = ratio(value, np.where(treatment == "zero", whole, known))
	coverage = ratio((weight * components.rated_share).sum(axis=1), whole)
	codes = np.zeros(len(score), dtype=np.int8)
	codes[below(coverage, policy.appraisal.min_coverage)] = Reason.COVERAGE
	codes[(treatment == "block") & (known < whole)] = Reason.BLOCKED
	codes[known <= 0] = Reason.NOTHING_RATED
	return np.where(codes == 0, score, np.nan), coverage, codes


def combine_segments(
	segments: Segments, score: np.ndarray, coverage: np.ndarray, codes: np.ndarray, policy: Policy
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
	"""Score Σ days·s / Σ days over the scored segments, coverage Σ days·coverage / Σ days and reason code of everyone.

	What the scored segments alone cover must hold the limit, else the person has no score.
	"""
	scored = ~np.isnan(score)
	all_days = total(segments.person, segments.days, segments.people)
	scored_days = total(segments.person, segments.days * scored, segments.people)
	value = total(
		segments.person, np.where(scored, segments.days * np.nan_to_num(score), 0.0), segments.people
	)
	by_days = segments.days * np.nan_to_num(coverage)
	covered = ratio(total(segments.person, by_days, segments.people), all_days)
	usable = ratio(total(segments.person, by_days * scored, segments.people), all_days)
	worst = np.zeros(segments.people, dtype=np.int8)
	worst[segments.person[codes > 0]] = codes[codes > 0]
	enough = at_least(usable, policy.appraisal.min_coverage)
	found = np.where(enough, ratio(value, scored_days), np.nan)
	reason = np.where(np.isnan(found), np.where(worst > 0, worst, Reason.NOTHING_RATED), Reason.NONE)
	return found, covered, reason.astype(np.int8)


def rate(
	employees: pd.DataFrame,
	segments: Segments,
	calculated: np.ndarray,
	calculated_codes: np.ndarray,
	overall: pd.DataFrame,
	policy: Policy,
) -> dict[str, np.ndarray]:
	"""Three numbers side by side and the one that counts: calibrated, else the manager's, else (by policy) calculated.

	Nobody who left, is exempt, wasn't employed or has too few active days is rated. Arrays in the employees' order:
	calculated, manager, calibrated, performance (two places), source, code, needs_reason.
	"""
	row = find(employees["employee"], overall["employee"])
	manager = _or(take(overall["manager_rating"], row), np.nan)
	calibrated = _or(take(overall["calibrated_rating"], row), np.nan)
	printed = half_up(calculated)
	usable = printed if policy.appraisal.calculated_counts else np.full(len(printed), np.nan)
	number = np.stack([calibrated, manager, usable])
	source = np.where(np.isnan(number).all(axis=0), -1, (~np.isnan(number)).argmax(axis=0))
	codes = _standing(employees, segments, take(overall["exempt_reason"], row), policy)
	nothing = (
		calculated_codes
		if policy.appraisal.calculated_counts
		else np.where(calculated_codes > 0, calculated_codes, Reason.NO_RATING_OF_RECORD)
	)
	codes = np.where((codes == 0) & (source < 0), nothing, codes).astype(np.int8)
	source = np.where(codes == 0, source, -1)
	performance = np.where(source >= 0, half_up(number[source, np.arange(len(source))]), np.nan)
	scale = policy.rating_scale
	differs = level_index(half_up(manager), scale) != level_index(printed, scale)
	silent = pd.isna(pd.Series(take(overall["manager_reason"], row))).to_numpy()
	both = ~np.isnan(manager) & ~np.isnan(printed)
	return {
		"calculated": printed,
		"manager": manager,
		"calibrated": calibrated,
		"performance": performance,
		"source": source,
		"code": codes,
		"needs_reason": differs & silent & both,
	}


def _standing(employees: pd.DataFrame, segments: Segments, exempt: object, policy: Policy) -> np.ndarray:
	"""Reason code of those whom no rating can stand for, the first that applies; 0 for everybody else."""
	service = total(segments.person, segments.days, len(employees))
	return np.select(
		[
			segments.employed_days <= 0,
			same(employees["status"], "Left"),
			pd.notna(pd.Series(exempt)).to_numpy(),
			service < policy.appraisal.min_service_days,
		],
		[Reason.NOT_EMPLOYED, Reason.LEFT, Reason.EXEMPT, Reason.SERVICE],
		Reason.NONE,
	)


def component_table(employees: pd.DataFrame, segments: Segments, components: Components) -> pd.DataFrame:
	"""The table `components`: one row a segment and component with weight."""
	row, column = np.nonzero(components.weight > 0)
	return result(
		"components",
		{
			"employee": take(employees["employee"], segments.person[row]),
			"segment": segments.name[row],
			"component": pd.Categorical.from_codes(column, categories=components.names),
			"weight": components.weight[row, column],
			"rating": components.rating[row, column],
			"state": pd.Categorical.from_codes(components.state[row, column], categories=list(STATES)),
		},
	)


def segment_table(
	employees: pd.DataFrame,
	segments: Segments,
	score: np.ndarray,
	coverage: np.ndarray,
	codes: np.ndarray,
	policy: Policy,
	translate: Translate = str,
) -> pd.DataFrame:
	"""The table `segments`."""
	return result(
		"segments",
		{
			"employee": take(employees["employee"], segments.person),
			"segment": segments.name,
			"start_date": from_days(segments.start),
			"end_date": from_days(segments.end),
			"days": segments.days,
			"template": pd.Categorical.from_codes(segments.template, categories=list(policy.templates)),
			"manager": segments.manager,
			"coverage": coverage,
			"score": score,
			"reason": readable(codes, policy, translate),
		},
	)


def appraisal_table(
	person: Mapping[str, object],
	segments: Segments,
	coverage: np.ndarray,
	rated: Mapping[str, np.ndarray],
	attainment: np.ndarray,
	aspirational: np.ndarray,
	aim_higher: np.ndarray,
	policy: Policy,
	translate: Translate = str,
) -> pd.DataFrame:
	"""The table `appraisals`: `person` holds the columns that identify somebody."""
	scale = policy.rating_scale
	level = level_index(rated["performance"], scale)
	template = np.zeros(segments.people, dtype=int)
	template[segments.person] = segments.template
	return result(
		"appraisals",
		{
			**person,
			"template": pd.Categorical.from_codes(template, categories=list(policy.templates)),
			"service_days": total(segments.person, segments.days, segments.people),
			"coverage": coverage,
			"objectives_attainment": attainment,
			"aspirational_mean": aspirational,
			"aim_higher": aim_higher,
			"calculated_score": rated["calculated"],
			"manager_rating": rated["manager"],
			"calibrated_rating": rated["calibrated"],
			"override_needs_reason": rated["needs_reason"],
			"performance_score": rated["performance"],
			"performance_source": pd.Categorical.from_codes(rated["source"], categories=list(SOURCES)),
			"performance_rating": level_values(level, scale),
			"performance_label": level_labels(level, scale),
			"performance_band": bands(band_index(level, scale)),
			"reason": readable(rated["code"], policy, translate),
		},
	)
