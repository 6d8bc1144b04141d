"""What groups of people say about somebody: strengths, growth areas and themes, in sentences of theirs that nobody can be known by.

The same comments give the same summary, in whatever order they come; it tells neither order nor author.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from talent_performance.engine.writing import words_of
from talent_performance.insights.lexicon import Lexicon, language_of, lexicon
from talent_performance.insights.privacy import GONE, Names, proposes_rating, redact, tells_who
from talent_performance.insights.ranking import Matrix, choose, text_rank, tf_idf
from talent_performance.insights.texts import plain, sentences

# What comes out of the same comments changes only with this.
VERSION = "1"
LOCAL, MODEL = "local", "model"
SELF = "self"
FEWEST_COMMENTS = 2
MOST_SENTENCES, MOST_THEMES = 3, 5
# As many sentences of a group as are compared with one another; a comment has its share of them.
COMPARED, FAIR_SHARE = 400, 3
FEWEST_WORDS, FULL_WORTH = 4, 6
TOO_FEW = "too few"
Group = dict[str, Any]
Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Sentence:
	"""One that may be shown: `stems` say what it is about, `themes` are pairs of a stem and how it was written."""

	text: str
	group: str
	comment: int
	stems: tuple[str, ...]
	themes: tuple[tuple[str, str], ...]
	leaning: int
	size: int


def input_hash(groups: Groups, language: str, *more: str) -> str:
	"""Tells whether a summary has to be made anew: the same for the same comments, whatever their order.

	>>> input_hash({"peer": ["a", "b"]}, "en") == input_hash({"peer": ["b", "a"]}, "en")
	True
	"""
	said = [VERSION, language, *more, {group: sorted(map(str, groups[group])) for group in sorted(groups)}]
	return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def summarise(groups: Groups, *, names: Names | Sequence[str] = (), language: str = "en") -> dict[str, Any]:
	"""`groups` and `overall`, each with `strengths`, `growth`, `themes` and `count`; docs/summaries.md says what is in them.

	A group of fewer than two comments has none, and adds nothing to the whole. `language` is that of comments which don't tell.
	"""
	known = names if isinstance(names, Names) else Names.of(names)
	found, counts = dict[str, list[Sentence]](), dict[str, int]()
	for group in sorted(groups):
		comments = sorted(filter(None, map(plain, groups[group])))
		counts[group] = len(comments)
		enough = len(comments) >= FEWEST_COMMENTS
		found[group] = list(_sentences(group, comments, known, language)) if enough else []
	whole = [each for group, said in found.items() if group.casefold() != SELF for each in said]
	everybody = sum(count for group, count in counts.items() if group.casefold() != SELF and found[group])
	return {
		"groups": [_summary(group, found[group], counts[group]) for group in sorted(groups)],
		"overall": _overall(whole, everybody),
		"made_by": LOCAL,
		"input_hash": input_hash(groups, language),
	}


def _summary(group: str, found: Sequence[Sentence], count: int) -> Group:
	few = count < FEWEST_COMMENTS
	said = {side: [{"text": each.text} for each in chosen] for side, chosen in _sides(found).items()}
	return {
		"group": group,
		**said,
		"themes": _themes(found),
		"count": count,
		"reason": TOO_FEW if few else None,
	}


def _overall(found: Sequence[Sentence], count: int) -> Group:
	said = {
		side: [{"text": each.text, "group": each.group} for each in chosen]
		for side, chosen in _sides(found).items()
	}
	return {**said, "themes": _themes(found), "count": count, "reason": None if count else TOO_FEW}


def _sentences(group: str, comments: Sequence[str], names: Names, language: str) -> Iterator[Sentence]:
	"""The sentences of a group's comments that may be shown and say something."""
	share = max(FAIR_SHARE, COMPARED // max(1, len(comments)))
	for at, comment in enumerate(comments):
		known = lexicon(language_of(comment, language))
		yield from _spread([*_shown(group, at, comment, names, known)], share)


def _spread(found: Sequence[Sentence], most: int) -> list[Sentence]:
	"""Of a comment that goes on and on, sentences from its beginning to its end."""
	if len(found) <= most:
		return list(found)
	return [found[at * len(found) // most] for at in range(most)]


def _shown(group: str, at: int, comment: str, names: Names, known: Lexicon) -> Iterator[Sentence]:
	for written in sentences(comment, known.abbreviations):
		if tells_who(written, words_of(written), known) or proposes_rating(written):
			continue
		text = redact(written, names, known)
		words = words_of(text.replace(GONE, " "))
		if len(words.texts) < FEWEST_WORDS and not known.leaning(words):
			continue
		telling = [word for word in words.texts if known.is_telling(word)]
		stems = known.stemmer.stemWords(telling)
		themes = [
			(stem, word)
			for stem, word in zip(stems, telling, strict=True)
			if word not in known.general and word not in known.cue_words
		]
		if stems:
			yield Sentence(
				text, group, at, tuple(stems), tuple(themes), known.leaning(words), len(words.texts)
			)


def _sides(found: Sequence[Sentence]) -> dict[str, list[Sentence]]:
	"""The sentences to show of what people value and of what they miss; where there is neither, of what they say."""
	ordered = sorted(found, key=lambda each: (each.text, each.group, each.comment))
	comments: dict[tuple[str, int], int] = {}
	of = [comments.setdefault((each.group, each.comment), len(comments)) for each in ordered]
	vectors = tf_idf([each.stems for each in ordered])
	scores = text_rank(vectors, of) * _worth(ordered)
	sides = {
		"strengths": [at for at, each in enumerate(ordered) if each.leaning > 0],
		"growth": [at for at, each in enumerate(ordered) if each.leaning < 0],
	}
	if not any(sides.values()):
		sides["other"] = list(range(len(ordered)))
	return {
		side: _best(ordered, rows, scores, vectors, of)
		for side, rows in sides.items()
		if rows or side != "other"
	}


def _worth(found: Sequence[Sentence]) -> Matrix:
	"""A sentence of two or three words says little, however many say the same."""
	return np.array([min(each.size, FULL_WORTH) / FULL_WORTH for each in found])


def _best(
	found: Sequence[Sentence], rows: Sequence[int], scores: Matrix, vectors: Matrix, of: Sequence[int]
) -> list[Sentence]:
	chosen = choose(scores[rows], vectors[rows], [of[row] for row in rows], MOST_SENTENCES) if rows else []
	return [found[rows[at]] for at in chosen]


def _themes(found: Sequence[Sentence]) -> list[dict[str, Any]]:
	"""What several comments speak of, with the number of comments; the word is the one written most often."""
	comments: dict[str, set[tuple[str, int]]] = {}
	written: dict[str, Counter[str]] = {}
	for each in found:
		for stem, word in each.themes:
			comments.setdefault(stem, set()).add((each.group, each.comment))
			written.setdefault(stem, Counter())[word] += 1
	several = [stem for stem, of in comments.items() if len(of) >= FEWEST_COMMENTS]
	several.sort(key=lambda stem: (-len(comments[stem]), -written[stem].total(), stem))
	return [
		{
			"theme": min(written[stem].items(), key=lambda item: (-item[1], item[0]))[0],
			"count": len(comments[stem]),
		}
		for stem in several[:MOST_THEMES]
	]
