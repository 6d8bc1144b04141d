"""A worker that is killed in the middle of a close: another takes over, and nothing is lost or written twice."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import frappe

import reviewed
from harness import Site, environment
from reviewed import make_appraisals, make_cycle, make_potential, make_reviews, picture
from staff import drop_profiles, drop_runs, import_employees
from talent_performance.flows import close
from talent_performance.flows.talent_profiles import give_profiles
from talent_performance.runs import control, ledger, worker
from talent_performance.uninstall import drop_jobs

KIND = "Close Cycle"
PEOPLE, CHUNK = 300, 100


@pytest.fixture
def committed(site: Site, hushed: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
	"""A cycle of 300 people that other processes see, in chunks of 100; taken away afterwards."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	drop_jobs()
	before = set(frappe.get_all(ledger.RUN, pluck="name"))
	names = import_employees(PEOPLE, "CLOSE")
	give_profiles(names)
	make_cycle("Killed", 2025)
	appraisals = make_appraisals("Killed", names)
	make_reviews(appraisals, 4.0, overall=4.0)
	make_potential(names)
	frappe.db.commit()
	monkeypatch.setattr(close, "CLOSE_CYCLE", replace(close.CLOSE_CYCLE, chunk_size=CHUNK))
	yield names
	frappe.db.rollback()
	drop_jobs()
	reviewed.drop(["Killed"], names)
	drop_profiles(names)
	drop_runs(set(frappe.get_all(ledger.RUN, pluck="name")) - before)
	frappe.db.delete("Employee", {"name": ("in", names)})
	frappe.db.commit()


def begun() -> str:
	run = control.start(KIND, {"cycle": "Killed", "publish": 1})
	frappe.db.commit()
	worker.prepare(run)
	return run


def chunk_states(run: str) -> list[str]:
	return frappe.get_all(ledger.CHUNK, filters={"parent": run}, pluck="state", order_by="idx, name")


def undisturbed(names: list[str]) -> dict[str, list[tuple]]:
	"""The picture that a run leaves which nobody kills; afterwards everything is as before it."""
	run = begun()
	for chunk, _attempt in ledger.free_chunks(run):
		worker.work_chunk(chunk)
	found = picture("Killed")
	for doctype in ("Appraisal Result", "Talent Assessment", "Talent Placement", "Appraisal Event"):
		frappe.db.delete(doctype, {"employee": ("in", names)})
	values = {"state": "Manager Review", "rating": 0, "score": 0, "rating_label": None, "state_since": None}
	dates = dict.fromkeys(("published_on", "reply_by", "appeal_by"))
	frappe.db.set_value("Performance Appraisal", {"cycle": "Killed"}, {**values, **dates})
	frappe.db.set_value("Appraisal Review", {"cycle": "Killed"}, "seen_by_employee", 0)
	frappe.db.set_value(
		"Performance Cycle", "Killed", {"state": "Launched", "closed_on": None, "published_on": None}
	)
	frappe.db.commit()
	return found


def test_a_worker_killed_in_the_middle_of_a_close_leaves_what_an_undisturbed_one_leaves(
	site: Site, committed: list[str]
) -> None:
	expected = undisturbed(committed)
	run = begun()
	process = start_worker(
		site, run, die_at="8"
	)  # results and placements of the second chunk are written, uncommitted
	process.stdin.write("\n")
	process.stdin.flush()
	wait_for(process, "in the middle")
	process.send_signal(signal.SIGKILL)
	process.wait()
	wait_until_rolled_back()
	assert chunk_states(run) == ["Completed", "Running", "Queued"]
	assert frappe.db.get_value("Performance Cycle", "Killed", "state") == "Launched"
	frappe.db.set_value(ledger.CHUNK, {"parent": run, "state": "Running"}, "heartbeat", "2020-01-01 00:00:00")
	frappe.db.commit()
	control.resume_abandoned()
	frappe.db.commit()
	for chunk, _attempt in ledger.free_chunks(run):
		worker.work_chunk(chunk)
	assert chunk_states(run) == ["Completed"] * 3
	assert frappe.db.get_value("Performance Cycle", "Killed", "state") == "Published"
	assert picture("Killed") == expected


def start_worker(site: Site, run: str, die_at: str) -> subprocess.Popen:
	"""Another process on the same site."""
	script = Path(__file__).with_name("work_off.py")
	process = subprocess.Popen(
		[site.bench.python, "-W", "ignore", script, site.name, run, die_at],
		stdin=subprocess.PIPE,
		stdout=subprocess.PIPE,
		text=True,
		cwd=site.sites,
		env={**os.environ, **environment(site.workspace)},
	)
	wait_for(process, "ready")
	return process


def wait_for(process: subprocess.Popen, word: str) -> None:
	for line in process.stdout:
		if line.strip() == word:
			return
	raise AssertionError(f"The worker ended before it said {word!r}.")


def wait_until_rolled_back() -> None:
	"""The database notices after a moment that the killed worker's connection is gone."""
	for _ in range(100):
		frappe.db.rollback()
		if frappe.db.count("Appraisal Result", {"cycle": "Killed"}) == CHUNK:
			return
		time.sleep(0.1)
	raise AssertionError("What the killed worker wrote is still there.")
