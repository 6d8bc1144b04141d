frappe.query_reports["Objective Progress"] = {
	filters: [
		talent_performance.report.cycle(),
		{
			fieldname: "group_by",
			label: __("By"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("Objective") },
				{ value: "person", label: __("Person") },
				{ value: "department", label: __("Department") },
				{ value: "manager", label: __("Manager") },
			],
		},
		...talent_performance.report.places(),
		talent_performance.report.choice("level", __("Level"), [
			"Individual",
			"Department",
			"Company",
		]),
		talent_performance.report.choice(
			"status",
			__("Status"),
			["Draft", "Submitted", "Returned", "Approved", "Archived"],
			{ default: "Approved" }
		),
		talent_performance.report.choice("grade", __("Grade"), ["Red", "Amber", "Green"]),
		talent_performance.report.choice("pace_status", __("Pace"), [
			"At Risk",
			"Behind",
			"On Track",
			"Too Early",
			"N/A",
		]),
		{ fieldname: "stale_only", label: __("Stale Only"), fieldtype: "Check" },
		{
			fieldname: "chart_by",
			label: __("Chart"),
			fieldtype: "Select",
			options: [
				{ value: "grade", label: __("By Grade") },
				{ value: "pace", label: __("By Pace") },
			],
			default: "grade",
		},
	],

	formatter: talent_performance.report.cell,

	async onload(report) {
		talent_performance.report.on_drill(report, (_figure, scope) => {
			const field = { person: "employee", department: "department" }[
				report.get_filter_value("group_by")
			];
			if (field) {
				frappe.set_route("List", "Objective", {
					cycle: report.get_filter_value("cycle"),
					[field]: scope ? scope : ["is", "not set"],
				});
				return;
			}
			report.set_filter_value({ manager: scope, group_by: "" });
		});
		await talent_performance.report.set_current_cycle(report);
	},
};
