"""What people get out of a feedback round: who reads it, what isn't told, HR's editing before it, and what an appraisal takes of it."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import frappe
from frappe.utils import now, today
from frappe.utils.print_format import download_pdf

import feedback_made
import sheets
from appraisals import acting_as, refused
from feedback_house import (
	ARABIC,
	HOSTILE,
	PEERS,
	RATED,
	REPORTS,
	SCALE,
	House,
	furnish,
	give,
	insert,
	make_masters,
)
from harness import Site
from people import COMPANY, make_employee
from portal_people import counted, without_roles
from talent_performance.access.personal_data import Ground
from talent_performance.engine.policy import FeedbackRules, policy_from
from talent_performance.exceptions import StateProtected, SummaryRefused
from talent_performance.flows import appraisal_sheet, scoring
from talent_performance.flows.feedback import component, keys, summaries
from talent_performance.flows.personal_data import collecting, retention
from talent_performance.flows.personal_data.person import person_of
from talent_performance.portal import feedback_result as portal
from talent_performance.runs import control, worker
from talent_performance.store.policy import freeze
from talent_performance.talent_performance.doctype.feedback_result import feedback_result as form
from web import served

RESULT, FORMAT = "Feedback Result", "Feedback Report"
ALL = ("siti", "coach", "manager", "upper", "hr", "hr user", "talent", "peer", "stranger", "web")
HR = {"hr", "hr user", "talent"}


@pytest.fixture(scope="module")
def house(site: Site, hushed: None) -> Iterator[House]:
	"""Set up once in a transaction that is never committed; each test works in a savepoint."""
	with served(site) as address, pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		patch.setitem(frappe.local.conf, "host_name", address)
		try:
			yield furnished()
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


def furnished() -> House:
	"""People with appraisals of a year whose templates ask for feedback, and with feedback of every kind."""
	made = sheets.build(COMPANY, "Fb", {"siti": ARABIC, "peer": "Agus <b>Wibowo</b>"})
	make_masters()
	of = {**made.of, "web": make_employee("Fbweb", made.of["manager"])}
	of |= {who: make_employee(f"Fb{who}") for who in ("coach", "stranger")}
	without_roles(frappe.db.get_value("Employee", of["web"], "user_id"))
	plain = json.loads(frappe.db.get_value("Performance Cycle", sheets.CYCLE, "policy"))
	for template in plain["templates"].values():
		template["weights"] = {"competencies": 60, "feedback": 40}
	cycle = {"policy": freeze(policy_from(plain)), "rating_scale": SCALE}
	frappe.db.set_value("Performance Cycle", sheets.CYCLE, cycle)
	return furnish(House(COMPANY, of), sheets.CYCLE)


@pytest.fixture
def home(house: House) -> Iterator[House]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield house
	frappe.set_user("Administrator")
	frappe.local.lang = "en"
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def read(home: House, reader: str, key: str = "own") -> dict[str, Any]:
	"""The report as somebody reads it in the portal."""
	with acting_as(home.user(reader)):
		return portal.report(home.result[key])


def cell(report: dict[str, Any], item: str, group: str) -> dict[str, Any]:
	row = next(each for each in report["items"] if each["item"] == item)
	return next(each for each in [*row["cells"], row["others"]] if each["group"] == group)


# Who reads


@pytest.mark.parametrize(
	("key", "readers"),
	[
		("own", {"siti", "coach", *HR}),
		("judged", {"siti", "manager", "upper", *HR}),
		("sealed", set()),
		("web", {"web", *HR}),
		("hr", set()),
	],
)
def test_a_result_is_read_by_whom_its_purpose_names_and_by_nobody_before_the_release(
	home: House, key: str, readers: set[str]
) -> None:
	for who in ALL:
		with acting_as(home.user(who)):
			if who in readers:
				assert portal.report(home.result[key])["name"] == home.result[key]
				continue
			with refused(frappe.PermissionError):
				portal.report(home.result[key])
			with refused(frappe.PermissionError):
				portal.pdf(home.result[key])
			with refused(frappe.PermissionError):
				form.sheet(home.result[key])


def test_nobody_lists_a_sealed_result_and_administrator_reads_none(home: House) -> None:
	for who in ("siti", "manager", "hr", "talent"):
		with acting_as(home.user(who)):
			assert home.result["sealed"] not in frappe.get_list(RESULT, pluck="name", limit=0)
	with refused(frappe.PermissionError, "sealed"):
		portal.report(home.result["sealed"])


def test_shelves_hold_what_somebody_may_read_and_say_of_a_round_under_way_only_that_it_is(
	home: House,
) -> None:
	names = {
		who: {
			key: [row["name"] for row in rows]
			for key, rows in shelves_of(home, who).items()
		}
		for who in ("siti", "manager", "upper", "coach", "stranger", "web", "hr")
	}  # fmt: skip
	of = home.result
	assert set(names["siti"]["mine"]) == {of["own"], of["judged"]}
	assert names["coach"]["coached"] == [of["own"]]
	assert names["manager"]["team"] == names["upper"]["team"] == [of["judged"]]
	assert names["web"]["mine"] == [of["web"]]
	assert names["stranger"] == {"mine": [], "coached": [], "team": [], "under_way": []}
	assert names["hr"]["team"] == []  # HR's role opens nothing in the portal
	assert len(names["siti"]["under_way"]) == 1
	with acting_as(home.user("siti")):
		(under_way,) = portal.overview()["under_way"]
	assert set(under_way) == {"name", "round_title"}
	assert under_way["round_title"] == "Spring feedback"


def shelves_of(home: House, who: str) -> dict[str, list[dict[str, Any]]]:
	with acting_as(home.user(who)):
		found = portal.overview()
	return {"team": found["team"]["rows"], **{key: found[key] for key in ("mine", "coached", "under_way")}}


def test_somebody_without_an_employee_record_finds_nothing(home: House) -> None:
	with acting_as("Guest"):
		assert portal.overview() == {
			"employee": False, "mine": [], "under_way": [], "coached": [], "team": {"rows": [], "more": False}
		}  # fmt: skip


def test_a_report_takes_as_many_queries_for_thirty_competencies_as_for_six(home: House) -> None:
	with acting_as(home.user("siti")):
		few, _report = counted(lambda: portal.report(home.result["own"]))
	with acting_as(home.user("peer")):
		many, report = counted(lambda: portal.report(home.result["many"]))
	assert len(report["items"]) == 30
	assert few == many <= 15


def test_no_result_is_typed_in(home: House) -> None:
	document = frappe.get_doc(RESULT, home.result["own"])
	document.figures = "{}"
	with refused(StateProtected):
		document.save()


# What is told, and what isn't


def test_figures_are_the_stored_ones_and_a_hidden_group_is_said_in_words(home: House) -> None:
	report = read(home, "siti")
	stored = json.loads(frappe.db.get_value(RESULT, home.result["own"], "figures"))
	for item, kept in zip(report["items"], stored["items"], strict=True):
		assert [each["mean"] for each in item["cells"]] == [each["mean"] for each in kept["cells"]]
		assert (item["gap"], item["mark"] or None) == (kept["gap"], kept["mark"])
	assert cell(report, "Customer focus", "peer")["mean"] == 3.4
	hidden = cell(report, "Customer focus", "report")
	assert (hidden["mean"], hidden["n"], hidden["reason"]) == (None, None, "Not shown: fewer than 3")
	(group,) = [each for each in report["groups"] if each["group"] == "report"]
	assert (group["n"], group["reason"]) == (None, "Not shown: fewer than 3")
	unanimous = cell(report, "Teamwork", "peer")
	assert (unanimous["mean"], unanimous["band"]) == (None, {"from": 4.5, "to": 5.0})
	assert cell(report, "Customer focus", "peer")["r_wg"] is not None
	assert report["blind_spots"] == ["Customer focus", HOSTILE]
	assert report["hidden_strengths"] == ["Teamwork", "Clear communication"]


def test_a_hidden_group_has_no_mark_in_any_drawing(home: House) -> None:
	report = read(home, "siti")
	purple = "#9a5bea"
	assert all(purple not in each["svg"] for each in [*report["items"], report["overall"]])
	assert any(purple in each["shape"] for each in report["groups"])
	told = read(home, "peer", "many")
	assert all(purple in each["svg"] for each in told["items"] if cell(told, each["item"], "report")["shown"])


def test_comments_stand_in_the_order_of_the_alphabet_where_enough_wrote(home: House) -> None:
	(asked,) = read(home, "siti")["comments"][:1]
	said = {group["group"]: group for group in asked["groups"]}
	assert asked["label"] == "What should this person keep doing?"
	assert said["peer"]["texts"] == sorted(PEERS, key=str.casefold)
	assert said["report"]["texts"] == []
	assert said["report"]["reason"] == "Not shown: fewer than 3"
	told = frappe.as_json(read(home, "siti"))
	assert not any(text in told for text in REPORTS)


def test_small_groups_that_are_merged_speak_as_colleagues(home: House) -> None:
	give(home, "merged", "siti", rules=FeedbackRules(small_groups="merge"))
	report = read(home, "siti", "merged")
	assert [each["group"] for each in report["groups"]] == ["self", "manager", "colleagues"]
	(asked,) = report["comments"][:1]
	texts = {group["group"]: group["texts"] for group in asked["groups"]}
	assert texts["colleagues"] == sorted([*PEERS, *REPORTS], key=str.casefold)


def test_where_only_summaries_are_shown_no_comment_is(home: House) -> None:
	give(home, "summed", "siti", shown="Summary Only")
	report = read(home, "siti", "summed")
	assert report["comments"] == []
	assert not any(text in frappe.as_json(report["items"]) for text in PEERS)
	assert report["summaries"]["groups"][0]["themes"][0] == {"theme": "customers", "count": 3}


def test_labels_are_in_the_readers_language(home: House) -> None:
	frappe.get_doc(
		{
			"doctype": "Translation",
			"language": "id",
			"source_text": "Teamwork",
			"translated_text": "Kerja sama",
		}
	).insert()
	frappe.clear_cache()
	frappe.local.lang = "id"
	report = read(home, "siti")
	assert "Kerja sama" in [each["label"] for each in report["items"]]
	assert "Teamwork" in [each["item"] for each in report["items"]]


def test_the_next_step_is_the_largest_gaps_and_leads_into_a_plan_only_where_there_are_plans(
	home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
	steps = read(home, "siti")["next_steps"]
	assert steps["items"] == [HOSTILE, "Customer focus"]
	assert HOSTILE in steps["text"]
	assert bool(steps["plan"]) == bool(frappe.db.exists("DocType", "Development Plan"))
	exists = frappe.db.exists
	monkeypatch.setattr(
		frappe.db,
		"exists",
		lambda *said, **more: said == ("DocType", "Development Plan") or exists(*said, **more),
	)
	assert read(home, "siti")["next_steps"]["plan"].endswith("/development-plan/new")


# HR's editing before the release


def test_hr_managers_word_sealed_summaries_anew_and_the_reader_sees_that(home: House) -> None:
	name = home.result["sealed"]
	with acting_as(home.user("hr")):
		assert name in [row["name"] for row in form.summaries_of(home.round["sealed"])]
		opened = form.summary_to_edit(name)
		assert set(opened) == {"name", "employee_name", "seen", "groups", "overall", "made_by"}
		kept = opened["groups"][0]["strengths"][0]["text"]
		sent = [
			{"group": "peer", "strengths": [kept], "growth": ["Goals come <b>late</b>."], "themes": ["goals"]}
		]
		form.save_summary(name, json.dumps(sent), opened["seen"])
	row = frappe.db.get_value(RESULT, name, ["summaries", "summary_edited", "figures", "state"], as_dict=True)
	stored = json.loads(row.summaries)
	assert stored["groups"][0]["strengths"] == [{"text": kept}]
	assert stored["groups"][0]["growth"] == [{"text": "Goals come late.", "edited": True}]
	assert stored["groups"][0]["themes"] == [{"theme": "goals", "count": 2}]
	assert (row.summary_edited, row.state) == (1, "Sealed")
	assert "Rianti" not in row.summaries
	frappe.db.set_value(RESULT, name, {"state": "Released", "released_on": now()})
	report = read(home, "siti", "sealed")
	assert report["summary_edited"]
	assert report["summaries"]["groups"][0]["edited"]
	assert not report["summaries"]["overall"]["edited"]


@pytest.mark.parametrize("who", ["siti", "manager", "upper", "coach", "peer", "hr user", "web"])
def test_nobody_else_edits_summaries(home: House, who: str) -> None:
	before = frappe.db.get_value(RESULT, home.result["sealed"], "summaries")
	with acting_as(home.user(who)):
		assert form.summaries_of(home.round["sealed"]) == []
		for call in (form.summary_to_edit, lambda name: form.save_summary(name, "[]", "")):
			with refused(frappe.PermissionError):
				call(home.result["sealed"])
	assert frappe.db.get_value(RESULT, home.result["sealed"], "summaries") == before


def test_hr_edits_neither_the_own_summaries_nor_released_ones(home: House) -> None:
	with acting_as(home.user("hr")):
		assert form.summaries_of(home.round["hr"]) == []
		for key in ("hr", "own"):
			with refused(frappe.PermissionError):
				form.summary_to_edit(home.result[key])
	with acting_as(home.user("talent")):
		assert form.summary_to_edit(home.result["hr"])["name"] == home.result["hr"]


def test_an_edit_that_does_not_fit_is_refused_whole(home: House) -> None:
	name = home.result["sealed"]
	before = frappe.db.get_value(RESULT, name, "summaries")
	with acting_as(home.user("hr")):
		seen = form.summary_to_edit(name)["seen"]
		for groups, when, words in (
			([{"group": "report", "growth": ["x"]}], seen, "names a group"),
			(["peer"], seen, "names a group"),
			([{"group": "peer", "growth": "x"}], seen, "lists"),
			([{"group": "peer", "growth": ["x" * (summaries.LONGEST + 1)]}], seen, "longer"),
			([{"group": "peer", "growth": ["x"]}], "2001-01-01 00:00:00", "meanwhile"),
		):
			with refused(SummaryRefused, words):
				form.save_summary(name, json.dumps(groups), when)
	assert frappe.db.get_value(RESULT, name, ["summaries", "summary_edited"]) == (before, 0)


# The appraisal


def scored(home: House, who: str = "siti") -> tuple[frappe._dict, dict[str, Any]]:
	"""The result of somebody's appraisal, and the line of the sheet that feedback gives."""
	appraisal = frappe.db.get_value(
		"Performance Appraisal", {"employee": home.of[who], "cycle": sheets.CYCLE}
	)
	scoring.score([appraisal])
	fields = ["calculated_score", "coverage", "reason"]
	result = frappe.db.get_value("Appraisal Result", {"appraisal": appraisal}, fields, as_dict=True)
	with acting_as(home.user("manager")):
		sheet = appraisal_sheet.sheet(appraisal)
	parts = sheet["calculation"]["segments"][0]["components"]
	(line,) = next(each for each in parts if each["component"] == "feedback")["lines"]
	return result, line


