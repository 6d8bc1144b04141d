frappe.ui.form.on("Objective Change", {
	refresh(frm) {
		if (frm.is_new()) {
			ask_in_a_dialog(frm);
			return;
		}
		frm.disable_form();
		if (frm.doc.state === "Waiting") {
			frm.set_intro(
				__("Waiting: the side that hasn't agreed yet agrees or refuses."),
				"blue"
			);
			add_buttons(frm);
		}
		if (frm.doc.decision_reason) {
			frm.set_intro(frappe.utils.escape_html(frm.doc.decision_reason), "orange");
		}
	},
});

const METHODS = "talent_performance.talent_performance.doctype.objective_change.objective_change";

// A change is asked for once and never edited: so a dialog asks, and nobody may write the form.
function ask_in_a_dialog(frm) {
	frm.set_intro(
		__("A change is asked for from its objective, with the button “Ask for a Change” there."),
		"blue"
	);
	if (!frm.doc.objective) return;
	talent_performance.goals.ask_for_change(frm.doc.objective, frm.doc.key_result, (made) =>
		frappe.set_route("Form", "Objective Change", made.name)
	);
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
