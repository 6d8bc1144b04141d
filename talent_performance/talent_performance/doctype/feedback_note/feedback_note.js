frappe.ui.form.on("Feedback Note", {
	setup(frm) {
		frm.set_query("employee", () => ({ filters: { status: "Active" } }));
	},

	refresh(frm) {
		const seen_by = {
			"Only Me": __("Only you read this."),
			Manager: __("Those above the employee and HR read this, not the employee."),
			"Employee and Manager": __("The employee, those above and HR read this."),
			Everybody: __("Everybody in the company reads this."),
		};
		frm.set_intro(seen_by[frm.doc.visibility]);
	},

	visibility: (frm) => frm.refresh(),
});
