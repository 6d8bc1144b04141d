"""HTML and script in every text of ours, stored past every check: nothing runs, wherever it is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from stage import Stage

import frappe

from browsing import Desk, chromium
from talent_performance.access.guards import GUARDS, PARENTS
from talent_performance.store.markup import safe

TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor")
KEPT = (
	"name",
	"naming_series",
	"segment",
	"kind",
	"unit",
	"state",
	"from_state",
	"to_state",
	"deed",
	"perspective",
)
SHORT = "<img src=x onerror=window.ran='{at}'>"
PAGES = ("cycle-overview", "alignment", "opening-history", "first-cycle")
REPORTS = (
	"Appraisal Progress",
	"Objective Progress",
	"Performance Distribution",
	"Talent Matrix",
	"Reporting Line Problems",
)
FORMS = tuple(
	each
	for each in GUARDS
	if each
	not in (
		"Talent Access Log",
		"Reporting Line History",
		"Reporting Line",
		"Objective Change",
		"Key Result Update",
		"Appraisal Event",
	)
)


@pytest.fixture(scope="module")
def poisoned(stage: Stage) -> Iterator[Stage]:
	"""Every text column of every row of the company says it."""
	for doctype in (*GUARDS, *PARENTS, "Performance Cycle"):
		fill(stage, doctype)
	for who in ("rina", "budi", "mia"):
		name = SHORT.format(at=f"Employee {who}")
		frappe.db.set_value(
			"Employee", stage.of[who], {"employee_name": name, "first_name": name, "designation": None}
		)
	frappe.db.commit()
	frappe.clear_cache()
	yield stage


def fill(stage: Stage, doctype: str, stored: Callable[[str], str] = str) -> None:
	"""Put the payload into every text of the company's rows."""
	meta = frappe.get_meta(doctype)
	columns = [df.fieldname for df in meta.fields if df.fieldtype in TEXTS and df.fieldname not in KEPT]
	values = {
		column: stored(SHORT.format(at=f"{doctype}.{column}"))[:140]
		for column in columns
		if frappe.db.has_column(doctype, column)
	}
	names = [
		name for rows in stage.rows.values() for key, name in rows.items() if frappe.db.exists(doctype, name)
	]
	if values and names:
		frappe.db.set_value(doctype, {"name": ("in", names)}, values, update_modified=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
	"""One for all."""
	with chromium() as running:
		yield running


@pytest.fixture(scope="module")
def desk(poisoned: Stage, browser: Any) -> Iterator[Desk]:
	"""HR at the desk."""
	desk = Desk(browser, poisoned.site, poisoned.address, poisoned.user("talent"))
	desk.page.on("dialog", lambda dialog: dialog.dismiss())
	desk.go("cycle-overview")
	yield desk
	desk.close()


def ran(desk: Desk, *route: str) -> str | None:
	"""What ran on a route of the desk."""
	desk.page.evaluate("window.ran = null")
	desk.page.evaluate("route => frappe.set_route(route)", list(route))
	desk.page.wait_for_timeout(700)
	desk.settle()
	desk.page.wait_for_timeout(150)
	return desk.page.evaluate("window.ran")


def test_no_page_runs_it(desk: Desk) -> None:
	assert {page: ran(desk, page) for page in PAGES} == dict.fromkeys(PAGES)


def test_no_report_runs_it(desk: Desk) -> None:
	assert {report: ran(desk, "query-report", report) for report in REPORTS} == dict.fromkeys(REPORTS)


def test_no_list_runs_it(desk: Desk) -> None:
	assert {doctype: ran(desk, "List", doctype, "List") for doctype in FORMS} == dict.fromkeys(FORMS)


@pytest.mark.parametrize("layout", ["Appraisal Sheet", "Result Letter"])
def test_no_print_of_ours_holds_it(poisoned: Stage, layout: str) -> None:
	asked = {
		"doc": "Performance Appraisal",
		"name": poisoned.row("rina", "Performance Appraisal"),
		"print_format": layout,
	}
	for who in ("talent", "rina"):
		said = poisoned(who).answer(
			"GET", "/api/method/frappe.www.printview.get_html_and_style", params=asked
		)
		assert "<img src=x" not in said.text


@pytest.mark.parametrize("who", ["rina", "mia"])
def test_no_page_of_the_portal_runs_it(poisoned: Stage, browser: Any, who: str) -> None:
	goal, note = poisoned.row("rina", "Objective"), poisoned.row("rina", "Check-in")
	sheet, employee = poisoned.row("rina", "Performance Appraisal"), poisoned.of["rina"]
	routes = [
		"", "objectives", "objectives/new", f"objectives/{goal}", "check-ins", f"check-ins/{note}", "appraisal",
		f"appraisal/{sheet}", f"review/{sheet}", "team", f"team/{employee}", "settings",
	]  # fmt: skip
	desk = Desk(browser, poisoned.site, poisoned.address, poisoned.user(who))
	found, shown = {}, 0
	for route in routes:
		page = desk.visit(route)
		found[route] = page.evaluate("window.ran")
		shown += "<img src=x onerror" in page.inner_text("body")
	desk.close()
	assert found == {route: None for route in routes}
	assert shown > 4, "The texts are read as they were written."


@pytest.fixture(scope="module")
def cleaned(poisoned: Stage) -> Stage:
	"""The same, as any door stores it: Frappe's own forms and prints show texts as HTML."""
	for doctype in (*GUARDS, *PARENTS, "Performance Cycle"):
		fill(poisoned, doctype, lambda text: safe(json.dumps([text])))
	frappe.db.commit()
	return poisoned


def test_no_form_runs_it(desk: Desk, cleaned: Stage) -> None:
	forms = [doctype for doctype in FORMS if doctype in cleaned.rows["rina"]]
	assert {each: ran(desk, "Form", each, cleaned.row("rina", each)) for each in forms} == dict.fromkeys(
		forms
	)
	assert len(forms) > 8


def test_no_standard_print_holds_it(cleaned: Stage) -> None:
	for doctype in FORMS:
		if doctype in cleaned.rows["rina"]:
			asked = {"doc": doctype, "name": cleaned.row("rina", doctype), "print_format": "Standard"}
			said = cleaned("talent").answer(
				"GET", "/api/method/frappe.www.printview.get_html_and_style", params=asked
			)
			assert "onerror" not in said.text, doctype
