frappe.listview_settings["Leadership Assessment"] = {
	add_fields: ["state", "kind"],
	get_indicator(doc) {
		const colours = { Draft: "orange", Submitted: "green" };
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
