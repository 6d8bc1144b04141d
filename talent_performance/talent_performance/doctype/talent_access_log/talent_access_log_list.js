frappe.listview_settings["Talent Access Log"] = {
	add_fields: ["door"],
	get_indicator(doc) {
		const colour = { Export: "red", Report: "orange", List: "orange" }[doc.door] || "blue";
		return [__(doc.door), colour, `door,=,${doc.door}`];
	},
};
