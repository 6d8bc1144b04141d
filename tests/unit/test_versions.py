"""What was changed after approval: worked cases, and what must hold whatever was agreed."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.frames import complete
from talent_performance.engine.pipeline import run_cycle
from talent_performance.engine.policy import Policy, Template, policy_from
from talent_performance.engine.versions import apply_versions
from tests.unit.cases import first, name_of, same_number, worked

YEAR = (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31"))
END = YEAR[1]
COLUMNS = {"target": "target_value", "weight": "weight"}


def tables(**given: dict) -> dict[str, pd.DataFrame]:
	"""One objective with one key result, and what each test says of them."""
	rows = {
		"objectives": {"objective": ["O"]},
		"key_results": {"key_result": ["K"], "objective": ["O"], "target_value": [100.0]},
		"objective_versions": None,
		"key_result_versions": None,
		**given,
	}
	return {name: complete(name, None if each is None else pd.DataFrame(each)) for name, each in rows.items()}


def key_result(versions: dict, *, weighted: bool = False, as_of: pd.Timestamp = END) -> pd.Series:
	"""The key result as it counts."""
	found = apply_versions(tables(key_result_versions=versions), as_of, YEAR, np.array([weighted]))
	return found[1].iloc[0]


@pytest.mark.parametrize("case", worked("versions"), ids=name_of)
def test_worked_cases(case: pd.DataFrame) -> None:
	line, changes = first(case), case.iloc[1:]
	column = COLUMNS[line["column"]]
	given = tables(
		objectives={
			"objective": ["O"],
			"start_date": [line["first_day"]],
			"due_date": [line["last_day"]],
		},
		key_results={"key_result": ["K"], "objective": ["O"], column: [line["value"]]},
		key_result_versions={
			"key_result": ["K"] * len(changes),
			"effective_from": changes["effective_from"],
			column: changes["value"],
		},
	)
	weighted = np.array([line["counts"] == "time-weighted"])
	_objectives, krs = apply_versions(given, pd.Timestamp(line["as_of"]), YEAR, weighted)
	assert same_number(krs[column].iloc[0], line["expected"])


def test_an_empty_cell_changes_nothing() -> None:
	versions = {
		"key_result": ["K", "K"],
		"effective_from": ["2025-03-01", "2025-06-01"],
		"target_value": [80.0, None],
		"weight": [None, 3.0],
	}
	found = key_result(versions)
	assert (found["target_value"], found["weight"], found["archived"]) == (80.0, 3.0, "no")


def test_the_order_of_rows_does_not_matter() -> None:
	versions = {
		"key_result": ["K", "K"],
		"effective_from": ["2025-06-01", "2025-03-01"],
		"target_value": [70.0, 80.0],
	}
	assert key_result(versions)["target_value"] == 70.0


@pytest.mark.parametrize(("as_of", "state"), [("2025-05-31", "no"), ("2025-06-01", "approved")])
@pytest.mark.parametrize("weighted", [False, True])
def test_archiving_holds_from_its_day_on_and_is_never_spread(as_of: str, state: str, weighted: bool) -> None:
	versions = {"key_result": ["K"], "effective_from": ["2025-06-01"], "archived": ["approved"]}
	assert key_result(versions, weighted=weighted, as_of=pd.Timestamp(as_of))["archived"] == state


def test_versions_of_what_is_not_there_are_left_out() -> None:
	versions = {"key_result": ["gone"], "effective_from": ["2025-06-01"], "target_value": [1.0]}
	assert key_result(versions)["target_value"] == 100.0


def company(template: str) -> dict[str, pd.DataFrame]:
	"""A person with two objectives: the first one's target was cut on 1 July, the second one's weight raised."""
	return {
		"employees": pd.DataFrame({"employee": ["E"], "template": [template]}),
		"cycles": pd.DataFrame({"cycle": ["Y"], "start_date": [YEAR[0]], "end_date": [END]}),
		"objectives": pd.DataFrame({"objective": ["A", "B"], "employee": ["E", "E"], "weight": [1.0, 1.0]}),
		"key_results": pd.DataFrame(
			{
				"key_result": ["a", "b"],
				"objective": ["A", "B"],
				"method": ["achievement"] * 2,
				"target_value": [100.0, 100.0],
				"current_value": [60.0, 100.0],
			}
		),
		"key_result_versions": pd.DataFrame(
			{"key_result": ["a"], "effective_from": ["2025-07-01"], "target_value": [60.0]}
		),
		"objective_versions": pd.DataFrame(
			{"objective": ["B"], "effective_from": ["2025-07-01"], "weight": [3.0]}
		),
	}


WEIGHTS = MappingProxyType({"objectives": 100.0})
POLICY = Policy(
	templates=MappingProxyType(
		{
			**Policy().templates,
			"now": Template(WEIGHTS, versions="in force"),
			"days": Template(WEIGHTS, versions="time-weighted"),
		}
	)
)


def test_a_cycle_scores_what_is_in_force() -> None:
	found = run_cycle(company("now"), POLICY, END).tables
	assert found["key_results"]["attainment"].tolist() == [1.0, 1.0]
	assert found["objectives"]["weight"].tolist() == [1.0, 3.0]


def test_a_template_can_ask_for_days_instead() -> None:
	found = run_cycle(company("days"), POLICY, END).tables
	target = (181 * 100 + 184 * 60) / 365
	weight = (181 * 1 + 184 * 3) / 365
	assert found["key_results"]["target"].tolist() == pytest.approx([target, 100])
	assert found["key_results"]["attainment"].tolist() == pytest.approx([60 / target, 1])
	mean = (60 / target + weight) / (1 + weight)
	assert found["appraisals"]["objectives_attainment"].tolist() == pytest.approx([mean])


def test_before_any_change_a_cycle_scores_what_was_first_approved() -> None:
	found = run_cycle(company("now"), POLICY, pd.Timestamp("2025-06-30")).tables
	assert found["key_results"]["target"].tolist() == [100.0, 100.0]
	assert found["objectives"]["weight"].tolist() == [1.0, 1.0]


def test_a_policy_file_says_which() -> None:
	policy = policy_from({"templates": {"x": {"weights": {"objectives": 1.0}, "versions": "time-weighted"}}})
	assert policy.templates["x"].versions == "time-weighted"


DAYS = st.dates(dt.date(2024, 11, 1), dt.date(2026, 2, 28))
CHANGES = st.dictionaries(DAYS, st.floats(1, 1000), max_size=6)


@given(CHANGES, DAYS, st.booleans())
def test_what_counts_lies_between_what_was_agreed(
	changes: dict[dt.date, float], as_of: dt.date, weighted: bool
) -> None:
	versions = {
		"key_result": ["K"] * len(changes),
		"effective_from": list(changes),
		"target_value": list(changes.values()),
	}
	found = key_result(versions, weighted=weighted, as_of=pd.Timestamp(as_of))["target_value"]
	known = [100.0, *(value for day, value in changes.items() if day <= as_of)]
	assert min(known) - 1e-9 <= found <= max(known) + 1e-9


@given(CHANGES, st.booleans())
def test_agreeing_on_what_holds_already_moves_nothing(changes: dict[dt.date, float], weighted: bool) -> None:
	"""A change to the value that is in force on that day anyway splits a stretch of days and leaves the sum."""
	versions = {
		"key_result": ["K"] * len(changes),
		"effective_from": list(changes),
		"target_value": list(changes.values()),
	}
	before = key_result(versions, weighted=weighted)["target_value"]
	day = dt.date(2025, 8, 15)
	if day in changes:
		return
	standing = key_result(versions, as_of=pd.Timestamp(day))["target_value"]
	more = {
		key: [*each, extra] for (key, each), extra in zip(versions.items(), ("K", day, standing), strict=True)
	}
	assert same_number(key_result(more, weighted=weighted)["target_value"], before, 1e-6)
