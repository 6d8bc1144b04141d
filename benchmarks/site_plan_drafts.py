"""What drafting development plans for many people costs, a person: 500 and 5,000 in chunks of 500, and one document each beside it.

`python benchmarks/site_plan_drafts.py FILE`, in the bench's Python, with FILE of `tests/site/keep.py`: it works on the site that is
kept there, in a transaction that is rolled back. Prints a table, and writes it into RESULTS.md between its markers.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "site")]

import results  # noqa: E402

from harness import environment, find_bench, kept_site  # noqa: E402

SIZES, CHUNK, DOCUMENTS, ALLOWED = (500, 5_000), 500, 50, 1.25
COMPETENCIES = [f"Competency {number} (Bench)" for number in range(8)]
ROLE = "Role (Bench)"
Row = tuple[str, int, int, float]


def main(arguments: list[str]) -> int:
	"""Returns 1 where there is no site to measure on, or where a person costs more among many than among few."""
	bench = find_bench()
	if bench is None or not arguments:
		print(__doc__, file=sys.stderr)
		return 1
	site = kept_site(bench, Path(arguments[0]))
	os.environ.update(environment(site.workspace))
	os.chdir(site.sites)
	import frappe

	frappe.init(site.name, sites_path=".")
	frappe.connect()
	try:
		frappe.db.commit = lambda: None
		rows = list(measured(fill()))
	finally:
		frappe.db.rollback()
		frappe.destroy()
	report(rows)
	few, many = (each / people for _what, people, _plans, each in rows[:2])
	return int(many > ALLOWED * few)


def fill() -> list[str]:
	"""People of one role, assessed in all that it asks for; their names."""
	import frappe

	import capable
	from sample_site import into
	from staff import hush_general_hooks, import_employees

	hush_general_hooks()
	frappe.set_user("Administrator")
	frappe.get_doc({"doctype": "Designation", "designation_name": ROLE}).insert()
	capable.make_competencies(*COMPETENCIES)
	capable.require(ROLE, {name: (4, 1 + at, at % 2) for at, name in enumerate(COMPETENCIES)})
	people = import_employees(
		max(SIZES) + DOCUMENTS,
		"DRAFT",
		status=lambda at: "Active",
		relieving_date=lambda at: None,
		designation=lambda at: ROLE,
	)
	import pandas as pd

	chance = random.Random(8)
	common = {
		"source": "Manager",
		"assessed_on": "2026-01-01",
		"state": "Submitted",
		"company": frappe.db.get_value("Employee", people[0], "company"),
	}
	table = pd.DataFrame([{"employee": name, **common} for name in people], index=people)
	lines = [(name, each, chance.randint(1, 5)) for name in people for each in COMPETENCIES]
	ratings = pd.DataFrame(lines, columns=["employee", "competency", "level"]).set_index("employee")
	into("Competency Assessment", table, {"ratings": ratings.rename_axis(None)})
	return people


def measured(people: list[str]) -> Iterator[Row]:
	"""What was done, for how many, how many plans came of it, and the seconds that it took."""
	import frappe

	from talent_performance.flows.development import drafting, drafting_many
	from talent_performance.runs.kinds import Work

	choice = {"kind": "Growth"}

	def in_chunks(names: list[str]) -> None:
		for start in range(0, len(names), CHUNK):
			drafting_many.work(Work("run", choice, names[start : start + CHUNK]))

	def one_by_one(names: list[str]) -> None:
		for name in names:
			drafting.draft_for(name)

	in_chunks(people[-DOCUMENTS:][:5])  # what is read once only
	rest = people[-DOCUMENTS:][5:]
	for what, names, work in (
		*(("In chunks", people[:size], in_chunks) for size in SIZES),
		("One by one", rest, one_by_one),
	):
		frappe.db.savepoint("measured")
		seconds = taken(lambda names=names, work=work: work(names))
		plans = frappe.db.count("Development Plan", {"employee": ("in", names)})
		frappe.db.rollback(save_point="measured")
		yield what, len(names), plans, seconds


def taken(work: Callable[[], None]) -> float:
	"""Seconds of the processor, this process's; the database's come on top in both ways."""
	begun = time.process_time()
	work()
	return time.process_time() - begun


def report(rows: list[Row]) -> None:
	"""Into RESULTS.md, and on the screen."""
	lines = ["| How | People | Plans | Milliseconds a person |", "| --- | --: | --: | --: |"]
	lines += [
		f"| {what} | {people:,} | {plans:,} | {seconds / people * 1000:.2f} |"
		for what, people, plans, seconds in rows
	]
	intro = (
		f"One role that asks for {len(COMPETENCIES)} competencies, everybody assessed in all of them; chunks of {CHUNK}; "
		"processor time of the worker, the database's not counted."
	)
	section = "\n".join(lines)
	print(f"{intro}\n\n{section}")
	results.put("plan drafts", f"## Drafts of development plans\n\n{intro}\n\n{section}")


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
