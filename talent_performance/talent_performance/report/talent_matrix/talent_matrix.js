frappe.query_reports["Talent Matrix"] = {
	filters: [
		talent_performance.report.cycle({
			description: __("Empty: as of now"),
			get_query: () => ({
				filters: {
					state: ["in", ["Closed", "Published"]],
					kind: ["in", ["Annual", "Half-Year", "Quarterly"]],
				},
			}),
		}),
		...talent_performance.report.places(),
		talent_performance.report.filter("designation", __("Designation"), "Designation"),
		talent_performance.report.choice("movement", __("Movement"), [
			"Up",
			"Same",
			"Sideways",
			"Down",
			"New",
		]),
		talent_performance.report.choice("box", __("Box"), [
			...Array.from({ length: 9 }, (_each, at) => String(at + 1)),
			"Unplaced",
		]),
		{
			fieldname: "high_potential_only",
			label: __("High Potential Only"),
			fieldtype: "Check",
		},
	],

	formatter: talent_performance.report.cell,

	onload(report) {
		report.page.main.off("click.talent").on("click.talent", "[data-box]", (event) => {
			const { box } = event.currentTarget.dataset;
			const chosen = report.get_filter_value("box") === box;
			report.set_filter_value("box", chosen ? "" : box);
		});
	},
};
