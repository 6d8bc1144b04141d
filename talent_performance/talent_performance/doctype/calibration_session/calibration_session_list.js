frappe.listview_settings["Calibration Session"] = {
	add_fields: ["state", "moves", "deadline"],
	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Open: "blue",
			Locked: "orange",
			Closed: "green",
			Cancelled: "red",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
