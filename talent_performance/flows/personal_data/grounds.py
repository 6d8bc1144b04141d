"""The words for why something is kept back from an answer."""

from __future__ import annotations

from frappe import _, _lt

from talent_performance.access.personal_data import Ground

WORDS = {
	Ground.RATER.value: _lt(
		"It would tell who rated or wrote, or show what others said in confidence (GDPR Article 15(4), PDP Law Article 33(b))."
	),
	Ground.OTHERS.value: _lt("It is about other people (GDPR Article 15(4), PDP Law Article 33(b))."),
	Ground.UNDECIDED.value: _lt(
		"It isn't decided yet: it goes out once it is submitted or the cycle's results are published. Ask again then."
	),
	Ground.READER.value: _lt(
		"It would tell which colleague has looked; that and when somebody looked is told (GDPR Article 15(4))."
	),
	Ground.CLAIMS.value: _lt(
		"It serves the establishment, exercise or defence of legal claims (GDPR Article 23(1)(j))."
	),
	Ground.GIVEN.value: _lt("It was given to you with an earlier answer, and can be downloaded there."),
}


def words(ground: str) -> str:
	"""A ground as it is read: ours by its key, a reviewer's own in his words."""
	return str(WORDS[ground]) if ground in WORDS else ground


def label_of(doctype: str) -> str:
	"""A kind of record as people call it."""
	return _(doctype)
