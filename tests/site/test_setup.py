"""What a company sets up: what it begins with, what is refused and how, what cycles under way keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import frappe

from harness import Site
from people import make_employee, user_of
from staff import company
from talent_performance.custom_fields import CUSTOM_FIELDS
from talent_performance.engine.policy import Policy, as_plain
from talent_performance.exceptions import InvalidPolicy, InvalidSetup, RenameRefused
from talent_performance.flows import seeds
from talent_performance.flows.personal_data import retention
from talent_performance.store.policy import freeze, policy_from_settings, policy_of, thaw

Document = frappe.model.document.Document
SCALE, TEMPLATE, SETTINGS = "Rating Scale", "Review Template", "Talent Settings"
SEEDED = (SCALE, TEMPLATE)


@pytest.fixture(scope="module")
def hr(site: Site) -> Iterator[str]:
	"""HR Manager of the company, in a transaction that is never committed."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		yield user_of(make_employee("Setter", roles=("HR Manager",)))
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()


@pytest.fixture(autouse=True)
def as_hr(hr: str) -> Iterator[None]:
	"""What a test changes, HR Manager changes, and for that test alone."""
	frappe.db.savepoint("test")
	frappe.clear_messages()
	frappe.set_user(hr)
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def a_cycle(**values: Any) -> Document:
	"""A cycle as the launch leaves it, with its policy frozen."""
	details = {
		"doctype": "Performance Cycle",
		"title": "Year 2025",
		"kind": "Annual",
		"start_date": "2025-01-01",
		"end_date": "2025-12-31",
		"companies": [{"company": company()}],
		"state": "Launched",
		"policy": freeze(policy_from_settings()),
	}
	doc = frappe.get_doc({**details, **values})
	doc.set_new_name()
	doc.db_insert()
	return doc


def refusal(doc: Document, exc: type[Exception]) -> str:
	"""What a person reads when the form isn't saved."""
	with pytest.raises(exc) as caught:
		doc.save()
	frappe.clear_messages()
	return str(caught.value)


def told() -> str:
	"""What was said without refusing."""
	return " ".join(str(message) for message in frappe.message_log)


# What a site begins with


def plain_with_default_names(policy: Policy) -> dict[str, Any]:
	"""A policy as plain data, with the engine's names of scales and templates: the only thing seeds name otherwise."""
	text = json.dumps(as_plain(policy))
	for name, key in [
		*((v, k) for k, v in seeds.SCALES.items()),
		*((v, k) for k, v in seeds.TEMPLATES.items()),
	]:
		text = text.replace(json.dumps(name), json.dumps(key))
	return {key: value for key, value in json.loads(text).items() if key != "name"}


def test_a_new_site_has_exactly_the_default_policy() -> None:
	policy, default = policy_from_settings(), as_plain(Policy())
	default.pop("name")
	assert policy.fingerprint == Policy().fingerprint
	assert plain_with_default_names(policy) == default


def test_a_frozen_policy_comes_back_as_it_was() -> None:
	policy = policy_from_settings()
	assert thaw(freeze(policy)) == policy
	cycle = a_cycle()
	assert policy_of(cycle.name) == policy


def test_a_cycle_keeps_its_policy_whatever_changes_afterwards() -> None:
	cycle, before = a_cycle(), policy_from_settings()
	settings = frappe.get_doc(SETTINGS)
	settings.min_coverage = 75
	settings.save()
	assert policy_of().appraisal.min_coverage == 0.75
	assert policy_of(cycle.name) == before


def test_a_cycle_that_is_not_launched_has_today_s_policy_on_its_own_scale() -> None:
	cycle = a_cycle(state="Draft", policy=None, rating_scale="Four Points")
	policy = policy_of(cycle.name)
	assert (policy.appraisal.scale, policy.rating_scale.high) == ("Four Points", 4)
	assert policy.curves.committed == ((0, 1), (0.7, 2), (1.0, 3), (1.2, 4))
	assert policy.curves.aspirational[-1] == (1.0, 4)


def test_meeting_every_target_is_meets_expectations_on_both_scales() -> None:
	for scale in seeds.SCALES.values():
		policy = policy_from_settings(scale)
		rating = dict(policy.curves.committed)[1.0]
		level = next(level for level in policy.rating_scale.levels if level.value == rating)
		assert (level.label, level.band) == ("Meets expectations", "mid")


