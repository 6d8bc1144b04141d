frappe.query_reports["Development Progress"] = {
	filters: [
		talent_performance.report.choice("rows", __("Down the Side"), [
			"Plan",
			"Person",
			"Department",
			"Company",
			"Kind",
		]),
		...talent_performance.report.places(),
		talent_performance.report.choice("kind", __("Kind"), [
			"Growth",
			"Succession",
			"Onboarding",
			"Performance Improvement",
		]),
		talent_performance.report.choice(
			"state",
			__("State"),
			["Draft", "Awaiting Approval", "Active", "Completed", "Cancelled"],
			{ default: "Active" }
		),
		{ fieldname: "overdue_only", label: __("Overdue Only"), fieldtype: "Check" },
	],

	formatter: talent_performance.report.cell,
};
