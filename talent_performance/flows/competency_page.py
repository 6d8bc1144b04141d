"""What somebody reads of a person's competencies: the role's requirements with the levels, what they rest on, and the draft at hand.

The engine gives the numbers; what a level rests on is shown as far as the reader may read the document that says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import flt

from talent_performance.access import guarded
from talent_performance.access.competencies import check_may_see, may_assess
from talent_performance.access.people import employees_of
from talent_performance.engine.competency import FAR, NEAR, UNKNOWN, gap_bands
from talent_performance.flows import capability, competency_assessments, readable
from talent_performance.store.dialect import within

ASSESSMENT, COMPETENCY = "Competency Assessment", "Competency"
Row = dict[str, Any]


def page(employee: str) -> Row:
	"""A person's competencies. Raises PermissionError."""
	check_may_see(employee)
	said = capability.evidence([employee])
	found = capability.compared(capability.present_roles([employee]), capability.levels_of(said))
	person = person_of(employee)
	lines = lines_of(found, masters_of({*found.gaps["competency"], *found.levels["competency"]}))
	told = history_of(said)
	for line in lines:
		line["evidence"] = told.get(line["competency"], [])
	return {
		**person,
		"mine": employee in employees_of(frappe.session.user),
		"fit": fit_of(found),
		"competencies": lines,
		"may_assess": may_assess(employee),
		"draft": own_draft(employee),
	}


def person_of(employee: str) -> Row:
	"""How somebody is called and what the role is."""
	columns = ["employee_name", "designation", "department"]
	found = frappe.db.get_value("Employee", employee, columns, as_dict=True) or {}
	return {
		"employee": employee,
		"employee_name": found.get("employee_name") or employee,
		"designation": _(found["designation"]) if found.get("designation") else "",
		"department": found.get("department") or "",
	}


def lines_of(found: capability.Compared, masters: Mapping[str, Row]) -> list[Row]:
	"""A line for each competency: what the role requires first, then what is known besides."""
	gaps = found.gaps.assign(band=gap_bands(found.gaps))
	levels = found.levels.set_index("competency")
	required = [
		{
			"required": float(row.required_level),
			"essential": bool(row.essential),
			"gap": none_for(row.gap),
			"band": str(row.band),
			**line_of(row.competency, levels, masters),
		}
		for row in gaps.itertuples()
	]
	asked = {line["competency"] for line in required}
	besides = [
		{"required": None, "essential": False, "gap": None, "band": "", **line_of(name, levels, masters)}
		for name in levels.index
		if name not in asked
	]
	return [*required, *besides]


def line_of(competency: str, levels: pd.DataFrame, masters: Mapping[str, Row]) -> Row:
	"""A competency, with the level of the person."""
	known = levels.loc[competency] if competency in levels.index else {}
	return {
		**masters.get(competency, bare(competency)),
		"level": none_for(known.get("level")),
		"confidence": as_percent(known.get("confidence")),
		"reassess": bool(known.get("reassess", True)),
	}


def bare(competency: str) -> Row:
	"""A competency of which there is only the name."""
	return {"competency": competency, "label": _(competency), "category": "", "description": "", "levels": []}


def masters_of(names: Iterable[str]) -> dict[str, Row]:
	"""Competencies with their levels, in the reader's language: two queries."""
	wanted = sorted(names)
	master, level = frappe.qb.DocType(COMPETENCY), frappe.qb.DocType("Competency Level")
	query = (
		frappe.qb.from_(master)
		.select(master.name, master.category, master.description)
		.where(within(master.name, wanted))
		.orderby(master.name)
	)
	found = {
		name: {
			**bare(name),
			"category": _(category) if category else "",
			"description": _(description) if description else "",
			"levels": [],
		}
		for name, category, description in query.run()
	}
	query = (
		frappe.qb.from_(level)
		.select(level.parent, level.level, level.label, level.indicators)
		.where(within(level.parent, wanted) & (level.parenttype == COMPETENCY))
		.orderby(level.level, level.name)
	)
	for name, value, label, indicators in query.run():
		found[name]["levels"].append(
			{"value": flt(value), "label": _(label), "meaning": _(indicators) if indicators else ""}
		)
	return found


def history_of(said: pd.DataFrame) -> dict[str, list[Row]]:
	"""By competency what its level rests on, the newest first, of documents that the reader may read."""
	seen = {
		doctype: guarded.seen(doctype, rows["document"])
		for doctype, rows in said.groupby("doctype", sort=False)
	}
	names = readable.names_of("Employee", "employee_name", said["assessor"].dropna())
	found: dict[str, list[Row]] = {}
	for row in said.iloc[::-1].itertuples():
		if row.document in seen.get(row.doctype, ()):
			found.setdefault(row.competency, []).append(evidence_row(row, names))
	return found


def evidence_row(row: Any, names: Mapping[str, str]) -> Row:
	"""One judgement, in words."""
	return {
		"source": row.source,
		"label": source_label(row.source, row.doctype),
		"level": float(row.level),
		"on": str(row.assessed_on.date()),
		"by": "" if row.source == "self" else names.get(row.assessor, ""),
		"note": "\n".join(text for text in (row.note, row.justification) if isinstance(text, str) and text),
		"doctype": row.doctype,
		"document": row.document,
	}


