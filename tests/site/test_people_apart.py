"""What agreements and grades close, written out: the rows of tests/security/matrix.md once more, of people apart from others.

Letters: l finds it in the list, r reads it, w writes, c creates, d deletes; "-" nothing of it. Nothing here is taken from
the guards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe

from harness import Site
from people import COMPANY, OTHER_COMPANY, change, make_employee, make_other_company, make_user, user_of
from talent_performance.access import upkeep

# The subject, the manager and the one above; who is named in the row as acting; a colleague; who was the manager before;
# HR of the company; HR Manager of another one; people without a place in the company.
PEOPLE = (
	"subject", "direct", "upper", "named", "peer", "former", "HR User", "HR Manager", "Talent Manager", "HR abroad",
	"System Manager", "Website User", "Guest",
)  # fmt: skip

MATRIX = """
                                      subject direct upper named peer  former | HRUser HRMan  TalMan HRabr | SysMan Web   Guest
Potential Assessment, switched off  | -       c      c     -     -     -      | -      c      c      -     | -      -     -
Talent Assessment, switched off     | -       -      -     -     -     -      | -      -      -      -     | -      -     -
Talent Placement, switched off      | -       -      -     -     -     -      | -      -      -      -     | -      -     -
Reporting Line, director            | lr      lr     lr    -     -     -      | lr     lr     -      -     | -      -     -
Talent Profile, director            | lr      lr     lr    -     -     -      | -      -      lr     -     | -      -     -
Objective, director                 | lrwc    lr     lr    -     -     -      | -      -      lr     -     | -      -     -
Key Result, director                | lrwcd   lr     lr    -     -     -      | -      -      lr     -     | -      -     -
Key Result Update, director         | lrc     lr     lr    -     -     -      | -      -      lr     -     | -      -     -
Objective Change, director          | lrc     lrc    lrc   -     -     -      | -      -      lr     -     | -      -     -
Check-in, director                  | lrwcd   lr     lr    -     -     -      | -      -      lr     -     | -      -     -
Feedback Note, director             | lr      lr     lr    lrwcd -     -      | -      -      lr     -     | -      -     -
Performance Appraisal, director     | lr      lr     lr    lr    -     -      | -      -      lr     -     | -      -     -
Appraisal Event, director           | lr      lr     lr    -     -     -      | -      -      lr     -     | -      -     -
Appraisal Review, director          | lr      lr     lr    lr    -     -      | -      -      lr     -     | -      -     -
Appraisal Result, director          | -       lr     lr    lr    -     -      | -      -      lr     -     | -      -     -
Potential Assessment, director      | -       c      c     lr    -     -      | -      -      lrc    -     | -      -     -
Talent Assessment, director         | -       -      -     -     -     -      | -      -      lr     -     | -      -     -
Talent Placement, director          | -       -      -     -     -     -      | -      -      lr     -     | -      -     -
Talent Profile, above HR User       | lr      lr     lr    -     -     -      | lr     lr     lr     -     | -      -     -
Objective, above HR User            | lrwc    lr     lr    -     -     -      | lrwcd  lrwcd  lr     -     | -      -     -
Performance Appraisal, above HR User| lr      lr     lr    lr    -     -      | -      lr     lr     -     | -      -     -
Appraisal Event, above HR User      | lr      lr     lr    -     -     -      | -      lr     lr     -     | -      -     -
Appraisal Review, above HR User     | lr      lr     lr    lr    -     -      | -      lr     lr     -     | -      -     -
Performance Appraisal, equal rank   | lr      lr     lr    lr    -     -      | lr     lr     lr     -     | -      -     -
Appraisal Review, equal rank        | lr      lr     lr    lr    -     -      | lr     lr     lr     -     | -      -     -
Performance Appraisal, no rank      | lr      lr     lr    lr    -     -      | -      lr     lr     -     | -      -     -
Appraisal Review, no rank           | lr      lr     lr    lr    -     -      | -      lr     lr     -     | -      -     -
"""

SUBMITTED = {"state": "Submitted"}
# What the rows of the lines are like.
LIKE_ROWS: dict[str, dict[str, Any]] = {
	"Objective, own approved": {"level": "Individual", "status": "Approved"},
	"Key Result, own": {"level": "Individual"},
	"Key Result Update, own": {"level": "Individual"},
	"Objective Change": {"state": "Waiting"},
	"Check-in, shared": {"status": "Shared"},
	"Feedback Note, both": {"visibility": "Employee and Manager", "author": "named"},
	"Performance Appraisal": {"manager": "named"},
	"Appraisal Review, published": {
		"reviewer": "named", "perspective": "Manager", **SUBMITTED, "seen_by_manager": 1, "seen_by_employee": 1
	},
	"Appraisal Result, open": {"manager": "named", "state": "Open"},
	"Potential Assessment, submitted": {"assessor": "named", **SUBMITTED},
}  # fmt: skip
LIKE = {
	"switched off": ("Potential Assessment, submitted", "Talent Assessment", "Talent Placement"),
	"director": (
		"Reporting Line", "Talent Profile", "Objective, own approved", "Key Result, own", "Key Result Update, own",
		"Objective Change", "Check-in, shared", "Feedback Note, both", "Performance Appraisal", "Appraisal Event",
		"Appraisal Review, published", "Appraisal Result, open", "Potential Assessment, submitted", "Talent Assessment",
		"Talent Placement",
	),
	"above HR User": (
		"Talent Profile", "Objective, own approved", "Performance Appraisal", "Appraisal Event", "Appraisal Review, published"
	),
	"equal rank": ("Performance Appraisal", "Appraisal Review, published"),
	"no rank": ("Performance Appraisal", "Appraisal Review, published"),
}  # fmt: skip
ROWS = {
	f"{line.split(',')[0]}, {word}": LIKE_ROWS.get(line, {}) for word, lines in LIKE.items() for line in lines
}
# What is so of subject and HR User: the designation of each, and the ranks of Talent Settings.
RANKS = {"Mhead": 5, "Mofficer": 3}
DESIGNATIONS = {
	"director": "Mdirector",
	"above HR User": "Mhead",
	"equal rank": "Mofficer",
	"no rank": "Mtrainee",
}
FROM_THE_START = ("Reporting Line", "Talent Profile")


def table(text: str) -> dict[str, list[str]]:
	"""Line → its cells."""
	lines = [line for line in text.splitlines() if "|" in line][1 if text is MATRIX else 0 :]
	cells = [line.split("|", 1) for line in lines]
	return {name.strip(): rest.replace("|", " ").split() for name, rest in cells}


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[dict[str, str | None]]:
	"""Everybody of PEOPLE by Employee, set up once and never committed."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		yield build()
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()


