"""What makes the data awkward, on purpose: leavers, joiners, transfers, leave, gaps and odd managers.

Everything here is counted, not left to chance: chance only says whom it happens to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.names import SHARED_NAMES, NameGiver
from talent_performance.rehearsal.sample.people import (
	FIRST_DAY,
	LAST_DAY,
	RETIREMENT_AGE,
	YEAR,
	Absence,
	Part,
	Person,
	new_person,
)
from talent_performance.rehearsal.sample.structure import BOGA, NIAGA, ROLES
from talent_performance.rehearsal.sample.succession import SUCCESSOR_WHO_LEFT, nominees

BANDS = ("low", "mid", "high")
NO_POTENTIAL = "Engineering - LSB"
LENIENT_DEPARTMENTS = {"Sales West - LSN": 0.6, "Marketing - LSB": 0.5}
LEFT_IN_YEAR, LEFT_BEFORE = 16, 5  # besides a supervisor and a successor

# (role, function, company) now, then the same before, and the first day of each change.
NOW_SALES = ("Sales Executive", "Sales Central", NIAGA)
TRANSFERS = (
	((NOW_SALES, ("Sales Executive", "Sales West", NIAGA)), (date(YEAR, 5, 1),)),
	(
		(("Accounting Officer", "Finance", NIAGA), ("Accounting Officer", "Finance", BOGA)),
		(date(YEAR, 7, 1),),
	),
	(
		(
			("IT Support Officer", "Information Technology", NIAGA),
			("IT Support Officer", "Information Technology", BOGA),
		),
		(date(YEAR, 4, 1),),
	),
	(
		(("Shift Supervisor", "Production", BOGA), ("Machine Technician", "Production", BOGA)),
		(date(YEAR, 4, 1),),
	),
	(
		(("Sales Supervisor", "Sales West", NIAGA), ("Sales Executive", "Sales West", NIAGA)),
		(date(YEAR, 3, 1),),
	),
	(
		(("Area Sales Manager", "Sales Central", NIAGA), ("Sales Supervisor", "Sales Central", NIAGA)),
		(date(YEAR, 7, 1),),
	),
	(
		(("Warehouse Operator", "Logistics", NIAGA), ("Warehouse Operator", "Supply Chain", BOGA)),
		(date(YEAR, 9, 1),),
	),
	(
		(("HR Officer", "Human Resources", BOGA), ("HR Officer", "Human Resources", NIAGA)),
		(date(YEAR, 8, 1),),
	),
	(
		(("E-commerce Specialist", "Marketing", BOGA), ("Brand Executive", "Marketing", BOGA)),
		(date(YEAR, 6, 1),),
	),
	(
		(
			("Brand Executive", "Marketing", BOGA),
			("Key Account Executive", "Modern Trade", NIAGA),
			("Sales Executive", "Sales Central", NIAGA),
		),
		(date(YEAR, 3, 17), date(YEAR, 8, 1)),
	),
)
EXCLUDED_DAYS = {"HR Officer": 45}

FIRST_SICKNESS = date(YEAR, 1, 20)
ABSENCES = (
	("Parental", date(YEAR - 1, 12, 9), date(YEAR, 3, 8)),
	("Parental", date(YEAR, 2, 10), date(YEAR, 5, 10)),
	("Parental", date(YEAR, 4, 21), date(YEAR, 7, 19)),
	("Parental", date(YEAR, 6, 2), date(YEAR, 8, 30)),
	("Parental", date(YEAR, 8, 11), date(YEAR, 11, 8)),
	("Parental", date(YEAR, 11, 3), date(YEAR + 1, 1, 31)),
	("Sick", FIRST_SICKNESS, date(YEAR, 3, 14)),
	("Sick", date(YEAR, 5, 5), date(YEAR, 9, 26)),
	("Sick", date(YEAR, 9, 1), date(YEAR, 10, 17)),
	("Unpaid study leave", date(YEAR, 2, 3), date(YEAR, 7, 31)),
	("Pilgrimage", date(YEAR, 5, 5), date(YEAR, 6, 20)),
	("Pilgrimage", date(YEAR, 5, 12), date(YEAR, 6, 24)),
)
LONGEST_SICKNESS = (date(YEAR, 2, 17), LAST_DAY)


class Cast:
	"""Gives each story to people who have none yet."""

	def __init__(self, people: list[Person], chance: Chance) -> None:
		self.people = people
		self.chance = chance

	def find(self, role: str, function: str = "", company: str = "") -> list[Person]:
		"""Everybody on such a seat, in the order of the tree."""
		return [
			person
			for person in self.people
			if person.role.title == role
			and function in ("", person.seat.function)
			and company in ("", person.seat.company)
			and person.appraised
		]

	def take(self, story: str, count: int, fits: Callable[[Person], bool]) -> list[Person]:
		"""Give a story to `count` people of the first three grades."""
		free = [p for p in self.people if not p.story and p.grade in ("G1", "G2", "G3") and fits(p)]
		return [self.give(story, person) for person in self.chance.some(free, count)]

	def give(self, story: str, person: Person) -> Person:
		"""Give a story to this person; one story a person."""
		if person.story:
			raise ValueError(f"{person.name} has a story already: {person.story}")
		person.story = story
		return person


def tell(people: list[Person], seed: int) -> list[Person]:
	"""Let it all happen to people; returns them with those who left added."""
	cast = Cast(people, Chance(seed, "stories"))
	names = NameGiver(Chance(seed, "names of those who left"))
	for person in people:
		names.reserve(person.name)
	_set_aside(cast)
	_odd_managers(cast)
	_replaced_supervisor(cast, names)
	_transfers(cast)
	_people_going(cast)
	_joiners(cast)
	_leave(cast)
	_gaps(cast)
	_cells(cast)
	_leavers(cast, names)
	_shared_names(cast)
	return cast.people


def _set_aside(cast: Cast) -> None:
	"""Successors keep clear of the other stories, and are no worse than one expects of them."""
	for role in ("IT Supervisor", "Quality Supervisor", "Maintenance Supervisor"):
		for person in cast.find(role):
			cast.give("bench", person)
	for person in cast.people:
		if person.grade in ("G4", "G5"):
			_at_least(person, -0.3, -0.9)
	for person in nominees(cast.people, "Ready Now"):
		_at_least(person, 0.4, cast.chance.between(-0.4, 1.2))


def _at_least(person: Person, trait: float, form: float) -> None:
	person.skill = max(person.skill, trait)
	person.growth = max(person.growth, trait)
	person.form = {year: max(known, form) for year, known in person.form.items()}


def _odd_managers(cast: Cast) -> None:
	"""One rates everybody far too high, one too low, and some departments are a little generous."""
	lenient, severe = cast.find("Shift Supervisor")[:2]
	for manager, shift in ((lenient, 1.6), (severe, -1.5)):
		cast.give("odd manager", manager).leniency = shift
		for person in cast.people:
			if person.manager is manager:
				cast.give("team of an odd manager", person)
	for person in cast.people:
		person.leniency = person.leniency or LENIENT_DEPARTMENTS.get(person.seat.department, 0.0)


def _replaced_supervisor(cast: Cast, names: NameGiver) -> None:
	"""A supervisor left in October and the successor is new; three of the team still report to who left."""
	successor = cast.give("late joiner", cast.find("Sales Supervisor", "Sales East")[-1])
	_joined_on(successor, date(YEAR, 10, 20))
	former = _former(cast, names, successor, date(YEAR, 10, 31))
	former.story = "left, but still named as manager"
	team = [person for person in cast.people if person.manager is successor]
	for person in team[:3]:
		cast.give("reports to somebody who left", person).manager = former
	for person in team[3:]:
		cast.give("new manager", person)
		person.parts = [
			Part(FIRST_DAY, date(YEAR, 10, 31), person.seat, former),
			Part(date(YEAR, 11, 1), LAST_DAY, person.seat, successor),
		]


def _transfers(cast: Cast) -> None:
	for seats, days in TRANSFERS:
		free = [person for person in cast.find(*seats[0]) if not person.story]
		person = cast.give("transfer", free[-1])
		person.joined = min(person.joined, date(2022, 8, 15))
		person.role_since = days[-1]
		starts = (FIRST_DAY, *days)
		ends = (*(day - timedelta(days=1) for day in days), LAST_DAY)
		former_first = tuple(reversed(seats))
		person.parts = [
			_part(cast, person, seat, start, end)
			for seat, start, end in zip(former_first, starts, ends, strict=True)
		]
		person.parts[-1].days_excluded = EXCLUDED_DAYS.get(person.role.title, 0)


def _part(cast: Cast, person: Person, seat: tuple[str, str, str], start: date, end: date) -> Part:
	if end == LAST_DAY:
		return Part(start, end, person.seat, person.manager)
	role, function, company = seat
	peer = next(p for p in cast.find(role, function, company) if p is not person and p.manager is not person)
	former = replace(peer.seat, role=ROLES[role])
	return Part(start, end, former, peer.manager)


def _people_going(cast: Cast) -> None:
	"""Still there at the year's end, but known to go: three posts of the succession plan among them."""
	west = cast.find("Regional Sales Manager", "Sales West")[0]
	_resigns(west, date(YEAR, 12, 8), date(YEAR + 1, 1, 31))
	director = cast.find("Manufacturing Director")[0]
	director.retires = date(YEAR + 1, 6, 1)
	it_manager = cast.find("IT Manager")[0]
	it_manager.employment_type, it_manager.retires = "Contract", None
	it_manager.contract_end = date(YEAR + 1, 6, 30)
	for i, person in enumerate(cast.take("resigning", 3, lambda p: p.joined.year < 2023)):
		_resigns(person, date(YEAR, 12, 1 + 7 * i), date(YEAR + 1, 1, 2 + 7 * i))
	for i, person in enumerate(cast.take("retiring", 2, lambda p: p.joined.year < 2013)):
		person.employment_type, person.contract_end = "Full-time", None
		person.retires = date(YEAR + 1, 3 + 5 * i, 1)


