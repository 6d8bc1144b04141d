"""Cycles, what managers rated, what calibration changed, leave and transfers, potential, and earlier years."""

from __future__ import annotations

from datetime import date

from talent_performance.rehearsal.sample.books import Books, Row
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.merit import level, merit, on_scale
from talent_performance.rehearsal.sample.people import TEMPLATES, YEAR, YEARS, Person
from talent_performance.rehearsal.sample.stories import NO_POTENTIAL

PROBATION = f"PR-{YEAR}"
CORE = ("Integrity", "Customer focus", "Collaboration", "Continuous improvement")
LEADING = ("Leading people", "Decision making")
NOT_APPLICABLE = {
	"Customer focus": "No contact with customers in this role",
	"Continuous improvement": "In the role for too short a time to say",
	"Leading people": "Had no team this year",
}
RAISED = (
	"Took over the neighbouring team for three months on top of the own work",
	"Two targets were missed because the supplier failed, not the person",
	"Won the tender that secures next year",
)
LOWERED = (
	"Reached the figures, but colleagues had to repair the consequences",
	"Result owes much to a one-off order from head office",
	"Written warning in the third quarter",
)
CALIBRATED_DOWN = (
	"Compared with peers in the other regions: same figures, rated lower",
	"Session of 18 December: rating not supported by results",
)
CALIBRATED_UP = (
	"Peers with the same results are rated higher",
	"Carried a vacant post through the peak season",
)


def write_cycles(books: Books) -> None:
	"""Four yearly cycles, the last one current, and one for people on probation."""
	for year in YEARS:
		books.add(
			"cycles",
			cycle=f"PC-{year}",
			title=f"Annual review {year}",
			kind="annual",
			start_date=date(year, 1, 1),
			end_date=date(year, 12, 31),
			is_current=year == YEAR,
		)
	books.add(
		"cycles",
		cycle=PROBATION,
		title=f"Probation reviews, first half of {YEAR}",
		kind="probation",
		start_date=date(YEAR, 1, 1),
		end_date=date(YEAR, 6, 30),
		is_current=False,
	)


def write_parts(books: Books, people: list[Person]) -> None:
	"""The parts of the year of those who moved, and long leave."""
	for person in people:
		for i, part in enumerate(person.parts, start=1):
			books.add(
				"segments",
				employee=person.employee,
				segment=f"S{i}",
				start_date=part.start,
				end_date=part.end,
				days_excluded=part.days_excluded,
				company=part.seat.company,
				department=part.seat.department,
				designation=part.seat.role.title,
				manager=part.manager.employee if part.manager else None,
				template=TEMPLATES.get(part.seat.role.grade, "staff"),
			)
		for absence in person.absences:
			books.add(
				"absences",
				employee=person.employee,
				start_date=absence.start,
				end_date=absence.end,
				kind=absence.kind,
			)


def write_component_ratings(books: Books, people: list[Person], seed: int) -> None:
	"""Competency ratings, line by line; once per part where the manager changed."""
	chance = Chance(seed, "component ratings")
	for person in people:
		if not person.appraised or person.story in ("late joiner", "no component ratings", "exempt"):
			continue
		for segment in [f"S{i}" for i in range(1, len(person.parts) + 1)] or [None]:
			for item in CORE + (LEADING if person.template else ()):
				_component_row(books, chance, person, segment, item)


def _component_row(books: Books, chance: Chance, person: Person, segment: str | None, item: str) -> None:
	row = books.add(
		"component_ratings",
		employee=person.employee,
		component="competencies",
		item=item,
		segment=segment,
		weight=2 if item in LEADING else 1,
		state="rated",
	)
	luck = chance.share()
	if luck < 0.03:
		row["state"] = "missing"
	elif luck < 0.09 and item in NOT_APPLICABLE:
		row.update(state="not applicable", reason=NOT_APPLICABLE[item])
	else:
		seen = merit(person.form[YEAR]) + 0.6 * _generosity(person) + 0.4 * chance.normal()
		row["rating"] = on_scale(seen)


def _generosity(person: Person) -> float:
	return person.manager.leniency if person.manager is not None else 0.0


def write_overall_ratings(books: Books, people: list[Person], seed: int) -> None:
	"""The manager's rating of record and, for supervisors and above and some teams, the calibrated one."""
	chance = Chance(seed, "overall ratings")
	for person in people:
		if not person.appraised or person.story in ("no rating", "late joiner", "away nearly all year"):
			continue
		row = books.add("overall_ratings", employee=person.employee)
		if person.story == "exempt":
			row["exempt_reason"] = f"On assignment with a joint venture until March {YEAR + 1}"
		elif person.manager is None:
			row["exempt_reason"] = "Rated by the Board of Commissioners"
		elif person.story != "rating row left empty":
			_rate(chance, person, row)


