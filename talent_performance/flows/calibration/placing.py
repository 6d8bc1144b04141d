"""The moves of a closed session in the ledger of the nine-box: one Talent Placement for each that still counts.

Elsewhere a placement is written only where a box, a band or the reason for none moved. Here each move is one, for it was
decided: who, when, why, before, after. The last one's end is what the Talent Assessment says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

import frappe
from frappe.utils import add_to_date, now_datetime

from talent_performance import store
from talent_performance.engine import ENGINE_VERSION
from talent_performance.engine.calibration import boxes, performance_bands
from talent_performance.engine.policy import Policy
from talent_performance.flows import talent
from talent_performance.flows.calibration.ledger import MOVE
from talent_performance.store.policy import policy_of

KEPT = ("profile", "employee", "employee_name", "company", "cycle", "performance_score", "policy_fingerprint")


def place(cycle: str, moves: pd.DataFrame) -> list[str]:
	"""Bring the people who were moved up to date, and write their moves. Returns who listened."""
	done = talent.update(list(moves["employee"].unique()))
	if done is None:
		return []
	heard = list(done.listeners)
	profiles = profiles_of(moves, done.table)
	decides = done.table["cycle"].eq(cycle)
	told = moves.assign(profile=moves["employee"].map(profiles))
	told = told[told["profile"].isin(done.table.index[decides])]
	if len(told):
		rows = pd.DataFrame(list(placements(told, done, policy_of(cycle))))
		heard += store.insert(talent.PLACEMENT, rows).listeners
	# Whom a later cycle decides about is where that cycle put him, unless potential moved him.
	others = done.moved & ~done.table.index.isin(told["profile"])
	if others.any():
		rows = talent.as_placements(done.table[others], done.known, "Calibration", "", None)
		heard += store.insert(talent.PLACEMENT, rows).listeners
	return heard


def profiles_of(moves: pd.DataFrame, table: pd.DataFrame) -> dict[str, str]:
	"""Profile by employee, whichever of the person's records was moved."""
	line = frappe.qb.DocType(talent.EMPLOYMENT)
	query = frappe.qb.from_(line).select(line.employee, line.parent).orderby(line.employee, line.name)
	return dict(query.where(line.employee.isin(list(moves["employee"].unique()))).run())


def placements(moves: pd.DataFrame, done: talent.Updated, policy: Policy) -> Iterator[dict[str, Any]]:
	"""Rows of Talent Placement, in the order of the moves: a moment apart, so that their order stays."""
	moment, last = now_datetime(), set(moves.drop_duplicates("profile", keep="last").index)
	potential: dict[str, str | None] = {}
	for at, (index, move) in enumerate(moves.iterrows()):
		profile = move["profile"]
		known = potential.setdefault(profile, band_before(done.known, profile))
		before = first_of(move["before_potential"], known)
		after = potential[profile] = first_of(move["after_potential"], before)
		row = {
			**common(move, done.table.loc[profile]),
			"placed_on": add_to_date(moment, seconds=at / 1_000_000, as_datetime=True),
			**side("before", move["before_rating"], before, policy),
			**side("after", move["after_rating"], after, policy),
		}
		yield {**row, **as_it_stands(done.table.loc[profile])} if index in last else row


def first_of(band: object, otherwise: str | None) -> str | None:
	"""A band that a move tells, else the one known before."""
	return band if isinstance(band, str) else otherwise


def band_before(known: pd.DataFrame, profile: str) -> str | None:
	"""The band of potential with which somebody came to the close."""
	found = known["potential_band"].get(profile)
	return found.lower() if isinstance(found, str) and found else None


def common(move: pd.Series, stands: pd.Series) -> dict[str, Any]:
	"""Who, why, and by which rules."""
	return {
		**{field: stands[field] for field in KEPT},
		"engine_version": ENGINE_VERSION,
		"placed_by": move["by"],
		"cause": "Calibration",
		"reason": move["reason"],
		"source_type": MOVE,
		"source_name": move["move"],
		"no_box_reason": None,
	}


def side(name: str, rating: float, potential: str | None, policy: Policy) -> dict[str, Any]:
	"""Box and bands before or after a move."""
	given = pd.Series([rating], dtype=float).to_numpy()
	(box,), (band,) = (
		boxes(given, pd.Series([potential], dtype=object), policy),
		performance_bands(given, policy),
	)
	return {
		f"{name}_rating": 0 if rating != rating else rating,
		f"{name}_box": 0 if box != box else int(box),
		f"{name}_performance_band": (band or "").title(),
		f"{name}_potential_band": (potential or "").title(),
	}


def as_it_stands(stands: pd.Series) -> dict[str, Any]:
	"""What the Talent Assessment says now."""
	return {
		"after_box": stands["box"],
		"after_performance_band": stands["performance_band"],
		"after_potential_band": stands["potential_band"],
		"no_box_reason": stands["reason"],
	}
