"""Everything in a site's database at one moment, asked of the database itself, and what differs between two moments."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import pymysql

from harness import SQLITE, Site, wanted_database

# When somebody touched a row isn't what the row says.
TIMES = {"creation", "modified", "modified_by", "owner"}
# Frappe's diaries of what happened on the site, and what it writes anew each time.
DIARIES = {
	"tabError Log", "tabScheduled Job Log", "tabDeleted Document", "tabActivity Log", "tabAccess Log",
	"tabInstalled Application", "tabPatch Log", "tabChangelog Feed", "__global_search", "tabPrepared Report",
}  # fmt: skip
# What Frappe imports or notes anew at every migrate, though nothing has changed: rows of and about it.
ANEW = {"Print Heading", "Installed Applications"}
# Defaults are written by deleting and inserting, under another random name.
RENAMED = {"tabDefaultValue": {"name"}}


class Snapshot(NamedTuple):
	"""Table → its columns and indexes; table → its rows, each with how often it is there."""

	shape: dict[str, tuple]
	rows: dict[str, Counter]


# Columns by table: what they are called, and what else the database says of them; the same of indexes.
ON_MARIADB = (
	"""select table_name, column_name, column_type, is_nullable, column_default
	from information_schema.columns where table_schema = database() order by table_name, column_name""",
	"""select table_name, index_name, seq_in_index, column_name, non_unique
	from information_schema.statistics where table_schema = database()
	order by table_name, index_name, seq_in_index""",
)
ON_SQLITE = (
	"""select t.name, c.name, c.type, c."notnull", c.dflt_value
	from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' order by t.name, c.name""",
	"""select t.name, i.name, c.seqno, c.name, i."unique"
	from sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
	where t.type = 'table' order by t.name, i.name, c.seqno""",
)


class Cursor(Protocol):
	"""What both drivers have."""

	def execute(self, query: str) -> object: ...

	def fetchall(self) -> Sequence[tuple]: ...


def take(site: Site) -> Snapshot:
	"""All tables of a site."""
	of_columns, of_indexes = ON_SQLITE if wanted_database() == SQLITE else ON_MARIADB
	with contextlib.closing(connect(site)) as connection:
		cursor = connection.cursor()
		columns = by_table(cursor, of_columns)
		indexes = by_table(cursor, of_indexes)
		shape = {table: (columns[table], indexes.get(table, ())) for table in columns}
		rows = {table: rows_of(cursor, table, columns[table]) for table in columns}
	return Snapshot(shape, rows)


def connect(site: Site) -> pymysql.Connection | sqlite3.Connection:
	"""A connection past Frappe."""
	config = json.loads((site.sites / site.name / "site_config.json").read_text())
	if wanted_database() == SQLITE:
		return sqlite3.connect(site.sites / site.name / "db" / f"{config['db_name']}.db")
	return pymysql.connect(
		host=site.bench.config.get("db_host") or "127.0.0.1",
		port=int(site.bench.config.get("db_port") or 3306),
		user=config.get("db_user") or config["db_name"],
		password=config["db_password"],
		database=config["db_name"],
		charset="utf8mb4",
	)


def by_table(cursor: Cursor, query: str) -> dict[str, tuple]:
	"""Rows of a query by their first column."""
	cursor.execute(query)
	found: dict[str, list] = {}
	for table, *rest in cursor.fetchall():
		found.setdefault(table, []).append(tuple(rest))
	return {table: tuple(each) for table, each in found.items()}


def rows_of(cursor: Cursor, table: str, columns: tuple) -> Counter:
	"""Rows without times."""
	kept = [column[0] for column in columns if column[0] not in TIMES | RENAMED.get(table, set())]
	cursor.execute("select {} from `{}`".format(", ".join(f"`{column}`" for column in kept), table))
	found = (zip_names(kept, row) for row in cursor.fetchall())
	return Counter(
		row for row in found if not is_a_time(table, dict(row)) and not ANEW & set(dict(row).values())
	)


def is_a_time(table: str, row: dict[str, object]) -> bool:
	"""Whether a row of a single says when it was touched."""
	return table == "tabSingles" and row.get("field") in TIMES


def zip_names(columns: list[str], row: tuple) -> tuple:
	"""A row that says which value is whose; null and empty are left out."""
	return tuple(
		(column, value) for column, value in zip(columns, row, strict=True) if value not in (None, "")
	)


def differences(before: Snapshot, after: Snapshot, besides: set[str] | None = None) -> dict[str, list]:
	"""Table → what is in one of the snapshots only, diaries aside."""
	found: dict[str, list] = {}
	for table in before.shape.keys() | after.shape.keys():
		shapes = [snapshot.shape.get(table) for snapshot in (before, after)]
		if shapes[0] != shapes[1]:
			found[table] = changed(*(set().union(*shape) if shape else set() for shape in shapes))
		elif table not in DIARIES | (besides or set()) and before.rows[table] != after.rows[table]:
			found[table] = changed(set(before.rows[table].items()), set(after.rows[table].items()))
	return found


def changed(before: set, after: set) -> list:
	"""What went, what came: the first few of each."""
	return [
		*(("gone", each) for each in list(before - after)[:5]),
		*(("come", each) for each in list(after - before)[:5]),
	]
