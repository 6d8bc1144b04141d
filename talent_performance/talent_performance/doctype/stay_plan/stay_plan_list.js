frappe.listview_settings["Stay Plan"] = {
	add_fields: ["state", "due_date"],
	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (doc.state === "Open" && doc.due_date < today)
			return [__("Overdue"), "red", `state,=,Open|due_date,<,${today}`];
		const colours = { Open: "orange", Done: "green", Dropped: "gray" };
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
