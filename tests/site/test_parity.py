"""The sample company goes through a site, the cycle closes and is published, and every number equals the rehearsal's.

Both call one engine, so this proves the way of the tables into the site and of the results out of it; the rules are proven
by the worked cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

import frappe

from parity import Both, below, both, differences, expected, in_order, plain_rows, rows
from talent_performance.demo.sample import AS_OF, LAST, sample_tables
from talent_performance.engine import competency, succession
from talent_performance.engine.distribution import compare_with_guideline, everybody, scope
from talent_performance.engine.frames import complete
from talent_performance.engine.pipeline import run_cycle
from talent_performance.flows import appraisal_sheet, scoring
from talent_performance.flows.succession import figures
from talent_performance.store.cycle_tables import cycle_tables

__all__ = ["both"]
SHARES = ("coverage", "objectives_attainment", "aspirational_mean")
RESULT = {
	"department": "department", "manager": "manager", "template": "template", "service_days": "service_days",
	"calculated_score": "calculated_score", "manager_rating": "manager_rating", "calibrated_rating": "calibrated_rating",
	"override_needs_reason": "needs_reason", "performance_score": "performance_score",
	"performance_source": "performance_source", "performance_rating": "performance_rating",
	"performance_label": "performance_label", "performance_band": "performance_band", "reason": "reason",
	"coverage": "coverage", "objectives_attainment": "objectives_attainment", "aspirational_mean": "aspirational_mean",
	"aim_higher": "aim_higher",
}  # fmt: skip


@pytest.mark.parametrize("column", RESULT)
def test_every_result(both: Both, column: str) -> None:
	found = rows("Appraisal Result", both.employees, cycle=LAST)[RESULT[column]]
	wanted = expected(both, "appraisals")[column]
	assert differences(found / 100 if column in SHARES else found, wanted) == []


PUBLISHED = {
	"performance_rating": "rating", "performance_label": "rating_label", "performance_score": "score", "reason": "no_rating_reason",
}  # fmt: skip


@pytest.mark.parametrize("column", PUBLISHED)
def test_every_published_appraisal(both: Both, column: str) -> None:
	found = rows("Performance Appraisal", both.employees, cycle=LAST)
	assert differences(found[PUBLISHED[column]], expected(both, "appraisals")[column]) == []
	assert set(found["state"]) == {"Published", "Exempt"}


TALENT = (
	"performance_score", "performance_rating", "performance_band", "potential_score", "potential_band", "potential_assessed_on",
	"box", "box_label", "high_potential", "previous_cycle", "previous_performance_band", "previous_potential_band",
	"previous_box", "movement", "reason",
)  # fmt: skip


@pytest.mark.parametrize("column", TALENT)
def test_every_talent_assessment(both: Both, column: str) -> None:
	found = rows("Talent Assessment", both.employees)[column]
	assert differences(found, expected(both, "talent")[column]) == []


def test_every_placement_says_what_the_assessment_says(both: Both) -> None:
	talent = expected(both, "talent")
	found = rows("Talent Placement", both.employees, cycle=LAST)
	assert len(found) == len(talent)
	assert differences(found["after_box"], talent["box"]) == []
	assert differences(found["after_performance_band"], talent["performance_band"]) == []
	assert differences(found["after_potential_band"], talent["potential_band"]) == []
	assert differences(found["no_box_reason"], talent["reason"]) == []


def parts(both: Both, key: str) -> pd.DataFrame:
	"""Segments or components out of the results' arithmetic, with the employee."""
	results = rows("Appraisal Result", both.employees, cycle=LAST)
	lines = [
		{"employee": name, **line}
		for name, text in zip(results["employee"], results["arithmetic"], strict=True)
		for line in json.loads(text)[key]
	]
	return pd.DataFrame(lines)


SEGMENTS = ("segment", "start_date", "end_date", "days", "template", "manager", "coverage", "score", "reason")
COMPONENTS = ("segment", "component", "weight", "rating", "state")


@pytest.mark.parametrize(
	("table", "column"),
	[*(("segments", column) for column in SEGMENTS), *(("components", column) for column in COMPONENTS)],
)
def test_every_segment_and_component(both: Both, table: str, column: str) -> None:
	wanted = both.rehearsal[table]
	wanted = wanted[wanted["employee"].isin(both.employees)].reset_index(drop=True)
	found = parts(both, table)
	assert list(found["employee"]) == list(wanted["employee"])
	assert differences(found[column], wanted[column]) == []


def lines(both: Both) -> pd.DataFrame:
	"""The objectives on the appraisals."""
	found = frappe.get_all(
		"Appraisal Objective",
		filters={"parent": ("in", both.appraisals)},
		fields=["objective", "attainment", "rating", "weighted", "segment", "reason", "actual", "parent"],
		order_by="objective, name",
		limit=0,
	)
	return pd.DataFrame(map(dict, found)).set_index("objective")


