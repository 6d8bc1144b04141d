"""The succession map: critical positions as far as the reader may see their plans, with figures for exactly these.

Everything is computed anew from all positions and candidates, for people stand on plans of other companies too; then what the
reader may not see is masked: a position of another company has no name, a candidate of one is a card without a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

import frappe
from frappe import _

from talent_performance.engine import succession
from talent_performance.engine.succession_chain import chain, circles, short_of_need
from talent_performance.flows.alignment_view import with_those_below
from talent_performance.flows.succession import figures
from talent_performance.store.succession_tables import CANDIDATE, PLAN

Row = dict[str, Any]
PAGE = 100
COLOURS = {"none": "red", "future": "amber", "ready now": "green"}
NAMED = (
	"name", "plan", "employee", "candidate_name", "designation", "department", "company", "status", "readiness_band",
	"months_to_ready", "reason", "nominated_by_name", "decided_on",
)  # fmt: skip


@dataclass(frozen=True)
class Map:
	"""All positions and nominations, the positions' names masked for the reader, and what the reader may see of them."""

	tables: figures.Tables
	nominations: pd.DataFrame
	bench: pd.DataFrame
	steps: pd.DataFrame
	rounds: np.ndarray
	short: np.ndarray
	plans: dict[str, Row]
	cards: dict[str, Row]

	@property
	def shown(self) -> np.ndarray:
		"""Which positions the reader sees."""
		return self.tables.positions["plan"].isin(list(self.plans)).to_numpy()


def overview(
	company: str | None = None, department: str | None = None, colour: str | None = None, start: int = 0
) -> Row:
	"""Headline figures, people who count twice, and a page of positions, the empty ones first; of one colour if told."""
	found = drawn()
	chosen = found.shown & in_scope(found.tables.positions, company, department)
	colours = found.bench["bench"].astype(str).map(COLOURS).to_numpy()
	order = ordered(found.bench, chosen & (colours == colour) if colour in COLOURS.values() else chosen)
	page = order[start : start + PAGE]
	return {
		"figures": headlines(found, chosen),
		"positions": [position(found, at) for at in page],
		"total": len(order),
		"start": start,
		"page": PAGE,
		"shared": counted_twice(found, chosen),
		"circles": sorted({each for each in found.rounds[chosen] if each}),
		"companies": sorted({plan["company"] for plan in found.plans.values() if plan["company"]}),
		"as_of": str(found.tables.as_of.date()),
		"may_change": bool({"HR Manager", "Talent Manager", "System Manager"} & set(frappe.get_roles())),
	}


def drawn() -> Map:
	"""The site's succession, seen by the session's user. Raises PermissionError for whoever has no access at all."""
	plans = {row.name: row for row in frappe.get_list(PLAN, fields=PLAN_FIELDS, limit=0, order_by="name")}
	cards = {
		row.name: row for row in frappe.get_list(CANDIDATE, fields=list(NAMED), limit=0, order_by="name")
	}
	tables = masked(figures.tables_of(None), plans)
	nominations = figures.nominations_of(tables, _)
	judged = (tables.positions, nominations, tables.policy)
	bench = figures.bench_of(tables, nominations, _)
	return Map(
		tables, nominations, bench, chain(*judged), circles(*judged, _), short_of_need(*judged), plans, cards
	)


PLAN_FIELDS = ["name", "position", "company", "owner_name", "reviewed_on", "status"]


def masked(tables: figures.Tables, plans: dict[str, Row]) -> figures.Tables:
	"""With a name that tells nothing for each position that the reader may not see."""
	seats = tables.positions
	hidden = ~seats["plan"].isin(list(plans)).to_numpy()
	numbers = np.cumsum(hidden)
	titles = [
		_("a position that you don't see ({0})").format(number) if away else title
		for away, number, title in zip(hidden, numbers, seats["title"], strict=True)
	]
	return replace(tables, positions=seats.assign(title=titles))


def in_scope(seats: pd.DataFrame, company: str | None, department: str | None) -> np.ndarray:
	"""Positions of a company, and of a department with all below it."""
	chosen = np.ones(len(seats), dtype=bool)
	if company:
		chosen &= (seats["company"].astype(object) == company).to_numpy()
	if department:
		chosen &= seats["department"].isin(with_those_below(department)).to_numpy()
	return chosen


def ordered(bench: pd.DataFrame, chosen: np.ndarray) -> list[int]:
	"""Rows of these positions: without a successor first, then by risk, criticality and title."""
	table = bench.assign(at=np.arange(len(bench)), depth=bench["bench"].astype(str).map(list(COLOURS).index))
	table = table[chosen].sort_values(
		["depth", "risk", "criticality", "title", "position"], ascending=[True, False, False, True, True]
	)
	return table["at"].tolist()


def headlines(found: Map, chosen: np.ndarray) -> Row:
	"""How many positions there are, are covered, can be filled at once; and what stays empty."""
	table = succession.summary(found.bench[chosen], found.nominations, found.tables.policy, _)
	own = table[table["company"].isna()].set_index("figure")
	said = {figure: int(own["value"].get(figure, 0)) for figure in own.index}
	colours = found.bench[chosen]["bench"].astype(str).map(COLOURS).value_counts()
	return {
		"critical": said.get("critical positions", 0),
		"covered": said.get("covered positions", 0),
		"at_once": said.get("net bench", 0),
		"note": own["note"].get("net bench"),
		"colours": {colour: int(colours.get(colour, 0)) for colour in COLOURS.values()},
	}


