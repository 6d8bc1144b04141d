"""Where a next step would help most."""

from __future__ import annotations

from typing import Any

from talent_performance.engine.development import largest_gaps


def item(name: str, gap: float | None, mean: float | None) -> dict[str, Any]:
	return {"item": name, "gap": gap, "others": {"mean": mean, "shown": mean is not None}}


def test_the_largest_gaps_come_first_and_two_are_enough() -> None:
	assert largest_gaps([item("A", 0.4, 3.0), item("B", 1.2, 3.0), item("C", 0.9, 3.0)]) == ["B", "C"]


def test_of_equal_gaps_the_one_whom_others_rate_lower_comes_first() -> None:
	assert largest_gaps([item("A", 1.0, 3.5), item("B", 1.0, 2.5)]) == ["B", "A"]


def test_what_is_hidden_or_no_gap_is_no_next_step() -> None:
	hidden = [item("A", None, None), item("B", 0.0, 3.0), item("C", -1.0, 4.0)]
	assert largest_gaps(hidden) == []
