"""A manager or HR writes down what an employee without an account said: the self review, or that the result was received."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from talent_performance.access.actors import Actor
from talent_performance.access.deeds import actors
from talent_performance.access.entrances import RECORDED, Entrance, entered, without_account
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import replies, reviews
from talent_performance.flows.appraisal_facts import REVIEW, facts_of
from talent_performance.flows.moves import refuse_person
from talent_performance.flows.unaccounted import self_review
from talent_performance.flows.unaccounted.links import check_without_account

RECORDERS = {Actor.MANAGER, Actor.HR_MANAGER}


def entrance(appraisal: str, how: str) -> Entrance:
	"""The way in for whoever records. Raises PermissionError, NotForAccounts, IllegalMove."""
	facts = facts_of([appraisal], lock=False).iloc[0]
	parts = actors(facts)
	if not parts & RECORDERS:
		refuse_person(facts, parts)
	check_without_account([facts["employee"]])
	if how not in RECORDED:
		frappe.throw(
			_("Say how it is known: {0}.").format(", ".join(_(way) for way in RECORDED)),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	return Entrance(appraisal, facts["employee"], facts["company"], how, by=frappe.session.user)


def may_record(appraisal: str) -> dict[str, bool]:
	"""For the buttons of a form: what the user may record now."""
	facts = facts_of([appraisal], lock=False).iloc[0]
	may = bool(actors(facts) & RECORDERS) and bool(without_account([facts["employee"]]))
	side = reviews.SIDES["Self"]
	asked = bool(facts[side.step]) and facts["self_review_state"] != "Submitted"
	return {
		"self_review": may and asked and facts["state"] in side.submits,
		"acknowledge": may and facts["state"] == "Published",
		"link": may and asked and Actor.HR_MANAGER in actors(facts),
	}


def sheet(appraisal: str) -> dict[str, Any]:
	"""Empty lines to write in. A draft is its author's alone, so what he wrote isn't shown."""
	with entered(entrance(appraisal, RECORDED[0])):
		review = frappe.get_doc(REVIEW, reviews.start(appraisal, self_review.SELF))
	return self_review.as_shown(review, blank=True)


def record_self_review(appraisal: str, how: str, said: dict[str, Any]) -> None:
	"""What was said is the self review, submitted. Raises PermissionError, NotForAccounts, IllegalMove, ReviewUnfit."""
	way = entrance(appraisal, how)
	if self_review.begun(appraisal) and Actor.HR_MANAGER not in actors(facts_of([appraisal]).iloc[0]):
		frappe.throw(
			_("The employee has begun this self review. Let it be finished, or ask HR to record it instead."),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	self_review.submitted(way, said)


def record_acknowledgement(appraisal: str, how: str, comment: str = "") -> None:
	"""The employee has received the result. Raises PermissionError, NotForAccounts, IllegalMove."""
	with entered(entrance(appraisal, how)):
		replies.acknowledge(appraisal, comment)
