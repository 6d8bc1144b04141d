"""People for a role: everybody whom the reader searches among, in the order in which they come into question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypedDict

import pandas as pd

import frappe
from frappe import _

from talent_performance.access import guarded, mobility
from talent_performance.engine import mobility as rules
from talent_performance.engine.tables import MOBILITY_GROUPS
from talent_performance.exceptions import SearchMisfit
from talent_performance.flows import capability
from talent_performance.flows.mobility.people import (
	Asked,
	found,
	places,
	plain,
	wished_roles,
	wishes_seen,
	with_facts,
)
from talent_performance.flows.role_profiles import PROFILE, profiles_for
from talent_performance.store.competency_tables import required_by
from talent_performance.store.policy import policy_of

POSITION = "Critical Position"
PAGE = 50
PLACE = ("company", "department", "level")
NUMBERS = (
	"place", "fit", "coverage", "readiness", "performance", "wish", "open_gap", "short", "unassessed",
)  # fmt: skip


@dataclass(frozen=True)
class Role:
	"""The role that people are compared with: a designation, in a company, department or level where a position says so."""

	designation: str
	title: str
	company: str | None = None
	department: str | None = None
	level: str | None = None
	incumbent: str = ""

	def of(self, employees: pd.Series) -> pd.DataFrame:
		"""Each of these people beside the role."""
		said = {name: getattr(self, name) for name in PLACE if getattr(self, name)}
		return pd.DataFrame({"employee": employees.array, "designation": self.designation}).assign(**said)


class Answer(TypedDict):
	"""What the page shows."""

	role: dict[str, Any]
	required: list[dict[str, Any]]
	counts: dict[str, int]
	people: int
	rows: list[dict[str, Any]]
	start: int
	page: int


def role_of(designation: str = "", position: str = "", company: str = "") -> Role:
	"""The role asked for. Raises SearchMisfit where none is, PermissionError for who searches for nobody or may not see the position."""
	mobility.condition()
	if position:
		seat = frappe.get_doc(POSITION, position)
		guarded.check(seat)
		if not seat.designation:
			refuse(
				_("{0} names no designation, so nothing says what it requires. Fill it in there.").format(
					seat.title
				)
			)
		return Role(
			seat.designation,
			seat.title,
			seat.company,
			seat.department or None,
			seat.grade or None,
			seat.incumbent or "",
		)
	if not designation or not frappe.db.exists("Designation", designation):
		refuse(_("Choose a designation or a critical position."))
	return Role(designation, designation, company or None)


def choices() -> dict[str, Any]:
	"""The roles that people can be compared with, and by what they can be narrowed. Raises PermissionError."""
	narrowed = places()
	seats = frappe.get_list(
		POSITION,
		filters={"disabled": 0, "designation": ("is", "set")},
		fields=["name", "title", "company", "designation"],
		order_by="title, name",
		limit=0,
	)
	designations = frappe.get_all(
		PROFILE,
		filters={"disabled": 0, "designation": ("is", "set")},
		pluck="designation",
		order_by="designation, name",
		limit=0,
	)
	return {"designations": sorted(set(designations)), "positions": seats, **narrowed}


def requirements(role: Role) -> pd.DataFrame:
	"""What the role requires: competency, required_level, weight, essential. Raises SearchMisfit where nothing says it."""
	place = {name: getattr(role, name) for name in PLACE}
	profile = profiles_for(pd.DataFrame([{"designation": role.designation, **place}])).iloc[0]
	found = required_by([profile]) if profile else pd.DataFrame()
	if found.empty:
		refuse(
			_(
				"Nothing says what {0} requires there: make a Role Competency Profile for it, or choose the company that has one."
			).format(role.designation)
		)
	return found.sort_values(
		["essential", "weight", "competency"], ascending=[False, False, True], kind="stable"
	)


def asked_of(role: Role) -> list[dict[str, Any]]:
	"""The same for a client, who compares people. Raises PermissionError, SearchMisfit."""
	mobility.condition()
	return [plain(row) for row in requirements(role).drop(columns="designation").to_dict("records")]


def ranked(role: Role, asked: Asked, leading: str = "fit", start: int = 0, holders: bool = False) -> Answer:
	"""A page of the people who come into question. `holders`: also those who have the designation already.

	The number of queries doesn't depend on how many people there are.
	"""
	if leading not in rules.LEADING:
		refuse(_("Expected one of {0} as the criterion that leads.").format(", ".join(rules.LEADING)))
	required = asked_of(role)
	people = found(replace(asked, but=role.incumbent))
	if not holders:
		people = people[people["designation"] != role.designation].reset_index(drop=True)
	table, gaps = matched(role, people)
	ordered = rules.rank(table, leading, frappe._)
	counted = ordered["standing"].value_counts()
	return {
		"role": {"designation": role.designation, "title": role.title, "company": role.company},
		"required": required,
		"counts": {name: int(counted.get(name, 0)) for name in MOBILITY_GROUPS},
		"people": len(ordered),
		"rows": shown(ordered.iloc[start : start + PAGE], people, gaps),
		"start": start,
		"page": PAGE,
	}


def matched(role: Role, people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""People beside the role with all that decides, and what each is short of."""
	compared = capability.compared(role.of(people["employee"]))
	fit, gaps = compared.fit, compared.gaps
	wishes = wished_roles(list(people["employee"]))
	return rules.matched(fit, gaps, wishes, with_facts(people, role.level), policy_of()), gaps


