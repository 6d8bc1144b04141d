"""Readiness, bench, net bench and role risk."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import succession
from talent_performance.engine.competency import DAYS_PER_MONTH
from talent_performance.engine.frames import complete
from talent_performance.engine.policy import Policy, ReadinessBand, SuccessionRules
from talent_performance.engine.rounding import half_up
from talent_performance.engine.tables import OUTPUTS
from tests.unit.cases import first, name_of, same_number, same_text, worked

POLICY = Policy()
AS_OF = pd.Timestamp("2025-12-31")


def yes(value: object) -> bool:
	return value == "yes"


def table_of(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
	return complete(name, pd.DataFrame(rows) if rows else None)


def employees_of(*rows: dict[str, Any]) -> pd.DataFrame:
	return table_of("employees", [{"employee_name": f"Name {row['employee']}", **row} for row in rows])


def no_fit() -> pd.DataFrame:
	return pd.DataFrame(columns=OUTPUTS["fit"].names)


def no_talent() -> pd.DataFrame:
	return pd.DataFrame({"employee": [], "performance_score": [], "potential_score": []})


def nominated(
	candidates: list[dict[str, Any]],
	positions: pd.DataFrame,
	employees: pd.DataFrame,
	talent: pd.DataFrame | None = None,
	fit: pd.DataFrame | None = None,
	policy: Policy = POLICY,
) -> pd.DataFrame:
	"""Nominations, confirmed and ready now where a row doesn't say."""
	rows = [{"status": "confirmed", "readiness_band": "Ready Now", **row} for row in candidates]
	return succession.nominations(
		table_of("candidates", rows),
		positions,
		employees,
		no_talent() if talent is None else talent,
		no_fit() if fit is None else fit,
		policy,
		AS_OF,
	)


def bench_of(
	candidates: list[dict[str, Any]],
	positions: pd.DataFrame,
	employees: pd.DataFrame,
	rates: pd.DataFrame | None = None,
) -> pd.DataFrame:
	rates = complete("leaver_rates", None) if rates is None else rates
	found = nominated(candidates, positions, employees)
	return succession.bench(positions, found, employees, rates, POLICY, AS_OF)


@pytest.mark.parametrize("case", worked("readiness"), ids=name_of)
def test_readiness(case: pd.DataFrame) -> None:
	line = first(case)
	role = {"position": "P1", "designation": "Head", "grade": "G2"}
	person = {"employee": "A", "grade": "G2" if yes(line["same_level"]) else "G1"}
	person["role_since"] = AS_OF - pd.Timedelta(days=line["months_in_role"] * DAYS_PER_MONTH)
	talent = pd.DataFrame({"employee": ["A"], "performance_score": [1 + 4 * line["performance"]]})
	talent["potential_score"] = 1 + 4 * line["potential"]
	fit = pd.DataFrame(
		{
			"employee": ["A"],
			"designation": ["Head"],
			"fit": [line["fit"]],
			"ranked": [not pd.isna(line["fit"])],
		}
	)
	fit["unmet_essentials"] = "Negotiation" if yes(line["unmet_essential"]) else None
	found = nominated(
		[{"position": "P1", "employee": "A"}],
		table_of("positions", [role]),
		employees_of(person),
		talent,
		fit,
	).iloc[0]
	assert same_number(found["readiness"], line["expected_readiness"])
	assert same_text(found["computed_band"], line["expected_band"])
	assert found["capped"] == yes(line["expected_capped"])
	assert same_text(found["reason"], line["expected_reason"])
	assert found["disagrees"] == (line["expected_band"] in ("1-2 years", "3-5 years", "none"))


