"""Talent pools: who is suggested, nominated and taken in, by whom, and who sees nothing of it; leadership assessments beside them."""

from __future__ import annotations

from typing import Any

import pytest

import frappe
from frappe.utils import add_days, add_months, getdate, today

from appraised import House, close_all
from people import COMPANY, OTHER_COMPANY, change, make_employee, make_other_company
from portal_people import counted
from talent_performance.access.audience import Practice
from talent_performance.exceptions import (
	IllegalMove,
	IncompleteCall,
	InvalidSetup,
	PracticeOff,
	RatingRefused,
)
from talent_performance.flows.digests import facts, people
from talent_performance.flows.home import overview
from talent_performance.flows.pools import following, suggesting
from talent_performance.portal import pools as portal
from talent_performance.runs.kinds import Work
from talent_performance.talent_performance.doctype.leadership_assessment import leadership_assessment
from talent_performance.talent_performance.doctype.talent_pool import talent_pool
from talent_performance.talent_performance.report.high_potentials import high_potentials

POOL, MEMBER, LEADERSHIP = "Talent Pool", "Talent Pool Member", "Leadership Assessment"
TITLE = "Next <b>leaders</b>"
STRONG = ("Performance", "at least", "3.5")
READY = ("Potential Band", "at least", "Mid")


@pytest.fixture
def closed(home: House) -> House:
	"""Everybody stands in a box: performance 4, potential 4, but Budi, who is weaker."""
	close_all(home)
	frappe.db.set_value("Talent Assessment", {"employee": home.of["budi"]}, "performance_score", 2.0)
	return home


def make_pool(*criteria: tuple[str, str, str], **more: Any) -> str:
	"""A pool of the company."""
	rows = [dict(zip(("fact", "operator", "value"), each, strict=True)) for each in criteria]
	values = {"doctype": POOL, "title": TITLE, "company": COMPANY, "review_months": 6, "criteria": rows}
	return frappe.get_doc({**values, **more}).insert().name


def run(pool: str) -> None:
	"""The run, without its queue."""
	arguments = {"pool": pool}
	keys = [key for group in suggesting.plan(arguments) for key in group]
	suggesting.work(Work("run", arguments, keys))
	suggesting.finish(arguments)


def statuses(pool: str) -> dict[str, str]:
	return suggesting.statuses(pool)


def of(pool: str, home: House, who: str) -> frappe._dict:
	return frappe.db.get_value(MEMBER, {"pool": pool, "employee": home.of[who]}, "*", as_dict=True)


def see(home: House, who: str) -> None:
	frappe.set_user(home.user(who))


def managers_see(yes: int = 1) -> None:
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", yes)


# ---- criteria and suggestions


@pytest.mark.parametrize(
	("criterion", "said"),
	[
		(("Box", "at least", "seven"), "Row 1, Value: Box is asked as a number, found seven"),
		(("Department", "at least", "Sales"), "Row 1, Operator: Department takes one of"),
		(("Potential Band", "is", "Higher"), "Row 1, Value: Potential Band is one of Low, Mid, High"),
		(("Department", "is", "No <b>such</b>"), "there is no Department called No &lt;b&gt;such"),
	],
)
def test_criteria_that_nobody_could_meet_are_refused(home: House, criterion: tuple, said: str) -> None:
	with pytest.raises(InvalidSetup, match="(?s)" + said.replace("(", "\\(")):
		make_pool(criterion)
	assert not frappe.db.exists(POOL, {"title": TITLE})


def test_the_criteria_suggest_who_fits_and_tell_of_whom_nobody_knows(closed: House) -> None:
	fresh = make_employee("Pfresh")
	pool = make_pool(STRONG, READY)
	see(closed, "HR Manager")
	counts = dict(talent_pool.preview(pool)["counts"])
	assert counts["Not known"] >= 1
	run(pool)
	found = statuses(pool)
	assert (found.get(closed.of["rina"]), closed.of["budi"] in found, fresh in found) == (
		"Suggested",
		False,
		False,
	)
	assert counts["New suggestions"] == len(found)
	assert frappe.db.get_value(POOL, pool, "suggested_on")
	steps = frappe.get_all("Talent Pool Step", {"parent": of(pool, closed, "rina").name}, pluck="step")
	assert steps == ["Suggested"]


