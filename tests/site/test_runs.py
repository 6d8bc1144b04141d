"""Runs on a real site: progress, refusals, cancel and resume, two workers at once, a worker that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import frappe

from harness import SQLITE, Site, environment, wanted_database
from staff import KIND, drop_profiles, drop_runs, hush_general_hooks, import_employees, picture, user
from talent_performance.exceptions import IllegalMove, UnknownKindOfRun
from talent_performance.flows import talent_profiles
from talent_performance.flows.talent_profiles import PROFILE
from talent_performance.runs import control, kinds, ledger, worker
from talent_performance.store import listeners
from talent_performance.talent_performance.doctype.talent_run import talent_run as desk
from talent_performance.uninstall import drop_jobs

PEOPLE = 600
CHUNK = 100


@pytest.fixture(scope="module", autouse=True)
def hushed(site: Site) -> Iterator[None]:
	"""Without what other apps of this bench hook on every DocType."""
	asked = listeners.harmless_by_hook
	hush_general_hooks()
	yield
	listeners.harmless_by_hook = asked


@pytest.fixture(scope="module")
def employees(site: Site) -> Iterator[list[str]]:
	"""600 employee records without profiles."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	names = import_employees(PEOPLE, "RUN")
	frappe.db.commit()
	yield names
	frappe.db.rollback()
	frappe.db.delete("Employee", {"name": ("in", names)})
	frappe.db.commit()


