"""The sheet of an appraisal: who sees what of it, and that its figures can be worked out again from what stands on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

import frappe

from appraisals import acting_as
from harness import Site
from people import COMPANY
from sheets import ARABIC, CYCLE, EARLIER, GOALS, HOSTILE, SKILLS, Sheets, build, close_and_publish, half_up
from talent_performance.flows import appraisal_sheet, calibration, close, reopening

BEFORE = "before publication"


@pytest.fixture(scope="module")
def house(site: Site, hushed: None) -> Iterator[Sheets]:
	"""Set up once in a transaction that is never committed; each test works in a savepoint."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		try:
			yield build(COMPANY)
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


@pytest.fixture
def home(house: Sheets) -> Iterator[Sheets]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield house
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def seen(home: Sheets, reader: str, of: str = "siti") -> dict[str, Any]:
	"""The sheet as somebody's form gets it."""
	with acting_as(home.user(reader)):
		return frappe.parse_json(frappe.as_json(appraisal_sheet.sheet(home.appraisal[of])))


def closed(home: Sheets) -> Sheets:
	close.close(CYCLE, list(home.appraisal.values()))
	return home


def published(home: Sheets) -> Sheets:
	close_and_publish(home, *home.appraisal)
	return home


# Figures


def redone(calculation: dict[str, Any]) -> Decimal:
	"""The score, from the shown figures alone; every step on the way is the shown one too."""
	places = calculation["places"]
	curves = {each["template"]: each for each in calculation["curves"]}
	by_days = Decimal(0)
	for segment in calculation["segments"]:
		total = Decimal(0)
		for component in segment["components"]:
			check_lines(component, curves[segment["template"]], places)
			part = number(component["weight"]) * number(component["rating"]) / number(segment["base"])
			assert half_up(part, places) == number(component["weighted"], places)
			total += number(component["weighted"])
		assert total == number(segment["score"])
		by_days += half_up(number(segment["days"]) * total / number(calculation["days"]), places)
	return half_up(by_days)


def check_lines(component: dict[str, Any], curves: dict[str, Any], places: int) -> None:
	"""Each line's rating and weighted rating, and what they add up to."""
	whole = sum(number(line["weight"]) for line in component["lines"] if line["rating"] is not None)
	assert whole == number(component["base"])
	for line in component["lines"]:
		if component["component"] == "objectives":
			percent = half_up(number(line["achievement"]) * 100, places)
			rating = along(percent, curves[line["commitment"]])
			assert half_up(rating, places) == number(line["rating"], places), line["title"]
		part = number(line["weight"]) * number(line["rating"]) / whole
		assert half_up(part, places) == number(line["weighted"], places)
	added = sum(number(line["weighted"]) for line in component["lines"])
	assert added == number(component["rating"])


def number(value: float, places: int = 10) -> Decimal:
	return half_up(Decimal(repr(value)), places).normalize() + 0


def along(percent: Decimal, points: list[list[float]]) -> Decimal:
	"""A straight line between two points of a curve, its ends held."""
	curve = [(number(x), number(y)) for x, y in points]
	if percent <= curve[0][0]:
		return curve[0][1]
	for (x, y), (to_x, to_y) in pairwise(curve):
		if percent <= to_x:
			return y + (to_y - y) * (percent - x) / (to_x - x)
	return curve[-1][1]


@pytest.mark.parametrize("who", ["siti", "many", "hr"])
def test_the_shown_figures_lead_to_the_calculated_score(home: Sheets, who: str) -> None:
	closed(home)
	reader = "manager" if who != "hr" else "upper"
	calculation = seen(home, reader, who)["calculation"]
	score = frappe.db.get_value("Appraisal Result", {"appraisal": home.appraisal[who]}, "calculated_score")
	assert calculation["calculated"] and calculation["exact"]
	assert redone(calculation) == Decimal(str(score)) == Decimal(str(calculation["total"]))


def test_sixty_objectives_stand_on_the_sheet_each(home: Sheets) -> None:
	calculation = seen(closed(home), "manager", "many")["calculation"]
	objectives = calculation["segments"][0]["components"][0]
	assert len(objectives["lines"]) == 60
	assert objectives["itemised"] and calculation["places"] > 2


