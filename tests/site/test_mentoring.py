"""Mentoring: who is found, how two become a pair, who reads what of it, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe

import capable
from goal_setting import Company, in_business
from harness import Site
from people import COMPANY, OTHER_COMPANY, change, make_employee, make_other_company, user_of
from portal_people import counted, without_roles
from talent_performance.access import upkeep
from talent_performance.access.mentoring import PAIR, RATING
from talent_performance.exceptions import AspirationRefused, IllegalMove, MentoringRefused
from talent_performance.flows import aspirations, home, renames
from talent_performance.flows.mentoring import deeds, finding, following, page
from talent_performance.flows.personal_data import retention
from talent_performance.portal import career, mentoring

SELLING, COOKING = "Me Selling", "Me Cooking"
EXPERTS = ("expert", "hidden expert", "director")


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Company]:
	"""Founded once, never committed: an expert who has offered to help, one who hasn't, the director who has; a Website User."""
	with in_business() as made:
		of = made.employee
		for who in ("expert", "hidden expert"):
			of[who] = make_employee(f"Me{who.split()[0]}", of["director"], roles=("Employee",))
		of["web"] = make_employee("Meweb", of["manager"], roles=("Employee",))
		of["Talent Manager"] = make_employee("Metm", roles=("Employee", "Talent Manager"))
		make_other_company()
		of["HR abroad"] = make_employee("Mehrabroad", roles=("Employee", "HR Manager"), company=OTHER_COMPANY)
		upkeep.update_lines()
		made.user.update({who: user_of(name) for who, name in of.items() if user_of(name)})
		frappe.db.set_value("Employee", of["expert"], "employee_name", "Expert <b>Bold</b>")
		without_roles(made.user["web"])
		capable.make_competencies(SELLING, COOKING)
		for who in EXPERTS:
			capable.assess(of[who], {SELLING: 5}, "Test", on="2026-06-01")
		capable.assess(of["stranger"], {SELLING: 3}, "Test", on="2026-06-01")
		for who in ("expert", "director", "stranger"):
			frappe.set_user(made.user[who])
			mentoring.offer({"willing": 1, "places": 2, "competencies": []})
		frappe.set_user("Administrator")
		yield made


@pytest.fixture(autouse=True)
def in_savepoint(company: Company) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")


@pytest.fixture(params=["worker", "web"])
def learner(request: pytest.FixtureRequest) -> str:
	"""A System User with the role Employee, and a Website User without any role."""
	return request.param


def as_(company: Company, who: str) -> None:
	frappe.set_user(company.user[who])


def proposed(company: Company, learner: str = "worker", mentor: str = "expert", **values: Any) -> str:
	"""By the learner in the portal; the session is his."""
	as_(company, learner)
	return mentoring.propose({"mentor": company.employee[mentor], "competency": SELLING, **values})


def active(company: Company, learner: str = "worker", mentor: str = "expert", **values: Any) -> str:
	"""A pair to which both have agreed; the session is the learner's."""
	name = proposed(company, learner, mentor, **values)
	as_(company, mentor)
	mentoring.answer(name, 1)
	as_(company, learner)
	return name


def stored(name: str, *fields: str) -> tuple:
	row = frappe.db.get_value(PAIR, name, fields, as_dict=True)
	return tuple(row[field] for field in fields)


def readers(company: Company, doctype: str, name: str) -> set[str]:
	"""Whose list holds it, and who opens it; both must agree."""
	doc, found = frappe.get_doc(doctype, name), set()
	for reader, user in company.user.items():
		frappe.set_user(user)
		opens = frappe.has_permission(doctype, "read", doc=doc)
		listed = frappe.has_permission(doctype, "read") and frappe.get_list(doctype, {"name": name})
		assert opens == bool(listed), reader
		found |= {reader} if opens else set()
	frappe.set_user("Administrator")
	return found


# Who is found


