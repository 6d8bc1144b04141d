"""Measure the pipeline and write RESULTS.md: `python benchmarks/run.py [--sizes 1000,100000,1000000] [--quick]`.

What is measured, and what it is compared with, is said in README.md. All timings of a run are taken in rounds: each
round runs every case, so that a slower minute of the machine meets all of them; the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import os
import pickle
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks import company, plain_loop, plain_tables  # noqa: E402
from talent_performance.engine import ENGINE_VERSION  # noqa: E402
from talent_performance.engine.pipeline import run_cycle  # noqa: E402
from talent_performance.engine.policy import Policy  # noqa: E402

SIZES = (1_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)
LOOP_SIZES = (1_000, 20_000, 100_000)
QUICK_LOOP_SIZES = (1_000,)
SHUFFLED = 100_000
WARM_UP = 100
SMALL = 5_000
ROUNDS, QUICK_ROUNDS = 5, 3
MAX_GROWTH = 0.10
MIN_SPEEDUP = 50
MICRO = 1e6
KEEP = {"MALLOC_MMAP_THRESHOLD_": str(1 << 32), "MALLOC_TRIM_THRESHOLD_": str(1 << 36)}

Case = tuple[str, int]
POLICY = Policy()


@dataclass
class Measured:
	"""Seconds of every round by case, bytes at the peak by size, rows of input by size."""

	seconds: dict[Case, list[float]] = field(default_factory=lambda: defaultdict(list))
	peak: dict[int, int] = field(default_factory=dict)
	rows: dict[int, int] = field(default_factory=dict)

	def per_person(self, what: str, people: int) -> float:
		"""Median microseconds a person."""
		return statistics.median(self.seconds[what, people]) / people * MICRO

	def sizes(self, what: str) -> list[int]:
		"""The sizes at which a case was measured, rising."""
		return sorted(people for name, people in self.seconds if name == what)


def numpy_columns(tables: company.Tables) -> list[np.ndarray]:
	"""The bare columns: numbers, dates as integers and flags as they are, everything else as objects."""
	return [_bare(table[name]) for table in tables.values() for name in table.columns]


def _bare(column: pd.Series) -> np.ndarray:
	if column.dtype.kind == "M":
		return column.to_numpy().view("int64")
	if column.dtype.kind in "fib":
		return column.to_numpy()
	return column.to_numpy(dtype=object)


def numpy_pass(columns: list[np.ndarray]) -> float:
	"""Read every column once: multiply, add and sum a number; ask of anything else whether it is empty."""
	total = 0.0
	for column in columns:
		filled = np.not_equal(column, None) if column.dtype == object else column * 2.0 + 1.0
		total += float(filled.sum())
	return total


def pipeline(tables: company.Tables) -> object:
	"""Everything: from the tables as read to all result tables."""
	return run_cycle(tables, POLICY, company.AS_OF)


def loop(records: plain_loop.Records) -> object:
	"""The plain loop over rows that are dicts already."""
	return plain_loop.run(records, POLICY, company.AS_OF.date())


def cases(sizes: tuple[int, ...], loop_sizes: tuple[int, ...], rows: dict[int, int]) -> dict[Case, Callable]:
	"""What is timed, under its name and number of people; the inputs are made here, outside the timing."""
	found: dict[Case, Callable] = {}
	for people in sorted({*sizes, *loop_sizes}):
		say(f"making a company of {people:,}")
		tables = company.make(people)
		rows[people] = sum(map(len, tables.values()))
		found["pipeline", people] = lambda tables=tables: pipeline(tables)
		if people in sizes:
			columns = numpy_columns(tables)
			found["numpy", people] = lambda columns=columns: numpy_pass(columns)
		if people in loop_sizes:
			records = plain_loop.records_of(tables)
			found["loop", people] = lambda records=records: loop(records)
			found["loop from tables", people] = lambda tables=tables: plain_tables.run(
				tables, POLICY, company.AS_OF
			)
		if people == SHUFFLED:
			mixed = company.shuffled(tables)
			found["pipeline, shuffled rows", people] = lambda mixed=mixed: pipeline(mixed)
	return found


def measure(found: dict[Case, Callable], rounds: int, measured: Measured) -> None:
	"""A warm-up, then every case in each round; small ones several times, as a single run of them says little."""
	pipeline(company.make(WARM_UP))
	gc.collect()
	gc.freeze()  # the inputs lie there only to be measured: the collector needn't walk through them in every case
	for number in range(1, rounds + 1):
		say(f"round {number} of {rounds}")
		for (name, people), work in found.items():
			for _ in range(max(1, SMALL // people)):
				measured.seconds[name, people].append(seconds(work))


def seconds(work: Callable) -> float:
	"""Processor seconds of one call: what else the machine does meanwhile doesn't count.

	Garbage is collected before, and what is there then is left out of later collections: the other cases' inputs lie in
	memory too, and looking through them would be charged to whatever is measured.
	"""
	gc.collect()
	gc.freeze()
	begun = time.process_time()
	work()
	used = time.process_time() - begun
	gc.unfreeze()
	return used


# Memory -----------------------------------------------------------------------------------------------------------


def peak_memory(people: int) -> int:
	"""Bytes by which a fresh process grows at its peak while the pipeline runs."""
	with tempfile.TemporaryDirectory() as folder:
		path = Path(folder) / "tables.pickle"
		for arguments in (("--make", str(people)), ("--peak",)):
			say(f"memory at {people:,} people: {' '.join(arguments)}")
			done = subprocess.run(
				[sys.executable, __file__, *arguments, "--file", str(path)],
				check=True,
				stdout=subprocess.PIPE,
			)
	return json.loads(done.stdout)


def make_file(path: Path, people: int) -> None:
	"""Write the tables for another process, so that what making them took isn't in its memory."""
	with path.open("wb") as file:
		pickle.dump(company.make(people), file, protocol=5)


