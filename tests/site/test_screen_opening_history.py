"""HR brings the company's past in through the page: a file with mistakes, a file without, and back again; in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import frappe
from frappe.utils.password import update_password

from browsing import Desk, chromium
from harness import BenchError, Site, wait_until
from people import make_employee, user_of
from talent_performance.demo import removing
from web import PASSWORD, served, working

COMPANY = "Opening Testing"
HEAD = "NIK,Nama,Siklus,Peringkat,Skor,Potensi\n"


@pytest.fixture(scope="module")
def staff(site: Site, hushed: None) -> Iterator[dict[str, str]]:
	"""Two people and their HR Manager in a company of their own, committed; all of it goes afterwards."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	values = {"company_name": COMPANY, "abbr": "OT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3001, "rgt": 3002}).db_insert()
	of = {
		"rina": make_employee("Prina", company=COMPANY),
		"budi": make_employee("P<b>Budi</b>", company=COMPANY, user=False),
		"hr": make_employee("Phr", company=COMPANY, roles=("HR Manager",), create_user_permission=0),
	}
	users = [user_of(of["rina"]), user_of(of["hr"])]
	for user in users:
		frappe.permissions.add_user_permission("Company", COMPANY, user, ignore_permissions=True)
		update_password(user, PASSWORD)
	frappe.db.commit()
	yield of
	frappe.db.rollback()
	frappe.set_user("Administrator")
	cycles = frappe.get_all("Performance Cycle", {"imported": 1}, pluck="name")
	runs = frappe.get_all("Talent Run", {"started_by": ("in", users)}, pluck="name")
	made = {"Company": [COMPANY], "Performance Cycle": cycles, "User": users, "Review Template": []}
	found = removing.doomed({"loaded_at": "", "made": made, "series": {}})
	removing.delete_all({**found, "Talent Run": runs})
	removing.delete_with_children("File", frappe.get_all("File", {"owner": ("in", users)}, pluck="name"))
	frappe.db.commit()


def upload(desk: Desk, path: Path) -> None:
	"""Choose a file in the page's dialog."""
	page = desk.page
	page.locator(".page-actions .primary-action").click()
	page.locator(".modal.show input[type=file]").first.set_input_files(str(path))
	page.locator(".modal.show .modal-footer .btn-primary").click()
	page.locator(f".oh-verdict:has-text('{path.name.split('.')[0]}')").wait_for()
	desk.settle()


def test_a_past_comes_in_and_goes_back(site: Site, staff: dict[str, str], tmp_path: Path) -> None:
	bad, good = tmp_path / "mistakes.csv", tmp_path / "history.csv"
	rows = [
		f"{staff['rina']},,2023,3,3.1,Sedang",
		f"{staff['rina']},,2024,4,3.85,Tinggi",
		f"{staff['budi']},,2023,4,3.6,Sedang",
		f"{staff['budi']},,2024,5,4.6,Tinggi",
	]
	wrong = ["HR-NOBODY,<b>Nobody</b>,2024,4,,", f"{staff['rina']},,2022,Hebat,,", f"{staff['hr']},,2024,5,,"]
	bad.write_text(HEAD + "\n".join([*rows, *wrong]), encoding="utf-8")
	good.write_text(HEAD + "\n".join(rows), encoding="utf-8")
	with served(site) as address, working(site), chromium() as browser:
		desk = Desk(browser, site, address, user_of(staff["hr"]))
		page = desk.go("opening-history")
		page.locator(".oh-check .tp-empty").wait_for()
		desk.picture("opening-empty")
		upload(desk, bad)
		text = page.locator(".oh-check").inner_text()
		assert "2 problems" in text
		assert "nobody in your companies has this number" in text
		assert "your own rating is imported by a colleague" in text
		assert "5 Outstanding" in text
		assert page.locator(".oh-import").is_disabled()
		page.locator(".oh-mapping summary").click()
		assert page.locator("select[data-column=rating]").input_value() == "Peringkat"
		desk.picture("opening-problems")
		frappe.db.rollback()
		assert not frappe.db.exists("Appraisal Result", {"employee": staff["rina"]})
		upload(desk, good)
		assert "Nothing is wrong" in page.locator(".oh-verdict").inner_text()
		desk.picture("opening-checked")
		page.locator(".oh-import").click()
		page.locator(".modal.show .btn-primary").click()
		page.locator(".oh-imports .indicator-pill.green").first.wait_for()
		desk.picture("opening-imported")
		frappe.db.rollback()
		scores = frappe.get_all(
			"Appraisal Result", {"employee": staff["budi"]}, pluck="performance_score", order_by="cycle, name"
		)
		assert sorted(scores) == [4, 5]
		assert frappe.db.get_value("Talent Assessment", {"employee": staff["budi"]}, "box") == 9
		page.locator(".oh-back").first.click()
		page.locator(".modal.show .btn-primary").click()
		page.locator(".oh-imports:has-text('Taken back')").wait_for()
		wait_until(lambda: not results_of(staff["budi"]), "Taking back the results")
		wait_until(lambda: not imported_cycles(), "Taking back the cycles")
		assert desk.complaints == []
		desk.close()
		other = Desk(browser, site, address, user_of(staff["rina"]))
		refused = other.context.request.get(
			f"{address}/api/method/talent_performance.talent_performance.page.opening_history.opening_history.imports",
			headers={"X-Frappe-Site-Name": site.name},
		)
		assert refused.status == 403
		other.close()


def test_the_command_imports_too(site: Site, staff: dict[str, str], tmp_path: Path) -> None:
	file, map_file = tmp_path / "past.csv", tmp_path / "past.toml"
	file.write_text(f"Who,When,What\n{staff['rina']},2021,4\n{staff['hr']},2021,5\n", encoding="utf-8")
	map_file.write_text('columns = { employee = "Who", cycle = "When", rating = "What" }', encoding="utf-8")
	command = ("import-talent-history", str(file), "--map", str(map_file), "--user", user_of(staff["hr"]))
	frappe.db.rollback()
	assert "1 Ratings for Annual review 2021" in site.run(*command, "--dry-run")
	assert results_of(staff["rina"]) == 0
	assert "Completed" in site.run(*command)
	assert results_of(staff["rina"]) == 1
	assert results_of(staff["hr"]) == 0
	assert "1 There already, unchanged" in site.run(*command, "--dry-run")
	file.write_text(f"Who,When,What\n{staff['rina']},2021,9\n", encoding="utf-8")
	with pytest.raises(BenchError, match="9 is no level of the scale"):
		site.run(*command)


def results_of(employee: str) -> int:
	"""How many results there are, as others have committed them."""
	frappe.db.rollback()
	return frappe.db.count("Appraisal Result", {"employee": employee})


def imported_cycles() -> int:
	"""How many imported cycles there are, as others have committed them."""
	frappe.db.rollback()
	return frappe.db.count("Performance Cycle", {"imported": 1})
