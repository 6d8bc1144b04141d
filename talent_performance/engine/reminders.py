"""Who is reminded of what, and when: one digest for each person and day, out of tables of facts.

Nothing here knows the time: the moment comes in. A digest goes out only where there is something to say that wasn't said
before; it then lists everything that waits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from talent_performance.engine.workdays import WEEKEND

DUE, CHANGED, ASKED, LATE = "due", "changed", "asked", "late"
SECTIONS = (DUE, ASKED, LATE, CHANGED)
COMING, TODAY, OVERDUE, OPEN = "coming", "today", "overdue", "open"
LINES = ("to", "kind", "key", "cycle", "about", "due")
GROUP = ("to", "kind", "cycle", "about")


@dataclass(frozen=True)
class Kind:
	"""A kind of line: where it stands, whether it is said once and never again, and whether nobody may opt out of it."""

	section: str
	once: bool = False
	compulsory: bool = False


# In the order in which they stand in a digest.
KINDS: Mapping[str, Kind] = {
	"Objectives to Set": Kind(DUE),
	"Objectives to Approve": Kind(DUE),
	"Appraisal to Write": Kind(DUE),
	"Result to Acknowledge": Kind(DUE),
	"Check-in Due": Kind(DUE),
	"Key Results to Update": Kind(DUE),
	"Raters to Nominate": Kind(DUE),
	"Nominations to Approve": Kind(DUE),
	"Feedback to Give": Kind(DUE),
	"Pool Review Due": Kind(DUE),
	"Succession Task": Kind(DUE),
	"Development Plans to Approve": Kind(DUE),
	"Development Action Due": Kind(DUE),
	"Development Review Due": Kind(DUE),
	"Development Plan to Look After": Kind(DUE),
	"Feedback Asked": Kind(ASKED, once=True),
	"Change to Agree": Kind(ASKED),
	"Delegation Given": Kind(ASKED, once=True),
	"Late in My Team": Kind(LATE),
	"Late in the Company": Kind(LATE),
	"Result Published": Kind(CHANGED, once=True, compulsory=True),
	"Appeal Decided": Kind(CHANGED, once=True, compulsory=True),
	"Objectives Returned": Kind(CHANGED, once=True),
	"Objectives Approved": Kind(CHANGED, once=True),
	"Development Plan Decided": Kind(CHANGED, once=True),
	"Reply to a Check-in": Kind(CHANGED, once=True),
	"Note Received": Kind(CHANGED, once=True),
	"Phase Opened": Kind(CHANGED, once=True),
	"Phase Closing": Kind(CHANGED, once=True),
}
COMPULSORY = tuple(name for name, kind in KINDS.items() if kind.compulsory)
OPTIONAL = tuple(name for name, kind in KINDS.items() if not kind.compulsory)
ESCALATED = {"manager": "Late in My Team", "hr": "Late in the Company"}


@dataclass(frozen=True)
class Rules:
	"""What a company may set; hours from 0 to 23, days from 0. After 0 days nothing is escalated, and no check-in is due."""

	hour: int = 8
	quiet_from: int = 20
	quiet_until: int = 7
	days_before: int = 3
	again_after: int = 3
	check_in_every: int = 14
	manager_after: int = 5
	hr_after: int = 10


def is_quiet(hour: int, rules: Rules) -> bool:
	"""Whether an hour lies in the quiet ones, which may go over midnight; equal ends leave none.

	>>> is_quiet(23, Rules()), is_quiet(8, Rules()), is_quiet(3, Rules(quiet_from=6, quiet_until=6))
	(True, False, False)
	"""
	start, end = rules.quiet_from, rules.quiet_until
	return start <= hour < end if start <= end else hour >= start or hour < end


def digest_hour(own: float | None, rules: Rules) -> int:
	"""The hour of somebody's digest: his own, else the company's; where that is quiet the first one that isn't.

	>>> digest_hour(None, Rules()), digest_hour(22, Rules()), digest_hour(10, Rules())
	(8, 7, 10)
	"""
	hour = rules.hour if own is None or np.isnan(own) else int(own)
	return rules.quiet_until if is_quiet(hour, rules) else hour


def digest_days(people: pd.DataFrame, since: datetime, until: datetime, rules: Rules) -> pd.Series:
	"""The local day of whoever's digest falls between two moments, the first not counted; null for everybody else.

	people[zone, hour]: the name of the time zone, and the own hour or null. A moment that quiet hours have caught up with
	meanwhile, because nothing ran for a while, waits for the next day.
	"""
	answers = {
		pair: _digest_day(pair[0], None if pair[1] == "" else float(pair[1]), since, until, rules)
		for pair in set(_pairs(people))
	}
	return pd.Series([answers[pair] for pair in _pairs(people)], index=people.index, dtype=object)


def _pairs(people: pd.DataFrame) -> list[tuple[str, object]]:
	hours = people["hour"].astype(object).where(people["hour"].notna(), "")
	return list(zip(people["zone"], hours, strict=True))


def _digest_day(zone: str, own: float | None, since: datetime, until: datetime, rules: Rules) -> date | None:
	here = until.astimezone(ZoneInfo(zone))
	if is_quiet(here.hour, rules):
		return None
	moment = datetime.combine(here.date(), time(digest_hour(own, rules)), here.tzinfo)
	return here.date() if since < moment <= until else None


def local_days(zones: pd.Series, moment: datetime) -> pd.Series:
	"""Which day it is for each."""
	known = {zone: moment.astimezone(ZoneInfo(zone)).date() for zone in set(zones)}
	return zones.map(known).astype(object)


def is_free(day: date, days: Collection[date] | None, until: date | None = None) -> bool:
	"""Whether nobody works on a day: `days` are what a Holiday List names, up to `until`; without one weekends are free.

	>>> is_free(date(2026, 3, 7), None), is_free(date(2026, 3, 7), [date(2026, 3, 6)], date(2026, 12, 31))
	(True, False)
	"""
	if days is None or (until is not None and day > until):
		return day.weekday() in WEEKEND
	return day in days


def obstacles(people: pd.DataFrame) -> pd.Series:
	"""Why somebody gets no digest today, "" where nothing stands in the way.

	people[day, sent_on, paused_until, free, reachable]. The first reason counts.
	"""
	day = pd.to_datetime(people["day"])
	reasons = {
		"no address": ~people["reachable"].astype(bool),
		"sent today": pd.to_datetime(people["sent_on"]) >= day,
		"paused": pd.to_datetime(people["paused_until"]) >= day,
		"day off": people["free"].astype(bool),
	}
	found = np.select([mask.to_numpy() for mask in reasons.values()], list(reasons), "")
	return pd.Series(found, index=people.index, dtype=object)


def check_in_days(last: pd.Series, start: pd.Series, every: int) -> pd.Series:
	"""The day on which each person's next check-in is due: so many days after the last one, else after the start; null without."""
	if not every:
		return pd.Series(pd.NaT, index=start.index)
	since = pd.to_datetime(last).fillna(pd.to_datetime(start))
	return since + timedelta(days=every)


