"""The demo onto a site, step by step, in one transaction: either all of it is there, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate

from talent_performance.demo import (
	appraisals,
	capability,
	cycles,
	decisions,
	development,
	feedback,
	goals,
	history,
	manifest,
	people,
	places,
	published,
	this_year,
	under_way,
)
from talent_performance.demo.sample import LAST, Tables, sample_policy, sample_tables
from talent_performance.engine.policy import Policy
from talent_performance.exceptions import DemoRefused
from talent_performance.flows import progress
from talent_performance.store import listeners
from talent_performance.store.goal_tables import goal_tables

Step = tuple[str, Callable[[], object]]


@dataclass
class Demo:
	"""A demo on its way onto a site."""

	tables: Tables
	policy: Policy
	today: date
	password: str
	appraisals: dict[str, str] = field(default_factory=dict)
	cycle: str = ""
	now: Tables = field(default_factory=dict)
	parts: list[people.Part] = field(default_factory=list)

	def steps(self) -> Iterator[Step]:
		"""What is done, in its order, each with what a progress bar says."""
		yield "companies, departments, designations", lambda: places.place(self.tables)
		yield "600 people and who reports to whom", lambda: people.hire(self.tables)
		yield "logins", self.give_logins
		yield "cycles of earlier years", self.make_cycles
		yield "last year's goals", lambda: goals.write_goals(self.tables)
		yield "last year's appraisals", self.launch_last
		yield "last year's reviews", self.review_last
		yield "results and potential of earlier years", lambda: history.remember(self.tables)
		yield "closing and publishing last year", lambda: published.close_and_publish(self.appraisals)
		yield "replies and appeals", lambda: published.reply(self.tables, self.today)
		yield "this year's goals", self.agree_goals
		yield "this year's appraisals and reviews", self.go_on
		yield (
			"feedback, praise and notes",
			lambda: feedback.give(self.now, self.parts, self.today),
		)
		yield "competencies and what roles require", lambda: capability.assess(self.now)
		yield (
			"successors, risks, pools",
			lambda: decisions.decide(self.now, self.parts, self.cycle, self.today),
		)
		yield "development plans and mentors", lambda: development.develop(self.now, self.today)
		yield "progress of all goals", self.measure

	def give_logins(self) -> None:
		"""Users for a handful of people."""
		self.parts = people.give_logins(self.tables, self.password)

	def make_cycles(self) -> None:
		"""Templates and cycles."""
		cycles.make_templates(self.policy)
		cycles.complete_templates()
		cycles.make_cycles(self.tables, self.policy)

	def launch_last(self) -> None:
		"""Last year's appraisals, in the managers' hands."""
		self.appraisals = appraisals.launched(LAST)
		appraisals.go_through_the_year(self.tables, self.appraisals)

	def review_last(self) -> None:
		"""What managers and the calibration said."""
		appraisals.review(self.tables, self.appraisals)
		appraisals.calibrate(self.tables, self.appraisals)

	def agree_goals(self) -> None:
		"""The cycle under way, launched, with its goals."""
		self.now = this_year.this_year(self.tables, self.today)
		self.cycle = under_way.make_cycle(self.tables, self.policy, self.today)
		self.stage = under_way.Stage(self.now, appraisals.launched(self.cycle))
		objectives = self.now["objectives"].assign(status=under_way.unapproved(self.now, self.stage))
		goals.write_goals({**self.now, "objectives": objectives})

	def go_on(self) -> None:
		"""As far as this year has come."""
		under_way.go_on(self.now, self.stage, self.cycle, self.today)

	def measure(self) -> None:
		"""Attainment and pace of every goal."""
		for cycle in (LAST, self.cycle):
			progress.write(goal_tables(cycle), cycle, None)


def reviewed(tables: Tables, policy: Policy) -> dict[str, str]:
	"""The sample company up to the day of the close; returns the appraisals of its year: name → employee."""
	places.place(tables)
	people.hire(tables)
	cycles.make_templates(policy)
	cycles.make_cycles(tables, policy)
	goals.write_goals(tables)
	launched = appraisals.launched(LAST)
	appraisals.go_through_the_year(tables, launched)
	appraisals.review(tables, launched)
	appraisals.calibrate(tables, launched)
	history.remember(tables)
	return launched


def new_demo(password: str) -> Demo:
	"""A demo whose year under way is this one. Raises DemoRefused where a demo, or something of its names, is there."""
	today = getdate()
	tables = sample_tables(this_year.months_until(today))
	refuse(tables)
	return Demo(tables, sample_policy(), today, password)


def refuse(tables: Tables) -> None:
	"""Raises DemoRefused where there is a demo already, or a company or template of the customer's has its names."""
	if manifest.read():
		frappe.throw(
			_(
				"This site has the demo already. Take it away first: bench --site {0} load-talent-demo --remove"
			).format(frappe.local.site),
			exc=DemoRefused,
			title=_("Demo Is There"),
		)
	taken = [
		f"{_(doctype)} {name}"
		for doctype, names in names_wanted(tables).items()
		for name in frappe.get_all(doctype, {"name": ("in", names)}, pluck="name", order_by="name")
	]
	if taken:
		frappe.throw(
			_(
				"The demo needs these names, and they are taken: {0}. Rename what is there, and try again."
			).format(", ".join(taken)),
			exc=DemoRefused,
			title=_("Names Are Taken"),
		)


def names_wanted(tables: Tables) -> dict[str, list[str]]:
	"""What the demo makes by name and shares with nobody."""
	return {
		"Company": places.companies_of(tables),
		"User": [part.user for part in people.parts_of(tables)],
		cycles.TEMPLATE: [*cycles.TEMPLATES.values(), feedback.TEMPLATE],
		cycles.CYCLE: [*tables["cycles"]["cycle"], this_year.cycle_of(tables)["cycle"]],
	}


def real_employees() -> int:
	"""How many people work here already."""
	return frappe.db.count("Employee")


def load(demo: Demo, tell: Callable[[str], None] = lambda label: None) -> Demo:
	"""Load it; `tell` hears of each step before it is done. Commits at the end, and takes everything back if anything fails."""
	before = manifest.series()
	try:
		made: dict[str, list[str]] = {}
		with listeners.unheard():
			for label, step in demo.steps():
				tell(label)
				made |= step() or {}
		manifest.write(names_made(demo, made), before)
	except BaseException:
		frappe.db.rollback()
		frappe.clear_cache()
		raise
	frappe.db.commit()
	frappe.clear_cache()
	return demo


def names_made(demo: Demo, places_made: dict[str, list[str]]) -> dict[str, list[str]]:
	"""What --remove has to know: everything else hangs on the companies and their people."""
	wanted = names_wanted(demo.tables)
	return {**places_made, **wanted}
