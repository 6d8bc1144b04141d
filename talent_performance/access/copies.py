"""No copy of what a guard closes: a stored report, a mailed one, a link for print, a tag, a follower, a forged comment.

Each of them would be read later, by people whom the guard was never asked about. So none is made of DocTypes with a guard, or only for
people who may read the document anyway. Saved documents come here by doc_events, whichever way they were sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.desk.notifications import extract_mentions
from frappe.utils import get_fullname

from talent_performance.access.guards import NOT_SHARED, PARENTS
from talent_performance.exceptions import DoorClosed

if TYPE_CHECKING:
	from frappe.model.document import Document

OURS = frozenset({*NOT_SHARED, *PARENTS})


def is_ours(report: str | None) -> bool:
	"""Whether a report, of whatever type, reads a DocType of ours that not everybody sees."""
	return bool(report) and frappe.db.get_value("Report", report, "ref_doctype") in OURS


def refuse_stored_report(doc: Document, method: str | None = None) -> None:
	"""Prepared Report before_insert: whoever may run a report may read what it gave to others. Raises DoorClosed."""
	if is_ours(doc.report_name):
		_refuse(
			_("What {0} shows depends on who reads it: it is never stored. Run it.").format(
				_(doc.report_name)
			)
		)


def refuse_mailed_report(doc: Document, method: str | None = None) -> None:
	"""Auto Email Report before_validate: the scheduler runs it as Administrator, who sees everything. Raises DoorClosed."""
	if is_ours(doc.report):
		_refuse(
			_(
				"What {0} shows depends on who reads it, so it can't be mailed by itself. Mail a link to it."
			).format(_(doc.report))
		)


def refuse_key(doc: Document, method: str | None = None) -> None:
	"""Document Share Key before_insert: with the link, anybody reads the print without logging in. Raises DoorClosed."""
	if doc.reference_doctype in OURS:
		_refuse(
			_(
				"{0} has no link for people who aren't logged in. Send the print as a file, or switch off "
				"Send Document Web View Link in Email in the System Settings."
			).format(_(doc.reference_doctype))
		)


def remove_keys() -> None:
	"""Daily: take away links for print that came past the refusal, or are from before the app was there."""
	frappe.db.delete("Document Share Key", {"reference_doctype": ("in", sorted(OURS))})


def refuse_tag(doc: Document, method: str | None = None) -> None:
	"""Tag Link before_validate: everybody reads tags, and the titles that go with them. Raises DoorClosed."""
	if doc.document_type in OURS:
		_refuse(
			_("{0} can't be tagged: everybody would see the tag and its title.").format(_(doc.document_type))
		)


def refuse_follower(doc: Document, method: str | None = None) -> None:
	"""Document Follow before_validate: followers get every change by mail. Raises DoorClosed."""
	if doc.ref_doctype in OURS and not may_read(doc.ref_doctype, doc.ref_docname, doc.user):
		_refuse(_("Only who may read {0} {1} can follow it.").format(_(doc.ref_doctype), doc.ref_docname))


def remove_followers() -> None:
	"""Daily: whoever may not read a document any more doesn't follow it any more."""
	fields = ["name", "ref_doctype", "ref_docname", "user"]
	rows = frappe.get_all(
		"Document Follow", {"ref_doctype": ("in", sorted(OURS))}, fields, order_by="name", limit=0
	)
	followed: dict[tuple[str, str], dict[str, str]] = {}
	for row in rows:
		followed.setdefault((row.ref_doctype, row.user), {})[row.name] = row.ref_docname
	gone = [
		name
		for (doctype, user), names in followed.items()
		for name in names.keys() - _still_read(doctype, user, names)
	]
	if gone:
		frappe.db.delete("Document Follow", {"name": ("in", gone)})


def _still_read(doctype: str, user: str, names: Mapping[str, str]) -> set[str]:
	"""Of these, by the document that each is about, those that a user's list holds: one question however many they are."""
	wanted = {"name": ("in", sorted(set(names.values())))}
	try:
		seen = set(frappe.get_list(doctype, wanted, pluck="name", order_by="name", limit=0, user=user))
	except frappe.PermissionError:
		return set()
	return {name for name, document in names.items() if document in seen}


def check_comment(doc: Document, method: str | None = None) -> None:
	"""Comment before_validate: it is its writer's, and speaks to nobody who may not read the document. Raises DoorClosed."""
	if doc.reference_doctype not in OURS or doc.comment_type != "Comment":
		return
	if doc.is_new():
		doc.comment_email, doc.comment_by = frappe.session.user, get_fullname(frappe.session.user)
	blind = [
		user
		for user in extract_mentions(doc.content or "")
		if not may_read(doc.reference_doctype, doc.reference_name, user)
	]
	if blind:
		_refuse(
			_("{0} may not see {1} {2}, so don't mention them there.").format(
				", ".join(blind), _(doc.reference_doctype), doc.reference_name
			)
		)


def check_file(doc: Document, method: str | None = None) -> None:
	"""File before_validate: who knows the address of a private file doesn't get it by attaching it to something of his own.

	Frappe makes such a File by itself where an address is typed into a picture's field. Raises DoorClosed.
	"""
	address, user = str(doc.file_url or ""), frappe.session.user
	if (
		user == "Administrator"
		or not address.startswith("/private/")
		or not doc.has_value_changed("file_url")
	):
		return
	attached = {"file_url": address, "attached_to_doctype": ("in", sorted(OURS)), "name": ("!=", doc.name)}
	fields = ["attached_to_doctype", "attached_to_name"]
	found = frappe.get_all("File", attached, fields, order_by="name", limit=0)
	if not all(may_read(file.attached_to_doctype, file.attached_to_name, user) for file in found):
		_refuse(_("This file belongs to a document that you may not see."))


def may_read(doctype: str, name: str | None, user: str | None) -> bool:
	"""Whether a document is there and a user may read it."""
	return bool(name and user and frappe.db.exists(doctype, name)) and bool(
		frappe.has_permission(doctype, "read", doc=name, user=user)
	)


def _refuse(message: str) -> None:
	frappe.throw(message, exc=DoorClosed, title=_("Not Permitted"))
