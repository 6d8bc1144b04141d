"""One row for each line of matrix.md on a real site, each with a text and a number that are found nowhere else.

It is committed, for a web server and Frappe's global search see nothing else; `uprooted` takes it away again, and what a
test that was killed left behind. Everything is in two companies of its own.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from written import ACTING, EVERYBODY, IN_PLACE, MATRIX, OWN

import frappe
from frappe.utils.password import update_password

from people import change, make_employee, make_user, user_of
from talent_performance.access import upkeep
from talent_performance.demo.sample import sample_policy
from talent_performance.store.policy import freeze
from web import PASSWORD

HERE, ABROAD = "Matrix Testing", "Matrix Elsewhere"
NAME, TEXT = "NQ{:04d}Q", "ZQ{:04d}Q"
USERS = "zmx%@people.example.com"
SELF_SERVICE = "Employee Self Service"
SUBMITTED = {"state": "Submitted"}
HANDOVER = {"reviewer": "former", "perspective": "Handover"}
MATRIX_MANAGER = {"reviewer": "matrix", "perspective": "Manager", "segment": "2"}
COMMON = {"employee": None}
LAUNCHED = "&Performance Cycle, launched"
FIGURES = {"figures": "=figures", "summaries": "{}"}
NO_FIGURES = {
	"scale": {"low": 1, "high": 5},
	"thresholds": {},
	"groups": [],
	"items": [],
	"overall": None,
	"comments": [],
}
FROZEN = {"title": "Spring", "comments_shown": "As Written", "items": []}
# Line of the table → the row: values that name a person of PEOPLE are that person's Employee, with an @ the user; with an &
# they name the subject's row of another line.
DAYS = {"starts_on": "2025-01-01", "ends_on": "2025-06-30"}
PAIRED = {"mentee": "subject", "mentor": "named", "kind": "Mentoring"}
IMPROVEMENT = {"kind": "Performance Improvement", **DAYS}
ROWS: dict[str, dict[str, Any]] = {
	"Reporting Line": {},
	"Reporting Line History": {"manager": "former", "from_date": "2020-01-01", "to_date": "2024-01-01", "depth": 1},
	"Talent Profile": {},
	"Performance Cycle, draft": {"state": "Draft"},
	"Performance Cycle, launched": {"state": "Launched", "policy": "=policy", "kind": "Annual"},
	"Performance Cycle, cancelled": {"state": "Cancelled"},
	"Objective, own draft": {"level": "Individual", "status": "Draft"},
	"Objective, own approved": {
		"level": "Individual", "status": "Approved", "parent_objective": "&Objective, own draft", "cycle": LAUNCHED
	},
	"Objective, company's": {"level": "Company", "status": "Approved", **COMMON},
	"Objective, company's in his name": {"level": "Company", "status": "Approved"},
	"Objective, department's": {"level": "Department", "status": "Draft", **COMMON},
	"Key Result, own": {"level": "Individual"},
	"Key Result, company's": {"level": "Company", **COMMON},
	"Key Result, company's in his name": {"level": "Company"},
	"Key Result Update, own": {"level": "Individual"},
	"Key Result Update, company's": {"level": "Company", **COMMON},
	"Key Result Update, co.'s, his name": {"level": "Company"},
	"Objective Change": {"state": "Waiting"},
	"Check-in, draft": {"status": "Draft"},
	"Check-in, shared": {"status": "Shared"},
	"Check-in Note": {"author": "named", "check_in": "&Check-in, shared", "written_by": "Manager"},
	"Feedback Note, only me": {"visibility": "Only Me", "author": "named"},
	"Feedback Note, manager": {"visibility": "Manager", "author": "named"},
	"Feedback Note, both": {"visibility": "Employee and Manager", "author": "named"},
	"Feedback Note, everybody": {"visibility": "Everybody", "author": "named", "objective": "&Objective, own draft"},
	"Feedback Note, request": {"kind": "Request", "visibility": "Only Me", "author": "named", "asked_of": "peer"},
	"Performance Appraisal": {"manager": "named", "state": "Manager Review", "cycle": LAUNCHED},
	"Appraisal Event": {},
	"Appraisal Review, self draft": {"reviewer": "subject", "perspective": "Self", "state": "Draft"},
	"Appraisal Review, self submitted": {"reviewer": "subject", "perspective": "Self", **SUBMITTED},
	"Appraisal Review, self shown": {
		"reviewer": "subject", "perspective": "Self", **SUBMITTED, "seen_by_employee": 1, "seen_by_manager": 1
	},
	"Appraisal Review, manager's draft": {"reviewer": "named", "perspective": "Manager", "state": "Draft"},
	"Appraisal Review, manager's": {
		"reviewer": "named", "perspective": "Manager", **SUBMITTED, "seen_by_manager": 1, "appraisal": "&Performance Appraisal"
	},
	"Appraisal Review, published": {
		"reviewer": "named", "perspective": "Manager", **SUBMITTED, "seen_by_manager": 1, "seen_by_employee": 1
	},
	"Appraisal Review, handover draft": {**HANDOVER, "state": "Draft"},
	"Appraisal Review, handover": {**HANDOVER, **SUBMITTED, "seen_by_manager": 1},
	"Appraisal Review, matrix manager's": {
		**MATRIX_MANAGER, **SUBMITTED, "seen_by_manager": 1, "appraisal": "&Performance Appraisal"
	},
	"Appraisal Review, matrix draft": {**MATRIX_MANAGER, "state": "Draft"},
	"Appraisal Result, open": {"manager": "named", "state": "Open", "appraisal": "&Performance Appraisal"},
	"Appraisal Result, published": {
		"manager": "named", "state": "Published", "cycle": LAUNCHED, "performance_rating": 4.0, "performance_score": 4.0
	},
	"Appraisal Result, by himself": {"manager": "subject", "state": "Open"},
	"Potential Assessment, own draft": {"assessor": "subject", "state": "Draft"},
	"Potential Assessment, by himself": {"assessor": "subject", **SUBMITTED},
	"Potential Assessment, draft": {"assessor": "named", "state": "Draft"},
	"Potential Assessment, submitted": {"assessor": "named", **SUBMITTED},
	"Development Plan, draft": {"kind": "Growth", "owner_employee": "subject", "state": "Draft", **DAYS},
	"Development Plan, draft to see to": {"kind": "Growth", "owner_employee": "named", "state": "Draft", **DAYS},
	"Development Plan, active": {"kind": "Growth", "owner_employee": "named", "state": "Active", **DAYS},
	"Development Plan, improvement draft": {**IMPROVEMENT, "owner_employee": "named", "state": "Draft"},
	"Development Plan, improvement's own": {**IMPROVEMENT, "owner_employee": "subject", "state": "Draft"},
	"Development Plan, improvement": {**IMPROVEMENT, "owner_employee": "named", "state": "Active"},
	"Competency Assessment, own draft": {"assessor": "subject", "source": "Self", "state": "Draft"},
	"Competency Assessment, draft": {"assessor": "named", "source": "Manager", "state": "Draft"},
	"Competency Assessment, test's draft": {"assessor": "named", "source": "Test", "state": "Draft"},
	"Competency Assessment, submitted": {"assessor": "named", "source": "Manager", **SUBMITTED},
	"Leadership Assessment, own draft": {"assessor": "subject", "state": "Draft"},
	"Leadership Assessment, by himself": {"assessor": "subject", **SUBMITTED},
	"Leadership Assessment, draft": {"assessor": "named", "state": "Draft"},
	"Leadership Assessment, submitted": {"assessor": "named", **SUBMITTED},
	"Talent Pool": {**COMMON, "kept_by": None, "open_to_nominations": 1},
	"Talent Pool Member": {"pool": "&Talent Pool", "status": "Member"},
	"Talent Assessment": {"cycle": LAUNCHED, "box": 9, "performance_band": "High", "potential_band": "High"},
	"Talent Placement": {},
	"Pay Round, draft": {**COMMON, "state": "Draft", "kept_by": None, "effective_on": "2025-01-01", "cycle": LAUNCHED},
	"Pay Round, frozen": {**COMMON, "state": "Frozen", "kept_by": None, "effective_on": "2025-01-01", "cycle": LAUNCHED},
	"Pay Round Line": {"pay_round": "&Pay Round, frozen", "state": "Frozen"},
	# Each by itself: a candidate of that plan, or for that position, would be kept from others.
	"Critical Position": {"incumbent": "subject"},
	"Succession Plan": {"incumbent": "subject", "status": "Active"},
	"Succession Candidate": {"status": "Confirmed"},
	"Retention Assessment, own draft": {"assessor": "subject", "state": "Draft"},
	"Retention Assessment, by himself": {"assessor": "subject", **SUBMITTED},
	"Retention Assessment, draft": {"assessor": "named", "state": "Draft"},
	"Retention Assessment, submitted": {"assessor": "named", **SUBMITTED},
	"Retention Score": {"as_of": "2025-01-01", "band": "High"},
	"Stay Plan, open": {"owner_employee": "named", "state": "Open", "due_date": "2025-01-01"},
	"Stay Plan, done": {"owner_employee": "named", "state": "Done", "due_date": "2025-01-01"},
	"Stay Plan, his own to see to": {"owner_employee": "subject", "state": "Open", "due_date": "2025-01-01"},
	"Calibration Session": {**COMMON, "state": "Draft", "facilitator": None},
	"Calibration Move": {"cycle": LAUNCHED, "before_rating": 3.0, "after_rating": 4.0},
	"Talent Access Log": {},
	"Talent Access Log, of a list": {**COMMON},
	"Delegation": {"acting": "named", "from_date": "2025-01-01", "until_date": "2025-02-01"},
	"Delegation, in force for direct": {
		"employee": "direct", "acting": ACTING, "from_date": "2025-01-01", "until_date": "2999-01-01"
	},
	"Reminder Preference": {},
	"Talent Digest": {"on_date": "2025-01-01"},
	"Review Link": {"appraisal": "&Performance Appraisal", "cycle": LAUNCHED},
	"Personal Code": {},
	"Kiosk": {"cycle": LAUNCHED},
	"Personal Data Request": {"state": "Received"},
	"Personal Data Request, new": {"state": ""},
	"Personal Data Answer, draft": {"state": "Draft"},
	"Personal Data Answer, given": {"state": "Given"},
	"Insight Log, sealed": {"state": "Sealed", "outcome": "Used"},
	"Insight Log, open": {"state": "Open", "outcome": "Used"},
	"Legal Hold": {"state": "In Force"},
	"Legal Hold, new": {"state": ""},
	"Works Agreement": {**COMMON, "valid_from": "2999-01-01"},
	"Feedback Round": {**COMMON, "state": "Draft", "kept_by": None, "frozen": "=frozen"},
	"Feedback Request": {"round": "&Feedback Round", "state": "Waiting"},
	"Feedback Invitation": {"round": "&Feedback Round", "request": "&Feedback Request", "rater": "named", "state": "Sent"},
	"Feedback Response": {"round": "&Feedback Round", "request": "&Feedback Request", "state": "Submitted"},
	# Of no round: that there is a sealed result HR hears from its round.
	"Feedback Result, sealed": {"coach": "named", "state": "Sealed", "purpose": "Evaluative", **FIGURES},
	"Feedback Result, development": {
		"round": "&Feedback Round", "coach": "named", "state": "Released", "purpose": "Development", **FIGURES
	},
	"Feedback Result, evaluative": {
		"round": "&Feedback Round", "coach": "named", "state": "Released", "purpose": "Evaluative", **FIGURES
	},
	"Career Aspiration": {},
	"Mentoring Pair, proposed": {**PAIRED, "state": "Proposed", "mentee_agreed": 1},
	"Mentoring Pair, active": {**PAIRED, "state": "Active", "mentee_agreed": 1, "mentor_agreed": 1},
	"Mentoring Pair, ended": {**PAIRED, "state": "Ended", "ended_on": "2025-01-01"},
	"Mentoring Rating, learner's": {"pair": "&Mentoring Pair, active", "other": "named", "side": "Mentee"},
	"Mentoring Rating, mentor's": {
		"pair": "&Mentoring Pair, active", "employee": "named", "other": "subject", "side": "Mentor"
	},
	"Career Aspiration, of a peer, shown": {"employee": "peer", "visible_to_manager": 1},
	"Competency": {},
	"KPI": {},
	"Rating Scale": {},
	"Review Template": {},
	"Role Competency Profile": {},
	"Result Letter Wording": {},
	"Reminder Text": {"kind": "Opening", "language": "fr"},
	"Talent Run, HR Manager's": {"started_by": "@HR Manager", "kind": "Close Cycle", "state": "Finished"},
	"Talent Run, Talent Manager's": {"started_by": "@Talent Manager", "kind": "Close Cycle", "state": "Finished"},
}  # fmt: skip
# Line → the line whose row it is about, and what is switched on in Talent Settings for it.
SWITCHED: dict[str, tuple[str, str]] = {
	"Potential Assessment, managers see": ("Potential Assessment, submitted", "managers_see_talent"),
	"Leadership Assessment, managers see": ("Leadership Assessment, submitted", "managers_see_talent"),
	"Talent Pool Member, managers see": ("Talent Pool Member", "managers_see_talent"),
	"Talent Assessment, managers see": ("Talent Assessment", "managers_see_talent"),
	"Retention Assessment, managers see": ("Retention Assessment, submitted", "managers_see_talent"),
	"Retention Score, managers see": ("Retention Score", "managers_see_talent"),
	"Stay Plan, open, managers see": ("Stay Plan, open", "managers_see_talent"),
	"Stay Plan, done, managers see": ("Stay Plan, done", "managers_see_talent"),
	"Talent Placement, managers see": ("Talent Placement", "managers_see_talent"),
	"Critical Position, managers see": ("Critical Position", "managers_see_talent"),
	"Succession Plan, managers see": ("Succession Plan", "managers_see_talent"),
	"Succession Candidate, managers see": ("Succession Candidate", "managers_see_talent"),
}
# Lines of the table that are about one record for the whole site; see test_settings.
SINGLES = ("Talent Settings",)
# Made by the site with each Employee.
FROM_THE_START = {"Reporting Line": {"depth": 1}, "Talent Profile": {}}
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Code")
NUMBERS = ("Float", "Percent", "Currency")
# Frappe's own records about a row.
AROUND = ("Comment", "Communication", "Version", "File", "ToDo", "Tag Link", "Notification Log")
# Texts that decide something.
KEPT = ("naming_series", "segment", "perspective", "kind", "address")
WITHOUT_RECORD = {"System Manager": "zmxsysman@people.example.com", "Guest": "Guest"}


@dataclass(frozen=True)
class Row:
	"""A planted row, the line it stands for, and whom it is about."""

	line: str
	subject: str
	doctype: str
	name: str
	text: str
	number: float

	def told_in(self, said: str, named: bool = True) -> bool:
		"""Whether an answer holds something of the row: what is written in it, or, where that counts, its name."""
		return self.text in said or str(self.number) in said or (named and self.name in said)


@dataclass
class Garden:
	"""What is planted, and for whom."""

	of: dict[str, str | None]
	users: dict[str, str]
	rows: list[Row] = field(default_factory=list)

	def of_doctype(self, doctype: str) -> list[Row]:
		return [row for row in self.rows if row.doctype == doctype]

	@property
	def doctypes(self) -> list[str]:
		return list(dict.fromkeys(row.doctype for row in self.rows))

	def told(self, said: str, named: bool = True) -> set[Row]:
		"""The rows that an answer tells something of."""
		return {row for row in self.rows if row.told_in(said, named)}


def letters(row: Row, who: str, switched: str = "") -> str | None:
	"""What the table lets somebody do with a row; None where it doesn't say."""
	line = next((line for line, known in SWITCHED.items() if known == (row.line, switched)), row.line)
	if row.subject == "subject":
		return IN_PLACE.get(line) if who == ACTING else MATRIX[line][who]
	return OWN.get(line, {}).get(who) if who == row.subject else None


