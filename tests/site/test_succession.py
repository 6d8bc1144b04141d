"""Critical positions, their plans and candidates: what counts, who sees it, what can't be said, and what follows when somebody goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, getdate

from harness import Site
from people import COMPANY, OTHER_COMPANY, change
from succession_house import CANDIDATE, PLAN, POSITION, House, build, named, seat
from talent_performance.engine.competency import DAYS_PER_MONTH
from talent_performance.exceptions import NeverChanged, SuccessionRefused
from talent_performance.flows.digests import facts, people
from talent_performance.flows.personal_data import retention
from talent_performance.flows.succession import evidence, figures, overview, readiness
from talent_performance.runs.kinds import Work


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[House]:
	"""Set up once by Administrator in a transaction that is never committed; each test works in a savepoint."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		try:
			yield build()
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


@pytest.fixture(autouse=True)
def in_savepoint(house: House) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.local.message_log = []
	frappe.db.rollback(save_point="test")


def kept(house: House, title: str, *fields: str) -> Any:
	"""What the plan of a position says."""
	return frappe.db.get_value(PLAN, house.plan(title), list(fields) if len(fields) > 1 else fields[0])


def candidate_of(house: House, title: str, who: str) -> str:
	return frappe.db.get_value(CANDIDATE, {"plan": house.plan(title), "employee": house.of[who]})


def test_the_figures_of_the_worked_example_are_kept_on_the_plans(house: House) -> None:
	figures.refresh()
	found = {title: kept(house, title, "bench", "ready_now", "shared_bench") for title in house.position}
	assert {title: tuple(each) for title, each in found.items()} == {
		"P1": ("Ready Now", 1, pytest.approx(1 / 3, abs=1e-6)),
		"P2": ("Ready Now", 1, pytest.approx(1 / 3, abs=1e-6)),
		"P3": ("Ready Now", 2, pytest.approx(4 / 3, abs=1e-6)),
		"P4": ("Ready Now", 1, 1.0),
	}


def test_readiness_is_told_to_whoever_shows_it_elsewhere(house: House) -> None:
	found = readiness.positions_of([house.of["ana"], house.of["budi"], house.of["dewi"]])
	assert found.groupby("employee")["title"].agg(list).to_dict() == {
		house.of["ana"]: ["P1", "P2", "P3"],
		house.of["budi"]: ["P3"],
	}
	assert set(found["readiness_band"]) == {"Ready Now"} and found["readiness"].isna().all()
	assert not found["emergency_cover"].any()
	assert readiness.positions_of([]).empty


def as_user(house: House, who: str) -> None:
	frappe.set_user(house.user(who))


def listed(house: House, doctype: str, who: str) -> set[str]:
	"""What a list shows somebody; nothing where it is refused."""
	as_user(house, who)
	try:
		return set(frappe.get_list(doctype, pluck="name", limit=0))
	except frappe.PermissionError:
		return set()
	finally:
		frappe.set_user("Administrator")


def drawn_for(house: House, who: str, **asked: Any) -> dict[str, Any]:
	"""The map as somebody gets it."""
	as_user(house, who)
	try:
		return overview.overview(**asked)
	finally:
		frappe.set_user("Administrator")