def test_a_learner_finds_who_offered_and_sees_no_level(company: Company, learner: str) -> None:
	as_(company, learner)
	found = mentoring.find(SELLING, 3)
	# Not the director, who stands above; not who hasn't offered; not the one who is no further.
	assert [row["mentor"] for row in found] == [company.employee["expert"]]
	assert (found[0]["mentor_name"], found[0]["free"], found[0]["why_not"]) == ("Expert <b>Bold</b>", 2, "")
	assert "level" not in found[0] and "confidence" not in found[0]
	assert {row["mentor"] for row in mentoring.find(SELLING, 3, "Coaching")} == {
		company.employee[who] for who in ("expert", "director")
	}


def test_hr_finds_everybody_with_levels_and_why_not(company: Company) -> None:
	as_(company, "HR Manager")
	found = {row["mentor"]: row for row in finding.find(company.employee["worker"], SELLING, 3)}
	said = {who: found[company.employee[who]]["why_not"] for who in (*EXPERTS, "stranger")}
	assert said == {
		"expert": "", "hidden expert": "", "director": "Stands above the person in the line",
		"stranger": "Not a level further than what is wanted",
	}  # fmt: skip
	assert next(iter(found)) == company.employee["expert"]
	assert found[company.employee["hidden expert"]]["level"] == 5


@pytest.mark.parametrize("who", ["stranger", "HR abroad", "HR User"])
def test_nobody_else_looks_for_somebody(company: Company, who: str) -> None:
	as_(company, who)
	with pytest.raises(frappe.PermissionError):
		finding.find(company.employee["worker"], SELLING, 3)


def test_a_manager_looks_for_his_people_as_they_do(company: Company) -> None:
	as_(company, "manager")
	found = mentoring.find_for(company.employee["worker"], SELLING, 3)
	assert [row["mentor"] for row in found] == [company.employee["expert"]]
	assert "level" not in found[0]


def test_an_offer_for_something_else_is_none_for_this(company: Company) -> None:
	as_(company, "expert")
	mentoring.offer({"willing": 1, "places": 1, "competencies": [COOKING, COOKING]})
	assert mentoring.overview()["offer"] == {"willing": True, "competencies": [COOKING], "places": 1}
	as_(company, "worker")
	assert mentoring.find(SELLING, 3) == []


def test_who_takes_the_offer_back_is_found_no_more_and_keeps_his_other_words(company: Company) -> None:
	as_(company, "expert")
	said = career.overview()["said"]
	career.save({**said, "aspiration": "To lead", "roles": []}, said["modified"])
	mentoring.offer({"willing": 0})
	assert career.overview()["said"]["aspiration"] == "To lead"
	as_(company, "director")
	mentoring.offer({"willing": 0})
	assert not frappe.db.exists(aspirations.DOCTYPE, {"employee": company.employee["director"]})
	as_(company, "worker")
	assert mentoring.find(SELLING, 3, "Coaching") == []


def test_an_offer_without_places_is_refused(company: Company) -> None:
	as_(company, "expert")
	with pytest.raises(AspirationRefused, match="1 to 20"):
		mentoring.offer({"willing": 1, "places": 0})


def test_a_competency_that_is_not_there_is_said(company: Company) -> None:
	as_(company, "worker")
	with pytest.raises(MentoringRefused, match="Juggling"):
		mentoring.find("Juggling", 3)


# How two become a pair


def test_a_proposal_waits_on_the_mentors_first_page_and_becomes_a_pair(
	company: Company, learner: str
) -> None:
	name = proposed(company, learner, note="Teach me <script>x</script>")
	assert stored(name, "state", "proposed_by", "mentee_agreed", "mentor_agreed", "company") == (
		"Proposed", "Mentee", 1, 0, COMPANY,
	)  # fmt: skip
	with pytest.raises(IllegalMove):
		mentoring.answer(name, 1)
	as_(company, "expert")
	tasks = home.overview((company.employee["expert"],))["tasks"]
	assert [task["to"] for task in tasks if "Mentoring with" in task["title"]] == [
		f"/growth/mentoring/{name}"
	]
	assert mentoring.pair(name)["asked"]
	assert mentoring.answer(name, 1)["state"] == "Active"
	assert str(stored(name, "starts_on")[0]) == "2026-07-01"
	assert not [
		task for task in home.overview((company.employee["expert"],))["tasks"] if "Mentoring" in task["title"]
	]