@pytest.mark.parametrize("case", worked("bench"), ids=name_of)
def test_bench(case: pd.DataFrame) -> None:
	positions = complete("positions", case[["position", "incumbent"]])
	people = "".join(case[["incumbent", "ready_now", "future"]].fillna("").to_numpy().ravel()).replace(
		" ", ""
	)
	candidates = [
		{"position": line["position"], "employee": person, "readiness_band": band}
		for _, line in case.iterrows()
		for column, band in (("ready_now", "Ready Now"), ("future", "3-5 years"))
		for person in str("" if pd.isna(line[column]) else line[column]).split()
	]
	employees = employees_of(*({"employee": person} for person in sorted(set(people))))
	found = bench_of(candidates, positions, employees)
	assert list(found.columns) == OUTPUTS["bench"].names
	assert found["bench"].tolist() == case["expected_bench"].tolist()
	assert half_up(found["shared_bench"], 4).tolist() == case["expected_shared"].tolist()
	assert found["always_empty"].tolist() == (case["expected_always_empty"] == "yes").tolist()
	assert found["covered"].tolist() == case["ready_now"].notna().tolist()
	for column in ("competes_with", "vacates"):
		assert all(map(same_text, found[column], case[f"expected_{column}"]))
	net = succession.summary(found, nominated(candidates, positions, employees), POLICY)
	assert net.loc[net["figure"] == "net bench", "value"].tolist() == [first(case)["expected_net"]]


@pytest.mark.parametrize("case", worked("bench_counts"), ids=name_of)
def test_who_counts_for_the_bench(case: pd.DataFrame) -> None:
	line = first(case)
	person = {
		"employee": "A",
		"status": line["employee_status"],
		"resignation_letter_date": line["resigned_on"],
		"relieving_date": line["last_day"],
	}
	positions = table_of(
		"positions", [{"position": "P1", "incumbent": "A" if yes(line["holds_the_position"]) else None}]
	)
	row = {"position": "P1", "employee": "A", "status": line["status"]}
	row |= {"external": yes(line["external"]), "emergency_only": yes(line["emergency_only"])}
	found = nominated([row], positions, employees_of(person)).iloc[0]
	assert found["counts"] == yes(line["expected_counts"])
	refused = None if found["counts"] else found["reason"].split("; ")[0]
	assert same_text(refused, line["expected_reason"])


@pytest.mark.parametrize("case", worked("role_risk"), ids=name_of)
def test_role_risk(case: pd.DataFrame) -> None:
	line = first(case)
	cover = succession.cover(case["factor"], case["candidate_probability"], case["plans"])
	best = 0.0 if np.isnan(cover).all() else np.nanmax(cover)
	assert same_number(succession.risk(line["criticality"], line["probability"], best), line["expected"])


@pytest.mark.parametrize("case", worked("role_risk_probability"), ids=name_of)
def test_probability_of_loss(case: pd.DataFrame) -> None:
	line = first(case)
	person = {
		"employee": "A",
		"retention_risk": line["retention_risk"],
		"resignation_letter_date": line["resigned_on"],
		"date_of_retirement": line["retires_on"],
		"contract_end_date": line["contract_ends_on"],
	}
	rates = case[["retention_risk", "band_people", "band_leavers"]].dropna()
	rates = complete("leaver_rates", rates.set_axis(["risk_band", "people", "leavers"], axis=1))
	found = succession.loss_probability(employees_of(person), rates, POLICY, AS_OF).iloc[0]
	assert same_number(found["probability"], line["expected"])
	assert found["reason"] == line["expected_reason"]


def test_role_risk_from_the_tables() -> None:
	"""Criticality 5, loss .2, one candidate ready now with .25: .05 on one plan and .125 on two."""
	employees = employees_of(
		{"employee": "boss", "retention_risk": "high"},
		{"employee": "chief", "retention_risk": "high"},
		{"employee": "heir", "retention_risk": "low"},
	)
	rates = table_of("leaver_rates", [{"risk_band": "low", "people": 40, "leavers": 10}])
	positions = table_of(
		"positions",
		[
			{"position": "P1", "incumbent": "boss", "criticality": 5},
			{"position": "P2", "incumbent": "chief", "criticality": 5},
		],
	)
	one = bench_of([{"position": "P1", "employee": "heir"}], positions, employees, rates)
	assert one["risk"].tolist() == pytest.approx([0.05, 0.2])
	assert one["loss_probability"].tolist() == pytest.approx([0.2, 0.2])
	both = bench_of([{"position": p, "employee": "heir"} for p in ("P1", "P2")], positions, employees, rates)
	assert both["risk"].tolist() == pytest.approx([0.125, 0.125])


