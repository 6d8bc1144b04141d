frappe.listview_settings["Objective Change"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = {
			Waiting: "orange",
			Agreed: "blue",
			"In Force": "green",
			Refused: "red",
			Withdrawn: "darkgrey",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
