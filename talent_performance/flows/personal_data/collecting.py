"""Everything that is held about a person, of every DocType by one query, sorted into what goes out and what stays back.

access/personal_data.py says what goes; this only asks and sorts. Nothing of it looks at who reads: who may collect, the
request's methods have decided before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import frappe
from frappe.model import display_fieldtypes, table_fields
from frappe.query_builder.functions import Count
from frappe.utils import cstr

from talent_performance.access.personal_data import HOUSEKEEPING, RECORDS, Goes, Ground, Held, Rows
from talent_performance.flows.personal_data.person import Person
from talent_performance.store.dialect import within

COMMENT = "Comment"
RESULT = "Appraisal Result"
Row = dict[str, Any]


@dataclass(frozen=True)
class Withheld:
	"""So many records, or one field of them, that stay back, and the ground: a key of ours or a reviewer's words."""

	document_type: str
	document_name: str
	fieldname: str
	rows: int
	ground: str


@dataclass
class Collected:
	"""What goes out: records by DocType; and what doesn't."""

	records: dict[str, list[Row]] = field(default_factory=dict)
	withheld: list[Withheld] = field(default_factory=list)

	def as_dict(self) -> dict[str, Any]:
		"""As an answer keeps it: values as text and numbers."""
		return {"records": self.records, "withheld": [asdict(line) for line in self.withheld]}


def collect(person: Person) -> Collected:
	"""What may go out to the person past a reviewer, and what stays back."""
	found = Collected()
	undecided = undecided_cycles(person)
	for held in RECORDS:
		rows = rows_about(held, person)
		going = [row for row in rows if goes(held, row, undecided)]
		back = [row for row in rows if not goes(held, row, undecided) and not matches(row, held.private)]
		keep_back(found, held, len(going), len(back), written_by(held, person))
		if going:
			found.records[held.doctype] = [plain(row, held) for row in with_tables(held, going)]
	add_comments(found)
	return found


def drafts(person: Person) -> dict[str, list[Row]]:
	"""What the person has written and nobody else may read: for the person's own eyes."""
	found = {}
	for held in RECORDS:
		mine = [row for row in rows_about(held, person) if matches(row, held.private)] if held.private else []
		if mine:
			found[held.doctype] = [plain(row, held) for row in with_tables(held, mine)]
	return found


def rows_about(held: Held, person: Person) -> list[Row]:
	"""The rows of a DocType that are about the person, oldest first."""
	if not held.subject:
		return []
	table = frappe.qb.DocType(held.doctype)
	query = frappe.qb.from_(table).select("*").where(within(table[held.subject], person.records))
	return query.orderby(table.creation).orderby(table.name).run(as_dict=True)


def undecided_cycles(person: Person) -> set[str]:
	"""Cycles whose result about the person isn't published."""
	filters = {"employee": ("in", list(person.records)), "state": ("!=", "Published")}
	return set(frappe.get_all(RESULT, filters=filters, pluck="cycle", order_by=None))


def goes(held: Held, row: Row, undecided: set[str]) -> bool:
	"""Whether a row goes out."""
	if held.goes is Goes.WITHHELD or matches(row, held.private):
		return False
	if held.decided_with and row.get(held.decided_with) in undecided:
		return False
	return not held.only or matches(row, held.only)


def matches(row: Row, conditions: Rows) -> bool:
	"""Whether one of the conditions holds."""
	return any(
		all(cstr(row.get(column)) in values for column, values in condition.items())
		for condition in conditions
	)


def written_by(held: Held, person: Person) -> int:
	"""How many rows about others the person wrote."""
	if not held.by:
		return 0
	table = frappe.qb.DocType(held.doctype)
	mine = within(table[held.by], person.records) & table[held.subject].notin(list(person.records))
	return frappe.qb.from_(table).select(Count(table.name)).where(mine).run()[0][0]


