"""Objectives from company to person, with their key results and everything that hangs on those."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from math import fsum

from talent_performance.rehearsal.sample.books import Books, Row
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.goal_catalogue import COMPANY, DEPARTMENT, SPLITS
from talent_performance.rehearsal.sample.goal_kinds import SEASON, Goal, Measure
from talent_performance.rehearsal.sample.measures import Owner, steer, write_measure
from talent_performance.rehearsal.sample.merit import attainment, merit
from talent_performance.rehearsal.sample.people import FIRST_DAY, LAST_DAY, YEAR, Person
from talent_performance.rehearsal.sample.role_goals import INDIVIDUAL
from talent_performance.rehearsal.sample.structure import Seat
from talent_performance.rehearsal.sample.updates import write_updates

JOINERS_START = timedelta(days=30)
COMPANY_DESERVES = 3.05


def write_goals(books: Books, people: list[Person], seed: int) -> None:
	"""Fill objectives, key_results and the tables below them; people need their employee numbers."""
	writer = GoalWriter(books, Chance(seed, "goals"))
	for company in COMPANY:
		writer.write_company(company)
	for department in {person.seat.department: person.seat for person in people if person.appraised}.values():
		writer.write_department(department)
	for person in sorted(people, key=lambda p: p.grade, reverse=True):
		if person.in_cycle and person.story != "no objectives":
			writer.write_person(person)
	writer.roll_up()


class GoalWriter:
	"""Writes level by level and remembers what the next level hangs on."""

	def __init__(self, books: Books, chance: Chance) -> None:
		self.books = books
		self.chance = chance
		self.above: dict[str, list[Row]] = {}  # by company and by department
		self.of_person: dict[int, list[Row]] = {}
		self.cascade: dict[tuple[str, str], Row] = {}
		self.parts: dict[str, list[tuple[Row, Row]]] = {"individual": [], "department": []}
		self.repeats: list[tuple[Row, Row]] = []
		self.given: Counter[tuple[str, str]] = Counter()

	def write_company(self, company: str) -> None:
		"""A company's own objectives."""
		owner = Owner("company", company, company=company)
		self.above[company] = self._write(COMPANY[company], owner, [], COMPANY_DESERVES)

	def write_department(self, seat: Seat) -> None:
		"""The objectives of the department that this seat is in; the board has none."""
		if seat.function not in DEPARTMENT:
			return
		owner = Owner("department", seat.function, company=seat.company, department=seat.department)
		deserved = self.chance.between(2.1, 3.5)
		self.above[seat.department] = self._write(
			DEPARTMENT[seat.function], owner, self.above[seat.company], deserved
		)

	def write_person(self, person: Person) -> None:
		"""One set of objectives for the year, or one for each part of it."""
		mine = self.of_person.setdefault(id(person), [])
		for seat, owner in _stretches(person):
			above = self.above.get(seat.department) or self.above[seat.company]
			rows = self._write(_goals_for(person, seat, owner), owner, above, merit(person.form[YEAR]))
			self._hang_on_manager(person, seat, rows)
			mine += rows

	def roll_up(self) -> None:
		"""What was split is reached as the sum of its parts; who repeats a number repeats the result."""
		for pairs in self.parts.values():
			for _, whole in pairs:
				whole["current_value"] = 0.0
			for part, whole in pairs:
				whole["current_value"] = round(whole["current_value"] + part["current_value"], 2)
		for row, whole in self.repeats:
			row["current_value"] = whole["current_value"]

	def _write(self, goals: tuple[Goal, ...], owner: Owner, above: list[Row], deserved: float) -> list[Row]:
		shares = _shares(self.chance, goals, deserved)
		rows = []
		for i, goal in enumerate(goals):
			row = self._objective(goal, owner, above)
			for j, measure in enumerate(goal.measures):
				self._key_result(row, measure, shares[i, j], owner)
			row["confidence"] = _confidence(self.chance, deserved)
			if goal.seasonal and not row["segment"] and not row["start_date"]:
				_write_profile(self.books, row)
			rows.append(row)
		return rows

	def _objective(self, goal: Goal, owner: Owner, above: list[Row]) -> Row:
		parent = _aligned_to(goal, above)
		if owner.level == "individual" and self.chance.happens(0.03):
			parent = None
		return self.books.add(
			"objectives",
			objective=self.books.number("OBJ", 4),
			title=goal.title,
			level=owner.level,
			employee=owner.employee,
			company=owner.company,
			department=owner.department,
			cycle=f"PC-{YEAR}",
			segment=owner.segment,
			weight=goal.weight,
			commitment=goal.commitment,
			parent_objective=parent,
			contributes=bool(goal.contributes and parent),
			contribution_weight=goal.contributes or 1,
			start_date=owner.start if owner.segment or owner.start != FIRST_DAY else None,
			due_date=_due(goal, owner),
			updated_on=self.chance.day(max(date(YEAR, 11, 5), owner.start), date(YEAR, 12, 30)),
		)

	def _key_result(self, objective: Row, measure: Measure, share: float, owner: Owner) -> None:
		row = self.books.add(
			"key_results", key_result=self.books.number("KR", 5), objective=objective["objective"]
		)
		if measure.cascade:
			self._part_of_a_number(row, measure, share, owner)
			return
		write_measure(self.books, self.chance, row, measure, share, owner)
		write_updates(self.books, self.chance, row, measure, owner, objective["updated_on"])

	def _part_of_a_number(self, row: Row, measure: Measure, share: float, owner: Owner) -> None:
		"""A number that the company divides (or repeats) downwards."""
		name, _, repeats = measure.cascade.partition(" ")
		mine = owner.level == "individual" and not repeats
		self.given[name, owner.place] += int(mine)
		target = SPLITS[name][owner.place][self.given[name, owner.place] if mine else 0]
		write_measure(self.books, self.chance, row, replace(measure, target=target), share, owner)
		above = owner.company if owner.level == "department" else owner.place
		whole = self.cascade.get((name, above))
		if owner.level != "individual":
			self.cascade[name, owner.place] = row
		if whole is not None:
			row.update(parent_key_result=whole["key_result"], cascade="shared" if repeats else "split")
			(self.repeats if repeats else self.parts[owner.level]).append((row, whole))

	def _hang_on_manager(self, person: Person, seat: Seat, rows: list[Row]) -> None:
		"""A sales supervisor's number hangs on the area manager's objective, and moves it in the east."""
		above = self.of_person.get(id(person.manager))
		if seat.role.title != "Sales Supervisor" or not above or not rows:
			return
		rows[0]["parent_objective"] = above[0]["objective"]
		if seat.function == "Sales East":
			rows[0].update(contributes=True, contribution_weight=0.5)