def test_what_hr_and_managers_propose_waits_for_both(company: Company) -> None:
	as_(company, "manager")
	values = {"mentee": company.employee["worker"], "mentor": company.employee["expert"]}
	name = deeds.propose(values)
	assert stored(name, "proposed_by", "mentee_agreed", "mentor_agreed") == ("Manager", 0, 0)
	for who, state in (("worker", "Proposed"), ("expert", "Active")):
		as_(company, who)
		mentoring.answer(name, 1)
		assert stored(name, "state") == (state,)
	as_(company, "HR Manager")
	doc = frappe.get_doc({"doctype": PAIR, **values, "mentee": company.employee["peer"]})
	doc.update({"state": "Active", "mentee_agreed": 1, "proposed_by": "Mentee"})
	doc.insert()
	assert stored(doc.name, "state", "proposed_by", "mentee_agreed") == ("Proposed", "HR", 0)


def test_who_declines_says_why_and_the_other_reads_it(company: Company) -> None:
	name = proposed(company)
	as_(company, "expert")
	with pytest.raises(MentoringRefused, match="Reason"):
		mentoring.answer(name, 0, "  ")
	mentoring.answer(name, 0, "No time this year")
	as_(company, "worker")
	assert mentoring.pair(name)["ended_reason"] == "No time this year"
	with pytest.raises(IllegalMove):
		mentoring.end(name, "x")


@pytest.mark.parametrize(
	("mentor", "values", "said"),
	[
		("director", {}, "stands above"),
		("worker", {}, "own mentor"),
		("expert", {"starts_on": "2026-08-01", "ends_on": "2026-07-01"}, "Ends On"),
		("expert", {"rhythm_days": 400}, "Days between Meetings"),
		("expert", {"goals": "x" * 2001}, "Goals"),
		("expert", {"development_plan": "none"}, ""),
	],
)
def test_what_cannot_be_a_pair(company: Company, mentor: str, values: dict, said: str) -> None:
	with pytest.raises(frappe.ValidationError, match=said):
		proposed(company, mentor=mentor, **values)
	assert not frappe.db.count(PAIR)


def test_a_coach_may_stand_above(company: Company) -> None:
	assert stored(proposed(company, mentor="director", kind="Coaching"), "kind") == ("Coaching",)


def test_two_are_a_pair_of_a_kind_once(company: Company) -> None:
	proposed(company)
	with pytest.raises(MentoringRefused, match="a pair already"):
		proposed(company)
	assert frappe.db.count(PAIR) == 1


def test_nobody_takes_more_people_than_places(company: Company) -> None:
	as_(company, "expert")
	mentoring.offer({"willing": 1, "places": 1, "competencies": []})
	first, second = proposed(company, "worker"), proposed(company, "peer")
	as_(company, "expert")
	mentoring.answer(first, 1)
	with pytest.raises(MentoringRefused, match="1 of 1"):
		mentoring.answer(second, 1)
	assert stored(second, "state", "mentor_agreed") == ("Proposed", 0)
	as_(company, "stranger")
	with pytest.raises(MentoringRefused, match="no place free"):
		proposed(company, "web")


def test_a_stranger_proposes_nobody_for_somebody(company: Company) -> None:
	as_(company, "stranger")
	with pytest.raises(frappe.PermissionError):
		deeds.propose({"mentee": company.employee["worker"], "mentor": company.employee["expert"]})
	as_(company, "worker")
	with pytest.raises(frappe.PermissionError, match="different companies"):
		mentoring.propose({"mentor": company.employee["HR abroad"]})
	assert not frappe.db.count(PAIR)


