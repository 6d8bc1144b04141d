"""Key results with figures in them: from an intended attainment back to the value that shows it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import fsum

from talent_performance.rehearsal.sample.books import Books, Row
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.goal_kinds import SEASON, Measure
from talent_performance.rehearsal.sample.people import FIRST_DAY, LAST_DAY, YEAR, Absence

CAP = 1.2
ONLY_TO_ONE = ("range", "milestones", "boolean", "step table")


@dataclass
class Owner:
	"""Whose objectives these are, and for which stretch of the year.

	`place` is the company, or the function of the department, whose numbers are divided.
	"""

	level: str
	place: str
	employee: str | None = None
	company: str | None = None
	department: str | None = None
	segment: str | None = None
	start: date = FIRST_DAY
	end: date = LAST_DAY
	absences: list[Absence] = field(default_factory=list)
	author: str = "Corporate Planning"

	@property
	def part_of_year(self) -> float:
		"""The stretch as a share of the year: targets are set for it."""
		return ((self.end - self.start).days + 1) / ((LAST_DAY - FIRST_DAY).days + 1)

	@property
	def present(self) -> float:
		"""The share of the stretch that leave has left over."""
		return 1 - self.days_away(self.start, self.end) / ((self.end - self.start).days + 1)

	def days_away(self, first: date, last: date) -> int:
		"""Days of leave between two days, both included."""
		return sum(
			max(0, (min(last, absence.end) - max(first, absence.start)).days + 1) for absence in self.absences
		)


def reachable(measure: Measure, wanted: float) -> float:
	"""The attainment nearest to the wanted one that this kind of measure can show."""
	if measure.method == "boolean":
		return 1.0 if wanted >= 0.75 else 0.0
	if measure.method == "step table":
		return min((share for _, share in measure.steps), key=lambda share: abs(share - wanted))
	if measure.method in ONLY_TO_ONE:
		return min(wanted, 1.0)
	return wanted


def steer(chance: Chance, lines: list[tuple[float, Measure]], wanted: float) -> list[float]:
	"""An attainment for every (weight, measure) so that their weighted mean comes out near the wanted one.

	Measures that can't show more than 1 come first; the others make up for them.
	"""
	left = fsum(weight for weight, _ in lines)
	owed = wanted * left
	found = [0.0] * len(lines)
	order = sorted(range(len(lines)), key=lambda i: lines[i][1].method not in ONLY_TO_ONE)
	for i in order:
		weight, measure = lines[i]
		mean = owed / left
		noise = 0.0 if i == order[-1] else chance.normal() * (0.07 if mean < 0.97 else 0.03)
		found[i] = reachable(measure, max(0.0, min(CAP, mean + noise)))
		owed -= weight * found[i]
		left -= weight
	return found


def write_measure(
	books: Books, chance: Chance, row: Row, measure: Measure, share: float, owner: Owner
) -> None:
	"""Fill a key result's row, and the rows of months, steps or milestones that belong to it."""
	row.update(
		title=measure.title,
		method=measure.method,
		unit=measure.unit,
		weight=measure.weight,
		prorate=measure.prorated or measure.method not in ("progress", "achievement"),
	)
	_WRITERS[measure.method](books, chance, row, measure, share, owner)
	if measure.monthly:
		_write_months(books, chance, row, measure, owner)


def _progress(books: Books, chance: Chance, row: Row, measure: Measure, share: float, owner: Owner) -> None:
	way = measure.target - measure.start
	start = round(measure.start + 0.2 * way * chance.between(-1, 1), measure.places)
	current = round(start + share * (measure.target - start), measure.places)
	if measure.unit == "%":
		current = min(current, 100.0)
	row.update(start_value=start, target_value=measure.target, current_value=current)


def _achievement(
	books: Books, chance: Chance, row: Row, measure: Measure, share: float, owner: Owner
) -> None:
	target = measure.target * (1 + measure.vary * chance.between(-1, 1))
	if not measure.cascade:
		target *= owner.part_of_year
	target = max(round(target, measure.places), 1.0)
	current = round(target * share * owner.present, measure.places)
	row.update(target_value=target, current_value=current, aggregate=measure.monthly or None)


def _lower(books: Books, chance: Chance, row: Row, measure: Measure, share: float, owner: Owner) -> None:
	current = round(measure.target * (2 - share), measure.places)
	row.update(target_value=measure.target, current_value=current)


def _range(books: Books, chance: Chance, row: Row, measure: Measure, share: float, owner: Owner) -> None:
	if share >= 1:
		current = chance.between(measure.low, measure.high)
	else:
		current = measure.high + (1 - share) * measure.tolerance
	row.update(
		range_low=measure.low,
		range_high=measure.high,
		range_tolerance=measure.tolerance,
		current_value=round(current, measure.places),
	)


