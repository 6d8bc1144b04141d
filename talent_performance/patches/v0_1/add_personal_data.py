"""For sites that had the app before requests, erasure and retention: the day on Employee, without which nobody is listed, and periods."""

from __future__ import annotations

from talent_performance.custom_fields import make_custom_fields
from talent_performance.flows.seeds import give_periods


def execute() -> None:
	"""The field, and how long records are kept once HR says so."""
	make_custom_fields()
	give_periods()
