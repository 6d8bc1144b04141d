"""A worker is killed in the middle of sending digests: resumed, each person has one, and nobody two."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

import frappe
from frappe.utils import add_days, getdate

import cycles
from harness import Site
from staff import drop_runs, hush_general_hooks, import_employees
from talent_performance.flows.digests import people, sending
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.runs import control, ledger, worker
from talent_performance.store import listeners
from talent_performance.uninstall import drop_jobs
from test_launch_killed import start_worker, wait_for

PEOPLE, CHUNK = 120, 50
COMPANY, NAME = "Digest Killed", "CYCLE-DIGEST-KILLED"
HOLIDAYS = "Digest Killed Days"
DIGEST, QUEUE, RECIPIENT = "Talent Digest", "Email Queue", "Email Queue Recipient"
WHERE = {"company": COMPANY}


@pytest.fixture(scope="module")
def staffed(site: Site) -> Iterator[list[str]]:
	"""People without users, by an import, for whom a self review waits: committed, for other processes see it; taken away after."""
	asked = listeners.harmless_by_hook
	hush_general_hooks()
	frappe.db.rollback()
	frappe.set_user("Administrator")
	span = {"from_date": "2020-01-01", "to_date": "2099-12-31"}
	cycles.put("Holiday List", HOLIDAYS, holiday_list_name=HOLIDAYS, **span)
	company = {"company_name": COMPANY, "abbr": "DK", "default_currency": "IDR", "country": "Indonesia"}
	cycles.put("Company", COMPANY, default_holiday_list=HOLIDAYS, **company)
	account = {
		"email_account_name": "Killing",
		"email_id": "hr@killing.example.com",
		"smtp_server": "localhost",
	}
	cycles.put(
		"Email Account", "Killing", enable_outgoing=1, default_outgoing=1, no_smtp_authentication=1, **account
	)
	names = import_employees(PEOPLE, "DIGEST")
	frappe.db.set_value("Employee", {"name": ("in", names)}, {"company": COMPANY, "status": "Active"})
	cycles.put(
		CYCLE, NAME, title="Killed", state="Launched", start_date=getdate(), end_date=add_days(getdate(), 90)
	)
	for name in names:
		mine = {"employee": name, "company": COMPANY, "cycle": NAME, "state": "Self Review"}
		cycles.put(APPRAISAL, f"APPR-{name}", due_date=getdate(), **mine)
		frappe.db.set_value("Employee", name, "prefered_email", f"{name.lower()}@killed.example.com")
	before = frappe.db.get_single_value("Talent Settings", "reminders_on")
	frappe.db.set_single_value("Talent Settings", {"reminders_on": 1, "reminders_since": getdate()})
	frappe.clear_document_cache("Talent Settings", "Talent Settings")
	frappe.db.commit()
	yield names
	frappe.db.rollback()
	frappe.set_user("Administrator")
	listeners.harmless_by_hook = asked
	forget_digests()
	frappe.db.set_single_value("Talent Settings", {"reminders_on": before or 0, "reminders_since": None})
	frappe.clear_document_cache("Talent Settings", "Talent Settings")
	frappe.db.delete(APPRAISAL, {"cycle": NAME})
	frappe.db.delete("Employee", {"name": ("in", names)})
	for doctype, name in (
		(CYCLE, NAME),
		("Company", COMPANY),
		("Holiday List", HOLIDAYS),
		("Email Account", "Killing"),
	):
		frappe.db.delete(doctype, {"name": name})
	frappe.db.commit()


@pytest.fixture
def begun(staffed: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
	"""A run in chunks of 50 for these people, cut and handed out."""
	monkeypatch.setattr(sending, "SEND_REMINDERS", replace(sending.SEND_REMINDERS, chunk_size=CHUNK))
	drop_jobs()
	runs = set(frappe.get_all(ledger.RUN, pluck="name"))
	monkeypatch.setattr(
		sending,
		"SEND_REMINDERS",
		replace(sending.SEND_REMINDERS, plan=lambda _arguments: [[n] for n in staffed]),
	)
	run = control.start(sending.KIND, {"until": people.now().isoformat()})
	frappe.db.commit()
	worker.prepare(run)
	yield run
	frappe.db.rollback()
	drop_jobs()
	drop_runs(set(frappe.get_all(ledger.RUN, pluck="name")) - runs)
	forget_digests()
	frappe.db.commit()


def forget_digests() -> None:
	"""Back to where the run began."""
	mails = frappe.get_all(RECIPIENT, {"recipient": ("like", "%@killed.example.com")}, pluck="parent") or [""]
	frappe.db.delete(RECIPIENT, {"parent": ("in", mails)})
	frappe.db.delete(QUEUE, {"name": ("in", mails)})
	frappe.db.delete(DIGEST, WHERE)


def mailed() -> Counter[str]:
	"""How many messages lie in the queue for each."""
	filters = {"recipient": ("like", "%@killed.example.com")}
	return Counter(frappe.get_all(RECIPIENT, filters=filters, pluck="recipient"))


def wait_until_rolled_back() -> None:
	"""The database notices after a moment that the killed worker's connection is gone."""
	for _ in range(100):
		frappe.db.rollback()
		if frappe.db.count(DIGEST, WHERE) == CHUNK:
			return
		time.sleep(0.1)
	raise AssertionError(f"{frappe.db.count(DIGEST, WHERE)} rows are there instead of {CHUNK}.")


def test_everybody_is_sent_to_once_though_the_worker_was_killed(
	site: Site, begun: str, staffed: list[str]
) -> None:
	process = start_worker(
		site, begun, die_at="2"
	)  # the second chunk's mails and digests are in the tables, uncommitted
	wait_for(process, "in the middle")
	process.send_signal(signal.SIGKILL)
	process.wait()
	wait_until_rolled_back()
	assert sum(mailed().values()) == CHUNK
	stale = {"heartbeat": "2020-01-01 00:00:00"}
	frappe.db.set_value(ledger.CHUNK, {"parent": begun, "state": "Running"}, stale)
	frappe.db.commit()
	control.resume_abandoned()
	frappe.db.commit()
	cycles.work_chunks(begun)
	assert frappe.db.get_value(ledger.RUN, begun, "state") == "Completed"
	assert set(mailed().values()) == {1} and len(mailed()) == PEOPLE
	digests = Counter(frappe.get_all(DIGEST, filters=WHERE, pluck="employee"))
	assert digests == Counter(staffed)


def test_two_runs_at_once_send_to_nobody_twice(begun: str, staffed: list[str]) -> None:
	second = control.start(sending.KIND, {"until": people.now().isoformat()})
	frappe.db.commit()
	worker.prepare(second)
	for chunks in zip(*(ledger.free_chunks(run) for run in (begun, second)), strict=True):
		for chunk, _attempt in chunks:
			worker.work_chunk(chunk)
	assert set(mailed().values()) == {1} and len(mailed()) == PEOPLE
	assert frappe.db.get_value(ledger.RUN, second, "state") == "Completed"


def test_a_second_digest_of_a_day_is_refused_by_the_database(begun: str, staffed: list[str]) -> None:
	cycles.work_chunks(begun)
	row = frappe.get_doc(DIGEST, {"employee": staffed[0]}).as_dict()
	with pytest.raises(frappe.UniqueValidationError):
		frappe.get_doc({**row, "name": None}).insert(ignore_permissions=True)
	frappe.db.rollback()
	assert frappe.db.count(DIGEST, {"employee": staffed[0]}) == 1
