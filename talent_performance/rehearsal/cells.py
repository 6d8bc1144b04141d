"""Text of a column to its type, by its distinct values: numbers, dates, yes and no, choices, texts.

A value is read in one way only or it is a problem. Formula texts (`=cmd|…`) are errors in every text column, not
warnings: the results travel on as CSV and Excel files and are opened by people who trust them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from talent_performance.engine.tables import Column
from talent_performance.rehearsal.problems import Place, Problems

FIRST_YEAR, LAST_YEAR = 1900, 2199
INVISIBLE = "\u200b\u2060\ufeff"
YES, NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n")
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
HARMLESS = re.compile(r"[-+\t\r][-+0-9.,:/()%\s]*(?:[eE][-+]?[0-9]+)?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SPREADSHEET_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
ISO = re.compile(r"(\d{4}-\d{2}-\d{2})([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
TWO_DIGIT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}")
DAY_FIRST, MONTH_FIRST = "day", "month"


@dataclass(frozen=True)
class Reading:
	"""How the text of a table is to be read, where the file can't say so: see the map's options."""

	decimal: str = "."
	thousands: str = ""
	percent: bool = False
	empty: tuple[str, ...] = ()
	formula_cells: str = "error"
	latest_year: int | None = None
	values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
	dates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Texts:
	"""A column of a file by its distinct values: `codes` point into `distinct`, −1 is empty."""

	codes: np.ndarray
	distinct: list[str]
	rows: np.ndarray
	header: str
	place: Place

	def report(self, problems: Problems, rule: str, wrong: Iterable[bool], **more: Any) -> np.ndarray:
		"""Add the cells whose distinct value is wrong to the problems. Arrays in `more` run over distinct values."""
		mask = np.append(np.fromiter(wrong, dtype=bool, count=len(self.distinct)), False)
		if not mask.any():
			return mask[:-1]
		at = np.flatnonzero(mask[self.codes])
		picked = {k: [v[c] for c in self.codes[at]] if isinstance(v, list) else v for k, v in more.items()}
		problems.add(
			rule, self.place, self.rows[at], self.header, [self.distinct[c] for c in self.codes[at]], **picked
		)
		return mask[:-1]

	def spread(self, values: np.ndarray, empty: Any) -> np.ndarray:
		"""One value for each cell from one for each distinct value."""
		return np.append(values, np.array([empty], dtype=values.dtype))[self.codes]


def distinct(
	raw: np.ndarray, column: str, rows: np.ndarray, header: str, place: Place, reading: Reading
) -> tuple[Texts, set[str]]:
	"""A column of text stripped, with the map's values put in; and the keys of `values` that occurred."""
	codes, found = pd.factorize(raw)
	translate = {key.casefold(): value for key, value in reading.values.get(column, {}).items()}
	nothing = {e.casefold() for e in reading.empty}
	clean, used = [], set()
	for text in map(_stripped, found):
		key = text.casefold()
		if key in translate:
			used.add(key)
			text = translate[key]
		clean.append("" if text.casefold() in nothing else text)
	index = {name: i for i, name in enumerate(dict.fromkeys(filter(None, clean)))}
	shift = np.array([index.get(text, -1) for text in clean], dtype=np.int64)
	return Texts(shift[codes] if len(shift) else codes, list(index), rows, header, place), used


def _stripped(text: str) -> str:
	"""Without blanks and invisible characters around it; a leading tab stays where it makes a formula."""
	plain = text.strip().strip(INVISIBLE).strip()
	return text[0] + plain if text[:1] in ("\t", "\r") and is_formula(text[0] + plain) else plain


def convert(texts: Texts, column: Column, reading: Reading, problems: Problems) -> pd.Series:
	"""A column as its type: float, str, bool, categorical for choices; null where empty or wrong. Dates need `convert_dates`."""
	broken = texts.report(problems, "formula_error", [t in SPREADSHEET_ERRORS for t in texts.distinct])
	return pd.Series(CONVERTERS[column.kind](texts, column, reading, problems, broken))


Converter = Callable[[Texts, Column, Reading, Problems, np.ndarray], Any]


def _to_text(texts: Texts, column: Column, reading: Reading, problems: Problems, broken: np.ndarray) -> Any:
	runs = [is_formula(t) and reading.formula_cells == "error" for t in texts.distinct]
	texts.report(problems, "formula_text", runs)
	texts.report(problems, "control_character", [bool(CONTROL.search(t)) for t in texts.distinct])
	values = np.array([None if b else t for t, b in zip(texts.distinct, broken, strict=True)], dtype=object)
	return texts.spread(values, None)


