"""The whole chain: an appraisal shows a gap, the gap a plan, the plan a level, the level readiness, readiness a bench."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import frappe
from frappe.utils import add_days, today

import capable
from capable import ANALYST, LEAD, NEGOTIATION, STATISTICS
from harness import Site
from people import COMPANY
from reviewed import make_appraisals, make_cycle, make_potential, make_reviews
from staff import hush_general_hooks
from succession_house import CANDIDATE, named, seat
from succession_house import PLAN as SUCCESSION_PLAN
from talent_performance.access import upkeep
from talent_performance.flows import capability, close
from talent_performance.flows.development import deeds, drafting, plans
from talent_performance.flows.succession import figures
from talent_performance.store import listeners
from talent_performance.talent_performance.report.development_progress import development_progress

CYCLE, PLAN = "Chain 2025", "Development Plan"
SOON, NOW = "1-2 years", "Ready Now"


@dataclass
class Chain:
	"""The people, siti's draft, and the critical position for which she is named."""

	house: capable.House
	position: str
	candidate: str

	@property
	def siti(self) -> str:
		return self.house.of["siti"]

	def see(self, who: str) -> None:
		frappe.set_user(self.house.user(who))

	def level(self) -> float:
		found = capability.levels([self.siti])
		return float(found.loc[found["competency"] == STATISTICS, "level"].iloc[0])

	def fit(self) -> float:
		return float(capability.fit(capability.present_roles([self.siti]))["fit"].iloc[0])

	def readiness(self) -> tuple[float, int]:
		"""What is computed of the candidate, in percent, and whether it disagrees with the human band."""
		figures.refresh([self.position])
		row = frappe.db.get_value(CANDIDATE, self.candidate, ["readiness", "disagrees"])
		return float(row[0]), int(row[1])

	def bench(self) -> tuple[str, int]:
		figures.refresh([self.position])
		asked = {"position": self.position}
		return frappe.db.get_value(SUCCESSION_PLAN, asked, ["bench", "ready_now"])


@pytest.fixture(scope="module")
def chain(site: Site) -> Iterator[Chain]:
	"""siti's published appraisal rates Statistics 2 of 5, and she is named for the post of the data lead. Never committed."""
	heard = listeners.harmless_by_hook
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		hush_general_hooks()
		try:
			yield build()
		finally:
			listeners.harmless_by_hook = heard
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


def build() -> Chain:
	house = capable.build(COMPANY, "Chn")
	upkeep.update_lines()
	siti = house.of["siti"]
	frappe.db.set_value("Employee", siti, "date_of_joining", add_days(today(), -1500))
	make_cycle(CYCLE, 2025)
	(appraisal,) = make_appraisals(CYCLE, [siti])
	make_reviews([appraisal], 2.0, overall=4.0)
	review = frappe.db.get_value("Appraisal Review", {"appraisal": appraisal})
	frappe.db.set_value("Review Rating", {"parent": review}, {"competency": STATISTICS, "item": STATISTICS})
	make_potential([siti])
	close.close(CYCLE, [appraisal], publish=True)
	capable.assess(siti, {NEGOTIATION: 4}, on="2025-12-31")
	capable.require(LEAD, {STATISTICS: (4, 3, 0), NEGOTIATION: (4, 1, 0)}, company=COMPANY)
	position = seat("Data lead of the chain", house.of["manager"], designation=LEAD)
	plan = frappe.db.get_value(SUCCESSION_PLAN, {"position": position})
	candidate = named(plan, siti, readiness_band=SOON).name
	return Chain(house, position, candidate)


def test_appraisal_gap_plan_level_readiness_bench(chain: Chain) -> None:
	# Appraisal → gap.
	assert chain.level() == 2
	gaps = capability.gaps(capability.present_roles([chain.siti])).set_index("competency")
	assert gaps.loc[STATISTICS, "gap"] == 2
	fit, (readiness, disagrees), bench = chain.fit(), chain.readiness(), chain.bench()
	assert bench == ("Future", 0)

	# Gap → plan, whose reasons name both.
	chain.see("siti")
	name = drafting.draft_for(chain.siti)
	plan = frappe.get_doc(PLAN, name)
	first = plan.actions[0]
	assert (first.competency, first.level_before, first.level_wanted) == (STATISTICS, 2, 4)
	assert first.reason == (
		f"The role {ANALYST} asks for level 4, the level now is 2: essential for this role."
		f" Rated 2 on a scale to 5 in the appraisal {CYCLE}."
	)
	assert plan.source_appraisal == frappe.db.get_value("Performance Appraisal", {"employee": chain.siti})

	# Plan → done. It was agreed a while ago.
	deeds.accept(name, [row.name for row in plan.actions])
	deeds.submit(name)
	chain.see("manager")
	deeds.approve(name)
	frappe.db.set_value(PLAN, name, "approved_on", add_days(today(), -90))
	chain.see("siti")
	for row in plan.actions:
		deeds.report(name, row.name, 100, "Led the survey.")
	assert plans.plans_of([chain.siti]).iloc[0]["progress"] == 1

	# Done → level, by the same source: fit rises, the gap is closed.
	chain.see("manager")
	capable.assess(chain.siti, {STATISTICS: 4})
	action = plans.plan_view(name)["actions"][0]
	assert (action["level_after"], action["gap_closed"]) == (4, 100)
	assert 2 < chain.level() < 4
	assert chain.fit() > fit
	rows = development_progress.execute({"rows": "Plan"})[1]
	(mine,) = [row for row in rows if row["plan"] == name]
	assert (mine["progress"], mine["gap_closed"], mine["overdue"]) == (100, 100, 0)

	# Level → readiness: computed, and told beside the human band.
	frappe.set_user("Administrator")
	after, disagrees_now = chain.readiness()
	assert after > readiness
	assert (disagrees, disagrees_now) == (0, 1)
	assert chain.bench() == ("Future", 0)

	# Readiness → bench: a human judges anew.
	chain.see("hr")
	candidate = frappe.get_doc(CANDIDATE, chain.candidate)
	candidate.update({"readiness_band": NOW, "reason": "Led the survey, and its figures held."})
	candidate.save()
	frappe.set_user("Administrator")
	assert chain.bench() == ("Ready Now", 1)
