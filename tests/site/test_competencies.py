"""Competencies on a site: who judges whom, what levels, fit and gaps come of it, and by how many queries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, today

import capable
import feedback_house
from capable import ANALYST, HOSTILE, LEAD, NEGOTIATION, STATISTICS, House, assess
from harness import Site
from people import COMPANY
from talent_performance.engine.policy import Policy
from talent_performance.exceptions import (
	IllegalMove,
	InvalidPolicy,
	InvalidSetup,
	RatingRefused,
	RenameRefused,
)
from talent_performance.flows import capability, competency_assessments, seeds
from talent_performance.flows.role_profiles import profiles_for
from talent_performance.integrations import hrms_skills
from talent_performance.store.policy import SPOKEN, competency_policy, policy_from_settings

DOCTYPE = "Competency Assessment"
ONE_HALF_LIFE = round(24 * 30.4375)


@pytest.fixture(scope="module")
def built(site: Site) -> Iterator[House]:
	patch = pytest.MonkeyPatch()
	patch.setattr(frappe.db, "commit", lambda: None)
	frappe.set_user("Administrator")
	yield capable.build(COMPANY)
	patch.undo()
	frappe.db.rollback()
	frappe.clear_cache()


@pytest.fixture
def house(built: House) -> Iterator[House]:
	"""As it was built, for each test."""
	frappe.set_user("Administrator")
	frappe.db.savepoint("capable")
	yield built
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="capable")


def level_of(employee: str, competency: str) -> pd.Series:
	found = capability.levels([employee])
	return found[found["competency"] == competency].iloc[0]


def test_levels_are_those_of_the_rules(house: House) -> None:
	siti = house.of["siti"]
	frappe.set_user(house.user("manager"))
	assess(siti, {STATISTICS: 4})
	assess(siti, {STATISTICS: 2}, "Test", add_days(today(), -ONE_HALF_LIFE))
	frappe.set_user(house.user("siti"))
	assess(siti, {STATISTICS: 5}, "Self", why="")
	settings = {"manager": 0.5, "self": 0.2, "feedback": 0.3, "test": 0.3, "certificate": 0.3}
	said = capability.evidence([siti])
	said["weight"] = said["source"].map(settings)
	level = capability.levels_of(said).iloc[0]
	assert round(level["level"], 2) == 3.88
	assert round(level["confidence"], 2) == 0.85
	assert level["sources"] == "manager, self, test"


def set_up(**values: float) -> None:
	"""Change Talent Settings, as HR Manager does in the form."""
	settings = frappe.get_doc("Talent Settings")
	settings.update(values)
	settings.save()


def test_talent_settings_say_how_much_a_judgement_weighs(house: House) -> None:
	siti = house.of["siti"]
	frappe.set_user(house.user("manager"))
	assess(siti, {STATISTICS: 4})
	assess(siti, {STATISTICS: 2}, "Test", add_days(today(), -ONE_HALF_LIFE))
	frappe.set_user(house.user("siti"))
	assess(siti, {STATISTICS: 5}, "Self", why="")
	assert round(level_of(siti, STATISTICS)["confidence"], 2) == 0.81
	frappe.set_user(house.user("hr"))
	set_up(self_says_weight=20)
	found = level_of(siti, STATISTICS)
	assert (round(found["level"], 2), round(found["confidence"], 2), found["reassess"]) == (3.88, 0.85, False)
	set_up(half_life_months=12, reassess_below=80)
	found = level_of(siti, STATISTICS)
	assert (round(found["level"], 2), found["reassess"]) == (4.06, True)
	assert found["confidence"] == pytest.approx(0.775, abs=0.001)


def test_talent_settings_say_from_which_coverage_a_fit_is_ranked(house: House) -> None:
	frappe.set_user(house.user("manager"))
	assess(house.of["siti"], {STATISTICS: 4, NEGOTIATION: 3})
	pairs = capability.present_roles([house.of["siti"]])
	assert capability.fit(pairs)["ranked"].tolist() == [True]
	frappe.set_user(house.user("hr"))
	set_up(ranked_from_coverage=90)
	assert capability.fit(pairs)["ranked"].tolist() == [False]


@pytest.mark.parametrize(
	("values", "said"),
	[
		({"half_life_months": 0}, "A Judgement Weighs Half after Months: found 0.0, expected more than 0"),
		({"half_life_months": -3}, "A Judgement Weighs Half after Months: found -3.0, expected more than 0"),
		({"test_says_weight": -5}, "Weight of a Test: found -0.05, expected 0 or more"),
		({"reassess_below": 130}, "Assess Again below Freshness"),
		({"ranked_from_coverage": -1}, "Fit Is Ranked from Coverage"),
		(dict.fromkeys(SPOKEN.values(), 0), "all weights are 0"),
	],
)
def test_settings_that_make_no_sense_are_refused_at_their_field(
	house: House, values: dict, said: str
) -> None:
	frappe.set_user(house.user("hr"))
	with pytest.raises(InvalidPolicy, match=re.escape(said)):
		set_up(**values)
	assert competency_policy().competency == Policy().competency


def test_settings_from_before_the_weights_get_those_that_held(house: House) -> None:
	fields = (*SPOKEN.values(), "half_life_months", "reassess_below", "ranked_from_coverage")
	older = (*fields, "judgement_months", "promotion_weight", "pay_weight")
	frappe.db.delete("Singles", {"doctype": "Talent Settings", "field": ("in", older)})
	frappe.clear_document_cache("Talent Settings", "Talent Settings")
	assert competency_policy().competency == Policy().competency
	seeds.give_weights()
	stored = frappe.db.get_singles_dict("Talent Settings", cast=True)
	assert [stored[field] for field in fields] == [50, 0, 30, 30, 30, 24, 50, 70]
	assert policy_from_settings().fingerprint == Policy().fingerprint
	set_up(self_says_weight=10)
	seeds.give_weights()
	assert competency_policy().competency.source_weights["self"] == 0.1


@pytest.mark.parametrize(
	("asked", "said"),
	[
		({STATISTICS: (6, 1, 0)}, "found 6 for .*, expected more than 0, up to 5"),
		({STATISTICS: (0, 1, 0)}, "found 0 for .*, expected more than 0"),
		({STATISTICS: (3, 0, 0)}, "all weights are 0"),
		({}, "competencies"),
	],
)
def test_a_profile_that_cannot_be_met_or_requires_nothing_is_refused(
	house: House, asked: dict, said: str
) -> None:
	frappe.set_user(house.user("hr"))
	with pytest.raises((InvalidSetup, frappe.MandatoryError), match=said):
		capable.require(ANALYST, asked, level="Senior")
	assert not frappe.db.exists("Role Competency Profile", {"level": "Senior"})


def test_who_has_a_role_without_a_profile_reads_why_there_is_no_fit(house: House) -> None:
	frappe.delete_doc("Role Competency Profile", house.profile["analyst"])
	found = capability.fit(capability.present_roles([house.of["siti"]])).iloc[0]
	assert pd.isna(found["fit"]) and found["reason"] == "The role requires no competency"


def test_a_self_assessment_moves_nothing_by_itself(house: House) -> None:
	frappe.set_user(house.user("siti"))
	assess(house.of["siti"], {STATISTICS: 5}, "Self", why="")
	found = level_of(house.of["siti"], STATISTICS)
	assert pd.isna(found["level"]) and found["reassess"] and found["sources"] == "self"


def test_fit_and_gaps_are_those_of_the_rules(house: House) -> None:
	frappe.set_user(house.user("manager"))
	assess(house.of["siti"], {STATISTICS: 3, NEGOTIATION: 4})
	pairs = pd.DataFrame(
		{
			"employee": [house.of[who] for who in ("siti", "siti", "budi", "stranger")],
			"designation": [ANALYST, LEAD, ANALYST, None],
		}
	)
	fit = capability.fit(pairs)
	assert [round(each, 3) for each in fit["fit"][:2]] == [0.844, 0.7]
	assert fit["coverage"].iloc[0] == pytest.approx(0.8) and fit["ranked"].iloc[0]
	assert fit["designation"].tolist()[:3] == [ANALYST, LEAD, ANALYST]
	assert fit["unmet_essentials"].iloc[0] == STATISTICS and fit["unknown_essentials"].iloc[0] == HOSTILE
	assert fit["reason"].tolist()[2:] == ["None of the required competencies is assessed", "No designation"]
	gaps = capability.gaps(pairs)
	assert set(gaps["designation"]) == {ANALYST, LEAD}
	lead = gaps[(gaps["employee"] == house.of["siti"]) & (gaps["designation"] == LEAD)]
	assert dict(zip(lead["competency"], lead["gap"], strict=True)) == {NEGOTIATION: 1, STATISTICS: 2}


def test_the_profile_that_says_most_holds(house: House) -> None:
	one = {STATISTICS: (1, 1, 0)}
	department = frappe.db.get_value("Department", {"company": COMPANY, "is_group": 0})
	in_company = capable.require(ANALYST, one, company=COMPANY)
	senior = capable.require(ANALYST, one, level="Senior")
	there = capable.require(ANALYST, one, department=department)
	assert frappe.db.get_value("Role Competency Profile", there, ["company", "title"]) == (
		COMPANY,
		f"{ANALYST}, {COMPANY}, {department}",
	)
	people = pd.DataFrame(
		[
			(ANALYST, COMPANY, department, "Senior"),
			(ANALYST, COMPANY, None, "Senior"),
			(ANALYST, "Elsewhere", None, "Senior"),
			(ANALYST, None, None, None),
			("Somebody else", COMPANY, None, None),
		],
		columns=["designation", "company", "department", "level"],
	)
	general = profiles_for(people).iloc[4]
	assert profiles_for(people).tolist() == [there, in_company, senior, house.profile["analyst"], general]
	with pytest.raises(InvalidSetup):
		capable.require(ANALYST, one, level="Senior")


def test_a_role_of_another_designation_is_not_in_the_own_department(house: House) -> None:
	department = frappe.db.get_value("Department", {"company": COMPANY, "is_group": 0})
	frappe.db.set_value("Employee", house.of["siti"], "department", department)
	capable.require(LEAD, {STATISTICS: (1, 1, 0)}, department=department)
	pairs = pd.DataFrame({"employee": [house.of["siti"]], "designation": [LEAD]})
	assert len(capability.gaps(pairs)) == 2
	assert len(capability.gaps(pairs.assign(department=department))) == 1


@pytest.mark.parametrize(
	("who", "whom", "source"),
	[
		("siti", "siti", "Manager"), ("siti", "siti", "Certificate"), ("siti", "budi", "Manager"),
		("manager", "siti", "Self"), ("manager", "siti", "360"), ("manager", "upper", "Manager"),
		("manager", "stranger", "Manager"), ("hr", "siti", "Manager"), ("hr", "hr", "Certificate"),
		("hr", "upper", "Test"), ("hruser", "siti", "Test"), ("stranger", "siti", "Certificate"),
	],
)  # fmt: skip
def test_who_may_not_judge(house: House, who: str, whom: str, source: str) -> None:
	frappe.set_user(house.user(who))
	with pytest.raises(frappe.PermissionError):
		assess(house.of[whom], {STATISTICS: 5}, source)
	assert not frappe.db.count(DOCTYPE, {"employee": house.of[whom]})


@pytest.mark.parametrize(
	("who", "source"), [("manager", "Manager"), ("upper", "Certificate"), ("hr", "360"), ("talent", "Test")]
)
def test_who_may_judge(house: House, who: str, source: str) -> None:
	frappe.set_user(house.user(who))
	name = assess(house.of["siti"], {STATISTICS: 4}, source)
	assert frappe.db.get_value(DOCTYPE, name, ["state", "assessor"]) == ("Submitted", house.of[who])
	assert level_of(house.of["siti"], STATISTICS)["level"] == 4


def test_drafts_are_their_assessors_and_what_is_said_is_seen(house: House) -> None:
	frappe.set_user(house.user("manager"))
	draft = frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"employee": house.of["siti"],
			"source": "Manager",
			"justification": "Last quarter.",
			"ratings": [{"competency": STATISTICS, "level": 3}],
		}
	).insert()
	seers = ("siti", "upper", "hr", "hruser", "talent")
	for who in seers:
		frappe.set_user(house.user(who))
		assert not frappe.get_list(DOCTYPE, {"name": draft.name}, order_by="name")
	frappe.set_user(house.user("manager"))
	competency_assessments.submit(draft)
	for who in (*seers, "manager"):
		frappe.set_user(house.user(who))
		assert frappe.get_list(DOCTYPE, {"name": draft.name}, pluck="name", order_by="name") == [draft.name]
	for who in ("budi", "stranger"):
		frappe.set_user(house.user(who))
		assert not frappe.get_list(DOCTYPE, {"name": draft.name}, order_by="name")
	frappe.set_user(house.user("manager"))
	draft.reload()
	draft.ratings[0].level = 5
	with pytest.raises((IllegalMove, frappe.PermissionError)):
		draft.save()
	assert frappe.db.get_value("Competency Rating", {"parent": draft.name}, "level") == 3


@pytest.mark.parametrize(
	("levels", "more"),
	[
		({STATISTICS: 6}, {}),
		({STATISTICS: 0}, {}),
		({}, {}),
		({STATISTICS: 3}, {"why": " "}),
		({STATISTICS: 3}, {"on": "2999-01-01"}),
	],
)
def test_what_a_judgement_must_be(house: House, levels: dict, more: dict) -> None:
	frappe.set_user(house.user("manager"))
	with pytest.raises(RatingRefused):
		assess(house.of["siti"], levels, **more)
	assert capability.levels([house.of["siti"]]).empty


def test_evidence_of_an_earlier_employment_counts(house: House) -> None:
	frappe.set_user(house.user("manager"))
	assess(house.of["budi"], {STATISTICS: 4})
	profile = frappe.db.get_value("Talent Profile Employment", {"employee": house.of["siti"]}, "parent")
	frappe.db.set_value(
		"Talent Profile Employment", {"employee": house.of["budi"]}, "parent", profile, update_modified=False
	)
	assert level_of(house.of["siti"], STATISTICS)["level"] == 4


RATED = {
	STATISTICS: {"self": [5], "manager": [3], "peer": [3, 4, 3, 4, 3], "report": [1, 1]},
	NEGOTIATION: {"self": [5], "manager": [4], "peer": [5, 5], "report": [1, 1]},
	HOSTILE: {"self": [5], "report": [1, 1]},
}


def give_feedback(house: House, **more: str) -> str:
	feedback_house.make_masters()
	made = feedback_house.House(house.company, house.of)
	result = feedback_house.give(made, f"cap{len(house.of)}", "siti", rated=RATED, comments={}, **more)
	round_ = frappe.db.get_value("Feedback Result", result, "round")
	frozen = json.loads(frappe.db.get_value("Feedback Round", round_, "frozen"))
	for item in frozen["items"]:
		item["competency"] = item["item"] if item["kind"] == "Rating" else ""
	frappe.db.set_value("Feedback Round", round_, "frozen", json.dumps(frozen))
	return result


def test_feedback_counts_where_it_is_evaluative_and_only_what_is_shown(house: House) -> None:
	result = give_feedback(house, purpose="Evaluative")
	figures = json.loads(frappe.db.get_value("Feedback Result", result, "figures"))
	published = {
		item["item"]: sorted(
			[item["others"]["mean"]]
			if item["others"]["shown"]
			else [cell["mean"] for cell in item["cells"] if cell["shown"] and cell["group"] != "self"]
		)
		for item in figures["items"]
	}
	said = capability.evidence([house.of["siti"]])
	assert set(said["source"]) == {"feedback"}
	counted = {name: sorted(rows["level"]) for name, rows in said.groupby("competency")}
	assert counted == {name: levels for name, levels in published.items() if levels}
	assert HOSTILE not in counted, "what only two reports said is hidden, and counts nowhere"


def test_feedback_for_development_counts_nowhere(house: House) -> None:
	give_feedback(house, purpose="Development")
	assert capability.evidence([house.of["siti"]]).empty


def test_sealed_feedback_counts_nowhere(house: House) -> None:
	give_feedback(house, purpose="Evaluative", state="Sealed")
	assert capability.evidence([house.of["siti"]]).empty


def test_queries_do_not_follow_the_number_of_people(house: House) -> None:
	frappe.set_user(house.user("manager"))
	for who in ("siti", "budi"):
		assess(house.of[who], {STATISTICS: 3, NEGOTIATION: 4})
	frappe.set_user("Administrator")
	everybody = list(house.of.values())
	assert queries_of(everybody) == queries_of(everybody[:1])


def queries_of(employees: list[str]) -> int:
	pairs = capability.present_roles(employees)
	capability.compared(pairs)  # what Frappe keeps in memory is there by then
	patch, asked = pytest.MonkeyPatch(), []
	plain = frappe.db.sql
	patch.setattr(frappe.db, "sql", lambda *args, **more: asked.append(args) or plain(*args, **more))
	found = capability.compared(pairs)
	assert len(found.fit) == len(employees) and found.gaps is not None
	patch.undo()
	return len(asked)


SKILLED = "Statistics <basic> (Cap)"


@pytest.fixture
def skill_map(house: House, monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
	"""What Frappe HR would say: rows of employee, skill, proficiency, day."""
	said: list[tuple] = []
	monkeypatch.setattr(hrms_skills, "doctype_exists", lambda name: True)
	monkeypatch.setattr(hrms_skills, "skills", lambda: sorted({row[1] for row in said}))
	monkeypatch.setattr(
		hrms_skills,
		"evaluations",
		lambda employees: pd.DataFrame(
			[row for row in said if employees is None or row[0] in employees], columns=hrms_skills.COLUMNS
		),
	)
	return said


def test_skills_of_frappe_hr_are_taken_over_and_kept_in_step(house: House, skill_map: list[tuple]) -> None:
	siti, budi = house.of["siti"], house.of["budi"]
	skill_map += [
		(siti, SKILLED, 0.6, "2026-01-05"),
		(siti, STATISTICS, 0.8, "2026-01-05"),
		(budi, SKILLED, 1.0, "2026-02-01"),
	]
	for _day in range(2):
		hrms_skills.sync()
	taken = "Statistics basic (Cap)"
	assert len(frappe.get_doc("Competency", taken).levels) == 5
	assert frappe.db.count(DOCTYPE, {"taken_from": hrms_skills.SKILL_MAP}) == 2
	assert level_of(siti, taken)["level"] == 3 and level_of(budi, taken)["level"] == 5
	assert level_of(siti, STATISTICS)["level"] == 4
	skill_map[0] = (siti, SKILLED, 0.8, "2026-06-05")
	hrms_skills.on_skill_map(frappe._dict(employee=siti))
	history = capability.evidence([siti])
	assert history[history["competency"] == taken]["level"].tolist() == [3, 4]
	frappe.set_user(house.user("siti"))
	assert frappe.get_list(DOCTYPE, {"taken_from": hrms_skills.SKILL_MAP, "employee": siti}, order_by="name")


def test_without_frappe_hr_nothing_is_asked(house: House) -> None:
	hrms_skills.sync()
	assert not frappe.db.count(DOCTYPE)


def test_nobody_says_that_something_was_taken_over(house: House) -> None:
	frappe.set_user(house.user("siti"))
	values = {
		"doctype": DOCTYPE,
		"employee": house.of["siti"],
		"source": "Self",
		"taken_from": hrms_skills.SKILL_MAP,
	}
	made = frappe.get_doc(
		{**values, "state": "Submitted", "ratings": [{"competency": STATISTICS, "level": 5}]}
	).insert()
	assert (made.taken_from, made.state) == (None, "Draft")


def test_a_competency_in_use_stays_and_is_merged_only_where_nothing_stands_twice(house: House) -> None:
	frappe.set_user(house.user("manager"))
	assess(house.of["siti"], {STATISTICS: 3})
	frappe.set_user("Administrator")
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("Competency", STATISTICS)
	with pytest.raises(RenameRefused, match="name both"):
		frappe.rename_doc("Competency", NEGOTIATION, STATISTICS, merge=True)
	capable.make_competencies("Figures (Cap)")
	frappe.rename_doc("Competency", STATISTICS, "Figures (Cap)", merge=True)
	assert level_of(house.of["siti"], "Figures (Cap)")["level"] == 3
	lines = frappe.get_doc("Role Competency Profile", house.profile["analyst"]).competencies
	assert "Figures (Cap)" in {line.competency for line in lines}


def test_a_merge_onto_other_levels_is_refused(house: House) -> None:
	steps = [{"level": 1, "label": "One"}, {"level": 9, "label": "Nine"}]
	frappe.get_doc({"doctype": "Competency", "competency_name": "Nine (Cap)", "levels": steps}).insert()
	with pytest.raises(RenameRefused, match="levels from 1 to 5"):
		frappe.rename_doc("Competency", STATISTICS, "Nine (Cap)", merge=True)
	assert frappe.db.exists("Competency", STATISTICS)


def test_feedback_follows_a_renamed_competency(house: House) -> None:
	give_feedback(house, purpose="Evaluative")
	before = capability.evidence([house.of["siti"]])
	frappe.rename_doc("Competency", STATISTICS, "Figures (Cap)")
	after = capability.evidence([house.of["siti"]])
	assert (
		after["competency"].tolist().count("Figures (Cap)")
		== before["competency"].tolist().count(STATISTICS)
		> 0
	)


def test_two_roles_become_one_only_where_no_profile_is_said_twice(house: House) -> None:
	one = {STATISTICS: (1, 1, 0)}
	senior = capable.require(ANALYST, one, level="Senior")
	with pytest.raises(RenameRefused):
		frappe.rename_doc("Designation", ANALYST, LEAD, merge=True)
	frappe.delete_doc("Role Competency Profile", house.profile["analyst"])
	frappe.rename_doc("Designation", ANALYST, LEAD, merge=True)
	assert frappe.db.get_value("Role Competency Profile", senior, "title") == f"{LEAD}, Senior"
