"""The sample company: 600 people of an invented Indonesian group, believable and in places awkward on purpose.

Lentera Saujana Boga makes food and household goods in two plants, Lentera Saujana Niaga sells and delivers them
from Medan to Makassar. `make` returns every input table of the engine for the review year 2025, with three closed
years of history. The same seed gives the same tables on every machine; `fixtures/sample_company/` holds those of
the default seed as CSV.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from talent_performance.engine.tables import INPUTS, Column
from talent_performance.rehearsal.sample import (
	agreements,
	appraisal,
	capability,
	goal_gaps,
	goals,
	pay,
	people,
	stories,
	succession,
)
from talent_performance.rehearsal.sample.books import Books, Row
from talent_performance.rehearsal.sample.chance import Chance

AS_OF = pd.Timestamp(people.LAST_DAY)
SEED = 2026


def make(seed: int = SEED) -> dict[str, pd.DataFrame]:
	"""All tables of `tables.INPUTS`, each with all its columns in their order.

	Text columns are of dtype object with None where empty, numbers float64, dates datetime64[ns], flags bool.
	"""
	books = _write_books(seed)
	return {name: _frame(books.rows[name], table.columns) for name, table in INPUTS.items()}


def write(folder: str | Path, seed: int = SEED) -> list[Path]:
	"""Write each table as <table>.csv into a folder, which is made if need be; returns the paths.

	UTF-8, LF, ISO dates, yes and no, whole numbers without decimals, nothing where a value is missing.
	"""
	folder = Path(folder)
	folder.mkdir(parents=True, exist_ok=True)
	paths = []
	for name, frame in make(seed).items():
		path = folder / f"{name}.csv"
		with path.open("w", encoding="utf-8", newline="") as file:
			writer = csv.writer(file, lineterminator="\n")
			writer.writerow(frame.columns)
			writer.writerows(zip(*(_as_text(frame[column]) for column in frame.columns), strict=True))
		paths.append(path)
	return paths


def _write_books(seed: int) -> Books:
	books = Books()
	everybody = stories.tell(people.hire(seed), seed)
	in_tree_order = list(everybody)
	people.number(everybody)
	_write_employees(books, everybody, seed)
	_write_facts(books, everybody, seed)
	appraisal.write_cycles(books)
	goals.write_goals(books, everybody, seed)
	goal_gaps.leave_gaps(books, seed)
	goals.say_what_is_fed(books)
	agreements.write_agreements(books, seed)
	appraisal.write_component_ratings(books, everybody, seed)
	appraisal.write_overall_ratings(books, everybody, seed)
	appraisal.write_parts(books, everybody)
	appraisal.write_potential(books, everybody, seed)
	appraisal.write_anchors(books, everybody, seed)
	appraisal.write_history(books, everybody, seed)
	nominated = succession.write_succession(books, in_tree_order)
	capability.write_role_competencies(books)
	capability.write_evidence(books, everybody, nominated, seed)
	capability.write_development_goals(books, everybody, seed)
	capability.write_aspirations(books, everybody, seed)
	capability.write_pools(books)
	succession.write_workforce(books, everybody, seed)
	pay.write_pay(books, everybody, seed)
	return books


def _write_employees(books: Books, everybody: list[people.Person], seed: int) -> None:
	chance = Chance(seed, "retention")
	for person in everybody:
		known = person.appraised and person.grade != "G1" and chance.happens(0.8 if person.template else 0.4)
		manager = None if person.manager_unknown else person.manager
		books.add(
			"employees",
			employee=person.employee,
			employee_name=person.name,
			company=person.seat.company,
			department=person.seat.department,
			branch=person.seat.branch,
			designation=person.role.title,
			grade=person.grade,
			employment_type=person.employment_type,
			status=person.status,
			reports_to=manager.employee if manager else None,
			date_of_joining=person.joined,
			relieving_date=person.left,
			resignation_letter_date=person.resigned_on,
			date_of_retirement=person.retires,
			contract_end_date=person.contract_end,
			role_since=person.role_since,
			template=person.template,
			retention_risk=chance.pick(("low", "low", "low", "mid", "mid", "high")) if known else None,
			loss_impact=chance.pick(("low", "mid", "mid", "high")) if known else None,
		)


def _write_facts(books: Books, everybody: list[people.Person], seed: int) -> None:
	"""What the risk of leaving is computed of, for those whose records are complete enough to know some of it."""
	chance = Chance(seed, "retention facts")
	for person in everybody:
		if person.left or not person.joined or not chance.happens(0.9):
			continue
		served = months_until(person.joined)
		in_role = months_until(person.role_since) if person.role_since else served
		books.add(
			"retention_facts",
			employee=person.employee,
			promotion=max(0, min(in_role, served)),
			pay=chance.pick((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, None)),
			managers=min(served, chance.pick((3, 8, 14, 20, 31, 44))),
			tenure=served,
			objectives=chance.pick((-0.2, -0.1, 0, 0.05, 0.1, 0.2, None)),
			training=chance.pick((2, 5, 9, 14, 22, 30, None)),
		)


def months_until(day: date) -> int:
	"""Whole months from a day to the one that the sample is looked at."""
	last = AS_OF.date()
	return max(0, (last.year - day.year) * 12 + last.month - day.month)


def _frame(rows: list[Row], columns: Sequence[Column]) -> pd.DataFrame:
	return pd.DataFrame({column.name: _series(rows, column) for column in columns})


def _series(rows: list[Row], column: Column) -> pd.Series:
	"""A column of a table; what a row doesn't say is the column's default."""
	values = [column.default if row.get(column.name) is None else row[column.name] for row in rows]
	if column.kind == "number":
		return pd.Series(values, dtype="float64")
	if column.kind == "date":
		return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")), dtype="datetime64[ns]")
	return pd.Series(values, dtype="bool" if column.kind == "flag" else "object")


def _as_text(values: pd.Series) -> list[str]:
	return [_cell(value) for value in values]


def _cell(value: Any) -> str:
	if value is None or value != value:
		return ""
	if isinstance(value, str):
		return value
	if isinstance(value, date):
		return value.date().isoformat() if isinstance(value, pd.Timestamp) else value.isoformat()
	if isinstance(value, float):
		return str(int(value)) if value == int(value) else repr(float(value))
	return "yes" if value else "no"


if __name__ == "__main__":
	write(sys.argv[1])
