"""Everyone has a Talent Profile by itself, one for each person; who sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe

from harness import Site
from staff import company, hire, import_employees, picture, profile_of, user
from talent_performance.access import upkeep
from talent_performance.access.guarded import permission_query
from talent_performance.access.twins import NOTHING
from talent_performance.flows import talent_profiles
from talent_performance.flows.talent_profiles import EMPLOYMENT, PROFILE

SECOND = "Nusantara Kedua"


PEOPLE = {
	"rina@example.com": ("Employee",),
	"budi@example.com": ("Employee",),
	"mover@example.com": ("Employee",),
	"hr.user@example.com": ("Employee", "HR User"),
	"hr.manager@example.com": ("Employee", "HR Manager"),
	"talent.manager@example.com": ("Employee", "Talent Manager"),
	"stranger@example.com": ("System Manager",),
}


@pytest.fixture(scope="module", autouse=True)
def users(site: Site) -> None:
	"""Accounts, made once: each takes a while."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for email, roles in PEOPLE.items():
		user(email, *roles)
	frappe.db.commit()


@pytest.fixture
def second_company(on_site: Site) -> str:
	"""Another company, without the accounts that ERPNext would make."""
	frappe.get_doc(
		{
			"doctype": "Company",
			"company_name": SECOND,
			"abbr": "NK",
			"default_currency": "IDR",
			"country": "Indonesia",
		}
	).db_insert()
	return SECOND


@pytest.fixture
def rina(on_site: Site) -> Iterator[frappe.model.document.Document]:
	"""An employee with a user, saved as HR saves one: ERPNext's own User Permissions are made."""
	yield hire(user_id="rina@example.com", personal_email="rina@mail.example")


def profiles() -> int:
	"""How many there are."""
	return frappe.db.count(PROFILE)


def test_a_new_employee_gets_a_profile(rina: frappe.model.document.Document) -> None:
	profile = profile_of(rina.name)
	assert (profile.person_name, profile.user, profile.employee) == ("Rina", "rina@example.com", rina.name)
	assert (profile.company, profile.status, len(profile.employments)) == (company(), "Active", 1)
	assert str(profile.employments[0].from_date) == "2024-01-01"


def test_saving_again_makes_no_second_profile(rina: frappe.model.document.Document) -> None:
	before = profiles()
	rina.reload()
	rina.save()
	assert profiles() == before


def test_changes_follow(rina: frappe.model.document.Document) -> None:
	rina.update({"first_name": "Rina", "last_name": "Putri"})
	rina.save()
	assert profile_of(rina.name).person_name == "Rina Putri"


def test_a_leaver_is_marked(rina: frappe.model.document.Document) -> None:
	rina.update({"status": "Left", "relieving_date": "2025-12-31"})
	rina.save()
	profile = profile_of(rina.name)
	assert (profile.status, profile.employments[0].status) == ("Left", "Left")
	assert str(profile.employments[0].to_date) == "2025-12-31"


def test_a_rehire_joins_the_same_profile_by_the_user(rina: frappe.model.document.Document) -> None:
	rina.update({"status": "Left", "relieving_date": "2025-12-31"})
	rina.save()
	again = hire(user_id="rina@example.com", date_of_joining="2026-02-01")
	profile = profile_of(again.name)
	assert profile.name == profile_of(rina.name).name
	assert (profile.employee, profile.status) == (again.name, "Active")
	assert [line.status for line in profile.employments] == ["Left", "Active"]


def test_a_rehire_is_known_by_the_private_address(rina: frappe.model.document.Document) -> None:
	rina.update({"status": "Left", "relieving_date": "2025-12-31"})
	rina.save()
	again = hire(personal_email="RINA@mail.example", date_of_joining="2026-02-01")
	profile = profile_of(again.name)
	assert profile.name == profile_of(rina.name).name
	assert (profile.employee, profile.user) == (again.name, "rina@example.com")


