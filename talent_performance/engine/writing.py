"""What a writing aid notices in a review comment: vague, evidence-free, recency-heavy, personal or absolute wording.

Rules are data, one file for each language in writing_rules/. A text is cut into words once and every word is looked up, so
that the time follows the length, whatever somebody pastes. Nothing is judged: a finding is an offer to look again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from talent_performance.engine.toml import load

KINDS = ("vague", "evidence", "recency", "personal", "absolute")
FOLDER = Path(__file__).parent / "writing_rules"
FALLBACK = "en"
FINDINGS = ["text_id", "start", "end", "kind", "key", "language"]
NO_EVIDENCE, LATE_DATES = "evidence.missing", "recency.dates"
LAST_PART, HEAVY, DATES_AT_LEAST = 0.25, 0.75, 3
FINDINGS_AT_MOST, DATES_AT_MOST = 200, 100
# So much of a text is enough to know its language.
TELLING_WORDS = 400
WIDEST_GAP = 3
LAST_OF_PLANE = 0xFFFF
# What joins and what is joined have no character in common, so nothing is ever tried twice.
WORD = re.compile(r"\w+(?:['’-]\w+)*")
DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
ANY_ENDING = "*"


class InvalidRules(ValueError):
	"""A file of rules says something that can't be used."""


@dataclass(frozen=True)
class WritingRule:
	"""A rule, and what is said where it applies, in its file's language."""

	key: str
	kind: str
	message: str
	suggestion: str
	example: str


class Words(NamedTuple):
	"""The words of a text, folded, and where each stands in it. Lists beside one another: half the time of a list of pairs."""

	source: str
	texts: list[str]
	starts: list[int]
	ends: list[int]


@dataclass(frozen=True)
class Phrase:
	"""Words in a row; the last one with any ending if `stem`. Words in `after` before it, or in `before` after it, excuse it."""

	key: str
	words: tuple[str, ...]
	rest: list[str] = field(hash=False, compare=False)
	stem: bool
	after: frozenset[str]
	before: frozenset[str]

	def ends_at(self, words: Words, at: int) -> int:
		"""The place after its last word where it begins at a place; 0 where it doesn't. Its first word is known to be there."""
		end = at + len(self.words)
		if words.texts[at + 1 : end] != self.rest and not (self.stem and self._goes_on(words.texts, at, end)):
			return 0
		near = all(words.starts[each] - words.ends[each - 1] <= WIDEST_GAP for each in range(at + 1, end))
		return end if near else 0

	def _goes_on(self, texts: Sequence[str], at: int, end: int) -> bool:
		"""Whether the rest of its words follow, the last one with any ending."""
		following = texts[at + 1 : end]
		same = len(following) == len(self.rest) and following[:-1] == self.rest[:-1]
		return same and (not following or following[-1].startswith(self.rest[-1]))

	def is_excused(self, texts: Sequence[str], at: int, end: int) -> bool:
		"""Whether a neighbour makes it harmless."""
		before = texts[at - 1] if at else ""
		negated = "n't" in self.after and before.endswith("n't")
		return negated or before in self.after or (end < len(texts) and texts[end] in self.before)


@dataclass(frozen=True)
class Phrases:
	"""Phrases by their first word, and by the stem of those that are one stem; `lengths` are the stems'."""

	whole: Mapping[str, tuple[Phrase, ...]]
	stems: Mapping[str, tuple[Phrase, ...]]
	lengths: tuple[int, ...]

	def beginning(self, texts: Iterable[str]) -> dict[str, tuple[Phrase, ...]]:
		"""Of the words, those that a phrase begins with, and the phrases."""
		found = {}
		for text in set(texts):
			stems = (phrase for length in self.lengths for phrase in self.stems.get(text[:length], ()))
			if phrases := (*dict.fromkeys(stems), *self.whole.get(text, ())):
				found[text] = phrases
		return found

	def found_in(self, words: Words) -> Iterator[tuple[int, int, str]]:
		"""Place, the place after it, and key of each phrase, the longest where several begin; none within another."""
		beginning, next_at = self.beginning(words.texts), 0
		for at, text in enumerate(words.texts):
			if at >= next_at and text in beginning:
				end, key = _longest(beginning[text], words, at)
				if end:
					yield at, end, key
					next_at = end


