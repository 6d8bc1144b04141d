"""What people set out to do, by the track of their role."""

from __future__ import annotations

from dataclasses import replace

from talent_performance.rehearsal.sample.goal_kinds import (
	AUDIT_SCORE,
	FEW_INCIDENTS,
	OUTLETS,
	REVENUE,
	SAFE,
	SUCCESSORS,
	Goal,
	amount,
	below,
	done,
	plan,
	stepped,
	toward,
	within,
)
from talent_performance.rehearsal.sample.office_goals import SUPPORTING

SELLING: dict[str, tuple[Goal, ...]] = {
	"promoter": (
		Goal(
			"Grow sell-out in my stores",
			60,
			0,
			(
				amount("Sell-out", "IDR million", 640, 0.25, monthly="sum", weight=3),
				amount("Shoppers sampled", "shoppers", 4200),
			),
		),
		Goal(
			"Keep shelves full and tidy",
			25,
			1,
			(toward("Planogram compliance", "%", 70, 90), toward("Out-of-stock rate", "%", 12, 6)),
		),
		Goal("Report every visit", 15, 1, (toward("Visits reported the same day", "%", 60, 92, 0),)),
	),
	"seller": (
		Goal(
			"Grow sell-in of my route",
			50,
			0,
			(
				amount("Sell-in", "IDR million", 2400, 0.25, monthly="sum", weight=3),
				toward("Active outlets", "outlets", 60, 85, 0),
			),
		),
		Goal(
			"Sell the whole range",
			25,
			0,
			(toward("Lines per call", "lines", 4.2, 6.5), amount("Launch distribution", "outlets", 60)),
		),
		Goal(
			"Collect on time",
			25,
			2,
			(below("Days sales outstanding", "days", 38), within("Returns of sales", "%", 0.5, 2.5, 2)),
		),
		Goal(
			"Win a flagship store",
			10,
			0,
			(toward("Flagship displays won", "displays", 0, 10, 0),),
			"aspirational",
		),
	),
	"sales lead": (
		Goal(
			"Deliver the team's sell-out",
			50,
			0,
			(
				amount("Team sell-out", "IDR million", 6800, 0.2, monthly="sum", weight=2),
				toward("Planogram compliance of the team", "%", 72, 88, monthly="average"),
			),
			seasonal=True,
		),
		Goal("Be in every store that matters", 20, 1, (toward("Numeric distribution", "%", 58, 66),)),
		Goal("Coach in the field", 20, None, (amount("Days coached in the field", "days", 60),)),
		Goal("Keep receivables clean", 10, 2, (toward("Receivables over 60 days", "%", 10, 6),)),
	),
	"area sales": (
		Goal("Deliver the area's net sales", 50, 0, (REVENUE,), contributes=1, seasonal=True),
		Goal(
			"Open outlets and stay in them",
			25,
			1,
			(OUTLETS, toward("Numeric distribution", "%", 60, 68, monthly="last")),
			contributes=1,
		),
		Goal("Spend trade money well", 15, 2, (within("Trade spend of sales", "%", 7, 9, 3),)),
		SUCCESSORS,
	),
	"key account": (
		Goal("Grow with the national chains", 60, 0, (REVENUE,), contributes=1, seasonal=True),
		Goal(
			"Better terms",
			30,
			1,
			(
				plan(
					"Trading terms",
					("First chain signed", 3),
					("Second chain signed", 3),
					("Third chain signed", 2),
				),
				toward("Share of shelf", "%", 13, 16),
			),
		),
		SUCCESSORS,
	),
	"region": (
		Goal(
			"Lead the region to its number",
			50,
			0,
			(replace(REVENUE, cascade="revenue shared"),),
			seasonal=True,
		),
		Goal(
			"Cover the white spots", 20, 1, (toward("Districts with a distributor", "districts", 31, 40, 0),)
		),
		Goal("A cash-positive region", 20, 2, (toward("Receivables over 60 days", "%", 9, 6),)),
		SUCCESSORS,
	),
}

