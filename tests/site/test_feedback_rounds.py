"""Rounds of feedback: who sets them up, who nominates and approves, whom a launch asks, and that nothing tells who answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, getdate

import feedback_rounds as of
from cycles import work_off
from feedback_rounds import launch, make_round, raters_of, request_of, state_of, with_people
from goal_setting import Company, in_business
from harness import Site
from people import COMPANY, OTHER_COMPANY, make_employee, make_other_company, user_of
from portal_people import counted, without_roles
from talent_performance.access import upkeep
from talent_performance.exceptions import FeedbackRefused, IllegalMove, PracticeOff, StateProtected
from talent_performance.flows.digests import facts, people
from talent_performance.flows.feedback import (
	asked,
	assigning,
	frozen,
	keys,
	launching,
	nominating,
	reminding,
	rounds,
	subjects,
)
from talent_performance.flows.feedback.rounds import INVITATION, REQUEST, ROUND
from talent_performance.portal import feedback as portal
from talent_performance.portal import home
from talent_performance.store import listeners
from talent_performance.talent_performance.doctype.feedback_request import feedback_request as desk
from talent_performance.talent_performance.doctype.feedback_round import feedback_round as form


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Company]:
	"""Founded once, never committed; two more peers of the worker, one of them a Website User, and HR of another company."""
	with in_business() as made, of.secrets_gone():
		make_other_company()
		of.make_setup()
		of.make_mail()
		manager = made.employee["manager"]
		made.employee["second"] = make_employee("Second", manager, roles=("Employee",))
		frappe.db.set_value("Employee", made.employee["second"], "employee_name", "Second <i>peer</i>")
		made.employee["third"] = make_employee("Third", manager, roles=("Employee",))
		made.employee["HR abroad"] = make_employee("Hrabroad", roles=("HR Manager",), company=OTHER_COMPANY)
		upkeep.update_lines()
		made.user.update({who: user_of(name) for who, name in made.employee.items()})
		without_roles(made.user["third"])
		yield made
	frappe.local.outgoing_email_account = {}


@pytest.fixture(autouse=True)
def in_savepoint(company: Company) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def act(company: Company, who: str) -> None:
	"""Log somebody in."""
	frappe.set_user(company.user[who])


def nominating_round(company: Company, **values: Any) -> tuple[str, str]:
	"""A round in which the worker nominates, by HR; its name and the worker's request."""
	act(company, "HR Manager")
	round_ = with_people(company.employee["worker"], **values)
	rounds.open_nominations(round_)
	return round_, request_of(round_, company.employee["worker"])


def collecting_round(company: Company, *peers: str, **values: Any) -> tuple[str, str]:
	"""A round that collects, with these peers of the worker; by HR."""
	round_, request = nominating_round(company, **values)
	act(company, "manager")
	for peer in peers:
		nominating.add(request, rater=company.employee[peer])
	nominating.approve(request)
	act(company, "HR Manager")
	launch(round_)
	return round_, request


# Setting up


def test_hr_manager_makes_a_round_and_puts_people_in(company: Company) -> None:
	act(company, "HR Manager")
	round_ = make_round()
	said = form.add_people(
		round_, json.dumps({"employees": [company.employee["worker"], company.employee["peer"]]})
	)
	assert said == {"added": 2, "left_out": []}
	again = form.add_people(round_, {"employees": [company.employee["worker"]]})
	assert again == {"added": 0, "left_out": [("In the round already", 1)]}
	request = frappe.get_doc(REQUEST, request_of(round_, company.employee["worker"]))
	assert (request.state, request.manager, request.company) == (
		"Nominating",
		company.employee["manager"],
		COMPANY,
	)


def test_counting_writes_nothing(company: Company) -> None:
	act(company, "HR Manager")
	round_ = make_round()
	everybody = frappe.db.count(
		"Employee", {"company": COMPANY, "status": ("in", ["Active", "Inactive", "Suspended"])}
	)
	assert form.count_people(round_, {})["added"] == everybody
	assert not frappe.db.count(REQUEST, {"round": round_})


