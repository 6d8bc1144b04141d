"""Career aspirations: what a person wants, in his own words. The person alone writes and withdraws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, now

from talent_performance.access import guarded
from talent_performance.access.people import employees_of
from talent_performance.exceptions import AspirationRefused
from talent_performance.flows import kept_fields
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

DOCTYPE, ROLE = "Career Aspiration", "Aspired Role"
NAMED_PLACES = "To Named Places"
SAID = ("aspiration", "timeframe", "relocate", "locations", "travel")
LONGEST, LONGEST_PLACES, MOST_ROLES, MOST_MENTEES = 5000, 500, 10, 20
COLUMNS = (
	"employee",
	"aspiration",
	"relocate",
	"locations",
	"travel",
	"timeframe",
	"visible_to_manager",
	"updated_on",
)


def of(employees: Sequence[str]) -> pd.DataFrame:
	"""What these employees have said, a row each who has said something: two queries, however many they are.

	Columns: employee, aspiration, roles (their names in the order of the wish, comma-separated), relocate, locations,
	travel, timeframe, visible_to_manager, updated_on. Whether the reader may see it is asked before by the caller.
	"""
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(table).select(*(table[column] for column in COLUMNS))
	query = query.where(within(table.employee, employees)).orderby(table.employee, table.name)
	found = fetch(query, COLUMNS)
	wished = roles_of(employees).groupby("employee", sort=False)["designation"].agg(", ".join)
	found = found.assign(
		roles=found["employee"].map(wished).astype(object),
		visible_to_manager=found["visible_to_manager"].map(bool),
	)
	order = ["employee", "aspiration", "roles", *COLUMNS[2:]]
	return found[order].astype({"roles": object})


def roles_of(employees: Sequence[str]) -> pd.DataFrame:
	"""The roles that these employees would like to have: employee, designation, place (1 is the first wish)."""
	parent, line = frappe.qb.DocType(DOCTYPE), frappe.qb.DocType(ROLE)
	query = (
		frappe.qb.from_(line)
		.join(parent)
		.on((line.parent == parent.name) & (line.parenttype == DOCTYPE))
		.select(parent.employee, line.designation, line.idx)
		.where(within(parent.employee, employees))
		.orderby(parent.employee, line.idx, line.name)
	)
	return fetch(query, ["employee", "designation", "place"])


# What the controller asks


def validate(document: Document) -> None:
	"""For the controller. Raises AspirationRefused for what can't be kept as it was written."""
	kept_fields.restore(document, ["updated_on"])
	for field in ("aspiration", "locations"):
		document.set(field, cstr(document.get(field)).strip())
	check_roles(document)
	check_offer(document)
	check_texts(document)
	if document.is_new() or kept_fields.changed(document, ["updated_on"]):
		document.updated_on = now()


def check_roles(document: Document) -> None:
	"""Each role once, and no more than somebody can mean."""
	if len(document.roles) > MOST_ROLES:
		refuse(
			_("Roles I'd Like to Have: at most {0}, {1} were given.").format(MOST_ROLES, len(document.roles))
		)
	seen: dict[str, int] = {}
	for line in document.roles:
		first = seen.setdefault(line.designation, line.idx)
		if first != line.idx:
			refuse(
				_("Roles I'd Like to Have, row {0}: {1} is in row {2} already. Keep one of them.").format(
					line.idx, line.designation, first
				)
			)


def check_offer(document: Document) -> None:
	"""Whoever would like to help others takes somebody; each competency once."""
	if not document.willing_to_mentor:
		document.set("mentor_competencies", [])
		return
	if not 1 <= cint(document.mentees_at_most) <= MOST_MENTEES:
		refuse(
			_("People at a Time: 1 to {0}, {1} was given.").format(
				MOST_MENTEES, cint(document.mentees_at_most)
			)
		)
	named = list(dict.fromkeys(line.competency for line in document.mentor_competencies))
	if len(named) < len(document.mentor_competencies):
		document.set("mentor_competencies", [{"competency": each} for each in named])


