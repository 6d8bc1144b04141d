"""What every test run shares: which tests can run here, and one loud line where a part of the product can't be tested."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# A slow machine is no failure. A build server tries the same examples every time; people try new ones.
settings.register_profile("project", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("project")

IN_A_BENCH = importlib.util.find_spec("frappe") is not None
if IN_A_BENCH:  # once, for one site serves all
	sys.path.insert(0, str(Path(__file__).parent / "site"))
	pytest_plugins = ("one_site", "appraised")
collect_ignore = [] if IN_A_BENCH else ["site", "security"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
	"""Say what this run didn't test."""
	if IN_A_BENCH:
		return
	if bench_is_there():
		terminalreporter.write_line(
			"tests/site and tests/security run in the bench's own Python: make test, or python tests/site/run.py."
		)
		return
	terminalreporter.write_line(
		"NOT TESTED: the app on a Frappe site (tests/site, tests/security), for there is no bench with ERPNext at FRAPPE_BENCH or ~/frappe-bench.",
		red=True,
		bold=True,
	)


def bench_is_there() -> bool:
	"""Whether tests/site would find a bench; a wrong FRAPPE_BENCH is for tests/site to complain about."""
	named = os.environ.get("FRAPPE_BENCH")
	return bool(named) or Path("~/frappe-bench/apps/erpnext").expanduser().is_dir()
