"""The one way by which a person goes out of every table of ours, and out of what Frappe keeps beside them.

Rows about the person go; rows about others stay, and name nobody where they named him. All of it is one transaction: who dies
in it has done nothing, and the request, whose person is kept on it until the end, is taken up again by the scheduler. Files
and what waits in Redis go after the commit, and then the tables are looked through once more. What remains is the request
itself: who asked for it to be done, who confirmed, when, how much, on what ground, and no person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.deferred_insert import queue_prefix
from frappe.utils import cstr, now, today

from talent_performance.access import data_requests as access
from talent_performance.access.personal_data import RECORDS
from talent_performance.flows.personal_data import holds, requests
from talent_performance.flows.personal_data.person import Person
from talent_performance.runs import ledger
from talent_performance.store import mentions, traces
from talent_performance.store.dialect import within
from talent_performance.store.markup import safe

REQUEST, LINE = requests.REQUEST, "Reporting Line"
NOBODY = "Administrator"
SAVEPOINT = "erasure_dry_run"
WORKING = ("Draft", "Launched", "Closed")
OVER = ("Cancelled", "Exempt")
JOB = "talent_performance.flows.personal_data.erasing.work"
# What is a user's own, where it is about documents of ours: table, the column of the user, the column of the DocType.
OWN = (
	("ToDo", "allocated_to", "reference_type"),
	("Notification Log", "for_user", "document_type"),
	("View Log", "viewed_by", "reference_doctype"),
	("DocShare", "user", "share_doctype"),
	("Document Follow", "user", "ref_doctype"),
	("List Filter", "for_user", "reference_doctype"),
)
# What is left of a request whose person is gone.
STRIPPED = ("employee", "employee_name", "asked_by", "details", "extension_reason")
# Logs of Frappe's that don't say of which DocType they speak.
LOGS = ("Error Log", "Prepared Report", "Access Log", "Route History", "Scheduled Job Log")
Counts = dict[str, dict[str, int]]


def propose(request: str, ground: str, force_reason: str | None = None) -> Counts:
	"""Count what an erasure would take, and put it before a second person. Raises PermissionError, IllegalMove, DataRequestRefused."""
	document, person = requests.in_review(request, "Erasure")
	ground = requests.said(
		ground, _("Ground: say on what ground it is erased. This line stays, so name nobody in it.")
	)
	force = safe((force_reason or "").strip())
	check_may_go(person, force)
	refuse_names(person, ground, force)
	counts = dry_run(person)
	proposed = {
		"proposed_by": frappe.session.user,
		"proposed_on": now(),
		"ground": ground,
		"force_reason": force,
	}
	requests.move(document, "propose", **proposed, counts=json.dumps(counts))
	return counts


def confirm(request: str) -> None:
	"""The second person agrees: the erasure begins. Raises PermissionError, IllegalMove, DataRequestRefused."""
	document, person = requests.locked(request)
	if document.kind != "Erasure" or not document.proposed_by:
		requests.not_now(document)
	access.check_may_confirm(document.as_dict(), person.records, person.companies)
	requests.check_move(document, "confirm")
	check_may_go(person, document.force_reason or "")
	values = {
		"confirmed_by": frappe.session.user,
		"confirmed_on": now(),
		"pending": json.dumps({"person": person.as_dict()}),
	}
	requests.move(document, "confirm", **values)
	work_later(request)


def work_later(request: str) -> None:
	"""In the background, once this transaction is through."""
	job = f"talent-erasure-{request}"
	frappe.enqueue(
		JOB, queue="long", job_id=job, deduplicate=True, enqueue_after_commit=True, request=request
	)


def resume() -> None:
	"""Every hour: erasures whose worker died, or whose job was lost."""
	for name in frappe.get_all(REQUEST, filters={"state": "Erasing"}, pluck="name", order_by="name"):
		work_later(name)


def work(request: str) -> None:
	"""Background job: erase, and commit; then what can't be undone; then look once more. Safe to do twice."""
	pending = pending_of(request)
	if pending is None:
		return
	person, begun = Person.from_dict(pending["person"]), "files" in pending
	if not begun and holds.in_force(person.records):
		return  # placed after the confirmation: it waits until the hold is over
	counts, files = wipe(person)
	kept = {"pending": json.dumps({**pending, "files": [*pending.get("files", []), *files]})}
	# What is counted later is what came in meanwhile.
	frappe.db.set_value(REQUEST, request, kept if begun else {**kept, "counts": json.dumps(counts)})
	frappe.db.commit()
	finish(request, person)


