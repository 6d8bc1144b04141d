frappe.query_reports["High Potentials"] = {
	filters: [
		...talent_performance.report.places(),
		talent_performance.report.choice("promise", __("High Potential"), [
			"High Potential",
			"Emerging",
		]),
		{
			fieldname: "without_pool",
			label: __("In No Pool Only"),
			fieldtype: "Check",
		},
	],

	formatter: talent_performance.report.cell,
};
