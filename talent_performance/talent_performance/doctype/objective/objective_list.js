frappe.listview_settings["Objective"] = {
	add_fields: ["status"],
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
