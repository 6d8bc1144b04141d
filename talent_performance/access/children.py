"""Rows of child tables are listed to whoever may list their document, and are saved with it and no other way.

Frappe asks of a list of child rows only whether its user may open the parent's DocType at all. So each child table of
a guarded DocType has a permission query of its own, which is its parent's. And Frappe lets a row be saved past its document, whose rules are
then never asked, and takes a row over from another document when a document is sent that names it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import frappe
from frappe import _

from talent_performance.access import calibration_session, performance_cycle, talent_run
from talent_performance.access.guards import GUARDS, PARENTS
from talent_performance.access.people import literal
from talent_performance.access.twins import listed
from talent_performance.exceptions import RowRefused

if TYPE_CHECKING:
	from frappe.model.document import Document

OWN: dict[str, Callable[[str | None], str]] = {
	"Calibration Session": calibration_session.permission_query,
	"Performance Cycle": performance_cycle.permission_query,
	"Talent Run": talent_run.permission_query,
}


def permission_query(user: str | None, doctype: str) -> str:
	"""Which rows of a child table a user's list holds."""
	parent = PARENTS[doctype]
	condition = OWN[parent](user) if parent in OWN else listed(GUARDS[parent], user)
	if not condition:
		return ""
	documents = f"select `name` from `tab{parent}` where {condition}"
	return f"(`tab{doctype}`.`parenttype` = {literal(parent)} and `tab{doctype}`.`parent` in ({documents}))"


def refuse_alone(doc: Document, method: str | None = None) -> None:
	"""before_validate and on_trash of a child table, which Frappe runs only where a row comes without its document. Raises RowRefused."""
	frappe.throw(
		_("A row of {0} is saved with its document. Change it in {1} {2}.").format(
			_(doc.doctype), _(PARENTS[doc.doctype]), doc.parent or ""
		),
		exc=RowRefused,
		title=_("Not Changeable"),
	)


def refuse_strangers(doc: Document, method: str | None = None) -> None:
	"""before_validate of a document: a row that it names is its own, or new. Raises RowRefused."""
	for df in doc.meta.get_table_fields():
		named = {row.name: row.idx for row in doc.get(df.fieldname) if row.name and not row.is_new()}
		strangers = sorted(named.keys() - _stored_rows(doc, df.fieldname, df.options, list(named)))
		if strangers:
			frappe.throw(
				_("Row {0} of {1} belongs to another document. Reload the form and try again.").format(
					named[strangers[0]], _(df.label)
				),
				exc=RowRefused,
				title=_("Not Changeable"),
			)


def _stored_rows(doc: Document, field: str, doctype: str, names: list[str]) -> set[str]:
	"""Which of these rows may stand in the document: those that are its own, and those that are nowhere yet."""
	if not names:
		return set()
	own = (doc.doctype, str(doc.name), field)
	columns = ["name", "parenttype", "parent", "parentfield"]
	found = frappe.get_all(doctype, {"name": ("in", names)}, columns, order_by="name", limit=0)
	return set(names) - {row.name for row in found if (row.parenttype, row.parent, row.parentfield) != own}
