"""Who answered what: whoever holds dump, Redis, logs, mail queue and backup after the close does no better than by guessing.

The raters answer one after the other in the order of their names, which is the worst case, and each answer is worded so that only
its own trail could tell. That the guesses are good ones is shown before the close, with the round's secret in hand.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import itertools
import json
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from stage import Stage
from test_attack_tokens import METHOD, guest

import frappe
from frappe.utils import add_months, now_datetime
from frappe.utils.background_jobs import get_redis_conn
from frappe.utils.backups import BackupGenerator

from feedback_made import (
	ANSWER,
	INVITATION,
	KEEP,
	RATED,
	RESPONSE,
	RESULT,
	ROUND,
	Made,
	answer,
	close,
	code_for,
	drop,
	make_round,
	response_of,
	result_of,
	said,
)
from talent_performance.flows.feedback import codes, keys, sheets
from talent_performance.flows.tokens import digest
from web import Refused

PAGE = "talent_performance.portal.feedback_answer"
RATERS, SUBJECTS = 16, ("rina", "budi")
# By chance one of each person's raters is named rightly on average; this many of both persons' happen once in 10,000 times.
BY_CHANCE = 9
FORGED = ("", "x" * 43, "0" * 64, "' or '1'='1", "%", "../../etc/passwd", "ø" * 3000, "\u202e🙂")


@dataclass
class Scene:
	"""A round that was answered: who said what, what raters held, and what the files held when it was closed."""

	made: Made
	texts: dict[str, str] = field(default_factory=dict)
	held: list[str] = field(default_factory=list)
	lengths: dict[str, int] = field(default_factory=dict)
	before: dict[str, list] = field(default_factory=dict)
	by_secret: int = 0
	evidence: dict[str, str] = field(default_factory=dict)
	dump: str = ""


def ask(stage: Stage, name: str, verb: str = "POST", /, **sent: object) -> requests.Response:
	"""A guest calls a method."""
	body = {"params": sent} if verb == "GET" else {"json": sent}
	return guest(stage).request(verb, f"{stage.address}{METHOD}{PAGE}.{name}", timeout=60, **body)


def text_of(rater: int, subject: str) -> str:
	"""What somebody writes: as long as it is late, and otherwise of nobody."""
	return f"Zimt-{hashlib.sha256(f'{rater}{subject}'.encode()).hexdigest()[:12]} " + "well " * rater


@pytest.fixture(scope="module")
def scene(stage: Stage) -> Iterator[Scene]:
	"""Two people are rated by sixteen customers each, who are mailed, open, save and submit; then the round is closed."""
	frappe.set_user("Administrator")
	account = {"email_account_name": "Attack Post", "email_id": "attack@example.com", "enable_outgoing": 1}
	frappe.get_doc(
		{"doctype": "Email Account", "name": "Attack Post", **account, "default_outgoing": 1}
	).db_insert()
	frappe.local.outgoing_email_account = {}
	asked = {"Other": [f"r{at:02}@customer.example.com" for at in range(RATERS)]}
	made = make_round(stage.company, {stage.of[who]: asked for who in SUBJECTS})
	codes.invite(list(made.invitations))
	frappe.db.commit()
	found = Scene(made)
	try:
		answered_over_http(stage, found)
		remember(found)
		close(made)
		frappe.db.commit()
		collect(stage, found)
		yield found
	finally:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		drop(made)
		frappe.db.delete("Email Account", {"name": "Attack Post"})
		frappe.db.delete("Email Queue Recipient", {"recipient": ("like", "%@customer.example.com")})
		frappe.db.commit()
		frappe.local.outgoing_email_account = {}


def answered_over_http(stage: Stage, found: Scene) -> None:
	"""One after the other: exchange, open, save, open again, submit."""
	for at, (invitation, (subject, _group, _rater)) in enumerate(sorted(found.made.invitations.items())):
		code = code_for(invitation)
		frappe.db.commit()
		token = ask(stage, "exchange", code=code).json()["message"]["token"]
		found.held += [code, token]
		found.texts[invitation] = text_of(at % RATERS, subject)
		sent = said(1 + at % 5, found.texts[invitation])
		seen = ask(stage, "save_draft", token=token, said=sent).json()["message"]["seen"]
		found.lengths[invitation] = len(ask(stage, "open_feedback", token=token).content)
		assert ask(stage, "submit", token=token, said=sent, seen=seen).ok


def remember(found: Scene) -> None:
	"""What an attacker may have seen before the close: every name and key; and how far the round's secret leads."""
	frappe.db.rollback()
	heads = frappe.get_all(RESPONSE, {"round": found.made.round}, ["name", "respondent_key"], order_by="name")
	found.before = {
		"names": [row.name for row in heads],
		"keys": [row.respondent_key for row in heads],
		"lines": frappe.get_all(
			ANSWER, {"parent": ("in", [row.name for row in heads])}, pluck="name", order_by="name"
		),
		"secret": [keys.secret_of(found.made.round).hex()],
	}
	text = {
		row.parent: row.text
		for row in frappe.get_all(ANSWER, {"item": KEEP}, ["parent", "text"], order_by="name")
	}
	found.by_secret = sum(
		text[response_of(invitation).name] == found.texts[invitation].strip() for invitation in found.texts
	)