def is_formula(text: str) -> bool:
	"""Whether a spreadsheet might run a text: it begins like a formula and is neither a number nor a mere dash."""
	return bool(FORMULA.match(text)) and not HARMLESS.fullmatch(text)


def _to_choice(texts: Texts, column: Column, reading: Reading, problems: Problems, broken: np.ndarray) -> Any:
	"""Known choices in any spelling; an unknown one stays as it is, and the domain's check names it.

	A categorical of all the column's choices, in their order, and then the unknown ones.
	"""
	known = {_plain(choice): choice for choice in column.choices}
	values = [known.get(_plain(text), text) for text in texts.distinct]
	names = list(dict.fromkeys([*column.choices, *(v for v, b in zip(values, broken, strict=True) if not b)]))
	at = {name: i for i, name in enumerate(names)}
	codes = [-1 if b else at[v] for v, b in zip(values, broken, strict=True)]
	return pd.Categorical.from_codes(texts.spread(np.array(codes, dtype=np.intp), -1), categories=names)


def _plain(text: str) -> str:
	return re.sub(r"[\W_]", "", text.casefold())


def _to_flag(texts: Texts, column: Column, reading: Reading, problems: Problems, broken: np.ndarray) -> Any:
	plain = [t.casefold() for t in texts.distinct]
	wrong = [t not in YES + NO and not b for t, b in zip(plain, broken, strict=True)]
	texts.report(problems, "not_a_flag", wrong)
	return texts.spread(np.array([t in YES for t in plain], dtype=bool), bool(column.default))


def _to_number(texts: Texts, column: Column, reading: Reading, problems: Problems, broken: np.ndarray) -> Any:
	pattern = _number_pattern(reading)
	values = np.array([_number(t, pattern, reading) for t in texts.distinct], dtype=float)
	unread = np.isnan(values) & ~broken
	hints = [_number_hint(t, reading) for t in texts.distinct]
	texts.report(problems, "not_a_number", unread, wanted=hints)
	texts.report(problems, "too_large", np.isinf(values))
	return texts.spread(np.where(np.isinf(values), np.nan, values), np.nan)


def _number_pattern(reading: Reading) -> re.Pattern[str]:
	point = re.escape(reading.decimal)
	whole = r"[0-9]+"
	if reading.thousands:
		group = r"[\s\u00a0\u202f]" if reading.thousands == " " else re.escape(reading.thousands)
		whole = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)"
	return re.compile(rf"[-+]?(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][-+]?[0-9]+)?\s?(%?)")


def _number(text: str, pattern: re.Pattern[str], reading: Reading) -> float:
	match = pattern.fullmatch(text)
	if not match or (match[1] and not reading.percent):
		return np.nan
	plain = text.removesuffix("%").strip()
	if reading.thousands:
		plain = (
			re.sub(r"[\s\u00a0\u202f]", "", plain)
			if reading.thousands == " "
			else plain.replace(reading.thousands, "")
		)
	value = float(plain.replace(reading.decimal, "."))
	return value / 100 if match[1] else value


def _number_hint(text: str, reading: Reading) -> str:
	if text.endswith("%"):
		return "a number: 0.7 for 70 %, or percent = true in the map"
	if re.fullmatch(r"[-+]?[0-9][0-9.,\s\u00a0']*", text):
		return "a number such as 1234.5, or decimal and thousands in the map"
	return "a number such as 3.5, or values in the map that say which number it means"


# Dates ---------------------------------------------------------------------------------------------------------------


class Shape(NamedTuple):
	"""A date's three numbers. `ordered`: first is the month and second the day; else that is still open."""

	first: int
	second: int
	year: int
	ordered: bool

	def day(self, order: str | None) -> str | None:
		"""ISO text; None if there is no such day, or if the order is open and matters."""
		if self.ordered or order == MONTH_FIRST or self.first == self.second:
			return _day(self.year, self.first, self.second)
		return _day(self.year, self.second, self.first) if order == DAY_FIRST else None

	@property
	def proves(self) -> str | None:
		"""Which number is the day, if the date itself says so."""
		if self.ordered or (self.first > 12) == (self.second > 12):
			return None
		return DAY_FIRST if self.first > 12 else MONTH_FIRST


def convert_dates(columns: Mapping[str, Texts], reading: Reading, problems: Problems) -> dict[str, pd.Series]:
	"""The date columns of a table. Accepts ISO dates, the map's formats, and year-last dates whose order is certain.

	Day or month first is decided for all columns of a table together, by dates that can only be one of them; where
	nothing decides, it is an error.
	"""
	order = _order([texts for name, texts in columns.items() if name not in reading.dates], problems)
	return {name: _to_dates(texts, name, order, reading, problems) for name, texts in columns.items()}


