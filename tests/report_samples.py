"""Companies for the tests of the report: the sample company, small hostile ones; and how a page is read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd

from talent_performance.engine.comparison import compare
from talent_performance.engine.pipeline import Results, run_cycle
from talent_performance.engine.policy import Policy, policy_from
from talent_performance.rehearsal import sample_company
from talent_performance.rehearsal.report import write_report

AS_OF = pd.Timestamp("2025-12-31")
OTHER_POLICY = {
	"name": "Stricter",
	"appraisal": {"calculated_counts": True},
	"potential": {"valid_months": 9},
}
ON_FOUR_POINTS = {
	"name": "Four points",
	"appraisal": {"scale": "four"},
	"curves": {
		"committed": [[0, 1], [1.0, 3], [1.2, 4]],
		"aspirational": [[0, 1], [0.7, 3], [1.0, 4]],
	},
	"distribution": {"guidelines": []},
}
HOSTILE = (
	"</script><img src=x onerror=alert(1)>",
	"<!--<script>",
	'"; alert(1); //',
	"&lt;b&gt;not bold&amp;",
	"محمد عبد الرحمن بن علي",
	"line\u2028separator\u2029here",
	"{{ 7 * 7 }} {% raw %}",
	"Anastasia Wilhelmina Bernadette Konstantinopolitanische-Dudelsackpfeifenmacher " * 3,
	"=cmd|' /C calc'!A0",
	"O'Brien – «Zoë» 数字 😀",
)
Tables = dict[str, pd.DataFrame]


@lru_cache
def sample_tables() -> Tables:
	"""The sample company's input tables; don't change them."""
	return sample_company.make()


@lru_cache
def sample_results() -> Results:
	"""The sample company under the default policy."""
	return run_cycle(sample_tables(), Policy(), sample_company.AS_OF)


@lru_cache
def sample_comparison() -> pd.DataFrame:
	"""The default policy beside one that takes calculated scores and trusts potential for nine months only."""
	other = run_cycle(sample_tables(), policy_from(OTHER_POLICY), sample_company.AS_OF)
	return compare(sample_results(), other)


def company_of(names: Sequence[str], departments: Sequence[str] = ("Sales",), rated: bool = True) -> Tables:
	"""People by these names in turn over departments; the first leads all, every tenth the next nine."""
	ids = [f"E{i:05d}" for i in range(len(names))]
	bosses = [None, *(ids[0] if i % 10 == 0 else ids[i - i % 10] for i in range(1, len(names)))]
	employees = pd.DataFrame(
		{
			"employee": ids,
			"employee_name": list(names),
			"company": "One",
			"department": [departments[i % len(departments)] for i in range(len(names))],
			"designation": "Clerk",
			"reports_to": bosses,
			"date_of_joining": pd.Timestamp("2020-01-01"),
		}
	)
	if not rated:
		return {"employees": employees}
	scores = [1.0 + i % 5 for i in range(len(names))]
	potential = [1.0 + i % 4 for i in range(len(names))]
	return {
		"employees": employees,
		"overall_ratings": pd.DataFrame({"employee": ids, "manager_rating": scores}),
		"potential": pd.DataFrame(
			{"employee": ids, "assessed_on": AS_OF}
			| {factor: potential for factor in ("ability", "aspiration", "engagement")}
		),
	}


def results_of(tables: Tables, policy: Policy | None = None) -> Results:
	"""These tables under the default policy or another."""
	return run_cycle(tables, policy or Policy(), AS_OF)


def write_sample(path: Path, compared: bool = True) -> Path:
	"""The sample company's report."""
	comparison = sample_comparison() if compared else None
	return write_report(
		path,
		sample_results(),
		input_tables=[name for name, table in sample_tables().items() if len(table)],
		comparison=comparison,
		compared_name="Stricter" if compared else None,
	)


def write_company(path: Path, tables: Tables, **more: Any) -> Path:
	"""The report of a small company."""
	return write_report(path, results_of(tables), input_tables=list(tables), **more)


class Page(HTMLParser):
	"""A written page as a browser's parser would cut it: elements with attributes, scripts, and text."""

	def __init__(self, path: Path) -> None:
		super().__init__()
		self.raw = path.read_text(encoding="utf-8")
		self.elements: list[tuple[str, dict[str, str | None]]] = []
		self.inside: dict[str, list[str]] = {"script": [], "style": []}
		self._open: str | None = None
		self.words: list[str] = []
		self.feed(self.raw)

	def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
		self.elements.append((tag, dict(attrs)))
		self._open = tag if tag in self.inside else None
		if self._open:
			self.inside[tag].append("")

	def handle_endtag(self, tag: str) -> None:
		self._open = None

	def handle_data(self, data: str) -> None:
		if self._open:
			self.inside[self._open][-1] += data
		else:
			self.words.append(data)

	@property
	def text(self) -> str:
		"""The visible text that the page holds before its script runs."""
		return re.sub(r"[ \n\t]+", " ", " ".join(self.words))

	@property
	def payload(self) -> dict[str, Any]:
		"""What the script reads."""
		return json.loads(self.inside["script"][0])

	def column(self, table: str, name: str) -> list[Any]:
		"""A column of the payload, decoded."""
		column = self.payload["tables"][table]["columns"][name]
		if isinstance(column, list):
			return column
		return [None if code < 0 else column["texts"][code] for code in column["codes"]]
