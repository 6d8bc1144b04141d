frappe.listview_settings["Result Letter Wording"] = {
	add_fields: ["status", "version"],
	get_indicator(doc) {
		const colour = doc.status === "Published" ? "green" : "orange";
		return [__(doc.status), colour, `status,=,${doc.status}`];
	},
};
