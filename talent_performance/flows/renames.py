"""Records of ERPNext are renamed and merged: our rows follow, and what would collide is resolved or refused beforehand.

Frappe moves every link by itself. What it can't know: rows that may be there once only, and texts made of names. A merge
that can't be resolved is refused before anything has changed, with the rows that stand against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from talent_performance.exceptions import RenameRefused
from talent_performance.flows import talent
from talent_performance.flows.development import handing_over
from talent_performance.flows.pools import following
from talent_performance.flows.role_profiles import SAYS

if TYPE_CHECKING:
	from frappe.model.document import Document

APPRAISAL, RESULT, ASSESSMENT = "Performance Appraisal", "Appraisal Result", "Talent Assessment"
REVIEW, PAY_LINE, DEVELOPMENT_PLAN = "Appraisal Review", "Pay Round Line", "Development Plan"
ROLE_PROFILE, CYCLE_COMPANY = "Role Competency Profile", "Cycle Company"
ASPIRATION, ASPIRED_ROLE = "Career Aspiration", "Aspired Role"
UNTOUCHED_STATE = "Goal Setting"
# DocType → the column with its appraisal: a row in one of them says that somebody has worked on it.
TRACES = {
	REVIEW: "appraisal",
	RESULT: "appraisal",
	"Appraisal Objective": "parent",
	"Appraisal Absence": "parent",
}
# Where a merge could make somebody the own manager.
MANAGED = (APPRAISAL, RESULT)


class Pair(NamedTuple):
	"""Two documents that may be there once only, once their employees are one."""

	gone: str
	kept: str
	cycle: str


def before_employee_rename(doc: Document, _event: str, old: str, new: str, merge: bool = False) -> None:
	"""Employee before_rename: two appraisals in one cycle become one, or the merge is refused. Raises RenameRefused."""
	if not merge:
		return
	pairs = list(pairs_of(APPRAISAL, old, new))
	needless = needless_of(name for pair in pairs for name in (pair.gone, pair.kept))
	stuck = [pair for pair in pairs if not {pair.gone, pair.kept} & needless]
	cycles = {pair.cycle for pair in pairs}
	results = [pair for pair in pairs_of(RESULT, old, new) if pair.cycle not in cycles]
	lines = list(pay_lines_of(old, new))
	plans = list(starmap(Pair, handing_over.twice_open(old, new)))
	collisions = [(APPRAISAL, stuck), (RESULT, results), (PAY_LINE, lines), (DEVELOPMENT_PLAN, plans)]
	refuse_both(doc.doctype, old, new, collisions)
	drop_appraisals([pair.gone if pair.gone in needless else pair.kept for pair in pairs])
	drop_reminders(old, new)
	following.before_employee_merge(old, new)
	drop_aspiration(old, new)
	drop_computed(old, new)
	drop_nominations(old, new)


def pay_lines_of(old: str, new: str) -> Iterator[Pair]:
	"""Frozen pay rounds in which both stand: what went to payroll names two people."""
	found = frappe.get_all(
		PAY_LINE,
		filters={"employee": ("in", (old, new)), "state": "Frozen"},
		fields=["name", "employee", "pay_round"],
		order_by="pay_round, name",
	)
	kept = {row.pay_round: row.name for row in found if row.employee == new}
	yield from (
		Pair(row.name, kept[row.pay_round], row.pay_round)
		for row in found
		if row.employee == old and row.pay_round in kept
	)


def drop_computed(old: str, new: str) -> None:
	"""A person has one retention score, and one line in a round that isn't frozen; both are computed anew."""
	line, score = frappe.qb.DocType(PAY_LINE), frappe.qb.DocType("Retention Score")
	frappe.qb.from_(score).delete().where(score.employee == old).run()
	frappe.qb.from_(line).delete().where((line.employee == old) & (line.state == "Draft")).run()