@pytest.mark.parametrize("who", ["HR User", "manager", "worker", "HR abroad", "nobody"])
def test_nobody_else_runs_a_round(company: Company, who: str) -> None:
	act(company, "HR Manager")
	round_ = with_people(company.employee["worker"])
	act(company, who) if who != "nobody" else frappe.set_user(company.user["nobody"])
	deeds: list[Callable[[], object]] = [
		lambda: form.add_people(round_, {}),
		lambda: form.count_people(round_, {}),
		lambda: form.open_nominations(round_),
		lambda: form.preview(round_),
		lambda: form.launch(round_),
		lambda: form.assign_peers(round_),
		lambda: form.workload_of(round_),
		lambda: form.extend(round_, "2026-12-01"),
		lambda: form.cancel(round_),
	]
	for deed in deeds:
		with pytest.raises(frappe.PermissionError):
			deed()
	assert state_of(ROUND, round_) == "Draft"


@pytest.mark.parametrize(
	("values", "said"),
	[
		({"peer_threshold": 2}, "at least 3"),
		({"peer_threshold": 5}, "as many as for one group"),
		({"nominate_until": "2026-12-30", "deadline": "2026-12-01"}, "last day for answers"),
		({"competencies": [{"competency": of.COMPETENCY}] * 2}, "row 2"),
	],
)
def test_a_round_that_cannot_be_is_refused_in_words(company: Company, values: dict, said: str) -> None:
	act(company, "HR Manager")
	with pytest.raises(FeedbackRefused, match=said):
		make_round(**values)


def test_a_client_cannot_send_what_flows_write(company: Company) -> None:
	act(company, "HR Manager")
	round_ = frappe.get_doc(ROUND, make_round(state="Released", asked=9, frozen="{}"))
	assert (round_.state, round_.asked, round_.frozen) == ("Draft", 0, None)
	round_.state = "Collecting"
	round_.save()
	assert state_of(ROUND, round_.name) == "Draft"


@pytest.mark.parametrize("doctype", [REQUEST, INVITATION, "Feedback Response", "Feedback Result"])
def test_nothing_of_a_round_is_typed_in(company: Company, doctype: str) -> None:
	act(company, "HR Manager")
	round_ = with_people(company.employee["peer"])
	request = request_of(round_, company.employee["peer"])
	row = {"doctype": doctype, "round": round_, "request": request, "employee": company.employee["worker"]}
	with pytest.raises((StateProtected, frappe.PermissionError)):
		frappe.get_doc({**row, "rater_group": "Peer"}).insert()
	frappe.set_user("Administrator")
	with pytest.raises(StateProtected):
		frappe.get_doc({**row, "rater_key": "x", "rater_group": "Peer"}).insert()


def test_a_draft_goes_with_its_people_and_a_round_that_people_know_stays(company: Company) -> None:
	act(company, "HR Manager")
	draft = with_people(company.employee["worker"])
	frappe.delete_doc(ROUND, draft)
	assert not frappe.db.count(REQUEST, {"round": draft})
	round_, _request = nominating_round(company)
	with pytest.raises(IllegalMove):
		frappe.delete_doc(ROUND, round_)


# Nominating


def test_a_person_nominates_and_the_manager_approves(company: Company) -> None:
	round_, request = nominating_round(company)
	act(company, "worker")
	page = portal.overview()
	assert [row["name"] for row in page["mine"]] == [request] and page["mine"][0]["open"]
	peer = portal.nominate(request, rater=company.employee["peer"])
	outside = portal.nominate(request, name="Client <b>One</b>", email="One@Client.example.com")
	portal.take_back(portal.nominate(request, rater=company.employee["stranger"]))
	portal.hand_in(request)
	assert state_of(REQUEST, request) == "Waiting"
	act(company, "manager")
	assert [row["state"] for row in portal.overview()["team"]] == ["Waiting"]
	portal.take_out(peer)
	portal.add(request, rater=company.employee["second"])
	portal.approve(request)
	assert raters_of(round_, company.employee["worker"]) == {
		company.employee["peer"]: ("Peer", "Withdrawn"),
		company.employee["stranger"]: ("Peer", "Withdrawn"),
		company.employee["second"]: ("Peer", "Approved"),
		"one@client.example.com": ("Other", "Approved"),
	}
	kept = frappe.get_doc(REQUEST, request)
	assert (kept.state, kept.approved_by) == ("Approved", company.user["manager"])
	assert frappe.db.get_value(INVITATION, outside, "rater_name") == "Client <b>One</b>"


