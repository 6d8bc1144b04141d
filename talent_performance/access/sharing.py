"""No share and no assignment opens what a guard closes.

Frappe lets a share pass a has_permission that denies, and the desk's "Assign To" shares without asking. So documents of
DocTypes with a guard aren't shared at all, by nobody, and are assigned to those only who may read them anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from talent_performance.access.copies import may_read
from talent_performance.access.guards import NOT_SHARED
from talent_performance.exceptions import AssignmentRefused, ShareRefused

if TYPE_CHECKING:
	from frappe.model.document import Document


def refuse_share(doc: Document, method: str | None = None) -> None:
	"""DocShare before_validate. Raises ShareRefused."""
	if doc.share_doctype not in NOT_SHARED:
		return
	frappe.throw(
		_(
			"{0} can't be shared: who may see it follows from reporting lines and HR roles. "
			"Somebody who should see it needs the role, or a place in the reporting line."
		).format(_(doc.share_doctype)),
		exc=ShareRefused,
		title=_("Not Shared"),
	)


def refuse_assignment(doc: Document, method: str | None = None) -> None:
	"""ToDo before_validate, where Assign To and assignment rules arrive. Raises AssignmentRefused."""
	if doc.reference_type not in NOT_SHARED or not doc.reference_name:
		return
	if not any(
		doc.has_value_changed(field) for field in ("reference_type", "reference_name", "allocated_to")
	):
		return  # closing a task must stay possible for somebody who may not see the document any more
	user = doc.allocated_to
	if user and may_read(doc.reference_type, doc.reference_name, user):
		return
	frappe.throw(
		_(
			"{0} {1} can't be assigned to {2}, who may not see it. Choose somebody who may, such as the employee's manager "
			"or HR of the company, or describe the task in a ToDo without a reference."
		).format(_(doc.reference_type), doc.reference_name, user or _("nobody")),
		exc=AssignmentRefused,
		title=_("Not Assigned"),
	)


def remove_shares() -> None:
	"""Daily: take away shares that came past the refusal, by import below the ORM or from before the app was there."""
	frappe.db.delete("DocShare", {"share_doctype": ["in", sorted(NOT_SHARED)]})
