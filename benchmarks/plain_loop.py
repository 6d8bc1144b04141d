"""The core rules once more, one person at a time, in plain Python.

Written from the rules alone, not from the engine, in the way a competent developer would write them without
thinking of tables: dicts, lists, loops. Tests hold the engine equal to it (`tests/unit/test_oracle.py`), and `run.py`
measures how much faster the engine is. `plain_tables` makes tables of what is found here.

Covered: key results, objectives, versions after approval, alignment, leave, components, templates, segments, coverage, service, the three
ratings, levels and bands, potential with floor, boxes and high potential. Left out: monthly KPIs, recorded updates,
loops of alignment, competencies and succession.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from talent_performance.engine.policy import Points, Policy, Scale, Template
from talent_performance.engine.tables import INPUTS, Column

Row = dict[str, Any]
Records = dict[str, list[Row]]
Pairs = Iterable[tuple[float, float]]
Line = tuple[float, str, "float | None"]  # weight, state, rating
Goal = tuple[Row, "float | None"]  # objective, attainment

DAY = dt.timedelta(days=1)
BANDS = ("low", "mid", "high")
CENT = Decimal("0.01")
NOISE = 1e-9  # what binary fractions may be off by


@dataclass
class Component:
	"""A component of a segment: its weight, state, rating, and the rated share of its lines."""

	name: str
	weight: float
	state: str
	rating: float | None
	share: float


@dataclass
class Segment:
	"""A part of somebody's cycle; the whole of it where there are no segments."""

	segment: str | None
	template: str
	manager: str | None
	first: dt.date
	last: dt.date
	days: int
	away: int
	components: list[Component] = field(default_factory=list)
	score: float | None = None
	coverage: float | None = None


@dataclass
class Past:
	"""An earlier closed cycle that says something about talent."""

	cycle: str
	closed_on: dt.date
	performance: str | None
	potential: str | None
	aspirational_mean: float | None


@dataclass
class Person:
	"""What the rules say about one person; None where there is nothing to say."""

	employee: str
	segments: list[Segment]
	past: list[Past]
	calculated_score: float | None = None
	coverage: float | None = None
	objectives_attainment: float | None = None
	aspirational_mean: float | None = None
	performance_score: float | None = None
	performance_source: str | None = None
	performance_rating: float | None = None
	performance_label: str | None = None
	performance_band: str | None = None
	potential_score: float | None = None
	potential_band: str | None = None
	potential_assessed_on: dt.date | None = None
	box: int | None = None
	box_label: str | None = None
	high_potential: str | None = None
	not_rated: str | None = None

	@property
	def service_days(self) -> int:
		"""Active days in the cycle."""
		return sum(segment.days for segment in self.segments)

	@property
	def before(self) -> Past | None:
		"""The latest of the earlier cycles."""
		return self.past[0] if self.past else None


@dataclass
class Outcome:
	"""People by employee number; attainments by objective; target in force and attainment by key result."""

	people: dict[str, Person] = field(default_factory=dict)
	objectives: dict[str, float | None] = field(default_factory=dict)
	key_results: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)


def records_of(tables: Mapping[str, pd.DataFrame]) -> Records:
	"""DataFrames as lists of dicts: None for empty, `datetime.date` for days, the columns' defaults filled in."""
	return {name: _rows(name, frame) for name, frame in tables.items()}


def _rows(name: str, frame: pd.DataFrame) -> list[Row]:
	columns = INPUTS[name].columns
	values = {
		c.name: _plain(c, frame[c.name]) if c.name in frame else [c.default] * len(frame) for c in columns
	}
	return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _plain(column: Column, series: pd.Series) -> list[Any]:
	empty = series.isna().tolist()
	if column.kind == "date":
		values = [None if e else v.date() for v, e in zip(pd.to_datetime(series), empty, strict=True)]
	else:
		values = series.tolist()
	return [column.default if e else v for v, e in zip(values, empty, strict=True)]


def half_up(value: float) -> Decimal:
	"""Two places, a tie away from zero: 2.675 → 2.68."""
	return Decimal(str(round(value, 9))).quantize(CENT, ROUND_HALF_UP)


def weighted_mean(pairs: Pairs) -> float | None:
	"""Σ w·x / Σ w of (weight, value) pairs; None where the weights are all 0 or there are none."""
	total = weight_sum = 0.0
	for weight, value in pairs:
		total += weight * value
		weight_sum += weight
	return total / weight_sum if weight_sum > 0 else None


