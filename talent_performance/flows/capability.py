"""How far people are and how they compare with roles: levels, fit and gaps by the engine, from what the site knows.

Nothing here asks who is looking: whoever shows a number asks access first. Everything goes by whole tables, and the
number of queries doesn't depend on how many people are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

import frappe
from frappe.utils import today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine import competency
from talent_performance.engine.policy import Policy
from talent_performance.flows.role_profiles import EVERY, SAYS, profiles_for
from talent_performance.store.competency_tables import EVIDENCE, evidence_of, required_by
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch
from talent_performance.store.policy import competency_policy

# Stands for the profile of a role that has none: such a role requires nothing.
NO_PROFILE = "-"
LEVEL_OF_EMPLOYEE = "grade"


def rules() -> Policy:
	"""How much evidence weighs and how fast it ages, as Talent Settings say today. Raises InvalidPolicy."""
	return competency_policy()


def evidence(employees: Sequence[str]) -> pd.DataFrame:
	"""Every judgement that counts, oldest first: the table `competency_evidence`, with document, assessor, note, justification."""
	return evidence_of(employees, practices.off_among(Practice.FEEDBACK, employees))


def levels(employees: Sequence[str], as_of: date | str | None = None) -> pd.DataFrame:
	"""Effective level, confidence and sources: the engine's table `competency_levels`."""
	return levels_of(evidence(employees), as_of)


def levels_of(said: pd.DataFrame, as_of: date | str | None = None) -> pd.DataFrame:
	"""The same, of evidence that has been read."""
	return competency.effective_levels(said[EVIDENCE], rules(), pd.Timestamp(as_of or today()))


def fit(pairs: pd.DataFrame, as_of: date | str | None = None) -> pd.DataFrame:
	"""How people fit roles: the engine's table `fit`, in the order of the pairs.

	`pairs` has the columns employee and designation, a row for each question. Company, department and level of the role are
	the person's own where the pairs don't say them; of another designation only the company.
	"""
	return compared(pairs, as_of=as_of).fit


def gaps(pairs: pd.DataFrame, as_of: date | str | None = None) -> pd.DataFrame:
	"""What each role requires beside the level of the person: the engine's table `competency_gaps`."""
	return compared(pairs, as_of=as_of).gaps


@dataclass(frozen=True)
class Compared:
	"""People beside roles: the pairs with the profile of each, what is known of the people, and what follows."""

	pairs: pd.DataFrame
	levels: pd.DataFrame
	required: pd.DataFrame

	@property
	def fit(self) -> pd.DataFrame:
		"""The table `fit`."""
		found = competency.fit(self._by_profile, self.required, self.levels, rules(), frappe._)
		return found.assign(designation=self.pairs["designation"].to_numpy())

	@property
	def gaps(self) -> pd.DataFrame:
		"""The table `competency_gaps`."""
		asked = self._by_profile.assign(status=None).drop_duplicates(["employee", "designation"])
		found = competency.gaps(asked, self.required, self.levels)
		roles = self.pairs.assign(profile=self._by_profile["designation"])
		roles = roles.drop_duplicates(["employee", "profile"])[["employee", "profile", "designation"]]
		found = found.rename(columns={"designation": "profile"}).assign(at=range(len(found)))
		found["profile"] = found["profile"].astype(object)
		found = found.merge(roles, on=["employee", "profile"], how="left").sort_values(
			"at", ignore_index=True
		)
		columns = [
			"employee",
			"designation",
			"competency",
			"required_level",
			"level",
			"gap",
			"weight",
			"essential",
		]
		return found[columns]

	@property
	def _by_profile(self) -> pd.DataFrame:
		"""Pairs in which the profile stands for the role; no role and no profile stays empty."""
		profile = self.pairs["profile"].where(
			self.pairs["profile"].notna() | self.pairs["designation"].isna(), NO_PROFILE
		)
		return pd.DataFrame({"employee": self.pairs["employee"], "designation": profile.astype(object)})


def compared(
	pairs: pd.DataFrame, known: pd.DataFrame | None = None, as_of: date | str | None = None
) -> Compared:
	"""People beside roles; `known` are their levels, where they have been computed already."""
	asked = with_roles(pairs.reset_index(drop=True))
	found = asked.assign(profile=profiles_for(asked))
	required = required_by(found["profile"].dropna().unique())
	if known is None:
		known = levels(found["employee"].dropna().unique().tolist(), as_of)
	return Compared(found, known, required)


def present_roles(employees: Sequence[str]) -> pd.DataFrame:
	"""Employee and designation of each, as pairs: the role that people have today."""
	employee = frappe.qb.DocType("Employee")
	query = (
		frappe.qb.from_(employee)
		.select(employee.name, employee.designation)
		.where(within(employee.name, list(employees)))
		.orderby(employee.name)
	)
	return fetch(query, ["employee", "designation"])


def with_roles(pairs: pd.DataFrame) -> pd.DataFrame:
	"""Pairs with company, department and level of the role, as far as they are known."""
	own = _of_employees(pairs["employee"].dropna().unique().tolist()).set_index("employee")
	own = own.reindex(pairs["employee"]).reset_index(drop=True)
	designation = pairs["designation"].astype(object)
	designation = designation.where(designation.notna() & (designation != EVERY), None)
	at_home = (designation == own["designation"]) | (designation.isna() & own["designation"].isna())
	said = {"designation": designation}
	for column in SAYS[1:]:
		theirs = own[column] if column == "company" else own[column].where(at_home, None)
		said[column] = pairs[column].fillna(theirs) if column in pairs else theirs
	return pairs[["employee"]].assign(**said)


def _of_employees(names: Sequence[str]) -> pd.DataFrame:
	employee = frappe.qb.DocType("Employee")
	graded = frappe.get_meta("Employee").has_field(LEVEL_OF_EMPLOYEE)
	columns = ["designation", "company", "department", *([LEVEL_OF_EMPLOYEE] if graded else [])]
	query = (
		frappe.qb.from_(employee)
		.select(employee.name, *(employee[column] for column in columns))
		.where(within(employee.name, names))
		.orderby(employee.name)
	)
	found = fetch(query, ["employee", *columns])
	return found.rename(columns={LEVEL_OF_EMPLOYEE: "level"}).reindex(columns=["employee", *SAYS])
