"""Frappe HR's Skills become competencies, and what its Employee Skill Maps say of people becomes evidence of their levels.

A skill counts on the day of its evaluation; one without such a day was never evaluated. Nor was what the form there fills in by
itself: full stars, as of that day, for every skill that the designation brings. What was taken over stays as history when the map
says something newer; a skill that is evaluated anew is one more judgement. Nothing is written into Frappe HR.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance import store
from talent_performance.compat import doctype_exists
from talent_performance.engine.competency import on_levels
from talent_performance.flows.competency_assessments import TAKING_OVER
from talent_performance.flows.competency_import.library import as_name
from talent_performance.store.competency_tables import level_ends
from talent_performance.store.frames import among, fetch, numbers

SKILL, SKILL_MAP, ROW, BROUGHT = "Skill", "Employee Skill Map", "Employee Skill", "Designation Skill"
COMPETENCY, ASSESSMENT, RATING = "Competency", "Competency Assessment", "Competency Rating"
# Stars: a fifth each, the first being the lowest level.
ONE_STAR, ALL_STARS = 0.2, 1.0
STARS = (1, 2, 3, 4, 5)
COLUMNS = ["employee", "skill", "proficiency", "assessed_on"]


def on_skill(skill: Document, _event: str | None = None, *_names: object) -> None:
	"""Skill after_insert: the competency of that name is there from now on."""
	make_competencies([skill.name])


def on_renamed_skill(_skill: Document, _event: str, old: str, new: str, merge: bool = False) -> None:
	"""Skill after_rename: the competency that came of it is called so too, unless there is one already."""
	was, becomes = as_name(old), as_name(new)
	if not merge and frappe.db.exists(COMPETENCY, was) and not frappe.db.exists(COMPETENCY, becomes):
		frappe.rename_doc(COMPETENCY, was, becomes, force=True, show_alert=False)


def on_skill_map(skill_map: Document, _event: str | None = None) -> None:
	"""Employee Skill Map on_update."""
	sync([skill_map.employee])


def sync(employees: Sequence[str] | None = None) -> None:
	"""Take over the skills, and the evaluations of these people that aren't there yet; None: everybody's. Daily, and at each map."""
	if not (doctype_exists(SKILL) and doctype_exists(SKILL_MAP)):
		return
	make_competencies(skills())
	found = evaluations(employees)
	if not found.empty:
		take_over(found)


def skills() -> list[str]:
	"""Every skill of Frappe HR."""
	return frappe.get_all(SKILL, pluck="name", order_by="name", limit=0)


def make_competencies(skills: Sequence[str]) -> None:
	"""A competency with five levels, for the five stars, for each skill that has none of its name."""
	wanted = {as_name(skill).casefold(): as_name(skill) for skill in skills if as_name(skill)}
	there = {name.casefold() for name in frappe.get_all(COMPETENCY, pluck="name", order_by="name", limit=0)}
	new = [name for key, name in wanted.items() if key not in there]
	table = pd.DataFrame({"competency_name": new, "category": _("Skills")}, dtype=object)
	levels = pd.DataFrame(
		[(at, level, _("{0} of 5 stars").format(level)) for at in table.index for level in STARS],
		columns=["at", "level", "label"],
	)
	if new:
		store.insert(COMPETENCY, table, {"levels": levels.set_index("at").rename_axis(None)})


def evaluations(employees: Sequence[str] | None) -> pd.DataFrame:
	"""Evaluated skills of these people: employee, skill, proficiency, assessed_on."""
	row, skill_map, brought = (frappe.qb.DocType(name) for name in (ROW, SKILL_MAP, BROUGHT))
	query = (
		frappe.qb.from_(row)
		.join(skill_map)
		.on((row.parent == skill_map.name) & (row.parenttype == SKILL_MAP))
		.left_join(brought)
		.on(
			(brought.parent == skill_map.designation)
			& (brought.parenttype == "Designation")
			& (brought.skill == row.skill)
		)
		.select(
			skill_map.employee, row.skill, row.proficiency, row.evaluation_date, row.creation, brought.skill
		)
		.where(row.evaluation_date.isnotnull() & (row.proficiency > 0))
		.where(among(skill_map.employee, employees))
		.orderby(skill_map.employee, row.evaluation_date, row.idx, row.name)
	)
	found = numbers(fetch(query, [*COLUMNS, "creation", "brought"]), ["proficiency"])
	return found.loc[~filled_in(found), COLUMNS].reset_index(drop=True)


def filled_in(found: pd.DataFrame) -> pd.Series:
	"""Whether nobody judged: full stars of a skill that the designation brings, dated the day on which the row was made."""
	made = pd.to_datetime(found["creation"]).dt.normalize() == pd.to_datetime(found["assessed_on"])
	return made & found["brought"].notna() & (found["proficiency"] >= ALL_STARS)


def take_over(found: pd.DataFrame) -> None:
	"""An assessment for each person and day, with the skills that weren't taken over for that day before."""
	names = {
		name.casefold(): name for name in frappe.get_all(COMPETENCY, pluck="name", order_by="name", limit=0)
	}
	found = found.assign(
		competency=[names.get(as_name(skill).casefold()) for skill in found["skill"]],
		assessed_on=pd.to_datetime(found["assessed_on"]).dt.date,
	)
	found = found.dropna(subset=["competency", "employee"])
	found = found.drop_duplicates(["employee", "competency", "assessed_on"], keep="last")
	known = taken_before(found["employee"].unique())
	keys = pd.MultiIndex.from_frame(found[["employee", "competency", "assessed_on"]])
	new = found[~keys.isin(known)].reset_index(drop=True)
	if new.empty:
		return
	new = new.assign(level=levels_of(new), at=new.groupby(["employee", "assessed_on"], sort=False).ngroup())
	heads = new.drop_duplicates("at").set_index("at")[["employee", "assessed_on"]].rename_axis(None)
	heads = heads.assign(
		source="Manager",
		state="Submitted",
		taken_from=SKILL_MAP,
		justification=_("From the Employee Skill Map of Frappe HR."),
	)
	with taking_over():
		store.insert(
			ASSESSMENT, heads, {"ratings": new.set_index("at")[["competency", "level"]].rename_axis(None)}
		)


