frappe.ui.form.on("Legal Hold", {
	refresh(frm) {
		frm.toggle_display(["state", "who_section"], !frm.is_new());
		if (frm.is_new()) return;
		frm.disable_save();
		if (frm.doc.state !== "In Force") return;
		frm.add_custom_button(__("Lift"), () =>
			frappe.prompt(
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
				({ reason }) =>
					frappe
						.call({
							method: "talent_performance.talent_performance.doctype.legal_hold.legal_hold.lift",
							args: { hold: frm.doc.name, reason },
							freeze: true,
						})
						.then(() => frm.reload_doc()),
				__("Lift")
			)
		);
	},
});
