"""Critical positions and who could take them over; movement between roles, planned hires, leavers."""

from __future__ import annotations

from dataclasses import dataclass

from talent_performance.rehearsal.sample.books import Books
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.people import YEAR, Person
from talent_performance.rehearsal.sample.structure import BOGA, NIAGA, ROLES, Role, department_name

# (position, title, role, function, company, which holder of that role, criticality); -1: vacant
POSITIONS = (
	("CP-01", "Plant Manager Karawang", "Plant Manager", "Production", BOGA, 0, 5),
	("CP-02", "Plant Manager Pasuruan", "Plant Manager", "Production", BOGA, 1, 4),
	("CP-03", "Manufacturing Director", "Manufacturing Director", "Production", BOGA, 0, 5),
	("CP-04", "Supply Chain Director", "Supply Chain Director", "Supply Chain", BOGA, 0, 4),
	("CP-05", "Finance Director", "Finance Director", "Finance", BOGA, 0, 5),
	("CP-06", "Regional Sales Manager West", "Regional Sales Manager", "Sales West", NIAGA, 0, 4),
	("CP-07", "Regional Sales Manager Central", "Regional Sales Manager", "Sales Central", NIAGA, 0, 4),
	("CP-08", "Regional Sales Manager East", "Regional Sales Manager", "Sales East", NIAGA, 0, 3),
	("CP-09", "Sales Director", "Sales Director", "Corporate", NIAGA, 0, 5),
	("CP-10", "Managing Director Niaga", "Managing Director", "Corporate", NIAGA, 0, 5),
	("CP-11", "Head of IT", "IT Manager", "Information Technology", BOGA, 0, 4),
	("CP-12", "Head of Quality", "Quality Manager", "Quality", BOGA, 0, 4),
	("CP-13", "Head of Research", "Research Manager", "Research", BOGA, 0, 3),
	("CP-14", "Head of Export", "Export Manager", "Marketing", BOGA, -1, 3),
	("CP-15", "Head of Engineering", "Engineering Manager", "Engineering", BOGA, 0, 3),
)


@dataclass(frozen=True)
class Nomination:
	"""One nomination: the `nth` holder of a role in a function, or an external candidate by name."""

	position: str
	band: str
	role: str = ""
	function: str = ""
	nth: int = 0
	confirmed: bool = True
	emergency: bool = False
	emergency_only: bool = False
	name: str = ""


SUCCESSOR_WHO_LEFT = "left, still nominated"
NOW, SOON, LATER, NEVER = "Ready Now", "1-2 years", "3-5 years", "none"
NOMINATIONS = (
	# One production manager is the only one ready for both plants: one of them stays empty.
	Nomination("CP-01", NOW, "Production Manager", "Production"),
	Nomination("CP-01", SOON, "Production Manager", "Production", 1),
	Nomination("CP-02", NOW, "Production Manager", "Production", emergency=True),
	Nomination("CP-02", LATER, "Production Manager", "Production", 2),
	# Ready, but would leave a plant behind.
	Nomination("CP-03", NOW, "Plant Manager", "Production"),
	Nomination("CP-03", SOON, "Plant Manager", "Production", 1, confirmed=False),
	Nomination("CP-03", NOW, "Supply Chain Director", emergency=True, emergency_only=True),
	Nomination("CP-04", NOW, "Procurement Manager"),
	Nomination("CP-04", SOON, "Planning Manager"),
	Nomination("CP-05", SOON, "Finance Manager", "Finance", emergency=True),
	Nomination("CP-05", NOW, name="Hanna Gunadi-Limanto", confirmed=False),
	# Three regions, two area managers ready for them, one of whom is on all three plans.
	Nomination("CP-06", NOW, "Area Sales Manager", "Sales West"),
	Nomination("CP-06", SOON, "Area Sales Manager", "Sales West", 1),
	Nomination("CP-07", NOW, "Area Sales Manager", "Sales West"),
	Nomination("CP-07", NOW, "Area Sales Manager", "Sales Central"),
	Nomination("CP-07", LATER, "Key Account Manager"),
	Nomination("CP-08", NOW, "Area Sales Manager", "Sales West"),
	Nomination("CP-08", NOW, "Area Sales Manager", "Sales Central"),
	Nomination("CP-08", SOON, "Area Sales Manager", "Sales East"),
	# One of the two has handed in the resignation.
	Nomination("CP-09", NOW, "Regional Sales Manager", "Sales Central"),
	Nomination("CP-09", NOW, "Regional Sales Manager", "Sales West"),
	Nomination("CP-10", NOW, "Sales Director"),
	Nomination("CP-10", SOON, "Finance Director", confirmed=False),
	# Nobody is confirmed.
	Nomination("CP-11", NOW, "IT Supervisor", confirmed=False),
	Nomination("CP-11", NOW, "IT Supervisor", nth=1, emergency=True, emergency_only=True),
	Nomination("CP-12", NOW, "Quality Supervisor"),
	Nomination("CP-12", SOON, "Quality Supervisor", nth=1),
	# The post is vacant, the candidate who is ready comes from outside.
	Nomination("CP-14", NOW, name="Rama Adiputra"),
	Nomination("CP-14", SOON, "Brand Manager"),
	Nomination("CP-14", SOON, "Brand Manager", nth=1, confirmed=False),
	Nomination("CP-15", NOW, "Maintenance Supervisor", emergency=True),
	Nomination("CP-15", SOON, "Production Manager", "Production", 2),
	Nomination("CP-15", NEVER, "Maintenance Supervisor", nth=1, confirmed=False),
)


