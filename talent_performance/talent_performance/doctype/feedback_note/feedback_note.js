frappe.ui.form.on("Feedback Note", {
	setup(frm) {
		["employee", "asked_of"].forEach((field) =>
			frm.set_query(field, () => ({ filters: { status: ["!=", "Left"] } }))
		);
	},

	refresh(frm) {
		const seen_by = {
			"Only Me": __("Only you read this."),
			Manager: __("Those above the employee and HR read this, not the employee."),
			"Employee and Manager": __("The employee, those above and HR read this."),
			Everybody: __("Everybody in the company reads this."),
		};
		const asked = frm.doc.kind === "Request";
		frm.set_intro(
			asked ? __("Only you and whom you ask read this.") : seen_by[frm.doc.visibility]
		);
		if (asked && frm.doc.state === "Open" && !frm.is_new()) add_reply(frm);
	},

	kind: (frm) => frm.refresh(),
	visibility: (frm) => frm.refresh(),
});

// Whoever was asked replies here; anybody else doesn't see the request, but for its author.
function add_reply(frm) {
	if (frm.doc.owner === frappe.session.user) return;
	frm.add_custom_button(__("Answer"), () => answer(frm)).addClass("btn-primary");
	frm.add_custom_button(__("Decline"), () =>
		reply(frm, "decline", {}, __("Declined.")).then(() => frm.reload_doc())
	);
}

function answer(frm) {
	const about_asker = frm.doc.employee === frm.doc.author;
	const readers = [...(about_asker ? [] : ["Manager"]), "Employee and Manager", "Everybody"];
	const dialog = new frappe.ui.Dialog({
		title: __("Feedback for {0}", [frm.doc.author_name]),
		fields: [
			{
				fieldname: "kind",
				fieldtype: "Select",
				label: __("Kind"),
				options: ["Praise", "Suggestion"],
				default: "Suggestion",
				reqd: 1,
			},
			{ fieldname: "note", fieldtype: "Text", label: __("Note"), reqd: 1 },
			{
				fieldname: "visibility",
				fieldtype: "Select",
				label: __("Seen By"),
				options: readers,
				default: "Employee and Manager",
				reqd: 1,
			},
		],
		primary_action_label: __("Send"),
		primary_action(values) {
			reply(frm, "answer", { values }, __("Sent to {0}.", [frm.doc.author_name])).then(
				({ name }) => {
					dialog.hide();
					frappe.set_route("Form", "Feedback Note", name);
				}
			);
		},
	});
	dialog.show();
}

function reply(frm, deed, values, said) {
	const method = `talent_performance.portal.notes.${deed}`;
	return frappe.xcall(method, { feedback: frm.doc.name, ...values }).then((told) => {
		frappe.show_alert({ message: frappe.utils.escape_html(said), indicator: "green" });
		return told;
	});
}
