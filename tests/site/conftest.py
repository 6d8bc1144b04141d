"""Fixtures for tests on a real site. They run in the bench's Python: `make test`, or `python tests/site/run.py`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import frappe

from appraised import home, house, hushed  # noqa: F401 - fixtures
from harness import Site, environment, find_bench, kept_site, throwaway_site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
	"""Where two processes share the tests: a file stays whole, and only one of them makes the site with Frappe HR, at once."""
	for item in items:
		group = "hrms" if needs_hrms(item) else item.path.name
		item.add_marker(pytest.mark.xdist_group(group))
	items.sort(key=lambda item: not needs_hrms(item))


def needs_hrms(item: pytest.Item) -> bool:
	"""Whether a test asks for the site with Frappe HR, by a fixture or by a parameter."""
	return "beside_hrms" in item.fixturenames or "[with Frappe HR" in item.name


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
	"""A site with Frappe, ERPNext, a company and this app, with its bench commands; this process is connected to it."""
	bench = find_bench()
	if bench is None:
		pytest.fail("There is no bench at FRAPPE_BENCH or ~/frappe-bench.")
	kept = os.environ.get("TALENT_TEST_SITE")
	site = contextlib.nullcontext(kept_site(bench, Path(kept))) if kept else throwaway_site(bench)
	with site as made:
		before = os.getcwd()
		os.environ.update(environment(made.workspace))
		os.chdir(made.sites)
		frappe.init(made.name, sites_path=".")
		frappe.connect()
		try:
			yield made
		finally:
			frappe.destroy()
			os.chdir(before)


@pytest.fixture(scope="session")
def beside_hrms() -> Iterator[Site]:
	"""A site with Frappe HR, which this app isn't on until a test installs it."""
	bench = find_bench()
	if bench is None or "hrms" not in bench.apps:
		pytest.skip("NOT TESTED: the app beside Frappe HR, for the bench doesn't have it.")
	with throwaway_site(bench, apps=("hrms",)) as made:
		yield made


@pytest.fixture
def on_site(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
	"""For a test that works through Frappe in this process: nothing it does to the database stays."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	monkeypatch.setattr(frappe.db, "commit", lambda: None)
	yield site
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
