"""The scene of the attacks: a company whose people have ratings, boxes and goals, at browsers of their own.

Committed, because the attacks come over HTTP; a company of its own, taken away again when the file is through. What
nobody but its readers may learn has SECRET in its text, or one of the figures of FIGURES, which stand nowhere else.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

import requests

import frappe
from frappe.utils.password import update_password

from harness import Site
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.access.guards import GUARDS, PARENTS
from web import PASSWORD, Person, Refused, served

SECRET = "Zimtstern"
# What stands in confidential rows about the first of RATED; the others' differ, so that each figure is one person's.
FIGURES = {"score": 4.3719, "rating": 3.8217, "potential": 2.9173, "attainment": 61.7391, "box": 9}
ROLES = {"hr": "HR Manager", "talent": "Talent Manager", "hruser": "HR User"}
STAFF = {
	"boss": None,
	"mia": "boss",
	"rina": "mia",
	"budi": "mia",
	"hr": "mia",
	"talent": "boss",
	"hruser": "boss",
}
DIARIES = ("Talent Access Log",)
RATED = ("rina", "budi", "mia", "hr", "talent", "hruser")


def figures_of(who: str) -> dict[str, float]:
	"""What stands in somebody's confidential rows."""
	at = RATED.index(who)
	return {key: value - at if key == "box" else round(value - at / 100, 4) for key, value in FIGURES.items()}


@dataclass
class Stage:
	"""Who is there, what there is about whom, and a browser for each."""

	site: Site
	address: str
	company: str
	of: dict[str, str]
	rows: dict[str, dict[str, str]] = field(default_factory=dict)
	browsers: dict[str, Person] = field(default_factory=dict)

	def __call__(self, who: str) -> Person:
		"""Somebody at his browser."""
		if who not in self.browsers:
			self.browsers[who] = Person(self.address, self.site, self.user(who))
		return self.browsers[who]

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])

	def row(self, who: str, doctype: str) -> str:
		"""The name of a row about somebody."""
		return self.rows[who][doctype]

	def stored(self, who: str, doctype: str, fieldname: str) -> object:
		"""What such a row says now."""
		frappe.db.rollback()
		doctype_of = {"Self Review": "Appraisal Review", "Self Rating": "Review Rating"}
		return frappe.db.get_value(doctype_of.get(doctype, doctype), self.row(who, doctype), fieldname)


