"""Talent decisions on the sample company: what a site says is what the rehearsal says.

Retention, managers who rate high or low, mobility, promotion, pools and pay. The same facts go into both, in each one's own form: documents on the site, tables in the rehearsal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pytest

import frappe

from goal_setting import stop_clock
from parity import Both, both, differences, in_order, plain_rows
from talent_performance.demo import capability as demo_capability
from talent_performance.demo.sample import AS_OF, LAST, sample_tables
from talent_performance.demo.writing import into
from talent_performance.engine import severity as rules
from talent_performance.engine.pipeline import run_cycle
from talent_performance.engine.retention import DAYS_PER_MONTH
from talent_performance.engine.rounding import half_up
from talent_performance.engine.tables import MOBILITY_GROUPS, OUTPUTS
from talent_performance.flows.calibration import people, severity
from talent_performance.flows.mobility import people as mobile
from talent_performance.flows.mobility import promotion, roles, searching
from talent_performance.flows.pools import suggesting
from talent_performance.flows.retention import latest, scoring
from talent_performance.store.writing import set_columns
from talent_performance.talent_performance.doctype.pay_round import pay_round

__all__ = ["both"]
FORM = {"low": "Low", "mid": "Medium", "high": "High"}
BEFORE = f"DEMO-PC-{AS_OF.year - 1}"


@dataclass(frozen=True)
class Decided:
	"""What went in, and what the rehearsal says."""

	tables: dict[str, pd.DataFrame]
	rehearsal: dict[str, pd.DataFrame]

	@property
	def at_work(self) -> pd.DataFrame:
		"""Everybody who hasn't left."""
		employees = self.tables["employees"]
		return employees[employees["status"] != "Left"].reset_index(drop=True)

	@property
	def companies(self) -> list[str]:
		"""The companies, sorted."""
		return sorted(self.tables["employees"]["company"].unique())


@pytest.fixture(scope="module")
def decided(both: Both) -> Iterator[Decided]:
	"""Levels, wishes, risks and facts on the site, in the day of the sample."""
	with pytest.MonkeyPatch.context() as patch:
		stop_clock(patch, str(AS_OF.date()))
		tables = sample_tables()
		# An assessment on a site weighs what its source weighs; no form gives a single one a weight of its own.
		tables["competency_evidence"] = tables["competency_evidence"].assign(weight=None)
		demo_capability.assess(tables)
		wish(tables["aspirations"])
		judge(tables["employees"])
		tables["retention_facts"] = know(tables)
		yield Decided(tables, run_cycle(tables, both.policy, AS_OF).tables)


def wish(aspirations: pd.DataFrame) -> None:
	"""Roles that people would like to have, in the order of the wish."""
	lines = aspirations.sort_values(["employee", "place"], kind="stable")
	table = pd.DataFrame({"employee": lines["employee"].unique(), "updated_on": f"{AS_OF:%Y-%m-%d} 12:00:00"})
	at = pd.Index(table["employee"]).get_indexer(lines["employee"])
	into("Career Aspiration", table, {"roles": lines[["designation"]].set_axis(at)})


def judge(employees: pd.DataFrame) -> None:
	"""Risk and impact as assessments; what was judged in one of the two alone stays open in the other."""
	said = employees[employees["retention_risk"].notna() | employees["loss_impact"].notna()]
	said = said[said["status"] != "Left"].reset_index(drop=True)
	into(
		"Retention Assessment",
		said[["employee", "employee_name", "company"]].assign(
			assessed_on=AS_OF.date(),
			state="Submitted",
			risk=said["retention_risk"].map(FORM),
			impact=said["loss_impact"].map(FORM),
		),
	)


