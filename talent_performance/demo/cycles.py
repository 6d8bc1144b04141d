"""The demo's Review Templates, and its cycles up to the one that the sample company's year belongs to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talent_performance.demo.places import companies_of
from talent_performance.demo.sample import LAST, TEMPLATES, Tables
from talent_performance.demo.writing import into, titles
from talent_performance.engine.policy import Policy
from talent_performance.flows.seeds import QUESTIONS
from talent_performance.store import amend
from talent_performance.store.policy import freeze

CYCLE, TEMPLATE = "Performance Cycle", "Review Template"
EVERYBODY = "Active, Inactive and Suspended"


def make_templates(policy: Policy) -> list[str]:
	"""Review Templates of the policy."""
	names = list(TEMPLATES.values())
	weights = [
		{"parent": name, "component": component.title(), "weight": weight}
		for name in names
		for component, weight in policy.templates[name].weights.items()
	]
	components = pd.DataFrame(weights).set_index("parent")
	table = pd.DataFrame({"template_name": names}, index=names)
	return into(TEMPLATE, table, {"components": components}, reserved=names)


def complete_templates() -> None:
	"""Questions, a mid-year review for all, and for managers a second level."""
	names = list(TEMPLATES.values())
	table = pd.DataFrame({"mid_year_review": 1}, index=names)
	table["second_level_review"] = [int(name == TEMPLATES["managers"]) for name in names]
	asked = [
		{"parent": name, "perspective": perspective, "question": question, "kind": "Text"}
		for name in names
		for perspective, question in QUESTIONS
	]
	amend(TEMPLATE, table, {"questions": pd.DataFrame(asked).set_index("parent")})


def make_cycles(tables: Tables, policy: Policy) -> list[str]:
	"""Earlier cycles, published; the sample's year a draft, to be launched."""
	given = tables["cycles"]
	table = pd.DataFrame(
		{
			"title": given["title"],
			"kind": titles(given["kind"]),
			"start_date": given["start_date"],
			"end_date": given["end_date"],
			"state": np.where(given["is_current"], "Draft", "Published"),
			**settled(policy),
		}
	).set_axis(given["cycle"].to_numpy())
	children = {"companies": companies(tables, table.index), "rules": rules(tables, LAST)}
	return into(CYCLE, table, children, reserved=list(table.index))


def settled(policy: Policy) -> dict[str, object]:
	"""What all cycles of the demo have in common: its own policy, whatever the site's settings say."""
	return {
		"employment_status": EVERYBODY,
		"default_template": TEMPLATES["staff"],
		"policy": freeze(policy),
		"policy_fingerprint": policy.fingerprint,
	}


def companies(tables: Tables, cycles: pd.Index) -> pd.DataFrame:
	"""All companies for all of these cycles."""
	names = companies_of(tables)
	return pd.DataFrame({"company": names * len(cycles)}, index=np.repeat(cycles.to_numpy(), len(names)))


def rules(tables: Tables, cycle: str) -> pd.DataFrame:
	"""Who has another template than the staff's, by designation, as HR would say it in the cycle."""
	own = tables["employees"][["designation", "template"]].drop_duplicates()
	own = own[own["template"] != TEMPLATES["staff"]].sort_values("designation", ignore_index=True)
	table = own.rename(columns={"designation": "value"})
	return table.assign(effect="Use Template", attribute="Designation").set_axis([cycle] * len(own))
