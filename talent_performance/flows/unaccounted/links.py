"""Personal links: one opens one self review, until it is submitted, expires, or is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint, format_date, get_datetime, getdate, now_datetime

from talent_performance.access.entrances import LINK, LINKED, Entrance, may_issue, without_account
from talent_performance.access.pace import check_pace
from talent_performance.exceptions import NotForAccounts
from talent_performance.flows.appraisal_facts import REVIEW, facts_of
from talent_performance.flows.moving import moving
from talent_performance.flows.tokens import close_door, digest, new_token
from talent_performance.store.dialect import within

MAILED, PRINTED = "E-mail", "Printed Sheet"
DAYS, DAYS_AT_MOST = 30, 90
AT_ONCE = 500
A_MINUTE = (60, 60)
Issued = dict[str, Any]


def issue(appraisals: Sequence[str], channel: str, days: int = DAYS) -> list[Issued]:
	"""A new link for each appraisal: `link`, `token` and whom it is for. Whatever was issued before is taken back.

	Raises PermissionError, NotForAccounts.
	"""
	facts = facts_of(list(appraisals)[:AT_ONCE], lock=False)
	check_issuer(list(facts.index))
	check_without_account(list(facts["employee"]))
	revoke_links(_open_links(list(facts.index)))
	expires = end_of_day(days)
	return [_issue_one(row, channel, expires) for row in facts.to_dict("records")]


def _issue_one(row: dict[str, Any], channel: str, expires: object) -> Issued:
	"""One link, with its token for the last time."""
	token = new_token()
	with moving():
		link = frappe.get_doc(
			{
				"doctype": LINK,
				**{field: row[field] for field in ("employee", "company", "cycle")},
				"appraisal": row["name"],
				"channel": channel,
				"issued_by": frappe.session.user,
				"issued_on": now_datetime(),
				"expires_on": expires,
				"token_hash": digest(token),
			}
		).insert(ignore_permissions=True)
	return {
		"link": link.name,
		"token": token,
		"appraisal": row["name"],
		"employee": row["employee"],
		"expires_on": expires,
	}


def end_of_day(days: int) -> datetime:
	"""The last moment of the day after so many days: what is printed on a sheet is a day."""
	return datetime.combine(add_days(getdate(), min(max(cint(days), 1), DAYS_AT_MOST)), time(23, 59, 59))


def check_issuer(appraisals: Sequence[str]) -> None:
	"""Raises PermissionError where one of them isn't the user's to let somebody into."""
	if set(appraisals) - may_issue(appraisals):
		frappe.throw(
			_(
				"Only an HR Manager of the company lets somebody without an account in, and nobody does so for himself."
			),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def check_without_account(employees: Sequence[str]) -> None:
	"""Raises NotForAccounts that names those who have an account."""
	having = sorted(set(employees) - without_account(employees))
	if having:
		frappe.throw(
			_("{0} can log in: the self review is written with the own account.").format(
				", ".join(having[:10])
			),
			exc=NotForAccounts,
			title=_("Not Needed"),
		)


def _open_links(appraisals: Sequence[str]) -> list[str]:
	table = frappe.qb.DocType(LINK)
	query = frappe.qb.from_(table).select(table.name).orderby(table.name)
	return list(query.where(within(table.appraisal, appraisals) & (table.revoked == 0)).run(pluck=True))


def revoke(link: str) -> None:
	"""Nobody comes in by this link any more. Raises PermissionError."""
	appraisal = frappe.db.get_value(LINK, link, "appraisal")
	check_issuer([appraisal or ""])
	revoke_links([link])


def revoke_links(links: Sequence[str]) -> None:
	"""Take links back."""
	if links:
		values = {"revoked": 1, "revoked_by": frappe.session.user}
		frappe.db.set_value(LINK, {"name": ("in", list(links))}, values)


def prove(token: str) -> Entrance:
	"""Who is there, by a token. Raises EntranceClosed with what to do, RateLimitExceededError."""
	found = frappe.db.get_value(LINK, {"token_hash": digest(token)}, "*", as_dict=True)
	if not found:
		close_door(_("This link isn't valid. Open it as it was sent, or ask HR for a new one."))
	check_pace("review link", found.name, *A_MINUTE)
	if found.revoked:
		close_door(_("This link was replaced or taken back. Use the latest one, or ask HR."))
	if get_datetime(found.expires_on) < now_datetime():
		close_door(
			_("This link expired on {0}. Ask HR for a new one.").format(
				format_date(getdate(found.expires_on))
			)
		)
	check_still_needed(found.appraisal, found.employee)
	return Entrance(found.appraisal, found.employee, found.company, LINKED, found.name)


def check_still_needed(appraisal: str, employee: str) -> None:
	"""Raises EntranceClosed where the review is submitted, or where its author can log in by now."""
	if not without_account([employee]):
		close_door(_("You have an account by now: log in to write your self review."))
	filters = {"appraisal": appraisal, "perspective": "Self", "segment": "All", "state": "Submitted"}
	if frappe.db.exists(REVIEW, filters):
		close_door(
			_("This self review is submitted already. Thank you. If something has to be changed, ask HR.")
		)


def note_use(link: str) -> None:
	"""It was opened once more."""
	table = frappe.qb.DocType(LINK)
	query = frappe.qb.update(table).set(table.used_count, table.used_count + 1)
	query.set(table.last_used_on, now_datetime()).where(table.name == link).run()
