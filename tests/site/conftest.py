"""Tests on a real site. They run in the bench's Python: `make test`, or `python tests/site/run.py`."""

from __future__ import annotations

import pytest

from appraised import home, house, hushed  # noqa: F401 - fixtures
from fixtures import beside_hrms, on_site, site  # noqa: F401 - fixtures


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
	"""Where two processes share the tests: a file stays whole, and only one of them makes the site with Frappe HR, at once."""
	for item in items:
		group = "hrms" if needs_hrms(item) else item.path.name
		item.add_marker(pytest.mark.xdist_group(group))
	items.sort(key=lambda item: not needs_hrms(item))


def needs_hrms(item: pytest.Item) -> bool:
	"""Whether a test asks for the site with Frappe HR, by a fixture or by a parameter."""
	return "beside_hrms" in item.fixturenames or "[with Frappe HR" in item.name
