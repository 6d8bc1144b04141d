frappe.listview_settings["Development Plan"] = {
	add_fields: ["state", "next_due", "attention", "progress"],
	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (doc.attention) return [__(doc.attention), "red", `attention,=,${doc.attention}`];
		if (doc.state === "Active" && doc.next_due && doc.next_due < today)
			return [__("Overdue"), "orange", `state,=,Active|next_due,<,${today}`];
		const colours = {
			Draft: "gray",
			"Awaiting Approval": "yellow",
			Active: "blue",
			Completed: "green",
			Cancelled: "gray",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
