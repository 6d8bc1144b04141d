"""The interpreter of guards: one condition, asked of a table for lists and of one row for a document.

Both twins are generated from the same words, so they can't drift apart. A list is one `in (subquery)`: reasons that go by
employee are united within it, and other reasons of people without a role unite the names of rows. Only where HR reads by
a column and for another reason besides do two conditions stand side by side; docs/access.md has the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import frappe

from talent_performance.access import practices
from talent_performance.access.audience import ROLES, Guard, Rule, Who
from talent_performance.access.delegations import acted_for, reached
from talent_performance.access.grades import Grades, closed_to_hr, not_above, not_confidential
from talent_performance.access.people import (
	below,
	companies_of,
	employees_of,
	hr_companies,
	literal,
	literals,
)
from talent_performance.compat import value_to_be

if TYPE_CHECKING:
	from frappe.model.document import Document

ADMINISTRATOR = "Administrator"
EVERYTHING = "(1=1)"
NOTHING = "(1=0)"
READING = ("read", "select", "report", "export", "print", "email")
DEPTHS = {Who.LINE: "", Who.MANAGER: "> 0", Who.DIRECT_MANAGER: "= 1"}
MANAGERS = {Who.MANAGER, Who.DIRECT_MANAGER}
HIMSELF = {Who.SELF, Who.LINE}
BY_COLUMN = {Who.AUTHOR, Who.NAMED, Who.COLLEAGUE}
BELOW_GRADES = {Who.HR_USER, Who.HR_MANAGER}

Term = Callable[[str], str]


@dataclass(frozen=True)
class Reader:
	"""What the rules of a guard ask about a user: his Employee records, the companies in which a role of his counts,
	what grades close to him there, and for whom he acts today.
	"""

	user: str
	own: tuple[str, ...]
	companies: dict[Who, tuple[str, ...] | None]
	grades: Grades = field(default_factory=Grades)
	acted_for: tuple[str, ...] = ()


def reader(guard: Guard, user: str) -> Reader:
	"""Ask once for everything that the guard's rules need."""
	kinds = {rule.who for rule in guard.rules} & ROLES.keys()
	companies = {who: hr_companies(user, ROLES[who], guard.doctype) for who in kinds}
	if any(rule.who is Who.COLLEAGUE for rule in guard.rules):
		companies[Who.COLLEAGUE] = companies_of(user)
	in_hr = guard.graded and any(companies.get(who, ()) != () for who in BELOW_GRADES)
	own = employees_of(user)
	acts = any(rule.who is Who.ACTING for rule in guard.rules)
	return Reader(
		user, own, companies, closed_to_hr(user) if in_hr else Grades(), acted_for(own) if acts else ()
	)


def listed(guard: Guard, user: str | None, called: str = "") -> str:
	"""The permission query of a DocType for a user: one condition in brackets, "(1=0)" for nobody, "" for Administrator.

	`called`: the name that a query of ours gives the table, where it isn't the table's own.
	"""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return ""
	source, table = f"`tab{guard.doctype}`", f"`{called or 'tab' + guard.doctype}`"
	who = reader(guard, user)
	found = conditions(guard, who, "read", lambda column: f"{table}.`{column}`")
	if len(found) < 2:
		return found[0] if found else NOTHING
	if any(who.companies.get(kind, ()) != () for kind in ROLES):
		return f"({' or '.join(found)})"  # HR reaches so much that the first page is found by walking down the table
	named = f"{source} as {table}" if called else source
	names = " union ".join(f"select {table}.`name` from {named} where {condition}" for condition in found)
	return f"({table}.`name` in (select `name` from ({names}) as seen))"


def within_reach(guard: Guard, deed: str, names: Sequence[str]) -> frozenset[str]:
	"""Of these rows the ones with which the session's user may do it: one question for all of them."""
	user = frappe.session.user
	if user == ADMINISTRATOR or not names:
		return frozenset(names)
	table = f"`tab{guard.doctype}`"
	found = conditions(guard, reader(guard, user), deed, lambda column: f"{table}.`{column}`")
	if not found:
		return frozenset()
	asked = f"select {table}.`name` from {table} where {table}.`name` in {literals(names)} and ({' or '.join(found)})"
	return frozenset(row[0] for row in frappe.db.sql(asked))


def allowed(guard: Guard, doc: Document, ptype: str | None, user: str | None) -> bool:
	"""Whether a user may do it with a document: as it is in memory, and as it is stored if it is.

	A client can send a document with another employee in it; so what is stored must allow it too, and of a new one it
	counts what will be fetched.
	"""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return True
	deed = "read" if not ptype or ptype in READING else ptype
	who = reader(guard, user)
	say = value_to_be if deed == "create" else type(doc).get
	sent = conditions(guard, who, deed, lambda column: literal(str(say(doc, column) or "")))
	if not sent:
		return False
	table = f"`tab{guard.doctype}`"
	stored = conditions(guard, who, deed, lambda column: f"{table}.`{column}`")
	this = f"select 1 from {table} where {table}.`name` = {literal(str(doc.get('name') or ''))}"
	question = f"select ({' or '.join(sent)}) and (not exists ({this}) or exists ({this} and ({' or '.join(stored)})))"
	return bool(frappe.db.sql(question)[0][0])