def seats(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
	return {each["title"]: each for each in found["positions"]}


def tasks_of(house: House, who: str) -> list[str]:
	asked = {"allocated_to": house.user(who), "reference_type": PLAN, "status": "Open"}
	return frappe.get_all("ToDo", filters=asked, pluck="description", order_by="creation, name")


# The map


def test_the_map_says_how_many_are_covered_and_how_many_at_once(house: House) -> None:
	found = drawn_for(house, "hr", company=COMPANY)
	assert {key: found["figures"][key] for key in ("critical", "covered", "at_once")} == {
		"critical": 4,
		"covered": 4,
		"at_once": 3,
	}
	assert found["figures"]["note"] == "one of P1, P2 stays empty"
	assert found["figures"]["colours"] == {"red": 0, "amber": 0, "green": 4}
	assert [(each["candidate_name"], each["plans"], each["positions"]) for each in found["shared"]] == [
		("Ana <b>Bold</b>", 3, ["P1", "P2", "P3"])
	]
	assert seats(found)["P3"]["candidates"][0]["others"] == ["P1", "P2"]


def test_empty_positions_come_first_and_vacant_ones_are_certain_to_be_lost(house: House) -> None:
	frappe.set_user(house.user("hr"))
	seat("Nobody's", criticality=1)
	found = drawn_for(house, "hr", company=COMPANY)
	first = found["positions"][0]
	assert (first["title"], first["colour"], first["loss"], first["loss_reason"]) == (
		"Nobody's",
		"red",
		100,
		"vacant",
	)
	assert frappe.db.get_value(POSITION, first["position"], "vacant_since") == getdate()
	assert [each["title"] for each in drawn_for(house, "hr", company=COMPANY, colour="red")["positions"]] == [
		"Nobody's"
	]
	assert first["chain"][0]["ending"] == "empty"


def test_the_chain_says_who_fills_whose_place(house: House) -> None:
	chief = seat("Chief", house.of["chief"])
	named(frappe.db.get_value(PLAN, {"position": chief}), house.of["holder"])
	steps = seats(drawn_for(house, "talent"))["Chief"]["chain"]
	assert [(each["seat"], each["who"], each["next"], each["ending"]) for each in steps] == [
		("Chief", "Holder", "P1", None),
		("P1", "Ana <b>Bold</b>", None, "filled"),
	]


def test_a_circle_of_successors_is_named_and_nothing_is_lost(house: House) -> None:
	chief = seat("Chief", house.of["chief"])
	named(frappe.db.get_value(PLAN, {"position": chief}), house.of["holder"])
	as_user(house, "talent")
	frappe.local.message_log = []
	name = named(house.plan("P1"), house.of["chief"]).name
	said = " ".join(str(each) for each in frappe.local.message_log)
	circle = "A circle of successors: Chief, P1. When their holders go, nobody new comes in."
	assert circle in said and frappe.db.get_value(CANDIDATE, name, "on_bench") == 1
	found = seats(drawn_for(house, "talent"))
	assert found["Chief"]["circle"] == found["P1"]["circle"] == circle


def test_somebody_on_many_plans_is_kept_and_remarked_on(house: House) -> None:
	more = [seat(f"M{number}") for number in range(7)]
	frappe.set_user(house.user("hr"))
	for position in more:
		frappe.local.message_log = []
		named(frappe.db.get_value(PLAN, {"position": position}), house.of["ana"])
	assert "is confirmed for 10 positions, and counts as one of 10" in str(frappe.local.message_log)
	assert "<b>Bold" not in str(frappe.local.message_log)
	assert kept(house, "P1", "shared_bench") == pytest.approx(0.1, abs=1e-6)
	assert drawn_for(house, "hr")["shared"][0]["plans"] == 10


# Who sees it


def test_a_candidate_of_another_company_is_a_card_without_a_person(house: House) -> None:
	abroad = named(house.plan("P4"), house.of["dewi"], reason="ZZsecretZZ").name
	here = seats(drawn_for(house, "hr"))["P4"]["candidates"]
	assert [each["masked"] for each in here] == [False, True]
	assert here[1] == {
		"masked": True,
		"status": "Confirmed",
		"band": "Ready Now",
		"counts": True,
		"emergency_cover": False,
	}
	assert "Dewi" not in json.dumps(drawn_for(house, "hr"), default=str)
	assert drawn_for(house, "hr")["figures"]["at_once"] == 3
	assert seats(drawn_for(house, "talent"))["P4"]["candidates"][1]["candidate_name"] == "Dewi"
	assert abroad not in listed(house, CANDIDATE, "hr") and abroad in listed(house, CANDIDATE, "abroad_hr")


def test_a_position_of_another_company_has_no_name(house: House) -> None:
	far = seat("ZZsecretZZ", company=OTHER_COMPANY)
	plan = frappe.db.get_value(PLAN, {"position": far})
	named(plan, house.of["citra"])
	found = drawn_for(house, "hr")
	assert "ZZsecretZZ" not in json.dumps(found, default=str)
	card = seats(found)["P4"]["candidates"][0]
	assert card["plans"] == 2 and card["others"] == ["a position that you don't see (1)"]
	as_user(house, "hr")
	with pytest.raises(frappe.PermissionError):
		overview.plan_cards(plan)


@pytest.mark.parametrize("who", ["ana", "holder", "chief", "dewi"])
def test_people_without_a_role_in_hr_see_nothing(house: House, who: str) -> None:
	assert {doctype: listed(house, doctype, who) for doctype in (POSITION, PLAN, CANDIDATE)} == {
		POSITION: set(),
		PLAN: set(),
		CANDIDATE: set(),
	}


def test_managers_see_those_below_them_where_the_company_lets_them(house: House) -> None:
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	frappe.clear_document_cache("Talent Settings", "Talent Settings")
	assert listed(house, PLAN, "chief") == {house.plan("P1")}
	seen = listed(house, CANDIDATE, "holder")
	assert seen == {
		candidate_of(house, "P2", "ana"),
		*(candidate_of(house, "P3", who) for who in ("ana", "budi")),
	} | {candidate_of(house, "P4", "citra")}
	assert not listed(house, PLAN, "holder")  # who holds P1 doesn't see its plan, nor who stands on it


def test_in_hr_too_nobody_sees_the_plan_he_stands_on_nor_the_own_seat(house: House) -> None:
	plan, own = house.plan("P2"), named(house.plan("P2"), house.of["hr"]).name
	rival = candidate_of(house, "P2", "ana")
	assert plan not in listed(house, PLAN, "hr") and not {own, rival} & listed(house, CANDIDATE, "hr")
	as_user(house, "hr")
	for doctype, name in ((PLAN, plan), (CANDIDATE, own), (CANDIDATE, rival)):
		assert not frappe.has_permission(doctype, "read", doc=name)
	with pytest.raises(frappe.PermissionError):
		named(plan, house.of["citra"])
	frappe.set_user("Administrator")
	assert "P2" not in seats(drawn_for(house, "hr")) and "P2" in seats(drawn_for(house, "talent"))
	held = seat("Head of HR", house.of["hr"])
	assert held not in listed(house, POSITION, "hr") and held in listed(house, POSITION, "talent")


def test_hr_names_nobody_of_a_company_that_isnt_theirs(house: House) -> None:
	as_user(house, "hr")
	with pytest.raises(frappe.PermissionError):
		named(house.plan("P4"), house.of["dewi"])
	as_user(house, "abroad_hr")
	with pytest.raises(frappe.PermissionError):
		named(house.plan("P4"), house.of["dewi"])
	frappe.set_user("Administrator")
	assert not frappe.db.exists(CANDIDATE, {"employee": house.of["dewi"]})


# What can't be said


REFUSED = {
	"holder": ({"employee": "holder"}, "can't succeed to it"),
	"twice": ({"employee": "ana"}, "stands on this plan already"),
	"nobody": ({"employee": None}, "name either an employee or somebody from outside"),
	"both": (
		{"employee": "budi", "external_name": "Eka"},
		"name either an employee or somebody from outside",
	),
	"band": ({"employee": "budi", "readiness_band": "Soon"}, "Soon was given, expected one of Ready Now"),
	"reason": ({"employee": "budi", "reason": " "}, "say why this person|reason"),
	"company": ({"employee": None, "external_name": "Eka", "company": OTHER_COMPANY}, "the position's"),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_a_nomination_that_makes_no_sense_is_refused_in_words(house: House, case: str) -> None:
	values, message = REFUSED[case]
	employee = values.get("employee") and house.of[values["employee"]]
	frappe.set_user(house.user("talent"))
	before = frappe.db.count(CANDIDATE)
	with pytest.raises((SuccessionRefused, frappe.MandatoryError), match=message):
		named(house.plan("P1"), **{**values, "employee": employee})
	assert frappe.db.count(CANDIDATE) == before


def test_somebody_from_outside_is_named_and_never_counts(house: House) -> None:
	as_user(house, "hr")
	name = named(house.plan("P4"), None, external_name="Eka <i>Out</i>", company=COMPANY).name
	kept_ = frappe.db.get_value(CANDIDATE, name, ["candidate_name", "on_bench", "why_not"], as_dict=True)
	assert kept_.on_bench == 0 and "from outside" in kept_.why_not
	frappe.set_user("Administrator")
	assert kept(house, "P4", "ready_now") == 1


def test_nobody_judges_somebody_above_himself(house: House) -> None:
	as_user(house, "hr")
	with pytest.raises(frappe.PermissionError, match="stands above you"):
		named(house.plan("P4"), house.of["chief"])


def test_a_nomination_says_who_judged_and_is_withdrawn_instead_of_deleted(house: House) -> None:
	as_user(house, "hr")
	doc = named(house.plan("P4"), house.of["budi"], status="Proposed", readiness_band="1-2 years")
	assert (doc.nominated_by, doc.decided_by) == (house.of["hr"], house.user("hr"))
	assert frappe.db.get_value(CANDIDATE, doc.name, "on_bench") == 0 and kept(house, "P4", "future") == 0
	doc.reload()
	doc.update({"status": "Confirmed"}).save()
	assert kept(house, "P4", "future") == 1
	assert (doc.on_bench, doc.plans) == (1, 2), "The form shows it at once."
	with pytest.raises((NeverChanged, frappe.PermissionError)):
		doc.delete()
	doc.reload()
	doc.update({"status": "Withdrawn"}).save()
	assert kept(house, "P4", "future") == 0 and frappe.db.exists(CANDIDATE, doc.name)


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"criticality": 6}, "Criticality: 6 was given"),
		({"required_band": "Soon"}, "Successor Needed: Soon was given"),
		({"incumbent": "left"}, "has left. Leave it empty"),
	],
)
def test_a_position_that_cant_be_is_refused_in_words(
	house: House, values: dict[str, Any], message: str
) -> None:
	if values.get("incumbent") == "left":
		change(house.of["citra"], status="Left", relieving_date="2026-01-31")
		values = {"incumbent": house.of["citra"]}
	with pytest.raises(SuccessionRefused, match=message):
		seat("New", **values)
	assert not frappe.db.exists(POSITION, {"title": "New"})