def contents() -> dict[str, Any]:
	"""Everything that seeds wrote."""
	docs = {
		doctype: [frappe.get_doc(doctype, name).as_dict() for name in frappe.get_all(doctype, pluck="name")]
		for doctype in SEEDED
	}
	return {**docs, SETTINGS: frappe.get_doc(SETTINGS).as_dict()}


def change_everything() -> None:
	"""What a company changes of what it began with: a label, a weight, a number; one scale less."""
	scale = frappe.get_doc(SCALE, "Five Points")
	scale.levels[4].label = "Extraordinary"
	scale.save()
	template = frappe.get_doc(TEMPLATE, "Staff")
	template.components[0].weight = 50
	template.save()
	settings = frappe.get_doc(SETTINGS)
	settings.boxes[8].label = "Future leader"
	settings.min_service_days = 60
	settings.save()
	frappe.delete_doc(SCALE, "Four Points")


def test_what_a_company_changed_is_never_written_over() -> None:
	change_everything()
	before = contents()
	frappe.set_user("Administrator")
	seeds.plant()
	assert contents() == before
	assert not frappe.db.exists(SCALE, "Four Points")


def empty_settings() -> None:
	"""As before the app was installed."""
	frappe.db.delete("Singles", {"doctype": SETTINGS})
	for table in ("Talent Box", "Readiness Band", "Conversion Point"):
		frappe.db.delete(table, {"parenttype": SETTINGS})
	frappe.clear_document_cache(SETTINGS, SETTINGS)


def test_settings_wait_where_a_company_has_other_scales(monkeypatch: pytest.MonkeyPatch) -> None:
	frappe.set_user("Administrator")
	empty_settings()
	monkeypatch.setattr(seeds, "SCALES", {"five": "Not there", "four": "Nor this"})
	seeds.plant()
	assert not frappe.db.get_single_value(SETTINGS, "rating_scale", cache=False)
	assert not frappe.db.exists(SCALE, "Not there")


@pytest.fixture
def language_forgotten() -> Iterator[None]:
	"""What Frappe remembers of the site's language is forgotten with the test."""
	yield
	frappe.clear_document_cache("System Settings", "System Settings")
	getattr(frappe.db, "value_cache", {}).pop("System Settings", None)


@pytest.mark.usefixtures("language_forgotten")
def test_seeds_speak_the_language_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
	frappe.set_user("Administrator")
	for doctype in SEEDED:
		for name in frappe.get_all(doctype, pluck="name"):
			frappe.delete_doc(doctype, name, force=True)
	empty_settings()
	frappe.db.set_single_value("System Settings", "language", "id")
	monkeypatch.setattr(seeds, "_", lambda text, language: f"{text} ({language})")
	seeds.plant()
	policy = policy_from_settings()
	assert set(policy.scales) == {"Five Points (id)", "Four Points (id)"}
	assert policy.appraisal.default_template == "Staff (id)"
	assert policy.succession.essential_caps_at == "1-2 years (id)"
	assert policy.templates["Staff (id)"].weights == {"objectives": 60, "competencies": 40}


# What is refused


def scale(levels: list[tuple], **values: Any) -> Document:
	"""A scale with levels (value, label, band, from score)."""
	keys = ("value", "label", "band", "from_score")
	rows = [dict(zip(keys, each, strict=True)) for each in levels]
	return frappe.get_doc({"doctype": SCALE, "scale_name": "Mine", "levels": rows, **values})


SCALES_REFUSED = {
	"value 0": (
		[(0, "A", "Low", 0), (1, "B", "High", 0.5)],
		"Levels, row 1, Rating: found 0, expected more than 0",
	),
	"falling": (
		[(2, "A", "Low", 2), (1, "B", "High", 1)],
		"Rating Scale Mine, Levels, row 2, Rating: values must rise, found 1 after 2",
	),
	"beginning above the own value": (
		[(1, "A", "Low", 1), (2, "B", "High", 2.5)],
		"Levels, row 2, From Score: must lie above the level before, 1, and not above its own value, 2; found 2.5",
	),
	"bands": (
		[(1, "A", "High", 1), (2, "B", "Low", 1.5)],
		"Levels, row 2, Band: bands must go from low to high",
	),
	"one level": ([(1, "A", "Mid", 1)], "Rating Scale Mine, Levels: needs at least two levels"),
}