def test_nobody_finds_out_by_criteria_where_he_stands_himself(closed: House) -> None:
	frappe.db.set_value("Employee", closed.of["HR Manager"], "designation", "Only I")
	if not frappe.db.exists("Designation", "Only I"):
		frappe.get_doc({"doctype": "Designation", "designation_name": "Only I"}).insert()
	pool = make_pool(("Designation", "is", "Only I"), STRONG)
	see(closed, "HR Manager")
	assert {count for _label, count in talent_pool.preview(pool)["counts"][1:3]} == {0}
	run(pool)
	assert statuses(pool) == {}
	see(closed, "Talent Manager")
	assert dict(talent_pool.preview(pool)["counts"])["Meet the criteria"] == 1
	run(pool)
	assert statuses(pool) == {closed.of["HR Manager"]: "Suggested"}
	see(closed, "HR Manager")
	run(pool)
	assert statuses(pool) == {closed.of["HR Manager"]: "Suggested"}


def test_a_run_is_safe_to_do_twice_and_takes_back_what_doesnt_fit(closed: House) -> None:
	pool = make_pool(STRONG)
	see(closed, "Talent Manager")
	run(pool)
	first = of(pool, closed, "rina").name
	run(pool)
	assert of(pool, closed, "rina").name == first
	frappe.db.set_value("Talent Assessment", {"employee": closed.of["rina"]}, "performance_score", 1.0)
	run(pool)
	assert closed.of["rina"] not in statuses(pool)


def test_who_was_declined_isnt_suggested_again(closed: House) -> None:
	pool = make_pool(STRONG)
	see(closed, "Talent Manager")
	run(pool)
	name = of(pool, closed, "rina").name
	done = talent_pool.decide([name], "Declined", "Wants to stay a specialist")
	assert done == {"done": [name], "refused": []}
	run(pool)
	assert of(pool, closed, "rina").status == "Declined"


def test_a_pool_without_criteria_and_a_disabled_one_suggest_nobody(closed: House) -> None:
	for pool in (make_pool(), make_pool(STRONG, disabled=1, title="Old")):
		see(closed, "Talent Manager")
		with pytest.raises(IllegalMove):
			talent_pool.preview(pool)
		frappe.set_user("Administrator")
		assert statuses(pool) == {}


@pytest.mark.parametrize("practice", [Practice.POTENTIAL, Practice.ANALYTICS])
@pytest.mark.parametrize("held", [True, False])
def test_nobody_is_suggested_by_what_an_agreement_switches_off(
	closed: House, practice: Practice, held: bool
) -> None:
	frappe.get_doc({"doctype": "Branch", "branch": "Pool Branch"}).insert()
	frappe.db.set_value("Employee", closed.of["rina"], "branch", "Pool Branch")
	frappe.get_doc(
		{
			"doctype": "Works Agreement",
			"title": "No potential",
			"company": COMPANY,
			"branch": "Pool Branch",
			"agreed_on": "2024-01-01",
			"valid_from": "2024-01-01",
			"valid_until": None if held else add_days(today(), -1),
			practice.value: 1,
		}
	).insert()
	frappe.db.set_value("Talent Assessment", {"employee": closed.of["rina"]}, "potential_band", "High")
	pool = make_pool(READY)
	run(pool)
	assert (closed.of["rina"] in statuses(pool)) is not held
	assert closed.of["manager"] in statuses(pool)


def test_suggesting_takes_as_many_statements_for_few_as_for_many(closed: House) -> None:
	pool = frappe.get_doc(POOL, make_pool(STRONG, READY, ("Learning Agility", "at least", "50")))
	few, _ = counted(lambda: suggesting.found_for(pool, [closed.of["rina"]]))
	many, table = counted(lambda: suggesting.found_for(pool))
	assert few == many
	assert len(table) > 5


