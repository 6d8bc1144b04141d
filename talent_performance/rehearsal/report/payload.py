"""Everything that the page draws, as plain lists and dicts. The results decide; no rule is computed here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from talent_performance.engine.frames import find
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import at_least
from talent_performance.rehearsal.report import people as people_table
from talent_performance.rehearsal.report.columns import Field, encode
from talent_performance.rehearsal.report.formats import texts
from talent_performance.rehearsal.report.messages import Messages
from talent_performance.rehearsal.report.scopes import scopes

if TYPE_CHECKING:
	from talent_performance.engine.pipeline import Results

Tables = Mapping[str, pd.DataFrame]

OBJECTIVES = (
	Field("title", "text"),
	Field("level", "text"),
	Field("company", "text"),
	Field("department", "text"),
	Field("commitment", "text"),
	Field("weight", "number", 2),
	Field("archived", "text"),
	Field("attainment", "percent"),
	Field("grade", "text"),
	Field("post_mortem", "flag", source="needs_post_mortem"),
	Field("expected", "percent"),
	Field("pace", "text", source="pace_status"),
	Field("confidence", "number"),
	Field("disagrees", "flag", source="confidence_disagrees"),
	Field("issues", "text"),
	Field("reason", "text"),
)
CASCADE = (
	Field("title", "text"),
	Field("target", "number", 2),
	Field("total", "number", 2, "children_total"),
	Field("children", "number"),
	Field("difference", "number", 2),
	Field("message", "text"),
)
TRANSITIONS = (
	Field("from", "number", source="from_box"),
	Field("to", "number", source="to_box"),
	Field("people", "number"),
	Field("share", "percent"),
)
GAPS = (
	Field("competency", "text"),
	Field("required", "number", 2, "required_level"),
	Field("level", "number", 2),
	Field("gap", "number", 2),
	Field("below", "flag"),
	Field("essential", "flag"),
)
SUGGESTIONS = (
	Field("place", "number"),
	Field("competency", "text"),
	Field("objective", "text"),
	Field("how", "text", source="learning_type"),
	Field("before", "number", 2, "level_before"),
	Field("wanted", "number", 2, "level_wanted"),
	Field("days", "number", source="due_days"),
	Field("reason", "text"),
)
DEVELOPMENT = (
	Field("competency", "text"),
	Field("before", "number", 2),
	Field("target", "number", 2, "target_level"),
	Field("after", "number", 2),
	Field("closed", "percent", source="gap_closed"),
	Field("state", "text"),
	Field("reason", "text"),
)
CANDIDATES = (
	Field("name", "text", source="candidate_name"),
	Field("status", "text"),
	Field("human", "text", source="readiness_band"),
	Field("readiness", "percent", 1),
	Field("computed", "text", source="computed_band"),
	Field("fit", "percent"),
	Field("capped", "flag"),
	Field("disagrees", "flag"),
	Field("emergency", "flag", source="emergency_cover"),
	Field("plans", "number"),
	Field("counts", "flag"),
	Field("reason", "text"),
)
BENCH = (
	Field("title", "text"),
	Field("company", "text"),
	Field("department", "text"),
	Field("incumbent_name", "text"),
	Field("criticality", "number"),
	Field("bench", "text"),
	Field("ready", "number", source="ready_now"),
	Field("future", "number"),
	Field("shared", "number", 2, "shared_bench"),
	Field("always_empty", "flag"),
	Field("competes", "text", source="competes_with"),
	Field("vacates", "text"),
	Field("emergency", "flag", source="emergency_cover"),
	Field("loss", "percent", source="loss_probability"),
	Field("loss_reason", "text"),
	Field("risk", "number", 2),
)
SUPPLY = (
	Field("role", "text"),
	Field("now", "number"),
	Field("stay", "number", 1),
	Field("arrive", "number", 1),
	Field("leave", "number", 1),
	Field("hires", "number"),
	Field("next", "number"),
	Field("change", "number"),
	Field("pooled", "flag"),
)
POOLS = (
	Field("pool", "text"),
	Field("fits", "flag"),
	Field("met", "text"),
	Field("unknown", "text"),
)
RETENTION = (
	Field("risk", "text"),
	Field("impact", "text"),
	Field("exposure", "number"),
	Field("score", "number"),
	Field("coverage", "percent"),
	Field("band", "text", source="score_band"),
	Field("score_exposure", "number"),
	Field("reason", "text"),
)
MOBILITY = (
	Field("designation", "text"),
	Field("standing", "text"),
	Field("place", "number"),
	Field("fit", "percent"),
	Field("readiness", "percent"),
	Field("gap", "number", 2, "open_gap"),
	Field("wish", "number"),
	Field("reach", "text"),
	Field("reason", "text"),
)
PROMOTION = (
	Field("promotion", "text"),
	Field("met", "number"),
	Field("asked", "number"),
	Field("reason", "text"),
)
MERIT = (
	Field("rating", "number", 2),
	Field("share", "percent"),
	Field("position", "percent"),
	Field("salary", "number", 2),
	Field("percent", "number", 2),
	Field("merit", "number", 2),
	Field("reason", "text"),
)
ROUNDS = (
	Field("round", "text", source="pay_round"),
	Field("guideline", "number", 2),
	Field("budget", "number", 2),
	Field("factor", "percent", 1),
	Field("suggested", "number", 2),
)
CHANGES = (
	Field("name", "text", source="employee_name"),
	Field("score_before", "number", 2),
	Field("score_after", "number", 2),
	Field("rating_before", "number", 2),
	Field("rating_after", "number", 2),
	Field("box_before", "number"),
	Field("box_after", "number"),
	Field("reason_before", "text"),
	Field("reason_after", "text"),
	Field("moved", "flag"),
)
PROBLEMS = (
	Field("severity", "text"),
	Field("file", "text"),
	Field("sheet", "text"),
	Field("table", "text"),
	Field("row", "text"),
	Field("column", "text"),
	Field("value", "text"),
	Field("expected", "text"),
	Field("message", "text"),
)


def build(
	results: Results, problems: pd.DataFrame, comparison: pd.DataFrame, messages: Messages
) -> dict[str, Any]:
	"""The payload of the page: messages, the policy's scale and boxes, and every table, column by column."""
	tables = results.tables
	people = people_table.joined(tables, results.policy)
	ids = people["employee"]
	return {
		"language": messages.language,
		"messages": dict(messages.texts),
		"levels": levels(results.policy),
		"boxes": boxes(results.policy),
		"readiness": [band.label for band in results.policy.succession.bands],
		"scopes": scopes(tables, people, results.policy, messages),
		"severity": _severity(tables["severity"], people),
		"tables": {
			**people_table.encoded(people, messages),
			"objectives": _objectives(tables["objectives"], ids, messages),
			"cascade": encode(tables["cascade"], CASCADE, messages),
			"transitions": encode(tables["transitions"], TRANSITIONS, messages),
			"gaps": _of_people(_gaps(tables["competency_gaps"]), GAPS, ids, messages),
			"suggestions": _of_people(tables["plan_suggestions"], SUGGESTIONS, ids, messages),
			"development": _of_people(_development(tables["development"]), DEVELOPMENT, ids, messages),
			"candidates": _candidates(tables, ids, messages),
			"bench": _bench(tables["bench"], ids, messages),
			"pools": _of_people(tables["pool_suggestions"], POOLS, ids, messages),
			"retention": _of_people(tables["retention"], RETENTION, ids, messages),
			"mobility": _of_people(_mobility(tables), MOBILITY, ids, messages),
			"promotion": _of_people(tables["promotion"], PROMOTION, ids, messages),
			"rounds": encode(tables["merit_totals"], ROUNDS, messages),
			"merit": _merit(tables, ids, messages),
			"supply": encode(_supply(tables["supply"]), SUPPLY, messages),
			"changes": _of_people(comparison, CHANGES, ids, messages),
			"problems": encode(problems, PROBLEMS, messages),
		},
		"reasons": {"not_rated": _kinds(people["reason"]), "not_placed": _kinds(people["not_placed"])},
	}


