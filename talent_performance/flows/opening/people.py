"""Whom the rows of a file are about: by employee number, e-mail address or name, among the people of the importer's companies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

import frappe

from talent_performance.access.grades import hidden_from
from talent_performance.access.people import hr_companies
from talent_performance.rehearsal.lookup import full_name
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

IMPORTERS = ("HR Manager", "Talent Manager")
FIELDS = (
	"name", "employee_name", "user_id", "company_email", "personal_email", "company", "status", "date_of_joining", "relieving_date",
)  # fmt: skip
SHOWN = 3


class Who(NamedTuple):
	"""For each row the Employee (None where nobody or several fit), and how many fit with their names in words."""

	employee: pd.Series
	count: pd.Series
	named: pd.Series


def companies(user: str) -> tuple[str, ...] | None:
	"""The companies into which a user may bring history; None for all of them."""
	return hr_companies(user, IMPORTERS, "Appraisal Result")


def staff(user: str) -> pd.DataFrame:
	"""The Employees of these companies whom HR reaches, by name; those who have left are among them."""
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(*(table[field] for field in FIELDS)).orderby(table.name)
	permitted = companies(user)
	if permitted is not None:
		query = query.where(within(table.company, permitted))
	found = fetch(query, FIELDS)
	found = found[~found["name"].isin(hidden_from(user, found["name"]))]
	return found.set_index("name", drop=False).rename_axis(None)


def find(given: pd.Series, company: pd.Series, people: pd.DataFrame) -> Who:
	"""Who is meant by each text; a company narrows it where several fit."""
	index = keys_of(people)
	home = people["company"].to_dict()
	found = [
		narrowed(index.get(key(text), ()), wanted, home) if isinstance(text, str) else ()
		for text, wanted in zip(given, company, strict=True)
	]
	said = people["employee_name"].to_dict()
	return Who(
		pd.Series([each[0] if len(each) == 1 else None for each in found], index=given.index, dtype=object),
		pd.Series([len(each) for each in found], index=given.index),
		pd.Series([in_words(each, said, home) for each in found], index=given.index, dtype=object),
	)


def key(text: str) -> str:
	"""A text to compare by: an address as it is, anything else as a name, in which a number stays itself."""
	return text.strip().casefold() if "@" in text else full_name(text)


def keys_of(people: pd.DataFrame) -> dict[str, tuple[str, ...]]:
	"""Text → Employees; a number wins over an address, an address over a name."""
	index: dict[str, tuple[str, ...]] = {}
	for column in ("employee_name", ("user_id", "company_email", "personal_email"), "name"):
		layer: dict[str, dict[str, None]] = {}
		for field in (column,) if isinstance(column, str) else column:
			for name, text in zip(people["name"], people[field], strict=True):
				if isinstance(text, str) and text:
					layer.setdefault(key(text), {})[name] = None
		index |= {text: tuple(names) for text, names in layer.items()}
	return index


def narrowed(names: Sequence[str], company: str | None, home: dict[str, str]) -> tuple[str, ...]:
	"""Those of a company, where one is given."""
	if not isinstance(company, str):
		return tuple(names)
	return tuple(name for name in names if home[name].casefold() == company.casefold())


def in_words(names: Sequence[str], said: dict[str, str], home: dict[str, str]) -> str:
	"""The first few, with their companies."""
	shown = ", ".join(f"{name} {said[name]} ({home[name]})" for name in names[:SHOWN])
	return f"{shown} …" if len(names) > SHOWN else shown
