frappe.query_reports["Merit Proposal"] = {
	filters: [
		{
			fieldname: "pay_round",
			label: __("Pay Round"),
			fieldtype: "Link",
			options: "Pay Round",
		},
		...talent_performance.report.places(),
	],

	formatter: talent_performance.report.cell,
};
