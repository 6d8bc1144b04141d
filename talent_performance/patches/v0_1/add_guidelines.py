"""For sites that had the app before Talent Settings held the guidelines of the distribution."""

from __future__ import annotations

from talent_performance.flows.seeds import give_guidelines


def execute() -> None:
	"""The engine's own guidelines, with which every cycle has been compared so far."""
	give_guidelines()
