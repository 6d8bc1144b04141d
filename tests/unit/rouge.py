"""ROUGE, as Lin described it in 2004: how much of a summary's words, pairs of words and order a person's summary has, as F1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

MEASURES = ("ROUGE-1", "ROUGE-2", "ROUGE-L")


def rouge(summary: str, reference: str) -> dict[str, float]:
	"""All three measures."""
	said, wanted = words(summary), words(reference)
	return {
		"ROUGE-1": of_runs(said, wanted, 1),
		"ROUGE-2": of_runs(said, wanted, 2),
		"ROUGE-L": f1(longest_common(said, wanted), len(said), len(wanted)),
	}


def words(text: str) -> list[str]:
	return re.findall(r"\w+", text.lower())


def of_runs(said: Sequence[str], wanted: Sequence[str], length: int) -> float:
	"""F1 of words, or of words in a row."""
	first, second = (
		Counter(zip(*(each[at:] for at in range(length)), strict=False)) for each in (said, wanted)
	)
	return f1((first & second).total(), first.total(), second.total())


def longest_common(said: Sequence[str], wanted: Sequence[str]) -> int:
	"""The length of the longest common subsequence."""
	row = [0] * (len(wanted) + 1)
	for word in said:
		before = 0
		for at, other in enumerate(wanted):
			before, row[at + 1] = row[at + 1], before + 1 if word == other else max(row[at], row[at + 1])
	return row[-1]


def f1(common: int, said: int, wanted: int) -> float:
	return 2 * common / (said + wanted) if said and wanted else 0.0
