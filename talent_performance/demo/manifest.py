"""What the demo has brought, kept on the site until it goes: the names on which everything hangs, and where series stood."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypedDict

import frappe
from frappe.utils import now

# A parent that is nobody's: these defaults are in no session and no form.
OWNER, KEY = "talent_performance_demo", "manifest"


class Manifest(TypedDict):
	"""When it was there, what was made by DocType, and each series' counter before and after."""

	loaded_at: str
	made: dict[str, list[str]]
	series: dict[str, list[int | None]]


def series() -> dict[str, int]:
	"""The counters of all naming series."""
	table = frappe.qb.DocType("Series")
	return dict(frappe.qb.from_(table).select(table.name, table.current).orderby(table.name).run())


def write(made: Mapping[str, Sequence[str]], before: Mapping[str, int]) -> None:
	"""Keep what there is to know."""
	raised = {name: [before.get(name), at] for name, at in series().items() if before.get(name) != at}
	text = json.dumps({"loaded_at": now(), "made": dict(made), "series": raised})
	frappe.defaults.set_default(KEY, text, OWNER)


def read() -> Manifest | None:
	"""What was kept; None where there is no demo."""
	text = frappe.db.get_value("DefaultValue", {"parent": OWNER, "defkey": KEY}, "defvalue")
	return json.loads(text) if text else None


def forget() -> None:
	"""The demo is gone."""
	frappe.defaults.clear_default(key=KEY, parent=OWNER)
