"""Competencies are renamed and merged: what rounds have frozen follows, and no table says one twice."""

from __future__ import annotations

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from talent_performance.exceptions import RenameRefused
from talent_performance.flows.mentoring.following import before_competency_merge
from talent_performance.store.competency_tables import level_ends

# Table of a document in which each competency stands once → its document.
ONCE = {
	"Role Competency": "Role Competency Profile",
	"Competency Rating": "Competency Assessment",
	"Feedback Competency": "Feedback Round",
}
SHOWN = 10


def before_rename(_document: Document, _event: str, old: str, new: str, merge: bool = False) -> None:
	"""Competency before_rename: what a merge would say twice is refused, and a merge onto other levels. Raises RenameRefused."""
	if not merge:
		return
	ends = level_ends([old, new])
	if ends.get(old) and ends.get(old) != ends.get(new):
		refuse(
			_(
				"{0} has levels from {1} to {2}, and {3} has others: what was judged on them would mean something else."
			).format(old, *(f"{end:g}" for end in ends[old]), new),
			[],
		)
	refuse_twice(old, new)
	before_competency_merge(old, new)


def refuse_twice(old: str, new: str) -> None:
	"""Raises RenameRefused where one document names both."""
	found = []
	for table, doctype in ONCE.items():
		first, second = frappe.qb.DocType(table).as_("first"), frappe.qb.DocType(table).as_("second")
		query = (
			frappe.qb.from_(first)
			.join(second)
			.on((first.parent == second.parent) & (first.parenttype == second.parenttype))
			.select(first.parent)
			.distinct()
			.where((first.competency == old) & (second.competency == new) & (first.parenttype == doctype))
			.orderby(first.parent)
		)
		found += [f"{_(doctype)} {get_link_to_form(doctype, name)}" for name in query.run(pluck=True)]
	if found:
		refuse(_("{0} can't be merged into {1}, for these name both:").format(old, new), found)


def refuse(sentence: str, places: list[str]) -> None:
	"""Raises RenameRefused."""
	listed = "".join(f"<br>{place}" for place in places[:SHOWN])
	todo = _("Take one of them out, then merge again. Nothing has changed.")
	frappe.throw(f"{sentence}{listed}<br>{todo}", exc=RenameRefused, title=_("Not Merged"))


def after_rename(_document: Document, _event: str, old: str, new: str, merge: bool = False) -> None:
	"""Competency after_rename: what was asked in rounds of feedback is evidence of the competency by its new name."""
	rounds = frappe.get_all(
		"Feedback Round", {"frozen": ("is", "set")}, ["name", "frozen"], order_by="name", limit=0
	)
	for row in rounds:
		frozen = json.loads(row.frozen)
		asked = [item for item in frozen.get("items", []) if item.get("competency") == old]
		if not asked:
			continue
		for item in asked:
			item["competency"] = new
		frappe.db.set_value("Feedback Round", row.name, "frozen", json.dumps(frozen), update_modified=False)
