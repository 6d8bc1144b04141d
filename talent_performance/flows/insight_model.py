"""A language model is asked for summaries: only where the site has one and an agreement allows it, and what it says is looked through.

Whatever goes wrong, the summary that was made locally stands, and the log says why. A model that doesn't answer is left alone
for a while: a run over thousands of people doesn't wait for it thousands of times.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, now
from frappe.utils.password import get_decrypted_password

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.exceptions import InvalidPolicy
from talent_performance.insights import model
from talent_performance.insights.endpoint import LATE as TIMED_OUT
from talent_performance.insights.endpoint import STATUS, UNREACHABLE, Endpoint, EndpointError, checked
from talent_performance.insights.privacy import Names
from talent_performance.insights.summary import input_hash

LOG, SETTINGS = "Insight Log", "Talent Settings"
# Hosts of the own network, in the site's configuration: an address there is the server's administrator's to allow.
INSIDE = "talent_model_hosts"
SECONDS, MOST_SECONDS = 20, 120
CHARACTERS, FEWEST_CHARACTERS, MOST_CHARACTERS = 20_000, 1_000, 200_000
USED, UNFIT, TOO_LONG, FAILED = "Used", "Unfit Answer", "Too Long", "Failed"
FAILURES, PATIENCE, REST = "talent_model_failures", 3, 600
LONGEST_LOGGED = 40_000
Taken = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Subject:
	"""Whose comments, by group, and what is known of them."""

	groups: Mapping[str, Sequence[str]]
	names: Names
	language: str
	key: str
	employee: str


class Answer(NamedTuple):
	"""How a question went: `taken` where the answer could be used."""

	outcome: str
	reason: str = ""
	said: str = ""
	taken: Taken | None = None


class Chosen(NamedTuple):
	"""The model that a site has chosen."""

	endpoint: Endpoint
	most_characters: int


def improved(local: dict[str, Any], subject: Subject) -> dict[str, Any]:
	"""The local summary with a model's sentences, where one may be asked and answers well; else as it is."""
	chosen = chosen_model()
	if not chosen or practices.is_off(Practice.LANGUAGE_MODEL, subject.employee):
		return local
	comments = model.prepared(subject.groups, subject.names, subject.language)
	if not comments:
		return local
	taken = _answered(chosen, comments, subject)
	return model.put_in(local, taken) if taken else local


def chosen_model() -> Chosen | None:
	"""None where Talent Settings name none, which is how a site begins."""
	settings = frappe.get_cached_doc(SETTINGS)
	if not cint(settings.model_on):
		return None
	key = get_decrypted_password(SETTINGS, SETTINGS, "model_key", raise_exception=False)
	seconds = min(cint(settings.model_seconds) or SECONDS, MOST_SECONDS)
	endpoint = Endpoint(cstr(settings.model_url), cstr(settings.model_name), cstr(key), seconds, inside())
	return Chosen(endpoint, cint(settings.model_most_characters) or CHARACTERS)


def inside() -> frozenset[str]:
	"""Hosts of the own network that may be asked."""
	return frozenset(frappe.conf.get(INSIDE) or ())


def _answered(chosen: Chosen, comments: Mapping[str, Sequence[str]], subject: Subject) -> Taken | None:
	"""What was taken of an earlier answer to the same question, or of the one that is got now."""
	endpoint = chosen.endpoint
	asked = input_hash(comments, subject.language, model.VERSION, endpoint.base_url, endpoint.model)
	kept = _kept(subject.key, asked)
	if kept:
		return json.loads(kept)
	if sum(len(said) for group in comments.values() for said in group) > chosen.most_characters:
		_log(chosen, subject, asked, [], Answer(TOO_LONG, str(chosen.most_characters)), 0)
		return None
	if cint(frappe.cache.get_value(FAILURES)) >= PATIENCE:
		return None
	messages, began = model.conversation(comments), time.monotonic()
	answer = _ask(endpoint, messages, comments, subject.names)
	_remember(answer)
	_log(chosen, subject, asked, messages, answer, time.monotonic() - began)
	return answer.taken


def _kept(key: str, asked: str) -> str | None:
	"""What was taken of the answer to the same question."""
	same = {"about": key, "input_hash": asked, "outcome": USED}
	return frappe.db.get_value(LOG, same, "taken", order_by="asked_on desc, name")


