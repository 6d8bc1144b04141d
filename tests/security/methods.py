"""Everything of ours that a client may call."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

import frappe

import talent_performance

# Doors of Frappe's with ours in front of them: what isn't of ours goes through to Frappe, and fails there as it does anywhere.
FRAPPES_OWN = "talent_performance.access.doors"


def methods() -> dict[str, Callable]:
	"""Dotted path → function, of everything of ours that a client may call."""
	for module in pkgutil.walk_packages(talent_performance.__path__, "talent_performance."):
		if ".rehearsal" not in module.name:
			importlib.import_module(module.name)
	ours = (each for each in frappe.whitelisted if each.__module__.startswith("talent_performance."))
	ours = (each for each in ours if each.__module__ not in FRAPPES_OWN)
	found = {f"{each.__module__}.{each.__name__}": each for each in ours}
	return dict(sorted(found.items()))  # Frappe keeps a set: two processes would test in two orders


METHODS = methods()


def short(path: str) -> str:
	"""How people call a method: its module and its name."""
	return ".".join(path.split(".")[-2:])
