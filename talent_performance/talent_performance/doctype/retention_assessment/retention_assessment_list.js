frappe.listview_settings["Retention Assessment"] = {
	add_fields: ["state", "risk"],
	get_indicator(doc) {
		if (doc.state === "Draft") return [__("Draft"), "gray", "state,=,Draft"];
		const colours = { Low: "green", Medium: "orange", High: "red" };
		return [__(doc.risk), colours[doc.risk], `risk,=,${doc.risk}`];
	},
};
