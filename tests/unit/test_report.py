"""The report's file: what is in it, that it loads nothing, and that its figures are the engine's."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.policy import Policy, policy_from
from talent_performance.engine.tables import INPUTS, OUTPUTS
from talent_performance.rehearsal.report import changes, formats, page, payload, policy_view, scopes
from talent_performance.rehearsal.report.columns import Field, encode
from talent_performance.rehearsal.report.figures import figures
from talent_performance.rehearsal.report.messages import ENGLISH
from tests.report_samples import (
	HOSTILE,
	ON_FOUR_POINTS,
	Page,
	company_of,
	results_of,
	sample_comparison,
	sample_results,
	sample_tables,
	write_company,
	write_sample,
)

REPORT = Path(page.__file__).parent
SCRIPTS = {p.stem: p.read_text(encoding="utf-8") for p in (REPORT / "assets" / "js").glob("*.js")}
TEMPLATES = {p.stem: p.read_text(encoding="utf-8") for p in (REPORT / "templates").glob("*.html")}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Page:
	return Page(write_sample(tmp_path_factory.mktemp("report") / "report.html"))


class TestOneFile:
	def test_folder_is_made_and_path_returned(self, tmp_path: Path) -> None:
		path = write_company(tmp_path / "deep" / "er" / "report.html", company_of(["Ann", "Bob"]))
		assert path == tmp_path / "deep" / "er" / "report.html"
		assert path.read_text(encoding="utf-8").startswith("<!doctype html>")

	def test_nothing_is_loaded(self, sample: Page) -> None:
		for tag, attributes in sample.elements:
			assert tag not in ("iframe", "object", "embed", "img", "form", "base"), tag
			for name in ("src", "href", "action", "xlink:href"):
				target = attributes.get(name) or "#"
				assert target.startswith(("#", "data:image/svg+xml;base64,")), (tag, target)
		assert "url(" not in sample.inside["style"][0]
		assert "@import" not in sample.inside["style"][0]

	def test_policy_allows_only_what_is_inside(self, sample: Page) -> None:
		content = next(a["content"] for _, a in sample.elements if a.get("http-equiv"))
		rules = dict(rule.strip().split(" ", 1) for rule in content.split(";"))
		assert rules["default-src"] == "'none'"
		assert rules["script-src"] == f"'{_digest(sample.inside['script'][1])}'"
		assert rules["style-src"] == f"'{_digest(sample.inside['style'][0])}'"
		assert rules["form-action"] == rules["base-uri"] == "'none'"
		assert rules["require-trusted-types-for"] == "'script'"

	def test_page_says_its_language_and_title(self, sample: Page) -> None:
		attributes = dict(sample.elements)["html"]
		assert attributes["lang"] == "en"
		assert "<title>Annual review 2025 – talent &amp; performance rehearsal</title>" in sample.raw

	def test_written_twice_is_the_same(self, tmp_path: Path) -> None:
		tables = company_of(["Ann", "Bob", "Cid"])
		first = write_company(tmp_path / "a.html", tables).read_bytes()
		assert write_company(tmp_path / "b.html", tables).read_bytes() == first

	def test_progress_is_told_to_the_end(self, tmp_path: Path) -> None:
		told: list[tuple[str, int, int]] = []
		tell = lambda step, done, of: told.append((step, done, of))  # noqa: E731
		write_company(tmp_path / "a.html", company_of(["Ann"]), on_progress=tell)
		assert [done for _, done, _ in told] == [0, 1, 2, 3]
		assert {of for _, _, of in told} == {3}

	def test_scripts_make_no_markup_and_ask_nobody(self) -> None:
		banned = (
			"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
			"fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "import(", "localStorage", "http://www.",
		)  # fmt: skip
		for name, script in SCRIPTS.items():
			without_namespace = script.replace('"http://www.w3.org/2000/svg"', "")
			assert [b for b in banned if b in without_namespace] == [], name

	def test_every_script_is_in_the_page(self) -> None:
		assert set(page.SCRIPTS) == set(SCRIPTS)


def _digest(text: str) -> str:
	return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class TestWhatPeopleWrote:
	def test_hostile_names_stay_names(self, tmp_path: Path) -> None:
		tables = company_of(HOSTILE, departments=("</style><b>", "Sales & <i>More</i>"))
		tables["employees"]["company"] = "<svg onload=alert(1)>"
		found = Page(write_company(tmp_path / "hostile.html", tables))
		assert found.column("people", "name") == list(HOSTILE)
		assert len(found.inside["script"]) == 2
		assert not any(
			tag in ("img", "b", "i") and "onerror" in attributes for tag, attributes in found.elements
		)
		assert "<svg onload=alert(1)>" in found.text
		assert "<svg onload" not in found.raw

	def test_cycle_and_policy_names_are_escaped(self, tmp_path: Path) -> None:
		tables = company_of(["Ann"])
		tables["cycles"] = pd.DataFrame(
			{
				"cycle": ["C"],
				"title": ["<script>alert(1)</script>"],
				"start_date": ["2025-01-01"],
				"end_date": ["2025-12-31"],
			}
		)
		policy = policy_from({"name": "</title><script>alert(2)</script>"})
		found = Page(
			page.write_report(tmp_path / "a.html", results_of(tables, policy), input_tables=list(tables))
		)
		assert len(found.inside["script"]) == 2
		assert "<script>alert(1)</script>" in found.text
		assert "</title><script>alert(2)</script>" in found.text

	@given(st.text())
	def test_json_ends_no_script(self, text: str) -> None:
		written = page.as_json({"a": text})
		assert not set("<>&\u2028\u2029") & set(written)

	def test_half_a_character_is_no_reason_to_fail(self, tmp_path: Path) -> None:
		found = Page(write_company(tmp_path / "a.html", company_of(["Ann \ud800", "Bob"])))
		assert found.column("people", "name")[1] == "Bob"


class TestNumbers:
	@pytest.mark.parametrize(
		("value", "places", "text"),
		[
			(2.675, 2, "2.68"),
			(2.495, 2, "2.50"),
			(1234.5, 0, "1,235"),
			(-0.125, 2, "-0.13"),
			(1e6, 0, "1,000,000"),
		],
	)
	def test_half_up_and_grouped(self, value: float, places: int, text: str) -> None:
		assert formats.number(value, places, ENGLISH) == text

	@given(st.integers(-10_000, 10_000))
	def test_percent_is_rounded_as_on_paper(self, thousandths: int) -> None:
		exact = (Decimal(thousandths) / 10).quantize(Decimal(1), rounding=ROUND_HALF_UP)
		assert formats.percent(thousandths / 1000, ENGLISH) == f"{int(exact):,}\u202f%"

	@given(st.lists(st.one_of(st.none(), st.integers(-99_999, 99_999)), min_size=1))
	def test_columns_are_rounded_as_on_paper(self, thousandths: list[int | None]) -> None:
		values = [np.nan if t is None else t / 1000 for t in thousandths]
		exact = [
			None if t is None else float((Decimal(t) / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP))
			for t in thousandths
		]
		assert formats.rounded(values, 2) == exact

	def test_small_shares_are_not_zero(self) -> None:
		assert formats.share_of(1, 577, ENGLISH) == "under 1\u202f%"
		assert formats.share_of(0, 577, ENGLISH) == "0\u202f%"
		assert formats.share_of(1, 0, ENGLISH) == ""

	def test_infinite_becomes_nothing(self) -> None:
		assert formats.rounded([np.inf, -np.inf, np.nan, 1.0], 2) == [None, None, None, 1]

	@given(st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", ""]), st.text())))
	def test_texts_come_back(self, values: list[str | None]) -> None:
		column = encode(pd.DataFrame({"x": pd.Series(values, dtype=object)}), [Field("x", "text")], ENGLISH)
		found = column["columns"]["x"]
		if isinstance(found, dict):
			found = [None if c < 0 else found["texts"][c] for c in found["codes"]]
		assert found == values

	def test_identifiers_lose_no_digits(self) -> None:
		assert formats.texts(pd.Series([1001.0, None, "007"], dtype=object)) == ["1001", None, "007"]


class TestSameAsTheEngine:
	def test_everybody_is_there_once(self, sample: Page) -> None:
		assert (
			sample.column("people", "employee") == sample_results().tables["appraisals"]["employee"].tolist()
		)

	def test_boxes(self, sample: Page) -> None:
		talent = sample_results().tables["talent"]
		assert Counter(b for b in sample.column("people", "box") if b) == Counter(
			talent["box"].dropna().astype(int)
		)

	def test_in_the_cycle_as_the_headline_says(self, sample: Page) -> None:
		summary = sample_results().tables["summary"]
		people = summary[summary["company"].isna() & (summary["figure"] == "people")]["value"].iloc[0]
		assert sum(sample.column("people", "in_cycle")) == people

	def test_transitions_are_counts_of_people(self, sample: Page) -> None:
		pairs = zip(sample.column("people", "previous_box"), sample.column("people", "box"), strict=True)
		counted = Counter(pair for pair in pairs if None not in pair)
		columns = (sample.column("transitions", c) for c in ("from", "to", "people"))
		assert {(a, b): n for a, b, n in zip(*columns, strict=True)} == counted

	def test_scopes_carry_the_engines_numbers(self, sample: Page) -> None:
		distribution = sample_results().tables["distribution"]
		for row in distribution[distribution["scope_kind"] == "department"].to_dict("records"):
			scope = next(
				s for s in sample.payload["scopes"] if (s["kind"], s["scope"]) == ("department", row["scope"])
			)
			found = next(g for g in scope["guidelines"] if g["guideline"] == row["guideline"])
			assert (found["people"], found["message"]) == (row["people"], row["message"])
			assert sum(n for level, n in scope["counts"] if level is not None) == row["rated"]

	def test_managers_are_named(self, sample: Page) -> None:
		names = dict(zip(sample.column("people", "employee"), sample.column("people", "name"), strict=True))
		managers = [s for s in sample.payload["scopes"] if s["kind"] == "manager"]
		assert managers
		assert all(s["name"] == names[s["scope"]] for s in managers)

	def test_objectives_point_at_their_parents(self, sample: Page) -> None:
		objectives = sample_results().tables["objectives"]
		parent = sample.column("objectives", "parent")
		expected = (
			objectives["parent_objective"].astype(object).where(objectives["parent_objective"].notna(), None)
		)
		ids = objectives["objective"].tolist()
		assert [ids[p] if p >= 0 else None for p in parent] == expected.tolist()

	def test_open_gaps_add_up_to_the_headline(self, sample: Page) -> None:
		summary = sample_results().tables["summary"]
		headline = summary[summary["company"].isna() & (summary["figure"] == "gaps_open")]["value"].iloc[0]
		inside = sample.column("people", "in_cycle")
		pairs = zip(sample.column("gaps", "person"), sample.column("gaps", "below"), strict=True)
		assert sum(below for person, below in pairs if person >= 0 and inside[person]) == headline

	def test_changes_are_the_comparison(self, sample: Page) -> None:
		comparison = sample_comparison()
		assert sum(sample.column("changes", "moved")) == comparison["moved"].sum() > 0
		assert sample.column("changes", "box_after") == [
			None if np.isnan(b) else int(b) for b in comparison["box_after"]
		]

	def test_every_suggestion_with_its_reason(self, sample: Page) -> None:
		table = sample_results().tables["plan_suggestions"]
		assert sample.column("suggestions", "reason") == table["reason"].tolist()
		assert Counter(sample.column("suggestions", "how")) == Counter(table["learning_type"])
		assert min(sample.column("suggestions", "person")) >= 0

	def test_development_goals_by_state(self, sample: Page) -> None:
		closed = [1.0, 0.1 * 3 / 0.3, 0.5, 0.0, -1.0, np.nan, 2.0]
		states = payload._development(pd.DataFrame({"gap_closed": closed}))["state"].tolist()
		assert states == ["reached", "reached", "partly", "not", "not", "unmeasured", "reached"]
		table = sample_results().tables["development"]
		assert (
			Counter(sample.column("development", "state"))["unmeasured"] == table["gap_closed"].isna().sum()
		)

	def test_both_policies_name_their_own_places(self) -> None:
		comparison = sample_comparison()
		other = policy_from(ON_FOUR_POINTS)
		known = changes.sides(comparison, Policy(), other, ENGLISH)["rating"]
		assert known["before"][0] == {"key": 5, "label": "5\u00a0Outstanding"}
		assert known["after"][:2] == [{"key": 5, "label": "5"}, {"key": 4, "label": "4\u00a0Exceeds"}]
		alone = changes.sides(comparison, Policy(), None, ENGLISH)
		assert {"key": 3, "label": "3"} in alone["rating"]["after"]
		assert alone["box"]["after"][0] == {"key": 9, "label": "9\u00a0Star"}

	def test_reasons_of_one_kind_are_one_group(self) -> None:
		kinds = payload._kinds(
			pd.Series(["under 90 days", "under 30 days", None, "Left", "Left"], dtype=object)
		)
		assert kinds == {"codes": [0, 0, -1, 1, 1], "labels": ["under … days", "Left"]}

	def test_positions_by_state(self) -> None:
		bench = pd.DataFrame(
			{
				"bench": ["none", "future", "ready now", "ready now", None],
				"competes_with": [None, None, None, "one of A, B stays empty", None],
			}
		)
		assert payload.bench_states(bench) == ["none", "future", "ready", "shared", "none"]

	@pytest.mark.parametrize(
		("low", "high", "state"),
		[
			(-5, -2, "out"),
			(1, 3, "in"),
			(-1, 2, "within"),
			(0, 4, "within"),
			(-3, 0, "within"),
			(None, None, "few"),
		],
	)
	def test_what_the_numbers_to_move_say(self, low: int | None, high: int | None, state: str) -> None:
		assert scopes.state(low, high) == state


class TestSaidNotFaked:
	def test_employees_alone(self, tmp_path: Path) -> None:
		found = Page(write_company(tmp_path / "a.html", company_of(["Ann", "Bob"], rated=False)))
		assert "Nothing to show here: objectives and key results weren't given." in found.text
		assert "Nothing to show here: critical positions and successors weren't given." in found.text
		assert "Nobody can be placed in the nine-box." in found.text
		for name in INPUTS:
			assert (ENGLISH[f"absent.{name}"] in found.text) == (name != "employees"), name

	def test_unknown_is_not_nobody(self, tmp_path: Path) -> None:
		found = Page(write_company(tmp_path / "a.html", company_of(["Ann", "Bob"], rated=False)))
		labels = {f["label"] for f in found.payload["figures"]}
		assert "In the cycle" in labels
		assert "High potentials" not in labels

	def test_all_given_says_so(self, sample: Page) -> None:
		assert "Every table was given." in sample.text
		assert "Nothing to show here" not in sample.text

	def test_given_but_useless_is_another_sentence(self, tmp_path: Path) -> None:
		tables = company_of(["Ann", "Bob"])
		tables["potential"] = tables["potential"].assign(assessed_on=pd.Timestamp("2019-01-01"))
		found = Page(write_company(tmp_path / "a.html", tables))
		assert ENGLISH["empty.nothing_usable"] in found.text

	def test_results_without_a_row(self, tmp_path: Path) -> None:
		results = results_of(company_of(["Ann"]))
		for name, table in OUTPUTS.items():
			results.tables[name] = pd.DataFrame({c: pd.Series(dtype=object) for c in table.names})
		found = Page(page.write_report(tmp_path / "a.html", results, input_tables=[]))
		assert found.payload["tables"]["people"]["rows"] == 0
		assert "Nothing stands out." in found.text

	def test_no_comparison_no_section(self, tmp_path: Path, sample: Page) -> None:
		alone = Page(write_sample(tmp_path / "alone.html", compared=False))
		assert ENGLISH["section.change"] not in alone.text
		assert ENGLISH["section.change"] in sample.text
		assert sample.payload["compared"] == {"before": "Default policy", "after": "Stricter"}

	def test_problems_are_listed_with_their_file(self, tmp_path: Path) -> None:
		problems = pd.DataFrame(
			{
				"severity": ["warning", "error"],
				"file": ["people.csv", None],
				"table": ["employees", "objectives"],
				"row": [3, None],
				"column": ["reports_to", None],
				"value": ["X9", None],
				"message": ["nobody is called X9", "no rows"],
			}
		)
		found = Page(write_company(tmp_path / "a.html", company_of(["Ann"]), problems=problems))
		assert found.column("problems", "file") == ["people.csv", None]
		assert found.column("problems", "row") == ["3", None]
		assert found.column("problems", "expected") == [None, None]
		assert "2 remarks on the data." in found.text


class TestTalentDecisions:
	"""Retention, mobility, pools and pay as the engine computed them, each row with its person."""

	@pytest.mark.parametrize(
		("table", "source", "columns"),
		[
			("pools", "pool_suggestions", {"pool": "pool", "met": "met", "unknown": "unknown"}),
			("retention", "retention", {"risk": "risk", "exposure": "exposure", "score": "score", "reason": "reason"}),
			("mobility", "mobility", {"designation": "designation", "place": "place", "wish": "wish", "reason": "reason"}),
			("promotion", "promotion", {"promotion": "promotion", "met": "met", "reason": "reason"}),
			("merit", "merit", {"salary": "salary", "percent": "percent", "merit": "merit", "reason": "reason"}),
		],
	)  # fmt: skip
	def test_rows_are_the_engines(self, sample: Page, table: str, source: str, columns: dict) -> None:
		wanted = sample_results().tables[source]
		people = sample.column("people", "employee")
		assert [people[at] for at in sample.column(table, "person")] == wanted["employee"].tolist()
		for name, column in columns.items():
			told = wanted[column].astype(object)
			assert sample.column(table, name) == told.where(told.notna(), None).tolist(), name

	def test_a_wish_says_how_near_the_role_is(self, sample: Page) -> None:
		reach = sample_results().tables["reach"]
		near = {(row.employee, row.designation): row.reach for row in reach.itertuples()}
		mobility = sample_results().tables["mobility"]
		wanted = [near[row.employee, row.designation] for row in mobility.itertuples()]
		assert sample.column("mobility", "reach") == wanted

	def test_rounds_carry_the_engines_sums(self, sample: Page) -> None:
		totals = sample_results().tables["merit_totals"]
		assert sample.column("rounds", "suggested") == totals["suggested"].tolist()
		assert sample.column("rounds", "budget") == [65_000_000, None]
		rounds = sample.column("rounds", "round")
		wanted = sample_results().tables["merit"]["pay_round"].tolist()
		assert [rounds[at] for at in sample.column("merit", "round")] == wanted

	def test_who_would_be_missed_is_worth_attention(self, sample: Page) -> None:
		told = sample_results().tables["retention"]
		pressing = sum(row.risk == row.impact == "high" for row in told.itertuples())
		assert pressing
		assert f"{pressing} people are judged at high risk of leaving with a high impact." in sample.text


class TestWorthAttention:
	"""The sentences' numbers, counted again over rows of the results."""

	def test_departments_outside_the_guideline(self, sample: Page) -> None:
		departments: dict[str, bool] = {}
		for row in sample_results().tables["distribution"].itertuples():
			if row.scope_kind == "department" and row.message != "too few people":
				outside = row.message != "within guideline"
				departments[row.scope] = departments.get(row.scope, False) or outside
		sentence = (
			f"{sum(departments.values())} of {len(departments)} departments are outside the rating guideline."
		)
		assert sentence in sample.text

	def test_managers_who_rate_high_or_low(self, sample: Page) -> None:
		noted = [row for row in sample_results().tables["severity"].itertuples() if row.shown]
		assert {row.severity > 0 for row in noted} == {True, False}
		assert f"{len(noted)} managers rate higher or lower than other figures" in sample.text
		shown = sample.payload["severity"]
		assert sorted(each["message"] for each in shown) == sorted(row.message for row in noted)

	def test_high_potentials_without_a_plan(self, sample: Page) -> None:
		tables = sample_results().tables
		high = {r.employee for r in tables["talent"].itertuples() if r.high_potential == "high potential"}
		planned = {r.employee for r in tables["succession"].itertuples()}
		assert (
			f"{len(high - planned)} of {len(high)} high potentials are on no succession plan." in sample.text
		)

	def test_positions_without_a_successor(self, sample: Page) -> None:
		bench = sample_results().tables["bench"]
		none = sum(b == "none" for b in bench["bench"])
		assert none
		assert f"{none} of {len(bench)} critical positions ha" in sample.text

	def test_objectives_that_serve_no_other(self, sample: Page) -> None:
		orphans = 0
		for row in sample_results().tables["objectives"].itertuples():
			if isinstance(row.issues, str) and "orphan" in row.issues and row.archived != "approved":
				orphans += 1
		assert f"{orphans} objectives serve no other." in sample.text

	def test_unrated_people(self, sample: Page) -> None:
		inside = sample.column("people", "in_cycle")
		rating = sample.column("people", "rating")
		unrated = sum(1 for i, r in zip(inside, rating, strict=True) if i and r is None)
		assert f"{unrated} of {sum(inside)} people have no rating." in sample.text

	def test_one_is_singular(self, tmp_path: Path) -> None:
		tables = company_of(["Ann", "Bob"])
		tables["overall_ratings"] = tables["overall_ratings"].iloc[:1]
		assert "1 of 2 people has no rating." in Page(write_company(tmp_path / "a.html", tables)).text


