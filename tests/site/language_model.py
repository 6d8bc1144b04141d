"""A language model on this machine, for tests: an endpoint that answers what a test wants it to answer."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HERE = "127.0.0.1"
Answering = Callable[[BaseHTTPRequestHandler], None]


def says(text: str, status: int = 200, **headers: str) -> Answering:
	"""An answer of an endpoint, in which the model says something."""
	return raw(
		json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}), status, **headers
	)


def raw(body: str, status: int = 200, **headers: str) -> Answering:
	def answer(handler: BaseHTTPRequestHandler) -> None:
		handler.send_response(status)
		for name, value in headers.items():
			handler.send_header(name, value)
		handler.send_header("Content-Length", str(len(body.encode())))
		handler.end_headers()
		handler.wfile.write(body.encode())

	return answer


def slowly(handler: BaseHTTPRequestHandler) -> None:
	time.sleep(1.6)
	raw("{}")(handler)


class Model(ThreadingHTTPServer):
	"""A language model on this machine, which says what a test wants it to say."""

	daemon_threads = True
	answer: Answering

	def __init__(self) -> None:
		super().__init__((HERE, 0), Handler)
		self.asked: list[dict[str, Any]] = []
		self.keys: list[str | None] = []
		self.answer = raw("{}")

	@property
	def url(self) -> str:
		return f"http://{HERE}:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
	server: Model

	def do_POST(self) -> None:
		self.server.keys.append(self.headers["Authorization"])
		self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
		try:
			self.server.answer(self)
		except OSError:
			return  # whoever asked has hung up

	do_GET = do_POST

	def log_message(self, *_said: object) -> None:
		return None


@contextlib.contextmanager
def running() -> Iterator[Model]:
	"""It listens until the test is over."""
	model = Model()
	thread = threading.Thread(target=model.serve_forever, daemon=True)
	thread.start()
	yield model
	model.shutdown()
	model.server_close()
	thread.join()
