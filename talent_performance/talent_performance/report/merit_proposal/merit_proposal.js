frappe.query_reports["Merit Proposal"] = {
	filters: [
		{
			fieldname: "pay_round",
			label: __("Pay Round"),
			fieldtype: "Link",
			options: "Pay Round",
			reqd: 1,
		},
		talent_performance.report.filter(
			"department",
			__("Department (with all below)"),
			"Department"
		),
	],

	formatter: talent_performance.report.cell,
};
