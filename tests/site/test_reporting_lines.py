"""Reporting lines follow Employee through everything that happens to it; what ends, ends at once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

import frappe
from frappe.utils import today

from harness import Site
from people import OTHER_COMPANY, change, make_employee, make_other_company, user_of
from talent_performance.access import upkeep
from talent_performance.access.line_problems import people_in_loops, problems_for
from talent_performance.store import lines as store
from talent_performance.talent_performance.report.reporting_line_problems import reporting_line_problems


def lines_of(employee: str) -> dict[str, int]:
	"""Manager → depth, as stored."""
	rows = frappe.get_all(
		"Reporting Line", {"employee": employee}, ["manager", "depth"], order_by="depth, name"
	)
	return {row.manager: row.depth for row in rows}


def history_of(employee: str) -> list[tuple]:
	"""(manager, depth, still lasting), in the order of depth."""
	rows = frappe.get_all(
		"Reporting Line History",
		{"employee": employee},
		["manager", "depth", "to_date"],
		order_by="depth, manager",
	)
	return [(row.manager, row.depth, row.to_date is None) for row in rows]


def settle() -> None:
	"""What the background job does; afterwards nothing is outstanding."""
	upkeep.update_lines()
	gone, come = upkeep.outstanding()
	assert len(gone) == len(come) == 0
	assert not store.waiting()


@contextlib.contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""As that user, then as Administrator again."""
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user("Administrator")


@pytest.fixture
def chain(on_site: Site) -> list[str]:
	"""Four people, each reporting to the one before."""
	chain: list[str] = []
	for name in ("Ayu", "Budi", "Citra", "Dewi"):
		chain.append(make_employee(name, chain[-1] if chain else None, user=False))
	settle()
	return chain


def test_a_pair_can_be_stored_only_once(chain: list[str]) -> None:
	again = frappe.get_doc("Reporting Line", {"employee": chain[3], "manager": chain[0]})
	again.name = "again"
	with pytest.raises(frappe.UniqueValidationError):
		again.db_insert()


def test_everybody_above_has_a_line(chain: list[str]) -> None:
	ayu, budi, citra, dewi = chain
	assert lines_of(dewi) == {dewi: 0, citra: 1, budi: 2, ayu: 3}
	assert history_of(dewi) == [(citra, 1, True), (budi, 2, True), (ayu, 3, True)]
	assert frappe.db.get_value("Reporting Line", {"employee": dewi, "manager": ayu}, "manager_name") == "Ayu"


def test_a_new_employee_has_a_line_to_himself_at_once(chain: list[str]) -> None:
	new = make_employee("Eka", chain[-1], user=False)
	assert lines_of(new) == {new: 0}
	assert store.waiting()
	settle()
	assert lines_of(new) == {new: 0, **{manager: 4 - i for i, manager in enumerate(chain)}}


def test_a_manager_who_is_replaced_loses_the_whole_subtree_at_once(chain: list[str]) -> None:
	ayu, budi, citra, dewi = chain
	eka = make_employee("Eka", ayu, user=False)
	settle()
	change(citra, reports_to=eka)
	assert lines_of(citra) == {citra: 0, ayu: 2}
	assert lines_of(dewi) == {dewi: 0, citra: 1, ayu: 3}
	settle()
	assert lines_of(dewi) == {dewi: 0, citra: 1, eka: 2, ayu: 3}
	assert (budi, 2, False) in history_of(dewi)
	assert (eka, 2, True) in history_of(dewi)
	ended = {"employee": dewi, "manager": budi}
	assert str(frappe.db.get_value("Reporting Line History", ended, "to_date")) == today()


def test_a_manager_above_whom_nobody_stands_any_more(chain: list[str]) -> None:
	_, budi, _, dewi = chain
	change(budi, reports_to=None)
	assert chain[0] not in lines_of(dewi)
	settle()
	assert lines_of(dewi) == {dewi: 0, chain[2]: 1, budi: 2}


def test_a_change_that_says_nothing_of_reporting_marks_nobody(chain: list[str]) -> None:
	change(chain[1], bio="Likes hills.")
	assert not store.waiting()


def test_another_name_is_shown(chain: list[str]) -> None:
	change(chain[1], first_name="Bima")
	settle()
	assert (
		frappe.db.get_value("Reporting Line", {"employee": chain[1], "depth": 0}, "employee_name") == "Bima"
	)
	line = {"employee": chain[3], "manager": chain[1]}
	assert frappe.db.get_value("Reporting Line", line, "manager_name") == "Bima"
	assert frappe.db.count("Reporting Line History", line) == 1


