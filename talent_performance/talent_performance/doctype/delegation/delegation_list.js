frappe.listview_settings["Delegation"] = {
	add_fields: ["from_date", "until_date", "ended_on"],

	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (doc.ended_on) return [__("Ended Early"), "gray", "ended_on,is,set"];
		if (doc.until_date < today) return [__("Over"), "gray", `until_date,<,${today}`];
		if (doc.from_date > today) return [__("Planned"), "blue", `from_date,>,${today}`];
		return [__("In Force"), "green", `from_date,<=,${today}|until_date,>=,${today}`];
	},
};