def taken_before(employees: Sequence[str]) -> pd.MultiIndex:
	"""Employee, competency and day of what was taken over already."""
	assessment, rating = frappe.qb.DocType(ASSESSMENT), frappe.qb.DocType(RATING)
	query = (
		frappe.qb.from_(assessment)
		.join(rating)
		.on((rating.parent == assessment.name) & (rating.parenttype == ASSESSMENT))
		.select(assessment.employee, rating.competency, assessment.assessed_on)
		.where((assessment.taken_from == SKILL_MAP) & among(assessment.employee, employees))
		.orderby(assessment.name, rating.idx)
	)
	columns = ["employee", "competency", "assessed_on"]
	found = fetch(query, columns)
	return pd.MultiIndex.from_frame(
		found.assign(assessed_on=pd.to_datetime(found["assessed_on"]).dt.date)[columns]
	)


def levels_of(found: pd.DataFrame) -> pd.Series:
	"""Stars as levels of the competencies; five where one has no levels."""
	ends = level_ends(found["competency"].unique())
	plain = (float(STARS[0]), float(STARS[-1]))
	table = pd.DataFrame(
		{
			"rating": found["proficiency"],
			"low": ONE_STAR,
			"high": ALL_STARS,
			"lowest": [ends.get(name, plain)[0] for name in found["competency"]],
			"highest": [ends.get(name, plain)[1] for name in found["competency"]],
		}
	)
	return pd.Series(on_levels(table), index=found.index).round(2)


@contextlib.contextmanager
def taking_over() -> Iterator[None]:
	"""While this lasts, assessments come as they are: nobody is asked who judges."""
	frappe.flags[TAKING_OVER] = True
	try:
		yield
	finally:
		frappe.flags[TAKING_OVER] = False