def test_a_leaver_keeps_only_the_line_to_himself(chain: list[str]) -> None:
	*above, dewi = chain
	change(dewi, status="Left", relieving_date=today())
	assert lines_of(dewi) == {dewi: 0}
	settle()
	assert lines_of(dewi) == {dewi: 0}
	assert [lasts for _, _, lasts in history_of(dewi)] == [False] * len(above)


def test_a_manager_who_left_breaks_the_line(chain: list[str]) -> None:
	ayu, budi, citra, dewi = chain
	change(dewi, status="Inactive")
	change(citra, status="Left", relieving_date=today())
	assert lines_of(dewi) == {dewi: 0}
	settle()
	assert lines_of(dewi) == {dewi: 0}
	assert lines_of(budi) == {budi: 0, ayu: 1}


def test_who_comes_back_has_his_line_again(chain: list[str]) -> None:
	*_, citra, dewi = chain
	change(dewi, status="Left", relieving_date=today())
	settle()
	change(dewi, status="Active", relieving_date=None)
	settle()
	assert lines_of(dewi)[citra] == 1
	assert sorted(lasts for manager, _, lasts in history_of(dewi) if manager == citra) == [False, True]


def test_lines_and_history_follow_a_rename(chain: list[str]) -> None:
	*_, citra, dewi = chain
	frappe.rename_doc("Employee", citra, "HR-EMP-RENAMED", show_alert=False)
	assert lines_of(dewi)["HR-EMP-RENAMED"] == 1
	assert history_of(dewi)[0] == ("HR-EMP-RENAMED", 1, True)
	settle()
	assert citra not in lines_of(dewi)


def test_a_merge_joins_two_managers_and_their_people(chain: list[str]) -> None:
	ayu, _budi, citra, dewi = chain
	twin = make_employee("Eka", ayu, user=False)
	below_twin = make_employee("Fajar", twin, user=False)
	settle()
	frappe.rename_doc("Employee", citra, twin, merge=True, show_alert=False)
	settle()
	assert not frappe.db.exists("Employee", citra)
	assert lines_of(dewi) == {dewi: 0, twin: 1, ayu: 2}
	assert lines_of(below_twin) == {below_twin: 0, twin: 1, ayu: 2}
	assert not frappe.db.exists("Reporting Line", {"manager": citra})


def test_merging_somebody_into_his_own_manager(chain: list[str]) -> None:
	ayu, budi, citra, dewi = chain
	frappe.rename_doc("Employee", citra, budi, merge=True, show_alert=False)
	settle()
	assert lines_of(dewi) == {dewi: 0, budi: 1, ayu: 2}
	assert not frappe.db.exists("Reporting Line History", {"manager": budi, "employee": budi})


def test_a_deleted_employee_leaves_no_line_and_his_history(chain: list[str]) -> None:
	*_, citra, dewi = chain
	frappe.delete_doc("Employee", dewi)
	assert not frappe.db.exists("Employee", dewi)
	assert lines_of(dewi) == {}
	assert (citra, 1, False) in history_of(dewi)
	settle()


def test_what_no_event_tells_of_is_found_by_the_nightly_rebuild(chain: list[str]) -> None:
	ayu, budi, citra, dewi = chain
	frappe.db.set_value("Employee", citra, "reports_to", ayu)
	frappe.db.delete("Reporting Line", {"employee": budi})
	assert lines_of(dewi)[budi] == 2
	assert upkeep.rebuild() == {"gone": 4, "come": 4}
	assert lines_of(dewi) == {dewi: 0, citra: 1, ayu: 2}
	assert lines_of(budi) == {budi: 0, ayu: 1}
	assert upkeep.rebuild() == {"gone": 0, "come": 0}


def test_members_of_a_loop_see_direct_reports_only_and_are_reported(chain: list[str]) -> None:
	ayu, budi, citra, dewi = chain
	frappe.db.set_value("Employee", ayu, "reports_to", citra)
	settle()
	assert lines_of(ayu) == {ayu: 0, citra: 1}
	assert lines_of(citra) == {citra: 0, budi: 1}
	assert lines_of(dewi) == {dewi: 0, citra: 1}
	found = problems_for("Administrator")
	looping = found[found["problem"] == "loop"]
	assert set(looping["employee"]) == {ayu, budi, citra}
	assert people_in_loops() == 3


