"""Keep a throw-away site while developing, so that each run of the tests takes seconds: `python tests/site/keep.py FILE`.

It writes what the tests need to FILE and waits; Ctrl+C drops the site. Beside it: `TALENT_TEST_SITE=FILE python
tests/site/run.py …` runs the tests on that site, and with `--migrate FILE` this brings changed DocTypes onto it.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from harness import find_bench, kept_site, throwaway_site, write_kept_site


def main(arguments: list[str]) -> int:
	"""Returns 0, or 2 for a wrong call."""
	bench = find_bench()
	if bench is None or not arguments:
		print(__doc__, file=sys.stderr)
		return 2
	if arguments[0] == "--migrate":
		kept_site(bench, Path(arguments[1])).run("migrate", "--skip-search-index")
		return 0
	signal.signal(signal.SIGTERM, signal.default_int_handler)
	with throwaway_site(bench) as site:
		write_kept_site(site, Path(arguments[0]))
		print(f"{site.name} is there; Ctrl+C drops it.", flush=True)
		try:
			signal.pause()
		except KeyboardInterrupt:
			Path(arguments[0]).unlink(missing_ok=True)
	return 0


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
