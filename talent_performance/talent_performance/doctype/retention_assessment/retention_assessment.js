frappe.ui.form.on("Retention Assessment", {
	setup(frm) {
		frm.set_query("employee", () => ({ filters: { status: ["!=", "Left"] } }));
	},

	refresh(frm) {
		if (frm.doc.state === "Submitted") {
			frm.disable_form();
			frm.set_intro(
				__("Submitted. The latest assessment counts; a correction is a new one."),
				"blue"
			);
			frm.add_custom_button(__("Stay Plan"), () =>
				frappe.new_doc("Stay Plan", { employee: frm.doc.employee })
			);
		} else if (frm.is_new()) {
			frm.set_intro(
				__(
					"The person doesn't see this, but may ask for it: write what you would say to them."
				),
				"blue"
			);
		} else {
			frm.page.set_indicator(__("Draft"), "orange");
			frm.add_custom_button(__("Submit"), () => frm.trigger("submit_assessment")).addClass(
				"btn-primary"
			);
		}
	},

	submit_assessment(frm) {
		const send = () =>
			talent_performance
				.call("doctype.retention_assessment.retention_assessment.submit", {
					retention_assessment: frm.doc.name,
				})
				.then(() => frm.reload_doc());
		frappe.confirm(__("Submit this assessment? It can't be changed afterwards."), () =>
			frm.is_dirty() ? frm.save().then(send) : send()
		);
	},
});
