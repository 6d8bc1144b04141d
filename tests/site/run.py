"""Run the tests of this directory in the Python of this machine's benches; arguments go to pytest. Without a bench: nothing.

On FRAPPE_BENCH (or ~/frappe-bench), and where there is a second bench with the newest Frappe, at FRAPPE_BENCH_NEXT (or
~/frappe-bench-next), on it too: on MariaDB and on SQLite. TALENT_TEST_ROUNDS says which, as in "frappe-bench-next on
sqlite". What the app needs and a bench's Python lacks is installed there first, as `bench get-app` would.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NamedTuple

from harness import MARIADB, REPOSITORY, SQLITE, Bench, BenchError, find_bench, find_next_bench

if sys.version_info >= (3, 11):
	import tomllib
else:
	import tomli as tomllib


class Round(NamedTuple):
	"""Once through all the tests."""

	bench: Bench
	database: str

	def __str__(self) -> str:
		return f"{self.bench.root.name} on {self.database}"


def main(arguments: list[str]) -> int:
	"""Returns 0 where no round failed, and where there is no bench; 1 otherwise."""
	try:
		rounds = found_rounds()
		for bench in dict.fromkeys(each.bench for each in rounds):
			install_requirements(bench)
	except BenchError as e:
		print(e, file=sys.stderr)
		return 1
	failed = [str(each) for each in rounds if run(each, arguments)]
	if failed:
		print(f"Failed: the tests on {', '.join(failed)}.", flush=True)
	return int(bool(failed))


def found_rounds() -> list[Round]:
	"""Every bench of this machine with the databases that it has. Raises BenchError."""
	bench, following = find_bench(), find_next_bench()
	rounds = [Round(bench, MARIADB)] if bench else []
	if following:
		rounds += [Round(following, MARIADB), Round(following, SQLITE)]
	chosen = os.environ.get("TALENT_TEST_ROUNDS")
	return [each for each in rounds if not chosen or str(each) in chosen.split(",")]


def run(each: Round, arguments: list[str]) -> int:
	"""One round; returns pytest's exit code."""
	print(f"Site tests: {each}", flush=True)
	command = [each.bench.python, "-m", "pytest", *(arguments or ["tests/site"])]
	told = {"FRAPPE_BENCH": str(each.bench.root), "TALENT_TEST_DB": each.database}
	return subprocess.call(command, cwd=REPOSITORY, env={**os.environ, **told})


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
