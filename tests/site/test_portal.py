"""The portal's shell and first page: for every kind of user, and as quick for a big team as for a small one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest

import frappe
from frappe.utils import add_days, today

from harness import Site
from people import change, make_employee, user_of
from sheets import Sheets, build
from talent_performance.access import upkeep
from talent_performance.flows import portal_words
from talent_performance.portal import home, shell

COMPANY = "Nusantara Testing"
MOST_QUERIES = 12
MOST_BYTES = 200_000


@pytest.fixture
def house(on_site: Site) -> Iterator[Sheets]:
	"""Siti writes her self review; her manager has the reviews of two others to write."""
	made = build(COMPANY, "Po")
	frappe.db.set_value("Performance Appraisal", made.appraisal["siti"], "state", "Self Review")
	waiting = {
		"appraisal": ("in", (made.appraisal["peer"], made.appraisal["many"])),
		"perspective": "Manager",
	}
	frappe.db.set_value("Appraisal Review", waiting, "state", "Draft")
	yield made
	frappe.set_user("Administrator")


def page(house: Sheets, who: str) -> home.home.Overview:
	"""The first page, as somebody sees it."""
	frappe.set_user(house.user(who))
	return home.overview()


def make_website_user(user: str) -> None:
	"""Without any role: what he does goes by the guards alone."""
	doc = frappe.get_doc("User", user)
	doc.set("roles", [])
	doc.save()
	assert doc.user_type == "Website User"


@pytest.mark.parametrize("desk", [True, False])
def test_everybody_sees_the_own_page(house: Sheets, desk: bool) -> None:
	if not desk:
		make_website_user(house.user("siti"))
	found = page(house, "siti")
	assert [task["to"] for task in found["tasks"]] == [f"/appraisal/{house.appraisal['siti']}"]
	assert {row["name"].rpartition("-O")[0] for row in found["objectives"]} == {house.of["siti"]}
	assert all(row["attainment"] is None or row["status"] == "Approved" for row in found["objectives"])


def test_a_manager_writes_reviews_of_others_only(house: Sheets) -> None:
	frappe.db.set_value("Performance Appraisal", house.appraisal["peer"], "due_date", add_days(today(), -3))
	task = next(task for task in page(house, "manager")["tasks"] if task["to"] == "/team")
	assert (task["count"], task["days_late"]) == (2, 3)
	frappe.set_user("Administrator")
	frappe.db.set_value("Performance Appraisal", house.appraisal["manager"], "manager", house.of["manager"])
	own = {"appraisal": house.appraisal["manager"], "perspective": "Manager"}
	frappe.db.set_value("Appraisal Review", own, "state", "Draft")
	assert house.appraisal["manager"] not in json.dumps(page(house, "manager")["tasks"], default=str)


def test_who_acts_for_a_manager_sees_what_waits_for_him(house: Sheets) -> None:
	assert not [task for task in page(house, "peer")["tasks"] if task["to"] != "/objectives"]
	frappe.set_user("Administrator")
	frappe.get_doc(
		{
			"doctype": "Delegation",
			"employee": house.of["manager"],
			"acting": house.of["hr user"],
			"from_date": today(),
			"until_date": add_days(today(), 5),
			"reason": "Leave",
		}
	).insert()
	assert [task["count"] for task in page(house, "hr user")["tasks"] if task["to"] == "/team"] == [2]


def test_who_acts_for_a_manager_hears_nothing_of_the_managers_own_appraisal(house: Sheets) -> None:
	of = house.of
	frappe.get_doc(
		{
			"doctype": "Delegation",
			"employee": of["manager"],
			"acting": of["hr user"],
			"from_date": today(),
			"until_date": add_days(today(), 5),
			"reason": "Leave",
		}
	).insert()
	frappe.db.set_value("Performance Appraisal", house.appraisal["manager"], "state", "Self Review")
	change(of["hr user"], reports_to=of["peer"])
	upkeep.update_lines()
	tasks = page(house, "hr user")["tasks"]
	assert not [task for task in tasks if house.appraisal["manager"] in task["to"]]
	# The own manager's review isn't his to write, so one of the two is left.
	assert [task["to"] for task in tasks if task["title"].startswith("Write")] == [
		f"/appraisal/{house.appraisal['many']}"
	]
	own = [
		task["to"] for task in page(house, "manager")["tasks"] if task["title"] == "Write your self review"
	]
	assert own == [f"/appraisal/{house.appraisal['manager']}"]


def test_no_more_queries_for_a_big_team(house: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
	queries(house, monkeypatch)  # what DocTypes look like is remembered from here on
	few = queries(house, monkeypatch)
	frappe.set_user("Administrator")
	for at in range(12):
		make_employee(f"Pomore{at}", house.of["manager"], user=False)
	upkeep.update_lines()
	queries(house, monkeypatch)
	assert queries(house, monkeypatch) == few <= MOST_QUERIES


def queries(house: Sheets, monkeypatch: pytest.MonkeyPatch) -> int:
	"""How often the manager's page asks the database."""
	frappe.set_user(house.user("manager"))
	asked: list[object] = []
	with monkeypatch.context() as patch:
		real = frappe.db.sql
		patch.setattr(frappe.db, "sql", lambda *args, **more: (asked.append(args), real(*args, **more))[1])
		home.overview()
	return len(asked)


def test_without_an_employee_there_is_no_page(house: Sheets) -> None:
	user = house.user("siti")
	frappe.db.set_value("Employee", house.of["siti"], "user_id", None)
	frappe.set_user(user)
	with pytest.raises(frappe.PermissionError, match="no Employee record"):
		home.overview()


def test_nobody_below_is_no_manager(house: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(shell, "get_csrf_token", lambda: "a token")  # there is no request here
	frappe.set_user(house.user("siti"))
	assert not shell.boot()["is_manager"]
	frappe.set_user(house.user("manager"))
	assert shell.boot()["is_manager"]
	frappe.set_user("Administrator")
	for name in ("siti", "many", "peer"):
		change(house.of[name], reports_to=house.of["upper"])
	upkeep.update_lines()
	frappe.set_user(user_of(house.of["manager"]))
	assert not shell.boot()["is_manager"]


def test_a_stranger_is_told_nothing(on_site: Site) -> None:
	frappe.set_user("Guest")
	assert shell.who() == {"user": "Guest"}


def test_what_the_page_starts_with_ends_no_script() -> None:
	text = shell.as_script({"name": "</script><script>alert(1)</script>\u2028"})
	assert "<" not in text and "\u2028" not in text
	assert json.loads(text)["name"].startswith("</script>")


def test_a_phone_loads_little(site: Site) -> None:
	built = json.loads((site.sites / "assets" / "assets.json").read_text())["talent_portal.bundle.js"]
	assert len(gzip.compress((site.sites / built.removeprefix("/")).read_bytes())) < MOST_BYTES


def test_the_portals_texts_are_in_the_readers_language(on_site: Site) -> None:
	portal_words.dictionary.clear_cache()
	words = portal_words.dictionary("id")
	assert words["Waits for You"] == "Menunggu Anda" and words["At Risk"] == "Berisiko"
	assert "No Hourly Job" not in words and len(words) < 1500
	assert portal_words.dictionary("en") == {}
