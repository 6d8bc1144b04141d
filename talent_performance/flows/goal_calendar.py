"""What the calendar does to goals, once a day."""

from __future__ import annotations

from talent_performance.flows import objective_changes, progress


def every_day() -> None:
	"""What was agreed for today begins; then all figures are computed anew, for pace goes by the day."""
	objective_changes.begin_agreed()
	progress.refresh_cycles()