def collect(stage: Stage, found: Scene) -> None:
	"""Everything there is after the close, as text: a backup with its dump, Redis, logs."""
	backup = BackupGenerator(
		frappe.conf.db_name,
		frappe.conf.db_name,
		frappe.conf.db_password,
		db_type=frappe.conf.db_type,
		ignore_conf=False,
	)
	backup.get_backup(older_than=0, force=True)
	paths = [
		backup.backup_path_db,
		backup.backup_path_files,
		backup.backup_path_private_files,
		backup.backup_path_conf,
	]
	found.dump = gzip.decompress(Path(backup.backup_path_db).read_bytes()).decode(errors="replace")
	files = [path for path in paths[1:3] if path and Path(path).exists()]
	names = [name for path in files for name in tarfile.open(path).getnames()]
	found.evidence = {
		"dump": found.dump,
		"files in the backup": "\n".join(names),
		"configuration in the backup": Path(paths[3]).read_text() if Path(paths[3]).exists() else "",
		"Redis": "\n".join(map(repr, in_redis())),
		"logs": "".join(
			file.read_text(errors="replace")
			for place in (stage.site.workspace, stage.site.sites / stage.site.name / "logs")
			for file in Path(place).rglob("*.log")
		),
	}
	for path in paths:
		if path:
			Path(path).unlink(missing_ok=True)


def in_redis() -> Iterator[tuple]:
	"""Every key of cache and queue, with what it holds."""
	commands = {
		b"string": ("GET",),
		b"hash": ("HGETALL",),
		b"set": ("SMEMBERS",),
		b"list": ("LRANGE", 0, -1),
		b"zset": ("ZRANGE", 0, -1),
	}
	for connection in (frappe.cache, get_redis_conn()):
		for key in connection.scan_iter("*"):
			command, *more = commands.get(connection.execute_command("TYPE", key), ("TYPE",))
			yield key, connection.execute_command(command, key, *more)


# What is left


def test_the_test_can_fail_for_with_the_secret_everybody_is_found(scene: Scene) -> None:
	assert scene.by_secret == 2 * RATERS


@pytest.mark.parametrize("what", ["names", "keys", "lines", "secret"])
@pytest.mark.parametrize(
	"where", ["dump", "files in the backup", "configuration in the backup", "Redis", "logs"]
)
def test_nothing_that_led_to_a_rater_is_left_anywhere(scene: Scene, what: str, where: str) -> None:
	assert [each for each in scene.before[what] if each and each in scene.evidence[where]] == []


