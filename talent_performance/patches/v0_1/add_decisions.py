"""For sites that had the app before sessions of calibration and succession plans: how long their records are kept."""

from __future__ import annotations

from talent_performance.flows.seeds import give_period


def execute() -> None:
	"""The periods, where a company has others."""
	give_period("Calibration Moves")
	give_period("Succession Candidates")
