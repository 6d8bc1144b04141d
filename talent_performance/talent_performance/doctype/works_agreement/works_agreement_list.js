frappe.listview_settings["Works Agreement"] = {
	add_fields: ["valid_from", "valid_until"],
	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (doc.valid_from > today) return [__("To Come"), "orange", `valid_from,>,${today}`];
		if (doc.valid_until && doc.valid_until < today)
			return [__("Ended"), "gray", `valid_until,<,${today}`];
		return [__("In Force"), "green", `valid_from,<=,${today}`];
	},
};
