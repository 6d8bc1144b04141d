"""What moves somebody in the nine-box: closed cycles, potential, publication, reopening, leaving, coming back; and what doesn't."""

from __future__ import annotations

import pytest

import frappe

from appraised import CYCLE, House, another_cycle, close_all, placements, result, standing, state
from people import change, make_employee
from reviewed import make_appraisals, make_cycle, make_reviews, remember
from talent_performance.exceptions import IllegalMove, RatingRefused
from talent_performance.flows import appeals, close, moves, publishing, reopening, talent
from talent_performance.flows.talent_profiles import EMPLOYMENT
from talent_performance.talent_performance.doctype.potential_assessment import (
	potential_assessment as potential,
)

FACTORS = ("Ability", "Aspiration", "Engagement")


def test_the_latest_closed_cycle_decides_whatever_was_closed_last(home: House) -> None:
	close_all(home)
	another_cycle(home, "Late2023", 2023, 1.0)
	assert (standing(home, "rina").cycle, standing(home, "rina").box) == (CYCLE, 9)
	assert len(placements(home, "rina")) == 1
	another_cycle(home, "New2026", 2026, 3.0)
	found = standing(home, "rina")
	assert (found.cycle, found.box, found.previous_cycle, found.previous_box) == ("New2026", 8, CYCLE, 9)
	assert (found.movement, found.high_potential) == ("Down", "High Potential")


def test_an_open_cycle_doesnt_decide(home: House) -> None:
	close_all(home)
	make_cycle("Open2026", 2026)
	(appraisal,) = make_appraisals("Open2026", [home.of["rina"]])
	make_reviews([appraisal], 1.0, overall=1.0)
	assert talent.refresh([home.of["rina"]], "Publication") == []
	assert (standing(home, "rina").cycle, len(placements(home, "rina"))) == (CYCLE, 1)


def test_probation_says_nothing_about_talent(home: House) -> None:
	close_all(home)
	another_cycle(home, "Probation2026", 2026, 1.0, kind="Probation")
	assert (standing(home, "rina").cycle, standing(home, "rina").box) == (CYCLE, 9)


def test_a_placement_is_written_only_where_something_moved(home: House) -> None:
	close_all(home)
	another_cycle(home, "Same2026", 2026, 4.0)
	assert (standing(home, "rina").cycle, len(placements(home, "rina"))) == ("Same2026", 1)
	another_cycle(home, "Same2027", 2027, 4.0)
	assert standing(home, "rina").previous_potential_band == "High"


def test_reopening_takes_the_result_out_until_it_is_closed_again(home: House) -> None:
	remember("Y2024", home.of["rina"], 2.0, "Mid")
	close_all(home, publish=True)
	frappe.db.set_value("Performance Appraisal", home.appraisal["rina"], "state", "Manager Review")
	talent.refresh(
		[home.of["rina"]], "Reopening", "New figures", ("Performance Appraisal", home.appraisal["rina"])
	)
	move = placements(home, "rina")[-1]
	assert (move.cause, move.cycle, move.before_box, move.after_box, move.reason) == (
		"Reopening",
		"Y2024",
		9,
		7,
		"New figures",
	)
	close.close(CYCLE, [home.appraisal["rina"]])
	found = standing(home, "rina")
	assert (found.cycle, found.box, found.previous_potential_band) == (CYCLE, 9, "Mid")


def test_a_changed_appeal_moves_when_it_is_published_again(home: House) -> None:
	close_all(home, publish=True)
	frappe.db.set_value(
		"Appraisal Result",
		result(home, "rina").name,
		{"calibrated_rating": 3.0, "calibration_reason": "Appeal"},
	)
	from talent_performance.flows import scoring

	scoring.score([home.appraisal["rina"]])
	publishing.publish([home.appraisal["rina"]], "Appeal", "Half the year wasn't seen")
	move = placements(home, "rina")[-1]
	assert (move.cause, move.before_box, move.after_box) == ("Appeal", 9, 8)
	assert frappe.db.get_value("Performance Appraisal", home.appraisal["rina"], "score") == 3.0


def test_a_leaver_is_marked_and_stands_in_no_box(home: House) -> None:
	close_all(home)
	change(home.of["rina"], status="Left", relieving_date="2026-11-01")
	found = standing(home, "rina")
	assert (found.status, found.box, found.reason) == ("Left", 0, "Left the company")
	assert (placements(home, "rina")[-1].cause, placements(home, "rina")[-1].before_box) == ("Leaving", 9)


def test_who_comes_back_brings_the_earlier_employments_history(home: House) -> None:
	close_all(home)
	user = home.user("rina")
	change(home.of["rina"], status="Left", relieving_date="2026-06-30")
	again = make_employee(
		"Crina again", home.of["manager"], user=False, date_of_joining="2026-10-01", user_id=user
	)
	profile = frappe.db.get_value(EMPLOYMENT, {"employee": again}, "parent")
	assert profile == frappe.db.get_value(EMPLOYMENT, {"employee": home.of["rina"]}, "parent")
	found = frappe.db.get_value("Talent Assessment", {"profile": profile}, "*", as_dict=True)
	assert (found.employee, found.status, found.box, found.cycle) == (again, "Active", 9, CYCLE)
	moves = frappe.get_all(
		"Talent Placement", filters={"profile": profile}, pluck="cause", order_by="placed_on, creation"
	)
	assert moves == ["Close", "Leaving", "Opening History"]


