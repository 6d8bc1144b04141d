"""Every whitelisted method of ours, called over HTTP with what no honest client sends: refused in words, and nothing changes."""

from __future__ import annotations

import inspect
import os
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from methods import METHODS, short
from stage import take_away

import frappe
from frappe.utils.password import update_password

from harness import Site
from people import make_employee, user_of
from web import PASSWORD, Person, Refused, served

# Wrong types, too long, too big, SQL, markup, paths, days that don't exist, JSON that isn't what was expected.
HOSTILE: tuple[Any, ...] = (
	"", "x' or '1'='1", "`; drop table `tabEmployee`; --", "<script>alert(1)</script>", "../../etc/passwd", "%s %(x)s {0}",
	"ø" * 3000, "a\x00b", "😀", "2025-02-30", "NaN", "-1", 10**30, -1.5, True, [], {}, ["a", {"b": []}], {"name": {"like": "%"}},
	'["in", ["a"]]', '{"a": ', None,
)  # fmt: skip
DIARIES = {
	"tabError Log", "tabActivity Log", "tabAccess Log", "tabTalent Access Log", "tabSessions", "tabScheduled Job Log",
	"tabRoute History", "tabUser", "tabDefaultValue", "tabSingles", "tabSeries", "__Auth",
}  # fmt: skip


# Of several arguments each is tried with every third value, another third for the next one: everything with TALENT_FUZZ=whole.
EVERY = 1 if os.environ.get("TALENT_FUZZ") == "whole" else 3


def calls(function: Callable, in_turn: bool) -> Iterator[dict[str, Any]]:
	"""Nothing at all; all arguments hostile at once; and each of several in turn, with something harmless in the others."""
	names = list(inspect.signature(function).parameters)
	yield {}
	for number, value in enumerate(HOSTILE):
		yield dict.fromkeys(names, value)
		for place, name in enumerate(names) if in_turn and len(names) > 1 else ():
			if (number + place) % EVERY == 0:
				yield {other: "x" for other in names} | {name: value}


# They take nothing, and do what they say: begin a run.
BEGINNING = ("retention_overview.score", "succession_map.refresh")
# Anybody begins a check-in of his own, and keeps his own settings: one of each.
OF_ONESELF = {"tabCheck-in", "tabReminder Preference"}


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[dict[str, Person]]:
	"""An employee, and HR of everything: both saved as HR saves people."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	tag = secrets.token_hex(3)
	company = f"Fuzz {tag}"
	values = {"company_name": company, "abbr": tag, "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": company, **values, "lft": 3001, "rgt": 3002}).db_insert()
	staff = {
		"employee": make_employee(f"Fuzz{tag}", company=company),
		"HR Manager": make_employee(f"Fuzzhr{tag}", roles=("HR Manager", "Talent Manager"), company=company),
	}
	for employee in staff.values():
		update_password(user_of(employee), PASSWORD)
	frappe.db.commit()
	users = {name: user_of(employee) for name, employee in staff.items()}
	try:
		with served(site) as address:
			yield {name: Person(address, site, user) for name, user in users.items()}
	finally:
		frappe.db.rollback()
		take_away(company, list(users.values()))  # another file counts people
		frappe.db.commit()
		frappe.clear_cache()


def test_there_are_methods_to_try() -> None:
	assert len(METHODS) > 40
	writing = [
		path
		for path, each in METHODS.items()
		if frappe.allowed_http_methods_for_whitelisted_func[each] == ["POST"]
	]
	assert len(writing) > 30
	begin = [each for path, each in METHODS.items() if short(path) in BEGINNING]
	assert [dict(inspect.signature(each).parameters) for each in begin] == [{}, {}]


@pytest.mark.parametrize("who", ["employee", "HR Manager"])
def test_no_method_fails_at_what_it_is_sent(people: dict[str, Person], who: str) -> None:
	before = take_data()
	failed = []
	tried = {path: each for path, each in METHODS.items() if short(path) not in BEGINNING}
	for path, function in tried.items():
		for arguments in calls(function, in_turn=who != "employee"):
			try:
				people[who].call(path, **arguments)
			except Refused as refused:
				if refused.status >= 500:
					failed.append((path, arguments, str(refused)[-700:]))
	assert not failed, f"{len(failed)} of them: " + "\n".join(map(str, worst(failed)))
	frappe.db.rollback()
	more = {
		table: rows - before.get(table, 0) for table, rows in take_data().items() if rows != before.get(table)
	}
	assert more.keys() <= OF_ONESELF and set(more.values()) <= {1}


def worst(failed: list[tuple]) -> list[tuple]:
	"""One failure of each method."""
	return list({path: (path, *more) for path, *more in failed}.values())


def take_data() -> dict[str, int]:
	"""Table → rows, but for the diaries of what happened on the site."""
	frappe.db.rollback()
	there = [table for table in frappe.db.get_tables(cached=False) if table.startswith("tab")]
	tables = [table for table in there if table not in DIARIES]
	return {table: frappe.db.sql(f"select count(*) from `{table}`")[0][0] for table in tables}