def staged(site: Site) -> Iterator[Stage]:
	"""Build it, serve it, take it away."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	company = f"Stage {secrets.token_hex(3)}"
	made = Stage(site, "", company, hire(company))
	try:
		upkeep.update_lines()
		write(made)
		frappe.db.commit()
		with served(site) as made.address:
			yield made
	finally:
		frappe.db.rollback()
		take_away(company, [user_of(employee) for employee in made.of.values()])
		frappe.db.commit()
		frappe.clear_cache()


def hire(company: str) -> dict[str, str]:
	"""People saved as HR saves them."""
	tag = company.split()[1]
	values = {"company_name": company, "abbr": tag, "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": company, **values, "lft": 5001, "rgt": 5002}).db_insert()
	of: dict[str, str] = {}
	for who, manager in STAFF.items():
		roles = (ROLES[who],) if who in ROLES else ()
		of[who] = make_employee(f"{who.title()}{tag}", of.get(str(manager)), roles=roles, company=company)
		update_password(user_of(of[who]), PASSWORD)
		if frappe.get_meta("User").has_field("bulk_actions"):
			frappe.db.set_value("User", user_of(of[who]), "bulk_actions", 1)
	return of


def write(stage: Stage) -> None:
	"""A cycle with its confidential rows about everybody, and goals."""
	cycle = put("Performance Cycle", title=stage.company, state="Launched", **year("start_date", "end_date"))
	put("Cycle Company", **child("Performance Cycle", cycle, "companies"), company=stage.company)
	common = objective_of(stage, cycle, level="Company", title=f"Grow {stage.company}")
	stage.rows["everybody"] = {"Performance Cycle": cycle, **common}
	for who in RATED:
		about = {"employee": stage.of[who], "company": stage.company, "cycle": cycle}
		manager = stage.of[str(STAFF[who])]
		stage.rows[who] = {
			**rated(who, about, manager),
			**placed(who, about, manager),
			**talked(who, about, manager),
		}
		title = f"{SECRET} of {who}, goal"
		task = {"reference_type": "Talent Assessment", "reference_name": stage.row(who, "Talent Assessment")}
		put("ToDo", **task, allocated_to=stage.user("boss"), status="Open", description="Look at it")
		stage.rows[who] |= objective_of(stage, cycle, level="Individual", employee=stage.of[who], title=title)


def rated(who: str, about: dict[str, str], manager: str) -> dict[str, str]:
	"""An appraisal with a self review being written, a manager's review handed in, and the open result."""
	has = figures_of(who)
	appraisal = put(
		"Performance Appraisal",
		**about,
		state="Manager Review",
		manager=manager,
		**year("start_date", "end_date"),
	)
	written = {"appraisal": appraisal, "segment": "All", **about}
	own = put(
		"Appraisal Review",
		**written,
		perspective="Self",
		reviewer=about["employee"],
		state="Draft",
		summary="Mine",
	)
	his = put(
		"Appraisal Review",
		**written, perspective="Manager", reviewer=manager, state="Submitted", seen_by_manager=1,
		overall_rating=has["rating"], overall_reason=f"{SECRET} of {who}, reason", summary=f"{SECRET} of {who}, summary",
	)  # fmt: skip
	lines = [
		put(
			"Review Rating",
			**child("Appraisal Review", review, "ratings"),
			component="Competencies",
			item="Integrity",
			weight=1.0,
			**more,
		)
		for review, more in (
			(own, {}),
			(his, {"rating": has["rating"], "comment": f"{SECRET} of {who}, comment"}),
		)
	]
	result = put(
		"Appraisal Result",
		**about, appraisal=appraisal, manager=manager, state="Open", manager_rating=has["rating"],
		performance_score=has["score"], calibration_reason=f"{SECRET} of {who}, calibration", performance_band="High",
	)  # fmt: skip
	reviews = {
		"Appraisal Review": his,
		"Self Review": own,
		"Review Rating": lines[1],
		"Self Rating": lines[0],
	}
	return {"Performance Appraisal": appraisal, "Appraisal Result": result, **reviews}


def placed(who: str, about: dict[str, str], manager: str) -> dict[str, str]:
	"""Potential, box and the move that led there."""
	has, employee, company = figures_of(who), about["employee"], about["company"]
	judged = put(
		"Potential Assessment",
		**about, assessor=manager, state="Submitted", assessed_on="2025-11-30", ability=has["potential"],
		evidence=f"{SECRET} of {who}, evidence",
	)  # fmt: skip
	box = put(
		"Talent Assessment",
		**about, box=has["box"], box_label=f"{SECRET} of {who}, box", potential_score=has["potential"], high_potential="High Potential",
		performance_score=has["score"],
	)  # fmt: skip
	moved = put(
		"Talent Placement",
		employee=employee, company=company, cycle=about["cycle"], cause="Close", after_box=has["box"], reason=f"{SECRET} of {who}, move",
		placed_on="2025-12-31 12:00:00", performance_score=has["score"],
	)  # fmt: skip
	return {"Potential Assessment": judged, "Talent Assessment": box, "Talent Placement": moved}


def talked(who: str, about: dict[str, str], manager: str) -> dict[str, str]:
	"""A check-in not shared yet, and a note for its author alone."""
	employee, company = about["employee"], about["company"]
	common = {"employee": employee, "company": company, "on_date": "2025-06-01"}
	return {
		"Check-in": put("Check-in", **common, status="Draft", moved=f"{SECRET} of {who}, check-in"),
		"Feedback Note": put(
			"Feedback Note",
			**common,
			kind="Praise",
			visibility="Only Me",
			author=manager,
			note=f"{SECRET} of {who}, note",
		),
	}


