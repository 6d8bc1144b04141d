frappe.listview_settings["Succession Candidate"] = {
	add_fields: ["status", "disagrees"],

	get_indicator(doc) {
		if (doc.status === "Withdrawn") return [__("Withdrawn"), "gray", "status,=,Withdrawn"];
		if (doc.disagrees)
			return [__("Differs from Judgement"), "orange", "disagrees,=,1|status,!=,Withdrawn"];
		if (doc.status === "Confirmed") return [__("Confirmed"), "green", "status,=,Confirmed"];
		return [__("Proposed"), "blue", "status,=,Proposed"];
	},
};
