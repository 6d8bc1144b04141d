"""A site for tests that need a real one, whichever directory they are in."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import frappe

from doctype_cache import clearing_leaves_doctypes
from harness import Site, environment, find_bench, kept_site, throwaway_site


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
			with clearing_leaves_doctypes():
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
	frappe.db.value_cache.clear()  # a rollback leaves it
	frappe.clear_cache()
	frappe.set_user("Administrator")
