"""Links and codes on their way to people: by e-mail, or on sheets to cut and hand over."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pyqrcode

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import escape_html, format_date, get_url, getdate

from talent_performance.access.entrances import may_issue, without_account
from talent_performance.flows.appraisal_facts import APPRAISAL, REVIEW, facts_of
from talent_performance.flows.tokens import kept_out_of_logs
from talent_performance.flows.unaccounted import codes, links
from talent_performance.store.dialect import within

PAGE = "/personal-review"
KIOSK_PAGE = "/review-kiosk"
ADDRESSES = ("prefered_email", "company_email", "personal_email")
MODULE_SIZE = 4


def waiting(cycle: str, department: str = "", company: str = "") -> list[str]:
	"""Appraisals of a cycle whose self review waits for somebody without an account, and that are the user's to let people into."""
	table, review = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType(REVIEW)
	query = frappe.qb.from_(table).select(table.name, table.employee).orderby(table.employee, table.name)
	query = query.where((table.cycle == cycle) & table.state.isin(("Self Review", "Manager Review")))
	submitted = frappe.qb.from_(review).select(review.appraisal)
	submitted = submitted.where((review.perspective == "Self") & (review.state == "Submitted"))
	query = query.where(table.name.notin(submitted.where(review.cycle == cycle)))
	for column, value in (("department", department), ("company", company)):
		query = query.where(table[column] == value) if value else query
	found = dict(query.run())
	unaccounted = without_account(list(found.values()))
	names = [name for name, employee in found.items() if employee in unaccounted]
	mine = may_issue(names)
	return [name for name in names if name in mine]


def by_mail(appraisals: Sequence[str], days: int = links.DAYS) -> dict[str, Any]:
	"""Send a link to each who has an address. Returns how many were `sent`, and names of those `without` an address."""
	links.check_issuer(appraisals)
	people = _people(appraisals)
	having = [name for name in appraisals if people[name]["address"]]
	if having and not EmailAccount.find_outgoing():
		frappe.throw(
			_("This site sends no e-mail. Set up an outgoing Email Account, or print the links."),
			title=_("Not Possible"),
		)
	with kept_out_of_logs():
		for each in links.issue(having, links.MAILED, days) if having else ():
			_send(people[each["appraisal"]], each)
	return {
		"sent": len(having),
		"without": [people[name]["employee_name"] for name in appraisals if name not in having],
	}


def _send(person: dict[str, Any], each: links.Issued) -> None:
	cycle, until = person["cycle_title"], format_date(getdate(each["expires_on"]))
	address = escape_html(address_of(PAGE, each["token"]))
	said = [
		_("Hello {0},").format(person["employee_name"]),
		_("please write your self review of {0}. You need no account; the link below is yours alone.").format(
			cycle
		),
		_("It works until {0}. Don't pass it on: whoever has it can write in your name.").format(until),
	]
	body = "".join(f"<p>{escape_html(line)}</p>" for line in said)
	frappe.sendmail(
		recipients=[person["address"]],
		subject=_("Your self review of {0}").format(cycle),
		message=f'{body}<p><a href="{address}">{escape_html(_("Write My Self Review"))}</a></p><p>{address}</p>',
		add_unsubscribe_link=0,
	)


def printed_links(appraisals: Sequence[str], days: int = links.DAYS) -> str:
	"""A page with a sheet for each, with the link as a QR code. The tokens are nowhere else."""
	links.check_issuer(appraisals)
	people = _people(appraisals)
	with kept_out_of_logs():
		sheets = [
			{**people[each["appraisal"]], **each, "url": address_of(PAGE, each["token"])}
			for each in links.issue(appraisals, links.PRINTED, days)
		]
		return _page([{**sheet, "qr": qr(sheet["url"])} for sheet in sheets])


def printed_codes(appraisals: Sequence[str], days: int = codes.DAYS) -> str:
	"""A page with a slip for each: number and code for the kiosk."""
	links.check_issuer(appraisals)
	people = _people(appraisals)
	with kept_out_of_logs():
		return _page([{**people[each["appraisal"]], **each} for each in codes.issue(appraisals, days)])


def _page(sheets: list[dict[str, Any]]) -> str:
	for sheet in sheets:
		sheet["until"] = format_date(getdate(sheet["expires_on"]))
	path = "talent_performance/templates/unaccounted_sheets.html"
	return frappe.render_template(path, {"sheets": sheets, "lang": frappe.local.lang})


def address_of(page: str, token: str) -> str:
	"""Where a token opens: behind the #, which browsers send to nobody."""
	return f"{get_url(page)}#{token}"


def qr(url: str) -> str:
	"""A QR code as SVG, to stand in a page."""
	drawn = io.BytesIO()
	pyqrcode.create(url, error="M").svg(
		drawn,
		scale=MODULE_SIZE,
		quiet_zone=4,
		xmldecl=False,
		svgns=True,
		background="#fff",
		module_color="#000",
	)
	return drawn.getvalue().decode()


def _people(appraisals: Sequence[str]) -> dict[str, dict[str, Any]]:
	"""Whom each appraisal is about, with an address if there is one."""
	table, employee = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType("Employee")
	cycle = frappe.qb.DocType("Performance Cycle")
	query = frappe.qb.from_(table).join(employee).on(employee.name == table.employee)
	query = query.join(cycle).on(cycle.name == table.cycle)
	query = query.select(
		table.name, employee.name.as_("employee"), employee.employee_name, employee.employee_number
	)
	query = query.select(
		table.department, cycle.title.as_("cycle_title"), *(employee[name] for name in ADDRESSES)
	)
	found = (
		query.where(within(table.name, list(facts_of(appraisals, lock=False).index)))
		.orderby(table.name)
		.run(as_dict=True)
	)
	return {
		row.name: {
			**row,
			"number": row.employee_number or row.employee,
			"address": next(filter(None, (row[name] for name in ADDRESSES)), ""),
		}
		for row in found
	}
