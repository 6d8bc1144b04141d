"""The computed risk of leaving as a run: scores of everybody who may be scored, with what each driver adds; off by default."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.utils import getdate, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.companies import permitted_companies
from talent_performance.engine import ENGINE_VERSION
from talent_performance.engine import retention as engine
from talent_performance.exceptions import RetentionRefused
from talent_performance.flows.retention import facts as known
from talent_performance.flows.retention.latest import SCORE, SETTINGS, TO_FORM
from talent_performance.runs import control, ledger
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work
from talent_performance.store import traces
from talent_performance.store.changes import stored, write_changes
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch, filled, in_site_language, text
from talent_performance.store.policy import policy_of

KIND = "Score Retention Risk"
MAY = ("HR Manager", "Talent Manager")
PERSON = ("employee", "employee_name", "company", "date_of_joining")


def is_on() -> bool:
	"""Whether Talent Settings say that a score is computed."""
	return bool(frappe.db.get_single_value(SETTINGS, "retention_score_on"))


def scorable(names: Sequence[str] | None = None) -> pd.DataFrame:
	"""The people who haven't left and for whom no agreement switches it off; `names` narrows them."""
	table = frappe.qb.DocType("Employee")
	fields = ("name", *PERSON[1:])
	query = frappe.qb.from_(table).select(*(table[each] for each in fields)).where(table.status != "Left")
	if names is not None:
		query = query.where(within(table.name, list(names)))
	found = fetch(query.orderby(table.name), PERSON)
	off = practices.off_among(Practice.RISK, found["employee"])
	off |= practices.off_among(Practice.ANALYTICS, found["employee"])
	return found[~found["employee"].isin(off)].reset_index(drop=True)


def needless() -> list[str]:
	"""Scores of people who aren't to be scored any more; all of them while it is switched off."""
	there = frappe.get_all(SCORE, fields=["name", "employee"], order_by="name", limit=0)
	wanted = set(scorable()["employee"]) if is_on() else set()
	return [row.name for row in there if row.employee not in wanted]


def plan(arguments: Arguments) -> list[list[str]]:
	"""Everybody who is to be scored; nobody while it is switched off, which takes away what there was."""
	return [[name] for name in scorable()["employee"]] if is_on() else []


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many would be scored, how many not and why, and how many scores would go."""
	table = made_of(scorable()) if is_on() else pd.DataFrame(columns=["reason"])
	without = table["reason"].notna()
	return [
		Count("Would be scored", int((~without).sum())),
		Count("Too little is known of them", int(without.sum())),
		Count("Scores that would be taken away", len(needless())),
	]


def work(asked: Work) -> list[str]:
	"""Score these people."""
	people = scorable(asked.keys)
	if people.empty or not is_on():
		return []
	table = made_of(people).set_index("employee", drop=False)
	there = stored(SCORE, "employee", list(table.index), list(table))
	return write_changes(SCORE, table, there).listeners


def made_of(people: pd.DataFrame) -> pd.DataFrame:
	"""Rows of Retention Score."""
	policy, as_of = policy_of(), pd.Timestamp(today())
	drivers = engine.drivers(known.facts(people, as_of), policy)
	found = engine.score(drivers, policy, in_site_language)
	return pd.DataFrame(
		{
			**{field: people[field] for field in PERSON[:3]},
			"as_of": getdate(today()),
			"score": filled(found["score"]).astype(int),
			"band": found["band"].map(TO_FORM).fillna(""),
			"coverage": filled(found["coverage"] * 100, 2),
			"reason": text(found["reason"]),
			"drivers": told(drivers, engine.strongest(drivers, policy)),
			"policy_fingerprint": policy.fingerprint,
			"engine_version": ENGINE_VERSION,
		}
	)


def told(drivers: pd.DataFrame, parts: pd.DataFrame) -> list[str]:
	"""Each person's drivers with what they add to the score, the strongest first, those that aren't known last."""
	rows = []
	for at in range(len(drivers)):
		lines = [
			{
				"driver": name,
				"value": rounded(drivers[name].iat[at]),
				"points": rounded(parts[name].iat[at], 1),
			}
			for name in parts
		]
		rows.append(
			json.dumps(sorted(lines, key=lambda line: (line["points"] is None, -(line["points"] or 0))))
		)
	return rows


def rounded(value: float, places: int = 2) -> float | None:
	"""A number as it is stored; null where there is none."""
	return None if np.isnan(value) else round(float(value), places)


def finish(arguments: Arguments) -> None:
	"""Scores of people who left, or whom an agreement takes out, go; all of them where it was switched off."""
	names = needless()
	if names:
		traces.delete_documents({SCORE: names})


def check_whole(arguments: Arguments) -> None:
	"""It goes through all companies. Raises PermissionError for whoever is limited to some."""
	if permitted_companies(frappe.session.user, SCORE) is not None:
		frappe.throw(
			_(
				"Scores are computed for all companies at once: somebody whose access isn't limited to some starts it."
			),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def start() -> str:
	"""Start the run. Raises RetentionRefused while nobody has switched it on and there is nothing to take away."""
	if not is_on() and not needless():
		frappe.throw(
			_(
				"Talent Settings don't say that a score is computed: switch it on there, under Risk of Leaving."
			),
			exc=RetentionRefused,
			title=_("Not Switched On"),
		)
	return control.start(KIND)


def every_month() -> None:
	"""Scores are brought up to date, or taken away after they were switched off."""
	if frappe.db.exists(ledger.RUN, {"kind": KIND, "state": ("in", ("Queued", "Running")), "dry_run": 0}):
		return
	if is_on() or needless():
		control.start(KIND)


SCORE_RISK = KindOfRun(
	title="Score Retention Risk",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=MAY,
	finish=finish,
	check=check_whole,
)