def test_a_website_user_without_roles_nominates_and_declines(company: Company) -> None:
	act(company, "HR Manager")
	round_ = with_people(company.employee["third"], company.employee["worker"])
	rounds.open_nominations(round_)
	act(company, "third")
	request = request_of(round_, company.employee["third"])
	portal.nominate(request, rater=company.employee["peer"])
	portal.hand_in(request)
	act(company, "manager")
	worker = request_of(round_, company.employee["worker"])
	nominating.add(worker, rater=company.employee["third"])
	portal.approve(request)
	portal.approve(worker)
	act(company, "HR Manager")
	launch(round_)
	act(company, "third")
	waiting = portal.overview()["asked"]
	assert {row["rater_group"] for row in waiting} == {"Self", "Peer"}
	about_worker = next(row["name"] for row in waiting if row["rater_group"] == "Peer")
	portal.decline(about_worker, "We have never worked together")
	assert state_of(INVITATION, about_worker) == "Declined"


@pytest.mark.parametrize(
	("whom", "said"),
	[
		("worker", "himself"),
		("manager", "manager of"),
		("director", "manager of"),
		("HR abroad", "works here"),
	],
)
def test_whom_nobody_nominates(company: Company, whom: str, said: str) -> None:
	_round, request = nominating_round(company)
	act(company, "worker")
	with pytest.raises(FeedbackRefused, match=said):
		portal.nominate(request, rater=company.employee[whom])
	with pytest.raises(FeedbackRefused, match="Choose somebody"):
		portal.nominate(request, rater="No such employee")
	assert not frappe.db.count(INVITATION, {"request": request})


@pytest.mark.parametrize(
	("name", "email", "said"),
	[
		("", "a@b.example.com", "who it is"),
		("Somebody", "no address", "name@example.com"),
		("Somebody", "a@b.example.com, c@d.example.com", "name@example.com"),
		("Somebody", "worker@people.example.com", "himself"),
	],
)
def test_who_from_outside_is_refused(company: Company, name: str, email: str, said: str) -> None:
	_round, request = nominating_round(company)
	act(company, "worker")
	with pytest.raises(FeedbackRefused, match=said):
		portal.nominate(request, name=name, email=email)


def test_a_colleagues_address_is_the_colleague(company: Company) -> None:
	round_, request = nominating_round(company)
	act(company, "worker")
	portal.nominate(request, name="Somebody", email=company.user["peer"].upper())
	assert raters_of(round_, company.employee["worker"]) == {company.employee["peer"]: ("Peer", "Nominated")}
	with pytest.raises(FeedbackRefused, match="already"):
		portal.nominate(request, rater=company.employee["peer"])


def test_nominations_have_a_limit_and_a_last_day(company: Company) -> None:
	round_, request = nominating_round(company, most_nominated=1)
	act(company, "worker")
	portal.nominate(request, rater=company.employee["peer"])
	with pytest.raises(FeedbackRefused, match="at most"):
		portal.nominate(request, rater=company.employee["second"])
	frappe.db.set_value(ROUND, round_, "nominate_until", add_days(getdate(), -1))
	with pytest.raises(FeedbackRefused, match="until"):
		portal.hand_in(request)
	act(company, "manager")
	portal.approve(request)
	assert state_of(REQUEST, request) == "Approved"


@pytest.mark.parametrize("who", ["peer", "stranger", "HR abroad", "HR User"])
def test_strangers_change_nothing(company: Company, who: str) -> None:
	_round, request = nominating_round(company)
	act(company, "worker")
	nominated = portal.nominate(request, rater=company.employee["second"])
	act(company, who)
	deeds: list[Callable[[], object]] = [
		lambda: portal.nominate(request, rater=company.employee["third"]),
		lambda: portal.take_back(nominated),
		lambda: portal.hand_in(request),
		lambda: portal.candidates(request),
		lambda: portal.add(request, rater=company.employee["third"]),
		lambda: portal.take_out(nominated),
		lambda: portal.approve(request),
		lambda: portal.return_to_person(request),
		lambda: desk.name_coach(request, company.employee["third"]),
		lambda: desk.withdraw(request),
	]
	for deed in deeds:
		with pytest.raises(frappe.PermissionError):
			deed()
	assert (state_of(REQUEST, request), state_of(INVITATION, nominated)) == ("Nominating", "Nominated")


def test_the_person_does_not_approve_and_hr_does(company: Company) -> None:
	_round, request = nominating_round(company)
	act(company, "worker")
	for deed in (portal.approve, portal.return_to_person):
		with pytest.raises(frappe.PermissionError):
			deed(request)
	act(company, "HR Manager")
	desk.approve(request)
	assert state_of(REQUEST, request) == "Approved"


