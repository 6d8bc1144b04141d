"""Headline figures: what somebody who reads only one page should know."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from talent_performance.engine import succession
from talent_performance.engine.frames import find, ratio, result, same, total
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import half_up


def headline_figures(
	out: Mapping[str, pd.DataFrame], here: np.ndarray, policy: Policy, translate: Translate = str
) -> pd.DataFrame:
	"""Figures for everybody (company null) and for each company. Returns the table `summary`.

	`here` says whose appraisals count: employed in the cycle and not left. Figures: people, rated, mean_score, placed,
	high_potential, emerging, moved_up, moved_down, stable, objectives, objectives_green, objectives_at_risk, aligned,
	gaps_open and, where there are critical positions, critical_positions, covered_positions, net_bench.
	"""
	talent, objectives = out["talent"], out["objectives"]
	group, companies = pd.factorize(talent["company"])
	group = np.where(here, group, -1)
	owner = find(objectives["company"], companies)
	gaps = out["competency_gaps"]
	placed = find(gaps["employee"], talent["employee"])
	parts = [
		_figures(_people(talent), group, here, companies),
		_figures(_objectives(objectives), owner, np.ones(len(objectives), dtype=bool), companies),
		_figures(_gaps(gaps), np.append(group, -1)[placed], np.append(here, False)[placed], companies),
	]
	bench = succession.summary(out["bench"], out["succession"], policy, translate)
	if len(bench):
		parts.append(bench.assign(figure=bench["figure"].str.replace(" ", "_")))
	columns = ("company", "figure", "value", "of", "note")
	rows = [row for part in parts for row in part[list(columns)].itertuples(index=False, name=None)]
	return result("summary", {c: [row[i] for row in rows] for i, c in enumerate(columns)})


def _figures(
	figures: Mapping[str, tuple[np.ndarray, np.ndarray]],
	group: np.ndarray,
	here: np.ndarray,
	companies: pd.Index,
) -> pd.DataFrame:
	"""Counts of every figure and of what it is a share of, for all that are here and for each company."""
	rows, added = [], {}
	for figure, columns in figures.items():
		for column, flags in zip(("value", "of"), columns, strict=True):
			if id(flags) not in added:
				each = total(group, flags, len(companies))
				everywhere = float(np.sum(flags, where=here))
				added[id(flags)] = [(None, everywhere), *zip(companies, each, strict=True)]
			rows += [(company, figure, column, number) for company, number in added[id(flags)]]
	long = pd.DataFrame(rows, columns=["company", "figure", "column", "number"])
	wide = {c: long["number"][long["column"] == c].to_numpy() for c in ("value", "of")}
	found = long.loc[long["column"] == "value", ["company", "figure"]].reset_index(drop=True).assign(**wide)
	mean = (found["figure"] == "mean_score").to_numpy()
	found.loc[mean, "value"] = half_up(ratio(wide["value"], wide["of"]))[mean]
	return found.assign(note=None)


def _people(talent: pd.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray]]:
	score = talent["performance_score"].to_numpy()
	everybody = np.ones(len(talent), dtype=bool)
	placed = talent["box"].notna().to_numpy()
	both = placed & talent["previous_box"].notna().to_numpy()
	return {
		"people": (everybody, everybody),
		"rated": (~np.isnan(score), everybody),
		"mean_score": (np.nan_to_num(score), ~np.isnan(score)),
		"placed": (placed, everybody),
		"high_potential": (same(talent["high_potential"], "high potential"), everybody),
		"emerging": (same(talent["high_potential"], "emerging"), everybody),
		"moved_up": (same(talent["movement"], "up"), both),
		"moved_down": (same(talent["movement"], "down"), both),
		"stable": (same(talent["movement"], "same"), both),
	}


def _objectives(objectives: pd.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray]]:
	alive = ~same(objectives["archived"], "approved")
	scored = alive & objectives["attainment"].notna().to_numpy()
	below_top = alive & ~same(objectives["level"], "company")
	return {
		"objectives": (alive, alive),
		"objectives_green": (alive & same(objectives["grade"], "green"), scored),
		"objectives_at_risk": (alive & same(objectives["pace_status"], "at risk"), scored),
		"aligned": (below_top & objectives["parent_objective"].notna().to_numpy(), below_top),
	}


def _gaps(gaps: pd.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray]]:
	gap = gaps["gap"].to_numpy(dtype=float)
	return {"gaps_open": (gap > 0, ~np.isnan(gap))}
