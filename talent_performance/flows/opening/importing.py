"""Opening history as runs: an import of a checked file, and taking one back while nothing else rests on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.access.people import employees_of
from talent_performance.exceptions import OpeningRefused
from talent_performance.flows import talent
from talent_performance.flows.launch import under_way
from talent_performance.flows.opening.check import Checked, check
from talent_performance.flows.opening.cycles import CYCLE, make_missing
from talent_performance.flows.opening.people import IMPORTERS, companies
from talent_performance.flows.opening.stored import POTENTIAL, RESULT
from talent_performance.flows.opening.writing import CAUSE, RUN, SETTLED, documents_of, write
from talent_performance.flows.participants import APPRAISAL
from talent_performance.rehearsal.files import PathError
from talent_performance.rehearsal.mapping import MapError
from talent_performance.rehearsal.writing import safe
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work
from talent_performance.store.dialect import within

IMPORT, BACK = "Import Opening History", "Take Back Opening History"
WRITTEN = (APPRAISAL, RESULT, POTENTIAL)
NAMED = 5
SHOWN = 20


class Import(TypedDict):
	"""One import, or taking one back, for the page."""

	run: str
	title: str
	kind: str
	state: str
	progress: float
	started_at: object
	rows: int
	error: str
	taken_back: bool


def check_may_import() -> None:
	"""Raises PermissionError for whoever is neither HR Manager nor Talent Manager of a company."""
	user = frappe.session.user
	if user != "Administrator" and companies(user) == ():
		frappe.throw(
			_("Opening history is imported by an HR Manager or a Talent Manager of the company."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def file_of(name: str) -> Document:
	"""An uploaded file that is the user's own: nobody reads somebody else's through an import. Raises PermissionError."""
	check_may_import()
	file = frappe.get_doc("File", name)
	if file.owner != frappe.session.user or not file.is_private:
		frappe.throw(
			_("Upload the file yourself, as a private file."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	return file


def look_at(file: str, mapping: Mapping[str, Any]) -> Checked:
	"""Check a file for the session's user. Raises PermissionError, OpeningRefused for a file or a map that can't be used."""
	document = file_of(file)
	try:
		return check(document.get_full_path(), mapping, frappe.session.user)
	except (PathError, MapError) as e:
		frappe.throw(frappe.utils.escape_html(str(e)), exc=OpeningRefused, title=_("This File Can't Be Read"))


def problems_csv(file: str, mapping: Mapping[str, Any]) -> bytes:
	"""Every problem of a file, as CSV; what a spreadsheet would run is kept from it."""
	found = look_at(file, mapping).problems.astype(object)
	texts = found.where(found.notna(), "").map(lambda value: safe(str(value)))
	return texts.to_csv(index=False).encode("utf-8-sig")


def start(file: str, mapping: Mapping[str, Any]) -> str:
	"""Start the run that imports a file; returns its name. Raises PermissionError, OpeningRefused where anything is wrong."""
	arguments = {"file": file, "map": json.dumps(mapping, sort_keys=True)}
	faultless(arguments)
	return under_way(IMPORT, arguments) or control.start(IMPORT, arguments)


def faultless(arguments: Arguments) -> Checked:
	"""What a run is to import. Raises OpeningRefused where a single row is wrong: then nothing is written."""
	found = look_at(str(arguments["file"]), json.loads(str(arguments["map"])))
	if found.errors:
		frappe.throw(
			_("{0} problems keep this file from being imported. Nothing has been written.").format(
				found.errors
			),
			exc=OpeningRefused,
			title=_("Not Imported"),
		)
	return found


def plan(arguments: Arguments) -> list[list[str]]:
	"""Whom the import is about; from here on its cycles are there."""
	new = faultless(arguments).new
	if len(new):
		make_missing(new)
	return [[employee] for employee in sorted(new["who"].unique())]


def work(asked: Work) -> list[str]:
	"""What the file says of these people, as far as it isn't there."""
	found = faultless(asked.arguments)
	rows = found.new[found.new["who"].isin(asked.keys)]
	return [] if rows.empty else write(rows, asked.run)


def dry_run(arguments: Arguments) -> list[Count]:
	"""The same in numbers."""
	return look_at(str(arguments["file"]), json.loads(str(arguments["map"]))).counts


def imports() -> list[Import]:
	"""The latest imports that the user may see, the newest first."""
	check_may_import()
	found = frappe.get_list(
		RUN,
		filters={"kind": ("in", (IMPORT, BACK)), "dry_run": 0},
		fields=[
			"name",
			"title",
			"kind",
			"state",
			"progress",
			"arguments",
			"started_at",
			"rows_done",
			"error",
		],
		order_by="creation desc, name desc",
		limit=SHOWN,
	)
	return [
		{
			"run": run.name,
			"title": run.title,
			"kind": run.kind,
			"state": run.state,
			"progress": run.progress,
			"started_at": run.started_at,
			"rows": run.rows_done,
			"error": run.error or "",
			"taken_back": run.kind == IMPORT
			and run.state == "Completed"
			and not documents_of(run.name, RESULT),
		}
		for run in found
	]


def start_back(run: str) -> str:
	"""Start the run that takes an import back; returns its name. Raises PermissionError, OpeningRefused."""
	arguments = {"import": run}
	may_go(arguments)
	return under_way(BACK, arguments) or control.start(BACK, arguments)


