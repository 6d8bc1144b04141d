"""The local summariser is nearer to what people write about comments than the first sentences of those comments are."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from talent_performance.insights.lexicon import language_of, languages, lexicon
from talent_performance.insights.summary import summarise
from talent_performance.insights.texts import sentences
from tests.unit.rouge import MEASURES, longest_common, rouge

CORPUS = Path(__file__).resolve().parents[2] / "fixtures" / "comments"
Case = dict[str, Any]


def cases(language: str) -> list[Case]:
	return json.loads((CORPUS / f"{language}.json").read_text(encoding="utf-8"))


def summary_of(case: Case, language: str) -> list[str]:
	"""The sentences of a local summary, strengths first."""
	group = summarise({"peer": case["comments"]}, language=language)["groups"][0]
	return [each["text"] for side in ("strengths", "growth") for each in group[side]]


def first_of_all(case: Case, language: str, most: int) -> list[str]:
	"""The first sentences of the comments put one after the other."""
	found = [
		each for comment in case["comments"] for each in sentences(comment, lexicon(language).abbreviations)
	]
	return found[:most]


def first_of_each(case: Case, language: str, most: int) -> list[str]:
	"""The first sentence of each comment, as many as there are to show."""
	return [sentences(comment, lexicon(language).abbreviations)[0] for comment in case["comments"]][:most]


def as_long(said: list[str], words: int) -> str:
	"""So many words of it."""
	return " ".join(" ".join(said).split()[:words])


LEADS = {"of all": first_of_all, "of each": first_of_each}


@cache
def means(language: str, lead: str = "") -> dict[str, float]:
	"""The mean of each measure over a language's sets: of the summariser, or of a lead cut to the summary's length."""
	found = []
	for case in cases(language):
		said = summary_of(case, language)
		words = len(" ".join(said).split())
		# More sentences than the summary has, so that the lead isn't the worse for its shorter ones.
		text = as_long(LEADS[lead](case, language, 99), words) if lead else " ".join(said)
		found.append(rouge(text, case["reference"]))
	return {measure: sum(each[measure] for each in found) / len(found) for measure in MEASURES}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("lead", list(LEADS))
@pytest.mark.parametrize("language", languages())
def test_it_beats_the_first_sentences(language: str, lead: str, measure: str) -> None:
	assert means(language)[measure] > means(language, lead)[measure] + 0.03


@pytest.mark.parametrize("language", languages())
def test_the_language_of_each_comment_is_known(language: str) -> None:
	other = next(each for each in languages() if each != language)
	told = [language_of(comment, other) for case in cases(language) for comment in case["comments"]]
	assert set(told) == {language}
	assert len(cases(language)) >= 6


def test_rouge_counts_as_by_hand() -> None:
	found = rouge("the cat sat", "the cat lay down")
	assert found["ROUGE-1"] == pytest.approx(4 / 7)
	assert found["ROUGE-2"] == pytest.approx(2 / 5)
	assert found["ROUGE-L"] == pytest.approx(4 / 7)
	assert longest_common("a x b y c".split(), "b a b c".split()) == 3
	assert rouge("", "the cat") == dict.fromkeys(MEASURES, 0.0)