def test_the_component_of_an_appraisal_is_the_released_evaluative_rounds_score(home: House) -> None:
	result, line = scored(home)
	score = json.loads(frappe.db.get_value(RESULT, home.result["judged"], "figures"))["component"]["score"]
	assert score == frappe.db.get_value(RESULT, home.result["judged"], "component_score")
	rated = [rating for _item, _weight, rating in sheets.SKILLS]
	weights = [weight for _item, weight, _rating in sheets.SKILLS]
	competencies = sum(a * b for a, b in zip(rated, weights, strict=True)) / sum(weights)
	assert result.calculated_score == pytest.approx(0.6 * competencies + 0.4 * score, abs=0.006)
	assert (line["rating"], line["title"]) == (score, "Year-end <b>feedback</b>")
	assert line["state"] == "rated"


def test_without_a_score_that_may_be_told_the_component_is_missing_with_a_reason(home: House) -> None:
	result = home.result["judged"]
	alone, _line = scored(home, "peer")  # has feedback for development only
	assert (alone.coverage, alone.reason) == (60, None)
	for values, why in (
		({"component_score": 0}, "Too few answered"),
		({"state": "Sealed"}, "has been released"),
		({"purpose": "Development"}, "has been released"),
		({"cycle": sheets.EARLIER}, "has been released"),
	):
		frappe.db.savepoint("one")
		frappe.db.set_value(RESULT, result, values)
		found, line = scored(home)
		assert (line["rating"], line["state"]) == (None, "missing")
		assert why in line["reason"]
		assert found.coverage == 60
		frappe.db.rollback(save_point="one")