@contextlib.contextmanager
def planted() -> Iterator[Garden]:
	"""Everything, committed; gone afterwards."""
	uproot()
	frappe.set_user("Administrator")
	try:
		of = plant_people()
		users = {who: WITHOUT_RECORD.get(who) or user_of(str(of[who])) for who in EVERYBODY}
		# Also what another test has left in the cache of this process's connection is unsaid.
		frappe.db.set_single_value("Talent Settings", "managers_see_talent", 0)
		garden = Garden(of, users)
		plant_rows(garden)
		frappe.db.commit()
		yield garden
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		uproot()


def plant_people() -> dict[str, str | None]:
	"""Everybody with a user, saved as HR saves them; None for those without an Employee."""
	make_company(HERE, "MXH", 5001)
	make_company(ABROAD, "MXA", 5003)
	upper = hire("upper")
	direct, former = hire("direct", upper), hire("former")
	subject = hire("subject", former)
	of = {"upper": upper, "direct": direct, "former": former, "subject": subject}
	of |= {"named": hire("named"), "peer": hire("peer", direct), "matrix": hire("matrix", upper)}
	of[ACTING] = hire(ACTING, upper)
	for role in ("HR User", "HR Manager"):
		of[role] = hire(role, upper, roles=(role,))
	of["Talent Manager"] = hire("Talent Manager", upper, roles=("Talent Manager",), create_user_permission=0)
	of["HR abroad"] = hire("HR abroad", roles=("HR Manager",), company=ABROAD)
	of["Talent Manager abroad"] = hire("Talent Manager abroad", roles=("Talent Manager",), company=ABROAD)
	of["Website User"] = without_roles(hire("Website User", direct), "Website User")
	of["self-service"] = without_roles(hire("self-service", direct), SELF_SERVICE)
	frappe.get_doc("User", user_of(of["self-service"])).append("roles", {"role": SELF_SERVICE}).db_insert()
	change(subject, reports_to=direct)
	upkeep.update_lines()
	update_password(make_user("Zmxsysman", "System Manager"), PASSWORD)
	return {**of, "System Manager": None, "Guest": None}


