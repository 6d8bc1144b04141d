"""Result letters: wordings with versions, which of them a person gets at publication, and what then stands in the letter.

A wording is plain text with names in curly brackets, filled in by this module alone: nothing that people write is run.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money, formatdate, getdate, now_datetime

from talent_performance.access.people import hr_companies
from talent_performance.exceptions import WordingRefused
from talent_performance.flows import readable
from talent_performance.store.dialect import within
from talent_performance.store.frames import site_language

WORDING, APPRAISAL = "Result Letter Wording", "Performance Appraisal"
DRAFT, PUBLISHED = "Draft", "Published"
WRITERS = ("HR Manager", "Talent Manager")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
KEPT = ("language", "for_company", "valid_from", "subject", "body", "version", "status")
FALLBACK = "en"
CLOSE_ENOUGH = 0.4

Wording = dict[str, Any]
FILLED: dict[str, Callable[[Document], object]] = {
	"employee_name": lambda doc: doc.employee_name,
	"employee": lambda doc: doc.employee,
	"designation": lambda doc: doc.designation,
	"department": lambda doc: doc.department,
	"company": lambda doc: doc.company,
	"manager_name": lambda doc: doc.manager_name,
	"cycle": lambda doc: readable.names_of("Performance Cycle", "title", [doc.cycle]).get(doc.cycle),
	"start_date": lambda doc: _day(doc.start_date),
	"end_date": lambda doc: _day(doc.end_date),
	"rating": lambda doc: _figure(doc.rating, 0 if flt(doc.rating).is_integer() else 2),
	"rating_label": lambda doc: doc.rating_label or doc.no_rating_reason,
	"score": lambda doc: _figure(doc.score, 2),
	"published_on": lambda doc: _day(doc.published_on),
	"reply_by": lambda doc: _day(doc.reply_by),
	"appeal_by": lambda doc: _day(doc.appeal_by),
}


def placeholders() -> dict[str, str]:
	"""What a wording may name, and what stands there in the letter."""
	return {
		"employee_name": _("Name of the employee"),
		"employee": _("Number of the employee"),
		"designation": _("Designation"),
		"department": _("Department"),
		"company": _("Company"),
		"manager_name": _("Name of the manager"),
		"cycle": _("Title of the cycle"),
		"start_date": _("First day of the period"),
		"end_date": _("Last day of the period"),
		"rating": _("Rating as a number"),
		"rating_label": _("Rating in words, or why there is none"),
		"score": _("Score with two places"),
		"published_on": _("Day of publication"),
		"reply_by": _("Last day to reply"),
		"appeal_by": _("Last day to appeal"),
	}


# Wordings


def number(wording: Document) -> None:
	"""A new wording is a draft, and the next version of its language and company."""
	known = frappe.get_all(
		WORDING,
		filters={"language": wording.language, "for_company": wording.for_company or ("is", "not set")},
		pluck="version",
		order_by="version desc, name",
		limit=1,
	)
	wording.version = (known[0] if known else 0) + 1
	if not wording.flags.seeded:
		wording.update({"status": DRAFT, "published_on": None, "published_by": None})


def protect(wording: Document) -> None:
	"""Raises WordingRefused where a save would change a published wording, or publish one past the button."""
	before = wording.get_doc_before_save()
	if not before or wording.flags.publishing:
		return
	changed = [field for field in KEPT if str(before.get(field) or "") != str(wording.get(field) or "")]
	if before.status == PUBLISHED and changed:
		_refuse(
			_("{0} was published and stays as it is. Make a new version of it and change that.").format(
				wording.name
			)
		)
	if "status" in changed or "version" in changed:
		_refuse(_("Status and version aren't typed in. Use the button Publish."))


def check_company(wording: Document) -> None:
	"""Raises PermissionError where HR works in some companies only, and the wording isn't one of theirs."""
	companies = hr_companies(frappe.session.user, WRITERS, WORDING)
	if companies is None or wording.for_company in companies:
		return
	frappe.throw(
		_("You write wordings of {0}. Choose one of them as the company.").format(
			", ".join(companies) or _("no company")
		),
		exc=frappe.PermissionError,
		title=_("Not Permitted"),
	)


def check(wording: Document) -> None:
	"""Raises WordingRefused that names each placeholder that isn't known, with the nearest one that is."""
	wrong = [
		_("{0}: {1}").format(_(wording.meta.get_label(field)), problem)
		for field in ("subject", "body")
		for problem in problems(wording.get(field) or "")
	]
	if wrong:
		_refuse("<br>".join(wrong))


def problems(text: str) -> Iterator[str]:
	"""What is wrong with the placeholders of a text, in words."""
	for name in dict.fromkeys(PLACEHOLDER.findall(text)):
		if name in FILLED:
			continue
		near = difflib.get_close_matches(name.strip().lower().replace(" ", "_"), FILLED, 1, CLOSE_ENOUGH)
		shown = frappe.utils.escape_html(f"{{{name}}}")
		if near:
			yield _("{0} isn't known. Did you mean {1}?").format(shown, f"{{{near[0]}}}")
		else:
			yield _("{0} isn't known. Known are {1}.").format(
				shown, ", ".join(f"{{{each}}}" for each in FILLED)
			)
	if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
		yield _("a curly bracket stands alone. Write placeholders as in {0}.").format("{employee_name}")


