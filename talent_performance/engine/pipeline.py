"""One cycle from its input tables to every result table: the rules in the order in which they build on each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine import (
	ENGINE_VERSION,
	competency,
	mobility,
	plan_drafts,
	pools,
	retention,
	reward,
	succession,
	workforce,
)
from talent_performance.engine.appraisal import (
	Segments,
	appraisal_table,
	combine_segments,
	component_table,
	present_share,
	rate,
	score_segments,
	segment_table,
	split_period,
	weigh_components,
)
from talent_performance.engine.distribution import compare_with_guideline, count_ratings, everybody, scope
from talent_performance.engine.frames import (
	TableError,
	complete,
	find,
	latest,
	ratio,
	result,
	same,
	take,
	total,
)
from talent_performance.engine.goals import check_cascades, score_key_results, score_objectives
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import TOLERANCE
from talent_performance.engine.severity import kpi_anchors, severity
from talent_performance.engine.summary import headline_figures
from talent_performance.engine.tables import INPUTS, OUTPUTS
from talent_performance.engine.talent import earlier_results, rate_potential, talent_table, transitions
from talent_performance.engine.versions import TIME_WEIGHTED, apply_versions

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Results:
	"""All result tables of a cycle, and what they were computed with."""

	tables: dict[str, pd.DataFrame]
	policy: Policy
	as_of: pd.Timestamp
	cycle: dict[str, Any]
	absent: list[str]
	engine_version: str = ENGINE_VERSION


@dataclass(frozen=True)
class _Run:
	"""What every step needs to know."""

	tables: dict[str, pd.DataFrame]
	policy: Policy
	as_of: pd.Timestamp
	cycle: dict[str, Any]
	segments: Segments
	objectives: pd.DataFrame
	owner: np.ndarray
	translate: Translate

	@property
	def period(self) -> tuple[pd.Timestamp, pd.Timestamp]:
		return self.cycle["start_date"], self.cycle["end_date"]


def run_cycle(
	tables: Mapping[str, pd.DataFrame],
	policy: Policy,
	as_of: pd.Timestamp,
	translate: Translate = str,
	on_progress: Progress | None = None,
	steps: Collection[str] | None = None,
) -> Results:
	"""Run the current cycle and return every result table; those of some steps alone, if told (`SCORING`).

	`tables` holds the input tables by name as documented in `tables.INPUTS`; only `employees` must be there. Without
	`cycles` the cycle is the calendar year of the as-of date. Reasons and messages pass through `translate`.
	Deterministic: the same tables, policy and as-of date give the same results. Raises TableError where a table
	can't be read or not exactly one cycle is the current one.
	"""
	tell = on_progress or (lambda step, done, of: None)
	unknown = sorted(set(tables) - set(INPUTS))
	if unknown:
		raise TableError(f"unknown table {', '.join(unknown)}; known are {', '.join(INPUTS)}")
	if "employees" not in tables:
		raise TableError("employees: the table is missing; it is the only one that must be there")
	chosen = {title: step for title, step in STEPS.items() if steps is None or title in steps}
	tell("Tables", 0, len(chosen) + 1)
	full = {name: complete(name, tables.get(name)) for name in INPUTS}
	as_of = pd.Timestamp(as_of).normalize()
	run = _prepare(full, policy, as_of, translate)
	out: dict[str, pd.DataFrame] = {}
	for done, (title, step) in enumerate(chosen.items(), start=1):
		tell(title, done, len(chosen) + 1)
		out.update(step(run, out))
	tell("Done", len(chosen) + 1, len(chosen) + 1)
	absent = [name for name in INPUTS if name not in tables or not len(tables[name])]
	ordered = {name: out[name] for name in OUTPUTS if name in out}
	return Results(ordered, policy, as_of, run.cycle, absent)


def _prepare(
	tables: dict[str, pd.DataFrame], policy: Policy, as_of: pd.Timestamp, translate: Translate
) -> _Run:
	cycle = current_cycle(tables["cycles"], as_of, translate)
	employees, period = tables["employees"], (cycle["start_date"], cycle["end_date"])
	segments = split_period(employees, tables["segments"], tables["absences"], period, policy)
	objectives = _of_cycle(tables["objectives"], cycle["cycle"])
	owner = find(objectives["employee"], employees["employee"])
	if len(tables["objective_versions"]) or len(tables["key_result_versions"]):
		by_days = _time_weighted(segments, owner, objectives["segment"], policy)
		changed = apply_versions({**tables, "objectives": objectives}, as_of, period, by_days)
		objectives, tables = changed[0], {**tables, "key_results": changed[1]}
	return _Run(tables, policy, as_of, cycle, segments, objectives, owner, translate)


def _time_weighted(segments: Segments, owner: np.ndarray, segment: pd.Series, policy: Policy) -> np.ndarray:
	"""Whether versions count for their days, as the template says: of the objective's segment, else of its owner's last.

	An objective of nobody follows the default template.
	"""
	names = list(policy.templates)
	says = np.array([policy.templates[name].versions == TIME_WEIGHTED for name in names])
	final = latest(segments.person, segments.end, segments.people)
	named = segments.rows_of(owner, segment)
	at = np.where(named >= 0, named, np.append(final, -1)[owner])
	default = names.index(policy.appraisal.default_template)
	return says[np.append(segments.template, default)[at]]


def current_cycle(cycles: pd.DataFrame, as_of: pd.Timestamp, translate: Translate = str) -> dict[str, Any]:
	"""The cycle that is run: the one marked as current, or the only one there is, or the as-of date's year."""
	if cycles.empty:
		year = as_of.year
		start, end = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
		title = translate("Calendar year {year}").format(year=year)
		return {"cycle": str(year), "title": title, "kind": "annual", "start_date": start, "end_date": end}
	chosen = cycles[cycles["is_current"]] if len(cycles) > 1 else cycles
	if len(chosen) != 1:
		raise TableError(f"cycles: {len(chosen)} are marked as current, expected exactly one")
	row = chosen.iloc[0]
	title = row["title"] if pd.notna(row["title"]) else str(row["cycle"])
	return {"title": title, **{c: row[c] for c in ("cycle", "kind", "start_date", "end_date")}}


