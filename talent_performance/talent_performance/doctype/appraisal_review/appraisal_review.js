frappe.ui.form.on("Appraisal Review", {
	setup(frm) {
		["ratings", "answers"].forEach((table) => {
			const grid = frm.get_field(table).grid;
			grid.cannot_add_rows = true;
			grid.cannot_delete_rows = true;
		});
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.page.set_indicator(
			__(frm.doc.state),
			frm.doc.state === "Submitted" ? "green" : "orange"
		);
		if (frm.doc.state === "Submitted") frm.disable_form();
		call(frm, "options").then((options) => {
			show_levels(frm, options.levels);
			add_buttons(frm, options);
		});
	},
});

frappe.ui.form.on("Review Rating", {
	rating(frm, cdt, cdn) {
		const line = frappe.get_doc(cdt, cdn);
		frappe.model.set_value(cdt, cdn, "state", flt(line.rating) ? "Rated" : "Missing");
	},

	state(frm, cdt, cdn) {
		const line = frappe.get_doc(cdt, cdn);
		if (line.state === "Not Applicable" && flt(line.rating)) {
			line.rating = 0;
			frm.refresh_field("ratings");
		}
	},
});

// Whoever rates chooses among the levels of the scale and needn't know their numbers by heart.
function show_levels(frm, levels) {
	const options = [
		{ value: 0, label: __("Not rated") },
		...levels.map(([value, label]) => ({
			value,
			label: frappe.utils.escape_html(`${value} ${__(label)}`),
		})),
	];
	["ratings", "answers"].forEach((table) => {
		const grid = frm.get_field(table).grid;
		grid.update_docfield_property("rating", "fieldtype", "Select");
		grid.update_docfield_property("rating", "options", options);
		grid.refresh();
	});
	const said = levels.map(([value, label]) => `${value} ${__(label)}`).join(" · ");
	frm.set_df_property("overall_rating", "description", frappe.utils.escape_html(said));
}

function add_buttons(frm, options) {
	frm.add_custom_button(__("Appraisal"), () =>
		frappe.set_route("Form", "Performance Appraisal", frm.doc.appraisal)
	);
	if (frm.doc.return_reason) {
		frm.dashboard.set_headline_alert(
			frappe.utils.escape_html(__("Returned: {0}", [frm.doc.return_reason])),
			"orange"
		);
	}
	if (options.may_submit) {
		frm.add_custom_button(__("Submit Review"), () => submit(frm)).addClass("btn-primary");
	}
	if (options.may_return) {
		frm.add_custom_button(__("Return to Its Author"), () => give_back(frm));
	}
}

function submit(frm) {
	frappe.confirm(__("Submit the review? After that only HR can return it to you."), () => {
		const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
		saved.then(() => call(frm, "submit_review")).then(() => frm.reload_doc());
	});
}

function give_back(frm) {
	const fields = [
		{
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("What should its author change?"),
			reqd: 1,
		},
	];
	frappe.prompt(
		fields,
		(values) => call(frm, "return_review", values).then(() => frm.reload_doc()),
		__("Return to Its Author")
	);
}

function call(frm, method, values = {}) {
	const path = "talent_performance.talent_performance.doctype.appraisal_review.appraisal_review";
	return frappe.xcall(`${path}.${method}`, { review: frm.doc.name, ...values });
}
