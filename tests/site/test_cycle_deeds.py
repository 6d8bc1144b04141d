"""The buttons of a cycle: which are offered when and to whom, and that what is behind them works."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

import frappe

from appraised import CYCLE, House, close_all, state
from people import COMPANY, make_employee, user_of
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import cycle_deeds
from talent_performance.runs import ledger, worker
from talent_performance.talent_performance.doctype.performance_cycle import performance_cycle as desk
from talent_performance.talent_performance.doctype.talent_run import talent_run

FORM = Path(desk.__file__).with_suffix(".js").read_text(encoding="utf-8")
UNDER_WAY = {"take_objectives", "add_late_joiners", "record_absence", "close", "cancel"}


def offered(home: House, who: str) -> set[str]:
	"""The buttons that somebody sees."""
	frappe.set_user(home.user(who))
	return set(desk.standing(CYCLE)["deeds"])


def worked_off(run: str) -> frappe._dict:
	"""What became of a run, done in this process."""
	worker.prepare(run)
	for chunk, _attempt in ledger.free_chunks(run):
		worker.work_chunk(chunk)
	return frappe.db.get_value(ledger.RUN, run, "*", as_dict=True)


def cycle_state() -> str:
	return frappe.db.get_value("Performance Cycle", CYCLE, "state")


def test_every_button_has_its_deed_and_every_call_its_method(home: House) -> None:
	start = FORM.index("function buttons(frm)")
	block = FORM[start : FORM.index("\n}\n", start)]
	assert set(re.findall(r"^\t\t(\w+): \[", block, re.M)) == set(cycle_deeds.POSSIBLE)
	called = set(re.findall(r'(?:call|start|count_first)\(\s*(?:frm,\s*)?"(\w+)"', FORM))
	assert {"standing", "close_cycle", "publish_cycle", "reopen_cycle", "cancel_cycle"} < called
	for method in called:
		frappe.is_whitelisted(getattr(desk, method))


@pytest.mark.parametrize("who", ["HR Manager", "Talent Manager"])
def test_buttons_follow_the_state(home: House, who: str) -> None:
	assert offered(home, who) == UNDER_WAY
	frappe.set_user("Administrator")
	close_all(home)
	frappe.db.set_value("Performance Cycle", CYCLE, "state", "Closed")
	assert offered(home, who) == {"publish"}
	assert worked_off(desk.publish_cycle(CYCLE)).state == "Completed"
	assert offered(home, who) == {"reopen"}
	for gone, wanted in (("Draft", {"launch", "reopen"}), ("Cancelled", {"reopen"})):
		frappe.db.set_value("Performance Cycle", CYCLE, "state", gone)
		assert offered(home, who) == wanted


def test_the_next_phase_is_offered_as_long_as_there_is_one(home: House) -> None:
	cycle = frappe.get_doc("Performance Cycle", CYCLE)
	cycle.append("phases", {"phase": "Calibration", "start_date": "2025-12-01", "due_date": "2025-12-31"})
	cycle.save()
	assert offered(home, "HR Manager") == {*UNDER_WAY, "open_next_phase"}


def test_cycles_of_other_companies_dont_stand_in_the_way_of_a_new_one(home: House) -> None:
	elsewhere = {
		"doctype": "Cycle Company",
		"name": "of another cycle",
		"parent": "CYCLE",
		"company": "Elsewhere",
	}
	frappe.get_doc(elsewhere).db_insert()
	user = user_of(make_employee("Hera", roles=("HR Manager",)))
	new = frappe.new_doc("Performance Cycle")
	new.append("companies", {"company": COMPANY})
	assert frappe.has_permission("Performance Cycle", "create", doc=new, user=user)
	new.append("companies", {"company": "Elsewhere"})
	assert not frappe.has_permission("Performance Cycle", "create", doc=new, user=user)


def test_once_something_is_decided_the_cycle_isnt_cancelled(home: House) -> None:
	frappe.db.set_value("Performance Appraisal", home.appraisal["rina"], "state", "Published")
	assert offered(home, "HR Manager") == (UNDER_WAY - {"cancel"}) | {"reopen"}


@pytest.mark.parametrize("who", ["rina", "manager", "HR User"])
def test_nobody_else_sees_a_button_or_gets_through_without_one(home: House, who: str) -> None:
	frappe.clear_messages()
	assert offered(home, who) == set()
	assert desk.standing(CYCLE)["runs"] == []
	assert not frappe.local.message_log  # nor is told on opening the form what isn't allowed
	for attempt in (
		lambda: desk.close_cycle(CYCLE),
		lambda: desk.publish_cycle(CYCLE),
		lambda: desk.reopen_cycle(CYCLE, "Because."),
		lambda: desk.cancel_cycle(CYCLE, "Because."),
	):
		with pytest.raises(frappe.PermissionError):
			attempt()
	assert (cycle_state(), state(home, "rina")) == ("Launched", "Manager Review")
	assert not frappe.db.exists(ledger.RUN, {"arguments": ("like", f"%{CYCLE}%")})


def test_a_close_counts_first_and_is_then_done_for_real(home: House) -> None:
	frappe.set_user(home.user("HR Manager"))
	counting = desk.close_cycle(CYCLE, publish="1", only_ended="0", dry_run="1")
	counts = dict(json.loads(worked_off(counting).counts))
	assert counts["Would be rated"] == len(home.of)
	assert cycle_state() == "Launched"
	real = talent_run.start_for_real(counting)
	assert worked_off(real).rows_done == len(home.of)
	assert (cycle_state(), state(home, "rina")) == ("Published", "Published")
	runs = desk.standing(CYCLE)["runs"]
	assert {run["name"]: run["dry_run"] for run in runs} == {real: 0, counting: 1}


def test_a_second_click_starts_no_second_run(home: House) -> None:
	frappe.set_user(home.user("HR Manager"))
	assert desk.close_cycle(CYCLE) == desk.close_cycle(CYCLE)
	assert desk.close_cycle(CYCLE, dry_run=True) != desk.close_cycle(CYCLE, dry_run=True)


def test_a_cycle_that_is_reopened_is_under_way_again_and_closes_anew(home: House) -> None:
	frappe.set_user(home.user("HR Manager"))
	worked_off(desk.close_cycle(CYCLE, publish=True))
	with pytest.raises(IllegalMove, match="and why"):
		desk.reopen_cycle(CYCLE, " ")
	counts = dict(json.loads(worked_off(desk.reopen_cycle(CYCLE, "A target.", dry_run=True)).counts))
	own = 1  # HR's own appraisal is somebody else's to reopen
	assert counts["Published appraisals that would be reopened"] == len(home.of) - own
	assert (cycle_state(), state(home, "rina")) == ("Published", "Published")
	assert worked_off(desk.reopen_cycle(CYCLE, "A target.")).rows_done == len(home.of) - own
	assert (cycle_state(), state(home, "rina")) == ("Launched", "Manager Review")
	assert state(home, "HR Manager") == "Published"
	assert offered(home, "HR Manager") == (UNDER_WAY - {"cancel"}) | {"reopen"}
	worked_off(desk.close_cycle(CYCLE, publish=True))
	assert (cycle_state(), state(home, "rina")) == ("Published", "Published")


def test_a_draft_is_neither_closed_nor_published(home: House) -> None:
	frappe.db.set_value("Performance Cycle", CYCLE, "state", "Draft")
	frappe.set_user(home.user("HR Manager"))
	for attempt in (desk.close_cycle, desk.publish_cycle):
		with pytest.raises(IllegalMove, match="Launch"):
			attempt(CYCLE)


def test_a_dry_run_names_whom_it_is_about_and_nobody_who_could_read_it(home: House) -> None:
	without = ("rina", "HR Manager", "Talent Manager")
	names = [home.appraisal[who] for who in without]
	frappe.db.delete("Appraisal Review", {"appraisal": ("in", names)})
	frappe.set_user(home.user("HR Manager"))
	run = desk.close_cycle(CYCLE, dry_run=True)
	worked_off(run)
	groups = {group["reason"]: group for group in talent_run.reasons(run)}
	missing = groups["Of them, without a submitted manager review"]
	assert {person["key"] for person in missing["people"]} == {
		home.of[who] for who in ("rina", "Talent Manager")
	}
	stored = frappe.db.get_value(ledger.RUN, run, "people")
	unrated = {
		name for reason, people in json.loads(stored) if reason.startswith("Not rated") for name in people
	}
	assert unrated == {home.of["rina"]}
	form = frappe.get_doc(ledger.RUN, run)
	form.run_method("onload")
	assert home.of["rina"] not in form.people


def test_the_names_are_taken_along_for_excel(home: House) -> None:
	frappe.db.set_value("Performance Appraisal", home.appraisal["rina"], "state", "Goal Setting")
	frappe.db.delete("Appraisal Review", {"appraisal": home.appraisal["rina"]})
	frappe.set_user(home.user("HR Manager"))
	run = desk.close_cycle(CYCLE, dry_run=True)
	worked_off(run)
	talent_run.download_refusals(run, "xlsx")
	sheet = load_workbook(io.BytesIO(frappe.response.pop("filecontent"))).active
	rows = list(sheet.iter_rows(values_only=True))
	assert rows[0] == ("Row", "Name", "Department", "Field", "Reason")
	assert (home.of["rina"], "Crina") in {row[:2] for row in rows[1:]}
	frappe.set_user(home.user("rina"))
	with pytest.raises(frappe.PermissionError):
		talent_run.download_refusals(run)
