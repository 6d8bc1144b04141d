"""The run that sends digests: who gets one, what it says, and that it is written down in the transaction that sends it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd

import frappe
from frappe import _
from frappe.utils import format_date, get_url, now_datetime

from talent_performance import store
from talent_performance.access.overview import companies_with
from talent_performance.engine import reminders as engine
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import reminders
from talent_performance.flows.digests import facts, mail, people, texts
from talent_performance.flows.digests.people import DIGEST, SETTINGS, People
from talent_performance.flows.participants import CYCLE
from talent_performance.runs import control, ledger
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work
from talent_performance.store.dialect import within

KIND = "Send Reminders"
SENDERS = ("HR Manager",)
MEMORY = 60  # days for which it counts what was said
LONGEST_GAP = timedelta(hours=20)
STALE = timedelta(hours=12)  # a run resumed later than this sends nothing: the next day's says it
PORTION = 500


class Said(NamedTuple):
	"""What some people hear: a row for each line of a digest, and what is then known to have been said."""

	groups: pd.DataFrame
	memory: pd.DataFrame


def heading(section: str, language: str | None = None) -> str:
	"""What stands above a section of a digest."""
	return {
		engine.DUE: _("To Do", language),
		engine.ASKED: _("Asked of You", language),
		engine.LATE: _("Late", language),
		engine.CHANGED: _("What Has Changed", language),
	}[section]


def reasons() -> dict[str, str]:
	"""Why somebody gets no digest today, in words."""
	return {
		"no address": _("No address: neither a user nor an e-mail"),
		"sent today": _("Had a digest today"),
		"paused": _("Paused"),
		"day off": _("Day off"),
	}


def every_hour() -> None:
	"""Hourly: start the run for whoever's hour has come since the last one."""
	if not frappe.db.get_single_value(SETTINGS, "reminders_on"):
		return
	until = people.now()
	since = max(last_moment() or until - timedelta(hours=1), until - LONGEST_GAP)
	arguments = {"since": since.isoformat(), "until": until.isoformat()}
	if len(chosen(arguments)):
		control.start(KIND, arguments)


def last_moment() -> datetime | None:
	"""Up to when the scheduler has looked."""
	filters = {"kind": KIND, "dry_run": 0, "arguments": ("like", '%"until"%')}
	found = frappe.get_all(
		ledger.RUN, filters=filters, pluck="arguments", order_by="creation desc, name desc", limit=1
	)
	return datetime.fromisoformat(json.loads(found[0])["until"]) if found else None


def moment_of(arguments: Arguments) -> datetime:
	"""The moment for which a run works."""
	said = arguments.get("until")
	return datetime.fromisoformat(str(said)) if said else people.now()


def everybody(arguments: Arguments) -> People:
	"""Whom a run may be about: the scheduler's everybody whose hour has come, HR's the people of their companies."""
	moment = moment_of(arguments)
	found = people.with_day(people.everybody(), moment)
	table = found.table
	if "since" in arguments:
		since = datetime.fromisoformat(str(arguments["since"]))
		days = engine.digest_days(table[["zone", "hour"]], since, moment, people.rules())
		return found._replace(table=table[days.notna()])
	companies = companies_with(frappe.session.user, *SENDERS)
	return found if companies is None else found._replace(table=table[table["company"].isin(companies)])


def chosen(arguments: Arguments) -> pd.DataFrame:
	"""Those of them for whom nothing stands in the way."""
	table = everybody(arguments).table
	return table[engine.obstacles(table) == ""]


def plan(arguments: Arguments) -> list[list[str]]:
	"""The people, one by one."""
	return [[employee] for employee in sorted(chosen(arguments).index)]


