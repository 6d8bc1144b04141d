import frappe
from frappe.model.document import Document
from frappe.utils import cint

from talent_performance.access.calls import as_object
from talent_performance.flows.cycle_deeds import start
from talent_performance.flows.feedback import assigning, launching, rounds, subjects, workload


class FeedbackRound(Document):
	"""A round of 360 feedback: who is asked about whom, for which purpose, from how many answers on a figure is shown."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.feedback_competency.feedback_competency import (
			FeedbackCompetency,
		)

		agreement: DF.LongText | None
		anonymous_threshold: DF.Int
		answered: DF.Int
		asked: DF.Int
		closed_on: DF.Datetime | None
		comments_shown: DF.Literal["As Written", "Summary Only"]
		company: DF.Link
		competencies: DF.Table[FeedbackCompetency]
		cycle: DF.Link | None
		deadline: DF.Date
		extended_on: DF.Datetime | None
		frozen: DF.LongText | None
		include_manager: DF.Check
		include_reports: DF.Check
		include_self: DF.Check
		kept_by: DF.Link | None
		launched_on: DF.Datetime | None
		most_nominated: DF.Int
		most_requests: DF.Int
		naming_series: DF.Literal["FBR-.#####"]
		nominate_until: DF.Date | None
		nominations: DF.Check
		other_threshold: DF.Int
		peer_threshold: DF.Int
		peers_wanted: DF.Int
		purpose: DF.Literal["Development", "Evaluative"]
		rating_scale: DF.Link
		released_on: DF.Datetime | None
		remind_every: DF.Int
		reminded_on: DF.Date | None
		report_threshold: DF.Int
		review_template: DF.Link
		small_groups: DF.Literal["Omit", "Merge"]
		state: DF.Literal["Draft", "Nominating", "Collecting", "Closed", "Released", "Cancelled"]
		title: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""It says what it may, and what people were told stays."""
		rounds.validate(self)

	def on_trash(self) -> None:
		"""Only a draft goes."""
		rounds.on_trash(self)


@frappe.whitelist()
def standing(round: str) -> rounds.Standing:
	"""What the user may do with a round now, and how far it is."""
	return rounds.standing(round)


@frappe.whitelist()
def count_people(round: str, chosen: str | dict) -> subjects.Added:
	"""How many would come into the round, and why others wouldn't."""
	return subjects.add(round, as_object(chosen, "chosen"), count_only=True)


@frappe.whitelist(methods=["POST"])
def add_people(round: str, chosen: str | dict) -> subjects.Added:
	"""Put people into the round."""
	return subjects.add(round, as_object(chosen, "chosen"))


@frappe.whitelist(methods=["POST"])
def open_nominations(round: str) -> None:
	"""People nominate their raters from now on."""
	rounds.open_nominations(round)


@frappe.whitelist()
def preview(round: str) -> launching.Preview:
	"""What a launch would do, and what stands in its way."""
	return launching.preview(round)


@frappe.whitelist(methods=["POST"])
def launch(round: str, approve_rest: bool | int | str = 0, dry_run: bool | int | str = 0) -> str:
	"""Start the run that asks everybody approved, or counts; returns its name."""
	return launching.launch(round, approve_rest=bool(cint(approve_rest)), dry_run=bool(cint(dry_run)))


@frappe.whitelist(methods=["POST"])
def assign_peers(round: str, dry_run: bool | int | str = 0) -> str:
	"""Start the run that fills up everybody's peers, or counts; returns its name."""
	return assigning.assign(round, dry_run=bool(cint(dry_run)))


@frappe.whitelist()
def workload_of(round: str) -> workload.Workload:
	"""Which raters are asked most."""
	return workload.overview(round)


@frappe.whitelist(methods=["POST"])
def extend(round: str, until: str) -> None:
	"""A later last day for answers, once."""
	rounds.extend(round, until)


@frappe.whitelist(methods=["POST"])
def close(round: str, dry_run: bool | int | str = 0) -> str:
	"""Start the run that computes the results and forgets who answered, or counts; returns its name."""
	rounds.check_move(rounds.writable(round), "close")
	return start(rounds.CLOSE_KIND, {"round": round}, bool(cint(dry_run)))


@frappe.whitelist(methods=["POST"])
def release(round: str, dry_run: bool | int | str = 0) -> str:
	"""Start the run that opens the results, or counts; returns its name."""
	rounds.check_move(rounds.writable(round), "release")
	return start(rounds.RELEASE_KIND, {"round": round}, bool(cint(dry_run)))


@frappe.whitelist(methods=["POST"])
def cancel(round: str) -> None:
	"""Nobody is asked any more, and what was answered goes."""
	rounds.cancel(round)


def on_doctype_update() -> None:
	"""What the page of the portal and the scheduler filter by."""
	frappe.db.add_index("Feedback Round", ["state", "deadline"])
