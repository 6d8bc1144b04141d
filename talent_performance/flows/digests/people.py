"""Whom digests go to: one row for each person, however many Employee records he has, with clock, free days and wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import available_timezones

import pandas as pd

import frappe
from frappe.query_builder.functions import Max
from frappe.utils import cint, get_system_timezone, getdate

from talent_performance.engine import reminders as engine
from talent_performance.store.dialect import within
from talent_performance.store.frames import site_language

DIGEST, PREFERENCE, SETTINGS = "Talent Digest", "Reminder Preference", "Talent Settings"
COLUMNS = (
	"employee", "employee_name", "first_name", "company", "user", "email", "preferred", "company_mail", "zone", "language",
	"own_list", "company_list", "digest_hour", "paused_until",
)  # fmt: skip
# Field of Talent Settings for each word of the rules.
RULES = {
	"hour": "digest_hour",
	"quiet_from": "quiet_from",
	"quiet_until": "quiet_until",
	"days_before": "remind_days_before",
	"again_after": "remind_again_after",
	"check_in_every": "check_in_every_days",
	"manager_after": "escalate_to_manager_after",
	"hr_after": "escalate_to_hr_after",
}
LONGEST_SINCE = 30  # days back in which a change is news


class People(NamedTuple):
	"""One row for each person by the Employee who stands for him, and every record's one."""

	table: pd.DataFrame
	stands_for: Mapping[str, str]

	def only(self, employees: Sequence[str]) -> People:
		"""These of them."""
		table = self.table.loc[self.table.index.intersection(employees)]
		return People(table, {one: of for one, of in self.stands_for.items() if of in table.index})


def wish(kind: str) -> str:
	"""The field of Reminder Preference that says whether somebody wants a kind."""
	return f"wants_{frappe.scrub(kind)}"


WISHES = {wish(kind): kind for kind in engine.OPTIONAL}


def rules() -> engine.Rules:
	"""What Talent Settings says."""
	settings = frappe.get_cached_doc(SETTINGS)
	return engine.Rules(**{word: cint(settings.get(field)) for word, field in RULES.items()})


def news_since(today: date) -> date:
	"""From which day on changes are news: not before reminders were switched on."""
	switched_on = frappe.get_cached_doc(SETTINGS).reminders_since
	return max(getdate(switched_on or today), today - timedelta(days=LONGEST_SINCE))


def everybody(employees: Sequence[str] | None = None) -> People:
	"""Who works here, or the persons with these Employee records."""
	rows = pd.DataFrame(list(_query(employees).run()), columns=[*COLUMNS, *WISHES], dtype=object)
	rows = rows.where(rows.notna() & (rows != ""), None)
	person = rows["user"].fillna("employee:" + rows["employee"].astype(str))
	first = rows.groupby(person, sort=False)["employee"].transform("first")
	stands_for = dict(zip(rows["employee"], first, strict=True))
	return People(_settled(rows[rows["employee"] == first]), stands_for)


def _query(employees: Sequence[str] | None) -> frappe.qb.DocType:
	"""The latest record of a person first: that one stands for him."""
	employee, user, company, wishes = (
		frappe.qb.DocType(name) for name in ("Employee", "User", "Company", PREFERENCE)
	)
	query = (
		frappe.qb.from_(employee)
		.left_join(user)
		.on((user.name == employee.user_id) & (user.enabled == 1))
		.left_join(company)
		.on(company.name == employee.company)
		.left_join(wishes)
		.on(wishes.employee == employee.name)
		.select(employee.name, employee.employee_name, employee.first_name, employee.company, user.name)
		.select(user.email, employee.prefered_email, employee.company_email, user.time_zone, user.language)
		.select(employee.holiday_list, company.default_holiday_list, wishes.digest_hour, wishes.paused_until)
		.select(*(wishes[field] for field in WISHES))
		.where(employee.status == "Active")
		.orderby(employee.date_of_joining, order=frappe.qb.desc)
		.orderby(employee.name)
	)
	if employees is None:
		return query
	other = frappe.qb.DocType("Employee").as_("other")
	users = frappe.qb.from_(other).select(other.user_id).where(within(other.name, employees))
	users = users.where(other.user_id.isnotnull() & (other.user_id != ""))
	return query.where(within(employee.name, employees) | employee.user_id.isin(users))


