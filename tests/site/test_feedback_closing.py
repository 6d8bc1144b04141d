"""A round is closed: everybody's result is sealed, the answers lose every way back to who gave them, and HR releases."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import frappe
from frappe.utils import add_days, add_months, getdate, now_datetime

from feedback_made import (
	ANSWER,
	CHANGE,
	INVITATION,
	KEEP,
	RATED,
	REQUEST,
	RESPONSE,
	RESULT,
	ROUND,
	Made,
	answer,
	close,
	code_for,
	make_many,
	make_round,
	result_of,
	seconds_of_close,
	stored,
)
from harness import Site
from people import COMPANY, make_employee, user_of
from staff import import_employees
from talent_performance.access import upkeep
from talent_performance.exceptions import EntranceClosed, IllegalMove
from talent_performance.flows import insight_texts
from talent_performance.flows.feedback import (
	answering,
	closing,
	codes,
	keys,
	rounds,
	sealing,
	sheets,
	unlinking,
)
from talent_performance.runs import control, ledger, worker

CLOSE, RELEASE = "Close Feedback Round", "Release Feedback Round"


@pytest.fixture(scope="module")
def people(site: Site, hushed: None) -> Iterator[dict[str, str]]:
	"""A manager, two whom rounds are about, peers, reports and HR; in a transaction that is never committed."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		of = {"manager": make_employee("Fcmanager")}
		of["hr"] = make_employee("Fchr", of["manager"], roles=("HR Manager",), create_user_permission=0)
		for who in ("rina", "budi", "peer0", "peer1", "peer2", "peer3"):
			of[who] = make_employee(f"Fc{who}", of["manager"])
		for who in ("report0", "report1"):
			of[who] = make_employee(f"Fc{who}", of["rina"])
		upkeep.update_lines()
		yield of
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()


@pytest.fixture
def of(people: dict[str, str]) -> Iterator[dict[str, str]]:
	"""What a test changes, it changes for itself; its rounds' secrets go with it."""
	frappe.db.savepoint("test")
	yield people
	frappe.set_user("Administrator")
	rounds = frappe.get_all(ROUND, pluck="name")
	frappe.db.rollback(save_point="test")
	for round_ in set(rounds) - set(frappe.get_all(ROUND, pluck="name")):
		keys.destroy(round_)


def groups(of: dict[str, str], subject: str = "rina") -> dict[str, list[str]]:
	"""Everybody whom the settings of a usual round would ask."""
	reports = [of["report0"], of["report1"]] if subject == "rina" else []
	return {
		"Self": [of[subject]],
		"Manager": [of["manager"]],
		"Peer": [of[f"peer{at}"] for at in range(4)],
		"Report": reports,
	}


@pytest.fixture
def made(of: dict[str, str]) -> Made:
	"""Rina is answered: peers on average 3.5, reports too few; Budi by nobody."""
	made = make_round(COMPANY, {of[each]: groups(of, each) for each in ("rina", "budi")})
	for invitation, rating in zip(made.of(of["rina"], "Peer"), (3, 4, 3, 4), strict=True):
		answer(invitation, rating, f"Peers say {rating}: the weekly plan helps.")
	for invitation in made.of(of["rina"], "Report"):
		answer(invitation, 2, "Zimtstern of a report")
	answer(made.of(of["rina"], "Manager")[0], 4, "Knows the line.")
	answer(made.of(of["rina"], "Self")[0], 5, "I listen.")
	return made


def mean(figures: dict, group: str, item: str = RATED[0]) -> float | None:
	[line] = [each for each in figures["items"] if each["item"] == item]
	return next((cell["mean"] for cell in line["cells"] if cell["group"] == group), None)


# What comes of it


def test_each_has_a_sealed_result_and_the_round_is_closed(of: dict[str, str], made: Made) -> None:
	run = close(made)
	assert frappe.db.get_value(ledger.RUN, run, "state") == "Completed"
	assert frappe.db.get_value(ROUND, made.round, ["state", "answered"]) == ("Closed", 8)
	rina, budi = result_of(made, of["rina"]), result_of(made, of["budi"])
	assert (rina.state, rina.manager, rina.component_score) == ("Sealed", of["manager"], 0)
	assert mean(rina.figures, "peer") == 3.5
	assert mean(rina.figures, "report") is None
	assert mean(rina.figures, "manager") == 4
	assert mean(budi.figures, "peer") is None
	assert frappe.db.get_value(REQUEST, made.requests[of["budi"]], "state") == "Closed"


