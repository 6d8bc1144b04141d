"""A company whose cycle is closed and waits for calibration, committed for the web server: who meets, and whom they compare."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

import frappe
from frappe.permissions import add_user_permission
from frappe.utils.password import update_password

import reviewed
from doctype_cache import doctypes_kept
from people import make_employee, user_of
from reviewed import drop, make_appraisals, make_cycle, make_potential, make_reviews, remember
from staff import drop_profiles, drop_runs, hush_general_hooks, import_employees
from talent_performance.access import upkeep
from talent_performance.flows import close
from talent_performance.flows.talent_profiles import give_profiles
from talent_performance.store import listeners
from web import PASSWORD

COMPANY, SALES, PLANT = "Calibration Testing", "Sales - CLB", "Plant - CLB"
BEFORE, CYCLE = "CALM-2024", "CALM-2025"
SESSION, MOVE = "Calibration Session", "Calibration Move"
NAMES = (
	"Adi Nugroho", "Ayu Lestari", "Bagus Santoso", "Bella Maharani", "Cahya Wibowo", "Citra Dewi", "Dimas Pratama", "Dewi Anggraini",
	"Eka Saputra", "Endah Puspita", "Fajar Hidayat", "Fitri Rahayu", "Galih Setiawan", "Gita Permata", "Hadi Kusuma", "Hana Safitri",
	"Indra Wijaya", "Intan Sari", "Joko Susilo", "Juli Astuti", "Kevin Halim", "Kartika Putri", "Lukman Hakim", "<b>Lia</b> Utami",
)  # fmt: skip
# By person, from the first name on.
RATINGS = (4, 4, 5, 3, 3, 5, 3, 2, 4, 3, 1, 3, 5, 4, 3, 4, 3, 2, 5, 3, 4, 3, 3, 4)
POTENTIAL = (4, 3, 4, 2, 3, 4, 3, 2, 4, 3, 2, 3, 4, 3, 0, 4, 3, 2, 4, 3, 3, 2, 3, 4)


@dataclass(frozen=True)
class Meeting:
	"""Users, and the people whom they compare, by name."""

	hr: str
	manager: str
	of: dict[str, str]
	staff: list[str]
	seen: object

	@property
	def everybody(self) -> list[str]:
		"""All employee records."""
		return [*self.of.values(), *self.staff]


def hold() -> Meeting:
	"""HR, two managers with half of the people each, and a closed cycle after an older one."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	seen = frappe.db.get_single_value("Talent Settings", "managers_see_talent")
	make_company()
	hr = make_employee("Clbhr", roles=("HR Manager",), company=COMPANY, create_user_permission=0)
	add_user_permission("Company", COMPANY, user_of(hr), ignore_permissions=True)
	managers = [make_employee(name, company=COMPANY) for name in ("Clbmanager", "Clbother")]
	people = import_employees(
		len(NAMES),
		"CLB",
		employee_name=lambda at: NAMES[at],
		first_name=lambda at: NAMES[at],
		reports_to=lambda at: managers[at % 2],
		department=lambda at: (SALES, PLANT)[at % 2],
		company=lambda _at: COMPANY,
		status=lambda _at: "Active",
		relieving_date=lambda _at: None,
	)
	give_profiles(people)
	upkeep.rebuild()
	close_cycle(people)
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	for who in (hr, managers[0]):
		update_password(user_of(who), PASSWORD)
	frappe.db.commit()
	of = dict(zip(NAMES, people, strict=True))
	return Meeting(user_of(hr), user_of(managers[0]), of, [hr, *managers], seen)


def make_company() -> None:
	"""A company with two departments."""
	values = {"company_name": COMPANY, "abbr": "CLB", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 4001, "rgt": 4002}).db_insert()
	for name in (SALES, PLANT):
		row = {"name": name, "department_name": name.split(" - ")[0], "company": COMPANY}
		frappe.get_doc({"doctype": "Department", **row, "lft": 1, "rgt": 2}).db_insert()


def close_cycle(people: list[str]) -> None:
	"""Reviews and potential as above, and the cycle closed by the flow that closes it."""
	asked = listeners.harmless_by_hook
	hush_general_hooks()
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(reviewed, "company", lambda: COMPANY)
		make_cycle(BEFORE, 2024, state="Published")
		make_cycle(CYCLE, 2025)
		for at, who in enumerate(people[:-3]):
			remember(BEFORE, who, float(RATINGS[-at - 1]), "Mid", 5)
		frappe.db.sql(
			"update `tabAppraisal Result` set performance_rating = performance_score, company = %s where cycle = %s",
			(COMPANY, BEFORE),
		)
		departments = [(SALES, PLANT)[at % 2] for at in range(len(people))]
		appraisals = make_appraisals(CYCLE, people, department=departments)
	for rating in sorted(set(RATINGS)):
		rated = [each for each, given in zip(appraisals, RATINGS, strict=True) if given == rating]
		make_reviews(rated, float(rating), overall=float(rating))
	for level in sorted({each for each in POTENTIAL if each}):
		make_potential([who for who, at in zip(people, POTENTIAL, strict=True) if at == level], float(level))
	close.close(CYCLE, appraisals)
	frappe.db.set_value("Performance Cycle", CYCLE, {"state": "Closed", "title": "Year 2025"})
	listeners.harmless_by_hook = asked


def make_session(meeting: Meeting, **values: object) -> str:
	"""A draft in which HR leads and the manager moves people, committed."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	session = frappe.get_doc(
		{
			"doctype": SESSION,
			"title": "Sales and Plant, 2025",
			"company": COMPANY,
			"facilitator": meeting.hr,
			"cycles": [{"cycle": CYCLE, "weight": 1}],
			"participants": [{"user": meeting.manager, "role": "Move"}],
			**values,
		}
	).insert()
	frappe.db.commit()
	return session.name


@doctypes_kept()
def end(meeting: Meeting) -> None:
	"""Everything that was committed, so that other tests' counts stay true."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	sessions = frappe.get_all(SESSION, filters={"company": COMPANY}, pluck="name") or [""]
	for session in sessions:
		runs = frappe.get_all("Talent Run", filters={"arguments": ("like", f"%{session}%")}, pluck="name")
		drop_runs(runs)
	frappe.db.delete(MOVE, {"session": ("in", sessions)})
	for table in ("Calibration Cycle", "Calibration Participant"):
		frappe.db.delete(table, {"parent": ("in", sessions)})
	frappe.db.delete(SESSION, {"name": ("in", sessions)})
	drop([BEFORE, CYCLE], meeting.everybody)
	drop_profiles(meeting.everybody)
	for doctype in ("Reporting Line", "Reporting Line History"):
		for column in ("employee", "manager"):
			frappe.db.delete(doctype, {column: ("in", meeting.everybody)})
	users = [user_of(each) for each in meeting.staff]
	frappe.db.delete("User Permission", {"user": ("in", users)})
	frappe.db.delete("Employee", {"name": ("in", meeting.everybody)})
	frappe.db.delete("Department", {"company": COMPANY})
	frappe.db.delete("Company", {"name": COMPANY})
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", meeting.seen or 0)
	for user in users:
		frappe.db.delete("Notification Log", {"for_user": user})
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	frappe.db.commit()
	frappe.clear_cache()
