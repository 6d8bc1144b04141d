"""The cycle under way, a few weeks before the year's end: some goals not approved yet, some reviews late, some done."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from talent_performance.demo import reviews_under_way as written
from talent_performance.demo.appraisals import Appraisals
from talent_performance.demo.backdating import set_events, set_values
from talent_performance.demo.cycles import CYCLE, companies, rules, settled
from talent_performance.demo.sample import Tables
from talent_performance.demo.this_year import SEED, cycle_of
from talent_performance.demo.writing import into
from talent_performance.engine.policy import Policy
from talent_performance.flows import scoring, snapshot
from talent_performance.flows.moves import move_many
from talent_performance.flows.participants import APPRAISAL
from talent_performance.flows.phases import movable
from talent_performance.rehearsal.sample.chance import Chance

# Days before or after today: when a phase begins, until when it lasts.
REVIEWS = {
	"Self Review": (-30, -12),
	"Manager Review": (-14, -1),
	"Second-Level Review": (-7, 7),
	"Calibration": (8, 20),
	"Publication": (35, 45),
}
OPEN_BY_NOW = ("Goal Setting", "Mid-year Review", "Self Review", "Manager Review")


def make_cycle(tables: Tables, policy: Policy, today: date) -> str:
	"""The draft of the cycle under way, with its phases."""
	cycle = cycle_of(tables)
	name = cycle.pop("cycle")
	row = {**cycle, "kind": "Annual", "state": "Draft", **settled(policy)}
	index = pd.Index([name])
	children = {
		"companies": companies(tables, index),
		"rules": rules(tables, name),
		"phases": phases(cycle, today).assign(parent=name).set_index("parent"),
	}
	into(CYCLE, pd.DataFrame([row], index=index), children, reserved=[name])
	return name


def phases(cycle: pd.Series, today: date) -> pd.DataFrame:
	"""Goals are set in the first weeks, half of the year later they are looked at, and the reviews go around today."""
	start = cycle["start_date"].date()
	middle = (cycle["start_date"] + pd.DateOffset(months=6)).date()
	dates = {
		"Goal Setting": (start, start + timedelta(days=45)),
		"Mid-year Review": (middle, middle + timedelta(days=30)),
		**{phase: tuple(today + timedelta(days=day) for day in days) for phase, days in REVIEWS.items()},
	}
	rows = [(phase, *days, days[0] if phase in OPEN_BY_NOW else None) for phase, days in dates.items()]
	return pd.DataFrame(rows, columns=["phase", "start_date", "due_date", "opened_on"], dtype=object)


class Stage:
	"""How far everybody is: a manager who is late is late with most of his people."""

	def __init__(self, tables: Tables, appraisals: Appraisals) -> None:
		chance = Chance(SEED, "stage")
		employees = tables["employees"].set_index("employee")
		known = set(tables["overall_ratings"].dropna(subset=["manager_rating"])["employee"])
		luck = pd.Series({name: chance.share() for name in appraisals}, dtype=float)
		above = pd.Series(appraisals).map(employees["reports_to"])
		pace = {name: chance.between(0.1, 1.1) for name in sorted(above.dropna().unique())}
		of_manager = above.map(pace).fillna(0)
		rated = pd.Series(appraisals).isin(known)
		self.appraisals = appraisals
		self.no_goals = list(luck.index[luck < 0.05])
		self.self_late = list(luck.index[(luck >= 0.05) & (luck < 0.15)])
		here = luck >= 0.15
		done = here & rated & (luck < of_manager)
		self.with_manager = list(luck.index[here])
		self.manager_done = list(luck.index[done])
		self.manager_began = list(luck.index[here & rated & ~done & (luck < of_manager + 0.15)])


def unapproved(tables: Tables, stage: Stage) -> pd.Series:
	"""Status of everybody's objectives: of a few still a draft, or with the manager."""
	late = {stage.appraisals[name]: at for at, name in enumerate(stage.no_goals)}
	states = {name: "Draft" if at % 3 == 0 else "Submitted" for name, at in late.items()}
	return tables["objectives"]["employee"].map(states).fillna("Approved")


def go_on(tables: Tables, stage: Stage, cycle: str, today: date) -> None:
	"""Goals approved and taken, self reviews written, managers' reviews under way."""
	agreed = [*stage.self_late, *stage.with_manager]
	snapshot.take(agreed)
	move_many(agreed, "approve_goals")
	move_many(agreed, "open_self_review")
	written.self_reviews(tables, {name: stage.appraisals[name] for name in stage.with_manager}, cycle)
	move_many(stage.with_manager, "open_manager_review")
	written.manager_reviews(
		tables, stage.appraisals, cycle, done=stage.manager_done, begun=stage.manager_began
	)
	scoring.score(stage.manager_done)
	move_many(movable(cycle, "Second-Level Review", stage.manager_done), "open_second_level")
	as_it_was(tables, cycle, today)


def as_it_was(tables: Tables, cycle: str, today: date) -> None:
	"""Every step on its day."""
	start = cycle_of(tables)["start_date"].date()
	begun = {phase: today + timedelta(days=days[0]) for phase, days in REVIEWS.items()}
	set_values(CYCLE, {"name": cycle}, launched_on=start - timedelta(days=7))
	set_events(cycle, {"approve_goals": start + timedelta(days=40), "open_self_review": begun["Self Review"]})
	set_events(
		cycle,
		{"open_manager_review": begun["Manager Review"], "open_second_level": begun["Second-Level Review"]},
	)
	since = {
		"Goal Setting": start,
		**{phase: begun[phase] for phase in ("Self Review", "Manager Review", "Second-Level Review")},
	}
	for state, day in since.items():
		set_values(APPRAISAL, {"cycle": cycle, "state": state}, state_since=day)
