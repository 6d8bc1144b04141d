"""What is published together: attacks by differencing are refused, and whatever is safe stays."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import feedback, feedback_release
from talent_performance.engine.feedback_release import Isolation, Sum, check, plain
from talent_performance.engine.policy import FeedbackRules
from tests.unit.cases import name_of, worked
from tests.unit.test_feedback import GIVEN, GROUPS, Given, answers_of, cells_of, has_rows, report_of, rows_in

RULES = FeedbackRules()
LETTERS = {"p": "peer", "r": "report", "o": "other", "m": "manager", "s": "self"}
RATERS = ("p1", "p2", "p3", "p4", "r1", "r2", "r3")


def group_of(rater: str) -> str:
	return LETTERS[rater[0]]


def sum_in(line: pd.Series) -> Sum:
	"""The sum of a line: each rater's answers to each item; C3:r1 is that rater's alone."""
	answers = set()
	for item in line["items"].split():
		if ":" in item:
			item, rater = item.split(":")
			answers.add((rater, item))
		else:
			answers |= {(rater, item) for rater in line["raters"].split()}
	return Sum(line["sum"], dict.fromkeys(sorted(answers), 1), line["public"] == "yes")


@pytest.mark.parametrize("case", worked("feedback_release"), ids=name_of)
def test_release(case: pd.DataFrame) -> None:
	sums = [sum_in(line) for _, line in case.iterrows()]
	groups = {rater: group_of(rater) for each in sums for rater, _item in each.answers}
	found = check(sums, groups, RULES)
	said = {key: f"withheld {each.raters} of {each.least}" for key, each in found.items()}
	assert [said.get(each.key, "published") for each in sums] == case["expected"].tolist()


def matrix_of(sums: list[Sum]) -> tuple[np.ndarray, list[str]]:
	"""The anonymous unknowns in the columns, and whose each is."""
	columns = sorted({a for each in sums for a in each.answers if group_of(a[0]) not in ("manager", "self")})
	matrix = np.array([[float(each.answers.get(column, 0)) for column in columns] for each in sums])
	return matrix.reshape(len(sums), len(columns)), [rater for rater, _item in columns]


def rank(matrix: np.ndarray) -> int:
	return int(np.linalg.matrix_rank(matrix)) if matrix.size else 0


def singled_out(sums: list[Sum]) -> Iterator[set[str]]:
	"""Every smallest set of raters that some combination of the sums is about alone: by trying all sets, in floats."""
	matrix, owners = matrix_of(sums)
	found: list[set[str]] = []
	raters = sorted(set(owners))
	for size in range(1, len(raters) + 1):
		for chosen in map(set, combinations(raters, size)):
			if any(each <= chosen for each in found):
				continue
			if rank(matrix[:, [owner not in chosen for owner in owners]]) < rank(matrix):
				found.append(chosen)
				yield chosen


def is_safe(sums: list[Sum], rules: FeedbackRules = RULES) -> bool:
	least = {"peer": rules.peer_threshold, "report": rules.report_threshold, "other": rules.other_threshold}
	for raters in singled_out(sums):
		groups = {group_of(rater) for rater in raters}
		if len(raters) < (least[groups.pop()] if len(groups) == 1 else rules.anonymous_threshold):
			return False
	return True


ANSWERS = st.dictionaries(
	st.tuples(st.sampled_from(RATERS), st.sampled_from(["C1", "C2"])),
	st.sampled_from([1, 1, 2, Fraction(1, 3)]),
	min_size=1,
	max_size=10,
)
SUMS = st.lists(ANSWERS, min_size=1, max_size=5).map(
	lambda all_: [Sum(i, answers) for i, answers in enumerate(all_)]
)
PLAIN = st.lists(st.sets(st.sampled_from(RATERS), min_size=3), min_size=1, max_size=5).map(
	lambda sets: [plain(i, sorted(raters), "C1") for i, raters in enumerate(sets)]
)


@settings(max_examples=60)
@given(st.one_of(SUMS, PLAIN), st.integers(3, 4), st.integers(3, 5))
def test_what_is_kept_is_safe_and_what_is_withheld_is_not(sums: list[Sum], peers: int, together: int) -> None:
	"""Against another way to find out: floats, every set of raters, no classes."""
	rules = FeedbackRules(peer_threshold=peers, anonymous_threshold=together)
	withheld = check(sums, {rater: group_of(rater) for rater in RATERS}, rules)
	kept: list[Sum] = []
	for each in sums:
		assert is_safe([*kept, each], rules) == (each.key not in withheld)
		if each.key not in withheld:
			kept.append(each)


@given(PLAIN)
def test_what_follows_from_the_others_may_be_published(sums: list[Sum]) -> None:
	groups = {rater: group_of(rater) for rater in RATERS}
	withheld = check(sums, groups, RULES)
	kept = [each for each in sums if each.key not in withheld]
	total: dict[Any, Fraction] = {}
	for each in kept:
		for answer, weight in each.answers.items():
			total[answer] = total.get(answer, Fraction()) + Fraction(weight, 7)
	assert "total" not in check([*kept, Sum("total", total)], groups, RULES)


def test_what_is_out_already_counts_whatever_its_place() -> None:
	sums = [
		plain("now", ["p1", "p2", "p3", "p4"], "C1"),
		plain("before", ["p1", "p2", "p3"], "C1", public=True),
	]
	assert check(sums, {r: "peer" for r in ("p1", "p2", "p3", "p4")}, RULES) == {"now": Isolation(1, 3)}


def test_what_gave_somebody_away_long_ago_withholds_nothing_that_adds_to_it() -> None:
	before = plain("before", ["p1", "p2"], "C1", public=True)
	now = plain("now", ["p1", "p2", "p3", "p4", "p5"], "C1")
	assert check([before, now], {f"p{i}": "peer" for i in range(1, 6)}, RULES) == {}


def test_a_fraction_of_a_rater_is_a_rater() -> None:
	groups = {"p1": "peer", "p2": "peer", "p3": "peer", "r1": "report"}
	peers = Sum("peers", {(f"p{i}", "C1"): Fraction(1, 3) for i in (1, 2, 3)})
	both = Sum("both", {**{a: Fraction(1, 6) for a in peers.answers}, ("r1", "C1"): Fraction(1, 2)})
	assert check([peers, both], groups, RULES) == {"both": Isolation(1, 3)}


def test_what_cannot_be_looked_through_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(feedback_release, "MOST_SETS", 3)
	feedback_release._isolated.cache_clear()
	raters = [f"p{i}" for i in range(12)]
	sums = [plain(i, raters[i : i + 6], "C1") for i in range(0, 6, 3)]
	many = [*sums, plain("more", raters[1:8], "C1"), plain("most", raters[2:11], "C1")]
	found = check(many, dict.fromkeys(raters, "peer"), FeedbackRules(peer_threshold=5))
	feedback_release._isolated.cache_clear()
	assert found["most"] == Isolation(None, 5)


def test_raters_who_may_be_shown_alone_may_be_shown_beside_a_few_others() -> None:
	"""Three peers are enough for themselves; that two reports stand in sums of their own doesn't make them five of six."""
	rules = FeedbackRules(anonymous_threshold=6)
	sums = [
		plain("first", ["p1", "p2", "p3", "r1", "r2", "o1", "o2", "o3", "o4"], "C1"),
		plain("second", ["r1", "r2", "o5", "o6", "o7", "o8"], "C1"),
		plain("peers", ["p1", "p2", "p3"], "C1"),
	]
	assert check(sums, {r: group_of(r) for each in sums for r, _item in each.answers}, rules) == {}
	assert is_safe(sums, rules)


