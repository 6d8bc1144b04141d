"""A draft and its key results saved in one go, all of it or nothing; what is wrong is said by row and field.

Row None is the objective itself. A key result that is left out of the list is deleted; one without a name is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from talent_performance.access import guarded
from talent_performance.access.people import employees_of
from talent_performance.engine.goal_planning import weigh
from talent_performance.exceptions import AlignmentRefused, ApprovedGoal, CycleOver, GoalRefused
from talent_performance.flows import goals, own_objectives, pasted
from talent_performance.flows.quick_progress import is_number
from talent_performance.flows.refusals import refuse, refuse_if_over
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE

POINT = "saving_objective"
OF_OBJECTIVE = (
	"title", "weight", "commitment", "start_date", "due_date", "description", "parent_objective", "contributes",
	"contribution_weight",
)  # fmt: skip
OF_KEY_RESULT = (
	"title", "kpi", "weight", "method", "unit", "start_value", "target_value", "range_low", "range_high",
	"range_tolerance", "aggregate",
)  # fmt: skip
ROWS = {
	"steps": ("from_value", "attainment"),
	"milestones": ("milestone", "weight"),
	"months": ("month", "target"),
}
# The field to look at where a method's numbers don't go together.
LOOK_AT = {"Range": "range_low", "Step Table": "steps", "Milestones": "milestones"}
MOST_KEY_RESULTS = 50
MOST_ROWS = 60
LONGEST_LINE = 140
MOST_NUMBER = 1e11
NUMBERS = ("Float", "Percent", "Int", "Currency")
WHOLE = (CycleOver, ApprovedGoal, frappe.TimestampMismatchError)


class Wrong(TypedDict):
	"""What is wrong, and where: the number of the key result from 0, None for the objective; "" where no field is known."""

	row: int | None
	field: str
	message: str


class Saved(TypedDict):
	"""The objective that was saved; or what is wrong, and then nothing was."""

	name: str
	errors: list[Wrong]


def save(said: Mapping[str, Any]) -> Saved:
	"""Create or change a draft as the session's user.

	`said`: the fields of OF_OBJECTIVE, key_results with those of OF_KEY_RESULT and ROWS; `cycle` for a new one, `name` and
	`modified` for one that is there. Raises PermissionError, CycleOver, ApprovedGoal, TimestampMismatchError.
	"""
	wrong = list(misfits(said))
	if wrong:
		return {"name": str(said.get("name") or ""), "errors": wrong}
	begun = len(frappe.local.message_log)
	frappe.db.savepoint(POINT)
	doc = drafted(said)
	wrong = list(written(doc, said))
	del frappe.local.message_log[begun:]
	if wrong:
		frappe.db.rollback(save_point=POINT)
		return {"name": str(said.get("name") or ""), "errors": wrong}
	return {"name": doc.name, "errors": []}


def drafted(said: Mapping[str, Any]) -> Document:
	"""The objective that is written to, as it will be. Raises PermissionError, CycleOver, GoalRefused."""
	values = {field: cleaned(OBJECTIVE, field, said.get(field)) for field in OF_OBJECTIVE if field in said}
	if said.get("name"):
		doc = frappe.get_doc(OBJECTIVE, str(said["name"]), for_update=True)
		guarded.check(doc, "write")
		doc.modified = str(said.get("modified") or doc.modified)
		return doc.update(values)
	cycle = own_objectives.chosen(own_objectives.cycles(), str(said.get("cycle") or ""))
	if not cycle:
		refuse(_("There is no cycle yet in which you could have objectives."))
	refuse_if_over(cycle["name"])
	employee = own_objectives.taking_part(cycle["name"], employees_of(frappe.session.user))
	if not employee:
		refuse(_("No Employee record of yours takes part in {0}. Ask HR.").format(cycle["title"]))
	of = {"doctype": OBJECTIVE, "cycle": cycle["name"], "employee": employee, "level": "Individual"}
	return frappe.get_doc({**of, "company": frappe.db.get_value("Employee", employee, "company"), **values})


def written(doc: Document, said: Mapping[str, Any]) -> Iterator[Wrong]:
	"""Write all of it; what is wrong with it."""
	if not doc.name and there_already(doc):
		message = _("You have a draft of that title already. Open that one, or choose another title.")
		yield {"row": None, "field": "title", "message": message}
		return
	wrong = tried(lambda: guarded.save(doc), None, field_of_objective)
	if wrong:
		yield wrong
		return
	rows = list(said.get("key_results") or [])
	leave_out(doc.name, [str(row.get("name")) for row in rows if row.get("name")])
	for at, row in enumerate(rows):
		measure = measure_of(doc, row)
		wrong = tried(lambda measure=measure: guarded.save(measure), at, field_of_measure(measure))
		if wrong:
			yield wrong


def there_already(doc: Document) -> bool:
	"""Whether the same was saved a moment ago, and the answer got lost on its way."""
	same = {"employee": doc.employee, "cycle": doc.cycle, "title": doc.title, "status": ("in", goals.OPEN)}
	return bool(frappe.db.exists(OBJECTIVE, same))


def measure_of(doc: Document, row: Mapping[str, Any]) -> Document:
	"""A key result as it will be. Raises PermissionError for one of another objective."""
	if row.get("name"):
		measure = frappe.get_doc(KEY_RESULT, str(row["name"]))
		if measure.objective != doc.name:
			guarded.check(measure, "write")
			refuse(_("{0} isn't a key result of {1}.").format(measure.name, doc.name))
	else:
		measure = frappe.get_doc({"doctype": KEY_RESULT, "objective": doc.name})
	measure.update({field: cleaned(KEY_RESULT, field, row[field]) for field in OF_KEY_RESULT if field in row})
	for table, columns in ROWS.items():
		if table in row:
			child = measure.meta.get_field(table).options
			measure.set(
				table,
				[
					{column: cleaned(child, column, each.get(column)) for column in columns}
					for each in row[table] or []
				],
			)
	return measure


def leave_out(objective: str, kept: Sequence[str]) -> None:
	"""Delete the key results that aren't in the list any more. Raises PermissionError."""
	for name in frappe.get_all(KEY_RESULT, {"objective": objective}, pluck="name", order_by="name"):
		if name not in kept:
			guarded.check(frappe.get_doc(KEY_RESULT, name), "delete")
			frappe.delete_doc(KEY_RESULT, name, ignore_permissions=True)