def curve(points: Points, attainment: float) -> float:
	"""Piecewise linear through the points, ends clamped."""
	x0, y0 = points[0]
	if attainment <= x0:
		return y0
	for x1, y1 in points[1:]:
		if attainment <= x1:
			return y0 + (y1 - y0) * (attainment - x0) / (x1 - x0)
		x0, y0 = x1, y1
	return y0


def level_of(scale: Scale, score: float) -> Any:
	"""The highest level that begins at or below the score."""
	found = scale.levels[0]
	for level in scale.levels[1:]:
		if score >= level.from_score:
			found = level
	return found


def days_between(first: dt.date, last: dt.date) -> int:
	"""Calendar days, both ends counted; 0 where they are in the wrong order."""
	return max(0, (last - first).days + 1)


def months_before(day: dt.date, months: int) -> dt.date:
	"""The same day of the month so many months earlier, or that month's last day."""
	year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
	for last in (day.day, 30, 29, 28):
		try:
			return dt.date(year, month + 1, min(day.day, last))
		except ValueError:
			continue
	raise ValueError(day)


def in_force(row: Row, changes: Sequence[Row], column: str, day: dt.date) -> Any:
	"""What holds in a column on a day: the last change that says something by then, else what the row says."""
	value = row[column]
	for change in changes:
		if change["effective_from"] <= day and change[column] is not None:
			value = change[column]
	return value


def by(rows: Iterable[Row], column: str) -> dict[Any, list[Row]]:
	"""Rows under the value of a column."""
	found: dict[Any, list[Row]] = defaultdict(list)
	for row in rows:
		found[row[column]].append(row)
	return found


# One key result ---------------------------------------------------------------------------------------------------


def progress(start: float, target: float | None, current: float | None) -> float | None:
	"""(current − start)/(target − start); a target equal to the start says nothing."""
	if target is None or target == start:
		return None
	return 0.0 if current is None else (current - start) / (target - start)


def achievement(target: float | None, current: float | None) -> float | None:
	"""a/t; a target of 0 or less says nothing."""
	if target is None or target <= 0:
		return None
	return 0.0 if current is None else current / target


def lower_is_better(target: float | None, current: float | None) -> float | None:
	"""2 − a/t."""
	if target is None or target <= 0:
		return None
	return 0.0 if current is None else 2 - current / target


def in_range(row: Row) -> float | None:
	"""1 inside, falling to 0 at the tolerance outside."""
	low, high, tolerance, current = (
		row["range_low"],
		row["range_high"],
		row["range_tolerance"],
		row["current_value"],
	)
	if low is None or high is None or low > high:
		return None
	if current is None:
		return 0.0
	outside = max(low - current, current - high, 0.0)
	if outside == 0:
		return 1.0
	return 1 - outside / tolerance if tolerance > 0 else 0.0


def from_steps(steps: Sequence[Row], current: float | None) -> float | None:
	"""The attainment of the highest step that was reached."""
	if not steps:
		return None
	reached = [step for step in steps if current is not None and step["from_value"] <= current]
	return max(reached, key=lambda step: step["from_value"])["attainment"] if reached else 0.0


def yes_or_no(target: float | None, current: float | None) -> float:
	"""1 from the target on (1 where none is given)."""
	return float(current is not None and current >= (1 if target is None else target))


def from_milestones(milestones: Sequence[Row], as_of: dt.date) -> float | None:
	"""Done weight over total weight."""
	return weighted_mean(
		(m["weight"], float(m["done_on"] is not None and m["done_on"] <= as_of)) for m in milestones
	)


# A company --------------------------------------------------------------------------------------------------------


