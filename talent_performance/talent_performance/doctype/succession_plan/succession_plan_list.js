frappe.listview_settings["Succession Plan"] = {
	add_fields: ["bench", "status"],

	get_indicator(doc) {
		if (doc.status === "Closed") return [__("Closed"), "gray", "status,=,Closed"];
		if (doc.bench === "Ready Now") return [__("Ready Now"), "green", "bench,=,Ready Now"];
		if (doc.bench === "Future") return [__("Ready Later"), "yellow", "bench,=,Future"];
		return [__("Nobody"), "red", "bench,in,None,"];
	},
};