def test_a_position_is_vacant_without_an_incumbent_or_when_the_incumbent_has_left() -> None:
	employees = employees_of(
		{"employee": "gone", "status": "Left"},
		{"employee": "done", "relieving_date": "2025-12-30"},
		{"employee": "last", "relieving_date": "2025-12-31"},
	)
	positions = [
		{"position": f"P{i}", "incumbent": p} for i, p in enumerate([None, "gone", "done", "last", "who"])
	]
	found = bench_of([], table_of("positions", positions), employees)
	assert found["loss_probability"].tolist() == [1, 1, 1, 1, 0.1]
	assert found["loss_reason"].tolist() == [
		succession.VACANT,
		succession.INCUMBENT_LEFT,
		succession.INCUMBENT_LEFT,
		succession.RESIGNED,
		succession.BASE_RATE_UNKNOWN,
	]
	assert found["incumbent_name"].tolist()[1:4] == ["Name gone", "Name done", "Name last"]


def test_emergency_cover_needs_a_confirmed_employee_who_stays() -> None:
	employees = employees_of({"employee": "A"}, {"employee": "L", "status": "Left"}, {"employee": "I"})
	positions = table_of("positions", [{"position": f"P{i}", "incumbent": "I"} for i in range(6)])
	candidates = [
		{"position": "P0", "employee": "A", "emergency_cover": True},
		{"position": "P1", "employee": "A", "emergency_only": True},
		{"position": "P2", "employee": "A", "emergency_cover": True, "status": "proposed"},
		{"position": "P3", "employee": "L", "emergency_cover": True},
		{"position": "P4", "employee": "I", "emergency_cover": True},
		{
			"position": "P5",
			"employee": None,
			"candidate_name": "Eve",
			"external": True,
			"emergency_cover": True,
		},
	]
	found = bench_of(candidates, positions, employees)
	assert found["emergency_cover"].tolist() == [True, True, False, False, False, False]
	assert found["bench"].tolist() == ["ready now", "none", "none", "none", "none", "none"]


def test_nominations_carry_names_titles_and_plans() -> None:
	employees = employees_of({"employee": "A"})
	positions = table_of("positions", [{"position": "P1", "title": "Head of Sales"}, {"position": "P2"}])
	candidates = [
		{"position": "P1", "employee": "A"},
		{"position": "P2", "employee": "A", "readiness_band": None},
		{"position": "P1", "employee": None, "candidate_name": "Eve", "external": True},
		{"position": "P9", "employee": "A", "status": "proposed"},
		{"position": "P1", "employee": "nobody"},
	]
	found = nominated(candidates, positions, employees)
	assert list(found.columns) == OUTPUTS["succession"].names
	assert [None if pd.isna(x) else x for x in found["candidate_name"]] == [
		"Name A",
		"Name A",
		"Eve",
		"Name A",
		None,
	]
	assert found["position_title"].iloc[0] == "Head of Sales"
	assert found["plans"].tolist() == pytest.approx([2, 2, np.nan, 2, 1], nan_ok=True)
	assert found["counts"].tolist() == [True, False, False, False, False]
	why = [reason.split("; ")[0] for reason in found["reason"].iloc[1:]]
	assert why == [
		succession.NOT_JUDGED,
		succession.NOT_INTERNAL,
		succession.NOT_A_POSITION,
		succession.NOT_AN_EMPLOYEE,
	]


def test_time_in_role_runs_from_the_role_else_from_joining_and_never_below_0() -> None:
	year = pd.Timedelta(days=12 * DAYS_PER_MONTH)
	employees = employees_of(
		{"employee": "A", "role_since": AS_OF - year, "date_of_joining": AS_OF - 3 * year},
		{"employee": "B", "date_of_joining": AS_OF - year},
		{"employee": "C", "role_since": AS_OF + year},
		{"employee": "D"},
	)
	found = nominated(
		[{"position": "P1", "employee": p} for p in "ABCD"],
		table_of("positions", [{"position": "P1"}]),
		employees,
	)
	assert half_up(found["time"], 2).tolist() == pytest.approx([0.5, 0.5, 0, np.nan], nan_ok=True)


