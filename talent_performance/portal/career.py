"""Where one wants to go: own wishes, and the roles within reach. Of oneself alone."""

from typing import Any

import frappe

from talent_performance.access.calls import as_object
from talent_performance.flows import aspirations
from talent_performance.flows.mobility import roles
from talent_performance.portal.shell import refuse_strangers


@frappe.whitelist(methods=["GET"])
def overview() -> dict[str, Any]:
	"""What the reader has said, and the roles that can be wished for. Raises PermissionError for whoever has no Employee record."""
	refuse_strangers()
	return {
		"said": aspirations.said_by(aspirations.own_record()),
		"choices": aspirations.choices(),
		"most_roles": aspirations.MOST_ROLES,
	}


@frappe.whitelist(methods=["GET"])
def reach() -> dict[str, Any]:
	"""The roles within the reader's reach, by the own levels alone. Raises PermissionError for whoever has no Employee record."""
	refuse_strangers()
	return roles.own()


@frappe.whitelist(methods=["POST"])
def save(values: str | dict, modified: str) -> dict[str, Any]:
	"""Write down what one wants; `modified` is what one has read last. Raises PermissionError, AspirationRefused, TimestampMismatchError."""
	refuse_strangers()
	aspirations.say(as_object(values, "values"), modified)
	return overview()


@frappe.whitelist(methods=["POST"])
def withdraw() -> dict[str, Any]:
	"""Take one's own words away for good. Raises PermissionError."""
	refuse_strangers()
	aspirations.withdraw()
	return overview()
