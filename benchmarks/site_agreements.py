"""What an agreement and grades add to a list of 20,000: SQL alone, HR Manager and HR User, with and without in turn.

`python benchmarks/site_agreements.py FILE`, in the bench's Python, with FILE of `tests/site/keep.py`: it works on the site that is
kept there, in a transaction that is rolled back. Prints a table, and writes it into RESULTS.md between its markers.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "site")]

import results  # noqa: E402

from harness import environment, find_bench, kept_site  # noqa: E402

PEOPLE, ROUNDS, BRANCHES = 20_000, 7, 10
FEW, MANY = 150, 5_000  # people in the second and the third company
TALENT, APPRAISAL = "Talent Assessment", "Performance Appraisal"


def main(arguments: list[str]) -> int:
	"""Returns 1 where there is no site to measure on."""
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
		fill()
		report(measure())
	finally:
		frappe.db.rollback()
		frappe.destroy()
	return 0


def fill() -> None:
	"""Twenty thousand people in three companies with profiles, assessments and appraisals; ten branches, ten designations; HR.

	Nothing that is there is changed: what a change leaves in an index until the commit would be measured too.
	"""
	import frappe
	from frappe.permissions import add_user_permission

	from people import make_employee
	from staff import company, import_employees

	def of(at: int) -> str:
		return "Elsewhere" if at < MANY else "Apart" if at < MANY + FEW else company()

	names = import_employees(
		PEOPLE,
		"AGREED",
		company=of,
		branch=lambda at: f"Branch {at % BRANCHES}",
		designation=lambda at: f"Grade {at % BRANCHES}",
	)
	rows("Talent Profile Employment", [(name, name, "Talent Profile", name) for name in names],
		["name", "parent", "parenttype", "employee"])  # fmt: skip
	shuffled = list(enumerate(names))
	random.Random(7).shuffle(shuffled)
	for doctype in (TALENT, APPRAISAL):
		rows(doctype, [(f"A-{name}", name, of(at), frappe.utils.now()) for at, name in shuffled],
			["name", "employee", "company", "modified"])  # fmt: skip
	make_employee("Agreedhr", roles=("HR Manager",), create_user_permission=0)
	make_employee("Agreedhu", roles=("HR User",), create_user_permission=0, company=company())
	frappe.db.set_value("Employee", {"first_name": "Agreedhu"}, "designation", "Grade 5")
	make_employee("Agreedhb", roles=("HR Manager",), create_user_permission=0)
	add_user_permission("Company", company(), "agreedhb@people.example.com")


def rows(doctype: str, values: list[tuple], columns: list[str]) -> None:
	"""Rows past their controllers."""
	import frappe

	frappe.db.bulk_insert(doctype, columns, values)


@contextmanager
def agreed(*companies: str, **scope: object) -> Iterator[None]:
	"""Agreements that hold within the block, one for each company."""
	import frappe

	names = []
	for company in companies:
		doc = {"doctype": "Works Agreement", "title": "x", "valid_from": "2020-01-01", "nine_box": 1}
		made = frappe.get_doc({**doc, "company": company, **scope})
		made.set_new_name()
		made.db_insert()
		names.append(made.name)
	yield
	frappe.db.delete("Works Agreement", {"name": ("in", names)})


@contextmanager
def graded(confidential: int = 0) -> Iterator[None]:
	"""Grades with ranks, the highest of them confidential, within the block."""
	import frappe

	parent = {"parent": "Talent Settings", "parenttype": "Talent Settings", "parentfield": "grades"}
	for number in range(BRANCHES):
		grade = {"grade_type": "Designation", "grade": f"Grade {number}", "rank": number + 1}
		doc = frappe.get_doc(
			{"doctype": "Talent Grade", **grade, "confidential": confidential * (number > 8), **parent}
		)
		doc.set_new_name()
		doc.db_insert()
	yield
	frappe.db.delete("Talent Grade")


def cases() -> Iterator[tuple[str, str, str, Callable]]:
	"""What is measured: its name, the DocType, the reader, and what holds meanwhile."""
	from staff import company

	large, many, few = company(), "Elsewhere", "Apart"
	of_branch = (PEOPLE - MANY - FEW) // BRANCHES
	agreements: dict[str, tuple[str, Callable]] = {
		f"agreement for a branch of {of_branch:,}": ("agreedhr", lambda: agreed(large, branch="Branch 3")),
		f"agreement for all {PEOPLE:,}": ("agreedhr", lambda: agreed(large, many, few)),
		f"agreement for all but {FEW:,}": ("agreedhr", lambda: agreed(large, many)),
		f"agreement for all but {MANY:,}": ("agreedhr", lambda: agreed(large, few)),
		f"the same, and the {MANY:,} aren't the reader's": ("agreedhb", lambda: agreed(large, few)),
	}
	for name, (reader, setting) in agreements.items():
		yield name, TALENT, reader, setting
	yield "confidential grade, HR Manager", APPRAISAL, "agreedhr", lambda: graded(1)
	yield "ranks, HR User", APPRAISAL, "agreedhu", graded


def measure() -> list[tuple[str, str, float, float]]:
	"""Case, question, and median seconds without and with."""
	found = []
	for name, doctype, reader, setting in cases():
		taken: dict[tuple[str, bool], list[float]] = {}
		for _turn in range(ROUNDS):
			for held in (False, True):
				for question, seconds in asked(
					doctype, f"{reader}@people.example.com", setting if held else None
				):
					taken.setdefault((question, held), []).append(seconds)
		for question in ("first page", "count"):
			both = [statistics.median(taken[question, held]) for held in (False, True)]
			found.append((name, question, *both))
	return found


def asked(doctype: str, user: str, setting: Callable | None) -> Iterator[tuple[str, float]]:
	"""Seconds that the first page and the count take, the condition's making included."""
	import contextlib

	import frappe

	from talent_performance.access.guarded import permission_query

	with setting() if setting else contextlib.nullcontext():
		for question, ends in (("first page", "order by `modified` desc limit 20"), ("count", "")):
			what = "`name`" if ends else "count(*)"
			begun = time.perf_counter()
			condition = permission_query(user, doctype)
			frappe.db.sql(f"select {what} from `tab{doctype}` where {condition} {ends}")
			yield question, time.perf_counter() - begun


def report(found: list[tuple[str, str, float, float]]) -> None:
	"""Into RESULTS.md, and on the screen."""
	lines = ["| What holds | Question | Without | With | Times |", "| --- | --- | --: | --: | --: |"]
	for name, question, without, held in found:
		each = (name, question, f"{without * 1000:.1f} ms", f"{held * 1000:.1f} ms", f"{held / without:.1f}")
		lines.append(f"| {' | '.join(each)} |")
	table = "\n".join(lines)
	print(table)
	load = os.getloadavg()[2]
	intro = f"A list of {PEOPLE:,}, SQL alone; medians of {ROUNDS} rounds in turn, on a machine with a load of {load:.1f}."
	results.put("agreements", f"## Agreements and grades\n\n{intro}\n\n{table}")


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