def hire(who: str, reports_to: str | None = None, **more: Any) -> str:
	"""An employee of the first company, who can log in."""
	name = "Zmx" + "".join(letter for letter in who.lower() if letter.isalpha())
	employee = make_employee(name, reports_to, **{"company": HERE, **more})
	update_password(user_of(employee), PASSWORD)
	return employee


def without_roles(employee: str, user_type: str) -> str:
	"""Another kind of user; what roles Employee and desk gave is taken away, as Frappe does for these kinds."""
	if user_type == SELF_SERVICE and not frappe.db.exists("Role", SELF_SERVICE):
		frappe.get_doc({"doctype": "Role", "role_name": SELF_SERVICE, "desk_access": 1}).insert()
	user = user_of(employee)
	frappe.db.set_value("User", user, "user_type", user_type)
	frappe.db.delete("Has Role", {"parent": user})
	frappe.clear_cache(user=user)
	return employee


def make_company(name: str, abbreviation: str, lft: int) -> None:
	"""A company without accounts, which take long to make."""
	values = {"company_name": name, "abbr": abbreviation, "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": name, **values, "lft": lft, "rgt": lft + 1}).db_insert()


def plant_rows(garden: Garden) -> None:
	"""A row for each line, and for each line of one's own one about each of those who have one."""
	for line in ROWS:
		plant(garden, line, "subject")
	for line, own in OWN.items():
		for who in own if line in ROWS else ():
			plant(garden, line, who)