def test_a_pair_for_an_action_of_a_plan_names_the_mentor_there(company: Company) -> None:
	plan = plan_of(company, "worker")
	action = plan.actions[0].name
	name = proposed(company, development_plan=plan.name, action=action)
	assert stored(name, "development_plan") == (plan.name,)
	assert frappe.db.get_value("Development Action", action, "mentor") == company.employee["expert"]
	with pytest.raises(frappe.PermissionError):
		proposed(company, "stranger", development_plan=plan.name)
	as_(company, "HR Manager")
	values = {"mentee": company.employee["peer"], "mentor": company.employee["expert"]}
	with pytest.raises(MentoringRefused, match="isn't a plan of"):
		deeds.propose({**values, "development_plan": plan.name})


def test_an_improvement_plan_that_its_person_does_not_know_of_is_named_nowhere(company: Company) -> None:
	plan = plan_of(company, "worker", kind="Performance Improvement", support_offered="Time")
	as_(company, "HR Manager")
	values = {"mentee": company.employee["worker"], "mentor": company.employee["expert"]}
	with pytest.raises(MentoringRefused, match="isn't a plan of"):
		deeds.propose({**values, "development_plan": plan.name})
	assert not frappe.db.count(PAIR)


def plan_of(company: Company, who: str, **values: Any) -> Any:
	"""A draft with one action, made by HR."""
	as_(company, "HR Manager")
	action = {
		"action": "Sit in", "learning_type": "Exposure", "competency": SELLING, "level_before": 2, "level_wanted": 3,
		"due_on": "2026-10-01", "success_measure": "One deal", "state": "Planned",
	}  # fmt: skip
	plan = {
		"doctype": "Development Plan",
		"employee": company.employee[who],
		"kind": "Growth",
		"title": "Sell",
	}
	return frappe.get_doc({**plan, "ends_on": "2026-12-31", "actions": [action], **values}).insert()


# Who reads what


def test_the_two_and_hr_read_a_pair_and_managers_hear_that_it_is_there(company: Company) -> None:
	name = active(company, goals="Close a deal alone")
	mentoring.note_meeting(
		name, {"held_on": "2026-07-01", "minutes": 45, "topics": "Prices", "agreed": "Try"}
	)
	assert readers(company, PAIR, name) == {"worker", "expert", "HR Manager", "Talent Manager"}
	as_(company, "manager")
	told = mentoring.of_member(company.employee["worker"])
	assert [row["mentor_name"] for row in told] == ["Expert <b>Bold</b>"]
	assert "Prices" not in str(told) and "deal" not in str(told)
	for who in ("stranger", "HR abroad"):
		as_(company, who)
		with pytest.raises(frappe.PermissionError):
			mentoring.of_member(company.employee["worker"])
		with pytest.raises(frappe.PermissionError):
			mentoring.pair(name)


def test_nobody_but_the_author_and_hr_reads_a_rating(company: Company) -> None:
	name = active(company)
	assert mentoring.rate(name, 2, "Too <i>busy</i>")["rating"]["score"] == 2
	rating = frappe.db.get_value(RATING, {"pair": name})
	assert readers(company, RATING, rating) == {"worker", "HR Manager", "Talent Manager"}
	as_(company, "expert")
	assert mentoring.pair(name)["rating"] is None
	mentoring.rate(name, 5)
	as_(company, "worker")
	mentoring.rate(name, 4)
	assert sorted(frappe.get_all(RATING, {"pair": name}, ["side", "score"], as_list=True)) == [
		("Mentee", 4), ("Mentor", 5),
	]  # fmt: skip
	for score in (0, 6):
		with pytest.raises(MentoringRefused, match="1 to 5"):
			mentoring.rate(name, score)