def _severity(frame: pd.DataFrame, people: pd.DataFrame) -> list[dict[str, Any]] | None:
	"""The notes on managers, those furthest off first; null where nothing was compared."""
	if frame.empty:
		return None
	noted = frame[frame["shown"].fillna(False).astype(bool)].copy()
	noted["far"] = -noted["severity"].abs()
	names = dict(zip(people["employee"], people["employee_name"], strict=True))
	return [
		{"name": str(names.get(row.manager) or row.manager), "message": row.message, "high": row.severity > 0}
		for row in noted.sort_values(["far", "manager"]).itertuples()
	]


def levels(policy: Policy) -> list[dict[str, Any]]:
	"""The rating scale, lowest first; `tone` says how strongly the page draws a level within its band."""
	found = policy.rating_scale.levels
	return [
		{"value": level.value, "label": level.label, "band": level.band, "tone": _tone(i, level.band, found)}
		for i, level in enumerate(found)
	]


def _tone(index: int, band: str, found: Any) -> str:
	"""The further from the middle of the scale, the stronger: low-3 is the lowest level, high-3 the highest."""
	same = [i for i, level in enumerate(found) if level.band == band]
	steps = {1: (2,), 2: (1, 3)}.get(len(same), (1, 2, 3))
	place = len(same) - 1 - same.index(index) if band == "low" else same.index(index)
	return f"{band}-{steps[min(place, len(steps) - 1)]}"


