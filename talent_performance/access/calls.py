"""What comes to a whitelisted method of ours: complete, or refused in words and not with a traceback.

That each argument has the declared type, Frappe sees to; but it doesn't say what is missing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import frappe
from frappe import _

from talent_performance.exceptions import IncompleteCall

PACKAGE = "talent_performance."
METHOD = "/method/"


def before_request() -> None:
	"""Refuse a call that lacks something. Raises IncompleteCall."""
	function = called()
	if function is None:
		return
	given = frappe.local.form_dict
	parameters = inspect.signature(function).parameters.values()
	missing = [each.name for each in parameters if each.default is each.empty and each.name not in given]
	if missing:
		frappe.throw(
			_("{0} lacks {1}.").format(function.__name__, ", ".join(missing)),
			exc=IncompleteCall,
			title=_("Incomplete"),
		)


def called() -> Callable | None:
	"""The method of ours that the request is for; None where it is for something else."""
	path = frappe.local.request.path
	name = frappe.local.form_dict.get("cmd") or (path.split(METHOD, 1)[1] if METHOD in path else "")
	if not str(name).startswith(PACKAGE):
		return None
	try:
		function = frappe.get_attr(name)
	except Exception:  # whatever it is, Frappe says so
		return None
	return function if function in frappe.whitelisted else None
