"""What DocTypes look like stays known while tests clear everything else.

Reading it again takes most of the time of a test that clears the cache, and of an Employee's save, which clears it three
times. Whatever changes a DocType asks Frappe to forget that one by name, and that is left alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import frappe
from frappe import cache_manager


@contextlib.contextmanager
def clearing_leaves_doctypes() -> Iterator[None]:
	"""Meanwhile `frappe.clear_cache()` forgets all but what DocTypes look like, values that were read of settings included."""
	get_hooks, clear = frappe.get_hooks, frappe.clear_cache

	def with_another_key_that_stays(hook: str | None = None, *args: Any, **options: Any) -> Any:
		hooks = get_hooks(hook, *args, **options)
		return [*hooks, "doctype_meta"] if hook == "persistent_cache_keys" else hooks

	def clear_values_too(*args: Any, **options: Any) -> None:
		frappe.db.value_cache.clear()  # what was read before a savepoint was rolled back
		clear(*args, **options)

	frappe.get_hooks, frappe.clear_cache = with_another_key_that_stays, clear_values_too
	try:
		yield
	finally:
		frappe.get_hooks, frappe.clear_cache = get_hooks, clear


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
