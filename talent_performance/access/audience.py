"""Who may do what with a DocType, as data. `twins` is the one interpreter; nothing here touches the site.

A guard names the columns that its rules need, and its rules. Whatever no rule allows is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Who(Enum):
	"""Kinds of readers, seen from a row and the employee that it is about."""

	SELF = "the employee himself"
	LINE = "the employee himself and whoever stands above him"
	MANAGER = "whoever stands above him, at any level"
	DIRECT_MANAGER = "the manager whom he reports to"
	ACTING = "whoever acts for a manager above who is away"
	AUTHOR = "who wrote the row"
	NAMED = "the employee whom the row names as the one who acts"
	COLLEAGUE = "whoever has an Employee record in the company"
	HR_USER = "HR User or HR Manager of the company"
	HR_MANAGER = "HR Manager of the company"
	TALENT_MANAGER = "Talent Manager of the company"


class Practice(Enum):
	"""What an agreement can switch off for people: the Check of Works Agreement that does it.

	A feature that adds one names it here and in that DocType, gives it to the guards of its records, and asks
	`access.practices` wherever it computes, stores or shows anything of the kind.
	"""

	POTENTIAL = "potential"
	NINE_BOX = "nine_box"
	GUIDELINES = "guidelines"
	ANALYTICS = "individual_analytics"
	FEEDBACK = "feedback"
	LANGUAGE_MODEL = "language_model"
	WALL = "recognition_wall"
	RISK = "retention_risk"


# What can't be without another practice: a place in the nine-box shows the potential.
RESTS_ON = {Practice.NINE_BOX: (Practice.POTENTIAL,)}
ROLES = {
	Who.HR_USER: ("HR User", "HR Manager"),
	Who.HR_MANAGER: ("HR Manager",),
	Who.TALENT_MANAGER: ("Talent Manager",),
}
READ = frozenset({"read"})
WRITE = frozenset({"read", "write"})
FULL = frozenset({"read", "write", "create", "delete"})


@dataclass(frozen=True)
class Rule:
	"""`who` may do `may`; only where each column of `where` holds one of the values named there.

	`setting` is a Check of Talent Settings without which the rule doesn't hold. `of_others`: not where the row is about
	the reader himself, for who is named there as acting could be the subject by mistake. `named` is the column with the
	employee who is named, where it isn't the guard's. `practice`: the rule doesn't hold where it is switched off for the subject.
	"""

	who: Who
	may: frozenset[str]
	where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
	setting: str = ""
	of_others: bool = False
	named: str = ""
	practice: Practice | None = None


@dataclass(frozen=True)
class Closed:
	"""A row is closed to whoever a row of `doctype` names in `employee`, where its `column` is what ours says in `ours`."""

	ours: str
	doctype: str
	column: str
	employee: str


@dataclass(frozen=True)
class Guard:
	"""The rules of one DocType.

	`subject` is the column with the employee that a row is about. `company` is the column with its company; without
	one the company is that of the employee, today. `author` is the column with the user who wrote it, `named` the one with
	the employee who acts: a reviewer, an assessor, the manager of that time. A confidential
	row is closed to its subject, and to HR and managers who are its subject; a rule for SELF or LINE without conditions opens it
	again. Whoever opens or lists what is `logged` leaves a line in the Talent Access Log.

	Rows of a `practice` are closed to everybody while it is switched off for their subject. Where the subject's grade is
	confidential, rules for HR User and HR Manager don't reach a `graded` row; and one that is `rated` is closed to an HR User
	whose own grade is lower. `closed_to`: who besides the subject never reaches a row, whatever his roles are: a rival, say.
	"""

	doctype: str
	rules: tuple[Rule, ...]
	subject: str = "employee"
	company: str | None = None
	author: str = "owner"
	named: str | None = None
	confidential: bool = True
	logged: bool = False
	practice: Practice | None = None
	graded: bool = True
	rated: bool = False
	closed_to: tuple[Closed, ...] = ()
