"""A whole cycle as people live it: over HTTP, with accounts as ERPNext makes them, from launch to the nine-box."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import frappe

from harness import APP, Site, environment
from web import Person, Refused, served, working

PEOPLE = 600
COMPANY = "Whole Cycle Testing"
WAIT_SECONDS = 240
DOCTYPE = "talent_performance.talent_performance.doctype"
CYCLE = f"{DOCTYPE}.performance_cycle.performance_cycle"
OBJECTIVE = f"{DOCTYPE}.objective.objective"
KEY_RESULT = f"{DOCTYPE}.key_result.key_result"
APPRAISAL = f"{DOCTYPE}.performance_appraisal.performance_appraisal"
REVIEW = f"{DOCTYPE}.appraisal_review.appraisal_review"
POTENTIAL = f"{DOCTYPE}.potential_assessment.potential_assessment"
RUN = f"{DOCTYPE}.talent_run.talent_run"
YEAR = datetime.date.today().year


class Staff:
	"""Everybody by what they are: their Employee records, and themselves at a browser."""

	def __init__(self, site: Site, address: str, who: dict[str, dict[str, str]]) -> None:
		self.employee = {name: each["employee"] for name, each in who.items()}
		self._people = {name: Person(address, site, each["user"]) for name, each in who.items()}

	def __getattr__(self, name: str) -> Person:
		return self._people[name.replace("_", " ")]


@pytest.fixture(scope="module", params=["without Frappe HR", "with Frappe HR"])
def place(request: pytest.FixtureRequest) -> Site:
	"""A site with the app."""
	if request.param == "without Frappe HR":
		return request.getfixturevalue("site")
	beside: Site = request.getfixturevalue("beside_hrms")
	if APP not in beside.run("list-apps"):
		beside.run("install-app", APP)
	return beside


@pytest.fixture(scope="module")
def staff(place: Site, site: Site) -> Iterator[Staff]:
	"""The people, a web server and a worker."""
	frappe.db.rollback()
	who = populate(place)
	with served(place) as address, working(place):
		yield Staff(place, address, who)


def populate(site: Site) -> dict[str, dict[str, str]]:
	"""Let another process make the company, as this one may be in a transaction."""
	script = Path(__file__).with_name("populate.py")
	told = environment(site.workspace)
	path = os.pathsep.join((told["PYTHONPATH"], str(script.parent)))
	done = subprocess.run(
		[site.bench.python, script, site.name, str(PEOPLE)],
		cwd=site.sites,
		env={**os.environ, **told, "PYTHONPATH": path},
		capture_output=True,
		text=True,
		check=False,
	)
	assert done.returncode == 0, done.stderr[-4000:]
	return json.loads(done.stdout.splitlines()[-1])


def wait_for(what: str, ask: Callable[[], Any]) -> Any:
	"""Until it is there, or the time is over."""
	end = time.monotonic() + WAIT_SECONDS
	while not (found := ask()):
		assert time.monotonic() < end, f"{what} didn't come within {WAIT_SECONDS} seconds."
		time.sleep(0.5)
	return found


def finished(person: Person, run: str) -> dict[str, Any]:
	"""A run, once it is through."""

	def look() -> dict[str, Any] | None:
		record = person.read("Talent Run", run)
		return record if record["state"] not in ("Queued", "Running") else None

	return wait_for(f"The end of run {run}", look)


def count(person: Person, doctype: str, **filters: Any) -> int:
	"""How many a list shows."""
	return person.ask("frappe.client.get_count", doctype=doctype, filters=json.dumps(filters))


def appraisal_of(staff: Staff, cycle: str, name: str) -> dict[str, Any]:
	"""As HR reads it."""
	found = staff.hr.list(
		"Performance Appraisal", filters=json.dumps({"cycle": cycle, "employee": staff.employee[name]})
	)
	return staff.hr.read("Performance Appraisal", found[0]["name"])


@pytest.fixture(scope="module")
def cycle(staff: Staff) -> str:
	"""A cycle of the year, launched for everybody by HR."""
	phases = [
		{"phase": "Goal Setting", "start_date": f"{YEAR}-01-01", "due_date": f"{YEAR}-02-28"},
		{"phase": "Self Review", "start_date": f"{YEAR}-11-01", "due_date": f"{YEAR}-12-10"},
		{"phase": "Manager Review", "start_date": f"{YEAR}-12-11", "due_date": f"{YEAR}-12-20"},
	]
	made = staff.hr.add(
		"Performance Cycle",
		title=f"Year {YEAR}",
		kind="Annual",
		start_date=f"{YEAR}-01-01",
		end_date=f"{YEAR}-12-31",
		companies=[{"company": COMPANY}],
		phases=phases,
	)
	preview = staff.hr.call(f"{CYCLE}.preview_launch", cycle=made["name"])
	assert PEOPLE in [number for _label, number in preview["counts"]], preview
	assert preview["problems"] == []
	run = finished(staff.hr, staff.hr.call(f"{CYCLE}.launch_cycle", cycle=made["name"]))
	assert (run["state"], run["rows_done"]) == ("Completed", PEOPLE), run
	return made["name"]


def set_a_goal(staff: Staff, cycle: str, name: str, actual: float) -> str:
	"""An objective with one measure, written by the employee, approved by the manager, with a value."""
	person: Person = getattr(staff, name)
	objective = person.add(
		"Objective",
		title=f"More of {name}",
		level="Individual",
		employee=staff.employee[name],
		company=COMPANY,
		cycle=cycle,
		weight=1,
	)["name"]
	key_result = person.add(
		"Key Result", title="Orders", objective=objective, method="Achievement", target_value=100, weight=1
	)["name"]
	person.call(f"{OBJECTIVE}.submit_objective", objective=objective)
	with pytest.raises(Refused):
		person.call(f"{OBJECTIVE}.approve", objective=objective)
	staff.boss.call(f"{OBJECTIVE}.approve", objective=objective)
	person.call(
		f"{KEY_RESULT}.record_update",
		key_result=key_result,
		value=actual,
		updated_on=f"{YEAR}-06-30",
		note="Half of the year",
	)
	return objective


def write(person: Person, appraisal: str, perspective: str, **values: Any) -> str:
	"""A review with every line rated 4, submitted."""
	review = person.call(f"{APPRAISAL}.write_review", appraisal=appraisal, perspective=perspective)
	document = person.read("Appraisal Review", review)
	ratings = [{**line, "rating": 4, "state": "Rated"} for line in document["ratings"]]
	answers = [{**line, "answer": "As agreed."} for line in document["answers"]]
	person.change("Appraisal Review", review, ratings=ratings, answers=answers, **values)
	person.call(f"{REVIEW}.submit_review", review=review)
	return review


def appraise(staff: Staff, cycle: str, name: str, rating: float) -> str:
	"""From goals to publication; returns the appraisal."""
	appraisal = appraisal_of(staff, cycle, name)["name"]
	person: Person = getattr(staff, name)
	staff.boss.call(f"{APPRAISAL}.move", appraisal=appraisal, deed="approve_goals")
	staff.boss.call(f"{APPRAISAL}.move", appraisal=appraisal, deed="open_self_review")
	write(person, appraisal, "Self")
	review = write(
		staff.boss, appraisal, "Manager", overall_rating=rating, overall_reason="Held the team together."
	)
	assert name != "asti" or not sees(person, "Appraisal Review", review)
	staff.hr.call(f"{APPRAISAL}.hold", appraisal=appraisal)
	assert person.read("Performance Appraisal", appraisal)["rating"] == 0
	staff.hr.call(f"{APPRAISAL}.publish", appraisal=appraisal)
	return appraisal


def sees(person: Person, doctype: str, name: str) -> bool:
	"""Whether somebody may open a document."""
	try:
		person.read(doctype, name)
	except Refused as e:
		assert e.status in (403, 404)
		return False
	return True


def talent_of(person: Person, employee: str) -> list[dict[str, Any]]:
	"""What somebody sees of somebody's place."""
	fields = json.dumps(["name", "box", "performance_band", "performance_score", "cycle"])
	try:
		return person.list("Talent Assessment", filters=json.dumps({"employee": employee}), fields=fields)
	except Refused as e:
		assert e.status == 403
		return []