def test_a_plan_has_an_owner_who_may_open_it(house: House) -> None:
	as_user(house, "hr")
	plan = frappe.get_doc(PLAN, house.plan("P4"))
	with pytest.raises(SuccessionRefused, match="may not read it"):
		plan.update({"owner_employee": house.of["budi"]}).save()
	plan.reload()
	plan.update({"owner_employee": house.of["hr"]}).save()
	assert kept(house, "P4", "owner_employee") == house.of["hr"]
	with pytest.raises((SuccessionRefused, frappe.UniqueValidationError), match="has a plan already"):
		frappe.get_doc({"doctype": PLAN, "position": house.position["P4"], "status": "Active"}).insert()


def test_a_new_position_has_a_plan_of_whoever_made_it(house: House) -> None:
	as_user(house, "hr")
	position = seat("Plant Manager")
	owner = frappe.db.get_value(PLAN, {"position": position}, ["owner_employee", "company"])
	assert owner == (house.of["hr"], COMPANY)
	frappe.delete_doc(POSITION, position)
	assert not frappe.db.exists(PLAN, {"position": position})
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc(POSITION, house.position["P4"])


# Somebody goes


def test_a_resignation_replays_the_figures_and_opens_a_task_once(house: House) -> None:
	for title in ("P1", "P3"):
		frappe.get_doc(PLAN, house.plan(title)).update({"owner_employee": house.of["hr"]}).save()
	assert kept(house, "P1", "loss_probability") == 10
	change(house.of["holder"], resignation_letter_date="2026-01-05", relieving_date="2026-12-31")
	assert kept(house, "P1", "loss_probability", "loss_reason") == (100, "resignation")
	assert tasks_of(house, "hr") == ["P1: Holder goes, last day 31-12-2026. Ready now: 1, ready later: 0."]
	change(house.of["ana"], resignation_letter_date="2026-01-05")
	assert kept(house, "P1", "bench") == kept(house, "P2", "bench") == "None"
	assert len(tasks_of(house, "hr")) == 3
	change(house.of["ana"], resignation_letter_date="2026-01-05", bio="The same again.")
	assert len(tasks_of(house, "hr")) == 3
	change(house.of["ana"], resignation_letter_date=None)
	assert kept(house, "P1", "bench") == "Ready Now" and len(tasks_of(house, "hr")) == 1


