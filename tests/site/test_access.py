"""Who may see what: lists and documents say the same, HR stays within its companies, and no share opens a door."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import frappe
import frappe.share
from frappe.desk.form import assign_to
from frappe.permissions import add_user_permission

from harness import Site
from people import COMPANY, OTHER_COMPANY, make_employee, make_other_company, make_user, user_of
from talent_performance.access import sharing, upkeep
from talent_performance.access.audience import FULL, READ, WRITE, Guard, Rule, Who
from talent_performance.access.guards import GUARDS
from talent_performance.access.people import (
	employees_of,
	hr_companies,
	is_manager_of,
	lines_subquery,
	literal,
)
from talent_performance.access.twins import allowed, listed
from talent_performance.exceptions import AssignmentRefused, ShareRefused

LINE = "Reporting Line"
HEADCOUNT = 40
WITH_ROWS = (
	"Reporting Line",
	"Reporting Line History",
	"Talent Profile",
)  # by saving employees; the matrix has the others


@dataclass(frozen=True)
class House:
	"""Forty people in two companies, and users of every kind by what they are."""

	employees: tuple[str, ...]
	users: dict[str, str]
	employee_of: dict[str, str]


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[House]:
	"""Set up once by Administrator in a transaction that is never committed; each test works in a savepoint."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		try:
			yield settle(build())
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


@pytest.fixture(autouse=True)
def in_savepoint(house: House) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def build() -> House:
	"""The people: some have users of their own, the others are drawn below them at random, across the companies."""
	make_other_company()
	of = {"head": make_employee("Head")}
	of["middle manager"] = make_employee("Middle", of["head"])
	of["manager abroad"] = make_employee("Abroad", of["middle manager"], company=OTHER_COMPANY)
	of["nobody's manager"] = make_employee("Single", of["manager abroad"])
	hr = {"reports_to": of["middle manager"]}
	of["HR User"] = make_employee("Hruser", roles=("HR User",), **hr)
	of["HR User of no company's border"] = make_employee(
		"Hrfree", roles=("HR User",), create_user_permission=0, **hr
	)
	of["HR Manager"] = make_employee("Hrmanager", roles=("HR Manager",), **hr)
	of["HR Manager of all companies"] = make_employee(
		"Hrall", roles=("HR Manager",), create_user_permission=0, **hr
	)
	of["HR Manager abroad"] = make_employee("Hrabroad", roles=("HR Manager",), company=OTHER_COMPANY, **hr)
	of["Talent Manager"] = make_employee("Talent", roles=("Talent Manager",), create_user_permission=0, **hr)
	draw = random.Random(7)
	names = list(of.values())
	while len(names) < HEADCOUNT:
		company = draw.choice([COMPANY, OTHER_COMPANY])
		names.append(make_employee(f"P{len(names)}", draw.choice(names), user=False, company=company))
	of["website user"] = names[-1]
	users = {kind: user_of(employee) for kind, employee in of.items()}
	users |= {
		"website user": make_website_user(names[-1]),
		"System Manager without HR": make_user("Sysman", "System Manager"),
		"user without Employee": make_user("Lonely", "Employee"),
		"Guest": "Guest",
	}
	return House(tuple(names), users, of)


def settle(house: House) -> House:
	"""With all lines drawn."""
	upkeep.update_lines()
	return house


def make_website_user(employee: str) -> str:
	"""Somebody who has an Employee, but only the website."""
	user = make_user("Website")
	frappe.db.set_value("User", user, "user_type", "Website User")
	frappe.db.set_value("Employee", employee, "user_id", user)
	return user


def names_listed(doctype: str, user: str) -> set[str]:
	"""What a list shows a user; nothing where the list is refused."""
	frappe.set_user(user)
	try:
		return set(frappe.get_list(doctype, pluck="name", limit=0))
	except frappe.PermissionError:
		return set()
	finally:
		frappe.set_user("Administrator")


def documents(doctype: str) -> list[frappe.model.document.Document]:
	"""Every document, as it is stored."""
	return [frappe.get_doc({**row, "doctype": doctype}) for row in frappe.get_all(doctype, fields=["*"])]


def employees_listed(house: House, kind: str) -> set[str]:
	"""About whom a kind of user sees any line."""
	names = names_listed(LINE, house.users[kind])
	return {row.employee for row in frappe.get_all(LINE, {"name": ["in", list(names)]}, ["employee"])}


