frappe.listview_settings["Pay Round"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = { Draft: "orange", Frozen: "blue" };
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
