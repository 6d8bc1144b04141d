"""The secret of each round, which alone leads from an answer to the invitation that it came by; and what can be told with it.

It is a file beside the site's files, not among them: neither a dump of the database nor a backup of the files holds it. At the
close it is destroyed, and with it the way back.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

import frappe
from frappe import _

from talent_performance.exceptions import KeyIsGone

FOLDER = "feedback_keys"
BYTES = 32
INVITATION, RESPONSE, ROUND = "Feedback Invitation", "Feedback Response", "Feedback Round"
SUBMITTED = "Submitted"
# In these states of a round its secret is of use to somebody.
IN_USE = ("Draft", "Nominating", "Collecting")


def folder() -> Path:
	"""Where secrets are kept, for nobody but the user that the site runs as."""
	path = Path(frappe.get_site_path(FOLDER))
	path.mkdir(mode=0o700, exist_ok=True)
	path.chmod(0o700)
	return path


def file_of(round_: str) -> Path:
	"""The file of a round's secret. Raises ValueError for a name that is more than a name."""
	if not re.fullmatch(r"[\w-]+", round_):
		raise ValueError(f"No name of a round: {round_}")
	return folder() / f"{round_}.key"


def ensure(round_: str) -> None:
	"""A round that invites has a secret. Raises KeyIsGone where answers were given under one that isn't there any more."""
	if file_of(round_).exists():
		return
	if frappe.db.exists(RESPONSE, {"round": round_}):
		refuse_without_key()
	# The file is complete before it has its name: of two that make one at the same time, the first one's holds.
	made = folder() / f".{secrets.token_hex(8)}"
	handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
	with os.fdopen(handle, "wb") as file:
		file.write(secrets.token_bytes(BYTES))
		file.flush()
		os.fsync(file.fileno())
	with contextlib.suppress(FileExistsError):
		os.link(made, file_of(round_))
	made.unlink()


def secret_of(round_: str) -> bytes:
	"""The round's secret. Raises KeyIsGone."""
	try:
		return file_of(round_).read_bytes()
	except FileNotFoundError:
		return refuse_without_key()


def refuse_without_key() -> bytes:
	"""Raises KeyIsGone."""
	frappe.throw(
		_(
			"The secret of this round isn't on this server, so answers can't be found again or taken. "
			"Tell an administrator: the folder {0} of the site belongs on every server that serves it."
		).format(FOLDER),
		exc=KeyIsGone,
		title=_("Not Possible"),
	)


def destroy(round_: str) -> None:
	"""Overwritten, then removed: from here on nobody can tell whose an answer is."""
	path = file_of(round_)
	with contextlib.suppress(FileNotFoundError):
		with path.open("r+b") as file:
			file.write(bytes(BYTES))
			file.flush()
			os.fsync(file.fileno())
		path.unlink()


def sweep() -> None:
	"""No secret outlasts its round, whatever came between."""
	kept = {path.stem for path in folder().glob("*.key")}
	filters = {"name": ("in", sorted(kept) or [""]), "state": ("in", IN_USE)}
	for round_ in sorted(kept - set(frappe.get_all(ROUND, filters=filters, pluck="name", order_by="name"))):
		destroy(round_)


def respondent_key(round_: str, invitation: str) -> str:
	"""Under which key the answers to an invitation are kept. Raises KeyIsGone."""
	return hmac.new(secret_of(round_), invitation.encode(), hashlib.sha256).hexdigest()


def keys_of(round_: str, invitations: Sequence[str]) -> dict[str, str]:
	"""Key → invitation. Raises KeyIsGone."""
	secret = secret_of(round_)
	return {hmac.new(secret, each.encode(), hashlib.sha256).hexdigest(): each for each in invitations}


def unanswered(round_: str) -> set[str]:
	"""Invitations that were sent and not answered, for a reminder to whom they went to and for nobody else. Raises KeyIsGone."""
	filters = {"round": round_, "state": "Sent"}
	sent = frappe.get_all(INVITATION, filters=filters, pluck="name", order_by="name", limit=0)
	if not sent:
		return set()
	done = {"round": round_, "state": SUBMITTED}
	answered = frappe.get_all(RESPONSE, filters=done, pluck="respondent_key", order_by="name", limit=0)
	waiting = keys_of(round_, sent)
	return {waiting[key] for key in waiting.keys() - set(answered)}


def answered(round_: str) -> int:
	"""How many have submitted: all that is told of it before the close."""
	return frappe.db.count(RESPONSE, {"round": round_, "state": SUBMITTED})