@pytest.mark.parametrize(
	"where", ["dump", "files in the backup", "configuration in the backup", "Redis", "logs"]
)
def test_no_code_and_no_token_is_left_anywhere(scene: Scene, where: str) -> None:
	kept = [
		*scene.held,
		*map(digest, scene.held),
		*(digest(codes.USED + digest(each)) for each in scene.held),
	]
	assert [each for each in kept if each in scene.evidence[where]] == []
	assert "feedback_keys" not in scene.evidence["files in the backup"]


def test_what_was_written_stands_in_its_row_and_in_results_alone(scene: Scene) -> None:
	markers = [text.split()[0] for text in scene.texts.values()]
	for where in ("Redis", "logs"):
		assert [each for each in markers if each in scene.evidence[where]] == []
	homes = homes_of(scene.dump, markers)
	assert homes
	assert homes <= {f"tab{ANSWER}", f"tab{RESULT}"}


def test_no_other_table_names_an_answer(scene: Scene) -> None:
	names = frappe.get_all(RESPONSE, {"round": scene.made.round}, pluck="name", order_by="name")
	assert homes_of(scene.dump, names) == {f"tab{RESPONSE}", f"tab{ANSWER}"}


def homes_of(dump: str, words: Sequence[str]) -> set[str]:
	"""The tables of a dump in which one of the words stands."""
	found, table = set(), ""
	for line in dump.splitlines():
		if line.startswith("INSERT"):
			table = line.split("`")[1]
		if any(word in line for word in words):
			found.add(table)
	return found


def test_mails_hold_no_link(scene: Scene) -> None:
	about = {"reference_doctype": ROUND, "reference_name": scene.made.round}
	mails = frappe.get_all("Email Queue", about, ["message", "status", "error"], order_by="name")
	assert len(mails) == 2 * RATERS
	assert {(mail.message, mail.status, mail.error) for mail in mails} == {(codes.REDACTED, "Error", None)}


# Guessing. Each takes the answers in some order, and gives them to the raters in theirs.

Guess = Callable[[list[frappe._dict]], list[frappe._dict]]


def in_dump(scene: Scene) -> Guess:
	return lambda rows: sorted(rows, key=lambda row: scene.dump.find(row.name))


def by(*columns: str) -> Guess:
	return lambda rows: sorted(rows, key=lambda row: tuple(str(row[column]) for column in columns))


GUESSES: dict[str, Callable[[Scene], Guess]] = {
	"physical order": lambda _scene: list,
	"name": lambda _scene: by("name"),
	"end of the name": lambda _scene: lambda rows: sorted(rows, key=lambda row: row.name[::-1]),
	"times, then name": lambda _scene: by("creation", "modified", "name"),
	"owner and flags": lambda _scene: by("owner", "modified_by", "idx", "docstatus", "name"),
	"name of the answer's row": lambda _scene: by("line"),
	"position in the dump": in_dump,
	"row of the text in the dump": lambda scene: (
		lambda rows: sorted(rows, key=lambda row: scene.dump.find(row.text))
	),
	"digest of the name": lambda _scene: (
		lambda rows: sorted(rows, key=lambda row: hashlib.sha256(row.name.encode()).hexdigest())
	),
}


def rows_about(scene: Scene, subject: str) -> list[frappe._dict]:
	"""A person's answers as the table holds them: what an attacker begins with."""
	response, line = f"`tab{RESPONSE}`", f"`tab{ANSWER}`"
	return frappe.db.sql(
		f"select r.*, a.name as line, a.text from {response} r join {line} a on a.parent = r.name"
		" where r.request = %s and a.item = %s",
		(scene.made.requests[subject], KEEP),
		as_dict=True,
	)


def right(scene: Scene, guess: Guess) -> int:
	"""How many raters a guess names rightly, whichever way round it is taken."""
	counts = []
	for turned in (False, True):
		count = 0
		for subject in scene.made.requests:
			raters = sorted(scene.made.of(subject, "Other"), reverse=turned)
			rows = guess(rows_about(scene, subject))
			count += sum(scene.texts[who].strip() == row.text for who, row in zip(raters, rows, strict=True))
		counts.append(count)
	return max(counts)


