"""What closing a round of feedback costs, an answer: rounds of 1,000 to 40,000 answers, eight about each person.

`python benchmarks/site_feedback.py FILE`, in the bench's Python, with FILE of `tests/site/keep.py`: it works on the site that is
kept there, in a transaction that is rolled back. Prints a table, and writes it into RESULTS.md between its markers.
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

SIZES, EACH, CHUNK = (1_000, 5_000, 40_000), 8, 100
Row = tuple[int, float, float, float]


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
		report([measured(size) for size in (SIZES[0], *SIZES)][1:])
	finally:
		frappe.db.rollback()
		frappe.destroy()
	return 0


def measured(size: int) -> Row:
	"""Answers, and seconds for results, for unlinking, and for the release."""
	import frappe

	from feedback_made import make_many
	from staff import company, hush_general_hooks, import_employees
	from talent_performance.flows.feedback import closing, keys

	hush_general_hooks()
	frappe.db.rollback()
	made = make_many(company(), import_employees(size // EACH, "FBBENCH"), EACH)
	asked, names = {"round": made.round}, list(made.requests.values())
	try:
		begun = time.perf_counter()
		for start in range(0, len(names), CHUNK):
			closing.work_close(closing.Work("", asked, names[start : start + CHUNK], None))
		sealed = time.perf_counter()
		closing.finish_close(asked)
		closed = time.perf_counter()
		closing.work_release(closing.Work("", asked, closing.sealed(made.round), None))
		return size, sealed - begun, closed - sealed, time.perf_counter() - closed
	finally:
		keys.destroy(made.round)


def report(rows: list[Row]) -> None:
	"""Print, and put into RESULTS.md."""
	lines = [
		"| Answers | Results, ms an answer | Unlinking, ms an answer | Release, ms an answer | Close, seconds |",
		"| ------: | --------------------: | ----------------------: | --------------------: | -------------: |",
		*(
			f"| {size:,} | {1000 * seal / size:.2f} | {1000 * unlink / size:.2f} | {1000 * release / size:.3f} | {seal + unlink:.1f} |"
			for size, seal, unlink, release in rows
		),
	]
	table = "\n".join(lines)
	print(table)
	results.put("feedback", f"## Closing a round of feedback\n\n{table}\n")


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
