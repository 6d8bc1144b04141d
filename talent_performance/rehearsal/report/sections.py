"""The sections of the page in their order, and what is said where a section has nothing to show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from talent_performance.rehearsal.report.messages import Messages

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Section:
	"""One section. `empty` says why there is nothing to show; `drawn` is false for what the template writes itself."""

	name: str
	title: str
	short: str
	lead: str
	empty: str = ""
	drawn: bool = True


def _filled(table: str, column: str | None = None) -> Callable[[Tables], bool]:
	"""Whether a result table has rows, or anything in one of its columns."""
	if column is None:
		return lambda tables: len(tables[table]) > 0
	return lambda tables: bool(tables[table][column].notna().any())


_NEEDS: dict[str, tuple[tuple[str, ...], Callable[[Tables], bool]]] = {
	"ratings": (
		("overall_ratings", "component_ratings", "objectives"),
		_filled("appraisals", "performance_rating"),
	),
	"objectives": (("objectives", "key_results"), _filled("objectives")),
	"alignment": (("objectives",), _filled("objectives")),
	"ninebox": (("overall_ratings", "potential"), _filled("talent", "box")),
	"potentials": (("potential", "history"), _filled("talent", "high_potential")),
	"pools": (("pool_criteria",), _filled("pool_suggestions")),
	"movement": (("history", "potential"), _filled("transitions")),
	"succession": (("positions", "candidates"), _filled("bench")),
	"retention": (("retention_facts",), _filled("retention")),
	"competencies": (("role_competencies", "competency_evidence"), _filled("competency_gaps")),
	"suggestions": (("competency_evidence", "role_competencies"), _filled("plan_suggestions")),
	"development": (("development_goals", "competency_evidence"), _filled("development")),
	"mobility": (("role_competencies", "competency_evidence", "aspirations"), _filled("promotion")),
	"reward": (("pay_rounds", "merit_rules", "pay"), _filled("merit")),
	"workforce": (("moves", "roles"), _filled("supply", "next")),
}
_ORDER = ("overview", "change", *_NEEDS, "unplaced", "data", "policy")
_WRITTEN = ("data", "policy")


def sections(tables: Tables, given: Collection[str], compared: bool, messages: Messages) -> list[Section]:
	"""The sections of this report; "change" only where another policy is compared."""
	names = [name for name in _ORDER if name != "change" or compared]
	return [
		Section(
			name,
			messages[f"section.{name}"],
			messages[f"nav.{name}"],
			messages[f"lead.{name}"],
			why_empty(name, tables, given, messages),
			name not in _WRITTEN,
		)
		for name in names
	]


def why_empty(name: str, tables: Tables, given: Collection[str], messages: Messages) -> str:
	"""The sentence in place of a section without content; empty where it has some."""
	needed, filled = _NEEDS.get(name, ((), lambda tables: True))
	if filled(tables):
		return ""
	absent = [table for table in needed if table not in given]
	if not absent:
		return messages["empty.nothing_usable"]
	return messages.count(
		"empty.absent", len(absent), tables=messages.listed([messages[f"table.{t}"] for t in absent])
	)
