frappe.ui.form.on("Talent Profile", {
	refresh(frm) {
		if (frm.doc.employee) {
			frm.add_custom_button(__("Employee"), () =>
				frappe.set_route("Form", "Employee", frm.doc.employee)
			);
		}
	},
});
