"""On what a judgement rests: potential and what was measured of it, competencies against the role, and what others see."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _

from talent_performance.access.talent_card import about
from talent_performance.engine.scales import as_fraction
from talent_performance.engine.talent_card import heaviest, highest_and_lowest, strengths_and_gaps
from talent_performance.flows import capability, readable
from talent_performance.flows.feedback.labels import BLIND_SPOT, HIDDEN_STRENGTH, Words
from talent_performance.flows.talent_card.radar import radar
from talent_performance.store.policy import policy_of

POTENTIAL, COMPETENCY, FEEDBACK, ROUND = (
	"Potential Assessment",
	"Competency Assessment",
	"Feedback Result",
	"Feedback Round",
)
FACTORS = ("ability", "aspiration", "engagement")
Row = dict[str, Any]


def potentials(employees: Sequence[str]) -> dict[str, Row]:
	"""By employee the latest submitted assessment of potential that the reader sees: each factor and how far along its scale it is."""
	filters = {"employee": ("in", list(employees) or [""]), "state": "Submitted"}
	rows = readable.rows(
		POTENTIAL, ["employee", "assessed_on", *FACTORS], "assessed_on, creation, name", filters=filters
	)
	scale, meta = policy_of(None).potential_scale, frappe.get_meta(POTENTIAL)
	return {
		row["employee"]: {
			"assessed_on": row["assessed_on"],
			"factors": [
				{
					"label": _(meta.get_label(factor)),
					"value": row[factor],
					"share": float(as_fraction(row[factor], scale)) * 100,
				}
				for factor in FACTORS
				if row[factor]
			],
		}
		for row in rows
	}


def competencies(employees: Sequence[str]) -> dict[str, Row]:
	"""By employee fit, strengths and gaps against the role that the person has today, of those whose competencies the reader reads."""
	seen = sorted(about(COMPETENCY, employees))
	if not seen:
		return {}
	compared = capability.compared(capability.present_roles(seen))
	fits = compared.fit.set_index("employee").to_dict("index")
	lines = {name: part for name, part in compared.gaps.groupby("employee", sort=False)}
	return {name: against_role(fits.get(name, {}), lines.get(name)) for name in seen}


def against_role(fit: Mapping[str, Any], lines: pd.DataFrame | None) -> Row:
	"""One person beside the role."""
	if lines is None or lines.empty:
		return {
			"reason": fit.get("reason") or _("Nothing is required of the role."),
			"strengths": [],
			"gaps": [],
		}
	strong, weak = strengths_and_gaps(lines)
	return {
		"designation": fit.get("designation"),
		"fit": number(fit.get("fit"), 100),
		"coverage": number(fit.get("coverage"), 100),
		"ranked": bool(fit.get("ranked")),
		"reason": fit.get("reason") if isinstance(fit.get("reason"), str) else "",
		"strengths": told(strong),
		"gaps": told(weak),
		"svg": drawn(heaviest(lines)),
	}


def told(lines: pd.DataFrame) -> list[Row]:
	return [
		{
			"competency": _(row["competency"]),
			"required": float(row["required_level"]),
			"level": float(row["level"]),
			"essential": bool(row["essential"]),
		}
		for row in lines.to_dict("records")
	]


def drawn(lines: pd.DataFrame) -> str:
	"""The role's levels and the person's around a centre."""
	required = lines["required_level"].astype(float).tolist()
	levels = [number(level) for level in lines["level"]]
	top = max([*required, *(level for level in levels if level is not None), 0.0])
	names = [_(name) for name in lines["competency"]]
	return radar(names, required, levels, top, _("What the role asks and what the person brings"))


def number(value: Any, times: float = 1) -> float | None:
	"""A number for people, null where there is none."""
	return None if value is None or pd.isna(value) else float(value) * times


def feedback(employees: Sequence[str]) -> dict[str, Row]:
	"""By employee the latest released feedback for evaluation that the reader sees: what may be published of it and nothing else.

	What was given for somebody's development stays out of talent reviews.
	"""
	filters = {"employee": ("in", list(employees) or [""]), "state": "Released", "purpose": "Evaluative"}
	fields = ["employee", "round", "released_on", "figures"]
	rows = readable.rows(FEEDBACK, fields, "released_on, name", filters=filters)
	latest = {row["employee"]: row for row in rows}
	rounds = frozen_of(sorted({row["round"] for row in latest.values() if row["round"]}))
	return {name: of_round(row, rounds.get(row["round"])) for name, row in latest.items()}


def frozen_of(rounds: Sequence[str]) -> dict[str, Mapping[str, Any]]:
	"""What rounds asked, as they froze it at their launch."""
	filters = {"name": ("in", list(rounds) or [""])}
	rows = frappe.get_all(ROUND, filters, ["name", "frozen"], order_by="name", limit=0)
	return {row.name: json.loads(row.frozen) for row in rows if row.frozen}


def of_round(row: Row, frozen: Mapping[str, Any] | None) -> Row:
	"""What a card tells of one result."""
	figures = json.loads(row["figures"])
	words = Words.of(frozen) if frozen else Words({}, frozenset())
	items = figures.get("items", [])
	high, low = highest_and_lowest(items)
	means = {each["item"]: each["others"]["mean"] for each in items}
	overall = (figures.get("overall") or {}).get("others") or {}
	return {
		"title": frozen["title"] if frozen else row["round"],
		"released_on": row["released_on"],
		"overall": overall.get("mean") if overall.get("shown") else None,
		"scale_high": (figures.get("scale") or {}).get("high"),
		"highest": [{"label": words.label(item), "mean": means[item]} for item in high],
		"lowest": [{"label": words.label(item), "mean": means[item]} for item in low],
		"blind_spots": marked(items, BLIND_SPOT, words),
		"hidden_strengths": marked(items, HIDDEN_STRENGTH, words),
	}


def marked(items: Sequence[Mapping[str, Any]], mark: str, words: Words) -> list[str]:
	return [words.label(each["item"]) for each in items if each.get("mark") == mark]
