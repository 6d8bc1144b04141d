"""The page in which the self-service portal runs: what it starts with, and nothing that the reader may not see."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import frappe
from frappe.utils.jinja_globals import bundled_asset

from talent_performance.portal import shell

no_cache = 1


def get_context(context: dict[str, Any]) -> None:
	"""Whoever isn't logged in is sent to log in first, and then back to where he wanted to go."""
	if frappe.session.user == "Guest":
		frappe.local.flags.redirect_location = f"/login?{urlencode({'redirect-to': frappe.request.path})}"
		raise frappe.Redirect
	boot = shell.boot()
	# The token is new with the session: without a commit the first thing written would be refused.
	frappe.db.commit()
	context["boot"] = shell.as_script(boot)
	context["language"] = boot["language"]
	context["direction"] = boot["direction"]
	context["bundle"] = bundled_asset("talent_portal.bundle.js")
