"""The twins of Reporting Line and Reporting Line History, by the names that hooks.py calls.

Everybody may know who stands above him and below him; HR reads the lines of its companies, and the history as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from talent_performance.access.guards import GUARDS
from talent_performance.access.twins import allowed, listed

if TYPE_CHECKING:
	from frappe.model.document import Document


def permission_query(user: str | None, doctype: str) -> str:
	"""Which rows a user's list holds."""
	return listed(GUARDS[doctype], user)


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether a user may do it with one row."""
	return allowed(GUARDS[doc.doctype], doc, ptype, user)
