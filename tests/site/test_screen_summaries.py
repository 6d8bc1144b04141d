"""HR switches a language model on at the desk, tries it, and reads what it was asked; in a browser."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

import pytest

import frappe
from frappe.installer import update_site_config
from frappe.utils import now
from frappe.utils.password import (
	get_decrypted_password,
	get_encryption_key,
	remove_encrypted_password,
	update_password,
)

from browsing import Desk, chromium
from harness import Site
from language_model import HERE, Model, raw, running, says
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows import insight_model
from talent_performance.insights import model as models
from web import PASSWORD, served

COMPANY, LOG, SETTINGS = "Summary Testing", "Insight Log", "Talent Settings"
FIELDS = ("model_on", "model_url", "model_name", "model_key", "model_seconds", "model_most_characters")
GOOD = says(
	json.dumps(
		{
			"groups": [
				{"group": group, "strengths": [said[0].split(".")[0]], "growth": []}
				for group, said in insight_model.INVENTED.items()
			]
		}
	)
)


@pytest.fixture(scope="module")
def hr(site: Site) -> Iterator[str]:
	"""HR, one of whose people has had comments summarised by a model; the server's administrator allows this machine."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	values = {"company_name": COMPANY, "abbr": "SU", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3101, "rgt": 3102}).db_insert()
	here = {"company": COMPANY, "create_user_permission": 0}
	chief = make_employee(f"Shr{secrets.token_hex(2)}", roles=("HR Manager",), **here)
	sari = make_employee("Ssari", chief, user=False, last_name="<b>Tanaka</b>", **here)
	upkeep.update_lines()
	user = user_of(chief)
	frappe.permissions.add_user_permission("Company", COMPANY, user, ignore_permissions=True)
	update_password(user, PASSWORD)
	get_encryption_key()  # a new site makes it at first use, and the web server would make another
	asked = {
		"employee": sari,
		"about": "FBQ-SCREEN",
		"state": "Open",
		"asked_on": now(),
		"outcome": "Unfit Answer",
	}
	said = {
		"reason": "a sentence proposes a rating",
		"seconds": 2.4,
		"model": "tiny",
		"host": "https://models.example.com/v1",
	}
	prompt = json.dumps(models.conversation(insight_model.INVENTED))
	frappe.get_doc({"doctype": LOG, **asked, **said, "prompt": prompt, "answer": '"<b>5 of 5</b>"'}).insert()
	update_site_config(insight_model.INSIDE, [HERE])
	frappe.db.commit()
	yield user
	frappe.db.rollback()
	frappe.set_user("Administrator")
	update_site_config(insight_model.INSIDE, "None")
	frappe.db.delete("Singles", {"doctype": SETTINGS, "field": ("in", FIELDS)})
	remove_encrypted_password(SETTINGS, SETTINGS, "model_key")
	frappe.db.delete("Version", {"ref_doctype": SETTINGS, "owner": user})
	logs = frappe.get_all(LOG, {"company": COMPANY}, pluck="name")
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": [user], "Review Template": []}
	removing.delete_all({**removing.doomed({"loaded_at": "", "made": made, "series": {}}), LOG: logs})
	frappe.db.commit()
	frappe.clear_document_cache(SETTINGS, SETTINGS)


def test_hr_switches_a_model_on_and_tries_it(site: Site, hr: str) -> None:
	with running() as model, served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, hr, PASSWORD)
		page = desk.go("talent-settings")
		assert page.get_by_text("Comments are summarised on this site").is_visible()
		choose(desk, "http://169.254.169.254/v1")
		page.get_by_text("expected an address such as").wait_for()
		desk.picture("summaries-refused", whole=False)
		page.locator(".modal.show .btn-modal-close:visible").first.click()
		page.get_by_text("expected an address such as").wait_for(state="hidden")
		choose(desk, model.url)
		page.wait_for_function("!cur_frm.is_dirty()")
		desk.settle()
		frappe.db.rollback()
		assert frappe.db.get_single_value(SETTINGS, "model_url", cache=False) == model.url
		assert get_decrypted_password(SETTINGS, SETTINGS, "model_key") == "s3cret"
		page.locator("[data-fieldname=summaries_section]").first.scroll_into_view_if_needed()
		desk.picture("summaries-settings", whole=False)
		tried(desk, model, GOOD, "The Model Works")
		tried(desk, model, raw("", 401), "The Model Can't Be Used")
		assert model.keys == ["Bearer s3cret"] * 2 and "Explains figures" in str(model.asked[0])
		refused = ("417", insight_model.INSIDE)  # what the browser says of the address that was refused
		assert [each for each in desk.complaints if not any(part in each for part in refused)] == []
		desk.close()
	frappe.db.rollback()
	assert frappe.db.count(LOG, {"about": ("!=", "FBQ-SCREEN"), "company": COMPANY}) == 0


def choose(desk: Desk, url: str) -> None:
	"""As HR does it: tick, fill in, save."""
	page = desk.page
	page.evaluate(
		"url => cur_frm.set_value({ model_on: 1, model_url: url, model_name: 'tiny', model_key: 's3cret' })",
		url,
	)
	page.locator("[data-fieldname=model_url] input:visible").wait_for()
	page.keyboard.press("Control+s")


def tried(desk: Desk, model: Model, answer: object, title: str) -> None:
	"""The button, and what it says."""
	model.answer = answer
	page = desk.page
	page.get_by_role("button", name="Summaries").first.click()
	page.get_by_role("link", name="Try the Model").or_(
		page.get_by_text("Try the Model", exact=True)
	).first.click()
	page.get_by_text(title).first.wait_for()
	desk.picture("summaries-" + title.split()[-1].lower(), whole=False)
	page.locator(".modal.show .btn-modal-close:visible").first.click()
	page.get_by_text(title).first.wait_for(state="hidden")


def test_hr_reads_what_a_model_was_asked(site: Site, hr: str) -> None:
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, hr, PASSWORD)
		page = desk.go("insight-log")
		page.locator(".result .list-row").get_by_text("Unfit Answer").first.wait_for()
		desk.picture("insight-log-list")
		name = frappe.db.get_value(LOG, {"about": "FBQ-SCREEN"})
		page = desk.go(f"insight-log/{name}")
		assert page.get_by_text("a sentence proposes a rating").is_visible()
		assert page.get_by_text("Explains figures patiently").first.is_visible()
		assert (
			page.locator("b", has_text="5 of 5").count() == 0
			and page.locator("b", has_text="Tanaka").count() == 0
		)
		desk.picture("insight-log")
		assert desk.complaints == []
		desk.close()
