"""What a site begins with: rating scales, review templates, Talent Settings. Written once, the company's from then on.

The numbers are the engine's default policy; only the names are given here. A table that holds anything is left alone, so
that nothing a company has changed, or has deleted, comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _

from talent_performance.engine.policy import Points, Policy, Scale, Template
from talent_performance.engine.reminders import Rules
from talent_performance.flows.digests import texts
from talent_performance.flows.digests.people import RULES
from talent_performance.flows.personal_data import retention
from talent_performance.store.policy import (
	CURVES,
	CUTS,
	DRIVERS,
	FACTORS,
	NUMBERS,
	SCALE,
	SETTINGS,
	SPOKEN,
	TEMPLATE,
	plain_guidelines,
	read,
	with_form,
)

SCALES = {"five": "Five Points", "four": "Four Points"}
TEMPLATES = {"staff": "Staff", "supervisors": "Supervisors", "managers": "Managers"}
# Four levels need curves of their own: all targets met is "meets expectations", the third of them.
CURVES_OF_FOUR = {
	"committed_curve": ((0, 1), (0.7, 2), (1.0, 3), (1.2, 4)),
	"aspirational_curve": ((0, 1), (0.4, 2), (0.7, 3), (1.0, 4)),
}
WORDING = "Result Letter Wording"
FIRST_DAY = "2000-01-01"
LETTERS = {
	"en": (
		"Your appraisal result: {cycle}",
		"""Dear {employee_name},

Your appraisal for {cycle}, from {start_date} to {end_date}, is complete. Your result is: {rating_label}.

How it came about stands on your appraisal sheet. {manager_name} will talk it through with you.

Please confirm by {reply_by} that you have received it. That says "received" and not "agreed". If you see it differently, you can appeal until {appeal_by}; somebody who has rated neither you nor your team will then look at it again.

Thank you for your work.

{company}""",
	),
	"id": (
		"Hasil penilaian kinerja Anda: {cycle}",
		"""Yth. {employee_name},

Penilaian kinerja Anda untuk {cycle}, periode {start_date} sampai dengan {end_date}, telah selesai. Hasil Anda: {rating_label}.

Cara hasil ini dihitung tercantum pada lembar penilaian Anda. {manager_name} akan membahasnya bersama Anda.

Mohon konfirmasi penerimaan paling lambat {reply_by}. Konfirmasi berarti "sudah diterima", bukan "setuju". Jika Anda berpendapat lain, Anda dapat mengajukan banding sampai {appeal_by}; orang yang tidak menilai Anda maupun tim Anda akan memeriksanya kembali.

Terima kasih atas kerja Anda.

