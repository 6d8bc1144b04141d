"""Everyone has a Talent Profile: in bulk by a run, and by itself when an Employee is added, changed, renamed or deleted.

Which employee records are one person is decided in engine/people.py. Nothing is ever joined that belongs to two profiles
already; only a person can do that, by merging the two employee records.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence

import pandas as pd

import frappe

from talent_performance import store
from talent_performance.access.companies import permitted_companies
from talent_performance.engine.people import current_records, persons
from talent_performance.flows.renames import before_profile_merge
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work

PROFILE, EMPLOYMENT = "Talent Profile", "Talent Profile Employment"
FIELDS = {
	"name": "employee",
	"employee_name": "person_name",
	"user_id": "user",
	"company_email": "company_email",
	"personal_email": "personal_email",
	"company": "company",
	"status": "status",
	"date_of_joining": "from_date",
	"relieving_date": "to_date",
}
COLUMNS = [*FIELDS.values(), "profile"]
KEPT = ["employee", "company", "status", "from_date", "to_date"]


def without_profile(arguments: Arguments) -> pd.DataFrame:
	"""Employee records that are in no profile, of the companies asked for and permitted, with the profiles they'd join."""
	employee, employment = frappe.qb.DocType("Employee"), frappe.qb.DocType(EMPLOYMENT)
	query = _records().where(employment.name.isnull()).orderby(employee.name)
	if arguments.get("company"):
		query = query.where(employee.company == arguments["company"])
	borders = permitted_companies(frappe.session.user, PROFILE)
	if borders is not None:
		query = query.where(employee.company.isin(sorted(borders) or [""]))
	return _table(query.run())


def plan(arguments: Arguments) -> list[list[str]]:
	"""Employees without a profile, records of one person together."""
	new = without_profile(arguments)
	everyone = pd.concat([new, related(new)])
	person = persons(everyone).loc[new.index]
	return [list(labels) for labels in new.index.to_series().groupby(person, sort=False).agg(list)]


def dry_run(arguments: Arguments) -> list[Count]:
	"""What the run would do, in numbers."""
	new = without_profile(arguments)
	everyone = pd.concat([new, related(new)])
	by_person = everyone.assign(person=persons(everyone)).loc[new.index]
	known = everyone.assign(person=persons(everyone)).dropna(subset=["profile"])["person"]
	joins = by_person["person"].isin(known)
	return [
		Count("Employee records without a profile", len(new)),
		Count("New profiles", int(by_person.loc[~joins, "person"].nunique())),
		Count("Records that join a profile which is there", int(joins.sum())),
		Count("Of those without a profile, people who have left", int((new["status"] == "Left").sum())),
	]


def work(asked: Work) -> list[str]:
	"""Give profiles to these employees; those who have one are left alone."""
	return give_profiles(asked.keys, names=asked.names)


def give_profiles(
	employees: Sequence[str], *, names: Sequence[str] | None = None, one_by_one: bool = False
) -> list[str]:
	"""Make profiles for employee records that have none, or add the records to their person's profile.

	Returns who listened, where profiles were written one by one. Safe to do twice, and side by side.
	"""
	missing = store.missing(EMPLOYMENT, "employee", employees)
	new = _table(_records().where(frappe.qb.DocType("Employee").name.isin(missing or [""])).run())
	everyone = pd.concat([new, related(new)])
	person = persons(everyone)
	known = everyone["profile"].groupby(person).first()
	new = new.assign(profile=person.loc[new.index].map(known), person=person.loc[new.index])
	added = join(new.dropna(subset=["profile"]), one_by_one)
	made = create(new[new["profile"].isna()], names, one_by_one)
	return [*added, *made]


def create(new: pd.DataFrame, names: Sequence[str] | None, one_by_one: bool) -> list[str]:
	"""One profile per person, with all the records as employments."""
	if new.empty:
		return []
	current = current_records(new, new["person"])
	profiles = as_profiles(new, new["person"], current)
	employments = new.set_index("person")[["employee"]]
	reserved = names[: len(profiles)] if names else None
	written = store.insert(
		PROFILE, profiles, {"employments": employments}, reserved=reserved, one_by_one=one_by_one
	)
	return written.listeners


def join(new: pd.DataFrame, one_by_one: bool) -> list[str]:
	"""Add records to profiles that are there, and bring what the profiles say about the current employment up to date."""
	if new.empty:
		return []
	added = new.set_index("profile")[["employee"]]
	records = pd.concat([records_of(sorted(set(new["profile"]))), new])
	return store.amend(
		PROFILE, as_profiles_of(records), {"employments": added}, one_by_one=one_by_one
	).listeners


def as_profiles(records: pd.DataFrame, person: pd.Series, current: pd.Series) -> pd.DataFrame:
	"""One row per person: the current record's name and employee, and the person's user, from an older record if need be."""
	chosen = records.loc[current.to_numpy(), ["person_name", "employee", "user"]].set_axis(current.index)
	any_user = records.sort_values("from_date", ascending=False, kind="stable")
	chosen["user"] = chosen["user"].fillna(any_user.groupby(person)["user"].first())
	return chosen