@pytest.mark.parametrize(("levels", "message"), SCALES_REFUSED.values(), ids=list(SCALES_REFUSED))
def test_a_scale_that_cannot_be_used_is_refused_with_row_and_field(levels: list, message: str) -> None:
	assert message in refusal(scale(levels), InvalidPolicy)
	assert not frappe.db.exists(SCALE, "Mine")


def test_a_scale_of_ten_with_its_own_curves_is_fine_beside_the_others() -> None:
	levels = [(i, f"L{i}", "Mid", 1 if i == 1 else i - 0.5) for i in range(1, 11)]
	curve = [
		{"attainment": 0, "rating": 1},
		{"attainment": 100, "rating": 6},
		{"attainment": 120, "rating": 10},
	]
	scale(levels, committed_curve=curve, aspirational_curve=curve).insert()
	assert policy_from_settings("Mine").rating_scale.high == 10


def test_a_curve_that_leaves_its_scale_is_refused() -> None:
	curve = [{"attainment": 0, "rating": 1}, {"attainment": 100, "rating": 9}]
	doc = scale([(1, "A", "Low", 1), (2, "B", "High", 1.5)], committed_curve=curve)
	assert (
		"Rating Scale Mine, Committed Objectives, row 2, Rating: the curve gives a rating of 9, but the scale 'Mine' from 1 to 2"
		in refusal(doc, InvalidPolicy)
	)


def test_the_company_s_scale_may_not_outgrow_its_curves() -> None:
	doc = frappe.get_doc(SCALE, "Five Points")
	doc.levels = doc.levels[:4]
	assert "Talent Settings, Committed Objectives, row 5, Rating: the curve gives a rating of 5" in refusal(
		doc, InvalidPolicy
	)


def template(components: list[tuple[str, float]], **values: Any) -> Document:
	"""A template with components and weights."""
	rows = [{"component": component, "weight": weight} for component, weight in components]
	return frappe.get_doc({"doctype": TEMPLATE, "template_name": "Mine", "components": rows, **values})


POINTS = [{"attainment": 70, "rating": 2}, {"attainment": 70, "rating": 3}]
TEMPLATES_REFUSED = {
	"no components": ([], {}, "Components: there is no row"),
	"negative": (
		[("Objectives", -1), ("Competencies", 2)],
		{},
		"Review Template Mine, Components, row 1, Weight: found -1.0, expected 0 or more",
	),
	"all zero": ([("Objectives", 0)], {}, "Review Template Mine, Components: all weights are 0"),
	"double": (
		[("Objectives", 1), ("objectives ", 2)],
		{},
		"Components, row 2: objectives  is in row 1 already",
	),
	"curve": (
		[("Objectives", 1)],
		{"committed_curve": POINTS},
		"Committed Objectives, row 2, Attainment: attainment must rise from point to point, found 70 after 70",
	),
	"factor": (
		[("Objectives", 1)],
		{"questions": [{"perspective": "Self Review", "question": "?", "kind": "Text", "factor": "Ability"}]},
		"Questions, row 1, Factor: leave it empty",
	),
}


@pytest.mark.parametrize(
	("components", "more", "message"), TEMPLATES_REFUSED.values(), ids=list(TEMPLATES_REFUSED)
)
def test_a_template_that_cannot_be_used_is_refused_with_row_and_field(
	components: list, more: dict, message: str
) -> None:
	doc = template(components, **more)
	doc.flags.ignore_mandatory = True
	assert message in refusal(doc, InvalidPolicy)
	assert not frappe.db.exists(TEMPLATE, "Mine")


def test_weights_of_a_third_three_times_are_fine() -> None:
	template([("Objectives", 33.33), ("Competencies", 33.33), ("Values", 33.33)]).insert()
	assert policy_from_settings().templates["Mine"].weights["values"] == 33.33


def fewer_boxes(settings: Document) -> None:
	settings.boxes = settings.boxes[:8]


def one_box_twice(settings: Document) -> None:
	settings.boxes[8].update({"performance": "Low", "potential": "Low"})


def one_number_twice(settings: Document) -> None:
	settings.boxes[8].number = 1


def rising_bands(settings: Document) -> None:
	settings.readiness_bands[1].from_value = 0.9


