"""What HR does on the page Import Competencies, with the mouse and the keyboard as anybody does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from browsing import Desk


def choose_files(desk: Desk, files: Sequence[Path]) -> None:
	"""Upload files through the page's dialog, and wait until they have been looked at."""
	page = desk.page
	page.locator(".page-actions .primary-action").click()
	page.locator(".modal.show input[type=file]").first.set_input_files([str(file) for file in files])
	page.locator(".modal.show .modal-footer .btn-primary").click()
	page.locator(".ci-verdict").wait_for()
	page.wait_for_selector(".modal.show", state="detached")
	desk.settle()


def add_occupation(desk: Desk, word: str, title: str, designation: str, picture: str = "") -> None:
	"""Say in the dialog which occupation is which designation."""
	page = desk.page
	page.locator(".ci-add").click()
	dialog = page.locator(".modal.show")
	field = dialog.locator("[data-fieldname=occupation] input")
	field.click()
	field.press_sequentially(word)
	offered = dialog.locator("[data-fieldname=occupation] li", has_text=title)
	offered.first.wait_for()
	if picture:
		page.wait_for_timeout(500)
		desk.picture(picture, whole=False)
	offered.first.click()
	link = dialog.locator("[data-fieldname=designation] input")
	link.click()
	link.press_sequentially(designation)
	dialog.locator("[data-fieldname=designation] [role=option]", has_text=designation).first.click()
	dialog.locator(".btn-modal-primary").click()
	page.locator(".ci-occupations tr", has_text=title).wait_for()
	page.wait_for_selector(".modal.show", state="detached")
	desk.settle()


def add_occupations(desk: Desk, chosen: Mapping[str, str]) -> None:
	"""The same for each title."""
	for title, designation in chosen.items():
		add_occupation(desk, title.split(",")[0].split()[-1], title, designation)


def import_now(desk: Desk) -> None:
	"""Press Import, agree, and wait until there is nothing new left."""
	page = desk.page
	page.locator(".ci-import").click()
	page.locator(".modal.show .btn-primary:visible").click()
	page.locator(".ci-verdict:has-text('There is nothing new')").wait_for()
	desk.settle()
