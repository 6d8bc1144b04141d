"""A calibration session as HR sets it up: what it may say, which state follows which, who is asked to it.

States are moved here and by the run that closes alone. Whoever writes locks the session's row, so that of two who move, or of
one who moves while another closes, the second sees what the first has done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate, now

from talent_performance.access import calibration_session as access
from talent_performance.exceptions import CalibrationRefused, IllegalMove, StateProtected
from talent_performance.flows.moving import is_moving
from talent_performance.store.policy import policy_of

SESSION, MOVE, CYCLE = "Calibration Session", "Calibration Move", "Performance Cycle"
DRAFT, OPEN, LOCKED, CLOSED, CANCELLED = "Draft", "Open", "Locked", "Closed", "Cancelled"
WEIGHTED = "Weighted"
ENDED = (CLOSED, CANCELLED)
CHANGED = "talent_calibration_changed"
# Deed → the states it begins in, and the one it leads to.
DEEDS: dict[str, tuple[tuple[str, ...], str]] = {
	"open": ((DRAFT,), OPEN),
	"lock": ((OPEN,), LOCKED),
	"unlock": ((LOCKED,), OPEN),
	"close": ((OPEN, LOCKED), CLOSED),
	"cancel": ((DRAFT, OPEN, LOCKED), CANCELLED),
}
BY_FLOWS = (
	"state", "moves", "version", "opened_on", "invited_on", "locked_by", "locked_on", "closed_by", "closed_on",
)  # fmt: skip
# What people were moved under: it stays as it is once the session was opened.
SCOPE = ("company", "department", "level_type", "level", "combination")


def validate(session: Document) -> None:
	"""Raises CalibrationRefused or StateProtected, with what is expected."""
	if is_moving():
		return
	before = session.get_doc_before_save()
	protect(session, before)
	check_level(session)
	check_department(session)
	check_cycles(session)
	check_people(session)


def protect(session: Document, before: Document | None) -> None:
	"""What flows write stays theirs; an ended session stays as it is, and so does the scope of an opened one."""
	for field in BY_FLOWS:
		session.set(field, before.get(field) if before else session.meta.get_field(field).default)
	if before is None or before.state == DRAFT:
		return
	if before.state in ENDED:
		refuse_change(session, _("The session is {0} and stays as it is.").format(_(before.state)))
	changed = [field for field in SCOPE if str(session.get(field) or "") != str(before.get(field) or "")]
	if lines_of(session) != lines_of(before):
		changed.append("cycles")
	if changed:
		label = _(session.meta.get_label(changed[0]))
		refuse_change(session, _("{0} stays as it is: people have been compared under it.").format(label))


def lines_of(session: Document) -> list[tuple[str, float]]:
	"""The cycles and what they weigh."""
	return [(line.cycle, float(line.weight or 0)) for line in session.cycles]


def refuse_change(session: Document, message: str) -> NoReturn:
	"""Raises StateProtected."""
	frappe.throw(message, exc=StateProtected, title=_("Not Changeable"))


def check_level(session: Document) -> None:
	"""A level goes with what it is a level of."""
	if not session.level_type:
		session.level = None
	elif not session.level:
		session.level_type = None


def check_department(session: Document) -> None:
	"""A department of the session's company, or of no company's."""
	company = frappe.db.get_value("Department", session.department, "company") if session.department else None
	if company and company != session.company:
		refuse(
			_("Department: {0} belongs to {1}. Choose one of {2}.").format(
				session.department, company, session.company
			)
		)


def check_cycles(session: Document) -> None:
	"""Each once, of the session's company; weights that come to something, and one scale, where they are weighed."""
	if not session.cycles:
		refuse(_("Cycles: add at least one cycle that is closed."))
	seen: dict[str, int] = {}
	for line in session.cycles:
		first = seen.setdefault(line.cycle, line.idx)
		if first != line.idx:
			refuse(_("Cycles, row {0}: {1} is in row {2} already.").format(line.idx, line.cycle, first))
	check_companies(session)
	if session.combination == WEIGHTED:
		check_weights(session)


def check_companies(session: Document) -> None:
	"""Raises CalibrationRefused for a cycle in which the company takes no part."""
	taking_part = frappe.get_all(
		"Cycle Company",
		filters={"parent": ("in", [line.cycle for line in session.cycles]), "company": session.company},
		pluck="parent",
		order_by="parent, name",
	)
	for line in session.cycles:
		if line.cycle not in taking_part:
			refuse(
				_("Cycles, row {0}: {1} takes no part in {2}.").format(line.idx, session.company, line.cycle)
			)


def check_weights(session: Document) -> None:
	"""Raises CalibrationRefused where a weighted mean would say nothing."""
	if not sum(float(line.weight or 0) for line in session.cycles) > 0:
		refuse(_("Cycles: give at least one of them a weight above 0."))
	scales = {line.cycle: policy_of(line.cycle).rating_scale for line in session.cycles}
	if len({(scale.low, scale.high, scale.cuts) for scale in scales.values()}) > 1:
		refuse(
			_(
				"Several Cycles: {0} have different rating scales, so that a mean of them says nothing. Choose Side by Side."
			).format(", ".join(scales))
		)


def check_people(session: Document) -> None:
	"""Each participant once."""
	seen: dict[str, int] = {}
	for line in session.participants:
		first = seen.setdefault(line.user, line.idx)
		if first != line.idx:
			refuse(_("Participants, row {0}: {1} is in row {2} already.").format(line.idx, line.user, first))


