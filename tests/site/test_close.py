"""Closing and publishing: what counts, what is written, by whom it may be asked for, calibration."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import frappe

import reviewed
from appraised import CYCLE, House, close_all, placements, result, standing, state
from people import make_employee, user_of
from reviewed import make_reviews, picture
from sample_site import into
from talent_performance.exceptions import IllegalMove, RatingRefused
from talent_performance.flows import calibration, close, publishing, scoring
from talent_performance.runs import control, ledger, worker
from talent_performance.store import listeners
from talent_performance.store.cycle_tables import cycle_tables
from talent_performance.talent_performance.doctype.appraisal_result.appraisal_result import calibrate

KIND = "Close Cycle"


def test_a_close_scores_holds_and_places(home: House) -> None:
	assert close_all(home) == []
	found = result(home, "rina")
	assert (found.state, found.performance_score, found.performance_band) == ("Final", 4.0, "High")
	assert (state(home, "rina"), found.performance_source) == ("Calibration", "Manager")
	assert (standing(home, "rina").box, standing(home, "rina").cycle) == (9, CYCLE)
	(move,) = placements(home, "rina")
	assert (move.cause, move.before_box, move.after_box, move.placed_by) == ("Close", 0, 9, "Administrator")
	assert (move.source_type, move.source_name) == ("Performance Appraisal", home.appraisal["rina"])
	assert not frappe.db.get_value("Performance Appraisal", home.appraisal["rina"], "rating")


def test_closing_twice_changes_nothing(home: House) -> None:
	close_all(home)
	before, stamps = (
		picture(CYCLE),
		frappe.get_all("Appraisal Result", fields=["name", "modified"], order_by="name"),
	)
	assert close_all(home) == []
	assert picture(CYCLE) == before
	assert frappe.get_all("Appraisal Result", fields=["name", "modified"], order_by="name") == stamps


def test_the_document_path_writes_the_same_rows(home: House) -> None:
	objective(home, "rina")
	frappe.db.savepoint("bulk")
	close_all(home, publish=True)
	at_once = picture(CYCLE)
	frappe.db.rollback(save_point="bulk")
	close_all(home, publish=True, one_by_one=True)
	assert picture(CYCLE) == at_once
	assert len(at_once["Talent Placement"]) == len(home.of)
	assert len(at_once["Appraisal Objective"]) == 1


def test_a_listener_makes_the_run_write_documents_and_say_so(
	home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
	heard: list[str] = []
	monkeypatch.setattr(listeners, "listening", lambda doctype: [f"Hook on {doctype}"])
	insert = frappe.model.document.Document.insert
	monkeypatch.setattr(
		frappe.model.document.Document,
		"insert",
		lambda self, *given, **more: (heard.append(self.doctype), insert(self, *given, **more))[1],
	)
	told = close_all(home)
	assert {"Hook on Appraisal Result", "Hook on Talent Assessment", "Hook on Talent Placement"} <= set(told)
	assert heard.count("Appraisal Result") == len(home.of)


def test_publishing_shows_the_result_and_the_managers_side(home: House) -> None:
	close_all(home)
	publishing.publish([home.appraisal["rina"]])
	shown = frappe.db.get_value(
		"Performance Appraisal", home.appraisal["rina"], ["state", "rating", "score", "rating_label"]
	)
	assert shown == ("Published", 4.0, 4.0, "Exceeds expectations")
	seen = {"appraisal": home.appraisal["rina"]}
	assert frappe.db.get_value("Appraisal Review", seen, "seen_by_employee") == 1
	assert (
		frappe.db.get_value("Appraisal Review", {"appraisal": home.appraisal["budi"]}, "seen_by_employee")
		== 0
	)
	assert (result(home, "rina").state, result(home, "budi").state) == ("Published", "Final")
	assert len(placements(home, "rina")) == 1


def test_what_isnt_closed_cant_be_published(home: House) -> None:
	assert publishing.publish([home.appraisal["rina"]]) == []
	assert state(home, "rina") == "Manager Review"


def test_without_the_managers_review_nobody_is_rated_and_the_reason_is_told(home: House) -> None:
	frappe.db.delete("Appraisal Review", {"appraisal": home.appraisal["rina"]})
	close_all(home)
	found = result(home, "rina")
	assert (found.performance_score, found.performance_band) == (0, "")
	assert "Not rated" in found.reason
	assert (standing(home, "rina").box, standing(home, "rina").reason) == (0, found.reason)
	assert state(home, "rina") == "Calibration"


def test_the_self_review_never_counts(home: House) -> None:
	make_reviews([home.appraisal["rina"]], 1.0, overall=1.0, perspective="Self")
	close_all(home)
	assert (result(home, "rina").manager_rating, result(home, "rina").calculated_score) == (4.0, 4.0)


def test_a_draft_never_counts(home: House) -> None:
	make_reviews([home.appraisal["rina"]], 1.0, overall=1.0, perspective="Second Level", state="Draft")
	close_all(home)
	assert result(home, "rina").manager_rating == 4.0


def test_the_second_level_s_overall_rating_stands_in_the_place_of_the_managers(home: House) -> None:
	make_reviews([home.appraisal["rina"]], 1.0, overall=2.0, perspective="Second Level")
	close_all(home)
	found = result(home, "rina")
	assert (found.manager_rating, found.performance_score, found.calculated_score) == (2.0, 2.0, 4.0)
	assert found.manager_reason == "Seen at work."


def test_who_is_exempt_has_a_result_that_says_so_and_keeps_the_state(home: House) -> None:
	frappe.db.set_value(
		"Performance Appraisal", home.appraisal["rina"], {"state": "Exempt", "exempt_reason": "On assignment"}
	)
	close_all(home)
	assert (result(home, "rina").reason, result(home, "rina").state) == ("Exempt from this cycle", "Final")
	assert state(home, "rina") == "Exempt"
	assert close.open_appraisals(CYCLE, {}).empty


def halves(home: House, who: str) -> None:
	"""A period in two segments."""
	rows = [
		{"segment": "S1", "start_date": "2025-01-01", "end_date": "2025-06-30"},
		{"segment": "S2", "start_date": "2025-07-01", "end_date": "2025-12-31"},
	]
	document = frappe.get_doc("Performance Appraisal", home.appraisal[who])
	for row in rows:
		document.append("segments", row)
	document.save(ignore_permissions=True)


def test_a_segment_that_was_handed_over_is_the_outgoing_managers(home: House) -> None:
	halves(home, "rina")
	make_reviews([home.appraisal["rina"]], 2.0, perspective="Handover", segment="S1")
	ratings = cycle_tables(CYCLE, [home.of["rina"]])["component_ratings"]
	assert dict(zip(ratings["segment"], ratings["rating"], strict=True)) == {"S1": 2.0, "S2": 4.0}
	close_all(home)
	assert result(home, "rina").calculated_score == pytest.approx(round((181 * 2 + 184 * 4) / 365, 2))


def test_an_only_segment_without_anything_of_its_own_is_the_whole_period(home: House) -> None:
	document = frappe.get_doc("Performance Appraisal", home.appraisal["rina"])
	document.append("segments", {"segment": "S1", "start_date": "2025-01-01", "end_date": "2025-12-31"})
	document.save(ignore_permissions=True)
	assert cycle_tables(CYCLE, [home.of["rina"]])["segments"].empty


def test_of_a_leaver_only_what_was_known_on_the_last_day_counts(home: House) -> None:
	objective(home, "rina")
	frappe.db.set_value("Performance Appraisal", home.appraisal["rina"], "end_date", "2025-06-30")
	names = [home.appraisal["rina"]]
	(early,) = scoring.run(names)
	assert early.results.as_of == pd.Timestamp("2025-06-30")
	assert (
		early.results.tables["appraisals"].set_index("employee").loc[home.of["rina"], "objectives_attainment"]
		== 0.5
	)
	frappe.db.set_value("Performance Appraisal", home.appraisal["rina"], "end_date", "2025-12-31")
	(late,) = scoring.run(names)
	assert (
		late.results.tables["appraisals"].set_index("employee").loc[home.of["rina"], "objectives_attainment"]
		== 0.9
	)


def objective(home: House, who: str) -> None:
	"""Half done in March, nine tenths in October."""
	row = {
		"title": "Sell",
		"level": "Individual",
		"employee": home.of[who],
		"company": reviewed.company(),
		"cycle": CYCLE,
		"status": "Approved",
	}
	into("Objective", pd.DataFrame([row]), reserved=["OBJ-CLOSE"])
	result_ = {
		"title": "Sales",
		"objective": "OBJ-CLOSE",
		"method": "Progress",
		"target_value": 100.0,
		"current_value": 90.0,
		"started": 1,
	}
	into("Key Result", pd.DataFrame([result_]), reserved=["KR-CLOSE"])
	updates = [
		{"key_result": "KR-CLOSE", "updated_on": day, "kind": "Total", "value": value}
		for day, value in (("2025-03-01", 50.0), ("2025-10-01", 90.0))
	]
	into("Key Result Update", pd.DataFrame(updates))
	document = frappe.get_doc("Performance Appraisal", home.appraisal[who])
	document.append("objectives", {"objective": "OBJ-CLOSE", "title": "Sell", "weight": 1})
	document.save(ignore_permissions=True)


def test_the_sheet_gets_its_figures(home: House) -> None:
	objective(home, "rina")
	scoring.score([home.appraisal["rina"]])
	(line,) = frappe.get_doc("Performance Appraisal", home.appraisal["rina"]).objectives
	assert (line.target, line.actual, line.attainment) == ("100", "90", 90.0)
	assert line.rating == pytest.approx(2 + 0.2 / 0.3, abs=1e-5)
	assert line.weighted == line.rating
	assert result(home, "rina").state == "Open"


# ---- who may


def test_hr_manager_starts_the_close_and_its_dry_run_writes_nothing(home: House) -> None:
	before = picture(CYCLE)
	frappe.set_user(home.user("HR Manager"))
	run = control.start(KIND, {"cycle": CYCLE}, dry_run=True)
	worker.prepare(run)
	counts = dict(json.loads(frappe.db.get_value(ledger.RUN, run, "counts")))
	assert (
		counts["Appraisals to close"]
		== counts["Would be rated"]
		== counts["Would stand in a box"]
		== len(home.of)
	)
	assert counts["Of them, in Manager Review"] == len(home.of)
	assert picture(CYCLE) == before


@pytest.mark.parametrize("who", ["rina", "manager", "HR User"])
@pytest.mark.parametrize("kind", ["Close Cycle", "Publish Cycle"])
def test_nobody_else_starts_it(home: House, who: str, kind: str) -> None:
	frappe.set_user(home.user(who))
	with pytest.raises(frappe.PermissionError):
		control.start(kind, {"cycle": CYCLE})
	assert state(home, "rina") == "Manager Review"


def test_hr_of_another_company_is_refused(home: House) -> None:
	from people import OTHER_COMPANY, make_other_company

	make_other_company()
	abroad = make_employee("Cabroad", roles=("HR Manager",), company=OTHER_COMPANY)
	frappe.set_user(user_of(abroad))
	with pytest.raises(frappe.PermissionError):
		close.plan_close({"cycle": CYCLE})


def test_a_draft_of_a_cycle_cant_be_closed(home: House) -> None:
	frappe.db.set_value("Performance Cycle", CYCLE, "state", "Draft")
	with pytest.raises(IllegalMove):
		close.plan_close({"cycle": CYCLE})
	with pytest.raises(IllegalMove):
		close.plan_publish({"cycle": CYCLE})


def run_of(kind: str, **arguments: object) -> frappe._dict:
	"""A run, worked off in this process."""
	run = control.start(kind, {"cycle": CYCLE, **arguments})
	worker.prepare(run)
	for chunk, _attempt in ledger.free_chunks(run):
		worker.work_chunk(chunk)
	return frappe.db.get_value(ledger.RUN, run, "*", as_dict=True)


def test_the_cycle_is_closed_with_its_last_appraisal_and_published_with_the_last_one_shown(
	home: House,
) -> None:
	frappe.set_user(home.user("HR Manager"))
	assert run_of("Close Cycle").rows_done == len(home.of)
	assert frappe.db.get_value("Performance Cycle", CYCLE, "state") == "Closed"
	assert run_of("Publish Cycle").rows_done == len(home.of)
	assert frappe.db.get_value("Performance Cycle", CYCLE, ["state", "published_on"])[0] == "Published"
	assert state(home, "rina") == "Published"


def test_only_ended_closes_leavers_and_leaves_the_cycle_open(home: House) -> None:
	frappe.db.set_value("Performance Appraisal", {"cycle": CYCLE}, "end_date", "2099-12-31")
	frappe.db.set_value("Performance Appraisal", home.appraisal["rina"], "end_date", "2025-06-30")
	assert run_of("Close Cycle", only_ended=1).rows_done == 1
	assert (state(home, "rina"), state(home, "budi")) == ("Calibration", "Manager Review")
	assert frappe.db.get_value("Performance Cycle", CYCLE, "state") == "Launched"


def test_publishing_at_once(home: House) -> None:
	assert run_of("Close Cycle", publish=1).rows_done == len(home.of)
	assert frappe.db.get_value("Performance Cycle", CYCLE, "state") == "Published"
	assert result(home, "rina").state == "Published"


# ---- calibration


def test_calibration_counts_and_names_who_and_why(home: House) -> None:
	close_all(home)
	frappe.set_user(home.user("HR Manager"))
	calibrate(result(home, "rina").name, 2.0, "Compared with the team")
	found = result(home, "rina")
	assert (found.performance_score, found.performance_source, found.manager_rating) == (
		2.0,
		"Calibrated",
		4.0,
	)
	assert (found.calibrated_by, found.calibration_reason) == (
		home.user("HR Manager"),
		"Compared with the team",
	)
	move = placements(home, "rina")[-1]
	assert (move.cause, move.before_box, move.after_box, move.reason) == (
		"Calibration",
		9,
		7,
		"Compared with the team",
	)
	assert (move.placed_by, move.source_type) == (home.user("HR Manager"), "Appraisal Result")


def test_a_calibrated_rating_can_be_taken_back(home: House) -> None:
	close_all(home)
	calibration.calibrate(result(home, "rina").name, 2.0, "Compared")
	calibration.calibrate(result(home, "rina").name, 0, "By mistake")
	assert (result(home, "rina").performance_source, standing(home, "rina").box) == ("Manager", 9)


@pytest.mark.parametrize("whose", ["HR Manager", "manager", "head"])
def test_nobody_calibrates_oneself_or_the_chain_above(home: House, whose: str) -> None:
	close_all(home)
	name = result(home, whose).name
	frappe.set_user(home.user("HR Manager"))
	with pytest.raises(frappe.PermissionError):
		calibrate(name, 5.0, "Because")
	assert result(home, whose).calibrated_rating == 0


@pytest.mark.parametrize("who", ["rina", "manager", "HR User"])
def test_nobody_else_calibrates(home: House, who: str) -> None:
	close_all(home)
	name = result(home, "budi").name
	frappe.set_user(home.user(who))
	with pytest.raises(frappe.PermissionError):
		calibrate(name, 5.0, "Because")
	assert result(home, "budi").calibrated_rating == 0


def test_calibration_is_between_close_and_publication(home: House) -> None:
	scoring.score([home.appraisal["rina"]])
	with pytest.raises(IllegalMove):
		calibrate(result(home, "rina").name, 5.0, "Too early")
	close_all(home, publish=True)
	with pytest.raises(IllegalMove):
		calibrate(result(home, "rina").name, 5.0, "Too late")
	assert result(home, "rina").calibrated_rating == 0


@pytest.mark.parametrize(("rating", "reason"), [(6.0, "Because"), (0.5, "Because"), (3.0, " ")])
def test_a_rating_off_the_scale_or_without_a_reason_is_refused(
	home: House, rating: float, reason: str
) -> None:
	close_all(home)
	with pytest.raises(RatingRefused):
		calibrate(result(home, "rina").name, rating, reason)
	assert result(home, "rina").performance_score == 4.0
