frappe.ui.form.on("Leadership Assessment", {
	setup(frm) {
		frm.set_query("employee", () => ({ filters: { status: ["!=", "Left"] } }));
	},

	refresh(frm) {
		if (frm.doc.state !== "Draft") {
			frm.disable_form();
			frm.set_intro(__("Submitted. A correction is a new assessment."), "blue");
		} else if (!frm.is_new()) {
			frm.page.set_indicator(__("Draft"), "orange");
			frm.add_custom_button(__("Submit"), () => frm.trigger("submit_assessment")).addClass(
				"btn-primary"
			);
		}
	},

	submit_assessment(frm) {
		const send = () =>
			talent_performance
				.call("doctype.leadership_assessment.leadership_assessment.submit_assessment", {
					leadership_assessment: frm.doc.name,
				})
				.then(() => frm.reload_doc());
		frappe.confirm(__("Submit this assessment? It can't be changed afterwards."), () =>
			frm.is_dirty() ? frm.save().then(send) : send()
		);
	},
});