def test_how_far_raters_agreed_is_kept_of_the_whole_round(of: dict[str, str]) -> None:
	subjects = [of[f"peer{at}"] for at in range(4)] + [of["budi"]]
	made = make_round(
		COMPANY, {each: {"Peer": [of["rina"], of["report0"], of["manager"]]} for each in subjects}
	)
	for at, subject in enumerate(subjects):
		for invitation in made.of(subject, "Peer"):
			answer(invitation, 1 + at, "The same from all three.")
	assert rounds.standing(made.round)["agreement"] == []
	close(made)
	shown = rounds.standing(made.round)["agreement"]
	assert {(row["people"], row["r_wg"], row["icc_1"], row["icc_1k"]) for row in shown} == {(5, 1, 1, 1)}
	assert [row["label"] for row in shown] == list(RATED)
	frappe.set_user(user_of(of["rina"]))
	with pytest.raises(frappe.PermissionError):
		rounds.standing(made.round)


def test_of_too_few_people_no_agreement_is_told(of: dict[str, str], made: Made) -> None:
	close(made)
	assert {(row["r_wg"], row["icc_1"]) for row in rounds.standing(made.round)["agreement"]} == {(None, None)}
	assert all("5" in row["reason"] for row in rounds.standing(made.round)["agreement"])


def test_what_too_few_wrote_is_in_no_summary(of: dict[str, str], made: Made) -> None:
	close(made)
	stored_ = frappe.db.get_value(RESULT, {"request": made.requests[of["rina"]]}, ["figures", "summaries"])
	assert "Zimtstern" not in repr(stored_)
	assert "weekly plan" in stored_[1]


def test_an_evaluative_round_gives_the_appraisal_a_score(of: dict[str, str]) -> None:
	made = make_round(COMPANY, {of["rina"]: groups(of)}, purpose="Evaluative")
	for invitation in (*made.of(of["rina"], "Peer"), *made.of(of["rina"], "Manager")):
		answer(invitation, 4)
	close(made)
	found = result_of(made, of["rina"])
	assert found.component_score == found.figures["component"]["score"] == 4


def test_a_round_of_one_rater_and_one_without_answers_close(of: dict[str, str]) -> None:
	one = make_round(COMPANY, {of["rina"]: {"Peer": [of["peer0"]]}})
	answer(one.of(of["rina"], "Peer")[0], 1, "Zimtstern alone")
	none = make_round(COMPANY, {of["rina"]: {"Peer": [of["peer0"]]}})
	for made in (one, none):
		close(made)
		assert frappe.db.get_value(ROUND, made.round, "state") == "Closed"
		found = result_of(made, of["rina"])
		assert mean(found.figures, "peer") is None
		assert "Zimtstern" not in json.dumps([found.figures, found.summaries])


def test_when_everybody_rates_five_no_single_answer_is_told(of: dict[str, str]) -> None:
	made = make_round(COMPANY, {of["rina"]: groups(of)})
	for invitation in made.of(of["rina"], "Peer"):
		answer(invitation, 5)
	close(made)
	cells = [
		cell
		for item in result_of(made, of["rina"]).figures["items"]
		for cell in item["cells"]
		if cell["group"] == "peer"
	]
	assert {cell["mean"] for cell in cells} == {None}
	assert all(cell["band"]["to"] == 5 for cell in cells)


