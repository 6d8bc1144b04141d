"""Growth in the portal: own competencies, judging oneself and one's people, the team's map; with a role and without any."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import frappe

import capable
from capable import ANALYST, HOSTILE, LEAD, NEGOTIATION, STATISTICS, House, assess
from harness import Site
from people import COMPANY
from portal_people import counted, without_roles
from talent_performance.exceptions import RatingRefused
from talent_performance.portal import career, growth

DOCTYPE = "Competency Assessment"


@pytest.fixture(scope="module")
def built(site: Site) -> Iterator[House]:
	patch = pytest.MonkeyPatch()
	patch.setattr(frappe.db, "commit", lambda: None)
	frappe.set_user("Administrator")
	yield capable.build(COMPANY, "Grow")
	patch.undo()
	frappe.db.rollback()
	frappe.clear_cache()


@pytest.fixture
def house(built: House) -> Iterator[House]:
	frappe.set_user("Administrator")
	frappe.db.savepoint("growing")
	yield built
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="growing")
	frappe.clear_cache()


@pytest.fixture(params=[False, True], ids=["with a role", "without roles"])
def as_user(house: House, request: pytest.FixtureRequest) -> House:
	"""Siti and the manager as System Users, and as Website Users without any role."""
	if request.param:
		for who in ("siti", "manager"):
			without_roles(house.user(who))
	return house


def values(**levels: float) -> str:
	names = {"statistics": STATISTICS, "negotiation": NEGOTIATION, "hostile": HOSTILE}
	ratings = {names[key]: {"level": level, "note": "<b>seen</b>"} for key, level in levels.items()}
	return json.dumps({"justification": "", "ratings": ratings})


def test_one_judges_oneself_and_then_the_manager_does(as_user: House) -> None:
	siti = as_user.of["siti"]
	frappe.set_user(as_user.user("siti"))
	before = growth.competencies()
	assert before["mine"] and before["designation"] == ANALYST and before["fit"]["value"] is None
	assert {line["competency"] for line in before["competencies"]} == {STATISTICS, NEGOTIATION, HOSTILE}
	draft = growth.save_assessment("", values(statistics=2))
	asked = growth.assessment()
	assert asked["draft"] == draft and asked["values"]["ratings"][STATISTICS] == {
		"level": 2.0,
		"note": "<b>seen</b>",
	}
	growth.submit_assessment("", values(statistics=3, negotiation=2))
	assert frappe.db.get_value(DOCTYPE, draft, ["source", "state", "assessor"]) == ("Self", "Submitted", siti)
	frappe.set_user(as_user.user("manager"))
	growth.submit_assessment(siti, values(statistics=3, negotiation=4))
	found = growth.competencies(siti)
	json.dumps(found, allow_nan=False)
	assert found["fit"] == {
		"value": 84.4,
		"coverage": 80.0,
		"ranked": True,
		"unmet": STATISTICS,
		"unknown": HOSTILE,
		"reason": "",
	}
	line = next(each for each in found["competencies"] if each["competency"] == STATISTICS)
	assert (line["level"], line["gap"], line["band"], line["reassess"]) == (3, 1, "far", False)
	assert [each["source"] for each in line["evidence"]] == ["self", "manager"] or [
		each["source"] for each in line["evidence"]
	] == ["manager", "self"]


IN_INDONESIAN = {
	STATISTICS: "Statistika",
	NEGOTIATION: "Negosiasi",
	"Does": "Melakukannya",
	"Analysis": "Analisis",
}


def test_competencies_are_read_in_the_words_of_the_company(house: House) -> None:
	for source, translated in IN_INDONESIAN.items():
		values = {"language": "id", "source_text": source, "translated_text": translated}
		frappe.get_doc({"doctype": "Translation", **values}).insert()
	frappe.set_user(house.user("manager"))
	assess(house.of["siti"], {STATISTICS: 2})
	frappe.set_user(house.user("siti"))
	frappe.local.lang = "id"
	try:
		page, reach = growth.competencies(), career.reach()["rows"]
	finally:
		frappe.local.lang = "en"
	lines = {line["competency"]: line for line in page["competencies"]}
	assert lines[STATISTICS]["label"] == "Statistika" and lines[STATISTICS]["category"] == "Analisis"
	assert lines[STATISTICS]["levels"][1]["label"] == "Melakukannya"
	assert page["fit"]["unmet"] == "Statistika"
	assert {gap["competency"] for row in reach if row["designation"] == LEAD for gap in row["gaps"]} == {
		"Statistika", "Negosiasi",
	}  # fmt: skip


def test_nobody_else_reads_or_judges(house: House) -> None:
	siti = house.of["siti"]
	frappe.set_user(house.user("manager"))
	assess(siti, {STATISTICS: 3})
	for who in ("budi", "stranger"):
		frappe.set_user(house.user(who))
		for refused in (
			lambda: growth.competencies(siti),
			lambda: growth.assessment(siti),
			lambda: growth.save_assessment(siti, values(statistics=5)),
			lambda: growth.submit_assessment(siti, values(statistics=5)),
		):
			with pytest.raises(frappe.PermissionError):
				refused()
	frappe.set_user("Guest")
	with pytest.raises(frappe.PermissionError):
		growth.competencies()
	frappe.set_user("Administrator")
	assert frappe.db.count(DOCTYPE, {"employee": siti}) == 1


def test_a_level_too_high_says_which_and_keeps_nothing(house: House) -> None:
	frappe.set_user(house.user("siti"))
	with pytest.raises(RatingRefused, match="found level 9, expected from 0 to 5"):
		growth.submit_assessment("", values(statistics=9))
	assert not frappe.db.count(DOCTYPE, {"employee": house.of["siti"], "state": "Submitted"})


def test_a_draft_is_thrown_away_by_its_writer_alone(house: House) -> None:
	frappe.set_user(house.user("siti"))
	draft = growth.save_assessment("", values(statistics=2))
	frappe.set_user(house.user("manager"))
	growth.discard_assessment(house.of["siti"])
	assert frappe.db.exists(DOCTYPE, draft)
	frappe.set_user(house.user("siti"))
	growth.discard_assessment("")
	assert not frappe.db.exists(DOCTYPE, draft)


def test_the_map_is_of_the_own_team_alone(as_user: House) -> None:
	frappe.set_user(as_user.user("manager"))
	growth.submit_assessment(as_user.of["siti"], values(statistics=3.5, negotiation=3))
	found = growth.team_map()
	json.dumps(found, allow_nan=False)
	assert [person["employee"] for person in found["people"]] == [as_user.of["budi"], as_user.of["siti"]]
	cells = found["people"][1]["cells"]
	assert {name: cell["band"] for name, cell in cells.items()} == {
		STATISTICS: "near",
		NEGOTIATION: "met",
		HOSTILE: "unknown",
	}
	column = next(each for each in found["competencies"] if each["competency"] == NEGOTIATION)
	assert (column["people"], column["assessed"], column["met"], column["mean_gap"]) == (2, 1, 1, 0)
	assert found["reassess"] == 4
	frappe.set_user(as_user.user("siti"))
	assert growth.team_map()["people"] == []
	with pytest.raises(frappe.PermissionError):
		growth.team_map(as_user.of["manager"])
	frappe.set_user(as_user.user("upper"))
	assert len(growth.team_map(as_user.of["manager"])["people"]) == 2


def test_questions_do_not_follow_the_size_of_the_team_or_the_past(house: House) -> None:
	frappe.set_user(house.user("manager"))
	assess(house.of["siti"], {STATISTICS: 3})
	few, _ = counted(lambda: growth.team_map())
	one, _ = counted(lambda: growth.competencies(house.of["siti"]))
	for _turn in range(3):
		assess(house.of["budi"], {STATISTICS: 3, NEGOTIATION: 4})
		assess(house.of["siti"], {STATISTICS: 4, NEGOTIATION: 4})
	assert counted(lambda: growth.team_map())[0] == few
	assert counted(lambda: growth.competencies(house.of["siti"]))[0] == one
