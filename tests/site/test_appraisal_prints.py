"""The sheet that is signed and the letter that is sent: read as the PDF that Frappe makes of them, worked out again from its text."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

import frappe
from frappe.permissions import add_user_permission
from frappe.utils.print_format import download_pdf
from frappe.www.printview import get_html_and_style

from appraisals import acting_as, refused
from harness import Site
from people import COMPANY
from sheets import ARABIC, CYCLE, GOALS, Sheets, build, close_and_publish, half_up
from talent_performance.exceptions import WordingRefused
from talent_performance.flows import calibration, close, letters, reopening, seeds
from talent_performance.talent_performance.doctype.result_letter_wording import result_letter_wording
from web import served

APPRAISAL, WORDING = "Performance Appraisal", "Result Letter Wording"
SHEET, LETTER = "Appraisal Sheet", "Result Letter"
FIGURE = r"(\d[\d.,]*)"


@pytest.fixture(scope="module")
def house(site: Site, hushed: None) -> Iterator[Sheets]:
	"""Set up once in a transaction that is never committed; each test works in a savepoint."""
	with served(site) as address, pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		patch.setitem(
			frappe.local.conf, "host_name", address
		)  # where a print finds Frappe's own style sheets
		try:
			seeds.plant_wordings()
			yield build(COMPANY, "Pr")
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


@pytest.fixture
def home(house: Sheets) -> Iterator[Sheets]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield house
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def pdf(home: Sheets, reader: str, of: str = "siti", form: str = SHEET) -> PdfReader:
	"""The PDF as somebody downloads it; kept to be looked at where PICTURES says so."""
	if not shutil.which("wkhtmltopdf"):
		pytest.skip("NOT TESTED: the PDF, for there is no wkhtmltopdf.")
	with acting_as(home.user(reader)):
		download_pdf(APPRAISAL, home.appraisal[of], form)
	content = frappe.local.response.filecontent
	if directory := os.environ.get("PICTURES"):
		Path(directory).mkdir(parents=True, exist_ok=True)
		(Path(directory) / f"{form} {of} {reader}.pdf".replace(" ", "-")).write_bytes(content)
	return PdfReader(io.BytesIO(content))


def text_of(document: PdfReader) -> str:
	"""Its text with plain spaces."""
	return re.sub(r"[\t\xa0 ]+", " ", "\n".join(page.extract_text() for page in document.pages))


def html(home: Sheets, reader: str, of: str = "siti", form: str = SHEET) -> str:
	"""What the print view shows."""
	with acting_as(home.user(reader)):
		return get_html_and_style(APPRAISAL, home.appraisal[of], form)["html"]


def published(home: Sheets) -> Sheets:
	close_and_publish(home, *home.appraisal)
	return home


def figure(said: str) -> Decimal:
	"""A number in the site's own format."""
	if frappe.db.get_default("number_format") == "#.###,##":
		said = said.replace(".", "").replace(",", ".")
	return Decimal(said.replace(",", ""))


# The sheet


def worked_out(text: str, titles: list[str]) -> Decimal:
	"""The score, by nothing but what is printed: lines make components, components the score."""
	lines = [line_of(text, title) for title in titles]
	whole = sum(weight for weight, _rating, _weighted in lines)
	places = -lines[0][2].as_tuple().exponent
	for weight, rating, weighted in lines:
		assert half_up(weight * rating / whole, places) == weighted
	steps = re.findall(rf"{FIGURE} × {FIGURE} ÷ {FIGURE} = {FIGURE}", text)
	total = Decimal(0)
	for weight, rating, base, weighted in [[figure(each) for each in step] for step in steps]:
		assert half_up(weight * rating / base, places) == weighted
		total += weighted
	assert sum(weighted for _weight, _rating, weighted in lines) == figure(steps[0][1])
	return half_up(total)


def line_of(text: str, title: str) -> tuple[Decimal, Decimal, Decimal]:
	"""Weight, rating and weighted rating of the line with a title."""
	found = re.search(
		rf"{re.escape(title)}\s*(?:Aspirational\s*)?{FIGURE}\s+{FIGURE} units\s+{FIGURE} units\s+{FIGURE} %\s+{FIGURE}\s+{FIGURE}",
		text,
	)
	assert found, (title, text[:3000])
	weight, _target, _actual, _achievement, rating, weighted = (figure(each) for each in found.groups())
	return weight, rating, weighted


def official(home: Sheets, who: str) -> Decimal:
	name = {"appraisal": home.appraisal[who]}
	return Decimal(str(frappe.db.get_value("Appraisal Result", name, "calculated_score")))


