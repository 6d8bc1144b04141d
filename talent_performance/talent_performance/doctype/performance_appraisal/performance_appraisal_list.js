frappe.listview_settings["Performance Appraisal"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = {
			"Goal Setting": "gray",
			"Goals Approved": "blue",
			"Mid-year Review": "blue",
			"Self Review": "orange",
			"Manager Review": "orange",
			"Second-Level Review": "orange",
			Calibration: "purple",
			Published: "green",
			Acknowledged: "green",
			"Closed without Reply": "darkgrey",
			Appealed: "red",
			Exempt: "darkgrey",
			Cancelled: "darkgrey",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
