"""For sites that had the app before it summarised comments: how long what a language model was asked is kept."""

from __future__ import annotations

from talent_performance.flows.seeds import give_period


def execute() -> None:
	"""The period, where a company has others; nothing is asked of a model until HR says so."""
	give_period("Insight Logs")
