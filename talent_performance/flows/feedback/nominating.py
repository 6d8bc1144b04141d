"""Who is asked about somebody, chosen by people: the person nominates, the manager approves, changes and adds.

What is done here is done to one request, which is locked meanwhile. Who may do it, access/feedback.py says.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, format_date, getdate

from talent_performance.access.feedback import Part, check_part, parts_in
from talent_performance.flows.feedback import launching, raters, rounds, subjects
from talent_performance.flows.feedback.rounds import COLLECTING, INVITATION, NOMINATING, ROUND

UNDER_WAY = (NOMINATING, COLLECTING)
OF_MANAGER = (Part.MANAGER, Part.HR)


def nominate(request: str, *, rater: str = "", name: str = "", email: str = "") -> str:
	"""The person proposes somebody. Raises PermissionError, FeedbackRefused, PracticeOff."""
	document = nominating(request)
	most = cint(frappe.db.get_value(ROUND, document.round, "most_nominated"))
	live = {"request": request, "nominated_by": "Employee", "state": ("in", raters.LIVE)}
	if most and frappe.db.count(INVITATION, live) >= most:
		rounds.refuse(_("You can nominate {0} at most. Take somebody out first.").format(most))
	return raters.choose(document, rater=rater, name=name, email=email, by="Employee")


def take_back(invitation: str) -> None:
	"""The person takes a nomination back. Raises PermissionError, FeedbackRefused."""
	request, chosen_by = _of(invitation)
	document = nominating(request)
	if chosen_by != "Employee":
		rounds.refuse(_("You didn't nominate this rater."))
	raters.withdraw(invitation, document)


def hand_in(request: str) -> None:
	"""The person is done: the manager's turn. Raises PermissionError, FeedbackRefused."""
	document = nominating(request)
	if not frappe.db.exists(INVITATION, {"request": request, "state": "Nominated"}):
		rounds.refuse(_("Nominate somebody first."))
	subjects.write(document, state="Waiting")


def nominating(request: str) -> Document:
	"""The request, locked, for the person whose turn it is to nominate. Raises PermissionError, FeedbackRefused, PracticeOff."""
	document = subjects.locked(request, Part.SUBJECT)
	state, until = frappe.db.get_value(ROUND, document.round, ["state", "nominate_until"])
	if state not in UNDER_WAY or document.state != "Nominating":
		rounds.refuse(_("Your raters are no longer open for nomination."))
	if until and getdate(until) < getdate():
		rounds.refuse(
			_("Nominating was possible until {0}. Your manager can still add raters.").format(
				format_date(until)
			)
		)
	return document


def add(request: str, *, rater: str = "", name: str = "", email: str = "", group: str = raters.PEER) -> str:
	"""The manager or HR adds a rater; where the round collects already, the rater is asked at once. Raises as nominate does."""
	document = changeable(request)
	if group not in raters.CHOSEN:
		rounds.refuse(_("Group: {0} or {1} is expected.").format(_(raters.PEER), _(raters.OTHER)))
	by = raters.part_of(parts_in(document.as_dict()))
	made = raters.choose(document, rater=rater, name=name, email=email, group=group, by=by)
	_ask_if_under_way(document)
	return made


def take_out(invitation: str) -> None:
	"""The manager or HR takes out a rater who wasn't asked yet. Raises PermissionError, FeedbackRefused."""
	raters.withdraw(invitation, changeable(_of(invitation)[0]))


def approve(request: str) -> None:
	"""The manager or HR agrees to the raters as they are now. Raises PermissionError, FeedbackRefused, PracticeOff."""
	document = changeable(request)
	if document.state not in launching.WAITING:
		rounds.refuse(_("The raters of {0} are approved already.").format(document.employee_name))
	launching.approve([request])
	document.reload()
	_ask_if_under_way(document)


def return_(request: str) -> None:
	"""The manager or HR lets the person nominate again. Raises PermissionError, FeedbackRefused."""
	document = changeable(request)
	if document.state != "Waiting":
		rounds.refuse(_("{0} hasn't handed in any raters.").format(document.employee_name))
	subjects.write(document, state="Nominating")


def substitute(invitation: str, *, rater: str = "", name: str = "", email: str = "") -> str:
	"""Somebody instead of a rater who declined, asked at once. Raises PermissionError, FeedbackRefused, PracticeOff."""
	request, _chosen_by = _of(invitation)
	document = changeable(request)
	state, group = frappe.db.get_value(INVITATION, invitation, ["state", "rater_group"])
	if state != "Declined" or group not in raters.CHOSEN:
		rounds.refuse(_("Only for a peer or somebody else who declined there is a substitute."))
	if frappe.db.exists(INVITATION, {"substitute_for": invitation, "state": ("in", raters.LIVE)}):
		rounds.refuse(_("There is a substitute already."))
	by = raters.part_of(parts_in(document.as_dict()))
	made = raters.choose(
		document, rater=rater, name=name, email=email, group=group, by=by, substitute_for=invitation
	)
	_ask_if_under_way(document)
	return made


def changeable(request: str) -> Document:
	"""The request, locked, for its manager or HR as long as raters can change. Raises PermissionError, FeedbackRefused."""
	document = subjects.locked(request, *OF_MANAGER)
	state = frappe.db.get_value(ROUND, document.round, "state")
	hr = Part.HR in check_part(document.as_dict(), *OF_MANAGER)
	if state not in UNDER_WAY and not (hr and state in rounds.BEFORE):
		rounds.refuse(_("The raters of {0} can't be changed now.").format(document.employee_name))
	if document.state not in (*launching.WAITING, *launching.READY):
		rounds.refuse(_("{0} isn't in this round any more.").format(document.employee_name))
	return document


def _ask_if_under_way(request: Document) -> None:
	if request.state in launching.READY:
		launching.ask_now(str(request.name))


def _of(invitation: str) -> tuple[str, str]:
	"""The request of an invitation, and who chose the rater. Raises DoesNotExistError."""
	found = frappe.db.get_value(INVITATION, invitation, ["request", "nominated_by"])
	if not found:
		frappe.throw(
			_("There is no such rater any more."), exc=frappe.DoesNotExistError, title=_("Not Found")
		)
	return found
