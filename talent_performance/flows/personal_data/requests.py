"""Personal data requests: filed by the person or on paper by HR, with the clock of the company's law, moved by one table of states."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import (
	add_days,
	cint,
	escape_html,
	format_datetime,
	get_datetime,
	getdate,
	now,
	now_datetime,
)

from talent_performance.access import data_requests as access
from talent_performance.engine import personal_data as clock
from talent_performance.exceptions import DataRequestRefused, IllegalMove
from talent_performance.flows.personal_data.person import Person, person_of
from talent_performance.store.markup import safe

REQUEST = "Personal Data Request"
OPEN = ("Received", "In Review", "Erasing")
ASKED = ("employee", "kind", "details", "received_on", "naming_series")
KINDS = ("Access", "Erasure")
DETAILS = 2000


class Move(NamedTuple):
	"""A verb, the states from which it leads, and the one to which."""

	sources: tuple[str, ...]
	target: str


MOVES = {
	"take_up": Move(("Received", "In Review"), "In Review"),
	"extend": Move(("Received", "In Review"), ""),
	"answer": Move(("In Review",), "Answered"),
	"propose": Move(("In Review",), "In Review"),
	"confirm": Move(("In Review",), "Erasing"),
	"finish": Move(("Erasing",), "Answered"),
	"refuse": Move(("In Review",), "Refused"),
	"withdraw": Move(("Received", "In Review"), "Withdrawn"),
}


def prepare(document: Document) -> None:
	"""Before a request is inserted: who asks, until when; nothing that was sent along about the rest counts.

	Raises PermissionError, DataRequestRefused.
	"""
	for field in document.meta.fields:
		if field.fieldname not in ASKED and field.fieldname in document.as_dict():
			document.set(field.fieldname, None)
	company, name = (
		frappe.db.get_value("Employee", document.employee, ["company", "employee_name"]) or (None,) * 2
	)
	document.update(
		{"company": company, "employee_name": name, "state": "Received", "asked_by": frappe.session.user}
	)
	document.on_behalf = cint(access.check_may_file(document.employee, company))
	document.received_on = received(document)
	document.details = (document.details or "").strip()[:DETAILS]
	document.law, document.due_on = deadline(document)
	refuse_second(document)


def received(document: Document) -> str:
	"""When it came: now, or for what was asked on paper the moment that HR says. Raises DataRequestRefused for one to come."""
	if not document.on_behalf or not document.received_on:
		return now()
	if get_datetime(document.received_on) > now_datetime():
		refuse(
			_("Received On: found {0}, expected a moment that has passed.").format(
				format_datetime(document.received_on)
			)
		)
	return document.received_on


def deadline(document: Document) -> tuple[str, object]:
	"""The law, and until when it wants an answer."""
	law, days = law_of(document.company)
	start = get_datetime(document.received_on)
	free = holidays(document.company, start)
	return law, clock.due(start, law, days=days, extended=bool(document.extended), free=free)


def law_of(company: str | None) -> tuple[str, int]:
	"""The law that Talent Settings name for a company, else that of its country; and the own days."""
	lines = {line.for_company or "": line for line in frappe.get_cached_doc("Talent Settings").data_laws}
	line = lines.get(company or "") or lines.get("")
	if line:
		return line.law, cint(line.own_days)
	return clock.law_of(frappe.db.get_value("Company", company, "country") if company else None), 0


def holidays(company: str | None, start: object) -> set:
	"""The company's public holidays in the months that could matter, where it has a list of them."""
	days = frappe.db.get_value("Company", company, "default_holiday_list") if company else None
	if not days:
		return set()
	span = ("between", (getdate(start), add_days(getdate(start), 120)))
	found = frappe.get_all(
		"Holiday", filters={"parent": days, "holiday_date": span}, pluck="holiday_date", order_by=None
	)
	return set(found)


