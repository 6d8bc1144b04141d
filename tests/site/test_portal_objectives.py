"""Objectives in the portal: what each method does for people with the role Employee and for Website Users without any."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import frappe

from goal_setting import Company, draft, draft_common, figure, in_business, make_cycle, measure
from harness import Site
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.exceptions import ApprovedGoal, CycleOver, GoalRefused, IllegalMove
from talent_performance.portal import objectives as portal

HOSTILE = "<b>Grow</b> %s {0} 100 % “Ünï” العربية"
WORD = (
	'<p class="MsoNormal" style="mso-margin-top-alt:auto"><o:p></o:p><b>Sell</b> more<script>alert(1)</script>'
	'<img src=x onerror="alert(1)"></p>'
)


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Company]:
	"""Founded once, never committed; besides a Website User without roles, below the manager."""
	with in_business() as made:
		made.employee["visitor"] = make_employee("Visitor", made.employee["manager"])
		made.user["visitor"] = user_of(made.employee["visitor"])
		user = frappe.get_doc("User", made.user["visitor"])
		user.roles = []
		user.user_type = "Website User"
		user.save()
		upkeep.update_lines()
		assert "Employee" not in frappe.get_roles(user.name)
		assert figure("User", user.name, "user_type") == "Website User"
		yield made


@pytest.fixture(autouse=True)
def in_savepoint(company: Company) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


@pytest.fixture(params=["worker", "visitor"])
def who(request: pytest.FixtureRequest, company: Company) -> str:
	"""An employee at the desk, and one who has nothing but a login."""
	frappe.set_user(company.user[request.param])
	return request.param


def act(company: Company, who: str) -> None:
	"""Log somebody in."""
	frappe.set_user(company.user[who])


def said(company: Company, **values: Any) -> dict[str, Any]:
	"""What the form sends: an objective with two key results."""
	key_results = [
		{"title": "Revenue", "method": "Achievement", "target_value": 100, "weight": 3, "unit": "bn"},
		{"title": "Complaints", "method": "Lower is Better", "target_value": "4", "weight": 1},
	]
	return {"cycle": company.cycle, "title": "Sell more", "weight": 2, "key_results": key_results, **values}


def saved(company: Company, **values: Any) -> str:
	"""A draft made in the portal."""
	answer = portal.save(said(company, **values))
	assert answer["errors"] == []
	return answer["name"]


def agreed(company: Company, who: str, **values: Any) -> str:
	"""An objective made, submitted and approved in the portal; its owner is logged in."""
	act(company, who)
	name = saved(company, **values)
	portal.deed(name, "submit")
	act(company, "manager")
	portal.deed(name, "approve")
	act(company, who)
	return name


# Making one


def test_an_objective_is_made_with_its_key_results_in_one_call(company: Company, who: str) -> None:
	name = saved(company, description="Because", due_date="2026-09-30")
	doc = frappe.get_doc("Objective", name)
	assert (doc.employee, doc.level, doc.status, doc.weight) == (
		company.employee[who],
		"Individual",
		"Draft",
		2,
	)
	assert (str(doc.due_date), doc.description) == ("2026-09-30", "Because")
	found = frappe.get_all(
		"Key Result", {"objective": name}, ["title", "target_value", "employee"], order_by="name"
	)
	assert [(row.title, row.target_value, row.employee) for row in found] == [
		("Revenue", 100, company.employee[who]),
		("Complaints", 4, company.employee[who]),
	]


def test_what_a_client_says_about_whose_it_is_counts_for_nothing(company: Company, who: str) -> None:
	of = {"employee": company.employee["peer"], "level": "Company", "status": "Approved", "attainment": 100}
	name = saved(company, **of)
	doc = frappe.get_doc("Objective", name)
	assert (doc.employee, doc.level, doc.status, doc.attainment) == (
		company.employee[who],
		"Individual",
		"Draft",
		0,
	)


def test_a_draft_is_changed_key_results_come_and_go(company: Company, who: str) -> None:
	name = saved(company)
	form = portal.editable(name)
	first, second = form["key_results"]
	assert first["title"] == "Revenue" and second["method"] == "Lower is Better"
	form["title"] = "Sell much more"
	stages = [{"milestone": "Plan", "weight": 1}, {"milestone": "Build", "weight": 3}]
	launch = {"title": "Launch", "method": "Milestones", "weight": 1, "milestones": stages}
	form["key_results"] = [{**first, "target_value": 120}, launch]
	assert portal.save(json.loads(frappe.as_json(form)))["errors"] == []
	again = portal.editable(name)
	assert (again["title"], [row["title"] for row in again["key_results"]]) == (
		"Sell much more",
		["Revenue", "Launch"],
	)
	assert again["key_results"][0]["target_value"] == 120
	assert [row["milestone"] for row in again["key_results"][1]["milestones"]] == ["Plan", "Build"]
	assert not frappe.db.exists("Key Result", {"title": second["title"], "objective": name})


def test_what_is_wrong_is_said_by_row_and_field_and_nothing_is_kept(company: Company, who: str) -> None:
	before = frappe.db.count("Objective")
	frappe.clear_messages()
	rows = [
		{"title": "Revenue", "method": "Achievement", "target_value": 100},
		{"title": "Margin", "method": "Achievement", "target_value": 0},
		{"title": "", "method": "Progress", "target_value": "lots", "weight": -1},
		{"title": "Odd", "method": "Guesswork"},
	]
	answer = portal.save(said(company, title="x" * 141, due_date="soon", key_results=rows))
	found = {(each["row"], each["field"]) for each in answer["errors"]}
	assert {
		(None, "title"),
		(None, "due_date"),
		(2, "title"),
		(2, "target_value"),
		(2, "weight"),
		(3, "method"),
	} <= found
	answer = portal.save(said(company, key_results=rows[:2]))
	assert [(each["row"], each["field"]) for each in answer["errors"]] == [(1, "target_value")]
	answer = portal.save(said(company, start_date="2026-05-01", due_date="2026-02-01"))
	assert [(each["row"], each["field"]) for each in answer["errors"]] == [(None, "due_date")]
	answer = portal.save(said(company, parent_objective="OBJ-none"))
	assert answer["errors"] and answer["errors"][0]["row"] is None
	assert frappe.db.count("Objective") == before
	assert frappe.local.message_log == []


def test_the_same_sent_twice_is_there_once(company: Company, who: str) -> None:
	saved(company)
	answer = portal.save(said(company))
	assert [(each["row"], each["field"]) for each in answer["errors"]] == [(None, "title")]
	assert frappe.db.count("Objective", {"employee": company.employee[who], "title": "Sell more"}) == 1


def test_two_tabs_do_not_overwrite_each_other(company: Company, who: str) -> None:
	name = saved(company)
	mine, theirs = portal.editable(name), portal.editable(name)
	assert portal.save({**mine, "title": "From the first tab"})["errors"] == []
	with pytest.raises(frappe.TimestampMismatchError):
		portal.save({**theirs, "title": "From the second tab"})
	assert figure("Objective", name, "title") == "From the first tab"


def test_long_texts_and_words_from_elsewhere(company: Company, who: str) -> None:
	long = "word " * 10_000
	name = saved(company, title=HOSTILE, description=long)
	assert figure("Objective", name, "title").startswith("Grow %s {0} 100 %")
	assert figure("Objective", name, "description") == long.strip()
	answer = portal.save(said(company, title="Other", description="ü" * 50_000))
	assert [(each["row"], each["field"]) for each in answer["errors"]] == [(None, "description")]
	name = saved(company, title="Pasted", description=WORD)
	kept = figure("Objective", name, "description")
	assert kept == "Sell more"
	answer = portal.save(said(company, title="Number", key_results=[{"title": "A", "target_value": "1e300"}]))
	assert [(each["row"], each["field"]) for each in answer["errors"]] == [(0, "target_value")]


def test_a_draft_goes_with_its_key_results_and_an_agreed_one_stays(company: Company, who: str) -> None:
	name = saved(company)
	portal.remove(name)
	assert not frappe.db.exists("Objective", name) and not frappe.db.count("Key Result", {"objective": name})
	name = agreed(company, who)
	with pytest.raises(ApprovedGoal):
		portal.remove(name)
	with pytest.raises(ApprovedGoal):
		portal.editable(name)
	with pytest.raises(ApprovedGoal):
		portal.save({**said(company), "name": name})
	assert figure("Objective", name, "status") == "Approved"


def test_weights_as_they_stand_in_the_form(company: Company, who: str) -> None:
	saved(company)
	found = portal.weigh(company.cycle, "", 2, [1, 1, 1])
	assert (found["total"], found["share"], found["missing"]) == (4, 50, "")
	assert found["key_results"] == {"total": 3, "shares": [33.34, 33.33, 33.33]}
	assert "weight 0" in portal.weigh(company.cycle, "", 2, "[0, 0]")["missing"]
	assert "Nothing measures" in portal.weigh(company.cycle, "", 2, [])["missing"]
	assert portal.weigh(company.cycle, "", 0, ["lots"])["share"] == 0


def test_the_library_offers_what_fits_the_designation(company: Company, who: str) -> None:
	frappe.set_user("Administrator")
	for name in ("Portal Seller", "Portal Baker"):
		frappe.get_doc({"doctype": "Designation", "designation_name": name}).insert()
		kpi = {"doctype": "KPI", "kpi_name": f"KPI of {name}", "designation": name, "method": "Achievement"}
		frappe.get_doc({**kpi, "unit": "%", "default_target": 95, "default_weight": 2}).insert()
	frappe.db.set_value("Employee", company.employee[who], "designation", "Portal Seller")
	act(company, who)
	found = {row["kpi_name"]: row for row in portal.library()}
	assert "KPI of Portal Seller" in found and "KPI of Portal Baker" not in found
	row = {"title": "Sales", "kpi": found["KPI of Portal Seller"]["name"], "target_value": 95}
	name = saved(company, key_results=[row])
	kept = frappe.get_all("Key Result", {"objective": name}, ["kpi", "unit", "method"], order_by="name")
	assert [(each.kpi, each.unit, each.method) for each in kept] == [(row["kpi"], "%", "Achievement")]


# On its way


def test_submitted_approved_and_brought_up_to_date(company: Company, who: str) -> None:
	name = saved(company)
	row = mine_of(company, name)
	assert (row["status"], row["missing"], row["deeds"]) == ("Draft", "", ["submit"])
	assert portal.deed(name, "submit") == "Submitted"
	with pytest.raises(IllegalMove):
		portal.deed(name, "submit")
	with pytest.raises(frappe.PermissionError):
		portal.deed(name, "approve")
	act(company, "manager")
	assert [each["deed"] for each in portal.detail(name)["deeds"]] == ["approve", "return"]
	assert portal.deed(name, "approve") == "Approved"
	act(company, who)
	lines = portal.detail(name)["lines"]
	answer = portal.record(
		name, [{"key_result": lines[0]["key_result"], "value": 80, "note": "5 < 7 & <b"}], 6
	)
	assert answer == {"recorded": 1, "errors": []}
	found = portal.detail(name)
	assert (found["confidence"], found["attainment"], found["pace_status"]) == (
		6,
		60,
		figure("Objective", name, "pace_status"),
	)
	assert [(each["old_value"], each["new_value"], each["note"]) for each in found["updates"]] == [
		(0, 80, "5 < 7 & < b")
	]
	assert found["updates"][0]["author_name"]
	assert frappe.db.count("Key Result Update", {"objective": name, "author": company.user[who]}) == 1


def test_undo_is_another_update(company: Company, who: str) -> None:
	name = agreed(company, who)
	line = portal.detail(name)["lines"][0]
	for value, note in ((50, ""), (500, ""), (50, "Correction")):
		portal.record(name, [{"key_result": line["key_result"], "value": value, "note": note}])
	assert figure("Key Result", line["key_result"], "current_value") == 50
	assert [each["new_value"] for each in portal.detail(name)["updates"]] == [50, 500, 50]


def test_what_cannot_be_recorded_changes_nothing_and_says_why(company: Company, who: str) -> None:
	name = agreed(company, who)
	line = portal.detail(name)["lines"][0]["key_result"]
	answer = portal.record(name, [{"key_result": line, "value": "plenty"}], 9)
	assert answer["recorded"] == 0 and "plenty" in answer["errors"][0]["message"]
	with pytest.raises(GoalRefused):
		portal.record(name, [{"key_result": line, "value": 1}], 99)
	assert figure("Objective", name, "confidence") == 0
	assert frappe.db.count("Key Result Update", {"objective": name}) == 0


def test_returned_with_a_reason_that_its_owner_reads(company: Company, who: str) -> None:
	name = saved(company)
	portal.deed(name, "submit")
	act(company, "manager")
	with pytest.raises(GoalRefused):
		portal.deed(name, "return")
	portal.deed(name, "return", "Aim higher")
	act(company, who)
	found = portal.detail(name)
	assert (found["status"], found["return_reason"], found["may_edit"]) == ("Returned", "Aim higher", True)
	assert portal.deed(name, "submit") == "Submitted"
	assert portal.deed(name, "take_back") == "Draft"


def test_reasons_and_notes_that_are_too_long_or_come_from_elsewhere(company: Company, who: str) -> None:
	name = agreed(company, who)
	line = portal.detail(name)["lines"][0]["key_result"]
	with pytest.raises(GoalRefused):
		portal.record(name, [{"key_result": line, "value": 5, "note": "ü" * 50_000}])
	with pytest.raises(GoalRefused):
		portal.corrective(name, "ü" * 50_000)
	with pytest.raises(GoalRefused):
		portal.record(name, ["none"])
	portal.record(name, [{"key_result": line, "value": 5, "note": WORD}])
	portal.corrective(name, "word " * 10_000)
	assert [each["note"] for each in portal.detail(name)["updates"]] == ["Sell more"]
	with pytest.raises(GoalRefused):
		portal.deed(name, "shred")


def test_what_is_done_about_an_objective_at_risk(company: Company, who: str) -> None:
	name = agreed(company, who)
	owners = [each["name"] for each in portal.detail(name)["owners"]]
	assert owners[:2] == [company.employee[who], company.employee["manager"]]
	portal.corrective(name, "Call everybody", company.employee["manager"], "2026-08-01")
	found = portal.detail(name)
	assert (found["corrective_action"], str(found["corrective_due"])) == ("Call everybody", "2026-08-01")
	assert found["corrective_owner_name"] == figure("Employee", company.employee["manager"], "employee_name")
	with pytest.raises(GoalRefused):
		portal.corrective(name, "Call", company.employee["stranger"])
	act(company, "peer")
	with pytest.raises(frappe.PermissionError):
		portal.corrective(name, "Nothing")


def test_a_change_after_approval_needs_both(company: Company, who: str) -> None:
	name = agreed(company, who)
	line = portal.detail(name)["lines"][0]["key_result"]
	assert portal.ask_change(name, "Target", "2026-07-01", "The market fell", 90, line) == "Waiting"
	change = portal.detail(name)["changes"][0]
	assert (change["state"], change["old_value"], change["new_value"], change["deeds"]) == (
		"Waiting",
		100,
		90,
		["withdraw"],
	)
	with pytest.raises(frappe.PermissionError):
		portal.decide_change(change["name"], "agree")
	act(company, "manager")
	assert portal.detail(name)["changes"][0]["deeds"] == ["agree", "turn_down"]
	with pytest.raises(GoalRefused):
		portal.decide_change(change["name"], "shred")
	assert portal.decide_change(change["name"], "agree") == "In Force"
	assert figure("Key Result", line, "target_value") == 90


def test_aligned_to_what_the_company_wants(company: Company, who: str) -> None:
	frappe.set_user("Administrator")
	top = draft_common(company, title="Lead the market").name
	act(company, "stranger")
	foreign = draft(company, "stranger", "Of a stranger").name
	act(company, who)
	offered = {row["name"] for row in portal.parents(company.cycle)}
	assert top in offered and foreign not in offered
	assert [row["name"] for row in portal.parents(company.cycle, "lead the")] == [top]
	name = saved(company, parent_objective=top, contributes=1)
	found = portal.detail(name)
	assert [each["title"] for each in found["above"]] == ["Lead the market"]
	assert portal.align(name, "") is None
	assert portal.align(name, top) == top
	assert portal.way_to(name) == [top, name]
	answer = portal.save({**portal.editable(name), "parent_objective": foreign})
	assert [(each["row"], each["field"]) for each in answer["errors"]] == [(None, "parent_objective")]
	assert figure("Objective", name, "parent_objective") == top


def test_the_picture_opens_level_by_level(company: Company, who: str) -> None:
	frappe.set_user("Administrator")
	top = draft_common(company, title="Lead the market").name
	unit = draft_common(company, level="Department", title="Sales first", parent_objective=top).name
	act(company, who)
	name = saved(company, parent_objective=unit)
	first = portal.company(company.cycle)
	assert [(each["name"], each["children"], each["mine"]) for each in first["nodes"]] == [(top, 1, False)]
	assert [each["name"] for each in portal.company(company.cycle, top)["nodes"]] == [unit]
	below = portal.company(company.cycle, unit)["nodes"]
	assert [(each["name"], each["mine"]) for each in below] == [(name, True)]
	loose = saved(company, title="Hangs on nothing")
	groups = portal.company(company.cycle)["groups"]
	place = next(each["department"] for each in groups if each["count"] == 1)
	assert loose in [each["name"] for each in portal.company(company.cycle, place=place)["nodes"]]


# Who may not


def test_another_ones_objective_is_closed(company: Company, who: str) -> None:
	name = agreed(company, who)
	portal.ask_change(name, "Archive", "2026-07-01", "No more")
	change = portal.detail(name)["changes"][0]["name"]
	for other in ("peer", "stranger", "nobody", "Guest"):
		frappe.set_user(company.user.get(other, other))
		for call in (
			lambda: portal.detail(name),
			lambda: portal.editable(name),
			lambda: portal.way_to(name),
			lambda: portal.save({**said(company), "name": name}),
			lambda: portal.deed(name, "archive", "Ha"),
			lambda: portal.remove(name),
			lambda: portal.record(name, [{"key_result": "KR-1", "value": 1}], 5),
			lambda: portal.corrective(name, "Ha"),
			lambda: portal.align(name, ""),
			lambda: portal.ask_change(name, "Archive", "2026-07-01", "Ha"),
			lambda: portal.decide_change(change, "agree"),
		):
			with pytest.raises(frappe.PermissionError):
				call()
		assert name not in [row["name"] for row in portal.mine()["objectives"]]
	assert figure("Objective", name, "status") == "Approved"
	assert figure("Objective Change", change, "state") == "Waiting"


def test_a_manager_reads_and_does_not_write(company: Company, who: str) -> None:
	name = agreed(company, who)
	line = portal.detail(name)["lines"][0]["key_result"]
	act(company, "manager")
	found = portal.detail(name)
	assert (found["may_record"], found["may_edit"], found["may_write"], found["mine"]) == (
		False,
		False,
		False,
		False,
	)
	for rows, confidence in (([], 5), ([{"key_result": line, "value": 1}], None)):
		with pytest.raises(frappe.PermissionError):
			portal.record(name, rows, confidence)
	assert frappe.db.count("Key Result Update", {"objective": name}) == 0


def test_a_key_result_of_another_objective_is_not_taken_over(company: Company, who: str) -> None:
	name = saved(company)
	other = saved(company, title="Another of mine")
	stolen = portal.editable(other)["key_results"][0]
	with pytest.raises(GoalRefused):
		portal.save({**portal.editable(name), "key_results": [stolen]})
	act(company, "peer")
	foreign = measure(draft(company, "peer", "Of a peer").name).name
	act(company, who)
	with pytest.raises(frappe.PermissionError):
		portal.save({**portal.editable(name), "key_results": [{**stolen, "name": foreign}]})
	assert figure("Key Result", foreign, "title") == "Revenue"


def test_the_companys_objective_is_read_by_all_and_written_by_hr(company: Company, who: str) -> None:
	frappe.set_user("Administrator")
	top = draft_common(company, title="Lead the market").name
	measure(top)
	act(company, who)
	found = portal.detail(top)
	assert (found["title"], found["may_edit"], found["deeds"]) == ("Lead the market", False, [])
	with pytest.raises(frappe.PermissionError):
		portal.save({**said(company), "name": top})
	act(company, "HR User")
	assert portal.detail(top)["may_edit"]
	assert portal.save({**portal.editable(top), "title": "Lead it well"})["errors"] == []
	assert (figure("Objective", top, "title"), figure("Objective", top, "level")) == (
		"Lead it well",
		"Company",
	)


# What there is to see


def mine_of(company: Company, name: str) -> dict[str, Any]:
	"""An objective as the page lists it."""
	return next(row for row in portal.mine(company.cycle)["objectives"] if row["name"] == name)


def test_mine_says_how_it_stands(company: Company, who: str) -> None:
	name, bare = (
		agreed(company, who, weight=3),
		saved(company, title="Nothing measures me", weight=1, key_results=[]),
	)
	found = portal.mine()
	assert found["cycle"]["name"] == company.cycle and found["may_create"]
	rows = {row["name"]: row for row in found["objectives"]}
	assert rows.keys() == {name, bare}
	assert [row["share"] for row in rows.values()] == [75, 25] and found["weight"]["total"] == 4
	assert "Nothing measures" in rows[bare]["missing"] and rows[bare]["attainment"] is None
	assert (rows[name]["attainment"], rows[name]["confidence_disagrees"]) == (0, False)
	assert [each["title"] for each in rows[name]["key_results"]] == ["Revenue", "Complaints"]
	assert "orphan" not in rows[name]["issues"] and "no key results" in rows[bare]["issues"]
	portal.record(name, [{"key_result": rows[name]["key_results"][0]["name"], "value": 1}], 10)
	assert mine_of(company, name)["confidence_disagrees"]


def test_nobodys_page_is_empty_and_says_so(company: Company) -> None:
	act(company, "nobody")
	found = portal.mine()
	assert (found["has_employee"], found["objectives"], found["cycles"], found["cycle"]) == (
		False,
		[],
		[],
		None,
	)
	assert portal.company()["cycle"] is None
	assert portal.parents("") == []
	with pytest.raises(GoalRefused):
		portal.save(said(company, cycle=""))
	with pytest.raises(frappe.PermissionError):
		portal.mine(company.cycle)


def test_a_cycle_that_is_over_or_out_of_sight(company: Company, who: str) -> None:
	name = agreed(company, who)
	line = portal.detail(name)["lines"][0]["key_result"]
	frappe.set_user("Administrator")
	hidden = make_cycle(title="Next year", state="Draft")
	frappe.db.set_value("Performance Cycle", company.cycle, "state", "Closed")
	act(company, who)
	found = portal.mine(company.cycle)
	assert found["cycle"]["over"] and not found["may_create"]
	assert [row["deeds"] for row in found["objectives"]] == [[]]
	detail = portal.detail(name)
	assert (detail["over"], detail["deeds"], detail["may_record"], detail["may_write"]) == (
		True,
		[],
		False,
		False,
	)
	for call in (
		lambda: portal.save(said(company, title="Late")),
		lambda: portal.deed(name, "archive", "Late"),
		lambda: portal.corrective(name, "Late"),
		lambda: portal.ask_change(name, "Archive", "2026-07-01", "Late"),
	):
		with pytest.raises(CycleOver):
			call()
	answer = portal.record(name, [{"key_result": line, "value": 5}])
	assert answer["recorded"] == 0 and "Closed" in answer["errors"][0]["message"]
	assert frappe.db.count("Key Result Update", {"objective": name}) == 0
	with pytest.raises(frappe.PermissionError):
		portal.mine(hidden)


def test_as_many_queries_for_sixty_objectives_as_for_three(company: Company) -> None:
	who = "visitor"
	frappe.set_user("Administrator")
	counts = []
	for many in (3, 60):
		have = frappe.db.count("Objective", {"employee": company.employee[who]})
		for number in range(have, many):
			name = draft(company, who, f"Objective {number}").name
			measure(name)
			frappe.db.set_value("Objective", name, "status", ("Draft", "Approved", "Submitted")[number % 3])
		act(company, who)
		portal.mine(), portal.company()
		counts.append((queries(lambda: portal.mine()), queries(lambda: portal.company(company.cycle))))
		assert len(portal.mine()["objectives"]) == many
		frappe.set_user("Administrator")
	assert counts[0] == counts[1]


def test_a_long_history_costs_no_more_queries(company: Company) -> None:
	name = agreed(company, "visitor")
	line = portal.detail(name)["lines"][0]["key_result"]
	counts = []
	for many in (2, 12):
		for value in range(many):
			portal.record(name, [{"key_result": line, "value": value}])
		portal.detail(name)
		counts.append(queries(lambda: portal.detail(name)))
	assert counts[0] == counts[1]


def queries(work: Any) -> int:
	"""How many queries it takes."""
	asked = []
	original = frappe.db.sql

	def counting(*given: Any, **named: Any) -> Any:
		asked.append(given)
		return original(*given, **named)

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(frappe.db, "sql", counting)
		work()
	return len(asked)
