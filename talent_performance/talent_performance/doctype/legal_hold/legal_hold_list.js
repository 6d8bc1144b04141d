frappe.listview_settings["Legal Hold"] = {
	add_fields: ["state", "until_date"],
	get_indicator(doc) {
		if (doc.state === "Lifted") return [__("Lifted"), "gray", "state,=,Lifted"];
		const today = frappe.datetime.get_today();
		return doc.until_date && doc.until_date < today
			? [__("Over"), "gray", `until_date,<,${today}`]
			: [__("In Force"), "red", "state,=,In Force"];
	},
};
