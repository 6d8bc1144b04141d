"""The year under way: last year's goals carried on, handed around among colleagues, and only as far as the year has come."""

from __future__ import annotations

from datetime import date

import pandas as pd

from talent_performance.demo.sample import AS_OF, LAST, MARK, Tables, later, title_of
from talent_performance.rehearsal.sample.chance import Chance

YEAR = 12
SEED = 2027
MONTHS_TO_GO = 1  # the year ends with the next month, so that its reviews are under way
CARRIED = (
	"key_results", "key_result_updates", "kpi_months", "key_result_steps", "milestones", "target_profiles",
)  # fmt: skip
FORGETFUL, LONGEST_SILENCE = 0.12, 100


def months_until(today: date) -> int:
	"""By how many months the sample's year is moved, so that the one after it ends with the month after this one.

	>>> months_until(date(2026, 11, 22)), months_until(date(2026, 3, 1))
	(0, -8)
	"""
	return (today.year - AS_OF.year - 1) * 12 + today.month + MONTHS_TO_GO - AS_OF.month


def cycle_of(tables: Tables) -> pd.Series:
	"""Name, title and days of the cycle under way."""
	last = tables["cycles"].set_index("cycle").loc[LAST]
	start, end = (
		last["end_date"] + pd.Timedelta(days=1),
		later(last[["end_date"]].astype("datetime64[ns]"), YEAR).iloc[0],
	)
	name = f"{MARK}PC-{AS_OF.year + 1}"
	return pd.Series(
		{"cycle": name, "title": title_of("annual", start, end), "start_date": start, "end_date": end}
	)


def this_year(tables: Tables, today: date) -> Tables:
	"""Goals of the year under way, and what managers think of their people so far."""
	cycle, day, chance = cycle_of(tables), pd.Timestamp(today), Chance(SEED, "this year")
	found = {name: tables[name].copy() for name in ("objectives", *CARRIED)}
	goals = found["objectives"]
	active = set(tables["employees"].query("status == 'Active'")["employee"])
	last_part = tables["segments"].drop_duplicates("employee", keep="last").set_index("employee")["segment"]
	stays = goals["segment"].isna() | (goals["segment"] == goals["employee"].map(last_part))
	stays &= goals["employee"].isna() | goals["employee"].isin(active)
	found["objectives"] = goals[stays & (goals["archived"] == "no")].assign(
		segment=None, cycle=cycle["cycle"]
	)
	found = renamed(kept(found), f"-{AS_OF.year + 1}")
	found = {name: in_a_year(table) for name, table in found.items()}
	found["objectives"] = handed_around(found["objectives"], tables["employees"], chance, day)
	found = so_far(found, day, (day - cycle["start_date"]) / (cycle["end_date"] - cycle["start_date"]))
	nothing = {
		f"{name}_versions": tables[f"{name}_versions"].iloc[:0] for name in ("objective", "key_result")
	}
	return {**tables, **found, **nothing, **opinions(tables, chance)}


def kept(found: Tables) -> Tables:
	"""What belongs to goals that go on."""
	goals, results = found["objectives"], found["key_results"]
	results = results[results["objective"].isin(goals["objective"]) & (results["archived"] == "no")]
	goals = goals.assign(
		parent_objective=goals["parent_objective"].where(goals["parent_objective"].isin(goals["objective"]))
	)
	known = results["key_result"]
	results = results.assign(
		parent_key_result=results["parent_key_result"].where(results["parent_key_result"].isin(known))
	)
	others = {name: found[name] for name in CARRIED[1:]}
	keys = {name: "objective" if "objective" in table else "key_result" for name, table in others.items()}
	there = {"objective": goals["objective"], "key_result": known}
	return {
		"objectives": goals,
		"key_results": results,
		**{name: table[table[keys[name]].isin(there[keys[name]])] for name, table in others.items()},
	}


def renamed(found: Tables, ending: str) -> Tables:
	"""With names of their own."""
	names = ("objective", "parent_objective", "key_result", "parent_key_result")
	return {
		table: rows.assign(**{name: rows[name] + ending for name in names if name in rows})
		for table, rows in found.items()
	}


def in_a_year(table: pd.DataFrame) -> pd.DataFrame:
	"""With every day a year later."""
	return table.assign(**{day: later(table[day], YEAR) for day in table.select_dtypes("datetime")})


def handed_around(
	goals: pd.DataFrame, employees: pd.DataFrame, chance: Chance, day: pd.Timestamp
) -> pd.DataFrame:
	"""Among people in the same job under the same manager everybody has a colleague's goals of last year; some have
	forgotten to say how far they are.
	"""
	active = employees[employees["status"] == "Active"]
	new: dict[str, str] = {}
	for _key, names in active.groupby(["reports_to", "designation"], sort=True)["employee"]:
		new |= dict(zip(names, [*names[1:], names.iloc[0]], strict=True))
	silent = {name: chance.happens(FORGETFUL) for name in active["employee"]}
	owners = goals["employee"].map(new).fillna(goals["employee"])
	last = [
		day
		- pd.Timedelta(days=chance.whole(61, LONGEST_SILENCE) if silent.get(name) else chance.whole(1, 40))
		for name in owners
	]
	return goals.assign(employee=owners, updated_on=pd.Series(last, index=goals.index))


def so_far(found: Tables, day: pd.Timestamp, share: float) -> Tables:
	"""Only what can be known by a day; what was never recorded step by step has come as far as the year."""
	updates, months, milestones = (found[name] for name in ("key_result_updates", "kpi_months", "milestones"))
	updates = updates[updates["updated_on"] <= day]
	over = months["month"] + pd.offsets.MonthEnd(0) <= day
	results = found["key_results"]
	by_steps = results["key_result"].isin([*updates["key_result"], *months["key_result"]])
	grows = results["method"].isin(["progress", "achievement"]) & ~by_steps
	begun = results["start_value"].fillna(0)
	value = (begun + (results["current_value"] - begun) * share).round(1)
	done = results["current_value"].where((results["method"] != "boolean") | (results.index % 3 > 0), 0)
	return {
		**found,
		"key_results": results.assign(current_value=value.where(grows, done)),
		"key_result_updates": updates,
		"kpi_months": months.assign(actual=months["actual"].where(over)),
		"milestones": milestones.assign(done_on=milestones["done_on"].where(milestones["done_on"] <= day)),
	}


def opinions(tables: Tables, chance: Chance) -> Tables:
	"""Last year's ratings, one in four of them another one by now."""
	lines, overall = tables["component_ratings"], tables["overall_ratings"]
	last_part = tables["segments"].drop_duplicates("employee", keep="last").set_index("employee")["segment"]
	here = lines["segment"].isna() | (lines["segment"] == lines["employee"].map(last_part))
	lines = lines[here].assign(segment=None)
	return {
		"component_ratings": lines.assign(rating=drifted(lines["rating"], chance)),
		"overall_ratings": overall.assign(
			manager_rating=drifted(overall["manager_rating"], chance),
			manager_reason=None,
			calibrated_rating=None,
			calibration_reason=None,
			exempt_reason=None,
		),
	}


def drifted(ratings: pd.Series, chance: Chance) -> pd.Series:
	"""One in four a level up or down."""
	steps = [chance.pick((-1, 1)) if chance.happens(0.25) else 0 for _ in ratings]
	return (ratings + pd.Series(steps, index=ratings.index)).clip(1, 5)