def drop_nominations(old: str, new: str) -> None:
	"""A person stands on a plan once: the nomination of the record which stays holds."""
	candidate = frappe.qb.DocType("Succession Candidate")
	kept = {"employee": new}
	plans = frappe.get_all("Succession Candidate", kept, pluck="plan", order_by="plan", limit=0)
	if plans:
		query = frappe.qb.from_(candidate).delete()
		query.where((candidate.employee == old) & candidate.plan.isin(plans)).run()


def drop_reminders(old: str, new: str) -> None:
	"""A person has one preference, that of the record which stays, and one digest a day."""
	wishes, digest = frappe.qb.DocType("Reminder Preference"), frappe.qb.DocType("Talent Digest")
	if frappe.db.exists("Reminder Preference", {"employee": new}):
		frappe.qb.from_(wishes).delete().where(wishes.employee == old).run()
	days = frappe.get_all("Talent Digest", {"employee": new}, pluck="on_date", order_by="on_date", limit=0)
	if days:
		frappe.qb.from_(digest).delete().where((digest.employee == old) & digest.on_date.isin(days)).run()


def drop_aspiration(old: str, new: str) -> None:
	"""A person has said one thing: what he said under the record that stays."""
	found = frappe.get_all(
		ASPIRATION, {"employee": ("in", (old, new))}, ["name", "employee"], order_by="name"
	)
	if len(found) > 1:
		drop(ASPIRATION, [row.name for row in found if row.employee == old])


def after_employee_rename(doc: Document, _event: str, old: str, new: str, merge: bool = False) -> None:
	"""Employee after_rename: nobody is the own manager, which two records of one person could have been; both pasts count."""
	if not merge:
		return
	for doctype in MANAGED:
		frappe.db.set_value(
			doctype, {"employee": new, "manager": new}, "manager", None, update_modified=False
		)
	handing_over.after_merge(new)
	talent.refresh([new], "Opening History", _("Two employee records became one."), ("Employee", new))


def before_profile_merge(old: str, new: str) -> None:
	"""Two Talent Profiles become one: of two assessments the later stays. It is derived, and the ledger keeps both pasts."""
	found = frappe.get_all(
		ASSESSMENT,
		filters={"profile": ("in", (old, new))},
		pluck="name",
		order_by="as_of desc, modified desc, name",
	)
	for name in found[1:]:
		frappe.db.delete(ASSESSMENT, {"name": name})


def before_role_rename(doc: Document, _event: str, old: str, new: str, merge: bool = False) -> None:
	"""Designation, Company and Department before_rename: what roles require may be said once only. Raises RenameRefused."""
	if not merge:
		return
	column = frappe.scrub(doc.doctype)
	rest = [each for each in SAYS if each != column]
	found = frappe.get_all(
		ROLE_PROFILE,
		filters={column: ("in", (old, new))},
		fields=["name", f"{column} as merged", *rest],
		order_by="name",
	)
	kept = {tuple(row[each] or "" for each in rest): row.name for row in found if row.merged == new}
	pairs = []
	for row in found:
		other = tuple(row[each] or "" for each in rest)
		if row.merged == old and other in kept:
			pairs.append(Pair(row.name, kept[other], ", ".join(filter(None, other)) or _("Everybody")))
	refuse_both(doc.doctype, old, new, [(ROLE_PROFILE, pairs)])
	if column == "company":
		drop_double_companies(old, new)
	else:
		drop_double_wishes(old, new)


def after_role_rename(doc: Document, _event: str, old: str, new: str, merge: bool = False) -> None:
	"""Designation, Company and Department after_rename: titles that are made of their names say the new one."""
	profiles = frappe.get_all(
		ROLE_PROFILE, filters={frappe.scrub(doc.doctype): new}, fields=["name", *SAYS], order_by="name"
	)
	for row in profiles:
		title = ", ".join(filter(None, (row[each] for each in SAYS)))
		frappe.db.set_value(ROLE_PROFILE, row.name, "title", title, update_modified=False)


