"""The person behind an Employee record: all his records, users, names, companies, and his Talent Profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import frappe

EMPLOYMENT = "Talent Profile Employment"


@dataclass(frozen=True)
class Person:
	"""Whom a request is about."""

	records: tuple[str, ...]
	users: tuple[str, ...]
	names: tuple[str, ...]
	companies: tuple[str, ...]
	statuses: tuple[str, ...]
	profiles: tuple[str, ...]

	def as_dict(self) -> dict[str, tuple[str, ...]]:
		"""As it is kept until an erasure is through."""
		return asdict(self)

	@staticmethod
	def from_dict(kept: Mapping[str, Sequence[str]]) -> Person:
		"""What was kept."""
		return Person(**{key: tuple(values) for key, values in kept.items()})


def person_of(employee: str) -> Person:
	"""The person of an Employee record, by his Talent Profile. Raises DoesNotExistError."""
	frappe.db.get_value("Employee", employee, "name") or _no_such(employee)
	records = records_of_person(employee)
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).where(table.name.isin(records)).orderby(table.name)
	rows = query.select(table.name, table.user_id, table.employee_name, table.company, table.status).run()
	columns = [_distinct(values) for values in zip(*rows, strict=True)]
	profiles = frappe.get_all(
		EMPLOYMENT, filters={"employee": ("in", records)}, pluck="parent", distinct=True, order_by="parent"
	)
	return Person(*columns, profiles=tuple(profiles))


def records_of_person(employee: str) -> list[str]:
	"""Every Employee record that is the same person."""
	line, other = frappe.qb.DocType(EMPLOYMENT), frappe.qb.DocType(EMPLOYMENT).as_("other")
	query = frappe.qb.from_(line).join(other).on(other.parent == line.parent).select(other.employee)
	found = query.where(line.employee == employee).orderby(other.employee).run(pluck=True)
	return list(dict.fromkeys([employee, *found]))


def _distinct(values: Sequence[str | None]) -> tuple[str, ...]:
	return tuple(dict.fromkeys(value for value in values if value))


def _no_such(employee: str) -> None:
	raise frappe.DoesNotExistError(employee)
