"""Kiosks: a shared tablet that HR starts for some hours; on it one employee after the other signs in with number and code.

Who is signed in is kept in Frappe's cache, by the digest of a token, for as many minutes as nobody touches anything.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_to_date, cint, format_datetime, get_datetime, now_datetime

from talent_performance.access.entrances import AT_KIOSK, Entrance
from talent_performance.access.pace import check_pace, count, counted
from talent_performance.access.people import employees_of, hr_companies
from talent_performance.exceptions import IllegalMove
from talent_performance.flows.moving import moving
from talent_performance.flows.tokens import close_door, digest, new_token
from talent_performance.flows.unaccounted import codes
from talent_performance.flows.unaccounted.links import check_still_needed

KIOSK, CYCLE, APPRAISAL = "Kiosk", "Performance Cycle", "Performance Appraisal"
ISSUERS = ("HR Manager",)
HOURS_AT_MOST = 24
IDLE_AT_MOST = 15
WRONG_AT_MOST, PAUSE = 30, 15 * 60
A_MINUTE = (60, 60)


def start(cycle: str, company: str, place: str, hours: int, idle_minutes: int) -> dict[str, Any]:
	"""A kiosk, and its token for the last time. Raises PermissionError, IllegalMove."""
	check_keeper(company)
	if not frappe.db.exists("Cycle Company", {"parent": cycle, "parenttype": CYCLE, "company": company}):
		frappe.throw(
			_("{0} isn't one of the cycle's companies.").format(company),
			exc=IllegalMove,
			title=_("Not Possible"),
		)
	token = new_token()
	hours, idle = min(max(cint(hours), 1), HOURS_AT_MOST), min(max(cint(idle_minutes), 1), IDLE_AT_MOST)
	values = {
		"place": place.strip() or company,
		"company": company,
		"cycle": cycle,
		"kept_by": next(iter(employees_of(frappe.session.user)), None),
		"started_by": frappe.session.user,
		"started_on": now_datetime(),
		"ends_on": add_to_date(now_datetime(), hours=hours),
		"idle_minutes": idle,
		"token_hash": digest(token),
	}
	with moving():
		kiosk = frappe.get_doc({"doctype": KIOSK, **values}).insert(ignore_permissions=True)
	return {"kiosk": kiosk.name, "token": token, "ends_on": kiosk.ends_on}


def check_keeper(company: str | None) -> None:
	"""Raises PermissionError for whoever isn't HR Manager of the company."""
	companies = hr_companies(frappe.session.user, ISSUERS, KIOSK)
	if frappe.session.user != "Administrator" and companies is not None and company not in companies:
		frappe.throw(
			_("Only an HR Manager of the company starts or ends a kiosk."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def end(kiosk: str) -> None:
	"""Nobody signs in there any more, and who is signed in is signed off. Raises PermissionError."""
	check_keeper(frappe.db.get_value(KIOSK, kiosk, "company"))
	frappe.db.set_value(KIOSK, kiosk, "ended", 1)


def prove(token: str) -> frappe._dict:
	"""The kiosk of a device. Raises EntranceClosed."""
	found = frappe.db.get_value(KIOSK, {"token_hash": digest(token)}, "*", as_dict=True)
	if not found:
		close_door(_("This device isn't a kiosk. Ask HR to start one."))
	return still_open(found)


def still_open(kiosk: frappe._dict) -> frappe._dict:
	"""Raises EntranceClosed where it has ended."""
	if kiosk.ended or get_datetime(kiosk.ends_on) < now_datetime():
		close_door(_("This kiosk has ended. Ask HR to start another one."))
	return kiosk


def shown(kiosk: frappe._dict) -> dict[str, Any]:
	"""What stands on the tablet while nobody is signed in."""
	return {
		"place": kiosk.place,
		"company": kiosk.company,
		"cycle_title": frappe.db.get_value(CYCLE, kiosk.cycle, "title"),
		"ends": format_datetime(kiosk.ends_on, "HH:mm"),
		"idle_seconds": cint(kiosk.idle_minutes) * 60,
	}


def sign_in(kiosk: frappe._dict, number: str, secret: str) -> dict[str, Any]:
	"""A token of who is signed in, or why nobody is: an answer and not an error, so that a wrong try stays counted."""
	if counted("kiosk wrong", kiosk.name) >= WRONG_AT_MOST:
		return {"refused": _("Too many wrong codes on this device. Wait a quarter of an hour, or ask HR.")}
	employee = employee_of(kiosk.company, number.strip())
	refused = codes.refused(employee, secret.strip())
	if refused:
		count("kiosk wrong", kiosk.name, PAUSE)
		return {"refused": refused}
	appraisal = frappe.db.get_value(APPRAISAL, {"cycle": kiosk.cycle, "employee": employee})
	if not appraisal:
		return {"refused": _("There is no appraisal for you in this cycle. Ask HR.")}
	try:
		check_still_needed(appraisal, str(employee))
	except frappe.PermissionError as e:
		frappe.clear_last_message()
		return {"refused": str(e)}
	return {"token": _remember(kiosk, appraisal, str(employee))}


def employee_of(company: str, number: str) -> str | None:
	"""Who works there under a number: the Employee Number, or the name of the Employee."""
	table = frappe.qb.DocType("Employee")
	named = (table.employee_number == number) | (table.name == number)
	query = frappe.qb.from_(table).select(table.name).orderby(table.name).limit(2)
	found = query.where(named & (table.company == company) & (table.status == "Active")).run(pluck=True)
	return found[0] if number and len(found) == 1 else None


def _remember(kiosk: frappe._dict, appraisal: str, employee: str) -> str:
	token = new_token()
	_keep(token, {"kiosk": kiosk.name, "appraisal": appraisal, "employee": employee}, kiosk)
	return token


def _keep(token: str, who: dict[str, str], kiosk: frappe._dict) -> None:
	frappe.cache.set_value(_key(token), who, expires_in_sec=cint(kiosk.idle_minutes) * 60)


def _key(token: str) -> str:
	return f"talent_kiosk:{digest(token)}"


def prove_signed_in(token: str) -> Entrance:
	"""Who is signed in, for as many minutes more. Raises EntranceClosed, RateLimitExceededError."""
	who = frappe.cache.get_value(_key(token), expires=True)
	if not who:
		close_door(
			_(
				"You were signed off, for nothing was touched for a while. What was saved is kept: sign in again."
			)
		)
	check_pace("kiosk", digest(token), *A_MINUTE)
	kiosk = still_open(frappe.db.get_value(KIOSK, who["kiosk"], "*", as_dict=True))
	check_still_needed(who["appraisal"], who["employee"])
	_keep(token, who, kiosk)
	return Entrance(who["appraisal"], who["employee"], kiosk.company, AT_KIOSK, kiosk.name)


def sign_out(token: str) -> None:
	"""Nobody is signed in any more. Raises EntranceClosed where nobody is."""
	if not frappe.cache.get_value(_key(token), expires=True):
		close_door(_("You are signed off."))
	frappe.cache.delete_value(_key(token))