def published(found: dict[str, Any], given_: Given, item: str, shown: dict[str, Any]) -> list[Sum]:
	"""What an attacker holds of an item: the sum of every group that is shown, and of all raters."""
	merged = any(group["group"] == "colleagues" for group in found["groups"])
	raters: dict[str, list[str]] = {}
	for group in GROUPS:
		names = [f"{group[0]}{i}" for i, value in enumerate(given_[group]) if value is not None]
		raters.setdefault("colleagues" if merged and group in GROUPS[2:] else group, []).extend(names)
	sums = [plain(group, raters[group], item) for group, cell in cells_of(shown).items() if cell["shown"]]
	everybody = [rater for group, names in raters.items() if group != "self" for rater in names]
	if shown["all_raters"] and shown["all_raters"]["shown"]:
		sums.append(plain("all", everybody, item))
	return [each for each in sums if each.answers]


@settings(max_examples=30)
@given(
	st.lists(GIVEN, min_size=1, max_size=2).filter(has_rows),
	st.builds(
		FeedbackRules,
		small_groups=st.sampled_from(["omit", "merge"]),
		all_raters=st.sampled_from(["hide the total", "hide a second group"]),
	),
)
def test_a_report_with_totals_gives_nobody_away(round_: list[Given], rules: FeedbackRules) -> None:
	found = report_of(rows_in(round_), rules)
	for shown in found["items"]:
		given_ = round_[int(shown["item"].removeprefix("C-"))]
		assert is_safe(published(found, given_, shown["item"], shown), rules)


def test_hiding_the_total_hides_no_group() -> None:
	rows = answers_of({"manager": [4], "peer": [3, 4, 3, 4], "report": [2, 2], "other": [3, 3, 4]})
	plain_ = report_of(rows)
	found = report_of(rows, FeedbackRules(all_raters="hide the total"))
	assert found["items"][0]["cells"] == plain_["items"][0]["cells"]
	assert found["items"][0]["all_raters"]["reason"] == "withheld"


