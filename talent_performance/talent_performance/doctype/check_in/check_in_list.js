frappe.listview_settings["Check-in"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Shared: "green",
		};
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
