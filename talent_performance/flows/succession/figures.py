"""Readiness and bench of the site's critical positions, by the engine's rules, and what is kept of them on plans and candidates.

What is kept is for lists and forms; the map computes anew. Nothing of it changes when a document was modified, so that
open forms can be saved.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine import ENGINE_VERSION, succession
from talent_performance.engine.frames import complete
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.flows.succession import evidence
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work
from talent_performance.store.dialect import update_join
from talent_performance.store.frames import filled, in_site_language, percent, text
from talent_performance.store.policy import policy_of
from talent_performance.store.succession_tables import (
	CANDIDATE,
	PLAN,
	POSITION,
	candidates_of,
	newest_facts,
	people_of,
	positions_of,
	talent_of,
)

KIND = "Refresh Succession"
PARTS = ("fit", "performance", "potential", "time")
OF_CANDIDATE = (
	"readiness", "computed_band", "disagrees", "capped", "on_bench", "why_not", "plans", "parts", "as_of", "policy_fingerprint",
	"engine_version",
)  # fmt: skip
OF_PLAN = (
	"bench", "ready_now", "future", "shared_bench", "emergency_cover", "role_risk", "loss_probability", "loss_reason", "as_of",
	"policy_fingerprint", "engine_version",
)  # fmt: skip
BENCHES = {"ready now": "Ready Now", "future": "Future", "none": "None"}


@dataclass(frozen=True)
class Tables:
	"""The engine's input tables; `positions` and `candidates` have the names of our records beside."""

	positions: pd.DataFrame
	candidates: pd.DataFrame
	employees: pd.DataFrame
	talent: pd.DataFrame
	fit: pd.DataFrame
	leaver_rates: pd.DataFrame
	policy: Policy
	as_of: pd.Timestamp


def tables_of(positions: Sequence[str] | None, people: Sequence[str] = ()) -> Tables:
	"""What figures rest on: of all positions in use, or of these and those that they or `people` share candidates with.

	`whole` names the positions whose candidates are all there; others stand beside them to count in how many plans somebody is.
	"""
	whole = None if positions is None else sharing(positions, people)
	candidates = candidates_of(whole)
	if whole is not None:
		others = candidates_of(people=list(candidates["employee"].dropna().unique()))
		candidates = pd.concat([candidates, others]).drop_duplicates("name")
		candidates = candidates.sort_values(["position", "name"]).reset_index(drop=True)
	seats = positions_of(None if whole is None else sorted({*whole, *candidates["position"]}))
	people = sorted({*seats["incumbent"].dropna(), *candidates["employee"].dropna()})
	staff = newest_facts(people_of(people), candidates)
	named = completed("candidates", candidates, ("name", "plan"))
	judged = completed("positions", seats, ("required_band", "plan"))
	return Tables(
		judged.assign(whole=True if whole is None else judged["position"].isin(whole)),
		named,
		complete("employees", evidence.with_risk(staff)),
		talent_among(people),
		evidence.fit(succession.candidate_pairs(named, judged)),
		evidence.leaver_rates(getdate(today())),
		policy_of(),
		pd.Timestamp(today()),
	)


def sharing(positions: Sequence[str], people: Sequence[str]) -> list[str]:
	"""These positions, and every other one for which one of their candidates, or of `people`, is named."""
	named = [*candidates_of(positions)["employee"].dropna(), *people]
	return sorted({*positions, *candidates_of(people=named)["position"]})


def completed(name: str, table: pd.DataFrame, beside: Sequence[str]) -> pd.DataFrame:
	"""An input table of the engine with names of our records, and facts of ours, beside."""
	return complete(name, table).assign(**{column: table[column].to_numpy() for column in beside})


def talent_among(people: Sequence[str]) -> pd.DataFrame:
	"""Performance and potential, without those of people for whom an agreement switched the nine-box off."""
	found = talent_of(people)
	off = practices.off_among(Practice.NINE_BOX, people) if len(people) else ()
	return found[~found["employee"].isin(off)].reset_index(drop=True)


def nominations_of(tables: Tables, translate: Translate | None = None) -> pd.DataFrame:
	"""The engine's table `succession`, a row for each row of `tables.candidates`; sentences in the site's language."""
	return succession.nominations(
		tables.candidates, tables.positions, tables.employees, tables.talent, tables.fit, tables.policy, tables.as_of,
		translate or cache(in_site_language),
	)  # fmt: skip


