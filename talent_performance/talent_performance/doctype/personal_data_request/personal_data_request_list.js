frappe.listview_settings["Personal Data Request"] = {
	add_fields: ["state", "due_on", "kind"],
	get_indicator(doc) {
		const waits = ["Received", "In Review", "Erasing"].includes(doc.state);
		const now = frappe.datetime.now_datetime();
		if (waits && doc.due_on < now) return [__("Overdue"), "red", `due_on,<,${now}`];
		const colours = {
			Received: "orange",
			"In Review": "blue",
			Erasing: "purple",
			Answered: "green",
			Refused: "darkgrey",
			Withdrawn: "gray",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},

	onload(listview) {
		const open = ["in", ["Received", "In Review", "Erasing"]];
		const week = frappe.datetime.add_days(frappe.datetime.now_datetime(), 7);
		talent_performance.shortcuts(listview, {
			[__("Due Within a Week")]: () => ({ state: open, due_on: ["<", week] }),
			[__("Overdue")]: () => ({
				state: open,
				due_on: ["<", frappe.datetime.now_datetime()],
			}),
		});
	},
};
