"""Numbers, dates and sentences as the report prints them: half-up, and in one place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.rounding import half_up
from talent_performance.rehearsal.report.messages import Messages


def number(value: float, places: int, messages: Messages) -> str:
	"""A number with grouped thousands and fixed decimals, rounded half-up: 1234.5 → "1,234.50"."""
	rounded = float(half_up(value, places))
	plain = f"{rounded:,.{places}f}"
	swapped = {",": messages["format.group"], ".": messages["format.decimal"]}
	return "".join(swapped.get(c, c) for c in plain)


def count(value: float, messages: Messages) -> str:
	"""A whole number: 1234 → "1,234"."""
	return number(value, 0, messages)


def plain(value: float, messages: Messages) -> str:
	"""A setting's number without needless decimals: 0.60 → "0.6", 18.0 → "18"."""
	return f"{value:.10g}".replace(".", messages["format.decimal"])


def percent(share: float, messages: Messages, places: int = 0) -> str:
	"""A fraction as percent, rounded half-up: 0.125 → "13%"."""
	return messages["format.percent"].format(n=number(share * 100, places, messages))


def share_of(part: float, whole: float, messages: Messages) -> str:
	"""part / whole as percent, "under 1 %" for what would round to 0; empty where whole is 0."""
	if not whole:
		return ""
	if part > 0 and half_up(part / whole * 100, 0) == 0:
		return messages["format.under_percent"]
	return percent(part / whole, messages)


def tight(text: str) -> str:
	"""A sentence of the engine whose percent signs stay with their numbers at the end of a line."""
	return text.replace(" %", "\u202f%")


def day(value: Any, messages: Messages) -> str:
	"""A date in words: "31 December 2025"; empty for none."""
	if value is None or pd.isna(value):
		return ""
	stamp = pd.Timestamp(value)
	month = messages[f"month.{stamp.month}"]
	return messages["format.day"].format(day=stamp.day, month=month, year=stamp.year)


def days(values: pd.Series, messages: Messages) -> list[str | None]:
	"""A column of dates in words, None for none; each distinct day is written once."""
	codes, distinct = pd.factorize(values.to_numpy(dtype="datetime64[ns]"))
	texts = [day(d, messages) for d in distinct]
	return [texts[c] if c >= 0 else None for c in codes]


def rounded(values: Any, places: int) -> list[int | float | None]:
	"""A column rounded half-up for JSON: whole numbers as int, null and infinite ones as None."""
	numbers = half_up(values, places)
	finite = np.isfinite(numbers)
	if places <= 0 or (numbers[finite] == np.floor(numbers[finite])).all():
		return [int(n) if ok else None for n, ok in zip(numbers.tolist(), finite.tolist(), strict=True)]
	return [n if ok else None for n, ok in zip(numbers.tolist(), finite.tolist(), strict=True)]


def texts(values: pd.Series) -> list[str | None]:
	"""A column of texts for JSON, None where empty."""
	empty = values.isna().to_numpy(dtype=bool)
	return [None if e else _text(v) for v, e in zip(values.astype(object).tolist(), empty, strict=True)]


def _text(value: Any) -> str:
	"""Identifiers that a file holds as numbers lose a ".0" that isn't theirs."""
	if isinstance(value, float) and value.is_integer():
		return str(int(value))
	return str(value)