def test_hr_is_only_the_person_in_its_own_request(company: Company) -> None:
	act(company, "HR Manager")
	round_ = with_people(company.employee["HR Manager"])
	rounds.open_nominations(round_)
	with pytest.raises(frappe.PermissionError):
		desk.approve(request_of(round_, company.employee["HR Manager"]))


def test_the_person_sees_only_whom_it_nominated_and_nobody_who_declined(company: Company) -> None:
	round_, request = nominating_round(company)
	act(company, "worker")
	mine = portal.nominate(request, rater=company.employee["peer"])
	act(company, "manager")
	portal.add(request, rater=company.employee["second"])
	portal.approve(request)
	act(company, "HR Manager")
	launch(round_)
	act(company, "peer")
	portal.decline(mine, "Too <b>little</b> contact")
	act(company, "worker")
	shown = portal.overview()["mine"][0]["raters"]
	assert [(row["rater"], row["state"], row["decline_reason"]) for row in shown] == [
		(company.employee["peer"], "Sent", None)
	]
	with pytest.raises(frappe.PermissionError):
		frappe.get_list(INVITATION, {"round": round_, "rater_group": "Peer"})
	act(company, "manager")
	seen = {row["rater"]: row for row in portal.overview()["team"][0]["raters"]}
	assert seen[company.employee["peer"]]["decline_reason"] == "Too <b>little</b> contact"
	substitute = portal.substitute(mine, rater=company.employee["third"])
	assert state_of(INVITATION, substitute) == "Sent"
	with pytest.raises(FeedbackRefused, match="substitute already"):
		portal.substitute(mine, rater=company.employee["stranger"])


# Launching


def test_a_launch_asks_whom_settings_and_people_named(company: Company) -> None:
	round_, _request = collecting_round(company, "peer", "second", "stranger")
	assert raters_of(round_, company.employee["worker"]) == {
		company.employee["worker"]: ("Self", "Sent"),
		company.employee["manager"]: ("Manager", "Sent"),
		company.employee["peer"]: ("Peer", "Sent"),
		company.employee["second"]: ("Peer", "Sent"),
		company.employee["stranger"]: ("Peer", "Sent"),
	}
	kept = frappe.get_doc(ROUND, round_)
	assert (kept.state, kept.asked, kept.answered) == ("Collecting", 5, 0)
	assert kept.launched_on and kept.frozen
	mails = frappe.get_all("Email Queue Recipient", {"recipient": company.user["peer"]}, pluck="parent")
	assert frappe.get_all("Email Queue", {"name": ("in", mails), "reference_name": round_})


def test_reports_are_asked_and_a_second_launch_asks_nobody_again(company: Company) -> None:
	act(company, "HR Manager")
	round_ = with_people(company.employee["manager"], nominations=0)
	launch(round_)
	found = raters_of(round_, company.employee["manager"])
	groups = [group for group, state in found.values() if state == "Sent"]
	assert groups.count("Report") == frappe.db.count("Employee", {"reports_to": company.employee["manager"]})
	hashes = frappe.get_all(INVITATION, {"round": round_}, pluck="code_hash", order_by="name")
	launch(round_)
	assert raters_of(round_, company.employee["manager"]) == found
	assert frappe.get_all(INVITATION, {"round": round_}, pluck="code_hash", order_by="name") == hashes


def test_what_was_set_is_frozen_at_the_launch(company: Company) -> None:
	round_, _request = collecting_round(company)
	kept = frozen.of_round(round_)
	assert [item["text"] for item in kept["items"]] == [
		of.COMPETENCY,
		*(text for text, _kind in of.QUESTIONS),
	]
	assert kept["thresholds"] == {"peer": 3, "report": 3, "other": 3, "anonymous": 4}
	assert (kept["scale"]["low"], kept["scale"]["high"]) == (1, 5)
	document = frappe.get_doc(ROUND, round_)
	document.title = "Another title"
	document.save()
	for field, value in (
		("peer_threshold", 2),
		("deadline", "2026-12-01"),
		("small_groups", "Merge"),
		("competencies", []),
	):
		document.reload()
		document.set(field, value)
		with pytest.raises(StateProtected):
			document.save()
	assert frozen.of_round(round_) == kept


