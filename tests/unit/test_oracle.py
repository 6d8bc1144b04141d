"""The engine against an independent implementation, on random companies full of awkward cases."""

from __future__ import annotations

import datetime as dt
import random
from types import MappingProxyType

import pandas as pd
import pytest

from benchmarks import company, plain_loop, plain_tables
from talent_performance.engine.pipeline import run_cycle
from talent_performance.engine.policy import (
	AppraisalRules,
	Curves,
	Policy,
	PotentialRules,
	Template,
	TemplateRule,
)
from talent_performance.engine.tables import INPUTS, METHODS, OUTPUTS, Column

AS_OF = pd.Timestamp("2025-12-31")
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
# What is unhealthy about an objective is no rule of scoring, and the loop has no wording of its own for reasons.
NOT_COMPARED = ("issues", "note")
Rows = list[dict]


def day(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
	"""Any day between two, both included."""
	return first + dt.timedelta(days=rng.randint(0, (last - first).days))


def frame(name: str, rows: Rows) -> pd.DataFrame:
	"""Rows as a table, typed as a reader types them; a column that no row fills is absent."""
	filled = [c for c in INPUTS[name].columns if any(row.get(c.name) is not None for row in rows)]
	return pd.DataFrame({c.name: typed(c, [row.get(c.name) for row in rows]) for c in filled})


def typed(column: Column, values: list) -> pd.Series:
	"""Dates as datetime64, numbers as float64, flags as bool with their default, choices as categoricals, the rest as objects."""
	if column.kind == "date":
		return pd.Series(pd.to_datetime(values)).astype("datetime64[ns]")
	if column.kind == "number":
		return pd.Series(values, dtype="float64")
	if column.kind == "flag":
		return pd.Series([column.default if v is None else v for v in values], dtype=bool)
	if column.kind == "choice":
		return pd.Series(pd.Categorical(values, categories=list(column.choices)))
	return pd.Series(values, dtype=object)


class RandomCompany:
	"""Tables of a small company in which nearly every rule has an edge to meet."""

	def __init__(self, seed: int, people: int, leave: bool = False) -> None:
		self.rng = random.Random(seed)
		self.agreements = random.Random(f"agreements of {seed}")
		self.leave = leave
		self.rows: dict[str, Rows] = {name: [] for name in INPUTS}
		self.ids = [f"E{i}" for i in range(people)]
		self.cycles()
		self.company_objectives()
		for employee in self.ids:
			self.employee(employee)
			segments = self.segments(employee)
			self.objectives(employee, segments)
			self.component_ratings(employee, segments)
			self.overall(employee)
			self.potential(employee)
			self.history(employee)
		if leave:
			self.absences()

	def tables(self) -> dict[str, pd.DataFrame]:
		"""The tables that have rows."""
		return {name: frame(name, rows) for name, rows in self.rows.items() if rows}

	def chance(self, share: float) -> bool:
		"""True in that share of cases."""
		return self.rng.random() < share

	def cycles(self) -> None:
		"""The current year, two talent-relevant cycles before it, and a project that doesn't count."""
		for name, kind, first, last in (
			("Y25", "annual", FIRST, LAST),
			("Y24", "annual", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
			("Y23", "half-year", dt.date(2023, 7, 1), dt.date(2023, 12, 31)),
			("P24", "project", dt.date(2024, 3, 1), dt.date(2025, 1, 31)),
		):
			self.rows["cycles"].append(
				{
					"cycle": name,
					"kind": kind,
					"start_date": first,
					"end_date": last,
					"is_current": name == "Y25",
				}
			)

	def employee(self, employee: str) -> None:
		"""Joiners, leavers, people with a template of their own."""
		rng = self.rng
		joined = day(rng, dt.date(2015, 1, 1), dt.date(2024, 12, 31))
		if self.chance(0.15):
			joined = day(rng, FIRST, dt.date(2026, 1, 20))
		relieved = (
			day(rng, max(joined, dt.date(2024, 12, 1)), dt.date(2026, 2, 1)) if self.chance(0.1) else None
		)
		left = relieved is not None and self.chance(0.5)
		self.rows["employees"].append(
			{
				"employee": employee,
				"employee_name": f"Name {employee}",
				"company": rng.choice(("North", "South")),
				"department": rng.choice(("Sales", "Plant", None)),
				"grade": rng.choice(("G1", "G2", "G3", None)),
				"status": "Left" if left else rng.choice(("Active", "Active", "Suspended", None)),
				"reports_to": rng.choice(self.ids[: max(1, int(employee[1:]))]) if employee != "E0" else None,
				"date_of_joining": None if self.chance(0.03) else joined,
				"relieving_date": relieved,
				"template": rng.choice((None, None, None, "managers", "three")),
			}
		)

	def segments(self, employee: str) -> list[str]:
		"""A change of template or manager somewhere in the year."""
		if not self.chance(0.1):
			return []
		change = day(self.rng, dt.date(2025, 2, 1), dt.date(2025, 11, 1))
		for name, first, last in (("S1", FIRST, change), ("S2", change + dt.timedelta(days=1), LAST)):
			self.rows["segments"].append(
				{
					"employee": employee,
					"segment": name,
					"start_date": first,
					"end_date": last,
					"days_excluded": self.rng.choice((None, 0, 10)),
					"template": self.rng.choice((None, "staff", "three")),
				}
			)
		return ["S1", "S2"]

	def company_objectives(self) -> None:
		"""What the individual objectives can be aligned to."""
		for i in range(3):
			self.objective(f"C{i}", level="company", company="North", parent_objective="C0" if i else None)

	def objectives(self, employee: str, segments: list[str]) -> None:
		"""None to four; aligned to an earlier one, so that nothing turns in a circle."""
		for i in range(self.rng.choice((0, 1, 2, 3, 3, 4))):
			earlier = [o["objective"] for o in self.rows["objectives"][-12:]] + ["C0", "C1", "C2"]
			self.objective(
				f"{employee}-{i}",
				level=self.rng.choice(("individual", "individual", None)),
				employee=employee,
				cycle=self.rng.choice((None, None, None, "Y25", "Y24")),
				segment=self.rng.choice((None, *segments)),
				parent_objective=self.rng.choice((None, self.rng.choice(earlier))),
			)

	def objective(self, name: str, **given: object) -> None:
		"""One objective with its key results."""
		rng = self.rng
		self.rows["objectives"].append(
			{
				"objective": name,
				"weight": rng.choice((None, 0.0, 1.0, 20.0, 33.33, 50.0)),
				"commitment": rng.choice(("committed", "committed", None, "aspirational")),
				"contributes": given.get("parent_objective") is not None and self.chance(0.4),
				"contribution_weight": rng.choice((None, 0.0, 1.0, 2.5)),
				"archived": rng.choice(("no", None, "no", "no", "no", "no", "approved", "not approved")),
				"start_date": rng.choice((None, None, dt.date(2025, 3, 1))),
				"due_date": rng.choice((None, None, dt.date(2025, 9, 30))),
				**given,
			}
		)
		self.versions("objective_versions", objective=name)
		for i in range(rng.choice((0, 1, 2, 2, 3))):
			self.key_result(f"{name}-{i}", name)

	def key_result(self, name: str, objective: str) -> None:
		"""One key result by any method, some of which can't be applied."""
		rng = self.rng
		method = rng.choice((*METHODS, None))
		target = rng.choice((1.0, 4.0, 40.0, 50.0, 80.0, 100.0, 100.0, 120.0))
		if self.chance(0.08):
			target = rng.choice((0.0, -20.0, None))
		current = (
			None
			if self.chance(0.1)
			else rng.choice((0.0, 1.0, 4.0, 5.0, 30.0, 45.5, 50.0, 90.0, 99.0, 130.0))
		)
		row = {
			"key_result": name,
			"objective": objective,
			"weight": rng.choice((None, 0.0, 1.0, 2.0, 3.0, 33.33)),
			"method": method,
			"start_value": rng.choice((0.0, 90.0, 100.0, 4.0, 10.0, 10.0, None)),
			"target_value": target,
			"current_value": current,
			"range_tolerance": rng.choice((None, 0.0, 5.0, 20.0)),
			"archived": rng.choice(("no", "no", None, "no", "approved", "not approved")),
			"prorate": rng.choice((None, True, False)),
		}
		if method == "range" and not self.chance(0.05):
			row |= {"range_low": rng.choice((4.0, 40.0)), "range_high": rng.choice((45.5, 60.0))}
		self.rows["key_results"].append(row)
		self.versions("key_result_versions", key_result=name)
		if method == "step table":
			self.steps(name)
		if method == "milestones":
			self.milestones(name)

	def versions(self, table: str, **of: str) -> None:
		"""Changes after approval: before the year, within it, on its last day, and after the day that counts."""
		rng = self.agreements
		if rng.random() > 0.25:
			return
		days = {day(rng, dt.date(2024, 12, 1), dt.date(2026, 1, 31)) for _ in range(rng.randint(1, 3))}
		for since in rng.sample(sorted(days | {LAST}), len(days)):
			row = {**of, "effective_from": since, "weight": rng.choice((None, 0.0, 2.0, 5.0))}
			if table == "key_result_versions":
				row["target_value"] = rng.choice((None, 60.0, 90.0, 100.0, 0.0))
			row["archived"] = rng.choice((None, None, None, "no", "approved", "not approved"))
			self.rows[table].append(row)

	def steps(self, key_result: str) -> None:
		"""Steps in any order, or none at all."""
		steps = [(1.0, 0.2), (5.0, 0.5), (50.0, 0.9), (99.0, 1.0), (120.0, 1.4)]
		for value, attainment in self.rng.sample(steps, self.rng.randint(0, len(steps))):
			self.rows["key_result_steps"].append(
				{"key_result": key_result, "from_value": value, "attainment": attainment}
			)

	def milestones(self, key_result: str) -> None:
		"""Done, open, done after the day that counts, without weight."""
		for i in range(self.rng.randint(0, 4)):
			done = self.rng.choice((None, day(self.rng, FIRST, LAST), LAST, dt.date(2026, 1, 1)))
			weight = self.rng.choice((None, 0.0, 1.0, 3.0))
			self.rows["milestones"].append(
				{"key_result": key_result, "milestone": f"M{i}", "weight": weight, "done_on": done}
			)

	def component_ratings(self, employee: str, segments: list[str]) -> None:
		"""Rated, missing and not applicable lines of two components, per segment or for all."""
		for component in ("competencies", "values"):
			for i in range(self.rng.choice((0, 1, 2, 3))):
				state = self.rng.choice(("rated", "rated", "rated", None, "missing", "not applicable"))
				self.rows["component_ratings"].append(
					{
						"employee": employee,
						"component": component,
						"item": f"Item {i}",
						"segment": self.rng.choice((None, *segments)),
						"weight": self.rng.choice((None, 0.0, 1.0, 2.0)),
						"rating": self.rng.choice((1.0, 2.5, 3.0, 4.0)) if state in ("rated", None) else None,
						"state": state,
						"reason": "No such task" if state == "not applicable" else None,
					}
				)

	def overall(self, employee: str) -> None:
		"""Ratings at and around the cut points; exempt people; people whom nobody has rated."""
		if self.chance(0.2):
			return
		ratings = (None, 1.0, 1.5, 2.0, 2.494, 2.495, 2.5, 3.0, 3.0, 3.49, 3.5, 4.0, 4.495)
		self.rows["overall_ratings"].append(
			{
				"employee": employee,
				"manager_rating": self.rng.choice(ratings),
				"calibrated_rating": self.rng.choice(ratings) if self.chance(0.2) else None,
				"exempt_reason": "Seconded" if self.chance(0.05) else None,
			}
		)

	def potential(self, employee: str) -> None:
		"""None to three assessments, out of date or still to come."""
		days = self.rng.sample(range(900), self.rng.choice((0, 1, 1, 2, 3)))
		for days_ago in days:
			self.rows["potential"].append(
				{
					"employee": employee,
					"assessed_on": dt.date(2026, 1, 20) - dt.timedelta(days=days_ago),
					**{
						k: None if self.chance(0.03) else self.rng.choice((1.0, 2.0, 3.0, 4.0, 4.0, 5.0, 5.0))
						for k in PotentialRules().weights
					},
				}
			)

	def history(self, employee: str) -> None:
		"""Earlier cycles with a score or a band."""
		for cycle in ("Y24", "Y23", "P24"):
			if self.chance(0.4):
				continue
			score = self.rng.choice((None, 2.0, 2.495, 3.0, 4.2))
			self.rows["history"].append(
				{
					"employee": employee,
					"cycle": cycle,
					"performance_score": score,
					"performance_band": self.rng.choice(("low", "mid", "high", None))
					if score is None
					else None,
					"potential_band": self.rng.choice(("low", "mid", "mid", "high", "high", None)),
				}
			)

	def absences(self) -> None:
		"""Long leave, some of it reaching beyond the year or overlapping."""
		segmented = {s["employee"] for s in self.rows["segments"]}
		for employee in self.ids:
			if employee in segmented or not self.chance(0.3):
				continue
			if self.chance(0.1):
				away = {
					"employee": employee,
					"start_date": dt.date(2024, 12, 1),
					"end_date": dt.date(2026, 1, 31),
				}
				self.rows["absences"].append(away)
				continue
			for start in sorted(
				{day(self.rng, dt.date(2024, 11, 1), LAST) for _ in range(self.rng.randint(1, 2))}
			):
				end = start + dt.timedelta(days=self.rng.randint(20, 200))
				self.rows["absences"].append({"employee": employee, "start_date": start, "end_date": end})


def policy(name: str) -> Policy:
	"""Policies that differ in how a missing component counts, in scale, and in which number counts."""
	three = Template(
		MappingProxyType({"objectives": 33.33, "competencies": 33.33, "values": 33.33}),
		missing={"zero": "zero", "block": "block"}.get(name, "renormalise"),
		committed_curve=((0, 1), (0.5, 2), (1.2, 4)),
	)
	templates = {
		"staff": Template(MappingProxyType({"objectives": 60.0, "competencies": 40.0})),
		"managers": Template(
			MappingProxyType({"objectives": 80.0, "competencies": 20.0}),
			aspirational="leave out",
			versions="time-weighted",
		),
		"three": three,
	}
	four = name == "four"
	return Policy(
		templates=MappingProxyType(templates),
		template_rules=(
			TemplateRule("grade", ("G3",), "three"),
			TemplateRule("company", ("South",), "managers"),
		),
		curves=Curves(((0, 1), (1.0, 3), (1.2, 4)), ((0, 1), (0.7, 3), (1.0, 4))) if four else Curves(),
		appraisal=AppraisalRules(scale="four" if four else "five", calculated_counts=name != "zero"),
		potential=PotentialRules(
			weights=MappingProxyType({"ability": 2.0, "aspiration": 1.0, "engagement": 1.0})
		),
	)


POLICIES = ("renormalise", "zero", "block", "four")


def agree(column: str, ours: object, theirs: object) -> bool:
	"""Equal, numbers to 1e-9, or empty on both sides; of reasons only whether there is one."""
	if pd.isna(ours) or pd.isna(theirs) or column == "reason":
		return pd.isna(ours) == pd.isna(theirs)
	if isinstance(ours, dt.date):
		return pd.Timestamp(ours) == theirs
	return abs(ours - theirs) <= 1e-9 if isinstance(ours, int | float) else ours == theirs


def keyed(table: pd.DataFrame, key: tuple[str, ...]) -> dict[tuple, dict]:
	"""Rows by key, empty cells of a key as None."""
	rows = table.astype(object).to_dict("records")
	return {tuple(None if pd.isna(row[k]) else row[k] for k in key): row for row in rows}


def differences(name: str, ours: pd.DataFrame, theirs: pd.DataFrame) -> list[tuple]:
	"""Every cell where two tables disagree, as (table, key, column, loop, engine)."""
	left, right = (keyed(table, OUTPUTS[name].key) for table in (ours, theirs))
	found = [(name, key, "listed", key in left, key in right) for key in left.keys() ^ right.keys()]
	for key in left.keys() & right.keys():
		for column in set(OUTPUTS[name].names) - set(NOT_COMPARED):
			pair = left[key][column], right[key][column]
			if not agree(column, *pair):
				found.append((name, key, column, *pair))
	return sorted(found, key=str)


def differ(tables: dict[str, pd.DataFrame], rules: Policy) -> list[tuple]:
	"""Every figure where the engine and the loop disagree."""
	loop = plain_tables.run(tables, rules, AS_OF)
	engine = run_cycle(tables, rules, AS_OF).tables
	engine["summary"] = engine["summary"].query("figure != 'gaps_open'")
	return [cell for name, table in loop.items() for cell in differences(name, table, engine[name])]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", POLICIES)
def test_engine_and_loop_agree(name: str, seed: int) -> None:
	people = 50 + 30 * seed
	assert differ(RandomCompany(seed, people).tables(), policy(name)) == []


@pytest.mark.parametrize("seed", range(20, 25))
def test_leave_and_overlapping_absences(seed: int) -> None:
	assert differ(RandomCompany(seed, 120, leave=True).tables(), policy("renormalise")) == []


def test_row_order_changes_nothing() -> None:
	tables = RandomCompany(11, 120).tables()
	mixed = {name: t.sample(frac=1, random_state=3).reset_index(drop=True) for name, t in tables.items()}
	assert differ(mixed, policy("renormalise")) == []


def test_the_company_of_the_benchmark() -> None:
	assert differ(company.make(400), Policy()) == []


def test_the_random_companies_reach_every_case() -> None:
	tables = RandomCompany(5, 600, leave=True).tables()
	loop = plain_loop.run(plain_loop.records_of(tables), policy("renormalise"), AS_OF.date())
	people = loop.people.values()
	assert {p.not_rated for p in people} == {None, "left", "not employed", "exempt", "service", "no rating"}
	assert {p.box for p in people} == {None, *range(1, 10)}
	assert {p.performance_source for p in people} == {None, "calibrated", "manager", "calculated"}
	assert {p.high_potential for p in people} == {None, "no", "emerging", "high potential"}
	states = {c.state for p in people for s in p.segments for c in s.components}
	assert states == {"rated", "missing", "not applicable"}
	assert set(tables["key_results"]["method"].dropna()) == set(METHODS)
	assert {len(tables[name]) > 100 for name in ("key_result_versions", "objective_versions")} == {True}


def test_a_wrong_figure_is_noticed() -> None:
	theirs = pd.DataFrame({"position": ["A", "B"], "risk": [3.0, None]}).reindex(
		columns=OUTPUTS["bench"].names
	)
	ours = pd.DataFrame({"position": ["A", "B", "C"], "risk": [3.01, None, 1.0]})
	found = differences("bench", ours.reindex(columns=theirs.columns), theirs)
	assert found == [("bench", ("A",), "risk", 3.01, 3.0), ("bench", ("C",), "listed", True, False)]


class TestTheLoopItself:
	"""The oracle is held to figures computed by hand."""

	def test_methods(self) -> None:
		assert plain_loop.progress(90, 100, 99) == 0.9
		assert plain_loop.achievement(100, 99) == 0.99
		assert plain_loop.lower_is_better(4, 5) == 0.75
		assert plain_loop.progress(10, 10, 10) is None
		outside = {"range_low": 10.0, "range_high": 20.0, "range_tolerance": 4.0, "current_value": 21.0}
		assert plain_loop.in_range(outside) == 0.75

	@pytest.mark.parametrize(
		("attainment", "rating"), [(0, 1), (0.7, 2), (0.85, 2.5), (1, 3), (1.05, 3.5), (1.2, 5), (1.5, 5)]
	)
	def test_curve(self, attainment: float, rating: float) -> None:
		assert plain_loop.curve(Policy().curves.committed, attainment) == pytest.approx(rating)

	@pytest.mark.parametrize(("value", "shown"), [(2.495, "2.50"), (2.675, "2.68"), (2.4949, "2.49")])
	def test_half_up(self, value: float, shown: str) -> None:
		assert str(plain_loop.half_up(value)) == shown

	def test_objective_leaves_out_what_does_not_count(self) -> None:
		lines = [(50, 0.8), (30, 0.5), (20, 0.0), (0, 1.0)]
		assert plain_loop.weighted_mean(lines) == pytest.approx(0.55)
		assert plain_loop.weighted_mean([(0, 1.0)]) is None

	def test_months_before_the_end_of_a_long_month(self) -> None:
		assert plain_loop.months_before(dt.date(2025, 8, 31), 18) == dt.date(2024, 2, 29)
		assert plain_loop.months_before(dt.date(2025, 12, 31), 18) == dt.date(2024, 6, 30)
