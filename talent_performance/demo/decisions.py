"""What follows from results in the demo: critical positions with successors, risk of loss and stay plans, a pool, and a
calibration session that is prepared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

import frappe

from talent_performance.demo.people import Part
from talent_performance.demo.sample import Tables
from talent_performance.demo.this_year import SEED
from talent_performance.demo.writing import into
from talent_performance.flows.pools import suggesting
from talent_performance.flows.succession import figures
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.runs.kinds import Work

POSITION, PLAN, CANDIDATE = "Critical Position", "Succession Plan", "Succession Candidate"
RISK, STAY, ASPIRATION = "Retention Assessment", "Stay Plan", "Career Aspiration"
POOL, SESSION = "Talent Pool", "Calibration Session"
WORDS_OF_RISK = {"low": "Low", "mid": "Medium", "high": "High"}
WHY = "Named in the last talent review."
REASONS = {
	"Low": "Content with work and team; nothing points elsewhere.",
	"Medium": "Asks what comes next; the present role has been the same for some years.",
	"High": "Two offers from outside this year, and the pay is below what the market gives.",
}
STAYING = (
	"Talk about the next role before the month ends; take over the packing project from April.",
	"Review of the pay in the coming round; a mentor from the other plant.",
	"Half a day a week for the training that was asked for; a talk with the plant manager.",
)
WISHES = (
	"I would like to lead a team within two years, best where I know the machines.",
	"After eight years in the plant I want to learn how customers decide.",
	"I want to become an expert for food safety rather than a manager.",
	"A year at the other plant would teach me what I miss here.",
)
CRITERIA = (("Potential Band", "is", "High"), ("Performance Band", "is not", "Low"))
WISHING, MEMBERS, STAYS = 60, 6, 12


def decide(tables: Tables, parts: Sequence[Part], cycle: str, today: date) -> None:
	"""All of it. Positions of an incumbent who is gone are vacant, as the rules say."""
	employees = tables["employees"].set_index("employee")
	judge_risk(employees, today)
	wish(employees, today)
	succeed(tables, employees, today)
	gather(employees, parts)
	prepare_session(employees, parts, cycle, today)


# Who might go


def judge_risk(employees: pd.DataFrame, today: date) -> None:
	"""What managers said of the risk that somebody goes, and what is done about it for those who would be missed most."""
	chance = Chance(SEED, "risk")
	here = employees[employees["status"].eq("Active") & employees["retention_risk"].notna()]
	table = about(here).assign(
		assessor=here["reports_to"].to_numpy(),
		assessed_on=[today - timedelta(days=chance.whole(20, 300)) for _person in here.index],
		state="Submitted",
		risk=here["retention_risk"].map(WORDS_OF_RISK).to_numpy(),
		impact=here["loss_impact"].map(WORDS_OF_RISK).to_numpy(),
	)
	into(RISK, table.assign(reasons=table["risk"].map(REASONS)))
	missed = here[here["retention_risk"].eq("high") & here["reports_to"].notna()]
	order = (
		missed["loss_impact"].map({"high": 0, "mid": 1, "low": 2}).fillna(3).sort_values(kind="stable").index
	)
	missed = missed.loc[order[:STAYS]]
	into(
		STAY,
		about(missed).assign(
			owner_employee=missed["reports_to"].to_numpy(),
			owner_name=missed["reports_to"].map(employees["employee_name"]).to_numpy(),
			due_date=[today + timedelta(days=chance.whole(-20, 60)) for _person in missed.index],
			state="Open",
			actions=[chance.pick(STAYING) for _person in missed.index],
		),
	)


def wish(employees: pd.DataFrame, today: date) -> None:
	"""What some people want, in their own words, with a role that others in their company have."""
	chance, helping = Chance(SEED, "wishes"), Chance(SEED, "mentors")
	here = employees[employees["status"].eq("Active") & employees["designation"].notna()]
	some = here.loc[chance.some(list(here.index), WISHING)]
	roles = {company: sorted(group["designation"].unique()) for company, group in here.groupby("company")}
	table = (
		about(some)
		.drop(columns="company")
		.assign(
			visible_to_manager=[int(chance.happens(0.7)) for _person in some.index],
			updated_on=[f"{today - timedelta(days=chance.whole(5, 200))} 12:00:00" for _person in some.index],
			aspiration=[chance.pick(WISHES) for _person in some.index],
			timeframe=[chance.pick(("Within a Year", "1-2 Years", "3-5 Years")) for _person in some.index],
			relocate=[chance.pick(("Yes", "No", "To Named Places")) for _person in some.index],
			willing_to_mentor=[int(helping.happens(0.3)) for _person in some.index],
		)
	)
	lines = pd.DataFrame({"designation": [chance.pick(roles[company]) for company in some["company"]]})
	into(ASPIRATION, table, {"roles": lines})


def about(people: pd.DataFrame) -> pd.DataFrame:
	"""Whom records are about."""
	columns = {
		"employee": people.index,
		**{name: people[name].to_numpy() for name in ("employee_name", "company")},
	}
	return pd.DataFrame(columns).reset_index(drop=True)


# Who comes after whom


def succeed(tables: Tables, employees: pd.DataFrame, today: date) -> None:
	"""Critical positions, a plan for each with its candidates, and the figures that follow."""
	positions = tables["positions"]
	seats = positions[["title", "company", "department", "designation", "grade", "incumbent", "criticality"]]
	names = employees["employee_name"]
	seats = seats.assign(incumbent_name=seats["incumbent"].map(names), grade=None, reviewed_on=today)
	seats = seats.set_axis(positions["position"].to_numpy())
	into(POSITION, seats, reserved=list(seats.index))
	owner = seats["incumbent"].map(employees["reports_to"])
	plans = seats[["company", "department", "incumbent", "incumbent_name"]].assign(
		position=seats.index,
		position_title=seats["title"],
		owner_employee=owner,
		owner_name=owner.map(names),
		status="Active",
	)
	made = into(PLAN, plans.reset_index(drop=True))
	nominate(tables["candidates"], employees, plans.assign(plan=made), today)
	figures.refresh()


def nominate(candidates: pd.DataFrame, employees: pd.DataFrame, plans: pd.DataFrame, today: date) -> None:
	"""Who could follow, as people judged it."""
	table = candidates.reset_index(drop=True)
	seat = plans.loc[table["position"]].reset_index(drop=True)
	person = employees.reindex(table["employee"]).reset_index(drop=True)
	into(
		CANDIDATE,
		pd.DataFrame(
			{
				"plan": seat["plan"],
				"position": table["position"],
				"position_title": seat["position_title"],
				"employee": table["employee"],
				"candidate_name": person["employee_name"].fillna(table["candidate_name"]),
				"external_name": table["candidate_name"].where(table["employee"].isna()),
				"company": person["company"].fillna(seat["company"]),
				"department": person["department"],
				"designation": person["designation"],
				"status": table["status"].str.title(),
				"readiness_band": table["readiness_band"],
				"role_since": person["role_since"],
				"emergency_cover": table["emergency_cover"].astype(int),
				"emergency_only": table["emergency_only"].astype(int),
				"reason": WHY,
				"nominated_by": seat["owner_employee"],
				"nominated_by_name": seat["owner_name"],
				"nominated_on": today,
			}
		),
	)


# Who is gathered, and where ratings are compared


def gather(employees: pd.DataFrame, parts: Sequence[Part]) -> None:
	"""A pool whose criteria have suggested people, some of whom are in it."""
	company = employees.at[parts[1].employee, "company"]
	row = {
		"title": "Plant managers of tomorrow",
		"company": company,
		"open_to_nominations": 1,
		"review_months": 6,
		"purpose": "People who could lead a plant in three to five years, and what they need for it.",
		"match": "All Criteria",
	}
	lines = [{"fact": fact, "operator": operator, "value": value} for fact, operator, value in CRITERIA]
	criteria = pd.DataFrame(lines).set_axis([0] * len(lines))
	[pool] = into(POOL, pd.DataFrame([row]), {"criteria": criteria})
	arguments = {"pool": pool}
	found = [key for group in suggesting.plan(arguments) for key in group]
	suggesting.work(Work("", arguments, found))
	suggesting.finish(arguments)
	filters = {"pool": pool, "status": "Suggested"}
	chosen = frappe.get_all("Talent Pool Member", filters, pluck="name", order_by="name", limit=MEMBERS)
	joined = {"status": "Member", "joined_on": frappe.utils.today(), "progress": "On Track", "reason": WHY}
	frappe.db.set_value("Talent Pool Member", {"name": ("in", chosen or [""])}, joined, update_modified=False)


def prepare_session(employees: pd.DataFrame, parts: Sequence[Part], cycle: str, today: date) -> None:
	"""A session of the year under way, as HR prepares it: it opens once the cycle is closed."""
	users = {role: part.user for part in parts for role in part.roles}
	row = {
		"title": f"Calibration {today.year}",
		"company": employees.at[parts[1].employee, "company"],
		"state": "Draft",
		"combination": "Side by Side",
		"facilitator": users["HR Manager"],
		"scheduled_on": f"{today + timedelta(days=14)} 09:00:00",
		"minutes_planned": 90,
		"agenda": "Ratings of last year beside this year's; boxes of everybody above the line; open questions.",
	}
	children = {
		"cycles": pd.DataFrame([{"cycle": cycle, "weight": 1}]).set_axis([0]),
		"participants": pd.DataFrame(list(taking_part(parts))).pipe(
			lambda table: table.set_axis(np.zeros(len(table), int))
		),
	}
	into(SESSION, pd.DataFrame([row]), children)


def taking_part(parts: Sequence[Part]) -> Iterator[dict[str, str]]:
	"""Those who move cards, and who only looks."""
	yield {"user": parts[0].user, "role": "Move"}
	yield {"user": parts[1].user, "role": "Read"}