def test_a_dry_run_counts_and_writes_nothing(company: Company) -> None:
	round_, request = nominating_round(company)
	act(company, "manager")
	nominating.add(request, rater=company.employee["peer"])
	act(company, "HR Manager")
	said = dict(form.preview(round_)["counts"])
	assert said["Not approved yet"] == 1 and said["Raters to ask"] == 0
	work_off(form.launch(round_, approve_rest=1, dry_run=1))
	assert (state_of(ROUND, round_), state_of(REQUEST, request)) == ("Nominating", "Nominating")
	act(company, "manager")
	nominating.approve(request)
	act(company, "HR Manager")
	said = dict(form.preview(round_)["counts"])
	assert said["Raters to ask"] == 3
	assert said["People with fewer peers than are needed to show anything"] == 1


def test_a_launch_can_approve_what_still_waits(company: Company) -> None:
	round_, request = nominating_round(company)
	act(company, "worker")
	portal.nominate(request, rater=company.employee["peer"])
	act(company, "HR Manager")
	launch(round_, approve_rest=True)
	assert raters_of(round_, company.employee["worker"])[company.employee["peer"]] == ("Peer", "Sent")
	assert frappe.db.get_value(REQUEST, request, ["state", "asked"]) == ("Collecting", 3)


def test_who_is_approved_later_is_asked_at_once(company: Company) -> None:
	act(company, "HR Manager")
	round_ = with_people(company.employee["worker"], company.employee["peer"])
	rounds.open_nominations(round_)
	act(company, "manager")
	portal.approve(request_of(round_, company.employee["worker"]))
	act(company, "HR Manager")
	launch(round_)
	assert raters_of(round_, company.employee["peer"]) == {}
	act(company, "manager")
	portal.approve(request_of(round_, company.employee["peer"]))
	assert {state for _group, state in raters_of(round_, company.employee["peer"]).values()} == {"Sent"}
	assert frappe.db.get_value(ROUND, round_, "asked") == 4


@pytest.mark.parametrize(
	("values", "said"),
	[
		({"deadline": "2026-06-01", "nominate_until": None}, "is over"),
		({"competencies": [], "review_template": "empty"}, "Nothing would be asked"),
	],
)
def test_what_stands_in_the_way_of_a_launch_is_said(company: Company, values: dict, said: str) -> None:
	if values.get("review_template"):
		frappe.set_user("Administrator")
		of.write({"doctype": "Review Template", "name": "empty", "template_name": "empty"})
	act(company, "HR Manager")
	round_ = with_people(company.employee["worker"], nominations=0, **values)
	assert said in " ".join(form.preview(round_)["problems"])
	with pytest.raises(FeedbackRefused, match=said):
		form.launch(round_)
	assert state_of(ROUND, round_) == "Draft"


def test_who_has_left_since_is_not_asked(company: Company) -> None:
	round_, request = nominating_round(company)
	act(company, "manager")
	portal.add(request, rater=company.employee["second"])
	portal.approve(request)
	frappe.set_user("Administrator")
	frappe.db.set_value("Employee", company.employee["second"], "status", "Left")
	act(company, "HR Manager")
	launch(round_)
	assert raters_of(round_, company.employee["worker"])[company.employee["second"]] == ("Peer", "Withdrawn")


def test_hr_fills_up_peers_by_rule(company: Company) -> None:
	act(company, "HR Manager")
	round_ = with_people(company.employee["worker"], company.employee["peer"], nominations=0, peers_wanted=2)
	run = work_off(form.assign_peers(round_, dry_run=1))
	assert not frappe.db.count(INVITATION, {"round": round_})
	assert frappe.db.get_value("Talent Run", run, "state") == "Completed"
	work_off(form.assign_peers(round_))
	for who in ("worker", "peer"):
		found = raters_of(round_, company.employee[who])
		assert list(found.values()) == [("Peer", "Approved")] * 2
		assert company.employee["manager"] not in found and company.employee[who] not in found
	before = raters_of(round_, company.employee["worker"])
	assert not list(assigning.pairs(frappe.get_doc(ROUND, round_)))
	assert raters_of(round_, company.employee["worker"]) == before


