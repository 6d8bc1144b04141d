"""People without an account come in by links and codes; so may nobody else: forged, replayed, in addresses, for another's appraisal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from stage import Stage, picture, tells
from test_attack_tokens import METHOD, guest

import frappe

from people import make_employee
from talent_performance.flows.unaccounted import codes, kiosks, links

LINK = "talent_performance.portal.personal_link"
KIOSK = "talent_performance.portal.review_kiosk"
FORGED = ("", "x" * 43, "0" * 64, "' or '1'='1", "%", "../../etc/passwd", "ø" * 3000)
BY_TOKEN = [
	*((LINK, name) for name in ("open_review", "save_draft", "submit")),
	*((KIOSK, name) for name in ("open_kiosk", "sign_in", "open_review", "save_draft", "submit", "sign_out")),
]


@pytest.fixture(scope="module")
def way(stage: Stage) -> Iterator[dict[str, str]]:
	"""Rina's colleague in the packing hall has no account: an appraisal under way, a link, a code, a kiosk."""
	frappe.set_user("Administrator")
	rina = frappe.get_doc("Performance Appraisal", stage.row("rina", "Performance Appraisal"))
	employee = make_employee(
		"Dewipack", user=False, company=rina.company, create_user_permission=0, employee_number="88031"
	)
	appraisal = frappe.get_doc(
		{
			"doctype": "Performance Appraisal",
			**{
				field: rina.get(field) for field in ("company", "cycle", "template", "start_date", "end_date")
			},
			"employee": employee,
			"state": "Self Review",
		}
	)
	appraisal.insert(ignore_permissions=True)
	made = {"employee": employee, "appraisal": appraisal.name, "rina": rina.name}
	made["link"] = links.issue([appraisal.name], links.PRINTED)[0]["token"]
	made["secret"] = codes.issue([appraisal.name])[0]["secret"]
	if not frappe.db.exists("Cycle Company", {"parent": rina.cycle, "company": rina.company}):
		frappe.get_doc(
			{
				"doctype": "Cycle Company",
				"parent": rina.cycle,
				"parenttype": "Performance Cycle",
				"parentfield": "companies",
				"company": rina.company,
			}
		).db_insert()
	made["device"] = kiosks.start(rina.cycle, rina.company, "Hall 1", 8, 3)["token"]
	frappe.db.commit()
	yield made
	frappe.db.rollback()
	for doctype in (
		"Appraisal Review",
		"Appraisal Event",
		"Review Link",
		"Personal Code",
		"Performance Appraisal",
	):
		frappe.db.delete(doctype, {"employee": employee})
	frappe.db.delete("Kiosk", {"place": "Hall 1"})
	frappe.db.commit()


def ask(stage: Stage, module: str, name: str, verb: str = "POST", /, **sent: object) -> requests.Response:
	"""A guest calls a method."""
	body = {"params": sent} if verb == "GET" else {"json": sent}
	return guest(stage).request(verb, f"{stage.address}{METHOD}{module}.{name}", timeout=60, **body)


@pytest.mark.parametrize(("module", "name"), BY_TOKEN, ids=".".join)
def test_a_forged_token_is_none(stage: Stage, way: dict[str, str], module: str, name: str) -> None:
	before = picture(stage)
	for forged in FORGED:
		answer = ask(
			stage, module, name, token=forged, said={"summary": "x"}, number="88031", secret=way["secret"]
		)
		assert answer.status_code in (403, 417), (forged, answer.text[:300])
		assert not tells(answer)
	assert picture(stage) == before


def test_one_kind_of_token_is_none_of_another(stage: Stage, way: dict[str, str]) -> None:
	before = picture(stage)
	for module, name, token in (
		(LINK, "open_review", way["device"]),
		(KIOSK, "open_kiosk", way["link"]),
		(KIOSK, "open_review", way["link"]),
		(KIOSK, "open_review", way["device"]),
	):
		assert ask(stage, module, name, token=token).status_code == 403
	assert picture(stage) == before


@pytest.mark.parametrize(("module", "name"), BY_TOKEN, ids=".".join)
def test_a_token_in_an_address_opens_nothing(
	stage: Stage, way: dict[str, str], module: str, name: str
) -> None:
	token = way["link"] if module == LINK else way["device"]
	answer = ask(stage, module, name, "GET", token=token, number="88031", secret=way["secret"], said="{}")
	assert answer.status_code in (403, 405)


def test_a_link_opens_its_own_review_whatever_else_is_sent(stage: Stage, way: dict[str, str]) -> None:
	more = {
		"appraisal": way["rina"],
		"employee": stage.of["rina"],
		"user": "Administrator",
		"name": way["rina"],
	}
	said = ask(stage, LINK, "open_review", token=way["link"], **more)
	assert said.ok
	assert said.json()["message"]["employee_name"].startswith("Dewipack")
	lines = frappe.get_all("Review Rating", {"parenttype": "Appraisal Review"}, pluck="name", limit=1) or [
		"none"
	]
	sent = {"ratings": {lines[0]: {"rating": 1}}}
	assert ask(stage, LINK, "save_draft", token=way["link"], said=sent).status_code == 417


def test_a_link_opens_no_other_door(stage: Stage, way: dict[str, str]) -> None:
	for header in ({"Authorization": f"token {way['link']}"}, {"Cookie": f"sid={way['link']}"}):
		visitor = guest(stage, **header)
		for path in (
			"/api/resource/Appraisal Review",
			f"/api/resource/Performance Appraisal/{way['appraisal']}",
		):
			assert visitor.get(stage.address + path, timeout=60).status_code in (401, 403)


def test_guessing_a_code_locks_and_tells_nothing(stage: Stage, way: dict[str, str]) -> None:
	wrong = "000000" if way["secret"] != "000000" else "111111"
	sent = {"token": way["device"], "secret": wrong}
	told = [
		ask(stage, KIOSK, "sign_in", number="88031", **sent).json()["message"] for _time in range(codes.TRIES)
	]
	nobody = ask(stage, KIOSK, "sign_in", number="99999", **sent).json()["message"]
	assert told[0] == nobody
	assert "token" not in repr(told)
	locked = ask(stage, KIOSK, "sign_in", token=way["device"], number="88031", secret=way["secret"]).json()
	assert set(locked["message"]) == {"refused"}
	frappe.db.rollback()
	assert frappe.db.get_value("Personal Code", {"employee": way["employee"]}, "wrong_tries") == codes.TRIES