def people_of(company: str) -> set[str]:
	"""The employees of a company."""
	return set(frappe.get_all("Employee", {"company": company}, pluck="name"))


def below(house: House, kind: str) -> set[str]:
	"""Himself and everybody below, found by walking."""
	manager = dict(frappe.get_all("Employee", fields=["name", "reports_to"], as_list=True))
	found = {house.employee_of[kind]}
	while more := {e for e, m in manager.items() if m in found} - found:
		found |= more
	return found


@pytest.mark.parametrize("doctype", WITH_ROWS)
def test_lists_and_documents_agree_for_every_kind_of_user(house: House, doctype: str) -> None:
	docs = documents(doctype)
	assert len(docs) >= HEADCOUNT
	for kind, user in house.users.items():
		readable = {doc.name for doc in docs if frappe.has_permission(doctype, "read", doc=doc, user=user)}
		assert names_listed(doctype, user) == readable, kind


RULES = {
	"self": [Rule(Who.SELF, READ)],
	"line": [Rule(Who.LINE, READ)],
	"managers and HR": [Rule(Who.MANAGER, READ), Rule(Who.HR_USER, READ)],
	"direct manager and author": [Rule(Who.DIRECT_MANAGER, READ), Rule(Who.AUTHOR, WRITE)],
	"everybody": [Rule(Who.LINE, READ), Rule(Who.HR_MANAGER, FULL), Rule(Who.TALENT_MANAGER, READ)],
	"author and self on a condition": [
		Rule(Who.AUTHOR, READ),
		Rule(Who.SELF, READ, {"manager_name": ("Middle",)}),
		Rule(Who.MANAGER, READ),
	],
	"self on a condition": [
		Rule(Who.SELF, READ, {"manager_name": ("Middle", "Head")}),
		Rule(Who.HR_USER, READ),
	],
}


@pytest.mark.parametrize("rules", RULES.values(), ids=list(RULES))
@pytest.mark.parametrize("confidential", [True, False])
@pytest.mark.parametrize("company", [None, "manager_name"], ids=["employee's company", "row's company"])
def test_any_guard_says_the_same_of_lists_and_documents(
	house: House, rules: list[Rule], confidential: bool, company: str | None
) -> None:
	guard = Guard(LINE, tuple(rules), confidential=confidential, company=company)
	if company:  # a column that says for every other row that it is of the first company
		frappe.db.sql(f"update `tab{LINE}` set manager_name = %s where (depth & 1) = 0", COMPANY)
	docs = documents(LINE)
	for kind, user in house.users.items():
		query = f"select name from `tab{LINE}` where {listed(guard, user)}"
		assert set(frappe.db.sql(query, pluck=True)) == {
			d.name for d in docs if allowed(guard, d, "read", user)
		}, kind


@pytest.mark.parametrize(
	"kind", ["head", "middle manager", "manager abroad", "nobody's manager", "Talent Manager"]
)
def test_a_manager_sees_himself_and_everybody_below_in_any_company(house: House, kind: str) -> None:
	assert employees_listed(house, kind) == below(house, kind)


def test_the_company_has_a_chain_that_crosses_the_border(house: House) -> None:
	companies = {frappe.db.get_value("Employee", e, "company") for e in below(house, "middle manager")}
	assert companies == {COMPANY, OTHER_COMPANY}


@pytest.mark.parametrize("kind", ["HR User", "HR Manager", "HR User of no company's border"])
def test_hr_sees_its_company_and_its_own_people(house: House, kind: str) -> None:
	assert employees_listed(house, kind) == people_of(COMPANY) | below(house, kind)


def test_hr_of_another_company_sees_that_one(house: House) -> None:
	seen = employees_listed(house, "HR Manager abroad")
	assert seen == people_of(OTHER_COMPANY) | below(house, "HR Manager abroad")
	assert house.employee_of["head"] not in seen


def test_an_hr_manager_without_a_border_sees_all_companies(house: House) -> None:
	assert employees_listed(house, "HR Manager of all companies") == set(house.employees)


@pytest.mark.parametrize(
	"kind", ["System Manager without HR", "user without Employee", "website user", "Guest"]
)
def test_who_is_nobody_here_sees_nothing(house: House, kind: str) -> None:
	for doctype in GUARDS:
		assert names_listed(doctype, house.users[kind]) == set()


