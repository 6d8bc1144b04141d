"""What the board of a calibration session costs, against reading the same rows with no rules: 10,000 people in one request.

`python benchmarks/site_calibration.py FILE`, in the bench's Python, with FILE of `tests/site/keep.py`: it works on the site that is
kept there, in a transaction that is rolled back. Prints a table, and writes it into RESULTS.md between its markers.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "site")]

import results  # noqa: E402

from harness import environment, find_bench, kept_site  # noqa: E402

PEOPLE, TEAM, MOVES, ROUNDS, ALLOWED = 10_000, 12, 300, 5, 2.0
CYCLES = ("CALB2024", "CALB2025")
Row = tuple[str, int, float, float]


def main(arguments: list[str]) -> int:
	"""Returns 1 where there is no site to measure on, or where a board costs more than allowed."""
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
	return int(any(board > ALLOWED * plain for _who, _people, plain, board in rows))


def fill() -> tuple[str, str, str]:
	"""People with results of two cycles and boxes, an open session with moves in it; returns session, HR and a manager."""
	import frappe

	from people import make_user
	from reviewed import make_cycle
	from staff import company, hush_general_hooks, import_employees
	from talent_performance.access import upkeep

	hush_general_hooks()
	frappe.set_user("Administrator")
	hr, manager = make_user("Calbhr", "HR Manager"), make_user("Calbmanager")
	names = [f"CALB-{number:05d}" for number in range(PEOPLE)]
	import_employees(
		PEOPLE,
		"CALB",
		status=lambda at: "Active",
		relieving_date=lambda at: None,
		reports_to=lambda at: names[(at - 1) // TEAM] if at else None,
		user_id=lambda at: manager if at == 1 else None,
	)
	frappe.get_doc("User", manager).add_roles("Employee")
	upkeep.rebuild()
	for year, cycle in zip((2024, 2025), CYCLES, strict=True):
		make_cycle(cycle, year, state="Closed")
	put_rows(names, company())
	session = frappe.get_doc(
		{
			"doctype": "Calibration Session",
			"title": "Everybody",
			"company": company(),
			"cycles": [{"cycle": CYCLES[-1], "weight": 1}],
			"facilitator": hr,
			"participants": [{"user": manager, "role": "Move"}],
		}
	).insert()
	session.db_set({"state": "Open", "opened_on": "2026-01-02 10:00:00", "moves": MOVES})
	put_moves(session.name, names, company())
	return session.name, hr, manager


def put(doctype: str, rows: list[dict[str, object]]) -> None:
	"""Rows past their documents."""
	import frappe

	stamp = {"creation": frappe.utils.now(), "modified": frappe.utils.now(), "owner": "Administrator"}
	rows = [{**row, **stamp} for row in rows]
	frappe.db.bulk_insert(doctype, list(rows[0]), [tuple(row.values()) for row in rows])


def put_rows(names: list[str], company: str) -> None:
	"""Appraisals and results of both cycles, and where everybody stands."""
	chance = random.Random(8)
	bands = ("Low", "Mid", "High")
	for cycle in CYCLES:
		common = [{"employee": name, "company": company, "cycle": cycle} for name in names]
		put(
			"Performance Appraisal",
			[{**row, "name": f"A-{cycle}-{row['employee']}", "state": "Calibration"} for row in common],
		)
		results_ = []
		for at, row in enumerate(common):
			rating = float(chance.choices((1, 2, 3, 4, 5), (3, 10, 55, 25, 7))[0])
			results_.append(
				{
					**row,
					"name": f"R-{cycle}-{row['employee']}",
					"appraisal": f"A-{cycle}-{row['employee']}",
					"employee_name": f"Person {at}",
					"profile": f"P-{row['employee']}",
					"state": "Final",
					"manager": names[(at - 1) // TEAM] if at else None,
					"manager_rating": rating,
					"performance_rating": rating,
					"performance_score": rating,
				}
			)
		put("Appraisal Result", results_)
	put(
		"Talent Assessment",
		[
			{
				"name": f"T-{name}",
				"profile": f"P-{name}",
				"employee": name,
				"company": company,
				"status": "Active",
				"cycle": CYCLES[-1],
				"previous_cycle": CYCLES[0],
				"previous_box": chance.randint(1, 9),
				"box": chance.randint(1, 9),
				"potential_band": chance.choice(bands),
			}
			for name in names
		],
	)


def put_moves(session: str, names: list[str], company: str) -> None:
	"""Some people have been moved already."""
	put(
		"Calibration Move",
		[
			{
				"name": f"M-{seq}",
				"session": session,
				"seq": seq,
				"employee": name,
				"company": company,
				"cycle": CYCLES[-1],
				"at": "2026-01-02 11:00:00",
				"by_user": "Administrator",
				"reason": "Compared",
				"before_rating": 3,
				"after_rating": 4,
			}
			for seq, name in enumerate(random.Random(3).sample(names, MOVES), start=1)
		],
	)


def measured(made: tuple[str, str, str]) -> Iterator[Row]:
	"""Reader, people, seconds of the plain reading and of the board: the medians, one in turn with the other."""
	import frappe

	from talent_performance.flows.calibration import board

	session, hr, manager = made
	for who, user in (("Administrator", "Administrator"), ("HR Manager", hr), ("Manager", manager)):
		frappe.set_user(user)
		people = len(board.board(session)["people"])
		names = [each["employee"] for each in board.board(session)["people"]]
		tasks: tuple[Callable, Callable] = (lambda names=names: plain(names), lambda: board.board(session))
		taken: tuple[list[float], list[float]] = ([], [])
		for _round in range(ROUNDS):
			for task, seconds in zip(tasks, taken, strict=True):
				begun = time.perf_counter()
				frappe.as_json(task(), indent=None)
				seconds.append(time.perf_counter() - begun)
		yield who, people, *(statistics.median(each) for each in taken)


def plain(names: list[str]) -> list[dict[str, object]]:
	"""The same rows and columns by the same joins, with no rules: as a report that any site could have would read them."""
	import frappe

	from talent_performance.flows.calibration.people import JOINS, SHOWN

	columns = ", ".join(f"{source} as `{name}`" for name, source in SHOWN.items())
	talent = "left join `tabTalent Assessment` as t on t.profile = r.profile"
	joins = " ".join((JOINS["e"], JOINS["a"], talent, JOINS["m"], JOINS["p"]))
	return frappe.db.sql(
		f"select {columns} from `tabAppraisal Result` as r {joins}"
		" where r.cycle = %(cycle)s and r.employee in %(names)s order by r.employee, r.name",
		{"cycle": CYCLES[-1], "names": names},
		as_dict=True,
	)


def report(rows: list[Row]) -> None:
	"""Print, and put into RESULTS.md."""
	lines = [
		"| Reader | People | Plain reading, ms | Board, ms | Times |",
		"| ------ | -----: | ----------------: | --------: | ----: |",
		*(
			f"| {who} | {people:,} | {1000 * plain_:.0f} | {1000 * board:.0f} | {board / plain_:.2f} |"
			for who, people, plain_, board in rows
		),
	]
	table = "\n".join(lines)
	print(table)
	results.put("calibration", f"## The board of a calibration session\n\n{table}\n")


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
