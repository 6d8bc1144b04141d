frappe.ui.form.on("Reporting Line", {
	refresh(frm) {
		frm.disable_save();
	},
});