def plant(garden: Garden, line: str, subject: str) -> None:
	"""One row, as it stands in the table, past its controller."""
	number = len(garden.rows)
	doctype = line.split(",")[0]
	text, value = TEXT.format(number), round(20000.125 + number * number * 1.7, 3)
	if doctype in FROM_THE_START:
		about = {"employee": garden.of[subject], **FROM_THE_START[doctype]}
		doc = frappe.get_doc(doctype, about)
		names = [each.fieldname for each in doc.meta.fields if each.fieldtype == "Data"]
		frappe.db.set_value(doctype, doc.name, dict.fromkeys(names, text))
		grown(garden, Row(line, subject, doctype, str(doc.name), text, value))
		return
	doc = document(garden, line, subject)
	doc.name = NAME.format(number)
	fill(doc, text, value)
	for at, child in enumerate(doc.get_all_children()):
		child.name, child.parent = f"{doc.name}-{at}", doc.name
		child.db_insert()
	doc.db_insert()
	grown(garden, Row(line, subject, doctype, doc.name, text, value))


def grown(garden: Garden, row: Row) -> None:
	"""What gathers around a row in the course of a year, each with the row's text."""
	garden.rows.append(row)
	it = {"reference_doctype": row.doctype, "reference_name": row.name}
	there = {"document_type": row.doctype, "document_name": row.name}
	around = [
		{"doctype": "Comment", "comment_type": "Comment", "content": row.text, **it},
		{"doctype": "Communication", "communication_type": "Communication", "content": row.text, "subject": row.text, **it},
		{
			"doctype": "File", "file_name": f"{row.text}.txt", "file_url": f"/private/files/{row.text}.txt", "is_private": 1,
			"attached_to_doctype": row.doctype, "attached_to_name": row.name,
		},
		{
			"doctype": "ToDo", "description": row.text, "allocated_to": "Administrator", "status": "Open",
			"reference_type": row.doctype, "reference_name": row.name,
		},
		{"doctype": "Tag Link", "title": row.text, "tag": "ZQ", **there},
		{"doctype": "Notification Log", "subject": row.text, "for_user": garden.users["direct"], **there},
	]  # fmt: skip
	if frappe.get_meta(row.doctype).track_changes:
		data = json.dumps({"changed": [["title", "before", row.text]]})
		around.append({"doctype": "Version", "ref_doctype": row.doctype, "docname": row.name, "data": data})
	for at, values in enumerate(around):
		doc = frappe.get_doc(values)
		doc.name = f"{row.text}-{at}"
		doc.db_insert()
	frappe.db.sql(
		"insert into `__global_search` (doctype, name, content, title) values (%s, %s, %s, %s)",
		(row.doctype, row.name, f"Name : {row.text}", row.text),
	)