def test_only_the_task_about_who_stays_is_closed_and_opens_again(house: House) -> None:
	plan = house.plan("P1")
	frappe.get_doc(PLAN, plan).update({"owner_employee": house.of["hr"]}).save()
	name = frappe.db.get_value("Employee", house.of["ana"], "employee_name")
	by_hand = {"reference_type": PLAN, "reference_name": plan, "allocated_to": house.user("hr")}
	frappe.get_doc({"doctype": "ToDo", "description": f"Talk with {name}", **by_hand}).insert()
	change(house.of["ana"], resignation_letter_date="2026-01-05")
	assert len(tasks_of(house, "hr")) == 2
	change(house.of["ana"], relieving_date="2026-12-31")
	about = [each for each in tasks_of(house, "hr") if "31-12-2026" in each]
	assert len(about) == 1 and len(tasks_of(house, "hr")) == 2
	change(house.of["ana"], resignation_letter_date=None, relieving_date=None)
	assert tasks_of(house, "hr") == [f"Talk with {name}"]
	change(house.of["ana"], resignation_letter_date="2026-01-05", relieving_date="2026-12-31")
	assert sorted(tasks_of(house, "hr")) == sorted([*about, f"Talk with {name}"])


def test_whoever_left_leaves_the_seat_vacant_and_the_nomination_on_record(house: House) -> None:
	frappe.get_doc(POSITION, house.position["P2"]).update({"incumbent": house.of["budi"]}).save()
	change(house.of["budi"], status="Left", relieving_date="2026-01-31")
	since = frappe.db.get_value(POSITION, house.position["P2"], "vacant_since")
	assert str(since) == "2026-01-31" and kept(house, "P2", "loss_reason") == "vacant: the incumbent has left"
	stood = frappe.db.get_value(CANDIDATE, candidate_of(house, "P3", "budi"), ["status", "on_bench"])
	assert stood == ("Confirmed", 0) and kept(house, "P3", "ready_now") == 1
	change(house.of["budi"], status="Active", relieving_date=None)
	assert frappe.db.get_value(POSITION, house.position["P2"], "vacant_since") is None
	assert kept(house, "P3", "ready_now") == 2


