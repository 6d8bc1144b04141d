"""The statements that MariaDB and SQLite want differently. Names of tables and columns come from DocTypes, values are parameters."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from pypika.terms import Term

import frappe
from frappe.query_builder.functions import Lower

from talent_performance.compat import is_sqlite

SQLITE_VARIABLES = 32766
MARIADB_VALUES = 40_000  # more values in one statement gain nothing
COLLATION = "utf8mb4_unicode_ci"  # of every column that Frappe makes

Row = Sequence[object]


def insert(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
	"""Plain INSERTs of many rows each: what is wrong with one of them raises."""
	head = "insert into `{}` ({}) values ".format(table, ", ".join(f"`{column}`" for column in columns))
	one = "({})".format(", ".join(["%s"] * len(columns)))
	for part in portions(rows, len(columns)):
		if is_sqlite():
			statement = head + ", ".join([one] * len(part))
			frappe.db.sql(statement, flat(part))
			continue
		places = Places()
		lines = [f"({', '.join([places[value.__class__, value] for value in row])})" for row in part]
		statement = head + ", ".join(lines)
		frappe.db.sql(statement, places.parameters())


class Places(dict):
	"""(type, value) → its place in a statement: what stands in many rows is one parameter, which the driver escapes once."""

	def __missing__(self, value: tuple[type, object]) -> str:
		self[value] = place = f"%(p{len(self)})s"
		return place

	def parameters(self) -> dict[str, object]:
		"""The values by their parameters' names."""
		return {f"p{number}": value for number, (_type, value) in enumerate(self)}


def flat(rows: Sequence[Row]) -> list[object]:
	"""All values one after the other, as parameters; SQLite holds dates and times as the text that Frappe writes."""
	values = [value for row in rows for value in row]
	return [str(value) if isinstance(value, date) else value for value in values] if is_sqlite() else values


