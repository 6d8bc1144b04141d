frappe.listview_settings["Critical Position"] = {
	add_fields: ["criticality", "incumbent", "vacant_since", "disabled"],

	get_indicator(doc) {
		if (doc.disabled) return [__("Disabled"), "gray", "disabled,=,1"];
		if (!doc.incumbent || doc.vacant_since)
			return [__("Vacant"), "red", "vacant_since,is,set|disabled,=,0"];
		if (doc.criticality >= 4) return [__("At Stake"), "orange", "criticality,>=,4"];
		return [__("Held"), "green", "criticality,<,4|disabled,=,0"];
	},
};
