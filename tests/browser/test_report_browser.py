"""The report in a browser: what a reader sees, filters, points at and prints; it asks nobody for anything."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from talent_performance.engine.comparison import compare
from talent_performance.engine.policy import policy_from
from talent_performance.engine.rounding import half_up
from talent_performance.rehearsal.report import write_report
from tests.report_samples import (
	HOSTILE,
	ON_FOUR_POINTS,
	company_of,
	results_of,
	sample_comparison,
	sample_results,
	write_company,
	write_sample,
)

CHROMIUM = os.environ.get("CHROMIUM") or next(
	filter(
		None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))
	),
	None,
)
if not CHROMIUM or not importlib.util.find_spec("playwright"):
	pytest.skip(
		"NOT TESTED: the report in a browser, for there is no "
		+ (
			"playwright (pip install playwright)"
			if CHROMIUM
			else "Chromium (apt install chromium, or set CHROMIUM)"
		),
		allow_module_level=True,
	)

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
Opened = tuple[Page, list[str]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
	with sync_playwright() as playwright:
		running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
		yield running
		running.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
	return write_sample(tmp_path_factory.mktemp("report") / "report.html")


def opened(browser: Browser, path: Path, **how: Any) -> Opened:
	"""The page, and a list that collects everything that should never happen on it."""
	page = browser.new_page(**{"viewport": WIDE, "reduced_motion": "reduce", **how})
	wrong: list[str] = []
	url = path.as_uri()
	page.on("console", lambda message: wrong.append(f"console: {message.text}"))
	page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
	page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
	page.on(
		"request",
		lambda request: wrong.append(f"request: {request.url[:99]}") if _asks(request.url, url) else None,
	)
	page.goto(url)
	return page, wrong


def _asks(url: str, own: str) -> bool:
	return url.split("#")[0] != own and not url.startswith("data:")


@pytest.fixture()
def wide(browser: Browser, sample: Path) -> Iterator[Page]:
	page, wrong = opened(browser, sample)
	yield page
	assert wrong == []
	page.close()


@pytest.fixture()
def phone(browser: Browser, sample: Path) -> Iterator[Page]:
	page, wrong = opened(browser, sample, viewport=PHONE, has_touch=True, is_mobile=True)
	yield page
	assert wrong == []
	page.close()


def talent() -> pd.DataFrame:
	return sample_results().tables["talent"]


def box_counts(page: Page) -> dict[int, int]:
	"""What the nine boxes say, by number."""
	boxes = page.locator("#ninebox [data-box]")
	return {
		int(box.get_attribute("data-box")): int(box.locator(".box-count").inner_text().replace(",", ""))
		for box in boxes.all()
	}


def counted(frame: pd.DataFrame) -> dict[int, int]:
	"""What the nine boxes should say about these rows of the table talent."""
	return {n: int((frame["box"] == n).sum()) for n in range(1, 10)}


def shown(page: Page) -> str:
	return page.inner_text("body")


class TestReading:
	@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1400", "390"])
	@pytest.mark.parametrize("scheme", ["light", "dark"])
	def test_opens_without_a_complaint_and_fits(
		self, browser: Browser, sample: Path, size: dict[str, int], scheme: str
	) -> None:
		page, wrong = opened(browser, sample, viewport=size, color_scheme=scheme)
		expect(page.locator("h1")).to_have_text("Annual review 2025")
		page.mouse.wheel(0, 50_000)
		assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
		assert wrong == []
		page.close()

	def test_every_section_of_the_contents_is_there(self, wide: Page) -> None:
		links = wide.locator("#sections a")
		assert links.count() == 20
		for link in links.all():
			section = wide.locator(link.get_attribute("href"))
			expect(section.locator("h2")).to_be_visible()
			assert len(section.inner_text()) > 100

	def test_headline_figures_are_the_engines(self, wide: Page) -> None:
		summary = sample_results().tables["summary"]
		rows = summary[summary["company"].isna()].set_index("figure")
		text = " ".join(wide.inner_text("#overview .figures").split())
		for label, figure in (
			("In the cycle", "people"),
			("Rated", "rated"),
			("High potentials", "high_potential"),
		):
			assert f"{label} {rows['value'][figure]:,.0f}" in text
		assert f"Mean performance {half_up(rows['value']['mean_score'], 2):.2f}" in text

	def test_no_machine_words_reach_the_reader(self, wide: Page) -> None:
		words = set(re.findall(r"[A-Za-z]+", shown(wide)))
		assert not words & {"undefined", "NaN", "null", "Infinity", "object", "true", "false", "nan", "None"}
		assert "{" not in shown(wide)

	def test_counted_shares_are_rounded_as_on_paper(self, wide: Page) -> None:
		pairs = [(part, whole) for whole in (8, 40, 200, 577, 1000) for part in range(0, whole + 1, 7)]
		shares = wide.evaluate("pairs => pairs.map(([a, b]) => TalentReport.share(a, b))", pairs)
		for (part, whole), share in zip(pairs, shares, strict=True):
			exact = (Decimal(100 * part) / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP)
			expected = "under 1\u202f%" if part and not exact else f"{exact}\u202f%"
			assert share == expected, (part, whole)
		assert wide.evaluate("TalentReport.share(0, 0)") == "–"

	def test_nine_boxes_hold_everybody_placed(self, wide: Page) -> None:
		assert box_counts(wide) == counted(talent())

	def test_guideline_messages_are_the_engines(self, wide: Page) -> None:
		distribution = sample_results().tables["distribution"]
		departments = distribution[distribution["scope_kind"] == "department"]
		for row in wide.locator("#ratings [role=row]").all()[1:]:
			scope = row.locator("bdi").inner_text()
			messages = departments[departments["scope"] == scope]["message"].tolist()
			for message in messages:
				assert message in row.inner_text(), scope

	def test_succession_names_what_stays_empty(self, wide: Page) -> None:
		bench = sample_results().tables["bench"]
		text = wide.inner_text("#succession")
		for sentence in bench["competes_with"].dropna().unique():
			assert sentence[1:] in text
		first = wide.locator("#succession .position:not(.position-labels)").first.inner_text()
		assert any(title in first for title in bench[bench["bench"] == "none"]["title"])

	def test_texts_have_contrast(self, browser: Browser, sample: Path) -> None:
		for scheme in ("light", "dark"):
			page, _ = opened(browser, sample, color_scheme=scheme)
			assert page.evaluate(_CONTRAST) == [], scheme
			page.close()

	def test_controls_and_drawings_have_names(self, wide: Page) -> None:
		assert wide.evaluate(_NAMELESS) == []


class TestTalentDecisions:
	"""Pools, retention, mobility and pay: what they show is what the engine says, inside the filter too."""

	def test_pools_count_who_meets_their_criteria(self, wide: Page) -> None:
		found = sample_results().tables["pool_suggestions"]
		section = wide.locator("#pools")
		for name, rows in found.groupby("pool", sort=False):
			expect(section).to_contain_text(name)
			expect(section).to_contain_text(f"{int((rows['fits'] == 1).sum())} people meet the criteria.")
		section.locator("summary").first.click()
		expect(section.locator("details[open] table").first).to_be_visible()

	def test_the_grid_of_risk_and_impact_counts_the_judged(self, wide: Page) -> None:
		told = sample_results().tables["retention"]
		both = told[told["risk"].notna() & told["impact"].notna()]
		wanted = [
			[
				str(((both["risk"] == risk) & (both["impact"] == impact)).sum())
				for impact in ("low", "mid", "high")
			]
			for risk in ("high", "mid", "low")
		]
		rows = wide.locator("#retention .risk-grid tbody tr")
		assert [rows.nth(at).locator("td").all_inner_texts() for at in range(3)] == wanted

	def test_those_nearest_to_the_next_step_come_first(self, wide: Page) -> None:
		ready = sample_results().tables["promotion"]["promotion"].eq("ready").sum()
		section = wide.locator("#mobility")
		expect(section.locator(".legend")).to_contain_text(f"Ready{ready}")
		expect(section.locator("table").first.locator("tbody tr").first).to_contain_text("4 of 4")
		expect(section.locator("table").nth(1).locator("tbody tr").first).to_contain_text("within reach")

	def test_a_pay_round_says_its_budget_and_keeps_it_under_a_filter(self, wide: Page) -> None:
		section = wide.locator("#reward")
		expect(section).to_contain_text("71,606,053")
		expect(section).to_contain_text("65,000,000")
		expect(section).not_to_contain_text("object HTML")
		wide.select_option("#filter-department", "Finance - LSB")
		expect(section).to_contain_text("hold for the whole round")
		expect(section).to_contain_text("65,000,000")
		names = section.locator("tbody tr small").all_inner_texts()
		assert "Finance - LSB" in names and "Production - LSB" not in names


class TestPointing:
	def test_hovering_a_box_lists_its_people(self, wide: Page) -> None:
		box = wide.locator("[data-box='8']")
		box.scroll_into_view_if_needed()
		box.hover()
		names = wide.locator(".box-pop .box-list .person")
		expect(names.first).to_be_visible()
		inside = set(talent()[talent()["box"] == 8]["employee_name"])
		assert names.count() == (talent()["box"] == 8).sum()
		assert set(names.all_inner_texts()) == inside
		wide.mouse.move(5, 5)
		expect(wide.locator(".box-pop")).to_have_count(0)

	def test_a_box_opens_by_keyboard_and_escape_closes(self, wide: Page) -> None:
		wide.locator("[data-box='9'] .box-open").focus()
		wide.keyboard.press("Enter")
		expect(wide.get_by_role("dialog", name="People in the box Star")).to_be_visible()
		expect(wide.locator("[data-box='9'] .box-open")).to_have_attribute("aria-expanded", "true")
		wide.keyboard.press("Escape")
		expect(wide.locator(".box-pop")).to_have_count(0)
		expect(wide.locator("[data-box='9'] .box-open")).to_be_focused()

	def test_names_in_a_box_are_searched(self, wide: Page) -> None:
		wide.locator("[data-box='5'] .box-open").click()
		someone = talent()[talent()["box"] == 5]["employee_name"].iloc[0]
		wide.get_by_placeholder("Find a name here").fill(someone.lower())
		texts = wide.locator(".box-list .person").all_inner_texts()
		assert texts
		assert set(texts) == {someone}

	def test_a_person_is_one_click_away(self, wide: Page) -> None:
		row = talent()[talent()["box"].notna()].iloc[0]
		appraisal = sample_results().tables["appraisals"].set_index("employee").loc[row["employee"]]
		wide.get_by_role("combobox", name="Find a person").fill(row["employee"])
		wide.keyboard.press("Enter")
		card = wide.get_by_role("dialog", name=row["employee_name"])
		expect(card).to_be_visible()
		three = card.locator(".three dd:first-of-type").all_inner_texts()
		numbers = (appraisal["calculated_score"], appraisal["manager_rating"], appraisal["calibrated_rating"])
		assert three == ["–" if pd.isna(n) else f"{half_up(n, 2):.2f}" for n in numbers]
		assert row["box_label"] in card.inner_text().replace("\u00a0", " ")
		wide.keyboard.press("Escape")
		expect(card).to_be_hidden()

	def test_a_reason_stands_on_the_card(self, wide: Page) -> None:
		row = talent()[talent()["reason"].notna()].iloc[0]
		wide.get_by_role("combobox", name="Find a person").fill(row["employee"])
		wide.keyboard.press("Enter")
		assert row["reason"] in wide.locator("#person-card").inner_text()

	def test_search_knows_nobody(self, wide: Page) -> None:
		wide.get_by_role("combobox", name="Find a person").fill("zzzz qqqq")
		expect(wide.locator("#search-offers")).to_have_text("Nobody by that name.")

	def test_tables_sort_and_turn_pages(self, wide: Page) -> None:
		part = wide.locator("#movement .table-wrap")
		part.get_by_role("button", name="Name").click()
		expect(part.locator("th[aria-sort=ascending]")).to_contain_text("Name")
		first = part.locator("tbody th").first.inner_text()
		part.get_by_role("button", name="Next").click()
		assert part.locator("tbody th").first.inner_text() >= first
		expect(part.locator("nav")).to_contain_text("2 of ")

	def test_reasons_unfold_to_names(self, wide: Page) -> None:
		group = wide.locator("#unplaced .reason-group").first
		label = group.locator("summary bdi").inner_text()
		group.locator("summary").click()
		expected = sample_results().tables["appraisals"]
		assert group.locator(".names > li").count() == (expected["reason"] == label).sum()

	def test_tree_opens_level_by_level(self, wide: Page) -> None:
		objectives = sample_results().tables["objectives"]
		node = wide.locator("#alignment details:not(.folded)").first
		title = node.locator("bdi").first.inner_text()
		parent = objectives[(objectives["title"] == title) & (objectives["level"] == "company")].iloc[0]
		node.locator("summary").first.click()
		children = objectives[objectives["parent_objective"] == parent["objective"]]
		assert node.locator(":scope > ul > li").count() == len(children)


class TestFiltering:
	def test_department(self, wide: Page) -> None:
		name = "Production - LSB"
		wide.select_option("#filter-department", name)
		people = talent()[talent()["department"] == name]
		assert box_counts(wide) == counted(people)
		expect(wide.locator("#filter-said")).to_contain_text(f"{name}: ")
		assert wide.locator("#ratings .spread-name bdi").all_inner_texts() == [name]
		wide.get_by_role("button", name="Clear filter").click()
		assert box_counts(wide) == counted(talent())
		expect(wide.locator("#filter-said")).to_contain_text("no filter")

	def test_company_shows_the_engines_figures(self, wide: Page) -> None:
		summary = sample_results().tables["summary"]
		company = summary["company"].dropna().iloc[0]
		wide.select_option("#filter-company", company)
		rated = summary[(summary["company"] == company) & (summary["figure"] == "rated")].iloc[0]
		text = " ".join(wide.inner_text("#overview .figures").split())
		assert f"Rated {rated['value']:,.0f}" in text
		assert f"of {rated['of']:,.0f}" in text
		offered = wide.locator("#filter-department option").all_inner_texts()[1:]
		assert set(offered) == set(talent()[talent()["company"] == company]["department"])

	def test_manager_means_everybody_below(self, wide: Page) -> None:
		boss = _highest()
		wide.get_by_role("combobox", name="Manager").fill(boss)
		wide.keyboard.press("Enter")
		below = _below(boss)
		assert len(below) > (talent()["manager"] == boss).sum()
		assert box_counts(wide) == counted(talent()[talent()["employee"].isin(below)])
		wide.get_by_role("combobox", name="Manager").fill("")
		wide.keyboard.press("Tab")
		assert box_counts(wide) == counted(talent())

	def test_filters_add_up(self, wide: Page) -> None:
		boss = _highest()
		wide.get_by_role("combobox", name="Manager").fill(boss)
		wide.keyboard.press("Enter")
		people = talent()[talent()["employee"].isin(_below(boss))]
		department = people["department"].value_counts().index[0]
		wide.select_option("#filter-department", department)
		assert box_counts(wide) == counted(people[people["department"] == department])

	def test_movement_is_counted_inside_the_filter(self, wide: Page) -> None:
		wide.select_option("#filter-department", "Production - LSB")
		people = talent()[(talent()["department"] == "Production - LSB") & talent()["previous_box"].notna()]
		sums = wide.locator("#movement .matrix .sum").all_inner_texts()
		assert sum(map(int, sums)) == people["box"].notna().sum()

	def test_who_is_not_rated_inside_the_filter(self, wide: Page) -> None:
		wide.select_option("#filter-department", "Production - LSB")
		appraisals = sample_results().tables["appraisals"]
		missing = appraisals[(appraisals["department"] == "Production - LSB") & appraisals["reason"].notna()]
		expect(wide.locator("#unplaced .tally").first).to_have_text(str(len(missing)))

	def test_a_loop_of_managers_ends(self, browser: Browser, tmp_path: Path) -> None:
		tables = company_of(["Ann", "Bob", "Cid"])
		tables["employees"]["reports_to"] = ["E00001", "E00000", "E00002"]
		page, wrong = opened(browser, write_company(tmp_path / "loop.html", tables))
		page.get_by_role("combobox", name="Manager").fill("Ann")
		page.keyboard.press("Enter")
		expect(page.locator("#filter-said")).to_contain_text("2 of 3 people")
		assert wrong == []
		page.close()


def _highest() -> str:
	"""A manager of managers."""
	managers = set(talent()["manager"].dropna())
	indirect = talent()[talent()["employee"].isin(managers)]["manager"].value_counts()
	return indirect.index[0]


def _below(boss: str) -> set[str]:
	direct = talent().groupby("manager")["employee"].apply(list).to_dict()
	found: set[str] = set()
	open_ = [boss]
	while open_:
		for person in direct.get(open_.pop(), []):
			if person not in found:
				found.add(person)
				open_.append(person)
	return found


class TestAnotherPolicy:
	def test_who_moves_is_said_and_drawn(self, wide: Page) -> None:
		moved = sample_comparison()[sample_comparison()["moved"]]
		expect(wide.locator("#change .big")).to_contain_text(f"{len(moved)} of ")
		expect(wide.locator("#change .tally")).to_have_text(str(len(moved)))
		assert (
			wide.locator("#change .flow-moves").count()
			== wide.locator("#change tbody >> nth=0 >> tr").count()
		)
		drawing = wide.get_by_role("img", name="Flow of people from where they stand")
		expect(drawing).to_be_visible()

	def test_choosing_a_flow_lists_its_people(self, wide: Page) -> None:
		first = wide.locator("#change tbody >> nth=0 >> tr >> nth=0")
		n = int(first.get_by_role("button").inner_text())
		first.get_by_role("button").click()
		expect(wide.locator("#change")).to_contain_text("Show everybody who moves")
		assert wide.locator("#change tbody >> nth=1 >> tr").count() == min(n, 12)

	def test_ratings_instead_of_boxes(self, wide: Page) -> None:
		wide.locator("#change").get_by_role("button", name="Ratings").click()
		expect(wide.locator("#change .flow")).to_contain_text("Meets expectations")

	def test_a_policy_with_another_scale(self, browser: Browser, tmp_path: Path) -> None:
		tables = company_of([f"Person {i}" for i in range(20)])
		tables["overall_ratings"]["manager_rating"] = tables["overall_ratings"]["manager_rating"].clip(
			upper=4
		)
		before, after = results_of(tables), results_of(tables, policy_from(ON_FOUR_POINTS))
		comparison = compare(before, after)
		for other, label in ((after.policy, "3 Meets expectations"), (None, "3")):
			path = write_report(
				tmp_path / "a.html", before, input_tables=[], comparison=comparison, compared_policy=other
			)
			page, wrong = opened(browser, path)
			page.locator("#change").get_by_role("button", name="Ratings").click()
			right = page.locator("#change .flow-label[text-anchor=start]").all_text_contents()
			assert any(text.replace("\u00a0", " ").endswith(label) for text in right)
			assert not any("Outstanding" in text for text in right)
			assert wrong == []
			page.close()


class TestAwkwardCompanies:
	def test_hostile_names_are_only_names(self, browser: Browser, tmp_path: Path) -> None:
		tables = company_of(HOSTILE, departments=("</style><b>", "Sales & <i>More</i>"))
		page, wrong = opened(browser, write_company(tmp_path / "a.html", tables))
		page.get_by_role("combobox", name="Find a person").fill("img src=x")
		page.keyboard.press("Enter")
		expect(page.locator("#person-card h2")).to_have_text(HOSTILE[0])
		page.keyboard.press("Escape")
		page.select_option("#filter-department", "</style><b>")
		assert page.locator("img, [onerror], [onload]").count() == 0
		assert HOSTILE[4] in shown(page)
		assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
		assert wrong == []
		page.close()

	def test_long_names_fit_a_phone(self, browser: Browser, tmp_path: Path) -> None:
		tables = company_of(["W" * 200, "Ann", *HOSTILE])
		page, wrong = opened(browser, write_company(tmp_path / "a.html", tables), viewport=PHONE)
		assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
		assert wrong == []
		page.close()

	def test_nobody_rated(self, browser: Browser, tmp_path: Path) -> None:
		path = write_company(tmp_path / "a.html", company_of(["Ann", "Bob"], rated=False))
		page, wrong = opened(browser, path)
		text = shown(page)
		assert "Nothing to show here: managers' and calibrated ratings" in text
		assert not re.search(r"NaN|undefined|Infinity", text)
		expect(page.locator("#unplaced .tally").first).to_have_text("2")
		assert wrong == []
		page.close()

	def test_many_people_are_capped_with_a_word(self, browser: Browser, tmp_path: Path) -> None:
		names = [f"Person {i}" for i in range(3000)]
		path = write_company(tmp_path / "a.html", company_of(names, [f"Department {i}" for i in range(60)]))
		page, wrong = opened(browser, path)
		fullest = max(box_counts(page).items(), key=lambda item: item[1])
		page.locator(f"[data-box='{fullest[0]}'] .box-open").click()
		expect(page.locator(".box-list")).to_contain_text(f"and {fullest[1] - 200} more – search or filter")
		assert page.evaluate("document.querySelectorAll('*').length") < 6000
		expect(page.locator("#ratings")).to_contain_text("Show 40 more")
		assert wrong == []
		page.close()


class TestPhone:
	def test_menus_open_and_close(self, phone: Page) -> None:
		expect(phone.locator("#sections")).to_be_hidden()
		phone.get_by_role("button", name="Sections").tap()
		phone.locator("#sections").get_by_role("link", name="Succession").tap()
		expect(phone.locator("#sections")).to_be_hidden()
		expect(phone.locator("#title-succession")).to_be_in_viewport()

	def test_filter_is_marked(self, phone: Page) -> None:
		phone.locator("[data-opens=filter]").tap()
		phone.select_option("#filter-department", "Production - LSB")
		phone.locator("[data-opens=filter]").tap()
		expect(phone.locator("#filter-mark")).to_be_visible()
		expect(phone.locator("#filter-said")).to_contain_text("Production - LSB")

	def test_tapping_a_box_opens_a_sheet(self, phone: Page) -> None:
		phone.locator("[data-box='9'] .box-open").tap()
		sheet = phone.locator(".box-pop")
		expect(sheet).to_be_visible()
		edge = sheet.bounding_box()
		assert edge["x"] == 0
		assert round(edge["y"] + edge["height"]) == PHONE["height"]
		sheet.get_by_role("button", name="Close").tap()
		expect(sheet).to_have_count(0)

	def test_fingers_find_the_controls(self, phone: Page) -> None:
		assert phone.evaluate(_SMALL) == []


class TestPaper:
	def test_everything_is_unfolded_and_controls_are_gone(self, wide: Page) -> None:
		wide.emulate_media(media="print")
		wide.evaluate("dispatchEvent(new Event('beforeprint'))")
		for control in (".bar-top", "#filter", "#sections", ".pager", ".chips", ".switch"):
			for found in wide.locator(control).all():
				expect(found).to_be_hidden()
		names = wide.locator("#ninebox .box-names .person").all_inner_texts()
		assert len(names) == talent()["box"].notna().sum()
		assert wide.locator("#unplaced details:not([open])").count() == 0
		assert wide.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
		wide.evaluate("dispatchEvent(new Event('afterprint'))")
		assert wide.locator("#ninebox .box-names .person").count() < len(names)

	def test_the_filter_is_named_on_paper(self, wide: Page) -> None:
		wide.select_option("#filter-department", "Production - LSB")
		wide.emulate_media(media="print")
		expect(wide.locator("#filter-said")).to_be_visible()

	def test_a_pdf_has_its_pages(self, wide: Page) -> None:
		pdf = wide.pdf(prefer_css_page_size=True, print_background=True)
		boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
		assert len(boxes) > 20
		width, height = (float(n) for n in boxes[0])
		assert width == pytest.approx(595, abs=1)
		assert height == pytest.approx(842, abs=1)


_CONTRAST = """() => {
	const light = (c) => {
		const part = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
	};
	const colour = (text) => {
		const n = text.match(/[\\d.]+/g).map(Number);
		const whole = text.startsWith("color(") ? 255 : 1;
		return [n[0] * whole, n[1] * whole, n[2] * whole, n[3] ?? 1];
	};
	const behind = (element) => {
		for (let e = element; e; e = e.parentElement) {
			const style = getComputedStyle(e);
			if (style.backgroundImage.includes("gradient") && e.tagName !== "SELECT") return null;
			if (colour(style.backgroundColor)[3] > 0.93) return colour(style.backgroundColor);
		}
		return null;
	};
	const bad = [];
	for (const e of document.querySelectorAll("body *")) {
		const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
		const style = getComputedStyle(e);
		if (!own || !e.checkVisibility() || style.visibility === "hidden" || style.clipPath !== "none") continue;
		const ground = behind(e);
		if (!ground) continue;
		const [a, b] = [light(colour(e.closest("svg") ? style.fill : style.color)), light(ground)];
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		const size = parseFloat(style.fontSize);
		const need = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
		if (ratio < need) bad.push(`${ratio.toFixed(2)} ${e.className} ${e.textContent.slice(0, 30)}`);
	}
	return bad;
}"""

_NAMELESS = """() => {
	const name = (e) =>
		e.getAttribute("aria-label") || e.textContent.trim() || (e.labels && e.labels[0] && e.labels[0].textContent);
	const all = (selector) => [...document.querySelectorAll(selector)];
	return [
		...all("button, a[href], input, select, summary, [role=dialog]").filter((e) => !name(e)),
		...all("svg[role=img], [role=img], div[role=table], [role=region], nav").filter((e) => !e.getAttribute("aria-label")),
		...all("table").filter((e) => !e.caption || !e.caption.textContent.trim()),
		...all("svg:not([role=img])").filter((e) => e.getAttribute("aria-hidden") !== "true"),
	].map((e) => e.outerHTML.slice(0, 99));
}"""

_SMALL = """() =>
	[...document.querySelectorAll("button, select, input, summary")]
		.filter((e) => e.checkVisibility() && !e.matches(".person, th button"))
		.map((e) => [e, e.getBoundingClientRect()])
		.filter(([, box]) => box.height < 24 || box.width < 24)
		.map(([e]) => e.outerHTML.slice(0, 99))
"""
