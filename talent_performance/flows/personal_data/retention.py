"""What is older than its kind is kept goes, by a run with a dry run: never what a legal hold covers or what belongs to an open cycle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import cint, getdate, today

from talent_performance.access.companies import permitted_companies
from talent_performance.access.data_requests import FILERS, refuse
from talent_performance.engine.personal_data import kept_since
from talent_performance.exceptions import DataRequestRefused
from talent_performance.flows.personal_data.erasing import unlinked
from talent_performance.flows.personal_data.holds import held_records
from talent_performance.runs import control, ledger
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work
from talent_performance.store import traces
from talent_performance.store.dialect import within

KIND, SETTINGS, CYCLE = "Purge Old Records", "Talent Settings", "Performance Cycle"
OVER = ("Published", "Cancelled")
UNDER_WAY = ("Queued", "Running")
BETWEEN = "|"


@dataclass(frozen=True)
class Kept:
	"""A kind of record: its DocType, the day from which it ages, and what goes with it (DocType → the column that names it).

	What belongs to a cycle ages from the end of that, and only once it is over. `only`: conditions for rows that may go.
	"""

	doctype: str
	day: str
	goes_along: Mapping[str, str] = field(default_factory=dict)
	subject: str = "employee"
	by_cycle: bool = False
	only: Mapping[str, Sequence[str]] = field(default_factory=dict)


KEPT = {
	"Objectives": Kept(
		"Objective",
		"due_date",
		{"Key Result Update": "objective", "Objective Change": "objective", "Key Result": "objective"},
		by_cycle=True,
		only={"level": ("Individual",)},
	),
	"Check-ins": Kept("Check-in", "on_date", {"Check-in Note": "check_in"}),
	"Check-in Notes": Kept("Check-in Note", "on_date"),
	"Feedback Notes": Kept("Feedback Note", "on_date"),
	"Appraisals": Kept(
		"Performance Appraisal",
		"end_date",
		{"Appraisal Review": "appraisal", "Appraisal Result": "appraisal", "Appraisal Event": "appraisal"},
		by_cycle=True,
	),
	# By person, so that a hold on one of a round keeps hers; a round without people speaks of nobody.
	"360 Feedback": Kept(
		"Feedback Request",
		"creation",
		dict.fromkeys(("Feedback Response", "Feedback Invitation", "Feedback Result"), "request"),
		only={"state": ("Released", "Withdrawn")},
	),
	"Career Aspirations": Kept("Career Aspiration", "updated_on"),
	"Potential Assessments": Kept("Potential Assessment", "assessed_on"),
	"Competency Assessments": Kept("Competency Assessment", "assessed_on"),
	"Pay Round Lines": Kept("Pay Round Line", "creation", only={"state": ("Frozen",)}),
	"Retention Assessments": Kept("Retention Assessment", "assessed_on"),
	"Retention Scores": Kept("Retention Score", "as_of"),
	"Succession Candidates": Kept("Succession Candidate", "decided_on", only={"status": ("Withdrawn",)}),
	"Stay Plans": Kept("Stay Plan", "ended_on", only={"state": ("Done", "Dropped")}),
	"Development Plans": Kept("Development Plan", "ended_on", only={"state": ("Completed", "Cancelled")}),
	"Talent Placements": Kept("Talent Placement", "placed_on", by_cycle=True),
	"Leadership Assessments": Kept("Leadership Assessment", "assessed_on"),
	"Talent Pool Members": Kept("Talent Pool Member", "ended_on", only={"status": ("Declined", "Left")}),
	"Calibration Moves": Kept("Calibration Move", "at", by_cycle=True),
	"Reporting Line History": Kept("Reporting Line History", "to_date"),
	"Answers to Requests": Kept("Personal Data Answer", "given_on"),
	"Insight Logs": Kept("Insight Log", "asked_on"),
	"Talent Runs": Kept(
		ledger.RUN,
		"finished_at",
		subject="",
		only={"state": ("Completed", "Completed with Refusals", "Cancelled")},
	),
}


def periods() -> dict[str, int]:
	"""Kind → months, as Talent Settings say; a kind of 0 months is kept."""
	lines = frappe.get_cached_doc(SETTINGS).retention
	return {line.kind: cint(line.months) for line in lines if cint(line.months)}


def due(kind: str, months: int, names: Sequence[str] | None = None) -> list[str]:
	"""The records of a kind that are older than it is kept, but for those that are held; `names` narrows them."""
	kept = KEPT[kind]
	table, cycle = frappe.qb.DocType(kept.doctype), frappe.qb.DocType(CYCLE)
	since = kept_since(getdate(today()), months)
	query = frappe.qb.from_(table).orderby(table.name)
	old = table[kept.day] < since
	if kept.by_cycle:
		query = query.left_join(cycle).on(cycle.name == table.cycle)
		old = (cycle.state.isin(OVER) & (cycle.end_date < since)) | (cycle.name.isnull() & old)
	query = query.where(old)
	for column, values in kept.only.items():
		query = query.where(table[column].isin(list(values)))
	if names is not None:
		query = query.where(within(table.name, names))
	rows = query.select(table.name, table[kept.subject] if kept.subject else table.name).run()
	held = held_records() if kept.subject else set()
	return [name for name, employee in rows if employee not in held]


def plan(arguments: Arguments) -> list[list[str]]:
	"""Every record that goes. Raises DataRequestRefused where HR hasn't switched it on."""
	if not frappe.db.get_single_value(SETTINGS, "retention_on"):
		frappe.throw(
			_(
				"Talent Settings don't say that old records are purged: switch it on there, under Personal Data."
			),
			exc=DataRequestRefused,
			title=_("Not Switched On"),
		)
	return [[f"{kind}{BETWEEN}{name}"] for kind, months in periods().items() for name in due(kind, months)]


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many of each kind would go, and what is left alone because of a hold."""
	held = len(held_records())
	lines = [Count(kind, len(due(kind, months))) for kind, months in periods().items()]
	return [*lines, Count("Employee records under a legal hold, left alone", held)]


def work(asked: Work) -> list[str]:
	"""Delete these records with what belongs to them, as far as they may still go."""
	months, of = periods(), dict[str, list[str]]()
	for key in asked.keys:
		kind, _between, name = key.partition(BETWEEN)
		of.setdefault(kind, []).append(name)
	for kind, names in of.items():
		if kind in months:
			purge(KEPT[kind], due(kind, months[kind], names))
	return []


def purge(kept: Kept, names: Sequence[str]) -> None:
	"""Records away, with their own, and links to them from what stays."""
	if not names:
		return
	doomed = {other: traces.names_where(other, column, names) for other, column in kept.goes_along.items()}
	doomed = {other: found for other, found in {**doomed, kept.doctype: list(names)}.items() if found}
	files = traces.delete_documents(doomed)
	for doctype in traces.our_doctypes():
		sum(unlinked(doctype, doomed))
	if files:
		frappe.db.after_commit.add(lambda: traces.remove_files(files))


def check_may_purge(arguments: Arguments) -> None:
	"""It goes through all companies. Raises PermissionError for whoever is limited to some."""
	if permitted_companies(frappe.session.user, SETTINGS) is not None:
		refuse(
			_(
				"Old records go in all companies at once: somebody whose access isn't limited to some starts it."
			)
		)


def every_month() -> None:
	"""Start the run where HR has switched it on and there is something to do; one that is under way goes on."""
	if not frappe.db.get_single_value(SETTINGS, "retention_on"):
		return
	if frappe.db.exists(ledger.RUN, {"kind": KIND, "state": ("in", UNDER_WAY), "dry_run": 0}):
		return
	if any(due(kind, months) for kind, months in periods().items()):
		control.start(KIND)


def defaults() -> Iterator[dict[str, object]]:
	"""With what Talent Settings begin; nothing is purged until HR switches it on."""
	for kind, months in MONTHS.items():
		yield {"kind": kind, "months": months}


MONTHS = {
	"Objectives": 36,
	"Check-ins": 24,
	"Check-in Notes": 24,
	"Feedback Notes": 24,
	"Appraisals": 60,
	"360 Feedback": 36,
	"Career Aspirations": 36,
	"Potential Assessments": 36,
	"Competency Assessments": 60,
	"Pay Round Lines": 60,
	"Retention Assessments": 24,
	"Retention Scores": 12,
	"Stay Plans": 24,
	"Succession Candidates": 36,
	"Development Plans": 36,
	"Talent Placements": 60,
	"Leadership Assessments": 36,
	"Talent Pool Members": 36,
	"Calibration Moves": 60,
	"Reporting Line History": 60,
	"Answers to Requests": 12,
	"Insight Logs": 12,
	"Talent Runs": 12,
}
PURGE = KindOfRun(
	title="Purge Old Records",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=FILERS,
	check=check_may_purge,
)
