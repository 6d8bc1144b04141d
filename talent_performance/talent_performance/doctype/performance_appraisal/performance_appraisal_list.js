frappe.listview_settings["Performance Appraisal"] = {
	add_fields: ["state"],
	onload(listview) {
		talent_performance.shortcuts(listview, {
			[__("Overdue")]: () => ({
				state: ["in", talent_performance.waiting_states],
				due_date: ["<", frappe.datetime.get_today()],
			}),
			[__("Waiting for Me")]: async () => ({
				state: ["in", ["Goal Setting", "Mid-year Review", "Manager Review"]],
				manager: ["in", await talent_performance.own_employees()],
			}),
			[__("My Own")]: async () => ({
				employee: ["in", await talent_performance.own_employees()],
			}),
		});
	},
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
