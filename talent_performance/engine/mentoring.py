"""Mentoring: who could help somebody with a competency, and who goes with whom where many look at once.

Far enough  level ≥ min(wanted + 1, highest level of the competency), with the confidence from which the policy relies on a
            level. Nobody mentors himself, nobody twice, nobody beyond his places; and a mentor never stands above the person
            in the line, for one can't tell one's manager everything. A coach may.
Points      4 for who would like to, 2 for the same site, 1 for the same language, and the share of the places that is
            free. Each outweighs all below it together; of equal ones the higher level, then the surer one, then the name.
Pairing     as many people as possible get somebody, and then the most points in all; whoever takes several loses, with
            each of them, a free place.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from talent_performance.engine.competency import comma_lists, find_pairs, first_reason
from talent_performance.engine.frames import find
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import at_least, half_up

MENTORING = "mentoring"
# How many people somebody takes who hasn't said it.
PLACES = 2
WILLING, SITE, LANGUAGE = 4, 2, 1

ALREADY = "They are a pair already"
NOT_FAR_ENOUGH = "Not a level further than what is wanted"
UNSURE = "The level is too old to rely on"
ABOVE = "Stands above the person in the line"
FULL = "No place is free"
NOBODY = "Nobody comes into question"
NOBODY_LEFT = "All who come into question have no place left"

FOUND = (
	"mentee", "competency", "mentor", "level", "confidence", "needed", "willing", "same_site", "same_language", "taken",
	"places", "points", "place", "reason", "why_not",
)  # fmt: skip


def candidates(
	asked: pd.DataFrame,
	levels: pd.DataFrame,
	people: pd.DataFrame,
	offers: pd.DataFrame,
	pairs: pd.DataFrame,
	lines: pd.DataFrame,
	policy: Policy,
	kind: str = MENTORING,
	translate: Translate = str,
) -> pd.DataFrame:
	"""Everybody who has a level in what is asked, the best first: who comes into question has a place, the others a `why_not`.

	`asked`: mentee, competency, wanted (level), top (the competency's highest level). `levels` is the table
	`competency_levels`. `people`: employee, site, language; who isn't in it comes not into question. `offers`: employee,
	competency (null: any), places. `pairs`: mentor, mentee and the flag active; the others are proposed. `lines`: employee,
	manager, at any height. `kind` other than mentoring lets those above in. Returns FOUND.
	"""
	known = levels.rename(columns={"employee": "mentor"})[["mentor", "competency", "level", "confidence"]]
	found = asked.merge(known[known["level"].notna()], on="competency", how="inner")
	found = found[(found["mentor"] != found["mentee"]) & found["mentor"].isin(people["employee"])]
	found = found.reset_index(drop=True)
	found = found.assign(
		needed=np.minimum(found["wanted"].astype(float) + 1, found["top"].astype(float).fillna(np.inf)),
		**_near(found, people),
		**_offered(found, offers, pairs),
	)
	free = found["places"] - found["taken"]
	found["points"] = half_up(
		WILLING * found["willing"]
		+ SITE * found["same_site"]
		+ LANGUAGE * found["same_language"]
		+ np.maximum(free, 0) / found["places"].where(found["places"] > 0, 1)
	)
	rules = _against(found, pairs, lines, policy, kind, free)
	found["why_not"] = pd.Series(first_reason(len(found), rules, translate), index=found.index, dtype=object)
	found["reason"] = _reasons(found, translate)
	return _placed(found)[list(FOUND)]


def _near(found: pd.DataFrame, people: pd.DataFrame) -> dict[str, np.ndarray]:
	"""Whether both are at one site, and read one language; unknown is no."""
	mentee, mentor = find(found["mentee"], people["employee"]), find(found["mentor"], people["employee"])
	return {
		f"same_{column}": _equal(people[column], mentee, mentor).astype(bool)
		for column in ("site", "language")
	}


def _equal(values: pd.Series, one: np.ndarray, other: np.ndarray) -> np.ndarray:
	code = np.append(pd.factorize(values)[0], -1)  # nothing said is −1, as is whoever isn't there
	return (code[one] >= 0) & (code[one] == code[other])


def _offered(found: pd.DataFrame, offers: pd.DataFrame, pairs: pd.DataFrame) -> dict[str, Any]:
	"""Who would like to help with this, how many people he takes, and how many he has."""
	anything = offers.loc[offers["competency"].isna(), "employee"]
	named = offers[offers["competency"].notna()]
	said = find(found["mentor"], offers["employee"].drop_duplicates())
	places = offers.drop_duplicates("employee")["places"].astype(float).fillna(PLACES).to_numpy()
	active = pairs.loc[pairs["active"].astype(bool), "mentor"].value_counts()
	return {
		"willing": _among(found, ("mentor", "competency"), named, ("employee", "competency"))
		| found["mentor"].isin(anything).to_numpy(),
		"places": np.append(places, PLACES)[said],
		"taken": found["mentor"].map(active).fillna(0).astype(float),
	}


def _among(found: pd.DataFrame, ours: tuple[str, str], known: pd.DataFrame, theirs: tuple[str, str]) -> Any:
	"""Which rows have their two columns side by side in another table."""
	pairs = known[list(theirs)].drop_duplicates()
	return find_pairs(found[ours[0]], found[ours[1]], pairs[theirs[0]], pairs[theirs[1]]) >= 0


def _against(
	found: pd.DataFrame,
	pairs: pd.DataFrame,
	lines: pd.DataFrame,
	policy: Policy,
	kind: str,
	free: pd.Series,
) -> list[tuple[Any, str]]:
	"""What stands against somebody, the weightiest first."""
	paired = _among(found, ("mentee", "mentor"), pairs, ("mentee", "mentor"))
	above = _among(found, ("mentee", "mentor"), lines, ("employee", "manager"))
	return [
		(paired, ALREADY),
		(~at_least(found["level"].to_numpy(dtype=float), found["needed"].to_numpy()), NOT_FAR_ENOUGH),
		(
			~at_least(found["confidence"].to_numpy(dtype=float), policy.competency.reassess_below),
			UNSURE,
		),
		(above & (kind == MENTORING), ABOVE),
		(free <= 0, FULL),
	]


def _reasons(found: pd.DataFrame, translate: Translate) -> pd.Series:
	"""What speaks for somebody, in words that tell no level."""
	said = {
		translate("Would like to help with it"): found["willing"],
		translate("Same site"): found["same_site"],
		translate("Same language"): found["same_language"],
		translate("Has nobody yet"): found["taken"] == 0,
	}
	row, column = np.nonzero(np.column_stack([mask.to_numpy(dtype=bool) for mask in said.values()]))
	labels = list(said)
	lists = comma_lists(row, [labels[at] for at in column], len(found), "; ")
	return pd.Series(lists, index=found.index, dtype=object)


def _placed(found: pd.DataFrame) -> pd.DataFrame:
	"""By question; who comes into question first and with a place, from the best on."""
	out = found["why_not"].notna()
	order = found.assign(out=out).sort_values(
		["mentee", "competency", "out", "points", "level", "confidence", "mentor"],
		ascending=[True, True, True, False, False, False, True],
		ignore_index=True,
	)
	place = order.groupby(["mentee", "competency"], sort=False).cumcount() + 1
	return order.assign(place=place.where(~order["out"]).astype(float))


def pair_up(found: pd.DataFrame, mentees: pd.Series, translate: Translate = str) -> pd.DataFrame:
	"""One mentor for each of these people, as far as there are: mentee, competency, mentor, points, reason.

	`found` is what `candidates` returns for all of them together. Whoever gets nobody has a reason why.
	"""
	open_ = found[found["why_not"].isna()]
	best = open_.sort_values(
		["mentee", "mentor", "points", "competency"], ascending=[True, True, False, True]
	)
	best = best.drop_duplicates(["mentee", "mentor"]).reset_index(drop=True)
	chosen = best.iloc[_assigned(best)]
	result = pd.DataFrame({"mentee": mentees.drop_duplicates().to_numpy()}, dtype=object)
	result = result.merge(
		chosen[["mentee", "competency", "mentor", "points", "reason"]], on="mentee", how="left"
	)
	without = result["mentor"].isna()
	asked = result["mentee"].isin(best["mentee"])
	told = np.where(asked, translate(NOBODY_LEFT), translate(NOBODY))
	return result.assign(
		reason=result["reason"].astype(object).where(~without, pd.Series(told, dtype=object))
	)


def _assigned(best: pd.DataFrame) -> np.ndarray:
	"""The rows that make the best pairing; a mentor stands in as many columns as he has places free."""
	if best.empty:
		return np.zeros(0, dtype=int)
	row, people = pd.factorize(best["mentee"], sort=True)
	mentor, mentors = pd.factorize(best["mentor"], sort=True)
	places, free = (np.zeros(len(mentors)) for _ in range(2))
	places[mentor], free[mentor] = best["places"], best["places"] - best["taken"]
	free = np.minimum(free.astype(int), len(people))
	first = np.cumsum(free) - free
	of_row = np.repeat(np.arange(len(best)), free[mentor])
	nth = np.arange(len(of_row)) - np.repeat(np.cumsum(free[mentor]) - free[mentor], free[mentor])
	worth = best["points"].to_numpy()[of_row] - nth / places[mentor[of_row]]
	one_more = (WILLING + SITE + LANGUAGE + 2.0) * (len(people) + 1)
	value, whose = np.zeros((len(people), int(free.sum()))), np.full((len(people), int(free.sum())), -1)
	column = first[mentor[of_row]] + nth
	value[row[of_row], column], whose[row[of_row], column] = worth + one_more, of_row
	found = whose[linear_sum_assignment(value, maximize=True)]
	return np.sort(found[found >= 0])


def next_meetings(pairs: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
	"""When the next meeting of each pair is due, and by how many days it is late.

	`pairs`: starts_on, held_on (the last meeting, null for none), rhythm_days (0: none agreed). Returns `due` (null without
	a rhythm) and `days_late` (0 where it isn't) on the index of the pairs.
	"""
	last = pd.to_datetime(pairs["held_on"]).fillna(pd.to_datetime(pairs["starts_on"]))
	rhythm = pd.to_numeric(pairs["rhythm_days"]).fillna(0)
	due = (last + pd.to_timedelta(rhythm, unit="D")).where(rhythm > 0)
	late = (as_of - due).dt.days
	return pd.DataFrame({"due": due, "days_late": late.where(late > 0, 0).astype(int)}, index=pairs.index)
