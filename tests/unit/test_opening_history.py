"""A company's own past in our words: which level a text names, and which factors stand for a band."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from talent_performance.engine.frames import complete
from talent_performance.engine.history import factors_of_band, rating_of
from talent_performance.engine.policy import FIVE_POINTS, FOUR_POINTS, Policy, Scale
from talent_performance.engine.tables import BANDS
from talent_performance.engine.talent import rate_potential


@pytest.mark.parametrize(
	("text", "value"),
	[
		("4", 4),
		("4.0", 4),
		("4,0", 4),
		(" 4 ", 4),
		("Exceeds expectations", 4),
		("EXCEEDS   expectations", 4),
		("4 - Exceeds expectations", 4),
		("4: gut", 4),
		("3.5", None),
		("0", None),
		("6", None),
		("-4", None),
		("4 of 5", None),
		("excellent", None),
		("", None),
	],
)
def test_a_text_names_a_level_or_none(text: str, value: float | None) -> None:
	(found,) = rating_of(pd.Series([text]), FIVE_POINTS)
	assert math.isnan(found) if value is None else found == value


def test_a_label_that_two_levels_share_names_neither() -> None:
	first, second, *others = FIVE_POINTS.levels
	scale = Scale((first, replace(second, label=first.label), *others))
	assert rating_of(pd.Series([first.label, "2"]), scale).tolist()[1:] == [2.0]
	assert rating_of(pd.Series([first.label]), scale).isna().all()


@pytest.mark.parametrize("name", ["five", "four"])
def test_the_factors_that_stand_for_a_band_give_that_band(name: str) -> None:
	policy = Policy()
	policy = replace(policy, potential=replace(policy.potential, scale=name))
	scale = policy.potential_scale
	assert scale == {"five": FIVE_POINTS, "four": FOUR_POINTS}[name]
	bands = pd.Series(BANDS)
	given = factors_of_band(bands, scale)
	day = pd.Timestamp("2024-12-31")
	potential = pd.DataFrame(
		{"employee": bands, "assessed_on": day, "ability": given, "aspiration": given, "engagement": given}
	)
	assert rate_potential(complete("potential", potential), bands, policy, day)["band"].tolist() == [0, 1, 2]


def test_no_band_no_factors() -> None:
	assert factors_of_band(pd.Series([None, "mid"], dtype=object), FIVE_POINTS).isna().tolist() == [
		True,
		False,
	]
