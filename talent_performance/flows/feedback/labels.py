"""The words of a feedback report, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frappe import _

BLIND_SPOT, HIDDEN_STRENGTH = "blind spot", "hidden strength"


@dataclass(frozen=True)
class Words:
	"""What the round asked, by the key of each item: frozen at launch, so that it is what raters read. `open` are questions without a rating."""

	asked: Mapping[str, str]
	open: frozenset[str]

	@classmethod
	def of(cls, frozen: Mapping[str, Any]) -> Words:
		"""Out of what a round has frozen."""
		items = frozen["items"]
		asked = {each["item"]: each["text"] or each["item"] for each in items}
		return cls(asked, frozenset(each["item"] for each in items if each["kind"] == "Text"))

	def label(self, item: str) -> str:
		"""What an item is called; a company may have translated it."""
		return _(self.asked.get(item, item))


def mark_label(mark: str) -> str:
	"""What a difference between self and others means, in words; empty for none."""
	return {BLIND_SPOT: _("Blind spot"), HIDDEN_STRENGTH: _("Hidden strength")}.get(mark, "")


def group_label(group: str) -> str:
	"""What a group of raters is called."""
	return {
		"self": _("Self"),
		"manager": _("Manager"),
		"peer": _("Peers"),
		"report": _("Direct reports"),
		"other": _("Other raters"),
		"colleagues": _("Colleagues"),
		"others": _("All others"),
	}.get(group, group)


def purpose_sentence(purpose: str, coach: str) -> str:
	"""Who reads a result, in a sentence."""
	if purpose == "Evaluative":
		return _("For evaluation: read by the person, the managers above and HR.")
	if coach:
		return _("For development: read by the person, {0} as coach and HR. Managers don't read it.").format(
			coach
		)
	return _("For development: read by the person and HR. Managers don't read it.")
