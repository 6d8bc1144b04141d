"""What Talent Settings say about personal data: each company and each kind once, and days that are some."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from talent_performance.engine.personal_data import OWN_DAYS
from talent_performance.exceptions import InvalidPolicy


def check(settings: Document) -> None:
	"""Raises InvalidPolicy with every row that can't be used."""
	found = [*laws(settings), *periods(settings)]
	if found:
		frappe.throw("<br>".join(found), exc=InvalidPolicy, title=_("These Settings Can't Be Used"))


def laws(settings: Document) -> Iterator[str]:
	"""What is wrong with the laws."""
	seen: set[str] = set()
	for line in settings.data_laws:
		place = _("Laws, row {0}").format(line.idx)
		if (line.for_company or "") in seen:
			yield _("{0}: {1} stands there twice.").format(place, line.for_company or _("Every Company"))
		if line.law == OWN_DAYS and cint(line.own_days) < 1:
			yield _("{0}: found {1} own days, expected 1 or more.").format(place, cint(line.own_days))
		seen.add(line.for_company or "")


def periods(settings: Document) -> Iterator[str]:
	"""What is wrong with the periods."""
	seen: set[str] = set()
	for line in settings.retention:
		place = _("Periods, row {0}").format(line.idx)
		if line.kind in seen:
			yield _("{0}: {1} stands there twice.").format(place, _(line.kind))
		if cint(line.months) < 0:
			yield _("{0}: found {1} months, expected 0 or more; 0 keeps them.").format(place, line.months)
		seen.add(line.kind)
