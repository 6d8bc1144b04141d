"""The map of gaps and the queue of what is to be assessed: for whom the reader may see, as the engine counts it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import frappe

import capable
from capable import ANALYST, HOSTILE, LEAD, NEGOTIATION, STATISTICS, House, assess
from harness import Site
from people import COMPANY
from talent_performance.talent_performance.report.competencies_to_assess import competencies_to_assess
from talent_performance.talent_performance.report.competency_gap import competency_gap


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[House]:
	"""The manager has assessed Siti in two of three; Budi has judged himself alone."""
	patch = pytest.MonkeyPatch()
	patch.setattr(frappe.db, "commit", lambda: None)
	frappe.set_user("Administrator")
	made = capable.build(COMPANY, "Gap")
	frappe.set_user(made.user("manager"))
	assess(made.of["siti"], {STATISTICS: 3, NEGOTIATION: 4})
	frappe.set_user(made.user("budi"))
	assess(made.of["budi"], {STATISTICS: 5}, "Self", why="")
	yield made
	frappe.set_user("Administrator")
	patch.undo()
	frappe.db.rollback()
	frappe.clear_cache()


def gap_map(**filters: object) -> tuple[dict[str, str], list[dict], list]:
	"""Label → column of the competencies, rows, summary; as the session's user."""
	columns, rows, _note, _chart, summary = competency_gap.execute({"designation": ANALYST, **filters})
	json.dumps(rows, allow_nan=False)
	return {each["label"]: each["fieldname"] for each in columns}, rows, summary


def figures(summary: list[dict]) -> dict[str, object]:
	return {each["label"]: each["value"] for each in summary}


def test_the_map_by_person_holds_the_own_people(house: House) -> None:
	frappe.set_user(house.user("manager"))
	at, rows, summary = gap_map()
	by_name = {row["employee"]: row for row in rows}
	assert set(by_name) == {house.of["siti"], house.of["budi"]}
	siti, budi = by_name[house.of["siti"]], by_name[house.of["budi"]]
	assert (siti[at[STATISTICS]], siti[f"{at[STATISTICS]}_band"]) == ("3 / 4", "far")
	assert (siti[at[NEGOTIATION]], siti[f"{at[NEGOTIATION]}_band"]) == ("4 / 3", "met")
	assert (budi[at[STATISTICS]], budi[f"{at[STATISTICS]}_band"]) == ("– / 4", "unknown")
	assert (round(siti["fit"], 1), siti["coverage"], budi["fit"]) == (84.4, 80, None)
	told = figures(summary)
	assert told == {
		"People": 2,
		"Assessed": pytest.approx(100 / 3),
		"Levels Reached": 1,
		"Levels Short": 1,
		"Essentials Short": 1,
	}


@pytest.mark.parametrize("side", ["Team", "Department", "Designation", "Company"])
def test_the_map_by_group_counts_who_has_what_is_asked(house: House, side: str) -> None:
	frappe.set_user(house.user("hr"))
	at, rows, _summary = gap_map(rows=side)
	[row] = rows
	assert (row["people"], row[at[NEGOTIATION]], row[f"{at[NEGOTIATION]}_band"]) == (2, "1 of 2", "met")
	assert (row[at[STATISTICS]], row[f"{at[STATISTICS]}_band"]) == ("0 of 2", "far")


def test_strangers_and_peers_see_nobody(house: House) -> None:
	for who in ("siti", "stranger"):
		frappe.set_user(house.user(who))
		assert gap_map()[1] == []
		assert competencies_to_assess.execute({"designation": ANALYST})[1] == []


def test_filters_narrow_the_map(house: House) -> None:
	frappe.set_user(house.user("talent"))
	assert {each for each in gap_map(essential_only=1)[0] if "(Cap)" in each} == {STATISTICS, HOSTILE}
	assert {each for each in gap_map(competency=NEGOTIATION)[0] if "(Cap)" in each} == {NEGOTIATION}
	assert gap_map(category="No such category")[1] == []
	assert {row["employee"] for row in gap_map(designation=LEAD)[1]} == {house.of["manager"]}


def test_the_queue_says_what_is_to_be_assessed_and_why(house: House) -> None:
	frappe.set_user(house.user("manager"))
	_columns, rows, _note, _chart, summary = competencies_to_assess.execute({"designation": ANALYST})
	found = {(row["employee"], row["competency"]): row["why"] for row in rows}
	siti, budi = house.of["siti"], house.of["budi"]
	assert found == {
		(siti, HOSTILE): "Never assessed",
		(budi, HOSTILE): "Never assessed",
		(budi, NEGOTIATION): "Never assessed",
		(budi, STATISTICS): "By themselves only",
	}
	assert figures(summary) == {"Levels to Assess": 4, "People": 2, "Of Them Essential": 3}
	assert rows[-1]["competency"] == NEGOTIATION, "what is essential stands first"
