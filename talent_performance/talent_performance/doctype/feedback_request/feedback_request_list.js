frappe.listview_settings["Feedback Request"] = {
	add_fields: ["state"],

	get_indicator(doc) {
		const colours = {
			Nominating: "gray",
			Waiting: "orange",
			Approved: "yellow",
			Collecting: "blue",
			Closed: "purple",
			Released: "green",
			Withdrawn: "darkgrey",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
