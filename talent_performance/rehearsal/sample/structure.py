"""Who works where: companies, roles and the tree of posts of the invented group Lentera Saujana."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BOGA = "Lentera Saujana Boga"
NIAGA = "Lentera Saujana Niaga"
SUFFIX = {BOGA: "LSB", NIAGA: "LSN"}


@dataclass(frozen=True)
class Role:
	"""A designation. `track` names its objectives in the goal catalogue, `steps` the roles people move to."""

	title: str
	grade: str
	family: str
	track: str
	steps: tuple[str, ...] = ()


def _roles(grade: str, *rows: tuple[str, str, str, tuple[str, ...]]) -> tuple[Role, ...]:
	return tuple(Role(title, grade, family, track, steps) for title, family, track, steps in rows)


ROLES: dict[str, Role] = {
	role.title: role
	for role in (
		*_roles(
			"G1",
			("Production Operator", "Production", "operator", ("Machine Technician",)),
			("Warehouse Operator", "Supply Chain", "warehouse", ("Warehouse Supervisor", "Delivery Driver")),
			("Delivery Driver", "Logistics", "driver", ("Logistics Supervisor",)),
			("Sales Promoter", "Sales", "promoter", ("Sales Executive",)),
		),
		*_roles(
			"G2",
			("Machine Technician", "Production", "operator", ("Shift Supervisor", "Maintenance Technician")),
			("Maintenance Technician", "Engineering", "maintenance", ("Maintenance Supervisor",)),
			("Quality Inspector", "Quality", "quality", ("Quality Supervisor", "Product Developer")),
			("Product Developer", "Quality", "research", ("Research Manager",)),
			("Buyer", "Supply Chain", "procurement", ("Procurement Manager", "Demand Planner")),
			("Demand Planner", "Supply Chain", "planning", ("Planning Manager",)),
			("Brand Executive", "Marketing", "marketing", ("Brand Manager", "E-commerce Specialist")),
			("E-commerce Specialist", "Marketing", "marketing", ()),
			("Accounting Officer", "Finance", "accounting", ("Accounting Supervisor", "Tax Officer")),
			("Tax Officer", "Finance", "accounting", ("Accounting Supervisor",)),
			("Collection Officer", "Finance", "collection", ("Accounting Officer",)),
			("HR Officer", "Human Resources", "hr", ("HR Supervisor",)),
			("Systems Analyst", "Information Technology", "it", ("IT Supervisor",)),
			("IT Support Officer", "Information Technology", "it", ("Systems Analyst",)),
			("Sales Executive", "Sales", "seller", ("Sales Supervisor", "Key Account Executive")),
			("Key Account Executive", "Sales", "seller", ("Key Account Manager",)),
		),
		*_roles(
			"G3",
			("Shift Supervisor", "Production", "production lead", ("Production Manager",)),
			("Maintenance Supervisor", "Engineering", "maintenance", ("Engineering Manager",)),
			("Quality Supervisor", "Quality", "quality", ("Quality Manager",)),
			("Warehouse Supervisor", "Supply Chain", "warehouse", ("Warehouse Manager",)),
			("Accounting Supervisor", "Finance", "accounting", ("Finance Manager",)),
			("HR Supervisor", "Human Resources", "hr", ("Human Resources Manager",)),
			("IT Supervisor", "Information Technology", "it", ("IT Manager",)),
			("Sales Supervisor", "Sales", "sales lead", ("Area Sales Manager",)),
			("Logistics Supervisor", "Logistics", "driver", ("Logistics Manager",)),
		),
		*_roles(
			"G4",
			("Production Manager", "Production", "production lead", ("Plant Manager",)),
			("Engineering Manager", "Engineering", "maintenance", ("Plant Manager",)),
			("Quality Manager", "Quality", "quality", ()),
			("Research Manager", "Quality", "research", ()),
			("Procurement Manager", "Supply Chain", "procurement", ("Supply Chain Director",)),
			("Planning Manager", "Supply Chain", "planning", ("Supply Chain Director",)),
			("Warehouse Manager", "Supply Chain", "warehouse", ("Logistics Manager",)),
			("Brand Manager", "Marketing", "marketing", ("Marketing Director", "Export Manager")),
			("Export Manager", "Marketing", "marketing", ()),
			("Finance Manager", "Finance", "accounting", ("Finance Director",)),
			("Human Resources Manager", "Human Resources", "hr", ("Human Resources Director",)),
			("IT Manager", "Information Technology", "it", ()),
			("Area Sales Manager", "Sales", "area sales", ("Regional Sales Manager",)),
			("Key Account Manager", "Sales", "key account", ("Regional Sales Manager",)),
			("Logistics Manager", "Logistics", "driver", ()),
		),
		*_roles(
			"G5",
			("Plant Manager", "Production", "plant", ("Manufacturing Director",)),
			("Regional Sales Manager", "Sales", "region", ("Sales Director",)),
			("Sales Director", "Sales", "director", ("Managing Director",)),
			("Manufacturing Director", "Production", "director", ("President Director",)),
			("Supply Chain Director", "Supply Chain", "director", ()),
			("Marketing Director", "Marketing", "director", ()),
			("Finance Director", "Finance", "director", ()),
			("Human Resources Director", "Human Resources", "director", ()),
			("Managing Director", "General Management", "director", ("President Director",)),
			("President Director", "General Management", "director", ()),
		),
	)
}


@dataclass(frozen=True)
class Post:
	"""`count` equal posts under each post above; what is empty is taken over from above.

	`branches` are given out in turn.
	"""

	role: str
	count: int = 1
	under: tuple[Post, ...] = ()
	function: str = ""
	company: str = ""
	branches: tuple[str, ...] = ()


def _shift(supervisors: int) -> Post:
	crew = (Post("Machine Technician", 2), Post("Production Operator", 9))
	return Post("Shift Supervisor", supervisors, crew)


def _region(name: str, branches: tuple[str, ...], promoters: int) -> Post:
	team = (Post("Sales Executive", 3), Post("Sales Promoter", promoters))
	areas = Post("Area Sales Manager", len(branches), (Post("Sales Supervisor", 3, team),), branches=branches)
	return Post("Regional Sales Manager", 1, (areas,), f"Sales {name}", branches=branches[:1])


_PLANTS = (
	Post("Plant Manager", 1, (Post("Production Manager", 2, (_shift(3),)),), branches=("Karawang",)),
	Post("Plant Manager", 1, (Post("Production Manager", 1, (_shift(3),)),), branches=("Pasuruan",)),
	Post(
		"Engineering Manager",
		1,
		(
			Post(
				"Maintenance Supervisor",
				3,
				(Post("Maintenance Technician", 5),),
				branches=("Karawang", "Pasuruan"),
			),
		),
		"Engineering",
	),
	Post(
		"Quality Manager",
		1,
		(Post("Quality Supervisor", 2, (Post("Quality Inspector", 6),), branches=("Karawang", "Pasuruan")),),
		"Quality",
	),
)
_SUPPLY_CHAIN = (
	Post("Procurement Manager", 1, (Post("Buyer", 6),)),
	Post("Planning Manager", 1, (Post("Demand Planner", 6),)),
	Post(
		"Warehouse Manager",
		1,
		(Post("Warehouse Supervisor", 3, (Post("Warehouse Operator", 8),)),),
		branches=("Karawang",),
	),
)
_FINANCE = (
	Post(
		"Finance Manager",
		1,
		(Post("Accounting Supervisor", 2, (Post("Accounting Officer", 5),)), Post("Tax Officer", 2)),
	),
	Post(
		"Finance Manager",
		1,
		(Post("Accounting Supervisor", 2, (Post("Accounting Officer", 4), Post("Collection Officer", 3))),),
		company=NIAGA,
	),
	Post(
		"IT Manager",
		1,
		(
			Post("IT Supervisor", 1, (Post("Systems Analyst", 3), Post("IT Support Officer", 3))),
			Post(
				"IT Supervisor",
				1,
				(
					Post("Systems Analyst", 3),
					Post("IT Support Officer", 4, company=NIAGA, branches=("Medan", "Surabaya")),
				),
			),
		),
		"Information Technology",
	),
)
_PEOPLE = (
	Post("Human Resources Manager", 1, (Post("HR Supervisor", 2, (Post("HR Officer", 3),)),)),
	Post("Human Resources Manager", 1, (Post("HR Supervisor", 1, (Post("HR Officer", 5),)),), company=NIAGA),
)
_TRADE = (
	Post(
		"Sales Director",
		1,
		(
			_region("West", ("Medan", "Palembang", "Bandung"), 5),
			_region("Central", ("Jakarta", "Semarang", "Surabaya"), 5),
			_region("East", ("Denpasar", "Makassar"), 5),
			Post("Key Account Manager", 1, (Post("Key Account Executive", 8),), "Modern Trade"),
		),
	),
	Post(
		"Logistics Manager",
		1,
		(
			Post(
				"Logistics Supervisor",
				4,
				(Post("Delivery Driver", 8), Post("Warehouse Operator", 6)),
				branches=("Jakarta", "Surabaya", "Medan", "Makassar"),
			),
		),
		"Logistics",
	),
)
TOP = Post(
	"President Director",
	1,
	(
		Post("Manufacturing Director", 1, _PLANTS, "Production", branches=("Karawang",)),
		Post("Supply Chain Director", 1, _SUPPLY_CHAIN, "Supply Chain"),
		Post("Research Manager", 1, (Post("Product Developer", 6),), "Research"),
		Post(
			"Marketing Director",
			1,
			(Post("Brand Manager", 3, (Post("Brand Executive", 2),)), Post("E-commerce Specialist", 3)),
			"Marketing",
		),
		Post("Finance Director", 1, _FINANCE, "Finance"),
		Post("Human Resources Director", 1, _PEOPLE, "Human Resources"),
		Post("Managing Director", 1, _TRADE, "Corporate", NIAGA),
	),
	"Corporate",
	BOGA,
	("Jakarta",),
)


@dataclass(frozen=True)
class Seat:
	"""One post that one person holds; `above` is the index of the seat above, -1 at the top."""

	role: Role
	function: str
	company: str
	branch: str
	above: int

	@property
	def department(self) -> str:
		"""The department as ERPNext names it: with the company's abbreviation."""
		return department_name(self.function, self.company)


def department_name(function: str, company: str) -> str:
	"""The department as ERPNext names it: "Finance - LSB"."""
	return f"{function} - {SUFFIX[company]}"


def seats() -> list[Seat]:
	"""Every post of the tree; a seat comes after the one above it."""
	found: list[Seat] = []
	_expand(TOP, Seat(ROLES[TOP.role], "", "", "", -1), -1, found)
	return found


def _expand(post: Post, parent: Seat, above: int, found: list[Seat]) -> None:
	for seat in _copies(post, parent, above):
		found.append(seat)
		index = len(found) - 1
		for child in post.under:
			_expand(child, seat, index, found)


def _copies(post: Post, parent: Seat, above: int) -> Iterator[Seat]:
	for i in range(post.count):
		branch = post.branches[i % len(post.branches)] if post.branches else parent.branch
		yield Seat(
			ROLES[post.role], post.function or parent.function, post.company or parent.company, branch, above
		)
