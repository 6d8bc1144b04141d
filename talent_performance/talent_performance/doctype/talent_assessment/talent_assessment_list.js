frappe.listview_settings["Talent Assessment"] = {
	add_fields: ["box", "box_label", "high_potential", "status"],
	get_indicator(doc) {
		if (doc.status === "Left") return [__("Left"), "red", "status,=,Left"];
		if (!doc.box) return [__("Not in a box"), "gray", "box,=,0"];
		const colour = doc.high_potential === "High Potential" ? "green" : "blue";
		return [`${doc.box} ${__(doc.box_label)}`, colour, `box,=,${doc.box}`];
	},
};
