"""The talent card: what it tells whom, where it says that something is left out, the paper, the pack, the line in the log."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import frappe
from frappe.utils import add_days, today

import talent_cards
from appraised import House, close_all
from people import COMPANY, OTHER_COMPANY, make_employee, make_other_company
from portal_people import counted
from reviewed import remember
from talent_performance.access import readings
from talent_performance.access.audience import Practice
from talent_performance.exceptions import CardRefused, PracticeOff
from talent_performance.flows.talent_card import cards, packs, paper
from talent_performance.talent_performance.page.talent_card import talent_card as page

PARTS = tuple(cards.PARTS)


@pytest.fixture
def filled(home: House) -> Iterator[House]:
	"""Rina's card has something in each part; managers may see talent."""
	close_all(home)
	remember("Y2024", home.of["rina"], 2.0, "Mid")
	talent_cards.make_role(COMPANY)
	talent_cards.fill(home.of["rina"], home.of["manager"])
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	yield home
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 0)


def read(home: House, reader: str, who: str = "rina") -> dict[str, Any]:
	frappe.set_user(home.user(reader))
	return cards.card(home.of[who])


# ---- what is on it


@pytest.mark.parametrize("reader", ["manager", "head", "HR Manager", "Talent Manager"])
def test_every_part_is_told_to_whom_its_source_opens(filled: House, reader: str) -> None:
	card = read(filled, reader)
	assert {part: bool(card[part]) for part in PARTS} == dict.fromkeys(PARTS, True)
	assert card["left_out"] == {}
	assert [(row["cycle"], row["score"]) for row in card["history"]] == [("Y2025", 4.0), ("Y2024", 2.0)]
	assert [row["box"] for row in card["history"]] == [9, 4]
	assert card["standing"]["box"] == 9
	assert [row["value"] for row in card["potential"]["factors"]] == [4.0, 4.0, 4.0]
	assert card["positions"][0]["band"] == "Ready Now"
	assert (card["risk"]["risk"], card["risk"]["impact"], str(card["risk"]["assessed_on"])) == (
		"High",
		"Medium",
		today(),
	)
	assert {row["kind"] for row in card["plans"]} == {"Talent Pool", "Stay Plan"}


def test_strengths_and_gaps_stand_against_the_role(filled: House) -> None:
	role = read(filled, "manager")["competencies"]
	assert [row["competency"] for row in role["strengths"]] == ["Negotiation", "Coaching"]
	assert [(row["competency"], row["essential"]) for row in role["gaps"]] == [
		("Planning", True),
		("Insight <i>", False),
	]
	assert role["coverage"] == 80.0
	assert "<polygon" in role["svg"]
	assert "Insight &lt;i&gt;" in role["svg"]


def test_only_published_figures_of_feedback_come_on_the_card(filled: House) -> None:
	said = read(filled, "manager")["feedback"]
	assert ([row["label"] for row in said["highest"]], said["overall"]) == (["Listens"], 3.7)
	html = paper.as_html(read(filled, "manager"))
	assert "Secret" not in html
	assert "1.2" not in html


def test_feedback_for_development_stays_out_even_for_hr(filled: House) -> None:
	frappe.db.set_value("Feedback Result", {"employee": filled.of["rina"]}, "purpose", "Development")
	for reader in ("manager", "HR Manager", "Talent Manager"):
		assert read(filled, reader)["feedback"] is None


def test_what_somebody_keeps_to_himself_managers_dont_read(filled: House) -> None:
	frappe.db.set_value("Career Aspiration", {"employee": filled.of["rina"]}, "visible_to_manager", 0)
	assert read(filled, "manager")["aspiration"] is None
	assert read(filled, "HR Manager")["aspiration"]["aspiration"].startswith(talent_cards.PEOPLE_SAY)