class Finder:
	"""The nth active holder of a role, in the order of the tree."""

	def __init__(self, people: list[Person]) -> None:
		self._people = [person for person in people if person.appraised]

	def holder(self, role: str, function: str, nth: int) -> Person:
		"""Raises IndexError if there are fewer holders."""
		fits = [p for p in self._people if p.role.title == role and function in ("", p.seat.function)]
		return fits[nth]


def nominees(people: list[Person], band: str) -> list[Person]:
	"""Those of the people, in the order of the tree, who are nominated with this band."""
	finder = Finder(people)
	return [finder.holder(n.role, n.function, n.nth) for n in NOMINATIONS if n.role and n.band == band]


def write_succession(books: Books, people: list[Person]) -> dict[int, Role]:
	"""Write positions and candidates; returns the role that each nominee was first nominated for.

	`people` in the order of the tree: the nth holder of a role then doesn't depend on dates of joining.
	"""
	finder = Finder(people)
	roles: dict[str, Role] = {}
	for position, title, role, function, company, nth, criticality in POSITIONS:
		roles[position] = ROLES[role]
		books.add(
			"positions",
			position=position,
			title=title,
			company=company,
			department=department_name(function, company),
			designation=role,
			grade=ROLES[role].grade,
			incumbent=finder.holder(role, function, nth).employee if nth >= 0 else None,
			criticality=criticality,
		)
	nominated: dict[int, Role] = {}
	for nomination in NOMINATIONS:
		person = (
			finder.holder(nomination.role, nomination.function, nomination.nth) if nomination.role else None
		)
		if person is not None:
			nominated.setdefault(id(person), roles[nomination.position])
		_candidate(books, nomination, person)
	former = next(person for person in people if person.story == SUCCESSOR_WHO_LEFT)
	_candidate(books, Nomination("CP-12", NOW), former)
	return nominated


def _candidate(books: Books, nomination: Nomination, person: Person | None) -> None:
	books.add(
		"candidates",
		position=nomination.position,
		employee=person.employee if person else None,
		candidate_name=nomination.name or None,
		readiness_band=nomination.band,
		status="confirmed" if nomination.confirmed else "proposed",
		emergency_cover=nomination.emergency,
		emergency_only=nomination.emergency_only,
		external=person is None,
	)


HIRES = {
	"Sales Promoter": 24,
	"Production Operator": 12,
	"Sales Executive": 8,
	"Delivery Driver": 5,
	"Systems Analyst": 2,
}
LEAVING = {"G1": 0.17, "G2": 0.1, "G3": 0.06, "G4": 0.05, "G5": 0.04}
RISING = {"G1": 0.035, "G2": 0.06, "G3": 0.06, "G4": 0.04, "G5": 0.02}
NEW_ROLE = "E-commerce Specialist"


def write_workforce(books: Books, people: list[Person], seed: int) -> None:
	"""Roles with planned hires, three years of moves, and the company's own leavers by risk band."""
	chance = Chance(seed, "moves")
	heads = {title: sum(p.appraised and p.role.title == title for p in people) for title in ROLES}
	for title, role in ROLES.items():
		books.add("roles", role=title, job_family=role.family, hires=HIRES.get(title, 0))
	books.rows["roles"][-1]["headcount"] = 1
	for year in range(YEAR - 3, YEAR):
		for title, role in ROLES.items():
			if title != NEW_ROLE and heads[title]:
				_moves_of(books, chance, year, role, heads[title])
	for band, count, leavers in (("low", 418, 19), ("mid", 121, 14), ("high", 23, 8)):
		books.add("leaver_rates", risk_band=band, people=count, leavers=leavers)


def _moves_of(books: Books, chance: Chance, year: int, role: Role, heads: int) -> None:
	"""Where the people of one role were a year later, each person drawn alone."""
	counts: dict[str | None, int] = {role.title: 0}
	for _ in range(heads):
		luck = chance.share()
		if luck < LEAVING[role.grade]:
			to = None
		elif luck < LEAVING[role.grade] + RISING[role.grade] and role.steps:
			to = chance.pick(role.steps)
		else:
			to = role.title
		counts[to] = counts.get(to, 0) + 1
	for to, count in counts.items():
		if count:
			books.add("moves", year=year, from_role=role.title, to_role=to, people=count)