def test_a_loop_that_is_saved_takes_lines_away_first(chain: list[str]) -> None:
	ayu, budi, citra, dewi = chain
	frappe.db.set_value("Employee", ayu, "reports_to", dewi)
	upkeep.employee_saved(_as_saved(budi, reports_to=dewi))
	assert ayu not in lines_of(dewi)
	assert ayu not in lines_of(citra)


def _as_saved(employee: str, **values: object) -> frappe.model.document.Document:
	"""A document in the state in which on_update sees it, though ERPNext itself would refuse the values."""
	doc = frappe.get_doc("Employee", employee)
	doc._doc_before_save = frappe.get_doc("Employee", employee)
	return doc.update(values)


def test_lines_cross_companies(on_site: Site) -> None:
	make_other_company()
	head = make_employee("Hana", user=False)
	abroad = make_employee("Indra", head, company=OTHER_COMPANY, user=False)
	below = make_employee("Joko", abroad, company=OTHER_COMPANY, user=False)
	settle()
	assert lines_of(below) == {below: 0, abroad: 1, head: 2}


def test_a_stale_tree_of_erpnext_changes_nothing(chain: list[str]) -> None:
	dewi = chain[-1]
	before = lines_of(dewi)
	frappe.db.sql("update `tabEmployee` set lft = 0, rgt = 0")
	assert upkeep.rebuild() == {"gone": 0, "come": 0}
	assert lines_of(dewi) == before


def test_the_job_is_asked_for_after_the_commit_and_once(
	chain: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
	asked: list[tuple] = []
	monkeypatch.setattr(frappe, "enqueue", lambda method, **how: asked.append((method, how)))
	frappe.db.after_commit.reset()
	change(chain[2], reports_to=chain[0])
	ours = [how for method, how in asked if method is upkeep.update_lines]
	assert ours == []
	frappe.db.after_commit.run()
	(ours,) = [how for method, how in asked if method is upkeep.update_lines]
	assert ours["deduplicate"] and ours["job_id"] == upkeep.JOB


def test_a_lost_job_is_made_up_for(chain: list[str]) -> None:
	eka = make_employee("Eka", chain[0], user=False)
	upkeep.update_if_waiting()
	assert lines_of(eka) == {eka: 0, chain[0]: 1}


def test_hr_may_rebuild_and_others_may_not(chain: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
	asked: list[object] = []
	monkeypatch.setattr(frappe, "enqueue", lambda method, **how: asked.append(method))
	hr = make_employee("Hana", roles=("HR Manager",))
	manager = make_employee("Eka", chain[0])
	with acting_as(user_of(manager)), pytest.raises(frappe.PermissionError):
		upkeep.rebuild_now()
	assert upkeep.update_lines not in asked
	with acting_as(user_of(hr)):
		upkeep.rebuild_now()
	assert upkeep.update_lines in asked


def test_the_report_lists_problems_of_the_own_companies(chain: list[str]) -> None:
	others = set(frappe.get_all("Employee", pluck="name", order_by="name")) - set(chain)
	make_other_company()
	abroad = make_employee("Indra", company=OTHER_COMPANY, user=False)
	hr = make_employee("Hana", chain[0], roles=("HR Manager",))
	lonely = make_employee("Kiki", chain[0], user=False)
	with acting_as(user_of(hr)):
		columns, rows, _message, chart, summary = reporting_line_problems.execute({})
	found = {(row["employee"], row["problem"]) for row in rows if row["employee"] not in others}
	assert found == {
		(chain[0], "No manager"),
		*((employee, "No user") for employee in (*chain, lonely)),
	}
	assert abroad not in {row["employee"] for row in rows}
	assert sum(chart["data"]["datasets"][0]["values"]) == len(rows)
	assert [figure["value"] for figure in summary] == [0, 0, 0]
	assert {column["fieldname"] for column in columns} == set(rows[0])


def test_the_report_can_be_narrowed(chain: list[str]) -> None:
	rows = reporting_line_problems.execute({"problem": "no user"})[1]
	assert {row["problem"] for row in rows} == {"No user"}


def test_the_report_is_closed_to_others(chain: list[str]) -> None:
	manager = make_employee("Eka", chain[0])
	with acting_as(user_of(manager)):
		with pytest.raises(frappe.PermissionError):
			reporting_line_problems.execute({})
		with pytest.raises(frappe.PermissionError):
			people_in_loops()
