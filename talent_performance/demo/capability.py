"""What the demo's roles require and what its people can: competencies, profiles of roles, and who judged whom when."""

from __future__ import annotations

import pandas as pd

from talent_performance.demo.places import companies_of, masters
from talent_performance.demo.sample import Tables
from talent_performance.demo.writing import imported, into

COMPETENCY, PROFILE, ASSESSMENT = "Competency", "Role Competency Profile", "Competency Assessment"
SOURCES = {
	"manager": "Manager",
	"self": "Self",
	"feedback": "360",
	"test": "Test",
	"certificate": "Certificate",
}
ONE = ["employee", "source", "assessed_on"]


def assess(tables: Tables) -> dict[str, list[str]]:
	"""All of it; returns the names of competencies that weren't there, by DocType."""
	required, said = tables["role_competencies"], tables["competency_evidence"]
	both = pd.concat([required["competency"], said["competency"]])
	made = imported(COMPETENCY, masters(both, "competency_name"))
	make_profiles(tables, required)
	make_assessments(tables, said)
	return {COMPETENCY: made}


def make_profiles(tables: Tables, required: pd.DataFrame) -> None:
	"""What each designation asks for, in the demo's companies alone: the designation may be somebody else's too."""
	lines = required.assign(essential=required["essential"].astype(int))
	for company in companies_of(tables):
		names = sorted(lines["designation"].unique())
		table = pd.DataFrame({"designation": names, "company": company, "title": names})
		at = pd.Index(names).get_indexer(lines["designation"])
		into(PROFILE, table, {"competencies": lines.drop(columns="designation").set_axis(at)})


def make_assessments(tables: Tables, said: pd.DataFrame) -> None:
	"""One for each occasion on which somebody judged a person, with everything that was judged then."""
	employees = tables["employees"].set_index("employee")
	said = said[said["employee"].isin(employees.index) & said["level"].notna()].reset_index(drop=True)
	at = said.groupby(ONE, sort=True).ngroup()
	table = said[ONE].assign(at=at).drop_duplicates("at").sort_values("at").set_index("at").rename_axis(None)
	above = table["employee"].map(employees["reports_to"])
	judge = above.where(table["source"].eq("manager"), table["employee"].where(table["source"].eq("self")))
	table = table.assign(
		source=table["source"].map(SOURCES),
		employee_name=table["employee"].map(employees["employee_name"]),
		company=table["employee"].map(employees["company"]),
		assessor=judge,
		state="Submitted",
	)
	into(ASSESSMENT, table, {"ratings": said[["competency", "level"]].set_axis(at).sort_index(kind="stable")})
