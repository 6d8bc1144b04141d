frappe.ui.form.on("Talent Pool Member", {
	refresh(frm) {
		frm.disable_save();
		frm.set_intro(__("Steps are taken in the pool: there each has its reason."), "blue");
		if (frappe.model.can_read("Talent Pool")) {
			frm.add_custom_button(__("Talent Pool"), () =>
				frappe.set_route("Form", "Talent Pool", frm.doc.pool)
			);
		}
		frm.add_custom_button(__("Talent Card"), () =>
			frappe.set_route("talent-card", frm.doc.employee)
		);
	},
});