def test_a_person_of_whom_nothing_is_known_has_a_card_with_a_sentence_in_each_part(filled: House) -> None:
	fresh = make_employee("Tcfresh", filled.of["manager"])
	from talent_performance.access import upkeep

	upkeep.update_lines()
	frappe.set_user(filled.user("HR Manager"))
	html = page.card(fresh)["html"]
	for sentence in (
		"No closed cycle",
		"Not assessed yet",
		"Potential has not been assessed",
		"Nobody has judged it",
	):
		assert sentence in html


# ---- who opens it


@pytest.mark.parametrize("reader", ["rina", "budi", "HR User"])
def test_nobody_else_opens_it(filled: House, reader: str) -> None:
	frappe.local.response.pop("filecontent", None)
	for call in (page.card, page.pdf):
		frappe.set_user(filled.user(reader))
		with pytest.raises(frappe.PermissionError):
			call(filled.of["rina"])
	assert filled.of["rina"] not in [row["employee"] for row in page.people()["rows"]]
	with pytest.raises(CardRefused):
		page.pack(company=COMPANY)
	assert not frappe.local.response.get("filecontent")


def test_hr_doesnt_open_the_own_card_nor_one_of_another_company(filled: House) -> None:
	make_other_company()
	abroad = make_employee("Tcabroad", company=OTHER_COMPANY)
	frappe.get_doc(
		{
			"doctype": "User Permission",
			"user": filled.user("HR Manager"),
			"allow": "Company",
			"for_value": COMPANY,
		}
	).insert()
	frappe.set_user(filled.user("HR Manager"))
	for who in (filled.of["HR Manager"], abroad, "HR-EMP-none", ""):
		with pytest.raises(frappe.PermissionError):
			page.card(who)
	seen = {row["employee"] for row in page.people(company=COMPANY)["rows"]}
	assert filled.of["rina"] in seen
	assert not seen & {filled.of["HR Manager"], abroad}


def test_managers_who_dont_see_talent_open_none(filled: House) -> None:
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 0)
	with pytest.raises(frappe.PermissionError):
		read(filled, "manager")
	assert page.people()["total"] == 0


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(
	("practice", "parts"),
	[
		(Practice.NINE_BOX, {"standing"}),
		(Practice.POTENTIAL, {"standing", "potential", "leadership"}),
		(Practice.FEEDBACK, {"feedback"}),
		(Practice.RISK, {"risk"}),
	],
)
def test_what_an_agreement_switches_off_is_left_out_and_said(
	filled: House, practice: Practice, parts: set[str], held: bool
) -> None:
	agree(practice, held)
	card = read(filled, "Talent Manager")
	assert set(card["left_out"]) == (parts if held else set())
	assert {part for part in PARTS if not card[part]} == (parts if held else set())
	boxes = [row["box"] for row in card["history"]]
	assert boxes == ([None, None] if held and practice in (Practice.NINE_BOX, Practice.POTENTIAL) else [9, 4])
	assert ("Switched off by an agreement." in paper.as_html(card)) is held


def agree(practice: Practice, held: bool = True) -> None:
	days = {
		"agreed_on": "2024-01-01",
		"valid_from": "2024-01-01",
		"valid_until": None if held else add_days(today(), -1),
	}
	frappe.get_doc(
		{"doctype": "Works Agreement", "title": "Off", "company": COMPANY, **days, practice.value: 1}
	).insert()


def test_where_individual_analytics_are_off_there_is_no_card(filled: House) -> None:
	agree(Practice.ANALYTICS)
	with pytest.raises(PracticeOff):
		read(filled, "Talent Manager")
	with pytest.raises(CardRefused):
		packs.pack(packs.Asked(COMPANY))


