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

	// Set before the report is asked for: a link that is checked first comes too late for that.
	onload(report) {
		const asked =
			frappe.route_options?.pay_round ||
			new URLSearchParams(window.location.search).get("pay_round");
		return asked && report.get_filter("pay_round").set_input(asked);
	},
};