# ---- nominations


def test_a_manager_nominates_whom_he_leads_and_hr_takes_in_with_a_reason(closed: House) -> None:
	pool = make_pool(STRONG)
	managers_see()
	see(closed, "manager")
	asked = portal.of_member(closed.of["rina"])
	assert (asked["rows"], [row["title"] for row in asked["open"]]) == ([], [TITLE])
	portal.put_forward(closed.of["rina"], pool, "Led the launch")
	row = of(pool, closed, "rina")
	assert (row.status, row.nominated_by, row.reason) == ("Nominated", closed.of["manager"], "Led the launch")
	assert portal.of_member(closed.of["rina"])["open"] == []
	with pytest.raises(IllegalMove):
		portal.put_forward(closed.of["rina"], pool, "Twice")
	with pytest.raises(frappe.PermissionError):
		talent_pool.people(pool)
	see(closed, "HR Manager")
	assert talent_pool.decide([row.name], "Joined", "Agreed in the review")["done"] == [row.name]
	row = of(pool, closed, "rina")
	assert (row.status, row.joined_on, row.review_on) == (
		"Member",
		getdate(),
		getdate(add_months(today(), 6)),
	)


def test_managers_who_dont_see_talent_nominate_nobody(closed: House) -> None:
	pool = make_pool(STRONG)
	managers_see(0)
	see(closed, "manager")
	assert portal.of_member(closed.of["rina"]) is None
	with pytest.raises(frappe.PermissionError):
		portal.put_forward(closed.of["rina"], pool, "Led the launch")
	assert statuses(pool) == {}


@pytest.mark.parametrize("who", ["rina", "budi", "HR User"])
def test_nobody_else_nominates_or_looks(closed: House, who: str) -> None:
	pool = make_pool(STRONG)
	run(pool)
	managers_see()
	name = of(pool, closed, "rina").name
	see(closed, who)
	for call in (
		lambda: portal.put_forward(closed.of["rina"], pool, "Me"),
		lambda: portal.of_member(closed.of["rina"]),
		lambda: talent_pool.people(pool),
		lambda: talent_pool.nominate(pool, closed.of["rina"], "Me"),
	):
		with pytest.raises(frappe.PermissionError):
			call()
	assert talent_pool.decide([name], "Joined", "Me")["done"] == []
	assert name not in frappe.get_list(MEMBER, pluck="name")
	frappe.set_user("Administrator")
	assert of(pool, closed, "rina").status == "Suggested"


def test_a_pool_that_isnt_open_or_of_another_company_takes_no_nomination(closed: House) -> None:
	make_other_company()
	managers_see()
	shut = make_pool(STRONG, open_to_nominations=0)
	abroad = make_pool(STRONG, company=OTHER_COMPANY)
	see(closed, "manager")
	for pool in (shut, abroad, "POOL-none"):
		with pytest.raises(frappe.PermissionError) as refused:
			portal.put_forward(closed.of["rina"], pool, "Led the launch")
		assert "You can't nominate" in str(refused.value)
	frappe.set_user("Administrator")
	assert (statuses(shut), statuses(abroad)) == ({}, {})


def test_nobody_decides_about_himself_or_his_own_chain(closed: House) -> None:
	pool = make_pool(STRONG)
	run(pool)
	see(closed, "HR Manager")
	mine = frappe.db.get_value(MEMBER, {"pool": pool, "employee": closed.of["HR Manager"]})
	above = of(pool, closed, "manager").name
	said = talent_pool.decide([mine, above], "Joined", "Why not")
	assert (said["done"], len(said["refused"])) == ([], 2)
	assert closed.of["HR Manager"] not in [row["employee"] for row in talent_pool.people(pool)["suggested"]]
	with pytest.raises(frappe.PermissionError):
		talent_pool.nominate(pool, closed.of["HR Manager"], "Me")
	assert of(pool, closed, "manager").status == "Suggested"


