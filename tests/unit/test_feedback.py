"""The report of 360 feedback: what is shown, what is hidden and why."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import feedback
from talent_performance.engine.feedback_reasons import SENTENCES, readable
from talent_performance.engine.frames import TableError
from talent_performance.engine.policy import FIVE_POINTS, FOUR_POINTS, FeedbackRules, Level, Scale
from tests.unit.cases import first, name_of, worked

RULES = FeedbackRules()
TEN_POINTS = Scale(tuple(Level(float(i), str(i), "mid", float(i)) for i in range(1, 11)))
SCALES = {"four": FOUR_POINTS, "five": FIVE_POINTS, "ten": TEN_POINTS}
GROUPS = ("self", "manager", "peer", "report", "other")
PAGE = Path(__file__).parents[2] / "docs" / "feedback-figures.md"
Given = dict[str, list[float | None]]


def answers_of(given: Given, item: str = "C-1", subject: str = "A") -> list[dict[str, Any]]:
	"""One item's answers, by group; None is not applicable."""
	return [
		{
			"subject": subject,
			"response": f"{group} {i}",
			"group": group,
			"item": item,
			"kind": "rating",
			"value": value,
			"not_applicable": value is None,
			"has_text": False,
		}
		for group, values in given.items()
		for i, value in enumerate(values)
	]


def comments_of(numbers: dict[str, int], item: str = "Q-1") -> list[dict[str, Any]]:
	"""Comments of the first so many raters of each group."""
	rows = answers_of({group: [None] * number for group, number in numbers.items()}, item)
	return [{**row, "kind": "text", "not_applicable": False, "has_text": True} for row in rows]


def items_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
	return pd.DataFrame(rows)[["subject", "item", "kind"]].drop_duplicates()


def report_of(
	rows: list[dict[str, Any]], rules: FeedbackRules = RULES, scale: Scale = FIVE_POINTS, **more: Any
) -> dict[str, Any]:
	"""The report of the one person that the answers are about."""
	(found,) = feedback.report(pd.DataFrame(rows), items_of(rows), rules, scale, **more).values()
	return found


def cells_of(entry: dict[str, Any]) -> dict[str, dict[str, Any]]:
	return {cell["group"]: cell for cell in entry["cells"]}


def given_in(line: pd.Series) -> Given:
	"""The answers in a line of a worked case."""
	return {
		group: [None if each == "na" else float(each) for each in str(line[group]).split()]
		for group in GROUPS
		if group in line and not pd.isna(line[group])
	}


def said(entry: dict[str, Any] | None, figure: str = "mean") -> str | float | None:
	"""What a person reads: a number, a band, or why there is none."""
	if entry is None:
		return None
	if entry.get("band"):
		return "{from:g} to {to:g}".format(**entry["band"])
	return entry["reason"] if entry[figure] is None else entry[figure]


def expected(value: Any) -> str | float | None:
	if pd.isna(value):
		return None
	try:
		return float(value)
	except ValueError:
		return value


@pytest.mark.parametrize("case", worked("feedback_figures"), ids=name_of)
def test_figures(case: pd.DataFrame) -> None:
	line = first(case)
	rules = FeedbackRules(small_groups=line["small_groups"], all_raters=line["all_raters"])
	found = report_of(answers_of(given_in(line)), rules)
	item, cells = found["items"][0], cells_of(found["items"][0])
	for group in ("peer", "report", "other", "colleagues"):
		assert said(cells.get(group)) == expected(line[f"expected_{group}"]), group
	assert said(item["others"]) == expected(line["expected_others"])
	assert item["gap"] == expected(line["expected_gap"])
	assert item["mark"] == expected(line["expected_mark"])
	assert said(item["all_raters"]) == expected(line["expected_all_raters"])
	assert said(found["component"], "score") == expected(line["expected_component"])


@pytest.mark.parametrize("case", worked("feedback_marks"), ids=name_of)
def test_marks_on_other_scales(case: pd.DataFrame) -> None:
	line = first(case)
	item = report_of(answers_of(given_in(line)), scale=SCALES[line["scale"]])["items"][0]
	assert item["others"]["mean"] == line["expected_others"]
	assert item["gap"] == line["expected_gap"]
	assert item["mark"] == expected(line["expected_mark"])


