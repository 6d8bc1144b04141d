"""What will be rated in an appraisal: the competencies of the role, and one line for every other rated component."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe

from talent_performance.engine.appraisal import CALCULATED

COMPETENCIES = "Competencies"
COLUMNS = ["component", "item", "competency", "weight", "required_level"]
EVERY = ""


def lines_for(appraisals: pd.DataFrame) -> pd.DataFrame:
	"""Rows of Appraisal Competency for appraisals[designation, company, template], under the same index labels.

	Three queries, however many appraisals. Competencies come from one Role Competency Profile: that of designation and
	company, else of the designation, else of the company, else the general one. A rated component of the template
	that has no line otherwise gets one for itself.
	"""
	keys = appraisals[["template"]].assign(
		order=range(len(appraisals)), label=appraisals.index, profile=profiles_for(appraisals)
	)
	components = rated_components(keys["template"].dropna().unique())
	wanted = keys.merge(components, on="template")
	role = competencies_of(keys["profile"].dropna().unique())
	by_role = wanted[wanted["component"].str.casefold() == COMPETENCIES.casefold()].merge(role, on="profile")
	served = pd.MultiIndex.from_frame(by_role[["order", "component"]])
	alone = wanted[~pd.MultiIndex.from_frame(wanted[["order", "component"]]).isin(served)]
	whole = alone.assign(item=alone["component"], competency=None, weight=1.0, required_level=0.0, line=0)
	lines = pd.concat([by_role, whole], ignore_index=True).sort_values(["order", "at", "line"], kind="stable")
	return lines.set_index("label")[COLUMNS].rename_axis(None)


def profiles_for(appraisals: pd.DataFrame) -> pd.Series:
	"""The Role Competency Profile of each row, null where none applies."""
	roles = appraisals[["designation", "company"]].astype(object)
	roles = roles.where(roles.notna(), EVERY)
	table = frappe.qb.DocType("Role Competency Profile")
	rows = (
		frappe.qb.from_(table)
		.select(table.designation, table.company, table.name)
		.where(table.disabled == 0)
		.where(_one_of(table.designation, roles["designation"]) & _one_of(table.company, roles["company"]))
		.orderby(table.creation, table.name)
		.run()
	)
	known = {(designation or EVERY, company or EVERY): name for designation, company, name in reversed(rows)}
	found = [
		known.get((designation, company))
		or known.get((designation, EVERY))
		or known.get((EVERY, company))
		or known.get((EVERY, EVERY))
		for designation, company in zip(roles["designation"], roles["company"], strict=True)
	]
	return pd.Series(found, index=appraisals.index, dtype=object)


def _one_of(field: object, values: pd.Series) -> object:
	"""One of the values, or empty: for everybody."""
	return field.isin([EVERY, *(each for each in values.unique() if each)]) | field.isnull()


def competencies_of(profiles: Sequence[str]) -> pd.DataFrame:
	"""The lines of these profiles."""
	table = frappe.qb.DocType("Role Competency")
	rows = (
		frappe.qb.from_(table)
		.select(
			table.parent, table.idx, table.competency, table.competency, table.weight, table.required_level
		)
		.where(table.parent.isin(list(profiles) or [""]))
		.orderby(table.parent, table.idx)
		.run()
	)
	columns = ["profile", "line", "item", "competency", "weight", "required_level"]
	return pd.DataFrame(list(rows), columns=columns)


def rated_components(templates: Sequence[str]) -> pd.DataFrame:
	"""The components of these templates that people rate, in their order: all but what is calculated."""
	table = frappe.qb.DocType("Review Component")
	rows = (
		frappe.qb.from_(table)
		.select(table.parent, table.idx, table.component)
		.where(table.parent.isin(list(templates) or [""]))
		.orderby(table.parent, table.idx)
		.run()
	)
	found = pd.DataFrame(list(rows), columns=["template", "at", "component"])
	return found[~found["component"].astype(str).str.strip().str.lower().isin(CALCULATED)]
