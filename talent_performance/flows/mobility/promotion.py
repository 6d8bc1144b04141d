"""Who is ready for the next step: the engine's conditions, over the people whom the reader searches among."""

from __future__ import annotations

import pandas as pd

import frappe
from frappe.utils import today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine import mobility as rules
from talent_performance.engine.frames import find, take
from talent_performance.engine.policy import Policy
from talent_performance.engine.talent import performance_bands
from talent_performance.flows import capability
from talent_performance.flows.mobility.people import Asked, dated, found, talent_seen
from talent_performance.store.frames import words
from talent_performance.store.policy import policy_of
from talent_performance.store.succession_tables import roles_since
from talent_performance.store.talent_history import closed_results, employments_of


def standing(asked: Asked) -> pd.DataFrame:
	"""The people with what the conditions rest on, and the engine's table `promotion` beside. Raises PermissionError.

	The number of queries doesn't depend on how many people there are.
	"""
	people, policy = found(asked), policy_of()
	facts = with_facts(people, policy)
	judged = rules.promotion(facts, policy, frappe._)
	return people.assign(
		**{
			c: facts[c].array
			for c in ("performance_band", "potential_band", "fit", "coverage", "months_in_role")
		},
		**{c: judged[c].array for c in ("promotion", "met", "asked", "reason")},
	)


def with_facts(people: pd.DataFrame, policy: Policy) -> pd.DataFrame:
	"""What `engine.mobility.promotion` asks of each."""
	names = list(people["employee"])
	fit = capability.fit(people[["employee", "designation"]])
	talent = words(talent_seen(), ["performance_band", "potential_band"])
	rated = find(people["employee"], talent["employee"])
	since = roles_since(names).reindex(people["employee"]).to_numpy()
	off = practices.off_among(Practice.POTENTIAL, names)
	before = previous_bands(people["employee"].where(rated >= 0).dropna(), policy)
	return pd.DataFrame(
		{
			"employee": people["employee"].array,
			"performance_band": take(talent["performance_band"], rated),
			"previous_band": before.reindex(people["employee"]).array,
			"potential_band": take(talent["potential_band"], rated),
			**{c: fit[c].array for c in ("fit", "coverage", "ranked", "unmet_essentials")},
			"months_in_role": rules.months_in_role(
				dated(people.assign(role_since=since)), pd.Timestamp(today())
			),
			"without_potential": people["employee"].isin(off).to_numpy(),
		}
	)


def previous_bands(employees: pd.Series, policy: Policy) -> pd.Series:
	"""The band of each person's last cycle but one of those that speak about talent, by employee."""
	results = closed_results(employments_of(list(employees)))
	speaks = results["cycle_kind"].isin(policy.high_potential.cycle_kinds)
	earlier = results[speaks].groupby("person", sort=False).nth(-2)
	return pd.Series(performance_bands(earlier, policy), index=earlier["person"].array, dtype=object)
