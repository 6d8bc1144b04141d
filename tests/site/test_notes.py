"""Notes: who may write to whom, what is asked and answered, who reads it, how long it may be changed, and the wall."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, now

from goal_setting import TODAY, Company, approved, in_business
from harness import Site
from people import COMPANY, OTHER_COMPANY, change, make_employee, make_other_company, user_of
from portal_people import counted, without_roles
from talent_performance.access import upkeep
from talent_performance.exceptions import GoalRefused, IllegalMove, PracticeOff
from talent_performance.flows import note_book
from talent_performance.flows.digests import facts
from talent_performance.portal import home, notes

NOTE = "Feedback Note"
SAID = "Zimtstern for the customers"


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Company]:
	"""Founded once, never committed; one worker is a Website User without roles; one man has left, one works elsewhere."""
	with in_business() as made:
		made.employee["web"] = make_employee("Webworker", made.employee["manager"], roles=("Employee",))
		made.employee["left"] = make_employee("Leaver", made.employee["manager"], roles=("Employee",))
		make_other_company()
		made.employee["abroad"] = make_employee("Abroad", roles=("Employee",), company=OTHER_COMPANY)
		made.employee["branch"] = make_employee(
			"Branch", made.employee["director"], roles=("Employee",), company=OTHER_COMPANY
		)
		upkeep.update_lines()
		change(made.employee["left"], status="Left", relieving_date="2026-05-31")
		upkeep.update_lines()
		made.user.update({who: user_of(name) for who, name in made.employee.items() if user_of(name)})
		without_roles(made.user["web"])
		frappe.get_doc({"doctype": "Competency", "competency": "Zest", "competency_name": "Zest"}).insert()
		yield made


@pytest.fixture(autouse=True)
def in_savepoint(company: Company) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.cache.delete_keys("talent_pace")
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


@pytest.fixture(params=["peer", "web"])
def writer(request: pytest.FixtureRequest) -> str:
	"""A System User with the role Employee, and a Website User without any role."""
	return request.param


def act(company: Company, who: str) -> None:
	"""Log somebody in."""
	frappe.set_user(company.user[who])


def given(company: Company, who: str, about: str, **values: Any) -> dict[str, Any]:
	"""A note through its writer's own hands; the session is the writer's afterwards."""
	act(company, who)
	said = {"kind": "Praise", "note": SAID, "visibility": "Employee and Manager", **values}
	return notes.give({"employee": company.employee[about], **said})


def asked(company: Company, who: str, of: str, **values: Any) -> str:
	"""A request; the session is the asker's afterwards."""
	act(company, who)
	return notes.ask_feedback([company.employee[of]], {"note": "How was my talk?", **values})[0]


def stored(name: str, column: str) -> Any:
	"""What the database says."""
	return frappe.db.get_value(NOTE, name, column)


def listed(company: Company, who: str, view: str) -> list[str]:
	"""The names on somebody's list."""
	act(company, who)
	return [row["name"] for row in notes.page(view)["rows"]]


ANSWER = {"kind": "Suggestion", "note": "Slower, please", "visibility": "Employee and Manager"}


