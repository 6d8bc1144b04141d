"""Digests as rows of Frappe's e-mail queue: the message that frappe.sendmail would write, without its queries and style sheets for each."""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

import frappe
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.email.doctype.email_queue.email_queue import EmailQueue, QueueBuilder

from talent_performance import store
from talent_performance.store.dialect import within

QUEUE = "Email Queue"
OWN = ("message", "message_id")  # what differs between two digests in the queue, besides the recipient
TOKENS = {name: f"talent{name}token" for name in ("title", "opening", "heading", "line", "open", "closing")}
LINK = "https://talent.token.invalid/"


class Section(NamedTuple):
	"""A heading and what stands below it."""

	heading: str
	lines: list[str]


class Letter(NamedTuple):
	"""A digest in somebody's words."""

	subject: str
	opening: str
	sections: list[Section]
	closing: str
	link: str
	button: str


def escaped(text: str) -> str:
	"""As a parser writes a text again: quotes stay."""
	return html.escape(text, quote=False)


def content(letter: Letter) -> str:
	"""A letter as HTML, as it is previewed and given to the mail."""
	sections = "".join(
		f"<h4>{escaped(heading)}</h4><ul>{''.join(f'<li>{escaped(line)}</li>' for line in lines)}</ul>"
		for heading, lines in letter.sections
	)
	link = f'<p><a href="{html.escape(letter.link)}">{escaped(letter.button)}</a></p>' if letter.link else ""
	return f"<p>{escaped(letter.opening)}</p>{sections}{link}<p>{escaped(letter.closing)}</p>"


class Uncut(Exception):
	"""The site's e-mail template can't be cut into pieces."""


class Frame:
	"""The site's e-mail template with its styles put in once, cut into the pieces of which every digest is made."""

	def __init__(self, builder: Builder) -> None:
		tokens = TOKENS
		sample = Letter(
			tokens["title"],
			tokens["opening"],
			[Section(tokens["heading"], [tokens["line"]])],
			tokens["closing"],
			LINK,
			tokens["open"],
		)
		builder.subject, builder._message = sample.subject, content(sample)
		whole = QueueBuilder.email_html_content(builder)
		self.opening = piece(whole, "p", tokens["opening"])
		self.heading = piece(whole, "h4", tokens["heading"])
		self.line = piece(whole, "li", tokens["line"])
		self.list = cut(r"<ul[^>]*>", whole)
		self.link = cut(rf"<p[^>]*><a[^>]*>{tokens['open']}</a></p>", whole)
		self.closing = piece(whole, "p", tokens["closing"])
		self.before, rest = whole.split(self.opening)
		self.after = rest.split(self.closing)[1]

	def html(self, letter: Letter) -> str:
		"""The whole message."""
		said = TOKENS
		parts = [
			self.before.replace(said["title"], escaped(letter.subject)),
			self.opening.replace(said["opening"], escaped(letter.opening)),
		]
		for heading, lines in letter.sections:
			parts += [self.heading.replace(said["heading"], escaped(heading)), self.list]
			parts += [self.line.replace(said["line"], escaped(line)) for line in lines]
			parts.append("</ul>")
		if letter.link:
			link = self.link.replace(LINK, html.escape(letter.link))
			parts.append(link.replace(said["open"], escaped(letter.button)))
		return "".join([*parts, self.closing.replace(said["closing"], escaped(letter.closing)), self.after])


def framed(builder: Builder) -> Frame | None:
	"""The site's frame; None where its template changes what stands in it."""
	try:
		return Frame(builder)
	except Uncut:
		return None


def piece(whole: str, tag: str, token: str) -> str:
	"""The element that holds a token."""
	return cut(rf"<{tag}[^>]*>{token}</{tag}>", whole)


def cut(pattern: str, whole: str) -> str:
	"""The one part that looks like this. Raises Uncut."""
	found = re.findall(pattern, whole)
	if len(found) != 1:
		raise Uncut(pattern)
	return found[0]


class Builder(QueueBuilder):
	"""Frappe's own, which is told what it would ask the database about for every message."""

	frame: Frame | None = None
	letter: Letter | None = None

	def email_html_content(self) -> str:
		"""Out of the frame; as Frappe makes it where the site's template can't be cut into pieces."""
		return self.frame.html(self.letter) if self.frame else super().email_html_content()


def account() -> EmailAccount | None:
	"""By which account a digest would be sent; None where the site sends no e-mail."""
	found = EmailAccount.find_outgoing()
	if not found:
		return None
	known = copy.copy(found)
	there = bool(known.is_exists_in_db())
	known.is_exists_in_db = lambda: there
	return known


def queue(letters: pd.DataFrame, about: tuple[str, str] | None = None) -> list[bool]:
	"""Put letters[mail, letter] into the queue; for each whether it was put there: not where nobody wants mail from this site.

	`about`: DocType and name of what all of them are about, by which they are found again in the queue.
	"""
	sender = account()
	if letters.empty or not sender:
		return [False] * len(letters)
	out = unsubscribed(list(letters["mail"]))
	doctype, name = about or (None, None)
	rows = [
		row and {**row, "reference_doctype": doctype, "reference_name": name}
		for row in built(letters, sender, out)
	]
	put([row for row in rows if row])
	return [bool(row) for row in rows]


def put(rows: list[dict[str, Any]]) -> None:
	"""The first as Frappe's document, the others as rows like it; all as documents where another app listens."""
	if not rows:
		return
	listened = bool(store.listeners.listening(QUEUE))
	written = [EmailQueue.new(row, ignore_permissions=True) for row in (rows if listened else rows[:1])]
	rest = rows[len(written) :]
	if rest:
		table = pd.DataFrame([{column: row[column] for column in OWN} for row in rest], dtype=object)
		recipients = pd.DataFrame({"recipient": [row["recipients"][0] for row in rest]}, dtype=object)
		store.insert_like(QUEUE, written[0].name, table, {"recipients": recipients})


def built(letters: pd.DataFrame, sender: EmailAccount, out: set[str]) -> Iterator[dict[str, Any] | None]:
	"""The values of each message; None for one that isn't sent."""
	frame, tried = None, False
	for mail, letter in zip(letters["mail"], letters["letter"], strict=True):
		if mail in out:
			yield None
			continue
		builder = Builder(
			recipients=[mail], subject=letter.subject, message=content(letter), add_unsubscribe_link=0
		)
		builder._email_account, builder._unsubscribed_user_emails = sender, []
		if not tried:
			frame, tried = framed(copy.copy(builder)), True
		builder.frame, builder.letter = frame, letter
		yield builder.as_dict()


def unsubscribed(mails: Sequence[str]) -> set[str]:
	"""Addresses that want no mail at all from this site."""
	table = frappe.qb.DocType("Email Unsubscribe")
	query = frappe.qb.from_(table).select(table.email).distinct()
	return set(query.where((table.global_unsubscribe == 1) & within(table.email, mails)).run(pluck=True))
