"""Drafts of development plans for everybody: counted first, then written by a run, which leaves alone who has a plan already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

import frappe
from frappe import _

from talent_performance import store
from talent_performance.access.development import HR, IMPROVEMENT, PLAN
from talent_performance.access.grades import hidden_from
from talent_performance.access.people import hr_companies
from talent_performance.engine.eligibility import within as with_those_within
from talent_performance.flows import kept_fields
from talent_performance.flows.development.drafting import LEFT, WAYS, Drafts, drafts, newest_day
from talent_performance.flows.development.saving import ONBOARDING, OPEN_STATES, SUCCESSION, refuse
from talent_performance.flows.launch import under_way
from talent_performance.flows.participants import departments
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work
from talent_performance.store.competency_tables import APPRAISAL, PUBLISHED
from talent_performance.store.dialect import within
from talent_performance.store.plan_tables import known_successions

KIND, CYCLE = "Draft Development Plans", "Performance Cycle"
# For so many people suggestions are counted while somebody waits; for more the run does it.
COUNTED_AT_ONCE = 3000
# What managers write about somebody whose performance is to improve is never drafted for many.
FOR_MANY = tuple(kind for kind in WAYS if kind != IMPROVEMENT)


class Choice(TypedDict):
	"""For whom plans are drafted."""

	kind: str
	company: str
	department: str
	cycle: str


class Preview(TypedDict):
	"""What would come of it, in words and numbers."""

	counts: list[tuple[str, int]]
	drafts: int


class Asked(NamedTuple):
	"""The people of a choice: all of them, those with an open plan of the kind, and what is suggested to the others."""

	people: list[str]
	there: list[str]
	made: Drafts

	@property
	def without(self) -> list[str]:
		"""To whom nothing is suggested."""
		done = {*self.there, *self.made.plans["employee"]}
		return [name for name in self.people if name not in done]


def choice_from(arguments: Arguments) -> Choice:
	"""Checked arguments of a run or a request. Raises PermissionError, DevelopmentRefused."""
	choice: Choice = {
		"kind": str(arguments.get("kind") or ""),
		"company": str(arguments.get("company") or ""),
		"department": str(arguments.get("department") or ""),
		"cycle": str(arguments.get("cycle") or ""),
	}
	companies = companies_to_draft_for()
	if choice["company"] and companies is not None and choice["company"] not in companies:
		refuse_user(_("You don't work in HR of {0}.").format(choice["company"]))
	if choice["kind"] not in FOR_MANY:
		refuse(
			_("Kind is {0}; expected {1}.").format(choice["kind"], " / ".join(_(kind) for kind in FOR_MANY))
		)
	if choice["department"] and not frappe.db.exists("Department", choice["department"]):
		refuse(_("There is no department {0}. Choose another one.").format(choice["department"]))
	cycle = choice["cycle"]
	if cycle and not (frappe.db.exists(CYCLE, cycle) and frappe.has_permission(CYCLE, "read", doc=cycle)):
		refuse_user(_("There is no cycle {0} that you may see. Choose another one.").format(cycle))
	return choice


def companies_to_draft_for() -> tuple[str, ...] | None:
	"""The companies of which the user works in HR, None for all. Raises PermissionError where there are none."""
	found = hr_companies(frappe.session.user, HR, PLAN)
	if found is not None and not found:
		refuse_user(_("Plans are drafted for many by HR."))
	return found


def refuse_user(message: str) -> None:
	"""Raises PermissionError."""
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))


def people_in(choice: Choice, employees: Sequence[str] | None = None) -> list[str]:
	"""Whom the choice means, as far as the user works in their HR and their grade isn't closed to him."""
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.name).where(table.status != LEFT)
	companies = companies_to_draft_for()
	if companies is not None:
		query = query.where(table.company.isin(companies))
	if choice["company"]:
		query = query.where(table.company == choice["company"])
	if choice["department"]:
		query = query.where(
			table.department.isin(sorted(with_those_within(departments(), choice["department"])))
		)
	if choice["cycle"]:
		query = query.where(table.name.isin(published_in(choice["cycle"])))
	if choice["kind"] == ONBOARDING:
		query = query.where(table.date_of_joining >= newest_day())
	if employees is not None:
		query = query.where(within(table.name, list(employees)))
	found = query.orderby(table.name).run(pluck=True)
	if choice["kind"] == SUCCESSION:
		knowing = set(known_successions(found)["employee"])
		found = [name for name in found if name in knowing]
	hidden = hidden_from(frappe.session.user, found)
	return [name for name in found if name not in hidden]


