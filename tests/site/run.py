"""Run the tests of this directory and of tests/security in a bench's own Python; arguments go to pytest. No bench: nothing.

`python tests/site/run.py` takes the bench at FRAPPE_BENCH (or ~/frappe-bench). `python tests/site/run.py --next` takes a
second bench with the newest Frappe, at FRAPPE_BENCH_NEXT (or ~/frappe-bench-next), on MariaDB and SQLite side by side;
TALENT_TEST_DB names one of them. `--screens` runs what needs a browser, which the whole set leaves out. That set runs in
two processes, each with a site of its own: on the first bench two share the files, on the second each database is one.
What the app needs and a bench's Python lacks is installed there first, as `bench get-app` would.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, NamedTuple

from harness import MARIADB, REPOSITORY, SQLITE, Bench, BenchError, find_bench, find_next_bench, mariadb

if sys.version_info >= (3, 11):
	import tomllib
else:
	import tomli as tomllib

NEXT, SCREENS = "--next", "--screens"
ALL = ("tests/site", "tests/security")
BY_TWO = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


class Round(NamedTuple):
	"""Once through the tests."""

	bench: Bench
	database: str

	def __str__(self) -> str:
		return f"{self.bench.root.name} on {self.database}"


def main(arguments: list[str]) -> int:
	"""Returns 0 where no round failed, and where there is no bench; 1 otherwise."""
	given = [each for each in arguments if each not in (NEXT, SCREENS)]
	try:
		rounds = rounds_of_the_next() if NEXT in arguments else rounds_of_the_first()
		for bench in dict.fromkeys(each.bench for each in rounds):
			install_requirements(bench)
		with contextlib.ExitStack() as servers:
			for each in rounds:  # here, for a process that is through would stop it under the others
				if each.database == MARIADB:
					servers.enter_context(mariadb(each.bench))
			wanted = screens() if SCREENS in arguments else whole_set(rounds)
			return run_all(rounds, given or wanted)
	except BenchError as e:
		print(e, file=sys.stderr)
		return 1


def whole_set(rounds: list[Round]) -> list[str]:
	"""Pytest's arguments where none are given: two processes, be it for one round or for two."""
	kept = os.environ.get("TALENT_TEST_SITE")
	return [*ALL, "--ignore-glob=*/test_screen_*.py", *(() if kept or len(rounds) > 1 else BY_TWO)]


def screens() -> list[str]:
	"""Pytest's arguments for what is looked at in a browser: one after the other, for a slow answer looks like a wrong one."""
	found = (each for room in ALL for each in (REPOSITORY / room).glob("test_screen_*.py"))
	return sorted(str(each.relative_to(REPOSITORY)) for each in found)


def rounds_of_the_first() -> list[Round]:
	"""MariaDB, where there is a bench. Raises BenchError."""
	bench = find_bench()
	return [Round(bench, MARIADB)] if bench else []


def rounds_of_the_next() -> list[Round]:
	"""Both databases, where there is a second bench; else says what isn't tested. Raises BenchError."""
	bench = find_next_bench()
	missing = "there is no bench with ERPNext at FRAPPE_BENCH_NEXT or ~/frappe-bench-next"
	if bench and not sees_the_repository(bench):  # its Python may be a container's
		bench, missing = None, f"the Python of {bench.root} doesn't run in {REPOSITORY}"
	if bench is None:
		print(f"NOT TESTED: the app on the newest Frappe, for {missing}.", flush=True)
		return []
	wanted = os.environ.get("TALENT_TEST_DB")
	return [Round(bench, database) for database in (MARIADB, SQLITE) if wanted in (None, "", database)]


def sees_the_repository(bench: Bench) -> bool:
	"""Whether the bench's Python can work here."""
	look = f"import pathlib; assert pathlib.Path({str(Path(__file__).resolve())!r}).is_file()"
	return subprocess.run([bench.python, "-c", look], cwd=REPOSITORY, capture_output=True).returncode == 0


def run_all(rounds: list[Round], arguments: list[str]) -> int:
	"""The rounds side by side; what one says is shown at once where it is alone, else when it is through."""
	failed = []
	with tempfile.TemporaryFile() as first, tempfile.TemporaryFile() as second:
		logs = (first, second) if len(rounds) > 1 else (None,)
		under_way = [
			(each, start(each, arguments, log), log) for each, log in zip(rounds, logs, strict=False)
		]
		for each, process, log in under_way:
			code = process.wait()
			print(f"Site tests: {each}", flush=True)
			show(log)
			failed += [str(each)] if code else []
	if failed:
		print(f"Failed: the site tests, {', '.join(failed)}.", flush=True)
	return int(bool(failed))


def start(each: Round, arguments: list[str], log: IO[bytes] | None) -> subprocess.Popen:
	"""Begin a round."""
	command = [each.bench.python, "-m", "pytest", *arguments]
	told = {"FRAPPE_BENCH": str(each.bench.root), "TALENT_TEST_DB": each.database}
	output = {"stdout": log, "stderr": subprocess.STDOUT} if log else {}
	return subprocess.Popen(command, cwd=REPOSITORY, env={**os.environ, **told}, **output)


def show(log: IO[bytes] | None) -> None:
	"""Pass on what was said meanwhile."""
	if log is None:
		return
	log.seek(0)
	sys.stdout.write(log.read().decode("utf-8", "replace"))
	sys.stdout.flush()


def install_requirements(bench: Bench) -> None:
	"""Ask the bench's pip for what pyproject.toml names; offline where it is all there. Raises BenchError."""
	project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
	for_tests = [name + version for name, version in project["tool"]["bench"]["dev-dependencies"].items()]
	wanted = [*project["project"]["dependencies"], *for_tests]
	done = subprocess.run(
		[bench.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]
	)
	if done.returncode:
		raise BenchError(f"The bench's Python lacks some of what the app needs: {', '.join(wanted)}")


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
