frappe.listview_settings["Career Aspiration"] = {
	add_fields: ["visible_to_manager"],
	get_indicator(doc) {
		return doc.visible_to_manager
			? [__("Managers May Read It"), "green", "visible_to_manager,=,1"]
			: [__("HR Alone"), "gray", "visible_to_manager,=,0"];
	},
};