def document(garden: Garden, line: str, subject: str) -> Any:
	"""The row of a line, about somebody; in memory only."""
	doctype = line.split(",")[0]
	given = {key: named(garden, value, subject) for key, value in ROWS[line].items()}
	values = {"employee": garden.of[subject], "company": HERE, "title": "x", **given}
	doc = frappe.get_doc({"doctype": doctype, **values})
	for table in doc.meta.get_table_fields():
		lines = [{"company": HERE}] if table.fieldname == "companies" else [{}]
		doc.set(table.fieldname, lines)
	return doc


def named(garden: Garden, value: Any, subject: str) -> Any:
	"""Whom a value of ROWS names."""
	if not isinstance(value, str):
		return value
	if value.startswith("@"):
		return garden.users[value[1:]]
	if value in ("=figures", "=frozen"):
		return json.dumps(NO_FIGURES if value == "=figures" else FROZEN)
	if value == "=policy":
		return freeze(sample_policy())
	if value.startswith("&"):
		return next(row.name for row in garden.rows if row.line == value[1:])
	if value == "subject":
		return garden.of[subject]
	return garden.of.get(value, value)


def fill(doc: Any, text: str, number: float) -> None:
	"""Into every text the text, into every number the number, also of the child rows."""
	for df in doc.meta.fields:
		if df.fieldname in KEPT or df.fieldname in ROWS.get(doc.doctype, {}):
			continue
		if df.fieldtype in TEXTS and (not doc.get(df.fieldname) or df.fieldname == "title"):
			doc.set(df.fieldname, text)
		elif df.fieldtype in NUMBERS and not doc.get(df.fieldname):
			doc.set(df.fieldname, number)
		elif df.fieldtype == "JSON":
			doc.set(df.fieldname, json.dumps({"said": text}))
	for child in doc.get_all_children():
		fill(child, text, number)


