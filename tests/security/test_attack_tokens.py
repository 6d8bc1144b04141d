"""Requests that nobody logged in sends, or that a browser was tricked into: forged, expired and replayed sessions, no CSRF token, GET on what writes."""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

import pytest
import requests
from methods import METHODS
from stage import Stage, picture, tells
from test_names_of_others import SAID

import frappe

from web import PASSWORD

METHOD = "/api/method/"
OBJECTIVE = "Objective"
WRITING = [
	path
	for path, each in METHODS.items()
	if frappe.allowed_http_methods_for_whitelisted_func[each] == ["POST"]
]
# Modules whose methods ask a guest for a token, in the body of a POST; test_attack_entrances tries them.
WITH_TOKEN = {
	f"talent_performance.portal.{module}" for module in ("personal_link", "review_kiosk", "feedback_answer")
}
# What a guest may read: a calendar with the key that its address holds, and that he is a guest.
READ_BY_GUESTS = {"talent_performance.portal.calendar.feed", "talent_performance.portal.shell.who"}
READING = [path for path in METHODS if path not in WRITING]


def arguments(stage: Stage, path: str) -> dict[str, Any]:
	"""Something for each parameter, about Rina where it names somebody."""
	names = {
		"appraisal": "Performance Appraisal", "result": "Appraisal Result", "review": "Appraisal Review",
		"objective": OBJECTIVE, "key_result": "Key Result", "check_in": "Check-in", "name": "Potential Assessment",
	}  # fmt: skip
	known = {key: stage.row("rina", doctype) for key, doctype in names.items()} | {
		"employee": stage.of["rina"]
	}
	known = SAID | known | {"cycle": stage.row("everybody", "Performance Cycle")}
	return {key: known.get(key, "x") for key in inspect.signature(METHODS[path]).parameters}


def guest(stage: Stage, **headers: str) -> requests.Session:
	"""Somebody who hasn't logged in."""
	session = requests.Session()
	session.headers.update({"X-Frappe-Site-Name": stage.site.name, "Accept": "application/json", **headers})
	return session


def closed(answer: requests.Response) -> bool:
	"""Whether nobody was let in."""
	return answer.status_code in (401, 403) and not tells(answer)


def test_no_method_lets_a_guest_in_without_a_token(stage: Stage) -> None:
	open_ = {path for path, each in METHODS.items() if each in frappe.guest_methods}
	assert {path.rsplit(".", 1)[0] for path in open_ - READ_BY_GUESTS} == WITH_TOKEN
	assert open_ & set(READING) == READ_BY_GUESTS
	before, visitor = picture(stage), guest(stage)
	let_in = []
	for path in METHODS:
		answer = visitor.post(stage.address + METHOD + path, json=arguments(stage, path), timeout=60)
		let_in += [] if closed(answer) else [(path, answer.status_code, answer.text[:200])]
	assert let_in == []
	assert picture(stage) == before


@pytest.mark.parametrize(
	"forged",
	[
		{"Cookie": "sid=Administrator; user_id=Administrator; system_user=yes"},
		{"Cookie": "sid=0123456789abcdef0123456789abcdef0123456789abcdef01234567"},
		{"Authorization": "token 0123456789abcde:0123456789abcde"},
		{"Authorization": "Basic QWRtaW5pc3RyYXRvcjphZG1pbg=="},
		{"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJBZG1pbmlzdHJhdG9yIn0."},
		{
			"X-Forwarded-User": "Administrator",
			"X-Remote-User": "Administrator",
			"Remote-User": "Administrator",
		},
	],
	ids=["cookie", "session", "key", "basic", "token without signature", "proxy headers"],
)
def test_a_forged_session_is_none(stage: Stage, forged: dict[str, str]) -> None:
	visitor = guest(stage, **forged)
	for path in (
		"/api/resource/Talent Assessment",
		f"/api/resource/{OBJECTIVE}/{stage.row('rina', OBJECTIVE)}",
	):
		assert closed(visitor.get(stage.address + path, timeout=60))


