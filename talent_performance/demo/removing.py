"""The demo away from a site: everything that hangs on its companies, its people and its cycles, and what speaks of that.

Rows go below the ORM, as they came: no event, no copy in Deleted Document. What somebody has added since to the demo's
companies is named first, and goes only by force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import frappe
from frappe import _

from talent_performance.demo import manifest
from talent_performance.demo.manifest import Manifest
from talent_performance.exceptions import DemoRefused
from talent_performance.store.dialect import within
from talent_performance.store.traces import (
	delete_documents,
	delete_with_children,
	names_where,
	portions,
	remove_files,
)

NAMED = 3
ROOTS = ("Company", "Employee", "Performance Cycle")
SHARED = ("Designation", "Branch", "Competency")
# What follows from other documents: nobody has written it.
DERIVED = frozenset(
	{
		"Appraisal Event", "Appraisal Result", "Reporting Line", "Reporting Line History", "Talent Assessment",
		"Pay Round Line", "Retention Score", "Talent Placement", "Talent Profile", "Talent Run", "Talent Access Log", "User Permission", "Employee", "Department",
	}
)  # fmt: skip
# A user's own rows: DocType → the field that names him.
OF_USER = {
	"Activity Log": "user", "Access Log": "user", "Contact": "user", "Dashboard Settings": "name", "DocShare": "user",
	"Document Follow": "user", "List Filter": "for_user", "Notification Log": "for_user", "Notification Settings": "name",
	"Route History": "user", "Talent Access Log": "user", "ToDo": "allocated_to", "User Permission": "user", "View Log": "viewed_by", "Workspace": "for_user",
	"Desktop Icon": "owner", "Desktop Layout": "user", "Has Role": "parent", "DefaultValue": "parent", "Block Module": "parent",
	"User Social Login": "parent", "User Email": "parent", "User": "name",
}  # fmt: skip
BELOW_THE_ORM = {"__Auth": "name", "__UserSettings": "user", "Sessions": "user"}

Doomed = dict[str, list[str]]


def remove(*, force: bool = False) -> list[str]:
	"""Take the demo away; returns what there is to tell. Raises DemoRefused where there is none, or where people have added to
	it and `force` isn't given.
	"""
	kept = manifest.read()
	if not kept:
		frappe.throw(_("This site has no demo."), exc=DemoRefused, title=_("No Demo"))
	try:
		found = doomed(kept)
		added = list(added_since(found, kept))
		if added and not force:
			refuse(added)
		delete_all(found)
		told = [*put_back_series(kept), *keep_shared(kept)]
		manifest.forget()
	except BaseException:
		frappe.db.rollback()
		raise
	frappe.db.commit()
	frappe.clear_cache()
	count = sum(len(names) for names in found.values())
	return [_("The demo is gone: {0} documents and what belonged to them.").format(f"{count:,}"), *told]


def refuse(added: Sequence[str]) -> None:
	"""Raises DemoRefused with what would be lost."""
	frappe.throw(
		_(
			"This was added to the demo's companies after it was loaded: {0}. With --force it goes too."
		).format("; ".join(added)),
		exc=DemoRefused,
		title=_("Something Was Added"),
	)


def doomed(kept: Manifest) -> Doomed:
	"""Everything that goes, by DocType: the roots, what links to one of them, and what was made by name."""
	made = kept["made"]
	cycles = dict.fromkeys([*made["Performance Cycle"], *cycles_of(made["Company"])])
	roots = {"Company": made["Company"], "Performance Cycle": list(cycles)}
	roots["Employee"] = names_where("Employee", "company", made["Company"])
	found: dict[str, dict[str, None]] = {doctype: dict.fromkeys(names) for doctype, names in roots.items()}
	for doctype, column, root in links_to(ROOTS):
		found.setdefault(doctype, {}).update(dict.fromkeys(names_where(doctype, column, roots[root])))
	for doctype in ("User", "Review Template"):
		found.setdefault(doctype, {}).update(dict.fromkeys(made[doctype]))
	found.setdefault("Talent Run", {}).update(dict.fromkeys(runs_about(roots["Performance Cycle"])))
	return {doctype: list(names) for doctype, names in found.items() if names}


def cycles_of(companies: Sequence[str]) -> list[str]:
	"""Cycles in which nobody but these companies takes part: somebody tried one of his own with the demo's people."""
	table = frappe.qb.DocType("Cycle Company")
	query = frappe.qb.from_(table).select(table.parent, table.company).orderby(table.parent, table.idx)
	found: dict[str, set[str]] = {}
	for cycle, company in query.run():
		found.setdefault(cycle, set()).add(company)
	return [cycle for cycle, taking_part in found.items() if taking_part <= set(companies)]


