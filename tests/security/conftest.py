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


@pytest.fixture(autouse=True)
def tokens(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
	"""A token against forged requests for whoever calls a function in this process, where there is no session to keep one."""
	if "site" in request.fixturenames:
		frappe = pytest.importorskip("frappe")
		monkeypatch.setattr(
			"frappe.sessions.generate_csrf_token",
			lambda: frappe.local.session.data.update(csrf_token="a token"),
		)
