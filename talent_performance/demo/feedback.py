"""Feedback in the demo: a 360° round that is released, one whose raters are being chosen, and what people noted about each other.

Answers go below the guest's door, as nobody opens a link; everything that comes of them comes by the flows of everyday life.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

import frappe

from talent_performance.demo.backdating import NOON, set_values
from talent_performance.demo.people import Part
from talent_performance.demo.sample import Tables
from talent_performance.demo.this_year import SEED
from talent_performance.demo.writing import into
from talent_performance.flows.feedback import closing, frozen, sheets
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.runs.kinds import Work

ROUND, REQUEST, INVITATION, NOTE = (
	"Feedback Round", "Feedback Request", "Feedback Invitation", "Feedback Note",
)  # fmt: skip
TEMPLATE = "Sample 360° feedback"
RATED = (
	"Listens before deciding",
	"Keeps promises to other teams",
	"Says clearly what is expected",
	"Develops the people around",
	"Stays calm when plans change",
)
KEEP, CHANGE = "What should this person keep doing?", "What would you like to see more of?"
WORDS = {
	KEEP: (
		"Listens to the plant before the plan is fixed; the weekly rounds help all of us.",
		"Explains why a decision was taken, also when it was not ours.",
		"Keeps what was promised to other teams, even in the busy weeks.",
		"Answers quickly and says honestly when an answer is not known yet.",
		"Makes room for younger colleagues to present their own figures.",
	),
	CHANGE: (
		"Meetings could begin with the decision that is needed and end on time.",
		"I would like to hear about changes of priority earlier.",
		"More time on the line with us, and less in reports.",
		"Should delegate the monthly figures and let others make the first draft.",
		"Say no more often: too many projects begin at the same time.",
	),
}
PRAISE = (
	"Stayed until the second shift had the new recipe running. Thank you!",
	"Prepared the audit so well that it took half a day instead of two.",
	"Explained the new planning board to three teams, patiently and in plain words.",
	"Found the fault in the packing line before it cost us a shift.",
	"Took over the customer visit at short notice, and the order came the same week.",
)
SUGGESTIONS = (
	"Bring the figures on one page next time, so that we decide in the meeting.",
	"Let the team know a day earlier when a delivery is moved.",
	"Ask the plant for its view before the offer goes out.",
)
ANSWERS = {"Self": 1.0, "Manager": 0.95, "Peer": 0.85, "Report": 0.8}
ABOUT, PEERS, LEAST_REPORTS, MOST_REPORTS, NOTES = 24, 5, 3, 8, 90
LAUNCHED, DEADLINE, RELEASED, CHOSEN_UNTIL = -80, -55, -50, 6
STAGES = ("Waiting", "Nominating", "Approved")


class House:
	"""The people of the demo's largest company who are here, and who works beside whom."""

	def __init__(self, tables: Tables) -> None:
		employees = tables["employees"]
		here = employees[employees["status"] == "Active"].set_index("employee")
		self.company = str(here["company"].value_counts().idxmax())
		self.people = here[here["company"] == self.company]
		self.reports = self.people.groupby("reports_to", sort=False).groups
		self.alike = self.people.groupby("designation", sort=False).groups

	def reports_of(self, name: str) -> list[str]:
		"""Who reports to somebody."""
		return list(self.reports.get(name, ()))

	def above(self, name: str) -> str | None:
		"""The manager, where there is one in the company."""
		manager = self.people.at[name, "reports_to"]
		return str(manager) if manager in self.people.index else None

	def peers_of(self, name: str) -> list[str]:
		"""Who has the same manager; where these are few, also who has the same work."""
		found = dict.fromkeys(self.reports_of(str(self.above(name))))
		if len(found) <= PEERS:
			found |= dict.fromkeys(self.alike.get(self.people.at[name, "designation"], ()))
		return [each for each in found if each not in (name, self.above(name))]

	def leaders(self) -> list[str]:
		"""Managers of some people who have a manager and colleagues themselves, those with most people first."""
		found = [
			(-len(self.reports_of(name)), name)
			for name in map(str, self.people.index)
			if len(self.reports_of(name)) >= LEAST_REPORTS and self.peers_of(name)
		]
		return [name for _count, name in sorted(found)]


