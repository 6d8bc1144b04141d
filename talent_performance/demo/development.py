"""What people work at in the demo: plans that the rules draft from what is known of them, some of them agreed, some through; and
mentors for what most of them want to learn.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from talent_performance.demo.sample import Tables
from talent_performance.demo.this_year import SEED
from talent_performance.demo.writing import into
from talent_performance.engine.development import plan_progress
from talent_performance.flows.development.drafting import drafts
from talent_performance.flows.mentoring.finding import pair_up
from talent_performance.rehearsal.sample.chance import Chance

PLAN, PAIR, KIND = "Development Plan", "Mentoring Pair", "Growth"
DRAFTED, PAIRED, PROPOSED = 60, 10, 3
# How many of ten plans are how far.
STATES = ("Draft", "Draft", "Awaiting Approval", *["Active"] * 5, "Completed", "Completed")
AGREED, BEGUN = ("Active", "Completed"), (60, 150)
PROGRESS = (0.0, 25.0, 50.0, 75.0, 100.0)
SHOWN = (
	"Led the weekly meeting three times; the notes are in the folder.",
	"The course is done, the certificate with HR.",
	"Two days beside a colleague of the other plant; what I took from it stands in my check-in.",
)
THROUGH = "Two of three actions show in daily work; the third goes into next year's plan."
TOPICS = (
	"How the month's plan is made, and who is asked.",
	"A talk that went wrong, and another way to begin it.",
)
AGREED_ON = "Tries it in next week's meeting; we speak about it a fortnight later."


def develop(tables: Tables, today: date) -> None:
	"""All of it, for people who are at work."""
	chance = Chance(SEED, "plans")
	employees = tables["employees"].set_index("employee")
	here = sorted(employees.index[employees["status"].eq("Active") & employees["reports_to"].notna()])
	made = drafts(sorted(chance.some(here, DRAFTED)), KIND)
	plans, actions = agreed(made.plans, made.actions, chance, today)
	plans = plans.assign(
		approver=plans["employee"]
		.map(employees["reports_to"])
		.where(plans["state"].ne("Draft"), None)
		.to_numpy()
	)
	steps = pd.concat([steps_of(plan, at) for at, plan in plans.iterrows()])
	into(PLAN, plans, {"actions": actions, "steps": steps})
	pair(plans, actions, employees, chance, today)


def agreed(
	plans: pd.DataFrame, actions: pd.DataFrame, chance: Chance, today: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""Each plan in a state, with actions that fit: numbered, and begun some months ago where both sides hold to it."""
	plans, actions = plans.copy(), actions.copy()
	plans["state"] = [chance.pick(STATES) for _plan in plans.index]
	plans["began"] = [chance.whole(*BEGUN) if state in AGREED else 0 for state in plans["state"]]
	state, earlier = (
		plans["state"].reindex(actions.index),
		pd.to_timedelta(plans["began"].reindex(actions.index), unit="D"),
	)
	actions["progress"] = [progress_in(one, chance) for one in state]
	actions["state"] = [state_of(one, share) for one, share in zip(state, actions["progress"], strict=True)]
	actions["due_on"] = pd.to_datetime(actions["due_on"]) - earlier
	done = actions["state"].eq("Done")
	actions["done_on"] = pd.Series(pd.Timestamp(today - timedelta(days=7)), actions.index).where(done)
	actions["evidence"] = [chance.pick(SHOWN) if share else None for share in actions["progress"]]
	began = pd.to_timedelta(plans["began"], unit="D")
	through = plans["state"].eq("Completed")
	plans = plans.assign(
		starts_on=pd.to_datetime(plans["starts_on"]) - began,
		ends_on=pd.to_datetime(plans["ends_on"]) - began,
		outcome=through.map({True: "Partly Met", False: None}),
		outcome_note=through.map({True: THROUGH, False: None}),
		ended_on=through.map({True: today, False: None}),
		version=plans["state"].isin(AGREED).astype(int),
	)
	at = plans.index.get_indexer(actions.index)
	return with_figures(plans.reset_index(drop=True), actions.set_axis(at), today)