def test_the_same_name_is_not_the_same_person(rina: frappe.model.document.Document) -> None:
	assert profile_of(hire().name).name != profile_of(rina.name).name


def test_a_renamed_employee_stays_in_the_profile(rina: frappe.model.document.Document) -> None:
	name = profile_of(rina.name).name
	frappe.rename_doc("Employee", rina.name, "RINA-1", show_alert=False)
	profile = profile_of("RINA-1")
	assert (profile.name, profile.employee) == (name, "RINA-1")


def test_merged_employees_have_one_profile(rina: frappe.model.document.Document) -> None:
	double, other = hire(), hire(first_name="Sari")
	before = profiles()
	frappe.rename_doc("Employee", double.name, rina.name, merge=True, show_alert=False)
	profile = profile_of(rina.name)
	assert profiles() == before - 1
	assert [line.employee for line in profile.employments] == [rina.name]
	assert profile.user == "rina@example.com"
	assert profile_of(other.name).person_name == "Sari"


def test_a_merge_takes_the_other_employments_along(rina: frappe.model.document.Document) -> None:
	first = hire(personal_email="r@old.example", status="Left", relieving_date="2024-06-30", first_name="R")
	double = hire(personal_email="r@old.example", first_name="R")
	assert profile_of(first.name).name == profile_of(double.name).name
	frappe.rename_doc("Employee", double.name, rina.name, merge=True, show_alert=False)
	assert {line.employee for line in profile_of(rina.name).employments} == {rina.name, first.name}


def test_an_employee_can_be_deleted(rina: frappe.model.document.Document) -> None:
	made = hire()
	before = profiles()
	made.delete()
	assert profiles() == before - 1
	assert not frappe.db.exists(EMPLOYMENT, {"employee": made.name})


def test_a_deleted_record_leaves_the_person_the_others(rina: frappe.model.document.Document) -> None:
	rina.update({"status": "Left", "relieving_date": "2025-12-31"})
	rina.save()
	again = hire(user_id="rina@example.com", create_user_permission=0, date_of_joining="2026-02-01")
	again.delete()
	profile = profile_of(rina.name)
	assert (profile.employee, profile.status, len(profile.employments)) == (rina.name, "Left", 1)


def test_both_paths_tell_the_same_of_rehires_and_transfers(second_company: str) -> None:
	names = import_employees(8, "BOTH")
	set_value = frappe.db.set_value
	set_value(
		"Employee",
		names[0],
		{"status": "Left", "personal_email": "back@example.com", "relieving_date": "2022-01-01"},
	)
	set_value("Employee", names[1], {"personal_email": "BACK@example.com", "date_of_joining": "2023-01-01"})
	for name in names[2:4]:
		set_value("Employee", name, "user_id", "mover@example.com")
	set_value("Employee", names[3], {"company": second_company, "date_of_joining": "2024-01-01"})
	seen = []
	for one_by_one in (False, True):
		frappe.db.savepoint("paths")
		talent_profiles.give_profiles(names[:3], one_by_one=one_by_one)
		talent_profiles.give_profiles(names, one_by_one=one_by_one)
		talent_profiles.give_profiles(names, one_by_one=one_by_one)
		seen.append((picture(names), len({profile_of(name).name for name in names})))
		frappe.db.rollback(save_point="paths")
		frappe.clear_cache()
	assert seen[0] == seen[1]
	assert seen[0][1] == 6
	assert {row[0] for row in seen[0][0] if row[7] in names[:2]} == {names[1]}
	assert {(row[0], row[3]) for row in seen[0][0] if row[7] in names[2:4]} == {(names[3], second_company)}