def factor_above_one(settings: Document) -> None:
	settings.readiness_bands[0].factor = 1.5


def unknown_cap(settings: Document) -> None:
	settings.essential_caps_at = "Someday"


def cap_below_all(settings: Document) -> None:
	settings.cap = 90


def coverage_above_all(settings: Document) -> None:
	settings.min_coverage = 130


def no_potential(settings: Document) -> None:
	settings.update({"ability_weight": 0, "aspiration_weight": 0, "engagement_weight": 0})


def no_scale(settings: Document) -> None:
	settings.rating_scale = None


def falling_curve(settings: Document) -> None:
	settings.aspirational_curve[2].rating = 1


def a_disabled_template(settings: Document) -> None:
	frappe.db.set_value(TEMPLATE, "Staff", "disabled", 1)


def negative_days(settings: Document) -> None:
	settings.appeal_days = -1


def doubtful_above_confident(settings: Document) -> None:
	settings.doubtful_to = 8


SETTINGS_REFUSED = {
	fewer_boxes: "Talent Settings, Boxes: every combination",
	one_box_twice: "Boxes, row 9, Performance: performance low and potential low have a box already",
	one_number_twice: "Boxes, row 9, Number: the number 1 is taken",
	rising_bands: "row 2, From Readiness: the value from which a band holds must fall from band to band, found 0.9 after 0.8",
	factor_above_one: "row 1, Covers: found 1.5, expected a share from 0 to 1",
	unknown_cap: "'Someday' is not one of the bands; known are Ready Now, 1-2 years, 3-5 years",
	cap_below_all: "found 90.0, expected 100 or more",
	coverage_above_all: "found 130.0, expected a share from 0 to 100",
	no_potential: "all weights are 0",
	no_scale: "Rating Scale: '' is not a scale; known are Five Points, Four Points",
	falling_curve: "row 3, Rating: the rating must not fall while attainment rises, found 1 after 2",
	a_disabled_template: "'Staff' is not a template",
	negative_days: "found -1, expected 0 or more",
	doubtful_above_confident: "found 7, expected a number above 8",
}


@pytest.mark.parametrize(
	("spoil", "message"), SETTINGS_REFUSED.items(), ids=[each.__name__ for each in SETTINGS_REFUSED]
)
def test_settings_that_cannot_be_used_are_refused_with_row_and_field(
	spoil: Callable[[Document], None], message: str
) -> None:
	settings = frappe.get_doc(SETTINGS)
	spoil(settings)
	assert message in refusal(settings, InvalidPolicy)


def test_a_policy_is_not_made_of_settings_that_say_nothing() -> None:
	frappe.db.set_single_value(SETTINGS, "rating_scale", None)
	with pytest.raises(InvalidPolicy, match="is not a scale"):
		policy_from_settings()


def a_kpi(**values: Any) -> Document:
	return frappe.get_doc({"doctype": "KPI", "kpi_name": "Revenue", "method": "Achievement", **values})


def test_a_kpi_has_no_negative_weight_and_no_negative_target_of_a_ratio() -> None:
	assert "found -1, expected 0 or more" in refusal(a_kpi(default_weight=-1), InvalidSetup)
	assert "Achievement divides by the target" in refusal(a_kpi(default_target=-5), InvalidSetup)
	assert a_kpi(default_target=-5, method="Progress").insert().name == "Revenue"


def a_competency(*levels: float, name: str = "Teamwork") -> Document:
	rows = [{"level": level, "label": f"L{level}"} for level in levels]
	return frappe.get_doc({"doctype": "Competency", "competency_name": name, "levels": rows})


def test_levels_of_a_competency_rise_from_above_zero() -> None:
	assert "row 1: found 0" in refusal(a_competency(0, 1), InvalidSetup)
	assert "row 2: found 1, expected more than 2" in refusal(a_competency(2, 1), InvalidSetup)
	assert a_competency(name="Without levels").insert().name


def a_role(*lines: tuple[str, float, float], designation: str | None = None) -> Document:
	rows = [
		{"competency": competency, "required_level": level, "weight": weight}
		for competency, level, weight in lines
	]
	return frappe.get_doc(
		{"doctype": "Role Competency Profile", "designation": designation, "competencies": rows}
	)


