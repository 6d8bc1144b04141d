"""Filters that lists come with: made once, everybody's from then on; what a company changes or deletes stays so.

A saved filter of Frappe's is one user's or everybody's, and holds no user and no day. What needs those is a button of the list.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _

from talent_performance.flows.appraisal_states import ASIDE, OUT
from talent_performance.store.frames import site_language

DOCTYPE = "List Filter"
Condition = tuple[str, str, Any]


def filters(language: str) -> dict[str, dict[str, Sequence[Condition]]]:
	"""DocType → name → conditions. A draft review is seen by who writes it alone; so of reviews, a draft waits for its reader."""
	is_open = ("state", "not in", [*OUT, *ASIDE])
	approved = ("status", "=", "Approved")
	return {
		"Performance Appraisal": {
			_("Open", language): [is_open],
			_("Due in the next 7 days", language): [is_open, ("due_date", "Timespan", "next 7 days")],
			_("Appealed", language): [("state", "=", "Appealed")],
			_("Published, receipt not confirmed", language): [("state", "=", "Published")],
		},
		"Appraisal Review": {
			_("Waiting for me", language): [("state", "=", "Draft")],
			_("Submitted in the last 7 days", language): [("submitted_on", "Timespan", "last 7 days")],
		},
		"Objective": {
			_("To approve", language): [("status", "=", "Submitted")],
			_("At risk", language): [approved, ("pace_status", "=", "At Risk")],
			_("Without an update", language): [approved, ("updated_on", "is", "not set")],
			_("Due in the next 30 days", language): [approved, ("due_date", "Timespan", "next 30 days")],
		},
		"Talent Run": {
			_("Under way", language): [("state", "in", ["Queued", "Running"])],
			_("With refusals", language): [("state", "=", "Completed with Refusals")],
		},
	}


def plant_filters() -> None:
	"""Make them, in the language of the site, where nobody has saved any for everybody yet."""
	for doctype, named in filters(site_language()).items():
		if not frappe.db.exists(DOCTYPE, {"reference_doctype": doctype, "for_user": ""}):
			for name, conditions in named.items():
				save(doctype, name, conditions)


def save(doctype: str, name: str, conditions: Sequence[Condition]) -> None:
	"""One filter for everybody."""
	said = [[doctype, field, operator, value] for field, operator, value in conditions]
	frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"reference_doctype": doctype,
			"filter_name": name,
			"for_user": "",
			"filters": json.dumps(said),
		}
	).insert(ignore_permissions=True)
