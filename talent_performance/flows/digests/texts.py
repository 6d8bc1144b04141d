"""The words of a digest: what a site has written in Reminder Text, in the reader's language, else ours.

They are Jinja in a sandbox without functions, filled with numbers, dates and titles; what comes out is plain text. Where a
text can't be filled in, ours is sent and HR is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, strip_html

from talent_performance.engine import reminders as engine
from talent_performance.exceptions import WordingRefused
from talent_performance.flows.digests.defaults import FRAME, TEXTS
from talent_performance.store.frames import site_language

TEXT = "Reminder Text"
FALLBACK = "en"
LONGEST = 500
SAMPLE: dict[str, Any] = {
	"name": "Rina", "date": "2026-03-09", "count": 2, "overdue": 1, "days_late": 4, "cycle": "2026", "about": "Self Review",
	"due": "2026-03-05", "when": "…",
}  # fmt: skip


EMPTY: dict[str, Any] = {**dict.fromkeys(SAMPLE, ""), "count": 0, "overdue": 0, "days_late": 0}


class Sandbox(ImmutableSandboxedEnvironment):
	"""Nothing to call, and no text or number that grows out of hand."""

	intercepted_binops = frozenset({"*", "**", "%"})

	def call_binop(self, context: object, operator: str, left: object, right: object) -> object:
		"""Raises SecurityError: a digest has nothing to multiply."""
		raise SecurityError(_("{0} can't be used here.").format(operator))

	def is_safe_callable(self, obj: object) -> bool:
		"""Nothing is called."""
		return False


@lru_cache
def sandbox() -> Sandbox:
	"""Filters that tell and change nothing; no tests of other things, no globals."""
	environment = Sandbox(undefined=StrictUndefined, autoescape=False)
	environment.globals.clear()
	kept = ("lower", "upper", "capitalize", "title", "trim", "default", "first", "last", "length")
	environment.filters = {name: environment.filters[name] for name in kept}
	return environment


@lru_cache(maxsize=1000)
def template(text: str) -> Template:
	"""Raises TemplateError."""
	return sandbox().from_string(text)


def fill(text: str, values: Mapping[str, Any]) -> str:
	"""A text with its words, as one line of plain text. Raises TemplateError, TypeError, ValueError, ZeroDivisionError.

	>>> fill("{{ count }} of {{ cycle }}", {"count": 2, "cycle": "<b>2026</b>"})
	'2 of <b>2026</b>'
	"""
	return " ".join(template(text).render(values).split())[:LONGEST]


FAILURES = (
	TemplateError,
	ArithmeticError,
	LookupError,
	TypeError,
	ValueError,
	AttributeError,
	RecursionError,
)


@dataclass
class Words:
	"""All texts of a site, and what was wrong with some of them while they were filled in: name → problem."""

	own: Mapping[tuple[str, str], tuple[str, str]]
	broken: dict[str, str] = field(default_factory=dict)

	def say(self, kind: str, language: str, values: Mapping[str, Any]) -> str:
		"""A kind in somebody's language: the site's text, else ours; in the site's language or English where there is neither."""
		for each in languages(language):
			text, name = self.own.get((kind, each), ("", ""))
			if text and name not in self.broken:
				try:
					return fill(text, values)
				except FAILURES as problem:
					self.broken[name] = str(problem)
			if each in TEXTS:
				return fill(TEXTS[each][kind], values)
		return fill(TEXTS[FALLBACK][kind], values)


def languages(language: str | None) -> list[str]:
	"""The languages in which somebody may be written to, the best first."""
	asked = [each for each in (language, site_language(), FALLBACK) if each]
	return list(dict.fromkeys(part for each in asked for part in (each, each.split("-")[0])))


def words() -> Words:
	"""By one query."""
	rows = frappe.get_all(
		TEXT, fields=["kind", "language", "text", "name"], order_by="name", limit=0, as_list=True
	)
	return Words({(kind, language): (text, name) for kind, language, text, name in rows})


def values_of(row: Any, language: str, titles: Mapping[str, str]) -> dict[str, Any]:
	"""What a row of engine.grouped fills in."""
	due = None if pd.isna(row.due) else row.due.date()
	return {
		"count": int(row.count),
		"overdue": int(row.overdue),
		"days_late": int(row.days_late),
		"cycle": titles.get(row.cycle, ""),
		"about": _(row.about, language) if row.about else "",
		"due": format_date(due) if due else "",
		"when": when(row, language),
	}


def when(row: Any, language: str) -> str:
	"""The due day in words."""
	if pd.isna(row.due):
		return ""
	if row.overdue:
		return _("late by {0} days", language).format(int(row.days_late))
	if row.stage == engine.TODAY:
		return _("due today", language)
	return _("due on {0}", language).format(format_date(row.due.date()))


# What a site writes


def check(text: Document) -> None:
	"""Raises WordingRefused that says what is wrong, where the text can't be filled in."""
	text.problem = None
	problem = problem_of(text.text or "")
	if problem:
		frappe.throw(
			_("{0}: {1}. Words that can be filled in: {2}.").format(
				_(text.meta.get_label("text")), problem, ", ".join(SAMPLE)
			),
			exc=WordingRefused,
			title=_("This Text Can't Be Used"),
		)


def problem_of(text: str) -> str:
	"""What is wrong with a text, in words; "" where nothing is. Tried with one, with many, and with nothing due."""
	for values in (SAMPLE, {**SAMPLE, "count": 1, "overdue": 0, "days_late": 0, "when": "", "due": ""}):
		try:
			filled = fill(text, values)
		except FAILURES as problem:
			return frappe.utils.escape_html(strip_html(str(problem)).rstrip("."))
		if not filled:
			return _("it says nothing")
	return ""


def preview(text: str) -> str:
	"""A text with examples filled in. Raises WordingRefused."""
	problem = problem_of(text)
	if problem:
		frappe.throw(problem, exc=WordingRefused, title=_("This Text Can't Be Used"))
	return fill(text, {**SAMPLE, "when": _("due on {0}").format(format_date("2026-03-05"))})


def note_broken(found: Words, tell: Callable[[pd.DataFrame], object]) -> None:
	"""Write down what was wrong with texts, and tell HR of those of which nobody has heard."""
	if not found.broken:
		return
	known = frappe.get_all(
		TEXT, {"name": ("in", list(found.broken)), "problem": ("is", "set")}, pluck="name", order_by="name"
	)
	news = {name: problem for name, problem in found.broken.items() if name not in known}
	if not news:
		return
	for name, problem in news.items():
		frappe.db.set_value(TEXT, name, "problem", problem, update_modified=False)
	holder, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	query = frappe.qb.from_(holder).join(user).on(user.name == holder.parent).select(user.name).distinct()
	query = query.where((holder.parenttype == "User") & (holder.role == "HR Manager") & (user.enabled == 1))
	users = query.orderby(user.name).run(pluck=True)
	said = _("The text {0} can't be filled in; the default text was sent instead.")
	tell(
		pd.DataFrame(
			[
				{"user": user, "subject": said.format(name), "document_type": TEXT, "document_name": name}
				for user in users
				for name in news
			],
			columns=["user", "subject", "document_type", "document_name"],
		)
	)


def plant() -> None:
	"""Our texts in English and Indonesian, for a site to change; nothing where there are any."""
	if frappe.db.count(TEXT):
		return
	for language in (each for each in TEXTS if frappe.db.exists("Language", each)):
		for kind in (*FRAME, *engine.KINDS):
			said = {"doctype": TEXT, "kind": kind, "language": language, "text": TEXTS[language][kind]}
			frappe.get_doc(said).insert(ignore_permissions=True)
