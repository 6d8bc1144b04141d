"""Comments as people paste them, made into plain sentences, in time that follows their length, whatever is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

# What is written beyond this many characters isn't looked at.
LONGEST = 50_000
# A sentence that goes on for longer is cut at a comma, or else between words.
MOST_WORDS = 45
# What is longer is no word, and nobody reads it.
LONGEST_WORD = 60
BLOCKS = frozenset(
	{"br", "p", "div", "li", "ul", "ol", "tr", "td", "h1", "h2", "h3", "h4", "table", "blockquote", "hr"}
)
UNSEEN = frozenset({"script", "style"})
TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
# Marks that turn the direction of what follows, and what has no width: they hide what a sentence says.
INVISIBLE = re.compile(
	"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
BULLET = re.compile(r"^\s*(?:[-*•–—▪◦]+|\(?\d{1,2}[.)])\s+")
SPACES = re.compile(r"\s+")
EMOJI = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d"
# Closing marks with what follows them, or emoji before a word that begins with a capital.
# A run is looked at from its first character only: else a text of nothing else would take for ever.
MARKS = ".!?…؟۔。！？"
END = re.compile(
	rf"(?<![{MARKS}])[{MARKS}]+[\"'”’)\]]*[{EMOJI}]*(?=\s|$)|(?<![{EMOJI}])[{EMOJI}]+(?=\s+[^\W\d_a-z])"
)
MORE_EMOJI = re.compile(rf"\s*[{EMOJI}]+(?=\s|$)")
CLAUSE = re.compile(r"[,;:–—،؛]\s")


def plain(comment: str) -> str:
	"""A comment without tags, entities and invisible marks; what tags set apart stands on lines of its own.

	>>> plain("<p>Clear &amp; calm.</p><script>x</script>3 < 5")
	'Clear & calm.\\n3 < 5'
	"""
	text = comment[:LONGEST]
	text = unescape("".join(_untagged(text)) if "<" in text else text)
	lines = (SPACES.sub(" ", line).strip() for line in INVISIBLE.sub("", text).splitlines())
	return "\n".join(line for line in lines if line)


def _untagged(text: str) -> Iterator[str]:
	"""What stands between tags. Goes forward only, so that a text full of brackets takes no longer than another."""
	at, small = 0, text.lower()
	while (opened := text.find("<", at)) >= 0:
		yield text[at:opened]
		if text.startswith("<!--", opened):
			at = _after(text, "-->", opened)
			continue
		tag = TAG.match(text, opened)
		if not tag:
			yield "<"
			at = opened + 1
			continue
		name = tag.group(1).lower()
		yield "\n" if name in BLOCKS else ""
		if name in UNSEEN and text[opened + 1] != "/":
			opened = small.find(f"</{name}", opened)
		at = _after(text, ">", opened) if opened >= 0 else len(text)
	yield text[at:]


def _after(text: str, mark: str, start: int) -> int:
	"""The place after a mark; the end where there is none."""
	found = text.find(mark, start)
	return found + len(mark) if found >= 0 else len(text)


def sentences(text: str, abbreviations: Sequence[str] = ()) -> list[str]:
	"""The sentences of a plain text, none longer than MOST_WORDS words.

	>>> sentences("Helps Dr. Sari. Could be faster! 👍 Always calm", ["dr"])
	['Helps Dr. Sari.', 'Could be faster! 👍', 'Always calm']
	"""
	known, found = frozenset(abbreviations), []
	for line in text.splitlines():
		for sentence in _split(BULLET.sub("", line), known):
			found += _cut(sentence)
	return [each for each in found if _is_said(each)]


def _is_said(sentence: str) -> bool:
	"""Whether there are words in it."""
	longest = max((len(word) for word in sentence.split()), default=0)
	return longest <= LONGEST_WORD and any(letter.isalpha() for letter in sentence)


def _split(line: str, abbreviations: frozenset[str]) -> Iterator[str]:
	start = 0
	for end in END.finditer(line):
		if end.group() == "." and _is_abbreviated(
			line[max(start, end.start() - 20) : end.start()], abbreviations
		):
			continue
		stop = _with_emoji(line, end.end())
		if stop > start:
			yield line[start:stop].strip()
			start = stop
	yield line[start:].strip()


def _is_abbreviated(before: str, abbreviations: frozenset[str]) -> bool:
	"""Whether the dot after these words belongs to the last of them: an abbreviation, an initial, a number of a list."""
	last = before.rsplit(None, 1)[-1].lower().lstrip("(\"'“‘") if before.strip() else ""
	return last in abbreviations or (len(last) == 1 and last.isalpha())


def _with_emoji(line: str, at: int) -> int:
	"""The place after the emoji that follow a sentence."""
	more = MORE_EMOJI.match(line, at)
	return more.end() if more else at


def _cut(sentence: str) -> Iterator[str]:
	"""A sentence that is too long in pieces, at commas where there are some."""
	words = sentence.split()
	while len(words) > MOST_WORDS:
		piece = " ".join(words[:MOST_WORDS])
		commas = [each.end() for each in CLAUSE.finditer(piece)]
		size = len(piece[: commas[-1]].split()) if commas else MOST_WORDS
		yield " ".join(words[:size]).rstrip(",;: ") + " …"
		words = words[size:]
	if words:
		yield " ".join(words)
