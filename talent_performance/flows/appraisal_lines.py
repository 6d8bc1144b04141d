"""What will be rated in an appraisal: the competencies of the role, and one line for every other rated component."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe

from talent_performance.engine.appraisal import CALCULATED
from talent_performance.flows.role_profiles import profiles_for

COMPETENCIES = "Competencies"
COLUMNS = ["component", "item", "competency", "weight", "required_level"]


def lines_for(appraisals: pd.DataFrame) -> pd.DataFrame:
	"""Rows of Appraisal Competency for appraisals[designation, company, department, grade, template], under the same labels.

	Three queries, however many appraisals. Competencies come from one Role Competency Profile, see role_profiles. A rated
	component of the template that has no line otherwise gets one for itself.
	"""
	roles = appraisals.rename(columns={"grade": "level"})
	keys = appraisals[["template"]].assign(
		order=range(len(appraisals)), label=appraisals.index, profile=profiles_for(roles)
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
