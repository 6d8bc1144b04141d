"""Reminders that reach people: a notification in the desk, and an e-mail where the site sends any.

One of each for a person, however many appraisals wait for him. The e-mail goes out by Frappe's queue, one message with many
recipients who don't see each other, and names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import escape_html, format_date, get_url, get_url_to_list

from talent_performance import store
from talent_performance.engine.overview import EMPLOYEE
from talent_performance.flows.participants import APPRAISAL
from talent_performance.store.dialect import within

# Where people work who have no desk.
PORTAL, SYSTEM_USER = "/talent", "System User"
LOG, SETTINGS = "Notification Log", "Notification Settings"
MAIL_AT_ONCE = 500


def reach(actors: Sequence[str]) -> pd.DataFrame:
	"""Employee → `user` who is enabled, `mail`: the user's, else the one that the Employee prefers, and `desk`: null for who has none."""
	employee, user = frappe.qb.DocType("Employee"), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(employee)
		.left_join(user)
		.on((user.name == employee.user_id) & (user.enabled == 1))
		.select(employee.name, user.name, user.email, employee.prefered_email, employee.company_email)
		.select(user.user_type)
		.where(within(employee.name, actors))
		.orderby(employee.name)
	)
	columns = ["employee", "user", "email", "preferred", "company", "type"]
	found = pd.DataFrame(list(query.run()), columns=columns, dtype=object).set_index("employee")
	found = found.where(found.notna() & (found != ""), None)
	mail = found["email"].combine_first(found["preferred"]).combine_first(found["company"])
	desk = found["type"].where(found["type"] == SYSTEM_USER, None)
	return pd.DataFrame({"user": found["user"], "mail": mail.where(mail.notna(), None), "desk": desk})


def remind(late: pd.DataFrame, cycle: frappe.model.document.Document) -> list[str]:
	"""Remind everybody whose turn these appraisals are: late[appraisal, employee_name, state, turn, actor, due, user, mail].

	Returns who listened, where notifications were written one by one.
	"""
	one_each = summaries(late, cycle)
	heard = notify(one_each[one_each["user"].notna()])
	by_mail, at_desk = one_each["mail"].notna(), one_each["desk"].notna()
	mail(one_each[by_mail & at_desk], cycle, get_url_to_list(APPRAISAL))
	mail(one_each[by_mail & ~at_desk], cycle, get_url(PORTAL))
	return heard


def summaries(late: pd.DataFrame, cycle: frappe.model.document.Document) -> pd.DataFrame:
	"""One line for each person: what is asked, and the appraisal that waits, or the list of them."""
	grouped = late.sort_values(["due", "appraisal"]).groupby("actor", sort=True)
	found = grouped.first().assign(count=grouped.size())
	found["subject"] = [
		sentence(count, row, cycle.title)
		for count, row in zip(found["count"], found.itertuples(), strict=True)
	]
	return found


def sentence(count: int, row: object, title: str) -> str:
	"""What is asked of a person."""
	due = "" if pd.isna(row.due) else _(", due on {0}").format(format_date(row.due.date()))
	if count > 1:
		return _("Reminder: {0} appraisals of {1} wait for you").format(count, title) + due
	if row.turn == EMPLOYEE:
		return _("Reminder: {0} of {1} waits for you").format(_(row.state), title) + due
	return _("Reminder: {0} of {1} in {2} waits for you").format(_(row.state), row.employee_name, title) + due


def notify(people: pd.DataFrame) -> list[str]:
	"""A notification for each user who takes any, as Frappe writes it. Returns who listened."""
	rows = zip(people["desk"].notna(), people["count"], strict=True)
	many = get_url_to_list(APPRAISAL)
	link = [(many if count > 1 else None) if desk else get_url(PORTAL) for desk, count in rows]
	return tell(people.assign(document_type=APPRAISAL, document_name=people["appraisal"], link=link))


def tell(people: pd.DataFrame) -> list[str]:
	"""A notification for each row[user, subject, document_type, document_name, link], as Frappe writes it. Returns who listened."""
	people = people[~people["user"].isin(silent())]
	if people.empty:
		return []
	table = pd.DataFrame(
		{
			"type": "Alert",
			"subject": [escape_html(text) for text in people["subject"]],
			"for_user": people["user"],
			"from_user": frappe.session.user,
			"document_type": people["document_type"],
			"document_name": people["document_name"],
			"link": people.get("link"),
		}
	)
	heard = store.insert(LOG, table.reset_index(drop=True).astype(object)).listeners
	settings = frappe.qb.DocType(SETTINGS)
	frappe.qb.update(settings).set(settings.seen, 0).where(within(settings.name, list(people["user"]))).run()
	for user in people["user"]:
		frappe.publish_realtime("notification", after_commit=True, user=user)
	return heard


def silent() -> set[str]:
	"""Users who have switched notifications off."""
	return set(frappe.get_all(SETTINGS, filters={"enabled": 0}, pluck="name", order_by="name", limit=0))


def mail(people: pd.DataFrame, cycle: frappe.model.document.Document, link: str) -> None:
	"""The same words for everybody, so that one message in the queue has many recipients; none where the site sends no e-mail."""
	if people.empty or not EmailAccount.find_outgoing():
		return
	for recipients in portions(people["mail"].unique()):
		frappe.sendmail(
			recipients=recipients,
			subject=_("Reminder: {0} waits for you").format(cycle.title),
			message=body(cycle, link),
			add_unsubscribe_link=0,
		)


def portions(recipients: Iterable[str]) -> Iterable[list[str]]:
	"""As many as one message takes."""
	everybody = list(recipients)
	for start in range(0, len(everybody), MAIL_AT_ONCE):
		yield everybody[start : start + MAIL_AT_ONCE]


def body(cycle: frappe.model.document.Document, link: str) -> str:
	"""The message: what is asked, and where it is done. Whom it is about stands behind the link only."""
	asked = escape_html(_("Appraisals in {0} wait for you.").format(cycle.title))
	return f'<p>{asked}</p><p><a href="{escape_html(link)}">{escape_html(_("Open"))}</a></p>'
