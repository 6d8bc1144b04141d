"""A single calibrated rating, outside of a session: a rating that stands above the manager's, with who, when and why; the person's place follows."""

from __future__ import annotations

import pandas as pd

import frappe
from frappe import _
from frappe.utils import flt, now

from talent_performance import store
from talent_performance.access.calibration import check_may_calibrate
from talent_performance.engine.policy import Scale
from talent_performance.exceptions import IllegalMove, RatingRefused
from talent_performance.flows import scoring, talent
from talent_performance.store.cycle_tables import APPRAISAL, RESULT
from talent_performance.store.policy import policy_of

HELD = "Calibration"


def calibrate(result: str, rating: float, reason: str) -> list[str]:
	"""Set the calibrated rating of one result, or with rating 0 take it back. Returns who listened.

	Raises PermissionError (also for oneself and the chain above), IllegalMove outside of calibration, RatingRefused.
	"""
	document = frappe.get_doc(RESULT, result)
	document.check_permission("read")
	check_may_calibrate(document.employee)
	check_held(document)
	check_in_no_session(document)
	check_rating(flt(rating), reason, document)
	return write(document, flt(rating), reason.strip())


def write(document: frappe.model.document.Document, rating: float, reason: str) -> list[str]:
	"""Set it, score anew, and let the person's place follow."""
	values = {
		"calibrated_rating": rating,
		"calibration_reason": reason,
		"calibrated_by": frappe.session.user,
		"calibrated_on": now(),
	}
	heard = store.amend(RESULT, pd.DataFrame([values], index=[document.name])).listeners
	heard = [*heard, *scoring.score([document.appraisal])]
	source = (RESULT, document.name)
	return [*heard, *talent.refresh([document.employee], "Calibration", reason, source)]


def check_held(document: frappe.model.document.Document) -> None:
	"""Raises IllegalMove unless the appraisal is held for calibration."""
	state = frappe.db.get_value(APPRAISAL, document.appraisal, "state") if document.appraisal else None
	if state == HELD:
		return
	frappe.throw(
		_(
			"A rating is calibrated between the close of the cycle and publication. This appraisal is {0}; what is published changes by an appeal or by reopening it."
		).format(_(state or document.state)),
		exc=IllegalMove,
		title=_("Not in Calibration"),
	)


def check_in_no_session(document: frappe.model.document.Document) -> None:
	"""Raises IllegalMove where a session that isn't closed has moved the person: two decisions would stand side by side."""
	session, move = frappe.qb.DocType("Calibration Session"), frappe.qb.DocType("Calibration Move")
	query = (
		frappe.qb.from_(move)
		.join(session)
		.on(move.session == session.name)
		.select(session.title)
		.where((move.employee == document.employee) & (move.cycle == document.cycle))
		.where(session.state.isin(("Open", "Locked")))
		.orderby(session.name)
		.limit(1)
	)
	found = query.run(pluck=True)
	if found:
		frappe.throw(
			_("This person was moved in the session {0}, which is still open. Go on there.").format(
				frappe.utils.escape_html(found[0])
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)


def check_rating(rating: float, reason: str, document: frappe.model.document.Document) -> None:
	"""Raises RatingRefused for a rating that the scale doesn't have, or one without a reason."""
	scale = scale_of(document.cycle)
	if rating and not scale.low <= rating <= scale.high:
		refuse(
			_("Calibrated Rating: {0} was given, and the scale goes from {1} to {2}.").format(
				rating, f"{scale.low:g}", f"{scale.high:g}"
			)
		)
	if not (reason or "").strip():
		refuse(_("Calibration Reason: say why, so that the move can be understood later."))


def scale_of(cycle: str) -> Scale:
	"""The scale of a cycle's ratings."""
	return policy_of(cycle).rating_scale


def refuse(message: str) -> None:
	"""Raises RatingRefused."""
	frappe.throw(message, exc=RatingRefused, title=_("This Rating Can't Be Set"))
