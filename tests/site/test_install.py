"""The app comes onto a site with ERPNext, and goes again without a trace; sites it can't work on are refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.utils.background_jobs import create_job_id, get_redis_conn

import erpnext

from harness import APP, REPOSITORY, SQLITE, Site, wanted_database
from snapshot import differences, take
from staff import KIND, hire
from talent_performance import __version__
from talent_performance.compat import doctype_exists
from talent_performance.engine.policy import FOUR_POINTS
from talent_performance.exceptions import UnsupportedSite
from talent_performance.flows.first_cycle import KEPT
from talent_performance.flows.seeds import scale_rows
from talent_performance.install import refuse_unsupported_site
from talent_performance.runs import control
from talent_performance.store.indexes import INDEXES
from talent_performance.uninstall import ROLE

MODULE = "Talent Performance"
TITLE = "Talent & Performance"
# Frappe's own diaries of what happened on the site.
DIARIES = {"tabDeleted Document", "tabError Log", "tabPatch Log", "tabScheduled Job Log", "tabVersion"}


def mentions_of_the_app() -> dict[str, int]:
	"""Table → rows with the name of the app or its module in any column; diaries aside."""
	columns: dict[str, list[str]] = {}
	for table, column in text_columns():
		columns.setdefault(table, []).append(column)
	found = {table: rows_that_mention(table, columns[table]) for table in columns.keys() - DIARIES}
	frappe.db.rollback()
	return {table: rows for table, rows in found.items() if rows}


def text_columns() -> list[tuple[str, str]]:
	"""Tables and those of their columns that can hold the name."""
	if wanted_database() == SQLITE:
		return frappe.db.sql(
			"""select t.name, c.name from sqlite_master t, pragma_table_info(t.name) c
			where t.type = 'table' and (c.type like '%TEXT%' or c.type like '%CHAR%' or t.sql like '%VIRTUAL%')"""
		)
	return frappe.db.sql(
		"""select table_name, column_name from information_schema.columns
		where table_schema = database() and character_maximum_length >= %s""",
		len(APP),
	)


def rows_that_mention(table: str, columns: list[str]) -> int:
	"""How many rows of the table hold the name of the app or the module somewhere."""
	there = " or ".join(f"`{column}` like %s or `{column}` like %s" for column in columns)
	query = f"select count(*) from `{table}` where {there}"
	return frappe.db.sql(query, (f"%{APP}%", f"%{MODULE}%") * len(columns))[0][0]


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


def tables_of_the_app() -> list[str]:
	"""Tables of our DocTypes."""
	doctypes = [file.parent.name for file in (REPOSITORY / APP / APP / "doctype").glob("*/*.json")]
	frappe.db.rollback()
	names = [table for table in frappe.db.get_tables(cached=False) if frappe.scrub(table[3:]) in doctypes]
	return sorted(names)


def counters_of_the_app() -> list[str]:
	"""Naming series that have begun to count."""
	frappe.db.rollback()
	return frappe.db.sql_list("select name from `tabSeries` where name like 'TALENT-%%' order by name")


def jobs_of_the_app() -> list[str]:
	"""Background jobs that wait or are remembered."""
	remembered = [job_id.decode() for job_id in get_redis_conn().keys("rq:job:*")]
	ours = f"rq:job:{create_job_id('talent-')}"
	return [job_id for job_id in remembered if job_id.startswith(ours)]


def live_a_little() -> None:
	"""Leave what using the app leaves: profiles, a run with its job and a notification, a comment, a setting, a default."""
	frappe.set_user("Administrator")
	hire(first_name="Uninstall")
	frappe.defaults.set_user_default(KEPT, "{}")
	run = frappe.get_doc("Talent Run", control.start(KIND))
	run.add_comment("Comment", "a word")
	frappe.get_doc(
		{"doctype": "Notification Log", "subject": "x", "for_user": "Administrator", "document_type": "Talent Run", "document_name": run.name}
	).insert()  # fmt: skip
	make_property_setter("Talent Profile", "person_name", "bold", "0", "Check")
	frappe.db.commit()


def rows_about_the_app() -> dict[str, int]:
	"""Rows of other tables that name one of our DocTypes."""
	found = {
		doctype: frappe.db.count(doctype, {column: ("like", "Talent %")})
		for doctype, column in ABOUT_DOCTYPES.items()
	}
	frappe.db.rollback()
	return {doctype: rows for doctype, rows in found.items() if rows}


def desk_of_the_app() -> set[tuple[str, str]]:
	"""What leads people to the app: the workspace and its pages, from 16 on the sidebar and the icon; what a user has kept."""
	asked = {
		"Workspace": {"module": MODULE},
		"Page": {"module": MODULE},
		"Workspace Sidebar": {"app": APP},
		"Desktop Icon": {"app": APP},
		"DefaultValue": {"defkey": KEPT},
	}
	found = {
		(doctype, name)
		for doctype, filters in asked.items()
		if doctype_exists(doctype) and frappe.get_meta(doctype).has_field(next(iter(filters)))
		for name in frappe.get_all(doctype, filters=filters, pluck="name")
	}
	frappe.db.rollback()
	return {(doctype, name if doctype != "DefaultValue" else KEPT) for doctype, name in found}


ABOUT_DOCTYPES = {
	"Comment": "reference_doctype",
	"Notification Log": "document_type",
	"Property Setter": "doc_type",
}


def indexes_on_employee() -> set[str]:
	"""Indexes of ours on ERPNext's Employee, by name."""
	found = {name for name in INDEXES if frappe.db.has_index("tabEmployee", name)}
	frappe.db.rollback()
	return found


