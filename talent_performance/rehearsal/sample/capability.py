"""What roles require, what is known about people's levels, and what they set out to learn."""

from __future__ import annotations

from datetime import date, timedelta

from talent_performance.rehearsal.sample.books import Books
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.merit import on_scale
from talent_performance.rehearsal.sample.people import YEAR, Person
from talent_performance.rehearsal.sample.structure import ROLES, Role

CORE = {"Integrity": (2, 3, 3, 4, 4), "Customer focus": (2, 3, 3, 4, 4), "Collaboration": (2, 3, 3, 4, 4)}
LEADERSHIP = {"Leading people": (0, 0, 3, 4, 5), "Decision making": (0, 0, 3, 4, 4)}
STRATEGY = {"Business acumen": (0, 0, 0, 3, 4), "Strategic thinking": (0, 0, 0, 3, 4)}
TECHNICAL_LEVELS = (2, 3, 4, 4, 3)
TECHNICAL = {
	"Production": ("Machine operation", "Food safety", "Lean manufacturing", "Safety at work"),
	"Engineering": ("Preventive maintenance", "Electrical systems", "Safety at work"),
	"Quality": ("Food safety", "Laboratory methods", "Statistical process control"),
	"Supply Chain": ("Inventory control", "Supplier negotiation", "Demand planning"),
	"Logistics": ("Route planning", "Safe driving", "Warehouse handling"),
	"Marketing": ("Brand building", "Consumer insight", "Digital marketing"),
	"Finance": ("Accounting standards", "Tax", "Financial analysis"),
	"Human Resources": ("Labour law", "Recruiting", "Learning design"),
	"Information Technology": ("ERP configuration", "Data management", "Information security"),
	"Sales": ("Selling", "Merchandising", "Territory management", "Credit control"),
	"General Management": ("Financial analysis", "Brand building"),
}
CERTIFIED = {"Food safety", "Tax", "Safe driving", "Safety at work", "Labour law", "Information security"}
GRADES = ("G1", "G2", "G3", "G4", "G5")
TEST_DAYS = (date(2021, 5, 18), date(2022, 9, 7), date(2023, 6, 14), date(2024, 8, 21), date(2025, 5, 20))


def requirements(role: Role) -> list[tuple[str, int, int, bool]]:
	"""(competency, required level, weight, essential) of a role; levels run from 1 to 5."""
	at = GRADES.index(role.grade)
	technical = TECHNICAL[role.family]
	rows = [(name, TECHNICAL_LEVELS[at], 3 if i == 0 else 2, i == 0) for i, name in enumerate(technical)]
	rows += [(name, levels[at], 1, False) for name, levels in CORE.items()]
	for name, levels in {**LEADERSHIP, **STRATEGY}.items():
		if levels[at]:
			rows.append((name, levels[at], 3 if name == "Leading people" else 2, name == "Leading people"))
	return rows


def write_role_competencies(books: Books) -> None:
	"""One row for each role and competency; one role also names a competency that it doesn't require."""
	for role in ROLES.values():
		for name, required, weight, essential in requirements(role):
			books.add(
				"role_competencies",
				designation=role.title,
				competency=name,
				required_level=required,
				weight=weight,
				essential=essential,
			)
	books.add(
		"role_competencies",
		designation="Delivery Driver",
		competency="Digital tools",
		required_level=0,
		weight=1,
		essential=False,
	)


def write_evidence(books: Books, people: list[Person], nominated: dict[int, Role], seed: int) -> None:
	"""Evidence for the present role, and for the role that somebody is nominated for (by id of the person)."""
	chance = Chance(seed, "evidence")
	for person in people:
		if not person.appraised or person.story == "late joiner":
			continue
		if id(person) not in nominated and chance.happens(0.4 if person.grade == "G1" else 0.06):
			continue
		known: set[str] = set()
		for role in (person.role, nominated.get(id(person))):
			for name, required, _, _ in requirements(role) if role else ():
				if name not in known and chance.happens(0.9 if role is person.role else 0.96):
					_evidence_of(books, chance, person, name, required)
				known.add(name)


