"""The site as a browser meets it: a web server and a background worker of its own, and people who log in."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import requests

from harness import Site, answers, environment, free_port, wait_until

PASSWORD = "a-long-Passw0rd-for-tests"


@contextlib.contextmanager
def served(site: Site) -> Iterator[str]:
	"""The bench's web server for the site, on a port of its own; yields its address."""
	port = free_port()
	command = [site.bench.python, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", "1", "--threads", "4"]
	with process(site, [*command, "--timeout", "300", "frappe.app:application_with_statics()"]):
		wait_until(lambda: answers("127.0.0.1", port), f"The web server on port {port}")
		yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def working(site: Site) -> Iterator[None]:
	"""A background worker for all queues."""
	frappe = [site.bench.python, "-m", "frappe.utils.bench_helper", "frappe"]
	with process(site, [*frappe, "worker", "--queue", "short,default,long"]):
		yield


@contextlib.contextmanager
def process(site: Site, command: list) -> Iterator[subprocess.Popen]:
	"""A process in the workspace, for as long as the block lasts; what it says is in the workspace's logs."""
	with (site.workspace / "logs" / "services.log").open("ab") as log:
		started = subprocess.Popen(
			command,
			cwd=site.sites,
			env={**os.environ, **environment(site.workspace)},
			stdin=subprocess.DEVNULL,
			stdout=log,
			stderr=subprocess.STDOUT,
		)
	try:
		yield started
	finally:
		started.terminate()
		started.wait(timeout=30)


class Refused(Exception):
	"""The server said no: the status, and Frappe's own name of the error."""

	def __init__(self, status: int, kind: str, text: str) -> None:
		super().__init__(f"{status} {kind}: {text}")
		self.status = status
		self.kind = kind


class Person:
	"""Somebody at a browser: logs in once, and asks what a browser would ask."""

	def __init__(self, address: str, site: Site, user: str, password: str = PASSWORD) -> None:
		self.user = user
		self._address = address
		self._session = requests.Session()
		self._session.headers.update({"X-Frappe-Site-Name": site.name, "Accept": "application/json"})
		self._ask("POST", "/api/method/login", json={"usr": user, "pwd": password})

	def call(self, method: str, **arguments: Any) -> Any:
		"""A whitelisted function that writes."""
		return self._ask("POST", f"/api/method/{method}", json=arguments).get("message")

	def ask(self, method: str, **arguments: Any) -> Any:
		"""A whitelisted function that reads."""
		return self._ask("GET", f"/api/method/{method}", params=arguments).get("message")

	def add(self, doctype: str, **values: Any) -> dict[str, Any]:
		"""A new document."""
		return self._ask("POST", f"/api/resource/{doctype}", json=values)["data"]

	def change(self, doctype: str, name: str, **values: Any) -> dict[str, Any]:
		"""Other values in a document."""
		return self._ask("PUT", f"/api/resource/{doctype}/{name}", json=values)["data"]

	def read(self, doctype: str, name: str) -> dict[str, Any]:
		"""One document."""
		return self._ask("GET", f"/api/resource/{doctype}/{name}")["data"]

	def list(self, doctype: str, **arguments: Any) -> list[dict[str, Any]]:
		"""A list as the desk fetches it."""
		return self._ask("GET", f"/api/resource/{doctype}", params=arguments)["data"]

	def export(self, doctype: str, filters: dict[str, Any]) -> bytes:
		"""A list as a CSV file, as the desk's menu does it."""
		asked = {"doctype": doctype, "filters": json.dumps(filters), "fields": json.dumps(["name", "box"])}
		address = self._address + "/api/method/frappe.desk.reportview.export_query"
		answer = self._session.post(address, data={**asked, "file_format_type": "CSV"}, timeout=300)
		answer.raise_for_status()
		return answer.content

	def answer(self, verb: str, path: str, **more: Any) -> requests.Response:
		"""Whatever the server says, refusals too."""
		return self._session.request(verb, self._address + path, timeout=300, **more)

	def timed(self, path: str, **arguments: Any) -> float:
		"""Seconds that a request takes."""
		begun = time.perf_counter()
		self._ask("GET", path, params=arguments)
		return time.perf_counter() - begun

	def _ask(self, verb: str, path: str, **more: Any) -> dict[str, Any]:
		answer = self._session.request(verb, self._address + path, timeout=300, **more)
		said = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
		if answer.status_code >= 400:
			raise Refused(answer.status_code, said.get("exc_type", ""), answer.text[:2000])
		return said