def give(tables: Tables, parts: Sequence[Part], today: date) -> None:
	"""All of it."""
	house = House(tables)
	make_template()
	release(house, today)
	choose_raters(house, parts, today)
	take_notes(house, parts, today)


def make_template() -> None:
	"""What the rounds ask."""
	asked = [{"perspective": frozen.FEEDBACK, "question": text, "kind": "Rating"} for text in RATED]
	asked += [{"perspective": frozen.FEEDBACK, "question": text, "kind": "Text"} for text in WORDS]
	components = [{"component": "360 Feedback", "weight": 100}]
	tables = {
		field: pd.DataFrame(rows).set_axis([TEMPLATE] * len(rows))
		for field, rows in (("questions", asked), ("components", components))
	}
	table = pd.DataFrame({"template_name": [TEMPLATE]}, index=[TEMPLATE])
	into("Review Template", table, tables, reserved=[TEMPLATE])


def make_round(house: House, **values: Any) -> str:
	"""A round of the company; its name."""
	row = {
		"company": house.company,
		"purpose": "Development",
		"review_template": TEMPLATE,
		"rating_scale": frappe.db.get_single_value("Talent Settings", "rating_scale"),
		"include_self": 1,
		"include_manager": 1,
		"include_reports": 1,
		"peers_wanted": PEERS,
		**values,
	}
	return into(ROUND, pd.DataFrame([row]))[0]


def requests(house: House, round_: str, subjects: Sequence[str], states: Sequence[str]) -> dict[str, str]:
	"""Subject → request."""
	table = pd.DataFrame({"employee": list(subjects), "state": list(states)})
	table["employee_name"] = table["employee"].map(house.people["employee_name"])
	table["manager"] = table["employee"].map(house.above)
	made = into(REQUEST, table.assign(round=round_, company=house.company))
	return dict(zip(subjects, made, strict=True))


def raters_of(house: House, name: str, chance: Chance) -> Iterator[tuple[str, str]]:
	"""Group and rater, of everybody who is asked about somebody."""
	yield "Self", name
	manager = house.above(name)
	if manager:
		yield "Manager", manager
	peers, reports = house.peers_of(name), house.reports_of(name)
	yield from (("Peer", each) for each in chance.some(peers, min(PEERS, len(peers))))
	yield from (("Report", each) for each in reports[:MOST_REPORTS])


def invitations(
	house: House, rows: Sequence[tuple[str, str, str, str]], round_: str, state: str
) -> pd.DataFrame:
	"""Rows of (request, subject, group, rater), written; the table of what was."""
	table = pd.DataFrame(rows, columns=["request", "employee", "rater_group", "rater"])
	table = table.assign(round=round_, company=house.company, rater_key=table["rater"], state=state)
	table["rater_name"] = table["rater"].map(house.people["employee_name"])
	table["nominated_by"] = table["rater_group"].eq("Peer").map({True: "Employee", False: "Rule"})
	into(INVITATION, table)
	return table


# The round that is over


def release(house: House, today: date) -> None:
	"""Asked, answered, closed and released, by the steps of a run."""
	chance = Chance(SEED, "feedback")
	subjects = house.leaders()[:ABOUT]
	launched = f"{today + timedelta(days=LAUNCHED)} {NOON}"
	title = f"Leaders' feedback {today.year}"
	day = today + timedelta(days=DEADLINE)
	round_ = make_round(house, title=title, state="Collecting", deadline=day, launched_on=launched)
	kept = frozen.freeze(frappe.get_doc(ROUND, round_))
	frappe.db.set_value(ROUND, round_, "frozen", kept, update_modified=False)
	asked = requests(house, round_, subjects, ["Collecting"] * len(subjects))
	rows = [(asked[name], name, *rater) for name in subjects for rater in raters_of(house, name, chance)]
	sent = invitations(house, rows, round_, "Sent")
	frappe.db.set_value(ROUND, round_, "asked", len(sent), update_modified=False)
	answer(sent, launched, levels_of(kept), chance)
	arguments = {"round": round_}
	closing.work_close(Work("", arguments, list(asked.values())))
	closing.finish_close(arguments)
	closing.work_release(Work("", arguments, closing.sealed(round_)))
	closing.finish_release(arguments)
	over = today + timedelta(days=RELEASED)
	set_values(ROUND, {"name": round_}, closed_on=day, released_on=over)
	set_values(closing.RESULT, {"round": round_}, released_on=over)