@pytest.fixture
def people(employees: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
	"""The same, in chunks of 100; runs and profiles that a test makes are taken away after it."""
	small = replace(talent_profiles.GIVE_EVERYONE_A_PROFILE, chunk_size=CHUNK)
	monkeypatch.setattr(talent_profiles, "GIVE_EVERYONE_A_PROFILE", small)
	before = set(frappe.get_all(ledger.RUN, pluck="name"))
	drop_jobs()
	yield employees
	frappe.db.rollback()
	frappe.set_user("Administrator")
	drop_jobs()
	drop_profiles(employees)
	drop_runs(set(frappe.get_all(ledger.RUN, pluck="name")) - before)
	frappe.db.commit()


def begun(**arguments: object) -> str:
	"""A run that is started and cut into chunks."""
	run = control.start(KIND, arguments)
	frappe.db.commit()
	worker.prepare(run)
	return run


def work_off(run: str) -> None:
	"""Do in this process what the background jobs do."""
	for chunk, _attempt in ledger.free_chunks(run):
		worker.work_chunk(chunk)


def record(run: str) -> frappe._dict:
	"""The run as it is now."""
	return frappe.db.get_value(ledger.RUN, run, "*", as_dict=True)


def chunks(run: str) -> list[frappe._dict]:
	"""Its chunks."""
	return frappe.get_all(ledger.CHUNK, filters={"parent": run}, fields=["*"], order_by="idx, name")


def make_stale(run: str) -> None:
	"""As if the worker hadn't been heard of for a long time."""
	frappe.db.set_value(ledger.CHUNK, {"parent": run, "state": "Running"}, "heartbeat", "2020-01-01 00:00:00")
	frappe.db.commit()


def test_a_dry_run_counts_and_writes_nothing(people: list[str]) -> None:
	run = control.start(KIND, dry_run=True)
	worker.prepare(run)
	counts = dict(json.loads(record(run).counts))
	assert record(run).state == "Completed"
	assert counts["Employee records without a profile"] >= PEOPLE
	assert counts["Of those without a profile, people who have left"] >= PEOPLE / 10
	assert picture(people) == []


def test_progress_is_seen_after_every_chunk(people: list[str]) -> None:
	run = begun()
	first, second = ledger.free_chunks(run)[:2]
	worker.work_chunk(first[0])
	assert (record(run).state, record(run).rows_done) == ("Running", CHUNK)
	worker.work_chunk(second[0])
	assert record(run).rows_done == 2 * CHUNK
	assert 0 < record(run).progress < 100


def test_everyone_has_a_profile_and_the_starter_is_told(people: list[str]) -> None:
	run = begun()
	work_off(run)
	ended = record(run)
	assert (ended.state, ended.rows_done, ended.rows_refused, ended.progress) == (
		"Completed",
		ended.rows_total,
		0,
		100,
	)
	assert len(picture(people)) == PEOPLE
	told = frappe.get_all("Notification Log", filters={"document_name": run}, fields=["for_user", "subject"])
	assert [note.for_user for note in told] == ["Administrator"]
	assert f"{ended.rows_total} done, 0 refused" in told[0].subject


def test_a_second_run_finds_nothing_to_do(people: list[str]) -> None:
	work_off(begun())
	again = control.start(KIND)
	worker.prepare(again)
	assert (record(again).state, chunks(again)) == ("Completed", [])


def test_a_chunk_that_was_done_is_not_done_again(people: list[str]) -> None:
	run = begun()
	chunk = ledger.free_chunks(run)[0][0]
	worker.work_chunk(chunk)
	worker.work_chunk(chunk)
	assert chunks(run)[0].attempt == 1
	assert frappe.db.count("Talent Profile Employment", {"employee": ("in", people)}) == CHUNK


@pytest.mark.skipif(wanted_database() == SQLITE, reason="On SQLite columns have no length to exceed.")
def test_only_the_bad_rows_are_refused_and_land_once_they_are_mended(people: list[str]) -> None:
	bad = {people[3]: "x" * 200, people[250]: "y" * 200}
	frappe.db.sql_ddl("alter table `tabEmployee` modify `employee_name` varchar(255)")
	try:
		for name, text in bad.items():
			frappe.db.set_value("Employee", name, "employee_name", text)
		frappe.db.commit()
		run = begun()
		work_off(run)
		assert record(run).state == "Completed with Refusals"
		assert record(run).rows_refused == 2
		refusals = desk.refusals(run)
		assert {row["key"]: row["field"] for row in refusals["rows"]} == dict.fromkeys(bad, "person_name")
		assert "more than 140 characters" in refusals["rows"][0]["message"]
		assert len(picture(people)) == PEOPLE - 2
		for name in bad:
			frappe.db.set_value("Employee", name, "employee_name", f"Person {name}")
		frappe.db.commit()
		control.resume(run)
		worker.prepare(run)
		work_off(run)
	finally:
		frappe.db.rollback()
		for name in bad:
			frappe.db.set_value("Employee", name, "employee_name", f"Person {name}")
		frappe.db.sql_ddl("alter table `tabEmployee` modify `employee_name` varchar(140)")
	assert (record(run).state, record(run).rows_refused) == ("Completed", 0)
	assert len(picture(people)) == PEOPLE


def test_a_customers_mandatory_field_refuses_every_row_with_its_name(
	people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
	few = replace(
		talent_profiles.GIVE_EVERYONE_A_PROFILE, plan=lambda _arguments: [[name] for name in people[:60]]
	)
	monkeypatch.setattr(talent_profiles, "GIVE_EVERYONE_A_PROFILE", few)
	field = frappe.get_doc(
		{"doctype": "Custom Field", "dt": PROFILE, "fieldname": "union_number", "label": "Union Number", "fieldtype": "Data", "reqd": 1}
	).insert()  # fmt: skip
	try:
		run = begun()
		work_off(run)
		assert record(run).state == "Completed with Refusals"
		found = desk.refusals(run)
		assert found["total"] == record(run).rows_total
		assert {row["field"] for row in found["rows"]} == {"union_number"}
		assert picture(people) == []
	finally:
		frappe.db.rollback()
		field.delete()
		frappe.db.commit()


def test_refusals_can_be_downloaded(people: list[str]) -> None:
	run = begun()
	held = ledger.claim(ledger.free_chunks(run)[0][0])
	ledger.finish(held, [{"key": "=1+1", "field": "user", "message": "Not so"}])
	desk.download_refusals(run)
	text = frappe.response.pop("filecontent").decode("utf-8-sig")
	assert text.splitlines() == ["Row,Name,Department,Field,Reason", "'=1+1,'=1+1,,user,Not so"]


def test_cancelling_begins_nothing_more_and_resuming_does_the_rest(people: list[str]) -> None:
	run = begun()
	free = ledger.free_chunks(run)
	worker.work_chunk(free[0][0])
	control.cancel(run)
	frappe.db.commit()
	for chunk, _attempt in free:
		worker.work_chunk(chunk)
	assert record(run).state == "Cancelled"
	assert len(picture(people)) == CHUNK
	control.resume(run)
	worker.prepare(run)
	work_off(run)
	assert record(run).state == "Completed"
	assert len(picture(people)) == PEOPLE


def test_a_chunk_in_hand_lands_though_the_run_was_cancelled(people: list[str]) -> None:
	run = begun()
	held = ledger.claim(ledger.free_chunks(run)[0][0])
	control.cancel(run)
	ledger.finish(held, [])
	worker.settle(run)
	assert record(run).state == "Cancelled"
	assert chunks(run)[0].state == "Completed"


def test_moves_that_are_not_in_the_table_are_refused(people: list[str]) -> None:
	run = begun()
	with pytest.raises(IllegalMove):
		frappe.delete_doc(ledger.RUN, run)
	work_off(run)
	for move in (control.cancel, control.resume):
		with pytest.raises(IllegalMove):
			move(run)
	assert record(run).state == "Completed"
	frappe.delete_doc(ledger.RUN, run)
	assert not frappe.db.exists(ledger.RUN, run)


def test_a_claim_that_is_fresh_is_not_taken_over_and_a_stale_one_is(people: list[str]) -> None:
	run = begun()
	chunk = ledger.free_chunks(run)[0][0]
	first = ledger.claim(chunk)
	assert ledger.claim(chunk) is None
	make_stale(run)
	second = ledger.claim(chunk)
	assert (second.attempt, second.keys) == (2, first.keys)
	with pytest.raises(ledger.ClaimLost):
		ledger.finish(first, [])
	ledger.finish(second, [])
	assert chunks(run)[0].state == "Completed"


def test_what_a_worker_did_that_was_taken_for_dead_does_not_land(
	people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
	run = begun()
	chunk = ledger.free_chunks(run)[0][0]
	finish = ledger.finish

	def too_late(held: ledger.Claim, refusals: list) -> None:
		frappe.db.set_value(ledger.CHUNK, held.chunk, "claim", "somebody else's")
		finish(held, refusals)

	monkeypatch.setattr(ledger, "finish", too_late)
	worker.work_chunk(chunk)
	assert picture(people) == []


def test_a_chunk_whose_worker_dies_every_time_has_failed(people: list[str]) -> None:
	run = begun()
	chunk = ledger.free_chunks(run)[0][0]
	for _attempt in range(ledger.MOST_ATTEMPTS):
		assert ledger.claim(chunk)
		make_stale(run)
	assert ledger.claim(chunk) is None
	control.pick_up(run)
	work_off(run)
	assert record(run).state == "Failed"
	assert len(picture(people)) == PEOPLE - CHUNK
	control.resume(run)
	worker.prepare(run)
	work_off(run)
	assert record(run).state == "Completed"
	assert len(picture(people)) == PEOPLE


def test_a_conflict_with_another_transaction_is_tried_again(
	people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
	run = begun()
	chunk = ledger.free_chunks(run)[0][0]
	with monkeypatch.context() as once:
		once.setattr(talent_profiles.store, "insert", raising(frappe.QueryDeadlockError("deadlock")))
		worker.work_chunk(chunk)
	assert (chunks(run)[0].state, chunks(run)[0].attempt) == ("Queued", 1)
	worker.work_chunk(chunk)
	assert chunks(run)[0].state == "Completed"


def raising(error: Exception) -> object:
	"""A function that raises."""

	def raises(*_given: object, **_named: object) -> None:
		raise error

	return raises


def test_a_plan_that_fails_says_why(people: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
	broken = replace(
		talent_profiles.GIVE_EVERYONE_A_PROFILE, plan=raising(frappe.ValidationError("Nobody is there"))
	)
	monkeypatch.setattr(talent_profiles, "GIVE_EVERYONE_A_PROFILE", broken)
	run = begun()
	assert (record(run).state, record(run).error) == ("Failed", "Nobody is there")


def test_an_unknown_kind_is_refused(people: list[str]) -> None:
	with pytest.raises(UnknownKindOfRun):
		control.start("No Such Kind")


def test_another_app_can_offer_a_kind(people: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
	hooks = frappe.get_hooks
	offered = {"Their Kind": ["talent_performance.flows.talent_profiles.GIVE_EVERYONE_A_PROFILE"]}
	monkeypatch.setattr(
		kinds.frappe,
		"get_hooks",
		lambda *asked, **more: offered if asked[:1] == ("talent_run_kinds",) else hooks(*asked, **more),
	)
	assert kinds.kind_of_run("Their Kind").names_for == PROFILE


def test_who_may_start_and_who_may_not(people: list[str]) -> None:
	frappe.set_user(user("run.hr@example.com", "HR Manager"))
	run = control.start(KIND)
	frappe.set_user("Administrator")
	frappe.set_user(user("run.clerk@example.com", "HR User"))
	with pytest.raises(frappe.PermissionError):
		control.start(KIND)
	with pytest.raises(frappe.PermissionError):
		desk.cancel_run(run)
	assert frappe.get_list(ledger.RUN, filters={"name": run}) == []
	frappe.set_user("run.hr@example.com")
	assert [row.name for row in frappe.get_list(ledger.RUN, filters={"name": run})] == [run]
	desk.cancel_run(run)
	assert record(run).state == "Cancelled"


def test_a_resumed_run_writes_as_the_person_who_started_it(people: list[str]) -> None:
	frappe.set_user(user("run.hr@example.com", "HR Manager"))
	run = control.start(KIND)
	frappe.db.commit()
	frappe.set_user("Administrator")
	worker.prepare(run)
	work_off(run)
	assert {row[5] for row in picture(people)} == {"run.hr@example.com"}
	assert frappe.session.user == "Administrator"


def test_the_form_does_not_carry_thousands_of_keys(people: list[str]) -> None:
	document = frappe.get_doc(ledger.RUN, begun())
	document.run_method("onload")
	assert {chunk.row_keys for chunk in document.chunks} == {None}


def start_worker(site: Site, run: str, die_at: str = "") -> subprocess.Popen[str]:
	"""A worker in a process of its own, that waits for a word."""
	script = Path(__file__).with_name("work_off.py")
	process = subprocess.Popen(
		[site.bench.python, "-W", "ignore", script, site.name, run, *([die_at] if die_at else [])],
		cwd=site.sites,
		env={**os.environ, **environment(site.workspace)},
		stdin=subprocess.PIPE,
		stdout=subprocess.PIPE,
		text=True,
	)
	wait_for(process, "ready")
	return process


def wait_for(process: subprocess.Popen[str], word: str) -> None:
	"""Read what it says until it says the word."""
	for line in process.stdout:
		if line.strip() == word:
			return
	raise AssertionError(f"The worker ended with {process.wait()} before it was {word}.")


def test_two_workers_side_by_side_do_no_chunk_twice(site: Site, people: list[str]) -> None:
	run = begun()
	pair = [start_worker(site, run) for _ in range(2)]
	for process in pair:
		process.stdin.write("\n")
		process.stdin.flush()
	assert [process.wait(timeout=120) for process in pair] == [0, 0]
	frappe.db.rollback()
	if wanted_database() == SQLITE:
		work_off(run)  # it lets one write at a time: what a worker gave back waits in the queue
	else:
		assert {chunk.attempt for chunk in chunks(run)} == {1}
	assert record(run).state == "Completed"
	assert len(picture(people)) == PEOPLE
	assert record(run).rows_done == record(run).rows_total


def test_a_worker_killed_in_the_middle_leaves_what_an_undisturbed_run_leaves(
	site: Site, people: list[str]
) -> None:
	undisturbed = begun()
	work_off(undisturbed)
	expected = picture(people)
	drop_profiles(people)
	frappe.db.commit()
	run = begun()
	process = start_worker(
		site, run, die_at="4"
	)  # the second chunk's employments are in the table, uncommitted
	process.stdin.write("\n")
	process.stdin.flush()
	wait_for(process, "in the middle")
	process.send_signal(signal.SIGKILL)
	process.wait()
	frappe.db.rollback()
	assert [chunk.state for chunk in chunks(run)][:3] == ["Completed", "Running", "Queued"]
	wait_until_rolled_back(people)
	make_stale(run)
	control.resume_abandoned()
	frappe.db.commit()
	site.bench_command("worker", "--queue", "long", "--burst", "--quiet")
	frappe.db.rollback()
	assert record(run).state == "Completed"
	assert [chunk.attempt for chunk in chunks(run)][:3] == [1, 2, 1]
	assert picture(people) == expected


def wait_until_rolled_back(people: list[str]) -> None:
	"""The database notices after a moment that the killed worker's connection is gone."""
	for _ in range(100):
		frappe.db.rollback()
		if len(picture(people)) == CHUNK:
			return
		time.sleep(0.1)
	raise AssertionError(f"{len(picture(people))} rows are there instead of {CHUNK}.")
