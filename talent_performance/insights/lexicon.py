"""What is known of each language: a file in words/ for each, and its stemmer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import snowballstemmer

from talent_performance.engine.toml import load
from talent_performance.engine.writing import Phrases, Words, phrases_from, words_of

FOLDER = Path(__file__).parent / "words"
FALLBACK = "en"
STEMMERS = {"en": "english", "id": "indonesian"}
# So much of a comment is enough to know its language.
TELLING_WORDS = 400
# A negation turns the meaning of a cue that follows within so many words.
NEGATED_WITHIN = 3
ASKING = 2
# A word of no more letters says nothing about what a text is about.
SHORTEST = 2


class InvalidWords(ValueError):
	"""A file of words says something that can't be used."""


@dataclass(frozen=True)
class Lexicon:
	"""The words of one language."""

	language: str
	stop: frozenset[str]
	general: frozenset[str]
	like_names: frozenset[str]
	honorifics: frozenset[str]
	abbreviations: tuple[str, ...]
	negations: frozenset[str]
	cues: Phrases
	author: Phrases
	ratings: Phrases
	cue_words: frozenset[str]

	@cached_property
	def stemmer(self) -> Any:
		"""The stemmer, which remembers what it has seen."""
		return snowballstemmer.stemmer(STEMMERS[self.language])

	@cached_property
	def ordinary(self) -> frozenset[str]:
		"""Words that a name may look like."""
		return self.stop | self.general | self.like_names | self.cue_words

	def stems(self, words: Iterable[str]) -> list[str]:
		"""The stems of words that say what a text is about."""
		telling = [word for word in words if self.is_telling(word)]
		return self.stemmer.stemWords(telling)

	def is_telling(self, word: str) -> bool:
		"""Whether a word says what a text is about."""
		return len(word) > SHORTEST and word not in self.stop and not word.isdigit()

	def leaning(self, words: Words) -> int:
		"""Above zero where a sentence says what people value, below where it says what they miss, or both alike.

		>>> [
		...     lexicon("en").leaning(words_of(text)) > 0
		...     for text in ("She is reliable.", "She is not reliable.")
		... ]
		[True, False]
		"""
		total, asked, found = 0, 0, list(self.cues.found_in(words))
		for at, _end, key in found:
			if key == "asks":
				asked += ASKING
				continue
			turned = any(self._negates(each) for each in words.texts[max(0, at - NEGATED_WITHIN) : at])
			total += 1 if (key == "strengths") != turned else -1
		return min(total, 1) - asked if asked else total if total or not found else -1

	def _negates(self, word: str) -> bool:
		return word in self.negations or word.endswith("n't")


@cache
def languages() -> tuple[str, ...]:
	"""The languages that there are words for."""
	return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def lexicon(language: str) -> Lexicon:
	"""The words of a language; where there are none, of English. Raises InvalidWords."""
	known = language if language in languages() else FALLBACK
	return load(FOLDER / f"{known}.toml", lambda tables: _lexicon(known, tables), InvalidWords)


def _lexicon(language: str, tables: Mapping[str, Any]) -> Lexicon:
	said, cues, privacy = tables["language"], tables["cues"], tables["privacy"]
	cue_words = {word.rstrip("*") for key in cues for phrase in cues[key] for word in phrase.split()}
	return Lexicon(
		language,
		frozenset(said["stop"]),
		frozenset(said["general"]),
		frozenset(said["like_names"]),
		frozenset(said["honorifics"]),
		tuple(said["abbreviations"]),
		frozenset(said["negations"]),
		_phrases(cues),
		_phrases({"author": privacy["author"], "date": privacy["dates"]}),
		_phrases({"rating": privacy["ratings"]}),
		frozenset(cue_words),
	)


def _phrases(patterns: Mapping[str, Sequence[str]]) -> Phrases:
	return phrases_from([{"key": key, "patterns": found} for key, found in patterns.items()])


def language_of(text: str, otherwise: str = FALLBACK) -> str:
	"""The language whose everyday words a comment has most of; where it has none, the one named.

	>>> language_of("Laporannya sering terlambat dan tidak lengkap"), language_of("مرحبا", "id")
	('id', 'id')
	"""
	words = list(islice(words_of(text[:20_000]).texts, TELLING_WORDS))
	told = {each: sum(word in lexicon(each).stop for word in words) for each in languages()}
	spoken = otherwise if otherwise in languages() else FALLBACK
	return max(told, key=lambda each: (told[each], each == spoken))
