frappe.listview_settings["Reporting Line"] = {
	add_fields: ["depth", "waiting"],

	get_indicator(doc) {
		if (doc.waiting) return [__("Waiting for Update"), "orange", "waiting,=,1"];
		if (doc.depth === 0) return [__("Employee"), "gray", "depth,=,0"];
		if (doc.depth === 1) return [__("Direct"), "green", "depth,=,1"];
		return [__("Above"), "blue", "depth,>,1"];
	},

	onload(listview) {
		if (["HR Manager", "System Manager"].some((role) => frappe.user.has_role(role))) {
			listview.page.add_inner_button(__("Rebuild"), () =>
				frappe.xcall("talent_performance.access.upkeep.rebuild_now")
			);
		}
		if (["HR Manager", "HR User"].some((role) => frappe.user.has_role(role))) {
			listview.page.add_inner_button(__("Problems"), () =>
				frappe.set_route("query-report", "Reporting Line Problems")
			);
			frappe
				.xcall("talent_performance.access.line_problems.people_in_loops")
				.then(
					(people) =>
						people &&
						listview.page.add_inner_message(
							__("{0} people report in a circle: see Problems", [people])
						)
				);
		}
	},
};