def test_what_a_role_requires_can_be_reached_and_is_said_once() -> None:
	competency = a_competency(1, 2, 3).insert()
	a_competency(name="Courage").insert()
	assert "found 4 for Teamwork, expected more than 0, up to 3" in refusal(
		a_role(("Teamwork", 4, 1)), InvalidSetup
	)
	assert "row 2: Teamwork is in row 1 already" in refusal(
		a_role(("Teamwork", 3, 1), ("Teamwork", 2, 1)), InvalidSetup
	)
	assert "Weight: found -1" in refusal(a_role(("Teamwork", 3, -1)), InvalidSetup)
	assert "all weights are 0" in refusal(a_role(("Teamwork", 3, 0)), InvalidSetup)
	assert "found 0 for Courage, expected more than 0" in refusal(a_role(("Courage", 0, 1)), InvalidSetup)
	role = a_role(("Teamwork", 3, 1), ("Courage", 9, 0)).insert()
	assert role.title == company()
	assert f"{role.name} says what {company()} requires already" in refusal(
		a_role(("Courage", 1, 1)), InvalidSetup
	)
	competency.reload()
	competency.levels = competency.levels[:2]
	assert f"Levels end at 2, but roles require more: {role.name} (3)" in refusal(competency, InvalidSetup)


# Cycles under way


def test_a_change_of_a_scale_names_the_cycles_that_keep_the_old() -> None:
	a_cycle()
	doc = frappe.get_doc(SCALE, "Five Points")
	doc.levels[4].label = "Extraordinary"
	doc.save()
	assert "Year 2025" in told() and "keeps it to the end" in told()


def test_a_change_that_alters_nothing_says_nothing() -> None:
	a_cycle()
	for doctype, name in ((SCALE, "Five Points"), (TEMPLATE, "Staff")):
		doc = frappe.get_doc(doctype, name)
		doc.description = "For all of us"
		doc.save()
	assert told() == ""


def test_a_scale_that_the_cycle_does_not_use_says_nothing() -> None:
	a_cycle()
	doc = frappe.get_doc(SCALE, "Four Points")
	doc.levels[3].label = "Extraordinary"
	doc.save()
	assert told() == ""


@pytest.mark.parametrize("state", ["Published", "Cancelled"])
def test_a_cycle_that_is_over_is_not_named(state: str) -> None:
	a_cycle(state=state)
	settings = frappe.get_doc(SETTINGS)
	settings.min_coverage = 70
	settings.save()
	assert told() == ""


def test_settings_and_templates_name_the_cycles_too() -> None:
	a_cycle()
	settings = frappe.get_doc(SETTINGS)
	settings.min_coverage = 70
	settings.save()
	assert "Year 2025" in told()
	frappe.clear_messages()
	doc = frappe.get_doc(TEMPLATE, "Staff")
	doc.components[0].weight = 50
	doc.save()
	assert "Year 2025" in told()


@pytest.mark.parametrize(("doctype", "old"), [(SCALE, "Five Points"), (TEMPLATE, "Staff")])
def test_a_new_name_follows_into_frozen_policies_and_settings(doctype: str, old: str) -> None:
	cycle, before = a_cycle(), policy_from_settings()
	modified = frappe.db.get_value("Performance Cycle", cycle.name, "modified")
	frappe.rename_doc(doctype, old, "Another", show_alert=False)
	frozen = policy_of(cycle.name)
	assert frozen == policy_from_settings() != before
	assert frozen.fingerprint == before.fingerprint
	assert old not in frappe.db.get_value("Performance Cycle", cycle.name, "policy")
	assert frappe.db.get_value("Performance Cycle", cycle.name, "modified") == modified
	assert told() == ""


@pytest.mark.parametrize(
	("doctype", "old", "into"), [(SCALE, "Four Points", "Five Points"), (TEMPLATE, "Staff", "Managers")]
)
def test_what_a_launched_cycle_tells_apart_is_not_merged(doctype: str, old: str, into: str) -> None:
	cycle = a_cycle(state="Published")
	with pytest.raises(RenameRefused, match="Year 2025 was launched with it"):
		frappe.rename_doc(doctype, old, into, merge=True, show_alert=False)
	frappe.clear_messages()
	assert frappe.db.exists(doctype, old)
	frappe.db.delete("Performance Cycle", {"name": cycle.name})
	frappe.rename_doc(doctype, old, into, merge=True, show_alert=False)
	assert not frappe.db.exists(doctype, old)


