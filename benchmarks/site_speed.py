"""Measure launch and close on a site and write their section of RESULTS.md: `python benchmarks/site_speed.py [--people 1000] [--quick]`.

Runs in the bench's Python, which it looks for itself, on a throw-away site with Frappe HR where the bench has it; `--site FILE` takes the
site that tests/site/keep.py keeps. Nothing is committed. What is compared with what, README.md says.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
	from talent_performance.runs.kinds import KindOfRun

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests" / "site")]

from harness import Bench, Site, environment, find_bench, kept_site, throwaway_site  # noqa: E402

BEGIN, END = "<!-- site: begin -->", "<!-- site: end -->"
FEW, ROUNDS = 100, 5
COMPETENCIES, OBJECTIVES, KEY_RESULTS = 6, 3, 2
CYCLE = "Speed 2025"
APPRAISAL, RESULT = "Performance Appraisal", "Appraisal Result"
OF_LAUNCH = (APPRAISAL, "Appraisal Segment", "Appraisal Competency")
Seconds = dict[str, list[float]]


def in_benchs_python(bench: Bench) -> None:
	"""Go on in the interpreter that has Frappe, if this isn't it."""
	if Path(sys.executable).resolve() != bench.python.resolve() or sys.prefix == sys.base_prefix:
		os.execv(bench.python, [str(bench.python), *sys.argv])


