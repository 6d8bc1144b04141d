"""Attacks on a real site. They run in the bench's Python with the site tests: `make test`, or `python tests/site/run.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))

from appraised import home, house, hushed  # noqa: F401 - fixtures
from fixtures import beside_hrms, on_site, site  # noqa: F401 - fixtures