def test_hr_who_is_one_of_the_two_does_not_read_what_the_other_said(company: Company) -> None:
	name = active(company, mentor="HR Manager")
	mentoring.rate(name, 1, "Sleeps")
	rating = frappe.db.get_value(RATING, {"pair": name})
	assert readers(company, RATING, rating) == {"worker", "Talent Manager"}


@pytest.mark.parametrize("who", ["manager", "HR Manager", "Talent Manager", "stranger", "HR abroad"])
def test_only_the_two_write_down_rate_and_answer(company: Company, who: str) -> None:
	name, waiting = active(company), proposed(company, "peer")
	as_(company, who)
	for call in (
		lambda: mentoring.note_meeting(name, {"topics": "x"}),
		lambda: mentoring.agree_on(name, {"goals": "x"}),
		lambda: mentoring.rate(name, 3),
		lambda: mentoring.answer(waiting, 1),
	):
		with pytest.raises(frappe.PermissionError):
			call()
	assert stored(name, "goals", "last_met_on") == ("", None)
	assert not frappe.db.count(RATING)


def test_the_form_writes_nothing_that_the_two_decide(company: Company) -> None:
	name = proposed(company)
	as_(company, "HR Manager")
	doc = frappe.get_doc(PAIR, name)
	doc.update({"state": "Active", "mentor_agreed": 1, "goals": "By HR", "last_met_on": "2026-01-01"})
	doc.append("meetings", {"held_on": "2026-07-01", "topics": "Invented"})
	doc.save()
	assert stored(name, "state", "mentor_agreed", "goals", "last_met_on") == ("Proposed", 0, "By HR", None)
	assert not frappe.db.count("Mentoring Meeting", {"parent": name})
	as_(company, "worker")
	doc = frappe.get_doc(PAIR, name)
	doc.goals = "Mine"
	with pytest.raises(frappe.PermissionError):
		doc.save()


# Meetings, goals, the end


def test_meetings_are_noted_and_say_when_the_next_is_due(company: Company, learner: str) -> None:
	name = active(company, learner, rhythm_days=14)
	assert mentoring.pair(name)["next_on"] == "2026-07-15"
	with pytest.raises(MentoringRefused, match="still to come"):
		mentoring.note_meeting(name, {"held_on": "2026-07-02", "topics": "x"})
	with pytest.raises(MentoringRefused, match="Topics"):
		mentoring.note_meeting(name, {"held_on": "2026-07-01", "topics": " "})
	told = mentoring.note_meeting(name, {"held_on": "2026-06-10", "minutes": 30, "topics": "Prices"})
	assert (told["last_met_on"], told["next_on"], told["days_late"]) == ("2026-06-10", "2026-06-24", 7)
	row = told["meetings"][0]["row"]
	as_(company, "expert")
	assert [line["mine"] for line in mentoring.pair(name)["meetings"]] == [False]
	with pytest.raises(frappe.PermissionError):
		mentoring.drop_meeting(name, row)
	as_(company, learner)
	assert mentoring.drop_meeting(name, row)["meetings"] == []
	assert stored(name, "last_met_on") == (None,)


def test_either_changes_goals_and_rhythm(company: Company) -> None:
	name = active(company)
	as_(company, "expert")
	told = mentoring.agree_on(
		name, {"goals": "Two deals", "rhythm_days": 7, "ends_on": "2026-12-31", "state": "Ended"}
	)
	assert (told["goals"], told["rhythm_days"], told["ends_on"], told["state"]) == (
		"Two deals", 7, "2026-12-31", "Active",
	)  # fmt: skip


def test_either_ends_it_and_hr_too(company: Company) -> None:
	name = active(company)
	assert mentoring.end(name, "Learned it")["state"] == "Ended"
	with pytest.raises(IllegalMove):
		mentoring.note_meeting(name, {"topics": "x"})
	mentoring.rate(name, 5)
	second = active(company, "peer")
	as_(company, "HR Manager")
	deeds.end(second, "Reorganised")
	assert stored(second, "state", "ended_reason") == ("Ended", "Reorganised")
	doc = frappe.get_doc(PAIR, second)
	doc.goals = "Later"
	with pytest.raises(frappe.PermissionError):
		doc.save()