def test_administrator_sees_everything(house: House) -> None:
	assert employees_listed(House(house.employees, {"a": "Administrator"}, {}), "a") == set(house.employees)


@pytest.mark.parametrize("ptype", ["write", "create", "delete", "share", "submit"])
def test_nobody_changes_a_line(house: House, ptype: str) -> None:
	doc = frappe.get_doc(LINE, {"employee": house.employees[0], "depth": 0})
	for kind, user in house.users.items():
		assert not frappe.has_permission(LINE, ptype, doc=doc, user=user), kind
		assert allowed(GUARDS[LINE], doc, ptype, user) is False


def test_hr_may_not_read_what_is_confidential_about_itself(house: House) -> None:
	guard = Guard(LINE, (Rule(Who.HR_MANAGER, FULL), Rule(Who.TALENT_MANAGER, FULL)))
	for kind in ("HR Manager", "HR Manager of all companies", "Talent Manager"):
		own = frappe.get_doc(LINE, {"employee": house.employee_of[kind], "depth": 1})
		other = frappe.get_doc(LINE, {"employee": house.employee_of["head"], "depth": 0})
		for deed in ("read", "write", "create"):
			assert allowed(guard, own, deed, house.users[kind]) is False
			assert allowed(guard, other, deed, house.users[kind]) is True


def test_a_second_record_below_the_first_gives_no_manager_of_oneself(house: House) -> None:
	head, user = house.employee_of["head"], house.users["head"]
	second = make_employee("Headagain", head, user=False, company=OTHER_COMPANY)
	frappe.db.set_value("Employee", second, "user_id", user)
	upkeep.update_lines()
	guard = Guard(LINE, (Rule(Who.MANAGER, READ),))
	line = frappe.get_doc(LINE, {"employee": second, "manager": head})
	assert set(employees_of(user)) == {head, second}
	assert not allowed(guard, line, "read", user)
	assert not is_manager_of(user, second)
	assert is_manager_of(user, house.employee_of["middle manager"])


def test_a_document_with_another_employee_typed_in_opens_nothing(house: House) -> None:
	user = house.users["nobody's manager"]
	doc = frappe.get_doc(LINE, {"employee": house.employee_of["head"], "depth": 0})
	doc.employee = house.employee_of["nobody's manager"]
	assert not frappe.has_permission(LINE, "read", doc=doc, user=user)
	guard = Guard(LINE, (Rule(Who.LINE, FULL),))
	assert not allowed(guard, doc, "write", user)
	doc.name = "not stored yet"
	assert allowed(guard, doc, "create", user)


def test_a_revoked_manager_is_out_in_the_same_transaction(house: House) -> None:
	employee, user = house.employee_of["manager abroad"], house.users["middle manager"]
	assert is_manager_of(user, employee)
	doc = frappe.get_doc("Employee", employee)
	doc.reports_to = house.employee_of["head"]
	doc.save()
	assert not is_manager_of(user, employee)
	assert not is_manager_of(user, house.employee_of["nobody's manager"])


def test_another_user_of_an_employee_counts_at_once(house: House) -> None:
	employee, before = house.employee_of["middle manager"], house.users["middle manager"]
	after = house.users["user without Employee"]
	frappe.db.set_value("Employee", employee, "user_id", after)
	frappe.get_doc("User", after).add_roles("Employee")
	assert lines_subquery(before) is None
	assert names_listed(LINE, before) == set()
	assert employees_listed(house, "user without Employee") == below(house, "middle manager")


def test_borders_follow_user_permissions_at_once(house: House) -> None:
	user = house.users["HR Manager of all companies"]
	assert hr_companies(user) is None
	add_user_permission("Company", OTHER_COMPANY, user)
	assert hr_companies(user) == (OTHER_COMPANY,)
	assert hr_companies(house.users["head"]) == ()


def test_a_border_for_another_doctype_says_nothing(house: House) -> None:
	user = house.users["HR Manager of all companies"]
	add_user_permission("Company", OTHER_COMPANY, user, applicable_for="Sales Invoice")
	assert hr_companies(user) is None


@pytest.mark.parametrize("value", ["O'Neil", "100% Pure", "back\\slash", "tick`", '"; drop table x; --', "é"])
def test_any_text_arrives_in_sql_as_it_is(house: House, value: str) -> None:
	question = f"select {literal(value)}"
	assert frappe.db.sql(question)[0][0] == value
	user = house.users["HR Manager"]
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr("talent_performance.access.twins.hr_companies", lambda *_: (COMPANY, value))
		assert names_listed(LINE, user)


