frappe.ui.form.on("Talent Settings", {
	setup(frm) {
		frm.set_query("default_template", () => ({ filters: { disabled: 0 } }));
	},
	refresh(frm) {
		for (const doctype of ["Rating Scale", "Review Template"]) {
			frm.add_custom_button(
				__(doctype),
				() => frappe.set_route("List", doctype),
				__("View")
			);
		}
	},
});
