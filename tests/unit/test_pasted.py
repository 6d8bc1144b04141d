"""What people paste: the text that they see, nothing of it lost, and nothing left that a cleaner would take away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.flows import pasted


@pytest.mark.parametrize(
	("sent", "kept"),
	[
		("Sold more.\nTwice.", "Sold more.\nTwice."),
		(
			"<p class=MsoNormal>Sold <b>more</b><o:p></o:p></p><p>Twice &amp; again</p>",
			"Sold more\nTwice & again",
		),
		("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
		("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
		("<style>p{}</style><!--[if gte mso 9]>x<![endif]-->Said", "Said"),
		("Done <script>alert(1)</script>now", "Done now"),
		("&lt;b&gt; stays as it was typed", "&lt;b&gt; stays as it was typed"),
		("Sales < 5 and costs > 3", "Sales < 5 and costs > 3"),
		("if a<b and c>d", "if a< b and c>d"),
		("I <3 it", "I <3 it"),
		("My <b>own</b>\nlines", "My own\nlines"),
		("a\r\nb\rc\0", "a\nb\nc"),
	],
)
def test_pasted_text_is_what_it_shows(sent: str, kept: str) -> None:
	assert pasted.plain(sent) == kept


@given(st.text(alphabet="ab <>/&;=!\n\"'pbr", max_size=60))
def test_a_text_that_was_kept_is_kept_as_it_is(text: str) -> None:
	once = pasted.plain(text)
	assert pasted._OPENING.search(once) is None
	assert pasted.plain(once) == once


@pytest.mark.parametrize(
	("text", "excess"), [("a" * 50_000, 0), ("a" * 64_001, 1), ("é" * 50_000, 18_000), ("", 0)]
)
def test_what_is_too_much(text: str, excess: int) -> None:
	assert pasted.too_long_by(text) == excess
