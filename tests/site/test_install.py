"""The app comes onto a site with ERPNext, and goes again without a trace; sites it can't work on are refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import frappe

import erpnext

from harness import APP, REPOSITORY, Site
from talent_performance import __version__
from talent_performance.exceptions import UnsupportedSite
from talent_performance.install import refuse_unsupported_site
from talent_performance.store.indexes import INDEXES

MODULE = "Talent Performance"
# Frappe's own diaries of what happened on the site.
DIARIES = {"tabDeleted Document", "tabError Log", "tabPatch Log", "tabScheduled Job Log", "tabVersion"}


def mentions_of_the_app() -> dict[str, int]:
	"""Table → rows with the name of the app or its module in any column; diaries aside."""
	columns: dict[str, list[str]] = {}
	for table, column in frappe.db.sql(
		"""select table_name, column_name from information_schema.columns
		where table_schema = database() and character_maximum_length >= %s""",
		len(APP),
	):
		columns.setdefault(table, []).append(column)
	found = {table: rows_that_mention(table, columns[table]) for table in columns.keys() - DIARIES}
	frappe.db.rollback()
	return {table: rows for table, rows in found.items() if rows}


def rows_that_mention(table: str, columns: list[str]) -> int:
	"""How many rows of the table hold the name of the app or the module somewhere."""
	text = "concat_ws(' ', {})".format(", ".join(f"`{column}`" for column in columns))
	query = f"select count(*) from `{table}` where {text} like %s or {text} like %s"
	return frappe.db.sql(query, (f"%{APP}%", f"%{MODULE}%"))[0][0]


def test_the_code_under_test_is_this_clone(site: Site) -> None:
	assert Path(frappe.get_app_path(APP)) == REPOSITORY / APP


def test_the_app_is_listed(site: Site) -> None:
	lines = site.run("list-apps").split("\n")
	assert [line.split()[0] for line in lines if line.strip()] == ["frappe", "erpnext", APP]


def test_it_breaks_no_pin_of_its_siblings(site: Site) -> None:
	done = subprocess.run([site.bench.python, "-m", "pip", "check"], stdout=subprocess.PIPE, text=True)
	conflicts = [
		line for line in done.stdout.splitlines() if line.split()[0] in ("frappe", "erpnext", "hrms", APP)
	]
	assert conflicts == []


def test_its_module_belongs_to_it(on_site: Site) -> None:
	assert frappe.db.get_value("Module Def", MODULE, "app_name") == APP


def test_the_site_can_be_migrated(site: Site) -> None:
	frappe.db.rollback()
	site.run("migrate")
	listed = frappe.get_doc("Installed Applications").installed_applications
	frappe.db.rollback()
	assert {app.app_name: app.app_version for app in listed}[APP] == __version__


def indexes_on_employee() -> set[str]:
	"""Indexes of ours on ERPNext's Employee, by name."""
	found = {name for name in INDEXES if frappe.db.has_index("tabEmployee", name)}
	frappe.db.rollback()
	return found


def test_uninstalling_leaves_nothing_behind(site: Site) -> None:
	assert mentions_of_the_app()
	assert indexes_on_employee() == set(INDEXES)
	site.run("uninstall-app", APP, "--yes", "--no-backup")
	try:
		assert mentions_of_the_app() == {}
		assert indexes_on_employee() == set()
	finally:
		site.run("install-app", APP)
	assert "tabModule Def" in mentions_of_the_app()
	assert indexes_on_employee() == set(INDEXES)


def test_a_supported_site_is_let_through(on_site: Site) -> None:
	assert refuse_unsupported_site() is None


def test_postgres_is_refused_with_the_way_out(on_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setitem(frappe.conf, "db_type", "postgres")
	with pytest.raises(UnsupportedSite, match=r"Make a site on MariaDB with bench new-site"):
		refuse_unsupported_site()


@pytest.mark.parametrize("product", [frappe, erpnext], ids=["Frappe", "ERPNext"])
@pytest.mark.parametrize("version", ["14.99.1", "13.0.0-dev", "14.0.0-beta.3"])
def test_an_old_version_is_refused_with_the_way_out(
	on_site: Site, monkeypatch: pytest.MonkeyPatch, product: object, version: str
) -> None:
	monkeypatch.setattr(product, "__version__", version)
	with pytest.raises(UnsupportedSite, match=rf"has \w+ {version}.*bench switch-to-branch version-15"):
		refuse_unsupported_site()


@pytest.mark.parametrize("version", ["15.0.0", "16.0.0-dev", "17.2.1"])
def test_newer_versions_are_let_through(on_site: Site, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
	monkeypatch.setattr(frappe, "__version__", version)
	assert refuse_unsupported_site() is None
