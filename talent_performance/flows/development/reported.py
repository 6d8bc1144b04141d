"""What the report on development plans shows: the plans that the reader's list holds, their actions, and the gaps that closed."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from talent_performance.access.development import PLAN
from talent_performance.flows.development.plans import actions_of, gaps_closed, goals_of
from talent_performance.flows.reporting import Filters, analysed, seen

FIELDS = ["name", "title", "employee", "employee_name", "company", "department", "kind", "state"]


class Asked(NamedTuple):
	"""Plans, their actions, and the engine's table `development` of their goals, with the plan of each."""

	plans: pd.DataFrame
	actions: pd.DataFrame
	closed: pd.DataFrame


def asked_for(filters: Filters) -> Asked:
	"""Plans that the reader may see and has asked for: a constant number of queries, however many they are."""
	chosen = [[field, "=", filters[field]] for field in ("kind", "state") if filters.get(field)]
	plans = analysed(seen(PLAN, FIELDS, filters, chosen)).rename(columns={"name": "plan"})
	names = plans["plan"].tolist()
	return Asked(plans, actions_of(names), gaps_closed(goals_of(names)))