def test_workload_is_shown_and_warns(company: Company) -> None:
	act(company, "HR Manager")
	round_ = with_people(
		company.employee["worker"], company.employee["second"], nominations=0, most_requests=1
	)
	for who in ("worker", "second"):
		nominating.add(request_of(round_, company.employee[who]), rater=company.employee["peer"])
	load = form.workload_of(round_)
	assert (load["rows"][0]["rater"], load["rows"][0]["requests"], load["above"]) == (
		company.employee["peer"],
		2,
		1,
	)
	third = portal.candidates(request_of(round_, company.employee["worker"]), "Strang")
	assert [(row["name"], row["requests"], row["busy"]) for row in third] == [
		(company.employee["stranger"], 0, False)
	]


# Declining, extension, the end


def test_only_the_rater_declines_with_a_reason(company: Company) -> None:
	round_, request = collecting_round(company, "peer")
	invitation = frappe.db.get_value(INVITATION, {"request": request, "rater": company.employee["peer"]})
	for who in ("worker", "manager", "second", "HR Manager"):
		act(company, who)
		with pytest.raises(frappe.PermissionError):
			portal.decline(invitation, "no")
	act(company, "peer")
	with pytest.raises(FeedbackRefused, match="Reason"):
		portal.decline(invitation, "  ")
	portal.decline(invitation, "I only just joined")
	assert state_of(INVITATION, invitation) == "Declined"
	assert frappe.db.get_value(REQUEST, request, "asked") == frappe.db.get_value(ROUND, round_, "asked") == 2
	with pytest.raises(FeedbackRefused, match="any more"):
		portal.decline(invitation, "again")


def answer(
	round_: str, request: str, employee: str, invitation: str, group: str, state: str = "Submitted"
) -> str:
	"""A response as the answering page writes it."""
	key = next(iter(keys.keys_of(round_, [invitation])))
	row = {"doctype": "Feedback Response", "round": round_, "request": request, "employee": employee}
	doc = frappe.get_doc({**row, "rater_group": group, "state": state, "respondent_key": key})
	doc.name = frappe.generate_hash(length=10)
	doc.db_insert()
	return doc.name


def test_who_has_answered_sees_it_alone_and_cannot_decline(company: Company) -> None:
	round_, request = collecting_round(company, "peer", "second")
	invitation = frappe.db.get_value(INVITATION, {"request": request, "rater": company.employee["peer"]})
	before = frappe.db.get_value(INVITATION, invitation, "*")
	answer(round_, request, company.employee["worker"], invitation, "Peer")
	act(company, "peer")
	assert [row["answered"] for row in portal.overview()["asked"]] == [True]
	assert not [task for task in home.overview()["tasks"] if "feedback" in task["title"]]
	with pytest.raises(FeedbackRefused, match="answered already"):
		portal.decline(invitation, "no")
	act(company, "manager")
	assert "answered" not in json.dumps(portal.overview()["team"], default=str)
	assert frappe.db.get_value(INVITATION, invitation, "*") == before


def test_what_was_begun_goes_with_declining(company: Company) -> None:
	round_, request = collecting_round(company, "peer")
	invitation = frappe.db.get_value(INVITATION, {"request": request, "rater": company.employee["peer"]})
	draft = answer(round_, request, company.employee["worker"], invitation, "Peer", "Draft")
	act(company, "peer")
	portal.decline(invitation, "I can't say")
	assert not frappe.db.exists("Feedback Response", draft)


def test_a_round_is_extended_once_and_only_where_too_few_answered(company: Company) -> None:
	round_, request = collecting_round(company, "peer", "second", "third")
	act(company, "HR Manager")
	with pytest.raises(FeedbackRefused, match="a day after"):
		form.extend(round_, str(getdate()))
	form.extend(round_, "2026-08-30")
	kept = frappe.get_doc(ROUND, round_)
	assert str(kept.deadline) == "2026-08-30" and kept.extended_on
	with pytest.raises(FeedbackRefused, match="once"):
		form.extend(round_, "2026-09-30")
	frappe.db.set_value(ROUND, round_, "extended_on", None)
	for who in ("peer", "second", "third"):
		invitation = frappe.db.get_value(INVITATION, {"request": request, "rater": company.employee[who]})
		answer(round_, request, company.employee["worker"], invitation, "Peer")
	with pytest.raises(FeedbackRefused, match="Enough"):
		form.extend(round_, "2026-09-30")


