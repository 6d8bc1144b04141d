"""Requests that leave nothing of what was sent in any log: neither what let somebody in nor what was said."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any, NoReturn

import frappe
from frappe import _

from talent_performance.flows.tokens import forget_sent

EXPECTED = (frappe.ValidationError, frappe.PermissionError)


def unlogged(title: str, do: Callable[..., Any], *arguments: Any) -> Any:
	"""What a function gives; nothing of it is recorded, and what breaks is written down by its kind and its lines of code alone.

	Frappe's own note of an error holds the variables around it, a database's message the values. Raises ValidationError instead.
	"""
	forget_sent()
	stop_recorder()
	try:
		return do(*arguments)
	except EXPECTED:
		raise
	except Exception as error:
		broken = [type(error).__name__, *lines_of(error)]
	# Out of the except block: from here on the error is nobody's context any more.
	return give_up(title, broken)


def stop_recorder() -> None:
	"""Frappe's recorder of queries keeps their values."""
	recorder = getattr(frappe.local, "_recorder", None)
	if recorder:
		recorder.cleanup()
		del frappe.local._recorder


def lines_of(error: BaseException) -> list[str]:
	"""Where it broke: file, line, function."""
	frames = traceback.extract_tb(error.__traceback__)
	return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def give_up(title: str, broken: list[str]) -> NoReturn:
	"""Raises ValidationError, in words for whoever asked."""
	frappe.db.rollback()
	frappe.log_error(title=title, message="\n".join(broken), defer_insert=True)
	frappe.throw(
		_(
			"Something went wrong here, and nothing was changed. What you wrote stays on this page: try again in a moment."
		),
		title=_("Not Possible"),
	)