def test_a_round_on_another_scale_counts_nothing(home: House) -> None:
	frappe.db.set_value("Feedback Round", home.round["judged"], "rating_scale", "Another")
	_result, line = scored(home)
	assert "another scale" in line["reason"]


def test_where_an_agreement_switches_feedback_off_the_component_is_missing(home: House) -> None:
	insert(
		"Works Agreement",
		"WA-FB",
		title="No 360",
		company=COMPANY,
		valid_from=today(),
		agreed_on=today(),
		feedback=1,
	)
	_result, line = scored(home)
	assert "switched off" in line["reason"]
	with acting_as(home.user("siti")), refused(frappe.PermissionError):
		portal.report(home.result["own"])


def test_the_latest_release_counts_once(home: House) -> None:
	rated = {item: {**groups, "manager": [1]} for item, groups in RATED.items()}
	later = give(home, "later", "siti", purpose="Evaluative", cycle=sheets.CYCLE, rated=rated, title="Later")
	frappe.db.set_value(RESULT, later, "released_on", "2099-01-01")
	lines = component.lines_of(sheets.CYCLE, [home.of["siti"], home.of["peer"]])
	assert lines["item"].dropna().tolist() == ["Later"]
	assert lines["state"].tolist() == ["rated", "missing"]


# A round from its answers to the report