# What is wrong


def tried(deed: Callable, row: int | None, field: Callable[[Exception], str]) -> Wrong | None:
	"""Do it; what is wrong where it can't be done. What concerns all of it is raised."""
	try:
		deed()
	except WHOLE:
		raise
	except frappe.ValidationError as refusal:
		return {"row": row, "field": field(refusal), "message": str(refusal)}
	return None


def field_of_objective(refusal: Exception) -> str:
	"""Where to look for what an objective's own check refuses."""
	if isinstance(refusal, AlignmentRefused):
		return "parent_objective"
	return "due_date" if isinstance(refusal, GoalRefused) else ""


def field_of_measure(measure: Document) -> Callable[[Exception], str]:
	"""Where to look for what the check of a key result refuses."""
	field = "months" if measure.get("months") else LOOK_AT.get(measure.method, "target_value")
	return lambda refusal: field if isinstance(refusal, GoalRefused) else ""


def misfits(said: Mapping[str, Any]) -> Iterator[Wrong]:
	"""What can be told before anything is written: types, lengths, choices."""
	for field, message in unfit(OBJECTIVE, said, OF_OBJECTIVE):
		yield {"row": None, "field": field, "message": message}
	rows = said.get("key_results") or []
	if not isinstance(rows, list) or len(rows) > MOST_KEY_RESULTS:
		message = _("An objective has at most {0} key results.").format(MOST_KEY_RESULTS)
		yield {"row": None, "field": "key_results", "message": message}
		return
	for at, row in enumerate(rows):
		if not isinstance(row, dict):
			yield {"row": at, "field": "", "message": _("Expected the fields of a key result.")}
			continue
		for field, message in [*unfit(KEY_RESULT, row, OF_KEY_RESULT), *unfit_rows(row)]:
			yield {"row": at, "field": field, "message": message}