def _settled(rows: pd.DataFrame) -> pd.DataFrame:
	"""With address, hour, language and time zone, by employee."""
	known = available_timezones()
	here = get_system_timezone()
	mail = rows["email"].combine_first(rows["preferred"]).combine_first(rows["company_mail"])
	hour = rows["digest_hour"].map(lambda said: cint(said[:2]) if said else None).astype(float)
	table = rows.assign(
		mail=mail.where(mail.notna(), None),
		zone=[zone if zone in known else here for zone in rows["zone"]],
		language=rows["language"].fillna(site_language() or "en"),
		holiday_list=rows["own_list"].combine_first(rows["company_list"]),
		hour=hour,
	)
	table = table.assign(reachable=table["mail"].notna() | table["user"].notna())
	return table.set_index("employee", drop=False).rename_axis(None)


def unwanted(people: People) -> pd.DataFrame:
	"""Which kinds somebody doesn't want: to, kind."""
	found = [
		pd.DataFrame({"to": people.table.index[people.table[field] == 0], "kind": kind})
		for field, kind in WISHES.items()
	]
	return pd.concat(found, ignore_index=True)


def with_day(people: People, moment: datetime) -> People:
	"""With what the engine asks about today: day, sent_on, free."""
	table = people.table
	day = engine.local_days(table["zone"], moment)
	sent = last_days(list(table.index) if len(table) < 5000 else None, moment)
	free = _free_days(table["holiday_list"], day)
	return people._replace(table=table.assign(day=day, sent_on=table.index.map(sent), free=free))


def last_days(employees: Sequence[str] | None, moment: datetime) -> pd.Series:
	"""The day of the last digest, of those who had one lately."""
	table = frappe.qb.DocType(DIGEST)
	query = frappe.qb.from_(table).select(table.employee, Max(table.on_date)).groupby(table.employee)
	query = query.where(table.on_date >= (moment - timedelta(days=2)).date())
	if employees is not None:
		query = query.where(within(table.employee, employees))
	return pd.Series(dict(query.orderby(table.employee).run()), dtype=object)


def _free_days(lists: pd.Series, day: pd.Series) -> pd.Series:
	"""Whether each has a day off, asked once for each list and day."""
	pairs = list(zip(lists, day, strict=True))
	names = sorted({name for name in lists if name})
	known = _holidays(names, set(day)) if names else {}
	answers = {
		(name, of): engine.is_free(of, *known.get(name, (None, None))) for name, of in dict.fromkeys(pairs)
	}
	return pd.Series([answers[pair] for pair in pairs], index=lists.index, dtype=object)


def _holidays(names: Sequence[str], days: set[date]) -> dict[str, tuple[set[date], date]]:
	"""List → which of these days it names, and until when it goes."""
	head, line = frappe.qb.DocType("Holiday List"), frappe.qb.DocType("Holiday")
	query = (
		frappe.qb.from_(head)
		.left_join(line)
		.on((line.parent == head.name) & line.holiday_date.isin(sorted(days)))
		.select(head.name, head.to_date, line.holiday_date)
		.where(head.name.isin(list(names)))
		.orderby(head.name, line.holiday_date, line.name)
	)
	found: dict[str, tuple[set[date], date]] = {}
	for name, until, day in query.run():
		days_of, _until = found.setdefault(name, (set(), getdate(until)))
		days_of |= {getdate(day)} if day else set()
	return found


def now() -> datetime:
	"""This moment."""
	return datetime.now(timezone.utc)
