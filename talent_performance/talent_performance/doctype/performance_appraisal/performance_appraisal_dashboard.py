from __future__ import annotations

from typing import Any

from frappe import _


def get_data() -> dict[str, Any]:
	"""Connections to what an appraisal itself names; what names the appraisal stands in the DocType's links."""
	return {
		"fieldname": "appraisal",
		"internal_links": {
			"Objective": ["objectives", "objective"],
			"Performance Cycle": "cycle",
			"Talent Profile": "profile",
		},
		"transactions": [
			{"label": _("Subject"), "items": ["Objective", "Performance Cycle", "Talent Profile"]}
		],
	}
