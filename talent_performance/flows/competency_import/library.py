"""What files say, whatever they are: competencies with levels, and what roles require of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

NAME_AT_MOST = 140
UNFIT = str.maketrans({"<": "", ">": "", "\t": " ", "\n": " "})


class Step(NamedTuple):
	"""A level of a competency."""

	level: float
	label: str
	indicators: str = ""


@dataclass
class Ability:
	"""A competency as a file says it."""

	name: str
	category: str = ""
	description: str = ""
	steps: list[Step] = field(default_factory=list)


class Requirement(NamedTuple):
	"""What a role requires of a competency, on a ladder from `low` to `high`; without a ladder on the competency's own levels."""

	competency: str
	level: float
	weight: float = 1.0
	essential: bool = False
	low: float | None = None
	high: float | None = None


class Role(NamedTuple):
	"""For whom a profile is."""

	designation: str
	company: str = ""
	department: str = ""
	level: str = ""


class Occupation(NamedTuple):
	"""A role of an open library."""

	code: str
	title: str


@dataclass(frozen=True)
class Wishes:
	"""What HR chose: which occupation is which designation, and what is taken over of an open library."""

	designations: dict[str, str] = field(default_factory=dict)
	importance_from: float = 3.0
	essential_from: float = 4.0
	essential_level: float = 3.0
	optional_level: float = 0.0


@dataclass
class Library:
	"""Competencies by name in small letters, and what roles require by competency's name in small letters."""

	abilities: dict[str, Ability] = field(default_factory=dict)
	roles: dict[Role, dict[str, Requirement]] = field(default_factory=dict)

	def know(self, ability: Ability) -> None:
		"""Take a competency over; what was said of it before stays."""
		self.abilities.setdefault(ability.name.casefold(), ability)

	def require(self, role: Role, asked: Requirement) -> None:
		"""Take a requirement over; of two for the same role the higher counts."""
		lines = self.roles.setdefault(role, {})
		key = asked.competency.casefold()
		if key not in lines or lines[key].level < asked.level:
			lines[key] = asked


def as_name(text: str) -> str:
	"""A text as it may name a competency.

	>>> as_name(" Reading <b>Comprehension</b> ")
	'Reading bComprehension/b'
	"""
	return " ".join(text.translate(UNFIT).split())[:NAME_AT_MOST].strip()