def test_a_cycle_is_launched_for_everybody(staff: Staff, cycle: str) -> None:
	assert staff.hr.read("Performance Cycle", cycle)["state"] == "Launched"
	assert count(staff.hr, "Performance Appraisal", cycle=cycle) == PEOPLE
	assert count(staff.asti, "Performance Appraisal", cycle=cycle) == 1
	assert count(staff.boss, "Performance Appraisal", cycle=cycle) == 4
	with pytest.raises(Refused) as refused:
		staff.boss.call(f"{CYCLE}.launch_cycle", cycle=cycle)
	assert refused.value.status == 403


def test_one_is_filled_published_and_acknowledged(staff: Staff, cycle: str) -> None:
	set_a_goal(staff, cycle, "asti", 105)
	staff.hr.call(f"{CYCLE}.take_objectives", cycle=cycle)
	ratings = [{"factor": factor, "rating": 5} for factor in ("Ability", "Aspiration", "Engagement")]
	potential = staff.boss.add(
		"Potential Assessment", employee=staff.employee["asti"], cycle=cycle, ratings=ratings
	)
	staff.boss.call(f"{POTENTIAL}.submit", name=potential["name"])
	appraisal = appraise(staff, cycle, "asti", 4)
	seen = staff.asti.read("Performance Appraisal", appraisal)
	assert (seen["state"], seen["rating"]) == ("Published", 4)
	assert talent_of(staff.talent, staff.employee["asti"])[0]["box"] == 9
	assert talent_of(staff.asti, staff.employee["asti"]) == []
	assert talent_of(staff.boss, staff.employee["asti"]) == []
	staff.asti.call(f"{APPRAISAL}.acknowledge", appraisal=appraisal, comment="Received.")
	assert staff.asti.read("Performance Appraisal", appraisal)["state"] == "Acknowledged"