def _stretches(person: Person) -> list[tuple[Seat, Owner]]:
	"""The seats that a person had objectives on, with the days; joiners set theirs after a month."""
	owner = Owner(
		"individual", person.seat.function, person.employee, absences=person.absences, author=person.employee
	)
	if person.parts:
		return [
			(
				part.seat,
				replace(owner, place=part.seat.function, segment=f"S{i}", start=part.start, end=part.end),
			)
			for i, part in enumerate(person.parts, start=1)
		]
	start = FIRST_DAY if person.joined < FIRST_DAY else person.joined + JOINERS_START
	return [(person.seat, replace(owner, start=start))] if start < LAST_DAY else []


def _goals_for(person: Person, seat: Seat, owner: Owner) -> tuple[Goal, ...]:
	"""Fewer for a shorter time; one person has taken on far too many."""
	goals = INDIVIDUAL[seat.role.track]
	if owner.part_of_year < 0.25:
		return goals[:1]
	if owner.part_of_year < 0.5:
		return goals[:2]
	if person.role.title == "IT Manager":
		return goals + INDIVIDUAL["accounting"] + INDIVIDUAL["hr"][1:]
	return goals


def _shares(chance: Chance, goals: tuple[Goal, ...], deserved: float) -> dict[tuple[int, int], float]:
	"""The attainment of every measure, by the places of goal and measure."""
	found: dict[tuple[int, int], float] = {}
	for commitment in ("committed", "aspirational"):
		lines: dict[tuple[int, int], tuple[float, Measure]] = {}
		for i, goal in enumerate(goals):
			total = fsum(measure.weight for measure in goal.measures)
			for j, measure in enumerate(goal.measures):
				if goal.commitment == commitment:
					lines[i, j] = (goal.weight * measure.weight / total, measure)
		wanted = attainment(deserved, commitment)
		found.update(zip(lines, steer(chance, list(lines.values()), wanted), strict=True))
	return found


def _aligned_to(goal: Goal, above: list[Row]) -> str | None:
	"""Where the level above has fewer objectives than the goal counts on, its last one."""
	if not above or goal.serves is None:
		return None
	return above[min(goal.serves, len(above) - 1)]["objective"]


def _due(goal: Goal, owner: Owner) -> date | None:
	if owner.end != LAST_DAY:
		return owner.end
	if goal.due is None:
		return None
	day = date(YEAR + goal.due_next_year, *goal.due)
	return day if day > owner.start else None


def _confidence(chance: Chance, deserved: float) -> int | None:
	"""Mostly in line with how it goes; one in twelve sees it the other way round."""
	if chance.happens(0.2):
		return None
	felt = 2.6 * deserved - 1.2 + 0.9 * chance.normal()
	return max(1, min(10, round(11 - felt if chance.happens(0.08) else felt)))


def _write_profile(books: Books, row: Row) -> None:
	"""Cumulated shares of the season, month by month."""
	for month in range(1, 13):
		last = date(YEAR, month, monthrange(YEAR, month)[1])
		expected = round(fsum(SEASON[:month]), 3)
		books.add("target_profiles", objective=row["objective"], on_date=last, expected=expected)


def say_what_is_fed(books: Books) -> None:
	"""What is measured by the month comes out of the ERP."""
	monthly = {row["key_result"] for row in books.rows["kpi_months"]}
	for row in books.rows["key_results"]:
		row["fed"] = row["key_result"] in monthly
