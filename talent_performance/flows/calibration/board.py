"""The board of a session: everybody whom its reader sees, where each began and stands, and what the guidelines say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from talent_performance.access import calibration_session as access
from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine.calibration import months_between
from talent_performance.engine.distribution import compare_with_guideline, everybody
from talent_performance.engine.policy import Policy
from talent_performance.flows.calibration import people, sessions, severity
from talent_performance.flows.calibration.people import COUNTED, Scope

Person = dict[str, Any]
PLAIN = ("employee", "name", "designation", "department", "manager", "manager_name", "grade")
WHOLE = ("box", "before_box", "last_box")
RATED = ("rating", "before_rating", "last_rating")


def board(session: str) -> dict[str, Any]:
	"""Everything that the page shows of a session. Raises PermissionError."""
	document = sessions.readable(session)
	scope = people.scope_of(document)
	found = people.seen(scope)
	return {
		"session": header(scope),
		"scale": {"levels": levels(scope.policy)},
		"boxes": boxes(scope.policy),
		"people": persons(scope, found),
		"hidden": people.hidden(scope, len(found)),
		"guidelines": guidelines(scope, found),
		**severity.said(scope, found),
		"moves": int(document.moves or 0),
	}


def header(scope: Scope) -> dict[str, Any]:
	"""The session itself, and what its reader may do with it now."""
	session = scope.session
	return {
		"name": session.name,
		"title": session.title,
		"state": session.state,
		"version": int(session.version or 0),
		"company": session.company,
		"department": session.department,
		"cycles": [
			{
				"cycle": each.name,
				"title": each.title,
				"weight": each.weight,
				"decides": each.name == scope.lead,
			}
			for each in scope.cycles
		],
		"combination": session.combination,
		"facilitator": sessions.name_of(session.facilitator),
		"scheduled_on": session.scheduled_on,
		"deadline": session.deadline,
		"over": sessions.is_over(session),
		"agenda": session.agenda,
		"ended": sessions.told(session),
		"may": may(session),
	}


def may(session: Document) -> dict[str, bool]:
	"""What the session's user may do with it, in the state in which it is."""
	leads, writes, moves = access.may_lead(session), access.may_write(session), access.may_move(session)
	possible = {deed: session.state in begins for deed, (begins, _leads) in sessions.DEEDS.items()}
	return {
		"move": moves and session.state == sessions.OPEN,
		"undo": moves and session.state == sessions.OPEN,
		"undo_others": leads and session.state == sessions.OPEN,
		"open": leads and possible["open"],
		"lock": leads and possible["lock"],
		"unlock": leads and possible["unlock"],
		"invite": leads and session.state not in sessions.ENDED,
		"close": writes and possible["close"],
		"cancel": writes and possible["cancel"],
	}


def levels(policy: Policy) -> list[dict[str, Any]]:
	"""The scale's levels, the lowest first."""
	return [
		{"value": level.value, "label": level.label, "band": level.band.title()}
		for level in policy.rating_scale.levels
	]


def boxes(policy: Policy) -> list[dict[str, Any]]:
	"""The boxes by number."""
	return [
		{
			"number": box.number,
			"label": box.label,
			"performance": box.performance.title(),
			"potential": box.potential.title(),
		}
		for box in sorted(policy.boxes, key=lambda each: each.number)
	]


def persons(scope: Scope, found: pd.DataFrame) -> list[Person]:
	"""A dict for each, as the page draws a card of it."""
	gone, why = people.is_gone(found), reasons(scope, found)
	made: dict[str, Sequence[Any]] = {name: found[name].tolist() for name in PLAIN}
	made |= {name: plain(found[name]) for name in RATED}
	made |= {name: plain(found[name], int) for name in WHOLE}
	made |= {name: titled(found[name]) for name in ("potential", "before_potential")}
	made |= {
		"seq": found["seq"].tolist(),
		"tenure": tenures(found["joined"]),
		"left": gone.tolist(),
		"movable": [each is None for each in why],
		"why_not": why,
		"flags": flags(found, gone),
		"facts": facts(found),
		"cycles": in_cycles(scope, found),
	}
	return [dict(zip(made, values, strict=True)) for values in zip(*made.values(), strict=True)]


def plain(values: pd.Series, kind: type = float) -> list[Any]:
	"""Numbers as JSON holds them, null for none."""
	return [None if value != value else kind(value) for value in values.to_numpy(dtype=float).tolist()]


def titled(values: pd.Series) -> list[str | None]:
	"""The engine's bands as the forms call them."""
	return (
		values.map({"low": "Low", "mid": "Mid", "high": "High"})
		.astype(object)
		.where(values.notna(), None)
		.tolist()
	)