def check(arguments: Arguments) -> None:
	"""Raises IllegalMove while reminders are off."""
	if not frappe.db.get_single_value(SETTINGS, "reminders_on"):
		frappe.throw(
			_("Reminders are switched off. Switch them on in {0} first.").format(_(SETTINGS)),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many would get a digest with how many lines, and who not and why."""
	found = everybody(arguments)
	why = engine.obstacles(found.table)
	names = list(found.table.index[why == ""])
	groups = pd.concat(
		[say(found.only(names[start : start + PORTION])).groups for start in range(0, len(names), PORTION)]
		or [pd.DataFrame(columns=["to"])]
	)
	silent = sorted(set(names) - set(groups["to"]))
	return [
		Count("Would get a digest", groups["to"].nunique()),
		Count("Lines", len(groups)),
		Count("Nothing to say", len(silent)),
		*(
			Count(label, int((why == reason).sum()), sorted(found.table.index[why == reason]))
			for reason, label in reasons().items()
			if (why == reason).any()
		),
	]


def work(asked: Work) -> list[str]:
	"""Send these their digests, as far as nobody has meanwhile."""
	moment = moment_of(asked.arguments)
	if people.now() - moment > STALE:
		return []
	found = people.with_day(people.everybody(asked.keys).only(asked.keys), moment)
	ready = list(found.table.index[engine.obstacles(found.table) == ""])
	found = found.only(ready)
	return send(found, say(found), asked.run) if ready else []


def say(found: People, *, again: bool = False) -> Said:
	"""What these people hear today; `again`: as if nothing had been said before."""
	table = found.table
	if table.empty:
		return Said(engine.grouped(facts.empty()), facts.empty())
	rules, day = people.rules(), max(table["day"])
	users = {user: employee for employee, user in table["user"].items() if user}
	chunk = facts.chunk_of(list(found.stands_for), users, day, people.news_since(day), rules)
	lines = facts.lines(chunk)
	lines = lines.assign(to=lines["to"].map(dict(found.stands_for)))
	lines = engine.wanted(lines, people.unwanted(found))
	lines = lines.assign(today=lines["to"].map(table["day"]))
	said = memory(list(table.index), day)
	told = engine.chosen(lines, said.head(0) if again else said, rules)
	return Said(engine.grouped(told), engine.remembered(lines, told, said))


def memory(employees: Sequence[str], day: Any) -> pd.DataFrame:
	"""What the last digest of each knew to have been said."""
	table = frappe.qb.DocType(DIGEST)
	query = frappe.qb.from_(table).select(table.employee, table.said).orderby(table.on_date)
	query = query.where(within(table.employee, employees) & (table.on_date >= day - timedelta(days=MEMORY)))
	last = dict(query.orderby(table.name).run())
	rows = [(to, *line) for to, said in last.items() for line in json.loads(said or "[]")]
	return pd.DataFrame(rows, columns=["to", "kind", "key", "stage", "on"], dtype=object)


def send(found: People, said: Said, run: str) -> list[str]:
	"""Digest, notification and e-mail in one transaction. Returns who listened."""
	words = texts.words()
	letters = written(found, said.groups, words)
	if letters.empty:
		return []
	table = found.table.loc[letters.index]
	posted = pd.Series(False, index=letters.index)
	by_mail = table["mail"].notna()
	posted[by_mail] = mail.queue(letters[by_mail].assign(mail=table.loc[by_mail, "mail"]))
	rows = pd.DataFrame(
		{
			"employee": letters.index,
			"on_date": table["day"],
			"sent_at": now_datetime(),
			"line_count": letters["lines"],
			"by_mail": posted.astype(int),
			"by_notification": table["user"].notna().astype(int),
			"run": run or None,
			"said": remembered(said.memory, letters.index),
		}
	)
	wrote = store.insert(DIGEST, rows.reset_index(drop=True).astype(object))
	bell = letters.assign(user=table["user"], document_type=DIGEST, document_name=wrote.names)
	heard = reminders.tell(bell[bell["user"].notna()])
	texts.note_broken(words, reminders.tell)
	return list(dict.fromkeys([*wrote.listeners, *heard]))


def remembered(said: pd.DataFrame, employees: Sequence[str]) -> list[str]:
	"""What each digest knows to have been said, as it keeps it."""
	lines: dict[str, list[list[str]]] = {employee: [] for employee in employees}
	for row in said.itertuples():
		if row.to in lines:
			lines[row.to].append([row.kind, row.key, row.stage, str(row.on)])
	return [json.dumps(each) for each in lines.values()]


def written(found: People, groups: pd.DataFrame, words: texts.Words) -> pd.DataFrame:
	"""A letter for each person who hears something, by employee: letter, subject, lines."""
	titles = dict(
		frappe.get_all(
			CYCLE,
			filters={"name": ("in", sorted(set(groups["cycle"])) or [""])},
			fields=["name", "title"],
			as_list=True,
			order_by="name",
			limit=0,
		)
	)
	rows = {
		employee: (letter(found.table.loc[employee], lines, words, titles), len(lines))
		for employee, lines in groups.groupby("to", sort=True)
	}
	table = pd.DataFrame(
		[(each, each.subject, lines) for each, lines in rows.values()],
		columns=["letter", "subject", "lines"],
		index=list(rows),
		dtype=object,
	)
	return table


def letter(person: pd.Series, lines: pd.DataFrame, words: texts.Words, titles: dict[str, str]) -> mail.Letter:
	"""A digest in the language of its reader."""
	language = person["language"]
	common = {
		**texts.EMPTY,
		"name": person["first_name"] or person["employee_name"],
		"date": format_date(person["day"]),
		"count": int(lines["count"].sum()),
	}
	sections = []
	for section, rows in in_order(lines):
		said = [
			words.say(row.kind, language, {**common, **texts.values_of(row, language, titles)})
			for row in rows.itertuples()
		]
		sections.append(mail.Section(heading(section, language), said))
	subject, opening, closing = (
		words.say(kind, language, common) for kind in ("Subject", "Opening", "Closing")
	)
	link = get_url("/talent") if person["user"] else ""
	return mail.Letter(subject, opening, sections, closing, link, _("Open", language))


def in_order(lines: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
	"""The sections that there are, in their order."""
	for section in engine.SECTIONS:
		rows = lines[lines["section"] == section]
		if len(rows):
			yield section, rows


def preview(employee: str) -> str:
	"""Everything that waits for somebody today as HTML, said before or not; "" where nothing does."""
	found = people.with_day(people.everybody([employee]), people.now())
	letters = written(found, say(found, again=True).groups, texts.words())
	return mail.content(letters["letter"].iloc[0]) if len(letters) else ""


SEND_REMINDERS = KindOfRun(
	title=KIND, plan=plan, work=work, dry_run=dry_run, may_start=SENDERS, chunk_size=PORTION, check=check
)