def publish(wording: Document) -> None:
	"""It counts from its first day on, and stays as it is. Raises WordingRefused where it is published already."""
	if wording.status == PUBLISHED:
		_refuse(_("{0} is published already.").format(wording.name))
	wording.flags.publishing = True
	wording.update({"status": PUBLISHED, "published_on": now_datetime(), "published_by": frappe.session.user})
	wording.save()


def new_version(wording: Document) -> str:
	"""A draft that says the same; returns its name."""
	copied = {field: wording.get(field) for field in ("language", "for_company", "subject", "body")}
	return frappe.get_doc({"doctype": WORDING, "valid_from": getdate(), **copied}).insert().name


def refuse_deletion(wording: Document) -> None:
	"""Raises WordingRefused for one that was published."""
	if wording.status == PUBLISHED:
		_refuse(
			_("{0} was published: letters went out with it. A later version takes its place.").format(
				wording.name
			)
		)


def _refuse(message: str) -> None:
	frappe.throw(message, exc=WordingRefused, title=_("This Wording Can't Be Used"))


# Which one a person gets


def wordings_for(appraisals: Sequence[str]) -> dict[str, str | None]:
	"""The wording of each appraisal that is published today, None where there is none; two queries for however many."""
	known = _published()
	chosen: dict[tuple, str | None] = {}
	found = {}
	for name, company, language in _readers(appraisals):
		key = (company, language)
		if key not in chosen:
			chosen[key] = choose(known, company, language)
		found[name] = chosen[key]
	return found


def _readers(appraisals: Sequence[str]) -> Sequence[tuple[str, str, str]]:
	"""Each appraisal with its company and the language of its employee's user."""
	appraisal, employee, user = (frappe.qb.DocType(name) for name in (APPRAISAL, "Employee", "User"))
	return (
		frappe.qb.from_(appraisal)
		.join(employee)
		.on(employee.name == appraisal.employee)
		.left_join(user)
		.on(user.name == employee.user_id)
		.select(appraisal.name, appraisal.company, user.language)
		.where(within(appraisal.name, appraisals))
		.orderby(appraisal.name)
		.run()
	)


def _published() -> list[Wording]:
	"""Wordings that count today, the latest first."""
	return frappe.get_all(
		WORDING,
		filters={"status": PUBLISHED, "valid_from": ("<=", getdate())},
		fields=["name", "language", "for_company"],
		order_by="valid_from desc, version desc, name desc",
		limit=0,
	)


def choose(wordings: Sequence[Wording], company: str | None, language: str | None) -> str | None:
	"""In the person's language before the site's and English; the company's own before the common one; the latest.

	>>> common = {"name": "A", "language": "en", "for_company": None}
	>>> choose([common, {"name": "B", "language": "id", "for_company": "X"}], "Y", "id-ID")
	'A'
	"""
	languages = _languages(language)
	fitting = [
		(languages.index(each["language"]), not each["for_company"], at, each["name"])
		for at, each in enumerate(wordings)
		if each["language"] in languages and each["for_company"] in (company, None, "")
	]
	return min(fitting)[-1] if fitting else None


def _languages(language: str | None) -> list[str]:
	"""The languages in which somebody may get a letter, the best first: "pt-BR" before "pt"."""
	wanted = [each for each in (language, site_language(), FALLBACK) if each]
	return list(dict.fromkeys(part for each in wanted for part in (each, each.split("-")[0])))


# The letter


def letter(appraisal: Document) -> dict[str, Any]:
	"""What is printed: subject and paragraphs, or `waits` where there is nothing to print yet. Raises PermissionError."""
	document = frappe.get_doc(APPRAISAL, appraisal.name)
	document.check_permission("read")
	if not document.published_on:
		return {"waits": _("There is no letter yet: this appraisal isn't published.")}
	name = document.letter_wording or wordings_for([document.name]).get(document.name)
	if not name:
		return {"waits": _("There is no letter: no published wording fits this person.")}
	wording = frappe.get_cached_doc(WORDING, name)
	said = {key: str(value(document) or "–") for key, value in FILLED.items()}
	return {
		"waits": "",
		"subject": filled(wording.subject, said),
		"paragraphs": [part.strip() for part in re.split(r"\n\s*\n", filled(wording.body, said))],
		"language": wording.language,
		"wording": wording.name,
		"version": wording.version,
		"employee_name": said["employee_name"],
		"company": said["company"],
		"published_on": said["published_on"],
	}


def filled(text: str, said: dict[str, str]) -> str:
	"""A text with what its placeholders stand for; what a value says isn't looked at again.

	>>> filled("Dear {employee_name}, {cycle}", {"employee_name": "{cycle}", "cycle": "2025"})
	'Dear {cycle}, 2025'
	"""
	return PLACEHOLDER.sub(lambda found: said.get(found[1], found[0]), text)


def _figure(value: float | None, places: int) -> str:
	"""In the site's number format; empty for none."""
	return fmt_money(flt(value), precision=places) if flt(value) else ""


def _day(value: object) -> str:
	return formatdate(value) if value else ""
