"""Look-ups, rounding and the shape of tables."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine import frames
from talent_performance.engine.frames import TableError, complete, find, latest, total, words
from talent_performance.engine.rounding import half_up
from talent_performance.engine.tables import INPUTS, OUTPUTS


@given(st.decimals(-10000, 10000, places=4), st.integers(0, 3))
def test_half_up_equals_decimal_on_paper(number: Decimal, places: int) -> None:
	expected = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
	assert half_up([float(number)], places)[0] == float(expected)


def test_half_up_keeps_null_and_forgives_float_noise() -> None:
	assert np.isnan(half_up([np.nan])[0])
	assert half_up([0.7 * 3 + 0.3 * 1.3166666666666667])[0] == 2.50


def found_plainly(keys: list, among: list) -> list[int]:
	at = {key: i for i, key in enumerate(among)}
	return [at.get(key, -1) for key in keys]


@pytest.mark.parametrize("order", ["in order", "shuffled", "with gaps", "backwards"])
def test_find_is_the_same_in_any_order(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(frames, "CHUNK", 16)
	random = np.random.default_rng(1)
	among = [f"E{i:04d}" for i in range(500)]
	keys = np.repeat(among, 3).tolist()
	if order == "shuffled":
		random.shuffle(keys)
	if order == "with gaps":
		keys = [k for k in keys if random.random() < 0.3] + ["unknown", None] + among[:20]
	if order == "backwards":
		keys = keys[::-1]
	expected = found_plainly(keys, among)
	assert find(np.array(keys, dtype=object), among).tolist() == expected
	assert find(pd.Series(keys), pd.Series(among)).tolist() == expected
	assert find(pd.Series(keys, dtype="category"), pd.Series(among)).tolist() == expected


def test_find_is_the_same_for_few_keys_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(frames, "CHUNK", 4)
	among = [f"E{i:04d}" for i in range(500)]
	keys = ["E0499", "E0007", None, "E0250", "unknown", "E0007", np.nan, "E0499"]
	assert find(keys, among).tolist() == [499, 7, -1, 250, -1, 7, -1, 499]


def test_keys_that_repeat_are_refused_wherever_they_are_sought(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(frames, "CHUNK", 4)
	among = [f"E{i % 400:04d}" for i in range(500)]
	with pytest.raises(pd.errors.InvalidIndexError):
		find(["E0350", "E0020", "E0360", "E0001", "E0370"], among)


def test_find_gives_a_null_key_no_row_even_where_all_keys_are_the_known_ones(
	monkeypatch: pytest.MonkeyPatch,
) -> None:
	monkeypatch.setattr(frames, "CHUNK", 2)
	among = ["a", None, "b", "c"]
	assert find(among, among).tolist() == [0, -1, 2, 3]
	assert find(np.repeat(np.array(among, dtype=object), 2), among).tolist() == [0, 0, -1, -1, 2, 2, 3, 3]


@pytest.mark.parametrize("categories", [None, ["Left", "Active"], ["Active", "Gone", "Left"]])
def test_choices_are_the_same_as_text_and_as_any_categorical(categories: list | None) -> None:
	texts = ["Active", None, "Left", "Active"]
	values = texts if categories is None else pd.Categorical(texts, categories=categories)
	given = pd.DataFrame({"employee": ["1", "2", "3", "4"], "status": pd.Series(values)})
	status = complete("employees", given)["status"]
	spec = INPUTS["employees"].by_name["status"]
	assert status.cat.categories.tolist() == list(spec.choices)
	assert status.astype(object).tolist() == ["Active", spec.default, "Left", "Active"]


def test_a_category_that_is_no_choice_is_refused_where_a_row_has_it() -> None:
	given = pd.DataFrame(
		{"employee": ["1"], "status": pd.Categorical(["Gone"], categories=["Active", "Gone"])}
	)
	with pytest.raises(TableError, match=r"employees\.status: found 'Gone'"):
		complete("employees", given)


def test_find_among_nothing_and_of_nothing() -> None:
	assert find(["a"], []).tolist() == [-1]
	assert find([], ["a"]).tolist() == []
	assert find([None, np.nan], ["a", None]).tolist() == [-1, -1]


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(0, 9)), max_size=30))
def test_latest_is_the_last_of_the_greatest(rows: list) -> None:
	group, when = np.array([g for g, _ in rows], dtype=int), np.array([w for _, w in rows], dtype=float)
	expected = []
	for wanted in range(5):
		mine = [(w, i) for i, (g, w) in enumerate(rows) if g == wanted]
		expected.append(max(mine)[1] if mine else -1)
	assert latest(group, when, 5).tolist() == expected


def test_total_leaves_out_what_has_no_group() -> None:
	assert total(np.array([0, -1, 1, 0]), np.array([1.0, 9.0, 2.0, 3.0]), 3).tolist() == [4, 2, 0]


def test_words_of_a_mask() -> None:
	assert words(np.array([0, 1, 3, 2]), ("old", "new")).tolist() == [np.nan, "old", "old, new", "new"]


def test_complete_fills_defaults_and_types() -> None:
	table = complete(
		"objectives",
		pd.DataFrame({"objective": ["O1", "O2"], "weight": [None, 3], "level": ["company", None]}),
	)
	assert list(table) == INPUTS["objectives"].names
	assert table["weight"].tolist() == [1, 3]
	assert table["level"].tolist() == ["company", "individual"]
	assert table["contributes"].tolist() == [False, False]
	assert table["due_date"].isna().all() and table["due_date"].dtype == "datetime64[ns]"


@pytest.mark.parametrize(
	("name", "columns", "message"),
	[
		("employees", {"employee_name": ["A"]}, "employees: column employee is missing"),
		(
			"objectives",
			{"objective": ["O"], "level": ["team"]},
			"objectives.level: found 'team', expected one of company",
		),
		("objectives", {"objective": ["O"], "weight": ["heavy"]}, "objectives.weight"),
		("objectives", {"objective": ["O"], "due_date": ["soon"]}, "objectives.due_date"),
	],
)
def test_complete_says_which_table_and_column(name: str, columns: dict, message: str) -> None:
	with pytest.raises(TableError, match=message):
		complete(name, pd.DataFrame(columns))


def test_every_column_is_documented_and_every_reference_exists() -> None:
	for table in (*INPUTS.values(), *OUTPUTS.values()):
		assert table.doc and len(set(table.names)) == len(table.names)
		assert set(table.key) <= set(table.names)
		for column in table.columns:
			assert column.doc.strip(), f"{table.name}.{column.name}"
			if column.refers:
				other, name = column.refers.split(".")
				assert name in INPUTS[other].by_name