def pairs_of(doctype: str, old: str, new: str) -> Iterator[Pair]:
	"""Documents of two employees in the same cycle."""
	found = frappe.get_all(
		doctype,
		filters={"employee": ("in", (old, new))},
		fields=["name", "employee", "cycle"],
		order_by="cycle, name",
	)
	kept = {row.cycle: row.name for row in found if row.employee == new}
	yield from (
		Pair(row.name, kept[row.cycle], row.cycle)
		for row in found
		if row.employee == old and row.cycle in kept
	)


def needless_of(names: Iterable[str]) -> set[str]:
	"""Appraisals that may go where another stays: on which nobody has worked since the launch, and cancelled ones."""
	names = list(names) or [""]
	found = frappe.get_all(
		APPRAISAL, filters={"name": ("in", names)}, fields=["name", "state", "version"], order_by="name"
	)
	cancelled = {row.name for row in found if row.state == "Cancelled"}
	early = {row.name for row in found if row.state == UNTOUCHED_STATE and row.version == 1}
	touched = {
		name
		for doctype, column in TRACES.items()
		for name in frappe.get_all(doctype, filters={column: ("in", names)}, pluck=column, order_by="name")
	}
	moved = {"appraisal": ("in", names), "from_state": ("is", "set")}
	touched.update(frappe.get_all("Appraisal Event", filters=moved, pluck="appraisal", order_by="name"))
	return cancelled | early - touched


def drop_appraisals(names: list[str]) -> None:
	"""Take appraisals away with all that hangs on them."""
	if not names:
		return
	reviews = frappe.get_all(REVIEW, filters={"appraisal": ("in", names)}, pluck="name", order_by="name")
	drop(REVIEW, reviews)
	drop(APPRAISAL, names)
	for doctype in (RESULT, "Appraisal Event"):
		frappe.db.delete(doctype, {"appraisal": ("in", names)})


def drop(doctype: str, names: list[str]) -> None:
	"""Documents with their tables."""
	for table in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(table.options, {"parenttype": doctype, "parent": ("in", names or [""])})
	frappe.db.delete(doctype, {"name": ("in", names or [""])})


def drop_double_companies(old: str, new: str) -> None:
	"""A cycle names each company once."""
	cycles = frappe.get_all(CYCLE_COMPANY, filters={"company": new}, pluck="parent", order_by="name")
	frappe.db.delete(CYCLE_COMPANY, {"company": old, "parent": ("in", cycles or [""])})


def drop_double_wishes(old: str, new: str) -> None:
	"""An aspiration names each role once."""
	wishes = frappe.get_all(ASPIRED_ROLE, filters={"designation": new}, pluck="parent", order_by="name")
	frappe.db.delete(ASPIRED_ROLE, {"designation": old, "parent": ("in", wishes or [""])})


def refuse_both(doctype: str, old: str, new: str, collisions: list[tuple[str, list[Pair]]]) -> None:
	"""Say which rows stand against a merge, and what to do. Raises RenameRefused where there are any."""
	rows = [
		_("{0}: {1} and {2} ({3})").format(
			_(kind),
			get_link_to_form(kind, pair.gone),
			get_link_to_form(kind, pair.kept),
			described(kind, pair),
		)
		for kind, pairs in collisions
		for pair in pairs
	]
	if not rows:
		return
	frappe.throw(
		_("{0} {1} can't be merged into {2}, for of these only one may remain:").format(_(doctype), old, new)
		+ f"<br>{'<br>'.join(rows)}<br>"
		+ _(
			"Cancel the appraisals that aren't to count, delete what is said twice, then merge again. Nothing has changed."
		),
		exc=RenameRefused,
		title=_("Not Merged"),
	)


def described(kind: str, pair: Pair) -> Any:
	"""What two rows have in common, as people know it."""
	return (
		pair.cycle
		if kind in (ROLE_PROFILE, PAY_LINE, DEVELOPMENT_PLAN)
		else frappe.db.get_value("Performance Cycle", pair.cycle, "title")
	)
