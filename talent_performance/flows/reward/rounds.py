"""Pay rounds: what a cycle's ratings suggest within a budget, as lines that are computed, looked at and then frozen with a hash."""

from __future__ import annotations

import hashlib
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.styles import Font

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, now

from talent_performance import store
from talent_performance.access.people import employees_of
from talent_performance.engine import reward as engine
from talent_performance.engine.pipeline import SCORING, run_cycle
from talent_performance.engine.rounding import half_up
from talent_performance.exceptions import RewardRefused
from talent_performance.flows import scoring
from talent_performance.flows.reporting import harmless
from talent_performance.flows.reward.pay import pay_of
from talent_performance.store import traces
from talent_performance.store.cycle_tables import APPRAISAL, cycle_tables
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch, filled, in_site_language, text
from talent_performance.store.policy import policy_of

DOCTYPE, LINE, CYCLE = "Pay Round", "Pay Round Line", "Performance Cycle"
DRAFT, FROZEN = "Draft", "Frozen"
OUT = ("Published", "Acknowledged", "Closed without Reply")
# Merit of the levels from the lowest up, to begin with.
FIRST = (0, 0, 2.5, 4, 6)
PERSON = (
	"employee", "employee_name", "company", "department", "designation", "status", "joined", "left", "resigned_on",
)  # fmt: skip
SAYS = (
	"employee", "employee_name", "company", "department", "designation", "rating", "rating_label", "share", "reason", "salary",
	"range_low", "range_high", "position", "percent", "guideline", "merit", "new_salary",
)  # fmt: skip
MERIT = ("percent", "guideline", "merit", "new_salary")
HASHED = tuple(field for field in SAYS if field not in ("employee_name", "company"))
EXPORTED = (*SAYS[:2], *SAYS[3:])


def prepare(document: Document) -> None:
	"""For the controller: a round begins as a draft, with a rule for each level of the cycle's scale."""
	document.update({"state": DRAFT, "frozen_on": None, "frozen_by": None, "content_hash": None})
	own = employees_of(frappe.session.user)
	document.kept_by = own[0] if own else None
	if not document.rules and document.cycle:
		levels = policy_of(document.cycle).rating_scale.levels
		first = FIRST[-len(levels) :]
		for level, percent in zip(levels[-len(first) :], first, strict=True):
			document.append("rules", {"rating": level.value, "third": "Any", "percent": percent})


def check(document: Document) -> None:
	"""For the controller: raises RewardRefused for what can't be saved."""
	before = document.get_doc_before_save()
	if (before and before.state == FROZEN) or (document.state == FROZEN and not document.flags.freezing):
		refuse(
			_("This round is frozen: nothing in it changes any more. Make another one."),
			_("Frozen"),
		)
	frappe.get_doc(CYCLE, document.cycle).check_permission("read")
	known: set[tuple[float, str]] = set()
	levels = {level.value for level in policy_of(document.cycle).rating_scale.levels}
	for line in document.rules:
		if flt(line.rating) not in levels:
			refuse(
				_("Row {0}, Rating: {1} is no level of the cycle's scale; known are {2}.").format(
					line.idx, line.rating, ", ".join(f"{level:g}" for level in sorted(levels))
				)
			)
		if (flt(line.rating), line.third) in known:
			refuse(_("Row {0}: there is a rule for this rating and position already.").format(line.idx))
		if not 0 <= flt(line.percent) <= 100:
			refuse(_("Row {0}, Merit: found {1}, expected 0 to 100 percent.").format(line.idx, line.percent))
		known.add((flt(line.rating), line.third))


def refuse(message: str, title: str = "") -> None:
	"""Raises RewardRefused."""
	frappe.throw(message, exc=RewardRefused, title=title or _("This Round Can't Be Used"))


def remove_lines(document: Document) -> None:
	"""For the controller: a frozen round stays; with a draft go its lines."""
	if document.state == FROZEN:
		refuse(_("This round is frozen and stays on record."), _("Frozen"))
	traces.delete_where(LINE, "pay_round", [document.name])


def compute(document: Document) -> dict[str, Any]:
	"""Lines anew, as the ratings stand now. Raises RewardRefused where there are none, and for a frozen round."""
	if document.state != DRAFT:
		refuse(_("This round is frozen: nothing in it changes any more. Make another one."), _("Frozen"))
	lines, factor = made_of(document)
	if lines.empty:
		refuse(_("Nobody of this company has a published result in this cycle yet."))
	traces.delete_where(LINE, "pay_round", [document.name])
	store.insert(LINE, lines.assign(pay_round=document.name))
	suggested = sum((Decimal(repr(each)) for each in lines["merit"] if each), Decimal(0))
	document.update({"factor": float(factor), "suggested": float(suggested), "computed_on": now()})
	document.save()
	return {
		"people": len(lines),
		"suggested_for": int(lines["reason"].isna().sum()),
		"suggested": float(suggested),
	}


