frappe.ui.form.on("Works Agreement", {
	refresh(frm) {
		hide_what_employees_lack(frm);
		if (frm.is_new()) return;
		const [text, colour] = standing(frm.doc);
		frm.page.set_indicator(text, colour);
		if (frm.perm[0].write) count_people(frm);
	},

	potential(frm) {
		if (frm.doc.potential) frm.set_value("nine_box", 1);
	},
});

function standing(doc) {
	const today = frappe.datetime.get_today();
	if (doc.valid_from > today) return [__("To Come"), "orange"];
	if (doc.valid_until && doc.valid_until < today) return [__("Ended"), "gray"];
	return [__("In Force"), "green"];
}

function count_people(frm) {
	const { name } = frm.doc;
	talent_performance
		.call("doctype.works_agreement.works_agreement.people", { agreement: name })
		.then((count) => {
			if (frm.doc.name !== name) return;
			const said = count
				? __("People whom it is about today: {0}", [count])
				: __("Nobody fits this company, branch, employment type and grade.");
			frm.set_intro();
			frm.set_intro(said, count ? "blue" : "orange");
		});
}

// Both are fields that Frappe HR gives to Employee.
function hide_what_employees_lack(frm) {
	frappe.model.with_doctype("Employee", () => {
		for (const field of ["employment_type", "grade"])
			frm.toggle_display(field, frappe.meta.has_field("Employee", field));
	});
}
