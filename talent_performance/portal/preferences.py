"""The reader's own reminders: when, of what, and what waits today."""

from typing import Any

import frappe

from talent_performance.access.calls import as_names
from talent_performance.flows.digests import preferences


@frappe.whitelist()
def get() -> dict[str, Any]:
	"""What the session's user chooses from, and what is chosen. Raises PermissionError for whoever has no Employee record."""
	return preferences.shown(preferences.own_employee())


@frappe.whitelist(methods=["POST"])
def save(
	digest_hour: str = "", paused_until: str | None = None, unwanted: list[str] | str | None = None
) -> dict[str, Any]:
	"""Write down the hour ("09:00", or "" for the company's), the pause, and the kinds that aren't wanted.

	Raises PermissionError, InvalidSetup.
	"""
	employee = preferences.own_employee()
	return preferences.save(employee, digest_hour, paused_until or None, as_names(unwanted, "unwanted"))


@frappe.whitelist()
def preview() -> str:
	"""What waits today, as the digest says it; HTML, empty where nothing does. Raises PermissionError."""
	return preferences.preview(preferences.own_employee())
