frappe.ui.form.on("Personal Code", {
	refresh(frm) {
		frm.disable_save();
	},
});
