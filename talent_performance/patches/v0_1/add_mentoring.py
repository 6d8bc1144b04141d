"""For sites that had the app before mentoring: how long its records are kept once HR switches purging on."""

from __future__ import annotations

from talent_performance.flows.seeds import give_period


def execute() -> None:
	"""The period, where a company has others."""
	give_period("Mentoring Pairs")
