"""From tables to tables by the plain loop: what `plain_loop` finds about each person and objective, and all that is
counted over people, as the tables that the pipeline makes of the same input.

Written from the rules alone as well. Covered are objectives with grade and pace, key results, components, segments,
appraisals, talent, distribution, rating counts, transitions and the headline figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from benchmarks.plain_loop import (
	BANDS,
	NOISE,
	Past,
	Person,
	PlainLoop,
	Row,
	Segment,
	days_between,
	half_up,
	level_of,
	records_of,
	weighted_mean,
)
from talent_performance.engine.policy import Guideline, Policy
from talent_performance.engine.tables import OUTPUTS

Tables = dict[str, pd.DataFrame]
Scope = tuple[str, "str | None"]
Range = tuple[int, int]

REASONS = {
	"left": "Left the company",
	"not employed": "Not employed in this cycle",
	"exempt": "Exempt from this cycle",
	"service": "Not rated: service, under {days} active days",
	"no rating": "Not rated: no rating of record by the manager",
}
GONE = ("left", "not employed")  # not part of the cycle, and so of no count
PERSON = ("employee", "employee_name", "company", "department", "designation", "grade")
WORDS = {
	"exactly": "exactly {low}",
	"less than": "less than {high}",
	"at most": "at most {high}",
	"more than": "more than {low}",
	"at least": "at least {low}",
	"between": "between {low} and {high}",
}
MEETS: dict[str, Callable[[Decimal, Decimal, Decimal], bool]] = {
	"exactly": lambda share, low, high: share == low,
	"less than": lambda share, low, high: share < high,
	"at most": lambda share, low, high: share <= high,
	"more than": lambda share, low, high: share > low,
	"at least": lambda share, low, high: share >= low,
	"between": lambda share, low, high: low <= share <= high,
}


def run(tables: Mapping[str, pd.DataFrame], policy: Policy, as_of: pd.Timestamp) -> Tables:
	"""All the tables that the loop covers."""
	loop = PlainLoop(records_of(tables), policy, as_of.date())
	loop.run()
	return Report(loop).tables()


class Report:
	"""The tables of a loop that has run."""

	def __init__(self, loop: PlainLoop) -> None:
		"""`loop` has run."""
		self.loop = loop
		self.policy = loop.policy
		self.as_of = loop.as_of
		self.people = list(loop.outcome.people.values())
		self.employees = {e["employee"]: e for e in loop.employees}

	def tables(self) -> Tables:
		"""Every covered table."""
		scopes = self.scopes()
		rows: dict[str, Iterable[Row]] = {
			"objectives": map(self.objective, self.loop.objectives),
			"key_results": self.key_results(),
			"components": self.components(),
			"segments": self.segments(),
			"appraisals": map(self.appraisal, self.people),
			"talent": map(self.talent, self.people),
			"transitions": self.transitions(),
			"distribution": self.distribution(scopes),
			"rating_counts": self.rating_counts(scopes),
		}
		lists = {name: list(made) for name, made in rows.items()}
		lists["summary"] = list(self.summary(lists["talent"], lists["objectives"]))
		return {name: pd.DataFrame(made, columns=OUTPUTS[name].names) for name, made in lists.items()}

	# Objectives

	def objective(self, row: Row) -> Row:
		"""Attainment, grade, pace and health of an objective."""
		value = self.loop.outcome.objectives[row["objective"]]
		owner = self.employees.get(row["employee"], row)
		return {
			**{
				c: row[c]
				for c in ("objective", "title", "level", "employee", "parent_objective", "contributes")
			},
			**{c: row[c] for c in ("commitment", "weight", "archived", "confidence")},
			"company": owner["company"],
			"department": owner["department"],
			"attainment": value,
			"grade": None if value is None else self.grade(float(half_up(value))),
			**self.success(row, None if value is None else float(half_up(value))),
			**self.pace(row, value),
			"issues": ", ".join(self.issues(row)) or None,
			"reason": self.why_no_attainment(row, value),
		}

	def grade(self, shown: float) -> str:
		"""Red, amber, green, of the attainment as it is printed."""
		goals = self.policy.goals
		if shown < goals.red_below:
			return "red"
		return "amber" if shown < goals.green_from else "green"

	def success(self, row: Row, shown: float | None) -> Row:
		"""Committed expects everything, aspirational succeeds earlier; a committed one that was missed is looked into."""
		committed = row["commitment"] == "committed"
		wanted = 1.0 if committed else self.policy.goals.aspirational_success
		succeeded = shown is not None and shown >= wanted
		due = (row["due_date"] or self.loop.cycle["end_date"]) <= self.as_of
		missed = committed and due and shown is not None and not succeeded and row["archived"] != "approved"
		return {"succeeded": succeeded, "needs_post_mortem": missed}

	def pace(self, row: Row, value: float | None) -> Row:
		"""Attainment over the share of the time that has passed, frozen after the due day."""
		first = row["start_date"] or self.loop.cycle["start_date"]
		due = row["due_date"] or self.loop.cycle["end_date"]
		if self.as_of < first:
			return {"expected": None, "pace": None, "pace_status": "n/a", "confidence_disagrees": False}
		elapsed = days_between(first, min(self.as_of, due)) / max(1, days_between(first, due))
		pace = None if value is None or elapsed == 0 else float(half_up(value / elapsed))
		status = self.pace_status(elapsed, pace)
		return {
			"expected": elapsed,
			"pace": pace,
			"pace_status": status,
			"confidence_disagrees": self.disagrees(row["confidence"], status),
		}

	def pace_status(self, elapsed: float, pace: float | None) -> str:
		"""On track, behind, at risk, or too early to say."""
		goals = self.policy.goals
		if pace is None:
			return "n/a"
		if elapsed < goals.too_early_below - NOISE:
			return "too early"
		if pace >= goals.on_track_from - NOISE:
			return "on track"
		return "behind" if pace >= goals.behind_from - NOISE else "at risk"

	def disagrees(self, confidence: float | None, status: str) -> bool:
		"""Confident of what is at risk, or doubtful of what is on track."""
		if confidence is None:
			return False
		goals = self.policy.goals
		if status == "at risk":
			return confidence >= goals.confident_from
		return status == "on track" and confidence <= goals.doubtful_to

	def issues(self, row: Row) -> Iterator[str]:
		"""What is unhealthy about an objective that still runs."""
		parent = row["parent_objective"]
		if row["level"] != "company" and parent is None:
			yield "orphan"
		updated = row["updated_on"]
		open_still = (
			row["archived"] != "approved" and (row["due_date"] or self.loop.cycle["end_date"]) > self.as_of
		)
		if (
			open_still
			and updated is not None
			and (self.as_of - updated).days > self.policy.goals.stale_after_days
		):
			yield "stale"
		if not self.lines(row):
			yield "no key results"

	def lines(self, row: Row) -> bool:
		"""Whether anything could move the objective."""
		name = row["objective"]
		return bool(self.loop.key_results.get(name) or self.loop.children.get(name))

	def why_no_attainment(self, row: Row, value: float | None) -> str | None:
		"""A sentence where there is no number."""
		if value is not None:
			return None
		return "None of its key results can be scored" if self.lines(row) else "No key results"

	def key_results(self) -> Iterator[Row]:
		"""Every key result with its attainment."""
		for objective in self.loop.objectives:
			for row in self.loop.key_results.get(objective["objective"], ()):
				target, value = self.loop.outcome.key_results[row["key_result"]]
				yield {
					**{c: row[c] for c in ("key_result", "objective", "title", "method", "weight")},
					"target": target,
					"actual": row["current_value"],
					"attainment": value,
					"reason": "The rule can't be applied" if value is None else None,
				}

	# Appraisals

	def components(self) -> Iterator[Row]:
		"""What was weighed in every segment."""
		for person in self.people:
			for segment in person.segments:
				for part in segment.components:
					yield {
						"employee": person.employee,
						"segment": segment.segment,
						"component": part.name,
						"weight": part.weight,
						"rating": part.rating,
						"state": part.state,
					}

	def segments(self) -> Iterator[Row]:
		"""Every segment with its score."""
		for person in self.people:
			for segment in person.segments:
				yield {
					"employee": person.employee,
					"segment": segment.segment,
					"start_date": segment.first,
					"end_date": segment.last,
					"reason": self.why_no_score(segment),
					**columns(segment, "days", "template", "manager", "coverage", "score"),
				}

	def why_no_score(self, segment: Segment) -> str | None:
		"""A sentence where a segment has no score."""
		if segment.score is not None:
			return None
		limit = self.policy.appraisal.min_coverage
		if segment.coverage is None or segment.coverage < limit - NOISE:
			return f"Not rated: less than {limit * 100:g} % of the weight was rated"
		return "Not rated: a component is missing"

	def person_columns(self, person: Person) -> Row:
		"""Who it is."""
		employee = self.employees[person.employee]
		return {**{c: employee[c] for c in PERSON}, "manager": person.segments[-1].manager}

	def appraisal(self, person: Person) -> Row:
		"""The three numbers and the one that counts."""
		overall = self.loop.overall.get(person.employee, {})
		return {
			**self.person_columns(person),
			"template": person.segments[-1].template,
			**columns(person, "service_days", "coverage", "objectives_attainment", "aspirational_mean"),
			"aim_higher": self.aim_higher(person),
			"calculated_score": person.calculated_score,
			"manager_rating": overall.get("manager_rating"),
			"calibrated_rating": overall.get("calibrated_rating"),
			"override_needs_reason": self.override_needs_reason(person, overall),
			**columns(person, "performance_score", "performance_source", "performance_rating"),
			**columns(person, "performance_label", "performance_band"),
			"reason": self.why_not_rated(person),
		}

	def why_not_rated(self, person: Person) -> str | None:
		"""A sentence where there is no rating."""
		if person.not_rated is None:
			return None
		return REASONS[person.not_rated].format(days=self.policy.appraisal.min_service_days)

	def aim_higher(self, person: Person) -> bool:
		"""Above the limit in this cycle and in the one before."""
		means = (person.aspirational_mean, person.before and person.before.aspirational_mean)
		return all(mean is not None and mean > self.policy.goals.aim_higher_above + NOISE for mean in means)

	def override_needs_reason(self, person: Person, overall: Row) -> bool:
		"""The manager's level isn't the calculated one, and nobody says why."""
		rating, score = overall.get("manager_rating"), person.calculated_score
		if rating is None or score is None or overall.get("manager_reason"):
			return False
		scale = self.policy.rating_scale
		return level_of(scale, float(half_up(rating))) is not level_of(scale, score)

	# Talent

	def talent(self, person: Person) -> Row:
		"""Performance, potential, box, and where the person came from."""
		before = person.before
		return {
			**self.person_columns(person),
			**columns(person, "performance_score", "performance_rating", "performance_band"),
			**columns(person, "potential_score", "potential_band", "potential_assessed_on"),
			**columns(person, "box", "box_label", "high_potential"),
			"previous_cycle": before and before.cycle,
			"previous_performance_band": before and before.performance,
			"previous_potential_band": before and before.potential,
			"previous_box": self.box_before(person),
			"movement": self.movement(person) if person.box else None,
			"reason": self.why_not_placed(person),
		}

	def why_not_placed(self, person: Person) -> str | None:
		"""A sentence for those who are in no box."""
		if person.box:
			return None
		if person.performance_band is None:
			return self.why_not_rated(person)
		if person.potential_assessed_on is None:
			return "No potential assessment"
		if person.potential_score is None:
			return "Potential assessment incomplete"
		return f"Potential out of date: older than {self.policy.potential.valid_months} months"

	def box_before(self, person: Person) -> int | None:
		"""The box of the cycle before."""
		if person.before is None:
			return None
		bands = person.before.performance, person.before.potential
		return next((b.number for b in self.policy.boxes if (b.performance, b.potential) == bands), None)

	def movement(self, person: Person) -> str:
		"""From the box before to this one."""
		if self.box_before(person) is None:
			return "new"
		before: Past = person.before
		performance = BANDS.index(person.performance_band) - BANDS.index(before.performance)
		potential = BANDS.index(person.potential_band) - BANDS.index(before.potential)
		if performance == potential == 0:
			return "same"
		if min(performance, potential) >= 0:
			return "up"
		return "down" if max(performance, potential) <= 0 else "sideways"

	def transitions(self) -> Iterator[Row]:
		"""From which box to which, as a share of those who were in it and are placed now."""
		moves = Counter((self.box_before(person), person.box) for person in self.people)
		moves = {key: people for key, people in moves.items() if None not in key}
		left: Counter[int] = Counter()
		for (box, _), people in moves.items():
			left[box] += people
		for (from_box, to_box), people in sorted(moves.items()):
			yield {"from_box": from_box, "to_box": to_box, "people": people, "share": people / left[from_box]}

	# Counted over people

	def scopes(self) -> dict[Scope, list[Person]]:
		"""Everybody, and the people of each company, department and manager."""
		found: dict[Scope, list[Person]] = defaultdict(list)
		for person in self.people:
			if person.not_rated in GONE:
				continue
			who = self.person_columns(person)
			found["all", None].append(person)
			for kind in ("company", "department", "manager"):
				if who[kind] is not None:
					found[kind, who[kind]].append(person)
		return found

	def rating_counts(self, scopes: dict[Scope, list[Person]]) -> Iterator[Row]:
		"""People per level and scope."""
		for (kind, scope), people in scopes.items():
			counts = Counter(person.performance_rating for person in people)
			for value, label in (
				*((v.value, v.label) for v in self.policy.rating_scale.levels),
				(None, None),
			):
				yield {
					"scope_kind": kind,
					"scope": scope,
					"rating": value,
					"label": label,
					"people": counts[value],
				}

	def distribution(self, scopes: dict[Scope, list[Person]]) -> Iterator[Row]:
		"""How each scope compares with each guideline."""
		for (kind, scope), people in scopes.items():
			rated = [p.performance_rating for p in people if p.performance_rating is not None]
			if not rated:
				continue
			for rule in self.policy.distribution.guidelines:
				yield {"scope_kind": kind, "scope": scope, **self.against(rule, rated)}

	def against(self, rule: Guideline, rated: list[float]) -> Row:
		"""One guideline, one scope."""
		at, total = sum(rating in rule.levels for rating in rated), len(rated)
		row = {
			"guideline": self.in_words(rule),
			"rated": total,
			"people": at,
			"share": float((Decimal(at) / Decimal(total)).quantize(Decimal("0.0001"), ROUND_HALF_UP)),
			"message": "too few people",
		}
		if total >= self.policy.distribution.min_people:
			low, high = allowed(rule, total)
			row |= {"allowed_low": low, "allowed_high": high, "move_low": low - at, "move_high": high - at}
			row["message"] = message(low - at, high - at)
		return row

	def in_words(self, rule: Guideline) -> str:
		"""The guideline as a sentence."""
		names = {level.value: level.label for level in self.policy.rating_scale.levels}
		labels = [names.get(value, f"{value:g}") for value in rule.levels]
		shares = {k: f"{(v or 0) * 100:g} %" for k, v in (("low", rule.low), ("high", rule.high))}
		return f"{', '.join(labels)}: {WORDS[rule.condition].format(**shares)}"

	def summary(self, talent: list[Row], objectives: list[Row]) -> Iterator[Row]:
		"""Headline figures for everybody and for each company."""
		counted = [row for row in objectives if row["archived"] != "approved"]
		gone = {person.employee for person in self.people if person.not_rated in GONE}
		talent = [row for row in talent if row["employee"] not in gone]
		companies = dict.fromkeys(row["company"] for row in talent if row["company"])
		for company in (None, *companies):
			mine = [row for row in talent if company in (None, row["company"])]
			goals = [row for row in counted if company in (None, row["company"])]
			for figure, value, of in (*people_figures(mine), *goal_figures(goals)):
				yield {"company": company, "figure": figure, "value": value, "of": of}


def columns(source: object, *names: str) -> Row:
	"""Attributes as columns."""
	return {name: getattr(source, name) for name in names}


def allowed(rule: Guideline, total: int) -> Range:
	"""Fewest and most people that the guideline allows; where no whole number meets it, the nearest."""
	low, high = Decimal(str(rule.low or 0)), Decimal(str(rule.high or 0))
	meets = MEETS[rule.condition]
	fine = [k for k in range(total + 1) if meets(Decimal(k) / Decimal(total), low, high)]
	if not fine:
		ends = [float(end) * total for end in (rule.low, rule.high) if end is not None]
		nearest = min(range(total + 1), key=lambda k: min(abs(k - end) for end in ends))
		return nearest, nearest
	return fine[0], fine[-1]


def message(low: int, high: int) -> str:
	"""Who would have to move."""
	if low <= 0 <= high:
		return "within guideline"
	fewest, most = sorted((abs(low), abs(high)))
	count = str(fewest) if fewest == most else f"{fewest} to {most}"
	return f"move {count} {'in' if low > 0 else 'out'}"


def people_figures(rows: list[Row]) -> Iterator[tuple[str, float, int]]:
	"""Headline figures about people."""
	rated = [row for row in rows if row["performance_score"] is not None]
	placed = [row for row in rows if row["box"] is not None]
	moved = [row for row in placed if row["previous_box"] is not None]
	yield "people", len(rows), len(rows)
	yield "rated", len(rated), len(rows)
	mean = weighted_mean((1.0, row["performance_score"]) for row in rated)
	yield "mean_score", None if mean is None else float(half_up(mean)), len(rated)
	yield "placed", len(placed), len(rows)
	for figure, value in (("high_potential", "high potential"), ("emerging", "emerging")):
		yield figure, sum(row["high_potential"] == value for row in rows), len(rows)
	for figure, value in (("moved_up", "up"), ("moved_down", "down"), ("stable", "same")):
		yield figure, sum(row["movement"] == value for row in moved), len(moved)


def goal_figures(rows: list[Row]) -> Iterator[tuple[str, float, int]]:
	"""Headline figures about objectives."""
	yield "objectives", len(rows), len(rows)
	graded = [row for row in rows if row["grade"] is not None]
	yield "objectives_green", sum(row["grade"] == "green" for row in graded), len(graded)
	yield "objectives_at_risk", sum(row["pace_status"] == "at risk" for row in graded), len(graded)
	aligned = [row for row in rows if row["level"] != "company"]
	yield "aligned", sum(row["parent_objective"] is not None for row in aligned), len(aligned)
