"""For sites that had the app before its lists came with filters."""

from __future__ import annotations

from talent_performance.flows.list_filters import plant_filters


def execute() -> None:
	"""Where nobody has saved one for everybody."""
	plant_filters()
