"""How often something may be asked, by whoever asks and not by the address, for a whole factory shares one address.

Counted in Frappe's cache under a digest, so that neither a user nor a token stands in it.
"""

from __future__ import annotations

import hashlib

import frappe
from frappe import _


def check_pace(what: str, who: str, limit: int, seconds: int) -> None:
	"""Count this time. Raises RateLimitExceededError where it was done more than `limit` times within `seconds`."""
	if count(what, who, seconds) > limit:
		frappe.throw(
			_("That was asked too often. Wait a few minutes, and try again."),
			exc=frappe.RateLimitExceededError,
			title=_("Too Often"),
		)


def count(what: str, who: str, seconds: int) -> int:
	"""How often it was done by now, this time included; begins anew after so many seconds."""
	digest = hashlib.sha256(f"{what}\n{who}".encode()).hexdigest()
	key = frappe.cache.make_key(f"talent_pace:{digest}")
	frappe.cache.set(key, 0, ex=seconds, nx=True)
	return int(frappe.cache.incrby(key, 1))


def counted(what: str, who: str) -> int:
	"""How often it was done by now."""
	digest = hashlib.sha256(f"{what}\n{who}".encode()).hexdigest()
	return int(frappe.cache.get(frappe.cache.make_key(f"talent_pace:{digest}")) or 0)