def recorded(document: Document) -> None:
	"""After a request is inserted: the person hears of one that HR has recorded in his name."""
	if document.on_behalf:
		tell(document, _("HR has recorded the request {0} in your name."))


def refuse_second(document: Document) -> None:
	"""Raises DataRequestRefused where the person has asked for the same already and waits."""
	records = person_of(document.employee).records
	waiting = {"employee": ("in", list(records)), "kind": document.kind, "state": ("in", OPEN)}
	there = frappe.db.get_value(REQUEST, waiting)
	if there:
		refuse(
			_(
				"{0} asks for the same and is being dealt with. Withdraw it first, or wait for its answer."
			).format(there)
		)


def in_review(request: str, kind: str) -> tuple[Document, Person]:
	"""A request that the session's user reviews, locked, with its person. Raises PermissionError, IllegalMove."""
	document = frappe.get_doc(REQUEST, request, for_update=True)
	person = person_of(document.employee) if document.employee else no_person()
	access.check_may_review(person.records, person.companies)
	if document.kind != kind or document.state != "In Review":
		not_now(document)
	if frappe.session.user not in (document.reviewer, access.ADMINISTRATOR):
		access.refuse(
			_("{0} reviews this request. Take it up to review it yourself.").format(
				escape_html(document.reviewer)
			)
		)
	return document, person


def no_person() -> Person:
	"""Of a request whose person was erased."""
	return Person((), (), (), ("",), (), ())


def take_up(request: str) -> Document:
	"""Begin to review, also in somebody else's place; returns the request. Raises PermissionError, IllegalMove."""
	document, person = locked(request)
	access.check_may_review(person.records, person.companies)
	values = {"reviewer": frappe.session.user, "taken_up_on": now()}
	# What somebody else has proposed or kept back is looked at anew.
	move(
		document,
		"take_up",
		**values,
		proposed_by=None,
		proposed_on=None,
		ground=None,
		counts=None,
		force_reason=None,
	)
	return document


def extend(request: str, reason: str) -> None:
	"""Take the longer time that the law grants; the person is told why. Raises PermissionError, IllegalMove, DataRequestRefused."""
	document, person = locked(request)
	access.check_may_review(person.records, person.companies)
	check_move(document, "extend")
	if not clock.may_be_extended(document.law) or document.extended:
		refuse(_("{0}: the time for this request can't be extended (further).").format(_(document.law)))
	if now_datetime() > get_datetime(document.due_on):
		refuse(_("The time is over: it is extended before that, and the person told (GDPR Article 12(3))."))
	values = {"extension_reason": said(reason, _("Reason: the person is told why it takes longer."))}
	document.extended = 1
	_law, due_on = deadline(document)
	frappe.db.set_value(
		REQUEST, document.name, {**values, "extended": 1, "extended_on": now(), "due_on": due_on}
	)
	tell(document, _("Your request {0} takes longer, and until when: the reason stands there."))


def refuse_request(request: str, ground: str) -> None:
	"""Refuse a request, on a ground that the person reads. Raises PermissionError, IllegalMove, DataRequestRefused."""
	kind = frappe.db.get_value(REQUEST, request, "kind")
	document, _person = in_review(request, kind)
	values = {"ground": said(ground, _("Ground: say on what ground it is refused. The person reads it."))}
	move(document, "refuse", **values, answered_on=now())
	tell(document, _("Your request {0} has been refused: the ground stands there."))


def withdraw(request: str) -> None:
	"""Take a request back: the person, or HR where it was asked on paper. Raises PermissionError, IllegalMove."""
	document, person = locked(request)
	if document.on_behalf and not access.is_person(frappe.session.user, person.records):
		access.check_may_file(document.employee, document.company)
	else:
		access.check_is_person(person.records)
	move(document, "withdraw", answered_on=now())


def locked(request: str) -> tuple[Document, Person]:
	"""A request that the user may read, locked until the transaction ends. Raises PermissionError, DoesNotExistError."""
	document = frappe.get_doc(REQUEST, request, for_update=True)
	document.check_permission("read")
	return document, person_of(document.employee) if document.employee else no_person()