def may_go(arguments: Arguments) -> list[str]:
	"""The people of an import that can be taken back. Raises PermissionError, OpeningRefused with what rests on it."""
	check_may_import()
	run = str(arguments["import"])
	check_is_import(run)
	people = people_of(run)
	if set(people) & set(employees_of(frappe.session.user)):
		frappe.throw(
			_("This import is also about yourself: a colleague takes it back."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	mine = companies(frappe.session.user)
	homes = frappe.get_all(
		"Employee", {"name": ("in", people)}, pluck="company", distinct=True, order_by=None
	)
	if mine is not None and not set(homes) <= set(mine):
		frappe.throw(
			_("This import is also about people of other companies."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	reasons = list(resting_on(run, people))
	if reasons:
		frappe.throw(
			_("This import can't be taken back: {0}.").format("; ".join(reasons)),
			exc=OpeningRefused,
			title=_("In Use"),
		)
	return people


def check_is_import(run: str) -> None:
	"""What goes is found by the run's name, so it must be one. Raises PermissionError, also where there is no such run."""
	if frappe.db.get_value(RUN, {"name": run, "kind": IMPORT, "dry_run": 0}, "name") != run:
		frappe.throw(
			_("There is no import {0}.").format(frappe.utils.escape_html(run)),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def people_of(run: str) -> list[str]:
	"""Whom an import wrote something about."""
	found: dict[str, None] = {}
	for doctype in (RESULT, POTENTIAL):
		table = frappe.qb.DocType(doctype)
		query = frappe.qb.from_(table).select(table.employee).distinct().where(table.name.like(f"{run}-%"))
		found |= dict.fromkeys(query.orderby(table.employee).run(pluck=True))
	return list(found)


def resting_on(run: str, people: Sequence[str]) -> Iterator[str]:
	"""What has been done since with what an import brought, in words."""
	table, cycle, result = (frappe.qb.DocType(name) for name in (APPRAISAL, CYCLE, RESULT))
	moved = (
		frappe.qb.from_(table)
		.select(table.name)
		.where(table.name.like(f"{run}-%") & (table.state != SETTLED))
	)
	names = moved.orderby(table.name).run(pluck=True)
	if names:
		yield _("{0} of its appraisals were reopened ({1})").format(len(names), ", ".join(names[:NAMED]))
	since = frappe.db.get_value(RUN, run, "finished_at")
	closed = (
		frappe.qb.from_(result)
		.join(cycle)
		.on(cycle.name == result.cycle)
		.select(cycle.title)
		.distinct()
		.where(within(result.employee, people) & (cycle.imported == 0) & (cycle.closed_on > since))
		.orderby(cycle.title)
	)
	titles = closed.run(pluck=True)
	if titles:
		yield _("{0} was closed since, and its boxes and movements were worked out with it").format(
			", ".join(titles)
		)


def plan_back(arguments: Arguments) -> list[list[str]]:
	"""Whose history goes."""
	return [[name] for name in may_go(arguments)]


def work_back(asked: Work) -> list[str]:
	"""Take away what the import wrote about these people, and let them stand where they stood without it."""
	run = str(asked.arguments["import"])
	for doctype in WRITTEN:
		delete(doctype, documents_of(run, doctype, asked.keys))
	placement = frappe.qb.DocType(talent.PLACEMENT)
	mine = (placement.source_type == RUN) & (placement.source_name == run)
	frappe.qb.from_(placement).delete().where(mine & within(placement.employee, asked.keys)).run()
	forget_places(asked.keys)
	return talent.refresh(asked.keys, CAUSE, source=(RUN, asked.run))


def delete(doctype: str, names: Sequence[str]) -> None:
	"""Documents with their rows; below the ORM, as they came."""
	for field in frappe.get_meta(doctype).get_table_fields():
		child = frappe.qb.DocType(field.options)
		frappe.qb.from_(child).delete().where(
			(child.parenttype == doctype) & within(child.parent, names)
		).run()
	table = frappe.qb.DocType(doctype)
	frappe.qb.from_(table).delete().where(within(table.name, names)).run()


def forget_places(employees: Sequence[str]) -> None:
	"""Whoever was never placed but by the import, and has nothing of which a place could be made, has none."""
	people = talent.people_of(employees)
	records = people["employee"].unique()
	kept: set[str] = set()
	for doctype in (talent.PLACEMENT, RESULT, POTENTIAL):
		table = frappe.qb.DocType(doctype)
		query = (
			frappe.qb.from_(table).select(table.employee).distinct().where(within(table.employee, records))
		)
		kept |= set(query.run(pluck=True))
	known = people.loc[people["employee"].isin(kept), "person"].unique()
	alone = people.loc[~people["person"].isin(known), "person"].unique()
	table = frappe.qb.DocType(talent.ASSESSMENT)
	frappe.qb.from_(table).delete().where(within(table.profile, alone)).run()


def finish_back(arguments: Arguments) -> None:
	"""Imported cycles that nobody is in any more go, too."""
	names = frappe.get_all(CYCLE, {"imported": 1}, pluck="name", order_by="name")
	used: set[str] = set()
	for doctype in (APPRAISAL, POTENTIAL):
		table = frappe.qb.DocType(doctype)
		query = frappe.qb.from_(table).select(table.cycle).distinct().where(within(table.cycle, names))
		used |= set(query.run(pluck=True))
	delete(CYCLE, [name for name in names if name not in used])


def dry_run_back(arguments: Arguments) -> list[Count]:
	"""How much would go."""
	people, run = may_go(arguments), str(arguments["import"])
	return [
		Count(_("People"), len(people)),
		Count(_("Results"), len(documents_of(run, RESULT))),
		Count(_("Potential assessments"), len(documents_of(run, POTENTIAL))),
	]


IMPORT_HISTORY = KindOfRun(IMPORT, plan, work, dry_run, IMPORTERS, chunk_size=1000)
TAKE_BACK = KindOfRun(
	BACK, plan_back, work_back, dry_run_back, IMPORTERS, chunk_size=1000, finish=finish_back
)
