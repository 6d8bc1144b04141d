"""A worker is killed in the middle of a launch of hundreds: resumed, its rows are those of an undisturbed run."""

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

import cycles
from harness import Site, environment
from staff import drop_runs, hush_general_hooks, import_employees
from talent_performance.flows import launch
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.runs import control, ledger
from talent_performance.store import listeners
from talent_performance.uninstall import drop_jobs

PEOPLE, CHUNK = 300, 90
COMPANY = "Launch Killed"
CHILDREN = ("Appraisal Segment", "Appraisal Competency")
SETUP = ("Review Template", "Review Component", "Role Competency Profile", "Role Competency", "Designation", "Competency")  # fmt: skip


@pytest.fixture(scope="module")
def staffed(site: Site) -> Iterator[str]:
	"""A company of 300 who came by an import, and a cycle for it: committed, for other processes see it; taken away after."""
	asked = listeners.harmless_by_hook
	hush_general_hooks()
	frappe.db.rollback()
	frappe.set_user("Administrator")
	before = {doctype: set(frappe.get_all(doctype, pluck="name")) for doctype in SETUP}
	cycles.put(
		"Company", COMPANY, company_name=COMPANY, abbr="LK", default_currency="IDR", country="Indonesia"
	)
	cycles.make_roles()
	people = import_employees(PEOPLE, "KILL")
	frappe.db.set_value("Employee", {"name": ("in", people)}, "company", COMPANY)
	for manager, below in ((people[0], people[1:20]), (people[1], people[20:])):
		given = {"reports_to": manager, "designation": "Launch Clerk"}
		frappe.db.set_value("Employee", {"name": ("in", below)}, given)
	name = cycles.cycle(companies=[{"company": COMPANY}])
	frappe.db.set_value(CYCLE, name, "policy", cycles.POLICY)
	frappe.db.commit()
	yield name
	frappe.db.rollback()
	frappe.set_user("Administrator")
	listeners.harmless_by_hook = asked
	drop_appraisals(name)
	frappe.delete_doc(CYCLE, name, force=True)
	frappe.db.delete("Employee", {"name": ("in", people)})
	for doctype, there in before.items():
		new = set(frappe.get_all(doctype, pluck="name")) - there
		frappe.db.delete(doctype, {"name": ("in", list(new) or [""])})
	frappe.db.delete("Company", {"name": COMPANY})
	frappe.db.commit()


@pytest.fixture
def draft(staffed: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
	"""The cycle, launched in chunks of 90."""
	monkeypatch.setattr(launch, "LAUNCH_CYCLE", replace(launch.LAUNCH_CYCLE, chunk_size=CHUNK))
	runs = set(frappe.get_all(ledger.RUN, pluck="name"))
	drop_jobs()
	yield staffed
	frappe.db.rollback()
	drop_jobs()
	drop_runs(set(frappe.get_all(ledger.RUN, pluck="name")) - runs)
	frappe.db.commit()


def drop_appraisals(name: str) -> None:
	"""Back to where the launch began."""
	names = frappe.get_all(APPRAISAL, filters={"cycle": name}, pluck="name") or [""]
	for doctype in CHILDREN:
		frappe.db.delete(doctype, {"parent": ("in", names)})
	frappe.db.delete(APPRAISAL, {"name": ("in", names)})
	frappe.db.set_value(CYCLE, name, {"state": "Draft", "launched_on": None, "launched_by": None})
	frappe.clear_document_cache(CYCLE, name)
	frappe.db.commit()


def begun(name: str) -> str:
	"""A launch that is cut into chunks."""
	run = launch.launch(name)
	frappe.db.commit()
	cycles.worker.prepare(run)
	return run


def start_worker(site: Site, run: str, die_at: str) -> subprocess.Popen[str]:
	"""A worker in a process of its own, that stops at a write and waits to be killed there."""
	process = subprocess.Popen(
		[
			site.bench.python,
			"-W",
			"ignore",
			Path(__file__).with_name("work_off.py"),
			site.name,
			run,
			die_at,
		],
		cwd=site.sites,
		env={**os.environ, **environment(site.workspace)},
		stdin=subprocess.PIPE,
		stdout=subprocess.PIPE,
		text=True,
	)
	wait_for(process, "ready")
	process.stdin.write("\n")
	process.stdin.flush()
	return process


def wait_for(process: subprocess.Popen[str], word: str) -> None:
	"""Read what it says until it says the word."""
	for line in process.stdout:
		if line.strip() == word:
			return
	raise AssertionError(f"The worker ended with {process.wait()} before it was {word}.")


def wait_until_rolled_back(name: str) -> None:
	"""The database notices after a moment that the killed worker's connection is gone."""
	for _ in range(100):
		frappe.db.rollback()
		if frappe.db.count(APPRAISAL, {"cycle": name}) == CHUNK:
			return
		time.sleep(0.1)
	raise AssertionError(f"{frappe.db.count(APPRAISAL, {'cycle': name})} rows are there instead of {CHUNK}.")


def test_a_launch_whose_worker_was_killed_leaves_what_an_undisturbed_one_leaves(
	site: Site, draft: str
) -> None:
	cycles.work_chunks(begun(draft))
	expected = cycles.written(draft)
	assert len(expected[APPRAISAL]) == PEOPLE * 9 // 10
	assert len(expected["Appraisal Competency"]) > PEOPLE
	drop_appraisals(draft)
	run = begun(draft)
	process = start_worker(site, run, die_at="5")  # the second chunk's segments are in the table, uncommitted
	wait_for(process, "in the middle")
	process.send_signal(signal.SIGKILL)
	process.wait()
	wait_until_rolled_back(draft)
	assert frappe.db.get_value(CYCLE, draft, "state") == "Draft"
	stale = {"heartbeat": "2020-01-01 00:00:00"}
	frappe.db.set_value(ledger.CHUNK, {"parent": run, "state": "Running"}, stale)
	frappe.db.commit()
	control.resume_abandoned()
	frappe.db.commit()
	cycles.work_chunks(run)
	chunks = frappe.get_all(
		ledger.CHUNK, filters={"parent": run}, fields=["state", "attempt"], order_by="idx"
	)
	assert [(chunk.state, chunk.attempt) for chunk in chunks] == [
		("Completed", 1),
		("Completed", 2),
		("Completed", 1),
	]
	assert cycles.written(draft) == expected
	assert frappe.db.get_value(CYCLE, draft, "state") == "Launched"
