frappe.ui.form.on("Stay Plan", {
	setup(frm) {
		["employee", "owner_employee"].forEach((field) =>
			frm.set_query(field, () => ({ filters: { status: ["!=", "Left"] } }))
		);
	},

	refresh(frm) {
		if (frm.doc.state !== "Open") {
			frm.disable_form();
			return;
		}
		if (frm.is_new()) {
			frm.set_intro(
				__(
					"The person doesn't see this, but may ask for it: write what you would say to them."
				),
				"blue"
			);
			return;
		}
		frm.toggle_enable("employee", false);
		const may_write = frappe.perm.has_perm(frm.doctype, 0, "write", frm.doc);
		if (may_write) frm.add_custom_button(__("End Plan"), () => frm.trigger("end_plan"));
	},

	end_plan(frm) {
		const dialog = new frappe.ui.Dialog({
			title: __("End Plan"),
			fields: [
				{
					fieldname: "state",
					fieldtype: "Select",
					label: __("State"),
					options: ["Done", "Dropped"].map((value) => ({ value, label: __(value) })),
					default: "Done",
					reqd: 1,
				},
				{
					fieldname: "outcome",
					fieldtype: "Text",
					label: __("What Came of It"),
					reqd: 1,
				},
			],
			primary_action_label: __("End Plan"),
			primary_action({ state, outcome }) {
				talent_performance
					.call("doctype.stay_plan.stay_plan.end", {
						stay_plan: frm.doc.name,
						state,
						outcome,
					})
					.then(() => {
						dialog.hide();
						frm.reload_doc();
					});
			},
		});
		dialog.show();
	},
});
