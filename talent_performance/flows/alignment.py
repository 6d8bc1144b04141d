"""What an objective or a key result may be aligned to: no circle, no other cycle, nobody's private objective."""

from __future__ import annotations

from typing import NoReturn

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.access import guarded
from talent_performance.access.goal_deeds import INDIVIDUAL, in_one_line
from talent_performance.engine.frames import complete
from talent_performance.engine.goals import check_cascades
from talent_performance.exceptions import AlignmentRefused
from talent_performance.flows import kept_fields
from talent_performance.flows.refusals import refuse_if_over
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE, upwards

ABOUT = ["name", "level", "employee", "company", "cycle"]
OPEN = ("Draft", "Returned")
ORDER = ("Company", "Department", INDIVIDUAL)


def check_objective(doc: Document) -> None:
	"""Whether an objective may be aligned as it says. Raises AlignmentRefused."""
	if not doc.parent_objective:
		doc.contributes = 0
		return
	if not doc.has_value_changed("parent_objective"):
		return
	above = frappe.db.get_value(OBJECTIVE, doc.parent_objective, ABOUT, as_dict=True)
	refuse_other_cycle(doc.cycle, above)
	refuse_foreign(doc, above)
	refuse_circle(OBJECTIVE, "parent_objective", doc.name, doc.parent_objective)


def align(
	objective: str, parent: str | None, contributes: bool = False, weight: float | None = None
) -> Document:
	"""Align an objective to another one, or to none, as who may write it.

	A draft as its form would. One that is agreed on may hang elsewhere as long as it counts in nothing, before and after:
	no figure moves by that. Raises PermissionError, AlignmentRefused, ApprovedGoal, CycleOver.
	"""
	doc = frappe.get_doc(OBJECTIVE, objective, for_update=True)
	guarded.check(doc, "write")
	refuse_if_over(doc.cycle)
	counted = bool(doc.contributes)
	doc.update({"parent_objective": parent or None, "contributes": int(bool(contributes and parent))})
	if weight is not None:
		doc.contribution_weight = weight
	if doc.status in OPEN or counted or doc.contributes:
		return guarded.save(doc)
	with kept_fields.writing():
		guarded.save(doc)
	return doc


def check_key_result(doc: Document) -> None:
	"""Whether a key result may carry the number that it says. Raises AlignmentRefused."""
	if not doc.parent_key_result:
		doc.cascade = ""
		return
	doc.cascade = doc.cascade or "Split"
	if not doc.has_value_changed("parent_key_result"):
		return
	whole = frappe.db.get_value(KEY_RESULT, doc.parent_key_result, "objective")
	above = frappe.db.get_value(OBJECTIVE, whole, ABOUT, as_dict=True)
	refuse_other_cycle(doc.cycle, above)
	refuse_foreign(doc, above)
	refuse_circle(KEY_RESULT, "parent_key_result", doc.name, doc.parent_key_result)


def refuse_other_cycle(cycle: str, above: frappe._dict) -> None:
	"""Within one cycle only: a figure of another one never counts. Raises AlignmentRefused."""
	if above.cycle != cycle:
		_refuse(
			_("{0} belongs to the cycle {1}, not to {2}. Align it within its own cycle.").format(
				above.name, above.cycle, cycle
			)
		)


def refuse_foreign(doc: Document, above: frappe._dict) -> None:
	"""Nobody aligns to a private objective of somebody outside the own line. Raises AlignmentRefused."""
	if above.level != INDIVIDUAL:
		_refuse_lower(doc, above)
		if not guarded.may(frappe.get_doc(OBJECTIVE, above.name)):
			_refuse(_("There is no objective {0} that you may see.").format(above.name))
	elif doc.level != INDIVIDUAL:
		_refuse(
			_(
				"An objective of a company or department isn't aligned to one person's objective. Align it higher."
			)
		)
	elif not in_one_line(doc.employee, above.employee):
		_refuse(
			_(
				"{0} is the objective of somebody who stands neither above nor below in the reporting line. "
				"Align to one of the company, the department or the own line."
			).format(above.name)
		)


def _refuse_lower(doc: Document, above: frappe._dict) -> None:
	if ORDER.index(doc.level) < ORDER.index(above.level):
		_refuse(
			_("A company's objective isn't aligned to a department's: {0} stands lower.").format(above.name)
		)


def refuse_circle(doctype: str, column: str, name: str | None, parent: str) -> None:
	"""Walk up from a parent, one query a level. Raises AlignmentRefused where the way comes back, or turns in itself."""
	way = [name] if name else []
	for at in upwards(parent, lambda lower: frappe.db.get_value(doctype, lower, column)):
		if at in way:
			_refuse(
				_("That would go in a circle: {0}. Choose another one to align to.").format(
					" → ".join([*way[way.index(at) :], at])
				)
			)
		way.append(at)


def cascade_of(key_result: str) -> str | None:
	"""Whether the parts of a number add up, in a sentence; None where it isn't split. The rule is the engine's."""
	table = frappe.qb.DocType(KEY_RESULT)
	query = frappe.qb.from_(table).select(
		table.name,
		table.objective,
		table.target_value,
		table.parent_key_result,
		table.cascade,
		table.archived,
	)
	query = query.where((table.name == key_result) | (table.parent_key_result == key_result))
	columns = ["key_result", "objective", "target_value", "parent_key_result", "cascade", "archived"]
	found = pd.DataFrame(query.orderby(table.name).run(), columns=columns, dtype=object)
	found["cascade"] = found["cascade"].str.lower().replace("", None)
	found["archived"] = found["archived"].str.lower()
	found.loc[found["key_result"] == key_result, "parent_key_result"] = None
	checked = check_cascades(complete("key_results", found), _)
	return None if checked.empty else str(checked["message"].iloc[0])


def say_cascade(doc: Document) -> None:
	"""Tell whoever saves a part how far the parts reach, if the whole is theirs to read."""
	whole = doc.parent_key_result if doc.cascade == "Split" else doc.name
	if not whole or not guarded.may(frappe.get_doc(KEY_RESULT, whole)):
		return
	message = cascade_of(whole)
	if message:
		frappe.msgprint(message, title=_("Split Target"), alert=True)


def _refuse(message: str) -> NoReturn:
	frappe.throw(message, exc=AlignmentRefused, title=_("Alignment Not Possible"))
