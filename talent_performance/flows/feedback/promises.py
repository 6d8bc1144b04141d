"""What a rater is told before he answers: who sees what, and from how many answers on. It holds to the end of the round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe import _

ATTRIBUTED = ("Self", "Manager")


def of_round(asked: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
	"""Sentences for the rater of an invitation, the most important first."""
	group, name = found["rater_group"], found["employee_name"]
	return [
		readers(asked["purpose"], name, bool(found["coach"])),
		*(attributed(group) if group in ATTRIBUTED else anonymous(asked, group)),
		_("Results are shown once, when the round is closed and HR releases them; nobody sees them before."),
		_("Until the close, your answers can be found again so that you can change them: whoever held both the database and the server's files could do so too. At the close that link is destroyed."),
	]  # fmt: skip


def readers(purpose: str, name: str, coached: bool) -> str:
	"""Who reads the result."""
	if purpose == "Evaluative":
		return _(
			"The result is read by {0}, by the managers above, and by HR. It counts in the appraisal."
		).format(name)
	if coached:
		return _(
			"The result is read by {0}, by a coach, and by HR. It is for development and counts in no appraisal."
		).format(name)
	return _("The result is read by {0} and by HR. It is for development and counts in no appraisal.").format(
		name
	)


def attributed(group: str) -> list[str]:
	"""Self and manager are one person each."""
	if group == "Self":
		return [_("Your answers are shown as yours, beside those of the others.")]
	return [_("You are the only one who answers as the manager: your answers are shown as yours.")]


def anonymous(asked: Mapping[str, Any], group: str) -> list[str]:
	"""Everybody else answers among others."""
	thresholds = asked["thresholds"]
	least = thresholds[group.lower()]
	fewer = (
		_("Where there are fewer, they are shown together with those of the other colleagues, and only from {0} on.").format(thresholds["anonymous"])
		if asked["small_groups"] == "merge"
		else _("Where there are fewer, nothing of the group is shown.")
	)  # fmt: skip
	return [
		_("Nobody is told what you answered. Your ratings are shown as an average of your group, {0}, from {1} answers on.").format(_(group), least),
		fewer,
		comments(asked["comments_shown"], least),
	]  # fmt: skip


def comments(shown: str, least: int) -> str:
	"""What becomes of texts."""
	if shown == "As Written":
		return _(
			"What you write is shown word for word, without a name, where at least {0} of your group have written something. Write so that it doesn't give you away."
		).format(least)
	return _(
		"What you write is summarised, without names, where at least {0} of your group have written something."
	).format(least)
