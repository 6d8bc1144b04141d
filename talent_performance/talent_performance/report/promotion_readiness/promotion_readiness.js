frappe.query_reports["Promotion Readiness"] = {
	filters: [
		...talent_performance.report
			.places()
			.filter((each) => ["company", "department"].includes(each.fieldname)),
		talent_performance.report.filter("employee", __("Employee"), "Employee"),
		talent_performance.report.choice("promotion", __("Ready to Be Promoted"), [
			"Ready",
			"Nearly",
			"Not Yet",
		]),
	],

	formatter: talent_performance.report.cell,
};
