"""What a round consists of is written by flows alone: typed in by hand, it would have no rules."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import StateProtected
from talent_performance.flows.moving import is_moving


def refuse(document: Document) -> None:
	"""Raises StateProtected in somebody's own save."""
	if not is_moving():
		frappe.throw(
			_("A {0} can't be typed in. Use the buttons of the round.").format(_(document.doctype)),
			exc=StateProtected,
			title=_("Not Changeable"),
		)