def _rate(chance: Chance, person: Person, row: Row) -> None:
	"""The form as this manager sees it; a rating far from what was reached needs a reason, and often has one."""
	form = person.form[YEAR]
	given = level(form + _generosity(person) + (0.0 if person.cell else 0.1 * chance.normal()))
	if not person.cell and chance.happens(0.03):
		given = max(1, min(5, given + chance.pick((-1, 1))))
	deserved = level(form)
	row["manager_rating"] = given
	fair = abs(_generosity(person)) < 1
	if given != deserved and chance.happens(0.7 if fair else 0.1):
		row["manager_reason"] = chance.pick(RAISED if given > deserved else LOWERED)
	if person.grade in ("G3", "G4", "G5") and not person.cell:
		_calibrate(chance, row, deserved)


def _calibrate(chance: Chance, row: Row, deserved: int) -> None:
	"""The session confirms most ratings, and moves half of those that don't fit the results."""
	given = row["manager_rating"]
	moved = given != deserved and chance.happens(0.5)
	moved_at_random = chance.happens(0.06)
	row["calibrated_rating"] = deserved if moved else given
	if moved_at_random and not moved:
		row["calibrated_rating"] = max(2, min(5, given + (1 if given < 3 else -1)))
	if row["calibrated_rating"] != given:
		up = row["calibrated_rating"] > given
		row["calibration_reason"] = chance.pick(CALIBRATED_UP if up else CALIBRATED_DOWN)


FACTORS = {"low": (2, 2, 2), "mid": (3, 3, 3), "high": (4, 5, 4)}


def write_potential(books: Books, people: list[Person], seed: int) -> None:
	"""Assessed every November: nearly everybody above the first grade, seven in ten of the others."""
	chance = Chance(seed, "potential")
	for person in people:
		if not person.appraised or "joiner" in person.story or person.seat.department == NO_POTENTIAL:
			continue
		special = bool(person.cell) or "potential" in person.story or person.grade in ("G4", "G5")
		if not special and not chance.happens(0.7 if person.grade == "G1" else 0.95):
			continue
		for day in _assessment_days(chance, person):
			_potential_row(books, chance, person, day)


def _assessment_days(chance: Chance, person: Person) -> list[date]:
	if person.story == "stale potential":
		return [chance.day(date(2023, 11, 6), date(2024, 5, 31))]
	days = [chance.day(date(YEAR, 11, 3), date(YEAR, 11, 28))]
	if person.joined < date(2024, 5, 1) and chance.happens(0.4):
		days.insert(0, chance.day(date(2024, 11, 4), date(2024, 11, 29)))
	return days


def _potential_row(books: Books, chance: Chance, person: Person, day: date) -> None:
	if person.story == "potential on one leg":
		factors = (5, 2, 5)
	elif person.cell:
		factors = FACTORS[person.cell[1]]
	else:
		base = 2.85 + 0.72 * person.growth
		factors = tuple(on_scale(base + 0.5 * chance.normal()) for _ in range(3))
	books.add(
		"potential",
		employee=person.employee,
		assessed_on=day,
		ability=factors[0],
		aspiration=factors[1],
		engagement=factors[2],
	)


def write_anchors(books: Books, people: list[Person], seed: int) -> None:
	"""What the sales and plant systems measured of two in three people: the form of the year, whoever the manager is."""
	chance = Chance(seed, "anchors")
	for person in people:
		if person.appraised and chance.happens(0.67):
			value = round(100 + 12 * person.form[YEAR] + 3 * chance.normal(), 1)
			books.add("rating_anchors", employee=person.employee, kind="kpi", value=value)


def write_history(books: Books, people: list[Person], seed: int) -> None:
	"""Results of closed cycles: of the first only bands are known, potential was assessed from 2023 on."""
	chance = Chance(seed, "history")
	for person in people:
		for year in YEARS[:-1]:
			there = person.joined <= date(year, 10, 2) and (
				person.left is None or person.left >= date(year, 12, 31)
			)
			if there and chance.happens(0.97):
				_history_row(books, chance, person, year)
		if person.story == "joiner" and person.joined <= date(YEAR, 3, 31):
			_probation_row(books, person)


def _history_row(books: Books, chance: Chance, person: Person, year: int) -> None:
	form = person.form[year]
	row = books.add("history", employee=person.employee, cycle=f"PC-{year}", closed_on=date(year + 1, 1, 31))
	if year == YEARS[0]:
		row["performance_band"] = _band(level(form))
		return
	row["performance_score"] = round(merit(form, spread=0.48), 2)
	if chance.happens(0.6 if person.grade == "G1" else 0.9):
		growth = person.growth + 0.5 * chance.normal()
		row["potential_band"] = "low" if growth < -0.75 else "high" if growth > 0.85 else "mid"
	if person.grade != "G1" and year == YEAR - 1 and person.role.track == "seller":
		row["aspirational_mean"] = round(max(0.1, min(1.2, 0.76 + 0.17 * form)), 2)


def _probation_row(books: Books, person: Person) -> None:
	books.add(
		"history",
		employee=person.employee,
		cycle=PROBATION,
		cycle_kind="probation",
		closed_on=date(YEAR, 6, 30),
		performance_score=round(merit(person.form[YEAR]), 2),
		potential_band="high" if person.growth > 0.5 else "mid",
	)


def _band(number: int) -> str:
	return "low" if number < 3 else "mid" if number == 3 else "high"
