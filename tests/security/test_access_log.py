"""The Talent Access Log isn't kept for ever, and nobody shortens it by hand."""

from __future__ import annotations

import pytest

import frappe
from frappe.core.doctype.log_settings.log_settings import run_log_clean_up
from frappe.utils import add_days, now_datetime

from appraised import House

LOG = "Talent Access Log"


def seen(home: House, days_ago: int) -> str:
	"""A line from so many days ago."""
	at = add_days(now_datetime(), -days_ago)
	line = {"user": home.user("HR Manager"), "seen_at": at, "door": "List", "employee": home.of["rina"]}
	doc = frappe.get_doc({"doctype": LOG, **line})
	doc.set_new_name()
	doc.db_insert()
	frappe.db.set_value(LOG, doc.name, {"creation": at, "modified": at}, update_modified=False)
	return doc.name


def left(*names: str) -> list[bool]:
	return [bool(frappe.db.exists(LOG, name)) for name in names]


def test_lines_go_when_the_company_says_so(home: House) -> None:
	lines = [seen(home, days) for days in (1, 700, 760)]
	run_log_clean_up()
	assert left(*lines) == [True, True, False]
	settings = frappe.get_doc("Log Settings")
	kept = {row.ref_doctype: row for row in settings.logs_to_clear}
	assert kept[LOG].days == 730
	kept[LOG].days = 90
	settings.save()
	run_log_clean_up()
	assert left(*lines) == [True, False, False]


@pytest.mark.parametrize("who", ["HR Manager", "Talent Manager", "manager"])
def test_nobody_takes_a_line_away(home: House, who: str) -> None:
	line = seen(home, 1)
	frappe.set_user(home.user(who))
	with pytest.raises(frappe.PermissionError):
		frappe.delete_doc(LOG, line)
	frappe.set_user("Administrator")
	assert left(line) == [True]
