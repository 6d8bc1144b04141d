"""Why there is no number: every reason has a code, and a sentence that a person can read.

A rule that can't be applied returns null with one of these, never 0. Arrays carry the code; the sentence is made
once, at the end, so that a site can translate it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import numpy as np
import pandas as pd

from talent_performance.engine.policy import Policy

Translate = Callable[[str], str]


class Reason(IntEnum):
	"""Codes of the reasons; 0 means that there is a number."""

	NONE = 0
	NO_TARGET = 1
	TARGET_EQUALS_START = 2
	TARGET_NOT_POSITIVE = 3
	NO_RANGE = 4
	NO_STEPS = 5
	NO_MILESTONES = 6
	AWAY_ALL_PERIOD = 7
	NO_KEY_RESULTS = 8
	WEIGHTS_ALL_ZERO = 9
	NOTHING_SCORABLE = 10
	ALIGNMENT_LOOP = 11
	NOT_EMPLOYED = 12
	LEFT = 13
	EXEMPT = 14
	SERVICE = 15
	COVERAGE = 16
	BLOCKED = 17
	NO_RATING_OF_RECORD = 18
	NO_POTENTIAL = 19
	POTENTIAL_INCOMPLETE = 20
	POTENTIAL_OUT_OF_DATE = 21
	NOTHING_RATED = 22
	ARCHIVED = 23
	LEFT_OUT = 24
	NO_CLOSED_CYCLE = 25


SENTENCES: dict[Reason, str] = {
	Reason.NO_TARGET: "No target",
	Reason.TARGET_EQUALS_START: "Target equals start: progress can't be measured",
	Reason.TARGET_NOT_POSITIVE: "Target is not above 0: a ratio can't be formed",
	Reason.NO_RANGE: "No range, or its lower end is above the upper one",
	Reason.NO_STEPS: "No step table",
	Reason.NO_MILESTONES: "No milestones with a weight",
	Reason.AWAY_ALL_PERIOD: "On leave for the whole period",
	Reason.NO_KEY_RESULTS: "No key results",
	Reason.WEIGHTS_ALL_ZERO: "All weights are 0",
	Reason.NOTHING_SCORABLE: "None of its key results can be scored",
	Reason.ALIGNMENT_LOOP: "Aligned in a loop",
	Reason.NOT_EMPLOYED: "Not employed in this cycle",
	Reason.LEFT: "Left the company",
	Reason.EXEMPT: "Exempt from this cycle",
	Reason.SERVICE: "Not rated: service, under {min_service_days} active days",
	Reason.COVERAGE: "Not rated: less than {min_coverage} % of the weight was rated",
	Reason.BLOCKED: "Not rated: a component is missing and the template doesn't allow that",
	Reason.NO_RATING_OF_RECORD: "Not rated: no rating of record by the manager",
	Reason.NO_POTENTIAL: "No potential assessment",
	Reason.POTENTIAL_INCOMPLETE: "Potential assessment is incomplete",
	Reason.POTENTIAL_OUT_OF_DATE: "Potential out of date: older than {valid_months} months",
	Reason.NOTHING_RATED: "Not rated: nothing was rated",
	Reason.ARCHIVED: "Archived",
	Reason.LEFT_OUT: "Left out: the template rates no aspirational objectives",
	Reason.NO_CLOSED_CYCLE: "No appraisal closed yet",
}


def sentences(policy: Policy, translate: Translate = str) -> list[str]:
	"""The sentence of every code in order of the codes; code 0 is empty."""
	numbers = {
		"min_service_days": f"{policy.appraisal.min_service_days:g}",
		"min_coverage": f"{policy.appraisal.min_coverage * 100:g}",
		"valid_months": f"{policy.potential.valid_months:g}",
	}
	return [translate(SENTENCES[r]).format(**numbers) if r else "" for r in Reason]


def readable(codes: np.ndarray, policy: Policy, translate: Translate = str) -> pd.Categorical:
	"""Codes as sentences; null where there is no reason."""
	found = np.asarray(codes, dtype=np.int8) - 1
	return pd.Categorical.from_codes(found, categories=sentences(policy, translate)[1:])