@pytest.mark.parametrize("name", GUESSES)
def test_no_order_is_better_than_chance(scene: Scene, name: str) -> None:
	assert right(scene, GUESSES[name](scene)) < BY_CHANCE


def test_what_a_server_logs_of_lengths_tells_nothing(scene: Scene) -> None:
	assert len(set(scene.lengths.values())) == 1


def test_no_digest_of_what_is_known_leads_from_rater_to_answer(scene: Scene) -> None:
	"""Whatever an attacker may think of as a key, of all that stands in database and configuration."""
	rows = [row for subject in scene.made.requests for row in rows_about(scene, subject)]
	known = {row.name for row in rows} | {row.line for row in rows}
	assert {row.respondent_key for row in rows} == {None}
	secrets = [
		"",
		scene.made.round,
		frappe.local.site,
		str(frappe.conf.get("encryption_key") or ""),
		frappe.conf.db_password,
	]
	said_of = [
		(
			invitation,
			frappe.db.get_value(INVITATION, invitation, ["rater_email", "rater_name", "request", "creation"]),
		)
		for invitation in scene.made.invitations
	]
	tried = set()
	for (invitation, row), secret in itertools.product(said_of, secrets):
		for text in (invitation, *map(str, row), f"{scene.made.round}{invitation}", f"{invitation}{row[0]}"):
			for how in ("md5", "sha1", "sha256"):
				tried.add(hmac.new(secret.encode(), text.encode(), how).hexdigest())
				tried.add(hashlib.new(how, (secret + text).encode()).hexdigest())
	cut = {each[:length] for each in tried for length in (10, 20, 32)}
	assert not known & (tried | cut)


def test_before_the_close_the_database_alone_does_not_tell_either(stage: Stage) -> None:
	frappe.set_user("Administrator")
	made = make_round(
		stage.company, {stage.of["rina"]: {"Other": [f"d{at:02}@x.example.com" for at in range(RATERS)]}}
	)
	try:
		texts = {}
		for at, invitation in enumerate(sorted(made.invitations)):
			texts[invitation] = text_of(at, "early").strip()
			answer(invitation, 3, texts[invitation])
		scene = Scene(made, texts)
		for name in ("physical order", "name", "times, then name", "name of the answer's row"):
			assert right(scene, GUESSES[name](scene)) < BY_CHANCE
	finally:
		drop(made)
		frappe.db.commit()


# Coming in


@pytest.fixture
def asked(stage: Stage) -> Iterator[Made]:
	"""A round that collects: Rina by Budi and a customer, Budi by Mia."""
	frappe.set_user("Administrator")
	rina, budi = {"Peer": [stage.of["budi"]], "Other": ["c@x.example.com"]}, {"Manager": [stage.of["mia"]]}
	made = make_round(stage.company, {stage.of["rina"]: rina, stage.of["budi"]: budi})
	frappe.db.commit()
	yield made
	frappe.db.rollback()
	frappe.set_user("Administrator")
	drop(made)
	frappe.db.commit()


def opened(stage: Stage, invitation: str) -> tuple[str, str]:
	"""A code, and the token that it was exchanged for."""
	code = code_for(invitation)
	frappe.db.commit()
	return code, ask(stage, "exchange", code=code).json()["message"]["token"]


def test_forged_replayed_and_guessed_ones_open_nothing(stage: Stage, asked: Made) -> None:
	invitation = asked.of(stage.of["rina"], "Other")[0]
	code, token = opened(stage, invitation)
	row = frappe.db.get_value(INVITATION, invitation, ["code_hash", "token_hash"])
	for forged in (*FORGED, code, token.swapcase(), invitation, *row):
		for name, more in (
			("open_feedback", {}),
			("save_draft", {"said": {}}),
			("submit", {"said": {}}),
			("decline", {"reason": "x"}),
		):
			assert ask(stage, name, token=forged, **more).status_code == 403, (name, forged)
		assert ask(stage, "exchange", code=forged).status_code == 403
	assert ask(stage, "open_feedback", token=token).ok


