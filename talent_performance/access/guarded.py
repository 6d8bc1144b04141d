"""The twins of every DocType that has a guard, by the names that hooks.py calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talent_performance.access import readings
from talent_performance.access.guards import GUARDS
from talent_performance.access.process import guard_of
from talent_performance.access.twins import allowed, listed

if TYPE_CHECKING:
	from frappe.model.document import Document


def permission_query(user: str | None, doctype: str) -> str:
	"""Which rows a user's list holds."""
	readings.notice_list(GUARDS[doctype], user)
	return listed(guard_of(doctype), user)


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether a user may do it with one row."""
	may = allowed(GUARDS[doc.doctype], doc, ptype, user)
	if may:
		readings.notice_document(GUARDS[doc.doctype], doc, ptype, user)
	return may