def test_one_is_appealed_and_changed(staff: Staff, cycle: str) -> None:
	set_a_goal(staff, cycle, "bima", 70)
	appraisal = appraise(staff, cycle, "bima", 2)
	staff.bima.call(
		f"{APPRAISAL}.move", appraisal=appraisal, deed="appeal", reason="Two projects are missing."
	)
	with pytest.raises(Refused):
		staff.boss.call(f"{APPRAISAL}.decide_appeal", appraisal=appraisal, decision="Upheld", answer="No.")
	staff.second_hr.call(
		f"{APPRAISAL}.decide_appeal",
		appraisal=appraisal,
		decision="Changed",
		answer="They count.",
		rating=3,
	)
	state = staff.bima.read("Performance Appraisal", appraisal)["state"]
	if state == "Calibration":
		staff.second_hr.call(f"{APPRAISAL}.publish", appraisal=appraisal)
	seen = staff.bima.read("Performance Appraisal", appraisal)
	assert (seen["state"], seen["rating"], seen["appeal_decision"]) == ("Published", 3, "Changed")
	assert talent_of(staff.talent, staff.employee["bima"])[0]["performance_band"] == "Mid"


def test_one_is_transferred_in_the_middle(staff: Staff, cycle: str) -> None:
	before = appraisal_of(staff, cycle, "citra")
	staff.hr.change("Employee", staff.employee["citra"], reports_to=staff.employee["other boss"])
	after = wait_for(
		"The new manager",
		lambda: (
			(found := appraisal_of(staff, cycle, "citra"))["manager"] == staff.employee["other boss"]
			and found
		),
	)
	assert (len(before["segments"]), len(after["segments"])) == (1, 2)
	handovers = staff.boss.list(
		"Appraisal Review", filters=json.dumps({"appraisal": after["name"], "perspective": "Handover"})
	)
	assert len(handovers) == 1
	wait_for("Sight of the appraisal", lambda: sees(staff.other_boss, "Performance Appraisal", after["name"]))
	wait_for("The end of sight", lambda: not sees(staff.boss, "Performance Appraisal", after["name"]))
	assert sees(staff.boss, "Appraisal Review", handovers[0]["name"])


