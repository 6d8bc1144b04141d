"""What succession takes from its neighbours: the fit of people and roles, and the retention risk that somebody judged."""

from __future__ import annotations

import pandas as pd

from talent_performance.engine.tables import OUTPUTS


def fit(pairs: pd.DataFrame) -> pd.DataFrame:
	"""The engine's table `fit` of pairs of employee and designation."""
	return pd.DataFrame(columns=OUTPUTS["fit"].names)


def with_risk(employees: pd.DataFrame) -> pd.DataFrame:
	"""The table `employees` with the band of retention risk."""
	return employees.assign(retention_risk=None)