def bench_of(tables: Tables, nominations: pd.DataFrame, translate: Translate | None = None) -> pd.DataFrame:
	"""The engine's table `bench`, a row for each row of `tables.positions`."""
	return succession.bench(
		tables.positions, nominations, tables.employees, tables.leaver_rates, tables.policy, tables.as_of,
		translate or cache(in_site_language),
	)  # fmt: skip


def refresh(positions: Sequence[str] | None = None, people: Sequence[str] = ()) -> None:
	"""Write what follows for these positions, and for those that share their people, or `people`; for all where none are named."""
	tables = tables_of(positions, people)
	if tables.positions.empty:
		return
	nominations = nominations_of(tables)
	bench, whole = bench_of(tables, nominations), tables.positions.loc[tables.positions["whole"], "position"]
	of_whole = tables.candidates["position"].isin(whole)
	write(CANDIDATE, as_candidates(tables, nominations)[of_whole.to_numpy()])
	write(PLAN, as_plans(tables, bench)[tables.positions["whole"].to_numpy()])


def show(document: Document, fields: Sequence[str]) -> None:
	"""What was just computed, on the document that is being saved."""
	document.update(frappe.db.get_value(document.doctype, document.name, list(fields), as_dict=True) or {})


def as_candidates(tables: Tables, found: pd.DataFrame) -> pd.DataFrame:
	"""The engine's table `succession` as fields of Succession Candidate, by name."""
	return pd.DataFrame(
		{
			"readiness": percent(found["readiness"]),
			"computed_band": text(found["computed_band"]),
			"disagrees": found["disagrees"].astype(int),
			"capped": found["capped"].astype(int),
			"on_bench": found["counts"].astype(int),
			"why_not": text(found["reason"]),
			"plans": filled(found["plans"]).astype(int),
			"parts": [parts_of(row) for row in found[list(PARTS)].to_numpy(dtype=float)],
			**record_of(tables),
		}
	).set_axis(tables.candidates["name"].to_numpy(), axis=0)


def parts_of(values: np.ndarray) -> str:
	"""The parts of a readiness as JSON; null for one that is missing."""
	known = (None if np.isnan(value) else round(float(value), 4) for value in values)
	return json.dumps(dict(zip(PARTS, known, strict=True)))


def as_plans(tables: Tables, found: pd.DataFrame) -> pd.DataFrame:
	"""The engine's table `bench` as fields of Succession Plan, by name; a position without a plan has no name."""
	table = pd.DataFrame(
		{
			"bench": found["bench"].astype(str).map(BENCHES),
			"ready_now": found["ready_now"].astype(int),
			"future": found["future"].astype(int),
			"shared_bench": filled(found["shared_bench"]),
			"emergency_cover": found["emergency_cover"].astype(int),
			"role_risk": percent(found["risk"]),
			"loss_probability": percent(found["loss_probability"]),
			"loss_reason": text(found["loss_reason"]),
			**record_of(tables),
		}
	).set_axis(tables.positions["plan"].to_numpy(), axis=0)
	return table


def record_of(tables: Tables) -> dict[str, object]:
	"""By which rules, and of which day."""
	return {
		"as_of": tables.as_of.date(),
		"policy_fingerprint": tables.policy.fingerprint,
		"engine_version": ENGINE_VERSION,
	}


def write(doctype: str, table: pd.DataFrame) -> None:
	"""Set the columns of rows by name, where they say something else."""
	table = table[table.index.notna()]
	if table.empty:
		return
	values = table.astype(object).where(table.notna(), None)
	rows = [(name, *row) for name, row in zip(values.index, values.to_numpy().tolist(), strict=True)]
	source = (["name", *values.columns], rows)
	update_join(doctype, source, {"name": "name"}, {each: each for each in values}, stamped=False)


def plan(arguments: Arguments) -> list[list[str]]:
	"""Every position in use."""
	return [[name] for name in positions_of()["position"]]


def work(asked: Work) -> list[str]:
	"""Compute these, and those that share their people."""
	refresh(asked.keys)
	return []


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many positions there are."""
	return [Count("Critical positions", len(plan(arguments)))]


REFRESH_SUCCESSION = KindOfRun(KIND, plan, work, dry_run, ("HR Manager", "Talent Manager"), chunk_size=500)


def every_night() -> None:
	"""Daily: what rests on the day, on imports and on what neighbours know is computed again."""
	if frappe.db.exists(POSITION, {"disabled": 0}):
		control.start(KIND, {})
