"""Connections of ERPNext's Employee to what this app keeps about a person; what a user doesn't read counts nothing there."""

from __future__ import annotations

from typing import Any

from frappe import _


def get_data(data: dict[str, Any]) -> dict[str, Any]:
	"""ERPNext's connections, and ours below them."""
	data["fieldname"] = data.get("fieldname") or "employee"
	data.setdefault("transactions", []).extend(
		[
			{
				"label": _("Performance"),
				"items": [
					"Performance Appraisal",
					"Appraisal Result",
					"Objective",
					"Check-in",
					"Feedback Note",
				],
			},
			{
				"label": _("Talent"),
				"items": [
					"Talent Profile",
					"Potential Assessment",
					"Leadership Assessment",
					"Talent Assessment",
					"Talent Pool Member",
					"Competency Assessment",
					"Development Plan",
				],
			},
		]
	)
	return data
