"""Cycles for tests: templates, roles, people of a small company, and a launch done at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

import frappe
from frappe.utils import add_days, getdate

from people import COMPANY, OTHER_COMPANY, make_employee, make_other_company, user_of
from staff import hush_general_hooks
from talent_performance.flows import launch
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.runs import ledger, worker
from talent_performance.store import listeners

OWN_TO_EACH_WRITE = {"name", "parent", "creation", "modified"}
STAFF, LEADERS, EMPTY = "Launch Staff", "Launch Leaders", "Launch Weightless"
POLICY = '{"name": "Of the test"}'


@dataclass
class Firm:
	"""Who is who: Employee names and users by what they are."""

	of: dict[str, str]
	users: dict[str, str] = field(default_factory=dict)


def firm() -> Iterator[Firm]:
	"""For a module's fixture: set up once in a transaction that is never committed."""
	asked = listeners.harmless_by_hook
	hush_general_hooks()
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	with pytest.MonkeyPatch.context() as patch:
		stay_in_transaction(patch)
		yield make_firm()
	listeners.harmless_by_hook = asked
	frappe.set_user("Administrator")
	frappe.db.rollback()
	frappe.clear_cache()


def savepoint() -> Iterator[None]:
	"""For each test: what it changes, it changes for itself. Caches of what is changed here go; the others are dear."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.db.value_cache.clear()
	frappe.clear_document_cache("Talent Settings", "Talent Settings")


def make_firm() -> Firm:
	"""Two companies, a line of three, HR of both, somebody who left and somebody who joins within the year."""
	make_other_company()
	make_setup()
	hr = ("HR Manager",)
	of = {"boss": make_employee("Launchboss", user=False)}
	of["manager"] = make_employee(
		"Launchmanager", of["boss"], designation="Launch Lead", department=dept("Sales")
	)
	of["second manager"] = make_employee("Launchsecond", of["boss"], user=False, designation="Launch Lead")
	of["clerk"] = make_employee(
		"Launchclerk", of["manager"], user=False, designation="Launch Clerk", department=dept("East")
	)
	of["colleague"] = make_employee("Launchcolleague", of["manager"])
	of["seller"] = make_employee("Launchseller", of["manager"], designation="Launch Seller", user=False)
	of["joiner"] = make_employee("Launchjoiner", of["manager"], user=False, date_of_joining=day(40))
	of["leaver"] = make_employee("Launchleaver", user=False, status="Left", relieving_date="2025-06-30")
	of["abroad"] = make_employee("Launchabroad", of["manager"], user=False, company=OTHER_COMPANY)
	of["hr"] = make_employee("Launchhr", of["boss"], roles=hr)
	of["hr clerk"] = make_employee("Launchhrclerk", of["boss"], roles=("HR User",))
	of["hr abroad"] = make_employee("Launchhrabroad", roles=hr, company=OTHER_COMPANY)
	of["talent"] = make_employee("Launchtalent", of["boss"], roles=("Talent Manager",))
	named = ("manager", "colleague", "hr", "hr clerk", "hr abroad", "talent")
	return Firm(of, {name: user_of(of[name]) for name in named})


def day(number: int) -> str:
	"""A day of the cycle's year, which began 100 days ago."""
	return str(add_days(getdate(), number - 100))


def dept(name: str) -> str:
	"""A department of the firm."""
	return f"Launch {name} - NT"


def make_setup() -> None:
	"""Departments, and what goes with them."""
	for name, parent in (("Sales", None), ("East", dept("Sales")), ("Finance", None)):
		put(
			"Department",
			dept(name),
			department_name=f"Launch {name}",
			company=COMPANY,
			parent_department=parent,
		)
	make_roles()


def make_roles() -> None:
	"""Templates, and what roles require."""
	for name in ("Launch Lead", "Launch Clerk", "Launch Seller"):
		put("Designation", name, designation_name=name)
	for name in ("Care", "Courage", "Counting"):
		put("Competency", f"Launch {name}", competency_name=f"Launch {name}")
	components = [("Objectives", 60), ("Competencies", 40)]
	template(STAFF, components, self_review=1)
	template(LEADERS, [*components, ("Values", 20)], mid_year_review=1, second_level_review=1)
	template(EMPTY, [("Objectives", 0), ("Competencies", 0)])
	role(None, None, "Care")
	role("Launch Clerk", None, "Care", "Counting")
	role("Launch Clerk", COMPANY, "Counting", "Courage")
	role("Launch Lead", None, "Courage")


