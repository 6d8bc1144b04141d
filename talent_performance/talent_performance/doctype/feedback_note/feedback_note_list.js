frappe.listview_settings["Feedback Note"] = {
	add_fields: ["kind"],
	get_indicator(doc) {
		const colours = {
			Praise: "green",
			Suggestion: "blue",
			Request: "orange",
		};
		return [__(doc.kind), colours[doc.kind], `kind,=,${doc.kind}`];
	},
};