# ---- members


def member(closed: House, **more: Any) -> tuple[str, str]:
	"""Rina is in a pool."""
	pool = make_pool(STRONG, **more)
	see(closed, "Talent Manager")
	name = talent_pool.nominate(pool, closed.of["rina"], "Led the launch")
	talent_pool.decide([name], "Joined", "Agreed")
	return pool, name


def test_a_review_keeps_the_progress_and_says_when_the_next_is_due(closed: House) -> None:
	pool, name = member(closed)
	talent_pool.decide([name], "Reviewed", "Ran a region", "Ready to Move", str(add_days(today(), 30)))
	row = of(pool, closed, "rina")
	assert (row.progress, row.review_on) == ("Ready to Move", getdate(add_days(today(), 30)))
	steps = frappe.get_all("Talent Pool Step", {"parent": name}, ["step", "owner"], order_by="idx")
	assert [step.step for step in steps] == ["Nominated", "Joined", "Reviewed"]
	assert {step.owner for step in steps} == {closed.user("Talent Manager")}
	shown = talent_pool.people(pool)["members"][0]
	assert (shown["box"], shown["box_then"], shown["fits"], shown["met"]) == (
		shown["box_then"],
		shown["box"],
		True,
		"Performance",
	)
	assert shown["moved"] == "Same"


def test_a_review_without_progress_a_reason_or_ahead_is_refused(closed: House) -> None:
	pool, name = member(closed)
	for deed, reason, progress in (("Reviewed", "x", ""), ("Reviewed", " ", "Behind"), ("Promoted", "x", "")):
		with pytest.raises(IncompleteCall):
			talent_pool.decide([name], deed, reason, progress)
	past = talent_pool.decide([name], "Reviewed", "x", "Behind", "2025-01-01")
	assert "isn't ahead" in past["refused"][0]["why"]
	assert talent_pool.decide([name], "Joined", "Again")["done"] == []
	assert of(pool, closed, "rina").progress == ""


def test_who_left_the_pool_can_be_nominated_again(closed: House) -> None:
	pool, name = member(closed)
	talent_pool.decide([name], "Left", "Changed plans")
	assert (of(pool, closed, "rina").status, of(pool, closed, "rina").ended_on) == ("Left", getdate())
	assert talent_pool.nominate(pool, closed.of["rina"], "Back again") == name
	assert (of(pool, closed, "rina").status, of(pool, closed, "rina").ended_on) == ("Nominated", None)


def test_a_leaver_leaves_the_pool_and_a_transfer_takes_the_company_along(closed: House) -> None:
	pool, _name = member(closed)
	frappe.set_user("Administrator")
	make_other_company()
	change(closed.of["rina"], company=OTHER_COMPANY)
	assert (of(pool, closed, "rina").company, of(pool, closed, "rina").status) == (OTHER_COMPANY, "Member")
	frappe.db.set_value("Employee", closed.of["rina"], {"status": "Left", "relieving_date": today()})
	following.catch_up()
	assert (of(pool, closed, "rina").status, of(pool, closed, "rina").reason) == ("Left", "Left the company")


def test_two_records_of_one_person_keep_the_place_that_got_furthest(closed: House) -> None:
	pool, name = member(closed)
	frappe.set_user("Administrator")
	again = make_employee("Prinaagain")
	frappe.get_doc({"doctype": MEMBER, "pool": pool, "employee": again, "status": "Suggested"}).insert()
	following.before_employee_merge(closed.of["rina"], again)
	rows = frappe.get_all(MEMBER, {"pool": pool}, pluck="name")
	assert rows == [name]


def test_nobody_writes_a_place_in_a_pool_past_the_steps(closed: House) -> None:
	pool, name = member(closed)
	for who in ("HR Manager", "Talent Manager", "manager"):
		see(closed, who)
		doc = frappe.get_doc(MEMBER, name)
		doc.status = "Left"
		with pytest.raises(frappe.PermissionError):
			doc.save()
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": MEMBER, "pool": pool, "employee": closed.of["budi"]}).insert()
	assert of(pool, closed, "rina").status == "Member"