def made_of(document: Document) -> tuple[pd.DataFrame, Decimal]:
	"""What the ratings suggest, as rows of Pay Round Line, and by what it was scaled."""
	people = participants(document)
	if people.empty:
		return people, Decimal(1)
	people = people.merge(ratings(document.cycle, people["appraisal"].tolist()), on="employee", how="left")
	pay = pay_of(document, people["employee"].tolist()).set_axis(people.index)
	people = people.assign(**{column: pay[column] for column in pay})
	period = tuple(pd.Timestamp(each) for each in cycle_days(document.cycle))
	found, factor = engine.lines(people, asked(document), rules_of(document), period, in_site_language)
	return as_lines(found), factor


def asked(document: Document) -> engine.Round:
	"""What the round asks, in the engine's words."""
	return engine.Round(
		pd.Timestamp(document.effective_on),
		cint(document.least_days),
		bool(cint(document.prorated)),
		engine.as_money(flt(document.budget)),
		cint(document.places),
	)


def participants(document: Document) -> pd.DataFrame:
	"""Everybody of the company whose result in the cycle is published, with what eligibility asks of him."""
	appraisal, employee = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType("Employee")
	query = (
		frappe.qb.from_(appraisal)
		.join(employee)
		.on(appraisal.employee == employee.name)
		.select(
			employee.name, employee.employee_name, employee.company, employee.department, employee.designation,
			employee.status, employee.date_of_joining, employee.relieving_date, employee.resignation_letter_date,
			appraisal.name,
		)
		.where((appraisal.cycle == document.cycle) & appraisal.state.isin(OUT))
		.where(employee.company == document.company)
		.orderby(employee.name, appraisal.name)
	)  # fmt: skip
	found = fetch(query, [*PERSON, "appraisal"]).drop_duplicates("employee", keep="last", ignore_index=True)
	dates = ("joined", "left", "resigned_on")
	return found.assign(**{column: pd.to_datetime(found[column]) for column in dates})


def ratings(cycle: str, appraisals: list[str]) -> pd.DataFrame:
	"""The cycle's ratings under the pay policy: without 360 feedback and without aspirational objectives."""
	policy = engine.pay_policy(policy_of(cycle))
	labels = {level.value: level.label for level in policy.rating_scale.levels}
	known = scoring.records(appraisals)
	parts = []
	for as_of, part in known.groupby(scoring.as_of_dates(known), sort=True):
		tables = cycle_tables(cycle, list(part["employee"]))
		results = run_cycle(tables, policy, as_of, steps=SCORING).tables["appraisals"]
		results = results[results["employee"].isin(part["employee"])]
		parts.append(pd.DataFrame({"employee": results["employee"], "rating": results["performance_rating"]}))
	found = pd.concat(parts, ignore_index=True)
	return found.assign(rating_label=found["rating"].map(labels))


def cycle_days(cycle: str) -> tuple[Any, Any]:
	"""Its first and last day."""
	return frappe.db.get_value(CYCLE, cycle, ["start_date", "end_date"])


def rules_of(document: Document) -> pd.DataFrame:
	"""The rules in the engine's words."""
	lines = [
		(flt(line.rating), line.third.lower(), Decimal(repr(flt(line.percent)))) for line in document.rules
	]
	return pd.DataFrame(lines, columns=["rating", "third", "percent"])


def as_lines(found: pd.DataFrame) -> pd.DataFrame:
	"""Rows of Pay Round Line; money as the form holds it, 0 for none."""
	shown = {column: text(found[column]) for column in (*PERSON[:5], "rating_label")}
	money = {column: as_amounts(found[column]) for column in (*engine.AMOUNTS, *MERIT)}
	return pd.DataFrame(
		{
			**shown,
			"rating": filled(found["rating"].astype(float)),
			"share": filled(as_percent(found["share"])),
			"position": filled(as_percent(found["position"])),
			"reason": text(found["reason"]),
			**money,
		}
	)


def as_percent(shares: pd.Series) -> pd.Series:
	"""Shares as percent of two places, half-up as whoever checks them would round."""
	return pd.Series(half_up(shares.astype(float) * 100), index=shares.index)


def as_amounts(values: pd.Series) -> pd.Series:
	"""Decimals as a Currency field takes them."""
	return values.map(lambda each: 0.0 if each is None or pd.isna(each) else float(each)).astype(float)


def lines_of(name: str) -> pd.DataFrame:
	"""The lines of a round as they are stored."""
	table = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(table).select(*(table[field] for field in SAYS)).where(table.pay_round == name)
	return fetch(query.orderby(table.employee, table.name), SAYS)