class TestGiving:
	def test_a_note_reaches_whom_its_author_chose(self, company: Company, writer: str) -> None:
		name = given(company, writer, "worker", competency="Zest")["name"]
		assert (stored(name, "author"), stored(name, "company")) == (company.employee[writer], COMPANY)
		assert listed(company, writer, "given") == [name]
		assert listed(company, "worker", "received") == [name]
		assert listed(company, "manager", "team") == listed(company, "director", "team") == [name]
		for view in note_book.VIEWS:
			assert listed(company, "stranger", view) == []

	def test_a_website_user_receives_too(self, company: Company) -> None:
		name = given(company, "worker", "web")["name"]
		act(company, "web")
		[row] = notes.page("received")["rows"]
		assert (row["name"], row["author_name"], row["may_thank"], row["may_change"]) == (
			name,
			"Worker",
			True,
			False,
		)
		notes.thank(name)
		assert stored(name, "thanked_on")
		notes.thank(name, 1)
		assert not stored(name, "thanked_on")

	@pytest.mark.parametrize("visibility", ["Only Me", "Manager"])
	def test_what_isnt_for_its_subject_stays_from_him(self, company: Company, visibility: str) -> None:
		name = given(company, "peer", "worker", visibility=visibility)["name"]
		assert listed(company, "worker", "received") == []
		assert listed(company, "manager", "team") == ([name] if visibility == "Manager" else [])
		act(company, "worker")
		with pytest.raises(frappe.PermissionError):
			notes.thank(name)

	@pytest.mark.parametrize("about", ["left", "abroad"])
	def test_nobody_writes_to_who_left_or_works_elsewhere(
		self, company: Company, writer: str, about: str
	) -> None:
		with pytest.raises(GoalRefused):
			given(company, writer, about)
		assert not frappe.db.exists(NOTE, {"employee": company.employee[about]})
		assert given(company, writer, "worker")["name"]

	def test_lines_cross_companies(self, company: Company) -> None:
		assert given(company, "director", "branch")["name"]
		assert given(company, "branch", "director")["name"]
		with pytest.raises(GoalRefused):
			given(company, "branch", "worker")

	def test_who_left_writes_nothing(self, company: Company) -> None:
		with pytest.raises(GoalRefused):
			given(company, "left", "worker")

	def test_what_is_too_long_empty_or_ahead_is_refused(self, company: Company) -> None:
		for wrong in ({"note": "x" * 50_000}, {"note": " \n "}, {"kind": "Request"}, {"visibility": "All"}):
			with pytest.raises(frappe.ValidationError):
				given(company, "peer", "worker", **wrong)
		assert not frappe.db.exists(NOTE, {"author": company.employee["peer"]})
		said = "😀 مرحبا\u202e @worker <b>bold</b><script>alert(1)</script>" + "é" * 4900
		name = given(company, "peer", "worker", note=said)["name"]
		assert "<script" not in stored(name, "note") and "😀 مرحبا" in stored(name, "note")
		assert not frappe.db.exists("Notification Log", {"document_name": name})

	def test_an_objective_is_one_that_the_author_sees(self, company: Company) -> None:
		goal, _krs = approved(company, "worker")
		for who in ("peer", "manager"):
			act(company, who)
			seen = [row["name"] for row in notes.choices(company.employee["worker"])["objectives"]]
			assert seen == ([goal] if who == "manager" else [])
		with pytest.raises(GoalRefused):
			given(company, "peer", "worker", objective=goal)
		name = given(company, "manager", "worker", objective=goal, visibility="Everybody")["name"]
		act(company, "worker")
		[row] = notes.page("received")["rows"]
		assert (row["objective"], row["objective_title"]) == (goal, "Sell more")
		act(company, "peer")
		[row] = notes.wall()["rows"]
		assert (row["name"], row["objective"], row["objective_title"]) == (name, "", "")

	def test_a_flood_stops(self, company: Company) -> None:
		for _each in range(30):
			given(company, "peer", "worker", visibility="Only Me")
		with pytest.raises(frappe.RateLimitExceededError):
			given(company, "peer", "worker", visibility="Only Me")
		assert frappe.db.count(NOTE, {"author": company.employee["peer"]}) == 30
		assert given(company, "manager", "worker")["name"]


class TestSearch:
	def names(self, company: Company, who: str, text: str) -> list[str]:
		act(company, who)
		return [row["employee_name"] for row in notes.people(text)]

	def test_colleagues_are_found_by_name_and_nobody_else(self, company: Company, writer: str) -> None:
		assert self.names(company, writer, "ork") == ["Webworker", "Worker"][writer == "web" :]
		assert self.names(company, writer, "abro") == self.names(company, writer, "leav") == []
		assert self.names(company, "abroad", "ork") == []
		assert self.names(company, "director", "bran") == ["Branch"]

	def test_nobody_is_listed_without_letters(self, company: Company) -> None:
		for text in ("", " ", "w", "%%", "__", "!%", "\\"):
			assert self.names(company, "peer", text) == []
		act(company, "peer")
		assert set(notes.people("worke")[0]) == {"name", "employee_name", "designation", "department"}

	def test_who_has_no_record_or_asks_too_often_gets_nothing(self, company: Company) -> None:
		act(company, "nobody")
		for call in (lambda: notes.people("worker"), notes.overview, notes.wall):
			with pytest.raises(frappe.PermissionError):
				call()
		act(company, "peer")
		for _each in range(120):
			notes.people("x")
		with pytest.raises(frappe.RateLimitExceededError):
			notes.people("x")


