frappe.ui.form.on("Key Result Update", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.disable_form();
		frm.set_intro(__("An update is never changed. Record another one that puts it right."));
	},
});
