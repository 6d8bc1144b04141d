frappe.ui.form.on("Objective Change", {
	setup(frm) {
		frm.set_query("objective", () => ({
			filters: { status: ["in", ["Approved", "Archived"]] },
		}));
		frm.set_query("key_result", () => ({ filters: { objective: frm.doc.objective || "" } }));
	},

	refresh(frm) {
		show_before(frm);
		if (frm.is_new()) return;
		frm.disable_form();
		if (frm.doc.state === "Waiting") add_buttons(frm);
		if (frm.doc.decision_reason) frm.set_intro(frm.doc.decision_reason, "orange");
	},

	objective: (frm) => frm.set_value("key_result", null),
	key_result: show_before,
	changes: show_before,
});

const METHODS = "talent_performance.talent_performance.doctype.objective_change.objective_change";

function show_before(frm) {
	if (!frm.is_new() || !frm.doc.objective || frm.doc.changes === "Archive") return;
	const subject = frm.doc.key_result
		? ["Key Result", frm.doc.key_result]
		: ["Objective", frm.doc.objective];
	const field = { Target: "target_value", Weight: "weight" }[frm.doc.changes];
	if (field === "target_value" && !frm.doc.key_result) return;
	frappe.db
		.get_value(subject[0], subject[1], field)
		.then(({ message }) => frm.set_value("old_value", message[field]));
}

function add_buttons(frm) {
	frappe.xcall(`${METHODS}.possible_deeds`, { change: frm.doc.name }).then((deeds) => {
		if (deeds.includes("agree")) {
			frm.add_custom_button(__("Agree"), () => call(frm, "agree")).addClass("btn-primary");
		}
		if (deeds.includes("turn_down")) with_reason(frm, __("Refuse"), "turn_down");
		if (deeds.includes("withdraw")) with_reason(frm, __("Withdraw"), "withdraw");
	});
}

function with_reason(frm, label, method) {
	frm.add_custom_button(label, () =>
		frappe.prompt(
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			({ reason }) => call(frm, method, { reason }),
			label
		)
	);
}

function call(frm, method, more = {}) {
	return frappe
		.xcall(`${METHODS}.${method}`, { change: frm.doc.name, ...more })
		.then(() => frm.reload_doc());
}