def test_how_many_all_raters_are_is_told_only_where_no_group_is_hidden() -> None:
	rules = FeedbackRules(all_raters="hide a second group")
	few = report_of(answers_of({"manager": [4], "peer": [3, 4, 3, 4], "report": [2, 2]}), rules)
	enough = report_of(answers_of({"manager": [4], "peer": [3, 4, 3, 4], "report": [2, 2, 2]}), rules)
	assert few["items"][0]["all_raters"]["n"] is None
	assert enough["items"][0]["all_raters"]["n"] == 8


WEEK = 0.25


def after(
	before: Given, then: dict[str, str], now: Given, asked: dict[str, str], rules: FeedbackRules = RULES
) -> dict[str, Any]:
	"""The report of a second round, a week after the first."""
	earlier = feedback.Earlier(report_of(answers_of(before), rules), then, WEEK)
	return report_of(answers_of(now), rules, previous={"A": [earlier]}, asked={"A": asked})


def test_a_second_round_with_one_more_peer_is_refused() -> None:
	found = after({"peer": [3, 3, 4, 4]}, {"peer": "abcd"}, {"peer": [3, 3, 4, 4, 2]}, {"peer": "abcde"})
	assert cells_of(found["items"][0])["peer"]["reason"] == "withheld"
	assert found["component"]["score"] is None


def test_a_second_round_that_merges_two_reports_in_is_refused() -> None:
	merge = FeedbackRules(small_groups="merge")
	then, now = {"peer": "abcd"}, {"peer": "abcd", "report": "ef"}
	found = after({"peer": [3, 3, 4, 4]}, then, {"peer": [3, 3, 4, 4], "report": [1, 1]}, now, merge)
	assert cells_of(found["items"][0])["colleagues"]["reason"] == "withheld"


def test_a_peer_who_is_called_other_in_the_second_round_is_known_again() -> None:
	then, now = {"peer": "abcd"}, {"other": "abcde"}
	found = after({"peer": [3, 3, 4, 4]}, then, {"other": [3, 3, 4, 4, 2]}, now)
	assert cells_of(found["items"][0])["other"]["reason"] == "withheld"


def test_a_total_of_an_earlier_round_counts() -> None:
	"""Then: peers and reports together, peers hidden with the reports. Now the same peers alone would give the reports away."""
	second = FeedbackRules(all_raters="hide a second group")
	before = report_of(answers_of({"peer": [3, 3, 4, 4], "report": [1, 2]}), second)
	earlier = feedback.Earlier(before, {"peer": "abcd", "report": "ef"}, WEEK)
	found = report_of(
		answers_of({"peer": [3, 3, 4, 4]}), previous={"A": [earlier]}, asked={"A": {"peer": "abcd"}}
	)
	assert before["items"][0]["all_raters"]["shown"]
	assert cells_of(found["items"][0])["peer"]["reason"] == "withheld"


def test_two_earlier_rounds_count_together() -> None:
	"""Neither has a rater too few or too many, but both sums less the new one are one rater's."""
	first = feedback.Earlier(report_of(answers_of({"peer": [3] * 3})), {"peer": "abc"}, WEEK)
	second = feedback.Earlier(report_of(answers_of({"peer": [4] * 3})), {"peer": "def"}, WEEK)
	rows = answers_of({"peer": [3, 3, 3, 4, 4, 4, 2]})
	asked = {"A": {"peer": "abcdefg"}}
	one = report_of(rows, previous={"A": [first]}, asked=asked)
	both = report_of(rows, previous={"A": [second, first]}, asked=asked)
	assert cells_of(one["items"][0])["peer"]["shown"]
	assert cells_of(both["items"][0])["peer"]["reason"] == "withheld"


def test_raters_whom_nobody_knows_are_taken_for_the_same() -> None:
	found = after({"peer": [3, 3, 4, 4]}, {}, {"peer": [3, 3, 4, 4, 2]}, {})
	assert cells_of(found["items"][0])["peer"]["reason"] == "withheld"


def test_of_those_asked_the_ones_of_the_earlier_round_are_taken_to_have_answered() -> None:
	found = after({"peer": [3, 3, 4, 4]}, {"peer": "cdef"}, {"peer": [3, 3, 4, 4, 2]}, {"peer": "abcdef"})
	assert cells_of(found["items"][0])["peer"]["reason"] == "withheld"


def test_others_who_answer_in_a_second_round_are_shown() -> None:
	found = after({"peer": [3, 3, 4, 4]}, {"peer": "abcd"}, {"peer": [3, 3, 4, 4]}, {"peer": "efgh"})
	assert cells_of(found["items"][0])["peer"]["mean"] == 3.5