def own_line(house: House) -> str:
	"""A line that a user with no one below may read."""
	return frappe.db.get_value(LINE, {"employee": house.employee_of["nobody's manager"], "depth": 1})


def share_plainly(name: str, user: str) -> None:
	frappe.share.add(LINE, name, user)


def share_ignoring_permissions(name: str, user: str) -> None:
	frappe.share.add_docshare(LINE, name, user, flags={"ignore_share_permission": True})


def share_by_setting_a_permission(name: str, user: str) -> None:
	frappe.share.set_docshare_permission(LINE, name, user, "read", flags={"ignore_share_permission": True})


def share_with_everyone(name: str, user: str) -> None:
	doc = {"doctype": "DocShare", "share_doctype": LINE, "share_name": name, "everyone": 1, "read": 1}
	frappe.get_doc(doc).insert(ignore_permissions=True)


def share_by_redirecting_another(name: str, user: str) -> None:
	share = frappe.share.add("Employee", frappe.db.get_value(LINE, name, "employee"), user)
	share.update({"share_doctype": LINE, "share_name": name})
	share.save()


SHARES = [
	share_plainly,
	share_ignoring_permissions,
	share_by_setting_a_permission,
	share_with_everyone,
	share_by_redirecting_another,
]


@pytest.mark.parametrize("share", SHARES, ids=lambda share: share.__name__)
def test_no_way_of_sharing_gets_through(house: House, share: object) -> None:
	name, stranger = own_line(house), house.users["user without Employee"]
	with pytest.raises(ShareRefused, match="can't be shared"):
		share(name, stranger)
	frappe.clear_messages()
	assert not frappe.db.exists("DocShare", {"share_doctype": LINE})
	assert not frappe.has_permission(LINE, "read", doc=name, user=stranger)
	assert names_listed(LINE, stranger) == set()


def test_a_share_from_before_is_taken_away(house: House) -> None:
	name, stranger = own_line(house), house.users["user without Employee"]
	before = {"doctype": "DocShare", "share_doctype": LINE, "share_name": name, "user": stranger, "read": 1}
	frappe.get_doc(before).db_insert()
	other = frappe.share.add("Employee", house.employees[0], stranger)
	sharing.remove_shares()
	assert not frappe.has_permission(LINE, "read", doc=name, user=stranger)
	assert frappe.db.exists("DocShare", other.name)


def assign(name: str, user: str) -> None:
	"""What the desk does behind Assign To."""
	assign_to.add({"doctype": LINE, "name": name, "assign_to": [user]})


def test_assigning_to_somebody_who_may_not_see_it_is_refused(house: House) -> None:
	name, stranger = own_line(house), house.users["user without Employee"]
	with pytest.raises(AssignmentRefused, match="Choose somebody who may"):
		assign(name, stranger)
	assert not frappe.db.exists("DocShare", {"share_doctype": LINE})
	assert not frappe.db.exists("ToDo", {"reference_type": LINE, "reference_name": name})
	assert not frappe.has_permission(LINE, "read", doc=name, user=stranger)


def test_assigning_to_the_manager_works_and_shares_nothing(house: House) -> None:
	single, manager = house.employee_of["nobody's manager"], house.users["manager abroad"]
	name = frappe.db.get_value(LINE, {"employee": single, "depth": 2})
	assign(name, manager)
	todo = frappe.get_doc("ToDo", {"reference_type": LINE, "reference_name": name, "allocated_to": manager})
	assert not frappe.db.exists("DocShare", {"share_doctype": LINE})
	frappe.db.delete(LINE, {"employee": single, "depth": 1})
	assert not frappe.has_permission(LINE, "read", doc=name, user=manager)
	todo.status = "Closed"
	todo.save()
	assert frappe.db.get_value("ToDo", todo.name, "status") == "Closed"


def test_other_documents_are_shared_and_assigned_as_ever(house: House) -> None:
	stranger = house.users["user without Employee"]
	assert frappe.share.add("Company", COMPANY, stranger).name
	assign_to.add({"doctype": "Company", "name": COMPANY, "assign_to": [stranger]})
	assert frappe.db.exists("ToDo", {"reference_type": "Company", "allocated_to": stranger})
