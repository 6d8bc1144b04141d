frappe.listview_settings["Feedback Round"] = {
	add_fields: ["state", "deadline"],

	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Nominating: "orange",
			Collecting: "blue",
			Closed: "purple",
			Released: "green",
			Cancelled: "darkgrey",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