def objective_of(stage: Stage, cycle: str, **values: object) -> dict[str, str]:
	"""An approved objective with a key result that has a month."""
	about = {
		"company": stage.company,
		"cycle": cycle,
		"level": values["level"],
		"employee": values.get("employee"),
	}
	figures = {"attainment": FIGURES["attainment"]}
	objective = put("Objective", **{**about, **values}, status="Approved", weight=100, **figures)
	result = put(
		"Key Result",
		**about, title=f"{values['title']} in figures", objective=objective, method="Progress", weight=100, target_value=10,
		**figures,
	)  # fmt: skip
	month = put("Key Result Month", **child("Key Result", result, "months"), month="2025-01-01", target=10)
	return {"Objective": objective, "Key Result": result, "Key Result Month": month}


def year(first: str, last: str) -> dict[str, str]:
	"""The year that everything is about."""
	return {first: "2025-01-01", last: "2025-12-31"}


def child(doctype: str, parent: str, table: str) -> dict[str, object]:
	"""What makes a row one of a document's table."""
	return {"parenttype": doctype, "parent": parent, "parentfield": table, "idx": 1}


def put(doctype: str, **values: object) -> str:
	"""A row as flows leave it, past its controller."""
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.set_new_name()
	if doc.meta.has_field("employee_name") and doc.get("employee"):
		doc.employee_name = frappe.db.get_value("Employee", doc.employee, "employee_name")
	doc.db_insert()
	return doc.name


def take_away(company: str, users: list[str]) -> None:
	"""Everything of the company."""
	cycles = frappe.get_all("Cycle Company", {"company": company}, pluck="parent", order_by="name") or [""]
	employees = frappe.get_all("Employee", {"company": company}, pluck="name", order_by="name") or [""]
	for doctype, parent in PARENTS.items():
		if parent in GUARDS:
			names = frappe.get_all(parent, about(parent, company, employees), pluck="name", order_by="name")
			frappe.db.delete(doctype, {"parent": ("in", names or [""])})
	for doctype in GUARDS:
		frappe.db.delete(doctype, about(doctype, company, employees))
	for doctype in ("Objective", "Key Result", "Key Result Update", "Talent Access Log", "Employee"):
		frappe.db.delete(doctype, {"company": company})
	frappe.db.delete("Talent Access Log", {"user": ("in", users)})
	frappe.db.delete("Cycle Company", {"company": company})
	frappe.db.delete("Performance Cycle", {"name": ("in", cycles)})
	for doctype in ("User Permission", "Notification Log", "ToDo"):
		column = {"User Permission": "user", "Notification Log": "for_user", "ToDo": "allocated_to"}[doctype]
		frappe.db.delete(doctype, {column: ("in", users)})
	frappe.db.delete("Has Role", {"parent": ("in", users)})
	frappe.db.delete("User", {"name": ("in", users)})
	frappe.db.delete("Company", {"name": company})


def about(doctype: str, company: str, employees: list[str]) -> dict[str, object]:
	"""Which rows of a guarded DocType are the company's."""
	by_employee = GUARDS[doctype].subject == "employee"
	return {"employee": ("in", employees)} if by_employee else {"company": company}


def picture(stage: Stage) -> dict[str, list]:
	"""Every row of ours on the site, with all its columns: what an attack must not change."""
	frappe.db.rollback()
	tables = [each for each in (*GUARDS, *PARENTS, "Performance Cycle") if each not in DIARIES]
	found = {each: frappe.get_all(each, fields=["*"], order_by="name", limit=0) for each in tables}
	return {each: rows for each, rows in found.items() if rows}


def tells(answer: requests.Response | object, who: str = "rina") -> list[str]:
	"""What of somebody's secrets stands in an answer."""
	said = answer.text if isinstance(answer, requests.Response) else repr(answer)
	figures = [str(value) for key, value in figures_of(who).items() if key != "box"]
	return [each for each in (f"{SECRET} of {who}", *figures) if each in said]


def refused(answer: requests.Response) -> str:
	"""The kind of error with which a request was refused in words; fails where it wasn't."""
	assert 400 <= answer.status_code < 500, f"{answer.status_code}: {answer.text[:600]}"
	assert not tells(answer), answer.text[:600]
	return answer.json().get("exc_type", "") if "json" in answer.headers.get("Content-Type", "") else ""


def refusal(deed: object, *arguments: object, **more: object) -> Refused | None:
	"""How a deed was refused; None where it went through."""
	try:
		deed(*arguments, **more)  # type: ignore[operator]
	except Refused as refused:
		return refused
	return None
