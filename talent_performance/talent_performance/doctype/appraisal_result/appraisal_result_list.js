frappe.listview_settings["Appraisal Result"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = {
			Open: "orange",
			Final: "blue",
			Published: "green",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