# ---- the report of high potentials


def test_the_report_names_high_potentials_and_their_pools_to_whom_may_see_them(closed: House) -> None:
	_pool, _name = member(closed, title="Northern =leaders")
	rows = {row["employee"]: row for row in high_potentials.execute({})[1]}
	assert rows[closed.of["rina"]]["pools"] == "Northern =leaders"
	assert rows[closed.of["manager"]]["pools"] is None
	assert closed.of["Talent Manager"] not in rows
	alone = {row["employee"] for row in high_potentials.execute({"without_pool": 1})[1]}
	assert closed.of["rina"] not in alone
	assert closed.of["manager"] in alone
	for who in ("rina", "HR User"):
		see(closed, who)
		assert high_potentials.execute({})[1] == []


# ---- leadership assessments


def assess(home: House, who: str, by: str, **more: Any) -> Any:
	"""An assessment that somebody writes."""
	see(home, by)
	lines = [
		{"dimension": "Change", "result": 4, "low": 1, "high": 5},
		{"dimension": "Type <b>A</b>", "remark": "Analyst"},
	]
	values = {"kind": "Learning Agility", "assessed_on": today(), "lines": lines}
	return frappe.get_doc({"doctype": LEADERSHIP, "employee": home.of[who], **values, **more}).insert()


def test_an_assessment_is_evidence_and_a_criterion(closed: House) -> None:
	made = assess(closed, "rina", "manager")
	assert (made.assessor, made.state) == (closed.of["manager"], "Draft")
	leadership_assessment.submit_assessment(made.name)
	assert leadership_assessment.evidence_for(closed.of["rina"]) != []  # of one's own writing
	see(closed, "HR Manager")
	(told,) = leadership_assessment.evidence_for(closed.of["rina"])
	assert [(line["dimension"], line["result"], line["share"]) for line in told["lines"]] == [
		("Change", 4.0, 75.0),
		("Type <b>A</b>", None, None),
	]
	pool = make_pool(("Learning Agility", "at least", "75"))
	run(pool)
	assert list(statuses(pool)) == [closed.of["rina"]]
	for who in ("rina", "budi", "HR User"):
		see(closed, who)
		assert leadership_assessment.evidence_for(closed.of["rina"]) == []


def test_a_submitted_one_stays_and_nobody_assesses_himself_or_upwards(closed: House) -> None:
	made = assess(closed, "rina", "HR Manager")
	leadership_assessment.submit_assessment(made.name)
	made.reload()
	made.summary = "Other"
	with pytest.raises(frappe.PermissionError):
		made.save()
	for who, by in (
		("rina", "rina"),
		("HR Manager", "HR Manager"),
		("manager", "HR Manager"),
		("manager", "rina"),
	):
		with pytest.raises(frappe.PermissionError):
			assess(closed, who, by)
	assert frappe.db.count(LEADERSHIP, {"employee": closed.of["manager"]}) == 0


@pytest.mark.parametrize(
	("values", "error"),
	[
		({"lines": [{"dimension": "X", "result": 7, "low": 1, "high": 5}]}, RatingRefused),
		({"lines": [{"dimension": "X", "result": 3, "low": 5, "high": 1}]}, RatingRefused),
		({"lines": []}, RatingRefused),
		({"kind": "Outside Instrument"}, RatingRefused),
		({"assessed_on": "2999-01-01"}, RatingRefused),
	],
)
def test_what_an_assessment_must_say(home: House, values: dict, error: type) -> None:
	with pytest.raises(error):
		leadership_assessment.submit_assessment(assess(home, "rina", "HR Manager", **values).name)
	assert not frappe.db.exists(LEADERSHIP, {"employee": home.of["rina"], "state": "Submitted"})