def test_who_leaves_ends_his_pairs_and_who_moves_takes_them_along(company: Company) -> None:
	name, waiting, moving = active(company), proposed(company, "peer"), active(company, "web", "stranger")
	frappe.set_user("Administrator")
	change(company.employee["web"], company=OTHER_COMPANY, reports_to=None)
	assert stored(moving, "company", "state") == (OTHER_COMPANY, "Active")
	change(company.employee["expert"], status="Left", relieving_date="2026-07-01")
	assert stored(name, "state", "ended_reason") == ("Ended", "One of the two has left.")
	assert stored(waiting, "state") == ("Declined",)
	frappe.db.set_value("Employee", company.employee["stranger"], "status", "Left")
	following.follow_everybody()
	assert stored(moving, "state") == ("Ended",)


def test_records_that_become_one_make_no_pair_with_oneself(company: Company) -> None:
	own, other, twice = (
		proposed(company, mentor="peer"), active(company), proposed(company, "peer"),
	)  # fmt: skip
	frappe.set_user("Administrator")
	old, new = company.employee["peer"], company.employee["worker"]
	following.before_employee_merge(old, new)
	assert not frappe.db.exists(PAIR, own)
	assert (stored(other, "state"), stored(twice, "state")) == (("Active",), ("Ended",))
	assert renames.mentoring is following


def test_ended_pairs_go_with_their_ratings_when_their_time_is_over(company: Company) -> None:
	name, open_ = active(company), active(company, "peer")
	mentoring.rate(open_, 3)
	as_(company, "worker")
	mentoring.rate(name, 3)
	mentoring.end(name, "Done")
	frappe.set_user("Administrator")
	frappe.db.set_value(PAIR, [name, open_], "ended_on", "2020-01-01")
	assert retention.due("Mentoring Pairs", 24) == [name]
	retention.purge(retention.KEPT["Mentoring Pairs"], [name])
	assert frappe.get_all(RATING, pluck="pair") == [open_]
	assert not frappe.db.exists(PAIR, name)


# Many at once


def test_hr_pairs_many_and_proposes_them(company: Company) -> None:
	as_(company, "HR Manager")
	asked = [company.employee[who] for who in ("worker", "peer", "web", "stranger", "manager")]
	found = finding.pair_up(asked, SELLING, 3)
	assert [row["mentee"] for row in found] == asked
	by = [row["mentor"] for row in found if row["mentor"]]
	experts = {company.employee["expert"], company.employee["hidden expert"]}
	assert set(by) == experts and len(by) == 4  # two places each; the fifth finds nobody left
	assert [row["reason"] for row in found if not row["mentor"]] == [
		"All who come into question have no place left"
	]
	done = deeds.propose_many([{**row, "competency": SELLING} for row in found])
	assert (len(done["done"]), len(done["refused"])) == (4, 1)
	assert frappe.db.count(PAIR, {"proposed_by": "HR", "state": "Proposed"}) == 4
	as_(company, "worker")
	with pytest.raises(frappe.PermissionError):
		finding.pair_up(asked, SELLING, 3)


def test_a_page_takes_the_same_queries_however_many_pairs(company: Company) -> None:
	active(company)
	as_(company, "expert")
	few, _page = counted(page.overview)
	for who in ("peer", "web"):
		name = proposed(company, who)
		mentoring.pair(name)
	as_(company, "expert")
	many, told = counted(page.overview)
	assert len(told["pairs"]) == 3
	assert many == few
	find_few, _found = counted(lambda: finding.find(company.employee["expert"], SELLING, 3))
	assert find_few < 40