def login(stage: Stage, who: str) -> requests.Session:
	"""A browser of somebody's own."""
	session = guest(stage)
	sent = {"usr": stage.user(who), "pwd": PASSWORD}
	assert session.post(f"{stage.address}/api/method/login", json=sent, timeout=60).ok
	return session


def test_a_session_that_was_left_is_replayed_in_vain(stage: Stage) -> None:
	left = login(stage, "budi")
	sid = left.cookies["sid"]
	own = f"{stage.address}/api/resource/{OBJECTIVE}/{stage.row('budi', OBJECTIVE)}"
	assert left.get(own, timeout=60).ok
	left.post(f"{stage.address}/api/method/logout", timeout=60)
	assert not guest(stage, Cookie=f"sid={sid}").get(own, timeout=60).ok


def test_a_session_of_somebody_who_was_locked_out_ends(stage: Stage) -> None:
	browser, own = (
		login(stage, "budi"),
		f"{stage.address}/api/resource/{OBJECTIVE}/{stage.row('budi', OBJECTIVE)}",
	)
	assert browser.get(own, timeout=60).ok
	user = frappe.get_doc("User", stage.user("budi"))
	user.enabled = 0
	user.save()
	frappe.db.commit()
	try:
		assert not browser.get(own, timeout=60).ok
	finally:
		user.enabled = 1
		user.save()
		frappe.db.commit()


def test_another_site_makes_nobody_write(stage: Stage) -> None:
	"""Once the desk was opened, a form of another site lacks the session's token."""
	browser, name = login(stage, "rina"), stage.row("rina", "Check-in")
	page = browser.get(f"{stage.address}/app", headers={"Accept": "text/html"}, timeout=60).text
	token = re.search(r'csrf_token\s*=\s*"([0-9a-f]+)"', page)
	assert token, page[:300]
	url = f"{stage.address}{METHOD}talent_performance.talent_performance.doctype.check_in.check_in.share"
	for headers in ({}, {"X-Frappe-CSRF-Token": "0" * 56}, {"X-HTTP-Method-Override": "GET"}):
		answer = browser.post(url, data={"check_in": name}, headers=headers, timeout=60)
		assert (answer.status_code, answer.json()["exc_type"]) == (400, "CSRFTokenError")
	assert stage.stored("rina", "Check-in", "status") == "Draft"
	assert browser.post(
		url, data={"check_in": name}, headers={"X-Frappe-CSRF-Token": token[1]}, timeout=60
	).ok
	assert stage.stored("rina", "Check-in", "status") == "Shared"


def test_a_link_makes_nobody_write(stage: Stage) -> None:
	"""GET, and words that ask for another verb."""
	before = picture(stage)
	through = []
	for path in WRITING:
		asked = {
			key: value if isinstance(value, str) else json.dumps(value)
			for key, value in arguments(stage, path).items()
		}
		for headers, more in (({}, {}), ({"X-HTTP-Method-Override": "POST"}, {}), ({}, {"_method": "POST"})):
			answer = stage("hr").answer("GET", METHOD + path, params=asked | more, headers=headers)
			through += [] if answer.status_code in (403, 405) else [(path, answer.status_code)]
		answer = stage("hr").answer("GET", "/", params={"cmd": path, **asked})
		through += [(path, "cmd")] if picture_changed(answer) else []
	assert through == []
	assert picture(stage) == before


def picture_changed(answer: requests.Response) -> bool:
	"""Whether a method answered instead of the page."""
	return "json" in answer.headers.get("Content-Type", "") and answer.ok


def test_what_only_reads_changes_nothing(stage: Stage) -> None:
	before = picture(stage)
	for path in READING:
		asked = {
			key: value if isinstance(value, str) else json.dumps(value)
			for key, value in arguments(stage, path).items()
		}
		assert stage("talent").answer("GET", METHOD + path, params=asked).status_code < 500, path
	assert picture(stage) == before
