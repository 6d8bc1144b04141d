frappe.listview_settings["Reporting Line History"] = {
	add_fields: ["to_date"],

	get_indicator(doc) {
		return doc.to_date
			? [__("Ended"), "gray", "to_date,is,set"]
			: [__("Lasting"), "green", "to_date,is,not set"];
	},
};