def test_the_dry_run_says_what_the_run_does(on_site: Site) -> None:
	names = import_employees(10, "DRY")
	frappe.db.set_value("Employee", names[1], {"status": "Left", "personal_email": "dry-00000@example.com"})
	talent_profiles.give_profiles(names[2:4])
	frappe.db.set_value("Employee", names[4], "personal_email", "dry-00002@example.com")
	frappe.db.set_value("Employee", names[2], "status", "Left")
	counts = {each.label: each.count for each in talent_profiles.dry_run({"company": company()})}
	before, records = profiles(), frappe.db.count(EMPLOYMENT)
	groups = talent_profiles.plan({"company": company()})
	assert [names[0], names[1]] in groups
	talent_profiles.give_profiles([name for group in groups for name in group])
	assert counts["New profiles"] == profiles() - before
	assert counts["Employee records without a profile"] == frappe.db.count(EMPLOYMENT) - records
	assert counts["Records that join a profile which is there"] == 1


def seen_by(person: str, profile: str) -> tuple[bool, bool, bool]:
	"""Whether someone finds a profile in the list, may open it, may change it."""
	frappe.set_user(person)
	try:
		document = frappe.get_doc(PROFILE, profile)
		return listed(profile), document.has_permission("read"), document.has_permission("write")
	finally:
		frappe.set_user("Administrator")


def listed(profile: str) -> bool:
	"""Whether the list shows it; someone whose roles say nothing about profiles is refused the list."""
	try:
		return bool(frappe.get_list(PROFILE, filters={"name": profile}))
	except frappe.PermissionError:
		return False


def test_the_person_reads_the_own_profile_and_a_colleague_does_not(
	rina: frappe.model.document.Document,
) -> None:
	colleague = hire(first_name="Budi", user_id="budi@example.com")
	name = profile_of(rina.name).name
	assert seen_by("rina@example.com", name) == (True, True, False)
	assert seen_by("budi@example.com", name) == (False, False, False)
	assert seen_by("budi@example.com", profile_of(colleague.name).name) == (True, True, False)


def test_a_manager_reads_the_profiles_of_everybody_below(rina: frappe.model.document.Document) -> None:
	head = hire(first_name="Dewi", user_id=user("dewi@example.com"))
	lead = hire(first_name="Eka", user_id=user("eka@example.com"), reports_to=head.name)
	below = hire(first_name="Fajar", reports_to=lead.name)
	upkeep.rebuild()
	name = profile_of(below.name).name
	assert seen_by("dewi@example.com", name) == (True, True, False)
	assert seen_by("eka@example.com", name) == (True, True, False)
	assert seen_by("rina@example.com", name) == (False, False, False)
	assert seen_by("eka@example.com", profile_of(head.name).name) == (False, False, False)


@pytest.mark.parametrize("role", ["HR User", "HR Manager", "Talent Manager"])
def test_hr_sees_the_companies_it_may_see(
	rina: frappe.model.document.Document, second_company: str, role: str
) -> None:
	person = f"{role.lower().replace(' ', '.')}@example.com"
	hire(first_name="Wati", user_id=person)
	elsewhere = hire(first_name="Agus", company=second_company)
	assert seen_by(person, profile_of(rina.name).name) == (True, True, False)
	assert seen_by(person, profile_of(elsewhere.name).name) == (False, False, False)


def test_hr_does_not_change_its_own_profile(rina: frappe.model.document.Document) -> None:
	frappe.get_doc("User", "rina@example.com").add_roles("HR Manager")
	name = profile_of(rina.name).name
	assert seen_by("rina@example.com", name) == (True, True, False)


def test_someone_without_an_employee_or_a_role_sees_nothing(rina: frappe.model.document.Document) -> None:
	person = "stranger@example.com"
	assert seen_by(person, profile_of(rina.name).name) == (False, False, False)
	assert permission_query("Guest", PROFILE) == NOTHING


def test_nobody_makes_or_shares_a_profile_by_hand(rina: frappe.model.document.Document) -> None:
	frappe.set_user("hr.manager@example.com")
	for ptype in ("create", "share", "delete"):
		assert not frappe.has_permission(PROFILE, ptype)
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc({"doctype": PROFILE, "employee": rina.name}).insert()
