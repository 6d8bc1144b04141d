"""Names and ids of somebody wherever a text of the database says them, and away with them.

Links are set null by `unlink`; what stands within texts is replaced word by word: an id that is part of a longer one stays.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import frappe
from frappe.model import data_fieldtypes

from talent_performance.store.dialect import update_join, within

ERASED = "(erased)"
TEXTS = (
	"Data", "Small Text", "Text", "Long Text", "Text Editor", "Code", "JSON", "HTML Editor", "Markdown Editor", "Dynamic Link",
	"Link", "Read Only", "Select", "Autocomplete", "Table MultiSelect",
)  # fmt: skip
STANDARD = ("owner", "modified_by", "_user_tags", "_comments", "_assign", "_liked_by", "_seen")
ESCAPE = "!"


@dataclass(frozen=True)
class Sought:
	"""Texts to look for, and the pattern that replaces each of them."""

	texts: tuple[str, ...]
	pattern: re.Pattern[str]

	def replace(self, text: str) -> str:
		"""The text without them."""
		return self.pattern.sub(ERASED, text)


def seek(ids: Iterable[str], names: Iterable[str], users: Iterable[str] = ()) -> Sought:
	"""What to look for: as it is, as HTML writes it and as JSON does.

	>>> seek(["E1"], []).replace("E1, E1-2, E12, (E1)")
	'(erased), E1-2, E12, ((erased))'
	>>> seek(["1001"], []).replace('1001 sold; ["1001", "1002"]')
	'1001 sold; ["(erased)", "1002"]'
	"""
	patterns: dict[str, str] = {}
	for text in (*ids, *users):
		bare = re.fullmatch(r"[\W\d_]+", text)
		for form in forms(text):
			plain = re.escape(form)
			patterns[form] = rf'(?<="){plain}(?=")' if bare else rf"(?<![\w-]){plain}(?![\w-])"
	for text in names:
		patterns |= {form: rf"(?<!\w){re.escape(form)}(?!\w)" for form in forms(text)}
	longest = sorted(patterns, key=len, reverse=True)
	return Sought(
		tuple(longest), re.compile("|".join(patterns[form] for form in longest) or r"(?!)", re.IGNORECASE)
	)


def forms(text: str) -> set[str]:
	"""How a text can stand in the database."""
	escaped = {
		text,
		html.escape(text),
		html.escape(text, quote=False),
		html.escape(text).replace("&#x27;", "&#39;"),
	}
	return {form for each in escaped for form in (each, json.dumps(each)[1:-1])}


def text_columns(doctype: str) -> list[str]:
	"""The columns of a DocType that hold text, those that every DocType has included."""
	meta = frappe.get_meta(doctype)
	known = set(frappe.db.get_table_columns(doctype))
	fields = [df.fieldname for df in meta.fields if df.fieldtype in TEXTS and df.fieldtype in data_fieldtypes]
	places = ["parent"] if not meta.istable else []
	return [column for column in (*fields, *STANDARD) if column in known and column not in places]


def sweep(doctype: str, sought: Sought, kinds: tuple[str, Sequence[str]] | None = None) -> int:
	"""Replace them in every text of a DocType's rows; `kinds` narrows it to rows whose column says one of these.

	Returns how many rows changed.
	"""
	columns = text_columns(doctype)
	rows = list(mentioning(doctype, ["name", *columns], columns, sought, kinds))
	changed = []
	for name, *values in rows:
		new = [sought.replace(value) if isinstance(value, str) else value for value in values]
		if new != list(values):
			changed.append((name, *new))
	if changed:
		update_join(
			doctype,
			(["name", *columns], changed),
			{"name": "name"},
			{each: each for each in columns},
			stamped=False,
		)
		frappe.clear_document_cache(doctype, None)
	return len(changed)


def mentioning(
	doctype: str,
	wanted: Sequence[str],
	columns: Sequence[str],
	sought: Sought,
	kinds: tuple[str, Sequence[str]] | None = None,
) -> Iterator[tuple]:
	"""Rows in which one of the columns holds one of the texts, whole words or not."""
	if not sought.texts or not columns:
		return
	table = doctype if doctype.startswith("__") else f"tab{doctype}"
	like = " or ".join(
		f"`{column}` like %s escape '{ESCAPE}'" for column in columns for _text in sought.texts
	)
	values = [f"%{_escaped(text)}%" for _column in columns for text in sought.texts]
	within_kinds = ""
	if kinds:
		column, allowed = kinds
		within_kinds = f"`{column}` in ({', '.join(['%s'] * len(allowed))}) and "
		values = [*allowed, *values]
	told = ", ".join(f"`{column}`" for column in wanted)
	yield from frappe.db.sql(f"select {told} from `{table}` where {within_kinds}({like})", values)


def _escaped(text: str) -> str:
	return re.sub(r"([%_!])", rf"{ESCAPE}\1", text)


def unlink(
	doctype: str, column: str, values: Sequence[str], fetched: Sequence[str], instead: str | None
) -> int:
	"""Set a link null (or to somebody else) where it names one of the values, with what was fetched along it.

	Returns how many rows changed.
	"""
	if not values:
		return 0
	table = frappe.qb.DocType(doctype)
	mine = within(table[column], values)
	names = frappe.qb.from_(table).select(table.name).where(mine).run(pluck=True)
	if names:
		query = frappe.qb.update(table).set(table[column], instead).where(mine)
		for other in fetched:
			query = query.set(table[other], None)
		query.run()
		frappe.clear_document_cache(doctype, None)
	return len(names)