MAKING: dict[str, tuple[Goal, ...]] = {
	"operator": (
		Goal(
			"Run my line at rate",
			45,
			0,
			(
				toward("Output per shift", "cartons", 1850, 2050, 0, weight=2),
				toward("Changeover time", "minutes", 42, 32, 0),
			),
		),
		Goal(
			"Make it right the first time",
			35,
			1,
			(toward("Scrap of my line", "%", 4.5, 3, 2), within("Fill weight", "g", 248, 252, 4)),
		),
		SAFE,
	),
	"production lead": (
		Goal(
			"Deliver the plan of my shifts",
			40,
			0,
			(
				toward("Schedule adherence", "%", 85, 94),
				toward("Overall equipment effectiveness", "%", 67, 74),
			),
		),
		Goal(
			"Waste less",
			25,
			1,
			(
				toward("Scrap rate", "%", 4.4, 3, 2),
				below("Peak overtime in a month", "hours", 320, monthly="max"),
			),
		),
		SAFE,
		Goal(
			"A crew that can do more than one job",
			15,
			None,
			(amount("Multi-skilled crew members", "people", 9),),
		),
	),
	"plant": (
		Goal(
			"A plant that others visit",
			40,
			0,
			(
				toward("Overall equipment effectiveness", "%", 68, 74),
				toward("Cost per tonne", "IDR thousand", 5200, 4900, 0),
			),
		),
		Goal(
			"Save and show it",
			30,
			1,
			(amount("Savings confirmed by Finance", "IDR billion", 3.5, places=2),),
		),
		SAFE,
		SUCCESSORS,
	),
	"maintenance": (
		Goal(
			"Repair before it breaks",
			50,
			0,
			(
				toward("Planned maintenance done on time", "%", 80, 95),
				below("Unplanned stops", "hours", 120),
			),
		),
		Goal(
			"Cheaper and safer",
			30,
			1,
			(
				below("Spare parts used", "IDR million", 460),
				stepped("Recordable incidents", "incidents", FEW_INCIDENTS),
			),
		),
		Goal("Know more machines", 20, None, (amount("Machines certified for", "machines", 10),)),
	),
	"quality": (
		Goal(
			"Catch it before the customer does",
			50,
			0,
			(
				toward("Defects found at release", "%", 82, 94),
				toward("Complaints per million packs", "ppm", 9.5, 6),
			),
		),
		Goal(
			"Keep the laboratory accredited",
			30,
			1,
			(stepped("Score of the internal audit", "points", AUDIT_SCORE), done("Ring test passed")),
		),
		Goal("Teach quality on the line", 20, None, (amount("Toolbox talks held", "talks", 36),)),
	),
	"research": (
		Goal(
			"Bring products to the shelf",
			50,
			0,
			(
				plan(
					"Launch project",
					("Concept accepted", 1),
					("Pilot batch", 2),
					("Shelf-life test", 2),
					("First production run", 3),
				),
				amount("Trials completed", "trials", 24),
			),
		),
		Goal(
			"Take cost out of recipes",
			30,
			1,
			(toward("Recipe cost index", "points", 100, 96),),
			"aspirational",
		),
		Goal("Document what we know", 20, None, (amount("Specifications updated", "specifications", 40),)),
	),
	"procurement": (
		Goal(
			"Buy below the index",
			50,
			1,
			(
				amount("Savings against the index", "IDR million", 750),
				toward("Spend under contract", "%", 55, 75, 0),
			),
		),
		Goal(
			"Suppliers that deliver",
			30,
			0,
			(toward("Deliveries on time", "%", 84, 93), within("Raw-material cover", "days", 18, 26, 10)),
		),
		Goal(
			"Second source for every key material",
			20,
			1,
			(amount("Second sources approved", "suppliers", 10),),
		),
	),
	"planning": (
		Goal(
			"Forecast better",
			60,
			0,
			(toward("Forecast accuracy", "%", 70, 80), within("Forecast bias", "%", 97, 103, 8)),
		),
		Goal(
			"No empty shelf, no old stock",
			40,
			0,
			(
				toward("Out of stock at depots", "%", 7, 4),
				below("Stock older than 90 days", "IDR million", 900),
			),
		),
	),
	"warehouse": (
		Goal(
			"Ship complete and on time",
			50,
			0,
			(
				toward("Orders picked without error", "%", 97, 99.2, 2),
				toward("Lines picked per hour", "lines", 38, 46, 0),
			),
		),
		Goal(
			"Know what we have",
			30,
			0,
			(toward("Stock count accuracy", "%", 96, 99, 1), below("Damaged cartons", "cartons", 240)),
		),
		SAFE,
	),
	"driver": (
		Goal(
			"Deliver on the promised day",
			50,
			0,
			(
				toward("Drops on time", "%", 86, 94),
				toward("Proof of delivery the same day", "%", 80, 95, 0),
			),
		),
		Goal("Drive economically", 30, 1, (below("Fuel per 100 km", "litres", 17.5, 1),)),
		SAFE,
	),
}

INDIVIDUAL = {**SELLING, **MAKING, **SUPPORTING}