def test_a_fit_that_rests_on_too_little_is_shown_but_not_used() -> None:
	parts = pd.DataFrame(
		{"fit": [0.9], "performance": [0.75], "potential": [0.5], "time": [1.0], "ranked": [False]}
	)
	found = succession.readiness(parts.assign(same_level=False, unmet_essential=False), POLICY)
	assert found["readiness"].isna().all()
	assert found["reason"].tolist() == [succession.MISSING_PARTS.format(parts=succession.LOW_COVERAGE)]


def test_parts_without_weight_may_be_missing() -> None:
	rules = SuccessionRules(weights={"performance": 2.0, "potential": 1.0})
	parts = pd.DataFrame(
		{"fit": [np.nan] * 2, "performance": [0.6, 0.6], "potential": [0.9, np.nan], "time": [np.nan] * 2}
	)
	found = succession.readiness(
		parts.assign(same_level=[False, True], unmet_essential=False), Policy(succession=rules)
	)
	assert found["readiness"].tolist() == pytest.approx([0.7, 0.6])
	only_potential = Policy(succession=SuccessionRules(weights={"potential": 1.0}))
	found = succession.readiness(parts.assign(same_level=True, unmet_essential=False), only_potential)
	assert found["reason"].tolist() == [succession.NO_WEIGHT_LEFT] * 2


def test_a_company_may_name_its_own_bands() -> None:
	bands = (ReadinessBand("sofort", 0.9, 1.0), ReadinessBand("bald", 0.5, 0.5))
	policy = Policy(succession=SuccessionRules(bands=bands, essential_caps_at="bald"))
	positions, employees = (
		table_of("positions", [{"position": "P1"}]),
		employees_of({"employee": "A"}, {"employee": "B"}),
	)
	found = nominated([{"position": "P1", "employee": p} for p in "AB"], positions, employees, policy=policy)
	found = found.assign(readiness_band=["sofort", "bald"])
	bench = succession.bench(positions, found, employees, complete("leaver_rates", None), policy, AS_OF)
	assert bench[["ready_now", "future"]].iloc[0].tolist() == [1, 1]
	assert bench["risk"].tolist() == pytest.approx([3 / 5 * (1 - 0.9)])


def test_the_human_band_decides_and_a_different_computed_one_is_flagged() -> None:
	talent = pd.DataFrame({"employee": ["A"], "performance_score": [3.0], "potential_score": [3.0]})
	fit = pd.DataFrame(
		{
			"employee": ["A"],
			"designation": ["Head"],
			"fit": [0.5],
			"ranked": [True],
			"unmet_essentials": [None],
		}
	)
	positions = table_of("positions", [{"position": p, "designation": "Head"} for p in ("P1", "P2")])
	employees = employees_of({"employee": "A", "role_since": AS_OF})
	candidates = [
		{"position": "P1", "employee": "A", "readiness_band": "Ready Now"},
		{"position": "P2", "employee": "A", "readiness_band": "3-5 years"},
	]
	found = nominated(candidates, positions, employees, talent, fit)
	assert found["computed_band"].tolist() == ["3-5 years", "3-5 years"]
	assert found["disagrees"].tolist() == [True, False]
	rates = complete("leaver_rates", None)
	bench = succession.bench(positions, found, employees, rates, POLICY, AS_OF)
	assert bench["bench"].tolist() == ["ready now", "future"]


def test_candidate_pairs_are_the_roles_of_the_positions_once() -> None:
	positions = table_of(
		"positions", [{"position": p, "designation": d} for p, d in (("P1", "X"), ("P2", "X"), ("P3", None))]
	)
	rows = [
		{"position": p, "employee": e}
		for p, e in (("P1", "A"), ("P2", "A"), ("P3", "A"), ("P1", None), ("P9", "A"))
	]
	candidates = table_of("candidates", [{"readiness_band": "none", **row} for row in rows])
	found = succession.candidate_pairs(candidates, positions)
	assert found.to_dict("records") == [{"employee": "A", "designation": "X"}]


def test_positions_are_named_by_their_title_and_by_number_where_that_is_not_enough() -> None:
	rows = [("P1", "Plant Head"), ("P2", "Plant Head"), ("P3", "Controller"), ("P4", None)]
	positions = table_of("positions", [{"position": p, "title": t} for p, t in rows])
	found = bench_of(
		[{"position": p, "employee": "A"} for p, _ in rows], positions, employees_of({"employee": "A"})
	)
	assert set(found["competes_with"]) == {"3 of Controller, P4, Plant Head (P1), Plant Head (P2) stay empty"}


