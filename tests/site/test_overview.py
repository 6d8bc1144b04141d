"""The cycle as a whole: what each reader's table counts, what is next, and what may be done about whom."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import frappe
from frappe.utils import add_days, getdate

import cycles as made
from cycles import Firm, appraisal_of, cycle, launch_now, move
from people import OTHER_COMPANY
from talent_performance.access import upkeep
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import chasing, overview, reminders, transfers
from talent_performance.flows.participants import APPRAISAL
from talent_performance.talent_performance.page.cycle_overview import cycle_overview as page

HOSTILE = "<b>Lia</b><script>alert(1)</script>"


@pytest.fixture(scope="module")
def firm(site: object) -> Iterator[Firm]:
	for made_firm in made.firm():
		upkeep.update_lines()
		yield made_firm


@pytest.fixture(autouse=True)
def each(name: str) -> Iterator[None]:
	yield from made.savepoint()


@pytest.fixture(scope="module")
def name(firm: Firm) -> str:
	"""A cycle in which the self reviews are 10 days late, of both companies."""
	dates = [("Goal Setting", 0, 30), ("Self Review", 60, 90), ("Manager Review", 120, 140)]
	phases = [
		{"phase": phase, "start_date": made.day(start), "due_date": made.day(due)}
		for phase, start, due in dates
	]
	made_cycle = cycle(phases=phases, companies=[{"company": made.COMPANY}, {"company": OTHER_COMPANY}])
	launch_now(made_cycle)
	late = {"state": "Self Review", "due_date": add_days(getdate(), -10)}
	frappe.db.set_value(APPRAISAL, {"cycle": made_cycle}, late)
	return made_cycle


def as_(firm: Firm, who: str) -> None:
	frappe.set_user(firm.users[who])


def sheet(firm: Firm, name: str, who: str) -> str:
	return appraisal_of(firm.of[who], name).name


def listed(name: str, **group: str) -> set[str]:
	"""Whose names the reader finds among those who are late."""
	return {row["employee"] for row in page.overdue(name, group=group or None)["rows"]}


def events(appraisal: str, deed: str) -> list[frappe._dict]:
	filters = {"appraisal": appraisal, "deed": deed}
	return frappe.get_all("Appraisal Event", filters=filters, fields=["*"], order_by="at, name")


def test_hr_counts_everybody_and_every_table_agrees(firm: Firm, name: str) -> None:
	move(sheet(firm, name, "clerk"), "Acknowledged")
	move(sheet(firm, name, "seller"), "Cancelled")
	as_(firm, "hr")
	found = page.board(name)
	here = {"cycle": name, "company": made.COMPANY, "state": ("!=", "Cancelled")}
	everybody = frappe.db.count(APPRAISAL, here)
	totals = found["totals"]
	assert totals["total"] == everybody == totals["open"] + totals["done"] + totals["overdue"]
	assert (totals["done"], totals["days_late"]) == (1, 10)
	assert sum(row["count"] for row in found["funnel"]) == everybody
	for table in found["groups"].values():
		assert sum(row["total"] for row in table["rows"]) == everybody
		assert sum(row["overdue"] for row in table["rows"]) == totals["overdue"]
	late = page.overdue(name)
	assert late["total"] == totals["overdue"]
	json.dumps([found, late], allow_nan=False, default=str)  # what a browser can read
	assert (found["whole"], found["mine"]) == (True, "all")


def test_a_manager_counts_whoever_stands_below_and_not_himself(firm: Firm, name: str) -> None:
	as_(firm, "manager")
	found = page.board(name)
	below = {firm.of[who] for who in ("clerk", "colleague", "seller", "joiner", "abroad")}
	assert listed(name) == below
	assert found["totals"]["total"] == len(below)
	assert (found["whole"], found["mine"], found["runs"]) == (False, "nudge", [])
	assert {row["group"] for row in found["groups"]["manager"]["rows"]} == {firm.of["manager"]}


@pytest.mark.parametrize("who", ["colleague"])
def test_an_employee_without_reports_is_refused(firm: Firm, name: str, who: str) -> None:
	as_(firm, who)
	own = sheet(firm, name, who)
	for attempt in (
		lambda: page.board(name),
		lambda: page.overdue(name),
		lambda: page.chase(name, "nudge"),
		lambda: page.chase(name, "nudge", names=[own]),
	):
		with pytest.raises(frappe.PermissionError):
			attempt()
	frappe.set_user("Administrator")
	assert not events(own, "nudge")


def test_hr_of_another_company_counts_its_own_people_only(firm: Firm, name: str) -> None:
	as_(firm, "hr abroad")
	assert listed(name) == {firm.of["abroad"], firm.of["hr abroad"]}
	stranger = frappe.get_all(APPRAISAL, {"cycle": name, "employee": firm.of["clerk"]}, pluck="name")
	for deed, more in (("nudge", {}), ("exempt", {"reason": "Because."})):
		with pytest.raises(frappe.PermissionError):
			page.chase(name, deed, names=stranger, **more)
	frappe.set_user("Administrator")
	other = cycle(companies=[{"company": made.COMPANY}], start_date=made.day(1))
	as_(firm, "hr abroad")
	with pytest.raises(frappe.PermissionError):
		page.board(other)


def test_hr_user_reads_and_changes_nothing(firm: Firm, name: str) -> None:
	clerk = sheet(firm, name, "clerk")
	as_(firm, "hr clerk")
	assert page.board(name)["mine"] == ""
	for deed, more in (
		("exempt", {}),
		("extend", {"due_date": str(add_days(getdate(), 5))}),
		("reassign", {"to": firm.of["second manager"]}),
	):
		with pytest.raises(frappe.PermissionError):
			page.chase(name, deed, names=[clerk], reason="Because.", **more)
	assert page.chase(name, "nudge", names=[clerk])["done"] == 0
	frappe.set_user("Administrator")
	assert frappe.db.get_value(APPRAISAL, clerk, ["state", "manager"]) == ("Self Review", firm.of["manager"])


def test_names_are_told_as_they_were_typed(firm: Firm, name: str) -> None:
	frappe.db.set_value(APPRAISAL, sheet(firm, name, "clerk"), "employee_name", HOSTILE)
	as_(firm, "hr")
	assert HOSTILE in [row["employee_name"] for row in page.overdue(name)["rows"]]


def test_a_reminder_reaches_each_person_once_a_day_and_is_logged(firm: Firm, name: str) -> None:
	"""The colleague has a user; the clerk has neither a user nor an address."""
	as_(firm, "manager")
	before = frappe.db.count("Notification Log", {"for_user": firm.users["colleague"]})
	names = [sheet(firm, name, who) for who in ("colleague", "clerk")]
	first = page.chase(name, "nudge", names=json.dumps(names))
	assert (first["done"], [row["appraisal"] for row in first["refused"]]) == (1, names[1:])
	assert "neither a user" in first["refused"][0]["why"]
	again = page.chase(name, "nudge", names=json.dumps(names[:1]))
	assert (again["done"], again["refused"][0]["why"]) == (0, "A reminder went out today already.")
	frappe.set_user("Administrator")
	logs = frappe.get_all(
		"Notification Log",
		filters={"for_user": firm.users["colleague"]},
		fields=["subject", "document_name", "type"],
		order_by="creation desc, name desc",
	)
	assert len(logs) == before + 1
	assert (logs[0].document_name, logs[0].type) == (names[0], "Alert")
	assert "Self Review" in logs[0].subject
	(event,) = events(names[0], "nudge")
	assert (event.by, event.from_state, event.to_state) == (
		firm.users["manager"],
		"Self Review",
		"Self Review",
	)


def test_one_notification_for_many_appraisals_of_a_manager(firm: Firm, name: str) -> None:
	of_manager = {"cycle": name, "manager": firm.of["manager"]}
	frappe.db.set_value(APPRAISAL, of_manager, {"state": "Manager Review"})
	as_(firm, "hr")
	before = frappe.db.count("Notification Log", {"for_user": firm.users["manager"]})
	told = page.chase(name, "nudge", group=json.dumps({"actor": firm.of["manager"]}))
	assert told["done"] == 5 and not told["refused"]
	assert frappe.db.count("Notification Log", {"for_user": firm.users["manager"]}) == before + 1


@pytest.mark.parametrize("desk", [True, False])
def test_a_mail_goes_to_all_leads_where_they_work_and_names_nobody(
	firm: Firm, name: str, monkeypatch: pytest.MonkeyPatch, desk: bool
) -> None:
	"""Who has no user is reached at the address that HR prefers; who has no desk is led to the portal."""
	sent: list[dict] = []
	colleague, clerk = firm.users["colleague"], "clerk@home.example.com"
	frappe.db.set_value("Employee", firm.of["clerk"], "prefered_email", clerk)
	frappe.db.set_value("User", colleague, "user_type", "System User" if desk else "Website User")
	monkeypatch.setattr(reminders.EmailAccount, "find_outgoing", lambda: {"default": object()})
	monkeypatch.setattr(frappe, "sendmail", lambda **mail: sent.append(mail))
	as_(firm, "manager")
	names = [sheet(firm, name, who) for who in ("colleague", "clerk")]
	assert page.chase(name, "nudge", names=names)["done"] == 2
	led = {who: mail["message"] for mail in sent for who in mail["recipients"]}
	assert led.keys() == {colleague, clerk} and "/talent" in led[clerk]
	assert ("performance-appraisal" in led[colleague]) is desk and len(sent) == 1 + desk
	assert "Launchclerk" not in str(sent)
	told = {"for_user": colleague, "document_name": names[0]}
	link = frappe.db.get_value("Notification Log", told, "link") or ""
	assert link.endswith("/talent") is not desk


def test_a_manager_reminds_nobody_above_and_not_himself(firm: Firm, name: str) -> None:
	frappe.db.set_value(APPRAISAL, sheet(firm, name, "clerk"), "state", "Manager Review")
	skips = {"state": "Second-Level Review", "second_manager": firm.of["boss"]}
	frappe.db.set_value(APPRAISAL, sheet(firm, name, "seller"), skips)
	as_(firm, "manager")
	names = [sheet(firm, name, who) for who in ("clerk", "seller")]
	told = {row["appraisal"]: row["why"] for row in page.chase(name, "nudge", names=names)["refused"]}
	assert told == {
		names[0]: "It waits for yourself.",
		names[1]: "It waits for somebody who doesn't report to you.",
	}


def test_hr_extends_with_a_reason_and_a_later_day(firm: Firm, name: str) -> None:
	clerk, later = sheet(firm, name, "clerk"), add_days(getdate(), 7)
	as_(firm, "hr")
	with pytest.raises(IllegalMove, match="needs a reason"):
		page.chase(name, "extend", names=[clerk], due_date=str(later))
	with pytest.raises(IllegalMove, match="today or later"):
		page.chase(name, "extend", names=[clerk], reason="Ill.", due_date=str(add_days(getdate(), -1)))
	assert page.chase(name, "extend", names=[clerk], reason="Ill.", due_date=str(later))["done"] == 1
	assert frappe.db.get_value(APPRAISAL, clerk, "due_date") == later
	(event,) = events(clerk, "extend")
	assert (event.reason, event.by) == ("Ill.", firm.users["hr"])
	assert page.chase(name, "extend", names=[clerk], reason="Ill.", due_date=str(later))["done"] == 0
	transfers.follow([firm.of["clerk"]])
	assert frappe.db.get_value(APPRAISAL, clerk, "due_date") == later


def test_an_extension_while_goals_are_set_moves_the_goal_deadline(firm: Firm, name: str) -> None:
	clerk, later = sheet(firm, name, "clerk"), add_days(getdate(), 7)
	frappe.db.set_value(APPRAISAL, clerk, "state", "Goal Setting")
	as_(firm, "hr")
	page.chase(name, "extend", names=[clerk], reason="Ill.", due_date=str(later))
	assert frappe.db.get_value(APPRAISAL, clerk, ["due_date", "goal_deadline"]) == (later, later)


def test_hr_reassigns_and_the_nightly_look_leaves_it_until_reports_to_changes(firm: Firm, name: str) -> None:
	clerk, to = sheet(firm, name, "clerk"), firm.of["second manager"]
	as_(firm, "hr")
	assert page.chase(name, "reassign", names=[clerk], reason="On leave.", to=to)["done"] == 1
	frappe.set_user("Administrator")
	transfers.catch_up()
	saved = appraisal_of(firm.of["clerk"], name)
	assert (saved.manager, saved.segments[-1].manager) == (to, to)
	assert len(saved.segments) == 1 and events(clerk, "reassign")[0].reason == "On leave."
	made_manager = {"reports_to": firm.of["boss"]}
	frappe.db.set_value("Employee", firm.of["clerk"], made_manager)
	transfers.follow([firm.of["clerk"]])
	assert appraisal_of(firm.of["clerk"], name).manager == firm.of["boss"]


def test_nobody_is_made_his_own_manager_nor_hr_takes_it_over(firm: Firm, name: str) -> None:
	clerk = sheet(firm, name, "clerk")
	as_(firm, "hr")
	told = page.chase(name, "reassign", names=[clerk], reason="Why not.", to=firm.of["clerk"])
	assert told["refused"][0]["why"] == "Nobody appraises himself."
	for to, match in ((firm.of["hr"], "to yourself"), (firm.of["leaver"], "somebody who works here")):
		with pytest.raises(IllegalMove, match=match):
			page.chase(name, "reassign", names=[clerk], reason="Why not.", to=to)
	assert frappe.db.get_value(APPRAISAL, clerk, "manager") == firm.of["manager"]


def test_hr_exempts_others_and_not_itself(firm: Firm, name: str) -> None:
	names = [sheet(firm, name, who) for who in ("clerk", "hr")]
	as_(firm, "hr")
	told = page.chase(name, "exempt", names=names, reason="Long illness.")
	assert (told["done"], told["refused"][0]["why"]) == (
		1,
		"This is your own appraisal: somebody else does that.",
	)
	states = dict(frappe.get_all(APPRAISAL, {"name": ("in", names)}, ["name", "state"], as_list=True))
	assert states == {names[0]: "Exempt", names[1]: "Self Review"}


def test_more_than_a_few_hundred_go_by_a_run(firm: Firm, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(chasing, "AT_ONCE", 3)
	as_(firm, "hr")
	asked = {"reason": "Ill.", "due_date": str(add_days(getdate(), 7))}
	run = page.chase(name, "extend", group="{}", **asked)["run"]
	assert page.chase(name, "extend", group="{}", **asked)["run"] == run
	made.work_off(run)
	done, refused = frappe.db.get_value("Talent Run", run, ["rows_done", "rows_refused"])
	assert refused == 1  # HR's own
	assert done == frappe.db.count(APPRAISAL, {"cycle": name, "due_date": asked["due_date"]})
	assert page.board(name)["runs"][0]["name"] == run


def steps(name: str) -> list[str]:
	return [step["text"] for step in page.board(name)["steps"]]


def test_what_is_next_follows_from_the_state(firm: Firm, name: str) -> None:
	as_(firm, "hr")
	assert "Overdue appraisals: " in steps(name)[0]
	frappe.set_user("Administrator")
	frappe.db.set_value(APPRAISAL, {"cycle": name}, "state", "Calibration")
	frappe.db.set_value(APPRAISAL, sheet(firm, name, "clerk"), "state", "Appealed")
	as_(firm, "hr")
	assert steps(name)[0].startswith("Appeals that wait for a decision: 1.")
	assert not any("publish them" in text for text in steps(name))  # another company's HR has a say
	frappe.set_user("Administrator")
	assert any("publish them" in text for text in steps(name))
	frappe.db.set_value("Performance Cycle", name, "state", "Draft")
	frappe.clear_document_cache("Performance Cycle", name)
	assert any("This cycle is a draft" in text for text in steps(name))


def test_a_phase_that_ends_soon_says_how_many_are_open(firm: Firm, name: str) -> None:
	soon = add_days(getdate(), 3)
	frappe.db.set_value("Cycle Phase", {"parent": name, "phase": "Self Review"}, "due_date", soon)
	frappe.db.set_value(APPRAISAL, {"cycle": name}, "due_date", soon)
	frappe.clear_document_cache("Performance Cycle", name)
	as_(firm, "hr")
	total = page.board(name)["totals"]["open"]
	assert any(
		text.startswith("Self Review is due in 3 days") and text.endswith(f"Open appraisals: {total}.")
		for text in steps(name)
	)


def test_the_nearest_cycle_comes_first(firm: Firm, name: str) -> None:
	draft = cycle(title="Not yet", start_date=made.day(50))
	as_(firm, "hr")
	found = [each["name"] for each in overview.cycles()]
	assert found.index(name) < found.index(draft)
	as_(firm, "manager")
	assert draft not in [each["name"] for each in overview.cycles()]


def test_a_page_of_overdue_names_is_fifty(firm: Firm, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(overview, "PAGE", 3)
	as_(firm, "hr")
	first, second = page.overdue(name), page.overdue(name, start="3")
	assert len(first["rows"]) == 3 and first["total"] == second["total"]
	assert not {row["appraisal"] for row in first["rows"]} & {row["appraisal"] for row in second["rows"]}