def uproot() -> None:
	"""Take away everything that was planted, now or by a run that was killed."""
	frappe.set_user("Administrator")
	employees = frappe.get_all("Employee", {"company": ("in", (HERE, ABROAD))}, pluck="name")
	users = frappe.get_all("User", {"name": ("like", USERS)}, pluck="name")
	tables = frappe.get_all("DocType", {"module": "Talent Performance", "issingle": 0}, pluck="name")
	for doctype in tables:
		frappe.db.delete(doctype, {"name": ("like", "NQ%Q")})
		frappe.db.delete(doctype, {"name": ("like", "NQ%Q-%")})
		for column in ("employee", "manager", "user"):
			known = employees if column != "user" else users
			if known and frappe.db.has_column(doctype, column):
				frappe.db.delete(doctype, {column: ("in", known)})
	for doctype, column in (
		("Has Role", "parent"), ("User Permission", "user"), ("Notification Settings", "name"), ("DefaultValue", "parent"),
		("Contact", "user"), ("Notification Log", "for_user"), ("ToDo", "allocated_to"),
	):  # fmt: skip
		frappe.db.delete(doctype, {column: ("in", [*users, *employees] or [""])})
	for doctype in AROUND:
		frappe.db.delete(doctype, {"name": ("like", "ZQ%Q-%")})
	frappe.db.delete("Employee", {"company": ("in", (HERE, ABROAD))})
	frappe.db.delete("User", {"name": ("like", USERS)})
	frappe.db.delete("Company", {"name": ("in", (HERE, ABROAD))})
	frappe.db.delete("Tag", {"name": ("like", "ZQ%")})
	frappe.db.sql("delete from `__global_search` where content like 'Name : ZQ%%Q'")
	frappe.db.commit()
	frappe.clear_cache()
