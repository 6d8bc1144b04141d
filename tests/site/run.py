"""Run the tests of this directory in the Python of this machine's bench; arguments go to pytest. Without a bench: nothing.

What the app needs and the bench's Python lacks is installed there first, as `bench get-app` would.
"""

from __future__ import annotations

import os
import subprocess
import sys

from harness import REPOSITORY, Bench, BenchError, find_bench

if sys.version_info >= (3, 11):
	import tomllib
else:
	import tomli as tomllib


def main(arguments: list[str]) -> int:
	"""Returns pytest's exit code; 0 where there is no bench, 1 where there is one that can't be used."""
	try:
		bench = find_bench()
		if bench is None:
			return 0
		install_requirements(bench)
	except BenchError as e:
		print(e, file=sys.stderr)
		return 1
	command = [bench.python, "-m", "pytest", *(arguments or ["tests/site"])]
	return subprocess.call(command, cwd=REPOSITORY, env={**os.environ, "FRAPPE_BENCH": str(bench.root)})


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