def on_trash(session: Document) -> None:
	"""Only a session in which nobody was moved goes. Raises IllegalMove."""
	if session.state != DRAFT or frappe.db.exists(MOVE, {"session": session.name}):
		not_now(session, _("Cancel it instead."))


# Moving


def readable(session: str) -> Document:
	"""The session, for whoever takes part in it or is HR of its company. Raises PermissionError."""
	document = frappe.get_doc(SESSION, session)
	document.check_permission("read")
	return document


def locked(session: str) -> Document:
	"""The same, its row locked until the transaction ends. Raises PermissionError."""
	document = frappe.get_doc(SESSION, session, for_update=True)
	document.check_permission("read")
	return document


def check_deed(session: Document, deed: str) -> None:
	"""Raises IllegalMove where a deed isn't possible in the session's state."""
	if session.state not in DEEDS[deed][0]:
		not_now(session, told(session))


def record(session: Document, **values: object) -> None:
	"""Write what only flows write, and tell whoever looks that something is new."""
	version = int(session.version or 0) + 1
	values = {**values, "version": version}
	session.update(values)
	frappe.db.set_value(SESSION, session.name, values, update_modified=False)
	tell(session)


def tell(session: Document) -> None:
	"""That something has changed, and nothing of what."""
	frappe.publish_realtime(
		CHANGED,
		{"session": session.name, "version": session.version},
		doctype=SESSION,
		docname=session.name,
		after_commit=True,
	)


def open_session(session: str) -> None:
	"""From now on people are moved. Raises PermissionError, IllegalMove, CalibrationRefused."""
	document = locked(session)
	access.check_may_lead(document)
	check_deed(document, "open")
	check_closed(document)
	record(document, state=OPEN, opened_on=now())


def check_closed(session: Document) -> None:
	"""Raises CalibrationRefused for a cycle that isn't closed yet."""
	for line in cycles_of(session):
		if line.state not in (CLOSED, "Published"):
			refuse(
				_("Cycles: {0} is {1}. Close it first, then its ratings can be compared.").format(
					escape_html(line.title), _(line.state)
				)
			)


def cycles_of(session: Document) -> list[frappe._dict]:
	"""The session's cycles with title, state, days and weight; the one that decides, the latest, comes last."""
	weights = {line.cycle: float(line.weight or 0) for line in session.cycles}
	found = frappe.get_all(
		CYCLE,
		filters={"name": ("in", list(weights))},
		fields=["name", "title", "state", "start_date", "end_date"],
		order_by="end_date, start_date, name",
	)
	for cycle in found:
		cycle.weight = weights[cycle.name]
	return found


def lock(session: str) -> None:
	"""Nobody is moved for now. Raises PermissionError, IllegalMove."""
	document = locked(session)
	access.check_may_lead(document)
	check_deed(document, "lock")
	record(document, state=LOCKED, locked_by=frappe.session.user, locked_on=now())


def unlock(session: str) -> None:
	"""People are moved again. Raises PermissionError, IllegalMove, also while the run that closes is at work."""
	document = locked(session)
	access.check_may_lead(document)
	check_deed(document, "unlock")
	if is_closing(session):
		not_now(document, _("It is being closed."))
	record(document, state=OPEN, locked_by=None, locked_on=None)


def is_closing(session: str) -> bool:
	"""Whether a run is about to write the session's ratings."""
	about = f'%"session": "{session}"%'
	kind = {"kind": "Close Calibration Session", "dry_run": 0, "arguments": ("like", about)}
	return bool(frappe.db.exists("Talent Run", {**kind, "state": ("in", ("Queued", "Running"))}))


def cancel(session: str) -> None:
	"""The session ends without writing anything; what was moved stays in its ledger. Raises PermissionError, IllegalMove."""
	document = locked(session)
	access.check_may_close(document)
	check_deed(document, "cancel")
	if is_closing(session):
		not_now(document, _("It is being closed."))
	record(document, state=CANCELLED, closed_by=frappe.session.user, closed_on=now())


# Saying


def told(session: Document) -> str:
	"""Who ended or locked it, and when, for somebody whose move came too late."""
	if session.state == LOCKED:
		return _("{0} has locked it. Ask the facilitator to unlock it.").format(name_of(session.locked_by))
	if session.state in ENDED and session.closed_by:
		return _("{0} ended it on {1}; nothing was changed.").format(
			name_of(session.closed_by), frappe.utils.format_datetime(session.closed_on)
		)
	return ""


def name_of(user: str | None) -> str:
	"""How somebody is called."""
	return (frappe.db.get_value("User", user, "full_name") if user else None) or user or ""


def names_of(users: Sequence[str]) -> dict[str, str]:
	"""How users are called: one question for all of them."""
	found = frappe.get_all(
		"User", filters={"name": ("in", list(users) or [""])}, fields=["name", "full_name"], order_by="name"
	)
	return {row.name: row.full_name or row.name for row in found}


def is_over(session: Document) -> bool:
	"""Whether the day until which it was to be decided has passed."""
	return bool(session.deadline) and getdate(session.deadline) < getdate()


def refuse(message: str) -> NoReturn:
	"""Raises CalibrationRefused."""
	frappe.throw(message, exc=CalibrationRefused, title=_("Not Possible So"))


def not_now(session: Document, hint: str = "") -> NoReturn:
	"""Raises IllegalMove."""
	frappe.throw(
		_("{0} is {1}: this isn't possible now. {2}")
		.format(escape_html(session.title), _(session.state), escape_html(hint))
		.strip(),
		exc=IllegalMove,
		title=_("Not Possible Now"),
	)