def escalated(stood: pd.DataFrame, rules: Rules) -> pd.DataFrame:
	"""What has been late for so long that somebody else hears of it: LINES, `to` null.

	stood[appraisal, cycle, due, days_late]; `level` says whose turn it is to hear: the manager of whoever is late, or HR.
	"""
	found = []
	for level, after in (("manager", rules.manager_after), ("hr", rules.hr_after)):
		late = stood[stood["days_late"] >= after] if after else stood.head(0)
		found.append(late.assign(level=level, kind=ESCALATED[level], key=late["appraisal"], to=None))
	return pd.concat(found, ignore_index=True)


def update_days(updated: pd.Series, start: pd.Series, end: pd.Series, after: pd.Series) -> pd.Series:
	"""The day on which an objective was to be updated: so many days after the last time; null where it ends before."""
	last = pd.to_datetime(updated).fillna(pd.to_datetime(start))
	due = last + pd.to_timedelta(after, unit="D")
	return due.where(~(due >= pd.to_datetime(end)))


def stages(due: pd.Series, today: pd.Series) -> pd.Series:
	"""Where each line stands to its day: coming, today, overdue; open where there is none."""
	left = days_left(due, today)
	found = np.select([left < 0, left == 0, left > 0], [OVERDUE, TODAY, COMING], OPEN)
	return pd.Series(found, index=due.index, dtype=object)