def test_the_printed_figures_lead_to_the_score(home: Sheets) -> None:
	"""Of somebody with sixty objectives, on a few pages, every one of which says what its columns are."""
	document = pdf(published(home), "many", "many")
	text = text_of(document)
	titles = [f"Objective number {at:02d} of many that one person has" for at in range(1, 61)]
	score = worked_out(text, titles)
	assert score == official(home, "many")
	assert score == figure(re.search(rf"Calculated Score: {FIGURE}", text)[1])
	assert len(document.pages) <= 5
	with_lines = [page for page in document.pages if "Objective\tnumber" in page.extract_text()]
	assert all("Achievement" in page.extract_text() for page in with_lines)


def test_a_usual_sheet_fits_on_two_pages(home: Sheets) -> None:
	frappe.db.set_value("Appraisal Objective", {"title": ("like", "%sales%")}, "title", "Grow sales")
	document = pdf(published(home), "siti")
	text = text_of(document)
	assert len(document.pages) <= 2
	titles = [goal[0] if "sales" not in goal[0] else "Grow sales" for goal in GOALS]
	assert worked_out(text, titles) == official(home, "siti")
	for said in ("Signatures", "Human Resources", "Manager's Manager", "Three Ratings"):
		assert said in text


def test_the_own_print_before_publication_has_the_own_side_only(home: Sheets) -> None:
	close.close(CYCLE, list(home.appraisal.values()))
	own = text_of(pdf(home, "siti"))
	assert "This is the employee's own side" in own
	for secret in ("Carried", "Three Ratings", "Calculated Score", "A year to be proud of"):
		assert secret not in own
	managers = html(home, "manager")
	assert "Preliminary" in managers and "Calculated Score" in managers


def test_what_is_signed_says_nothing_of_the_calibration(home: Sheets) -> None:
	close.close(CYCLE, list(home.appraisal.values()))
	with acting_as(home.user("hr")):
		result = frappe.db.get_value("Appraisal Result", {"appraisal": home.appraisal["siti"]})
		calibration.calibrate(result, 3.0, "Secret of the round.")
	close_and_publish(home, "siti")
	for reader in ("siti", "manager", "hr"):
		said = html(home, reader)
		assert "Meets" in said
		assert "Secret of the round" not in said and frappe.utils.get_fullname(home.user("hr")) not in said


@pytest.mark.parametrize("form", [SHEET, LETTER])
def test_a_colleague_prints_nothing(home: Sheets, form: str) -> None:
	published(home)
	with acting_as(home.user("peer")):
		with pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
			download_pdf(APPRAISAL, home.appraisal["siti"], form)
	with pytest.raises(frappe.PermissionError):
		html(home, "peer", "siti", form)


def test_hostile_text_is_printed_as_text(home: Sheets) -> None:
	said = html(published(home), "siti")
	assert ARABIC in said
	for markup in ("<b>sales", "<script>alert", "<u>more", "<i>of"):
		assert markup not in said
	assert "&lt;u&gt;more&lt;/u&gt;" in said


def test_the_companys_letterhead_stands_on_top(home: Sheets) -> None:
	head = {"doctype": "Letter Head", "letter_head_name": "Of the Sheet", "source": "HTML"}
	name = frappe.get_doc({**head, "content": "<div>House of Sheets</div>"}).insert().name
	frappe.db.set_value("Company", COMPANY, "default_letter_head", name)
	frappe.clear_document_cache("Company", COMPANY)
	assert "House of Sheets" in text_of(pdf(published(home), "manager"))


# The letter


def test_a_letter_says_what_its_wording_says(home: Sheets) -> None:
	said = text_of(pdf(published(home), "siti", form=LETTER))
	assert "Your appraisal result: Year 2025" in said
	assert "Your result is: Exceeds" in said.replace("\n", " ")
	assert "{" not in said


def test_there_is_no_letter_before_publication(home: Sheets) -> None:
	close.close(CYCLE, list(home.appraisal.values()))
	for reader in ("siti", "hr"):
		said = html(home, reader, form=LETTER)
		assert "no letter yet" in said and "Exceeds" not in said


def wording(**values: object) -> frappe.model.document.Document:
	given = {
		"language": "en",
		"valid_from": "2020-01-01",
		"subject": "Hello {employee_name}",
		"body": "New words.",
	}
	return frappe.get_doc({"doctype": WORDING, **given, **values}).insert()  # fmt: skip


