"""What a manager's list page costs, against Administrator's: 20,000 employees, 850 of them below the manager.

Runs on a throw-away site of the bench and through its web server: `python benchmarks/site_lists.py [FILE]`, with FILE of
`tests/site/keep.py` on the site that is kept there. Prints a table, and writes it into RESULTS.md between its markers.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "site")]

import results  # noqa: E402

import web  # noqa: E402
from harness import Site, environment, find_bench, kept_site, throwaway_site  # noqa: E402

PEOPLE, BELOW, ROUNDS, ALLOWED = 20_000, 850, 30, 1.5
COUNT = "frappe.desk.reportview.get_count"
FIELDS = ["name", "employee", "employee_name", "cycle", "state", "manager", "modified"]


def main(arguments: list[str]) -> int:
	"""Returns 0 where the limit holds, 1 where it doesn't."""
	bench = find_bench()
	if bench is None:
		print("There is no bench at FRAPPE_BENCH or ~/frappe-bench.", file=sys.stderr)
		return 1
	kept = (
		contextlib.nullcontext(kept_site(bench, Path(arguments[0]))) if arguments else throwaway_site(bench)
	)
	with kept as site:
		manager = prepare(site)
		with web.served(site) as address:
			people = {
				"Administrator": web.Person(address, site, "Administrator", "admin"),
				"Manager": web.Person(address, site, manager),
			}
			seen = people["Manager"].ask(COUNT, doctype="Performance Appraisal")
			if seen != BELOW + 1:
				print(f"The manager sees {seen} appraisals, expected {BELOW + 1}.", file=sys.stderr)
				return 1
			found = measure(people)
	write(found)
	return int(found["first page"]["Manager"] > ALLOWED * found["first page"]["Administrator"])


def prepare(site: Site) -> str:
	"""Employees, their lines and an appraisal each; returns the manager's user."""
	os.environ.update(environment(site.workspace))
	os.chdir(site.sites)
	import frappe

	frappe.init(site.name, sites_path=".")
	frappe.connect()
	try:
		return fill()
	finally:
		frappe.destroy()


def fill() -> str:
	"""Twenty thousand people, spans of six, of whom exactly BELOW stand below one manager."""
	import frappe
	from frappe.utils.password import update_password

	from people import make_user
	from staff import company
	from talent_performance.access import upkeep

	names = [f"LIST-{number:05d}" for number in range(PEOPLE)]
	manager = make_user("Listmanager")
	update_password(manager, web.PASSWORD)
	rows = people_rows(names, manager, company())
	frappe.db.bulk_insert("Employee", list(rows[0]), [tuple(row.values()) for row in rows])
	frappe.get_doc("User", manager).add_roles("Employee")
	cycle = frappe.get_doc(
		{
			"doctype": "Performance Cycle",
			"title": "Lists",
			"start_date": "2025-01-01",
			"end_date": "2025-12-31",
			"companies": [{"company": company()}],
		}
	)
	cycle.flags.ignore_validate = True
	cycle.insert()
	appraisals(names, rows, cycle.name, company())
	frappe.db.commit()
	upkeep.rebuild()
	return manager


def people_rows(names: list[str], manager: str, company: str) -> list[dict[str, object]]:
	"""The manager is the second; the next BELOW stand below him in a tree, the others below the first."""
	import frappe

	stamp = frappe.utils.now()

	def above(at: int) -> str | None:
		if at == 0:
			return None
		if at == 1 or at > BELOW + 1:
			return names[0] if at < BELOW + 8 else names[BELOW + 2 + (at - BELOW - 8) // 6]
		return names[1 + (at - 2) // 6]

	return [
		{
			"name": name,
			"employee": name,
			"first_name": name,
			"employee_name": f"Person {name}",
			"company": company,
			"status": "Active",
			"gender": "Female",
			"date_of_birth": "1990-01-01",
			"date_of_joining": "2020-01-15",
			"reports_to": above(at),
			"user_id": manager if at == 1 else None,
			"creation": stamp,
			"modified": stamp,
			"owner": "Administrator",
			"modified_by": "Administrator",
		}
		for at, name in enumerate(names)
	]


def appraisals(names: list[str], rows: list[dict[str, object]], cycle: str, company: str) -> None:
	"""One each, changed in random order, so that the list's order says nothing about who stands where."""
	import frappe

	shuffled = list(range(PEOPLE))
	random.Random(7).shuffle(shuffled)
	made = [
		(
			f"LIST-APPR-{at:05d}",
			names[at],
			f"Person {names[at]}",
			company,
			cycle,
			rows[at]["reports_to"],
			"Self Review",
			f"2026-01-01 {minute // 3600:02d}:{minute // 60 % 60:02d}:{minute % 60:02d}",
		)
		for at, minute in enumerate(shuffled)
	]
	columns = ["name", "employee", "employee_name", "company", "cycle", "manager", "state", "modified"]
	frappe.db.bulk_insert("Performance Appraisal", columns, made)


def measure(people: dict[str, web.Person]) -> dict[str, dict[str, float]]:
	"""Median seconds of each request, the people taking turns."""
	list_of = {"doctype": "Performance Appraisal", "order_by": "`tabPerformance Appraisal`.`modified` desc"}
	asked = {
		"first page": ("/api/method/frappe.desk.reportview.get", {**list_of, "fields": json.dumps(FIELDS), "page_length": 20}),
		"count": (f"/api/method/{COUNT}", {"doctype": "Performance Appraisal"}),
	}  # fmt: skip
	taken: dict[str, dict[str, list[float]]] = {what: {who: [] for who in people} for what in asked}
	for turn in range(ROUNDS + 3):
		for what, (path, arguments) in asked.items():
			for who, person in people.items():
				seconds = person.timed(path, **arguments)
				if turn >= 3:
					taken[what][who].append(seconds)
	return {
		what: {who: statistics.median(each) for who, each in found.items()} for what, found in taken.items()
	}


def write(found: dict[str, dict[str, float]]) -> None:
	"""Into RESULTS.md, and on the screen."""
	lines = [
		"| Request | Administrator | Manager of 850 | Times | Allowed |",
		"| ------- | ------------: | -------------: | ----: | ------: |",
	]
	for what, by in found.items():
		ratio = by["Manager"] / by["Administrator"]
		allowed = f"{ALLOWED}" if what == "first page" else ""
		lines.append(
			f"| {what} | {by['Administrator'] * 1000:.1f} ms | {by['Manager'] * 1000:.1f} ms | {ratio:.2f} | {allowed} |"
		)
	table = "\n".join(lines)
	print(table)
	intro = f"Performance Appraisal, {PEOPLE:,} employees, over HTTP; medians of {ROUNDS} rounds in turn."
	results.put("lists", f"## A manager's list page\n\n{intro}\n\n{table}")


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
