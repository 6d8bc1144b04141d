"""Every wall between people and rows, each with a way to take it away for a while, and which part of the matrix should notice.

A wall that can go without anything being noticed is a wall that nothing proves: it isn't needed, or the table lacks a line.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

import frappe

from talent_performance.access import around, children, columns, guarded, sharing, talent_run, twins
from talent_performance.access import performance_cycle as cycles
from talent_performance.access.audience import FULL, ROLES, Guard, Rule
from talent_performance.access.guards import GUARDS
from talent_performance.access.people import hr_companies

Taking = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Wall:
	"""What it is called, how it is taken away, and where that must be seen: rows of a DocType, or a door."""

	name: str
	take: Taking
	doctype: str = ""
	door: str = ""

	def __str__(self) -> str:
		return self.name


@contextlib.contextmanager
def without(wall: Wall) -> Iterator[None]:
	"""The site as it would be."""
	with pytest.MonkeyPatch.context() as patch:
		wall.take(patch)
		frappe.local.cache = {}
		yield
	frappe.local.cache = {}


def walls() -> list[Wall]:
	"""All of them."""
	return [*of_guards(), *of_twins(), *of_people(), *of_doors()]


def of_guards() -> Iterator[Wall]:
	"""Each rule gone; each condition of a rule gone; and what a guard says for all its rules."""
	for doctype, guard in GUARDS.items():
		for at, rule in enumerate(guard.rules):
			yield rebuilt(doctype, f"rule {at + 1}, {told(rule)}: gone", guard, at, None)
			for name, wider in wider_than(rule):
				yield rebuilt(doctype, f"rule {at + 1}, {told(rule)}: {name}", guard, at, wider)
		if guard.confidential and any(closes_to_hr(guard, deed) for deed in FULL | {"issue"}):
			yield Wall(
				f"{doctype}: open to its subject", in_place(replace(guard, confidential=False)), doctype
			)


def closes_to_hr(guard: Guard, deed: str) -> bool:
	"""Whether HR would do it to what is about HR, were the guard not confidential: it does where he himself may anyway."""
	rules = [rule for rule in guard.rules if deed in rule.may]
	himself = any(rule.who in twins.HIMSELF and not rule.where for rule in rules)
	return not himself and any(rule.who in ROLES for rule in rules)


def wider_than(rule: Rule) -> Iterator[tuple[str, Rule]]:
	"""The rule without one of its conditions."""
	if rule.where:
		yield "in every state", replace(rule, where={})
	if rule.setting:
		yield "without the switch", replace(rule, setting="")
	if rule.of_others:
		yield "of oneself too", replace(rule, of_others=False)


def told(rule: Rule) -> str:
	"""A rule in a few words."""
	return f"{rule.who.name} {'/'.join(sorted(rule.may))}"


def rebuilt(doctype: str, name: str, guard: Guard, at: int, rule: Rule | None) -> Wall:
	"""A guard with another rule in that place, or none."""
	rules = (*guard.rules[:at], *([rule] if rule else []), *guard.rules[at + 1 :])
	return Wall(f"{doctype}: {name}", in_place(replace(guard, rules=rules)), doctype)


def in_place(guard: Guard) -> Taking:
	return lambda patch: patch.setitem(GUARDS, guard.doctype, guard)


def of_twins() -> Iterator[Wall]:
	"""Lists, documents and child tables without their rules; the two DocTypes with rules of their own."""
	yield Wall("every list without rules", put(guarded, "listed", lambda *_args: ""), "Appraisal Review")
	yield Wall(
		"every document without rules", put(guarded, "allowed", lambda *_args: True), "Appraisal Review"
	)
	everything = put(children, "listed", lambda *_args: "")
	yield Wall("child tables without rules", everything, door="child rows")
	for doctype in (cycles.DOCTYPE, talent_run.DOCTYPE):
		yield Wall(f"{doctype}: list", hook("permission_query_conditions", doctype), doctype)
		yield Wall(f"{doctype}: document", hook("has_permission", doctype), doctype)


def of_people() -> Iterator[Wall]:
	"""Who stands above whom, and in which companies HR works."""
	everybody = "select `name` as `employee` from `tabEmployee`"
	yield Wall(
		"reporting lines: everybody is everybody's manager",
		put(twins, "below", lambda *_a: everybody),
		"Talent Profile",
	)
	yield Wall(
		"borders of companies, for HR", put(twins, "hr_companies", unbordered), "Performance Appraisal"
	)
	yield Wall(
		"borders of companies, for HR with cycles",
		put(cycles, "hr_companies", unbordered),
		"Performance Cycle",
	)
	colleagues = put(twins, "companies_of", lambda _user: ("Matrix Testing",))
	yield Wall("borders of companies, for colleagues", colleagues, "Objective")
	yield Wall("whose Employee a user is", put(twins, "employees_of", lambda _user: ()), "Check-in")


def unbordered(user: str, roles: tuple[str, ...], doctype: str | None = None) -> tuple[str, ...] | None:
	"""HR of everything."""
	return () if hr_companies(user, roles, doctype) == () else None


OVERRIDDEN = {
	"frappe.desk.search.search_link": "link field",
	"frappe.desk.search.search_widget": "link field",
	"frappe.desk.search.get_link_title": "title of a link",
	"frappe.utils.global_search.search": "search",
	"frappe.workflow.doctype.workflow.workflow.get_workflow_state_count": "sums of one's own making",
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "sums of one's own making",
	"frappe.utils.goal.get_monthly_goal_graph_data": "sums of one's own making",
	"frappe.client.get_count": "count",
	"frappe.desk.listview.get_group_by_count": "assigned to whom",
	"frappe.desk.form.utils.get_next": "place in an order",
}


def of_doors() -> Iterator[Wall]:
	"""Frappe's own methods without ours in front; shares, assignments, columns through links, what lies beside a form."""
	for method, door in OVERRIDDEN.items():
		yield Wall(f"in front of {method}", unhooked(method), door=door)
	yield Wall("shares are refused", put(sharing, "refuse_share", nothing), door="share")
	yield Wall(
		"assignments are refused", put(sharing, "refuse_assignment", nothing), door="assign to a colleague"
	)
	through = put(columns, "refuse_through", nothing)
	yield Wall("columns through links", through, door="field through a link")
	beside = put(around, "around_seen", lambda *_args: "")
	yield Wall("lists of comments, files, versions, tasks, tags", beside, door="beside the timeline")