@pytest.mark.parametrize("case", worked("feedback_spread"), ids=name_of)
def test_spread(case: pd.DataFrame) -> None:
	line = first(case)
	cell = cells_of(report_of(answers_of(given_in(line)))["items"][0])["peer"]
	wanted = {"sd": expected(line["expected_sd"]), "r_wg": expected(line["expected_r_wg"])}
	assert cell["spread"] == (None if wanted["sd"] is None else wanted)


@pytest.mark.parametrize("case", worked("feedback_trend"), ids=name_of)
def test_trend(case: pd.DataFrame) -> None:
	line = first(case)
	then, now = (
		{"peer": [] if pd.isna(line[f"asked_{when}"]) else line[f"asked_{when}"].split()}
		for when in ("then", "now")
	)
	before = report_of(answers_of({"peer": [3] * line["answered_then"]}))
	rows = answers_of({"peer": [4] * line["answered_now"]})
	year, week = (
		report_of(rows, previous={"A": [feedback.Earlier(before, then, months)]}, asked={"A": now})
		for months in (12, 0.25)
	)
	last = year["items"][0]["last"]
	assert (last["reason"] or last["change"]) == expected(line["expected_change"])
	assert last["others"] == (None if last["reason"] else 3.0)
	assert year["overall"]["last"] == last
	cell = week["items"][0]["cells"][0]
	assert (cell["reason"] or "shown") == line["expected_soon"]
	assert cells_of(year["items"][0])["peer"]["shown"]


def test_an_earlier_round_of_which_nothing_is_kept_changes_nothing() -> None:
	rows = answers_of({"peer": [3, 4, 4, 3]})
	assert report_of(rows, previous={"A": [feedback.Earlier({})]}) == report_of(rows)


def test_questions_that_are_new_or_on_another_scale_are_not_compared() -> None:
	rows = answers_of({"peer": [3, 4, 3, 4]})
	asked = {"peer": "abcd"}
	other_item = report_of(answers_of({"peer": [3, 3, 3, 4]}, "C-2"))
	other_scale = report_of(answers_of({"peer": [3, 3, 3, 4]}), scale=FOUR_POINTS)
	fresh, changed_ = (
		report_of(rows, previous={"A": [feedback.Earlier(each, asked, 12)]}, asked={"A": asked})
		for each in (other_item, other_scale)
	)
	assert fresh["items"][0]["last"] is None
	assert changed_["items"][0]["last"]["reason"] == "questions changed"
	assert fresh["overall"]["last"]["reason"] == changed_["overall"]["last"]["reason"] == "questions changed"


def test_other_groups_than_last_time_are_not_compared() -> None:
	asked = {"peer": "abcd", "report": "efg"}
	before = report_of(answers_of({"peer": [3, 4, 3, 4]}))
	found = report_of(
		answers_of({"peer": [3, 4, 3, 4], "report": [2, 3, 3]}),
		previous={"A": [feedback.Earlier(before, {"peer": "abcd"}, 12)]},
		asked={"A": asked},
	)
	assert found["items"][0]["last"]["reason"] == "groups changed"


def test_the_page_shows_a_report_as_it_is() -> None:
	block = PAGE.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
	then = answers_of({"manager": [3], "peer": [3, 3, 3, 3, 3]}, "Customer focus") + answers_of(
		{"manager": [4], "peer": [4, 4, 4, 4]}, "Teamwork"
	)
	before = {"A": [feedback.Earlier(report_of(then), {"peer": "abcde"}, 12)]}
	rows = [
		*answers_of(
			{"self": [4], "manager": [3], "peer": [2, 3, 4, 4, 4], "report": [2, 2]}, "Customer focus"
		),
		*answers_of({"self": [4], "manager": [5], "peer": [5, 5, 5, 4], "report": [4, 3]}, "Teamwork"),
		*comments_of({"peer": 3, "report": 2}, "What should this person keep doing?"),
	]
	found = report_of(rows, previous=before, asked={"A": {"peer": "abcde", "report": "fg"}})
	shown = json.loads(block)
	assert [c for c in found["comments"] if c in shown["comments"]] == shown["comments"]
	assert {**found, "comments": None} == {**shown, "comments": None}