def levels_of(kept: str) -> list[float]:
	"""The values of the scale, from low to high: a site may have another one than five points."""
	return [level["value"] for level in json.loads(kept)["scale"]["levels"]]


def answer(sent: pd.DataFrame, launched: str, levels: Sequence[float], chance: Chance) -> None:
	"""Most have answered: around what somebody is like, each with an own mind."""
	like = {name: chance.between(0.45, 0.85) for name in dict.fromkeys(sent["employee"])}
	strong = {name: chance.pick(RATED) for name in like}
	heads = sent[[chance.happens(ANSWERS[group]) for group in sent["rater_group"]]].reset_index(drop=True)
	heads = heads.assign(name=sheets.new_names(len(heads)), state="Submitted", respondent_key=None)
	lines: list[tuple] = []
	for parent, name, group in zip(heads["name"], heads["employee"], heads["rater_group"], strict=True):
		kinder = 0.1 if group == "Self" else 0.0
		for at, text in enumerate(RATED, 1):
			felt = like[name] + kinder + 0.12 * (text == strong[name]) + 0.15 * chance.normal()
			level = levels[round(min(1, max(0, felt)) * (len(levels) - 1))]
			lines.append((parent, at, frozen.key_of(text), level, 0, None))
		for at, (text, words) in enumerate(WORDS.items(), len(RATED) + 1):
			said = chance.pick(words) if chance.happens(0.7) else None
			lines.append((parent, at, frozen.key_of(text), 0, 0, said))
	sheets.insert(heads, pd.DataFrame(lines, columns=sheets.LINE, dtype=object), launched)


# The round that begins


def choose_raters(house: House, parts: Sequence[Part], today: date) -> None:
	"""A team in the middle of choosing: some wait for their manager, some haven't begun, some are through."""
	chance = Chance(SEED, "raters")
	team = house.reports_of(parts[1].employee)
	until = today + timedelta(days=CHOSEN_UNTIL)
	round_ = make_round(
		house,
		title=f"Team feedback {today.year}",
		state="Nominating",
		nominations=1,
		nominate_until=until,
		deadline=until + timedelta(days=21),
	)
	states = [STAGES[at % len(STAGES)] for at in range(len(team))]
	asked = requests(house, round_, team, states)
	rows = []
	for name, state in zip(team, states, strict=True):
		if state != "Nominating":
			peers = chance.some(house.peers_of(name), min(PEERS, len(house.peers_of(name))))
			rows += [(asked[name], name, "Peer", each) for each in peers]
	if rows:
		invitations(house, rows, round_, "Nominated")
		done = [asked[name] for name, state in zip(team, states, strict=True) if state == "Approved"]
		frappe.db.set_value(INVITATION, {"request": ("in", done or [""])}, "state", "Approved")


# Between the rounds


def take_notes(house: House, parts: Sequence[Part], today: date) -> None:
	"""Praise for all to see, and suggestions for one."""
	chance = Chance(SEED, "notes")
	team = [parts[1].employee, *house.reports_of(parts[1].employee)]
	people = [*map(str, house.people.index), *team * 10]
	rows = [note for _count in range(NOTES) for note in noted(house, chance.pick(people), chance, today)]
	table = pd.DataFrame(rows, columns=["employee", "author", "kind", "visibility", "on_date", "note"])
	for column in ("employee", "author"):
		table[f"{column}_name"] = table[column].map(house.people["employee_name"])
	into(NOTE, table.assign(company=house.company, shared_on=table["on_date"].astype(str) + f" {NOON}"))


def noted(house: House, name: str, chance: Chance, today: date) -> Iterator[tuple]:
	"""A note about somebody by somebody who works beside him, where anybody does."""
	beside = [*house.peers_of(name), *filter(None, [house.above(name)])]
	if not beside:
		return
	day = today - timedelta(days=chance.whole(1, 150))
	author = chance.pick(beside)
	if chance.happens(0.75):
		yield name, author, "Praise", "Everybody", day, chance.pick(PRAISE)
	else:
		yield name, author, "Suggestion", "Employee and Manager", day, chance.pick(SUGGESTIONS)