def test_what_was_answered_is_read_after_close_and_release_and_not_before(home: House) -> None:
	of, company = home.of, {"policy": {}, "comments_shown": "As Written", "purpose": "Evaluative"}
	peers = [of[who] for who in ("peer", "web", "many", "coach")]
	groups = {
		"Self": [of["siti"]],
		"Manager": [of["manager"]],
		"Peer": peers,
		"Report": [of["hr"], of["stranger"]],
	}
	made = feedback_made.make_round(COMPANY, {of["siti"]: groups}, **company)
	try:
		for at, invitation in enumerate(made.of(of["siti"], "Peer")):
			feedback_made.answer(invitation, 3 + at % 2, f"Peer text {at}")
		for invitation in made.of(of["siti"], "Report"):
			feedback_made.answer(invitation, 1, "Zimtstern of a report")
		feedback_made.answer(made.of(of["siti"], "Manager")[0], 4, "Knows the line.")
		feedback_made.answer(made.of(of["siti"], "Self")[0], 5, "I listen.")
		feedback_made.close(made)
		home.result["real"] = feedback_made.result_of(made, of["siti"]).name
		with acting_as(home.user("siti")), refused(frappe.PermissionError):
			portal.report(home.result["real"])
		worker.work_off(control.start("Release Feedback Round", {"round": made.round}))
	finally:
		keys.destroy(made.round)
	for reader in ("siti", "manager", "hr"):
		report = read(home, reader, "real")
		assert cell(report, "Listens", "peer")["mean"] == 3.5
		assert cell(report, "Listens", "report")["reason"] == "Not shown: fewer than 3"
		assert "Zimtstern" not in frappe.as_json(report)
		(asked,) = [each for each in report["comments"] if each["item"] == feedback_made.KEEP]
		texts = {group["group"]: group["texts"] for group in asked["groups"]}
		assert texts["peer"] == [f"Peer text {at}" for at in range(4)]
		assert texts["manager"] == ["Knows the line."]
	assert report["items"][0]["label"] == "Listens"