def unfit_rows(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
	"""What doesn't fit in the tables of a key result."""
	meta = frappe.get_meta(KEY_RESULT)
	for table, columns in ROWS.items():
		each = row.get(table) or []
		if (
			not isinstance(each, list)
			or len(each) > MOST_ROWS
			or not all(isinstance(one, dict) for one in each)
		):
			yield table, _("Expected at most {0} rows.").format(MOST_ROWS)
			continue
		child = meta.get_field(table).options
		for number, one in enumerate(each, 1):
			for _field, message in unfit(child, one, columns):
				yield table, _("Row {0}: {1}").format(number, message)


def unfit(doctype: str, said: Mapping[str, Any], fields: Sequence[str]) -> Iterator[tuple[str, str]]:
	"""The fields whose value can't be stored, and why."""
	meta = frappe.get_meta(doctype)
	for field in fields:
		df = meta.get_field(field)
		message = why_unfit(df, cleaned(doctype, field, said.get(field)))
		if message:
			yield field, message


def why_unfit(df: Any, value: Any) -> str:
	"""What is expected of a value instead; "" where it fits."""
	if value in (None, ""):
		return _("{0} is missing.").format(_(df.label)) if df.reqd and not df.default else ""
	if df.fieldtype in NUMBERS:
		return why_no_number(df, value)
	if df.fieldtype == "Date":
		return "" if is_day(value) else _("“{0}” is no day; expected one such as 2026-12-31.").format(value)
	if df.fieldtype == "Select" and value not in df.options.split("\n"):
		return _("{0}: choose one of {1}.").format(_(df.label), df.options.replace("\n", ", "))
	return why_too_long(df, str(value))


def why_no_number(df: Any, value: Any) -> str:
	"""What is expected instead of something that isn't a number, or too big a one."""
	if not is_number(value):
		return _("“{0}” is not a number; expected one such as 12.5.").format(value)
	if abs(flt(value)) >= MOST_NUMBER:
		return _("{0} is too big a number. Choose a bigger unit, such as thousands.").format(value)
	if df.non_negative and flt(value) < 0:
		return _("{0} is {1}; expected 0 or more.").format(_(df.label), value)
	return ""


def why_too_long(df: Any, text: str) -> str:
	"""How long a text may be that is too long."""
	if df.fieldtype in ("Data", "Link") and len(text) > LONGEST_LINE:
		return _("{0} has {1} characters; at most {2} fit.").format(_(df.label), len(text), LONGEST_LINE)
	over = pasted.too_long_by(text)
	return _("{0} is {1} characters too long: shorten it.").format(_(df.label), over) if over else ""


def is_day(value: Any) -> bool:
	"""Whether a text is a day."""
	try:
		return bool(date.fromisoformat(str(value)[:10]))
	except ValueError:
		return False


def cleaned(doctype: str, field: str, value: Any) -> Any:
	"""What was typed or pasted, as plain text without blanks around it; nothing where nothing was."""
	if isinstance(value, str):
		value = pasted.plain(value).strip()
	if value == "":
		default = frappe.get_meta(doctype).get_field(field)
		return 0 if default.fieldtype in NUMBERS else None
	return value


def fitting(text: str, called: str) -> str:
	"""What was typed or pasted, as plain text. Raises GoalRefused where it is too long to be kept."""
	plain = pasted.plain(text or "").strip()
	over = pasted.too_long_by(plain)
	if over:
		refuse(_("{0} is {1} characters too long: shorten it.").format(called, over))
	return plain


# What the form asks meanwhile


def weighed(objective: str, cycle: str, weight: float, key_results: Sequence[Any]) -> dict[str, Any]:
	"""What the weights come to as they stand in the form, among the other objectives of the session's user."""
	at = own_objectives.chosen(own_objectives.cycles(), cycle)
	own = employees_of(frappe.session.user)
	rows = own_objectives.owned(at["name"], own) if at and own else []
	others = [row["weight"] for row in rows if row["name"] != objective and row["archived"] != "Approved"]
	measured = [max(flt(each), 0.0) for each in key_results[:MOST_KEY_RESULTS]]
	among, inside = weigh([max(flt(weight), 0.0), *others]), weigh(measured)
	return {
		"total": among.total,
		"share": among.shares[0],
		"key_results": {"total": inside.total, "shares": inside.shares},
		"missing": goals.missing_of(_("this objective"), measured),
	}


def library() -> list[dict[str, Any]]:
	"""KPIs to start from: those for the session's user's designations, and those for everybody."""
	own = list(employees_of(frappe.session.user)) or [""]
	designations = frappe.get_all("Employee", {"name": ("in", own)}, pluck="designation", order_by="name")
	table = frappe.qb.DocType("KPI")
	fields = ("name", "kpi_name", "category", "designation", "method", "unit", "aggregate", "default_weight")
	query = frappe.qb.from_(table).select(
		*(table[field] for field in fields), table.default_target, table.description
	)
	fits = table.designation.isnull() | table.designation.isin(["", *filter(None, designations)])
	query = query.where((table.disabled == 0) & fits)
	return (
		query.orderby(table.category).orderby(table.kpi_name).orderby(table.name).limit(500).run(as_dict=True)
	)


def editable(objective: str) -> dict[str, Any]:
	"""What the form is filled with. Raises PermissionError, ApprovedGoal."""
	doc = frappe.get_doc(OBJECTIVE, objective)
	guarded.check(doc, "write")
	if doc.status not in goals.OPEN:
		frappe.throw(
			_("{0} is {1}: take it back, or ask for a change.").format(doc.title, _(doc.status)),
			exc=ApprovedGoal,
			title=_("Already Agreed"),
		)
	names = frappe.get_all(KEY_RESULT, {"objective": objective}, pluck="name", order_by="creation, name")
	above = doc.parent_objective and frappe.get_doc(OBJECTIVE, doc.parent_objective)
	return {
		"name": doc.name,
		"modified": doc.modified,
		"cycle": doc.cycle,
		"status": doc.status,
		"return_reason": doc.return_reason,
		"parent_title": above.title if above and guarded.may(above) else "",
		**{field: doc.get(field) for field in OF_OBJECTIVE},
		"key_results": [fields_of(frappe.get_doc(KEY_RESULT, name)) for name in names],
	}


def fields_of(measure: Document) -> dict[str, Any]:
	"""A key result as the form shows it."""
	tables = {
		table: [{column: row.get(column) for column in columns} for row in measure.get(table)]
		for table, columns in ROWS.items()
	}
	return {"name": measure.name, **{field: measure.get(field) for field in OF_KEY_RESULT}, **tables}