def test_summary_for_the_group_and_for_each_company() -> None:
	rows = [("P1", "Java"), ("P2", "Bali"), ("P3", "Bali"), ("P4", None)]
	positions = table_of("positions", [{"position": p, "company": c} for p, c in rows])
	employees = employees_of({"employee": "A"})
	candidates = [{"position": p, "employee": "A"} for p in ("P1", "P2")]
	bench = bench_of(candidates, positions, employees)
	found = succession.summary(bench, nominated(candidates, positions, employees), POLICY)
	assert list(found.columns) == OUTPUTS["summary"].names
	values = {
		(None if pd.isna(company) else company, figure): (value, of)
		for company, figure, value, of in zip(
			found["company"], found["figure"], found["value"], found["of"], strict=True
		)
	}
	assert values[None, "critical positions"][0] == 4
	assert values[None, "covered positions"] == (2, 4)
	assert values[None, "net bench"] == (1, 4)
	assert values["Java", "net bench"] == (1, 1)
	assert values["Bali", "net bench"] == (1, 2)
	notes = found[found["figure"] == "net bench"]["note"].tolist()
	shared = "one of P1, P2 stays empty"
	assert notes == [
		f"{shared}; nobody is ready now for P3, P4",
		f"{shared}; nobody is ready now for P3",
		shared,
	]


def test_sentences_can_be_translated() -> None:
	positions, employees = table_of("positions", [{"position": "P1"}]), employees_of({"employee": "A"})
	candidates = table_of("candidates", [{"position": "P1", "employee": "A", "readiness_band": "none"}])
	found = succession.nominations(
		candidates, positions, employees, no_talent(), no_fit(), POLICY, AS_OF, shout
	)
	assert (
		found["reason"]
		.iloc[0]
		.startswith("DOESN'T COUNT: NOT CONFIRMED; NO COMPUTED READINESS, MISSING: A FIT")
	)
	bench = succession.bench(
		positions, found, employees, complete("leaver_rates", None), POLICY, AS_OF, shout
	)
	assert bench["loss_reason"].tolist() == ["VACANT"]


def shout(text: str) -> str:
	return text.upper().replace("{PARTS}", "{parts}")


def test_empty_tables_give_empty_results() -> None:
	positions, employees = complete("positions", None), complete("employees", None)
	found = nominated([], positions, employees)
	bench = bench_of([], positions, employees)
	assert list(found.columns) == OUTPUTS["succession"].names and found.empty
	assert list(bench.columns) == OUTPUTS["bench"].names and bench.empty
	assert succession.summary(bench, found, POLICY).empty


def test_nothing_that_is_passed_in_changes() -> None:
	positions = table_of("positions", [{"position": "P1", "incumbent": "B"}, {"position": "P2"}])
	employees = employees_of({"employee": "A", "retention_risk": "high"}, {"employee": "B"})
	rates = table_of("leaver_rates", [{"risk_band": "high", "people": 10, "leavers": 10}])
	found = nominated([{"position": p, "employee": "A"} for p in ("P1", "P2")], positions, employees)
	given_tables = (positions, found, employees, rates)
	before = [t.copy(deep=True) for t in given_tables]
	succession.summary(succession.bench(*given_tables, POLICY, AS_OF), found, POLICY)
	for table, copy in zip(given_tables, before, strict=True):
		pd.testing.assert_frame_equal(table, copy)


FRACTIONS = st.integers(0, 1000).map(lambda x: x / 1000)
PARTS = st.fixed_dictionaries(
	{
		**{name: FRACTIONS for name in succession.PARTS},
		"same_level": st.booleans(),
		"unmet_essential": st.booleans(),
	}
)
RANKS = {"Ready Now": 3, "1-2 years": 2, "3-5 years": 1, "none": 0}


