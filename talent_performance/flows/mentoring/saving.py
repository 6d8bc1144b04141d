"""What a pair must be, whoever saves it: two people at work, not the own line for a mentor, once only, with room for it."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html, getdate

from talent_performance.access.mentoring import HR, PAIR
from talent_performance.engine.mentoring import PLACES
from talent_performance.exceptions import MentoringRefused
from talent_performance.flows import kept_fields
from talent_performance.store.mentoring_tables import OPEN, lines_above, offers_of

PROPOSED, ACTIVE, ENDED, DECLINED = "Proposed", "Active", "Ended", "Declined"
MENTORING = "Mentoring"
PLAN, IMPROVEMENT = "Development Plan", "Performance Improvement"
# What deeds write, and no form.
KEPT = (
	"state", "proposed_by", "mentee_agreed", "mentor_agreed", "last_met_on", "meetings", "ended_on", "ended_reason",
)  # fmt: skip
LONGEST_RHYTHM = 365
LONGEST = 2000


def prepare(pair: Document) -> None:
	"""For the controller: what HR makes by the form is a proposal to both."""
	if not kept_fields.is_writing():
		kept_fields.restore(pair, KEPT)
		pair.proposed_by = HR


def check(pair: Document) -> None:
	"""For the controller. Raises MentoringRefused for what can't be kept so."""
	if not pair.is_new():
		kept_fields.restore(pair, KEPT)
	check_words(pair)
	check_days(pair)
	if pair.is_new():
		check_people(pair)
		check_once(pair)
		check_room(pair)
	if pair.is_new() or pair.has_value_changed("development_plan"):
		check_plan(pair)


def check_words(pair: Document) -> None:
	"""Texts without blanks around them, and not more than there is room for."""
	for field in ("note", "goals"):
		pair.set(field, cstr(pair.get(field)).strip())
		if len(pair.get(field)) > LONGEST:
			refuse(
				_("{0}: at most {1} characters, {2} were given.").format(
					_(pair.meta.get_label(field)), LONGEST, len(pair.get(field))
				)
			)


def check_days(pair: Document) -> None:
	"""It ends after it begins, and meetings aren't further apart than a year."""
	if pair.starts_on and pair.ends_on and getdate(pair.ends_on) < getdate(pair.starts_on):
		refuse(_("Ends On: {0} is before it starts, on {1}.").format(pair.ends_on, pair.starts_on))
	if not 0 <= cint(pair.rhythm_days) <= LONGEST_RHYTHM:
		refuse(_("Days between Meetings: 0 to {0}, {1} was given.").format(LONGEST_RHYTHM, pair.rhythm_days))


def check_people(pair: Document) -> None:
	"""Two people, both at work; a mentor doesn't stand above the learner."""
	found = frappe.get_all(
		"Employee",
		filters={"name": ("in", (pair.mentee, pair.mentor))},
		fields=["name", "employee_name", "status", "user_id"],
		order_by="name",
	)
	users = [row.user_id for row in found if row.user_id]
	if pair.mentee == pair.mentor or len(set(users)) < len(users):
		refuse(_("Nobody is the own mentor. Name somebody else."))
	for row in found:
		if row.status != "Active":
			refuse(_("{0} isn't at work. Name somebody else.").format(escape_html(row.employee_name)))
	if pair.kind == MENTORING and pair.mentor in set(lines_above([pair.mentee])["manager"]):
		refuse(
			_(
				"{0} stands above {1} in the line. A mentor doesn't: choose Coaching, or somebody else."
			).format(*names_of(pair))
		)


def check_once(pair: Document) -> None:
	"""Two people are a pair of a kind once."""
	same = {"mentee": pair.mentee, "mentor": pair.mentor, "kind": pair.kind, "state": ("in", OPEN)}
	found = frappe.db.get_value(PAIR, same)
	if found:
		refuse(
			_("{0} and {1} are a pair already: {2}. End it first, or go on with it.").format(
				*names_of(pair), found
			)
		)


def check_room(pair: Document) -> None:
	"""The mentor has a place free; the Employee record is locked, so that two don't take the last one."""
	frappe.db.get_value("Employee", pair.mentor, "name", for_update=True)
	places = places_of(pair.mentor)
	active = {"mentor": pair.mentor, "state": ACTIVE, "name": ("!=", pair.name or "")}
	taken = frappe.db.count(PAIR, active)
	if taken >= places:
		refuse(
			_(
				"{0} has no place free: {1} of {2} are taken. Choose somebody else, or wait until a pair ends."
			).format(names_of(pair)[0], taken, places)
		)


def places_of(mentor: str) -> int:
	"""How many people somebody takes at a time: as said, and as the engine supposes of who hasn't said it."""
	said = offers_of([mentor])["places"].dropna()
	return int(said.iloc[0]) if len(said) else PLACES


def check_plan(pair: Document) -> None:
	"""The plan is the learner's, and no secret to him."""
	if not pair.development_plan:
		return
	found = frappe.db.get_value(PLAN, pair.development_plan, ["employee", "kind", "state"], as_dict=True)
	secret = found and found.kind == IMPROVEMENT and found.state in ("Draft", "Awaiting Approval")
	if not found or found.employee != pair.mentee or secret:
		refuse(
			_("Development Plan: {0} isn't a plan of {1}.").format(pair.development_plan, names_of(pair)[1])
		)


def names_of(pair: Document) -> tuple[str, str]:
	"""How mentor and learner are called, as they may stand in a message."""
	found = dict(
		frappe.get_all(
			"Employee",
			filters={"name": ("in", (pair.mentor, pair.mentee))},
			fields=["name", "employee_name"],
			order_by="name",
			as_list=True,
		)
	)
	mentor, mentee = (escape_html(found.get(each) or each) for each in (pair.mentor, pair.mentee))
	return mentor, mentee


def refuse(message: str) -> NoReturn:
	"""Raises MentoringRefused."""
	frappe.throw(message, exc=MentoringRefused, title=_("Not Possible So"))