def test_printed_again_after_a_new_wording_the_letter_is_the_same(home: Sheets) -> None:
	before = html(published(home), "siti", form=LETTER)
	with acting_as(home.user("hr")):
		result_letter_wording.publish(wording(valid_from="2021-01-01").name)
	assert html(home, "siti", form=LETTER) == before
	with acting_as(home.user("hr")):
		reopening.reopen(home.appraisal["siti"], "A line was forgotten.")
	assert frappe.db.get_value(APPRAISAL, home.appraisal["siti"], "letter_wording") is None
	frappe.db.set_value("Appraisal Review", {"appraisal": home.appraisal["siti"]}, "state", "Submitted")
	close_and_publish(home, "siti")
	assert "New words." in html(home, "siti", form=LETTER)


def test_publishing_twice_changes_no_letter(home: Sheets) -> None:
	published(home)
	before = frappe.db.get_value(APPRAISAL, home.appraisal["siti"], "letter_wording")
	with acting_as(home.user("hr")):
		result_letter_wording.publish(wording(valid_from="2021-01-01").name)
	published(home)
	assert frappe.db.get_value(APPRAISAL, home.appraisal["siti"], "letter_wording") == before


def test_the_first_wordings_are_for_every_company(home: Sheets) -> None:
	"""Frappe fills a field called company with the default one: those of other companies would have got no letter."""
	found = frappe.get_all(WORDING, ["language", "for_company", "status"], order_by="name")
	assert [(row.language, row.for_company, row.status) for row in found] == [
		("en", None, "Published"),
		("id", None, "Published"),
	]


def test_who_reads_indonesian_gets_an_indonesian_letter(home: Sheets) -> None:
	frappe.db.set_value("User", home.user("siti"), "language", "id")
	published(home)
	of = {
		who: frappe.get_doc(WORDING, frappe.db.get_value(APPRAISAL, home.appraisal[who], "letter_wording"))
		for who in ("siti", "many")
	}
	assert {who: each.language for who, each in of.items()} == {"siti": "id", "many": "en"}


def test_an_unknown_placeholder_is_refused_with_the_nearest(home: Sheets) -> None:
	with acting_as(home.user("hr")):
		for text, said in (
			("Dear {employe name}", "{employee_name}"),
			("{rating_lable}", "{rating_label}"),
			("{{ doc.employee }}", "stands alone"),
			("Dear {employee_name", "stands alone"),
		):
			with refused(WordingRefused, re.escape(said)):
				wording(body=text)
		assert wording(body="Dear {employee_name}").status == "Draft"


def test_a_published_wording_stays(home: Sheets) -> None:
	with acting_as(home.user("hr")):
		made = wording(status="Published")
		assert made.status == "Draft"
		made.status = "Published"
		with refused(WordingRefused):
			made.save()
		made.reload()
		result_letter_wording.publish(made.name)
		made.reload()
		made.body = "Other words."
		with refused(WordingRefused, "new version"):
			made.save()
		with refused(WordingRefused, "letters went out"):
			frappe.delete_doc(WORDING, made.name)
		later = frappe.get_doc(WORDING, result_letter_wording.new_version(made.name))
	assert (later.version, later.status, later.body) == (made.version + 1, "Draft", "New words.")
	assert frappe.db.get_value(WORDING, made.name, "body") == "New words."


@pytest.mark.parametrize("who", ["siti", "manager", "hr user"])
def test_wordings_are_written_by_hr_manager_and_talent_manager_alone(home: Sheets, who: str) -> None:
	name = wording().name
	with acting_as(home.user(who)):
		with refused(frappe.PermissionError):
			wording()
		with refused(frappe.PermissionError):
			result_letter_wording.publish(name)
	assert frappe.db.get_value(WORDING, name, "status") == "Draft"


def test_hr_of_one_company_writes_its_wordings_alone(home: Sheets) -> None:
	common = wording()
	add_user_permission("Company", COMPANY, home.user("hr"), ignore_permissions=True)
	with acting_as(home.user("hr")):
		for write in (
			lambda: wording(),
			lambda: result_letter_wording.publish(common.name),
			lambda: result_letter_wording.new_version(common.name),
		):
			with refused(frappe.PermissionError, COMPANY):
				write()
		assert wording(for_company=COMPANY).status == "Draft"
	assert frappe.db.get_value(WORDING, common.name, "status") == "Draft"


def test_a_companys_own_wording_comes_before_the_common_one(home: Sheets) -> None:
	with acting_as(home.user("talent")):
		own = wording(for_company=COMPANY)
		result_letter_wording.publish(own.name)
	assert letters.wordings_for([home.appraisal["siti"]]) == {home.appraisal["siti"]: own.name}


def test_a_name_that_looks_like_a_placeholder_is_a_name(home: Sheets) -> None:
	frappe.db.set_value(APPRAISAL, home.appraisal["siti"], "employee_name", "{score} {{ 7 * 7 }}")
	said = html(published(home), "hr", form=LETTER)
	assert "{score} {{ 7 * 7 }}" in said