def test_a_summary_that_breaks_does_not_stop_the_close(
	of: dict[str, str], made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
	def broken(*_args: object, **_more: object) -> None:
		raise TimeoutError("The model says nothing.")

	monkeypatch.setattr(insight_texts, "summarise", broken)
	close(made)
	assert frappe.db.get_value(ROUND, made.round, "state") == "Closed"
	assert result_of(made, of["rina"]).summaries["problem"] == "TimeoutError"


def test_a_slow_model_is_asked_for_a_while_only(
	of: dict[str, str], made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
	asked: list[str | None] = []

	def slow(texts: dict, **more: object) -> dict:
		asked.append(more["employee"])
		return {}

	monkeypatch.setattr(insight_texts, "summarise", slow)
	monkeypatch.setattr(sealing, "PATIENCE", -1)
	close(made)
	assert asked == [None]


def test_earlier_rounds_are_known_to_the_engine(of: dict[str, str], made: Made) -> None:
	close(made)
	frappe.db.set_value(ROUND, made.round, "closed_on", add_months(now_datetime(), -12))
	again = make_round(COMPANY, {of["rina"]: groups(of)})
	for invitation in again.of(of["rina"], "Peer"):
		answer(invitation, 4)
	about = sealing.about_whom([again.requests[of["rina"]]])
	[earlier] = sealing.earlier_rounds(about, again.round)[again.requests[of["rina"]]]
	assert 11 < earlier.months_ago < 13
	assert set(earlier.raters["peer"]) == {of[f"peer{at}"] for at in range(4)}
	close(again)
	items = result_of(again, of["rina"]).figures["items"]
	assert [item["last"] is not None for item in items] == [True, True]


# What nobody finds any more


def test_after_the_close_nothing_leads_back_to_a_rater(of: dict[str, str], made: Made) -> None:
	code_for(made.of(of["rina"], "Peer")[0])
	before = set(frappe.get_all(RESPONSE, {"round": made.round}, pluck="name"))
	lines = set(frappe.get_all(ANSWER, {"parent": ("in", list(before))}, pluck="name"))
	said = stored(made.round)
	close(made)
	after = frappe.get_all(RESPONSE, {"round": made.round}, ["*"], order_by="name")
	assert {row.respondent_key for row in after} == {None}
	assert not before & {row.name for row in after}
	now_lines = frappe.get_all(
		ANSWER, {"parent": ("in", [row.name for row in after])}, ["*"], order_by="name"
	)
	assert not lines & {row.name for row in now_lines}
	assert (
		len({(row.owner, row.modified_by, row.creation, row.modified) for row in [*after, *now_lines]}) == 1
	)
	assert stored(made.round) == said
	wiped = frappe.get_all(INVITATION, {"round": made.round}, list(unlinking.WIPED), order_by="name")
	assert {tuple(row.values()) for row in wiped} == {(None, None, None)}
	assert not keys.file_of(made.round).exists()


def test_drafts_are_gone(of: dict[str, str], made: Made) -> None:
	found = answering.of_invitation(name=made.of(of["budi"], "Peer")[0])
	answering.write(found, {KEEP: {"text": "Zimtstern draft"}}, "", "Draft")
	counts = {line.label: line.count for line in closing.dry_run_close({"round": made.round})}
	assert counts["Begun and not submitted: these are deleted"] == 1
	close(made)
	assert not frappe.get_all(ANSWER, {"text": ("like", "%Zimtstern draft%")})
	assert frappe.db.count(RESPONSE, {"round": made.round}) == 8


def test_the_order_is_another_one_each_time(made: Made) -> None:
	heads, lines = sheets.heads_of(made.round), sheets.lines_of_round(made.round)
	orders = set()
	for _time in range(8):
		shuffled, of_them = unlinking.shuffled(heads, lines)
		by_text = of_them[of_them["item"] == KEEP].set_index("parent")["text"]
		orders.add(tuple(by_text.reindex(shuffled["name"])))
		assert sorted(of_them["text"].dropna()) == sorted(lines["text"].dropna())
	assert len(orders) > 1


def test_who_comes_with_a_link_after_the_close_is_told_so(of: dict[str, str], made: Made) -> None:
	invitation = made.of(of["budi"], "Peer")[0]
	code = code_for(invitation)
	token = codes.hand_over(invitation)
	close(made)
	for do in (lambda: codes.exchange(code), lambda: answering.opened(token)):
		with pytest.raises(EntranceClosed, match="its round is closed"):
			do()
	with pytest.raises(EntranceClosed, match="round is closed"):
		answering.token_for(invitation, user_of(of["peer0"]))


def test_an_answer_in_the_middle_of_the_close_is_counted_or_refused(of: dict[str, str], made: Made) -> None:
	run = control.start(CLOSE, {"round": made.round})
	worker.prepare(run)
	[chunk] = [name for name, _attempt in ledger.free_chunks(run)]
	token = codes.hand_over(made.of(of["budi"], "Peer")[0])
	held = ledger.claim(chunk)
	closing.work_close(closing.Work(run, {"round": made.round}, [made.requests[of["budi"]]], None))
	with pytest.raises(EntranceClosed, match="closed"):
		answering.submitted(token, {RATED[0]: {"value": 3}, KEEP: {"text": "Late"}})
	assert held is not None
	assert frappe.db.get_value(ROUND, made.round, "state") == "Collecting"
	answer(made.of(of["rina"], "Peer")[0], 1, "Still in time")


# Doing it twice, or by halves


def figures(made: Made) -> list[tuple]:
	fields = ["request", "employee", "state", "figures", "summaries", "component_score", "manager"]
	return frappe.get_all(RESULT, {"round": made.round}, fields, order_by="request", as_list=True)


def test_what_is_done_is_left_alone(of: dict[str, str], made: Made) -> None:
	requests = list(made.requests.values())
	asked = closing.Work("", {"round": made.round}, requests, None)
	closing.work_close(asked)
	once = figures(made)
	closing.work_close(asked)
	assert figures(made) == once
	closing.finish_close({"round": made.round})
	closed = frappe.get_all(RESPONSE, {"round": made.round}, ["*"], order_by="name")
	closing.finish_close({"round": made.round})
	assert frappe.get_all(RESPONSE, {"round": made.round}, ["*"], order_by="name") == closed


def test_results_are_the_same_in_one_part_or_one_by_one(of: dict[str, str], made: Made) -> None:
	frappe.db.savepoint("parts")
	closing.work_close(closing.Work("", {"round": made.round}, list(made.requests.values()), None))
	at_once = figures(made)
	frappe.db.rollback(save_point="parts")
	for request in reversed(list(made.requests.values())):
		closing.work_close(closing.Work("", {"round": made.round}, [request], None))
	assert figures(made) == at_once


def test_nothing_is_unlinked_while_a_result_is_missing(of: dict[str, str], made: Made) -> None:
	closing.work_close(closing.Work("", {"round": made.round}, [made.requests[of["rina"]]], None))
	with pytest.raises(IllegalMove, match="1 people have no result yet"):
		closing.finish_close({"round": made.round})
	assert keys.file_of(made.round).exists()
	assert frappe.db.get_value(ROUND, made.round, "state") == "Collecting"


def test_what_breaks_tells_nothing_of_the_answers(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
	def broken(*_args: object) -> None:
		raise KeyError("Zimtstern")

	monkeypatch.setattr(sealing, "write", broken)
	with pytest.raises(frappe.ValidationError, match="KeyError") as raised:
		closing.work_close(closing.Work("", {"round": made.round}, list(made.requests.values()), None))
	assert "Zimtstern" not in str(raised.value)
	assert raised.value.__context__ is None


def test_an_answer_costs_the_same_in_a_large_round(of: dict[str, str]) -> None:
	names = import_employees(160, "FEEDBACK")
	cost = []
	for count in (20, 20, 160):
		frappe.db.savepoint("size")
		made = make_many(COMPANY, names[:count], 8)
		cost.append(seconds_of_close(made, 20) / (8 * count))
		frappe.db.rollback(save_point="size")
		keys.destroy(made.round)
	assert cost[2] < 1.5 * min(cost[:2])


# Release, and who may


def test_released_once_and_read_by_whom_the_purpose_names(of: dict[str, str], made: Made) -> None:
	close(made)
	name = result_of(made, of["rina"]).name
	frappe.set_user(user_of(of["rina"]))
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc(RESULT, name).check_permission("read")
	frappe.set_user(user_of(of["hr"]))
	worker.work_off(control.start(RELEASE, {"round": made.round}))
	frappe.set_user("Administrator")
	assert frappe.db.get_value(ROUND, made.round, "state") == "Released"
	assert set(frappe.get_all(RESULT, {"round": made.round}, pluck="state")) == {"Released"}
	assert set(frappe.get_all(REQUEST, {"round": made.round}, pluck="state")) == {"Released"}
	frappe.set_user(user_of(of["rina"]))
	frappe.get_doc(RESULT, name).check_permission("read")
	with pytest.raises(IllegalMove):
		frappe.set_user(user_of(of["hr"]))
		control.start(RELEASE, {"round": made.round})


@pytest.mark.parametrize("who", ["rina", "manager", "peer0"])
@pytest.mark.parametrize("kind", [CLOSE, RELEASE])
def test_nobody_but_hr_closes_or_releases(of: dict[str, str], made: Made, who: str, kind: str) -> None:
	frappe.set_user(user_of(of[who]))
	with pytest.raises(frappe.PermissionError):
		control.start(kind, {"round": made.round})
	frappe.set_user("Administrator")
	assert frappe.db.get_value(ROUND, made.round, "state") == "Collecting"


def test_hr_closes(of: dict[str, str], made: Made) -> None:
	frappe.set_user(user_of(of["hr"]))
	close(made)
	frappe.set_user("Administrator")
	assert frappe.db.get_value(ROUND, made.round, "state") == "Closed"


def test_a_dry_run_counts_and_names_nobody(of: dict[str, str], made: Made) -> None:
	frappe.db.set_value(ROUND, made.round, "deadline", add_days(getdate(), -1))
	lines = closing.dry_run_close({"round": made.round})
	counts = {line.label: line.count for line in lines}
	assert counts["Results to make"] == 2
	assert counts["Answers submitted"] == 8
	assert counts["Groups of which nothing is shown, for too few have answered"] == 1
	assert counts["Times that the deadline can still be extended"] == 1
	assert not any(line.who for line in lines)
	assert CHANGE not in repr(lines)
