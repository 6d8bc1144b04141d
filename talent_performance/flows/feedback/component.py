"""The appraisal's component Feedback: nobody rates it, the cycle's evaluative feedback round gives it.

Only a score that the round's rules let anybody see counts; otherwise the component is missing, with a reason, and the
template says what becomes of a missing one. Feedback for development never comes in here.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe
from frappe import _

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine.appraisal import FEEDBACK
from talent_performance.engine.policy import Policy
from talent_performance.store.feedback_scores import released_scores

COLUMNS = ["employee", "component", "item", "segment", "weight", "rating", "state", "reason"]
SETTINGS = "Talent Settings"


def is_asked(policy: Policy) -> bool:
	"""Whether a template of the policy has the component."""
	return any(template.weights.get(FEEDBACK, 0) > 0 for template in policy.templates.values())


def with_feedback(
	ratings: pd.DataFrame, cycle: str, employees: Sequence[str], policy: Policy
) -> pd.DataFrame:
	"""The engine's table `component_ratings` with a line for each person, where a template has the component."""
	if not is_asked(policy):
		return ratings
	others = ratings[ratings["component"] != FEEDBACK]
	lines = lines_of(cycle, employees)
	return pd.concat([others, lines[ratings.columns]], ignore_index=True) if len(others) else lines


def lines_of(cycle: str, employees: Sequence[str]) -> pd.DataFrame:
	"""The line of each of these people: rated, or missing with the reason."""
	scores = released_scores(cycle, employees).set_index("employee").reindex(list(employees))
	off = practices.off_among(Practice.FEEDBACK, employees)
	reasons = _reasons()
	scale = _scale_of(cycle)
	why = pd.Series("", index=scores.index)
	why[scores["rating"].isna()] = reasons["hidden"]
	why[scores["scale"].notna() & (scores["scale"] != scale)] = reasons["scale"]
	why[scores["title"].isna()] = reasons["none"]
	why[scores.index.isin(list(off))] = reasons["off"]
	rated = why == ""
	return pd.DataFrame(
		{
			"employee": scores.index,
			"component": FEEDBACK,
			"item": scores["title"].astype(object).where(rated, None).to_numpy(),
			"segment": None,
			"weight": 1.0,
			"rating": scores["rating"].where(rated).to_numpy(dtype=float),
			"state": rated.map({True: "rated", False: "missing"}).to_numpy(),
			"reason": why.astype(object).where(~rated, None).to_numpy(),
		},
		columns=COLUMNS,
	)


def _scale_of(cycle: str) -> str | None:
	"""The scale on which a cycle rates."""
	own = frappe.db.get_value("Performance Cycle", cycle, "rating_scale")
	return own or frappe.db.get_single_value(SETTINGS, "rating_scale")


def _reasons() -> dict[str, str]:
	return {
		"none": _("No evaluative feedback round of this cycle has been released."),
		"hidden": _("Too few answered: the feedback round tells no score."),
		"scale": _("The feedback round rates on another scale than the cycle."),
		"off": _("360° feedback is switched off by an agreement."),
	}