def _longest(phrases: Iterable[Phrase], words: Words, at: int) -> tuple[int, str]:
	"""The place after the longest phrase at a place that nothing excuses, and its key; 0 for none."""
	best = 0, ""
	for phrase in phrases:
		end = phrase.ends_at(words, at)
		if end > best[0] and not phrase.is_excused(words.texts, at, end):
			best = end, phrase.key
	return best


@dataclass(frozen=True)
class Rulebook:
	"""The rules of one language."""

	language: str
	rules: Mapping[str, WritingRule]
	phrases: Phrases
	markers: Phrases
	common: frozenset[str]
	months: Mapping[str, int]
	capital_months: frozenset[str]
	enough_words: int


@cache
def languages() -> tuple[str, ...]:
	"""The languages that there are rules for."""
	return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def rulebook(language: str) -> Rulebook:
	"""The rules of a language; where there are none, of English. Raises InvalidRules."""
	known = language if language in languages() else FALLBACK
	return load(FOLDER / f"{known}.toml", lambda tables: rules_from(known, tables), InvalidRules)


def rules_from(language: str, tables: Mapping[str, Any]) -> Rulebook:
	"""What a file's tables say. Raises InvalidRules with the rule and what is expected."""
	for row in tables["rule"]:
		_check(row)
	said, evidence = tables["language"], tables["evidence"]
	texts = ("key", "kind", "message", "suggestion", "example")
	return Rulebook(
		language,
		{row["key"]: WritingRule(*(row[name] for name in texts)) for row in tables["rule"]},
		phrases_from(tables["rule"]),
		phrases_from([{"key": "marker", "patterns": evidence["markers"]}]),
		frozenset(said["common"]),
		{name: number for number, names in enumerate(said["months"], 1) for name in names},
		frozenset(said["capital_months"]),
		int(evidence["words"]),
	)


def _check(row: Mapping[str, Any]) -> None:
	key = row.get("key", "?")
	missing = [name for name in ("key", "kind", "message", "suggestion", "example") if not row.get(name)]
	if missing:
		raise InvalidRules(f"rule {key} lacks {', '.join(missing)}")
	if row["kind"] not in KINDS:
		raise InvalidRules(f"rule {key} has the kind {row['kind']}; expected one of {', '.join(KINDS)}")
	if bool(row.get("patterns")) == bool(row.get("computed")):
		raise InvalidRules(f"rule {key} needs either patterns or computed = true")


def phrases_from(rows: Iterable[Mapping[str, Any]]) -> Phrases:
	"""The patterns of rules, ready to be looked up."""
	whole: dict[str, tuple[Phrase, ...]] = {}
	stems: dict[str, tuple[Phrase, ...]] = {}
	for row in rows:
		after, before = (frozenset(row.get(name, ())) for name in ("unless_after", "unless_before"))
		for pattern in row.get("patterns", ()):
			words = tuple(pattern.rstrip(ANY_ENDING).casefold().split())
			phrase = Phrase(row["key"], words, list(words[1:]), pattern.endswith(ANY_ENDING), after, before)
			shelf = stems if phrase.stem and len(words) == 1 else whole
			shelf[words[0]] = (*shelf.get(words[0], ()), phrase)
	return Phrases(whole, stems, tuple(sorted({len(stem) for stem in stems})))


def look(texts: pd.DataFrame, evidence: pd.DataFrame | None = None) -> pd.DataFrame:
	"""What there is to say about texts: FINDINGS, by the texts' order and where they begin.

	A row of `texts` is `text_id`, `text` and, where they are known, `language`, `period_start` and `period_end`; a row of
	`evidence` is a `text_id` and the day `on` which something was written down. A finding about a whole text spans it.
	"""
	dated = {} if evidence is None else evidence.groupby("text_id")["on"].agg(list).to_dict()
	found = [
		(row["text_id"], *finding)
		for row in texts.to_dict("records")
		for finding in _look_at(row, dated.get(row["text_id"], []))
	]
	return pd.DataFrame(found, columns=FINDINGS)


