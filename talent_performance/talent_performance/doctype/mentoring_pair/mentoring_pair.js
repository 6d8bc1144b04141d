// The form of a pair. What somebody may do with it the server says; the two note meetings down, and nobody else.
const call = (method, values) =>
	talent_performance.call(`doctype.mentoring_pair.mentoring_pair.${method}`, values);

frappe.ui.form.on("Mentoring Pair", {
	setup(frm) {
		["mentee", "mentor"].forEach((field) =>
			frm.set_query(field, () => ({ filters: { status: "Active" } }))
		);
		frm.set_query("development_plan", () => ({ filters: { employee: frm.doc.mentee } }));
	},

	async refresh(frm) {
		if (frm.is_new()) {
			frm.set_intro(
				__("Both are asked and see this. It becomes a pair once both have said yes."),
				"blue"
			);
			return;
		}
		const may = await call("parts_in", { pair: frm.doc.name });
		if (frm.doc.state === "Proposed")
			frm.set_intro(
				may.asked
					? __("Your answer is waited for.")
					: __("It waits for the answer of whoever hasn't agreed yet."),
				"orange"
			);
		if (may.asked) {
			frm.add_custom_button(__("Agree"), () => done(frm, "answer_pair", { agrees: 1 }));
			frm.add_custom_button(__("Decline"), () =>
				asked(frm, __("Decline"), [reason()], "answer_pair", { agrees: 0 })
			);
		}
		if (may.side && frm.doc.state === "Active")
			frm.add_custom_button(__("Note a Meeting"), () => frm.trigger("note_meeting"));
		if (may.may_rate)
			frm.add_custom_button(__("Say How Helpful"), () => frm.trigger("rate_pair"));
		if (may.may_end)
			frm.add_custom_button(__("End"), () =>
				asked(frm, __("End"), [reason()], "end_pair", {})
			);
	},

	note_meeting(frm) {
		const fields = [
			{
				fieldname: "held_on",
				fieldtype: "Date",
				label: __("Held On"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{ fieldname: "minutes", fieldtype: "Int", label: __("Minutes") },
			{ fieldname: "topics", fieldtype: "Small Text", label: __("Topics"), reqd: 1 },
			{ fieldname: "agreed", fieldtype: "Small Text", label: __("Agreed") },
		];
		const dialog = new frappe.ui.Dialog({
			title: __("Note a Meeting"),
			fields,
			primary_action_label: __("Save"),
			primary_action(meeting) {
				done(frm, "note_meeting", { meeting }).then(() => dialog.hide());
			},
		});
		dialog.show();
	},

	rate_pair(frm) {
		asked(
			frm,
			__("Say How Helpful"),
			[
				{
					fieldname: "score",
					fieldtype: "Select",
					label: __("How Helpful (1 to 5)"),
					options: ["1", "2", "3", "4", "5"],
					reqd: 1,
					description: __("Only you and HR read this."),
				},
				{ fieldname: "said", fieldtype: "Small Text", label: __("In Words") },
			],
			"rate_pair",
			{}
		);
	},
});

const reason = () => ({
	fieldname: "reason",
	fieldtype: "Small Text",
	label: __("Reason"),
	description: __("The other side reads it."),
	reqd: 1,
});

const done = (frm, method, values) =>
	call(method, { pair: frm.doc.name, ...values }).then(() => frm.reload_doc());

function asked(frm, title, fields, method, values) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields,
		primary_action_label: title,
		primary_action(said) {
			done(frm, method, { ...values, ...said }).then(() => dialog.hide());
		},
	});
	dialog.show();
}