def keep_back(found: Collected, held: Held, going: int, back: int, written: int) -> None:
	"""Note down what stays back, and why."""
	if back:
		found.withheld.append(Withheld(held.doctype, "", "", back, held.otherwise.value))
	if written:
		found.withheld.append(Withheld(held.doctype, "", "", written, Ground.OTHERS.value))
	if going:
		found.withheld += [
			Withheld(held.doctype, "", column, going, ground.value)
			for column, ground in held.left_out.items()
		]


def with_tables(held: Held, rows: Sequence[Row]) -> Iterator[Row]:
	"""The rows with those of their tables, each table by one query."""
	names = [row["name"] for row in rows]
	tables = {}
	for df in frappe.get_meta(held.doctype).get_table_fields():
		child = frappe.qb.DocType(df.options)
		mine = (child.parenttype == held.doctype) & within(child.parent, names)
		query = frappe.qb.from_(child).select("*").where(mine).orderby(child.parent).orderby(child.idx)
		tables[df.fieldname] = (df.options, by_parent(query.run(as_dict=True)))
	for row in rows:
		lines = {
			key: [values_of(options, line) for line in of.get(row["name"], [])]
			for key, (options, of) in tables.items()
		}
		yield {**row, **{key: each for key, each in lines.items() if each}}


def by_parent(rows: Iterable[Row]) -> dict[str, list[Row]]:
	"""Rows of a table by their document."""
	found: dict[str, list[Row]] = {}
	for row in rows:
		found.setdefault(row["parent"], []).append(row)
	return found


def plain(row: Row, held: Held) -> Row:
	"""What of a row goes out: its name, when it came, its fields that say something and aren't left out, its tables."""
	told = values_of(held.doctype, row)
	tables = {key: value for key, value in row.items() if isinstance(value, list)}
	kept = {column: value for column, value in told.items() if column not in held.left_out}
	return {"name": row["name"], "creation": cstr(row["creation"])[:19], **kept, **tables}


def values_of(doctype: str, row: Mapping[str, Any]) -> Row:
	"""The fields of a row that say something, as text or numbers."""
	told = {}
	for df in frappe.get_meta(doctype).fields:
		value = row.get(df.fieldname)
		silent = df.fieldtype in (*display_fieldtypes, *table_fields) or df.fieldname in HOUSEKEEPING
		if not silent and value not in (None, ""):
			told[df.fieldname] = value if isinstance(value, int | float) else cstr(value)
	return told


def add_comments(found: Collected) -> None:
	"""What people have noted in the timelines of these records, without who; and how many files hang on them."""
	of = {doctype: [row["name"] for row in rows] for doctype, rows in found.records.items()}
	table = frappe.qb.DocType(COMMENT)
	said = []
	for doctype, names in of.items():
		mine = (table.reference_doctype == doctype) & within(table.reference_name, names)
		query = frappe.qb.from_(table).where(mine & (table.comment_type == "Comment"))
		query = query.select(
			table.name, table.creation, table.reference_doctype, table.reference_name, table.content
		)
		said += query.orderby(table.creation).orderby(table.name).run(as_dict=True)
	if said:
		found.records[COMMENT] = [{key: cstr(value) for key, value in row.items()} for row in said]
		found.withheld.append(Withheld(COMMENT, "", "comment_by", len(said), Ground.RATER.value))


def without(found: Collected, lines: Iterable[Mapping[str, str]]) -> Collected:
	"""What is left when a reviewer's lines are kept back too."""
	records = {doctype: [dict(row) for row in rows] for doctype, rows in found.records.items()}
	withheld = list(found.withheld)
	for line in lines:
		doctype, name, column = line["document_type"], line.get("document_name"), line.get("fieldname")
		rows = records.get(doctype, [])
		hit = [row for row in rows if (not name or row["name"] == name) and (not column or column in row)]
		for row in hit if column else ():
			row.pop(column)
		if not column:
			records[doctype] = [row for row in rows if row not in hit]
		withheld.append(Withheld(doctype, name or "", column or "", len(hit), line["ground"]))
	return Collected({doctype: rows for doctype, rows in records.items() if rows}, withheld)