@pytest.fixture(autouse=True)
def in_savepoint(people: dict[str, str | None]) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def build() -> dict[str, str | None]:
	"""People with users, saved as HR saves them; None for those without an Employee."""
	make_other_company()
	upper = make_employee("Mupper")
	direct, former = make_employee("Mdirect", upper), make_employee("Mformer")
	subject = make_employee("Msubject", former)
	of = {"upper": upper, "direct": direct, "former": former, "subject": subject}
	of |= {"named": make_employee("Mnamed"), "peer": make_employee("Mpeer", direct)}
	of["HR User"] = make_employee("Mhruser", upper, roles=("HR User",))
	of["HR Manager"] = make_employee("Mhrman", upper, roles=("HR Manager",))
	of["Talent Manager"] = make_employee(
		"Mtalent", upper, roles=("Talent Manager",), create_user_permission=0
	)
	of["HR abroad"] = make_employee("Mabroad", roles=("HR Manager",), company=OTHER_COMPANY)
	of["Website User"] = make_employee("Mwebsite", direct)
	frappe.db.set_value("User", user_of(of["Website User"]), "user_type", "Website User")
	frappe.db.delete("Has Role", {"parent": user_of(of["Website User"])})
	change(subject, reports_to=direct)
	upkeep.update_lines()
	make_user("Msysman", "System Manager")
	return {**of, "System Manager": None, "Guest": None}


def user(people: dict[str, str | None], kind: str) -> str:
	"""The user of somebody."""
	plain = {"System Manager": "msysman@people.example.com", "Guest": "Guest"}
	return plain.get(kind) or user_of(people[kind])


