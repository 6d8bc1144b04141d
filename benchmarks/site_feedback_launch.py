"""What launching a round of feedback costs, an invitation: rounds of 1,000 to 40,000 invitations, eight about each person.

`python benchmarks/site_feedback_launch.py FILE [SIZE …]`, in the bench's Python, with FILE of `tests/site/keep.py`: it works on the
site that is kept there, in a transaction that is rolled back. Prints a table, and writes it into RESULTS.md between its markers.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "site")]

import results  # noqa: E402

from harness import environment, find_bench, kept_site  # noqa: E402

SIZES, EACH = (1_000, 5_000, 40_000), 8
Row = tuple[int, float, float]


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
	sizes = tuple(int(each) for each in arguments[1:]) or SIZES
	try:
		frappe.db.commit = lambda: None
		report([measured(size) for size in (sizes[0], *sizes)][1:])
	finally:
		frappe.db.rollback()
		frappe.destroy()
	return 0


def measured(size: int) -> Row:
	"""Invitations, and seconds for choosing peers and for asking everybody."""
	import frappe

	import feedback_rounds
	from staff import company, hush_general_hooks, import_employees
	from talent_performance.flows.feedback import assigning, keys, launching

	hush_general_hooks()
	frappe.db.rollback()
	frappe.set_user("Administrator")
	feedback_rounds.make_setup()
	feedback_rounds.make_mail()
	people = import_employees(size // EACH, "FBLAUNCH")
	for number, name in enumerate(people):
		mail = {"prefered_email": f"{number}@launch.example.com", "department": None}
		frappe.db.set_value(
			"Employee", name, {**mail, "reports_to": people[number // 10] if number else None}
		)
	settings = {"company": company(), "nominations": 0, "peers_wanted": EACH, "include_reports": 0}
	round_ = feedback_rounds.with_people(*people, **settings, include_self=0, include_manager=0)
	try:
		begun = time.perf_counter()
		work_through(assigning.ASSIGN, round_)
		chosen = time.perf_counter()
		work_through(launching.LAUNCH, round_)
		asked = time.perf_counter()
		count = frappe.db.count("Feedback Invitation", {"round": round_, "state": "Sent"})
		return count, chosen - begun, asked - chosen
	finally:
		keys.destroy(round_)


def work_through(kind: object, round_: str) -> None:
	"""Plan and work as a run does, without its book-keeping."""
	from talent_performance.runs.kinds import Work

	arguments = {"round": round_}
	planned = [group[0] for group in kind.plan(arguments)]
	for start in range(0, len(planned), kind.chunk_size):
		kind.work(Work("", arguments, planned[start : start + kind.chunk_size]))


def report(rows: list[Row]) -> None:
	"""Print, and put into RESULTS.md."""
	lines = [
		"| Invitations | Choosing peers, ms each | Asking, ms each | Both, seconds |",
		"| ----------: | ----------------------: | --------------: | ------------: |",
		*(
			f"| {count:,} | {1000 * choose / count:.2f} | {1000 * ask / count:.2f} | {choose + ask:.1f} |"
			for count, choose, ask in rows
		),
	]
	table = "\n".join(lines)
	print(table)
	results.put("feedback launch", f"## Launching a round of feedback\n\n{table}\n")


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