def _shape(text: str) -> Shape | None:
	iso = ISO.fullmatch(text)
	if match := YEAR_FIRST.fullmatch(iso[1] if iso else text):
		return Shape(int(match[3]), int(match[4]), int(match[1]), True)
	if match := YEAR_LAST.fullmatch(text):
		return Shape(int(match[1]), int(match[3]), int(match[4]), False)
	return None


def _order(columns: Iterable[Texts], problems: Problems) -> str | None:
	"""Day or month first as the dates themselves prove it; None where they don't, or prove both (a problem)."""
	proofs: dict[str, tuple[Texts, int]] = {}
	for texts in columns:
		for i, shape in enumerate(map(_shape, texts.distinct)):
			if shape and shape.proves:
				proofs.setdefault(shape.proves, (texts, i))
	if len(proofs) == 2:
		_report_mixed(proofs, problems)
	if len(proofs) != 1:
		return None
	order, (texts, i) = next(iter(proofs.items()))
	problems.add("date_order", texts.place, [_row(texts, i)], texts.header, [texts.distinct[i]], order=order)
	return order


def _row(texts: Texts, i: int) -> int:
	return int(texts.rows[np.flatnonzero(texts.codes == i)[0]])


def _report_mixed(proofs: Mapping[str, tuple[Texts, int]], problems: Problems) -> None:
	(texts, i), (other, k) = proofs[DAY_FIRST], proofs[MONTH_FIRST]
	more = {
		"order": DAY_FIRST,
		"opposite": MONTH_FIRST,
		"example": other.distinct[k],
		"other": f"{_row(other, k)}",
	}
	problems.add("date_order_mixed", texts.place, [_row(texts, i)], texts.header, [texts.distinct[i]], **more)


def _to_dates(texts: Texts, name: str, order: str | None, reading: Reading, problems: Problems) -> pd.Series:
	form = reading.dates.get(name, "")
	shapes = [_shape(text) for text in texts.distinct]
	if form:
		shapes = [
			s if s and s.ordered else _formatted(t, form, reading)
			for t, s in zip(texts.distinct, shapes, strict=True)
		]
	days = [shape.day(order) if shape else None for shape in shapes]
	wanted = [_date_hint(text, form) for text in texts.distinct]
	unsure = [_is_open(s, order) for s in shapes]
	texts.report(problems, "date_order_open", unsure)
	nowhere = [bool(s) and not d and not u for s, d, u in zip(shapes, days, unsure, strict=True)]
	texts.report(problems, "no_such_date", nowhere, wanted=wanted)
	texts.report(problems, "not_a_date", [not s for s in shapes], wanted=wanted)
	outside = [bool(d) and not FIRST_YEAR <= int(d[:4]) <= LAST_YEAR for d in days]
	texts.report(problems, "date_out_of_range", outside, low=f"{FIRST_YEAR}", high=f"{LAST_YEAR}")
	kept = ["NaT" if o or not d else d for d, o in zip(days, outside, strict=True)]
	return pd.Series(texts.spread(np.array(kept, dtype="datetime64[ns]"), np.datetime64("NaT", "ns")))


def _is_open(shape: Shape | None, order: str | None) -> bool:
	if not shape or shape.ordered or order or shape.proves:
		return False
	return shape.first != shape.second and max(shape.first, shape.second) <= 12


def _day(year: int, month: int, day: int) -> str | None:
	try:
		return date(year, month, day).isoformat()
	except ValueError:
		return None


def _formatted(text: str, form: str, reading: Reading) -> Shape | None:
	"""A date in the map's format. A two-digit year is the latest one that isn't after `latest_year`."""
	try:
		day = datetime.strptime(text, form)
	except ValueError:
		return None
	year = day.year
	if "%y" in form and reading.latest_year is not None:
		year = reading.latest_year - (reading.latest_year - year) % 100
	return Shape(day.month, day.day, year, True)


def _date_hint(text: str, form: str) -> str:
	if form:
		return f"a date like {date(1983, 7, 25).strftime(form)} ({form}) or 1983-07-25"
	if TWO_DIGIT_YEAR.fullmatch(text):
		return 'a year of four digits, or dates = "%m/%d/%y" in the map'
	if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
		return "a date such as 2025-12-31 (a bare number: format the cells as dates)"
	return "a date such as 2025-12-31, or dates in the map that say the format"


CONVERTERS: dict[str, Converter] = {
	"id": _to_text,
	"text": _to_text,
	"choice": _to_choice,
	"flag": _to_flag,
	"number": _to_number,
}