def says_nothing(document: Document) -> bool:
	"""Whether there is neither a wish nor an offer in it."""
	return not any(document.get(field) for field in (*SAID, "roles", "willing_to_mentor"))


def check_texts(document: Document) -> None:
	"""Something is said, and not more than there is room for."""
	if says_nothing(document):
		refuse(_("Nothing is said yet: write where you want to go, or name a role."))
	for field, most in (("aspiration", LONGEST), ("locations", LONGEST_PLACES)):
		if len(document.get(field)) > most:
			refuse(
				_("{0}: at most {1} characters, {2} were given.").format(
					_(document.meta.get_label(field)), most, len(document.get(field))
				)
			)
	if document.relocate == NAMED_PLACES and not document.locations:
		refuse(_("Places: name the places to which you would move."))


def after_delete(document: Document) -> None:
	"""What Frappe keeps of deleted documents is a name without a word."""
	for field in document.meta.get("fields", {"fieldname": ("!=", "naming_series")}):
		document.set(field.fieldname, [] if field.fieldtype == "Table" else None)


def refuse(message: str) -> NoReturn:
	"""Raises AspirationRefused."""
	frappe.throw(message, exc=AspirationRefused, title=_("Not Possible So"))


# What the person does


def own_record() -> str:
	"""The Employee record under which the session's user speaks: the one at work that joined last. Raises PermissionError."""
	own = employees_of(frappe.session.user)
	found = frappe.get_all(
		"Employee",
		filters={"name": ("in", own or [""]), "status": ("!=", "Left")},
		pluck="name",
		order_by="date_of_joining desc, name desc",
		limit=1,
	)
	if not found:
		frappe.throw(
			_("There is no Employee record of yours: HR makes it."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	return found[0]


def choices() -> list[str]:
	"""The roles that somebody can wish for."""
	return frappe.get_all("Designation", pluck="name", order_by="name", limit=0)


def said_by(employee: str) -> dict[str, Any]:
	"""What somebody has said, as his form shows it; empty fields where nothing."""
	name = frappe.db.get_value(DOCTYPE, {"employee": employee})
	document = frappe.get_doc(DOCTYPE, name) if name else frappe.new_doc(DOCTYPE)
	if name:
		guarded.check(document)
	return {
		"modified": str(document.modified) if name else "",
		"updated_on": document.updated_on,
		"visible_to_manager": bool(document.visible_to_manager),
		"roles": [line.designation for line in document.roles],
		**{field: document.get(field) or "" for field in SAID},
	}


def say(values: Mapping[str, Any], modified: str) -> None:
	"""Write down what the session's user wants; `modified` is what he has read last, "" where nothing was there.

	Raises PermissionError, AspirationRefused, TimestampMismatchError.
	"""
	employee = own_record()
	name = frappe.db.get_value(DOCTYPE, {"employee": employee}, for_update=True)
	document = (
		frappe.get_doc(DOCTYPE, name) if name else frappe.get_doc({"doctype": DOCTYPE, "employee": employee})
	)
	if (str(document.modified) if name else "") != modified:
		frappe.throw(
			_("This was changed somewhere else meanwhile. Load it again, and change it there."),
			exc=frappe.TimestampMismatchError,
			title=_("Changed Meanwhile"),
		)
	document.update({field: cstr(values.get(field)) for field in SAID})
	document.visible_to_manager = cint(values.get("visible_to_manager"))
	document.set("roles", [{"designation": cstr(role)} for role in values.get("roles") or []])
	guarded.save(document)


def withdraw() -> None:
	"""Take away what the session's user has said, for good. Raises PermissionError."""
	name = frappe.db.get_value(DOCTYPE, {"employee": own_record()})
	if not name:
		return
	guarded.check(frappe.get_doc(DOCTYPE, name), "delete")
	frappe.delete_doc(DOCTYPE, name, ignore_permissions=True, delete_permanently=True)