def test_nobody_gets_a_task_about_a_plan_that_is_closed_to_him(house: House) -> None:
	frappe.get_doc(PLAN, house.plan("P4")).update({"owner_employee": house.of["hr"]}).save()
	named(house.plan("P4"), house.of["hr"])
	change(house.of["citra"], resignation_letter_date="2026-01-05")
	assert tasks_of(house, "hr") == [] and kept(house, "P4", "ready_now") == 1


def digest_lines(house: House, who: str) -> dict[str, int]:
	"""What the digest of somebody would say of succession: kind and how many."""
	own = house.of[who]
	found = facts.lines(facts.chunk_of([own], {house.user(who): own}, getdate(), getdate(), people.rules()))
	return found[found["kind"] == "Succession Task"].groupby("to").size().to_dict()


def test_the_digest_says_that_a_task_is_open(house: House) -> None:
	frappe.get_doc(PLAN, house.plan("P4")).update({"owner_employee": house.of["hr"]}).save()
	assert digest_lines(house, "hr") == {}
	change(house.of["citra"], resignation_letter_date="2026-01-05")
	assert digest_lines(house, "hr") == {house.of["hr"]: 1}
	assert digest_lines(house, "holder") == {}


def test_two_records_of_one_person_stand_on_a_plan_once(house: House) -> None:
	kept_ = candidate_of(house, "P3", "budi")
	citra = named(house.plan("P3"), house.of["citra"]).name
	frappe.rename_doc("Employee", house.of["citra"], house.of["budi"], merge=True, show_alert=False)
	assert frappe.db.exists(CANDIDATE, kept_) and not frappe.db.exists(CANDIDATE, citra)
	assert frappe.db.get_value(CANDIDATE, {"plan": house.plan("P4")}, "employee") == house.of["budi"]


def test_withdrawn_nominations_run_out_and_others_stay(house: House) -> None:
	old = add_days(getdate(), -2000)
	for who, status in (("ana", "Withdrawn"), ("budi", "Confirmed")):
		frappe.db.set_value(CANDIDATE, candidate_of(house, "P3", who), {"status": status, "decided_on": old})
	assert retention.due("Succession Candidates", 36) == [candidate_of(house, "P3", "ana")]


# Where the figures come from


def test_potential_that_an_agreement_switched_off_is_no_part_of_readiness(house: House) -> None:
	profile = frappe.db.get_value("Talent Profile Employment", {"employee": house.of["citra"]}, "parent")
	frappe.get_doc(
		{
			"doctype": "Talent Assessment", "profile": profile, "employee": house.of["citra"],
			"performance_score": 5, "potential_score": 5,
		}
	).insert(ignore_permissions=True)  # fmt: skip
	assert len(figures.talent_among([house.of["citra"]])) == 1
	agreement = {"doctype": "Works Agreement", "title": "No boxes", "company": COMPANY, "nine_box": 1}
	agreement |= {"valid_from": "2026-01-01", "agreed_on": "2026-01-01", "text": "Agreed."}
	frappe.get_doc(agreement).insert()
	assert figures.talent_among([house.of["citra"]]).empty


