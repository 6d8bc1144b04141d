"""The company's policy, out of Talent Settings, Rating Scales and Review Templates: read, checked, frozen into a cycle.

The rules of what can be used are the engine's; here stands which field of which form each of its words is.
Percent fields hold 0 to 100 and the engine's shares 0 to 1; a Select's option in lower case is the engine's word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _

from talent_performance.engine.policy import Policy, PolicyError, as_plain, policy_from
from talent_performance.engine.policy_problems import ENDS, Problem
from talent_performance.engine.tables import SOURCES
from talent_performance.exceptions import InvalidPolicy

if TYPE_CHECKING:
	from frappe.model.document import Document

SETTINGS, SCALE, TEMPLATE, CYCLE = "Talent Settings", "Rating Scale", "Review Template", "Performance Cycle"
CURVES = ("committed_curve", "aspirational_curve")

# Section of the policy → its words, each of which is a field of Talent Settings of the same name.
NUMBERS = {
	"goals": (
		"cap", "red_below", "green_from", "aspirational_success", "aim_higher_above", "too_early_below",
		"on_track_from", "behind_from", "confident_from", "doubtful_to", "stale_after_days", "overloaded_above",
	),
	"appraisal": ("min_coverage", "min_service_days", "calculated_counts"),
	"potential": ("valid_months",),
	"distribution": ("min_people",),
	"succession": ("essential_caps_at",),
	"competency": ("half_life_months", "reassess_below", "ranked_from_coverage"),
}  # fmt: skip
FACTORS = ("ability", "aspiration", "engagement")
# Driver of the risk of leaving → the field with its weight.
DRIVERS = {
	name: f"{name}_weight" for name in ("promotion", "pay", "managers", "tenure", "objectives", "training")
}
# Who judged a competency → the field with how much that weighs.
SPOKEN = {source: f"{source}_says_weight" for source in SOURCES}
CUTS = ("leaving_mid_from", "leaving_high_from")
# The beginning of a problem's place → where that stands in Talent Settings.
IN_SETTINGS: dict[tuple[str, ...], tuple[str, ...]] = {
	("appraisal", "scale"): ("rating_scale",),
	("potential", "scale"): ("potential_scale",),
	**{("potential", "weights", factor): (f"{factor}_weight",) for factor in FACTORS},
	("potential", "weights"): ("ability_weight",),
	("succession", "bands"): ("readiness_bands",),
	("boxes",): ("boxes",),
	("distribution", "guidelines"): ("guidelines",),
	**{("retention", "weights", name): (field,) for name, field in DRIVERS.items()},
	("retention", "weights"): (DRIVERS["promotion"],),
	("retention", "cuts"): (CUTS[0],),
	("retention", "min_coverage"): ("leaving_coverage",),
	("retention", "valid_months"): ("judgement_months",),
	**{("competency", "source_weights", source): (field,) for source, field in SPOKEN.items()},
	("competency", "source_weights"): (SPOKEN["manager"],),
	("curves", "committed"): ("committed_curve",),
	("curves", "aspirational"): ("aspirational_curve",),
	**{(section,): () for section in NUMBERS},
}


@dataclass(frozen=True)
class Setup:
	"""What the forms say: Talent Settings, and scales and templates with their tables, by name."""

	settings: Mapping[str, Any]
	scales: Mapping[str, Mapping[str, Any]]
	templates: Mapping[str, Mapping[str, Any]]


def policy_of(cycle: str | None = None) -> Policy:
	"""The policy with which a cycle was launched; before the launch, and without such a cycle, today's. Raises InvalidPolicy."""
	if not cycle:
		return policy_from_settings()
	frozen, scale = frappe.db.get_value(CYCLE, cycle, ["policy", "rating_scale"]) or (None, None)
	return thaw(frozen) if frozen else policy_from_settings(scale)