class TestAsking:
	def test_asked_answered_and_linked(self, company: Company, writer: str) -> None:
		request = asked(company, "worker", writer, competency="Zest")
		assert (stored(request, "employee"), stored(request, "state"), stored(request, "visibility")) == (
			company.employee["worker"],
			"Open",
			"Only Me",
		)
		act(company, writer)
		[waiting] = notes.overview()["waiting"]
		assert (waiting["name"], waiting["readers"]) == (request, ["Employee and Manager", "Everybody"])
		tasks = home.overview()["tasks"]
		assert [(row["title"], row["to"]) for row in tasks if "/notes/" in row["to"]] == [
			("Worker asks for your feedback", f"/notes/requests/{request}")
		]
		reply = notes.answer(request, ANSWER)
		assert (stored(reply["name"], "answers"), stored(reply["name"], "competency")) == (request, "Zest")
		assert stored(reply["name"], "employee") == company.employee["worker"]
		assert stored(request, "state") == "Answered" and notes.overview()["waiting"] == []
		with pytest.raises(IllegalMove):
			notes.answer(request, ANSWER)
		act(company, "worker")
		[row] = notes.page("asked")["rows"]
		assert [each["note"] for each in row["replies"]] == ["Slower, please"]
		with pytest.raises(IllegalMove):
			notes.withdraw(request)

	def test_only_who_was_asked_answers(self, company: Company) -> None:
		request = asked(company, "worker", "peer")
		for who in ("worker", "manager", "stranger", "HR Manager"):
			act(company, who)
			for deed in (lambda: notes.answer(request, ANSWER), lambda: notes.decline(request)):
				with pytest.raises(frappe.PermissionError):
					deed()
		assert stored(request, "state") == "Open"
		act(company, "peer")
		notes.decline(request)
		assert stored(request, "state") == "Declined" and notes.overview()["waiting"] == []
		notes.decline(request, 1)
		assert stored(request, "state") == "Open"

	def test_who_asks_reads_the_answer(self, company: Company) -> None:
		request = asked(company, "manager", "peer", employee=company.employee["worker"])
		assert not frappe.has_permission(NOTE, "read", doc=request, user=company.user["worker"])
		act(company, "peer")
		with pytest.raises(GoalRefused):
			notes.answer(request, {**ANSWER, "visibility": "Only Me"})
		reply = notes.answer(request, {**ANSWER, "visibility": "Manager"})
		with pytest.raises(GoalRefused):
			notes.change(reply["name"], {"visibility": "Only Me"}, reply["modified"])
		assert listed(company, "manager", "team") == [reply["name"]]
		assert listed(company, "worker", "received") == []

	def test_whom_one_may_ask_and_about_whom(self, company: Company) -> None:
		act(company, "worker")
		for people, about in (
			(["worker"], ""), (["left"], ""), (["abroad"], ""), ([], ""), (["peer"], "stranger"), (["peer"], "peer"),
		):  # fmt: skip
			values = {"note": "Well?", "employee": company.employee.get(about, "")}
			with pytest.raises(GoalRefused):
				notes.ask_feedback([company.employee[each] for each in people], values)
		with pytest.raises(GoalRefused):
			notes.ask_feedback([f"X-{each}" for each in range(6)], {"note": "Well?"})
		assert not frappe.db.exists(NOTE, {"author": company.employee["worker"]})
		two = [company.employee["peer"], company.employee["manager"]]
		assert len(notes.ask_feedback(two, {"note": "Well?"})) == 2

	def test_an_answer_that_is_withdrawn_opens_the_request_again(self, company: Company) -> None:
		request = asked(company, "worker", "peer")
		act(company, "peer")
		reply = notes.answer(request, ANSWER)
		notes.withdraw(reply["name"])
		assert stored(request, "state") == "Open" and not frappe.db.exists(NOTE, reply["name"])

	def test_the_digest_asks_whoever_was_asked(self, company: Company) -> None:
		request = asked(company, "worker", "peer")
		today, rules = frappe.utils.getdate(), facts.engine.Rules()
		people = {company.user[who]: company.employee[who] for who in ("peer", "worker")}

		def lines() -> list[tuple[str, str]]:
			chunk = facts.chunk_of(list(people.values()), people, today, add_days(today, -1), rules)
			return [(row.to, row.key) for row in facts.requests(chunk).itertuples()]

		assert lines() == [(company.employee["peer"], request)]
		act(company, "peer")
		notes.decline(request)
		assert lines() == []

	def test_the_digest_tells_of_what_others_wrote(self, company: Company) -> None:
		name = given(company, "peer", "worker")["name"]
		for hidden in ({"visibility": "Manager"}, {"visibility": "Only Me"}):
			given(company, "peer", "worker", **hidden)
		asked(company, "worker", "peer")
		today, own = frappe.utils.getdate(), [company.employee["worker"]]
		users = {company.user["worker"]: own[0]}
		chunk = facts.chunk_of(own, users, today, add_days(today, -1), facts.engine.Rules())
		found = [(row.to, row.key) for row in facts.notes_received(chunk).itertuples()]
		assert found == [(own[0], name)]

	def test_home_asks_no_more_than_before(self, company: Company) -> None:
		act(company, "peer")
		few, _page = counted(home.overview)
		for who in ("worker", "manager", "director"):
			asked(company, who, "peer")
		act(company, "peer")
		many, page = counted(home.overview)
		assert many == few and sum("/notes/" in row["to"] for row in page["tasks"]) == 3


