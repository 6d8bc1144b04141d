"""The sample company's cycle on a site and in the rehearsal: both results side by side, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

import frappe

from harness import Site
from staff import hush_general_hooks
from talent_performance.demo import loading
from talent_performance.demo.sample import AS_OF, LAST, sample_policy, sample_tables
from talent_performance.engine.pipeline import run_cycle
from talent_performance.engine.policy import Policy
from talent_performance.flows import close
from talent_performance.store import listeners

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Both:
	"""The rehearsal's results, and the appraisals that the site has closed and published."""

	rehearsal: dict[str, pd.DataFrame]
	policy: Policy
	appraisals: list[str]
	employees: list[str]


@pytest.fixture(scope="module")
def both(site: Site) -> Iterator[Both]:
	"""Loaded, closed and published once, in a transaction that is never committed."""
	asked = listeners.harmless_by_hook
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		hush_general_hooks()
		try:
			yield through(sample_tables(), sample_policy())
		finally:
			listeners.harmless_by_hook = asked
			frappe.db.rollback()
			frappe.clear_cache()


def through(tables: dict[str, pd.DataFrame], policy: Policy) -> Both:
	"""Both ways."""
	appraisals = loading.reviewed(tables, policy)
	assert close.close(LAST, list(appraisals), publish=True) == []
	rehearsal = run_cycle(tables, policy, AS_OF).tables
	return Both(rehearsal, policy, list(appraisals), sorted(appraisals.values()))


def rows(doctype: str, employees: list[str], **filters: object) -> pd.DataFrame:
	"""What the site has, by employee."""
	found = frappe.get_all(
		doctype,
		filters={"employee": ("in", employees), **filters},
		fields=["*"],
		order_by="employee, name",
		limit=0,
	)
	return pd.DataFrame(map(dict, found)).set_index("employee", drop=False).loc[employees]


def expected(both: Both, table: str) -> pd.DataFrame:
	"""What the rehearsal says about those who were appraised."""
	return both.rehearsal[table].set_index("employee", drop=False).loc[both.employees]


def differences(found: pd.Series, wanted: pd.Series) -> list[tuple]:
	"""Where two columns differ: label, found, wanted. The site's empty text and 0 for nothing are the rehearsal's null."""
	pairs = zip(found.index, found.astype(object), wanted.astype(object), strict=True)
	return [(label, a, b) for label, a, b in pairs if not same(a, b)][:10]


def same(found: object, wanted: object) -> bool:
	"""A date, a number within the precision of a column, or the same words in whatever case."""
	if wanted is None or pd.isna(wanted):
		return bool(pd.isna(found)) or found in ("", 0)
	if isinstance(wanted, pd.Timestamp):
		return pd.Timestamp(found) == wanted
	if isinstance(wanted, int | float | np.number | np.bool_):
		return bool(np.isclose(float(found), float(wanted), rtol=0, atol=TOLERANCE))
	return str(found).lower() == str(wanted).lower()


def in_order(table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
	"""Sorted by its key, nulls first."""
	return (
		table.astype({column: object for column in key})
		.sort_values(key, na_position="first")
		.reset_index(drop=True)
	)


def plain_rows(table: pd.DataFrame) -> list[dict[str, object]]:
	values = table.astype(object)
	return values.where(values.notna(), None).to_dict("records")


def below(doctype: str, name: str, **values: object) -> None:
	"""A row past its controller, which would ask whether a department is there."""
	doc = frappe.get_doc({"doctype": doctype, "name": name})
	known = {
		key: None if pd.isna(value) else value for key, value in values.items() if doc.meta.has_field(key)
	}
	doc.update(known).db_insert()
