"""Somebody asks Frappe for something, through the functions that a request comes to; and what was told."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import requests
from openpyxl import load_workbook
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

import frappe
import frappe.api
import frappe.handler

from harness import Site
from talent_performance.access import readings
from web import PASSWORD


class Told(str):
	"""What an answer says, or what a refusal says; numbers in it as counters tell them."""

	refusal: Exception | None
	message: Any
	about: str

	def __new__(
		cls, said: str, refusal: Exception | None = None, message: Any = None, about: str = ""
	) -> Told:
		told = super().__new__(cls, said)
		told.refusal, told.message, told.about = refusal, message, about
		return told

	@property
	def refused(self) -> bool:
		"""Whether nothing came, for whatever reason."""
		return self.refusal is not None

	@property
	def number(self) -> int:
		"""A count; a refusal counts nothing."""
		return int(self.message) if isinstance(self.message, int | float) else 0

	@property
	def counts(self) -> list[int]:
		"""How many there are of each group."""
		return [each["count"] for each in self.message or [] if not self.refused]

	@property
	def plotted(self) -> list[float]:
		"""The figures of a chart."""
		sets = self.message.get("datasets") if isinstance(self.message, dict) else None
		return [value for each in sets or [] for value in each["values"]]


class Visitor:
	"""A user at the server's doors, one request after the other; nothing that they change stays."""

	def __init__(self, user: str) -> None:
		self.user = user
		self.refusals: list[Exception] = []

	def call(self, method: str, verb: str = "POST", **form: Any) -> Told:
		"""A whitelisted method, by its path; all that the answer says, or that the refusal says."""
		return self._ask(f"/api/method/{method}", verb, form, lambda: frappe.handler.handle(), method)

	def rest(self, path: str, verb: str = "GET", **form: Any) -> Told:
		"""An address below /api."""
		return self._ask(f"/api{path}", verb, form, lambda: frappe.api.handle(frappe.local.request))

	def _ask(self, path: str, verb: str, form: dict[str, Any], handle: Any, method: str = "") -> Told:
		if frappe.session.user != self.user:
			frappe.set_user(self.user)
		environ = EnvironBuilder(path=path, method=verb).get_environ()
		frappe.local.request = Request(environ)
		texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in form.items()}
		frappe.local.form_dict = frappe._dict(texts, **({"cmd": method} if method else {}))
		frappe.local.response = frappe._dict(docs=[])
		frappe.local.message_log = []
		frappe.db.savepoint("asked")
		try:
			for hook in frappe.get_hooks("before_request"):
				frappe.call(hook)
			answer = handle()
			told = answer.get_data(as_text=True) if hasattr(answer, "get_data") else ""
			message = frappe.local.response.get("message")
			about = form.get("doctype") or path.rpartition("/")[2]
			return Told(told + said_in(frappe.local.response), message=message, about=about)
		except Exception as refusal:  # whatever it was, the door stayed shut; what it says is looked at too
			self.refusals.append(refusal)
			return Told(f"{refusal} {frappe.local.message_log}", refusal)
		finally:
			frappe.db.rollback(save_point="asked")
			# None would be a request without an environment to what of Frappe's only asks whether there is one.
			del frappe.local.request
			frappe.local.talent_readings = None


class Watched(Visitor):
	"""Somebody whose requests end as the server ends them; `lines` is what went to the Talent Access Log meanwhile."""

	def __init__(self, user: str) -> None:
		super().__init__(user)
		self.lines: list[dict[str, Any]] = []

	def _ask(self, path: str, verb: str, form: dict[str, Any], handle: Any, method: str = "") -> Told:
		def answered() -> Any:
			answer = handle()
			readings.after_request(Response(), frappe.local.request)
			return answer

		with pytest.MonkeyPatch.context() as patch:
			patch.setattr(readings, "deferred_insert", lambda _doctype, lines: self.lines.extend(lines))
			return super()._ask(path, verb, form, answered, method)


class Caller(Visitor):
	"""The same at a web server; nobody in particular where no user is named."""

	def __init__(self, address: str, site: Site, user: str | None) -> None:
		super().__init__(user or "Guest")
		self._address, self._session = address, requests.Session()
		self._session.headers.update({"X-Frappe-Site-Name": site.name, "Accept": "application/json"})
		if user:
			said = self.call("login", usr=user, pwd=PASSWORD)
			assert not said.refused, said

	def _ask(self, path: str, verb: str, form: dict[str, Any], handle: Any, method: str = "") -> Told:
		texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in form.items()}
		more = {"params": texts} if verb == "GET" else {"data": texts}
		answer = self._session.request(verb, self._address + path, timeout=300, **more)
		about = form.get("doctype") or path.rpartition("/")[2]
		if answer.status_code >= 400:
			return Told(answer.text, RuntimeError(answer.status_code))
		said = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
		return Told(answer.text, message=said.get("message"), about=about)


def said_in(response: dict[str, Any]) -> str:
	"""Everything in an answer: keys, documents, what goes with them, a file's cells."""
	content = response.get("filecontent")
	told = {key: value for key, value in response.items() if key != "filecontent"}
	plain = json.dumps(told, default=plainly, ensure_ascii=False)
	return plain + " " + in_file(content)


def plainly(value: Any) -> Any:
	return value.as_dict() if hasattr(value, "as_dict") else str(value)


def in_file(content: bytes | str | None) -> str:
	"""A file's text: of a workbook its cells."""
	if not content:
		return ""
	if isinstance(content, str):
		return content
	if content.startswith(b"PK"):
		sheet = load_workbook(io.BytesIO(content), read_only=True).active
		return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
	return content.decode("utf-8", "replace")
