"""The sample company: the same everywhere, free of errors, believable, and awkward where it means to be."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

import pandas as pd
import pytest

from talent_performance.engine.pipeline import Results, run_cycle
from talent_performance.engine.policy import Policy
from talent_performance.engine.tables import INPUTS
from talent_performance.engine.validation import find_problems
from talent_performance.rehearsal.sample_company import AS_OF, make, write

FIXTURES = Path(__file__).parents[2] / "fixtures" / "sample_company"
FIRST_DAY = pd.Timestamp("2025-01-01")
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Tables:
	return make()


@pytest.fixture(scope="module")
def results(tables: Tables) -> Results:
	return run_cycle(tables, Policy(), AS_OF)


@pytest.fixture(scope="module")
def employees(tables: Tables) -> pd.DataFrame:
	return tables["employees"]


@pytest.fixture(scope="module")
def present(employees: pd.DataFrame) -> pd.DataFrame:
	return employees[employees["status"] != "Left"]


# The same everywhere


def test_the_fixture_is_what_the_generator_writes(tmp_path: Path) -> None:
	fresh = {path.name: path.read_bytes() for path in write(tmp_path)}
	kept = {path.name: path.read_bytes() for path in FIXTURES.iterdir()}
	assert sorted(kept) == sorted(fresh)
	assert [name for name in fresh if fresh[name] != kept[name]] == []


def test_the_same_seed_gives_the_same_tables(tables: Tables) -> None:
	for name, frame in make().items():
		pd.testing.assert_frame_equal(frame, tables[name])


def test_another_seed_gives_other_people(tables: Tables) -> None:
	other = make(7)["employees"]
	assert len(other) == 600
	assert not other["employee_name"].equals(tables["employees"]["employee_name"])


def test_it_is_made_in_less_than_three_seconds() -> None:
	start = time.process_time()
	make()
	assert time.process_time() - start < 3


# Free of errors


@pytest.mark.parametrize("seed", [2026, 1, 7])
def test_check_finds_warnings_but_no_errors(seed: int) -> None:
	problems = find_problems(make(seed), Policy(), AS_OF)
	errors = problems[problems["severity"] == "error"]
	assert errors["message"].tolist() == []
	assert len(problems) > 0


def test_every_table_is_there_with_its_columns_filled_as_their_kind_says(tables: Tables) -> None:
	wanted = {"number": "float64", "date": "datetime64[ns]", "flag": "bool"}
	assert list(tables) == list(INPUTS)
	for name, table in INPUTS.items():
		assert list(tables[name].columns) == table.names
		assert len(tables[name]) > 0
		for column in table.columns:
			assert str(tables[name][column.name].dtype) == wanted.get(column.kind, "object"), (
				name,
				column.name,
			)


def test_keys_are_unique(tables: Tables) -> None:
	for name, table in INPUTS.items():
		if table.key:
			assert not tables[name].duplicated(list(table.key)).any(), name


def test_files_are_plain(tmp_path: Path) -> None:
	for path in write(tmp_path):
		text = path.read_bytes().decode("utf-8")
		assert "\r" not in text and text.endswith("\n")
		assert not re.search(r"(^|,)(nan|NaT|None|True|False|-?\d+\.0)(,|$)", text, re.MULTILINE), path.name
	with (tmp_path / "employees.csv").open(encoding="utf-8", newline="") as file:
		rows = list(csv.DictReader(file))
	assert len(rows) == 600
	assert re.fullmatch(r"\d{4}-\d\d-\d\d", rows[0]["date_of_joining"])
	assert {row["is_current"] for row in csv.DictReader((tmp_path / "cycles.csv").open())} == {"yes", "no"}


def test_all_of_it_is_a_few_megabytes_at_most() -> None:
	assert sum(path.stat().st_size for path in FIXTURES.iterdir()) < 3_000_000


def test_what_was_agreed_after_approval_counts(tables: Tables, results: Results) -> None:
	versions = tables["key_result_versions"].set_index("key_result")["target_value"]
	assert len(versions) == 24 and len(tables["objective_versions"]) == 16
	approved = tables["key_results"].set_index("key_result")["target_value"].loc[versions.index]
	assert (approved > versions).all()
	away = set(tables["absences"]["employee"]) | set(tables["segments"]["employee"])
	here = tables["objectives"].set_index("objective")["employee"].isin(away)
	scored = results.tables["key_results"].set_index("key_result").loc[versions.index]
	whole = ~here.loc[scored["objective"]].to_numpy()
	assert whole.sum() > 10
	assert scored["target"][whole].tolist() == versions[whole].tolist()


# A group of two companies


def test_six_hundred_people_in_two_companies_five_grades_and_many_departments(
	employees: pd.DataFrame,
) -> None:
	assert len(employees) == 600
	assert employees["company"].value_counts().min() > 200
	assert employees["company"].nunique() == 2
	assert sorted(employees["grade"].unique()) == ["G1", "G2", "G3", "G4", "G5"]
	assert employees["department"].nunique() >= 15
	assert employees["branch"].nunique() >= 8


def test_reporting_lines_cross_companies_in_a_few_places(employees: pd.DataFrame) -> None:
	company = employees.set_index("employee")["company"]
	above = employees["reports_to"].map(company)
	crossing = employees[above.notna() & (above != employees["company"])]
	assert 3 <= len(crossing) <= 12


def test_three_closed_years_one_current_year_and_a_probation_cycle(tables: Tables) -> None:
	cycles = tables["cycles"].set_index("cycle")
	assert cycles.index[cycles["is_current"]].tolist() == ["PC-2025"]
	assert cycles.loc["PC-2025", "end_date"] == AS_OF
	history = tables["history"]["cycle"].value_counts()
	assert (history[["PC-2022", "PC-2023", "PC-2024"]] > 400).all()
	assert cycles.loc["PR-2025", "kind"] == "probation"
	assert 1 <= history["PR-2025"] <= 15


def test_performance_persists_over_the_years(tables: Tables, results: Results) -> None:
	scores = tables["history"].pivot(index="employee", columns="cycle", values="performance_score")
	now = results.tables["appraisals"].set_index("employee")["performance_score"]
	assert 0.35 < scores["PC-2023"].corr(scores["PC-2024"]) < 0.8
	assert 0.35 < scores["PC-2024"].corr(now) < 0.8


def test_potential_goes_with_performance_a_little(results: Results) -> None:
	talent = results.tables["talent"]
	assert 0.1 < talent["performance_score"].corr(talent["potential_score"]) < 0.5


def test_managers_rate_what_was_reached_most_of_the_time(results: Results) -> None:
	appraisals = results.tables["appraisals"]
	assert appraisals["calculated_score"].corr(appraisals["manager_rating"]) > 0.75


# Awkward on purpose: people


def test_leavers(employees: pd.DataFrame) -> None:
	left = employees[employees["status"] == "Left"]
	assert (left["relieving_date"] >= FIRST_DAY).sum() == 18
	assert (left["relieving_date"] < FIRST_DAY).sum() == 5


def test_people_who_are_about_to_go(present: pd.DataFrame) -> None:
	assert present["resignation_letter_date"].notna().sum() == 4
	next_year = AS_OF + pd.DateOffset(years=1)
	assert (present["date_of_retirement"] <= next_year).sum() == 3
	assert (present["contract_end_date"] <= next_year).sum() >= 5
	assert (present["status"] == "Suspended").sum() == 1


def test_joiners_on_both_sides_of_ninety_days(present: pd.DataFrame) -> None:
	days = (AS_OF - present["date_of_joining"]).dt.days + 1
	assert (days <= 365).sum() == 27
	assert (days < 90).sum() == 9
	assert {89, 90} <= set(days)


def test_shared_names(employees: pd.DataFrame) -> None:
	names = employees["employee_name"].value_counts()
	assert names[names > 1].to_dict() == {"Agus Setiawan": 3, "Sri Wahyuni": 2, "Eko Prasetyo": 2}
	assert not employees["employee_name"].str.contains(" ").all()


def test_missing_managers_and_one_who_left_but_is_still_named(
	employees: pd.DataFrame, present: pd.DataFrame
) -> None:
	top = present[present["reports_to"].isna()]
	assert len(top) == 7
	assert (top["designation"] == "President Director").sum() == 1
	assert top["employee"].isin(employees["reports_to"]).sum() == 2
	status = employees.set_index("employee")["status"]
	assert (present["reports_to"].map(status) == "Left").sum() == 3


def test_transfers_promotions_and_a_team_with_a_new_manager(tables: Tables) -> None:
	segments = tables["segments"]
	parts = segments.groupby("employee")
	assert parts.ngroups == 15
	assert (parts.size() == 3).sum() == 1
	assert (parts["company"].nunique() > 1).sum() == 5
	assert (parts["template"].nunique() > 1).sum() == 3
	assert (parts["manager"].nunique() > 1).sum() == 15
	assert (segments["days_excluded"] > 0).sum() == 1
	assert set(parts["start_date"].min()) == {FIRST_DAY}
	assert set(parts["end_date"].max()) == {AS_OF}


def test_the_parts_of_a_year_follow_each_other_without_gap_or_overlap(tables: Tables) -> None:
	segments = tables["segments"].sort_values(["employee", "start_date"])
	next_start = segments.groupby("employee")["start_date"].shift(-1).dropna()
	assert (next_start - segments.loc[next_start.index, "end_date"]).dt.days.eq(1).all()


def test_long_leave(tables: Tables) -> None:
	absences = tables["absences"]
	assert absences["kind"].value_counts().to_dict() == {
		"Parental": 6,
		"Sick": 5,
		"Pilgrimage": 2,
		"Unpaid study leave": 1,
	}
	assert (absences["start_date"] < FIRST_DAY).sum() == 1
	assert (absences["end_date"] > AS_OF).sum() == 1
	assert absences["employee"].duplicated().sum() == 1


def test_too_little_service_by_joining_late_or_long_sickness(
	results: Results, employees: pd.DataFrame
) -> None:
	short = results.tables["appraisals"].set_index("employee")["service_days"] < 90
	joined = employees.set_index("employee")["date_of_joining"]
	active = employees.set_index("employee")["status"] != "Left"
	assert (short & active & (joined >= FIRST_DAY)).sum() == 9
	assert (short & active & (joined < FIRST_DAY)).sum() == 1


# Awkward on purpose: objectives


def test_every_method_of_measuring_and_every_way_to_sum_up_months(tables: Tables) -> None:
	key_results = tables["key_results"]
	methods = key_results["method"].value_counts()
	assert set(methods.index) == set(INPUTS["key_results"].by_name["method"].choices)
	assert methods.min() >= 20
	falling = key_results[
		(key_results["method"] == "progress") & (key_results["target_value"] < key_results["start_value"])
	]
	assert len(falling) > 200
	monthly = key_results[key_results["key_result"].isin(tables["kpi_months"]["key_result"])]
	assert set(monthly["aggregate"]) == {"sum", "average", "last", "max"}


def test_the_value_of_a_key_result_is_what_its_months_make(tables: Tables) -> None:
	months = tables["kpi_months"].groupby("key_result")["actual"].agg(["sum", "mean", "last", "max"])
	both = tables["key_results"].set_index("key_result").join(months, how="inner")
	for aggregate, column in (("sum", "sum"), ("average", "mean"), ("last", "last"), ("max", "max")):
		mine = both[both["aggregate"] == aggregate]
		assert len(mine) > 0
		assert (mine["current_value"] - mine[column]).abs().max() < 0.01, aggregate


def test_the_value_of_a_key_result_is_what_its_updates_add_up_to(tables: Tables) -> None:
	updates = tables["key_result_updates"]
	totals = updates[updates["kind"] == "total"].groupby("key_result")["value"].last()
	events = updates[updates["kind"] == "event"].groupby("key_result")["value"].sum()
	rebuilt = totals.add(events, fill_value=0)
	now = tables["key_results"].set_index("key_result")["current_value"].reindex(rebuilt.index)
	assert len(events) > 30
	assert (rebuilt - now).abs().max() < 1e-9


def test_orphan_stale_empty_and_archived_objectives(tables: Tables, results: Results) -> None:
	issues = results.tables["objectives"]["issues"].astype(object).fillna("")
	assert issues.str.contains("orphan").sum() > 50
	assert issues.str.contains("stale").sum() > 80
	assert issues.str.contains("no key results").sum() == 6
	assert issues.str.contains("overloaded").sum() >= 1
	objectives = tables["objectives"]
	counted = results.tables["objectives"]["archived"]
	assert counted.value_counts().drop("no").to_dict() == {"approved": 12, "not approved": 5}
	assert (objectives["weight"] == 0).sum() == 3
	key_results = tables["key_results"]
	assert key_results["archived"].value_counts().drop("no").to_dict() == {"approved": 4, "not approved": 1}
	assert (key_results["weight"] == 0).sum() == 5
	assert key_results["current_value"].isna().sum() == 18
	assert tables["kpi_months"]["actual"].isna().sum() == 20


def test_four_people_have_no_objectives(tables: Tables, present: pd.DataFrame) -> None:
	early = present[present["date_of_joining"] < "2025-11-01"]
	assert (~early["employee"].isin(tables["objectives"]["employee"])).sum() == 4


def test_splits_that_fall_short_add_up_and_promise_too_much(results: Results) -> None:
	top = results.tables["cascade"]
	messages = top["message"].tolist()
	assert "children cover 95 of 100" in messages
	assert set(top["difference"]) == {-5.0, 0.0, 0.5}


def test_shared_targets_and_contributing_children(tables: Tables) -> None:
	assert (tables["key_results"]["cascade"] == "shared").sum() == 3
	objectives = tables["objectives"]
	assert objectives[objectives["contributes"]]["level"].value_counts().min() >= 5
	assert (objectives["commitment"] == "aspirational").sum() > 50


def test_seasonal_targets_rise_to_one(tables: Tables) -> None:
	profiles = tables["target_profiles"].sort_values(["objective", "on_date"])
	each = profiles.groupby("objective")["expected"]
	assert each.ngroups > 30
	assert each.apply(lambda expected: expected.is_monotonic_increasing).all()
	assert set(each.last()) == {1.0}
	assert each.first().lt(1 / 12).all()


# Awkward on purpose: ratings


def test_gaps_in_ratings(tables: Tables, present: pd.DataFrame) -> None:
	overall = tables["overall_ratings"]
	assert overall["exempt_reason"].notna().sum() == 2
	unrated = overall["manager_rating"].isna() & overall["exempt_reason"].isna()
	assert unrated.sum() == 5
	rows = present["employee"].isin(overall["employee"])
	assert (~rows).sum() == 12 + 9 + 1
	states = tables["component_ratings"]["state"].value_counts()
	assert states["not applicable"] > 30 and states["missing"] > 30
	not_applicable = tables["component_ratings"]["state"] == "not applicable"
	assert tables["component_ratings"]["reason"].notna().equals(not_applicable)
	assert (
		tables["component_ratings"]["rating"].notna().equals(tables["component_ratings"]["state"] == "rated")
	)


def test_calibrated_ratings_and_overrides_with_and_without_reason(tables: Tables, results: Results) -> None:
	overall = tables["overall_ratings"]
	calibrated = overall["calibrated_rating"].notna()
	moved = calibrated & (overall["calibrated_rating"] != overall["manager_rating"])
	assert calibrated.sum() > 70
	assert moved.sum() >= 5
	assert overall["calibration_reason"].notna().equals(moved)
	assert overall["manager_reason"].notna().sum() >= 20
	assert results.tables["appraisals"]["override_needs_reason"].sum() >= 20


def test_one_manager_is_far_too_lenient_and_one_too_severe(results: Results) -> None:
	rated = results.tables["appraisals"].dropna(subset=["performance_score", "calculated_score"])
	teams = rated.groupby("manager")[["manager_rating", "calculated_score"]].agg(["mean", "count"])
	teams = teams[teams["manager_rating", "count"] >= 8]
	excess = teams["manager_rating", "mean"] - teams["calculated_score", "mean"]
	assert (excess > 0.7).sum() == 1
	assert (excess < -0.6).sum() == 1


def test_some_departments_are_more_generous_than_the_guideline(results: Results) -> None:
	table = results.tables["distribution"]
	high = table[(table["scope_kind"] == "department") & table["guideline"].str.startswith("Exceeds")]
	out = high[high["message"].str.startswith("move") & high["message"].str.endswith("out")]
	assert "Sales West - LSN" in set(out["scope"])
	assert len(out) < len(high) / 2


def test_one_department_has_no_potential_and_some_ratings_are_too_old(
	tables: Tables, present: pd.DataFrame
) -> None:
	assessed = present["employee"].isin(tables["potential"]["employee"])
	share = assessed.groupby(present["department"]).mean()
	assert share[share == 0].index.tolist() == ["Engineering - LSB"]
	latest = tables["potential"].groupby("employee")["assessed_on"].max()
	assert (latest < AS_OF - pd.DateOffset(months=18)).sum() == 24


def test_somebody_stands_in_every_box(results: Results) -> None:
	talent = results.tables["talent"]
	assert talent["box"].value_counts().reindex(range(1, 10)).fillna(0).min() >= 2
	assert talent["reason"].nunique() >= 6
	assert set(talent["high_potential"].dropna()) == {"high potential", "emerging", "no"}
	assert results.tables["appraisals"]["aim_higher"].sum() >= 1


def test_high_potential_needs_every_factor(tables: Tables, results: Results) -> None:
	latest = tables["potential"].sort_values("assessed_on").groupby("employee").tail(1).set_index("employee")
	lopsided = latest[(latest["ability"] == 5) & (latest["aspiration"] == 2) & (latest["engagement"] == 5)]
	bands = results.tables["talent"].set_index("employee")["potential_band"].reindex(lopsided.index)
	assert len(bands) >= 1
	assert set(bands) == {"mid"}


# Awkward on purpose: succession, competencies, workforce


def test_fifteen_critical_positions_with_every_kind_of_nomination(
	tables: Tables, employees: pd.DataFrame
) -> None:
	positions, candidates = tables["positions"], tables["candidates"]
	assert len(positions) == 15
	assert positions["incumbent"].isna().sum() == 1
	assert (~positions["position"].isin(candidates["position"])).sum() == 1
	assert candidates["external"].sum() == 2
	assert candidates["external"].equals(candidates["employee"].isna())
	assert candidates["emergency_only"].sum() == 2
	assert set(candidates["readiness_band"]) == {"Ready Now", "1-2 years", "3-5 years", "none"}
	assert (candidates["status"] == "proposed").sum() >= 5
	plans = candidates[candidates["status"] == "confirmed"]["employee"].value_counts()
	assert plans.max() == 3 and (plans > 1).sum() >= 3
	status = employees.set_index("employee")["status"]
	assert (candidates["employee"].map(status) == "Left").sum() == 1


def test_posts_fall_vacant_for_every_reason(results: Results) -> None:
	bench = results.tables["bench"]
	assert {"vacant", "resignation", "retirement", "contract end"} <= set(bench["loss_reason"])
	assert (bench["loss_probability"] == 1).sum() == 4
	assert bench["covered"].sum() == 11
	assert bench["always_empty"].sum() == 4
	assert bench["competes_with"].notna().sum() == 5
	assert bench["vacates"].notna().sum() >= 1


def test_net_bench_is_smaller_than_what_seems_covered(results: Results) -> None:
	summary = results.tables["summary"]
	group = summary[summary["company"].isna()].set_index("figure")["value"]
	assert group["net_bench"] < group["covered_positions"] < group["critical_positions"]


def test_evidence_of_several_ages_and_sources(tables: Tables, results: Results) -> None:
	evidence = tables["competency_evidence"]
	assert set(evidence["source"]) == {"manager", "self", "feedback", "test", "certificate"}
	assert evidence["assessed_on"].dt.year.nunique() >= 5
	assert evidence["assessed_on"].max() <= AS_OF
	assert evidence["weight"].notna().sum() >= 5
	assert 0.05 < results.tables["competency_levels"]["reassess"].mean() < 0.5
	fit = results.tables["fit"]
	assert fit["ranked"].sum() > 200 and (~fit["ranked"]).sum() > 50


def test_every_role_has_requirements_and_a_family(tables: Tables, employees: pd.DataFrame) -> None:
	roles = set(tables["roles"]["role"])
	assert set(employees["designation"]) < roles
	assert roles == set(tables["role_competencies"]["designation"])
	assert set(tables["positions"]["designation"]) <= roles
	assert set(tables["moves"]["from_role"]) | set(tables["moves"]["to_role"].dropna()) <= roles
	assert tables["roles"]["job_family"].notna().all()


def test_development_goals_closed_missed_lost_and_unknown(results: Results) -> None:
	development = results.tables["development"]
	assert len(development) == 120
	closed = development["gap_closed"]
	assert (closed >= 1).sum() > 20
	assert ((closed >= 0) & (closed < 1)).sum() > 10
	assert (closed < 0).sum() >= 1
	assert development["reason"].nunique() == 2


def test_three_years_of_moves_with_rare_roles_pooled(tables: Tables, results: Results) -> None:
	moves = tables["moves"]
	assert sorted(moves["year"].unique()) == [2022, 2023, 2024]
	assert moves["to_role"].isna().sum() > 20
	assert 0 < results.tables["supply"]["pooled"].sum() < len(results.tables["supply"])


def test_one_risk_band_has_too_few_leavers_for_a_rate_of_its_own(tables: Tables) -> None:
	rates = tables["leaver_rates"].set_index("risk_band")
	assert (rates["leavers"] < 10).to_dict() == {"low": False, "mid": False, "high": True}
