"""The people: one on every seat, with dates, a name, and the traits that their results will follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.names import NameGiver
from talent_performance.rehearsal.sample.structure import Role, Seat, seats

YEAR = 2025
FIRST_DAY = date(YEAR, 1, 1)
LAST_DAY = date(YEAR, 12, 31)
YEARS = (2022, 2023, 2024, YEAR)

TEMPLATES = {"G3": "supervisors", "G4": "managers", "G5": "managers"}
WOMEN = {"Logistics": 0.03, "Engineering": 0.08, "Supply Chain": 0.25, "Production": 0.3, "Sales": 0.5}
HIRED = {"G1": (2015, 2024), "G2": (2011, 2024), "G3": (2006, 2022), "G4": (2002, 2021), "G5": (1998, 2019)}
RETIREMENT_AGE = 56


@dataclass
class Part:
	"""A stretch of the year under one manager on one seat."""

	start: date
	end: date
	seat: Seat
	manager: Person | None
	days_excluded: int = 0


@dataclass
class Absence:
	"""A long leave."""

	start: date
	end: date
	kind: str


@dataclass(eq=False)
class Person:
	"""Somebody, with what no table shows: `story` (why this person is special) and the traits behind the results.

	`skill` lasts over the years, `growth` is behind potential, `form` is the year's performance; all three in
	standard deviations. `leniency` is how many such deviations too high this person rates others.
	"""

	name: str
	woman: bool
	seat: Seat
	manager: Person | None
	joined: date
	employee: str = ""
	status: str = "Active"
	employment_type: str = "Full-time"
	left: date | None = None
	resigned_on: date | None = None
	retires: date | None = None
	contract_end: date | None = None
	role_since: date | None = None
	manager_unknown: bool = False
	story: str = ""
	parts: list[Part] = field(default_factory=list)
	absences: list[Absence] = field(default_factory=list)
	skill: float = 0.0
	growth: float = 0.0
	form: dict[int, float] = field(default_factory=dict)
	leniency: float = 0.0
	cell: tuple[str, str] | None = None

	@property
	def role(self) -> Role:
		"""The present role."""
		return self.seat.role

	@property
	def grade(self) -> str:
		"""The present grade."""
		return self.seat.role.grade

	@property
	def template(self) -> str | None:
		"""The review template; staff go by the policy's default."""
		return TEMPLATES.get(self.grade)

	@property
	def in_cycle(self) -> bool:
		"""Was there for a part of the current year."""
		return self.left is None or self.left >= FIRST_DAY

	@property
	def appraised(self) -> bool:
		"""Is there at the year's end."""
		return self.status != "Left"


def hire(seed: int) -> list[Person]:
	"""One person on every seat, in the seats' order: who is above comes first."""
	chance = Chance(seed, "people")
	names = NameGiver(Chance(seed, "names"))
	people: list[Person] = []
	for seat in seats():
		manager = people[seat.above] if seat.above >= 0 else None
		people.append(new_person(chance, names, seat, manager))
	return people


def new_person(chance: Chance, names: NameGiver, seat: Seat, manager: Person | None) -> Person:
	"""Somebody for a seat, hired in the years usual for its grade."""
	woman = chance.happens(WOMEN.get(seat.role.family, 0.5))
	first, last = HIRED[seat.role.grade]
	joined = chance.day(date(first, 1, 1), date(last, 12, 20))
	person = Person(names.name(woman), woman, seat, manager, joined)
	person.role_since = _role_since(chance, person)
	_set_employment(chance, person)
	_set_traits(chance, person)
	return person


def _role_since(chance: Chance, person: Person) -> date | None:
	"""Most people above the first grade came up from another role; the others are in it since they joined."""
	earliest = person.joined + timedelta(days=730)
	latest = date(YEAR, 3, 1)
	if person.grade == "G1" or earliest >= latest or chance.happens(0.35):
		return None
	return chance.day(earliest, latest).replace(day=1)


def _set_employment(chance: Chance, person: Person) -> None:
	if person.joined.year >= 2022 and person.grade in ("G1", "G2") and chance.happens(0.5):
		person.employment_type = "Contract"
		person.contract_end = chance.day(date(2026, 2, 1), date(2027, 6, 30))
		return
	age = chance.whole(19, 27) if person.grade in ("G1", "G2") else chance.whole(22, 28)
	year = max(person.joined.year - age + RETIREMENT_AGE, 2027)
	person.retires = date(year, chance.whole(1, 12), 1)


def _set_traits(chance: Chance, person: Person) -> None:
	"""Form follows skill from year to year (correlation about .55), growth follows it a little (about .45)."""
	person.skill = chance.normal()
	person.growth = 0.45 * person.skill + 0.89 * chance.normal()
	person.form = {year: 0.74 * person.skill + 0.67 * chance.normal() for year in YEARS}


def number(people: list[Person]) -> None:
	"""Put people in the order of joining and give out employee numbers."""
	people.sort(key=lambda person: (person.joined, person.name, person.seat.department))
	for i, person in enumerate(people, start=1):
		person.employee = f"HR-EMP-{i:05d}"
