"""For sites that had the app before people's competencies were assessed: how long that is kept once HR switches purging on."""

from __future__ import annotations

from talent_performance.flows.seeds import give_period


def execute() -> None:
	"""The period, where a company has others."""
	give_period("Competency Assessments")
