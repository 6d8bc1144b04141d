frappe.ui.form.on("Delegation", {
	setup(frm) {
		["employee", "acting"].forEach((field) =>
			frm.set_query(field, () => ({ filters: { status: "Active" } }))
		);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.disable_form();
		frappe.xcall(`${METHODS}.may_end`, { delegation: frm.doc.name }).then((may) => {
			if (may) frm.add_custom_button(__("End Now"), () => end_now(frm));
		});
	},
});

const METHODS = "talent_performance.talent_performance.doctype.delegation.delegation";

function end_now(frm) {
	frappe.prompt(
		{
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("Why It Ends"),
			reqd: 1,
		},
		({ reason }) =>
			frappe
				.xcall(`${METHODS}.end`, { delegation: frm.doc.name, reason })
				.then(() => frm.reload_doc()),
		__("End Now"),
		__("End Now")
	);
}
