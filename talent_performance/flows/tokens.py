"""Tokens that let somebody in: made once, handed over, and kept as a digest only.

A token of 256 random bits can't be guessed, so a plain digest keeps it as well as a slow one would, and it can be looked up.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Iterator
from typing import NoReturn

import frappe
from frappe import _

from talent_performance.exceptions import EntranceClosed

BYTES = 32
LONGEST = 100
SENT = ("token", "secret", "code")


def new_token() -> str:
	"""A token that nobody has."""
	return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
	"""What is kept of a token."""
	return hashlib.sha256(token[:LONGEST].encode()).hexdigest()


def forget_sent() -> None:
	"""From here on no log of the request, of errors or of readings can hold what let somebody in."""
	for name in SENT:
		frappe.local.form_dict.pop(name, None)


@contextlib.contextmanager
def kept_out_of_logs() -> Iterator[None]:
	"""Within this, tokens are on their way to people: whatever breaks is told by its name, without the variables around it.

	Frappe writes those into the Error Log, where an address with a token in it would stay. Raises ValidationError.
	"""
	try:
		yield
	except (frappe.ValidationError, frappe.PermissionError):
		raise
	except Exception as error:
		frappe.throw(
			_(
				"The sheets or mails couldn't be made: {0}. Nothing was issued. Try again, or ask an administrator."
			).format(type(error).__name__),
			title=_("Not Possible"),
		)


def close_door(message: str) -> NoReturn:
	"""Raises EntranceClosed."""
	frappe.throw(message, exc=EntranceClosed, title=_("Not Open"))