def source_label(source: str, doctype: str) -> str:
	"""Who or what judged, in words."""
	if doctype == "Appraisal Review":
		return _("Appraisal, self") if source == "self" else _("Appraisal")
	return {
		"self": _("Self-assessment"),
		"manager": _("Manager"),
		"feedback": _("360° feedback"),
		"test": _("Test"),
		"certificate": _("Certificate"),
	}[source]


def fit_of(found: capability.Compared) -> Row:
	"""How the person fits the present role, in percent."""
	row = found.fit.iloc[0]
	value, coverage = fit_percent(row)
	essential = found.gaps[found.gaps["essential"].to_numpy(dtype=bool)]
	essential = essential.assign(band=gap_bands(essential))
	return {
		"value": value,
		"coverage": coverage,
		"ranked": bool(row["ranked"]),
		"unmet": names_in(essential, (NEAR, FAR)),
		"unknown": names_in(essential, (UNKNOWN,)),
		"reason": text_of(row["reason"]),
	}


def names_in(gaps: pd.DataFrame, bands: Sequence[str]) -> str:
	"""The competencies of some bands, in the reader's language."""
	return ", ".join(_(name) for name in gaps.loc[gaps["band"].isin(bands), "competency"])


def fit_percent(row: pd.Series) -> tuple[float | None, float | None]:
	"""Fit and coverage of a row of the table `fit`, as they are shown."""
	return as_percent(row["fit"]), as_percent(row["coverage"])


def own_draft(employee: str) -> str:
	"""The draft that the reader has begun about somebody."""
	own = employees_of(frappe.session.user)
	filters = {"employee": employee, "state": "Draft", "assessor": ("in", own or ("",))}
	found = frappe.get_all(
		ASSESSMENT, filters=filters, pluck="name", order_by="creation desc, name desc", limit=1
	)
	return found[0] if found else ""


def assessment(employee: str) -> Row:
	"""What the reader is asked about somebody, with what he has drafted. Raises PermissionError."""
	check_may_assess(employee)
	found = page(employee)
	lines = [
		{
			key: line[key]
			for key in ("competency", "label", "description", "levels", "required", "essential", "level")
		}
		for line in found["competencies"]
	]
	draft = frappe.get_doc(ASSESSMENT, found["draft"]) if found["draft"] else None
	given = {line.competency: line for line in draft.ratings} if draft else {}
	return {
		**{key: found[key] for key in ("employee", "employee_name", "designation", "mine", "draft")},
		"lines": [
			line for line in lines if line["levels"] or line["required"] or line["competency"] in given
		],
		"values": {
			"justification": (draft.justification or "") if draft else "",
			"ratings": {
				line["competency"]: {
					"level": flt(given[line["competency"]].level) if line["competency"] in given else 0,
					"note": (given[line["competency"]].note or "") if line["competency"] in given else "",
				}
				for line in lines
			},
		},
	}


def check_may_assess(employee: str) -> None:
	"""Raises PermissionError where the reader may not judge somebody."""
	if not may_assess(employee):
		competency_assessments.refuse_source(_("You don't assess {0}.").format(employee))


def save(employee: str, values: Mapping[str, Any]) -> str:
	"""Keep a draft with what is given; returns its name. Raises PermissionError, RatingRefused."""
	check_may_assess(employee)
	name = own_draft(employee)
	mine = employee in employees_of(frappe.session.user)
	source = competency_assessments.SELF if mine else competency_assessments.MANAGER
	document = (
		frappe.get_doc(ASSESSMENT, name)
		if name
		else frappe.new_doc(ASSESSMENT).update({"employee": employee, "source": source})
	)
	document.justification = str(values.get("justification") or "")
	document.set("ratings", list(_given(values.get("ratings"))))
	if not name and not document.ratings:
		competency_assessments.refuse(_("Nothing is given yet: choose the level of at least one competency."))
	return guarded.save(document).name


def _given(ratings: Any) -> Iterable[Row]:
	for competency, said in (ratings if isinstance(ratings, Mapping) else {}).items():
		said = said if isinstance(said, Mapping) else {}
		level, note = flt(said.get("level")), str(said.get("note") or "")
		if level or note.strip():
			yield {"competency": str(competency), "level": level, "note": note}


def submit(employee: str, values: Mapping[str, Any]) -> None:
	"""Save what is given and submit it. Raises PermissionError, RatingRefused."""
	document = frappe.get_doc(ASSESSMENT, save(employee, values))
	guarded.check(document, "write")
	competency_assessments.submit(document)


def discard(employee: str) -> None:
	"""Throw the draft away. Raises PermissionError."""
	name = own_draft(employee)
	if name:
		document = frappe.get_doc(ASSESSMENT, name)
		guarded.check(document, "delete")
		document.delete(ignore_permissions=True)


def as_employee(said: str) -> str:
	"""The person meant: the one named, else the reader's own record that is at work. Raises PermissionError."""
	if said:
		return said
	own = employees_of(frappe.session.user)
	working = frappe.get_all(
		"Employee",
		filters={"name": ("in", own or ("",))},
		pluck="name",
		order_by="status, creation desc, name",
		limit=1,
	)
	return working[0] if working else ""


def none_for(value: Any) -> float | None:
	"""A number, None for null."""
	return None if value is None or pd.isna(value) else float(value)


def as_percent(share: Any) -> float | None:
	"""A share as a figure of a hundred with one decimal, None for null."""
	return None if share is None or pd.isna(share) else round(float(share) * 100, 1)


def text_of(value: Any) -> str:
	"""A text, empty for null."""
	return "" if value is None or pd.isna(value) else str(value)