def know(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
	"""What the risk of leaving rests on, as documents; returned is the same as the table `retention_facts`.

	Promotions stand in the internal work history, managers in the history of reporting lines, pay in a frozen round, attainment
	in the results of two cycles. Of training a site without Frappe HR knows nothing.
	"""
	employees = tables["employees"]
	here = employees[employees["status"] != "Left"].set_index("employee", drop=False)
	given = tables["retention_facts"].set_index("employee").reindex(here.index)
	joined, in_role = pd.to_datetime(here["date_of_joining"]), pd.to_datetime(here["role_since"])
	led = (AS_OF - pd.to_timedelta(given["managers"] * DAYS_PER_MONTH, unit="D")).dt.normalize()
	into_history(in_role.dropna(), here)
	into_lines(led.dropna(), here)
	into_round(given["pay"].dropna())
	return pd.DataFrame(
		{
			"employee": here.index,
			"promotion": months(in_role.fillna(joined)),
			"pay": given["pay"],
			"managers": months(led.where(here["reports_to"].notna())),
			"tenure": months(joined),
			"objectives": into_results(given["objectives"].dropna()).reindex(here.index),
		}
	).reset_index(drop=True)


def months(days: pd.Series) -> pd.Series:
	return (AS_OF - days).dt.days / DAYS_PER_MONTH


def into_history(days: pd.Series, here: pd.DataFrame) -> None:
	for name, day in days.items():
		line = {"parent": name, "parenttype": "Employee", "parentfield": "internal_work_history", "idx": 1}
		line |= {"designation": here.at[name, "designation"], "from_date": day.date()}
		frappe.get_doc({"doctype": "Employee Internal Work History", **line}).db_insert()


def into_lines(days: pd.Series, here: pd.DataFrame) -> None:
	led = here["reports_to"].reindex(days.index).dropna()
	day = days.reindex(led.index).dt.date.to_numpy()
	into(
		"Reporting Line History",
		pd.DataFrame({"employee": led.index, "manager": led.to_numpy(), "depth": 1, "from_date": day}),
	)


def into_round(positions: pd.Series) -> None:
	values = {"title": "Before", "cycle": BEFORE, "effective_on": AS_OF.date(), "state": "Frozen"}
	frappe.get_doc({"doctype": "Pay Round", "name": "PAY-ROUND-BEFORE", **values}).db_insert()
	lines = {"employee": positions.index, "position": positions.to_numpy() * 100, "range_high": 1}
	into("Pay Round Line", pd.DataFrame(lines).assign(pay_round="PAY-ROUND-BEFORE"))


def into_results(steps: pd.Series) -> pd.Series:
	"""Attainment in the cycle before, so far below the last one's as the trend says; those of whom there are both."""
	names = ("in", list(steps.index))
	last, before = (
		dict(
			frappe.get_all(
				"Appraisal Result",
				{"cycle": cycle, "employee": names},
				["employee", column],
				as_list=True,
				limit=0,
			)
		)
		for cycle, column in ((LAST, "objectives_attainment"), (BEFORE, "name"))
	)
	rises = {name: step for name, step in steps.items() if last.get(name) and name in before}
	rises = {name: step for name, step in rises.items() if last[name] - step * 100 > 0}
	for name, step in rises.items():
		frappe.db.set_value(
			"Appraisal Result",
			before[name],
			"objectives_attainment",
			last[name] - step * 100,
			update_modified=False,
		)
	return pd.Series(rises, dtype=float)


def unlike(
	found: pd.DataFrame, wanted: pd.DataFrame, columns: list[str] | tuple[str, ...]
) -> dict[str, list]:
	"""Where two tables of the same rows differ, by column."""
	assert len(found) == len(wanted) > 0
	told = {column: differences(found[column], wanted[column]) for column in columns}
	return {column: rows for column, rows in told.items() if rows}


def by(table: pd.DataFrame, *key: str) -> pd.DataFrame:
	return in_order(table, list(key))


# Retention


def test_the_judged_risk_and_its_exposure(decided: Decided) -> None:
	said = latest.risks(decided.at_work["employee"], str(AS_OF.date()))
	wanted = decided.rehearsal["retention"]
	assert (
		unlike(by(said, "employee"), by(wanted, "employee"), ("employee", "risk", "impact", "exposure")) == {}
	)
	assert wanted["exposure"].notna().sum() > 100


def test_the_computed_risk(decided: Decided) -> None:
	wanted = by(decided.rehearsal["retention"], "employee")
	found = by(scoring.made_of(scoring.scorable(list(wanted["employee"]))), "employee")
	known = wanted["score"].notna().to_numpy()
	assert 0 < (~known).sum() < known.sum()
	assert (
		unlike(found, wanted.assign(coverage=half_up(wanted["coverage"] * 100)), ("score", "coverage")) == {}
	)
	band = found["band"].map({word: band for band, word in FORM.items()})
	assert differences(band.fillna(""), wanted["score_band"]) == []
	assert differences(found["reason"], wanted["reason"]) == []


# Managers who rate high or low


@pytest.fixture
def anchored(decided: Decided) -> Iterator[dict[str, pd.DataFrame]]:
	"""What ERP measures, and the last ratings by other managers, on the site; returned as tables."""
	tables = dict(decided.tables)
	frappe.db.savepoint("anchored")
	tables["key_results"] = feed(tables["key_results"])
	tables["rating_anchors"] = remember_ratings(tables)
	yield tables
	frappe.db.rollback(save_point="anchored")


def feed(key_results: pd.DataFrame) -> pd.DataFrame:
	"""ERP gives the values of plain figures; of one in eight somebody has reported one besides."""
	fed = key_results["method"].isin(["progress", "achievement", "lower is better"])
	update = frappe.qb.DocType("Key Result Update")
	frappe.qb.update(update).set(update.source, "ERP").where(
		update.key_result.isin(key_results.loc[fed, "key_result"].tolist())
	).run()
	there = key_results.loc[fed, ["key_result", "objective"]].assign(value=1.0)
	again = there.assign(updated_on=AS_OF.date(), kind="Month", source="ERP")
	by_hand = there[::8].assign(updated_on=AS_OF.date(), kind="Month", source="Reported")
	into("Key Result Update", pd.concat([again, by_hand], ignore_index=True))
	return key_results.assign(fed=fed & ~key_results["key_result"].isin(by_hand["key_result"]))


def remember_ratings(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
	"""Who rated people the year before: the manager's own manager, of those who have one."""
	employees = tables["employees"].set_index("employee")
	above = employees["reports_to"].map(employees["reports_to"])
	history = tables["history"]
	known = history[(history["cycle"] == BEFORE) & history["performance_score"].notna()].set_index("employee")
	known = known[known.index.map(above).notna()]
	names = frappe.get_all(
		"Appraisal Result",
		{"cycle": BEFORE, "employee": ("in", list(known.index))},
		["employee", "name"],
		as_list=True,
		limit=0,
	)
	found = pd.DataFrame(list(names), columns=["employee", "name"])
	rating = half_up(known["performance_score"].reindex(found["employee"]), 0)
	columns = {
		"manager": found["employee"].map(above).to_numpy(),
		"company": found["employee"].map(employees["company"]).to_numpy(),
		"performance_rating": rating,
	}
	set_columns("Appraisal Result", pd.DataFrame(columns, index=found["name"].to_numpy()))
	return pd.DataFrame({"employee": found["employee"], "kind": "last rating", "value": rating})


def test_managers_who_rate_high_or_low(
	both: Both, decided: Decided, anchored: dict[str, pd.DataFrame]
) -> None:
	seen = []
	for company in decided.companies:
		values = {
			"title": company,
			"company": company,
			"combination": "Side by Side",
			"facilitator": "Administrator",
		}
		session = frappe.get_doc(
			{"doctype": "Calibration Session", **values, "cycles": [{"cycle": LAST}]}
		).insert()
		scope = people.scope_of(session)
		compared = severity.compared(people.seen(scope))
		ratings = compared[["employee", "manager", "manager_rating"]].rename(
			columns={"manager_rating": "rating"}
		)
		found = rules.severity(ratings, severity.anchors(scope, compared), scope.policy)
		employees = anchored["employees"]
		here = {**anchored, "employees": employees[employees["company"] == company].reset_index(drop=True)}
		steps = ("Objectives", "Appraisals", "Distribution")
		wanted = run_cycle(here, both.policy, AS_OF, steps=steps).tables["severity"]
		assert unlike(by(found, "manager"), by(wanted, "manager"), tuple(wanted)) == {}
		noted, held_against = severity.said(scope, people.seen(scope)).values()
		assert "results that ERP measured" in held_against
		assert {note["manager"] for note in noted} == set(wanted.loc[wanted["shown"].astype(bool), "manager"])
		seen.append(wanted)
	told = pd.concat(seen)
	assert set(told["anchor"]) == {"kpi", "last rating"} and told["people"].sum() > 150


# Mobility and promotion

PAIR = (
	"place",
	"fit",
	"readiness",
	"performance",
	"wish",
	"open_gap",
	"coverage",
	"short",
	"unassessed",
	"standing",
	"unmet_essentials",
	"reason",
)
SHARES = ("fit", "coverage", "readiness", "performance")


def test_who_wishes_for_a_role_stands_where_the_rehearsal_puts_him(decided: Decided) -> None:
	"""The roles that most wish for, and those for which somebody is ranked."""
	wanted, wrong = decided.rehearsal["mobility"], {}
	groups = dict(list(wanted.groupby("designation", sort=False)))
	most = sorted(groups, key=lambda name: (-len(groups[name]), name))[:4]
	chosen = dict.fromkeys([*most, *wanted.loc[wanted["standing"] == "ranked", "designation"]])
	for designation in chosen:
		rows = groups[designation].reset_index(drop=True)
		role = searching.role_of(designation, company=decided.companies[0])
		found = searching.ranked(role, mobile.Asked(only=tuple(rows["employee"])))["rows"]
		assert [row["employee"] for row in found] == list(rows["employee"]), designation
		table = in_shares(pd.DataFrame(found))
		told = unlike(table.assign(unmet_essentials=table["unmet"].map(", ".join)), rows, PAIR)
		wrong |= {designation: told} if told else {}
	assert wrong == {}
	assert set(pd.concat([groups[each] for each in chosen])["standing"]) == set(MOBILITY_GROUPS)


def in_shares(table: pd.DataFrame) -> pd.DataFrame:
	"""Percents as people read them as shares again."""
	return table.assign(**{name: table[name].astype(float) / 100 for name in SHARES if name in table})


def test_the_roles_within_reach(decided: Decided) -> None:
	wanted, wrong = decided.rehearsal["reach"], {}
	columns = ("designation", "reach", "wish", "fit", "coverage", "open_gap", "short", "unassessed", "reason")
	for employee, rows in list(wanted.groupby("employee", sort=False))[::6]:
		found = in_shares(pd.DataFrame(roles.for_employee(employee)["rows"]))
		found = found[found["wish"].notna()].reset_index(drop=True)
		told = unlike(found, rows.reset_index(drop=True), columns)
		wrong |= {employee: told} if told else {}
	assert wrong == {}
	assert wanted["reach"].nunique() >= 3


def test_who_is_ready_to_be_promoted(decided: Decided) -> None:
	found = by(promotion.standing(mobile.Asked()), "employee")
	found = found[found["employee"].isin(decided.at_work["employee"])].reset_index(drop=True)
	wanted = by(decided.rehearsal["promotion"], "employee")
	assert unlike(found, wanted, ("employee", "promotion", "met", "asked", "reason")) == {}
	assert wanted["promotion"].nunique() == 3


# Pools


def test_whom_pools_suggest(decided: Decided) -> None:
	criteria, suggested = decided.tables["pool_criteria"], decided.rehearsal["pool_suggestions"]
	company = decided.tables["employees"].set_index("employee")["company"]
	for name, lines in criteria.groupby("pool", sort=False):
		for place in decided.companies:
			found = suggesting.found_for(pool_of(name, lines, place))
			found = found[(found["fits"] == 1) | found["fits"].isna()].reset_index(drop=True)
			wanted = suggested[(suggested["pool"] == name) & (suggested["employee"].map(company) == place)]
			assert (
				unlike(
					by(found, "employee"),
					by(wanted, "employee"),
					("employee", "fits", "met", "unmet", "unknown"),
				)
				== {}
			)
	assert {0, 1} == set(suggested["fits"].isna().astype(int))


def pool_of(name: str, lines: pd.DataFrame, company: str) -> frappe.model.document.Document:
	match = {"all": "All Criteria", "any": "Any Criterion"}[lines["match"].iloc[0]]
	rows = plain_rows(lines[["fact", "operator", "value"]])
	about = {"title": f"{name}, {company}", "company": company, "match": match, "criteria": rows}
	return frappe.get_doc({"doctype": "Talent Pool", **about}).insert()


# Pay

LINE = (
	"employee",
	"rating",
	"rating_label",
	"percent",
	"guideline",
	"merit",
	"new_salary",
	"salary",
	"reason",
)


def test_what_pay_rounds_suggest_to_the_last_unit(decided: Decided) -> None:
	tables, merit = decided.tables, decided.rehearsal["merit"]
	totals = decided.rehearsal["merit_totals"].set_index("pay_round")
	for row in plain_rows(tables["pay_rounds"]):
		doc = round_of(row, tables)
		told = pay_round.compute(doc.name)
		wanted = by(merit[merit["pay_round"] == row["pay_round"]], "employee")
		found = frappe.get_all("Pay Round Line", {"pay_round": doc.name}, ["*"], order_by="employee", limit=0)
		found = pd.DataFrame(map(dict, found))
		assert unlike(found, wanted, LINE) == {}
		for column in ("share", "position"):
			assert differences(found[column], pd.Series(half_up(wanted[column] * 100))) == []
		total = totals.loc[row["pay_round"]]
		assert (told["people"], told["suggested"]) == (total["people"], total["suggested"])
		assert doc.reload().factor == pytest.approx(total["factor"], abs=1e-6)
	assert totals["factor"].min() < 1 and set(merit.columns) == set(OUTPUTS["merit"].names)


def round_of(row: dict, tables: dict[str, pd.DataFrame]) -> frappe.model.document.Document:
	"""A pay round with its rules and its file."""
	rules = tables["merit_rules"]
	rules = rules[rules["pay_round"] == row["pay_round"]]
	lines = [
		{"rating": rating, "third": third.title(), "percent": percent}
		for rating, third, percent in zip(rules["rating"], rules["third"], rules["percent"], strict=True)
	]
	asked = {name: row[name] for name in ("company", "least_days", "prorated", "places")}
	asked |= {"effective_on": row["effective_on"].date(), "budget": row["budget"] or 0, "rules": lines}
	doc = frappe.get_doc({"doctype": "Pay Round", "title": row["pay_round"], "cycle": LAST, **asked}).insert()
	pay = tables["pay"].rename(columns=lambda name: name.replace("_", " ").title())
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{row['pay_round']}.csv",
			"attached_to_doctype": doc.doctype,
			"attached_to_name": doc.name,
			"content": pay.to_csv(index=False).encode(),
			"is_private": 1,
		}
	).insert()
	doc.pay_file = file.file_url
	return doc.save()
