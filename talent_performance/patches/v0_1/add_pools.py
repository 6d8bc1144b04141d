"""For sites that had the app before talent pools: how long their records are kept once HR switches purging on."""

from __future__ import annotations

from talent_performance.flows.seeds import give_period


def execute() -> None:
	"""The periods, where a company has others."""
	give_period("Leadership Assessments")
	give_period("Talent Pool Members")