def policy_from_settings(rating_scale: str | None = None) -> Policy:
	"""Today's policy, for ratings on the scale named or else on that of Talent Settings. Raises InvalidPolicy."""
	return made_of(read(), rating_scale)


def freeze(policy: Policy) -> str:
	"""A policy as JSON, to be kept with a cycle."""
	return json.dumps(_without_nulls(as_plain(policy)), indent=1, ensure_ascii=False)


def thaw(frozen: str) -> Policy:
	"""A policy that `freeze` wrote."""
	return policy_from(json.loads(frozen), complete=True)


def templates_in(frozen: str) -> frozenset[str] | None:
	"""The Review Templates that a policy written by `freeze` knows; None where it says nothing of templates."""
	known = json.loads(frozen).get("templates")
	return None if known is None else frozenset(known)


def check(doc: Document) -> None:
	"""Whether a policy can be made with a form as it is now, for its controller. Raises InvalidPolicy."""
	setup = with_form(read(), doc)
	scale = doc.name if doc.doctype == SCALE and any(doc.get(curve) for curve in CURVES) else None
	made_of(setup, scale, only=doc)


def read() -> Setup:
	"""Everything as it is stored, in a fixed number of queries."""
	return Setup(frappe.get_doc(SETTINGS), _stored(SCALE), _stored(TEMPLATE))


def with_form(setup: Setup, doc: Document) -> Setup:
	"""With a form as it is in memory in the place of the stored one."""
	if doc.doctype == SETTINGS:
		return replace(setup, settings=doc)
	if doc.doctype == SCALE:
		return replace(setup, scales={**setup.scales, doc.name: doc})
	return replace(setup, templates={**setup.templates, doc.name: doc})


def made_of(setup: Setup, rating_scale: str | None = None, *, only: Document | None = None) -> Policy:
	"""The policy that the forms say. `only`: the form that is being saved, which has to answer for itself alone."""
	scale = rating_scale or setup.settings.get("rating_scale")
	try:
		return policy_from(plain(setup, scale), complete=True)
	except PolicyError as error:
		found = [(_place(problem.where, setup, scale), problem) for problem in error.problems]
		if only and found:
			found = [each for each in found if _answers_for(only, *each, setup)]
			if not found:
				return Policy()
		_refuse([_sentence(*each) for each in found] or [str(error)])


def _answers_for(doc: Document, place: Sequence[Any], problem: Problem, setup: Setup) -> bool:
	"""Whether a form has to answer for a problem: its own, and for the company's scale the curves that don't fit it."""
	if (
		doc.doctype == SCALE
		and doc.name == setup.settings.get("rating_scale")
		and problem.where[-1] == "rating"
	):
		return True
	return tuple(place[:2]) == (doc.doctype, "" if doc.doctype == SETTINGS else doc.name)


def _stored(doctype: str) -> dict[str, dict[str, Any]]:
	"""Documents of a DocType with the rows of their tables, by name."""
	found = {row.name: dict(row) for row in frappe.get_all(doctype, fields=["*"], order_by="name")}
	for table in frappe.get_meta(doctype).get_table_fields():
		for document in found.values():
			document[table.fieldname] = []
		rows = frappe.get_all(
			table.options,
			filters={"parenttype": doctype, "parentfield": table.fieldname},
			fields=["*"],
			order_by="parent, idx, name",
		)
		for row in rows:
			if row.parent in found:
				found[row.parent][table.fieldname].append(row)
	return found


