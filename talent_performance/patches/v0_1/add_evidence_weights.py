"""For sites that had the app before Talent Settings said how much evidence of competencies weighs, and how fast it ages."""

from __future__ import annotations

from talent_performance.flows.seeds import give_weights


def execute() -> None:
	"""The weights that held until then."""
	give_weights()
