"""Appraisals against the worked cases, and what must hold for all of them."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.appraisal import (
	MISSING,
	NOT_APPLICABLE,
	RATED,
	Components,
	Segments,
	combine_segments,
	rate_objectives,
	score_segments,
)
from talent_performance.engine.pipeline import run_cycle
from talent_performance.engine.policy import Policy, policy_from
from talent_performance.engine.reasons import readable
from talent_performance.engine.rounding import half_up
from talent_performance.engine.scales import along_curve, band_index, bands, level_index, level_values
from tests.unit.cases import first, name_of, same_number, same_text, worked

POLICY = Policy()
AS_OF = pd.Timestamp("2025-12-31")
CYCLES = pd.DataFrame(
	{"cycle": ["2025"], "start_date": ["2025-01-01"], "end_date": ["2025-12-31"], "is_current": [True]}
)


def run(policy: Policy = POLICY, **tables: dict) -> dict[str, pd.DataFrame]:
	frames = {name: pd.DataFrame(columns) for name, columns in tables.items()}
	return run_cycle({"cycles": CYCLES, **frames}, policy, AS_OF).tables


def everybody_meets(**employee: object) -> dict[str, dict]:
	"""One person whose targets and competencies are all exactly met."""
	return {
		"employees": {"employee": ["E1"], **{k: [v] for k, v in employee.items()}},
		"objectives": {"objective": ["O1", "O2"], "employee": ["E1", "E1"], "weight": [70, 30]},
		"key_results": {
			"key_result": ["K1", "K2"],
			"objective": ["O1", "O2"],
			"start_value": [0, 40],
			"target_value": [10, 20],
			"current_value": [10, 20],
		},
		"component_ratings": {"employee": ["E1"], "component": ["competencies"], "rating": [3]},
	}


@pytest.mark.parametrize("case", worked("conversion"), ids=name_of)
def test_conversion_curve(case: pd.DataFrame) -> None:
	line = first(case)
	found = along_curve(np.array([line["attainment"]]), getattr(POLICY.curves, line["commitment"]))
	assert same_number(found[0], line["expected"])


def test_meeting_everything_is_meets() -> None:
	found = run(**everybody_meets())["appraisals"].iloc[0]
	assert found["calculated_score"] == 3.00


@pytest.mark.parametrize("case", worked("components"), ids=name_of)
def test_components(case: pd.DataFrame) -> None:
	line = first(case)
	weights = [float(w) for w in line["weights"].split("/")]
	words = line["ratings"].split("/")
	names = [f"c{i}" for i in range(len(words))]
	state = [{"missing": MISSING, "na": NOT_APPLICABLE}.get(word, RATED) for word in words]
	rating = [np.nan if s != RATED else float(word) for s, word in zip(state, words, strict=True)]
	policy = policy_from(
		{
			"templates": {
				"t": {"weights": dict(zip(names, weights, strict=True)), "missing": line["missing"]}
			},
			"appraisal": {"default_template": "t"},
		}
	)
	components = Components(
		names, np.array([weights]), np.array([rating]), np.array([state]), np.array([state]) == RATED
	)
	template = np.array([list(policy.templates).index("t")])
	score, coverage, codes = score_segments(components, template, policy)
	assert same_number(score[0], line["expected"])
	assert same_number(coverage[0], line["coverage"])
	assert same_text(readable(codes, policy)[0], line["reason"])


@pytest.mark.parametrize("case", worked("component_lines"), ids=name_of)
def test_lines_of_a_component(case: pd.DataFrame) -> None:
	lines = case[["segment", "weight", "rating", "state"]].assign(employee="E1", component="competencies")
	tables = {"employees": {"employee": ["E1"]}, "component_ratings": lines.assign(item=lines.index)}
	if case["segment"].notna().any():
		year = {"start_date": ["2025-01-01"], "end_date": ["2025-12-31"]}
		tables["segments"] = {"employee": ["E1"], "segment": ["S1"], **year}
	components = run(**tables)["components"]
	found = components[components["component"] == "competencies"].iloc[0]
	assert found["state"] == first(case)["expected_state"]
	assert same_number(found["rating"], first(case)["expected"])


@pytest.mark.parametrize("case", worked("segments"), ids=name_of)
def test_segments_weigh_by_days(case: pd.DataFrame) -> None:
	size = len(case)
	days = case["days"].to_numpy(dtype=float)
	nothing = np.zeros(size)
	segments = Segments(
		np.zeros(size, dtype=int), nothing, nothing, days - 1, days, nothing, nothing.astype(int), nothing, 1
	)
	score = case["score"].to_numpy(dtype=float)
	codes = np.where(np.isnan(score), 16, 0).astype(np.int8)
	found = combine_segments(segments, score, np.ones(size), codes, POLICY)[0][0]
	assert same_number(found, first(case)["expected"], 1e-3)


@pytest.mark.parametrize("case", worked("ratings"), ids=name_of)
def test_printed_then_banded(case: pd.DataFrame) -> None:
	line = first(case)
	scale = POLICY.scales[line["scale"]]
	printed = half_up([line["score"]])
	level = level_index(printed, scale)
	assert printed[0] == line["printed"]
	assert level_values(level, scale)[0] == line["level"]
	assert bands(band_index(level, scale))[0] == line["band"]


def test_three_numbers_side_by_side_and_the_order_in_which_they_count() -> None:
	people = {"employee": ["CAL", "MAN", "NONE"]}
	overall = {
		"employee": ["CAL", "MAN"],
		"manager_rating": [4, 2],
		"calibrated_rating": [3, None],
		"calibration_reason": ["Compared with peers", None],
	}
	competencies = {"employee": people["employee"], "component": ["competencies"] * 3, "rating": [5, 5, 5]}
	weights = {"templates": {"staff": {"weights": {"competencies": 1}}}}
	found = run(
		policy_from(weights), employees=people, overall_ratings=overall, component_ratings=competencies
	)
	table = found["appraisals"].set_index("employee")
	assert table["performance_score"].tolist()[:2] == [3, 2] and np.isnan(table["performance_score"]["NONE"])
	assert table["performance_source"].tolist()[:2] == ["calibrated", "manager"]
	assert table["calculated_score"].tolist() == [5, 5, 5]
	assert table["reason"]["NONE"] == "Not rated: no rating of record by the manager"
	assert table["override_needs_reason"].tolist() == [True, True, False]
	by_policy = policy_from({**weights, "appraisal": {"calculated_counts": True}})
	counted = run(by_policy, employees=people, overall_ratings=overall, component_ratings=competencies)
	assert counted["appraisals"]["performance_score"].tolist() == [3, 2, 5]


@pytest.mark.parametrize(
	("employee", "reason"),
	[
		({"date_of_joining": "2025-10-15"}, "Not rated: service, under 90 active days"),
		({"status": "Left", "relieving_date": "2025-09-30"}, "Left the company"),
		({"date_of_joining": "2026-02-01"}, "Not employed in this cycle"),
	],
)
def test_who_is_not_rated_and_why(employee: dict, reason: str) -> None:
	tables = everybody_meets(**employee)
	found = run(**tables, overall_ratings={"employee": ["E1"], "manager_rating": [4]})
	assert np.isnan(found["appraisals"]["performance_score"][0])
	assert found["appraisals"]["reason"][0] == reason
	assert found["talent"]["reason"][0] == reason


def test_exempt_says_so() -> None:
	overall = {"employee": ["E1"], "manager_rating": [4], "exempt_reason": ["Secondment to the holding"]}
	found = run(**everybody_meets(), overall_ratings=overall)["appraisals"].iloc[0]
	assert np.isnan(found["performance_score"]) and found["reason"] == "Exempt from this cycle"


def test_ninety_days_are_enough_and_eighty_nine_are_not() -> None:
	overall = {"employee": ["E1"], "manager_rating": [4]}
	ninety = run(**everybody_meets(date_of_joining="2025-10-03"), overall_ratings=overall)["appraisals"].iloc[
		0
	]
	fewer = run(**everybody_meets(date_of_joining="2025-10-04"), overall_ratings=overall)["appraisals"].iloc[
		0
	]
	assert (ninety["service_days"], ninety["performance_score"]) == (90, 4)
	assert fewer["service_days"] == 89 and np.isnan(fewer["performance_score"])


def test_a_transfer_is_weighed_by_days_with_each_segments_template() -> None:
	tables = everybody_meets()
	tables["component_ratings"] = {
		"employee": ["E1", "E1"],
		"component": ["competencies"] * 2,
		"segment": ["S1", "S2"],
		"rating": [1, 5],
	}
	tables["segments"] = {
		"employee": ["E1", "E1"],
		"segment": ["S1", "S2"],
		"start_date": ["2025-01-01", "2025-05-01"],
		"end_date": ["2025-04-30", "2025-12-31"],
		"template": ["staff", "managers"],
		"manager": ["E9", None],
	}
	found = run(**tables)
	assert found["segments"]["days"].tolist() == [120, 245]
	assert np.allclose(found["segments"]["score"], [0.6 * 3 + 0.4 * 1, 0.8 * 3 + 0.2 * 5])
	assert found["segments"]["manager"].tolist()[0] == "E9"
	assert (
		found["appraisals"]["calculated_score"][0] == 3.01
	)  # (120 x 2.2 + 245 x 3.4) / 365 = 1097 / 365 = 3.0055


def test_parental_leave_prorates_targets_and_never_lowers_the_score() -> None:
	tables = everybody_meets()
	tables["key_results"]["current_value"] = [7.5, 25]
	working = run(**tables)["appraisals"].iloc[0]
	leave = {
		"employee": ["E1", "E1"],
		"start_date": ["2025-04-01", "2025-05-01"],
		"end_date": ["2025-06-30"] * 2,
	}
	away = run(**tables, absences=leave)
	assert away["appraisals"]["service_days"][0] == 365 - 91
	assert away["key_results"]["target"].tolist() == pytest.approx([10 * 274 / 365, 40 - 20 * 274 / 365])
	assert away["appraisals"]["calculated_score"][0] > working["calculated_score"]


def test_aspirational_objectives_have_their_own_curve_or_are_left_out() -> None:
	tables = everybody_meets()
	tables["objectives"]["commitment"] = ["committed", "aspirational"]
	tables["key_results"]["current_value"] = [10, 26]
	tables.pop("component_ratings")
	curve = run(policy_from({"templates": {"staff": {"weights": {"objectives": 1}}}}), **tables)
	assert curve["appraisals"]["calculated_score"][0] == 3.00
	left_out = policy_from(
		{"templates": {"staff": {"weights": {"objectives": 1}, "aspirational": "leave out"}}}
	)
	tables["key_results"]["current_value"] = [10, 40]
	assert run(left_out, **tables)["appraisals"]["calculated_score"][0] == 3.00
	assert curve["appraisals"]["aspirational_mean"][0] == pytest.approx(0.7)


def test_aim_higher_after_two_easy_cycles() -> None:
	tables = everybody_meets()
	tables["objectives"]["commitment"] = ["aspirational", "aspirational"]
	history = {
		"employee": ["E1"],
		"cycle": ["2024"],
		"closed_on": ["2024-12-31"],
		"aspirational_mean": [0.95],
	}
	assert run(**tables, history=history)["appraisals"]["aim_higher"][0]
	history["aspirational_mean"] = [0.85]
	assert not run(**tables, history=history)["appraisals"]["aim_higher"][0]


def test_lines_of_a_component_weigh_and_count_towards_coverage() -> None:
	lines = {
		"employee": ["E1"] * 4,
		"component": ["competencies"] * 4,
		"item": ["Teamwork", "Selling", "Planning", "Driving"],
		"weight": [1, 3, 4, 5],
		"rating": [2, 4, None, None],
		"state": ["rated", "rated", "missing", "not applicable"],
	}
	policy = policy_from(
		{"templates": {"staff": {"weights": {"competencies": 1}}}, "appraisal": {"min_coverage": 0.5}}
	)
	found = run(policy, employees={"employee": ["E1"]}, component_ratings=lines)["appraisals"].iloc[0]
	assert found["calculated_score"] == 3.5  # (1 x 2 + 3 x 4) / 4
	assert found["coverage"] == 0.5  # (1 + 3) of (1 + 3 + 4)


def test_template_rules_the_first_that_fits_decides() -> None:
	policy = policy_from(
		{
			"template_rules": [
				{"field": "grade", "values": ["M"], "template": "managers"},
				{"field": "designation", "values": ["Supervisor"], "template": "supervisors"},
			]
		}
	)
	people = {
		"employee": ["A", "B", "C", "D"],
		"grade": ["M", "S", "S", "M"],
		"designation": ["Supervisor", "Supervisor", "Clerk", "Head"],
		"template": [None, None, None, "staff"],
	}
	assert run(policy, employees=people)["appraisals"]["template"].tolist() == [
		"managers",
		"supervisors",
		"staff",
		"staff",
	]


@given(
	st.lists(st.tuples(st.floats(0.01, 100), st.floats(1, 5), st.booleans()), min_size=1, max_size=5),
	st.floats(0.01, 100),
)
def test_score_stays_within_its_ratings_and_ignores_the_scale_of_weights(lines: list, factor: float) -> None:
	def score(scale: float) -> float:
		weight = np.array([[w * scale for w, _, _ in lines]])
		state = np.array([[RATED if known else MISSING for _, _, known in lines]])
		components = Components(
			[str(i) for i in range(len(lines))],
			weight,
			np.array([[x for _, x, _ in lines]]),
			state,
			(state == RATED).astype(float),
		)
		return score_segments(components, np.array([0]), POLICY)[0][0]

	known = [x for _, x, rated in lines if rated]
	found = score(1)
	assert same_number(found, score(factor), 1e-7)
	assert np.isnan(found) or min(known) - 1e-9 <= found <= max(known) + 1e-9


@given(st.floats(1, 5))
def test_every_score_stands_in_exactly_one_level_and_band(score: float) -> None:
	scale = POLICY.rating_scale
	printed = half_up([score])
	edges = [1.0, *scale.cuts, 5.0]
	inside = [
		low <= printed[0] < high or (high == 5.0 and printed[0] == 5.0)
		for low, high in itertools.pairwise(edges)
	]
	assert sum(inside) == 1
	assert inside[level_index(printed, scale)[0]]


@pytest.mark.parametrize("case", worked("objective_lines"), ids=name_of)
def test_lines_of_the_sheet_add_up_to_the_component(case: pd.DataFrame) -> None:
	lines = case.assign(employee="E1", template="staff")
	found = rate_objectives(lines, Policy())
	for line, row in zip(case.itertuples(), found.itertuples(), strict=True):
		assert same_number(row.rating, line.rating)
		assert same_number(np.round(row.weighted, 2), line.weighted)
		assert same_text(row.reason, line.reason)


def test_a_template_that_leaves_aspirational_objectives_out_says_so() -> None:
	template = {"weights": {"objectives": 1}, "aspirational": "leave out"}
	policy = policy_from({"templates": {"staff": template}})
	line = {
		"employee": "E1", "segment": None, "template": "staff", "weight": 1.0, "commitment": "aspirational",
		"archived": "no", "attainment": 0.7,
	}  # fmt: skip
	found = rate_objectives(pd.DataFrame([line]), policy).iloc[0]
	assert pd.isna(found["rating"])
	assert found["reason"] == "Left out: the template rates no aspirational objectives"
