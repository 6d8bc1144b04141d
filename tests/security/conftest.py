"""What the attack stories share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness import Site


@pytest.fixture(scope="module")
def stage(site: Site) -> Iterator:
	"""A company with something to hide; over HTTP. Built once for a file."""
	from stage import staged

	yield from staged(site)