def _evidence_of(books: Books, chance: Chance, person: Person, name: str, required: int) -> None:
	true = required + 0.05 + 0.45 * person.skill + 0.45 * chance.normal()
	heard = ["manager"] if chance.happens(0.88) else []
	if chance.happens(0.3):
		heard.append("self")
	if name in CERTIFIED and chance.happens(0.5):
		heard.append("certificate")
	elif chance.happens(0.12):
		heard.append("test")
	if person.template and chance.happens(0.5):
		heard.append("feedback")
	for source in heard:
		bias = 0.5 if source == "self" else 0.0
		level = on_scale(true + bias + 0.35 * chance.normal())
		books.add(
			"competency_evidence",
			employee=person.employee,
			competency=name,
			source=source,
			level=level,
			assessed_on=_day(chance, person, source),
			weight=0.6 if source == "test" and person.grade == "G4" else None,
		)


def _day(chance: Chance, person: Person, source: str) -> date:
	"""Managers and people themselves speak every autumn, some last did so long ago; tests have their own days."""
	if source in ("test", "certificate"):
		return max(chance.pick(TEST_DAYS), person.joined + timedelta(days=60))
	if source == "feedback":
		return date(2024, 10, 31) if chance.happens(0.5) and person.joined.year < 2024 else date(YEAR, 10, 31)
	year = chance.pick((YEAR, YEAR, YEAR, YEAR, 2024, 2023, 2022))
	year = YEAR if person.joined.year >= year else year
	return chance.day(date(year, 10, 6), date(year, 12, 12))


GOALS = 120


def write_development_goals(books: Books, people: list[Person], seed: int) -> None:
	"""Goals agreed a year or so ago; for most, the same source has spoken before and after."""
	chance = Chance(seed, "development goals")
	assessed = {row["employee"] for row in books.rows["competency_evidence"]}
	eligible = [
		person
		for person in people
		if person.employee in assessed and person.joined < date(2023, 6, 1) and person.grade != "G5"
	]
	for i, person in enumerate(chance.some(eligible, GOALS)):
		name, required, _, _ = chance.pick(requirements(person.role))
		agreed = chance.day(date(2024, 11, 4), date(YEAR, 3, 14))
		target = min(5, required + 1)
		books.add(
			"development_goals",
			employee=person.employee,
			competency=name,
			target_level=target,
			agreed_on=agreed,
		)
		_before_and_after(books, chance, person, name, target, agreed, i)


def _before_and_after(
	books: Books, chance: Chance, person: Person, name: str, target: int, agreed: date, i: int
) -> None:
	"""Every tenth goal was set where the level was there already, every eighth was never looked at again."""
	before = target if i % 10 == 9 else max(1, target - chance.pick((1, 1, 2)))
	after = min(5, before + chance.pick((0, 0, 1, 1, 1, 2))) if i % 17 else max(1, before - 1)
	books.rows["competency_evidence"] = [
		row
		for row in books.rows["competency_evidence"]
		if (row["employee"], row["competency"]) != (person.employee, name)
	]
	days = [(agreed - timedelta(days=chance.whole(5, 40)), before)]
	if i % 8:
		days.append((chance.day(date(YEAR, 11, 3), date(YEAR, 12, 12)), after))
	for day, level in days:
		books.add(
			"competency_evidence",
			employee=person.employee,
			competency=name,
			source="manager",
			level=level,
			assessed_on=day,
		)


WISHES = 90


def write_aspirations(books: Books, people: list[Person], seed: int) -> None:
	"""Most want to follow their manager; some would like another role of their own level, and a few nothing else."""
	chance = Chance(seed, "aspirations")
	assessed = {row["employee"] for row in books.rows["competency_evidence"]}
	eligible = [
		person
		for person in people
		if person.employee in assessed and person.manager and person.grade not in ("G1", "G5")
	]
	for person in chance.some(eligible, WISHES):
		own = person.role.title
		beside = sorted({other.role.title for other in people if other.grade == person.grade} - {own})
		wished = [person.manager.role.title] if chance.happens(0.85) else []
		if not wished or chance.happens(0.35):
			wished.append(chance.pick(beside))
		for place, role in enumerate(dict.fromkeys(each for each in wished if each != own), start=1):
			books.add("aspirations", employee=person.employee, designation=role, place=place)


POOLS = {
	"Tomorrow's leaders": (
		("Performance", "at least", "3.5"),
		("Potential Band", "at least", "mid"),
		("Years of Service", "at least", "2"),
	),
	"Ready for the next role": (("Box", "is", "9"), ("Fit to Role", "at least", "90")),
}


def write_pools(books: Books) -> None:
	"""Two talent pools: one that asks for all of its criteria, one for any."""
	for match, (pool, criteria) in zip(("all", "any"), POOLS.items(), strict=True):
		for fact, operator, value in criteria:
			books.add("pool_criteria", pool=pool, match=match, fact=fact, operator=operator, value=value)
