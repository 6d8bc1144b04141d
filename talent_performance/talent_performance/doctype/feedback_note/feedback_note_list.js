frappe.listview_settings["Feedback Note"] = {
	add_fields: ["kind", "state"],
	get_indicator(doc) {
		if (doc.kind === "Request" && doc.state) {
			const states = { Open: "orange", Answered: "green", Declined: "gray" };
			return [__(doc.state), states[doc.state], `state,=,${doc.state}`];
		}
		const colours = { Praise: "green", Suggestion: "blue" };
		return [__(doc.kind), colours[doc.kind] || "orange", `kind,=,${doc.kind}`];
	},
};