class TestChanging:
	def test_words_are_put_right_for_a_week(self, company: Company, writer: str) -> None:
		note = given(company, writer, "worker")
		note = notes.change(note["name"], {"note": "Better"}, note["modified"])
		with pytest.raises(frappe.TimestampMismatchError):
			notes.change(note["name"], {"note": "Other"}, "2026-01-01 00:00:00")
		frappe.db.set_value(NOTE, note["name"], "shared_on", add_days(now(), -8), update_modified=False)
		[row] = notes.page("given")["rows"]
		assert not row["may_change"] and not row["may_withdraw"]
		with pytest.raises(IllegalMove):
			notes.change(note["name"], {"note": "Worse"}, note["modified"])
		with pytest.raises(IllegalMove):
			notes.withdraw(note["name"])
		assert stored(note["name"], "note") == "Better"

	def test_neither_desk_nor_rest_get_past_it(self, company: Company) -> None:
		name = given(company, "peer", "worker")["name"]
		frappe.db.set_value(NOTE, name, "shared_on", add_days(now(), -8))
		doc = frappe.get_doc(NOTE, name)
		doc.update({"note": "Worse", "shared_on": now(), "thanked_on": now(), "state": "Open"})
		with pytest.raises(IllegalMove):
			doc.save()
		with pytest.raises(IllegalMove):
			frappe.delete_doc(NOTE, name)
		assert stored(name, "note") == SAID and not stored(name, "thanked_on")

	def test_what_nobody_else_reads_stays_ones_own(self, company: Company) -> None:
		note = given(company, "peer", "worker", visibility="Only Me")
		frappe.db.set_value(NOTE, note["name"], "creation", add_days(now(), -90), update_modified=False)
		note = notes.change(note["name"], {"visibility": "Manager"}, note["modified"])
		assert note["may_withdraw"] and stored(note["name"], "shared_on")
		notes.withdraw(note["name"])
		assert not frappe.db.exists(NOTE, note["name"])

	@pytest.mark.parametrize("door", ["portal", "desk"])
	def test_what_is_withdrawn_leaves_nothing(self, company: Company, door: str) -> None:
		name = given(company, "peer", "worker")["name"]
		notes.withdraw(name) if door == "portal" else frappe.delete_doc(NOTE, name)
		assert not frappe.db.exists(NOTE, name)
		frappe.set_user("Administrator")
		left = frappe.get_all("Deleted Document", {"deleted_name": name}, ["data"], order_by="name")
		assert not [row.data for row in left if SAID in row.data or company.employee["worker"] in row.data]
		assert not frappe.db.exists("Version", {"docname": name})

	def test_nobody_touches_anothers(self, company: Company) -> None:
		note = given(company, "peer", "worker")
		for who in ("worker", "manager", "HR Manager", "stranger"):
			act(company, who)
			for deed in (
				lambda: notes.change(note["name"], {"note": "Mine"}, note["modified"]),
				lambda: notes.withdraw(note["name"]),
			):
				with pytest.raises(frappe.PermissionError):
					deed()
		assert stored(note["name"], "note") == SAID