def test_a_new_employee_without_a_past_has_no_assessment(home: House) -> None:
	fresh = make_employee("Cfresh")
	assert not frappe.db.exists("Talent Assessment", {"employee": fresh})
	assert not frappe.db.exists("Talent Placement", {"employee": fresh})


def test_many_people_and_several_cycles_at_once(home: House) -> None:
	close_all(home)
	another_cycle(home, "New2026", 2026, 3.0)
	frappe.db.delete("Talent Assessment", {})
	talent.refresh(list(home.of.values()), "Close")
	assert {who: standing(home, who).cycle for who in ("rina", "budi")} == {"rina": "New2026", "budi": CYCLE}


# ---- potential


def drafted(home: House, who: str, by: str, rating: float = 5.0) -> frappe.model.document.Document:
	"""An assessment begun by somebody."""
	frappe.set_user(home.user(by))
	made = frappe.get_doc(
		{"doctype": "Potential Assessment", "employee": home.of[who], "assessed_on": "2026-11-01"}
	)
	for factor in FACTORS:
		made.append("ratings", {"factor": factor, "rating": rating})
	return made.insert()


def test_a_manager_assesses_and_submits_and_the_box_moves(home: House) -> None:
	close_all(home)
	made = drafted(home, "rina", "manager", 1.0)
	assert (made.assessor, made.state, made.ability) == (home.of["manager"], "Draft", 1.0)
	assert standing(home, "rina").box == 9
	potential.submit(made.name)
	move = placements(home, "rina")[-1]
	assert (move.cause, move.before_box, move.after_box) == ("Potential Assessment", 9, 3)
	assert (move.source_type, move.source_name, move.placed_by) == (
		"Potential Assessment",
		made.name,
		home.user("manager"),
	)
	assert str(standing(home, "rina").as_of) == "2026-11-01"


def test_potential_before_any_closed_cycle_is_kept_and_placed_later(home: House) -> None:
	made = drafted(home, "rina", "manager", 5.0)
	potential.submit(made.name)
	assert (standing(home, "rina").box, standing(home, "rina").reason) == (0, "No appraisal closed yet")
	assert standing(home, "rina").potential_band == "High"
	frappe.set_user("Administrator")
	close_all(home)
	assert standing(home, "rina").box == 9


def test_a_submitted_assessment_stays_as_it_is(home: House) -> None:
	made = drafted(home, "rina", "manager")
	potential.submit(made.name)
	frappe.set_user("Administrator")
	again = frappe.get_doc("Potential Assessment", made.name)
	again.ratings[0].rating = 1
	with pytest.raises(IllegalMove):
		again.save()
	assert frappe.db.get_value("Potential Assessment", made.name, "ability") == 5.0


def test_nobody_submits_by_saving(home: House) -> None:
	made = drafted(home, "rina", "manager")
	made.state = "Submitted"
	with pytest.raises(frappe.PermissionError):
		made.save()
	frappe.set_user("Administrator")
	with pytest.raises(IllegalMove):
		made.save()
	frappe.set_user(home.user("manager"))
	assert frappe.db.get_value("Potential Assessment", made.name, "state") == "Draft"
	sent = frappe.get_doc(
		{**made.as_dict(), "name": None, "state": "Submitted", "assessor": home.of["head"]}
	).insert()
	assert (sent.state, sent.assessor) == ("Draft", home.of["manager"])


@pytest.mark.parametrize(
	("who", "by"),
	[
		("rina", "rina"),
		("rina", "budi"),
		("manager", "rina"),
		("HR Manager", "HR Manager"),
		("rina", "HR User"),
	],
)
def test_nobody_assesses_himself_or_whom_he_doesnt_lead(home: House, who: str, by: str) -> None:
	with pytest.raises(frappe.PermissionError):
		drafted(home, who, by)
	assert frappe.db.count("Potential Assessment", {"employee": home.of[who], "state": "Draft"}) == 0


def test_hr_doesnt_assess_its_own_chain(home: House) -> None:
	with pytest.raises(frappe.PermissionError):
		drafted(home, "manager", "HR Manager")
	assert drafted(home, "budi", "HR Manager").state == "Draft"


@pytest.mark.parametrize(("rating", "day"), [(0, "2026-11-01"), (5, "2099-01-01")])
def test_an_incomplete_assessment_isnt_submitted(home: House, rating: float, day: str) -> None:
	made = drafted(home, "rina", "manager", rating)
	made.assessed_on = day
	made.save()
	with pytest.raises(RatingRefused):
		potential.submit(made.name)
	assert frappe.db.get_value("Potential Assessment", made.name, "state") == "Draft"