def progress_in(state: str, chance: Chance) -> float:
	"""Percent of an action in a plan that is so far."""
	if state == "Completed":
		return chance.pick((100.0, 100.0, 50.0))
	return chance.pick(PROGRESS) if state == "Active" else 0.0


def state_of(plan: str, progress: float) -> str:
	"""What follows for an action."""
	if plan == "Draft":
		return "Suggested"
	return "Done" if progress == 100 else "In Progress" if progress else "Planned"


def with_figures(
	plans: pd.DataFrame, actions: pd.DataFrame, today: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""How far each plan is, by the rule that forms follow."""
	rows = actions.assign(plan=actions.index, progress=actions["progress"] / 100)
	found = plan_progress(rows, pd.Timestamp(today)).set_index("plan").reindex(plans.index)
	share = (found["progress"].astype(float) * 100).round(6).fillna(0.0)
	return plans.drop(columns="began").assign(progress=share, next_due=found["next_due"]), actions


def steps_of(plan: pd.Series, at: int) -> pd.DataFrame:
	"""What led to a plan's state, on the days on which it would have been."""
	ended = f"{plan['ended_on']} 12:00:00"
	days = {
		"Submitted": f"{plan['starts_on'].date()} 09:00:00",
		"Approved": f"{plan['starts_on'].date()} 16:00:00",
	}
	steps = {"Awaiting Approval": ["Submitted"], "Active": list(days), "Completed": [*days, "Completed"]}
	names = steps.get(plan["state"], [])
	rows = [{"step": name, "at": days.get(name, ended), "by_user": "Administrator"} for name in names]
	return pd.DataFrame(rows, columns=["step", "at", "by_user"]).set_axis([at] * len(rows))


def pair(
	plans: pd.DataFrame, actions: pd.DataFrame, employees: pd.DataFrame, chance: Chance, today: date
) -> None:
	"""Mentors for those who learn what most learn, found as HR finds them; some pairs are only proposed."""
	open_ones = actions[actions["state"].isin(("Planned", "In Progress")) & actions["competency"].notna()]
	if open_ones.empty:
		return
	topic = open_ones["competency"].value_counts(sort=False).sort_index().idxmax()
	lines = open_ones[open_ones["competency"] == topic]
	learners = plans.loc[lines.index, "employee"].drop_duplicates().tolist()
	found = [row for row in pair_up(learners, topic, float(lines["level_wanted"].min())) if row["mentor"]]
	if not found:
		return
	table = pd.DataFrame(found[:PAIRED])[["mentee", "mentor"]]
	proposed = pd.Series(range(len(table))) < min(PROPOSED, len(table) // 3)
	days = [today - timedelta(days=chance.whole(20, 120)) for _pair in table.index]
	met = [today - timedelta(days=chance.whole(3, 18)) for _pair in table.index]
	table = table.assign(
		mentee_name=table["mentee"].map(employees["employee_name"]),
		mentor_name=table["mentor"].map(employees["employee_name"]),
		company=table["mentee"].map(employees["company"]),
		kind="Mentoring",
		state=proposed.map({True: "Proposed", False: "Active"}),
		proposed_by="Mentee",
		mentee_agreed=1,
		mentor_agreed=(~proposed).astype(int),
		competency=topic,
		starts_on=days,
		rhythm_days=14,
		last_met_on=pd.Series(met).where(~proposed, None),
	)
	meetings = pd.DataFrame(
		{
			"held_on": met,
			"minutes": 45,
			"topics": [chance.pick(TOPICS) for _pair in table.index],
			"agreed": AGREED_ON,
			"logged_by": table["mentee"],
		}
	)
	into(PAIR, table, {"meetings": meetings[~proposed]})