def test_a_token_in_an_address_opens_nothing(stage: Stage, asked: Made) -> None:
	_code, token = opened(stage, asked.of(stage.of["rina"], "Other")[0])
	for name in ("open_feedback", "save_draft", "submit", "decline"):
		assert ask(stage, name, "GET", token=token, said="{}", reason="x").status_code in (403, 405)


def test_a_token_opens_its_own_whatever_else_is_sent(stage: Stage, asked: Made) -> None:
	mine, other = asked.of(stage.of["rina"], "Other")[0], asked.of(stage.of["budi"], "Manager")[0]
	_code, token = opened(stage, mine)
	more = {
		"invitation": other,
		"request": asked.requests[stage.of["budi"]],
		"employee": stage.of["budi"],
		"name": other,
	}
	told = ask(stage, "open_feedback", token=token, **more)
	name = frappe.db.get_value("Employee", stage.of["rina"], "employee_name")
	assert told.json()["message"]["subject"] == name
	assert ask(stage, "submit", token=token, said=said(2), **more).ok
	frappe.db.rollback()
	assert response_of(other) is None
	assert response_of(mine).employee == stage.of["rina"]


def test_a_rater_opens_his_own_invitation_and_nobody_elses(stage: Stage, asked: Made) -> None:
	his, mias = asked.of(stage.of["rina"], "Peer")[0], asked.of(stage.of["budi"], "Manager")[0]
	for who, invitation in (("rina", his), ("hr", his), ("talent", his), ("mia", his), ("budi", mias)):
		with pytest.raises(Refused) as refused:
			stage(who).call(f"{PAGE}.open_invitation", invitation=invitation)
		assert refused.value.status == 403
	assert stage("budi").call(f"{PAGE}.open_invitation", invitation=his)["token"]


@pytest.mark.parametrize("who", ["rina", "mia", "boss", "hr", "talent", "hruser", "budi"])
def test_nobody_reads_an_answer_through_any_door(stage: Stage, asked: Made, who: str) -> None:
	frappe.set_user("Administrator")
	invitation = asked.of(stage.of["rina"], "Peer")[0]
	answer(invitation, 1, "Zimtstern alone")
	frappe.db.commit()
	name = response_of(invitation).name
	for path in (f"/api/resource/{RESPONSE}", f"/api/resource/{RESPONSE}/{name}", f"/api/resource/{ANSWER}"):
		said_ = stage(who).answer("GET", path, params={"fields": '["*"]', "parent": RESPONSE})
		assert "Zimtstern" not in said_.text
		assert name not in said_.text.replace(path, "") or said_.status_code == 403
	for doctype in (RESPONSE, ANSWER):
		sent = {"doctype": doctype, "filters": "[]", "parent": RESPONSE}
		counted = stage(who).answer("GET", f"{METHOD}frappe.client.get_count", params=sent)
		assert counted.status_code == 403 or not counted.json().get("message")


def test_logs_hold_no_token_when_something_breaks(stage: Stage, asked: Made) -> None:
	_code, token = opened(stage, asked.of(stage.of["rina"], "Other")[0])
	keys.destroy(asked.round)
	answer_ = ask(stage, "submit", token=token, said=said(2, "Zimtstern broken"))
	assert answer_.status_code == 417
	frappe.db.set_value(ROUND, asked.round, "frozen", "{not json")
	frappe.db.commit()
	broken = ask(stage, "open_feedback", token=token)
	assert broken.status_code == 417
	assert "nothing was changed" in broken.text
	frappe.db.rollback()
	logged = repr(frappe.get_all("Error Log", ["*"], order_by="name")) + repr(list(in_redis()))
	told = [
		each for each in (token, "Zimtstern broken", "{not json") if each in logged or each in broken.text
	]
	assert (told, logged.count("JSONDecodeError") > 0) == ([], True)


# Differences