def test_each_opening_leaves_a_line_in_the_log(filled: House, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(readings, "is_reader", lambda user: True)
	frappe.set_user(filled.user("HR Manager"))
	page.card(filled.of["rina"])
	noticed = readings.noticed().documents
	assert noticed["Employee", filled.of["rina"]] == {"employee": filled.of["rina"], "company": COMPANY}
	assert (
		readings.door_of("talent_performance.talent_performance.page.talent_card.talent_card.pack") == "Print"
	)
	setattr(frappe.local, readings.NOTICED, None)


def test_a_pack_takes_as_many_queries_as_a_card(filled: House) -> None:
	frappe.set_user(filled.user("Talent Manager"))
	few, _ = counted(lambda: cards.cards([filled.of["rina"]]))
	many, found = counted(
		lambda: cards.cards([filled.of[who] for who in ("rina", "budi", "manager", "head")])
	)
	assert len(found) == 4
	assert many <= few


# ---- on paper


def kept(name: str) -> PdfReader:
	"""The PDF that was answered; left to be looked at where PICTURES says so."""
	content = frappe.local.response.filecontent
	if directory := os.environ.get("PICTURES"):
		Path(directory).mkdir(parents=True, exist_ok=True)
		(Path(directory) / f"{name}.pdf").write_bytes(content)
	return PdfReader(io.BytesIO(content))


def text_of(found: Any) -> str:
	return re.sub(r"\s+", " ", found.extract_text())


needs_wkhtmltopdf = pytest.mark.skipif(
	not shutil.which("wkhtmltopdf"), reason="NOT TESTED: the PDF, for there is no wkhtmltopdf."
)


@needs_wkhtmltopdf
def test_the_card_is_one_a4_page_with_the_readers_name_and_that_it_is_confidential(filled: House) -> None:
	frappe.set_user(filled.user("HR Manager"))
	page.pdf(filled.of["rina"])
	(sheet,) = kept("talent-card").pages
	assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) in ((595, 842), (596, 842), (595, 841))
	text = text_of(sheet)
	for said in ("Confidential", f"for {frappe.utils.get_fullname()}", frappe.utils.formatdate(today())):
		assert said in text
	for said in (
		"Crina",
		"Regional Head 0 <b>bold",
		"Ready Now",
		"lead a region",
		"Planning",
		"Listens",
		"Agility Test <b>",
	):
		assert said in text, said


@needs_wkhtmltopdf
def test_whatever_there_is_to_tell_it_stays_one_page(filled: House) -> None:
	talent_cards.fill(filled.of["budi"], filled.of["manager"], long=9)
	frappe.set_user(filled.user("HR Manager"))
	page.pdf(filled.of["budi"])
	(sheet,) = kept("talent-card-long").pages
	assert "and 5 more" in text_of(sheet)


@needs_wkhtmltopdf
def test_a_pack_has_a_page_for_each_and_for_nobody_else(filled: House) -> None:
	frappe.set_user(filled.user("manager"))
	page.pack(company=COMPANY)
	pages = kept("review-pack").pages
	led = {"Crina", "Cbudi", "Chr"}
	assert len(pages) == len(led)
	texts = [text_of(each) for each in pages]
	for name in led:
		assert sum(name in text for text in texts) >= 1
	for text in texts:
		assert f"for {frappe.utils.get_fullname(filled.user('manager'))}" in text
		assert "Chead" not in text.replace("Reports to Chead", "")


def test_a_pack_that_would_be_too_large_says_so_and_makes_nothing(
	filled: House, monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr(packs, "MOST", 2)
	frappe.set_user(filled.user("Talent Manager"))
	frappe.local.response.pop("filecontent", None)
	with pytest.raises(CardRefused, match="More than 2 people"):
		page.pack(company=COMPANY)
	assert not frappe.local.response.get("filecontent")


@pytest.mark.parametrize("search", ["%", "_", "' or 1=1 --", "crina", "CRINA c"])
def test_a_search_is_a_search(filled: House, search: str) -> None:
	frappe.set_user(filled.user("manager"))
	found = [row["employee"] for row in page.people(search=search)["rows"]]
	assert found == ([filled.of["rina"]] if search.startswith(("crina", "CRINA")) else [])
