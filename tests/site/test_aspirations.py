"""Career aspirations: the employee alone writes and withdraws them, managers read them where he lets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe

from goal_setting import Company, in_business
from harness import Site
from people import COMPANY, OTHER_COMPANY, make_employee, make_other_company, user_of
from portal_people import counted, without_roles
from talent_performance.access import upkeep
from talent_performance.exceptions import AspirationRefused
from talent_performance.flows import aspirations, renames
from talent_performance.flows.personal_data import retention
from talent_performance.portal import career

DOCTYPE = aspirations.DOCTYPE
SAID = {
	"aspiration": "I want to lead <b>people</b>",
	"timeframe": "1-2 Years",
	"relocate": "To Named Places",
	"locations": "Bandung",
	"travel": "Now and Then",
	"roles": ["Zeppelin Captain", "Zeppelin Mate"],
}


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Company]:
	"""Founded once, never committed; one worker is a Website User without roles; a Talent Manager; HR of elsewhere."""
	with in_business() as made:
		made.employee["web"] = make_employee("Webworker", made.employee["manager"], roles=("Employee",))
		make_other_company()
		made.employee["Talent Manager"] = make_employee("Tm", roles=("Employee", "Talent Manager"))
		made.employee["HR abroad"] = make_employee(
			"Hrabroad", roles=("Employee", "HR Manager"), company=OTHER_COMPANY
		)
		upkeep.update_lines()
		made.user.update({who: user_of(name) for who, name in made.employee.items() if user_of(name)})
		without_roles(made.user["web"])
		for name in ("Zeppelin Captain", "Zeppelin Mate", "Zeppelin Cook"):
			frappe.get_doc({"doctype": "Designation", "designation_name": name}).insert()
		yield made


@pytest.fixture(autouse=True)
def in_savepoint(company: Company) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")


@pytest.fixture(params=["peer", "web"])
def writer(request: pytest.FixtureRequest) -> str:
	"""A System User with the role Employee, and a Website User without any role."""
	return request.param


def say(company: Company, who: str, **values: Any) -> dict[str, Any]:
	"""Through the person's own hands; the session is that person's afterwards."""
	frappe.set_user(company.user[who])
	return career.save({**SAID, **values}, career.overview()["said"]["modified"])


def record(company: Company, who: str) -> Any:
	"""What is stored of somebody."""
	name = frappe.db.get_value(DOCTYPE, {"employee": company.employee[who]})
	return frappe.get_doc(DOCTYPE, name) if name else None


def readers(company: Company, who: str) -> set[str]:
	"""Whose list holds it, and who opens it; both must agree."""
	doc = record(company, who)
	found = set()
	for reader, user in company.user.items():
		frappe.set_user(user)
		opens = frappe.has_permission(DOCTYPE, "read", doc=doc)
		listed = frappe.has_permission(DOCTYPE, "read") and frappe.get_list(DOCTYPE, {"name": doc.name})
		assert opens == bool(listed), reader
		found |= {reader} if opens else set()
	frappe.set_user("Administrator")
	return found


def test_who_says_it_reads_it_again(company: Company, writer: str) -> None:
	said = say(company, writer)["said"]
	assert {key: said[key] for key in SAID} == SAID
	stored = record(company, writer)
	assert (stored.employee, stored.visible_to_manager, bool(stored.updated_on)) == (
		company.employee[writer],
		0,
		True,
	)
	assert "Zeppelin Cook" in career.overview()["choices"]


def test_managers_read_it_only_where_they_may(company: Company) -> None:
	say(company, "peer")
	assert readers(company, "peer") == {"peer", "HR Manager", "Talent Manager"}
	say(company, "peer", visible_to_manager=1)
	assert readers(company, "peer") == {"peer", "manager", "director", "HR Manager", "Talent Manager"}


@pytest.mark.parametrize("who", ["manager", "HR Manager", "Talent Manager", "stranger"])
def test_nobody_else_writes_it(company: Company, who: str) -> None:
	say(company, "peer", visible_to_manager=1)
	doc = record(company, "peer")
	frappe.set_user(company.user[who])
	doc.aspiration = "He wants to leave"
	with pytest.raises(frappe.PermissionError):
		doc.save()
	with pytest.raises(frappe.PermissionError):
		frappe.delete_doc(DOCTYPE, doc.name)
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc(
			{"doctype": DOCTYPE, "employee": company.employee["worker"], "aspiration": "x"}
		).insert()
	assert record(company, "peer").aspiration == SAID["aspiration"]
	assert record(company, "worker") is None


def test_withdrawn_nothing_of_it_is_kept(company: Company, writer: str) -> None:
	say(company, writer)
	name = record(company, writer).name
	left = career.withdraw()
	assert (left["said"]["aspiration"], left["said"]["roles"], left["said"]["modified"]) == ("", [], "")
	assert not frappe.db.exists(DOCTYPE, name) and not frappe.db.exists(aspirations.ROLE, {"parent": name})
	assert not frappe.db.exists("Deleted Document", {"deleted_name": name})
	career.withdraw()  # once more is no mistake


def test_deleted_in_the_desk_leaves_no_word(company: Company) -> None:
	say(company, "peer")
	name = record(company, "peer").name
	frappe.delete_doc(DOCTYPE, name)
	kept = frappe.db.get_value("Deleted Document", {"deleted_name": name}, "data")
	assert "Bandung" not in kept and "lead" not in kept and "Zeppelin" not in kept


@pytest.mark.parametrize(
	("values", "told"),
	[
		({key: "" for key in ("aspiration", "timeframe", "relocate", "locations", "travel")} | {"roles": []}, "Nothing is said"),
		({"roles": ["Zeppelin Mate", "Zeppelin Cook", "Zeppelin Mate"]}, "row 3"),
		({"roles": ["Zeppelin Mate"] * 11}, "at most 10"),
		({"locations": " "}, "Places"),
		({"aspiration": "x" * 5001}, "5000"),
	],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(company: Company, values: dict[str, Any], told: str) -> None:
	with pytest.raises(AspirationRefused, match=told):
		say(company, "peer", **values)
	assert record(company, "peer") is None


def test_what_was_changed_in_another_tab_is_not_overwritten(company: Company) -> None:
	say(company, "peer")
	with pytest.raises(frappe.TimestampMismatchError):
		career.save({**SAID, "aspiration": "Old tab"}, "")
	assert record(company, "peer").aspiration == SAID["aspiration"]


def test_whoever_has_no_record_is_refused(company: Company) -> None:
	frappe.set_user(company.user["nobody"])
	for call in (career.overview, career.withdraw, lambda: career.save(SAID, "")):
		with pytest.raises(frappe.PermissionError):
			call()


def test_the_table_for_others_costs_two_questions(company: Company) -> None:
	say(company, "peer")
	say(company, "web", roles=[], visible_to_manager=1)
	frappe.set_user("Administrator")
	asked = [company.employee[who] for who in ("peer", "web", "worker")]
	queries, found = counted(lambda: aspirations.of(asked))
	assert queries == 2
	found = found.set_index("employee")
	assert list(found.index) == sorted(asked[:2])
	mine, other = found.loc[asked[0]], found.loc[asked[1]]
	assert (mine["roles"], mine["relocate"], mine["timeframe"]) == (
		"Zeppelin Captain, Zeppelin Mate",
		*(SAID[key] for key in ("relocate", "timeframe")),
	)
	assert (other["visible_to_manager"], mine["visible_to_manager"]) == (True, False)
	assert aspirations.of([]).empty and aspirations.of([]).columns.tolist() == [*found.reset_index().columns]
	assert aspirations.roles_of(asked)["place"].tolist() == [1, 2]


def test_merged_records_and_roles_keep_one_wish(company: Company) -> None:
	say(company, "peer")
	say(company, "worker", aspiration="Kept", roles=["Zeppelin Cook"])
	frappe.set_user("Administrator")
	doc = frappe.get_doc("Employee", company.employee["peer"])
	renames.before_employee_rename(doc, "before_rename", doc.name, company.employee["worker"], merge=True)
	assert record(company, "peer") is None and record(company, "worker").aspiration == "Kept"
	say(company, "web")
	frappe.set_user("Administrator")
	mate = frappe.get_doc("Designation", "Zeppelin Mate")
	renames.before_role_rename(mate, "before_rename", mate.name, "Zeppelin Captain", merge=True)
	assert [line.designation for line in record(company, "web").roles] == ["Zeppelin Captain"]


def test_old_words_are_due_for_purging(company: Company) -> None:
	say(company, "peer")
	name = record(company, "peer").name
	assert name not in retention.due("Career Aspirations", 36)
	frappe.db.set_value(DOCTYPE, name, "updated_on", "2020-01-01 10:00:00", update_modified=False)
	assert name in retention.due("Career Aspirations", 36)


def test_company_is_the_employees_today(company: Company) -> None:
	say(company, "peer")
	frappe.db.set_value("Employee", company.employee["peer"], "company", OTHER_COMPANY)
	assert frappe.db.get_value("Employee", company.employee["worker"], "company") == COMPANY
	assert "HR abroad" in readers(company, "peer")