@settings(deadline=None)
@given(PARTS, st.sampled_from(sorted(succession.PARTS)), FRACTIONS)
def test_readiness_lies_in_0_to_1_and_never_falls_when_a_part_rises(
	parts: dict, name: str, step: float
) -> None:
	rows = pd.DataFrame([parts, {**parts, name: min(1.0, parts[name] + step)}])
	found = succession.readiness(rows, POLICY)
	lower, higher = found["readiness"]
	assert 0 <= lower <= higher <= 1
	ranks = [RANKS[band] for band in found["computed_band"]]
	assert ranks[0] <= ranks[1]
	assert not parts["unmet_essential"] or ranks[1] <= RANKS[POLICY.succession.essential_caps_at]


@settings(deadline=None)
@given(PARTS, st.sampled_from([0.01, 7.0, 1000.0]))
def test_readiness_is_the_same_on_any_scale_of_weights(parts: dict, factor: float) -> None:
	weights = {name: weight * factor for name, weight in POLICY.succession.weights.items()}
	rows = pd.DataFrame([parts])
	found = succession.readiness(rows, Policy(succession=SuccessionRules(weights=weights)))
	pd.testing.assert_frame_equal(found, succession.readiness(rows, POLICY))


SEATS, PEOPLE = ["P0", "P1", "P2", "P3", "P4"], "ABCD"
EDGES = st.sets(st.tuples(st.sampled_from(SEATS), st.sampled_from(PEOPLE)), max_size=12)


def assignments(edges: set[tuple[str, str]]) -> Iterator[dict[str, str]]:
	"""Every way of filling positions with different people, one option a position at a time."""
	options = [[None, *(p for seat, p in sorted(edges) if seat == s)] for s in SEATS]
	for choice in itertools.product(*options):
		taken = [p for p in choice if p is not None]
		if len(taken) == len(set(taken)):
			yield {s: p for s, p in zip(SEATS, choice, strict=True) if p is not None}


def ready_table(edges: Any) -> pd.DataFrame:
	return pd.DataFrame(list(edges), columns=["position", "employee"], dtype=object)


@settings(deadline=None)
@given(EDGES)
def test_net_bench_equals_trying_every_assignment(edges: set[tuple[str, str]]) -> None:
	found = succession.net_bench(pd.Series(SEATS), ready_table(edges)).set_index("position")
	every = list(assignments(edges))
	most = max(len(filled) for filled in every)
	assert found["filled"].sum() == most
	best = [set(SEATS) - set(filled) for filled in every if len(filled) == most]
	assert set(found.index[found["always_empty"]]) == set.intersection(*best)
	sometimes = set.union(*best) - set.intersection(*best)
	assert set(found.index[found["group"] >= 0]) == sometimes
	for _, members in found[found["group"] >= 0].groupby("group"):
		stays = members["stays_empty"].unique().tolist()
		assert {len(empty & set(members.index)) for empty in best} == set(stays)
		assert 0 < stays[0] < len(members)


@settings(deadline=None)
@given(EDGES)
def test_a_set_of_which_one_stays_empty_is_minimal(edges: set[tuple[str, str]]) -> None:
	found = succession.net_bench(pd.Series(SEATS), ready_table(edges)).set_index("position")
	every = list(assignments(edges))
	most = max(len(filled) for filled in every)
	best = [set(SEATS) - set(filled) for filled in every if len(filled) == most]
	for _, members in found[(found["group"] >= 0) & (found["stays_empty"] == 1)].groupby("group"):
		for left_out in members.index:
			rest = set(members.index) - {left_out}
			assert any(not empty & rest for empty in best)


@settings(deadline=None)
@given(EDGES, st.randoms())
def test_what_stays_empty_is_the_same_in_any_order(edges: set[tuple[str, str]], random: Any) -> None:
	rows, seats = sorted(edges), list(SEATS)
	kept = ["always_empty", "stays_empty", "size"]

	def shape(seats: list[str], rows: list[tuple[str, str]]) -> pd.DataFrame:
		found = succession.net_bench(pd.Series(seats), ready_table(rows)).set_index("position")
		sizes = found.groupby("group")["filled"].transform("size").where(found["group"] >= 0, 0)
		return found.assign(size=sizes).loc[SEATS, kept]

	expected = shape(seats, rows)
	random.shuffle(rows)
	random.shuffle(seats)
	pd.testing.assert_frame_equal(shape(seats, rows), expected)