def test_comments_are_shown_where_enough_wrote_some() -> None:
	rows = answers_of({"self": [3], "manager": [3], "peer": [3] * 5, "report": [4] * 3})
	rows += comments_of({"self": 1, "peer": 2, "report": 3})
	found = {c["group"]: c for c in report_of(rows)["comments"] if c["item"] == "Q-1"}
	assert {group: each["reason"] for group, each in found.items()} == {
		"self": None,
		"manager": "no answer",
		"peer": "few",
		"report": None,
	}


def test_comments_of_merged_groups_need_four() -> None:
	rules = FeedbackRules(small_groups="merge")
	rows = answers_of({"peer": [3, 3], "report": [4, 4]})
	three = report_of([*rows, *comments_of({"peer": 2, "report": 1})], rules)
	four = report_of([*rows, *comments_of({"peer": 2, "report": 2})], rules)
	assert [c["shown"] for c in three["comments"] if c["item"] == "Q-1"] == [False]
	assert [c["shown"] for c in four["comments"] if c["item"] == "Q-1"] == [True]


def test_a_comment_to_a_rating_counts_as_one() -> None:
	rows = [{**row, "has_text": True} for row in answers_of({"peer": [3, 4, 4]})]
	assert report_of(rows)["comments"] == [{"group": "peer", "item": "C-1", "shown": True, "reason": None}]


def test_who_was_asked_and_did_not_answer_looks_like_one_who_did() -> None:
	asked = {"A": {"peer": "abc", "report": "de"}}
	nobody = report_of(answers_of({"peer": [3, 4, 4]}), asked=asked)
	one = report_of(answers_of({"peer": [3, 4, 4], "report": [1]}), asked=asked)
	assert nobody == one


def test_a_group_whose_items_are_all_hidden_has_no_number() -> None:
	rows = [
		row
		for number in range(3)
		for row in answers_of({"peer": [3 if i == number else None for i in range(3)]}, f"C-{number}")
	]
	group = report_of(rows)["groups"][0]
	assert (group["n"], group["shown"], group["reason"]) == (None, False, "few")


def test_the_overall_is_over_the_items_that_are_shown() -> None:
	rows = answers_of({"manager": [4], "peer": [3, 3, 4, 4]}) + answers_of(
		{"manager": [2], "peer": [1, 1, None, None]}, "C-2"
	)
	found = report_of(rows)
	assert {g: c["mean"] for g, c in cells_of(found["overall"]).items()} == {"manager": 3.0, "peer": 3.5}
	assert found["component"]["score"] == 3.25


def test_answers_to_questions_that_were_not_asked_are_left_out() -> None:
	rows = answers_of({"peer": [3, 4, 4]})
	found = feedback.report(
		pd.DataFrame([*rows, *answers_of({"peer": [1, 1, 1]}, "C-9")]), items_of(rows), RULES, FIVE_POINTS
	)
	assert found["A"] == report_of(rows)


def test_nobody_answered() -> None:
	rows = answers_of({"peer": [3]})
	found = feedback.report(
		pd.DataFrame(rows)[:0], items_of(rows), RULES, FIVE_POINTS, asked={"A": {"peer": "ab"}}
	)
	assert [group["reason"] for group in found["A"]["groups"]] == ["few"]
	assert found["A"]["component"] == {"score": None, "reason": "few together"}


@pytest.mark.parametrize(
	("change", "message"),
	[
		(
			{"group": "boss"},
			"answers.group: found 'boss', expected one of self, manager, peer, report, other",
		),
		({"value": 7}, "answers.value: found 7, expected 1 to 5"),
		({"value": 0}, "answers.value: found 0, expected 1 to 5"),
		({"response": "peer 1"}, "answers: an item stands there twice in one response"),
	],
)
def test_what_cannot_be_counted_is_refused(change: dict[str, Any], message: str) -> None:
	rows = answers_of({"peer": [3, 4, 4]})
	with pytest.raises(TableError, match=message.replace(".", r"\.")):
		report_of([{**rows[0], **change}, *rows[1:]])