def reasons(scope: Scope, found: pd.DataFrame) -> list[str | None]:
	"""Why each can't be moved now by this reader; null for who can."""
	session = scope.session
	if session.state != sessions.OPEN:
		return [_("The session is {0}.").format(_(session.state))] * len(found)
	if not access.may_move(session):
		return [_("You read along in this session.")] * len(found)
	gone = people.is_gone(found)
	return np.select(
		[gone, ~people.is_held(found)],
		[_("Has left the company."), _("The appraisal doesn't wait for calibration.")],
		None,
	).tolist()


def tenures(joined: pd.Series) -> list[str | None]:
	"""How long people have been here, in words; each different one is worded once."""
	months = months_between(joined, pd.Timestamp(getdate())).tolist()
	worded = {each: tenure(int(each)) for each in set(months) if each == each}
	return [worded.get(each) for each in months]


def tenure(months: int) -> str:
	"""Months in words."""
	years = months // 12
	if not years:
		return _("{0} months").format(months)
	return (_("{0} year") if years == 1 else _("{0} years")).format(years)


def flags(found: pd.DataFrame, gone: np.ndarray) -> list[list[str]]:
	"""What stands out about somebody, a few words each."""
	promise = found["high_potential"].astype(object)
	told = {
		_("Left"): gone,
		_("High potential"): (promise == "High Potential").to_numpy(),
		_("Emerging potential"): (promise == "Emerging").to_numpy(),
		_("Reason missing"): found["needs_reason"].to_numpy(dtype=bool),
		_("Aim higher"): found["aim_higher"].to_numpy(dtype=bool),
		_("No rating"): found["before_rating"].isna().to_numpy(),
		_("No rating before"): found["last_rating"].isna().to_numpy() & found["rating"].notna().to_numpy(),
	}
	names = list(told)
	rows = np.column_stack(list(told.values())) if len(found) else np.zeros((0, len(names)), dtype=bool)
	code = rows @ (1 << np.arange(len(names)))
	known = {each: [name for at, name in enumerate(names) if each >> at & 1] for each in set(code.tolist())}
	return [known[each] for each in code.tolist()]


def facts(found: pd.DataFrame) -> list[dict[str, Any]]:
	"""The figures behind a rating. Nothing of pay."""
	columns = ("manager_rating", "calculated_score", "attainment", "service_days")
	made: dict[str, list[Any]] = {name: plain(found[name]) for name in columns}
	made["joined"] = found["joined"].tolist()
	made["no_rating_reason"] = found["reason"].tolist()
	return [dict(zip(made, values, strict=True)) for values in zip(*made.values(), strict=True)]


def in_cycles(scope: Scope, found: pd.DataFrame) -> list[list[dict[str, Any]]]:
	"""The rating in each cycle of the session, where it has several."""
	if len(scope.cycles) < 2:
		return [[] for _row in range(len(found))]
	names = [cycle.name for cycle in scope.cycles]
	ratings = people.scores_in(scope, found, "performance_rating").tolist()
	return [
		[
			{"cycle": name, "rating": None if value != value else value}
			for name, value in zip(names, row, strict=True)
		]
		for row in ratings
	]


def person(scope: Scope, employee: str) -> Person | None:
	"""One person as the board shows him; None where the reader doesn't see him."""
	found = persons(scope, people.seen(scope, [employee]))
	return found[0] if found else None


def guidelines(scope: Scope, found: pd.DataFrame) -> list[dict[str, Any]]:
	"""How many stand at the levels of each guideline, how many may, and how many to move. Of the people whom the reader sees.

	Nobody counts for whom an agreement switches guidelines off.
	"""
	off = practices.off_among(Practice.GUIDELINES, found["employee"])
	rating = found["rating"].where(~found["employee"].isin(off)).to_numpy(dtype=float)
	table = compare_with_guideline(rating, {"all": everybody(len(rating))}, scope.policy, _)
	return [
		{
			"label": row.guideline,
			"allowed": allowed(row.allowed_low, row.allowed_high),
			"have": int(row.people),
			"rated": int(row.rated),
			"message": row.message,
			"fine": bool(row.move_low <= 0 <= row.move_high) or row.move_low != row.move_low,
		}
		for row in table.itertuples()
	]


def allowed(low: float, high: float) -> str:
	"""How many may stand there; nothing where there are too few people to say."""
	if low != low:
		return ""
	return f"{int(low)}" if low == high else f"{int(low)}–{int(high)}"


def counted(scope: Scope) -> list[dict[str, Any]]:
	"""The guidelines anew, with no more read of people than that takes."""
	return guidelines(scope, people.seen(scope, columns=COUNTED))


def state_at(session: str, seq: int) -> list[Person]:
	"""Everybody as he stood after the move of that number; 0: as the session began. Raises PermissionError."""
	scope = people.scope_of(sessions.readable(session))
	return persons(scope, people.seen(scope, until=int(seq)))


def link(session: str) -> str:
	"""The address of a session's board."""
	return frappe.utils.get_url_to_form(sessions.SESSION, session)