def measure_peak(path: Path) -> int:
	"""Highest resident memory while the pipeline ran, less what was resident before."""
	with path.open("rb") as file:
		tables = pickle.load(file)
	pipeline(company.make(WARM_UP))
	gc.collect()
	before = resident()
	results = pipeline(tables)
	grown = highest_resident() - before
	assert results is not None
	return grown


def resident() -> int:
	"""Resident bytes now, as Linux says; elsewhere the highest so far."""
	try:
		return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
	except OSError:
		return highest_resident()


def highest_resident() -> int:
	"""Highest resident bytes of this program so far.

	Linux's own figure first: what getrusage says there includes the parent's memory before this program was loaded.
	"""
	own = _from_file("/proc/self/status", "VmHWM")
	if own:
		return int(own.split()[0]) * 1024
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


# Machine ----------------------------------------------------------------------------------------------------------


def machine() -> Iterator[tuple[str, str]]:
	"""What it was measured on."""
	yield (
		"Processor",
		f"{_from_file('/proc/cpuinfo', 'model name') or platform.processor()}, {os.cpu_count()} cores",
	)
	yield "Memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"
	yield "System", _system()
	yield "Python", f"{platform.python_implementation()} {platform.python_version()}"
	yield "pandas, numpy", f"{pd.__version__}, {np.__version__}"
	yield "Engine", ENGINE_VERSION


def _from_file(path: str, key: str) -> str:
	try:
		lines = Path(path).read_text().splitlines()
	except OSError:
		return ""
	return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")


def _system() -> str:
	try:
		name = platform.freedesktop_os_release()["PRETTY_NAME"]
	except (OSError, KeyError):
		name = platform.system()
	return f"{name}, kernel {platform.release()}"


# Report -----------------------------------------------------------------------------------------------------------


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
	"""A Markdown table; all columns but the first to the right, padded as the formatter wants it."""
	widths = [max(3, *(len(line[i]) for line in (header, *rows))) for i in range(len(header))]
	rule = ("-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:]))
	lines = []
	for line in (header, rule, *rows):
		cells = [
			line[0].ljust(widths[0]),
			*(cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True)),
		]
		lines.append(f"| {' | '.join(cells)} |")
	return lines


def report(measured: Measured, rounds: int) -> str:
	"""RESULTS.md."""
	made = dt.datetime.now(dt.timezone.utc).date().isoformat()
	parts = [
		"# What the pipeline costs",
		"",
		f"Written by `benchmarks/run.py` on {made}: medians of {rounds} interleaved rounds. "
		"What each line means is said in [README.md](README.md).",
		"",
		*table(("Machine", ""), list(machine())),
		"",
		*_size_part(measured),
		"",
		*_loop_part(measured),
		*_shuffled_part(measured),
	]
	return "\n".join(parts).rstrip() + "\n"


def _size_part(measured: Measured) -> list[str]:
	rows = []
	for people in measured.sizes("numpy"):
		ours, bare = measured.per_person("pipeline", people), measured.per_person("numpy", people)
		taken = measured.seconds["pipeline", people]
		rows.append(
			(
				f"{people:,}",
				f"{measured.rows[people]:,}",
				f"{statistics.median(taken):.3f} s ({min(taken):.3f} to {max(taken):.3f})",
				f"{ours:.2f} µs",
				f"{bare:.3f} µs",
				f"{ours / bare:.1f}",
				f"{measured.peak[people] / people / 1024:.1f} KiB",
			)
		)
	header = (
		"People",
		"Rows",
		"Pipeline",
		"a person",
		"One pass of numpy, a person",
		"Ratio",
		"Peak memory, a person",
	)
	return ["## By size", "", *table(header, rows), "", growth(measured)]