def _steps(books: Books, chance: Chance, row: Row, measure: Measure, share: float, owner: Owner) -> None:
	for value, attainment in measure.steps:
		books.add("key_result_steps", key_result=row["key_result"], from_value=value, attainment=attainment)
	nearest = min(measure.steps, key=lambda step: abs(step[1] - share))
	met = min(value for value, attainment in measure.steps if attainment >= 1)
	row.update(target_value=met, current_value=nearest[0])


def _boolean(books: Books, chance: Chance, row: Row, measure: Measure, share: float, owner: Owner) -> None:
	row.update(target_value=1, current_value=1 if share >= 0.75 else 0)


def _milestones(books: Books, chance: Chance, row: Row, measure: Measure, share: float, owner: Owner) -> None:
	"""Those are done, in order, that bring the done weight nearest to the share."""
	total = fsum(weight for _, weight in measure.milestones)
	sums = [fsum(weight for _, weight in measure.milestones[:i]) for i in range(len(measure.milestones) + 1)]
	done = min(range(len(sums)), key=lambda i: abs(sums[i] / total - share))
	length = (owner.end - owner.start).days
	for i, (name, weight) in enumerate(measure.milestones):
		day = owner.start + timedelta(
			days=int(length * (i + chance.between(0.4, 0.9)) / len(measure.milestones))
		)
		books.add(
			"milestones",
			key_result=row["key_result"],
			milestone=name,
			weight=weight,
			done_on=day if i < done else None,
		)
	row.update(target_value=100, current_value=round(100 * sums[done] / total, 1))


_Writer = Callable[[Books, Chance, Row, Measure, float, Owner], None]
_WRITERS: dict[str, _Writer] = {
	"progress": _progress,
	"achievement": _achievement,
	"lower is better": _lower,
	"range": _range,
	"step table": _steps,
	"boolean": _boolean,
	"milestones": _milestones,
}


def _write_months(books: Books, chance: Chance, row: Row, measure: Measure, owner: Owner) -> None:
	"""Months whose aggregate is what the row says; amounts follow the season and who was there."""
	months = _whole_months(owner)
	if not months:
		row["aggregate"] = None
		return
	write = {"sum": _sum, "average": _average, "last": _last, "max": _max}[measure.monthly]
	targets, actuals = write(chance, row, measure, owner, months)
	for month, target, actual in zip(months, targets, actuals, strict=True):
		books.add("kpi_months", key_result=row["key_result"], month=month, target=target, actual=actual)
	row["aggregate"] = measure.monthly


def _whole_months(owner: Owner) -> list[date]:
	firsts = [date(YEAR, month, 1) for month in range(1, 13)]
	return [day for day in firsts if owner.start <= day and day.replace(day=_days(day)) <= owner.end]


def _days(month: date) -> int:
	return monthrange(month.year, month.month)[1]


def _sum(
	chance: Chance, row: Row, measure: Measure, owner: Owner, months: list[date]
) -> tuple[list[float], list[float]]:
	whole_year = row["target_value"] / owner.part_of_year
	targets = [max(1, round(whole_year * SEASON[month.month - 1])) for month in months]
	there = [1 - owner.days_away(month, month.replace(day=_days(month))) / _days(month) for month in months]
	rough = [target * here * chance.between(0.85, 1.15) for target, here in zip(targets, there, strict=True)]
	wanted = row["current_value"] / row["target_value"] * sum(targets)
	factor = wanted / fsum(rough) if fsum(rough) else 0.0
	actuals = [round(value * factor) for value in rough]
	row.update(target_value=sum(targets), current_value=sum(actuals))
	return targets, actuals


def _average(
	chance: Chance, row: Row, measure: Measure, owner: Owner, months: list[date]
) -> tuple[list[float], list[float]]:
	level = row["current_value"]
	actuals = [min(100.0, round(level + chance.between(-2, 2), 1)) for _ in months]
	row["current_value"] = round(fsum(actuals) / len(actuals), 2)
	return [row["target_value"]] * len(months), actuals


def _last(
	chance: Chance, row: Row, measure: Measure, owner: Owner, months: list[date]
) -> tuple[list[float], list[float]]:
	shares = [(i + 1) / len(months) for i in range(len(months))]
	start, target, current = row["start_value"], row["target_value"], row["current_value"]
	targets = [round(start + share * (target - start), 1) for share in shares]
	actuals = [round(start + share * (current - start), 1) for share in shares]
	return targets, actuals


def _max(
	chance: Chance, row: Row, measure: Measure, owner: Owner, months: list[date]
) -> tuple[list[float], list[float]]:
	peak = chance.pick(range(len(months)))
	top = row["current_value"]
	actuals = [top if i == peak else round(top * chance.between(0.4, 0.95)) for i in range(len(months))]
	return [row["target_value"]] * len(months), actuals