{company}""",
	),
}
QUESTIONS = (
	("Self Review", "What went well, and what did you learn?"),
	("Self Review", "What would help you to do your work better?"),
	("Manager Review", "What should this person keep doing?"),
	("Manager Review", "What should this person do differently, and how will you help?"),
	("Handover", "What should the next manager know about goals that are under way?"),
)


def plant() -> None:
	"""Fill what is empty, in the language of the site."""
	language = frappe.db.get_single_value("System Settings", "language") or frappe.local.lang
	policy = Policy()
	if not frappe.db.count(SCALE):
		for key, name in SCALES.items():
			_insert(SCALE, scale_name=_(name, language), **scale_rows(key, policy.scales[key], language))
	if not frappe.db.count(TEMPLATE):
		for key, name in TEMPLATES.items():
			_insert(
				TEMPLATE, template_name=_(name, language), **template_rows(policy.templates[key], language)
			)
	rows = settings_rows(policy, language)
	if not frappe.db.get_single_value(SETTINGS, "rating_scale", cache=False) and links_are_there(rows):
		frappe.get_doc(SETTINGS).update(rows).save(ignore_permissions=True)
	plant_wordings()
	plant_reminders()


def plant_reminders() -> None:
	"""Texts of digests, and the numbers that Talent Settings has none of yet."""
	texts.plant()
	rules = Rules()
	known = frappe.db.get_singles_dict(SETTINGS)
	for word, field in RULES.items():
		if known.get(field) is None:
			frappe.db.set_single_value(SETTINGS, field, getattr(rules, word))


def plant_wordings() -> None:
	"""Letters in English and Indonesian, ready to be used; in whatever language the site is."""
	if frappe.db.count(WORDING):
		return
	for language, (subject, body) in LETTERS.items():
		if not frappe.db.exists("Language", language):
			continue
		said = {"language": language, "subject": subject, "body": body, "valid_from": FIRST_DAY}
		wording = frappe.get_doc({"doctype": WORDING, **said, "status": "Published"})
		wording.flags.seeded = True
		wording.insert(ignore_permissions=True)


def links_are_there(rows: Mapping[str, Any]) -> bool:
	"""Whether the scales and the template that the settings would name exist: a company may have others instead."""
	named = ((SCALE, "rating_scale"), (SCALE, "potential_scale"), (TEMPLATE, "default_template"))
	return all(frappe.db.exists(doctype, rows[field]) for doctype, field in named)


def scale_rows(key: str, scale: Scale, language: str) -> dict[str, Any]:
	"""A scale of the engine as the form has it."""
	levels = [
		{
			"value": level.value,
			"label": _(level.label, language),
			"band": level.band.title(),
			"from_score": level.from_score,
		}
		for level in scale.levels
	]
	curves = CURVES_OF_FOUR if key == "four" else {}
	return {"levels": levels, **{curve: points(each) for curve, each in curves.items()}}


def template_rows(template: Template, language: str) -> dict[str, Any]:
	"""A template of the engine as the form has it, with questions to begin with."""
	return {
		"components": [
			{"component": key.title(), "weight": weight} for key, weight in template.weights.items()
		],
		"missing": template.missing.title(),
		"aspirational": template.aspirational.title(),
		"questions": [
			{"perspective": perspective, "question": _(question, language), "kind": "Text"}
			for perspective, question in QUESTIONS
		],
	}


def settings_rows(policy: Policy, language: str) -> dict[str, Any]:
	"""The rest of the policy, as Talent Settings has it."""
	return {
		**numbers(policy),
		"policy_version": policy.version,
		"rating_scale": _(SCALES[policy.appraisal.scale], language),
		"potential_scale": _(SCALES[policy.potential.scale], language),
		"default_template": _(TEMPLATES[policy.appraisal.default_template], language),
		"essential_caps_at": _(policy.succession.essential_caps_at, language),
		**{f"{factor}_weight": policy.potential.weights[factor] for factor in FACTORS},
		**{curve: points(getattr(policy.curves, curve.removesuffix("_curve"))) for curve in CURVES},
		"boxes": [
			{
				"number": box.number,
				"performance": box.performance.title(),
				"potential": box.potential.title(),
				"label": _(box.label, language),
			}
			for box in policy.boxes
		],
		"guidelines": guideline_rows(policy),
		**leaving_rows(policy),
		**source_rows(policy),
		"retention": list(retention.defaults()),
		"readiness_bands": [
			{"label": _(band.label, language), "from_value": band.from_value, "factor": band.factor}
			for band in policy.succession.bands
		],
	}


def leaving_rows(policy: Policy) -> dict[str, Any]:
	"""The risk of leaving as the form has it."""
	rules = policy.retention
	return {
		**{field: rules.weights[name] * 100 for name, field in DRIVERS.items()},
		**dict(zip(CUTS, rules.cuts, strict=True)),
		"leaving_coverage": rules.min_coverage * 100,
		"judgement_months": rules.valid_months,
	}


def source_rows(policy: Policy) -> dict[str, float]:
	"""How much each source of evidence weighs, as the form has it."""
	return {field: policy.competency.source_weights[source] * 100 for source, field in SPOKEN.items()}


def give_weights() -> None:
	"""To settings from before evidence of competencies had weights there, or anybody's risk of leaving was judged.

	Both at once, before anything else is saved: settings whose weights are all missing can't be saved.
	"""
	settings = frappe.get_doc(SETTINGS)
	lacking: dict[str, Any] = {}
	if not settings.judgement_months:
		lacking |= leaving_rows(Policy())
	if not settings.half_life_months:
		rules = numbers(Policy())
		lacking |= source_rows(Policy()) | {field: rules[field] for field in NUMBERS["competency"]}
	if settings.rating_scale and lacking:
		settings.update(lacking)
		settings.save(ignore_permissions=True)


def give_retention() -> None:
	"""To settings from before anybody's risk of leaving was judged; nothing is computed until HR says so."""
	give_weights()
	for kind in ("Pay Round Lines", "Retention Assessments", "Retention Scores", "Stay Plans"):
		give_period(kind)


def guideline_rows(policy: Policy) -> list[dict[str, Any]]:
	"""The guidelines of the distribution as the form has them."""
	return [
		{
			"from_level": min(rule.levels),
			"to_level": max(rule.levels) if len(rule.levels) > 1 else 0,
			"condition": rule.condition.title(),
			"low": round((rule.low or 0) * 100, 6),
			"high": round((rule.high or 0) * 100, 6),
		}
		for rule in policy.distribution.guidelines
	]


def give_guidelines() -> None:
	"""To settings from before there were guidelines in them; not where the company's scale has other levels."""
	settings = frappe.get_doc(SETTINGS)
	if not settings.rating_scale or settings.guidelines:
		return
	policy = Policy()
	settings.update({"guidelines": guideline_rows(policy), "min_people": policy.distribution.min_people})
	if all(rule["levels"] for rule in plain_guidelines(with_form(read(), settings), settings.rating_scale)):
		settings.save(ignore_permissions=True)


def give_periods() -> None:
	"""To settings from before old records could be purged; nothing is purged until HR switches it on."""
	settings = frappe.get_doc(SETTINGS)
	if settings.rating_scale and not settings.retention:
		settings.update({"retention": list(retention.defaults())})
		settings.save(ignore_permissions=True)


def give_period(kind: str) -> None:
	"""To settings that have periods, the one of a kind of record that came later."""
	settings = frappe.get_doc(SETTINGS)
	if settings.retention and kind not in {line.kind for line in settings.retention}:
		settings.append("retention", {"kind": kind, "months": retention.MONTHS[kind]})
		settings.save(ignore_permissions=True)


def numbers(policy: Policy) -> dict[str, Any]:
	"""Fields that hold one value each; percentages go from 0 to 100."""
	meta = frappe.get_meta(SETTINGS)
	values = {
		field: getattr(getattr(policy, section), field)
		for section, fields in NUMBERS.items()
		for field in fields
	}
	return {
		field: round(value * 100, 6) if meta.get_field(field).fieldtype == "Percent" else value
		for field, value in values.items()
	}


def points(curve: Points) -> list[Mapping[str, float]]:
	"""A curve's rows."""
	return [{"attainment": round(attainment * 100, 6), "rating": rating} for attainment, rating in curve]


def _insert(doctype: str, **values: Any) -> None:
	frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)