def test_every_objective_of_the_appraisals(both: Both) -> None:
	found = lines(both)
	wanted = both.rehearsal["objectives"].set_index("objective").loc[found.index]
	assert len(found) > 1500
	assert differences(found["attainment"] / 100, wanted["attainment"]) == []


def test_the_lines_of_a_sheet_add_up_to_the_component(both: Both) -> None:
	found = lines(both)
	whole = found[found["segment"].isna() | (found["segment"] == "")]
	employees = dict(
		frappe.get_all("Performance Appraisal", fields=["name", "employee"], as_list=True, limit=0)
	)
	added = whole.groupby(whole["parent"].map(employees))["weighted"].sum()
	components = both.rehearsal["components"]
	alone = components[components["segment"].isna() & (components["component"] == "objectives")]
	wanted = alone[alone["employee"].isin(both.employees)].set_index("employee")["rating"].dropna()
	assert len(wanted) > 500
	np.testing.assert_allclose(added.reindex(wanted.index).to_numpy(), wanted.to_numpy(), rtol=0, atol=1e-5)


@pytest.mark.parametrize("table", ["objectives", "key_results", "components", "segments"])
def test_the_sites_tables_give_the_rehearsals_results(both: Both, table: str) -> None:
	"""Every column of every row, company and department objectives included."""
	results = run_cycle(cycle_tables(LAST), both.policy, AS_OF).tables[table]
	key = {"objectives": ["objective"], "key_results": ["key_result"]}.get(table, ["employee", "segment"])
	key = [*key, "component"] if table == "components" else key
	wanted = both.rehearsal[table]
	wanted = wanted[wanted["employee"].isin(both.employees)] if "employee" in key else wanted
	found = in_order(results[results[key[0]].isin(wanted[key[0]])], key)
	wanted = in_order(wanted, key)
	assert len(found) == len(wanted)
	if table == "key_results":
		found, wanted = (with_asked_targets(each) for each in (found, wanted))
	assert {c: differences(found[c], wanted[c]) for c in wanted if differences(found[c], wanted[c])} == {}


def with_asked_targets(key_results: pd.DataFrame) -> pd.DataFrame:
	"""Targets of the methods that ask for one; a form's number field knows no empty, so 0 is none elsewhere."""
	asked = key_results["method"].isin(["progress", "achievement", "lower is better"])
	return key_results.assign(target=key_results["target"].where(asked))


def test_the_distribution_of_what_was_published(both: Both) -> None:
	appraisals = expected(both, "appraisals")
	found = rows("Appraisal Result", both.employees, cycle=LAST)
	found = found[(found["service_days"] > 0).to_numpy()]
	company = appraisals.loc[found.index, "company"]
	ratings = found["performance_rating"].replace(0, np.nan).to_numpy(dtype=float)
	scopes = {
		"all": everybody(len(found)),
		"company": scope(company.array),
		"department": scope(found["department"].array),
		"manager": scope(found["manager"].array),
	}
	counted = compare_with_guideline(ratings, scopes, both.policy)
	wanted = both.rehearsal["distribution"]
	key = ["scope_kind", "scope", "guideline"]
	counted, wanted = in_order(counted, key), in_order(wanted, key)
	assert {c: differences(counted[c], wanted[c]) for c in wanted if differences(counted[c], wanted[c])} == {}


def test_a_chunk_gives_the_numbers_of_the_whole(both: Both) -> None:
	"""Thirty people by themselves, among them owners of objectives to which others contribute."""
	objectives = both.rehearsal["objectives"]
	feeding = objectives[objectives["contributes"] & objectives["parent_objective"].notna()]
	owners = objectives.set_index("objective")["employee"].reindex(feeding["parent_objective"]).dropna()
	some = [name for name in both.employees if name in set(owners)][:15]
	some = [*some, *[name for name in both.employees if name not in some][::40]]
	names = frappe.get_all(
		"Performance Appraisal",
		filters={"employee": ("in", some), "cycle": LAST},
		pluck="name",
		order_by="name",
	)
	assert owners.isin(some).any()
	(scored,) = scoring.run(names)
	for table in ("appraisals", "talent"):
		found = scored.results.tables[table].set_index("employee", drop=False).loc[some]
		wanted = expected(both, table).loc[some]
		assert {c: differences(found[c], wanted[c]) for c in wanted if differences(found[c], wanted[c])} == {}


def test_scoring_again_writes_nothing(both: Both) -> None:
	before = frappe.get_all("Appraisal Result", fields=["*"], order_by="name", limit=0)
	scoring.score(both.appraisals)
	assert frappe.get_all("Appraisal Result", fields=["*"], order_by="name", limit=0) == before


def test_the_sheets_lead_to_the_scores(both: Both) -> None:
	"""Of everybody whose year has several segments, and of some of the others: no line is missing, and the figures work out."""
	in_parts = set(both.rehearsal["segments"].dropna(subset=["segment"])["employee"])
	asked = [
		name
		for at, (name, employee) in enumerate(zip(sorted_by_employee(both), both.employees, strict=True))
		if employee in in_parts or at % 20 == 0
	]
	wrong = {}
	for name in asked:
		calculation = appraisal_sheet.sheet(name)["calculation"]
		components = [each for segment in calculation["segments"] for each in segment["components"]]
		incomplete = [each for each in components if each["rating"] is not None and not each["itemised"]]
		if not calculation["exact"] or incomplete or (calculation["total"] or 0) != calculation["official"]:
			wrong[name] = (calculation["total"], calculation["official"], len(incomplete))
	assert len(asked) > 40 and wrong == {}