# Personal data


def test_the_person_is_given_released_results_and_no_answer_of_anybody(home: House) -> None:
	found = collecting.collect(person_of(home.of["siti"]))
	given = {row["name"] for row in found.records[RESULT]}
	assert given == {home.result["own"], home.result["judged"]}
	withheld = {(line.document_type, line.ground, line.rows) for line in found.withheld}
	assert (RESULT, Ground.UNDECIDED.value, 1) in withheld
	answers = 3 * len([*PEERS, *REPORTS])
	assert ("Feedback Response", Ground.RATER.value, answers) in withheld
	told = frappe.as_json(found.records)
	assert "Feedback Response" not in found.records
	assert not any(text in told for text in REPORTS)


def test_old_feedback_goes_with_everything_that_was_answered_unless_it_is_held(home: House) -> None:
	assert retention.MONTHS["360 Feedback"] == 36
	request = frappe.db.get_value(RESULT, home.result["own"], "request")
	assert retention.due("360 Feedback", 36, [request]) == []
	frappe.db.set_value("Feedback Request", request, "creation", "2019-01-01", update_modified=False)
	assert retention.due("360 Feedback", 36, [request]) == [request]
	insert("Legal Hold", "LH-FB", employee=home.of["siti"], state="In Force", from_date=today())
	assert retention.due("360 Feedback", 36, [request]) == []
	frappe.db.delete("Legal Hold", {"name": "LH-FB"})
	retention.purge(retention.KEPT["360 Feedback"], [request])
	assert not frappe.db.exists("Feedback Request", request)
	for doctype in ("Feedback Response", RESULT):
		assert not frappe.db.exists(doctype, {"request": request})
	assert frappe.db.exists(RESULT, home.result["judged"])


