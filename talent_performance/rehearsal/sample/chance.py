"""Random choices that come out the same on every machine and with every version of numpy.

Only PCG64's plain uniform doubles are used. Distributions of numpy's Generator may change between versions, exp and
log differ between C libraries, and `sum` adds floats differently from Python 3.12 on; `fsum` is exact everywhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from math import fsum
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Chance:
	"""A stream of choices. Each topic has its own, so that a change in one table leaves the others alone."""

	def __init__(self, seed: int, topic: str) -> None:
		numbers = np.random.SeedSequence([seed, zlib.crc32(topic.encode())])
		self._generator = np.random.Generator(np.random.PCG64(numbers))

	def share(self) -> float:
		"""A number from 0 up to, not including, 1."""
		return float(self._generator.random())

	def between(self, low: float, high: float) -> float:
		"""A number from low to high."""
		return low + (high - low) * self.share()

	def normal(self) -> float:
		"""About standard normal: the sum of twelve uniform numbers less 6, never beyond ±6."""
		return fsum(self._generator.random(12).tolist()) - 6.0

	def whole(self, low: int, high: int) -> int:
		"""A whole number from low to high, both included."""
		return low + int(self.share() * (high - low + 1))

	def happens(self, probability: float) -> bool:
		"""True with this probability."""
		return self.share() < probability

	def pick(self, options: Sequence[T]) -> T:
		"""One of the options, all equally likely."""
		return options[self.whole(0, len(options) - 1)]

	def shuffled(self, options: Sequence[T]) -> list[T]:
		"""The options in another order (Fisher-Yates)."""
		order = list(options)
		for i in range(len(order) - 1, 0, -1):
			j = self.whole(0, i)
			order[i], order[j] = order[j], order[i]
		return order

	def some(self, options: Sequence[T], count: int) -> list[T]:
		"""`count` different options; asking for more than there are raises ValueError."""
		if count > len(options):
			raise ValueError(f"{count} wanted, but there are only {len(options)}")
		return self.shuffled(options)[:count]

	def day(self, first: date, last: date) -> date:
		"""A day from first to last, both included."""
		return first + timedelta(days=self.whole(0, (last - first).days))
