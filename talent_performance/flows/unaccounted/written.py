"""Links, codes and kiosks are written by flows alone: typed in by hand, one could have a token that somebody knows."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import StateProtected
from talent_performance.flows.moving import is_moving


def refuse_by_hand(document: Document) -> None:
	"""Raises StateProtected in somebody's own save."""
	if not is_moving():
		frappe.throw(
			_("A {0} can't be typed in. Use the buttons of the cycle.").format(_(document.doctype)),
			exc=StateProtected,
			title=_("Not Changeable"),
		)
