"""For sites whose requests for feedback were about whoever was asked, and whose notes didn't say since when others read them."""

from __future__ import annotations

import frappe

NOTE = "Feedback Note"


def execute() -> None:
	"""Each request gets who is asked and is about its author; each note that others read, since when."""
	note = frappe.qb.DocType(NOTE)
	old = (note.kind == "Request") & note.asked_of.isnull()
	moved = (
		frappe.qb.update(note).set(note.asked_of, note.employee).set(note.asked_of_name, note.employee_name)
	)
	moved.set(note.state, "Open").set(note.visibility, "Only Me").where(old).run()
	about = frappe.qb.update(note).set(note.employee, note.author).set(note.employee_name, note.author_name)
	about.where((note.kind == "Request") & (note.employee == note.asked_of) & note.author.isnotnull()).run()
	shared = (note.visibility != "Only Me") | (note.kind == "Request")
	frappe.qb.update(note).set(note.shared_on, note.creation).where(shared & note.shared_on.isnull()).run()
