"""What only flows may change: controllers let it pass while a flow is at work, and not in somebody's own save."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

_moving: ContextVar[bool] = ContextVar("talent_moving", default=False)


@contextlib.contextmanager
def moving() -> Iterator[None]:
	"""Within this, controllers let pass what only flows may change."""
	token = _moving.set(True)
	try:
		yield
	finally:
		_moving.reset(token)


def is_moving() -> bool:
	"""Whether a flow is at work, and not somebody's own save."""
	return _moving.get()
