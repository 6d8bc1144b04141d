frappe.listview_settings["Feedback Result"] = {
	hide_name_column: true,
	get_indicator(doc) {
		const colour = doc.state === "Released" ? "green" : "gray";
		return [__(doc.state), colour, `state,=,${doc.state}`];
	},
};