def portions(rows: Sequence[Row], width: int) -> Iterator[Sequence[Row]]:
	"""Rows in portions that one statement can take: by number of values, on MariaDB also by the size of a packet."""
	values = SQLITE_VARIABLES if is_sqlite() else MARIADB_VALUES
	most = max(1, values // width)
	for start in range(0, len(rows), most):
		yield from _fitting(rows[start : start + most])


def _fitting(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
	if len(rows) < 2 or is_sqlite() or _size(rows) < _packet() // 2:
		yield rows
		return
	middle = len(rows) // 2
	yield from _fitting(rows[:middle])
	yield from _fitting(rows[middle:])


def _size(rows: Sequence[Row]) -> int:
	"""Bytes at most: a character can take four, and escaping doubles some."""
	texts = [value for value in chain.from_iterable(rows) if isinstance(value, str)]
	return 4 * sum(map(len, texts)) + 24 * (len(rows) * len(rows[0]) - len(texts))


def _packet() -> int:
	return int(frappe.db.sql("select @@max_allowed_packet")[0][0])


@contextlib.contextmanager
def seeing_others() -> Iterator[None]:
	"""Transactions that begin within this see at once what others have committed, and lock rows but no gaps between them.

	MariaDB's usual level locks the gap into which two workers would like to insert, and one of them always loses.
	"""
	if is_sqlite():
		yield
		return
	usual = frappe.db.sql("select @@tx_isolation")[0][0].replace("-", " ")
	frappe.db.sql("set session transaction isolation level read committed")
	try:
		yield
	finally:
		restore = f"set session transaction isolation level {usual}"
		frappe.db.sql(restore)


def among_whatever_case(column: Any, texts: Sequence[str]) -> Any:
	"""Whether a column holds one of these texts, case aside: what MariaDB's collation does by itself, SQLite is told."""
	if is_sqlite():
		return Lower(column).isin([text.lower() for text in texts])
	return column.isin(list(texts))


class Names(Term):
	"""Many values as one parameter, which MariaDB's drivers spell out as a list: a tenth of the work of a parameter each."""

	def __init__(self, values: Sequence[str]) -> None:
		super().__init__()
		self.values = tuple(values)

	def get_sql(self, **settings: Any) -> str:
		"""The parameter's place."""
		return settings["param_wrapper"].get_sql(self.values)


def within(column: Any, values: Sequence[str]) -> Any:
	"""`column in values`, as a condition; no row where there are no values."""
	values = list(values) or [""]
	return column.isin(values if is_sqlite() else Names(values))


def raise_series(prefix: str, count: int) -> None:
	"""Raise the counter of a naming series, made where it isn't there; its row stays locked until the transaction ends."""
	conflict = (
		"on conflict (`name`) do update set `current` = `current` + %s"
		if is_sqlite()
		else "on duplicate key update `current` = `current` + %s"
	)
	statement = "insert into `tabSeries` (`name`, `current`) values (%s, %s) " + conflict
	frappe.db.sql(statement, (prefix, count, count))


def update_join(
	doctype: str,
	source: str | tuple[Sequence[str], Sequence[Row]],
	on: Mapping[str, str],
	to: Mapping[str, str],
	*,
	stamped: bool = True,
) -> None:
	"""Set columns of a DocType's rows from the matching rows of another DocType, or from rows given as (columns, rows).

	`on` and `to` map columns of the DocType to columns of the source. Rows in which nothing would change stay untouched.
	Without `stamped` nobody has modified them: for figures that follow from others, so that open forms can be saved.
	"""
	if isinstance(source, str):
		return _update_join(doctype, f"`tab{source}`", (), on, to, given=False, stamped=stamped)
	columns, rows = source
	for part in portions(rows, len(columns)):
		_update_join(doctype, _derived(columns, len(part)), flat(part), on, to, given=True, stamped=stamped)


def _derived(columns: Sequence[str], count: int) -> str:
	"""A table made of parameters. SQLite takes 500 selects in one, and any number of rows as values."""
	if is_sqlite():
		named = ", ".join(f"column{at} as `{column}`" for at, column in enumerate(columns, 1))
		row = "({})".format(", ".join(["%s"] * len(columns)))
		return f"(select {named} from (values {', '.join([row] * count)}))"
	first = "select " + ", ".join(f"%s as `{column}`" for column in columns)
	other = " union all select " + ", ".join(["%s"] * len(columns))
	return f"({first}{other * (count - 1)})"


def _update_join(
	doctype: str,
	source: str,
	values: Row,
	on: Mapping[str, str],
	to: Mapping[str, str],
	*,
	given: bool,
	stamped: bool,
) -> None:
	match = " and ".join(_equal(column, other, given) for column, other in on.items())
	changed = " or ".join(_differs(column, other) for column, other in to.items())
	stamp = (frappe.utils.now(), frappe.session.user) if stamped else ()
	stamps = ("modified", "modified_by") if stamped else ()
	if is_sqlite():
		sets = ", ".join(
			[*(f"`{c}` = s.`{other}`" for c, other in to.items()), *(f"`{c}` = %s" for c in stamps)]
		)
		statement = f"update `tab{doctype}` as t set {sets} from {source} as s where {match} and ({changed})"
		frappe.db.sql(statement, [*stamp, *values])
		return
	sets = ", ".join(
		[*(f"t.`{c}` = s.`{other}`" for c, other in to.items()), *(f"t.`{c}` = %s" for c in stamps)]
	)
	statement = f"update `tab{doctype}` as t join {source} as s on {match} set {sets} where {changed}"
	frappe.db.sql(statement, [*values, *stamp])


def _equal(column: str, other: str, given: bool) -> str:
	"""Parameters have the connection's collation, which isn't the columns'."""
	collated = f" collate {COLLATION}" if given and not is_sqlite() else ""
	return f"t.`{column}` = s.`{other}`{collated}"


def _differs(column: str, other: str) -> str:
	"""To the byte: a change of case alone counts too, though the columns' collation takes it for none."""
	if is_sqlite():
		return f"t.`{column}` is not s.`{other}`"
	return f"not (cast(t.`{column}` as binary) <=> cast(s.`{other}` as binary))"
