"""The texts of the portal in a language: those that its sources and our DocTypes' choices hold, not the whole desk's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import frappe
from frappe import _
from frappe.utils.caching import redis_cache

CALL = re.compile(r"""(?<![\w$.])__\(\s*("(?:[^"\\\n]|\\.)*")""")
SOURCES = (".vue", ".js")


@redis_cache(ttl=60 * 60)
def dictionary(language: str) -> dict[str, str]:
	"""Text → its translation, of those that have one."""
	if language == "en":
		return {}
	texts = {*texts_of_sources(), *choices()}
	translated = {text: _(text, lang=language) for text in sorted(texts)}
	return {text: said for text, said in translated.items() if said != text}


def texts_of_sources() -> set[str]:
	"""What the portal's files mark for translation."""
	folder = Path(frappe.get_app_path("talent_performance", "public", "portal"))
	files = [file for file in folder.rglob("*") if file.suffix in SOURCES]
	return {json.loads(found) for file in files for found in CALL.findall(file.read_text("utf-8"))}


def choices() -> set[str]:
	"""What can be chosen in our DocTypes: states, kinds, methods."""
	field, doctype = frappe.qb.DocType("DocField"), frappe.qb.DocType("DocType")
	query = (
		frappe.qb.from_(field)
		.join(doctype)
		.on(doctype.name == field.parent)
		.select(field.options)
		.distinct()
		.where((doctype.module == "Talent Performance") & (field.fieldtype == "Select"))
	)
	return {option for (options,) in query.run() for option in (options or "").split("\n") if option}