def test_a_line_says_what_was_agreed_and_what_came_of_it(home: Sheets) -> None:
	components = seen(closed(home), "manager")["calculation"]["segments"][0]["components"]
	first = components[0]["lines"][0]
	assert (first["title"], first["weight"], first["target"]) == (GOALS[0][0], 40, "120 units")
	assert first["actual"] == "117 units" and first["achievement"] == pytest.approx(0.975)
	skill = components[1]["lines"][0]
	assert (skill["title"], skill["rating"], skill["required_level"], skill["self"]) == ("Teamwork", 4, 3, 3)


def test_lines_that_do_not_make_their_component_are_said_to_be_incomplete(home: Sheets) -> None:
	closed(home)
	line = frappe.get_all("Appraisal Objective", {"parent": home.appraisal["siti"]}, pluck="name")[0]
	frappe.db.delete("Appraisal Objective", {"name": line})
	component = seen(home, "manager")["calculation"]["segments"][0]["components"][0]
	stored = frappe.db.get_value("Appraisal Result", {"appraisal": home.appraisal["siti"]}, "arithmetic")
	assert not component["itemised"]
	assert component["rating"] == pytest.approx(json.loads(stored)["components"][0]["rating"], abs=0.005)


def test_a_year_in_two_segments_is_weighed_by_days(home: Sheets) -> None:
	document = frappe.get_doc("Performance Appraisal", home.appraisal["siti"])
	own = {"manager": home.of["manager"], "template": document.template}
	for segment, start, end in (("S1", "2025-01-01", "2025-03-31"), ("S2", "2025-04-01", "2025-12-31")):
		document.append("segments", {"segment": segment, "start_date": start, "end_date": end, **own})
	document.objectives[0].segment = "S1"
	document.save()
	frappe.db.set_value("Objective", document.objectives[0].objective, "segment", "S1")
	calculation = seen(closed(home), "manager")["calculation"]
	assert [segment["days"] for segment in calculation["segments"]] == [90, 275]
	lines = [segment["components"][0]["lines"] for segment in calculation["segments"]]
	assert [len(each) for each in lines] == [4, 3]
	assert calculation["exact"] and redone(calculation) == Decimal(str(calculation["official"]))


# Who sees what


def test_before_publication_the_employee_has_the_own_side_only(home: Sheets) -> None:
	sheet = seen(closed(home), "siti")
	assert sheet["waits"] and not sheet["calculation"]["calculated"]
	assert sheet["ratings"]["rows"] == []
	assert [review["perspective"] for review in sheet["reviews"]] == ["Self"]
	skills = sheet["calculation"]["segments"][0]["components"][1]["lines"]
	assert [line["rating"] for line in skills] == [None] * len(SKILLS)
	assert "Carried" not in json.dumps(sheet)


def test_published_the_employee_sees_the_figures_but_not_why_he_was_calibrated(home: Sheets) -> None:
	closed(home)
	with acting_as(home.user("hr")):
		result = frappe.db.get_value("Appraisal Result", {"appraisal": home.appraisal["siti"]})
		calibration.calibrate(result, 3.0, "Secret of the round.")
	close_and_publish(home, "siti")
	own, managers = seen(home, "siti"), seen(home, "manager")
	assert redone(own["calculation"]) == redone(managers["calculation"])
	assert [row["rating"] for row in own["ratings"]["rows"]][1:] == [4, 3]
	assert own["ratings"]["counts"] == "Calibrated" and own["ratings"]["score"] == 3
	assert "Secret of the round" in json.dumps(managers)
	assert "Secret of the round" not in json.dumps(own)
	assert own["ratings"]["rows"][2]["by"] == ""


def test_reopened_the_employee_sees_the_own_side_only_again(home: Sheets) -> None:
	published(home)
	with acting_as(home.user("hr")):
		reopening.reopen(home.appraisal["siti"], "A line was forgotten.")
	sheet = seen(home, "siti")
	assert sheet["waits"] and sheet["ratings"]["rows"] == [] and not sheet["calculation"]["calculated"]


