"""For sites that had the app before people's risk of leaving was judged: what Talent Settings begins with, and periods."""

from __future__ import annotations

from talent_performance.flows.seeds import give_retention


def execute() -> None:
	"""Weights, cuts and periods; no score is computed until HR says so. Before other patches: without weights no settings are saved."""
	give_retention()