class TestFigures:
	def test_whole_and_share(self) -> None:
		shown = {
			f["label"]: (f["value"], f["note"]) for f in figures(_summary(("rated", 548.0, 577.0)), ENGLISH)
		}
		assert shown == {"Rated": ("548", "95\u202f% of 577")}

	def test_mean_has_two_places(self) -> None:
		assert figures(_summary(("mean_score", 3.275, 1.0)), ENGLISH)[0]["value"] == "3.28"

	def test_share_of_nothing_is_left_out(self) -> None:
		assert figures(_summary(("moved_up", 0.0, 0.0), ("mean_score", np.nan, 0.0)), ENGLISH) == []

	def test_unknown_figure_keeps_its_name(self) -> None:
		assert figures(_summary(("new_figure", 3.0, np.nan)), ENGLISH)[0]["label"] == "New figure"


def _summary(*rows: tuple[str, float, float]) -> pd.DataFrame:
	return pd.DataFrame(
		[(None, *row, None) for row in rows], columns=["company", "figure", "value", "of", "note"]
	)


class TestPolicySection:
	def test_weights_curve_cuts_and_fingerprint_are_shown(self, sample: Page) -> None:
		policy = sample_results().policy
		for text in (
			policy.fingerprint,
			"Objectives 60\u202f%",
			"70\u202f% → 2",
			"2.50 to under 3.50",
			"4.50 to 5.00",
		):
			assert text in sample.text, text

	def test_another_policy_shows_its_own_numbers(self, tmp_path: Path) -> None:
		policy = policy_from(
			{
				"name": "Sharper",
				"templates": {"staff": {"weights": {"objectives": 1.0, "values": 3.0}}},
				"appraisal": {"min_coverage": 0.55, "min_service_days": 120},
				"curves": {"committed": [[0, 1], [0.9, 3], [1.2, 5]]},
			}
		)
		tables = company_of(["Ann"])
		text = Page(
			page.write_report(tmp_path / "a.html", results_of(tables, policy), input_tables=list(tables))
		).text
		assert "Objectives 25\u202f% values 75\u202f%" in text
		assert "Rated weight needed for a rating 55\u202f%" in text
		assert "Active days needed for a rating 120 days" in text
		assert "0\u202f% → 1 · 90\u202f% → 3 · 120\u202f% → 5" in text

	def test_curve_stands_where_its_numbers_say(self) -> None:
		chart = policy_view.chart(Policy(), ENGLISH)
		committed = next(line for line in chart.lines if line["key"] == "committed")
		heights = {label: y for y, label in chart.up}
		positions = {label: x for x, label in chart.across}
		for x, y, label in committed["dots"]:
			attainment, rating = label.split(" → ")
			assert y == heights[rating]
			assert attainment not in positions or x == positions[attainment]
		assert chart.meets == positions["100\u202f%"]
		assert heights["5"] < heights["1"]

	def test_every_level_has_a_tone_of_its_own(self) -> None:
		for policy in (Policy(), policy_from(ON_FOUR_POINTS)):
			tones = [level["tone"] for level in payload.levels(policy)]
			assert len(set(tones)) == len(tones)
		assert [level["tone"] for level in payload.levels(Policy())] == [
			"low-3",
			"low-1",
			"mid-2",
			"high-1",
			"high-3",
		]

	def test_boxes_are_drawn_strongest_first(self) -> None:
		assert [b["number"] for b in payload.boxes(Policy())] == [9, 8, 6, 7, 5, 3, 4, 2, 1]