def check_move(document: Document, verb: str) -> None:
	"""Raises IllegalMove where the state doesn't allow it."""
	if document.state not in MOVES[verb].sources:
		not_now(document)


def move(document: Document, verb: str, **values: object) -> None:
	"""Move a locked request by the table. Raises IllegalMove."""
	check_move(document, verb)
	frappe.db.set_value(REQUEST, document.name, {"state": MOVES[verb].target, **values})
	document.update({"state": MOVES[verb].target, **values})


def not_now(document: Document) -> NoReturn:
	"""Raises IllegalMove."""
	frappe.throw(
		_("{0} is {1} ({2}): that can't be done now.").format(
			document.name, _(document.state), _(document.kind)
		),
		exc=IllegalMove,
		title=_("Not Possible Now"),
	)


def said(text: str | None, expected: str) -> str:
	"""What somebody has to say, as it may be stored. Raises DataRequestRefused where it is nothing."""
	told = (text or "").strip()
	if not told:
		refuse(expected)
	return safe(told[:DETAILS])


def refuse(message: str) -> NoReturn:
	"""Raises DataRequestRefused."""
	frappe.throw(message, exc=DataRequestRefused, title=_("Not Possible So"))


def tell(document: Document, subject: str) -> None:
	"""A notification for the person, who has a user; it says that there is something, and not what."""
	user = frappe.db.get_value("Employee", document.employee, "user_id")
	if not user:
		return
	values = {
		"type": "Alert",
		"subject": subject.format(document.name),
		"for_user": user,
		"from_user": frappe.session.user,
	}
	place = {"document_type": REQUEST, "document_name": document.name}
	frappe.get_doc({"doctype": "Notification Log", **values, **place}).insert(ignore_permissions=True)


def possible(request: str) -> dict[str, object]:
	"""What the session's user may do with a request now, and how it stands to its clock: for the form."""
	document = frappe.get_doc(REQUEST, request)
	document.check_permission("read")
	person = person_of(document.employee) if document.employee else no_person()
	himself = access.is_person(frappe.session.user, person.records)
	reviews = access.may(access.check_may_review, person.records, person.companies)
	mine = reviews and frappe.session.user in (document.reviewer, access.ADMINISTRATOR)
	in_hands = document.state == "In Review"
	open_now = document.state in MOVES["extend"].sources
	confirms = bool(document.proposed_by) and in_hands
	return {
		"standing": clock.standing(
			get_datetime(document.due_on),
			now_datetime(),
			get_datetime(document.answered_on) if document.answered_on else None,
		),
		"take_up": open_now and reviews and not mine,
		"extend": open_now and reviews and clock.may_be_extended(document.law) and not document.extended,
		"review": in_hands and mine,
		"confirm": confirms
		and access.may(access.check_may_confirm, document.as_dict(), person.records, person.companies),
		"withdraw": open_now
		and (
			himself
			or bool(
				document.on_behalf and access.covers(frappe.session.user, access.FILERS, person.companies)
			)
		),
		"download": document.state == "Answered" and document.kind == "Access" and (himself or mine),
	}


def ask(kind: str, details: str | None) -> str:
	"""File a request for oneself; returns its name. Raises PermissionError, DataRequestRefused."""
	own = access.employees_of(frappe.session.user)
	if not own:
		access.refuse(_("No employee record belongs to your user: ask HR to record your request."))
	if kind not in KINDS:
		refuse(_("Kind: found {0}, expected {1}.").format(escape_html(kind), ", ".join(KINDS)))
	current = person_of(own[0]).profiles
	employee = (frappe.db.get_value("Talent Profile", current[0], "employee") if current else None) or own[0]
	values = {
		"doctype": REQUEST,
		"employee": employee if employee in own else own[0],
		"kind": kind,
		"details": details,
	}
	return frappe.get_doc(values).insert().name
