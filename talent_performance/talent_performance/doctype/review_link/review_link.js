frappe.ui.form.on("Review Link", {
	refresh(frm) {
		frm.disable_save();
		if (frm.is_new() || frm.doc.revoked) return;
		frm.add_custom_button(__("Take Back"), () =>
			frappe.confirm(__("Take the link back? Nobody comes in by it any more."), () =>
				frappe
					.xcall(
						"talent_performance.talent_performance.doctype.review_link.review_link.revoke",
						{ link: frm.doc.name }
					)
					.then(() => frm.reload_doc())
			)
		);
	},
});
