"""What the companies and their departments set out to do."""

from __future__ import annotations

from talent_performance.rehearsal.sample.goal_kinds import (
	AUDIT_SCORE,
	FEW_INCIDENTS,
	OUTLETS,
	REVENUE,
	SAVINGS,
	Goal,
	amount,
	below,
	done,
	plan,
	stepped,
	toward,
	within,
)
from talent_performance.rehearsal.sample.structure import BOGA, NIAGA

COMPANY: dict[str, tuple[Goal, ...]] = {
	BOGA: (
		Goal(
			"Grow our own brands profitably",
			35,
			None,
			(toward("Market share of own brands", "%", 11.4, 12.6), toward("Gross margin", "%", 27.5, 29)),
			seasonal=True,
		),
		Goal(
			"Make products that consumers trust",
			25,
			None,
			(
				toward("Consumer complaints per million packs", "ppm", 9.5, 6),
				done("Food safety recertification passed"),
			),
		),
		Goal(
			"Spend less to make the same",
			25,
			None,
			(SAVINGS, within("Finished-goods cover", "days", 22, 30, 12)),
		),
		Goal(
			"Be a place where people grow",
			15,
			None,
			(toward("Key posts filled from within", "%", 48, 60, 0), below("Voluntary leavers", "%", 9, 1)),
		),
	),
	NIAGA: (
		Goal("Sell 1,200 billion rupiah across the archipelago", 40, None, (REVENUE,), seasonal=True),
		Goal("Open 100 modern-trade outlets", 20, None, (OUTLETS,)),
		Goal(
			"Turn sales into cash",
			15,
			None,
			(
				toward("Days sales outstanding", "days", 46, 40, 0),
				stepped("Findings of the external audit", "findings", FEW_INCIDENTS),
			),
		),
		Goal("Keep and grow our people", 10, None, (below("Voluntary leavers", "%", 12, 1),)),
		Goal(
			"Deliver on the promised day", 15, None, (toward("Deliveries in full and on time", "%", 88, 94),)
		),
	),
}

_SALES_DEPARTMENT = (
	Goal("Deliver the region's net sales", 50, 0, (REVENUE,), contributes=1, seasonal=True),
	Goal(
		"Be where shoppers shop",
		30,
		1,
		(OUTLETS, toward("Numeric distribution", "%", 61, 68)),
		contributes=1,
	),
	Goal("Collect what was sold", 20, 2, (toward("Receivables over 60 days", "%", 9, 6),)),
)
DEPARTMENT: dict[str, tuple[Goal, ...]] = {
	"Production": (
		Goal(
			"Run the lines safely and at rate",
			50,
			1,
			(
				toward("Overall equipment effectiveness", "%", 68, 74),
				stepped("Lost-time accidents", "accidents", FEW_INCIDENTS),
			),
			contributes=1,
		),
		Goal(
			"Waste less of everything",
			50,
			2,
			(toward("Scrap rate", "%", 4.2, 3, 2), SAVINGS),
			contributes=1,
		),
	),
	"Engineering": (
		Goal("Keep machines available", 60, 1, (toward("Machine availability", "%", 89, 93),)),
		Goal("Use less energy per tonne", 40, 2, (below("Energy per tonne", "kWh", 410),)),
	),
	"Quality": (
		Goal("Right first time", 60, 1, (toward("First-pass yield", "%", 94, 97),), contributes=1),
		Goal(
			"Always ready for the auditor",
			40,
			1,
			(stepped("Score of the customer audit", "points", AUDIT_SCORE),),
		),
	),
	"Research": (
		Goal(
			"Fill the shelf of new products",
			70,
			0,
			(amount("Products handed over to production", "products", 8, 0),),
		),
		Goal(
			"Cheaper recipes, same taste",
			30,
			2,
			(toward("Recipe cost index", "points", 100, 96),),
			"aspirational",
		),
	),
	"Supply Chain": (
		Goal(
			"Have it in stock, but not too much",
			50,
			2,
			(within("Raw-material cover", "days", 18, 26, 10), toward("Forecast accuracy", "%", 71, 80)),
		),
		Goal("Buy better", 50, 2, (SAVINGS,), contributes=1),
	),
	"Marketing": (
		Goal(
			"Build brands that people ask for",
			60,
			0,
			(
				toward("Spontaneous awareness", "%", 24, 30),
				toward("Trial rate of new products", "%", 6, 10),
			),
			seasonal=True,
		),
		Goal(
			"Win online",
			40,
			0,
			(amount("Online sales", "IDR billion", 36, 0, places=1),),
			"aspirational",
			contributes=0.5,
		),
	),
	"Finance": (
		Goal(
			"Close fast and right",
			50,
			2,
			(
				toward("Working days to close", "days", 9, 6),
				stepped("Audit adjustments", "adjustments", FEW_INCIDENTS),
			),
		),
		Goal(
			"Keep cash moving", 50, 2, (toward("Cash conversion cycle", "days", 71, 62, 0),), contributes=0.5
		),
	),
	"Human Resources": (
		Goal(
			"Fill posts quickly and from within",
			50,
			3,
			(
				toward("Days to fill a post", "days", 52, 38, 0),
				toward("Posts filled from within", "%", 40, 55, 0),
			),
		),
		Goal("Grow supervisors", 50, 3, (amount("Training hours per head", "hours", 24, 0, places=1),)),
	),
	"Information Technology": (
		Goal(
			"Systems that never stop sales",
			60,
			2,
			(toward("Availability of core systems", "%", 99, 99.7, 2),),
		),
		Goal(
			"One ERP for both companies",
			40,
			2,
			(
				plan(
					"Roll-out",
					("Blueprint signed", 2),
					("Boga live", 4),
					("Niaga pilot branch live", 2),
					("All branches live", 4),
				),
			),
			due=(3, 31),
			due_next_year=True,
		),
	),
	"Sales West": _SALES_DEPARTMENT,
	"Sales Central": _SALES_DEPARTMENT,
	"Sales East": _SALES_DEPARTMENT,
	"Modern Trade": (
		Goal("Grow with the big chains", 70, 0, (REVENUE,), contributes=1, seasonal=True),
		Goal("Win shelf space", 30, 1, (toward("Share of shelf", "%", 13, 16),)),
	),
	"Logistics": (
		Goal(
			"Deliver on the promised day",
			60,
			4,
			(toward("Deliveries in full and on time", "%", 88, 94),),
			contributes=1,
		),
		Goal("Move more for less", 40, 2, (below("Transport cost per carton", "IDR", 2350),)),
	),
}

# One number of the company, divided over departments and the area managers under them. Outlets cover 95 of 100,
# savings promise more than was asked, revenue adds up.
SPLITS: dict[str, dict[str, tuple[float, ...]]] = {
	"revenue": {
		NIAGA: (1200,),
		"Sales West": (430, 150, 145, 135),
		"Sales Central": (470, 160, 160, 150),
		"Sales East": (220, 115, 105),
		"Modern Trade": (80, 80),
	},
	"outlets": {
		NIAGA: (100,),
		"Sales West": (40, 14, 13, 13),
		"Sales Central": (30, 10, 10, 10),
		"Sales East": (25, 13, 12),
	},
	"savings": {BOGA: (12,), "Production": (7,), "Supply Chain": (5.5,)},
}