@pytest.fixture
def nothing_stays(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Made]]:
	"""For rounds that are closed within this process and undone afterwards."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	monkeypatch.setattr(frappe.db, "commit", lambda: None)
	made: list[Made] = []
	yield made
	frappe.db.rollback()
	frappe.clear_cache()
	for each in made:
		keys.destroy(each.round)


def figures(made: Made, subject: str, ratings: Sequence[int], group: str = "Other") -> dict[str, Any]:
	"""A round in which a group answers so, closed: the figures of the person."""
	for invitation, rating in zip(made.of(subject, group), ratings, strict=True):
		answer(invitation, rating)
	close(made)
	return result_of(made, subject).figures


def cell(found: dict[str, Any], group: str) -> dict[str, Any]:
	return next(each for each in found["items"][0]["cells"] if each["group"] == group)


def test_a_second_round_with_one_more_rater_does_not_tell_his_answer(
	stage: Stage, nothing_stays: list[Made]
) -> None:
	rina, many = stage.of["rina"], [f"e{at}@x.example.com" for at in range(5)]
	first = make_round(stage.company, {rina: {"Other": many[:4]}})
	second = make_round(stage.company, {rina: {"Other": many}})
	nothing_stays += [first, second]
	assert cell(figures(first, rina, (3, 4, 3, 4)), "other")["mean"] == 3.5
	shown = cell(figures(second, rina, (3, 4, 3, 4, 1)), "other")
	assert (shown["shown"], shown["mean"], shown["n"]) == (False, None, None)


def test_after_a_year_the_same_is_shown(stage: Stage, nothing_stays: list[Made]) -> None:
	rina, many = stage.of["rina"], [f"f{at}@x.example.com" for at in range(5)]
	first = make_round(stage.company, {rina: {"Other": many[:4]}})
	second = make_round(stage.company, {rina: {"Other": many}})
	nothing_stays += [first, second]
	figures(first, rina, (3, 4, 3, 4))
	frappe.db.set_value(ROUND, first.round, "closed_on", add_months(now_datetime(), -12))
	assert cell(figures(second, rina, (3, 4, 3, 4, 1)), "other")["mean"] == 3.0


def test_no_total_tells_the_hidden_group(stage: Stage, nothing_stays: list[Made]) -> None:
	rina = stage.of["rina"]
	made = make_round(
		stage.company,
		{
			rina: {
				"Other": [f"g{at}@x.example.com" for at in range(4)],
				"Report": [stage.of["hr"], stage.of["talent"]],
			}
		},
	)
	nothing_stays.append(made)
	for invitation in made.of(rina, "Report"):
		answer(invitation, 2, "Zimtstern of two")
	found = figures(made, rina, (3, 4, 3, 4))
	assert cell(found, "report")["shown"] is False
	assert {found["items"][0]["others"]["mean"], found["overall"]["others"]["mean"]} == {3.5}
	assert found["items"][0]["all_raters"] is None
	assert not any(each["n"] for each in found["groups"] if each["group"] == "report")
	assert "Zimtstern" not in json.dumps(result_of(made, rina).summaries)


def test_filters_reach_no_figure(stage: Stage, scene: Scene) -> None:
	"""What could be filtered by could be asked for bit by bit."""
	for who in ("rina", "hr", "talent", "mia"):
		for column in ("figures", "summaries", "component_score"):
			filters = json.dumps([[RESULT, column, "like", "%3%"]])
			listed = stage(who).answer("GET", f"/api/resource/{RESULT}", params={"filters": filters})
			assert listed.status_code == 403 or listed.json().get("data") == []


def test_the_page_itself_is_open_to_all_and_knows_nothing(stage: Stage) -> None:
	told = guest(stage).get(f"{stage.address}{codes.PAGE}", headers={"Accept": "text/html"}, timeout=60)
	assert told.ok
	assert "no-store" in told.headers["Cache-Control"]
	assert sheets.RESPONSE not in told.text
	assert RATED[0] not in told.text