def boxes(policy: Policy) -> list[dict[str, Any]]:
	"""The nine boxes, the strongest first: that is their order in every drawing."""
	order = {"low": 0, "mid": 1, "high": 2}
	found = [
		{
			"number": box.number,
			"label": box.label,
			"across": order[box.performance],
			"up": order[box.potential],
			"strength": order[box.performance] + order[box.potential],
		}
		for box in policy.boxes
	]
	return sorted(found, key=lambda b: (-b["strength"], -b["up"]))


def _objectives(frame: pd.DataFrame, ids: pd.Series, messages: Messages) -> dict[str, Any]:
	table = encode(frame, OBJECTIVES, messages)
	table["columns"]["owner"] = find(frame["employee"], ids).tolist()
	table["columns"]["owner_id"] = texts(frame["employee"])
	table["columns"]["parent"] = find(frame["parent_objective"], frame["objective"]).tolist()
	return table


def _of_people(
	frame: pd.DataFrame, fields: tuple[Field, ...], ids: pd.Series, messages: Messages
) -> dict[str, Any]:
	"""A table about people, each row with the person's row among everybody (−1 where not in the cycle)."""
	table = encode(frame, fields, messages)
	table["columns"]["person"] = find(frame["employee"], ids).tolist()
	return table


def _candidates(tables: Tables, ids: pd.Series, messages: Messages) -> dict[str, Any]:
	frame = tables["succession"]
	table = _of_people(frame, CANDIDATES, ids, messages)
	table["columns"]["position"] = find(frame["position"], tables["bench"]["position"]).tolist()
	return table


def _bench(frame: pd.DataFrame, ids: pd.Series, messages: Messages) -> dict[str, Any]:
	"""Positions with the state that the page colours: the bench, and "shared" where one of several stays empty."""
	table = encode(frame, BENCH, messages)
	table["columns"]["id"] = texts(frame["position"])
	table["columns"]["incumbent"] = find(frame["incumbent"], ids).tolist()
	table["columns"]["state"] = bench_states(frame)
	return table


def _mobility(tables: Tables) -> pd.DataFrame:
	"""People beside roles, with how near the role is to the person."""
	frame, near = tables["mobility"], tables["reach"]
	key = ["employee", "designation"]
	at = pd.MultiIndex.from_frame(near[key].astype(object)).get_indexer(
		pd.MultiIndex.from_frame(frame[key].astype(object))
	)
	return frame.assign(reach=np.append(near["reach"].astype(object).to_numpy(), None)[at])


def _merit(tables: Tables, ids: pd.Series, messages: Messages) -> dict[str, Any]:
	"""What is suggested, each row with the row of its round."""
	table = _of_people(tables["merit"], MERIT, ids, messages)
	table["columns"]["round"] = find(
		tables["merit"]["pay_round"], tables["merit_totals"]["pay_round"]
	).tolist()
	return table


def _gaps(frame: pd.DataFrame) -> pd.DataFrame:
	return frame.assign(below=pd.to_numeric(frame["gap"]) > 0)


def _development(frame: pd.DataFrame) -> pd.DataFrame:
	"""With the state that the page counts: reached, partly, not (nothing closed, or wider), unmeasured."""
	closed = pd.to_numeric(frame["gap_closed"]).to_numpy(dtype=float, na_value=np.nan)
	state = np.select(
		[np.isnan(closed), at_least(closed, 1), closed > 0], ["unmeasured", "reached", "partly"], "not"
	)
	return frame.assign(state=state)


def _supply(frame: pd.DataFrame) -> pd.DataFrame:
	return frame.assign(change=pd.to_numeric(frame["next"]) - pd.to_numeric(frame["now"]))


def bench_states(frame: pd.DataFrame) -> list[str]:
	"""none, future, shared or ready for every position of the bench table."""
	bench = texts(frame["bench"])
	shared = frame["competes_with"].notna().tolist()
	return [
		"shared" if b == "ready now" and s else (b or "none").split(" ")[0]
		for b, s in zip(bench, shared, strict=True)
	]


def _kinds(reasons: pd.Series) -> dict[str, Any]:
	"""Reasons that differ only in their numbers are one kind: everybody's code (−1 none), and the kinds' texts."""
	found = texts(reasons)
	kinds = [None if r is None else re.sub(r"\d+(?:[.,]\d+)?", "#", r) for r in found]
	codes, distinct = pd.factorize(np.array(kinds, dtype=object))
	labels = [_kind_label(found, codes, i) for i in range(len(distinct))]
	return {"codes": codes.tolist(), "labels": labels}


def _kind_label(found: list[str | None], codes: np.ndarray, kind: int) -> str:
	"""The reason itself where all of its kind read the same, else with "…" for the numbers."""
	wordings = {found[i] for i in np.flatnonzero(codes == kind)}
	first = sorted(w for w in wordings if w is not None)[0]
	return first if len(wordings) == 1 else re.sub(r"\d+(?:[.,]\d+)?", "…", first)