class PlainLoop:
	"""The rules over lists of dicts, a person at a time."""

	def __init__(self, records: Records, policy: Policy, as_of: dt.date) -> None:
		"""`records` as `records_of` gives them; `as_of` is the day that everything is seen from."""
		self.policy = policy
		self.as_of = as_of
		self.employees = records["employees"]
		self.by_number = {row["employee"]: row for row in self.employees}
		self.cycle = next(c for c in records["cycles"] if c["is_current"])
		self.cycles = {c["cycle"]: c for c in records["cycles"]}
		self.outcome = Outcome()

		def rows(name: str, column: str) -> dict[Any, list[Row]]:
			return by(records.get(name, ()), column)

		self.key_results = rows("key_results", "objective")
		self.key_result_versions = rows("key_result_versions", "key_result")
		self.objective_versions = rows("objective_versions", "objective")
		self.steps = rows("key_result_steps", "key_result")
		self.milestones = rows("milestones", "key_result")
		self.ratings = rows("component_ratings", "employee")
		self.overall = {row["employee"]: row for row in records.get("overall_ratings", ())}
		self.given_segments = rows("segments", "employee")
		self.absences = rows("absences", "employee")
		self.potential = rows("potential", "employee")
		self.history = rows("history", "employee")
		self.objectives = [
			o for o in records.get("objectives", ()) if o["cycle"] in (None, self.cycle["cycle"])
		]
		self.segments = {e["employee"]: self.split(e) for e in self.employees}
		for objective in self.objectives:
			self.count_versions(objective)
		self.owned = by((o for o in self.objectives if o["level"] == "individual"), "employee")
		self.children = by((o for o in self.objectives if o["contributes"]), "parent_objective")

	def run(self) -> Outcome:
		"""Everybody of the current cycle."""
		for objective in self.objectives:
			self.attainment(objective)
		for employee in self.employees:
			self.outcome.people[employee["employee"]] = self.person(employee)
		return self.outcome

	def person(self, employee: Row) -> Person:
		"""Everything about one person."""
		name = employee["employee"]
		person = Person(name, self.segments[name], self.past(name))
		self.appraise(person, employee)
		self.assess_potential(person)
		self.place(person)
		self.judge_high_potential(person)
		return person

	# Time

	def split(self, employee: Row) -> list[Segment]:
		"""The segments of the person, or the whole cycle as one."""
		whole = {"segment": None, "template": None, "manager": None, "days_excluded": 0}
		first, last = self.cycle["start_date"], self.cycle["end_date"]
		rows = self.given_segments.get(employee["employee"])
		if not rows:
			return [self.segment(employee, whole, first, last)]
		return [
			self.segment(employee, row, max(first, row["start_date"]), min(last, row["end_date"]))
			for row in rows
		]

	def segment(self, employee: Row, row: Row, first: dt.date, last: dt.date) -> Segment:
		"""Employed days of a segment; leave counts once where absences repeat the days excluded."""
		joined, left = employee["date_of_joining"], employee["relieving_date"]
		if joined:
			first = max(first, joined)
		if left:
			last = min(last, left)
		employed = days_between(first, last)
		away = min(
			employed, max(int(row["days_excluded"]), self.days_away(employee["employee"], first, last))
		)
		template = row["template"] or self.template_name(employee)
		manager = row["manager"] or employee["reports_to"]
		return Segment(row["segment"], template, manager, first, last, employed - away, away)

	def days_away(self, employee: str, first: dt.date, last: dt.date) -> int:
		"""Days of long leave within a period, each once."""
		away = set()
		for absence in self.absences.get(employee, ()):
			day, end = max(first, absence["start_date"]), min(last, absence["end_date"])
			while day <= end:
				away.add(day)
				day += DAY
		return len(away)

	def template_name(self, employee: Row) -> str:
		"""The person's own template, else the first rule that fits, else the default."""
		if employee["template"]:
			return employee["template"]
		for rule in self.policy.template_rules:
			if employee[rule.field] in rule.values:
				return rule.template
		return self.policy.appraisal.default_template

	# Versions

	def count_versions(self, objective: Row) -> None:
		"""Put into an objective and its key results what counts of the changes after approval."""
		span = self.days_of(objective) if self.counts_days(objective) else []
		pairs = [(objective, self.objective_versions.get(objective["objective"], ()))]
		for row in self.key_results.get(objective["objective"], ()):
			pairs.append((row, self.key_result_versions.get(row["key_result"], ())))
		for row, versions in pairs:
			changes = sorted(versions, key=lambda version: version["effective_from"])
			first = dict(row)
			row["archived"] = in_force(first, changes, "archived", self.as_of)
			for column in ("target_value", "weight"):
				if any(version.get(column) is not None for version in changes):
					row[column] = self.counted(first, changes, column, span)

	def counted(self, row: Row, changes: Sequence[Row], column: str, span: list[dt.date]) -> float | None:
		"""The mean over a span of days of what was in force on each, or what is in force now where there are none."""
		known = [value for day in span if (value := in_force(row, changes, column, day)) is not None]
		return sum(known) / len(known) if known else in_force(row, changes, column, self.as_of)

	def counts_days(self, objective: Row) -> bool:
		"""Whether the template of the objective's segment, else of the owner's last, weighs versions by days."""
		segments = self.segments.get(objective["employee"], ())
		named = [s for s in segments if s.segment is not None and s.segment == objective["segment"]]
		template = self.policy.appraisal.default_template
		if segments:
			template = (named or [max(segments, key=lambda s: s.last)])[0].template
		return self.policy.templates[template].versions == "time-weighted"

	def days_of(self, objective: Row) -> list[dt.date]:
		"""Every day of an objective until today."""
		first = objective["start_date"] or self.cycle["start_date"]
		last = min(objective["due_date"] or self.cycle["end_date"], self.as_of)
		return [first + DAY * i for i in range(days_between(first, last))]

	# Objectives

	def leave_factor(self, objective: Row) -> float:
		"""Active share of the owner's employed days: of the objective's segment, its own days, or the whole cycle."""
		owner = objective["employee"]
		segments = self.segments.get(owner, ())
		named = [s for s in segments if objective["segment"] == s.segment and s.segment is not None]
		counted = any(s["days_excluded"] > 0 for s in self.given_segments.get(owner, ()))
		if not named and not counted and segments and (objective["start_date"] or objective["due_date"]):
			return self.own_factor(objective)
		days = sum(s.days for s in named or segments)
		away = sum(s.away for s in named or segments)
		return days / (days + away) if away else 1.0

	def own_factor(self, objective: Row) -> float:
		"""Active share of the days between an objective's first and due day on which its owner was employed."""
		owner = self.by_number[objective["employee"]]
		joined, left = owner["date_of_joining"], owner["relieving_date"]
		first = objective["start_date"] or self.cycle["start_date"]
		last = objective["due_date"] or self.cycle["end_date"]
		first = max(first, joined) if joined else first
		last = min(last, left) if left else last
		employed = days_between(first, last) if last >= first else 0
		return 1 - self.days_away(owner["employee"], first, last) / employed if employed else 1.0

	def target_in_force(self, row: Row, factor: float) -> float | None:
		"""The target, lowered where leave prorates it."""
		target, start = row["target_value"], row["start_value"] or 0.0
		if target is None or not row["prorate"]:
			return target
		if row["method"] == "progress":
			return start + (target - start) * factor
		return target * factor if row["method"] == "achievement" and target > 0 else target

	def key_result(self, row: Row, factor: float) -> float | None:
		"""Attainment of a key result, 0 to the cap; None where the rule can't be applied."""
		target = self.target_in_force(row, factor)
		value = self.measured(row, target)
		if value is not None:
			value = min(max(value, 0.0), self.policy.goals.cap)
		self.outcome.key_results[row["key_result"]] = target, value
		return value

	def measured(self, row: Row, target: float | None) -> float | None:
		"""Attainment by the key result's method, not yet clamped."""
		method, current = row["method"], row["current_value"]
		if method == "progress":
			return progress(row["start_value"] or 0.0, target, current)
		if method == "achievement":
			return achievement(target, current)
		if method == "lower is better":
			return lower_is_better(target, current)
		if method == "range":
			return in_range(row)
		if method == "step table":
			return from_steps(self.steps.get(row["key_result"], ()), current)
		if method == "boolean":
			return yes_or_no(target, current)
		return from_milestones(self.milestones.get(row["key_result"], ()), self.as_of)

	def attainment(self, objective: Row) -> float | None:
		"""Attainment of an objective, worked out once."""
		name = objective["objective"]
		if name not in self.outcome.objectives:
			self.outcome.objectives[name] = self.work_out(objective)
		return self.outcome.objectives[name]

	def work_out(self, objective: Row) -> float | None:
		"""Σ w·p / Σ w over the key results and the children that contribute."""
		lines = []
		factor = self.leave_factor(objective)
		for row in self.key_results.get(objective["objective"], ()):
			value = self.key_result(row, factor)
			if row["archived"] == "not approved":
				value = 0.0
			if value is not None and row["archived"] != "approved":
				lines.append((row["weight"], value))
		for child in self.children.get(objective["objective"], ()):
			value = None if child["archived"] == "approved" else self.attainment(child)
			if value is not None:
				lines.append((child["contribution_weight"], value))
		if objective["archived"] == "not approved":
			return 0.0
		return weighted_mean(lines)

	# Appraisal

	def appraise(self, person: Person, employee: Row) -> None:
		"""The three numbers and the one that counts."""
		overall = self.overall.get(person.employee, {})
		goals = [
			(objective, self.attainment(objective))
			for objective in self.owned.get(person.employee, ())
			if objective["archived"] != "approved"
		]
		known = [(objective, value) for objective, value in goals if value is not None]
		person.objectives_attainment = weighted_mean((o["weight"], value) for o, value in known)
		person.aspirational_mean = weighted_mean(
			(1.0, v) for o, v in known if o["commitment"] == "aspirational"
		)
		for segment in person.segments:
			self.score(segment, person.employee, goals)
		self.combine(person)
		person.not_rated = self.why_not(person, employee, overall)
		if person.not_rated is None:
			self.settle(person, overall)

	def score(self, segment: Segment, employee: str, goals: list[Goal]) -> None:
		"""Components, coverage and score of a segment."""
		template = self.policy.templates[segment.template]
		for name, weight in template.weights.items():
			if name == "objectives":
				lines = self.objective_lines(goals, template, segment.segment)
			else:
				lines = self.rated_lines(employee, name, segment.segment)
			segment.components.append(weigh(name, weight, lines))
		counted = [c for c in segment.components if c.state != "not applicable"]
		segment.coverage = weighted_mean((c.weight, c.share) for c in counted)
		missing = any(c.state == "missing" and c.weight > 0 for c in counted)
		if (
			segment.coverage is None
			or segment.coverage < self.policy.appraisal.min_coverage - NOISE
			or (missing and template.missing == "block")
		):
			return
		if template.missing == "zero":
			segment.score = weighted_mean((c.weight, c.rating or 0.0) for c in counted)
		else:
			segment.score = weighted_mean((c.weight, c.rating) for c in counted if c.state == "rated")

	def objective_lines(self, goals: list[Goal], template: Template, segment: str | None) -> list[Line]:
		"""The objectives that belong to a segment as lines: weight, state, converted attainment."""
		curves = {
			"committed": template.committed_curve or self.policy.curves.committed,
			"aspirational": template.aspirational_curve or self.policy.curves.aspirational,
		}
		lines = []
		for objective, value in goals:
			kind = objective["commitment"]
			if objective["segment"] not in (None, segment):
				continue
			if kind == "aspirational" and template.aspirational == "leave out":
				continue
			if value is None:
				lines.append((objective["weight"], "missing", None))
			else:
				lines.append((objective["weight"], "rated", curve(curves[kind], value)))
		return lines

	def rated_lines(self, employee: str, component: str, segment: str | None) -> list[Line]:
		"""The lines of a component that people rate; a rated line without a rating is missing."""
		lines = []
		for row in self.ratings.get(employee, ()):
			if row["component"] == component and row["segment"] in (None, segment):
				empty = row["state"] == "rated" and row["rating"] is None
				lines.append((row["weight"], "missing" if empty else row["state"], row["rating"]))
		return lines

	def combine(self, person: Person) -> None:
		"""Score and coverage over all segments by days; what stands without a score doesn't count as rated."""
		segments = person.segments
		person.coverage = weighted_mean((s.days, s.coverage or 0.0) for s in segments)
		rated = weighted_mean((s.days, 0.0 if s.score is None else s.coverage) for s in segments)
		if rated is not None and rated >= self.policy.appraisal.min_coverage - NOISE:
			score = weighted_mean((s.days, s.score) for s in segments if s.score is not None)
			person.calculated_score = None if score is None else float(half_up(score))

	def why_not(self, person: Person, employee: Row, overall: Row) -> str | None:
		"""Why somebody isn't rated, whatever ratings there are."""
		if employee["status"] == "Left":
			return "left"
		if not any(segment.days + segment.away for segment in person.segments):
			return "not employed"
		if overall.get("exempt_reason"):
			return "exempt"
		return "service" if person.service_days < self.policy.appraisal.min_service_days else None

	def settle(self, person: Person, overall: Row) -> None:
		"""Calibrated, else the manager's, else the calculated one where the policy says so; then level and band."""
		candidates = [
			("calibrated", overall.get("calibrated_rating")),
			("manager", overall.get("manager_rating")),
		]
		if self.policy.appraisal.calculated_counts:
			candidates.append(("calculated", person.calculated_score))
		for source, value in candidates:
			if value is not None:
				person.performance_source = source
				person.performance_score = float(half_up(value))
				level = level_of(self.policy.rating_scale, person.performance_score)
				person.performance_rating, person.performance_label = level.value, level.label
				person.performance_band = level.band
				return
		person.not_rated = "no rating"

	# Talent

	def assess_potential(self, person: Person) -> None:
		"""The latest assessment, if it is still valid: mean, and the floor below high."""
		known = [a for a in self.potential.get(person.employee, ()) if a["assessed_on"] <= self.as_of]
		if not known:
			return
		latest = max(known, key=lambda a: a["assessed_on"])
		person.potential_assessed_on = latest["assessed_on"]
		rules, scale = self.policy.potential, self.policy.potential_scale
		valid = latest["assessed_on"] >= months_before(self.as_of, rules.valid_months)
		calibrated = latest.get("calibrated_band") if valid else None
		person.potential_band = calibrated
		factors = {name: latest[name] for name, weight in rules.weights.items() if weight > 0}
		if None in factors.values():
			return
		mean = weighted_mean((rules.weights[name], value) for name, value in factors.items())
		person.potential_score = float(half_up(mean))
		if not valid or calibrated:
			return
		band = level_of(scale, person.potential_score).band
		if band == "high" and any(level_of(scale, float(half_up(v))).band == "low" for v in factors.values()):
			band = "mid"
		person.potential_band = band

	def place(self, person: Person) -> None:
		"""The box of the two bands."""
		for box in self.policy.boxes:
			if (box.performance, box.potential) == (person.performance_band, person.potential_band):
				person.box, person.box_label = box.number, box.label

	def past(self, employee: str) -> list[Past]:
		"""Earlier closed cycles that say something about talent, latest first."""
		found = []
		for row in self.history.get(employee, ()):
			cycle = self.cycles.get(row["cycle"], {})
			kind = row["cycle_kind"] or cycle.get("kind")
			if row["cycle"] == self.cycle["cycle"] or kind not in self.policy.high_potential.cycle_kinds:
				continue
			band = row["performance_band"]
			if row["performance_score"] is not None:
				band = level_of(self.policy.rating_scale, float(half_up(row["performance_score"]))).band
			closed = row["closed_on"] or cycle.get("end_date") or dt.date.min
			found.append(Past(row["cycle"], closed, band, row["potential_band"], row["aspirational_mean"]))
		return sorted(found, key=lambda entry: entry.closed_on, reverse=True)

	def judge_high_potential(self, person: Person) -> None:
		"""Two latest talent-relevant cycles: performance at least mid in both, potential high now and at least mid before."""
		cycles = [(past.performance, past.potential) for past in person.past[:2]]
		if self.cycle["kind"] in self.policy.high_potential.cycle_kinds:
			cycles.insert(0, (person.performance_band, person.potential_band))
		if not cycles or None in cycles[0]:
			return
		conditions = [at_least(cycles[0][0], "mid"), at_least(cycles[0][1], "high")]
		for performance, potential in cycles[1:2]:
			conditions += [at_least(performance, "mid"), at_least(potential, "mid")]
		if False in conditions:
			person.high_potential = "no"
		elif None not in conditions:
			person.high_potential = "high potential" if len(cycles) > 1 else "emerging"


def weigh(name: str, weight: float, lines: list[Line]) -> Component:
	"""A component of its lines: state, rating, rated share."""
	if leaves_denominator(lines):
		return Component(name, weight, "not applicable", None, 0.0)
	rating = weighted_mean((w, x) for w, state, x in lines if state == "rated")
	if rating is None:
		return Component(name, weight, "missing", None, 0.0)
	share = weighted_mean((w, float(state == "rated")) for w, state, _ in lines if state != "not applicable")
	return Component(name, weight, "rated", rating, share)


def leaves_denominator(lines: Sequence[Line]) -> bool:
	"""Whether a component has nothing but lines that aren't applicable; a line of weight 0 has no say."""
	heavy = [line for line in lines if line[0] > 0]
	return bool(heavy) and all(state == "not applicable" for _, state, _ in heavy)


def at_least(band: str | None, limit: str) -> bool | None:
	"""Whether a band reaches another; None where it isn't known."""
	return None if band is None else BANDS.index(band) >= BANDS.index(limit)


def run(records: Records, policy: Policy, as_of: dt.date) -> Outcome:
	"""All rules for everybody: the whole loop."""
	return PlainLoop(records, policy, as_of).run()