class TestWall:
	def names(self, company: Company, who: str, **values: Any) -> list[str]:
		act(company, who)
		return [row["name"] for row in notes.wall(**values)["rows"]]

	def test_only_praise_for_everybody_of_ones_company(self, company: Company, writer: str) -> None:
		shown = given(company, writer, "worker", visibility="Everybody", competency="Zest")["name"]
		given(company, writer, "worker", visibility="Everybody", kind="Suggestion")
		for visibility in ("Only Me", "Manager", "Employee and Manager"):
			given(company, writer, "worker", visibility=visibility)
		for who in ("worker", "stranger", "HR User", "web", writer):
			assert self.names(company, who) == [shown]
		assert self.names(company, "abroad") == self.names(company, "branch") == []
		assert self.names(company, "peer", competency="Zest") == [shown]
		assert self.names(company, "peer", competency="Nothing") == []
		assert self.names(company, "manager", team=1) == [shown]
		assert self.names(company, "HR User", team=1) == []

	def test_who_has_left_hangs_there_no_more(self, company: Company) -> None:
		name = given(company, "peer", "stranger", visibility="Everybody")["name"]
		assert self.names(company, "worker") == [name]
		frappe.set_user("Administrator")
		frappe.db.set_value("Employee", company.employee["stranger"], "status", "Left")
		assert self.names(company, "worker") == []
		assert self.names(company, "left") == []

	def test_an_agreement_takes_people_off_the_wall(self, company: Company) -> None:
		name = given(company, "peer", "worker", visibility="Everybody")["name"]
		frappe.set_user("Administrator")
		said = {"title": "Quiet", "agreed_on": TODAY, "valid_from": TODAY, "company": COMPANY}
		agreement = frappe.get_doc(
			{"doctype": "Works Agreement", "recognition_wall": 1, "kept_by": "Administrator", **said}
		).insert()
		assert self.names(company, "stranger") == []
		assert not frappe.has_permission(NOTE, "read", doc=name, user=company.user["stranger"])
		assert frappe.has_permission(NOTE, "read", doc=name, user=company.user["worker"])
		with pytest.raises(PracticeOff):
			given(company, "peer", "worker", visibility="Everybody")
		assert given(company, "peer", "worker")["name"]
		frappe.set_user("Administrator")
		agreement.db_set("valid_until", "2026-06-30")
		assert self.names(company, "stranger") == [name]

	def test_pages_go_by_a_key_and_cost_the_same(self, company: Company) -> None:
		made = [given(company, "peer", "worker", visibility="Everybody")["name"] for _each in range(25)]
		act(company, "stranger")
		cost, first = counted(lambda: notes.wall())
		assert len(first["rows"]) == note_book.PAGE
		newest = given(company, "manager", "worker", visibility="Everybody")["name"]
		act(company, "stranger")
		again, second = counted(lambda: notes.wall(before=first["next"]))
		found = [row["name"] for page in (first, second) for row in page["rows"]]
		assert found == made[::-1] and newest not in found and second["next"] == ""
		assert again == cost
		for wrong in ("x", "2026-13-01|NOTE-1", "|", "2026-01-01' or 1=1 -- |x"):
			with pytest.raises(GoalRefused):
				notes.wall(before=wrong)

	def test_no_figure_of_a_person_stands_anywhere(self, company: Company) -> None:
		given(company, "peer", "worker", visibility="Everybody")
		act(company, "worker")
		[row] = notes.wall()["rows"]
		assert not [
			key for key, value in row.items() if isinstance(value, int) and not isinstance(value, bool)
		]