def plain(setup: Setup, scale: str | None) -> dict[str, Any]:
	"""In the engine's words."""
	settings = setup.settings
	sections = {
		section: _given(settings, frappe.get_meta(SETTINGS), fields) for section, fields in NUMBERS.items()
	}
	sections["appraisal"] |= {
		"scale": scale or "",
		"default_template": settings.get("default_template") or "",
	}
	sections["potential"] |= {
		"scale": settings.get("potential_scale") or "",
		"weights": {factor: float(settings.get(f"{factor}_weight") or 0) for factor in FACTORS},
	}
	sections["succession"]["bands"] = [
		{"label": band.label or "", "from_value": band.from_value or 0, "factor": band.factor or 0}
		for band in settings.get("readiness_bands") or ()
	]
	sections["distribution"]["guidelines"] = plain_guidelines(setup, scale)
	sections["retention"] = plain_retention(settings)
	sections["competency"] |= plain_sources(settings)
	own_curves = setup.scales.get(scale, {})
	return {
		"name": SETTINGS,
		"version": settings.get("policy_version") or "1",
		**sections,
		"scales": {name: plain_scale(each) for name, each in setup.scales.items()},
		"templates": {
			name: plain_template(each) for name, each in setup.templates.items() if not each.get("disabled")
		},
		"curves": {
			curve.removesuffix("_curve"): points_of(own_curves.get(curve) or settings.get(curve))
			for curve in CURVES
		},
		"boxes": [
			{
				"number": box.number or 0,
				"performance": (box.performance or "").lower(),
				"potential": (box.potential or "").lower(),
				"label": box.label or "",
			}
			for box in settings.get("boxes") or ()
		],
	}


def plain_retention(settings: Mapping[str, Any]) -> dict[str, Any]:
	"""How the risk of leaving is computed; what settings from before don't say keeps its default."""
	weights = {name: settings.get(field) for name, field in DRIVERS.items()}
	cuts = [settings.get(field) for field in CUTS]
	coverage = settings.get("leaving_coverage")
	given = {
		"weights": None
		if None in weights.values()
		else {name: float(each) / 100 for name, each in weights.items()},
		"cuts": None if None in cuts else [float(each) for each in cuts],
		"min_coverage": None if coverage is None else coverage / 100,
		"valid_months": settings.get("judgement_months"),
	}
	return _without_nulls(given)


def plain_sources(settings: Mapping[str, Any]) -> dict[str, Any]:
	"""How much each source weighs; settings from before weights keep the defaults."""
	weights = {source: settings.get(field) for source, field in SPOKEN.items()}
	if None in weights.values():
		return {}
	return {"source_weights": {source: float(weight) / 100 for source, weight in weights.items()}}


def competency_policy() -> Policy:
	"""Today's policy as far as levels, fit and gaps need it, in one query; the rest is the engine's own. Raises InvalidPolicy."""
	settings = frappe.db.get_singles_dict(SETTINGS, cast=True)
	fields = NUMBERS["competency"]
	said = _given(settings, frappe.get_meta(SETTINGS), fields) | plain_sources(settings)
	try:
		return policy_from({"competency": said})
	except PolicyError as error:
		_refuse([str(error)])


def _given(settings: Mapping[str, Any], meta: Any, fields: Sequence[str]) -> dict[str, Any]:
	"""Fields that hold something, as the engine counts: percentages as shares, checks as true or false."""
	kinds = {field: meta.get_field(field).fieldtype for field in fields}
	values = {field: settings.get(field) for field in fields if settings.get(field) is not None}
	turn = {"Percent": lambda value: value / 100, "Check": bool}
	return {field: turn.get(kinds[field], lambda value: value)(value) for field, value in values.items()}


def plain_scale(scale: Mapping[str, Any]) -> dict[str, Any]:
	"""A Rating Scale in the engine's words."""
	return {
		"levels": [
			{
				"value": float(level.value or 0),
				"label": level.label or "",
				"band": (level.band or "Mid").lower(),
				"from_score": float(level.from_score or 0),
			}
			for level in scale.get("levels") or ()
		]
	}


def plain_template(template: Mapping[str, Any]) -> dict[str, Any]:
	"""A Review Template in the engine's words."""
	return {
		"weights": {
			component_key(line.component): float(line.weight or 0)
			for line in template.get("components") or ()
		},
		"missing": (template.get("missing") or "Renormalise").lower(),
		"aspirational": (template.get("aspirational") or "Curve").lower(),
		"versions": (template.get("versions") or "In Force").lower(),
		**{curve: points_of(template.get(curve)) for curve in CURVES},
	}