def finish(request: str, person: Person) -> None:
	"""Files and what waits to be inserted go, and what came in meanwhile; then nothing names the person any more."""
	pending = pending_of(request)
	if pending is None:
		return
	traces.remove_files(pending.get("files", []))
	forget_what_waits(person)
	_counts, files = wipe(person)
	traces.remove_files(files)
	frappe.db.set_value(REQUEST, request, {"state": "Answered", "answered_on": now(), "pending": None})
	frappe.db.commit()


def pending_of(request: str) -> dict[str, Any] | None:
	"""What an erasure that is under way has kept of its person, the request locked; None where it is through."""
	state, pending = frappe.db.get_value(REQUEST, request, ["state", "pending"], for_update=True) or (
		None,
		None,
	)
	return json.loads(pending) if state == "Erasing" and pending else None


def check_may_go(person: Person, force: str) -> None:
	"""Raises DataRequestRefused under a legal hold and while a run works on the person; else, without a reason, too early."""
	held = holds.in_force(person.records)
	if held:
		requests.refuse(
			_("A legal hold is in force: {0}. Nothing about this person is erased.").format(", ".join(held))
		)
	run = run_about(person)
	if run:
		requests.refuse(_("{0} is under way and works on this person. Erase once it is through.").format(run))
	why = [*employed(person), *taking_part(person)]
	if why and not force:
		requests.refuse(
			_("It is too early: {0}. Somebody who objects may be erased nevertheless, with a reason.").format(
				"; ".join(why)
			)
		)


def employed(person: Person) -> Iterator[str]:
	"""Whether the person still belongs to the company, in words."""
	if set(person.statuses) - {"Left"}:
		yield _("the person hasn't left")


def taking_part(person: Person) -> Iterator[str]:
	"""Cycles in which the person still takes part, in words."""
	appraisal, cycle = frappe.qb.DocType("Performance Appraisal"), frappe.qb.DocType("Performance Cycle")
	query = (
		frappe.qb.from_(appraisal)
		.join(cycle)
		.on(cycle.name == appraisal.cycle)
		.select(cycle.title)
		.distinct()
	)
	query = query.where(within(appraisal.employee, person.records) & cycle.state.isin(WORKING))
	titles = query.where(appraisal.state.notin(OVER)).orderby(cycle.title).run(pluck=True)
	if titles:
		yield _("{0} isn't over").format(", ".join(titles))


def run_about(person: Person) -> str | None:
	"""A run under way whose work list names the person."""
	chunk, run = frappe.qb.DocType(ledger.CHUNK), frappe.qb.DocType(ledger.RUN)
	query = frappe.qb.from_(chunk).join(run).on(run.name == chunk.parent).select(run.name, chunk.row_keys)
	for name, keys in query.where(run.state.isin(("Queued", "Running"))).orderby(run.name).run():
		if set(json.loads(keys or "[]")) & set(person.records):
			return name
	return None


def refuse_names(person: Person, *texts: str) -> None:
	"""What stays on the line mustn't tell who it was. Raises DataRequestRefused."""
	sought = mentions.seek(person.records, person.names, person.users)
	if any(sought.replace(text) != text for text in texts):
		requests.refuse(_("Ground and reason stay when the person is gone: name nobody in them."))


def dry_run(person: Person) -> Counts:
	"""What would go, counted by doing it and taking it back."""
	frappe.db.savepoint(SAVEPOINT)
	try:
		return wipe(person)[0]
	finally:
		frappe.db.rollback(save_point=SAVEPOINT)
		frappe.clear_document_cache(REQUEST, None)