def conditions(guard: Guard, who: Reader, deed: str, term: Term) -> list[str]:
	"""What makes a row one with which the reader may do it, each in brackets; any is enough. `term` says a column in SQL.

	Rules that reach a row by its employee, and ask nothing more of it, become one `in`.
	"""
	rules = [rule for rule in guard.rules if deed in rule.may and _holds(rule)]
	plain = {rule.who for rule in rules if not rule.where}
	whole = {kind for kind in plain if not closed_by_grade(guard, kind, who, "")}
	if any(who.companies.get(kind, ()) is None for kind in whole):
		rules = [rule for rule in rules if rule.who not in MANAGERS]  # HR reaches everybody already
	barred = who.own if guard.confidential and not plain & HIMSELF else ()
	reached = [(rule, selection_of(guard, rule.who, who, barred)) for rule in rules]
	together = [sql for rule, sql in reached if sql and not _asks_more(rule)]
	apart = [
		_apart(guard, rule, sql, who, barred, term) for rule, sql in reached if _asks_more(rule) or not sql
	]
	found = [_among(term(guard.subject), together), *apart]
	found = [condition for condition in dict.fromkeys(found) if condition != NOTHING]
	found = [EVERYTHING] if EVERYTHING in found else found
	return _switched_on(guard, deed, term, _to_no_rival(guard, who, term, found))


def _to_no_rival(guard: Guard, who: Reader, term: Term, found: list[str]) -> list[str]:
	"""The same, less rows that are closed to the reader because another record names him."""
	if not who.own:
		return found
	named = [
		f"ifnull({term(each.ours)}, '') not in (select ifnull(`{each.column}`, '-') from `tab{each.doctype}`"
		f" where `{each.employee}` in {literals(who.own)})"
		for each in guard.closed_to
	]
	return [f"({' and '.join([condition, *named])})" for condition in found] if named else found


def _switched_on(guard: Guard, deed: str, term: Term, found: list[str]) -> list[str]:
	"""The same, less rows of a practice that is switched off. Whoever would make one is told by which agreement, by the flow."""
	if not guard.practice or not found or deed == "create":
		return found
	on = practices.on(guard.practice, term(guard.subject))
	return [f"({condition} and {on})" for condition in found] if on else found


def closed_by_grade(guard: Guard, kind: Who, who: Reader, subject: str) -> str:
	"""What the subject's grade demands of rows that a role of HR reaches, as SQL; "" for nothing."""
	if kind not in BELOW_GRADES or not guard.graded:
		return ""
	demands = [not_confidential(who.grades, subject)]
	if guard.rated and kind is Who.HR_USER:
		demands.append(not_above(who.grades, subject))
	return " and ".join(filter(None, demands))


def _asks_more(rule: Rule) -> bool:
	"""Whether a rule looks at more of a row than its employee."""
	return bool(rule.where or rule.practice)


def _holds(rule: Rule) -> bool:
	"""Whether the company has switched the rule on, where it can be switched."""
	return not rule.setting or bool(frappe.db.get_single_value("Talent Settings", rule.setting))


def selection_of(guard: Guard, kind: Who, who: Reader, barred: tuple[str, ...]) -> str | None:
	"""SQL that selects the employees whom a kind of reader reaches; None where it doesn't go by employee, or nobody."""
	if kind in ROLES:
		companies = who.companies[kind]
		if guard.company or not companies:
			return None
		within = f"`company` in {literals(companies)}{_but('`name`', barred)}"
		graded = closed_by_grade(guard, kind, who, "`tabEmployee`.`name`")
		return f"select `name` as `employee` from `tabEmployee` where {within}{_and(graded)}"
	if kind in BY_COLUMN or not who.own:
		return None
	if kind is Who.ACTING:
		return reached(who.acted_for, who.own) if who.acted_for else None
	if kind is Who.SELF:
		return f"select `name` as `employee` from `tabEmployee` where `name` in {literals(who.own)}"
	# Somebody's second record may stand below his first.
	himself = who.own if kind in MANAGERS and len(who.own) > 1 else ()
	return below(who.own, DEPTHS[kind]) + _but("`employee`", himself)


def _among(subject: str, selections: list[str]) -> str:
	"""The rows about the employees of any of these selections."""
	selections = list(dict.fromkeys(selections))
	if len(selections) < 2:
		return f"({subject} in ({selections[0]}))" if selections else NOTHING
	return f"({subject} in (select `employee` from ({' union '.join(selections)}) as reached))"


def _apart(
	guard: Guard, rule: Rule, selection: str | None, who: Reader, barred: tuple[str, ...], term: Term
) -> str:
	"""The rows of a rule that doesn't go by employee alone."""
	found = (
		_among(term(guard.subject), [selection]) if selection else _by_column(guard, rule, who, barred, term)
	)
	if found == NOTHING:
		return found
	demands = [f"{term(column)} in {literals(values)}" for column, values in rule.where.items()]
	demands.append(practices.on(rule.practice, term(guard.subject)) if rule.practice else "")
	said = " and ".join(filter(None, [found, *demands]))
	return f"({said})" if said != found else found


def _by_column(guard: Guard, rule: Rule, who: Reader, barred: tuple[str, ...], term: Term) -> str:
	"""The rows that HR and colleagues reach by their company, an author or somebody named because the row says so."""
	if rule.who is Who.AUTHOR:
		return f"({term(guard.author)} = {literal(who.user)})"
	if rule.who is Who.NAMED:
		others = _but(term(guard.subject), who.own) if rule.of_others else ""
		column = rule.named or str(guard.named)
		return f"({term(column)} in {literals(who.own)}{others})" if who.own else NOTHING
	companies = who.companies.get(rule.who, ())
	but = _but(term(guard.subject), barred) if rule.who in ROLES else ""
	but += _and(closed_by_grade(guard, rule.who, who, term(guard.subject)))
	if companies is None:
		return f"(1=1{but})"
	if guard.company and companies:
		return f"({term(guard.company)} in {literals(companies)}{but})"
	return NOTHING


def _and(demand: str) -> str:
	return f" and {demand}" if demand else ""


def _but(column: str, own: tuple[str, ...]) -> str:
	return f" and ifnull({column}, '') not in {literals(own)}" if own else ""