class TestMessages:
	"""Every text that is asked for exists, and every text that exists is asked for."""

	def test_nothing_is_missing(self) -> None:
		missing = {
			key for key in _asked_for() if key not in ENGLISH.texts and f"{key}.other" not in ENGLISH.texts
		}
		assert missing == set()

	def test_nothing_is_left_over(self) -> None:
		sources, prefixes = _sources(), tuple(_asked_by_prefix())
		unused = set()
		for key in ENGLISH.texts:
			names = {key, re.sub(r"\.(one|other)$", "", key)}
			quoted = {quote + name + quote for name in names for quote in "\"'`"}
			if not key.startswith(prefixes) and not any(q in sources for q in quoted):
				unused.add(key)
		assert unused == set()

	def test_plural_forms_say_the_same(self) -> None:
		for key, text in ENGLISH.texts.items():
			if key.endswith(".one"):
				other = ENGLISH.texts[key.removesuffix(".one") + ".other"]
				assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", other)), key

	def test_every_input_table_has_a_name_and_a_loss(self) -> None:
		for name in INPUTS:
			assert ENGLISH[f"table.{name}"]
			assert ENGLISH[f"absent.{name}"]


def _sources() -> str:
	code = [p.read_text(encoding="utf-8") for p in REPORT.glob("*.py") if p.name != "messages.py"]
	messages = (REPORT / "messages.py").read_text(encoding="utf-8")
	return "\n".join(
		[*code, *SCRIPTS.values(), *TEMPLATES.values(), messages[: messages.index("_ENGLISH = {")]]
	)


