from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import NeverChanged
from talent_performance.flows.personal_data import answer, erasing, requests


class PersonalDataRequest(Document):
	"""Somebody asks for what is held about him, or to have it erased; with the clock that the law sets."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answered_on: DF.Datetime | None
		asked_by: DF.Link | None
		company: DF.Link | None
		confirmed_by: DF.Link | None
		confirmed_on: DF.Datetime | None
		counts: DF.LongText | None
		details: DF.SmallText | None
		due_on: DF.Datetime | None
		employee: DF.Link
		employee_name: DF.Data | None
		extended: DF.Check
		extended_on: DF.Datetime | None
		extension_reason: DF.SmallText | None
		force_reason: DF.SmallText | None
		ground: DF.SmallText | None
		kind: DF.Literal["Access", "Erasure"]
		law: DF.Data | None
		naming_series: DF.Literal["PDR-.#####"]
		on_behalf: DF.Check
		pending: DF.LongText | None
		proposed_by: DF.Link | None
		proposed_on: DF.Datetime | None
		received_on: DF.Datetime | None
		reviewer: DF.Link | None
		state: DF.Literal["Received", "In Review", "Erasing", "Answered", "Refused", "Withdrawn"]
		taken_up_on: DF.Datetime | None
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Who asks, under which law, until when."""
		requests.prepare(self)

	def after_insert(self) -> None:
		"""Nobody asks in somebody's name behind his back."""
		requests.recorded(self)

	def validate(self) -> None:
		"""What was asked stays as it was asked; the rest moves by the methods below."""
		if not self.is_new():
			frappe.throw(
				_("A request isn't edited: it is reviewed, answered, refused or withdrawn."),
				exc=NeverChanged,
				title=_("Not Changed"),
			)

	def on_trash(self) -> None:
		"""The register of requests stays."""
		frappe.throw(_("Requests are kept: they prove that people were answered."), exc=NeverChanged)


def on_doctype_update() -> None:
	"""What lists and the clock filter by."""
	frappe.db.add_index("Personal Data Request", ["state", "due_on"])
	frappe.db.add_index("Personal Data Request", ["employee", "kind"])


@frappe.whitelist(methods=["POST"])
def ask(kind: str, details: str | None = None) -> str:
	"""File a request for oneself; returns its name."""
	return requests.ask(kind, details)


@frappe.whitelist(methods=["POST"])
def take_up(request: str) -> None:
	"""Begin to review, as a Talent Manager who isn't the person."""
	answer.begin(requests.take_up(request))


@frappe.whitelist(methods=["POST"])
def extend(request: str, reason: str) -> None:
	"""Take the longer time that the law grants; the person is told."""
	requests.extend(request, reason)


@frappe.whitelist(methods=["POST"])
def refuse(request: str, ground: str) -> None:
	"""Refuse, on a ground that the person reads."""
	requests.refuse_request(request, ground)


@frappe.whitelist(methods=["POST"])
def withdraw(request: str) -> None:
	"""Take one's own request back."""
	requests.withdraw(request)


@frappe.whitelist()
def possible(request: str) -> dict[str, Any]:
	"""What the session's user may do with it, and how it stands to its clock."""
	return requests.possible(request)


@frappe.whitelist()
def preview(request: str) -> dict[str, Any]:
	"""What would go out, for the reviewer."""
	return {**answer.preview(request), "lines": answer.withheld_lines(request)}


@frappe.whitelist(methods=["POST"])
def withhold(
	request: str, document_type: str, ground: str, document_name: str = "", fieldname: str = ""
) -> None:
	"""Keep something more back."""
	answer.withhold(request, document_type, document_name, fieldname, ground)


@frappe.whitelist(methods=["POST"])
def release(request: str, line: str) -> None:
	"""Let something go out after all."""
	answer.release(request, line)


@frappe.whitelist(methods=["POST"])
def give(request: str, mark: str) -> None:
	"""Answer with exactly what was looked at."""
	answer.give(request, mark)


@frappe.whitelist()
def download(request: str, form: str = "html") -> None:
	"""The answer as a file: "html" to read and print, "json" for machines."""
	name, content = answer.file_of(request, form)
	frappe.local.response.update({"type": "download", "filename": name, "filecontent": content})


@frappe.whitelist(methods=["POST"])
def propose(request: str, ground: str, force_reason: str = "") -> dict[str, Any]:
	"""Count what an erasure takes, and put it before a second person."""
	return erasing.propose(request, ground, force_reason)


@frappe.whitelist(methods=["POST"])
def confirm(request: str) -> None:
	"""Erase, as the second person."""
	erasing.confirm(request)