def days_left(due: pd.Series, today: pd.Series) -> pd.Series:
	"""Days until the due day, negative after it, null without."""
	return (pd.to_datetime(due) - pd.to_datetime(today)).dt.days


def chosen(lines: pd.DataFrame, said: pd.DataFrame, rules: Rules) -> pd.DataFrame:
	"""What today's digests say, with stage, days_late and fresh; nobody is in it who hears nothing new.

	lines[LINES and today]; said[to, kind, key, stage, on]: what the digests before have said. A line is said as soon as it is so
	many days to its day, on the day, and once it is over; what is late or open is said again after so many days. What is said
	once isn't repeated.
	"""
	left = days_left(lines["due"], lines["today"])
	near = lines[~(left > rules.days_before)]
	near = near.assign(
		stage=stages(near["due"], near["today"]),
		days_late=(-days_left(near["due"], near["today"])).clip(lower=0).fillna(0).astype(int),
	)
	near = near.drop_duplicates(["to", "kind", "key"]).reset_index(drop=True)
	before = said.rename(columns={"stage": "said_stage", "on": "said_on"})
	known = near.merge(before, how="left", on=["to", "kind", "key"])
	once = known["kind"].map({name: kind.once for name, kind in KINDS.items()}).astype(bool)
	ago = -days_left(known["said_on"], known["today"])
	again = ~once & known["stage"].isin((OVERDUE, OPEN)) & (ago >= rules.again_after)
	moved = ~once & (known["said_stage"] != known["stage"])
	known = known.assign(fresh=known["said_stage"].isna() | moved | again)
	known = known[~once | known["fresh"]]
	return known[known["to"].isin(known.loc[known["fresh"], "to"])].reset_index(drop=True)


def wanted(lines: pd.DataFrame, unwanted: pd.DataFrame) -> pd.DataFrame:
	"""Without what people have opted out of: unwanted[to, kind]. Compulsory kinds stay, whatever it says."""
	out = set(zip(unwanted["to"], unwanted["kind"], strict=True))
	pairs = zip(lines["to"], lines["kind"], strict=True)
	keep = [to == to and (kind in COMPULSORY or (to, kind) not in out) for to, kind in pairs]
	return lines[np.array(keep, dtype=bool)]


def grouped(lines: pd.DataFrame) -> pd.DataFrame:
	"""One row for each person, kind, cycle and what it is about (a phase), in the order of a digest: count, overdue, due, days_late."""
	if lines.empty:
		return pd.DataFrame(columns=[*GROUP, "section", "count", "overdue", "due", "stage", "days_late"])
	order = {
		name: at for at, name in enumerate(sorted(KINDS, key=lambda k: SECTIONS.index(KINDS[k].section)))
	}
	marks = lines.assign(
		cycle=lines["cycle"].fillna(""),
		about=lines["about"].fillna(""),
		due=pd.to_datetime(lines["due"]),
		overdue=lines["stage"] == OVERDUE,
	)
	by = marks.sort_values(["due", "key"]).groupby(list(GROUP), sort=True)
	found = by.agg(
		overdue=("overdue", "sum"),
		due=("due", "min"),
		stage=("stage", "first"),
		days_late=("days_late", "max"),
	)
	found = found.assign(count=by.size()).reset_index()
	found = found.assign(
		section=found["kind"].map({name: kind.section for name, kind in KINDS.items()}),
		at=found["kind"].map(order),
	)
	return found.sort_values(["to", "at", "cycle", "about"], ignore_index=True).drop(columns="at")


def remembered(lines: pd.DataFrame, told: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
	"""What is known to have been said, after these digests: told with its stage and day, and of what was said before what still is so."""
	now = told[["to", "kind", "key", "stage", "today"]].rename(columns={"today": "on"})
	still = said.merge(lines[["to", "kind", "key"]].drop_duplicates(), on=["to", "kind", "key"])
	both = pd.concat([now, still[now.columns]], ignore_index=True)
	return both.drop_duplicates(["to", "kind", "key"]).reset_index(drop=True)
