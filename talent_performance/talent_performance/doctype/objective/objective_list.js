frappe.listview_settings["Objective"] = {
	add_fields: ["status"],
	onload(listview) {
		talent_performance.shortcuts(listview, {
			[__("Mine")]: async () => ({
				employee: ["in", await talent_performance.own_employees()],
			}),
		});
	},
	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Submitted: "blue",
			Returned: "orange",
			Approved: "green",
			Archived: "darkgrey",
		};
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