def as_profiles_of(records: pd.DataFrame) -> pd.DataFrame:
	"""What each profile says, by name, with what a document would fetch along its links."""
	current = current_records(records, records["profile"])
	table = as_profiles(records, records["profile"], current)
	fetched = records.loc[current.to_numpy(), ["company", "status"]].set_axis(current.index)
	return table.join(fetched)


def related(new: pd.DataFrame) -> pd.DataFrame:
	"""Records that are in a profile and share a user or an e-mail address with the new ones."""
	employee, employment = frappe.qb.DocType("Employee"), frappe.qb.DocType(EMPLOYMENT)
	addresses = pd.unique(new[["user", "company_email", "personal_email"]].to_numpy().ravel())
	addresses = [address.strip() for address in addresses if isinstance(address, str) and address.strip()]
	if not addresses:
		return _table([])
	columns = (employee.user_id, employee.company_email, employee.personal_email)
	shared = functools.reduce(
		operator.or_, (store.among_whatever_case(column, addresses) for column in columns)
	)
	return _table(_records().where(employment.name.isnotnull() & shared).run())


def records_of(profiles: Sequence[str]) -> pd.DataFrame:
	"""The employee records of profiles."""
	employment = frappe.qb.DocType(EMPLOYMENT)
	return _table(_records().where(employment.parent.isin(list(profiles))).run())


def _records() -> frappe.qb:
	"""Employee records with the profile that each is in; those that were erased are in none."""
	employee, employment = frappe.qb.DocType("Employee"), frappe.qb.DocType(EMPLOYMENT)
	columns = [employee[field].as_(column) for field, column in FIELDS.items()]
	joined = frappe.qb.from_(employee).left_join(employment).on(employment.employee == employee.name)
	joined = joined.where(employee.talent_erased_on.isnull())
	return joined.select(*columns, employment.parent.as_("profile"))


def _table(rows: Sequence[Sequence]) -> pd.DataFrame:
	"""Records by employee."""
	table = pd.DataFrame(list(rows), columns=COLUMNS, dtype=object)
	return table.set_index("employee", drop=False).rename_axis(None)


def describe(document: frappe.model.document.Document) -> None:
	"""For the controller: put into a profile what its employments say. The same rules, for a table of one person."""
	names = [line.employee for line in document.employments]
	employee = frappe.qb.DocType("Employee")
	records = _table(_records().where(employee.name.isin(names or [""])).run()).assign(profile=document.name)
	if records.empty:
		return
	document.update(as_profiles_of(records).astype(object).where(lambda t: t.notna(), None).iloc[0].to_dict())


def on_new_employee(employee: frappe.model.document.Document, _event: str) -> None:
	"""A new Employee gets a profile, or joins the one of the person who comes back."""
	give_profiles([employee.name], one_by_one=True)


def on_changed_employee(employee: frappe.model.document.Document, _event: str) -> None:
	"""Name, user, company, dates and leaving follow into the profile."""
	if employee.flags.in_insert:
		return
	profile = frappe.db.get_value(EMPLOYMENT, {"employee": employee.name}, "parent")
	if profile:
		frappe.get_doc(PROFILE, profile).save(ignore_permissions=True)
	else:
		give_profiles([employee.name], one_by_one=True)


def on_deleted_employee(employee: frappe.model.document.Document, _event: str) -> None:
	"""The record goes from its profile; a profile without records goes too."""
	profile = frappe.db.get_value(EMPLOYMENT, {"employee": employee.name}, "parent")
	if profile:
		leave(frappe.get_doc(PROFILE, profile), employee.name)


def leave(profile: frappe.model.document.Document, employee: str) -> None:
	"""Take a record out of a profile."""
	profile.employments = [line for line in profile.employments if line.employee != employee]
	if profile.employments:
		profile.save(ignore_permissions=True)
	else:
		profile.delete(ignore_permissions=True)


def before_employee_rename(
	employee: frappe.model.document.Document, _event: str, old: str, new: str, merge: bool = False
) -> None:
	"""Two employee records become one: so do their profiles, and the record that goes is taken out."""
	if not merge:
		return
	found = frappe.get_all(
		EMPLOYMENT,
		filters={"employee": ("in", (old, new))},
		fields=["employee", "parent"],
		order_by="employee, name",
	)
	profiles = {line.employee: line.parent for line in found}
	if old not in profiles or new not in profiles:
		return
	if profiles[old] != profiles[new]:
		merge_profiles(profiles[old], profiles[new])
	kept = frappe.get_doc(PROFILE, profiles[new])
	leave(kept, old)


def merge_profiles(old: str, new: str) -> None:
	"""Two profiles become one: employments move, links follow, the old one goes."""
	before_profile_merge(old, new)
	last = frappe.db.count(EMPLOYMENT, {"parent": new})
	employment = frappe.qb.DocType(EMPLOYMENT)
	(
		frappe.qb.update(employment)
		.set(employment.parent, new)
		.set(employment.idx, employment.idx + last)
		.where(employment.parent == old)
	).run()
	frappe.db.set_value(PROFILE, old, "user", None)
	frappe.rename_doc(PROFILE, old, new, merge=True, force=True, show_alert=False)
	frappe.clear_document_cache(PROFILE, new)


GIVE_EVERYONE_A_PROFILE = KindOfRun(
	title="Give Everyone a Talent Profile",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=("HR Manager", "Talent Manager"),
	names_for=PROFILE,
)