def test_a_table_without_a_column_is_refused() -> None:
	rows = answers_of({"peer": [3, 4, 4]})
	with pytest.raises(TableError, match="answers: column has_text is missing"):
		feedback.report(pd.DataFrame(rows).drop(columns="has_text"), items_of(rows), RULES, FIVE_POINTS)


def test_reasons_become_sentences_with_their_threshold() -> None:
	rules = FeedbackRules(peer_threshold=5)
	found = report_of(answers_of({"peer": [3, 4, 4], "report": [2]}), rules)
	indonesian = readable(found, lambda text: text.replace("fewer than", "kurang dari"))
	assert indonesian["groups"][0]["reason"] == "Not shown: kurang dari 5"
	plain = readable(found)
	assert [group["reason"] for group in plain["groups"]] == [
		"Not shown: fewer than 5",
		"Not shown: fewer than 3",
	]
	assert plain["component"]["reason"] == "Not shown: fewer than 4 anonymous answers together"


def values(most: int) -> st.SearchStrategy[list[float | None]]:
	return st.lists(st.sampled_from([None, 1, 2, 3, 4, 5]), max_size=most)


GIVEN = st.fixed_dictionaries({group: values(1 if group in GROUPS[:2] else 7) for group in GROUPS})
SOME = settings(max_examples=40)
RULESETS = st.builds(
	FeedbackRules,
	small_groups=st.sampled_from(["omit", "merge"]),
	all_raters=st.sampled_from(["no", "hide the total", "hide a second group"]),
	peer_threshold=st.integers(3, 5),
	anonymous_threshold=st.integers(3, 6),
)
ROUNDS = st.lists(GIVEN, min_size=1, max_size=3)


def rows_in(round_: list[Given]) -> list[dict[str, Any]]:
	return [row for i, given_ in enumerate(round_) for row in answers_of(given_, f"C-{i}")]


