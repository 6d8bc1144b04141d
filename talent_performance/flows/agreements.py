"""Works agreements: what one must say, whom it is about, and the places in the nine-box that come back when it ends."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.exceptions import AgreementUnfit
from talent_performance.flows import talent
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said

KIND, CAUSE = "Places after an Agreement", "Agreement Ended"
# Link of an agreement → what it is called; Frappe HR brings both.
FROM_HRMS = {"employment_type": "Employment Type", "grade": "Grade"}


def check(agreement: Document) -> None:
	"""For the controller: raises AgreementUnfit for what can't hold."""
	if not any(cint(agreement.get(practice.value)) for practice in Practice):
		names = ", ".join(practices.named(practice) for practice in Practice)
		refuse(_("Switched Off: nothing is chosen, expected at least one of {0}.").format(names))
	if agreement.valid_until and getdate(agreement.valid_until) < getdate(agreement.valid_from):
		refuse(
			_("Valid Until: {0} is before Valid From, {1}.").format(
				frappe.format(agreement.valid_until, "Date"), frappe.format(agreement.valid_from, "Date")
			)
		)
	for field, label in FROM_HRMS.items():
		if agreement.get(field) and not frappe.get_meta("Employee").has_field(field):
			refuse(_("{0}: Employee has no such field on this site. Leave it empty.").format(_(label)))


def follow(agreement: Document) -> None:
	"""Readiness rests on performance and potential: what is kept of it on plans and candidates is computed again, after the commit."""
	if cint(agreement.nine_box) or cint(agreement.potential):
		frappe.enqueue(
			"talent_performance.flows.succession.figures.refresh",
			job_id="talent-succession-figures",
			deduplicate=True,
			enqueue_after_commit=True,
		)


def refuse_deletion(agreement: Document) -> None:
	"""Raises AgreementUnfit for one that has held: what was switched off, and why, has to be found later."""
	since = frappe.db.get_value(agreement.doctype, agreement.name, "valid_from")
	if since and getdate(since) <= getdate():
		refuse(
			_("{0} has held since {1} and stays on record. Give it a Valid Until instead.").format(
				frappe.utils.escape_html(agreement.title), frappe.format(since, "Date")
			)
		)


def refuse(message: str) -> None:
	"""Raises AgreementUnfit."""
	frappe.throw(message, exc=AgreementUnfit, title=_("This Agreement Can't Be Used"))


def catch_up() -> None:
	"""Daily: whoever was kept out of the nine-box by an agreement that has ended is placed again, once for each."""
	table = frappe.qb.DocType(practices.AGREEMENT)
	query = frappe.qb.from_(table).select(table.name).orderby(table.name)
	query = query.where((table.valid_until < today()) & (table.places_back == 0))
	for name in query.where((table.nine_box == 1) | (table.potential == 1)).run(pluck=True):
		control.start(KIND, {"agreement": name})
		frappe.db.set_value(practices.AGREEMENT, name, "places_back", 1)


def plan(arguments: Arguments) -> list[list[str]]:
	"""Everybody who fits the agreement. Raises PermissionError."""
	agreement = frappe.get_doc(practices.AGREEMENT, said(arguments, "agreement"))
	agreement.check_permission("read")
	return [[name] for name in practices.fitting(agreement)]


def work(asked: Work) -> list[str]:
	"""Place these; whom another agreement keeps out stays out."""
	agreement = str(asked.arguments["agreement"])
	return talent.refresh(asked.keys, CAUSE, source=(practices.AGREEMENT, agreement))


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many people it is about."""
	return [Count("People", len(plan(arguments)))]


PLACES_AFTER_AN_AGREEMENT = KindOfRun(
	KIND, plan, work, dry_run, ("HR Manager", "Talent Manager"), chunk_size=1000
)
