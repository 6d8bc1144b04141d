"""What a person might work at next: the competencies in which a report says so most clearly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

AT_MOST = 2


def largest_gaps(items: Sequence[Mapping[str, Any]], at_most: int = AT_MOST) -> list[str]:
	"""The items in which somebody sees himself farthest above what others see, the largest gap first.

	`items` are a feedback report's, each with item, gap and others. Only what is told counts, and only gaps above 0; of equal
	gaps the one whom others rate lower comes first, then the earlier one.

	>>> tell = lambda item, gap, mean: {"item": item, "gap": gap, "others": {"mean": mean, "shown": True}}
	>>> largest_gaps([tell("A", 0.2, 3.0), tell("B", 1.0, 3.5), tell("C", 1.0, 2.5), tell("D", -1.0, 4.0)])
	['C', 'B']
	"""
	told = [
		(-each["gap"], each["others"]["mean"], at, each["item"])
		for at, each in enumerate(items)
		if each.get("gap") is not None
		and each["gap"] > 0
		and each["others"]["shown"]
		and each["others"]["mean"] is not None
	]
	return [item for *_order, item in sorted(told)[:at_most]]