def test_readiness_comes_from_fit_ratings_and_time_in_role(
	house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
	"""The worked example of the rules: .82, .75, .70 and 18 months come to .7655."""
	citra = house.of["citra"]
	fit = pd.DataFrame({"employee": [citra], "designation": ["Head"], "fit": [0.82], "ranked": [True]})
	monkeypatch.setattr(figures.evidence, "fit", lambda pairs: fit.assign(unmet_essentials=None))
	talent = pd.DataFrame({"employee": [citra], "performance_score": [4.0], "potential_score": [3.8]})
	monkeypatch.setattr(figures, "talent_among", lambda people: talent)
	frappe.get_doc({"doctype": "Designation", "designation_name": "Head"}).insert(ignore_if_duplicate=True)
	frappe.db.set_value(POSITION, house.position["P4"], "designation", "Head")
	since = add_days(getdate(), -round(18 * DAYS_PER_MONTH))
	frappe.get_doc(CANDIDATE, candidate_of(house, "P4", "citra")).update({"role_since": since}).save()
	row = frappe.db.get_value(
		CANDIDATE,
		candidate_of(house, "P4", "citra"),
		["readiness", "computed_band", "disagrees", "parts"],
		as_dict=True,
	)
	assert row.readiness == pytest.approx(76.55, abs=0.02)
	assert (row.computed_band, row.disagrees) == ("1-2 years", 1)
	assert json.loads(row.parts)["fit"] == 0.82
	told = readiness.positions_of([citra]).iloc[0]
	assert told["readiness"] == pytest.approx(0.7655, abs=2e-4)


def test_a_run_computes_everything_and_open_forms_can_be_saved(house: House) -> None:
	frappe.db.set_value(PLAN, house.plan("P1"), "bench", "")
	form = frappe.get_doc(PLAN, house.plan("P1"))
	as_user(house, "hr")
	keys = [key for group in figures.plan({}) for key in group]
	assert set(house.position.values()) <= set(keys)
	figures.work(Work("RUN-1", {}, keys))
	assert kept(house, "P1", "bench") == "Ready Now"
	form.update({"notes": "Typed meanwhile."}).save()
	assert figures.dry_run({})[0].count == len(keys)


def test_figures_take_as_many_statements_for_many_as_for_few(house: House) -> None:
	figures.refresh([house.position["P3"]])
	few = statements(lambda: figures.refresh([house.position["P3"]]))
	for number in range(6):
		position = seat(f"S{number}")
		named(frappe.db.get_value(PLAN, {"position": position}), house.of["budi"])
	assert statements(lambda: figures.refresh([house.position["P3"]])) == few


def statements(work: Callable[[], object]) -> int:
	"""How many statements something sends."""
	count, ask = [], frappe.db.sql

	def counted(*args: Any, **more: Any) -> Any:
		count.append(args[0])
		return ask(*args, **more)

	frappe.db.sql = counted
	try:
		work()
	finally:
		frappe.db.sql = ask
	return len(count)


def test_own_leavers_by_risk_are_counted_from_what_was_judged_a_year_before(house: House) -> None:
	judged = [("ana", "High", None), ("budi", "High", add_days(getdate(), -30)), ("citra", "Low", None)]
	for who, risk, gone in judged:
		name = f"RISK-T-{who}"
		row = {
			"name": name,
			"employee": house.of[who],
			"assessed_on": add_days(getdate(), -400),
			"risk": risk,
		}
		doc = frappe.get_doc(
			{"doctype": "Retention Assessment", **row, "impact": "Low", "state": "Submitted"}
		)
		doc.db_insert()
		frappe.db.set_value("Employee", house.of[who], "relieving_date", gone)
	found = evidence.leaver_rates(getdate()).set_index("risk_band")
	counted = {str(band): (row["people"], row["leavers"]) for band, row in found.iterrows()}
	assert counted == {"high": (2, 1), "low": (1, 0)}