def growth(measured: Measured) -> str:
	"""The largest growth of the cost per person from a size to any larger one, against what is allowed."""
	sizes = measured.sizes("numpy")
	steps = [
		(measured.per_person("pipeline", large) / measured.per_person("pipeline", small) - 1, small, large)
		for i, small in enumerate(sizes)
		for large in sizes[i + 1 :]
	]
	if not steps:
		return "One size only: no growth to state."
	each = "; ".join(f"from {small:,} to {large:,} people {change:+.1%}" for change, small, large in steps)
	worst = max(steps)[0]
	verdict = "kept" if worst <= MAX_GROWTH else "**missed**"
	return f"Change of the cost per person: {each}. Allowed are {MAX_GROWTH:+.0%}: {verdict}."


def _loop_part(measured: Measured) -> list[str]:
	rows = []
	for people in measured.sizes("loop"):
		ours, bare, whole = (
			measured.per_person(name, people) for name in ("pipeline", "loop", "loop from tables")
		)
		verdict = "kept" if whole / ours >= MIN_SPEEDUP else "**missed**"
		rows.append(
			(
				f"{people:,}",
				f"{ours:.2f} µs",
				f"{whole:.2f} µs",
				f"{whole / ours:.1f}",
				f"{MIN_SPEEDUP}: {verdict}",
				f"{bare:.2f} µs",
				f"{bare / ours:.1f}",
			)
		)
	header = (
		"People",
		"Pipeline, a person",
		"Loop, tables to tables",
		"Times",
		"Wanted",
		"Loop, rules only",
		"Times",
	)
	return ["## Against a plain loop", "", *table(header, rows)]


def _shuffled_part(measured: Measured) -> list[str]:
	lines = []
	for people in measured.sizes("pipeline, shuffled rows"):
		ours, mixed = (measured.per_person(name, people) for name in ("pipeline", "pipeline, shuffled rows"))
		lines += [
			"",
			"## Rows in random order",
			"",
			f"With the rows of every table shuffled, {people:,} people cost {mixed:.2f} µs each "
			f"instead of {ours:.2f} µs ({mixed / ours - 1:+.1%}).",
		]
	return lines


def say(text: str) -> None:
	"""Progress, on the error stream."""
	print(text, file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
	"""The command line."""
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("--sizes", type=_sizes, help="people, comma-separated")
	parser.add_argument("--quick", action="store_true", help="small companies, fewer rounds, nothing written")
	parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
	parser.add_argument("--peak", action="store_true", help=argparse.SUPPRESS)
	parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
	return parser.parse_args()


def _sizes(text: str) -> tuple[int, ...]:
	return tuple(sorted(int(part) for part in text.split(",")))


def keep_memory() -> None:
	"""Start anew with a C library that keeps freed memory, so that the kernel's zeroing of pages isn't measured.

	Without that, glibc hands every array above 32 MB back at once and gets it anew, page by page: about half a
	microsecond a person at a million people, and nothing at a hundred thousand.
	"""
	if os.environ.get("MALLOC_TRIM_THRESHOLD_") != KEEP["MALLOC_TRIM_THRESHOLD_"]:
		os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **KEEP})


def main() -> None:
	"""Measure and write, or do the part of a memory measurement that wants a process of its own."""
	given = arguments()
	if given.make:
		make_file(given.file, given.make)
	elif given.peak:
		print(json.dumps(measure_peak(given.file)))
	else:
		keep_memory()
		bench(given.sizes or (QUICK_SIZES if given.quick else SIZES), given.quick)


def bench(sizes: tuple[int, ...], quick: bool) -> None:
	"""All measurements; RESULTS.md is written unless they are quick ones, which are only printed."""
	measured, rounds = Measured(), QUICK_ROUNDS if quick else ROUNDS
	measured.peak = {people: peak_memory(people) for people in sizes}
	found = cases(sizes, QUICK_LOOP_SIZES if quick else LOOP_SIZES, measured.rows)
	measure(found, rounds, measured)
	text = report(measured, rounds)
	print(text)
	if not quick:
		file = HERE / "RESULTS.md"
		file.write_text(
			text.rstrip() + "\n" + site_section(file.read_text(encoding="utf-8")), encoding="utf-8"
		)


def site_section(old: str) -> str:
	"""What site_speed.py has written, which is measured elsewhere."""
	found = re.search(r"\n<!-- site:begin -->.*<!-- site:end -->\n", old, flags=re.S)
	return found[0] if found else ""


if __name__ == "__main__":
	main()