def document(people: dict[str, str | None], line: str, subject: str) -> Any:
	"""The row of a line, about somebody; in memory only."""
	doctype = line.split(",")[0]
	given = {
		key: people.get(value, value) if isinstance(value, str) else value
		for key, value in ROWS[line].items()
	}
	values = {"employee": people[subject], "company": COMPANY, "title": "x", **given}
	if ROWS[line].get("reviewer") == "subject":
		values["reviewer"] = people[subject]
	if doctype == "Performance Cycle":
		values["companies"] = [{"company": COMPANY}]
	return frappe.get_doc({"doctype": doctype, **values})


def stored(people: dict[str, str | None], line: str, subject: str) -> Any:
	"""The row, as it stands in the table."""
	doctype = line.split(",")[0]
	if doctype == "Reporting Line":
		return frappe.get_doc(doctype, {"employee": people[subject], "depth": 1})
	if doctype == "Talent Profile":
		return frappe.get_doc(doctype, {"employee": people[subject]})
	doc = document(people, line, subject)
	doc.set_new_name()
	doc.db_insert()
	for child in doc.get_all_children():
		child.parent = doc.name
		child.db_insert()
	return doc


def deeds(doc: Any, new: Any, who: str) -> str:
	"""The letters of what a user may do."""
	frappe.set_user(who)
	try:
		listed = doc.name in frappe.get_list(doc.doctype, pluck="name", limit=0)
	except frappe.PermissionError:
		listed = False
	finally:
		frappe.set_user("Administrator")
	may = {
		"l": listed,
		"r": frappe.has_permission(doc.doctype, "read", doc=doc, user=who),
		"w": frappe.has_permission(doc.doctype, "write", doc=doc, user=who),
		"c": frappe.has_permission(doc.doctype, "create", doc=new, user=who),
		"d": frappe.has_permission(doc.doctype, "delete", doc=doc, user=who),
	}
	return "".join(letter for letter, allowed in may.items() if allowed) or "-"


def set_up(people: dict[str, str | None], line: str, subject: str) -> tuple[Any, Any]:
	"""The stored row, and one like it that somebody would create."""
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", int(line.endswith("managers see")))
	doc = stored(people, line, subject)
	set_apart(people, line.partition(", ")[2], people[subject])
	return doc, document(people, line, subject)


def set_apart(people: dict[str, str | None], word: str, subject: str | None) -> None:
	"""An agreement for the subject, or grades."""
	if word == "switched off":
		frappe.db.set_value("Employee", subject, "branch", named("Branch", "branch", "Mbranch"))
		off = {"branch": "Mbranch", "valid_from": "2020-01-01", "potential": 1}
		named("Works Agreement", "title", "Msilence", company=COMPANY, agreed_on="2020-01-01", **off)
	if word in DESIGNATIONS:
		for employee, called in ((subject, DESIGNATIONS[word]), (people["HR User"], "Mofficer")):
			designation = named("Designation", "designation_name", called)
			frappe.db.set_value("Employee", employee, "designation", designation)
		for called, rank in RANKS.items() if word != "director" else (("Mdirector", 0),):
			named("Designation", "designation_name", called)
			grade = {"grade_type": "Designation", "grade": called, "rank": rank, "confidential": not rank}
			parent = {"parent": "Talent Settings", "parenttype": "Talent Settings", "parentfield": "grades"}
			frappe.get_doc({"doctype": "Talent Grade", **grade, **parent}).insert()


def named(doctype: str, field: str, value: str, **more: Any) -> str:
	"""A master, made where it isn't there."""
	found = frappe.db.exists(doctype, {field: value})
	return found or frappe.get_doc({"doctype": doctype, field: value, **more}).insert().name


@pytest.mark.parametrize("line", list(ROWS))
def test_who_may_do_what(people: dict[str, str | None], line: str) -> None:
	doc, new = set_up(people, line, "subject")
	found = {kind: deeds(doc, new, user(people, kind)) for kind in PEOPLE}
	assert found == dict(zip(PEOPLE, table(MATRIX)[line], strict=True))