def test_a_rating_off_the_scale_is_refused(home: House) -> None:
	with pytest.raises(RatingRefused):
		drafted(home, "rina", "manager", 6.0)


def test_the_questions_come_from_the_persons_template(home: House) -> None:
	template = frappe.get_doc("Review Template", "Sample staff")
	for question in ("Learns fast", "Thinks ahead"):
		template.append(
			"questions",
			{
				"perspective": "Potential Assessment",
				"kind": "Rating",
				"factor": "Ability",
				"question": question,
			},
		)
	template.save()
	frappe.set_user(home.user("manager"))
	asked = potential.questions_for(home.of["rina"])
	assert [(row["factor"], row["question"]) for row in asked] == [
		("Ability", "Learns fast"),
		("Ability", "Thinks ahead"),
		("Aspiration", ""),
		("Engagement", ""),
	]
	made = frappe.get_doc(
		{"doctype": "Potential Assessment", "employee": home.of["rina"], "assessed_on": "2026-11-01"}
	).insert()
	assert [line.question for line in made.ratings][:2] == ["Learns fast", "Thinks ahead"]
	for line, rating in zip(made.ratings, (5, 4, 3, 3), strict=True):
		line.rating = rating
	made.save()
	assert (made.ability, made.aspiration) == (4.5, 3.0)
	frappe.set_user(home.user("budi"))
	with pytest.raises(frappe.PermissionError):
		potential.questions_for(home.of["rina"])


# ---- who sees it


@pytest.mark.parametrize(
	"doctype", ["Talent Assessment", "Talent Placement", "Appraisal Result", "Potential Assessment"]
)
def test_nobody_sees_his_own(home: House, doctype: str) -> None:
	close_all(home)
	for who in ("rina", "HR Manager", "Talent Manager"):
		frappe.set_user(home.user(who))
		assert home.of[who] not in frappe.get_list(doctype, pluck="employee", limit=0)
	frappe.set_user(home.user("HR Manager"))
	assert home.of["rina"] in frappe.get_list(doctype, pluck="employee", limit=0)


def test_managers_see_talent_only_where_the_company_lets_them(home: House) -> None:
	close_all(home)
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 0)
	frappe.set_user(home.user("manager"))
	assert frappe.get_list("Talent Assessment", limit=0) == []
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	assert home.of["rina"] in frappe.get_list("Talent Assessment", pluck="employee", limit=0)
	assert home.of["manager"] not in frappe.get_list("Talent Assessment", pluck="employee", limit=0)


# Another version


def rerate(home: House, who: str, rating: float) -> None:
	"""What the manager gave is something else now."""
	review = {"appraisal": home.appraisal[who], "perspective": "Manager"}
	name = frappe.db.get_value("Appraisal Review", review)
	frappe.db.set_value("Appraisal Review", name, {"overall_rating": rating, "state": "Submitted"})
	frappe.db.set_value("Review Rating", {"parent": name}, "rating", rating)


def test_a_changed_appeal_and_what_is_published_after_it_are_moves_of_the_appeal(home: House) -> None:
	close_all(home, publish=True)
	frappe.set_user(home.user("rina"))
	moves.move(home.appraisal["rina"], "appeal", "The launch is missing.")
	frappe.set_user(home.user("HR Manager"))
	appeals.decide(home.appraisal["rina"], "Changed", "It counts.", 2)
	assert [move.cause for move in placements(home, "rina")] == ["Close", "Appeal"]
	frappe.set_user("Administrator")
	frappe.db.set_value("Talent Assessment", {"employee": home.of["rina"]}, "box", 9)
	frappe.set_user(home.user("HR Manager"))
	publishing.publish_one(home.appraisal["rina"])
	assert [move.cause for move in placements(home, "rina")] == ["Close", "Appeal", "Appeal"]
	assert state(home, "rina") == "Published"


@pytest.mark.parametrize("by_run", [True, False])
def test_what_is_published_after_a_reopening_is_a_move_of_the_reopening(home: House, by_run: bool) -> None:
	close_all(home, publish=True)
	frappe.set_user(home.user("HR Manager"))
	reopening.reopen(home.appraisal["rina"], "A target was wrong.")
	rerate(home, "rina", 2)
	if by_run:
		close_all(home, publish=True)
	else:
		close.hold(home.appraisal["rina"])
		publishing.publish_one(home.appraisal["rina"])
	causes = [move.cause for move in placements(home, "rina")]
	assert causes == ["Close", "Reopening", "Reopening"]
	assert state(home, "rina") == "Published"
	assert {move.cause for move in placements(home, "budi")} == {"Close"}


def test_a_version_that_is_out_already_names_the_cause_it_is_given(home: House) -> None:
	close_all(home, publish=True)
	frappe.set_user(home.user("HR Manager"))
	reopening.reopen(home.appraisal["rina"], "A target was wrong.")
	close_all(home, publish=True)
	assert publishing.led_to_new_version([home.appraisal["rina"], home.appraisal["budi"]]) == {}
