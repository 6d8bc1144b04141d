"""What must hold for a whole cycle, whatever the data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from talent_performance.engine.comparison import compare
from talent_performance.engine.frames import TableError
from talent_performance.engine.pipeline import SCORING, Results, run_cycle
from talent_performance.engine.policy import Policy, policy_from
from talent_performance.engine.tables import INPUTS, OUTPUTS
from talent_performance.rehearsal.sample_company import AS_OF, make

POLICY = Policy()


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
	return make()


@pytest.fixture(scope="module")
def results(tables: dict[str, pd.DataFrame]) -> Results:
	return run_cycle(tables, POLICY, AS_OF)


def test_every_result_table_with_exactly_its_columns(results: Results) -> None:
	assert list(results.tables) == list(OUTPUTS)
	for name, table in results.tables.items():
		assert list(table) == OUTPUTS[name].names, name
		key = list(OUTPUTS[name].key)
		assert not table.duplicated(key).any(), name


def test_some_steps_alone_say_the_same_as_all_of_them(
	tables: dict[str, pd.DataFrame], results: Results
) -> None:
	some = run_cycle(tables, POLICY, AS_OF, steps=SCORING)
	assert {"objectives", "appraisals", "talent"} <= set(some.tables) < set(results.tables)
	for name, table in some.tables.items():
		pd.testing.assert_frame_equal(table, results.tables[name])


def test_nobody_is_lost_or_doubled(tables: dict[str, pd.DataFrame], results: Results) -> None:
	for name in ("appraisals", "talent"):
		assert results.tables[name]["employee"].tolist() == tables["employees"]["employee"].tolist()


def test_whoever_has_no_number_has_a_reason(results: Results) -> None:
	for name, column in (
		("appraisals", "performance_score"),
		("talent", "box"),
		("objectives", "attainment"),
	):
		table = results.tables[name]
		assert (table[column].isna() == table["reason"].notna()).all(), name


def test_rating_counts_and_distribution_add_up(results: Results) -> None:
	counts = results.tables["rating_counts"]
	everybody = counts.loc[counts["scope_kind"] == "all", "people"].sum()
	figures = results.tables["summary"]
	figures = figures[figures["company"].isna()].set_index("figure")
	assert everybody == figures["value"]["people"]
	assert counts.loc[counts["scope_kind"] == "company", "people"].sum() == everybody
	assert figures["value"]["rated"] == results.tables["appraisals"]["performance_score"].notna().sum()


def test_row_order_changes_nothing(tables: dict[str, pd.DataFrame], results: Results) -> None:
	unordered = ("key_result_updates",)
	shuffled = {
		name: t if name in unordered else t.sample(frac=1, random_state=3).reset_index(drop=True)
		for name, t in tables.items()
	}
	again = run_cycle(shuffled, POLICY, AS_OF)
	for name, columns in {
		"appraisals": ["calculated_score", "performance_score", "coverage", "service_days"],
		"talent": ["potential_score", "box", "previous_box"],
		"objectives": ["attainment", "expected"],
		"bench": ["shared_bench", "risk", "ready_now"],
		"fit": ["fit", "coverage"],
	}.items():
		key = OUTPUTS[name].key[0]
		left = results.tables[name].astype({key: str}).set_index(key)[columns].sort_index()
		right = again.tables[name].astype({key: str}).set_index(key)[columns].sort_index()
		pd.testing.assert_frame_equal(left, right, check_exact=False, rtol=0, atol=1e-9, obj=name)


def test_arguments_are_not_changed(tables: dict[str, pd.DataFrame]) -> None:
	before = {name: t.copy(deep=True) for name, t in tables.items()}
	run_cycle(tables, POLICY, AS_OF)
	for name, table in tables.items():
		pd.testing.assert_frame_equal(table, before[name], obj=name)


def test_the_same_input_gives_the_same_result(tables: dict[str, pd.DataFrame], results: Results) -> None:
	again = run_cycle(tables, POLICY, AS_OF)
	for name, table in results.tables.items():
		pd.testing.assert_frame_equal(table, again.tables[name], obj=name)


def test_employees_alone_are_enough() -> None:
	results = run_cycle(
		{"employees": pd.DataFrame({"employee": ["E1", "E2"]})}, POLICY, pd.Timestamp("2025-06-30")
	)
	assert results.cycle["title"] == "Calendar year 2025"
	assert results.tables["talent"]["reason"].tolist() == ["Not rated: nothing was rated"] * 2
	assert set(results.absent) == set(INPUTS) - {"employees"}
	assert [list(t) for t in results.tables.values()] == [OUTPUTS[n].names for n in results.tables]


def test_no_employees_at_all() -> None:
	results = run_cycle({"employees": pd.DataFrame({"employee": []})}, POLICY, AS_OF)
	assert len(results.tables["talent"]) == 0


@pytest.mark.parametrize(
	("tables", "message"),
	[
		({"employees": pd.DataFrame({"employee": ["A"]}), "goals": pd.DataFrame()}, "unknown table goals"),
		({"employees": pd.DataFrame({"name": ["A"]})}, "employees: column employee is missing"),
		({}, "employees: the table is missing"),
		(
			{
				"employees": pd.DataFrame({"employee": ["A"]}),
				"cycles": pd.DataFrame(
					{
						"cycle": ["1", "2"],
						"start_date": "2025-01-01",
						"end_date": "2025-12-31",
						"is_current": False,
					}
				),
			},
			"0 are marked as current, expected exactly one",
		),
		(
			{"employees": pd.DataFrame({"employee": ["A"], "template": ["boss"]})},
			"template 'boss' is not in the policy",
		),
	],
)
def test_what_cannot_be_read_says_so(tables: dict, message: str) -> None:
	with pytest.raises(TableError, match=message):
		run_cycle(tables, POLICY, AS_OF)


def test_reasons_are_translated_once(tables: dict[str, pd.DataFrame]) -> None:
	words = {"Left the company": "Sudah keluar", "within guideline": "sesuai pedoman"}
	results = run_cycle(tables, POLICY, AS_OF, translate=lambda text: words.get(text, text))
	assert (results.tables["talent"]["reason"] == "Sudah keluar").any()
	assert (results.tables["distribution"]["message"] == "sesuai pedoman").any()


def test_comparison_tells_who_moves(tables: dict[str, pd.DataFrame], results: Results) -> None:
	people = tables["employees"]["employee"].tolist()
	levels = [
		{"value": 1, "label": "Low", "band": "low", "from_score": 1},
		{"value": 2, "label": "Part", "band": "low", "from_score": 1.5},
		{"value": 3, "label": "Meets", "band": "mid", "from_score": 2.5},
		{"value": 4, "label": "Above", "band": "mid", "from_score": 3.5},
		{"value": 5, "label": "Top", "band": "high", "from_score": 4.5},
	]
	stricter = policy_from(
		{"scales": {"five": {"levels": levels}}, "appraisal": {"calculated_counts": False}}
	)
	found = compare(results, run_cycle(tables, stricter, AS_OF))
	assert found["employee"].tolist() == people
	fours = found[(found["rating_before"] == 4) & found["box_before"].notna()]
	assert len(fours) and fours["moved"].all()
	steady = found[found["rating_before"] == 3]
	assert (steady["rating_after"] == 3).all()
	assert not compare(results, results)["moved"].any()


def test_comparison_of_other_people_is_refused(tables: dict[str, pd.DataFrame], results: Results) -> None:
	fewer = {"employees": tables["employees"].head(10)}
	with pytest.raises(TableError, match="not of the same people"):
		compare(results, run_cycle(fewer, POLICY, AS_OF))


def test_as_of_the_middle_of_the_year_knows_nothing_later(
	tables: dict[str, pd.DataFrame], results: Results
) -> None:
	middle = run_cycle(tables, POLICY, pd.Timestamp("2025-06-30"))
	now, then = results.tables["objectives"], middle.tables["objectives"]
	assert np.nanmean(then["attainment"]) < np.nanmean(now["attainment"])
	assert (then["expected"].dropna() <= now["expected"][then["expected"].notna()] + 1e-9).all()
