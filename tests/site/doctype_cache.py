"""What DocTypes look like stays known while tests clear everything else.

Reading it again takes most of the time of a test that clears the cache, and of an Employee's save, which clears it three
times. Whatever changes a DocType asks Frappe to forget that one by name, and that is left alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import frappe
from frappe import cache_manager


@contextlib.contextmanager
def clearing_leaves_doctypes() -> Iterator[None]:
	"""Meanwhile `frappe.clear_cache()` forgets all but what DocTypes look like."""
	clear = frappe.clear_cache

	def clear_the_rest(user: str | None = None, doctype: str | None = None) -> None:
		if user or doctype:
			return clear(user=user, doctype=doctype)
		with doctypes_aside():
			return clear()

	frappe.clear_cache = clear_the_rest
	try:
		yield
	finally:
		frappe.clear_cache = clear


@contextlib.contextmanager
def doctypes_kept() -> Iterator[None]:
	"""The same, and a User that is saved forgets no more either."""
	clear_global = cache_manager.clear_global_cache
	cache_manager.clear_global_cache = lambda: None
	try:
		with clearing_leaves_doctypes():
			yield
	finally:
		cache_manager.clear_global_cache = clear_global


@contextlib.contextmanager
def doctypes_aside() -> Iterator[None]:
	"""What is known of DocTypes under another site's name for a while, where nobody clears it."""
	key = frappe.cache.make_key("doctype_meta")
	aside = b"aside|" + key
	if frappe.cache.exists(key, shared=True):  # shared: the name as it stands
		frappe.cache.rename(key, aside)
	try:
		yield
	finally:
		if frappe.cache.exists(aside, shared=True):
			frappe.cache.rename(aside, key)
