frappe.ui.form.on("Competency Assessment", {
	setup(frm) {
		frm.set_query("employee", () => ({ filters: { status: ["!=", "Left"] } }));
		frm.set_query("competency", "ratings", () => ({
			filters: {
				disabled: 0,
				name: ["not in", (frm.doc.ratings || []).map((line) => line.competency || "")],
			},
		}));
	},

	refresh(frm) {
		if (frm.doc.state === "Submitted") {
			frm.disable_form();
			frm.set_intro(
				__("Submitted. It counts by its age and source; a correction is a new one."),
				"blue"
			);
		} else if (frm.is_new()) {
			frm.set_intro(__("Choose the person: the competencies of the role follow."), "blue");
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

	source(frm) {
		frm.trigger("ask");
	},

	ask(frm) {
		const rated = (frm.doc.ratings || []).some((row) => row.level);
		if (!frm.doc.employee || rated || !frm.is_new()) return;
		frappe
			.xcall(
				"talent_performance.talent_performance.doctype.competency_assessment.competency_assessment.competencies_for",
				{ employee: frm.doc.employee, source: frm.doc.source }
			)
			.then((asked) => {
				frm.clear_table("ratings");
				asked.forEach((line) => frm.add_child("ratings", { competency: line.competency }));
				frm.refresh_field("ratings");
			});
	},

	submit_assessment(frm) {
		const send = () =>
			frappe
				.xcall(
					"talent_performance.talent_performance.doctype.competency_assessment.competency_assessment.submit",
					{ assessment: frm.doc.name }
				)
				.then(() => frm.reload_doc());
		frappe.confirm(
			__("Submit this assessment? It can't be changed afterwards, and the person reads it."),
			() => (frm.is_dirty() ? frm.save().then(send) : send())
		);
	},
});
