"""A worker is killed in the middle of closing a round: another goes on, every answer counts once, and nothing stays linked."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

import frappe

from feedback_made import RESPONSE, RESULT, ROUND, Made, drop, make_many, stored
from harness import Site
from people import COMPANY
from staff import drop_runs, import_employees
from talent_performance.flows.feedback import closing, keys
from talent_performance.runs import control, ledger, worker
from talent_performance.uninstall import drop_jobs
from test_close_killed import chunk_states, start_worker, wait_for

PEOPLE, CHUNK, RATERS = 24, 8, 5
# The second chunk's results are written, uncommitted; the key is destroyed, and nothing of the end is committed.
IN_A_CHUNK, IN_THE_END = "2", "talent_performance.flows.feedback.keys.destroy"


@pytest.fixture
def committed(site: Site, hushed: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Made, Made]]:
	"""Two rounds about different people with the same answers, which other processes see; taken away afterwards."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	drop_jobs()
	before = set(frappe.get_all(ledger.RUN, pluck="name"))
	names = import_employees(2 * PEOPLE, "FBKILL")
	rounds = [make_many(COMPANY, some, RATERS) for some in (names[:PEOPLE], names[PEOPLE:])]
	frappe.db.commit()
	monkeypatch.setattr(closing, "CLOSE_ROUND", replace(closing.CLOSE_ROUND, chunk_size=CHUNK))
	yield rounds[0], rounds[1]
	frappe.db.rollback()
	drop_jobs()
	for made in rounds:
		drop(made)
	drop_runs(set(frappe.get_all(ledger.RUN, pluck="name")) - before)
	frappe.db.delete("Employee", {"name": ("in", names)})
	frappe.db.commit()


def begun(made: Made) -> str:
	run = control.start("Close Feedback Round", {"round": made.round})
	frappe.db.commit()
	worker.prepare(run)
	return run


def work_off(run: str) -> None:
	for chunk, _attempt in ledger.free_chunks(run):
		worker.work_chunk(chunk)


def figures(made: Made) -> list[dict]:
	"""What was sealed about each, in the order of the people."""
	found = frappe.get_all(RESULT, {"round": made.round}, ["employee", "figures"], order_by="employee, name")
	assert [each.employee for each in found] == sorted(made.requests)
	return [json.loads(each.figures) for each in found]


def answers(made: Made) -> list[tuple]:
	"""What is answered about each, without the names of requests, which differ between rounds."""
	place = {request: at for at, request in enumerate(made.requests.values())}
	return sorted((place[line[0]], *line[1:]) for line in stored(made.round))


@pytest.mark.parametrize("die_at", [IN_A_CHUNK, IN_THE_END])
def test_a_close_that_is_killed_ends_as_an_undisturbed_one(
	site: Site, committed: tuple[Made, Made], die_at: str
) -> None:
	calm, killed = committed
	asked = answers(killed)
	work_off(begun(calm))
	run = begun(killed)
	process = start_worker(site, run, die_at=die_at)
	process.stdin.write("\n")
	process.stdin.flush()
	wait_for(process, "in the middle")
	process.send_signal(signal.SIGKILL)
	process.wait()
	wait_until_rolled_back(killed, sealed=CHUNK if die_at == IN_A_CHUNK else PEOPLE)
	assert frappe.db.get_value(ROUND, killed.round, "state") == "Collecting"
	assert answers(killed) == asked
	frappe.db.set_value(ledger.CHUNK, {"parent": run, "state": "Running"}, "heartbeat", "2020-01-01 00:00:00")
	frappe.db.commit()
	control.resume_abandoned()
	frappe.db.commit()
	work_off(run)
	assert chunk_states(run) == ["Completed"] * 3
	assert frappe.db.get_value(ROUND, killed.round, "state") == "Closed"
	assert figures(killed) == figures(calm)
	assert answers(killed) == answers(calm) == asked
	linked = frappe.db.count(RESPONSE, {"round": killed.round, "respondent_key": ("is", "set")})
	assert (linked, keys.file_of(killed.round).exists()) == (0, False)


def wait_until_rolled_back(made: Made, sealed: int) -> None:
	"""The database notices after a moment that the killed worker's connection is gone."""
	for _ in range(100):
		frappe.db.rollback()
		there = frappe.db.count(RESULT, {"round": made.round})
		answered = frappe.db.count(RESPONSE, {"round": made.round})
		if (there, answered) == (sealed, PEOPLE * RATERS):
			return
		time.sleep(0.1)
	raise AssertionError(f"{there} results and {answered} answers are there.")
