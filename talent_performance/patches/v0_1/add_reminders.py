"""For sites that had the app before it reminded people."""

from __future__ import annotations

from talent_performance.flows.seeds import plant_reminders


def execute() -> None:
	"""Texts, and what Talent Settings begins with; nobody is reminded until HR says so."""
	plant_reminders()
