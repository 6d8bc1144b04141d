import csv
import io
import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.xlsxutils import make_xlsx

from talent_performance.access.calls import as_object
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import run_people
from talent_performance.runs import control, ledger, states

PAGE = 100


class TalentRun(Document):
	"""Work that touches many records, done in the background in chunks."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.talent_run_chunk.talent_run_chunk import (
			TalentRunChunk,
		)

		arguments: DF.LongText | None
		chunks: DF.Table[TalentRunChunk]
		counts: DF.LongText | None
		dry_run: DF.Check
		error: DF.SmallText | None
		finished_at: DF.Datetime | None
		kind: DF.Data
		listeners: DF.SmallText | None
		naming_series: DF.Literal["TALENT-RUN-.#####"]
		people: DF.LongText | None
		progress: DF.Percent
		rows_done: DF.Int
		rows_refused: DF.Int
		rows_total: DF.Int
		started_at: DF.Datetime | None
		started_by: DF.Link | None
		state: DF.Literal["Queued", "Running", "Completed", "Completed with Refusals", "Failed", "Cancelled"]
		title: DF.Data
	# end: auto-generated types

	def onload(self) -> None:
		"""Forms get the refusals by the page; keys of thousands of rows stay here."""
		for chunk in self.chunks:
			chunk.row_keys = chunk.refusals = chunk.claim = None
		self.people = "[…]" if self.people and self.people != "[]" else None

	def on_trash(self) -> None:
		"""A run that is under way stays. Raises IllegalMove."""
		if self.state in states.OPEN:
			frappe.throw(
				_("{0} is {1}. Cancel it first; then it can be deleted.").format(self.title, _(self.state)),
				exc=IllegalMove,
				title=_("Not Possible Now"),
			)


@frappe.whitelist(methods=["POST"])
def start_run(kind: str, arguments: str | dict | None = None, dry_run: bool | int | str = False) -> str:
	"""Start a run, or count what it would do; returns its name."""
	return control.start(kind, as_object(arguments, "arguments"), dry_run=bool(frappe.utils.cint(dry_run)))


@frappe.whitelist(methods=["POST"])
def start_for_real(run: str) -> str:
	"""Do what a dry run has counted; returns the new run's name."""
	document = readable(run)
	return control.start(document.kind, json.loads(document.arguments))


@frappe.whitelist(methods=["POST"])
def resume_run(run: str) -> None:
	"""Do again what failed, was cancelled or refused."""
	control.resume(readable(run).name)


@frappe.whitelist(methods=["POST"])
def cancel_run(run: str) -> None:
	"""Begin no more chunks."""
	control.cancel(readable(run).name)


@frappe.whitelist()
def refusals(run: str, start: int | str = 0) -> dict:
	"""A page of refused rows, and how many there are."""
	found = ledger.refusals_of(readable(run).name)
	first = frappe.utils.cint(start)
	return {"rows": found[first : first + PAGE], "total": len(found)}


@frappe.whitelist()
def reasons(run: str) -> list[dict]:
	"""Why rows were refused, or what a dry run would leave out and why: each reason with number and first names."""
	return run_people.grouped(readable(run))


@frappe.whitelist()
def download_refusals(run: str, kind: str = "csv") -> None:
	"""Everybody who was refused, or whom a dry run would leave out, with the reason: as CSV, or for Excel."""
	document = readable(run)
	rows = [[harmless(cell) for cell in row] for row in run_people.table(document)]
	excel = kind == "xlsx"
	frappe.response["type"] = "binary" if excel else "download"
	frappe.response["filename"] = f"{document.name}.{'xlsx' if excel else 'csv'}"
	frappe.response["filecontent"] = as_excel(rows) if excel else as_csv(rows)


def as_csv(rows: list[list[str]]) -> bytes:
	"""With the mark by which Excel knows the encoding."""
	text = io.StringIO()
	csv.writer(text).writerows(rows)
	return text.getvalue().encode("utf-8-sig")


def as_excel(rows: list[list[str]]) -> bytes:
	"""One sheet."""
	return make_xlsx(rows, _("Reasons")).getvalue()


def harmless(text: str) -> str:
	"""A cell that a spreadsheet won't take for a formula."""
	return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def readable(run: str) -> Document:
	"""The run, if the user may read it. Raises PermissionError."""
	document = frappe.get_doc("Talent Run", run)
	document.check_permission("read")
	return document