def _asked_for() -> set[str]:
	"""Keys that stand whole in a call: t("…"), tn("…"), m["…"], say("…"), messages["…"], count("…")."""
	calls = r"""(?:\bt|\btn|\bsay|\bcount|\bget|texts)\(\s*\n?\s*["']([a-z_]+(?:\.[^"'{}$]+)?)["']"""
	brackets = r"""(?:\bm|messages|self\.texts)\[["']([a-z_]+(?:\.[^"'{}$]+)?)["']\]"""
	found = set(re.findall(calls, _sources())) | set(re.findall(brackets, _sources()))
	return {key for key in found if "." in key or key in ENGLISH.texts or f"{key}.other" in ENGLISH.texts}


def _asked_by_prefix() -> set[str]:
	"""Beginnings of keys that are put together: t(`ratings.kind.${kind}`), messages[f"absent.{t}"]."""
	return set(re.findall(r"[`\"']([a-z_]+\.(?:[a-z_]+\.)*)\$?\{", _sources())) | {
		"format.",
		"month.",
		"value.",
	}


class TestSize:
	def test_sixty_departments_and_two_thousand_people(self, tmp_path: Path) -> None:
		names = [f"Person {i}" for i in range(2000)]
		path = write_company(tmp_path / "a.html", company_of(names, [f"Department {i}" for i in range(60)]))
		assert len([s for s in Page(path).payload["scopes"] if s["kind"] == "department"]) == 60
		empty = write_company(tmp_path / "b.html", company_of(["Ann"]))
		assert (path.stat().st_size - empty.stat().st_size) / 2000 < 400

	def test_sample_tables_were_left_alone(self, sample: Page) -> None:
		before = {name: len(table) for name, table in sample_tables().items()}
		assert before["employees"] == sample.payload["tables"]["people"]["rows"]
