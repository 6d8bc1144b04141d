"""What a talent card picks and draws: strengths and gaps, highest and lowest, three years, boxes of then, the radar."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.policy import Policy
from talent_performance.engine.talent import boxes_then
from talent_performance.engine.talent_card import heaviest, highest_and_lowest, recent, strengths_and_gaps
from talent_performance.flows.talent_card.radar import radar, shortened

LINE = st.tuples(
	st.sampled_from([0.0, 1.0, 3.0]), st.one_of(st.none(), st.floats(0, 5)), st.floats(0, 3), st.booleans()
)


def table(lines: list[tuple]) -> pd.DataFrame:
	"""Lines of `competency_gaps`."""
	found = pd.DataFrame(lines, columns=["required_level", "level", "weight", "essential"])
	found = found.assign(
		competency=[f"C{at}" for at in range(len(found))], level=found["level"].astype(float)
	)
	return found.assign(gap=np.maximum(found["required_level"] - found["level"], 0))


@given(st.lists(LINE, max_size=12))
def test_nothing_is_a_strength_and_a_gap_and_what_isnt_known_is_neither(lines: list[tuple]) -> None:
	strong, weak = strengths_and_gaps(table(lines), at_most=99)
	told = [*strong["competency"], *weak["competency"]]
	assert len(told) == len(set(told))
	known = {f"C{at}" for at, (required, level, *_) in enumerate(lines) if level is not None and required > 0}
	assert set(told) == known
	assert (weak["gap"] > 0).all()
	first = weak["essential"].tolist()
	assert first == sorted(first, reverse=True)


def test_a_level_that_is_reached_but_for_float_noise_is_reached() -> None:
	strong, weak = strengths_and_gaps(table([(0.3, 0.1 + 0.2 - 1e-12, 1.0, False)]))
	assert (len(strong), len(weak)) == (1, 0)


def test_the_heaviest_stay_in_their_own_order() -> None:
	lines = table(
		[(3.0, 1.0, 1.0, False), (3.0, 1.0, 3.0, False), (0.0, 1.0, 9.0, True), (3.0, None, 0.5, True)]
	)
	assert heaviest(lines, at_most=2)["competency"].tolist() == ["C1", "C3"]


@pytest.mark.parametrize(
	("means", "expected"),
	[
		([4.0], ([], [])),
		([4.0, None, 3.0], (["I0"], ["I2"])),
		([3.0, 3.0], (["I0"], ["I1"])),
		([1, 2, 3, 4, 5, 4.5, 2.5], (["I4", "I5", "I3"], ["I0", "I1", "I6"])),
	],
)
def test_highest_and_lowest_are_never_the_same(means: list, expected: tuple) -> None:
	items = [
		{"item": f"I{at}", "others": {"mean": mean, "shown": mean is not None}}
		for at, mean in enumerate(means)
	]
	assert highest_and_lowest(items) == expected


def test_a_mean_that_isnt_shown_doesnt_count_whatever_came_with_it() -> None:
	items = [{"item": name, "others": {"mean": 4.0, "shown": name != "B"}} for name in ("A", "B", "C")]
	assert highest_and_lowest(items) == (["A"], ["C"])


def test_three_years_are_three_years_and_the_latest_come_first() -> None:
	days = ["2023-11-23", "2023-11-24", "2025-12-31", "2026-11-23", "2026-11-24"]
	history = pd.DataFrame({"employee": "A", "closed_on": days, "cycle": list("PQRST")})
	found = recent(history, pd.Timestamp("2026-11-23"), 2)
	assert found["cycle"].tolist() == ["S", "R"]
	assert recent(history, pd.Timestamp("2026-11-23"), 9)["cycle"].tolist() == ["S", "R", "Q"]


def test_boxes_of_then_by_the_bands_of_then() -> None:
	history = pd.DataFrame(
		{
			"performance_score": [4.0, 2.0, np.nan, 3.0],
			"performance_band": [None, "high", None, None],
			"potential_band": ["high", "high", "high", None],
		}
	)
	found = boxes_then(history, Policy())
	assert np.array_equal(found["box"], [9, 9, np.nan, np.nan], equal_nan=True)
	assert found["box_label"].notna().tolist() == [True, True, False, False]


def test_the_radar_draws_what_is_known_and_escapes_names() -> None:
	names = ["A & <b>", "B", "C", "D"]
	drawn = radar(names, [3, 3, 3, 3], [4, 2, None, 1], 5, 'What "it" is')
	assert drawn.count("<circle") == 3
	assert "A &amp; &lt;b&gt;" in drawn
	assert "What &quot;it&quot; is" in drawn
	assert drawn.count("<polyline") == 2  # none to or from what nobody knows
	assert "<polyline" not in radar(names, [3, 3, 3, 3], [4, 2, 3, 1], 5, "")
	assert all(abs(float(number)) <= 165 for number in re.findall(r'[xy][12]?="(-?[\d.]+)"', drawn))


def test_a_radar_needs_three_spokes_and_a_scale() -> None:
	assert radar(["A", "B"], [1, 1], [1, 1], 5, "") == ""
	assert radar(["A", "B", "C"], [0, 0, 0], [None, None, None], 0, "") == ""


def test_a_name_that_is_too_long_is_cut() -> None:
	assert shortened("Short") == "Short"
	assert shortened("A very long name of a competency") == "A very long name…"