def shown(ordered: pd.DataFrame, people: pd.DataFrame, gaps: pd.DataFrame) -> list[dict[str, Any]]:
	"""Rows as the page draws them: percents, names of competencies as lists, mobility in own words."""
	names = list(ordered["employee"])
	about = people.set_index("employee").loc[names, ["company", "department", "branch", "designation"]]
	wishes = wishes_seen(names).set_index("employee") if names else pd.DataFrame()
	lines = gaps[gaps["employee"].isin(names)]
	short = gaps_by(lines, "employee")
	rows = []
	for row in in_percent(ordered).to_dict("records"):
		wish = wishes.loc[row["employee"]] if row["employee"] in wishes.index else {}
		rows.append(
			{
				**plain(
					{
						name: row[name]
						for name in ("employee", "employee_name", "standing", "reason", *NUMBERS)
					}
				),
				**plain(about.loc[row["employee"]].to_dict()),
				**essentials_in(short.get(row["employee"], [])),
				"mobility": plain(
					{name: wish.get(name) for name in ("relocate", "locations", "travel", "timeframe")}
				),
			}
		)
	return rows


def gaps_by(lines: pd.DataFrame, column: str) -> dict[str, list[dict[str, Any]]]:
	"""What is short or not assessed, the widest gap first: competency, required, level."""
	wanted = lines[(lines["gap"] > 0) | lines["gap"].isna()]
	wanted = wanted.sort_values(
		["gap", "weight", "competency"], ascending=[False, False, True], kind="stable"
	)
	columns = {
		"competency": "competency",
		"required_level": "required",
		"level": "level",
		"essential": "essential",
	}
	found: dict[str, list[dict[str, Any]]] = {}
	for key, row in zip(
		wanted[column], wanted[list(columns)].rename(columns=columns).to_dict("records"), strict=True
	):
		found.setdefault(key, []).append({**plain(row), "competency": _(row["competency"])})
	return found


def in_percent(table: pd.DataFrame) -> pd.DataFrame:
	"""Shares as people read them."""
	shares = [name for name in ("fit", "coverage", "readiness", "performance") if name in table]
	return table.assign(**{name: (table[name].astype(float) * 100).round(6) for name in shares})


def essentials_in(short: list[dict[str, Any]]) -> dict[str, list]:
	"""What somebody is short of, and which of it is essential: not reached, or not assessed."""
	essential = sorted((row for row in short if row["essential"]), key=lambda row: row["competency"])
	return {
		"unmet": [row["competency"] for row in essential if row["level"] is not None],
		"unknown": [row["competency"] for row in essential if row["level"] is None],
		"gaps": short,
	}


def refuse(message: str) -> None:
	"""Raises SearchMisfit."""
	frappe.throw(message, exc=SearchMisfit, title=_("Not Possible So"))
