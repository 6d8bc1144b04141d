"""Run the tests of this directory in a bench's own Python; arguments go to pytest. Without a bench: nothing.

`python tests/site/run.py` takes the bench at FRAPPE_BENCH (or ~/frappe-bench). `python tests/site/run.py --next` takes a
second bench with the newest Frappe, at FRAPPE_BENCH_NEXT (or ~/frappe-bench-next), on MariaDB and SQLite side by side;
TALENT_TEST_DB names one of them. What the app needs and a bench's Python lacks is installed there first, as `bench
get-app` would.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import IO, NamedTuple

from harness import MARIADB, REPOSITORY, SQLITE, Bench, BenchError, find_bench, find_next_bench

if sys.version_info >= (3, 11):
	import tomllib
else:
	import tomli as tomllib

NEXT = "--next"


class Round(NamedTuple):
	"""Once through the tests."""

	bench: Bench
	database: str

	def __str__(self) -> str:
		return f"{self.bench.root.name} on {self.database}"


def main(arguments: list[str]) -> int:
	"""Returns 0 where no round failed, and where there is no bench; 1 otherwise."""
	given = [each for each in arguments if each != NEXT]
	try:
		rounds = rounds_of_the_next() if NEXT in arguments else rounds_of_the_first()
		for bench in dict.fromkeys(each.bench for each in rounds):
			install_requirements(bench)
	except BenchError as e:
		print(e, file=sys.stderr)
		return 1
	return run_all(rounds, given)


def rounds_of_the_first() -> list[Round]:
	"""MariaDB, where there is a bench. Raises BenchError."""
	bench = find_bench()
	return [Round(bench, MARIADB)] if bench else []


def rounds_of_the_next() -> list[Round]:
	"""Both databases, where there is a second bench; else says what isn't tested. Raises BenchError."""
	bench = find_next_bench()
	if bench is None:
		print(
			"NOT TESTED: the app on the newest Frappe, for there is no bench with ERPNext at FRAPPE_BENCH_NEXT or ~/frappe-bench-next.",
			flush=True,
		)
		return []
	wanted = os.environ.get("TALENT_TEST_DB")
	return [Round(bench, database) for database in (MARIADB, SQLITE) if wanted in (None, "", database)]


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
	command = [each.bench.python, "-m", "pytest", *(arguments or ["tests/site"])]
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
