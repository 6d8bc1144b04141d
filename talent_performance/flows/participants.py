"""The people whom a cycle could be about, as tables for the engine: who they are, above whom, and what the cycle says of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, format_date, getdate

from talent_performance.access.lines import CURRENT
from talent_performance.engine.eligibility import Terms, eligibility
from talent_performance.engine.periods import CycleDates, own_periods
from talent_performance.exceptions import EligibilityHookMisfit
from talent_performance.store import frames
from talent_performance.store.dialect import within
from talent_performance.store.policy import templates_in

CYCLE, APPRAISAL = "Performance Cycle", "Performance Appraisal"
HOOK = "talent_eligibility"
STATUSES = {
	"Active": ("Active",),
	"Active and Inactive": ("Active", "Inactive"),
	"Active, Inactive and Suspended": ("Active", "Inactive", "Suspended"),
}
# Column of our tables → field of Employee. Frappe HR adds those of OPTIONAL.
FIELDS = {
	"employee": "name",
	"employee_name": "employee_name",
	"status": "status",
	"joined": "date_of_joining",
	"left": "relieving_date",
	"contract_end": "contract_end_date",
	"company": "company",
	"department": "department",
	"branch": "branch",
	"designation": "designation",
	"user": "user_id",
}
OPTIONAL = {"grade": "grade", "employment_type": "employment_type"}
DECISION = ["takes_part", "template", "rule", "reason"]


class Participants(NamedTuple):
	"""People with what the cycle says of each: takes_part, template, rule, reason, and the own dates."""

	cycle: Document
	people: pd.DataFrame

	@property
	def taking_part(self) -> pd.DataFrame:
		"""Only those who take part."""
		return self.people[self.people["takes_part"]]


def participants(cycle: str, employees: Sequence[str] | None = None, *, new: bool = False) -> Participants:
	"""Everybody of the cycle's companies, or these employees of them; `new`: only who has no appraisal in it yet."""
	document = frappe.get_doc(CYCLE, cycle)
	people = people_of(document, employees, new=new)
	decided = decide(document, people)
	late = getdate() if document.state != "Draft" else None
	dates = own_periods(people, dates_of(document), late)
	return Participants(document, pd.concat([people, decided[DECISION], dates], axis=1))


def people_of(cycle: Document, employees: Sequence[str] | None, *, new: bool) -> pd.DataFrame:
	"""Employee records of the cycle's companies with manager, second manager and profile. Leavers are among them.

	Managers come from `reports_to` itself, and not from Reporting Line, which a background job brings up to date: who
	joins today has none there yet. Who has left, and oneself, is nobody's manager.
	"""
	employee = frappe.qb.DocType("Employee")
	query, columns = staff_query()
	query = query.where(employee.company.isin([line.company for line in cycle.companies] or [""]))
	if employees is not None:
		query = query.where(within(employee.name, employees))
	if new:
		appraisal = frappe.qb.DocType(APPRAISAL)
		mine = (appraisal.employee == employee.name) & (appraisal.cycle == cycle.name)
		query = query.left_join(appraisal).on(mine).where(appraisal.name.isnull())
	found = table_of(query.orderby(employee.name).run(), columns)
	return found.assign(member=found["user"].isin(project_users(cycle)))


def staff_query() -> tuple[object, list[str]]:
	"""Every Employee whose data wasn't erased, with manager, second manager and profile, and the names of the columns."""
	employee = frappe.qb.DocType("Employee")
	above, top = (frappe.qb.DocType("Employee").as_(name) for name in ("above", "top"))
	employment = frappe.qb.DocType("Talent Profile Employment")
	meta = frappe.get_meta("Employee")
	fields = {**FIELDS, **{column: field for column, field in OPTIONAL.items() if meta.has_field(field)}}
	managers = (above.name == employee.reports_to) & above.status.isin(CURRENT)
	managers &= (above.name != employee.name) & above.talent_erased_on.isnull()
	seconds = (top.name == above.reports_to) & top.status.isin(CURRENT)
	seconds &= (top.name != employee.name) & (top.name != above.name)
	query = (
		frappe.qb.from_(employee)
		.left_join(above)
		.on(managers)
		.left_join(top)
		.on(seconds)
		.left_join(employment)
		.on(employment.employee == employee.name)
		.where(employee.talent_erased_on.isnull())
		.select(
			*(employee[field] for field in fields.values()),
			above.name,
			above.employee_name,
			top.name,
			employment.parent,
		)
	)
	return query, [*fields, "manager", "manager_name", "second_manager", "profile"]


def table_of(rows: Sequence[Sequence], columns: Sequence[str]) -> pd.DataFrame:
	"""Rows as a table of plain values, null where empty, with the columns that only some sites have."""
	missing = [column for column in OPTIONAL if column not in columns]
	return frames.table_of(rows, columns).assign(**dict.fromkeys(missing))


