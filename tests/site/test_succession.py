"""Critical positions, their plans and candidates: what counts, who sees it, what can't be said, and what follows when somebody goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe

from harness import Site
from succession_house import CANDIDATE, PLAN, House, build
from talent_performance.flows.succession import figures, readiness


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[House]:
	"""Set up once by Administrator in a transaction that is never committed; each test works in a savepoint."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		try:
			yield build()
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


@pytest.fixture(autouse=True)
def in_savepoint(house: House) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.local.message_log = []
	frappe.db.rollback(save_point="test")


def kept(house: House, title: str, *fields: str) -> Any:
	"""What the plan of a position says."""
	return frappe.db.get_value(PLAN, house.plan(title), list(fields) if len(fields) > 1 else fields[0])


def candidate_of(house: House, title: str, who: str) -> str:
	return frappe.db.get_value(CANDIDATE, {"plan": house.plan(title), "employee": house.of[who]})


def test_the_figures_of_the_worked_example_are_kept_on_the_plans(house: House) -> None:
	figures.refresh()
	found = {title: kept(house, title, "bench", "ready_now", "shared_bench") for title in house.position}
	assert {title: tuple(each) for title, each in found.items()} == {
		"P1": ("Ready Now", 1, pytest.approx(1 / 3, abs=1e-6)),
		"P2": ("Ready Now", 1, pytest.approx(1 / 3, abs=1e-6)),
		"P3": ("Ready Now", 2, pytest.approx(4 / 3, abs=1e-6)),
		"P4": ("Ready Now", 1, 1.0),
	}


def test_readiness_is_told_to_whoever_shows_it_elsewhere(house: House) -> None:
	found = readiness.positions_of([house.of["ana"], house.of["budi"], house.of["dewi"]])
	assert found.groupby("employee")["title"].agg(list).to_dict() == {
		house.of["ana"]: ["P1", "P2", "P3"],
		house.of["budi"]: ["P3"],
	}
	assert set(found["readiness_band"]) == {"Ready Now"} and found["readiness"].isna().all()
	assert not found["emergency_cover"].any()
	assert readiness.positions_of([]).empty