def test_the_cycle_is_closed_and_moves_everybody(staff: Staff, cycle: str) -> None:
	run = staff.hr.call(f"{RUN}.start_run", kind="Close Cycle", arguments={"cycle": cycle})
	done = finished(staff.hr, run)
	assert (done["state"], done["rows_refused"]) == ("Completed", 0), done
	closed = wait_for(
		"The end of the cycle",
		lambda: (found := staff.hr.read("Performance Cycle", cycle))["state"] == "Closed" and found,
	)
	assert closed["policy_fingerprint"]
	assert count(staff.hr, "Appraisal Result", cycle=cycle) == PEOPLE - 1  # not the own one
	assert count(staff.talent, "Talent Assessment", company=COMPANY) == PEOPLE - 1
	asti = talent_of(staff.talent, staff.employee["asti"])[0]
	assert (asti["box"], asti["cycle"]) == (9, cycle)
	placed = staff.talent.list(
		"Talent Placement",
		filters=json.dumps({"employee": staff.employee["asti"]}),
		fields=json.dumps(["after_box", "cause"]),
		order_by="placed_on asc",
	)
	assert placed[-1]["after_box"] == 9


def test_nobody_sees_what_is_kept_from_him(staff: Staff, cycle: str) -> None:
	own = {"employee": staff.employee["hr"]}
	for doctype in ("Appraisal Result", "Talent Assessment", "Talent Placement"):
		assert count(staff.hr, doctype, **own) == 0
	assert count(staff.talent, "Talent Assessment", employee=staff.employee["talent"]) == 0
	assert staff.hr_user.list("Talent Assessment") == []
	assert staff.hr_user.list("Appraisal Result", filters=json.dumps({"cycle": cycle})) == []


def test_who_has_looked_is_written_down(staff: Staff, place: Site, cycle: str) -> None:
	before = all_written(place, staff)
	while before != (more := all_written(place, staff)):
		before = more
	asti = staff.employee["asti"]
	assessment = talent_of(staff.hr, asti)[0]["name"]
	staff.hr.read("Talent Assessment", assessment)
	everybody = {"company": COMPANY, "box": 9}
	listed = staff.hr.ask(
		"frappe.desk.reportview.get", doctype="Talent Assessment", filters=json.dumps(everybody),
		fields=json.dumps(["name", "box"]),
	)  # fmt: skip
	staff.hr.export("Talent Assessment", everybody)
	with pytest.raises(Refused):
		staff.asti.read("Talent Assessment", assessment)
	mine = staff.asti.list("Appraisal Review", filters=json.dumps({"reviewer": asti}), fields='["name"]')
	staff.asti.read("Appraisal Review", mine[0]["name"])
	place.run("execute", "frappe.deferred_insert.save_to_db")
	new = [row for row in readings(staff.talent) if row["name"] not in before]
	by_hr = {
		(row["door"], row["document_name"] or "", row["employee"] or "")
		for row in new
		if row["user"] == staff.hr.user
	}
	assert ("Document", assessment, asti) in by_hr
	assert {("List", "", ""), ("Export", "", "")} <= by_hr
	found = len(listed["values"])
	counted = {
		row["rows"] for row in new if row["door"] in ("List", "Export") and "box" in (row["filters"] or "")
	}
	assert counted == {found}
	assert {row["door"] for row in new if row["user"] == staff.asti.user} <= {
		"List"
	}  # the own review is nobody's news
	for nosy in (staff.hr, staff.boss, staff.asti):
		with pytest.raises(Refused):
			nosy.list("Talent Access Log")


def all_written(place: Site, staff: Staff) -> set[str]:
	"""The lines of the log, after Frappe has written some hundreds of those that wait."""
	place.run("execute", "frappe.deferred_insert.save_to_db")
	return {row["name"] for row in readings(staff.talent)}


def readings(person: Person) -> list[dict[str, Any]]:
	"""The log as somebody reads it."""
	fields = ["name", "user", "door", "document_type", "document_name", "employee", "rows", "filters"]
	return person.list("Talent Access Log", fields=json.dumps(fields), limit_page_length=0)
