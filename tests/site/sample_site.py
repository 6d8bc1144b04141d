"""What tests take from the demo: rows as an import writes them, the sample's policy and templates."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import now

from talent_performance.demo.cycles import make_templates as templates
from talent_performance.demo.sample import TEMPLATES, sample_policy, sample_tables
from talent_performance.demo.writing import into
from talent_performance.flows.talent_profiles import EMPLOYMENT

__all__ = ["TEMPLATES", "bulk", "into", "profiles", "sample_policy", "sample_tables", "templates"]


def bulk(doctype: str, rows: list[dict[str, Any]]) -> None:
	"""Rows below the ORM."""
	there = set(frappe.get_all(doctype, pluck="name"))
	stamp = now()
	by = {"creation": stamp, "modified": stamp, "owner": "Administrator", "modified_by": "Administrator"}
	rows = [{**row, **by} for row in rows if row["name"] not in there]
	if rows:
		frappe.db.bulk_insert(doctype, list(rows[0]), [tuple(row.values()) for row in rows])


def profiles() -> dict[str, str]:
	"""Employee → profile."""
	return dict(frappe.get_all(EMPLOYMENT, fields=["employee", "parent"], as_list=True))
