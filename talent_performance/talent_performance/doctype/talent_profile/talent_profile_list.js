frappe.listview_settings["Talent Profile"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = { Active: "green", Suspended: "orange", Inactive: "gray", Left: "red" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
	onload(list) {
		const method =
			"talent_performance.talent_performance.doctype.talent_run.talent_run.start_run";
		if (!["HR Manager", "Talent Manager"].some((role) => frappe.user.has_role(role))) return;
		list.page.add_inner_button(__("Give Everyone a Talent Profile"), () =>
			frappe
				.xcall(method, { kind: "Give Everyone a Talent Profile", dry_run: 1 })
				.then((name) => frappe.set_route("Form", "Talent Run", name))
		);
	},
};
