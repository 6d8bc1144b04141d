"""Of which cycles the rows of a file speak, and which of them the site knows."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

import frappe

from talent_performance import store
from talent_performance.engine import ENGINE_VERSION
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch, in_site_language
from talent_performance.store.policy import freeze, policy_of

CYCLE, COMPANY = "Performance Cycle", "Cycle Company"
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
DAYS = ["start_date", "end_date"]


def with_days(rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
	"""Rows with their cycle's `key`, its own days (those of the site's cycle of that title, else of the first row that says them,
	else of the calendar year in the title) and its name on the site.
	"""
	key = titles(rows["cycle"]).map(plain, na_action="ignore")
	said = rows[DAYS].notna().all(axis=1) & key.notna()
	first = rows[said].assign(key=key[said]).drop_duplicates("key").set_index("key")
	site = known.assign(key=known["title"].map(plain)).drop_duplicates("key").set_index("key")
	years = rows["cycle"].astype(object).map(year_of, na_action="ignore")
	days = {}
	for column, ending in zip(DAYS, ("-01-01", "-12-31"), strict=True):
		calendar = moments_of(years.map(lambda year, ending=ending: f"{year}{ending}", na_action="ignore"))
		own, told = (moments_of(key.map(dict(table[column]))) for table in (site, first))
		days[column] = own.fillna(told).fillna(calendar)
	return pd.DataFrame({"key": key, **days, "cycle_name": key.map(dict(site["name"]))}, index=rows.index)


def moments_of(values: pd.Series) -> pd.Series:
	"""As days, whatever a look-up without a single hit made of them."""
	return pd.to_datetime(values.astype(object)).astype("datetime64[ns]")


def plain(title: object) -> str:
	"""A title to compare by; a bare year of a spreadsheet is "2024" whatever the cell's format.

	>>> plain(" Annual  Review 2024 "), plain("2024.0")
	('annual review 2024', '2024')
	"""
	return " ".join(str(title).removesuffix(".0").casefold().split())


def year_of(title: object) -> str | None:
	"""The one year that a title names.

	>>> year_of("Annual review 2024"), year_of("2024/2025")
	('2024', None)
	"""
	found = YEAR.findall(str(title))
	return found[0] if len(found) == 1 else None


def known_cycles() -> pd.DataFrame:
	"""Every cycle of the site that isn't cancelled: name, title, days, whether it was imported."""
	table = frappe.qb.DocType(CYCLE)
	fields = ["name", "title", *DAYS, "imported"]
	query = frappe.qb.from_(table).select(*(table[field] for field in fields))
	return fetch(query.where(table.state != "Cancelled").orderby(table.end_date, table.name), fields)


def make_missing(rows: pd.DataFrame) -> None:
	"""Cycles that aren't there yet, published as of their last day; those that are there belong to more companies, if need be."""
	new = rows[rows["cycle_name"].isna()].drop_duplicates("key").sort_values(["end_date", "key"])
	names = dict(rows.dropna(subset=["cycle_name"]).drop_duplicates("key").set_index("key")["cycle_name"])
	if len(new):
		names |= dict(zip(new["key"], insert(new, rows), strict=True))
	add_companies(rows, names)


def insert(new: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
	"""One cycle for each row of `new`; returns their names."""
	policy = policy_of(None)
	kept = {
		"policy": freeze(policy),
		"policy_fingerprint": policy.fingerprint,
		"engine_version": ENGINE_VERSION,
	}
	homes = rows.drop_duplicates(["key", "home"]).groupby("key")["home"].agg(list)
	made = []
	for title, row in zip(titles(new["cycle"]), new.to_dict("records"), strict=True):
		over = f"{row['end_date']:%Y-%m-%d} 12:00:00"
		kind = row["kind"] if isinstance(row["kind"], str) else "annual"
		cycle = frappe.new_doc(CYCLE).update(
			{
				"title": title,
				"kind": kind.title(),
				**{column: row[column].date() for column in DAYS},
				"state": "Published",
				"imported": 1,
				"closed_on": over,
				"published_on": over,
				"companies": [{"company": home} for home in homes[row["key"]]],
				**kept,
			}
		)
		cycle.flags.by_flow = True
		made.append(cycle.insert(ignore_permissions=True).name)
	return made


def titles(given: pd.Series) -> pd.Series:
	"""As the file has them; a bare year says what it is the year of, in the site's language, whoever imports."""
	word = in_site_language("Annual review")
	return given.astype(object).map(lambda title: titled(str(title), word), na_action="ignore")


def titled(title: str, word: str) -> str:
	"""One cycle's title.

	>>> titled("2024.0", "Annual review"), titled(" Half-year 2 ", "Annual review")
	('Annual review 2024', 'Half-year 2')
	"""
	plain_title = title.removesuffix(".0").strip()
	return f"{word} {plain_title}" if re.fullmatch(r"\d{4}", plain_title) else plain_title


def moments(days: pd.Series) -> pd.Series:
	"""Noon of each day."""
	return days.dt.strftime("%Y-%m-%d 12:00:00")


def add_companies(rows: pd.DataFrame, names: Mapping[str, str]) -> None:
	"""A cycle that was imported before belongs to the companies of those who come later, too."""
	wanted = rows.drop_duplicates(["key", "home"])
	pairs = pd.DataFrame({"parent": wanted["key"].map(names), "company": wanted["home"]})
	table = frappe.qb.DocType(COMPANY)
	query = frappe.qb.from_(table).select(table.parent, table.company)
	there = set(query.where(within(table.parent, pairs["parent"].unique())).run())
	new = pairs[[pair not in there for pair in pairs.itertuples(index=False, name=None)]]
	if len(new):
		touched = pd.DataFrame({"imported": 1}, index=list(dict.fromkeys(new["parent"])))
		store.amend(CYCLE, touched, {"companies": new.set_index("parent")[["company"]].rename_axis(None)})
