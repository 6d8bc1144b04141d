frappe.listview_settings["Talent Run"] = {
	add_fields: ["state", "progress"],
	get_indicator(doc) {
		const colours = {
			Queued: "gray",
			Running: "blue",
			Completed: "green",
			"Completed with Refusals": "orange",
			Failed: "red",
			Cancelled: "darkgrey",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