@pytest.mark.parametrize("reader", ["manager", "upper", "hr", "talent"])
def test_who_reads_the_result_has_the_whole_sheet(home: Sheets, reader: str) -> None:
	sheet = seen(closed(home), reader)
	assert sheet["preview"] and [row["kind"] for row in sheet["ratings"]["rows"]] == [
		"Calculated",
		"Manager",
		"Calibrated",
	]
	assert [row["counts"] for row in sheet["ratings"]["rows"]] == [False, True, False]
	assert sheet["ratings"]["rows"][1]["reason"] == "Carried <u>more</u> than planned."


def test_hr_user_sees_no_figures(home: Sheets) -> None:
	sheet = seen(closed(home), "hr user")
	assert sheet["ratings"]["rows"] == [] and not sheet["calculation"]["calculated"]


def test_hr_reads_nothing_of_the_own_result(home: Sheets) -> None:
	sheet = seen(closed(home), "hr", "hr")
	assert sheet["waits"] and sheet["ratings"]["rows"] == [] and not sheet["calculation"]["calculated"]


@pytest.mark.parametrize("reader", ["peer", "many"])
def test_a_colleague_is_refused(home: Sheets, reader: str) -> None:
	published(home)
	with pytest.raises(frappe.PermissionError):
		seen(home, reader)


def test_what_a_client_says_of_the_document_opens_nothing(home: Sheets) -> None:
	"""A print can be asked for with a document that the client has made up."""
	published(home)
	document = frappe.get_doc("Performance Appraisal", home.appraisal["siti"]).as_dict()
	with acting_as(home.user("peer")):
		forged = frappe.get_doc({**document, "employee": home.of["peer"]})
		with pytest.raises(frappe.PermissionError):
			forged.sheet()
		with pytest.raises(frappe.PermissionError):
			forged.letter()


# Evidence, history, earlier years


def test_evidence_is_what_the_reader_may_read(home: Sheets) -> None:
	def said(reader: str) -> list[str]:
		return [row["text"].split("\n")[0] for row in seen(home, reader)["evidence"]["rows"]]

	shared = ["100 → 117 units", "Signed the contract.", "Helped the others.", "Opened <b>two</b> shops."]
	assert said("siti") == shared
	assert said("manager") == [shared[0], "Between managers.", *shared[1:]]
	assert "Not for others yet." not in json.dumps(seen(home, "siti"))


def test_the_share_of_the_last_months_counts_what_is_shown(home: Sheets) -> None:
	assert seen(home, "siti")["evidence"]["recent_share"] == 0.5
	assert seen(home, "manager")["evidence"]["recent_share"] == 0.6
	assert seen(home, "manager", "many")["evidence"]["recent_share"] is None
	said = {who: seen(home, who)["evidence"] for who in ("siti", "manager")}
	assert said["siti"]["said"] == "2 of 4 pieces of evidence are from the last 3 months."
	assert said["manager"]["said"] == "3 of 5 pieces of evidence are from the last 3 months."
	assert [said[who]["heavy"] for who in said] == [False, True]
	assert seen(home, "manager", "many")["evidence"]["said"] == ""


def test_earlier_ratings_stand_beside_it_for_those_who_read_them(home: Sheets) -> None:
	(earlier,) = seen(home, "manager")["earlier"]
	assert (earlier["score"], earlier["title"]) == (3.25, f"Year 2024 <i>of</i> {COMPANY}")
	assert seen(home, "siti")["earlier"] == []
	assert frappe.db.exists("Appraisal Result", {"cycle": EARLIER, "employee": home.of["siti"]})


def test_history_says_who_did_what_when(home: Sheets) -> None:
	history = seen(published(home), "siti")["history"]
	assert [(row["deed"], row["to_state"], row["who"]) for row in history] == [
		("publish", "Published", "Administrator"),
		("hold_for_calibration", "Calibration", "Administrator"),
	]


def test_hostile_text_and_arabic_stay_text(home: Sheets) -> None:
	sheet = seen(home, "manager")
	assert sheet["employee_name"] == ARABIC
	titles = [line["title"] for line in sheet["calculation"]["segments"][0]["components"][0]["lines"]]
	assert frappe.utils.sanitize_html(HOSTILE) in titles
