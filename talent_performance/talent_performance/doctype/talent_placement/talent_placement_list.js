frappe.listview_settings["Talent Placement"] = {
	add_fields: ["cause", "before_box", "after_box"],
	get_indicator(doc) {
		const colour = !doc.after_box ? "gray" : doc.before_box ? "blue" : "green";
		return [__(doc.cause), colour, `cause,=,${doc.cause}`];
	},
};
