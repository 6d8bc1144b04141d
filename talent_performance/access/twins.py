"""The interpreter of guards: one condition, asked of a table for lists and of one row for a document.

Both twins are generated from the same words, so they can't drift apart. A list is one `in (subquery)`, never an OR over
rows: where a user reads for several unlike reasons, their names are united in a subquery.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import frappe

from talent_performance.access.audience import ROLES, Guard, Rule, Who
from talent_performance.access.people import below, employees_of, hr_companies, literal, literals

if TYPE_CHECKING:
	from frappe.model.document import Document

ADMINISTRATOR = "Administrator"
EVERYTHING = "(1=1)"
NOTHING = "(1=0)"
READING = ("read", "select", "report", "export", "print", "email")
DEPTHS = {Who.LINE: "", Who.MANAGER: "> 0", Who.DIRECT_MANAGER: "= 1"}
MANAGERS = {Who.MANAGER, Who.DIRECT_MANAGER}
HIMSELF = {Who.SELF, Who.LINE}

Term = Callable[[str], str]


@dataclass(frozen=True)
class Reader:
	"""What the rules of a guard ask about a user: his Employee records, and the companies in which a role of his counts."""

	user: str
	own: tuple[str, ...]
	companies: dict[Who, tuple[str, ...] | None]


def reader(guard: Guard, user: str) -> Reader:
	"""Ask once for everything that the guard's rules need."""
	kinds = {rule.who for rule in guard.rules} & ROLES.keys()
	companies = {who: hr_companies(user, ROLES[who], guard.doctype) for who in kinds}
	return Reader(user, employees_of(user), companies)


def listed(guard: Guard, user: str | None) -> str:
	"""The permission query of a DocType for a user: one condition in brackets, "(1=0)" for nobody, "" for Administrator."""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return ""
	table = f"`tab{guard.doctype}`"
	found = conditions(guard, reader(guard, user), "read", lambda column: f"{table}.`{column}`")
	if len(found) < 2:
		return found[0] if found else NOTHING
	names = " union ".join(f"select {table}.`name` from {table} where {condition}" for condition in found)
	return f"({table}.`name` in (select `name` from ({names}) as seen))"


def allowed(guard: Guard, doc: Document, ptype: str | None, user: str | None) -> bool:
	"""Whether a user may do it with a document: as it is in memory, and as it is stored if it is.

	A client can send a document with another employee in it; so what is stored must allow it too.
	"""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return True
	deed = "read" if not ptype or ptype in READING else ptype
	who = reader(guard, user)
	sent = conditions(guard, who, deed, lambda column: literal(str(doc.get(column) or "")))
	if not sent:
		return False
	table = f"`tab{guard.doctype}`"
	stored = conditions(guard, who, deed, lambda column: f"{table}.`{column}`")
	this = f"select 1 from {table} where {table}.`name` = {literal(str(doc.get('name') or ''))}"
	question = f"select ({' or '.join(sent)}) and (not exists ({this}) or exists ({this} and ({' or '.join(stored)})))"
	return bool(frappe.db.sql(question)[0][0])


def conditions(guard: Guard, who: Reader, deed: str, term: Term) -> list[str]:
	"""What makes a row one with which the reader may do it, each in brackets; any is enough. `term` says a column in SQL."""
	rules = [rule for rule in guard.rules if deed in rule.may]
	plain = {rule.who for rule in rules if not rule.where}
	if any(who.companies.get(kind, ()) is None for kind in plain):
		rules = [rule for rule in rules if rule.who not in MANAGERS]  # HR reaches everybody already
	barred = who.own if guard.confidential and not plain & HIMSELF else ()
	found = [_narrowed(rule, _reached(guard, rule.who, who, barred, term), term) for rule in rules]
	found = [condition for condition in dict.fromkeys(found) if condition != NOTHING]
	return [EVERYTHING] if EVERYTHING in found else found


def _narrowed(rule: Rule, reached: str, term: Term) -> str:
	"""A condition, and what the rule demands of the row's other columns."""
	if reached == NOTHING or not rule.where:
		return reached
	demands = " and ".join(f"{term(column)} in {literals(values)}" for column, values in rule.where.items())
	return f"({reached} and {demands})"


def _reached(guard: Guard, kind: Who, who: Reader, barred: tuple[str, ...], term: Term) -> str:
	"""The rows that a kind of reader reaches; rows about `barred` employees are out of reach of HR."""
	subject = term(guard.subject)
	if kind in ROLES:
		return _within_companies(guard, who.companies[kind], _but(subject, barred), term)
	if kind is Who.AUTHOR:
		return f"({term(guard.author)} = {literal(who.user)})"
	if not who.own:
		return NOTHING
	if kind is Who.SELF:
		return f"({subject} in {literals(who.own)})"
	himself = (
		who.own if kind in MANAGERS and len(who.own) > 1 else ()
	)  # somebody's second record below his first
	return f"({subject} in ({below(who.own, DEPTHS[kind])}){_but(subject, himself)})"


def _within_companies(guard: Guard, companies: tuple[str, ...] | None, but: str, term: Term) -> str:
	"""Rows of the companies."""
	if companies is None:
		return f"(1=1{but})"
	if not companies:
		return NOTHING
	if guard.company:
		return f"({term(guard.company)} in {literals(companies)}{but})"
	people = f"select `name` from `tabEmployee` where `company` in {literals(companies)}"
	return f"({term(guard.subject)} in ({people}){but})"


def _but(subject: str, own: tuple[str, ...]) -> str:
	return f" and {subject} not in {literals(own)}" if own else ""