def content_hash(document: Document) -> str:
	"""SHA-256 of all lines and of what they were computed with."""
	lines = [
		[format_(value) for value in row]
		for row in lines_of(document.name)[list(HASHED)].itertuples(index=False, name=None)
	]
	about = [document.cycle, document.company, str(document.effective_on), format_(flt(document.budget))]
	return hashlib.sha256(json.dumps([about, lines], ensure_ascii=False).encode()).hexdigest()


def format_(value: Any) -> str:
	"""A value as it is hashed: the same on every database."""
	if value is None or (isinstance(value, float) and value != value):
		return ""
	return f"{float(value):.6f}" if isinstance(value, int | float | Decimal) else str(value)


def freeze(document: Document) -> str:
	"""Nothing in the round changes any more; its appraisals count as exported for pay. Raises RewardRefused."""
	if document.state != DRAFT:
		refuse(_("This round is frozen: nothing in it changes any more. Make another one."), _("Frozen"))
	lines = lines_of(document.name)
	if lines.empty:
		refuse(_("Compute the round before you freeze it."))
	if stale(document, lines):
		refuse(_("Ratings, pay or rules have changed since the round was computed. Compute it again."))
	document.update(
		{
			"state": FROZEN,
			"frozen_on": now(),
			"frozen_by": frappe.session.user,
			"content_hash": content_hash(document),
		}
	)
	document.flags.freezing = True
	document.save(ignore_permissions=True)
	mark_exported(document, lines["employee"].tolist())
	return document.content_hash


def stale(document: Document, lines: pd.DataFrame) -> bool:
	"""Whether the round would say something else now."""
	again, _factor = made_of(document)
	columns = ["employee", "rating", "salary", "merit", "new_salary"]
	one, other = (
		sorted(tuple(map(format_, row)) for row in table[columns].itertuples(index=False, name=None))
		for table in (lines, again)
	)
	return one != other


def mark_exported(document: Document, employees: list[str]) -> None:
	"""From now on an HR Manager signs where one of these appraisals is reopened."""
	table = frappe.qb.DocType(APPRAISAL)
	line = frappe.qb.DocType(LINE)
	frappe.qb.update(line).set(line.state, FROZEN).where(line.pay_round == document.name).run()
	query = frappe.qb.update(table).set(table.pay_exported_on, document.frozen_on)
	query.where(
		(table.cycle == document.cycle) & table.state.isin(OUT) & within(table.employee, employees)
	).run()


def is_intact(document: Document) -> bool:
	"""Whether the lines of a frozen round still are what the hash says."""
	return document.state == FROZEN and content_hash(document) == document.content_hash


def export(document: Document) -> None:
	"""A frozen round as an Excel file: the lines that the reader sees, and the hash. Raises RewardRefused."""
	if document.state != FROZEN:
		refuse(_("Freeze the round first: what goes to payroll doesn't change any more."))
	if not is_intact(document):
		refuse(
			_("The lines of this round aren't those that were frozen. Ask whoever looks after the database.")
		)
	rows = frappe.get_list(
		LINE,
		filters={"pay_round": document.name},
		fields=list(EXPORTED),
		order_by="employee_name, employee",
		limit_page_length=0,
	)
	left_out = frappe.db.count(LINE, {"pay_round": document.name}) - len(rows)
	frappe.local.response.update(
		{
			"type": "binary",
			"filename": f"{document.name}.xlsx",
			"filecontent": workbook(document, rows, left_out),
		}
	)


def workbook(document: Document, rows: list[dict[str, Any]], left_out: int) -> bytes:
	"""The file for payroll."""
	meta, book = frappe.get_meta(LINE), openpyxl.Workbook()
	sheet = book.active
	sheet.title = _("Pay Round")[:31]
	sheet.append([_(meta.get_label(field)) for field in EXPORTED])
	for cell in sheet[1]:
		cell.font = Font(bold=True)
		sheet.column_dimensions[cell.column_letter].width = 18
	for row in rows:
		sheet.append([harmless(row[field]) for field in EXPORTED])
	sheet.freeze_panes = "C2"
	about = book.create_sheet(_("About"))
	for label, value in (
		(_("Pay Round"), f"{document.title} ({document.name})"),
		(_("Performance Cycle"), frappe.db.get_value(CYCLE, document.cycle, "title")),
		(_("Frozen On"), str(document.frozen_on)),
		(_("Frozen By"), document.frozen_by),
		(_("Hash of the Content"), document.content_hash),
		(_("Rows about yourself that are left out"), left_out),
	):
		about.append([label, harmless(value)])
	about.column_dimensions["A"].width, about.column_dimensions["B"].width = 40, 70
	out = io.BytesIO()
	book.save(out)
	return out.getvalue()
