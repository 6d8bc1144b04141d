frappe.listview_settings["Talent Pool"] = {
	add_fields: ["disabled", "open_to_nominations"],
	get_indicator(doc) {
		if (doc.disabled) return [__("Disabled"), "gray", "disabled,=,1"];
		return doc.open_to_nominations
			? [__("Open to Nominations"), "green", "open_to_nominations,=,1|disabled,=,0"]
			: [__("In Use"), "blue", "open_to_nominations,=,0|disabled,=,0"];
	},
};