def test_uninstalling_leaves_nothing_behind(site: Site) -> None:
	live_a_little()
	assert mentions_of_the_app()
	assert tables_of_the_app() and counters_of_the_app() and jobs_of_the_app()
	assert set(rows_about_the_app()) == set(ABOUT_DOCTYPES)
	assert indexes_on_employee() == set(INDEXES)
	desk = desk_of_the_app()
	assert {("Workspace", TITLE), ("Page", "cycle-overview"), ("DefaultValue", KEPT)} < desk
	site.run("uninstall-app", APP, "--yes", "--no-backup")
	try:
		assert mentions_of_the_app() == {}
		assert (tables_of_the_app(), counters_of_the_app(), jobs_of_the_app()) == ([], [], [])
		assert rows_about_the_app() == {}
		assert desk_of_the_app() == set()
		assert indexes_on_employee() == set()
	finally:
		site.run("install-app", APP)
		frappe.clear_cache()
	assert "tabModule Def" in mentions_of_the_app()
	assert desk_of_the_app() == desk - {("DefaultValue", KEPT)}
	assert indexes_on_employee() == set(INDEXES)


def test_a_second_migrate_changes_nothing_nor_what_a_company_has_changed(site: Site) -> None:
	site.run("migrate")
	frappe.db.rollback()
	top = frappe.db.get_value("Rating Scale Level", {"parent": "Five Points", "idx": 5})
	frappe.db.set_value("Rating Scale Level", top, "label", "Extraordinary")
	frappe.db.delete("Rating Scale", {"name": "Four Points"})
	frappe.db.commit()
	before = take(site)
	try:
		site.run("migrate")
		assert differences(before, take(site)) == {}
	finally:
		frappe.db.rollback()
		frappe.db.set_value("Rating Scale Level", top, "label", "Outstanding")
		frappe.db.delete("Rating Scale Level", {"parent": "Four Points"})
		frappe.db.delete("Conversion Point", {"parent": "Four Points"})
		frappe.get_doc(
			{"doctype": "Rating Scale", "scale_name": "Four Points", **scale_rows("four", FOUR_POINTS, "en")}
		).insert()
		frappe.db.commit()


def test_the_role_opens_the_desk(on_site: Site) -> None:
	assert frappe.db.get_value("Role", ROLE, ["desk_access", "disabled"]) == (1, 0)


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
