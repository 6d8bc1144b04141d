"""For sites that had the app before it brought fields on Employee and what a company begins with."""

from __future__ import annotations

from talent_performance.custom_fields import make_custom_fields
from talent_performance.flows.seeds import plant


def execute() -> None:
	"""The fields, and what is empty filled."""
	make_custom_fields()
	plant()