def _ask(
	endpoint: Endpoint, messages: list[model.Message], comments: Mapping[str, Sequence[str]], names: Names
) -> Answer:
	"""Nothing of the database in here, so that nothing is half done whatever is thrown."""
	said = ""
	try:
		said = endpoint.without_key(endpoint.ask(messages))
		return Answer(USED, "", said, model.taken(model.said_in(said), comments, names))
	except EndpointError as error:
		return Answer(error.kind, str(error), error.said)
	except model.UnfitAnswer as error:
		return Answer(UNFIT, str(error), said)
	except Exception as error:
		# Frappe would write down the variables too, and in them are comments.
		frappe.log_error("Summary by a language model", "".join(traceback.format_tb(error.__traceback__)))
		return Answer(FAILED, type(error).__name__, said)


def _remember(answer: Answer) -> None:
	"""Counts how often in a row there was no answer at all."""
	if answer.outcome in (TIMED_OUT, UNREACHABLE, STATUS):
		count = cint(frappe.cache.get_value(FAILURES)) + 1
		frappe.cache.set_value(FAILURES, count, expires_in_sec=REST)
	else:
		frappe.cache.delete_value(FAILURES)


def _log(
	chosen: Chosen,
	subject: Subject,
	asked: str,
	messages: list[model.Message],
	answer: Answer,
	seconds: float,
) -> None:
	"""One row for each question; one that is too long is noted once."""
	row = {"about": subject.key, "input_hash": asked, "outcome": answer.outcome}
	if answer.outcome == TOO_LONG and frappe.db.exists(LOG, row):
		return
	endpoint = chosen.endpoint
	values = {
		"employee": subject.employee,
		"asked_on": now(),
		"reason": answer.reason,
		"seconds": round(seconds, 2),
		"model": endpoint.model[:140],
		"host": endpoint.base_url[:140],
		"prompt": _plain(messages),
		"answer": _plain(answer.said[:LONGEST_LOGGED]),
		"taken": _plain(answer.taken) if answer.taken else None,
	}
	frappe.get_doc({"doctype": LOG, **row, **values}).insert(ignore_permissions=True)


def _plain(value: object) -> str:
	"""As JSON without anything that a browser would take for a tag."""
	text = json.dumps(value, ensure_ascii=False, indent="\t")
	return text.replace("<", "\\u003c").replace(">", "\\u003e")


def check(settings: Document) -> None:
	"""For Talent Settings. Raises InvalidPolicy with everything about the model that can't be used."""
	found = list(_problems(settings)) if cint(settings.model_on) else []
	if found:
		frappe.throw("<br>".join(found), exc=InvalidPolicy, title=_("These Settings Can't Be Used"))


def _problems(settings: Document) -> Iterator[str]:
	label = settings.meta.get_label
	try:
		host = checked(cstr(settings.model_url), inside()).netloc
	except EndpointError as error:
		host = ""
		yield _(
			"{0}: {1}. Expected an address such as {2}; a host of your own network has to be named in {3}."
		).format(
			_(label("model_url")), str(error), "https://models.example.com/v1", f"site_config.json: {INSIDE}"
		)
	if not cstr(settings.model_name).strip():
		yield _("{0}: expected the model as its provider calls it.").format(_(label("model_name")))
	for field, least, most in (
		("model_seconds", 1, MOST_SECONDS),
		("model_most_characters", FEWEST_CHARACTERS, MOST_CHARACTERS),
	):
		if settings.get(field) and not least <= cint(settings.get(field)) <= most:
			yield _("{0}: found {1}, expected {2} to {3}.").format(
				_(label(field)), settings.get(field), least, most
			)
	if host and _goes_elsewhere(settings):
		yield _("{0}: enter it again, for the address is another one now.").format(_(label("model_key")))


def _goes_elsewhere(settings: Document) -> bool:
	"""Whether a key that nobody has entered anew would be sent to another address than the one it was entered for."""
	before = settings.get_doc_before_save()
	key = cstr(settings.model_key)
	return bool(before and key and not key.strip("*") and cstr(before.model_url) != cstr(settings.model_url))