def plain_guidelines(setup: Setup, scale: str | None) -> list[dict[str, Any]]:
	"""The guidelines in the engine's words, for a scale; one that names no level of a scale besides the company's is left out."""
	values = [level["value"] for level in plain_scale(setup.scales.get(scale or "", {}))["levels"]]
	own = scale == setup.settings.get("rating_scale")
	rows = [plain_guideline(row, values) for row in setup.settings.get("guidelines") or ()]
	return [row for row in rows if own or row["levels"]]


def plain_guideline(row: Mapping[str, Any], values: Sequence[float]) -> dict[str, Any]:
	"""One guideline, with the levels that lie in its range and the shares that its condition asks for."""
	low, condition = float(row.get("from_level") or 0), (row.get("condition") or "").lower()
	high = float(row.get("to_level") or 0) or low
	shares = {key: float(row.get(key) or 0) / 100 for key in ENDS.get(condition, ())}
	return {"levels": [value for value in values if low <= value <= high], "condition": condition, **shares}


def component_key(component: str | None) -> str:
	"""The engine's word for a component: "Objectives" → "objectives"."""
	return (component or "").strip().lower()


def points_of(rows: Sequence[Any] | None) -> list[list[float]]:
	return [[float(row.attainment or 0) / 100, float(row.rating or 0)] for row in rows or ()]


def _without_nulls(value: Any) -> Any:
	if isinstance(value, dict):
		return {key: _without_nulls(each) for key, each in value.items() if each is not None}
	return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _place(where: Sequence[str | int], setup: Setup, scale: str | None) -> tuple[Any, ...]:
	"""DocType, name and path of fields and row numbers of what the engine complains about."""
	first, *rest = where
	if first == "scales":
		return SCALE, rest[0], *rest[1:]
	if first == "templates":
		return TEMPLATE, rest[0], *_in_template(setup.templates[rest[0]], rest[1:])
	if first == "curves" and setup.scales.get(scale, {}).get(f"{rest[0]}_curve"):
		return SCALE, scale, f"{rest[0]}_curve", *rest[1:]
	for size in range(len(where), 0, -1):
		known = IN_SETTINGS.get(tuple(where[:size]))
		if known is not None:
			return SETTINGS, "", *known, *where[size:]
	return SETTINGS, "", *where


def _in_template(template: Mapping[str, Any], path: Sequence[str | int]) -> tuple[Any, ...]:
	if path[0] != "weights":
		return tuple(path)
	keys = [component_key(line.component) for line in template.get("components") or ()]
	return ("components", keys.index(path[1]), "weight") if len(path) > 1 else ("components",)


def _sentence(place: Sequence[Any], problem: Problem) -> str:
	"""A problem as a person at the form reads it."""
	doctype, name, *path = place
	meta, words, field = frappe.get_meta(doctype), [f"{_(doctype)} {name}".strip()], None
	for part in path:
		if isinstance(part, int):
			words.append(_("row {0}").format(part + 1))
			continue
		field = meta.get_field(part)
		words.append(_(field.label) if field else part)
		meta = frappe.get_meta(field.options) if field and field.fieldtype == "Table" else meta
	values = problem.values
	if field and field.fieldtype == "Percent":
		values = {key: _percent(value) for key, value in values.items()}
	return f"{', '.join(words)}: {_(problem.text).format(**values)}"


def _percent(value: Any) -> Any:
	"""A share as its field shows it."""
	return round(value * 100, 6) if isinstance(value, int | float) else value


def _refuse(sentences: Sequence[str]) -> None:
	frappe.throw("<br>".join(sentences), exc=InvalidPolicy, title=_("These Settings Can't Be Used"))
