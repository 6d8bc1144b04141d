frappe.listview_settings["Retention Score"] = {
	add_fields: ["band"],
	get_indicator(doc) {
		const colours = { Low: "green", Medium: "orange", High: "red" };
		return doc.band
			? [__(doc.band), colours[doc.band], `band,=,${doc.band}`]
			: [__("No Score"), "gray", "band,=,"];
	},
};