def entries(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
	yield from found["items"]
	yield found["overall"]


def has_rows(round_: list[Given]) -> bool:
	return bool(rows_in(round_))


@SOME
@given(ROUNDS.filter(has_rows), RULESETS)
def test_nothing_is_shown_of_fewer_than_the_threshold(round_: list[Given], rules: FeedbackRules) -> None:
	found = report_of(rows_in(round_), rules)
	for entry in entries(found):
		for cell in entry["cells"]:
			figures = (cell["n"], cell["mean"], cell["band"], cell["spread"])
			assert cell["shown"] == (cell["reason"] is None)
			assert cell["shown"] or figures == (None, None, None, None)
			assert not cell["shown"] or cell["n"] >= found["thresholds"][cell["group"]]
			assert cell["spread"] is None or cell["n"] >= 5
			assert not cell["shown"] or (cell["mean"] is None) != (cell["band"] is None)
	for part in (found["component"], *(entry["others"] for entry in entries(found))):
		figure = part.get("mean", part.get("score"))
		assert (figure is None) == (part["reason"] is not None)


def changed(rows: list[dict[str, Any]], hidden: set[tuple[str, str]]) -> list[dict[str, Any]]:
	"""With other values in hidden cells."""
	return [
		{**row, "value": 6 - row["value"]}
		if (row["item"], row["group"]) in hidden and row["value"] is not None
		else row
		for row in rows
	]


@SOME
@given(ROUNDS.filter(has_rows), RULESETS.filter(lambda rules: rules.all_raters == "no"))
def test_no_figure_knows_what_is_in_a_hidden_cell(round_: list[Given], rules: FeedbackRules) -> None:
	rows = rows_in(round_)
	found = report_of(rows, rules)
	merged = any(group["group"] == "colleagues" for group in found["groups"])
	hidden = set()
	for item in found["items"]:
		cells = cells_of(item)
		for group in GROUPS:
			cell = cells.get("colleagues" if merged and group in GROUPS[2:] else group)
			if cell and not cell["shown"]:
				hidden.add((item["item"], group))
	assert report_of(changed(rows, hidden), rules) == found


@SOME
@given(ROUNDS.filter(has_rows), RULESETS, st.randoms(use_true_random=False))
def test_order_and_keys_of_responses_do_not_matter(
	round_: list[Given], rules: FeedbackRules, random: Any
) -> None:
	rows = rows_in(round_)
	other = [{**row, "response": hash(("x", row["response"]))} for row in rows]
	random.shuffle(other)
	first_, second = (
		feedback.report(pd.DataFrame(each), items_of(rows), rules, FIVE_POINTS) for each in (rows, other)
	)
	assert first_ == second


@SOME
@given(st.lists(GIVEN.filter(lambda given_: any(given_.values())), min_size=2, max_size=4), RULESETS)
def test_a_report_does_not_depend_on_who_else_is_rated(round_: list[Given], rules: FeedbackRules) -> None:
	everybody = [answers_of(given_, subject=f"S{i}") for i, given_ in enumerate(round_)]
	rows = [row for each in everybody for row in each]
	found = feedback.report(pd.DataFrame(rows), items_of(rows), rules, FIVE_POINTS)
	for i, each in enumerate(everybody):
		assert found[f"S{i}"] == report_of(each, rules)


@SOME
@given(ROUNDS.filter(has_rows), RULESETS)
def test_a_report_is_plain_json(round_: list[Given], rules: FeedbackRules) -> None:
	found = report_of(rows_in(round_), rules)
	assert json.loads(json.dumps(found)) == found
	texts = json.dumps(readable(found))
	assert not any(f'"reason": "{word}"' in texts for word in SENTENCES if word != "no answer")


@settings(max_examples=30)
@given(st.lists(st.sampled_from([1, 2, 3, 4, 5]), min_size=3, max_size=9))
def test_a_band_never_stands_for_unanimity_alone(peers: list[float]) -> None:
	"""Whatever band is shown of some raters, other answers of as many raters give the same."""
	cell = cells_of(report_of(answers_of({"peer": peers}))["items"][0])["peer"]
	if len(set(peers)) == 1 and peers[0] in (1, 5):
		near = [*peers[1:], 3 + (peers[0] - 3) / 2]
		assert cells_of(report_of(answers_of({"peer": near}))["items"][0])["peer"] == cell
	assert cell["mean"] not in (1.0, 5.0)


def company(size: int, items: int = 10) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""So many people with eight responses each."""
	groups = np.array(["self", "manager", *["peer"] * 4, *["report"] * 2])
	subject = np.repeat(np.arange(size), len(groups) * items)
	response = np.tile(np.repeat(np.arange(len(groups)), items), size)
	item = np.tile(np.arange(items), size * len(groups))
	number = np.arange(len(item))
	answers = pd.DataFrame(
		{"subject": subject, "response": response, "group": groups[response], "item": item}
	)
	answers["kind"], answers["value"] = "rating", (number * 7919 % 5 + 1).astype(float)
	answers["not_applicable"], answers["has_text"] = number % 17 == 0, number % 3 == 0
	asked = pd.DataFrame(
		{"subject": np.repeat(np.arange(size), items), "item": np.tile(np.arange(items), size)}
	)
	return answers, asked.assign(kind="rating")


def seconds(size: int, rules: FeedbackRules) -> float:
	"""The least of some tries, in time of this process: others on the machine don't count."""
	tables, tries = company(size), []
	for _ in range(2):
		start = time.process_time()
		feedback.report(*tables, rules, FIVE_POINTS)
		tries.append(time.process_time() - start)
	return min(tries)


@pytest.mark.parametrize(("total", "size"), [("no", 1000), ("hide a second group", 300)])
def test_a_response_costs_the_same_in_a_large_company(total: str, size: int) -> None:
	rules = FeedbackRules(all_raters=total)
	small, large = seconds(size, rules), seconds(5 * size, rules)
	assert large < 2 * 5 * small