def published_in(cycle: str) -> frappe.qb:
	"""Whose appraisal of a cycle is published."""
	appraisal = frappe.qb.DocType(APPRAISAL)
	query = frappe.qb.from_(appraisal).select(appraisal.employee)
	return query.where((appraisal.cycle == cycle) & appraisal.state.isin(PUBLISHED))


def with_open_plan(employees: Sequence[str], kind: str) -> set[str]:
	"""Who has a plan of this kind that is drafted, waits for approval or is worked on."""
	plan = frappe.qb.DocType(PLAN)
	query = frappe.qb.from_(plan).select(plan.employee).distinct()
	query = query.where(within(plan.employee, list(employees)) & plan.state.isin(OPEN_STATES))
	return set(query.where(plan.kind == kind).orderby(plan.employee).run(pluck=True))


def asked(choice: Choice) -> Asked:
	"""Everybody whom the choice means."""
	people = people_in(choice)
	there = with_open_plan(people, choice["kind"])
	rest = [name for name in people if name not in there]
	return Asked(people, sorted(there), drafts(rest, choice["kind"]))


def counts_of(found: Asked) -> list[Count]:
	"""The same in numbers."""
	return [
		*people_counts(found.people, found.there),
		Count("Nothing is suggested to them", len(found.without), found.without),
		Count("New drafts", len(found.made.plans), list(found.made.plans["employee"])),
		Count("Suggested actions", len(found.made.actions)),
	]


def people_counts(people: Sequence[str], there: Sequence[str]) -> list[Count]:
	"""Whom the choice means, and who of them is left alone."""
	return [
		Count("People in scope", len(people)),
		Count("Have an open plan of this kind: left alone", len(there), there),
	]


def preview(arguments: Arguments) -> Preview:
	"""What a run would do. Writes nothing. Raises PermissionError, DevelopmentRefused."""
	choice = choice_from(arguments)
	people = people_in(choice)
	there = with_open_plan(people, choice["kind"])
	open_to = len(people) - len(there)
	if open_to > COUNTED_AT_ONCE:
		lines = [
			*people_counts(people, sorted(there)),
			Count("Without one: too many to look through at once, the run does it", open_to),
		]
		return {"counts": [(_(line.label), line.count) for line in lines], "drafts": open_to}
	found = asked(choice)
	return {
		"counts": [(_(line.label), line.count) for line in counts_of(found)],
		"drafts": len(found.made.plans),
	}


def start(arguments: Arguments) -> str:
	"""Start the run; one for the same choice that is under way goes on. Its name. Raises PermissionError, DevelopmentRefused."""
	choice = choice_from(arguments)
	return under_way(KIND, choice) or control.start(KIND, choice)


def plan(arguments: Arguments) -> list[list[str]]:
	"""Who has no open plan of the kind."""
	choice = choice_from(arguments)
	people = people_in(choice)
	there = with_open_plan(people, choice["kind"])
	return [[name] for name in people if name not in there]


def dry_run(arguments: Arguments) -> list[Count]:
	"""What would be drafted, in numbers."""
	return counts_of(asked(choice_from(arguments)))


def work(part: Work) -> list[str]:
	"""Drafts for these people, as far as they still have no open plan of the kind: asked with their records locked."""
	choice = choice_from(part.arguments)
	keys = people_in(choice, part.keys)
	lock(keys)
	there = with_open_plan(keys, choice["kind"])
	made = drafts([name for name in keys if name not in there], choice["kind"])
	reserved = (part.names or [])[: len(made.plans)] or None
	return insert(made, reserved)


def insert(made: Drafts, reserved: Sequence[str] | None = None, *, one_by_one: bool = False) -> list[str]:
	"""Write drafts; who listened, where they were written one by one."""
	with kept_fields.writing():
		return store.insert(
			PLAN, made.plans, {"actions": made.actions}, reserved=reserved, one_by_one=one_by_one
		).listeners


def lock(employees: Sequence[str]) -> None:
	"""Nobody else begins a plan for these people until the transaction ends, as a document locks its one."""
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.name).where(within(table.name, list(employees)))
	query.orderby(table.name).for_update().run()


DRAFT_PLANS = KindOfRun(
	title=KIND,
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=HR,
	names_for=PLAN,
	check=choice_from,
)
