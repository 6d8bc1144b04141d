frappe.ui.form.on("Key Result Update", {
	refresh(frm) {
		if (frm.is_new()) {
			record_in_a_dialog(frm);
			return;
		}
		frm.disable_form();
		frm.set_intro(__("An update is never changed. Record another one that puts it right."));
	},
});

// An update is recorded once and never edited: so a dialog asks, and nobody may write the form.
function record_in_a_dialog(frm) {
	frm.disable_save();
	frm.set_intro(
		__("Progress is recorded from its key result, with the button “Record an Update” there."),
		"blue"
	);
	const { key_result } = frm.doc;
	if (!key_result) return;
	frappe.db
		.get_value("Key Result", key_result, "objective")
		.then(({ message }) =>
			talent_performance.goals.update_progress(message.objective, () =>
				frappe.set_route("Form", "Key Result", key_result)
			)
		);
}