def test_where_potential_is_switched_off_there_is_no_evidence_of_it(closed: House) -> None:
	made = assess(closed, "rina", "HR Manager")
	leadership_assessment.submit_assessment(made.name)
	frappe.set_user("Administrator")
	days = {"agreed_on": "2024-01-01", "valid_from": "2024-01-01"}
	frappe.get_doc(
		{"doctype": "Works Agreement", "title": "No", "company": COMPANY, **days, "potential": 1}
	).insert()
	see(closed, "HR Manager")
	assert leadership_assessment.evidence_for(closed.of["rina"]) == []
	with pytest.raises(PracticeOff):
		assess(closed, "budi", "HR Manager")
	assert frappe.db.count(LEADERSHIP, {"employee": closed.of["budi"]}) == 0


# ---- reviews that are due


def joined(home: House, pool: str, who: str, review_on: str) -> str:
	"""Somebody who is in a pool since a while, with the day of the next review."""
	row = {
		"doctype": MEMBER,
		"pool": pool,
		"employee": home.of[who],
		"status": "Nominated",
		"company": COMPANY,
	}
	member = frappe.get_doc({**row, "reason": "Strong", "nominated_on": today()}).insert(
		ignore_permissions=True
	)
	frappe.db.set_value(MEMBER, member.name, {"status": "Member", "review_on": review_on})
	return member.name


def digest_of(home: House, *who: str) -> dict[str, int]:
	"""How many reviews the digests of these people speak of."""
	users = {home.user(each): home.of[each] for each in who}
	chunk = facts.chunk_of([home.of[each] for each in who], users, getdate(), getdate(), people.rules())
	found = facts.lines(chunk)
	of = {employee: name for name, employee in home.of.items()}
	counts = found[found["kind"] == "Pool Review Due"].groupby("to").size()
	return {of[employee]: int(count) for employee, count in counts.items()}


def waits_at_home(home: House, who: str) -> list[tuple[str, int, int]]:
	"""What the first page says of reviews: title, how many, how late."""
	see(home, who)
	tasks = overview((home.of[who],))["tasks"]
	frappe.set_user("Administrator")
	return [(each["title"], each["count"], each["days_late"]) for each in tasks if "pool" in each["to"]]


EVERYBODY = ("HR Manager", "Talent Manager", "manager", "rina", "HR User")


def test_reviews_that_are_due_are_told_to_the_keeper_or_to_hr(closed: House) -> None:
	pool = make_pool(STRONG)
	member = joined(closed, pool, "rina", add_days(today(), -3))
	joined(closed, pool, "budi", add_days(today(), 2))
	assert digest_of(closed, *EVERYBODY) == {"HR Manager": 2, "Talent Manager": 2}
	title = "Review 2 people in talent pools"
	assert waits_at_home(closed, "HR Manager") == [(title, 2, 3)]
	assert waits_at_home(closed, "manager") == [] and waits_at_home(closed, "rina") == []
	frappe.db.set_value(POOL, pool, "kept_by", closed.of["Talent Manager"])
	assert digest_of(closed, *EVERYBODY) == {"Talent Manager": 2}
	assert waits_at_home(closed, "HR Manager") == []
	frappe.db.set_value(POOL, pool, "kept_by", closed.of["manager"])
	assert digest_of(closed, *EVERYBODY) == {"HR Manager": 2, "Talent Manager": 2}
	see(closed, "HR Manager")
	talent_pool.decide([member], "Reviewed", "Runs a plant by now", "On Track")
	frappe.set_user("Administrator")
	assert digest_of(closed, "HR Manager") == {"HR Manager": 1}
	frappe.db.set_value(POOL, pool, "disabled", 1)
	assert digest_of(closed, *EVERYBODY) == {}


def test_nobody_hears_of_a_review_of_himself_or_of_somebody_above(closed: House) -> None:
	pool = make_pool(STRONG)
	for who in ("HR Manager", "manager", "head"):
		joined(closed, pool, who, today())
	assert digest_of(closed, *EVERYBODY) == {"Talent Manager": 2}
	joined(closed, pool, "rina", add_days(today(), 60))
	assert digest_of(closed, *EVERYBODY) == {"Talent Manager": 2}
