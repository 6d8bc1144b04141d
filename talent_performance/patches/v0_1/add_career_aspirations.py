"""For sites that had the app before career aspirations: how long they are kept."""

from __future__ import annotations

from talent_performance.flows.seeds import give_period


def execute() -> None:
	"""The period, where a company has others."""
	give_period("Career Aspirations")
