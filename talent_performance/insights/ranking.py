"""Which sentences say most: tf-idf, TextRank over them, and maximal marginal relevance, so that none says what another has said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
DAMPING, TURNS = 0.85, 60
# How much what a sentence says counts against what it says once more.
RELEVANCE = 0.7
SAME = 0.65
# What is alike to so many digits is alike on every machine.
DIGITS = 9
# A second sentence of the same comment has to be that much better.
SAME_COMMENT = 0.25


def tf_idf(documents: Sequence[Sequence[str]]) -> Matrix:
	"""One row for each document, of length 1, or 0 for one without words.

	>>> tf_idf([["calm"], ["calm"]]).tolist()
	[[1.0], [1.0]]
	"""
	vocabulary = {word: at for at, word in enumerate(sorted({word for words in documents for word in words}))}
	counts = np.zeros((len(documents), len(vocabulary)))
	for row, words in enumerate(documents):
		for word in words:
			counts[row, vocabulary[word]] += 1
	within = np.log1p(counts)
	rarity = np.log((1 + len(documents)) / (1 + (counts > 0).sum(axis=0))) + 1
	weighed = within * rarity
	lengths = np.linalg.norm(weighed, axis=1, keepdims=True)
	return weighed / np.where(lengths == 0, 1, lengths)


def text_rank(vectors: Matrix, comments: Sequence[int]) -> Matrix:
	"""How much the sentences of other comments support each one; the mean is 1. Sentences of one comment don't support each other."""
	size = len(comments)
	if not size:
		return np.zeros(0)
	of = np.asarray(comments)
	alike = vectors @ vectors.T
	alike[of[:, None] == of[None, :]] = 0
	given = alike.sum(axis=1, keepdims=True)
	steps = np.divide(alike, given, out=np.full_like(alike, 1 / size), where=given > 0)
	ranks = np.full(size, 1 / size)
	for _turn in range(TURNS):
		ranks = (1 - DAMPING) / size + DAMPING * (ranks @ steps)
	return np.round(ranks * size, DIGITS)


def choose(scores: Matrix, vectors: Matrix, comments: Sequence[int], most: int) -> list[int]:
	"""The rows to show, the best first: none that says the same as one before, and rather of another comment."""
	best = scores.max(initial=0)
	relevance = scores / best if best else scores
	chosen: list[int] = []
	open_rows = list(range(len(comments)))
	while open_rows and len(chosen) < most:
		said = {at: float((vectors[chosen] @ vectors[at]).max(initial=0)) for at in open_rows}
		open_rows = [at for at in open_rows if said[at] < SAME]
		used = {comments[at] for at in chosen}
		if not open_rows:
			break
		worth = {
			at: RELEVANCE * relevance[at] - (1 - RELEVANCE) * said[at] - SAME_COMMENT * (comments[at] in used)
			for at in open_rows
		}
		best_row = max(open_rows, key=lambda at: (round(worth[at], DIGITS), -at))
		chosen.append(best_row)
		open_rows.remove(best_row)
	return chosen
