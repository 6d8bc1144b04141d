"""What people paste becomes the text that it shows: word processors and web pages give HTML, and none of it is kept.

A text without tags stays as it is, with its line breaks. What only looks like the beginning of a tag gets a space after its
bracket, for a cleaner that met it later would take it, and all behind it, for markup.
"""

from __future__ import annotations

import html
import re

# What a text column of the database takes, in bytes of UTF-8, with room for what is added.
LONGEST = 64_000
_ATTRIBUTE = r"""\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)"""
_KNOWN = (
	"a abbr address article aside b big blockquote body br button center cite code col colgroup dd del div dl dt em "
	"figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main "
	"mark meta nav object ol p pre q s samp script section select small span strike strong style sub sup svg table tbody "
	"td textarea tfoot th thead title tr tt u ul var video"
).split()
_NAME = rf"(?:{'|'.join(sorted(_KNOWN, key=len, reverse=True))}|[a-z]\w*:\w+)"
_TAG = re.compile(rf"</?(?P<name>{_NAME})(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE)
_UNSEEN = re.compile(
	r"<!--.*?-->|<!\[[^>]*\]>|<!doctype[^>]*>|<\?xml[^>]*>"
	r"|<(?P<dropped>style|script|head|title|xml)\b[^>]*>.*?</(?P=dropped)\s*>",
	re.IGNORECASE | re.DOTALL,
)
_BREAKS = frozenset(
	"address article aside blockquote br center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li "
	"main nav ol p pre section table tr ul".split()
)
_CELLS = frozenset(("td", "th"))
_OPENING = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)


def plain(text: str) -> str:
	"""The text that somebody sees who pastes this.

	>>> plain("<p class=MsoNormal>Sold <b>more</b><o:p></o:p></p><p>Twice &amp; again</p>")
	'Sold more\\nTwice & again'
	>>> plain("Sales were < 5 and costs > 3;\\r\\nif a<b then c>d")
	'Sales were < 5 and costs > 3;\\nif a< b then c>d'
	"""
	said = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
	if "<" in said and (_TAG.search(said) or _UNSEEN.search(said)):
		said = _without_tags(said)
	return _OPENING.sub("< ", said)


def _without_tags(text: str) -> str:
	"""What is between the tags; where a block ends a line does. Without a block the line breaks are the writer's own."""
	seen = _UNSEEN.sub("", text)
	if any(tag["name"].lower() in _BREAKS for tag in _TAG.finditer(seen)):
		seen = " ".join(seen.split())
	shown = _TAG.sub(_instead, seen)
	spaced = re.sub(" {2,}", " ", html.unescape(shown).replace("\xa0", " "))
	return re.sub(r"\n{2,}", "\n", "\n".join(line.strip() for line in spaced.split("\n"))).strip()


def _instead(tag: re.Match[str]) -> str:
	name = tag["name"].lower()
	if name in _BREAKS:
		return "\n"
	return " " if name in _CELLS else ""


def too_long_by(text: str) -> int:
	"""How many characters have to go before the database takes the text; 0 where it does already."""
	taken = text.encode()[:LONGEST].decode(errors="ignore")
	return len(text) - len(taken)
