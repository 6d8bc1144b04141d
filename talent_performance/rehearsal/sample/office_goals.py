"""What people behind the selling and making set out to do, by the track of their role."""

from __future__ import annotations

from talent_performance.rehearsal.sample.goal_kinds import (
	FEW_INCIDENTS,
	SUCCESSORS,
	Goal,
	amount,
	below,
	done,
	plan,
	stepped,
	toward,
)

SUPPORTING: dict[str, tuple[Goal, ...]] = {
	"marketing": (
		Goal(
			"Launches that land",
			40,
			0,
			(
				plan(
					"Launch of the year",
					("Brief approved", 1),
					("Campaign on air", 2),
					("Target distribution reached", 3),
				),
				toward("Trial rate", "%", 6, 10),
			),
		),
		Goal(
			"A brand that people ask for",
			35,
			0,
			(
				toward("Spontaneous awareness", "%", 22, 27),
				toward("Cost per thousand reached", "IDR thousand", 31, 26),
			),
		),
		Goal("Double the online shop", 25, 1, (amount("Online sales", "IDR million", 5200),), "aspirational"),
	),
	"accounting": (
		Goal(
			"Close on the sixth working day",
			50,
			0,
			(
				toward("Working days to close", "days", 9, 6),
				stepped("Corrections after close", "corrections", FEW_INCIDENTS),
			),
		),
		Goal(
			"Clean books",
			30,
			1,
			(
				toward("Accounts reconciled monthly", "%", 80, 97, 0),
				below("Open items over 60 days", "items", 45),
			),
		),
		Goal(
			"Automate one routine",
			20,
			None,
			(plan("Automation", ("Mapped", 1), ("Built", 2), ("In use", 2)),),
		),
	),
	"collection": (
		Goal(
			"Bring the money in",
			70,
			1,
			(
				amount("Collected", "IDR million", 5200, 0.2, monthly="sum", weight=2),
				toward("Receivables over 60 days", "%", 11, 7),
			),
		),
		Goal("Settle disputes quickly", 30, 1, (below("Days to settle a dispute", "days", 14),)),
	),
	"hr": (
		Goal(
			"Fill posts quickly and well",
			45,
			0,
			(
				toward("Days to fill a post", "days", 52, 38, 0),
				toward("New hires still here after a year", "%", 74, 86, 0),
			),
		),
		Goal(
			"Pay right, every month",
			35,
			0,
			(
				stepped("Payroll corrections", "corrections", FEW_INCIDENTS),
				done("Social-security audit passed"),
			),
		),
		Goal(
			"Teach supervisors to lead", 20, 1, (amount("Supervisors through the programme", "people", 24),)
		),
	),
	"it": (
		Goal(
			"Keep shops and plants running",
			45,
			0,
			(
				toward("Tickets solved within the agreed time", "%", 82, 93),
				toward("Availability of core systems", "%", 99, 99.7, 2),
			),
		),
		Goal(
			"One ERP for both companies",
			35,
			1,
			(plan("My modules", ("Blueprint", 1), ("Configured", 2), ("Data migrated", 2), ("Live", 3)),),
			due=(3, 31),
			due_next_year=True,
		),
		Goal("Safer accounts", 20, 0, (toward("Accounts with two factors", "%", 35, 95, 0),), due=(9, 30)),
	),
	"director": (
		Goal(
			"Deliver the function's number",
			50,
			0,
			(amount("Value delivered against the plan", "IDR billion", 60, 0.3, places=1),),
			contributes=1,
		),
		Goal(
			"Change that lasts",
			30,
			2,
			(
				plan("Transformation", ("Design agreed", 2), ("Half of the sites", 3), ("All sites", 3)),
				toward("Engagement score", "points", 66, 73, 0),
			),
		),
		SUCCESSORS,
	),
}