def position(found: Map, at: int) -> Row:
	"""One position as the page draws it."""
	seat, line = found.tables.positions.iloc[at], found.bench.iloc[at]
	here = found.nominations["position"].to_numpy(dtype=object) == seat["position"]
	steps = found.steps[found.steps["position"] == seat["position"]]
	plan = found.plans[seat["plan"]]
	return {
		**{
			field: said(line[field])
			for field in ("position", "title", "company", "department", "incumbent_name")
		},
		"plan": seat["plan"],
		"designation": said(seat["designation"]),
		"owner": plan["owner_name"],
		"reviewed_on": plan["reviewed_on"],
		"closed": plan["status"] != "Active",
		"criticality": number(line["criticality"]),
		"colour": COLOURS[str(line["bench"])],
		"required_band": said(seat["required_band"]),
		"short": bool(found.short[at]),
		"ready_now": number(line["ready_now"]),
		"future": number(line["future"]),
		"shared_bench": number(line["shared_bench"]),
		"emergency_cover": bool(line["emergency_cover"]),
		"risk": share(line["risk"]),
		"loss": share(line["loss_probability"]),
		"loss_reason": said(line["loss_reason"]),
		"competes_with": said(line["competes_with"]),
		"circle": found.rounds[at],
		"candidates": [card(found, row) for row in np.flatnonzero(here)],
		"chain": [step(found, each) for each in steps.to_dict("records")],
	}


def card(found: Map, row: int) -> Row:
	"""A candidate; without a person where the reader may not see whom it is about."""
	line, name = found.nominations.iloc[row], found.tables.candidates["name"].iloc[row]
	common = {
		"status": str(line["status"]).title(),
		"band": said(line["readiness_band"]),
		"counts": bool(line["counts"]),
		"emergency_cover": bool(line["emergency_cover"]),
	}
	seen = found.cards.get(name)
	if seen is None:
		return {"masked": True, **common}
	return {
		"masked": False,
		**common,
		"name": name,
		"external": bool(found.tables.candidates["external"].iloc[row]),
		**{field: seen[field] for field in NAMED[2:7] if field != "employee"},
		"reason": seen["reason"],
		"nominated_by": seen["nominated_by_name"],
		"decided_on": seen["decided_on"],
		"readiness": share(line["readiness"]),
		"computed_band": said(line["computed_band"]),
		"disagrees": bool(line["disagrees"]),
		"capped": bool(line["capped"]),
		"parts": {part: share(line[part]) for part in figures.PARTS},
		"plans": number(line["plans"]),
		"others": others(found, row),
		"why": said(line["reason"]),
	}


def others(found: Map, row: int) -> list[str]:
	"""The other positions for which a candidate is confirmed, by what the reader may call them."""
	table, line = found.nominations, found.nominations.iloc[row]
	same = (table["employee"] == line["employee"]) & (table["status"].astype(str) == "confirmed")
	titles = table.loc[same & (table["position"] != line["position"]), "position_title"]
	return sorted({str(title) for title in titles.dropna()})


def counted_twice(found: Map, chosen: np.ndarray) -> list[Row]:
	"""People on the plans shown who are confirmed for more than one position; whom the reader may not see is left out."""
	table = found.nominations.assign(name=found.tables.candidates["name"].to_numpy())
	here = table["position"].isin(found.tables.positions.loc[chosen, "position"])
	many = table[here & (table["plans"] > 1) & (table["status"].astype(str) == "confirmed")]
	many = many[many["name"].isin(list(found.cards))].drop_duplicates("employee")
	many = many.sort_values(["plans", "candidate_name", "employee"], ascending=[False, True, True])
	rows = table.index.get_indexer(many.index)
	return [
		{
			"candidate_name": said(table["candidate_name"].iloc[row]),
			"plans": number(table["plans"].iloc[row]),
			"positions": sorted([str(table["position_title"].iloc[row]), *others(found, row)]),
		}
		for row in rows
	]


def step(found: Map, line: Row) -> Row:
	"""A step of the chain: which seat falls empty, who steps in, and how it ends."""
	titles = found.tables.positions.set_index("position")["title"]
	named = found.nominations["position"].to_numpy(dtype=object) == line["seat"]
	named &= found.nominations["employee"].to_numpy(dtype=object) == line["employee"]
	rows = np.flatnonzero(named)
	seen = found.cards.get(found.tables.candidates["name"].iloc[rows[0]]) if len(rows) else None
	return {
		"seat": titles[line["seat"]],
		"who": seen["candidate_name"] if seen else None,
		"masked": bool(len(rows)) and seen is None,
		"next": titles.get(line["next_seat"]) if isinstance(line["next_seat"], str) else None,
		"ending": said(line["ending"]),
	}


def plan_cards(plan: str) -> Row:
	"""One plan's position with its candidates, for its form; empty where the position isn't in use. Raises PermissionError."""
	frappe.get_doc(PLAN, plan).check_permission("read")
	found = drawn()
	at = np.flatnonzero(found.tables.positions["plan"].to_numpy(dtype=object) == plan)
	if not len(at):
		return {}
	return position(found, int(at[0]))


def said(value: Any) -> str | None:
	"""A text as it goes out; None for nothing."""
	return str(value) if isinstance(value, str) and value else None


def number(value: Any) -> float | None:
	"""A number as it goes out; None for nothing."""
	return None if pd.isna(value) else float(value)


def share(value: Any) -> float | None:
	"""A fraction in percent; None for nothing."""
	return None if pd.isna(value) else round(float(value) * 100, 4)
