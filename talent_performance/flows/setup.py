"""What a change of the company's setup does to cycles that have been launched: nothing, and it is said which they are.

A launched cycle keeps the policy with which it was launched, frozen as JSON. The names of scales and templates in there
follow when they are renamed, for appraisals know their template by its name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from talent_performance.exceptions import RenameRefused
from talent_performance.store import policy as store

if TYPE_CHECKING:
	from frappe.model.document import Document

UNDER_WAY = ("Launched", "Closed")
# What doesn't wait for the next cycle: levels of competencies and the risk of leaving are computed as the form says today.
AT_ONCE = ("competency", "retention")
KINDS = {store.SCALE: "scales", store.TEMPLATE: "templates"}
PLAIN: dict[str, Callable[[Any], Any]] = {
	store.SCALE: store.plain_scale,
	store.TEMPLATE: store.plain_template,
}


def check_policy(doc: Document) -> None:
	"""For the controllers of Talent Settings, Rating Scale and Review Template. Raises InvalidPolicy."""
	store.check(doc)


def tell_who_keeps_the_old(doc: Document) -> None:
	"""After a change that could alter results: name the cycles under way, which keep what they were launched with."""
	before = doc.get_doc_before_save()
	if not before or _says(before) == _says(doc):
		return
	cycles = [cycle for cycle in _launched(UNDER_WAY) if _uses(json.loads(cycle.policy), doc)]
	if not cycles:
		return
	links = ", ".join(get_link_to_form(store.CYCLE, cycle.name, cycle.title) for cycle in cycles)
	frappe.msgprint(
		_(
			"{0} was launched with what stood here before, and keeps it to the end. The change holds for cycles that are launched "
			"from now on."
		).format(links),
		title=_("Cycles Under Way Keep the Old"),
		indicator="orange",
	)


def follow_rename(doctype: str, old: str, new: str) -> None:
	"""A scale or template has another name: so it has in every frozen policy. Results and fingerprints stay as they are."""
	for cycle in _launched():
		policy = json.loads(cycle.policy)
		if old in policy[KINDS[doctype]]:
			frappe.db.set_value(
				store.CYCLE,
				cycle.name,
				"policy",
				json.dumps(_renamed(policy, doctype, old, new), indent=1, ensure_ascii=False),
				update_modified=False,
			)


def refuse_merge(doctype: str, old: str, new: str) -> None:
	"""Two templates or scales that a launched cycle tells apart stay apart. Raises RenameRefused."""
	cycles = [cycle for cycle in _launched() if old in json.loads(cycle.policy)[KINDS[doctype]]]
	if not cycles:
		return
	frappe.throw(
		_(
			"{0} {1} can't be merged into {2}: {3} was launched with it, and its results would change. "
			"Keep {1}, and disable it or leave it out of new cycles."
		).format(_(doctype), old, new, ", ".join(cycle.title for cycle in cycles)),
		exc=RenameRefused,
		title=_("Not Merged"),
	)


def _launched(states: tuple[str, ...] = ()) -> list[Any]:
	"""Cycles with a frozen policy."""
	filters = {"policy": ["is", "set"], **({"state": ["in", states]} if states else {})}
	return frappe.get_all(
		store.CYCLE, filters=filters, fields=["name", "title", "policy"], order_by="start_date, name"
	)


def _says(doc: Document) -> Any:
	"""What a form contributes to the policy."""
	if doc.doctype in PLAIN:
		curves = {curve: store.points_of(doc.get(curve)) for curve in store.CURVES}
		return {**PLAIN[doc.doctype](doc), **curves}
	said = store.plain(store.with_form(store.Setup({}, {}, {}), doc), doc.rating_scale)
	return {section: words for section, words in said.items() if section not in AT_ONCE}


def _uses(policy: dict[str, Any], doc: Document) -> bool:
	"""Whether results of a policy depend on a form; on Talent Settings they always do."""
	if doc.doctype == store.SCALE:
		return doc.name in (policy["appraisal"]["scale"], policy["potential"]["scale"])
	return doc.doctype == store.SETTINGS or doc.name in policy["templates"]


def _renamed(policy: dict[str, Any], doctype: str, old: str, new: str) -> dict[str, Any]:
	"""The same policy with another name for a scale or a template."""
	kind = KINDS[doctype]

	def name(value: str) -> str:
		return new if value == old else value

	renamed = {**policy, kind: {name(key): each for key, each in policy[kind].items()}}
	if doctype == store.SCALE:
		for section in ("appraisal", "potential"):
			renamed[section] = {**renamed[section], "scale": name(renamed[section]["scale"])}
		return renamed
	renamed["appraisal"] = {
		**policy["appraisal"],
		"default_template": name(policy["appraisal"]["default_template"]),
	}
	renamed["template_rules"] = [
		{**rule, "template": name(rule["template"])} for rule in policy["template_rules"]
	]
	return renamed
