"""One question to one address, and its answer, in bounded time: no redirect, no proxy, no address inside the own network unless it is named.

Whoever fills in a form of settings mustn't reach what only the server reaches. So the name is looked up once, every address
that it has is checked, and the connection goes to the one that was checked.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

PATH = "/chat/completions"
PORTS = {"http": 80, "https": 443}
LARGEST_ANSWER = 1_000_000
OK = 200
REDIRECTS = range(300, 400)
# What of the internet is assigned for IPv6; all else leads somewhere by way of something.
UNICAST = ipaddress.ip_network("2000::/3")
HIDDEN = "***"


class EndpointError(Exception):
	"""Why there is no answer: `kind` is one of KINDS, `said` what the other side said, if anything."""

	def __init__(self, kind: str, detail: str = "", said: str = "") -> None:
		super().__init__(f"{kind}: {detail}" if detail else kind)
		self.kind = kind
		self.said = said


ADDRESS, UNREACHABLE, LATE, STATUS, REDIRECTED, TOO_LARGE = (
	"Address Refused",
	"Unreachable",
	"Timed Out",
	"Error",
	"Redirected",
	"Too Large",
)
KINDS = (ADDRESS, UNREACHABLE, LATE, STATUS, REDIRECTED, TOO_LARGE)


@dataclass(frozen=True)
class Endpoint:
	"""Where a language model answers. `inside` are hosts of the own network that the server's administrator allows."""

	base_url: str
	model: str
	key: str
	seconds: float
	inside: frozenset[str] = frozenset()

	def ask(self, messages: list[dict[str, str]]) -> str:
		"""The body of the answer to a conversation. Raises EndpointError."""
		body = json.dumps({"model": self.model, "messages": messages, "stream": False}).encode()
		url = checked(self.base_url, self.inside)
		headers = {"Content-Type": "application/json", "Accept": "application/json"}
		if self.key:
			headers["Authorization"] = f"Bearer {self.key}"
		try:
			return _Call(url, _addresses(url, self.inside), self.seconds).send(body, headers)
		except EndpointError as error:
			error.said = self.without_key(error.said)
			raise

	def without_key(self, text: str) -> str:
		"""A text in which the key can't be read."""
		return text.replace(self.key, HIDDEN) if self.key else text


def checked(base_url: str, inside: Collection[str] = ()) -> SplitResult:
	"""An address that may be asked. Raises EndpointError, which says what is wrong with it.

	>>> checked("https://models.example.com/v1").hostname
	'models.example.com'
	"""
	try:
		url = urlsplit(base_url.strip().rstrip("/"))
		port = url.port
	except ValueError as error:
		raise EndpointError(ADDRESS, str(error)) from error
	wrong = (
		(url.scheme not in PORTS, "it begins with neither https:// nor http://"),
		(not url.hostname, "it names no host"),
		(bool(url.username or url.password), "a user or password doesn't belong into it"),
		(bool(url.query or url.fragment), "it ends before a question mark or hash"),
		(
			any(letter.isspace() or not letter.isprintable() for letter in base_url.strip()),
			"it has a space in it",
		),
		(port == 0, "port 0"),
		(url.scheme == "http" and url.hostname not in inside, "outside the own network it has to be https"),
	)
	for is_wrong, why in wrong:
		if is_wrong:
			raise EndpointError(ADDRESS, why)
	return url


def _addresses(url: SplitResult, inside: Collection[str]) -> list[tuple[str, int]]:
	"""The addresses of the host, every one of which may be reached. Raises EndpointError."""
	host, port = str(url.hostname), url.port or PORTS[url.scheme]
	try:
		found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
	except (OSError, UnicodeError) as error:
		raise EndpointError(UNREACHABLE, f"{host} isn't known") from error
	addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
	if host not in inside and not all(is_public(each) for each in addresses):
		raise EndpointError(ADDRESS, f"{host} is inside the own network")
	return [(each, port) for each in addresses]


def is_public(address: str) -> bool:
	"""Whether an address is one of the internet's, that leads nowhere else.

	>>> [
	...     is_public(each)
	...     for each in ("8.8.8.8", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1")
	... ]
	[True, False, False, False, False]
	"""
	ip = ipaddress.ip_address(address.split("%")[0])
	if isinstance(ip, ipaddress.IPv6Address):
		return ip in UNICAST and ip.is_global and ip.sixtofour is None and ip.teredo is None
	return ip.is_global and not ip.is_multicast


class _Connection(HTTPConnection):
	"""To an address that was looked up before; what the certificate has to name is the host."""

	def __init__(self, url: SplitResult, address: tuple[str, int], seconds: float) -> None:
		super().__init__(str(url.hostname), address[1], timeout=seconds)
		self.address, self.secure = address, url.scheme == "https"

	def connect(self) -> None:
		"""Dial, and agree on a key where it is https."""
		self.sock = socket.create_connection(self.address, self.timeout)
		if self.secure:
			context = ssl.create_default_context()
			self.sock = context.wrap_socket(
				self.sock, server_hostname=self.host, do_handshake_on_connect=False
			)
			self.sock.do_handshake()


class _Call:
	"""One call, which is over after its seconds whatever the other side does: also if it sends a byte now and then."""

	def __init__(self, url: SplitResult, addresses: list[tuple[str, int]], seconds: float) -> None:
		self.url, self.seconds = url, seconds
		self.connection = _Connection(url, addresses[0], seconds)
		self.late = threading.Event()
		self.open: socket.socket | None = None

	def send(self, body: bytes, headers: Mapping[str, str]) -> str:
		"""The answer's body. Raises EndpointError."""
		clock = threading.Timer(self.seconds, self._stop)
		clock.daemon = True
		clock.start()
		try:
			with closing(self.connection):
				return self._answer(body, headers)
		except EndpointError:
			raise
		except TimeoutError as error:
			raise EndpointError(LATE, f"{self.seconds:g} s") from error
		except (OSError, HTTPException, ValueError, AttributeError) as error:
			if self.late.is_set():
				raise EndpointError(LATE, f"{self.seconds:g} s") from error
			raise EndpointError(UNREACHABLE, type(error).__name__) from error
		finally:
			clock.cancel()

	def _answer(self, body: bytes, headers: Mapping[str, str]) -> str:
		self.connection.connect()
		self.open = self.connection.sock
		self.connection.request("POST", self.url.path + PATH, body, dict(headers))
		response: Any = self.connection.getresponse()
		raw = response.read(LARGEST_ANSWER + 1)
		if self.late.is_set():
			raise EndpointError(LATE, f"{self.seconds:g} s")
		text = raw[:LARGEST_ANSWER].decode("utf-8", "replace")
		if response.status in REDIRECTS:
			raise EndpointError(REDIRECTED, str(response.status), text)
		if response.status != OK:
			raise EndpointError(STATUS, str(response.status), text)
		if len(raw) > LARGEST_ANSWER:
			raise EndpointError(TOO_LARGE, f"{LARGEST_ANSWER} bytes", text)
		return text

	def _stop(self) -> None:
		"""The time is over: whoever waits for the other side gets an end."""
		self.late.set()
		waiting = self.open or self.connection.sock
		if waiting is not None:
			try:
				socket.socket.shutdown(waiting, socket.SHUT_RDWR)
			except OSError:
				return  # it is closed already
