"""The end of a round's secrets: answers under new names in a new order, digests and mails wiped, the key destroyed.

All in one transaction, after every result is there. What remains says what was answered about whom in which group, and
nothing that leads to one rater rather than another of the group.
"""

from __future__ import annotations

import random
from typing import Any

import pandas as pd

import frappe

from talent_performance.flows.feedback import codes, keys, sheets

INVITATION = "Feedback Invitation"
SUBMITTED = "Submitted"
WIPED = ("code_hash", "token_hash", "code_expires")


def unlink(round_: str, launched_on: Any) -> int:
	"""Do it; returns how many responses there are. Doing it again changes names and order once more, and nothing else."""
	heads = sheets.heads_of(round_, state=SUBMITTED)
	lines = sheets.lines_of_round(round_)
	heads, lines = shuffled(heads, lines)
	sheets.delete_round(round_)
	sheets.insert(heads, lines, launched_on)
	wipe(round_)
	codes.redact(round_)
	keys.destroy(round_)
	return len(heads)


def shuffled(heads: pd.DataFrame, lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""Responses under other names, without keys, in an order that nobody can repeat; drafts' answers are left out."""
	order = list(range(len(heads)))
	random.SystemRandom().shuffle(order)
	heads = heads.iloc[order].reset_index(drop=True)
	renamed = dict(zip(heads["name"], sheets.new_names(len(heads)), strict=True))
	position = {name: at for at, name in enumerate(heads["name"])}
	lines = lines[lines["parent"].isin(list(renamed))]
	lines = lines.assign(at=lines["parent"].map(position)).sort_values(["at", "idx"], kind="stable")
	heads = heads.assign(name=list(renamed.values()), respondent_key=None)
	return heads, lines.assign(parent=lines["parent"].map(renamed)).drop(columns="at")


def wipe(round_: str) -> None:
	"""Codes and tokens of a round are forgotten."""
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.update(table).where(table.round == round_)
	for column in WIPED:
		query = query.set(table[column], None)
	query.run()
