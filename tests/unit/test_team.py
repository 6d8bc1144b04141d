"""What a manager should look at: signs of trouble, when a check-in is due, and counts of people."""

from __future__ import annotations

import pandas as pd

from talent_performance.engine import team
from talent_performance.engine.policy import Policy

TODAY = pd.Timestamp("2026-07-01")


def objectives(**columns: list) -> pd.DataFrame:
	"""One line for each value; everything else is in order."""
	size = len(next(iter(columns.values())))
	fine = {
		"pace_status": ["on track"] * size,
		"confidence": [8] * size,
		"updated_on": ["2026-06-20"] * size,
		"start_date": ["2026-01-01"] * size,
		"due_date": ["2026-12-31"] * size,
	}
	table = pd.DataFrame({**fine, **columns})
	days = ["updated_on", "start_date", "due_date"]
	return table.assign(**{column: pd.to_datetime(table[column]) for column in days})


def test_signs_of_trouble() -> None:
	found = team.signs(objectives(pace_status=["at risk", "behind", None]), Policy(), TODAY)
	assert found["at risk"].tolist() == [True, False, False]
	found = team.signs(objectives(confidence=[0, None, 1, 3, 4]), Policy(), TODAY)
	doubtful = [False, False, True, 3 <= Policy().goals.doubtful_to, 4 <= Policy().goals.doubtful_to]
	assert found["doubtful"].tolist() == doubtful
	found = team.signs(objectives(updated_on=["2026-05-02", "2026-05-01", None]), Policy(), TODAY)
	assert found["stale"].tolist() == [False, True, True], "60 days are not yet long, 61 are"


def test_after_its_due_day_an_objective_grows_no_staler() -> None:
	table = objectives(updated_on=["2026-01-20"], due_date=["2026-02-01"])
	assert team.signs(table, Policy(), TODAY)["stale"].tolist() == [False]


def test_when_a_check_in_is_due() -> None:
	last = pd.Series(["2026-06-17", "2026-06-18", None, None])
	joined = pd.Series(["2020-01-01", "2020-01-01", "2026-06-25", None])
	found = team.next_check_in(last, joined, 14, TODAY)
	assert [None if pd.isna(day) else str(day.date()) for day in found["due_on"]] == [
		"2026-07-01",
		"2026-07-02",
		"2026-07-09",
		None,
	]
	assert found["due"].tolist() == [True, False, False, False]


def test_without_a_rhythm_nothing_is_due() -> None:
	found = team.next_check_in(pd.Series(["2020-01-01"]), pd.Series([None]), 0, TODAY)
	assert found["due"].tolist() == [False] and found["due_on"].isna().all()


def test_tallies_count_things_and_totals_count_people() -> None:
	people = pd.Index(["A", "B", "C"])
	owners = {"late": pd.Series(["A", "A", "stranger"]), "at_risk": pd.Series(["C"], dtype=object)}
	found = team.tallies(people, owners)
	assert found["late"].tolist() == [2, 0, 0] and found["at_risk"].tolist() == [0, 0, 1]
	assert team.totals(found, ("late", "at_risk")) == {"people": 3, "late": 1, "at_risk": 1}


def test_whom_most_concerns_comes_first() -> None:
	people = pd.DataFrame(
		{
			"employee": ["1", "2", "3", "4"],
			"employee_name": ["Dewi", "Citra", "Budi", "Agus"],
			"late": [1, 1, 0, 0],
			"at_risk": [0, 3, 0, 0],
			"days_late": [9, 2, 0, 0],
		}
	)
	found = team.pressing_first(people, ("late", "at_risk"))
	assert found["employee_name"].tolist() == ["Citra", "Dewi", "Agus", "Budi"]
	assert "waits" not in found
