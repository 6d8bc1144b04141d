"""People at the desk in Chromium: they log in, go somewhere, read, click; what the browser complained of is kept."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest

from frappe.utils import get_url_to_list

from harness import Site
from web import PASSWORD

CHROMIUM = os.environ.get("CHROMIUM") or next(
	filter(
		None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))
	),
	None,
)
if not CHROMIUM or not importlib.util.find_spec("playwright"):
	pytest.skip(
		"NOT TESTED: the desk in a browser, for there is no Chromium, or the bench's Python has no playwright.",
		allow_module_level=True,
	)

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
# Chromium's own complaints about what isn't there on a test machine: socket.io's server, and pictures of people.
NOISE = ("socket.io", "ERR_CONNECTION_REFUSED", "ERR_NAME_NOT_RESOLVED", "gravatar")
PATIENCE = 60_000


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
	"""A browser without a window."""
	with sync_playwright() as playwright:
		options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
		running = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
		yield running
		running.close()


def desk() -> str:
	"""The desk's first word in an address: app, and from 16 on desk."""
	return urlparse(get_url_to_list("User")).path.split("/")[1]


class Desk:
	"""Somebody at the desk. `complaints` are the errors that the page's own code made.

	`address` is what web.served yields. Where PICTURES names a directory, `picture` leaves screenshots there.
	"""

	def __init__(
		self,
		browser: Browser,
		site: Site,
		address: str,
		user: str,
		password: str = PASSWORD,
		size: dict = WIDE,
		**more: Any,
	) -> None:
		self.address = address.replace("127.0.0.1", site.name)
		self.context = browser.new_context(viewport=size, locale="en-GB", **more)
		done = self.context.request.post(
			f"{address}/api/method/login",
			form={"usr": user, "pwd": password},
			headers={"X-Frappe-Site-Name": site.name},
		)
		assert done.ok, done.text()
		host = self.address.split("//")[1].split(":")[0]
		cookies = [{**each, "domain": host} for each in self.context.cookies()]
		self.context.add_cookies(cookies)
		self.page: Page = self.context.new_page()
		self.page.set_default_timeout(PATIENCE)
		self.complaints: list[str] = []
		self.page.on("pageerror", lambda error: self._complain(str(error)))
		self.page.on(
			"console",
			lambda said: (
				self._complain(f"{said.text} {said.location.get('url')}") if said.type == "error" else None
			),
		)

	def go(self, route: str) -> Page:
		"""Open a route of the desk, as in "performance-appraisal/PA-1", and wait until the page has settled."""
		self.page.goto(f"{self.address}/{desk()}/{route}")
		self.page.wait_for_function("window.frappe?.boot && !frappe.request.ajax_count")
		self.settle()
		return self.page

	def visit(self, route: str = "") -> Page:
		"""Open a route of the self-service portal, as in "objectives", and wait until the page has settled."""
		self.page.goto(f"{self.address}/talent/{route}".rstrip("/"))
		self.page.wait_for_selector(".tp-main")
		self.page.wait_for_load_state("networkidle")
		self.page.wait_for_function("!document.querySelector('.tp-skeleton')")
		return self.page

	def settle(self) -> None:
		"""Wait until nothing is asked of the server any more."""
		self.page.wait_for_load_state("networkidle")
		self.page.wait_for_function("!document.querySelector('#freeze')")

	def barriers(self, within: str = "html") -> list[str]:
		"""What axe finds on the page that keeps people out: its serious and critical violations of WCAG 2.2 AA.

		`within`: a part of the page, for the desk around ours is Frappe's own.

		AXE names axe.min.js, as `make test-screens` does; without it nothing is looked for, and that is said.
		"""
		script = os.environ.get("AXE")
		if not script:
			warnings.warn("NOT TESTED: barriers, for AXE doesn't say where axe.min.js is.", stacklevel=2)
			return []
		self.page.add_script_tag(path=script)
		tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
		found = self.page.evaluate("([within, tags]) => axe.run(within, { runOnly: tags })", [within, tags])[
			"violations"
		]
		return [
			f"{each['id']}: {each['help']}: {node['html'][:120]}"
			for each in found
			if each["impact"] in ("serious", "critical")
			for node in each["nodes"]
		]

	def fetch(self, path: str) -> Any:
		"""What the server answers to somebody who is logged in here: a file, say, that the browser would only store."""
		port = self.address.rpartition(":")[2]
		host = self.address.split("//")[1].split(":")[0]
		[sid] = {each["value"] for each in self.context.cookies() if each["name"] == "sid"}
		headers = {"X-Frappe-Site-Name": host, "Cookie": f"sid={sid}"}
		return self.context.request.get(f"http://127.0.0.1:{port}{path}", headers=headers)

	def picture(self, name: str, whole: bool = True) -> None:
		"""A screenshot, where the environment's PICTURES says where to."""
		directory = os.environ.get("PICTURES")
		if directory:
			Path(directory).mkdir(parents=True, exist_ok=True)
			if whole:  # what stays at the window's edge would lie in the middle of the page
				self.page.evaluate("scrollTo(0, 0)")
				self.page.wait_for_timeout(200)
			self.page.screenshot(path=str(Path(directory) / f"{name}.png"), full_page=whole)

	def close(self) -> None:
		"""Leave."""
		self.context.close()

	def _complain(self, said: str) -> None:
		if not any(noise in said for noise in NOISE):
			self.complaints.append(said)
