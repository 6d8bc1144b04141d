"""Objectives and key results that can't be scored as they stand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from talent_performance.engine.frames import same
from talent_performance.engine.rounding import TOLERANCE
from talent_performance.engine.validation.findings import Data, Found
from talent_performance.engine.validation.references import positions


def check_objectives(data: Data) -> Iterator[Found]:
	if "objectives" not in data:
		return
	frame = data.frames["objectives"]
	ownerless = same(frame["level"], "individual") & frame["employee"].isna()
	yield from data.found("no_owner", "objectives", ownerless, "employee")
	for level in ("company", "department"):
		nowhere = same(frame["level"], level) & frame[level].isna()
		yield from data.found("no_place", "objectives", nowhere, level, level=level)
	lost = frame["contributes"] & frame["parent_objective"].isna()
	yield from data.found("no_parent", "objectives", lost, "parent_objective")


RATIOS = ("achievement", "lower is better")
DETAILS = (("step table", "key_result_steps"), ("milestones", "milestones"))


def check_key_results(data: Data) -> Iterator[Found]:
	if "key_results" not in data:
		return
	frame = data.frames["key_results"]
	method, target = frame["method"], frame["target_value"]
	monthly = _has_rows(data, "kpi_months", frame["key_result"])
	ratios = method.isin(RATIOS)
	untargeted = (ratios | (method == "progress")) & target.isna() & ~monthly
	yield from data.found("no_target", "key_results", untargeted, "target_value", method=method)
	flat = (method == "progress") & ~monthly & ((target - frame["start_value"].fillna(0)).abs() <= TOLERANCE)
	yield from data.found("target_equals_start", "key_results", flat, "target_value")
	low = ratios & (target <= 0) & ~monthly
	yield from data.found("target_not_positive", "key_results", low, "target_value", method=method)
	yield from _check_details(data, frame)


def _check_details(data: Data, frame: pd.DataFrame) -> Iterator[Found]:
	ranged, low, high = frame["method"] == "range", frame["range_low"], frame["range_high"]
	yield from data.found("no_range", "key_results", ranged & (low.isna() | high.isna()), "range_low")
	yield from data.found("range_reversed", "key_results", ranged & (high < low), "range_high", low=low)
	for method, other in DETAILS:
		bare = (frame["method"] == method) & ~_has_rows(data, other, frame["key_result"])
		yield from data.found("no_detail", "key_results", bare, "method", method=method, other=other)


def _has_rows(data: Data, table: str, keys: pd.Series) -> pd.Series:
	if table not in data:
		return pd.Series(False, index=keys.index)
	return keys.isin(data.column(table, "key_result").dropna())


def check_months(data: Data) -> Iterator[Found]:
	"""Monthly targets of a ratio must not add up to 0 or less; a single month may be 0."""
	if "kpi_months" not in data or "key_results" not in data:
		return
	months, krs = data.frames["kpi_months"], data.frames["key_results"]
	row = positions(months["key_result"], krs["key_result"])
	ratio = (
		(row >= 0) & krs["method"].isin(RATIOS).to_numpy()[row]
		if len(krs)
		else np.zeros(len(months), dtype=bool)
	)
	known = months[ratio & months["target"].notna()]
	highest = known["target"].groupby(known["key_result"].astype(str)).transform("max")
	wrong = (months["target"] < 0) & ratio | (highest <= 0).reindex(months.index, fill_value=False)
	method = pd.Series(krs["method"].to_numpy(dtype=object)[row] if len(krs) else None, index=months.index)
	yield from data.found("target_not_positive", "kpi_months", wrong, "target", method=method)


def check_profiles(data: Data) -> Iterator[Found]:
	if "target_profiles" not in data:
		return
	frame = data.frames["target_profiles"]
	order = frame.sort_values(["objective", "on_date"], kind="stable")
	group = pd.Series(pd.factorize(order["objective"])[0], index=order.index)
	before = order["expected"].groupby(group).shift().reindex(frame.index)
	falls = frame["expected"] < before - TOLERANCE
	yield from data.found("falling", "target_profiles", falls, "expected", other_value=before)
