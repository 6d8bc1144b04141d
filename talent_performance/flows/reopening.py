"""Reopening what has been published: one appraisal, or all of a cycle as a run. What was published stays in the event."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _

from talent_performance.access.deeds import APPRAISAL, records_of
from talent_performance.access.grades import hidden_from
from talent_performance.access.people import hr_companies
from talent_performance.exceptions import IllegalMove
from talent_performance.flows.appraisal_states import OUT, WORKING, Need
from talent_performance.flows.moves import move, move_many
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work

CYCLE = "Performance Cycle"
OVER = ("Closed", "Published")
MAY = ("HR Manager", "Talent Manager")
SIGNER = "HR Manager"


def reopen(appraisal: str, reason: str, signed: bool = False) -> None:
	"""Another version, which is reviewed, published and acknowledged anew. After the export for pay an HR Manager signs.

	Raises PermissionError, IllegalMove.
	"""
	move(appraisal, "reopen", reason, given=(Need.SIGNED,) if signed else ())


def plan(arguments: Arguments) -> list[list[str]]:
	"""The published appraisals of the cycle that may be reopened. Raises IllegalMove without cycle and reason."""
	check(arguments)
	return [[name] for name in published(arguments, exported=None if signs(arguments) else False)]


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many would be reopened, and how many would stay as they are."""
	check(arguments)
	exported = len(published(arguments, exported=True))
	free = len(published(arguments, exported=False))
	signed = signs(arguments)
	return [
		Count("Published appraisals that would be reopened", free + exported * signed),
		Count("Exported for pay already: they need an HR Manager's signature", exported * (not signed)),
	]


def work(asked: Work) -> list[str]:
	"""Reopen these; what has been reopened meanwhile is left alone."""
	names = [name for name in published(asked.arguments, exported=None) if name in set(asked.keys)]
	given = (Need.SIGNED,) if signs(asked.arguments) else ()
	return move_many(names, "reopen", reason=str(asked.arguments["reason"]), given=given)


def finish(arguments: Arguments) -> None:
	"""The cycle is under way again, as long as something in it is: it is closed and published anew."""
	cycle = str(arguments["cycle"])
	state = frappe.db.get_value(CYCLE, cycle, "state", for_update=True)
	if state in OVER and frappe.db.exists(APPRAISAL, {"cycle": cycle, "state": ("in", WORKING)}):
		frappe.db.set_value(CYCLE, cycle, {"state": "Launched", "closed_on": None, "published_on": None})


def check(arguments: Arguments) -> None:
	"""Raises IllegalMove where the run doesn't say what is reopened and why, PermissionError for who may not write the cycle."""
	if not arguments.get("cycle") or not str(arguments.get("reason") or "").strip():
		frappe.throw(
			_("Say which Performance Cycle is reopened, and why."), exc=IllegalMove, title=_("Reason Missing")
		)
	frappe.get_doc(CYCLE, str(arguments["cycle"])).check_permission("write")


def signs(arguments: Arguments) -> bool:
	"""Whether what was exported for pay is reopened too: an HR Manager has signed for it."""
	return bool(frappe.utils.cint(arguments.get("signed"))) and SIGNER in frappe.get_roles()


def published(arguments: Arguments, *, exported: bool | None) -> Sequence[str]:
	"""Published appraisals of the cycle within the user's companies, without his own; `exported` for pay, not, or both."""
	table = frappe.qb.DocType(APPRAISAL)
	query = frappe.qb.from_(table).select(table.name, table.employee).orderby(table.name)
	query = query.where((table.cycle == arguments["cycle"]) & table.state.isin(OUT))
	companies, own = hr_companies(frappe.session.user, MAY, APPRAISAL), records_of(frappe.session.user)
	if companies is not None:
		query = query.where(table.company.isin(companies or [""]))
	if own:
		query = query.where(table.employee.notin(sorted(own)))
	if exported is not None:
		query = query.where(table.pay_exported_on.isnotnull() if exported else table.pay_exported_on.isnull())
	found = dict(query.run())
	hidden = hidden_from(frappe.session.user, found.values())
	return [name for name, employee in found.items() if employee not in hidden]


REOPEN_CYCLE = KindOfRun(
	title="Reopen Cycle",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=MAY,
	finish=finish,
	check=check,
)
