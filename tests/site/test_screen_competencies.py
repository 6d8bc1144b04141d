"""Competencies in a browser: HR imports O*NET, people are assessed in portal and desk, and level, fit and gap move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import frappe
from frappe.utils import today
from frappe.utils.password import update_password

from browsing import PHONE, Desk, chromium
from harness import Site
from people import make_employee, user_of
from portal_people import without_roles
from talent_performance.access import upkeep
from talent_performance.demo import removing
from web import PASSWORD, served

COMPANY = "Compass Testing"
CALLED = {
	"manager": "Budi Santoso",
	"siti": "Siti Rahmawati",
	"rina": "Rina <b>Wulandari</b>",
	"agus": "Agus Pratama",
	"hr": "Dewi Lestari",
}
ROLES = {
	"43-4051.00": ("Customer Service Representatives", "Compass Service Agent"),
	"15-2051.00": ("Data Scientists", "Compass Data Scientist"),
	"43-6014.00": ("Secretaries and Administrative Assistants", "Compass Secretary"),
	"53-7065.00": ("Stockers and Order Fillers", "Compass Storekeeper"),
	"11-2022.00": ("Sales Managers", "Compass Sales Manager"),
}
SKILLS = {
	"2.A.1.a": ("Reading Comprehension", "Understanding written sentences and paragraphs in documents."),
	"2.A.1.b": ("Active Listening", "Giving full attention to what other people are saying."),
	"2.A.1.d": ("Speaking", "Talking to others to convey information effectively."),
	"2.B.1.c": ("Persuasion", "Persuading others to change their minds or behaviour."),
	"2.B.1.f": ("Service Orientation", "Actively looking for ways to help people."),
}
LISTENING, SERVICE, SPEAKING = "Active Listening", "Service Orientation", "Speaking"
AGENT = "Compass Service Agent"


@dataclass(frozen=True)
class Crew:
	"""Employees by what they are."""

	of: dict[str, str]

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


@pytest.fixture(scope="module")
def crew(site: Site) -> Iterator[Crew]:
	"""Committed, for the web server is another process: the manager → {siti, rina, agus}, and HR."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "CMP", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5301, "rgt": 5302}).db_insert()
	for _title, designation in ROLES.values():
		frappe.get_doc({"doctype": "Designation", "designation_name": designation}).insert()
	made = Crew(hire())
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def clear() -> None:
	"""Everything that this company has and that was imported for it."""
	users = [each for each in frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id") if each]
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": users, "Review Template": []}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	designations = [designation for _title, designation in ROLES.values()]
	profiles = frappe.get_all("Role Competency Profile", {"designation": ("in", designations)}, pluck="name")
	removing.delete_with_children("Role Competency Profile", profiles)
	removing.delete_with_children("Competency", [name for name, _said in SKILLS.values()])
	files = frappe.get_all("File", {"owner": ("in", users or [""])}, pluck="name")
	removing.delete_with_children("File", files)
	frappe.db.delete("Designation", {"name": ("in", designations)})
	frappe.db.commit()


def hire() -> dict[str, str]:
	"""People saved as HR saves them; Siti has no role at all."""
	at = {"company": COMPANY}
	of = {"manager": make_employee("Cpmanager", roles=("Employee",), **at)}
	for who in ("siti", "rina", "agus"):
		of[who] = make_employee(f"Cp{who}", of["manager"], roles=("Employee",), designation=AGENT, **at)
	of["hr"] = make_employee("Cphr", roles=("HR Manager", "HR User"), create_user_permission=0, **at)
	frappe.permissions.add_user_permission("Company", COMPANY, user_of(of["hr"]), ignore_permissions=True)
	for who, name in CALLED.items():
		frappe.db.set_value("Employee", of[who], "employee_name", name)
		frappe.db.set_value("User", user_of(of[who]), {"first_name": name, "full_name": name})
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	without_roles(user_of(of["siti"]))
	return of


def library(folder: Path) -> list[str]:
	"""Files as O*NET publishes them, with five occupations."""
	head = "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tStandard Error\tLower CI Bound\tUpper CI Bound\tRecommend Suppress\tNot Relevant\tDate\tDomain Source"
	rows = [head]
	for at, code in enumerate(ROLES):
		for place, (element, (name, _said)) in enumerate(SKILLS.items()):
			for scale, value in (("IM", 3 + (at + place) % 5 / 4), ("LV", 3 + (at + place) % 4 / 2)):
				rows.append(
					f"{code}\t{element}\t{name}\t{scale}\t{value:.2f}\t8\t0.1\t1\t5\tN\tN\t08/2024\tAnalyst"
				)
	titles = [
		"O*NET-SOC Code\tTitle\tDescription",
		*(f"{code}\t{title}\tThe work." for code, (title, _d) in ROLES.items()),
	]
	said = [
		"Element ID\tElement Name\tDescription",
		*(f"{key}\t{name}\t{text}" for key, (name, text) in SKILLS.items()),
	]
	found = []
	for name, lines in (
		("Skills.txt", rows),
		("Occupation Data.txt", titles),
		("Content Model Reference.txt", said),
	):
		(folder / name).write_text("\n".join(lines), encoding="utf-8")
		found.append(str(folder / name))
	return found


@pytest.fixture(scope="module")
def address(site: Site, crew: Crew) -> Iterator[str]:
	"""The web server."""
	with served(site) as where:
		yield where


def stored(doctype: str, filters: dict, field: str) -> object:
	"""What the database says now."""
	frappe.db.rollback()
	return frappe.db.get_value(doctype, filters, field)


def test_hr_imports_five_occupations(site: Site, crew: Crew, address: str, tmp_path: Path) -> None:
	with chromium() as browser:
		hr = Desk(browser, site, address, crew.user("hr"))
		page = hr.go("competency-import")
		page.locator(".ci-look .tp-empty").wait_for()
		hr.picture("import-empty")
		page.locator(".page-actions .primary-action").click()
		page.locator(".modal.show input[type=file]").first.set_input_files(library(tmp_path))
		page.locator(".modal.show .modal-footer .btn-primary").click()
		page.locator(".ci-verdict:has-text('Say which occupations')").wait_for()
		chosen = {code: designation for code, (_title, designation) in ROLES.items()}
		page.evaluate(
			"""chosen => {
				const { competency_import } = frappe.pages["competency-import"];
				Object.assign(competency_import.choice.designations, chosen);
				return competency_import.check();
			}""",
			chosen,
		)
		page.locator(".ci-verdict:has-text('Nothing is wrong')").wait_for()
		page.wait_for_selector(".modal.show", state="detached")
		hr.settle()
		said = page.locator(".ci-look").inner_text()
		assert "Nothing is wrong" in said and "Data Scientists" in said
		page.evaluate("scrollTo(0, 0)")
		hr.picture("import-checked", whole=False)
		assert not stored("Competency", {"name": LISTENING}, "name")
		page.locator(".ci-import").click()
		page.locator(".modal.show .btn-primary").click()
		page.locator(".ci-verdict:has-text('There is nothing new')").wait_for()
		assert stored("Competency", {"name": LISTENING}, "category") == "Skills"
		profiles = frappe.get_all(
			"Role Competency Profile", {"designation": ("like", "Compass%")}, pluck="designation"
		)
		assert sorted(profiles) == sorted(designation for _title, designation in ROLES.values())
		assert hr.complaints == []
		hr.close()


def choose(desk: Desk, competency: str, level: int, note: str = "") -> None:
	"""A level in the portal's form."""
	card = desk.page.locator(f".tp-card:has(h2:text-is('{competency}'))")
	card.locator(".tp-levels-row label").nth(level - 1).click()
	if note:
		card.locator("textarea").fill(note)


def test_one_judges_oneself_on_a_phone(site: Site, crew: Crew, address: str) -> None:
	with chromium() as browser:
		siti = Desk(browser, site, address, crew.user("siti"), size=PHONE, has_touch=True)
		page = siti.visit("growth")
		assert "Not assessed" in page.inner_text("main") and "Nobody" not in page.locator("h1").inner_text()
		siti.picture("growth-new-phone")
		page.click("text=Assess Myself")
		page.wait_for_selector(".tp-levels-row")
		choose(siti, LISTENING, 5, "Customers ask for me by name.")
		choose(siti, SERVICE, 4)
		assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
		siti.picture("growth-assess-phone", whole=False)
		page.reload()
		page.wait_for_selector("text=was kept on this device")
		page.click("button:text-is('Submit')")
		page.wait_for_selector("h1:text-is('Growth')")
		page.wait_for_selector("text=Not assessed")
		about = {"employee": crew.of["siti"], "source": "Self"}
		assert stored("Competency Assessment", about, "state") == "Submitted"
		assert siti.complaints == [] and siti.barriers() == []
		siti.close()


def test_the_manager_assesses_and_the_fit_moves(site: Site, crew: Crew, address: str) -> None:
	with chromium() as browser:
		budi = Desk(browser, site, address, crew.user("manager"))
		page = budi.visit("team/competencies")
		assert "Rina <b>Wulandari</b>" in page.inner_text("main")
		for who, levels in (("siti", (3, 4, 5)), ("rina", (2, 6, 4)), ("agus", (4, 4, 3))):
			budi.visit(f"growth/of/{crew.of[who]}")
			page.click(".tp-main-button")
			page.wait_for_selector(".tp-levels-row")
			for competency, level in zip((LISTENING, SERVICE, SPEAKING), levels, strict=True):
				choose(budi, competency, level)
			page.click("button:text-is('Submit')")
			page.wait_for_selector("text=Justification: say what the judgement rests on")
			page.fill("textarea >> nth=-1", "Calls that I listened in to in October.")
			if who == "rina":
				budi.picture("growth-assess")
			page.click("button:text-is('Submit')")
			page.wait_for_selector("text=Fit to the Role")
			assert (
				stored("Competency Assessment", {"employee": crew.of[who], "source": "Manager"}, "state")
				== "Submitted"
			)
		budi.visit("team/competencies")
		assert page.locator(".tp-map-far, .tp-map-near").count() and page.locator(".tp-map-met").count()
		budi.picture("team-competencies")
		assert budi.barriers() == []
		page.emulate_media(color_scheme="dark")
		budi.picture("team-competencies-dark")
		# The refusal of what lacks a justification.
		assert [said for said in budi.complaints if "status of 417" not in said] == []
		budi.close()
		siti = Desk(browser, site, address, crew.user("siti"))
		page = siti.visit("growth")
		page.locator(f".tp-competency:has-text('{LISTENING}') summary").click()
		said = page.inner_text("main")
		assert "Calls that I listened in to in October." in said
		siti.picture("growth")
		assert siti.barriers() == [] and siti.complaints == []
		siti.close()


def test_hr_reads_the_map_and_records_a_certificate(site: Site, crew: Crew, address: str) -> None:
	with chromium() as browser:
		hr = Desk(browser, site, address, crew.user("hr"))
		page = hr.go(f"query-report/Competency Gap?company={COMPANY}")
		page.wait_for_selector(".dt-cell .tp-gap-cell")
		said = page.inner_text(".page-body:visible")
		assert "Rina <b>Wulandari</b>" in said and LISTENING in said
		hr.picture("competency-gap", whole=False)
		page = hr.go(f"query-report/Competencies to Assess?company={COMPANY}")
		page.wait_for_selector(".dt-cell :text('Never assessed')")
		hr.picture("competencies-to-assess", whole=False)
		before = stored("Competency Assessment", {"employee": crew.of["agus"]}, "name")
		page = hr.go(f"competency-assessment/new?employee={crew.of['agus']}&source=Certificate")
		page.wait_for_selector("[data-fieldname=ratings] .grid-row")
		hr.settle()
		page.evaluate(
			"""name => {
				const frm = cur_frm;
				const row = frm.doc.ratings.find((each) => each.competency === name) || frm.add_child("ratings", { competency: name });
				frm.doc.ratings = [row];
				frappe.model.set_value(row.doctype, row.name, "level", 7);
				return frm.set_value("justification", "Certificate of the service academy.");
			}""",
			SERVICE,
		)
		page.evaluate("cur_frm.save()")
		page.wait_for_selector(
			".page-actions .btn:has-text('Submit'), .custom-actions .btn:has-text('Submit')"
		)
		hr.picture("certificate")
		page.locator(".btn:has-text('Submit'):visible").first.click()
		page.locator(".modal.show .btn-primary").click()
		page.wait_for_selector("text=a correction is a new one")
		about = {"employee": crew.of["agus"], "source": "Certificate"}
		assert stored("Competency Assessment", about, "state") == "Submitted"
		assert stored("Competency Assessment", about, "name") != before
		assert stored("Competency Assessment", about, "assessed_on") == frappe.utils.getdate(today())
		assert hr.complaints == []
		hr.close()