def _resigns(person: Person, letter: date, last_day: date) -> None:
	person.resigned_on, person.left = letter, last_day


def _joined_on(person: Person, day: date) -> None:
	person.joined = day
	person.role_since = None
	if person.employment_type == "Full-time":
		person.retires = date(day.year + RETIREMENT_AGE - 25, 1 + day.month % 12, 1)
	if (LAST_DAY - day).days < 90:
		person.employment_type, person.contract_end = "Probation", None


def _joiners(cast: Cast) -> None:
	"""Twenty-six in the year; eight of them too late, one on the last day that is early enough."""
	for person in cast.take("joiner", 17, _junior):
		_joined_on(person, cast.chance.day(date(YEAR, 1, 6), date(YEAR, 9, 12)))
	_joined_on(cast.take("joiner", 1, _junior)[0], date(YEAR, 10, 3))
	late = cast.take("late joiner", 8, _junior)
	_joined_on(late[0], date(YEAR, 10, 4))
	for person in late[1:]:
		_joined_on(person, cast.chance.day(date(YEAR, 10, 13), date(YEAR, 12, 15)))


def _junior(person: Person) -> bool:
	return person.grade in ("G1", "G2")


def _settled(person: Person) -> bool:
	return person.joined < date(2023, 6, 1)


def _settled_woman(person: Person) -> bool:
	return person.woman and _settled(person)


