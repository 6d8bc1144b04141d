"""Rows being written, by table, with numbers given out in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

Row = dict[str, Any]


class Books:
	"""Collects rows as dicts; columns that a row doesn't name stay empty."""

	def __init__(self) -> None:
		self.rows: dict[str, list[Row]] = defaultdict(list)
		self._numbers: Counter[str] = Counter()

	def add(self, table: str, **row: Any) -> Row:
		"""Add a row and return it, so that it can still be filled in."""
		self.rows[table].append(row)
		return row

	def number(self, prefix: str, digits: int) -> str:
		"""The next number of a series: OBJ-0001, OBJ-0002, …"""
		self._numbers[prefix] += 1
		return f"{prefix}-{self._numbers[prefix]:0{digits}d}"