def wipe(person: Person) -> tuple[Counts, list[str]]:
	"""Take the person out of every table, in the transaction that is open; returns counts, and files to remove. Safe to do twice."""
	doomed = {doctype: names for doctype, names in about(person) if names}
	files = traces.delete_documents(doomed)
	sought = mentions.seek(person.records, unshared(person), person.users)
	counts: Counts = {"deleted": {doctype: len(names) for doctype, names in doomed.items()}}
	files += strip_requests(person)
	counts["anonymised"] = anonymise(person, doomed, sought)
	counts["beside"] = beside(person, sought)
	frappe.db.set_value(
		"Employee", {"name": ("in", list(person.records))}, "talent_erased_on", today(), update_modified=False
	)
	left = len(set(person.names) - set(unshared(person)))
	return {**counts, "names_left": {"Employee": left} if left else {}}, files


def about(person: Person) -> Iterator[tuple[str, list[str]]]:
	"""The documents that go, by DocType: those about the person, and lines through him, which are computed."""
	for held in RECORDS:
		if not held.subject or held.doctype == REQUEST:
			continue
		names = traces.names_where(held.doctype, held.subject, person.records)
		if held.doctype == LINE:
			names += traces.names_where(LINE, "manager", person.records)
		if held.doctype == "Talent Profile":
			names += [name for name in person.profiles if frappe.db.exists(held.doctype, name)]
		yield held.doctype, list(dict.fromkeys(names))


def strip_requests(person: Person) -> list[str]:
	"""Of the person's requests the register keeps kind, clock and outcome."""
	names = traces.names_where(REQUEST, "employee", person.records)
	if not names:
		return []
	files = traces.delete_traces({REQUEST: names})
	frappe.db.set_value(REQUEST, {"name": ("in", names)}, dict.fromkeys(STRIPPED), update_modified=False)
	others = {"name": ("in", names), "kind": ("!=", "Erasure")}
	frappe.db.set_value(REQUEST, others, "ground", None, update_modified=False)
	return files


def anonymise(person: Person, doomed: Mapping[str, Sequence[str]], sought: mentions.Sought) -> dict[str, int]:
	"""Rows about others that named the person, as author, manager, reviewer or in a text; how many by DocType."""
	found: dict[str, int] = {}
	values = {"Employee": person.records, "User": person.users, **doomed}
	for doctype in traces.our_doctypes():
		rows = sum(unlinked(doctype, values))
		rows += sum(
			mentions.unlink(doctype, column, person.users, (), NOBODY) for column in ("owner", "modified_by")
		)
		if doctype != REQUEST:
			rows += mentions.sweep(doctype, sought)
		if rows:
			found[doctype] = rows
	return found


def unlinked(doctype: str, values: Mapping[str, Sequence[str]]) -> Iterator[int]:
	"""Links of a DocType to the person, to his users and to what was deleted. A user who must be there is nobody in particular."""
	meta = frappe.get_meta(doctype)
	for df in meta.get_link_fields():
		if df.options in values:
			fetched = [each.fieldname for each in meta.get_fields_to_fetch(df.fieldname)]
			fetched = [column for column in fetched if column.endswith("_name")]
			instead = NOBODY if df.options == "User" and df.reqd else None
			yield mentions.unlink(doctype, df.fieldname, values[df.options], fetched, instead)


def unshared(person: Person) -> list[str]:
	"""The person's names but for those that another employee has too, or within a longer one: there a text may mean the other."""
	table = frappe.qb.DocType("Employee")
	others = frappe.qb.from_(table).select(table.employee_name).where(table.name.notin(list(person.records)))
	shared = set()
	for name in person.names:
		if others.where(table.employee_name.like(f"%{name}%")).limit(1).run():
			shared.add(name)
	return [name for name in person.names if name not in shared]


