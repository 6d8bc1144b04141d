"""Check-ins in the portal: one's own book, what moved, sharing for good, the reply, and notes that nobody else reads."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

import frappe
from frappe.desk import reportview

from goal_setting import TODAY, Company, approved, in_business, stop_clock
from harness import Site
from people import OTHER_COMPANY, change, make_employee, make_other_company, user_of
from portal_people import counted, without_roles
from talent_performance.access import doors, guarded, upkeep
from talent_performance.exceptions import GoalRefused, IllegalMove
from talent_performance.flows import check_in_book, progress
from talent_performance.portal import check_ins

CHECK_IN, NOTE = "Check-in", "Check-in Note"
SECRET = "Zimtstern between us"


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Company]:
	"""Founded once, never committed; one worker is a Website User without roles, one manager is of another company."""
	with in_business() as made:
		made.employee["former"] = make_employee("Former", made.employee["director"], roles=("Employee",))
		make_other_company()
		made.employee["abroad"] = make_employee("Abroad", roles=("Employee",), company=OTHER_COMPANY)
		made.employee["Talent Manager"] = make_employee("Talent", roles=("Employee", "Talent Manager"))
		made.employee["web"] = make_employee("Webworker", made.employee["former"], roles=("Employee",))
		upkeep.update_lines()
		change(made.employee["web"], reports_to=made.employee["manager"])
		upkeep.update_lines()
		made.user.update({who: user_of(name) for who, name in made.employee.items()})
		without_roles(made.user["web"])
		yield made


@pytest.fixture(autouse=True)
def in_savepoint(company: Company) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def act(company: Company, who: str) -> None:
	"""Log somebody in."""
	frappe.set_user(company.user[who])


def written(company: Company, who: str = "worker", share: bool = True, **values: str) -> str:
	"""A check-in through its writer's own hands; the session is the writer's afterwards."""
	act(company, who)
	page = check_ins.read(check_ins.begin())
	said = {"moved": "Two deals", "blockers": "", "help_needed": "", **values}
	(check_ins.share if share else check_ins.save)(page["name"], said, page["modified"])
	return page["name"]


@pytest.fixture(params=["worker", "web"])
def writer(request: pytest.FixtureRequest) -> str:
	"""A System User with the role Employee, and a Website User without any role."""
	return request.param


class TestWriting:
	def test_from_nothing_to_shared_and_replied(self, company: Company, writer: str) -> None:
		act(company, writer)
		book = check_ins.mine()
		assert (book["rows"], book["total"], book["draft"]) == ([], 0, None)
		assert book["rhythm"] == {
			"every_days": 14,
			"last_on": None,
			"due_on": "2020-01-15",
			"due": True,
		}
		name = check_ins.begin()
		assert check_ins.begin() == name, "who presses twice gets one"
		page = check_ins.read(name)
		assert (page["mine"], page["may_write"], page["may_reply"]) == (True, True, False)
		saved = check_ins.save(name, {"moved": "One deal"}, page["modified"])
		shared = check_ins.share(name, {"moved": "Two deals"}, saved["modified"])
		assert shared["status"] == "Shared"
		act(company, "manager")
		replied = check_ins.reply(name, "Well done")
		assert (replied["reply"], replied["replied_by"]) == ("Well done", "Manager")
		doc = frappe.get_doc(CHECK_IN, name)
		assert (doc.moved, doc.reply, doc.replied_by) == ("Two deals", "Well done", company.user["manager"])
		act(company, writer)
		page = check_ins.read(name)
		assert (page["reply"], page["may_write"]) == ("Well done", False)
		assert check_ins.mine()["rhythm"]["due_on"] == "2026-07-15"

	def test_what_was_open_is_carried_over_and_what_moved_stands_beside_it(
		self, company: Company, monkeypatch: pytest.MonkeyPatch
	) -> None:
		_objective, [revenue] = approved(company, "worker", targets=(100,))
		written(company, blockers="No van", help_needed="A van, please")
		progress.record(revenue, 40, note="A good week")
		stop_clock(monkeypatch, "2026-07-08")
		progress.record(revenue, 60)
		page = check_ins.read(check_ins.begin())
		assert (page["blockers"], page["help_needed"], page["moved"]) == ("No van", "A van, please", "")
		assert page["since"] == TODAY
		facts = [(each["on"], each["title"], each["old"], each["new"]) for each in page["facts"]]
		assert facts == [("2026-07-08", "Revenue", 40, 60), ("2026-07-01", "Revenue", 0, 40)]
		assert page["facts"][1]["note"] == "A good week"
		assert [each["title"] for each in page["objectives"]] == ["Sell more"]

	def test_facts_of_others_never_come_along(self, company: Company) -> None:
		_objective, [revenue] = approved(company, "peer", targets=(100,))
		progress.record(revenue, 40)
		act(company, "worker")
		assert check_ins.read(check_ins.begin())["facts"] == []

	def test_two_tabs(self, company: Company, writer: str) -> None:
		act(company, writer)
		page = check_ins.read(check_ins.begin())
		check_ins.save(page["name"], {"moved": "From the one tab"}, page["modified"])
		for deed in (check_ins.save, check_ins.share):
			with pytest.raises(frappe.TimestampMismatchError):
				deed(page["name"], {"moved": "From the other"}, page["modified"])
		stored = frappe.db.get_value(CHECK_IN, page["name"], ["moved", "status"])
		assert stored == ("From the one tab", "Draft")

	def test_shared_stays_shared(self, company: Company) -> None:
		name = written(company)
		with pytest.raises(IllegalMove):
			check_ins.remove(name)
		page = check_ins.read(name)
		check_ins.save(name, {"moved": "Two deals", "status": "Draft"}, page["modified"])
		assert frappe.db.get_value(CHECK_IN, name, "status") == "Shared"

	def test_an_empty_one_is_not_shared(self, company: Company) -> None:
		with pytest.raises(GoalRefused):
			written(company, moved=" ")
		assert frappe.db.get_value(CHECK_IN, check_ins.begin(), "status") == "Draft"

	def test_fifty_thousand_characters(self, company: Company) -> None:
		name = written(company, moved="é" * 50_000)
		assert len(frappe.db.get_value(CHECK_IN, name, "moved")) == 50_000

	def test_a_draft_goes_without_a_trace(self, company: Company, writer: str) -> None:
		name = written(company, writer, share=False, moved=SECRET)
		check_ins.keep_note(SECRET, check_in=name)
		check_ins.remove(name)
		frappe.set_user("Administrator")
		assert not frappe.db.exists(CHECK_IN, name)
		assert not frappe.db.exists(NOTE, {"check_in": name})
		assert not frappe.db.exists("Deleted Document", {"deleted_name": name})

	def test_somebody_without_an_employee(self, company: Company) -> None:
		act(company, "nobody")
		assert check_ins.mine()["employee"] is None
		with pytest.raises(GoalRefused):
			check_ins.begin()

	def test_no_rhythm(self, company: Company) -> None:
		frappe.db.set_single_value("Talent Settings", "check_in_every_days", 0)
		act(company, "worker")
		assert check_ins.mine()["rhythm"]["due"] is False
		assert check_ins.mine()["rhythm"]["due_on"] is None

	def test_pages(self, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(check_in_book, "PAGE", 2)
		names = [written(company, moved=f"Week {number}") for number in range(3)]
		first, second = check_ins.mine(), check_ins.mine(2)
		assert [row["name"] for row in (*first["rows"], *second["rows"])] == names[::-1]
		assert (first["total"], first["rows"][0]["text"]) == (3, "Week 2")


class TestReading:
	@pytest.mark.parametrize("who", ["peer", "former", "abroad", "stranger", "nobody"])
	def test_strangers_are_refused_everything(self, company: Company, writer: str, who: str) -> None:
		name = written(company, writer)
		page = check_ins.read(name)
		act(company, who)
		for deed in (
			lambda: check_ins.read(name),
			lambda: check_ins.save(name, {"moved": "Mine"}, page["modified"]),
			lambda: check_ins.share(name, {}, page["modified"]),
			lambda: check_ins.remove(name),
			lambda: check_ins.reply(name, "Hello"),
			lambda: check_ins.keep_note("Hello", check_in=name),
			lambda: check_ins.keep_note("Hello", employee=page["employee"]),
		):
			with pytest.raises((frappe.PermissionError, GoalRefused)):
				deed()
		assert name not in [row["name"] for row in check_ins.of_people()["rows"]]
		frappe.set_user("Administrator")
		assert frappe.db.get_value(CHECK_IN, name, ["moved", "reply"]) == ("Two deals", None)
		assert not frappe.db.exists(NOTE, {"owner": company.user[who]})

	def test_a_draft_is_its_writers(self, company: Company, writer: str) -> None:
		name = written(company, writer, share=False)
		for who in ("manager", "director", "HR Manager", "Talent Manager"):
			act(company, who)
			with pytest.raises(frappe.PermissionError):
				check_ins.read(name)

	@pytest.mark.parametrize("who", ["manager", "director"])
	def test_who_stands_above_reads_and_replies(self, company: Company, writer: str, who: str) -> None:
		name = written(company, writer, help_needed="A van")
		act(company, who)
		[row] = check_ins.of_people(waiting=1)["rows"]
		assert (row["name"], row["needs_help"], row["replied"]) == (name, True, False)
		page = check_ins.read(name)
		assert (page["mine"], page["may_write"], page["may_reply"]) == (False, False, True)
		check_ins.reply(name, "Take mine", page["replied_on"])
		assert check_ins.of_people(waiting=1)["rows"] == []
		assert check_ins.of_people(search=page["employee_name"].lower())["total"] == 1
		assert check_ins.of_people(search="%")["total"] == 0

	def test_a_manager_without_roles_does_all_of_it(self, company: Company) -> None:
		name = written(company, "web")
		without_roles(company.user["manager"])
		act(company, "manager")
		assert [row["name"] for row in check_ins.of_people()["rows"]] == [name]
		check_ins.reply(name, "Fine")
		assert frappe.db.get_value(CHECK_IN, name, "reply") == "Fine"

	def test_hr_reads_and_does_not_reply(self, company: Company) -> None:
		name = written(company)
		act(company, "HR Manager")
		page = check_ins.read(name)
		assert (page["may_reply"], page["note"]) == (False, None)
		with pytest.raises(frappe.PermissionError):
			check_ins.reply(name, "Well")
		assert check_ins.of_people()["rows"] == [], "HR leads nobody"

	def test_two_replies_at_once(self, company: Company) -> None:
		name = written(company)
		act(company, "director")
		check_ins.reply(name, "First")
		act(company, "manager")
		with pytest.raises(frappe.TimestampMismatchError):
			check_ins.reply(name, "Second")
		assert frappe.db.get_value(CHECK_IN, name, "reply") == "First"

	def test_as_many_queries_with_four_hundred(self, company: Company) -> None:
		written(company)
		few, _book = counted(check_ins.mine)
		doc = frappe.get_last_doc(CHECK_IN)
		for number in range(400):
			values = {"name": f"CHECKIN-many-{number}", "on_date": "2026-01-01", "status": "Shared"}
			frappe.get_doc({**doc.as_dict(), **values}).db_insert()
		many, book = counted(check_ins.mine)
		assert many <= few and book["total"] == 401
		act(company, "manager")
		assert counted(check_ins.of_people)[0] <= 20


class TestPrivateNotes:
	@pytest.fixture
	def noted(self, company: Company) -> tuple[str, str]:
		"""The worker's note on a shared check-in; the manager's is there too. Returns the check-in and the worker's note."""
		name = written(company)
		check_ins.keep_note(f"{SECRET}, worker", check_in=name)
		act(company, "manager")
		check_ins.keep_note(f"{SECRET}, manager", check_in=name)
		return name, frappe.db.get_value(NOTE, {"owner": company.user["worker"]}, "name")

	def test_each_reads_the_own_one(self, company: Company, noted: tuple[str, str]) -> None:
		for who in ("worker", "manager"):
			act(company, who)
			assert check_ins.read(noted[0])["note"]["note"] == f"{SECRET}, {who}"
		act(company, "director")
		assert check_ins.read(noted[0])["note"] == {"note": "", "modified": ""}
		frappe.set_user("Administrator")
		sides = frappe.get_all(NOTE, {"check_in": noted[0]}, ["owner", "written_by"], order_by="name")
		assert [(row.owner, row.written_by) for row in sides] == [
			(company.user["worker"], "Employee"),
			(company.user["manager"], "Manager"),
		]

	@pytest.mark.parametrize(
		"who", ["worker", "manager", "director", "HR User", "HR Manager", "Talent Manager", "peer", "nobody"]
	)
	def test_no_door_of_the_desk_shows_one(self, company: Company, noted: tuple[str, str], who: str) -> None:
		frappe.set_user("Administrator")
		names = frappe.get_all(NOTE, pluck="name", order_by="name")
		act(company, who)
		for name in names:
			assert not frappe.has_permission(NOTE, "read", doc=name)
			for door in (frappe.client.get, frappe.client.get_value):
				with pytest.raises((frappe.PermissionError, TypeError)):
					door(NOTE, name)
		for door in (
			lambda: frappe.get_list(NOTE, fields=["*"]),
			lambda: frappe.client.get_list(NOTE),
			lambda: doors.get_count(NOTE),
		):
			with contextlib.suppress(frappe.PermissionError):
				assert not door()
		frappe.local.form_dict = frappe._dict(doctype=NOTE, fields=json.dumps(["*"]))
		with pytest.raises(frappe.PermissionError):
			reportview.get()

	def test_the_guard_itself_knows_the_author_alone(self, company: Company, noted: tuple[str, str]) -> None:
		"""Also where a site gave its HR a permission on it."""
		doc = frappe.get_doc(NOTE, noted[1])
		readers = {
			who for who, user in company.user.items() if user and guarded.has_permission(doc, "read", user)
		}
		assert readers == {"worker"}
		for who in ("manager", "HR Manager", "Talent Manager"):
			act(company, who)
			assert guarded.seen(NOTE, [doc.name]) == frozenset()

	def test_another_user_with_the_same_employee_record_reads_nothing(
		self, company: Company, noted: tuple[str, str]
	) -> None:
		frappe.set_user("Administrator")
		frappe.db.set_value("Employee", company.employee["worker"], "user_id", company.user["HR Manager"])
		act(company, "HR Manager")
		assert check_ins.read(noted[0])["note"]["note"] == ""

	def test_a_note_about_a_person_in_general(self, company: Company) -> None:
		act(company, "manager")
		about = company.employee["web"]
		first = check_ins.keep_note("Wants to lead", employee=about)
		with pytest.raises(frappe.TimestampMismatchError):
			check_ins.keep_note("From another tab", employee=about)
		check_ins.keep_note("Wants to lead a team", first["modified"], employee=about)
		assert frappe.get_all(NOTE, {"employee": about}, pluck="note") == ["Wants to lead a team"]
		modified = str(frappe.db.get_value(NOTE, {"employee": about}, "modified"))
		check_ins.keep_note("  ", modified, employee=about)
		assert not frappe.db.exists(NOTE, {"employee": about})
		assert not frappe.db.exists("Deleted Document", {"deleted_doctype": NOTE})

	def test_nobody_takes_one_over(self, company: Company, noted: tuple[str, str]) -> None:
		act(company, "manager")
		for values in ({"owner": company.user["manager"]}, {"note": "Mine now"}):
			doc: Any = frappe.get_doc(NOTE, noted[1]).update(values)
			with pytest.raises(frappe.PermissionError):
				doc.save()
			with pytest.raises(frappe.PermissionError):
				frappe.delete_doc(NOTE, noted[1])
		stored = frappe.db.get_value(NOTE, noted[1], ["owner", "note"])
		assert stored == (company.user["worker"], f"{SECRET}, worker")
