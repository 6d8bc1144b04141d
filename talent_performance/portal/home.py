"""The first page of the portal."""

import frappe

from talent_performance.flows import home
from talent_performance.portal.shell import refuse_strangers


@frappe.whitelist(methods=["GET"])
def overview() -> home.Overview:
	"""What waits for the reader, his objectives at a glance, his next dates."""
	return home.overview(refuse_strangers())