def put(doctype: str, name: str, **values: object) -> None:
	"""A record written as it is, under its name."""
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, "name": name, **values}).db_insert()


def template(name: str, components: Sequence[tuple[str, float]], **values: object) -> None:
	"""A Review Template."""
	lines = [{"component": component, "weight": weight} for component, weight in components]
	write({"doctype": "Review Template", "name": name, "template_name": name, "components": lines, **values})


def role(designation: str | None, company: str | None, *competencies: str) -> None:
	"""A Role Competency Profile."""
	lines = [
		{"competency": f"Launch {each}", "required_level": at, "weight": at}
		for at, each in enumerate(competencies, start=2)
	]
	name = f"LAUNCH-{designation}-{company}"
	write(
		{
			"doctype": "Role Competency Profile",
			"name": name,
			"designation": designation,
			"company": company,
			"competencies": lines,
		}
	)


def write(values: dict) -> None:
	"""A document with its children, below its controller: what other people's rules say of it isn't this test's."""
	document = frappe.new_doc(values["doctype"]).update(values)
	document.db_insert()
	for child in document.get_all_children():
		child.parent = document.name
		child.db_insert()


def cycle(**values: object) -> str:
	"""A year that began 100 days ago, for the firm's first company, saved by Administrator; returns its name."""
	given = {
		"doctype": CYCLE,
		"title": "Launched in a test",
		"kind": "Annual",
		"start_date": day(0),
		"end_date": day(364),
		"default_template": STAFF,
		"companies": [{"company": COMPANY}],
		**values,
	}
	return frappe.get_doc(given).insert().name


def launched(**values: object) -> str:
	"""A cycle whose launch is through."""
	name = cycle(**values)
	launch_now(name)
	return name


def launch_now(name: str) -> str:
	"""Launch as the session's user, and do what the workers do; returns the run."""
	if not frappe.db.get_value(CYCLE, name, "policy"):
		frappe.db.set_value(CYCLE, name, "policy", POLICY)
	return work_off(launch.launch(name))


def work_off(run: str) -> str:
	"""Prepare a run and do its chunks in this process."""
	worker.prepare(run)
	work_chunks(run)
	return run


def work_chunks(run: str) -> None:
	"""Do in this process what the workers do."""
	for chunk, _attempt in ledger.free_chunks(run):
		worker.work_chunk(chunk)


def appraisal_of(employee: str, name: str) -> frappe.model.document.Document:
	"""Somebody's appraisal in a cycle. Raises DoesNotExistError."""
	return frappe.get_doc(APPRAISAL, {"employee": employee, "cycle": name})


def has_appraisal(employee: str, name: str) -> bool:
	"""Whether somebody has one."""
	return bool(frappe.db.exists(APPRAISAL, {"employee": employee, "cycle": name}))


def written(name: str) -> dict[str, list[dict]]:
	"""Every column of a cycle's appraisals and of their children, apart from names and times."""
	people = dict(
		frappe.get_all(APPRAISAL, filters={"cycle": name}, fields=["name", "employee"], as_list=True)
	)
	found = {}
	for doctype in (APPRAISAL, "Appraisal Segment", "Appraisal Competency"):
		key = "name" if doctype == APPRAISAL else "parent"
		rows = frappe.get_all(doctype, filters={key: ("in", list(people))}, fields=["*"])
		told = [
			{
				"of": people[row[key]],
				**{column: value for column, value in row.items() if column not in OWN_TO_EACH_WRITE},
			}
			for row in rows
		]
		found[doctype] = sorted(told, key=lambda row: (row["of"], row["idx"]))
	return found


def move(appraisal: str, state: str) -> None:
	"""Put an appraisal into a state, whatever led there."""
	frappe.db.set_value(APPRAISAL, appraisal, "state", state)


def stay_in_transaction(patch: pytest.MonkeyPatch) -> None:
	"""Workers commit and roll back whole transactions; in these tests only savepoints go."""
	back = frappe.db.rollback
	patch.setattr(frappe.db, "commit", lambda: None)
	patch.setattr(
		frappe.db, "rollback", lambda *, save_point=None: back(save_point=save_point) if save_point else None
	)