def _leave(cast: Cast) -> None:
	for kind, start, end in ABSENCES:
		fits = _settled_woman if kind == "Parental" else _settled
		person = cast.take("leave", 1, fits)[0]
		person.absences.append(Absence(start, end, kind))
	twice = next(p for p in cast.people if p.absences and p.absences[0].start == FIRST_SICKNESS)
	twice.absences.append(Absence(date(YEAR, 10, 6), date(YEAR, 11, 14), "Sick"))
	gone = cast.take("away nearly all year", 1, _settled)[0]
	gone.absences.append(Absence(*LONGEST_SICKNESS, "Sick"))


def _gaps(cast: Cast) -> None:
	"""What should be in a company's records and isn't."""
	nobody_above = cast.take("manager unknown", 5, lambda p: _settled(p) and _junior(p))
	nobody_above += cast.take("manager unknown", 1, lambda p: p.role.title == "Logistics Supervisor")
	for person in nobody_above:
		person.manager_unknown = True
	cast.take("no objectives", 4, _settled)
	cast.take("no rating", 12, _settled)
	cast.take("rating row left empty", 5, _settled)
	cast.take("no component ratings", 4, _settled)
	cast.take("exempt", 1, lambda p: _settled(p) and p.grade == "G2")
	cast.take("stale potential", 24, lambda p: _settled(p) and p.seat.department != NO_POTENTIAL)
	cast.take("potential on one leg", 1, lambda p: _settled(p) and p.seat.department != NO_POTENTIAL)
	cast.take("suspended", 1, _settled)[0].status = "Suspended"


def _cells(cast: Cast) -> None:
	"""Two people for each of the nine boxes, so that none is empty."""
	for performance in BANDS:
		for potential in BANDS:
			story = f"{performance} performance, {potential} potential"
			for person in cast.take(story, 2, _for_a_cell):
				person.cell = (performance, potential)
				person.form[YEAR] = {"low": -1.6, "mid": -0.3, "high": 1.1}[performance]


def _for_a_cell(person: Person) -> bool:
	manager = person.manager
	even_handed = manager is not None and manager.leniency == 0
	return _settled(person) and even_handed and person.seat.department != NO_POTENTIAL


def _leavers(cast: Cast, names: NameGiver) -> None:
	successor = _former(cast, names, cast.find("Quality Supervisor")[0], date(YEAR, 8, 29))
	successor.story = SUCCESSOR_WHO_LEFT
	seats = cast.take("had a colleague who left", LEFT_IN_YEAR + LEFT_BEFORE, _settled)
	for i, colleague in enumerate(seats):
		if i < LEFT_BEFORE:
			_former(cast, names, colleague, cast.chance.day(date(2023, 3, 1), date(2024, 12, 20)))
		else:
			_former(cast, names, colleague, cast.chance.day(date(YEAR, 1, 20), date(YEAR, 11, 28)))
		colleague.story = ""


def _former(cast: Cast, names: NameGiver, colleague: Person, last_day: date) -> Person:
	"""Somebody who worked on a seat like the colleague's and left."""
	former = new_person(cast.chance, names, colleague.seat, colleague.manager)
	former.joined = min(former.joined, last_day - timedelta(days=700))
	former.role_since = None
	former.status, former.left = "Left", last_day
	former.resigned_on = last_day - timedelta(days=30)
	if former.contract_end:
		former.contract_end = last_day.replace(day=1) + timedelta(days=180)
	former.story = "left"
	cast.people.append(former)
	return former


def _shared_names(cast: Cast) -> None:
	staff = cast.chance.shuffled([p for p in cast.people if p.appraised and p.grade in ("G1", "G2")])
	for name, woman, times in SHARED_NAMES:
		for person in [p for p in staff if p.woman == woman][:times]:
			person.name = name
			staff.remove(person)
