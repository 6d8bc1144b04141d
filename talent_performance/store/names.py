"""Names for many rows at once: blocks of a naming series, or random ones as Frappe gives to children."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import frappe
from frappe.model.naming import NamingSeries, get_default_naming_series, make_autoname, parse_naming_series

from talent_performance.store import dialect

GAP = "\0"
CLOCK_PARTS = {"YY", "YYYY", "MM", "DD", "WW", "JJJ", "timestamp"}


class Pattern(NamedTuple):
	"""A series at one moment, for one document: its counter's key, and what stands before and after the number."""

	prefix: str
	before: str
	after: str
	digits: int


def names_for(doctype: str, rows: Sequence[Mapping]) -> list[str]:
	"""Names for new rows, each row being its values so far. Series are reserved in blocks, per prefix."""
	naming = frappe.get_meta(doctype).autoname or ""
	if naming in ("", "hash"):
		return random_names(doctype, len(rows))
	patterns = patterns_for(doctype, rows)
	wanted: dict[Pattern, int] = defaultdict(int)
	for each in patterns:
		wanted[each] += 1
	stock = {each: iter(block(each, count)) for each, count in wanted.items()}
	return [next(stock[each]) for each in patterns]


def reserve(doctype: str, count: int) -> list[str] | None:
	"""A block of a series before the rows are known; None where names depend on the rows, or aren't from a series."""
	naming = frappe.get_meta(doctype).autoname or ""
	if not can_name(doctype) or naming in ("", "hash") or not count:
		return None
	series = series_of(doctype, {})
	return None if fields_in(doctype, series) else block(pattern(series, {}), count)


def patterns_for(doctype: str, rows: Sequence[Mapping]) -> list[Pattern]:
	"""Each row's pattern, worked out once for rows that agree in what their series looks at."""
	chosen = [row.get("naming_series") for row in rows]
	series = {each: series_of(doctype, {"naming_series": each}) for each in set(chosen)}
	fields = {each: fields_in(doctype, text) for each, text in series.items()}
	keys = [
		(each, *(row.get(field) for field in fields[each])) for each, row in zip(chosen, rows, strict=True)
	]
	first = dict(zip(reversed(keys), reversed(rows), strict=True))
	known = {key: pattern(series[key[0]], row) for key, row in first.items()}
	return [known[key] for key in keys]


def fields_in(doctype: str, series: str) -> list[str]:
	"""The fields of the row that a series looks at."""
	meta = frappe.get_meta(doctype)
	parts = [part.strip("{}") for part in series.split(".")]
	return [part for part in parts if part not in CLOCK_PARTS and meta.has_field(part)]


def can_name(doctype: str) -> bool:
	"""Whether rows of the DocType can be named without a document: random names or a series."""
	naming = frappe.get_meta(doctype).autoname or ""
	return (
		naming in ("", "hash") or naming.startswith("naming_series:") or naming.split(".")[-1].startswith("#")
	)


def series_of(doctype: str, row: Mapping) -> str:
	"""The series that a row is named by, as Document.set_new_name finds it."""
	naming = frappe.get_meta(doctype).autoname
	if not naming.startswith("naming_series:"):
		return naming
	chosen = row.get("naming_series") or frappe.new_doc(doctype, as_dict=True).get("naming_series")
	return (chosen or get_default_naming_series(doctype)) + ".#####"


def pattern(series: str, row: Mapping) -> Pattern:
	"""What a series says now, for a row."""
	found: list[tuple[str, int]] = []

	def counter(prefix: str, digits: int) -> str:
		found.append((prefix, digits))
		return GAP

	checked = NamingSeries(series)
	checked.validate()
	text = parse_naming_series(checked.series.split("."), doc=frappe._dict(row), number_generator=counter)
	before, _gap, after = text.partition(GAP)
	return Pattern(found[0][0], before, after, found[0][1])


def block(of: Pattern, count: int) -> list[str]:
	"""The next `count` names of a series; nobody else gets them, whatever becomes of this transaction's rows."""
	dialect.raise_series(of.prefix, count)
	series = frappe.qb.DocType("Series")
	last = frappe.qb.from_(series).select(series.current).where(series.name == of.prefix).run()[0][0]
	return [f"{of.before}{number:0{of.digits}d}{of.after}" for number in range(last - count + 1, last + 1)]


def random_names(doctype: str, count: int) -> list[str]:
	"""Different random names; Frappe's own are so short that among thousands two can be the same."""
	names: dict[str, None] = {}
	while len(names) < count:
		names.update(dict.fromkeys(make_autoname("hash", doctype) for _ in range(count - len(names))))
	return list(names)
