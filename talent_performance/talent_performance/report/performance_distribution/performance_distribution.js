frappe.query_reports["Performance Distribution"] = {
	filters: [
		talent_performance.report.cycle(),
		{
			fieldname: "group_by",
			label: __("By"),
			fieldtype: "Select",
			options: [
				{ value: "department", label: __("Department") },
				{ value: "manager", label: __("Manager") },
				{ value: "template", label: __("Template") },
				{ value: "company", label: __("Company") },
			],
			default: "department",
		},
		...talent_performance.report.places(),
		talent_performance.report.filter("template", __("Template"), "Review Template"),
	],

	formatter: talent_performance.report.cell,

	async onload(report) {
		talent_performance.report.on_drill(report, (_figure, scope) => {
			const { cycle, group_by } = report.get_filter_values();
			const of_group = scope ? scope : ["is", "not set"];
			frappe.set_route("List", "Appraisal Result", { cycle, [group_by]: of_group });
		});
		await talent_performance.report.set_current_cycle(report);
	},
};
