frappe.listview_settings["Performance Cycle"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Launched: "blue",
			Closed: "orange",
			Published: "green",
			Cancelled: "darkgrey",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
