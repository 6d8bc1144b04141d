"""For sites that had the app before letters had wordings."""

from __future__ import annotations

from talent_performance.flows.seeds import plant_wordings


def execute() -> None:
	"""The first wordings, where there are none."""
	plant_wordings()
