frappe.ui.form.on("Kiosk", {
	refresh(frm) {
		frm.disable_save();
		if (frm.is_new() || frm.doc.ended) return;
		frm.add_custom_button(__("End Now"), () =>
			frappe.confirm(__("End the kiosk? Whoever is signed in is signed off."), () =>
				frappe
					.xcall("talent_performance.talent_performance.doctype.kiosk.kiosk.end", {
						kiosk: frm.doc.name,
					})
					.then(() => frm.reload_doc())
			)
		);
	},
});
