"""What the page Import Competencies asks of the server; the rules are in flows.competency_import."""

from typing import Any

import frappe

from talent_performance.access.calls import as_names, as_object
from talent_performance.flows.competency_import import importing, workbook
from talent_performance.flows.competency_import.library import Occupation


@frappe.whitelist(methods=["POST"])
def look_at(files: str | list, choice: str | dict | None = None) -> dict[str, Any]:
	"""Check uploaded files; `choice` says which occupation is which designation, and what is taken over. Writes nothing."""
	return importing.look_at(as_names(files, "files"), as_object(choice, "choice"))


@frappe.whitelist(methods=["POST"])
def occupations(files: str | list, text: str = "") -> list[Occupation]:
	"""The first occupations of uploaded files whose title or code holds a text."""
	return importing.occupations(as_names(files, "files"), text)


@frappe.whitelist(methods=["POST"])
def run_import(files: str | list, choice: str | dict | None = None) -> dict[str, int]:
	"""Write what files without a single problem bring; returns how many competencies and profiles that were."""
	return importing.write(as_names(files, "files"), as_object(choice, "choice"))


@frappe.whitelist()
def template() -> None:
	"""Download the workbook, with the competencies and profiles that are there."""
	importing.check_may_import()
	content = workbook.template()
	frappe.response.update({"filename": "competencies.xlsx", "filecontent": content, "type": "download"})