def test_a_cancelled_round_keeps_no_answer(company: Company) -> None:
	round_, request = collecting_round(company, "peer")
	invitation = frappe.db.get_value(INVITATION, {"request": request, "rater": company.employee["peer"]})
	answer(round_, request, company.employee["worker"], invitation, "Peer")
	act(company, "HR Manager")
	form.cancel(round_)
	assert state_of(ROUND, round_) == "Cancelled"
	assert not frappe.db.count("Feedback Response", {"round": round_})
	assert frappe.get_all(INVITATION, {"round": round_}, pluck="state", distinct=True, order_by="state") == [
		"Withdrawn"
	]
	assert not frappe.db.count(INVITATION, {"round": round_, "code_hash": ("is", "set")})
	with pytest.raises(IllegalMove):
		form.launch(round_)


def test_a_coach_is_named_by_hr_and_never_the_person(company: Company) -> None:
	_round, request = nominating_round(company)
	with pytest.raises(FeedbackRefused, match="himself"):
		desk.name_coach(request, company.employee["worker"])
	desk.name_coach(request, company.employee["stranger"])
	assert frappe.db.get_value(REQUEST, request, "coach") == company.employee["stranger"]


def test_somebody_is_taken_out_and_put_in_again(company: Company) -> None:
	round_, request = nominating_round(company)
	desk.withdraw(request)
	assert state_of(REQUEST, request) == "Withdrawn"
	act(company, "worker")
	assert portal.overview()["mine"] == []
	act(company, "HR Manager")
	desk.take_back(request)
	assert state_of(REQUEST, request) == "Nominating"
	launch(round_, approve_rest=True)
	with pytest.raises(FeedbackRefused, match="asked about"):
		desk.withdraw(request)


# Agreements


def agreement(branch: str | None = None) -> None:
	"""Feedback is switched off for the company, or a branch of it."""
	frappe.set_user("Administrator")
	scope = {"company": COMPANY, "branch": branch}
	frappe.get_doc(
		{
			"doctype": "Works Agreement",
			"title": "No 360",
			"agreed_on": "2026-01-01",
			"valid_from": "2026-01-01",
			"feedback": 1,
			**scope,
		}
	).insert()


def in_branch(company: Company, *who: str) -> str:
	"""Some people of a plant for which nothing of the kind is done."""
	frappe.set_user("Administrator")
	of.put("Branch", "Feedback Plant", branch="Feedback Plant")
	for each in who:
		frappe.db.set_value("Employee", company.employee[each], "branch", "Feedback Plant")
	agreement("Feedback Plant")
	return "Feedback Plant"


def test_nobody_under_an_agreement_comes_into_a_round(company: Company) -> None:
	in_branch(company, "worker")
	act(company, "HR Manager")
	round_ = make_round()
	said = form.add_people(round_, {"employees": [company.employee["worker"], company.employee["peer"]]})
	assert said == {"added": 1, "left_out": [("Switched off by an agreement", 1)]}


def test_nobody_under_an_agreement_is_asked_about_others(company: Company) -> None:
	_round, request = nominating_round(company)
	in_branch(company, "peer", "manager")
	act(company, "worker")
	with pytest.raises(PracticeOff):
		portal.nominate(request, rater=company.employee["peer"])
	act(company, "HR Manager")
	launch(_round, approve_rest=True)
	assert set(raters_of(_round, company.employee["worker"])) == {company.employee["worker"]}


def test_an_agreement_that_comes_later_stops_what_is_under_way(company: Company) -> None:
	round_, request = nominating_round(company)
	in_branch(company, "worker")
	act(company, "worker")
	assert portal.overview()["mine"] == []
	with pytest.raises(PracticeOff):
		portal.nominate(request, rater=company.employee["peer"])
	act(company, "HR Manager")
	assert not frappe.get_list(REQUEST, {"name": request})
	launch(round_, approve_rest=True)
	assert raters_of(round_, company.employee["worker"]) == {}


# Reminders


def lines(company: Company, who: str) -> dict[str, int]:
	"""What the digest of somebody would say of rounds: kind and how many."""
	frappe.set_user("Administrator")
	own = [company.employee[who]]
	chunk = facts.chunk_of(own, {}, getdate(), getdate(), people.rules())
	found = facts.lines(chunk)
	found = found[found["kind"].isin(["Feedback to Give", "Raters to Nominate", "Nominations to Approve"])]
	return found.groupby("kind").size().to_dict()


