"""For sites that had the app before development plans: how long they are kept once they have ended."""

from __future__ import annotations

from talent_performance.flows.seeds import give_period


def execute() -> None:
	"""The period, where a company has others."""
	give_period("Development Plans")
