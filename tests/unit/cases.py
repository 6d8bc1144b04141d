"""Worked cases: computed by hand, kept as CSV that an HR person can check with a pocket calculator."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parents[2] / "fixtures" / "worked_cases"


def worked(name: str) -> list[pd.DataFrame]:
	"""The cases of a file in order, each the frame of its lines."""
	table = pd.read_csv(
		FOLDER / f"{name}.csv", keep_default_na=False, na_values=[""], dtype={"weights": str, "ratings": str}
	)
	return [lines.reset_index(drop=True) for _, lines in table.groupby("case", sort=False)]


def name_of(lines: pd.DataFrame) -> str:
	"""A case's name, for the test's id."""
	return str(lines["case"].iloc[0])


def first(lines: pd.DataFrame) -> pd.Series:
	"""The first line, which holds what is expected."""
	return lines.iloc[0]


def same_number(found: float, expected: float, tolerance: float = 1e-9) -> bool:
	"""Equal within float noise, null equal to null."""
	return bool(np.isclose(found, expected, rtol=0, atol=tolerance, equal_nan=True))


def same_text(found: object, expected: object) -> bool:
	"""Equal texts, null equal to null."""
	return (pd.isna(found) and pd.isna(expected)) or found == expected