@contextlib.contextmanager
def connected(site: Site) -> Iterator[None]:
	"""In the site's directory, connected; nothing is committed, and other apps' general hooks don't count."""
	import frappe

	from staff import hush_general_hooks

	os.environ.update(environment(site.workspace))
	os.chdir(site.sites)
	frappe.init(site.name, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	frappe.db.commit = lambda: None
	hush_general_hooks()
	try:
		yield
	finally:
		frappe.db.rollback()
		frappe.destroy()


def people(count: int) -> list[str]:
	"""Employees with profiles, none of whom has left."""
	import frappe

	from staff import import_employees
	from talent_performance.flows.talent_profiles import give_profiles

	names = import_employees(count, "SPEED")
	frappe.db.set_value("Employee", {"name": ("in", names)}, {"status": "Active", "relieving_date": None})
	give_profiles(names)
	return names


def cycle_to_launch() -> None:
	"""A cycle whose people get six competency lines each."""
	import pandas as pd

	import frappe

	from reviewed import TEMPLATE, make_cycle
	from sample_site import bulk, into

	make_cycle(CYCLE, 2025)
	frappe.db.set_value("Performance Cycle", CYCLE, "default_template", TEMPLATE)
	names = [f"Speed competency {number}" for number in range(COMPETENCIES)]
	bulk("Competency", [{"name": name, "competency_name": name} for name in names])
	lines = pd.DataFrame({"competency": names, "required_level": 3.0, "weight": 1.0}, index=[0] * len(names))
	into("Role Competency Profile", pd.DataFrame([{"title": "Everybody"}]), {"competencies": lines})


@contextlib.contextmanager
def undone() -> Iterator[None]:
	"""What is done within this is taken back."""
	import frappe

	frappe.db.savepoint("measured")
	try:
		yield
	finally:
		frappe.db.rollback(save_point="measured")


def timed(deed: Callable[[], object]) -> float:
	"""Seconds of the clock, for the database works in another process."""
	begin = time.perf_counter()
	deed()
	return time.perf_counter() - begin


def in_chunks(names: Sequence[str], kind: KindOfRun) -> Iterator[list[str]]:
	"""As a run's worker goes about it: who listens is asked once a chunk."""
	from talent_performance.store import listeners

	for start in range(0, len(names), kind.chunk_size):
		with listeners.remembered():
			yield list(names[start : start + kind.chunk_size])


def measure_launch(employees: list[str], found: Seconds) -> None:
	"""One round of launching: at once, the same rows as bare INSERTs, document by document."""
	import frappe

	from talent_performance.flows.launch import LAUNCH_CYCLE, include
	from talent_performance.store import dialect

	def launch(names: Sequence[str], **more: bool) -> None:
		for part in in_chunks(names, LAUNCH_CYCLE):
			include(CYCLE, part, **more)

	with undone():
		found["launch"].append(timed(lambda: launch(employees)) / len(employees))
		rows = {doctype: written(doctype) for doctype in OF_LAUNCH}
		if len(rows[APPRAISAL][1]) != len(employees):
			raise SystemExit(f"{len(rows[APPRAISAL][1])} appraisals came of {len(employees)} people.")
	for case, insert in (("insert", plain_insert), ("app's insert", dialect.insert)):
		with undone():
			found[case].append(
				sum(timed(partial(insert, f"tab{name}", *each)) for name, each in rows.items())
				/ len(employees)
			)
	few = employees[:FEW]
	with undone():
		found["launch by documents"].append(timed(lambda: launch(few, one_by_one=True)) / len(few))
		frappe.local.message_log = []


def plain_insert(table: str, columns: Sequence[str], rows: Sequence[tuple]) -> None:
	"""A multi-row INSERT with a parameter for each value, in the portions that the app takes."""
	import frappe

	from talent_performance.store.dialect import portions

	head = "insert into `{}` ({}) values ".format(table, ", ".join(f"`{column}`" for column in columns))
	one = "({})".format(", ".join(["%s"] * len(columns)))
	for part in portions(rows, len(columns)):
		frappe.db.sql(head + ", ".join([one] * len(part)), [value for row in part for value in row])


def written(doctype: str) -> tuple[list[str], list[tuple]]:
	"""Columns and rows that the launch has written."""
	import frappe

	where = {"cycle": CYCLE}
	if doctype != APPRAISAL:
		parents = frappe.get_all(APPRAISAL, filters=where, pluck="name", limit=0)
		where = {"parent": ("in", parents), "parenttype": APPRAISAL}
	columns = frappe.db.get_table_columns(doctype)
	rows = frappe.get_all(doctype, filters=where, fields=columns, order_by="name", limit=0, as_list=True)
	return columns, list(rows)


def frappe_hr(employees: list[str]) -> Callable[[], object] | None:
	"""Frappe HR's own creation of as many appraisals, six goals each; None where the site hasn't got it."""
	import frappe

	from staff import company

	if "hrms" not in frappe.get_installed_apps():
		return None
	from hrms.hr.doctype.appraisal_cycle.appraisal_cycle import create_appraisals_for_cycle

	goals = [
		{"key_result_area": kra(number), "per_weightage": weight}
		for number, weight in enumerate((20, 20, 15, 15, 15, 15))
	]
	criteria = frappe.get_doc({"doctype": "Employee Feedback Criteria", "criteria": "Speed"}).insert()
	template = frappe.get_doc(
		{
			"doctype": "Appraisal Template",
			"template_title": "Speed",
			"goals": goals,
			"rating_criteria": [{"criteria": criteria.name, "per_weightage": 100}],
		}
	).insert()
	cycle = frappe.get_doc(
		{
			"doctype": "Appraisal Cycle",
			"cycle_name": "Speed",
			"company": company(),
			"start_date": "2025-01-01",
			"end_date": "2025-12-31",
			"appraisees": [{"employee": name, "appraisal_template": template.name} for name in employees],
		}
	).insert()
	return lambda: create_appraisals_for_cycle(cycle)


def kra(number: int) -> str:
	"""A key result area of Frappe HR."""
	import frappe

	return frappe.get_doc({"doctype": "KRA", "title": f"Speed {number}"}).insert().name


def reviewed_people(employees: list[str]) -> list[str]:
	"""Their appraisals, reviewed, with three objectives of two key results each; ready to be closed."""
	import pandas as pd

	from reviewed import make_appraisals, make_potential, make_reviews
	from sample_site import into
	from staff import company

	appraisals = make_appraisals(CYCLE, employees)
	make_reviews(appraisals, 4.0, overall=4.0)
	make_potential(employees)
	keys = [(name, number) for name in employees for number in range(OBJECTIVES)]
	row = {"title": "Grow", "level": "Individual", "company": company(), "cycle": CYCLE, "status": "Approved"}
	objectives = [f"{name}-{number}" for name, number in keys]
	into("Objective", pd.DataFrame([{**row, "employee": name} for name, _n in keys]), reserved=objectives)
	measure = {
		"title": "Sales",
		"method": "Progress",
		"target_value": 100.0,
		"current_value": 90.0,
		"started": 1,
	}
	results = [{**measure, "objective": name} for name in objectives for _ in range(KEY_RESULTS)]
	into(
		"Key Result",
		pd.DataFrame(results),
		reserved=[f"{row['objective']}-{at}" for at, row in enumerate(results)],
	)
	lines(appraisals, objectives)
	return appraisals


def lines(appraisals: list[str], objectives: list[str]) -> None:
	"""The objectives that each appraisal has taken over."""
	import pandas as pd

	from talent_performance.store.rows import build_children
	from talent_performance.store.writing import write

	parents = [name for name in appraisals for _ in range(OBJECTIVES)]
	table = pd.DataFrame({"objective": objectives, "title": "Grow", "weight": 1.0}, index=parents)
	write(build_children(APPRAISAL, "objectives", table, dict.fromkeys(appraisals, 0)))


def measure_close(appraisals: list[str], found: Seconds) -> None:
	"""One round of closing: at once, the appraisal's move by get_doc().save(), all rows document by document."""
	from talent_performance.flows.close import CLOSE_CYCLE, close

	def close_all(names: Sequence[str], **more: bool) -> None:
		for part in in_chunks(names, CLOSE_CYCLE):
			close(CYCLE, part, **more)

	few = appraisals[:FEW]
	with undone():
		found["close"].append(timed(lambda: close_all(appraisals)) / len(appraisals))
	with undone():
		found["save"].append(timed(lambda: [save(name) for name in few]) / len(few))
	with undone():
		found["close by documents"].append(timed(lambda: close_all(few, one_by_one=True)) / len(few))
	found["close by documents, saved once"].append(found["close by documents"][-1] - found["save"][-1])


def save(name: str) -> None:
	"""The move of one appraisal as a loop over documents does it."""
	import frappe

	from talent_performance.flows.moving import moving

	with moving():
		document = frappe.get_doc(APPRAISAL, name)
		document.state, document.state_since = "Calibration", dt.date.today()
		for line in document.objectives:
			line.update({"target": "100", "actual": "90", "attainment": 90, "rating": 2.67, "weighted": 0.89})
		document.save(ignore_permissions=True)


def measure(count: int, rounds: int) -> Seconds:
	"""All cases, round by round, so that a slower minute of the machine meets all of them; the first round warms up."""
	found: Seconds = defaultdict(list)
	employees = people(count)
	cycle_to_launch()
	other = frappe_hr(employees[:FEW])
	for _ in range(rounds + 1):
		measure_launch(employees, found)
		if other:
			with undone():
				found["Frappe HR"].append(timed(other) / FEW)
	appraisals = reviewed_people(employees)
	for _ in range(rounds + 1):
		measure_close(appraisals, found)
	return {case: values[1:] for case, values in found.items()}


def section(found: Seconds, count: int, database: str) -> str:
	"""The section of RESULTS.md."""
	middle = {case: statistics.median(values) * 1000 for case, values in found.items()}

	def line(what: str, case: str, against: str, wanted: str) -> str:
		if case not in middle:
			return f"| {what} | not installed | | |"
		spread = f"{min(found[case]) * 1000:.2f} to {max(found[case]) * 1000:.2f}"
		times = middle[case] / middle[against] if case != against else 0
		return f"| {what} | {middle[case]:.2f} ms ({spread}) | {f'{times:.2f}' if times else ''} | {wanted} |"

	rows = [
		line("Launch", "launch", "launch", ""),
		line("Bare multi-row INSERT of the same rows", "insert", "launch", "0.4 or more"),
		line("The same, equal values as one parameter", "app's insert", "launch", "stated"),
		line("Frappe HR's appraisal creation", "Frappe HR", "launch", "30 or more"),
		line("Launch, document by document", "launch by documents", "launch", "stated"),
		line("Close", "close", "close", ""),
		line("Close, document by document", "close by documents", "close", "40 or more"),
		line(
			"The same with each appraisal saved once", "close by documents, saved once", "close", "40 or more"
		),
		line("get_doc().save() of the appraisal alone", "save", "close", "stated"),
	]
	head = (
		f"{count} people in chunks as a run has them; {dt.date.today():%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[2]:.1f}, "
		f"Python {platform.python_version()}, {database}. Milliseconds of the clock for one person: median and range of the rounds."
	)
	table = ["| What | A person | Times | Wanted |", "| --- | --: | --: | --: |", *rows]
	return "\n".join([BEGIN, "", "## On a site", "", head, "", *table, "", END, ""])


def write(text: str) -> None:
	"""Put the section in the place of the one that is there, else at the end."""
	file = HERE / "RESULTS.md"
	old = file.read_text(encoding="utf-8")
	before, _begin, rest = old.partition(BEGIN)
	_old, _end, after = rest.partition(END)
	file.write_text(before.rstrip() + "\n\n" + text + after.lstrip(), encoding="utf-8")


def main() -> int:
	"""Returns 0, or 2 where there is no bench."""
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("--people", type=int, default=1000)
	parser.add_argument("--site", type=Path)
	parser.add_argument("--rounds", type=int, default=ROUNDS)
	parser.add_argument("--quick", action="store_true", help="one round, printed only")
	given = parser.parse_args()
	bench = find_bench()
	if bench is None:
		print("There is no bench at FRAPPE_BENCH or ~/frappe-bench.", file=sys.stderr)
		return 2
	in_benchs_python(bench)
	made = contextlib.nullcontext(kept_site(bench, given.site)) if given.site else throwaway_site(bench)
	with made as site:
		if not given.site and (bench.root / "apps" / "hrms").is_dir():
			site.run("install-app", "hrms")
		with connected(site):
			import frappe

			version = (
				frappe.db.sql("select version()")[0][0]
				if frappe.db.db_type == "mariadb"
				else frappe.db.db_type
			)
			text = section(
				measure(given.people, 1 if given.quick else given.rounds), given.people, str(version)
			)
	print(text)
	if not given.quick:
		write(text)
	return 0


if __name__ == "__main__":
	sys.exit(main())