def nothing(*_args: Any, **_more: Any) -> None:
	return None


def put(place: Any, name: str, value: Any) -> Taking:
	return lambda patch: patch.setattr(place, name, value)


def hook(kind: str, doctype: str) -> Taking:
	"""A hook that says nothing of a DocType."""
	return with_hooks(kind, lambda known: {name: paths for name, paths in known.items() if name != doctype})


def unhooked(method: str) -> Taking:
	"""A method of Frappe's with nothing in front."""
	kind = "override_whitelisted_methods"
	return with_hooks(kind, lambda known: {name: paths for name, paths in known.items() if name != method})


def with_hooks(kind: str, changed: Callable[[dict[str, Any]], dict[str, Any]]) -> Taking:
	"""Frappe's hooks, of one kind others."""
	asked = frappe.get_hooks

	def get_hooks(hook: str | None = None, *args: Any, **more: Any) -> Any:
		found = asked(hook, *args, **more)
		return changed(found) if hook == kind else found

	return put(frappe, "get_hooks", get_hooks)


# One of each kind, for every run of the tests.
SAMPLE = (
	"Appraisal Result: rule 1, MANAGER read: gone",
	"Appraisal Review: rule 2, NAMED read/write: in every state",
	"Talent Assessment: open to its subject",
	"Talent Assessment: rule 1, MANAGER read: without the switch",
	"Talent Run: list",
	"borders of companies, for HR",
	"in front of frappe.desk.search.get_link_title",
	"columns through links",
)
