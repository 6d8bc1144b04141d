"""How far raters agree, against pingouin's figures and another way to reckon the analysis of variance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import f_oneway

from talent_performance.engine import feedback
from talent_performance.engine.policy import FIVE_POINTS, FeedbackRules, Scale
from talent_performance.engine.rounding import half_up
from tests.unit.cases import first, name_of, same_number, worked
from tests.unit.test_feedback import SCALES, answers_of, items_of

RULES = FeedbackRules()
Ratings = list[list[float]]


def agreed(people: Ratings, scale: Scale = FIVE_POINTS, rules: FeedbackRules = RULES) -> pd.Series:
	"""One item, rated for several people by peers; every second of them is called a report."""
	rows = [
		row
		for i, ratings in enumerate(people)
		for row in answers_of({"self": [1], "peer": ratings[::2], "report": ratings[1::2]}, subject=f"P{i}")
	]
	(found,) = feedback.agreement(pd.DataFrame(rows), items_of(rows), rules, scale).to_dict("index").values()
	return pd.Series(found)


@pytest.mark.parametrize("case", worked("feedback_agreement"), ids=name_of)
def test_agreement(case: pd.DataFrame) -> None:
	line = first(case)
	people = [[float(each) for each in ratings.split()] for ratings in case["ratings"]]
	found = agreed(people, SCALES[line["scale"]])
	assert (found["people"], found["ratings"]) == (len(people), sum(map(len, people)))
	assert found["reason"] is None
	for figure in ("r_wg", "icc_1", "icc_1k"):
		assert same_number(found[figure], half_up(line[f"expected_{figure}"])), figure


@given(st.lists(st.lists(st.sampled_from([1.0, 2, 3, 4, 5]), min_size=2, max_size=6), min_size=5, max_size=9))
def test_icc_is_that_of_scipys_analysis_of_variance(people: Ratings) -> None:
	assume(np.ptp([np.mean(ratings) for ratings in people]) > 0)
	assume(any(np.ptp(ratings) > 0 for ratings in people))
	found, f = agreed(people), f_oneway(*people).statistic
	sizes = np.array([len(ratings) for ratings in people])
	raters = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(sizes) - 1)
	assert same_number(found["icc_1k"], 1 - 1 / f, 0.0051)
	assert same_number(found["icc_1"], (f - 1) / (f + raters - 1), 0.0051)
	variances = [np.var(ratings, ddof=1) for ratings in people]
	assert same_number(found["r_wg"], np.mean([max(0, 1 - v / 2) for v in variances]), 0.0051)


def test_never_for_one_person_and_not_for_a_few() -> None:
	four = agreed([[1, 2], [3, 4], [5, 5], [2, 2]])
	assert four[["r_wg", "icc_1", "icc_1k"]].isna().all() and four["reason"] == "few people"
	one = agreed([[1, 2, 3, 4]], rules=FeedbackRules(agreement_from=2))
	assert one[["r_wg", "icc_1", "icc_1k"]].isna().all() and one["reason"] == "few people"


def test_who_has_one_rater_is_left_out() -> None:
	people = [[1, 2], [3, 4], [5, 5], [2, 2], [3, 3]]
	assert agreed([*people, [5]]).equals(agreed(people))


def test_nobody_differs() -> None:
	found = agreed([[3, 3]] * 5)
	assert found["r_wg"] == 1 and np.isnan(found["icc_1"]) and np.isnan(found["icc_1k"])
	assert found["reason"] == "no difference"


def test_a_question_for_comments_has_no_line() -> None:
	rows = answers_of({"peer": [3, 4, 4]}) + [
		{**row, "kind": "text"} for row in answers_of({"peer": [None, None]}, "Q-1")
	]
	assert feedback.agreement(pd.DataFrame(rows), items_of(rows), RULES, FIVE_POINTS)["item"].tolist() == [
		"C-1"
	]