def links_to(roots: Sequence[str], *, children: bool = False) -> Iterator[tuple[str, str, str]]:
	"""Every column of a document's own table, a custom one too, that links to a root: DocType, column, root. With `children`
	of their tables too.
	"""
	doctype = frappe.qb.DocType("DocType")
	for holder, name in (("DocField", "parent"), ("Custom Field", "dt")):
		field = frappe.qb.DocType(holder)
		query = (
			frappe.qb.from_(field)
			.join(doctype)
			.on(field[name] == doctype.name)
			.select(field[name], field.fieldname, field.options)
			.where((field.fieldtype == "Link") & field.options.isin(roots))
			.where((doctype.issingle == 0) & (doctype.is_virtual == 0))
			.orderby(field[name], field.fieldname)
		)
		query = query if children else query.where(doctype.istable == 0)
		yield from (row for row in query.run() if row[0] not in roots)


def runs_about(cycles: Sequence[str]) -> list[str]:
	"""Talent Runs that worked on these cycles: their arguments name one."""
	table = frappe.qb.DocType("Talent Run")
	query = frappe.qb.from_(table).select(table.name, table.arguments).orderby(table.name)
	return [
		name for name, arguments in query.run() if any(f'"{cycle}"' in (arguments or "") for cycle in cycles)
	]


def added_since(found: Mapping[str, Sequence[str]], kept: Manifest) -> Iterator[str]:
	"""What people have made since the demo was loaded, in words: how many of which DocType, and the first few."""
	for doctype, names in found.items():
		if doctype in DERIVED and doctype != "Employee":
			continue
		table, since = frappe.qb.DocType(doctype), []
		for part in portions(names):
			query = frappe.qb.from_(table).select(table.name).where(within(table.name, part))
			since += query.where(table.creation > kept["loaded_at"]).orderby(table.name).run(pluck=True)
		if since:
			shown = ", ".join(map(str, since[:NAMED])) + (" …" if len(since) > NAMED else "")
			yield f"{len(since)} {_(doctype)} ({shown})"


def delete_all(found: Doomed) -> None:
	"""Rows, their children, what is attached to and said about them, and the users with what is theirs."""
	remove_files(delete_documents(found))
	delete_users(found.get("User", []))


def delete_users(users: Sequence[str]) -> None:
	"""What is a user's own, and what Frappe keeps of him beside the documents."""
	for doctype, column in OF_USER.items():
		if frappe.db.exists("DocType", doctype) and frappe.db.has_column(doctype, column):
			delete_with_children(doctype, names_where(doctype, column, users))
	for table, column in BELOW_THE_ORM.items():
		frappe.db.delete(table, {column: ("in", users or [""])})


def put_back_series(kept: Manifest) -> Iterator[str]:
	"""Counters that nobody has used since go back to where they were; the others stay, and are named."""
	now = manifest.series()
	moved = []
	for name, (before, after) in kept["series"].items():
		if now.get(name) != after:
			moved.append(name)
		elif before is None:
			frappe.db.delete("Series", {"name": name})
		else:
			table = frappe.qb.DocType("Series")
			frappe.qb.update(table).set(table.current, before).where(table.name == name).run()
	if moved:
		yield _("These series were used meanwhile and go on where they are, with a gap: {0}").format(
			", ".join(moved)
		)


def keep_shared(kept: Manifest) -> Iterator[str]:
	"""Designations, branches and competencies that the demo brought go, unless something of the customer's names one by now."""
	for doctype in SHARED:
		names = kept["made"].get(doctype, [])
		used = used_of(doctype, names) if names else set()
		delete_with_children(doctype, [name for name in names if name not in used])
		if used:
			yield _("{0} stays, for others use it: {1}").format(_(doctype), ", ".join(sorted(used)))


def used_of(doctype: str, names: Sequence[str]) -> set[str]:
	"""Which of the names anything that stays still links to, in child tables too."""
	used: set[str] = set()
	for holder, column, _root in links_to((doctype,), children=True):
		table = frappe.qb.DocType(holder)
		query = frappe.qb.from_(table).select(table[column]).distinct()
		used |= set(query.where(within(table[column], names)).orderby(table[column]).run(pluck=True))
	return used
