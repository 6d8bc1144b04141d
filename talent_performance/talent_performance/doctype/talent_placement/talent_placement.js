frappe.ui.form.on("Talent Placement", {
	refresh(frm) {
		frm.disable_save();
		const box = (number) => (number ? __("box {0}", [number]) : __("no box"));
		frm.set_intro(
			__("From {0} to {1}", [box(frm.doc.before_box), box(frm.doc.after_box)]),
			frm.doc.after_box ? "blue" : "orange"
		);
		if (frm.doc.source_name) {
			frm.add_custom_button(__(frm.doc.source_type), () =>
				frappe.set_route("Form", frm.doc.source_type, frm.doc.source_name)
			);
		}
	},
});