def sorted_by_employee(both: Both) -> list[str]:
	"""Appraisals in the order of the employees."""
	filters = {"name": ("in", both.appraisals)}
	of = dict(frappe.get_all("Performance Appraisal", filters, ["employee", "name"], as_list=True, limit=0))
	return [of[employee] for employee in both.employees]


# Succession. A site without Frappe HR has no grade, and takes the designation for it; the rehearsal is told the same.


@pytest.fixture
def planned(
	both: Both, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[figures.Tables, dict[str, pd.DataFrame]]]:
	"""The sample's critical positions and candidates on the site, and what the rehearsal says about them."""
	tables = sample_tables()
	for name in ("positions", "employees"):
		tables[name] = tables[name].assign(grade=tables[name]["designation"])
	rehearsal = run_cycle(tables, both.policy, AS_OF).tables
	fit = competency.fit(
		succession.candidate_pairs(complete("candidates", tables["candidates"]), complete("positions", tables["positions"])),
		complete("role_competencies", tables["role_competencies"]), rehearsal["competency_levels"], both.policy,
	)  # fmt: skip
	risks = tables["employees"].set_index("employee")["retention_risk"].astype(object)
	monkeypatch.setattr(figures, "policy_of", lambda: both.policy)
	monkeypatch.setattr(figures, "today", lambda: str(AS_OF.date()))
	monkeypatch.setattr(figures.evidence, "fit", lambda pairs: fit)
	monkeypatch.setattr(
		figures.evidence,
		"with_risk",
		lambda staff: staff.assign(retention_risk=risks.reindex(staff["employee"]).to_numpy()),
	)
	monkeypatch.setattr(
		figures.evidence, "leaver_rates", lambda day: complete("leaver_rates", tables["leaver_rates"])
	)
	frappe.db.savepoint("succession")
	furnish(tables)
	yield figures.tables_of(None), rehearsal
	frappe.db.rollback(save_point="succession")


def furnish(tables: dict[str, pd.DataFrame]) -> None:
	"""Positions, plans and candidates as rows, called as the sample calls them."""
	since = tables["employees"].set_index("employee")["role_since"]
	for row in plain_rows(tables["positions"]):
		position = row.pop("position")
		below("Critical Position", position, **row, disabled=0)
		below("Succession Plan", f"PLAN-{position}", position=position, status="Active")
	for at, row in enumerate(plain_rows(tables["candidates"])):
		row["status"] = row["status"].title()
		row["role_since"] = since.get(row["employee"])
		del row["external"]
		below("Succession Candidate", f"CAND-S{at:03}", plan=f"PLAN-{row['position']}", **row)


def test_the_bench_is_the_rehearsals(
	planned: tuple[figures.Tables, dict[str, pd.DataFrame]],
) -> None:
	tables, rehearsal = planned
	nominations = figures.nominations_of(tables)
	bench = figures.bench_of(tables, nominations)
	wanted = rehearsal["bench"].sort_values("position").reset_index(drop=True)
	assert bench["position"].tolist() == wanted["position"].tolist() and len(bench) == 15
	assert {c: differences(bench[c], wanted[c]) for c in wanted if differences(bench[c], wanted[c])} == {}
	keys = ["position", "employee", "candidate_name"]
	found, wanted = (
		table.astype({key: object for key in keys}).sort_values(keys).reset_index(drop=True)
		for table in (nominations, rehearsal["succession"])
	)
	assert len(found) == 34
	assert {c: differences(found[c], wanted[c]) for c in wanted if differences(found[c], wanted[c])} == {}


def test_what_is_kept_of_the_bench_is_what_was_computed(
	planned: tuple[figures.Tables, dict[str, pd.DataFrame]],
) -> None:
	tables, rehearsal = planned
	figures.refresh()
	kept = frappe.get_all(
		"Succession Plan",
		filters={"name": ("in", tables.positions["plan"].tolist())},
		fields=[
			"position",
			"bench",
			"ready_now",
			"future",
			"shared_bench",
			"role_risk",
			"loss_probability",
			"loss_reason",
		],
		order_by="position",
		limit=0,
	)
	found = pd.DataFrame(map(dict, kept)).set_index("position")
	wanted = rehearsal["bench"].set_index("position").loc[found.index]
	assert differences(found["role_risk"] / 100, wanted["risk"]) == []
	assert differences(found["loss_probability"] / 100, wanted["loss_probability"]) == []
	plain = ("bench", "ready_now", "future", "shared_bench", "loss_reason")
	assert {c: differences(found[c], wanted[c]) for c in plain if differences(found[c], wanted[c])} == {}
