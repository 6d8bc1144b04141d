import frappe
from frappe.model.document import Document
from frappe.utils import cint

from talent_performance.flows.unaccounted import handing_over, kiosks, written


class Kiosk(Document):
	"""A shared tablet for self reviews, for some hours. Only a digest of the device's token is kept."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link
		cycle: DF.Link
		ended: DF.Check
		ends_on: DF.Datetime
		idle_minutes: DF.Int
		kept_by: DF.Link | None
		naming_series: DF.Literal["KIOSK-.#####"]
		place: DF.Data
		started_by: DF.Link
		started_on: DF.Datetime
		token_hash: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""Only the flow starts kiosks."""
		written.refuse_by_hand(self)


@frappe.whitelist(methods=["POST"])
def start(cycle: str, company: str, place: str, hours: int | str = 8, idle_minutes: int | str = 3) -> dict:
	"""Start one; the address that is returned makes the device that opens it the kiosk."""
	started = kiosks.start(cycle, company, place, cint(hours), cint(idle_minutes))
	return {
		"kiosk": started["kiosk"],
		"url": handing_over.address_of(handing_over.KIOSK_PAGE, started["token"]),
	}


@frappe.whitelist(methods=["POST"])
def end(kiosk: str) -> None:
	"""End it now."""
	kiosks.end(kiosk)