def test_the_digest_reminds_of_nominating_and_approving(company: Company) -> None:
	_round, request = nominating_round(company)
	assert lines(company, "worker") == {"Raters to Nominate": 1}
	assert lines(company, "manager") == {}
	act(company, "worker")
	portal.nominate(request, rater=company.employee["peer"])
	portal.hand_in(request)
	assert lines(company, "worker") == {}
	assert lines(company, "manager") == {"Nominations to Approve": 1}
	act(company, "manager")
	assert [task["to"] for task in home.overview()["tasks"]] == ["/feedback"]


def test_the_digest_does_not_tell_who_has_answered(company: Company) -> None:
	round_, request = collecting_round(company, "peer", "second")
	invitation = frappe.db.get_value(INVITATION, {"request": request, "rater": company.employee["peer"]})
	answer(round_, request, company.employee["worker"], invitation, "Peer")
	assert lines(company, "peer") == lines(company, "second") == {"Feedback to Give": 1}


def test_raters_without_an_account_are_mailed_again_after_some_days(company: Company) -> None:
	round_, request = nominating_round(company, remind_every=5)
	act(company, "worker")
	portal.nominate(request, name="Client", email="client@outside.example.com")
	act(company, "HR Manager")
	launch(round_, approve_rest=True)
	names = reminding.without_account(round_)
	assert [frappe.db.get_value(INVITATION, name, "rater_email") for name in names] == [
		"client@outside.example.com"
	]

	def mails() -> int:
		return frappe.db.count("Email Queue Recipient", {"recipient": "client@outside.example.com"})

	reminding.every_day()
	assert mails() == 1
	frappe.db.set_value(ROUND, round_, "launched_on", getdate() - timedelta(days=5))
	reminding.every_day()
	reminding.every_day()
	assert mails() == 2


# Size


def test_the_page_takes_as_many_queries_for_a_team_of_any_size(company: Company) -> None:
	act(company, "HR Manager")
	round_ = with_people(company.employee["worker"])
	rounds.open_nominations(round_)
	act(company, "manager")
	one, _page = counted(portal.overview)
	act(company, "HR Manager")
	subjects.add(round_, {"employees": [company.employee[who] for who in ("peer", "second", "third")]})
	act(company, "manager")
	several, page = counted(portal.overview)
	assert (len(page["team"]), several) == (4, one)


def test_asking_takes_as_many_queries_for_any_number_of_people(company: Company) -> None:
	act(company, "HR Manager")
	who = ("worker", "peer", "second", "third", "stranger", "HR User", "without user")
	round_ = with_people(*(company.employee[each] for each in who), include_reports=0)
	launching.begin(round_)
	document = frappe.get_doc(ROUND, round_)
	requests = [request_of(round_, company.employee[each]) for each in who]
	frappe.db.set_value(REQUEST, {"round": round_}, "state", "Approved")
	parts = (requests[:1], requests[1:3], requests[3:])
	_warm, two, four = (query_count(lambda names=names: launching.ask(document, names)) for names in parts)
	assert two == four
	assert frappe.db.count(INVITATION, {"round": round_, "state": "Sent"}) == 2 * len(who)


def query_count(call: Callable[[], object]) -> int:
	"""How many statements something takes."""
	said, ask = 0, frappe.db.sql

	def sql(*arguments: Any, **more: Any) -> Any:
		nonlocal said
		said += 1
		return ask(*arguments, **more)

	frappe.db.sql = sql
	try:
		with listeners.unheard():
			call()
	finally:
		frappe.db.sql = ask
	return said


def test_a_request_does_not_tell_who_declined(company: Company) -> None:
	_round, request = collecting_round(company, "peer", "second")
	before = frappe.db.get_value(REQUEST, request, ["modified", "modified_by"])
	invitation = frappe.db.get_value(INVITATION, {"request": request, "rater": company.employee["peer"]})
	act(company, "peer")
	portal.decline(invitation, "No time")
	assert frappe.db.get_value(REQUEST, request, ["modified", "modified_by"]) == before


def test_asked_again_only_what_is_answered_of_ones_own(company: Company) -> None:
	round_, request = collecting_round(company, "peer")
	invitation = frappe.db.get_value(INVITATION, {"request": request, "rater": company.employee["peer"]})
	assert asked.answered({invitation: round_}) == set()
	answer(round_, request, company.employee["worker"], invitation, "Peer")
	assert asked.answered({invitation: round_}) == {invitation}
	keys.destroy(round_)
	assert asked.answered({invitation: round_}) == set()