def _look_at(row: Mapping[str, Any], evidence: Sequence[object]) -> list[tuple[int, int, str, str, str]]:
	"""Start, end, kind, key and language of what there is to say about one text."""
	text = str(row["text"] or "")
	words = words_of(text)
	given = row.get("language")
	book = rulebook(given if given in languages() else language_of(words))
	worded = islice(book.phrases.found_in(words), FINDINGS_AT_MOST)
	spans = [(words.starts[at], words.ends[end - 1], key) for at, end, key in worded]
	spans += [(0, len(text), key) for key in _computed(row, words, book, evidence)]
	spans.sort(key=lambda span: span[:2])
	return [(start, end, book.rules[key].kind, key, book.language) for start, end, key in spans]


def words_of(text: str) -> Words:
	"""The words of a text."""
	spans = [each.span() for each in WORD.finditer(text)]
	texts = [text[start:end].casefold().replace("’", "'") for start, end in spans]
	return Words(text, texts, [start for start, _end in spans], [end for _start, end in spans])


def language_of(words: Words) -> str:
	"""The language whose everyday words there are most of; English where none has more.

	>>> language_of(words_of("Laporan ini tidak selesai pada bulan Mei"))
	'id'
	"""
	told = {
		language: sum(text in rulebook(language).common for text in words.texts[:TELLING_WORDS])
		for language in languages()
	}
	return max(told, key=lambda language: (told[language], language == FALLBACK))


def _computed(
	row: Mapping[str, Any], words: Words, book: Rulebook, evidence: Sequence[object]
) -> Iterator[str]:
	"""Keys of what is true of the whole text."""
	if len(words.texts) >= book.enough_words and not _has_evidence(words, book):
		yield NO_EVIDENCE
	if words.texts and row.get("period_start") and row.get("period_end"):
		start, end = pd.Timestamp(row["period_start"]), pd.Timestamp(row["period_end"])
		days = [pd.Timestamp(str(day)) for day in evidence]
		days += [*_days_in(words.source, start, end), *_months_in(words, book, start, end)]
		if is_late(days, start, end):
			yield LATE_DATES


def _has_evidence(words: Words, book: Rulebook) -> bool:
	"""A figure, a date, or words that begin an example."""
	figure = any(any(letter.isdigit() for letter in text) for text in set(words.texts))
	return figure or any(_named_months(words, book)) or any(book.markers.found_in(words))


def _named_months(words: Words, book: Rulebook) -> Iterator[int]:
	"""The months that a text names, by their number."""
	for at, text in enumerate(words.texts):
		if text not in book.months:
			continue
		if text not in book.capital_months or words.source[words.starts[at]].isupper():
			yield book.months[text]


def _months_in(
	words: Words, book: Rulebook, start: pd.Timestamp, end: pd.Timestamp
) -> Iterator[pd.Timestamp]:
	"""The middle of every month that a text names, in the latest year of the period that has it."""
	for month in sorted(set(_named_months(words, book))):
		year = end.year if month <= end.month else end.year - 1
		day = pd.Timestamp(year, month, 15)
		if day >= start.replace(day=1):
			yield day


def _days_in(text: str, start: pd.Timestamp, end: pd.Timestamp) -> Iterator[pd.Timestamp]:
	"""The days of the period that a text writes as 2025-12-31."""
	said = islice((each[0] for each in DAY.finditer(text)), DATES_AT_MOST)
	for each in dict.fromkeys(said):
		day = pd.to_datetime(each, errors="coerce")
		if start <= day <= end:
			yield day


def is_late(days: Sequence[pd.Timestamp], start: pd.Timestamp, end: pd.Timestamp) -> bool:
	"""Whether nearly all of enough days lie in the last quarter of a period.

	>>> year = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31")
	>>> is_late([pd.Timestamp(f"2025-{month}-15") for month in ("03", "10", "11", "12")], *year)
	True
	"""
	since = end - (end - start) * LAST_PART
	return len(days) >= DATES_AT_LEAST and sum(day > since for day in days) / len(days) >= HEAVY


def utf16_places(text: str, places: Sequence[int]) -> list[int]:
	"""Places in a text as JavaScript counts them: a character beyond the first plane takes two.

	>>> utf16_places("👍 always", [2, 8])
	[3, 9]
	"""
	wide = [at for at, letter in enumerate(text) if ord(letter) > LAST_OF_PLANE]
	return [place + bisect_left(wide, place) for place in places]
