"""A person's deadlines and check-ins as a calendar, to be fetched by a secret link or downloaded once.

Of the link only a hash is kept. The calendar names phases, titles of cycles and days: no other person, no rating, no text.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pandas as pd

import frappe
from frappe import _
from frappe.utils import get_url, now_datetime

from talent_performance.engine import ics
from talent_performance.engine import reminders as engine
from talent_performance.flows import kept_fields
from talent_performance.flows.digests import facts, people, preferences
from talent_performance.flows.digests.people import PREFERENCE, People
from talent_performance.flows.participants import CYCLE

FEED = "/api/method/talent_performance.portal.calendar.feed?key="
MINUTES = 30


def hashed(key: str) -> str:
	"""What is kept of a link."""
	return hashlib.sha256(key.encode()).hexdigest()


def make_link(employee: str) -> str:
	"""A new secret link; an old one is worth nothing from now on."""
	key = secrets.token_urlsafe(32)
	keep(employee, hashed(key), now_datetime())
	return get_url(FEED + key)


def revoke_link(employee: str) -> None:
	"""Nobody fetches the calendar any more."""
	keep(employee, None, None)


def keep(employee: str, key_hash: str | None, made_on: datetime | None) -> None:
	"""Write it down."""
	doc = preferences.of(employee, for_update=True)
	with kept_fields.writing():
		doc.update({"calendar_hash": key_hash, "calendar_made_on": made_on})
		doc.save(ignore_permissions=True)


def owner_of(key: str) -> str | None:
	"""Whose calendar a link opens: of somebody who works here, and whose user, if there is one, is enabled."""
	if not key or len(key) > 100:
		return None
	wishes, employee, user = (frappe.qb.DocType(name) for name in (PREFERENCE, "Employee", "User"))
	query = frappe.qb.from_(wishes).join(employee).on(employee.name == wishes.employee)
	query = query.left_join(user).on(user.name == employee.user_id).select(employee.name)
	query = query.where((wishes.calendar_hash == hashed(key)) & (employee.status == "Active"))
	query = query.where(user.name.isnull() | (user.enabled == 1))
	return (query.limit(1).run(pluck=True) or [None])[0]


def calendar(employee: str) -> str:
	"""Somebody's calendar, as text."""
	moment = people.now()
	found = people.with_day(people.everybody([employee]), moment)
	events = list(events_of(found, moment)) if len(found.table) else []
	return ics.calendar(_("Talent & Performance"), events, moment)


def events_of(found: People, moment: datetime) -> Iterator[ics.Event]:
	"""Ends of phases, days by which something waits, the next check-in; in the language of the person."""
	person = found.table.iloc[0]
	language, rules = person["language"], people.rules()
	users = {person["user"]: person.name} if person["user"] else {}
	chunk = facts.chunk_of(list(found.stands_for), users, person["day"], person["day"], rules)
	waiting, phases = mine(facts.turns(chunk), chunk), mine(facts.phases(chunk), chunk)
	titles = titles_of({*waiting["cycle"], *phases["cycle"]})
	for row in phases[phases["kind"] == "Phase Closing"].itertuples():
		summary = _("{0} in {1} ends", language).format(_(row.about, language), titles.get(row.cycle, ""))
		yield event(row, summary)
	for row in waiting.itertuples():
		what = _(row.about or row.kind, language)
		yield event(row, _("{0} in {1} is due", language).format(what, titles.get(row.cycle, "")))
	for row in mine(facts.check_ins(chunk), chunk).itertuples():
		hour = time(engine.digest_hour(person["hour"], rules))
		day = max(row.due.date(), person["day"])
		start = datetime.combine(day, hour, ZoneInfo(person["zone"]))
		yield ics.Event(uid(row), _("Check-in", language), start, MINUTES, get_url("/talent"))


def mine(lines: pd.DataFrame, chunk: facts.Chunk) -> pd.DataFrame:
	"""Lines of this person that have a day; each once."""
	lines = lines[lines["to"].isin(chunk.own) & lines["due"].notna()]
	return lines.drop_duplicates(["kind", "key"]).sort_values(["kind", "key"])


def event(row: object, summary: str) -> ics.Event:
	"""A whole day."""
	return ics.Event(uid(row), summary, pd.Timestamp(row.due).date(), url=get_url("/talent"))


def uid(row: object) -> str:
	"""The same whenever it is fetched: an event that moves stays one."""
	return f"{frappe.scrub(row.kind)}-{row.key}@{frappe.local.site}"


def titles_of(cycles: set[str]) -> dict[str, str]:
	"""What cycles are called."""
	found = frappe.get_all(
		CYCLE, {"name": ("in", sorted(cycles) or [""])}, ["name", "title"], order_by="name", as_list=True
	)
	return dict(found)