# Who may, and what was added to Employee


@pytest.mark.parametrize(("role", "may"), [("HR User", False), ("Employee", False), ("Talent Manager", True)])
def test_who_may_change_the_setup(role: str, may: bool) -> None:
	frappe.set_user("Administrator")
	user = user_of(make_employee("Some", roles=(role,)))
	frappe.set_user(user)
	for doctype in ("KPI", "Competency", SCALE, TEMPLATE, "Role Competency Profile", SETTINGS):
		assert bool(frappe.has_permission(doctype, "write")) is may, doctype


def test_a_template_for_one_person_is_a_field_of_employee() -> None:
	frappe.set_user("Administrator")
	name = make_employee("Special", user=False, review_template="Managers")
	assert frappe.db.get_value("Employee", name, "review_template") == "Managers"
	with pytest.raises(frappe.LinkValidationError):
		make_employee("Wrong", user=False, review_template="No such template")


def test_fields_of_ours_carry_our_module() -> None:
	made = frappe.get_all(
		"Custom Field", {"module": "Talent Performance"}, ["dt", "fieldname"], order_by="name"
	)
	assert [(row.dt, row.fieldname) for row in made] == [
		(doctype, field["fieldname"]) for doctype, fields in CUSTOM_FIELDS.items() for field in fields
	]


@pytest.mark.parametrize(
	("values", "sentence"),
	[
		({"from_level": 9}, "Guidelines, row 1: names no level of the rating scale"),
		({"low": 50, "high": 20}, "Guidelines, row 1, From Share: low 50.0 is above high 20.0"),
		({"condition": "At Most", "high": 120}, "Guidelines, row 1, To Share: found 120.0"),
	],
	ids=["no such level", "upside down", "more than all"],
)
def test_a_guideline_that_cannot_hold_is_refused_by_row_and_field(values: dict, sentence: str) -> None:
	settings = frappe.get_doc(SETTINGS)
	settings.guidelines[0].update(values)
	assert sentence in refusal(settings, InvalidPolicy)


def test_the_guidelines_of_the_form_are_those_of_the_policy() -> None:
	settings = frappe.get_doc(SETTINGS)
	settings.min_people = 5
	settings.set("guidelines", [{"from_level": 5, "condition": "At Most", "high": 10, "low": 90}])
	settings.save()
	found = policy_from_settings().distribution
	rule = found.guidelines[0]
	assert (found.min_people, len(found.guidelines)) == (5, 1)
	assert (rule.levels, rule.condition, rule.low, rule.high) == ((5.0,), "at most", None, 0.1)
	assert thaw(freeze(policy_from_settings())).distribution == found


def test_settings_from_before_get_the_usual_guidelines_once() -> None:
	frappe.db.delete("Distribution Guideline", {"parent": SETTINGS})
	frappe.clear_document_cache(SETTINGS, SETTINGS)
	seeds.give_guidelines()
	assert policy_from_settings().fingerprint == Policy().fingerprint
	settings = frappe.get_doc(SETTINGS)
	settings.guidelines[0].high = 40
	settings.save()
	seeds.give_guidelines()
	assert policy_from_settings().distribution.guidelines[0].high == 0.4


# With these the settings of a site began that could purge old records first.
FIRST_PERIODS = (
	"Objectives", "Check-ins", "Check-in Notes", "Feedback Notes", "Appraisals", "Potential Assessments",
	"Talent Placements", "Reporting Line History", "Answers to Requests", "Talent Runs",
)  # fmt: skip


def test_an_older_site_gets_the_periods_that_came_later(hr: str) -> None:
	settings = frappe.get_doc(SETTINGS)
	settings.retention = []
	for kind in FIRST_PERIODS:
		settings.append("retention", {"kind": kind, "months": 99})
	settings.save()
	frappe.set_user("Administrator")
	patches = frappe.get_file_items(frappe.get_app_path("talent_performance", "patches.txt"))
	for module in [frappe.get_module(line) for line in patches if ".patches." in line]:
		if hasattr(module, "give_period") or hasattr(module, "give_retention"):
			module.execute()
	periods = {line.kind: line.months for line in frappe.get_doc(SETTINGS).retention}
	assert set(periods) == set(retention.MONTHS)
	assert {periods[kind] for kind in FIRST_PERIODS} == {99}