def beside(person: Person, sought: mentions.Sought) -> dict[str, int]:
	"""What Frappe keeps about documents of ours: the person's own goes, what names him elsewhere names nobody."""
	ours = [*traces.our_doctypes(), "Talent Settings"]
	found: dict[str, int] = {}
	for table, user, kind in OWN:
		if traces.there(table, (user, kind)) and person.users:
			delete_own(table, user, kind, person, ours)
	for table, kind in dict.fromkeys((table, kind) for table, kind, _name in traces.columns_about()):
		# A child table's rows go with their document; ours have been looked through already.
		if table.startswith("__") or table in ours or not ({*traces.kinds_in(table, kind)} & {*ours}):
			continue
		rows = (
			delete_copies(sought, ours)
			if table == "Deleted Document"
			else mentions.sweep(table, sought, (kind, ours))
		)
		found |= {table: rows} if rows else {}
	for table in LOGS:
		if traces.there(table, ()):
			rows = mentions.sweep(table, sought)
			found |= {table: rows} if rows else {}
	forget_below_the_orm(sought, ours)
	return found


def delete_own(table: str, user: str, kind: str, person: Person, ours: Sequence[str]) -> None:
	"""Tasks, notifications, views and shares of the person, of documents of ours."""
	source = frappe.qb.DocType(table)
	mine = within(source[user], person.users) & source[kind].isin(ours)
	traces.delete_with_children(
		table, frappe.qb.from_(source).select(source.name).where(mine).run(pluck=True)
	)


def delete_copies(sought: mentions.Sought, ours: Sequence[str]) -> int:
	"""Copies of deleted documents that name the person, with what was said about those."""
	columns = ["name", "deleted_doctype", "deleted_name"]
	rows = list(
		mentions.mentioning("Deleted Document", columns, ["data", "owner"], sought, ("deleted_doctype", ours))
	)
	of: dict[str, list[str]] = {}
	for _copy, doctype, name in rows:
		of.setdefault(doctype, []).append(name)
	traces.delete_traces(of)
	traces.delete_with_children("Deleted Document", [row[0] for row in rows])
	return len(rows)


def forget_below_the_orm(sought: mentions.Sought, ours: Sequence[str]) -> None:
	"""What lists remember, and what the search has indexed: it comes anew with the next look and the next save."""
	for table, kind, key, columns in (
		("__UserSettings", "doctype", "user", ["user", "data"]),
		("__global_search", "doctype", "name", ["content", "title"]),
	):
		rows = list(mentions.mentioning(table, [kind, key], columns, sought, (kind, ours)))
		for doctype in {row[0] for row in rows}:
			traces.delete_where(table, key, [row[1] for row in rows if row[0] == doctype], {kind: doctype})


def forget_what_waits(person: Person) -> None:
	"""Rows that wait in Redis to be inserted: each is taken out, looked at, and put back where it isn't the person's."""
	sought = mentions.seek(person.records, person.names, person.users)
	for doctype in [*traces.our_doctypes(), "View Log", "Route History"]:
		queue = f"{queue_prefix}{doctype}"
		for _turn in range(frappe.cache.llen(queue)):
			waiting = frappe.cache.lpop(queue)
			if waiting is None:
				break
			frappe.cache.rpush(queue, json.dumps(list(kept_rows(waiting, sought))))
	for key in frappe.cache.hkeys("_user_settings"):
		name = cstr(key)
		if name.split("::")[-1] in person.users or sought.replace(
			cstr(frappe.cache.hget("_user_settings", name))
		) != cstr(frappe.cache.hget("_user_settings", name)):
			frappe.cache.hdel("_user_settings", name)


def kept_rows(waiting: bytes | str, sought: mentions.Sought) -> Iterator[dict[str, Any]]:
	"""The rows of a late insert that don't name the person."""
	rows = json.loads(waiting)
	for row in [rows] if isinstance(rows, dict) else rows:
		plain = json.dumps(row, ensure_ascii=False, default=str)
		if sought.replace(plain) == plain:
			yield row