# Paper


def kept(content: bytes, name: str) -> PdfReader:
	"""A PDF; left to be looked at where PICTURES says so."""
	if directory := os.environ.get("PICTURES"):
		Path(directory).mkdir(parents=True, exist_ok=True)
		(Path(directory) / f"{name}.pdf").write_bytes(content)
	return PdfReader(io.BytesIO(content))


def paper(home: House, reader: str, key: str = "own") -> PdfReader:
	"""The PDF as somebody gets it from the portal."""
	if not shutil.which("wkhtmltopdf"):
		pytest.skip("NOT TESTED: the PDF, for there is no wkhtmltopdf.")
	with acting_as(home.user(reader)):
		portal.pdf(home.result[key])
	return kept(frappe.local.response.filecontent, f"feedback-{key}-{reader}")


def text_of(document: PdfReader) -> str:
	said = re.sub(r"\s+", " ", "\n".join(page.extract_text() for page in document.pages))
	return re.sub(r"(\d),(\d)", r"\1.\2", said)  # as the site writes numbers


def test_the_report_on_paper_has_the_stored_figures_and_the_readers_name_on_each_page(home: House) -> None:
	document = paper(home, "siti")
	text = text_of(document)
	stored = json.loads(frappe.db.get_value(RESULT, home.result["own"], "figures"))
	for item in stored["items"]:
		at = text.find(item["item"][:9]) if item["item"].isascii() else -1
		if at < 0:
			continue
		peer = next(each for each in item["cells"] if each["group"] == "peer")
		said = (
			f"{peer['band']['from']} and above (5)" if peer["band"] else f"{peer['mean']:.1f} ({peer['n']})"
		)
		assert f"Peers: {said}" in text[at:]
		assert f"All others: {item['others']['mean']:.1f}" in text[at:]
	assert "Direct reports: Not shown: fewer than 3" in text
	assert HOSTILE in text
	assert not any(each in text for each in REPORTS)
	for page in document.pages:
		assert "Confidential" in page.extract_text()
		assert f"printed by {frappe.utils.get_fullname(home.user('siti'))}" in text_of(PdfReaderOf(page))


class PdfReaderOf:
	"""One page as a document of one."""

	def __init__(self, page: Any) -> None:
		self.pages = [page]


def test_thirty_competencies_take_several_pages_and_none_is_lost(home: House) -> None:
	document = paper(home, "peer", "many")
	text = text_of(document)
	assert len(document.pages) >= 3
	for at in range(1, 31):
		assert f"Competency number {at:02d}" in text
	assert "Agus <b>Wibowo</b>" in text


def test_a_website_user_gets_the_paper_too(home: House) -> None:
	assert "Feedback Report" in text_of(paper(home, "web", "web"))


def test_hr_prints_it_at_the_desk_in_the_format(home: House) -> None:
	if not shutil.which("wkhtmltopdf"):
		pytest.skip("NOT TESTED: the PDF, for there is no wkhtmltopdf.")
	with acting_as(home.user("hr")):
		download_pdf(RESULT, home.result["own"], FORMAT)
	text = text_of(kept(frappe.local.response.filecontent, "feedback-own-desk"))
	assert "Peers: 3.4 (5)" in text
	assert f"printed by {frappe.utils.get_fullname(home.user('hr'))}" in text
	# Frappe says to whoever may not print it that it isn't there.
	with acting_as(home.user("manager")), refused((frappe.PermissionError, frappe.DoesNotExistError)):
		download_pdf(RESULT, home.result["own"], FORMAT)
