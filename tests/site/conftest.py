"""Tests on a real site. They run in the bench's Python: `make test`, or `python tests/site/run.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
	from xdist.scheduler import LoadScopeScheduling

# Tests on the site with Frappe HR, by a part of their names: making it takes minutes.
WITH_HRMS = ("test_install_with_hrms.py", "test_skills_with_hrms.py", "[with Frappe HR")


def needs_hrms(name: str) -> bool:
	"""Whether a test works on the site with Frappe HR."""
	return any(part in name for part in WITH_HRMS)


# Files of many minutes: one that begins as the last leaves the other process idle.
LONGEST = ("test_matrix.py", "test_fuzz.py", "test_names_of_others.py", "test_opt_outs.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
	"""What takes longest begins first."""
	items.sort(key=lambda item: (not needs_hrms(item.nodeid), item.path.name not in LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
	"""Where two processes share the tests: a file stays whole, and only one of them makes the site with Frappe HR."""
	from xdist.scheduler import LoadScopeScheduling

	class ByFile(LoadScopeScheduling):
		def _split_scope(self, nodeid: str) -> str:
			return "hrms" if needs_hrms(nodeid) else nodeid.split("::")[0]

	return ByFile(config, log)
