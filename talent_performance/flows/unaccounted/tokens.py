"""Tokens that let somebody in: made once, handed over, and kept as a digest only.

A token of 256 random bits can't be guessed, so a plain digest keeps it as well as a slow one would, and it can be looked up.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import NoReturn

import frappe
from frappe import _

from talent_performance.exceptions import EntranceClosed

BYTES = 32
LONGEST = 100
SENT = ("token", "secret")


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


def close_door(message: str) -> NoReturn:
	"""Raises EntranceClosed."""
	frappe.throw(message, exc=EntranceClosed, title=_("Not Open"))
