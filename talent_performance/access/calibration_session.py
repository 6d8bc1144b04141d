"""Who sees a calibration session: HR of its company, its facilitator and its participants. HR of its company writes it.

Whom each of them sees in it is asked of Appraisal Result and Talent Assessment, person by person; see flows/calibration/people.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import escape_html

from talent_performance.access.calibration import JUDGES, refuse
from talent_performance.access.people import LINE, employees_of, hr_companies, literal, literals
from talent_performance.access.twins import ADMINISTRATOR, EVERYTHING, NOTHING, READING

if TYPE_CHECKING:
	from frappe.model.document import Document

DOCTYPE, PARTICIPANT = "Calibration Session", "Calibration Participant"
MOVES = "Move"


def permission_query(user: str | None = None) -> str:
	"""The rows of the list; twin of has_permission."""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return ""
	work = hr_companies(user, JUDGES, DOCTYPE)
	if work is None:
		return EVERYTHING
	if not _is_somebody(user):
		return NOTHING
	taking_part = f"select `parent` from `tab{PARTICIPANT}` where `user` = {literal(user)}"
	found = [f"`tab{DOCTYPE}`.`facilitator` = {literal(user)}", f"`tab{DOCTYPE}`.`name` in ({taking_part})"]
	if work:
		found.append(f"`tab{DOCTYPE}`.`company` in {literals(work)}")
	return f"({' or '.join(found)})"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""One session; twin of permission_query. What is written must belong to the writer, before and after."""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return True
	work = hr_companies(user, JUDGES, DOCTYPE)
	stored = frappe.db.get_value(DOCTYPE, doc.name, ["company", "facilitator"]) if doc.name else None
	companies = {company for company in (doc.company, stored[0] if stored else None) if company}
	if work is None or (companies and companies <= set(work)):
		return True
	reads = not ptype or ptype in READING
	return bool(reads and stored) and _is_somebody(user) and takes_part(doc.name, user, stored[1])


def _is_somebody(user: str) -> bool:
	return bool(user) and user != "Guest"


def takes_part(session: str, user: str, facilitator: str) -> bool:
	"""Whether somebody leads a stored session, or was asked to it."""
	return user == facilitator or bool(frappe.db.exists(PARTICIPANT, {"parent": session, "user": user}))


def may_lead(session: Document) -> bool:
	"""Whether the session's user leads it: its facilitator, and HR of its company."""
	user = frappe.session.user
	return user in (ADMINISTRATOR, session.facilitator) or may_write(session)


def may_write(session: Document) -> bool:
	"""Whether the session's user is HR of its company: who may close it."""
	return has_permission(session, "write")


def may_move(session: Document) -> bool:
	"""Whether the session's user moves people in it: its facilitator, and participants who weren't asked to read only."""
	user = frappe.session.user
	if user in (ADMINISTRATOR, session.facilitator):
		return True
	return any(line.user == user and line.role == MOVES for line in session.participants)


def check_may_lead(session: Document) -> None:
	"""Raises PermissionError for everybody but the facilitator and HR of the company."""
	if not may_lead(session):
		refuse(
			_("Only the facilitator and HR of the company may do this in {0}.").format(
				escape_html(session.title)
			)
		)


def check_may_close(session: Document) -> None:
	"""Raises PermissionError for everybody but HR of the company: what is closed becomes ratings."""
	if not may_write(session):
		refuse(
			_("Only HR Manager and Talent Manager of the company close {0}.").format(
				escape_html(session.title)
			)
		)


def check_may_move(session: Document) -> None:
	"""Raises PermissionError for whoever only reads, or takes no part."""
	if not may_move(session):
		refuse(
			_("You read along in {0}. The facilitator can let you move people.").format(
				escape_html(session.title)
			)
		)


def closed_to(user: str) -> tuple[str, ...]:
	"""Whom somebody never sees nor moves: himself, by all his records, and everybody above him. Nobody for Administrator."""
	own = () if user == ADMINISTRATOR else employees_of(user)
	if not own:
		return ()
	line = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(line).select(line.manager).distinct().where(line.employee.isin(own))
	return tuple(sorted({*own, *query.run(pluck=True)}))