def project_users(cycle: Document) -> list[str]:
	"""The users of a project cycle's project."""
	if cycle.kind != "Project":
		return []
	return frappe.get_all(
		"Project User", filters={"parent": cycle.project}, pluck="user", order_by="idx, name"
	)


def decide(cycle: Document, people: pd.DataFrame) -> pd.DataFrame:
	"""Who takes part, with which template, and why not; a customer's hook has the last word."""
	decided = eligibility(
		people, rules_of(cycle), departments(), terms_of(cycle), translate=_, show_date=format_date
	)
	for path in frappe.get_hooks(HOOK):
		decided = asked(path, people, decided, cycle.name)
	return decided


def asked(path: str, people: pd.DataFrame, decided: pd.DataFrame, cycle: str) -> pd.DataFrame:
	"""What a customer's function makes of the table. Raises EligibilityHookMisfit for one that we can't use."""
	function: Callable[[pd.DataFrame, str], pd.DataFrame] = frappe.get_attr(path)
	given = people.join(decided[DECISION])
	answer = function(given.copy(), cycle)
	misfit = misfit_of(given, answer)
	if misfit:
		frappe.throw(
			_("The hook {0} in {1}: {2}.").format(path, HOOK, misfit),
			exc=EligibilityHookMisfit,
			title=_("Eligibility Hook"),
		)
	chosen = answer.set_index("employee").loc[given["employee"], DECISION].set_axis(decided.index)
	takes_part = chosen["takes_part"].astype(bool)
	return decided.assign(
		takes_part=takes_part,
		template=chosen["template"].astype(object).where(takes_part, None),
		rule=chosen["rule"],
		reason=chosen["reason"].astype(object).where(~takes_part, None),
	)


def misfit_of(given: pd.DataFrame, answer: object) -> str:
	"""What is wrong with a hook's answer, in words; empty where nothing is."""
	if not isinstance(answer, pd.DataFrame):
		return _("it must return a table (DataFrame)")
	missing = [column for column in ["employee", *DECISION] if column not in answer]
	if missing:
		return _("the table it returns lacks {0}").format(", ".join(missing))
	if sorted(answer["employee"]) != sorted(given["employee"]):
		return _(
			"the table it returns must have the same employees, each once; set takes_part to leave one out"
		)
	chosen = answer["takes_part"].astype(bool)
	unsaid = answer["template"].isna().where(chosen, answer["reason"].isna())
	if unsaid.any():
		name = answer.loc[unsaid, "employee"].iloc[0]
		return _("{0} needs a template to take part, or a reason not to").format(name)
	return ""


def rules_of(cycle: Document) -> pd.DataFrame:
	"""The cycle's rules in the engine's words, in their order."""
	columns = ["effect", "attribute", "value", "template"]
	rows = [
		(line.effect.lower(), line.attribute.lower(), line.value, line.template or None)
		for line in cycle.rules
	]
	return pd.DataFrame(rows, columns=columns, dtype=object)


def departments() -> pd.DataFrame:
	"""Every department with the one above it; by parent and not by lft/rgt, which go stale."""
	table = frappe.qb.DocType("Department")
	rows = frappe.qb.from_(table).select(table.name, table.parent_department).orderby(table.name).run()
	return pd.DataFrame(list(rows), columns=["department", "parent"], dtype=object)


def terms_of(cycle: Document) -> Terms:
	"""What the cycle asks of everybody."""
	return Terms(
		start=getdate(cycle.start_date),
		end=getdate(cycle.end_date),
		statuses=STATUSES[cycle.employment_status],
		joined_from=getdate(cycle.joined_from) if cycle.joined_from else None,
		joined_until=getdate(cycle.joined_until) if cycle.joined_until else None,
		contract_ends_within=cycle.kind == "Contract End",
		members_only=cycle.kind == "Project",
		default_template=default_template(cycle),
		templates=templates_in(cycle.policy) if cycle.policy else None,
	)


def default_template(cycle: Document) -> str | None:
	"""The template for whom no rule says another: the cycle's, else that of Talent Settings."""
	return cycle.default_template or frappe.db.get_single_value("Talent Settings", "default_template") or None


def dates_of(cycle: Document) -> CycleDates:
	"""The cycle's days. Without a phase of goal setting everybody has as long as a joiner."""
	due = phases_due(cycle)
	start, end = getdate(cycle.start_date), getdate(cycle.end_date)
	days = cint(frappe.get_cached_doc("Talent Settings").goal_days_for_joiners)
	return CycleDates(
		start=start,
		end=end,
		goals_due=due.get("Goal Setting") or min(add_days(start, days), end),
		days_for_joiners=days,
		until_contract_end=cycle.kind == "Contract End",
	)


def phases_due(cycle: Document) -> dict[str, date]:
	"""Until when each phase lasts."""
	return {line.phase: getdate(line.due_date) for line in cycle.phases}
