"""What comes to a whitelisted method of ours: complete, or refused in words and not with a traceback.

That each argument has the declared type, Frappe sees to; but it doesn't say what is missing.
"""

from __future__ import annotations

import base64
import binascii
import inspect
import json
from collections.abc import Callable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from talent_performance.exceptions import IncompleteCall

PACKAGE = "talent_performance."
FURTHEST = 10**9
METHOD = "/method/"


def before_request() -> None:
	"""Refuse a call that lacks something. Raises IncompleteCall."""
	function = called()
	if function is None:
		return
	given = frappe.local.form_dict
	refuse_nul(given)
	parameters = inspect.signature(function).parameters.values()
	missing = [each.name for each in parameters if each.default is each.empty and each.name not in given]
	if missing:
		frappe.throw(
			_("{0} lacks {1}.").format(function.__name__, ", ".join(missing)),
			exc=IncompleteCall,
			title=_("Incomplete"),
		)


def refuse_nul(given: Mapping[str, Any]) -> None:
	"""Raises IncompleteCall for a text with a character that ends it for some databases."""
	bad = [str(name) for name, value in given.items() if "\0" in str(value) or "\0" in str(name)]
	if bad:
		_refuse(", ".join(bad).replace("\0", ""), _("text without a null character"))


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


def as_object(sent: str | dict | None, name: str) -> dict[str, Any]:
	"""An argument that is an object, or the text of one; none is an empty one. Raises IncompleteCall for anything else."""
	return _parsed(sent or {}, name, dict, _("a JSON object"))


def as_list(sent: str | list | None, name: str) -> list[Any]:
	"""An argument that is a list, or the text of one; none is an empty one. Raises IncompleteCall for anything else."""
	return _parsed(sent or [], name, list, _("a JSON list"))


def as_names(sent: str | list | None, name: str) -> list[str]:
	"""An argument that is a list of names, or the text of one. Raises IncompleteCall for anything else."""
	names = as_list(sent, name)
	if any(not isinstance(each, str) for each in names):
		_refuse(name, _("a JSON list"))
	return list(dict.fromkeys(names))


def as_start(sent: int | str) -> int:
	"""From which row on a page begins: none before the first, and none further than a database counts."""
	return min(max(0, cint(sent)), FURTHEST)


def as_file(sent: str, name: str) -> bytes:
	"""A file that comes as base64. Raises IncompleteCall for anything else."""
	try:
		return base64.b64decode(sent, validate=True)
	except (binascii.Error, ValueError):
		return _refuse(name, _("a file as base64"))


def _parsed(sent: Any, name: str, kind: type, called: str) -> Any:
	if isinstance(sent, str):
		try:
			sent = json.loads(sent)
		except ValueError:
			_refuse(name, called)
	return sent if isinstance(sent, kind) else _refuse(name, called)


def _refuse(name: str, expected: str) -> Any:
	frappe.throw(_("{0} must be {1}.").format(name, expected), exc=IncompleteCall, title=_("Incomplete"))
