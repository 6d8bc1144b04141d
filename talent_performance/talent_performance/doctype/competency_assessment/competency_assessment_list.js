frappe.listview_settings["Competency Assessment"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = {
			Draft: "orange",
			Submitted: "green",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
