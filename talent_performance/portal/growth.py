"""Growth: how far somebody's competencies are, beside what the role asks; judging oneself and people whom one leads; the team's map."""

from typing import Any

import frappe

from talent_performance.access import team
from talent_performance.access.calls import as_object, as_start
from talent_performance.flows import competency_map, competency_page
from talent_performance.portal.shell import refuse_strangers


@frappe.whitelist(methods=["GET"])
def competencies(employee: str = "") -> dict[str, Any]:
	"""The reader's competencies, or those of somebody whom he may read about."""
	refuse_strangers()
	return competency_page.page(competency_page.as_employee(employee))


@frappe.whitelist(methods=["GET"])
def assessment(employee: str = "") -> dict[str, Any]:
	"""What the reader is asked about himself, or about somebody whom he leads, with what he has drafted."""
	refuse_strangers()
	return competency_page.assessment(competency_page.as_employee(employee))


@frappe.whitelist(methods=["POST"])
def save_assessment(employee: str, values: str | dict) -> str:
	"""Keep what is given as a draft; returns its name."""
	refuse_strangers()
	return competency_page.save(competency_page.as_employee(employee), as_object(values, "values"))


@frappe.whitelist(methods=["POST"])
def submit_assessment(employee: str, values: str | dict) -> None:
	"""Submit what is given; nobody changes it any more."""
	refuse_strangers()
	competency_page.submit(competency_page.as_employee(employee), as_object(values, "values"))


@frappe.whitelist(methods=["POST"])
def discard_assessment(employee: str) -> None:
	"""Throw the own draft away."""
	refuse_strangers()
	competency_page.discard(competency_page.as_employee(employee))


@frappe.whitelist(methods=["GET"])
def team_map(manager: str = "", start: int | str = 0) -> dict[str, Any]:
	"""Competencies of the people who report to the reader, or to `manager` below him: a row a person, a column a competency."""
	who = team.leading()
	if manager:
		team.check_may_drill(who, manager)
	led = team.directly_led(who, (manager,) if manager else who.managers)
	return competency_map.of_team(led, as_start(start))
