frappe.ui.form.on("Potential Assessment", {
	setup(frm) {
		frm.set_query("employee", () => ({ filters: { status: ["!=", "Left"] } }));
	},

	refresh(frm) {
		const draft = frm.doc.state === "Draft";
		if (!draft) {
			frm.disable_form();
			frm.set_intro(
				__("Submitted. The latest assessment counts; a correction is a new one."),
				"blue"
			);
		} else if (frm.is_new()) {
			frm.set_intro(__("Choose the person: the questions follow."), "blue");
		} else {
			frm.page.set_indicator(__("Draft"), "orange");
			frm.add_custom_button(__("Submit"), () => frm.trigger("submit_assessment")).addClass(
				"btn-primary"
			);
		}
	},

	employee(frm) {
		frm.trigger("ask");
	},

	cycle(frm) {
		frm.trigger("ask");
	},

	ask(frm) {
		const rated = (frm.doc.ratings || []).some((row) => row.rating);
		if (!frm.doc.employee || rated || !frm.is_new()) return;
		frappe
			.xcall(
				"talent_performance.talent_performance.doctype.potential_assessment.potential_assessment.questions_for",
				{ employee: frm.doc.employee, cycle: frm.doc.cycle }
			)
			.then((questions) => {
				frm.clear_table("ratings");
				questions.forEach((question) => frm.add_child("ratings", question));
				frm.refresh_field("ratings");
			});
	},

	submit_assessment(frm) {
		const send = () =>
			frappe
				.xcall(
					"talent_performance.talent_performance.doctype.potential_assessment.potential_assessment.submit",
					{ name: frm.doc.name }
				)
				.then(() => frm.reload_doc());
		frappe.confirm(
			__(
				"Submit this assessment? It can't be changed afterwards, and it moves the person's place."
			),
			() => (frm.is_dirty() ? frm.save().then(send) : send())
		);
	},
});