def _objectives(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	tables, objectives = run.tables, run.objectives
	krs = tables["key_results"]
	inside = find(krs["objective"], objectives["objective"])
	if (inside < 0).any():
		krs, inside = krs[inside >= 0].reset_index(drop=True), inside[inside >= 0]
	share = _active_shares(run)[inside] if len(tables["absences"]) or len(tables["segments"]) else None
	scored = score_key_results({**tables, "key_results": krs}, run.policy, run.as_of, share, run.translate)
	profiles = tables["target_profiles"]
	done = score_objectives(
		objectives,
		krs,
		scored,
		profiles,
		run.policy,
		run.as_of,
		run.period,
		run.translate,
		(inside, run.owner),
	)
	return {
		"key_results": scored,
		"objectives": _placed_with_owner(done, run.owner, tables["employees"]),
		"cascade": check_cascades(krs, run.translate),
	}


def _of_cycle(objectives: pd.DataFrame, cycle: str) -> pd.DataFrame:
	"""Objectives of the cycle; those that name none belong to the current one."""
	if objectives["cycle"].isna().all():
		return objectives
	here = objectives["cycle"].isna().to_numpy() | same(objectives["cycle"], cycle)
	return objectives if here.all() else objectives[here].reset_index(drop=True)


def _active_shares(run: _Run) -> np.ndarray:
	"""Active share of an objective's segment, else of its own days, else of the owner's whole period.

	Its own days need dated leave: where segments only count days, the whole period's share stands in. 1 without owner.
	"""
	objectives, tables = run.objectives, run.tables
	at = run.segments.rows_of(run.owner, objectives["segment"])
	share = np.where(run.owner >= 0, run.segments.active_share[run.owner], 1.0)
	share = np.where(at >= 0, run.segments.segment_share[at], share)
	counted = tables["segments"]["employee"][(tables["segments"]["days_excluded"] > 0).to_numpy()]
	dated = (objectives["start_date"].notna() | objectives["due_date"].notna()).to_numpy()
	by_count = objectives["employee"].isin(counted).to_numpy()
	rows = np.flatnonzero(dated & ~by_count & (run.owner >= 0) & (at < 0))
	span = objectives["start_date"].iloc[rows], objectives["due_date"].iloc[rows]
	share[rows] = present_share(tables["employees"], tables["absences"], run.owner[rows], span, run.period)
	return share


def _placed_with_owner(objectives: pd.DataFrame, owner: np.ndarray, employees: pd.DataFrame) -> pd.DataFrame:
	"""Individual objectives stand where their owner stands."""
	if not (owner >= 0).any():
		return objectives
	moved = {}
	for column in ("company", "department"):
		own = pd.Series(take(employees[column], owner))
		given = objectives[column]
		moved[column] = (
			own if given.isna().all() else own.astype(object).where(own.notna(), given.astype(object))
		)
	return objectives.assign(**moved)


def _person(employees: pd.DataFrame) -> dict[str, Any]:
	kept = ("employee", "employee_name", "company", "department", "designation", "grade")
	return {**{c: employees[c] for c in kept}, "manager": employees["reports_to"]}


def _appraisals(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	tables, policy, employees, segments = run.tables, run.policy, run.tables["employees"], run.segments
	mine, owner, value = _personal(run, out["objectives"])
	components = weigh_components(
		employees, segments, mine, owner, value, tables["component_ratings"], policy
	)
	score, coverage, codes = score_segments(components, segments.template, policy)
	calculated, covered, worst = combine_segments(segments, score, coverage, codes, policy)
	rated = rate(employees, segments, calculated, worst, tables["overall_ratings"], policy)
	potential = rate_potential(tables["potential"], employees["employee"], policy, run.as_of)
	cycle = run.cycle["cycle"]
	earlier = earlier_results(
		tables["history"], tables["cycles"], employees["employee"], policy, cycle, run.as_of
	)
	attainment, aspirational = _means(len(employees), mine, owner, value)
	limit = policy.goals.aim_higher_above + TOLERANCE
	aim_higher = (aspirational > limit) & (earlier[0]["aspirational_mean"].to_numpy() > limit)
	person = _person(employees)
	counts = run.cycle["kind"] in policy.high_potential.cycle_kinds
	talent = talent_table(person, rated, potential, earlier, counts, policy, run.translate)
	return {
		"components": component_table(employees, segments, components),
		"segments": segment_table(employees, segments, score, coverage, codes, policy, run.translate),
		"appraisals": appraisal_table(
			person, segments, covered, rated, attainment, aspirational, aim_higher, policy, run.translate
		),
		"talent": talent,
		"transitions": transitions(talent["previous_box"].to_numpy(), talent["box"].to_numpy(), policy),
	}


def _personal(run: _Run, scored: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
	"""What counts of the people's own objectives of the cycle, their owners and their attainment."""
	objectives, value = run.objectives, scored["attainment"].to_numpy()
	counts = (
		(run.owner >= 0) & same(objectives["level"], "individual") & ~same(objectives["archived"], "approved")
	)
	kept = objectives[["segment", "commitment", "weight"]]
	return kept[counts].reset_index(drop=True), run.owner[counts], value[counts]


def _means(
	size: int, mine: pd.DataFrame, owner: np.ndarray, value: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
	"""Weighted attainment of everyone's objectives, and the plain mean of the aspirational ones."""
	known = ~np.isnan(value)
	weight = np.where(known, mine["weight"].to_numpy(), 0.0)
	filled = np.nan_to_num(value)
	attainment = ratio(total(owner, weight * filled, size), total(owner, weight, size))
	aspirational = known & same(mine["commitment"], "aspirational")
	counted = total(owner, aspirational.astype(float), size)
	return attainment, ratio(total(owner, aspirational * filled, size), counted)


def _distribution(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	"""Everybody employed in the cycle who hasn't left, by company, department and manager."""
	appraisals = out["appraisals"]
	here = _here(run)
	ratings = appraisals["performance_rating"].to_numpy()[here]
	scopes = {"all": everybody(len(ratings))}
	for kind in ("company", "department", "manager"):
		scopes[kind] = scope(appraisals[kind].array[here])
	return {
		"distribution": compare_with_guideline(ratings, scopes, run.policy, run.translate),
		"rating_counts": count_ratings(ratings, scopes, run.policy),
		"severity": _severity(run, out, here),
	}


def _severity(run: _Run, out: Mapping[str, pd.DataFrame], here: np.ndarray) -> pd.DataFrame:
	"""Managers' ratings of record against what they don't control."""
	rated = out["appraisals"][["employee", "manager", "manager_rating"]][here]
	ratings = rated.rename(columns={"manager_rating": "rating"}).reset_index(drop=True)
	anchors = run.tables["rating_anchors"]
	if run.tables["key_results"]["fed"].any() and not same(anchors["kind"], "kpi").any():
		anchors = pd.concat([anchors.astype({"kind": object}), _fed(run, out)], ignore_index=True)
	return severity(ratings, anchors, run.policy, run.translate)


def _fed(run: _Run, out: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
	"""The anchor of people whose objectives another system measures."""
	tables, goals = run.tables, run.objectives
	measures = tables["key_results"][~same(tables["key_results"]["archived"], "approved")]
	below = goals[(goals["contributes"] & ~same(goals["archived"], "approved")).to_numpy(dtype=bool)]
	besides = pd.DataFrame(
		{"objective": below["parent_objective"], "weight": below["contribution_weight"], "fed": False}
	)
	lines = pd.concat([measures[["objective", "weight", "fed"]], besides], ignore_index=True)
	scored = out["objectives"]
	own = (run.owner >= 0) & same(scored["level"], "individual") & ~same(scored["archived"], "approved")
	columns = ["objective", "employee", "weight", "attainment"]
	return kpi_anchors(scored.loc[own, columns].reset_index(drop=True), lines)


def _here(run: _Run) -> np.ndarray:
	"""Who was employed in the cycle, on leave or not, and hasn't left."""
	gone = same(run.tables["employees"]["status"], "Left")
	return ~gone & (run.segments.employed_days > 0)


def _competencies(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	tables, policy = run.tables, run.policy
	evidence, required = tables["competency_evidence"], tables["role_competencies"]
	if evidence.empty and required.empty:
		return {
			name: result(name, {}) for name in ("competency_levels", "competency_gaps", "fit", "development")
		}
	levels = competency.effective_levels(evidence, policy, run.as_of)
	staff = tables["employees"]
	staff = staff[~same(staff["status"], "Left")].reset_index(drop=True)
	roles = staff[["employee", "designation"]]
	goals = tables["development_goals"]
	return {
		"competency_levels": levels,
		"competency_gaps": competency.gaps(staff, required, levels),
		"fit": competency.fit(roles, required, levels, policy, run.translate),
		"development": competency.development(evidence, goals, policy, run.as_of, run.translate),
	}


def _succession(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	tables, policy, as_of = run.tables, run.policy, run.as_of
	positions, candidates, employees = tables["positions"], tables["candidates"], tables["employees"]
	if positions.empty and candidates.empty:
		return {name: result(name, {}) for name in ("succession", "bench")}
	pairs = succession.candidate_pairs(candidates, positions)
	fit = competency.fit(pairs, tables["role_competencies"], out["competency_levels"], policy, run.translate)
	nominations = succession.nominations(
		candidates, positions, employees, out["talent"], fit, policy, as_of, run.translate
	)
	rates = tables["leaver_rates"]
	return {
		"succession": nominations,
		"bench": succession.bench(positions, nominations, employees, rates, policy, as_of, run.translate),
	}


def _mobility(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	tables, policy, as_of = run.tables, run.policy, run.as_of
	required, wishes, employees = tables["role_competencies"], tables["aspirations"], tables["employees"]
	at_work = employees[~same(employees["status"], "Left")].reset_index(drop=True)
	named = {name: result(name, {}) for name in ("mobility", "reach", "promotion")}
	if len(required):
		named["promotion"] = mobility.promotion(_promotable(out, at_work, as_of), policy, run.translate)
	pairs = wishes[find(wishes["employee"], at_work["employee"]) >= 0].reset_index(drop=True)
	if pairs.empty:
		return named
	levels = out["competency_levels"]
	fit = competency.fit(pairs, required, levels, policy, run.translate)
	gaps = competency.gaps(pairs.assign(status="Active"), required, levels)
	facts = mobility.facts_of(at_work, out["talent"], policy, as_of)
	matched = mobility.matched(fit, gaps, wishes, facts, policy)
	return {
		**named,
		"mobility": mobility.rank(matched, translate=run.translate),
		"reach": mobility.reach(matched, policy, run.translate),
	}


def _promotable(out: Mapping[str, pd.DataFrame], at_work: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
	"""What a promotion asks of everybody at work."""
	talent, fit = out["talent"], out["fit"]
	rated, fitted = find(at_work["employee"], talent["employee"]), find(at_work["employee"], fit["employee"])
	return pd.DataFrame(
		{
			"employee": at_work["employee"].array,
			"performance_band": take(talent["performance_band"], rated),
			"previous_band": take(talent["previous_performance_band"], rated),
			"potential_band": take(talent["potential_band"], rated),
			"fit": take(fit["fit"], fitted),
			"ranked": np.append(fit["ranked"].to_numpy(dtype=bool), False)[fitted],
			"unmet_essentials": take(fit["unmet_essentials"], fitted),
			"months_in_role": mobility.months_in_role(at_work, as_of),
			"without_potential": False,
		}
	)


def _retention(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	staff = run.tables["employees"]
	staff = staff[~same(staff["status"], "Left")].reset_index(drop=True)
	facts = run.tables["retention_facts"]
	said = staff["retention_risk"].notna() | staff["loss_impact"].notna()
	if not len(facts) and not said.any():
		return {"retention": result("retention", {})}
	return {"retention": retention.retention_table(staff, facts, run.policy, run.translate)}


def _pools(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	criteria = run.tables["pool_criteria"]
	if criteria.empty:
		return {"pool_suggestions": result("pool_suggestions", {})}
	people = pools.facts_of(run.tables["employees"], out["talent"], out["fit"], run.as_of)
	return {"pool_suggestions": pools.suggest_for_each(people, criteria, run.translate)}


def _plan_suggestions(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	"""What is suggested to everybody at work; the role aimed at is what the person wishes for first."""
	tables, policy, as_of = run.tables, run.policy, run.as_of
	evidence, required, levels = (
		tables["competency_evidence"],
		tables["role_competencies"],
		out["competency_levels"],
	)
	staff = tables["employees"]["employee"][~same(tables["employees"]["status"], "Left")]
	evidence = evidence[evidence["employee"].isin(staff)]
	wishes = tables["aspirations"]
	first = wishes[wishes["employee"].isin(staff) & (wishes["place"] == 1)].reset_index(drop=True)
	scale = policy.rating_scale
	facts = plan_drafts.Facts(
		gaps=out["competency_gaps"],
		aims=competency.gaps(first.assign(status="Active"), required, levels).assign(source=plan_drafts.GAP),
		ratings=plan_drafts.evidence_ratings(evidence, scale, as_of),
		blind_spots=plan_drafts.evidence_blind_spots(evidence, policy, as_of),
		objectives=_missed(run, out["objectives"], staff),
		levels=levels,
		highest=pd.DataFrame({"competency": evidence["competency"].unique(), "highest": scale.high}),
	)
	return {"plan_suggestions": plan_drafts.suggestions(facts, as_of, translate=run.translate)}


def _missed(run: _Run, scored: pd.DataFrame, staff: pd.Series) -> pd.DataFrame:
	"""People's own objectives with what was expected of them; none before the period is over."""
	if run.as_of < run.period[1]:
		return plan_drafts.Facts().objectives
	counts = same(scored["level"], "individual") & ~same(scored["archived"], "approved")
	mine = scored[counts & scored["employee"].isin(staff).to_numpy() & scored["attainment"].notna()]
	aspirational = same(mine["commitment"], "aspirational")
	return pd.DataFrame(
		{
			"employee": mine["employee"].to_numpy(),
			"objective": mine["title"].astype(object).fillna(mine["objective"].astype(object)).astype(str),
			"attainment": mine["attainment"].to_numpy(dtype=float),
			"expected": np.where(aspirational, run.policy.goals.aspirational_success, 1.0),
		}
	)


def _reward(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	"""Merit by the ratings under the pay policy, of everybody who was appraised: no one who has left, or is exempt."""
	if run.tables["pay_rounds"].empty:
		return {name: result(name, {}) for name in ("merit", "merit_totals")}
	paid = replace(run, policy=reward.pay_policy(run.policy))
	ratings = _appraisals(paid, _objectives(paid, {}))["appraisals"]
	overall = run.tables["overall_ratings"]
	exempt = overall.loc[overall["exempt_reason"].notna(), "employee"]
	here = _here(run) & ~ratings["employee"].isin(exempt).to_numpy()
	return reward.reward_tables(run.tables, ratings[here].reset_index(drop=True), run.period, run.translate)


def _workforce(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	moves, roles = run.tables["moves"], run.tables["roles"]
	if moves.empty and roles.empty:
		return {"supply": result("supply", {})}
	stock = workforce.headcounts(run.tables["employees"], roles, run.as_of)
	return {"supply": workforce.supply(stock, moves, roles, run.policy)}


def _summary(run: _Run, out: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
	return {"summary": headline_figures(out, _here(run), run.policy, run.translate)}


STEPS: dict[str, Callable[[_Run, Mapping[str, pd.DataFrame]], dict[str, pd.DataFrame]]] = {
	"Objectives": _objectives,
	"Appraisals": _appraisals,
	"Distribution": _distribution,
	"Competencies": _competencies,
	"Succession": _succession,
	"Mobility": _mobility,
	"Retention": _retention,
	"Talent Pools": _pools,
	"Development Plans": _plan_suggestions,
	"Pay Rounds": _reward,
	"Workforce": _workforce,
	"Summary": _summary,
}
# The steps that speak of each person alone: what else there is, a close of some of the people doesn't ask.
SCORING = ("Objectives", "Appraisals")
