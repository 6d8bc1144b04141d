frappe.ui.form.on("Performance Cycle", {
	setup(frm) {
		frm.set_query("template", "rules", () => ({ filters: { disabled: 0 } }));
		frm.set_query("default_template", () => ({ filters: { disabled: 0 } }));
	},

	refresh(frm) {
		const under_way = frm.doc.state !== "Draft";
		["kind", "start_date", "end_date", "rating_scale", "project"].forEach((field) =>
			frm.set_df_property(field, "read_only", under_way)
		);
		if (frm.is_new() || !frm.perm[0].write) return;
		add_buttons(frm);
	},
});

frappe.ui.form.on("Cycle Template Rule", {
	attribute(frm, doctype, name) {
		frappe.model.set_value(doctype, name, "value", "");
	},

	effect(frm, doctype, name) {
		if (locals[doctype][name].effect !== "Use Template") {
			frappe.model.set_value(doctype, name, "template", "");
		}
	},
});

function add_buttons(frm) {
	if (frm.doc.state === "Draft") {
		frm.add_custom_button(__("Launch"), () => preview(frm, __("Launch"))).addClass(
			"btn-primary"
		);
	}
	if (frm.doc.state === "Launched") {
		frm.add_custom_button(__("Open Next Phase"), () =>
			frappe.confirm(
				__("Open the next phase? Appraisals move along in the background."),
				() => start(frm, "open_next_phase")
			)
		);
		frm.add_custom_button(__("Take Objectives Now"), () =>
			frappe.confirm(
				__("Take everybody's approved objectives into the appraisals as they are now?"),
				() => start(frm, "take_objectives")
			)
		);
		frm.add_custom_button(__("Add Late Joiners"), () => preview(frm, __("Add")), __("People"));
		frm.add_custom_button(__("Cancel Cycle"), () => cancel(frm), __("Actions"));
		frm.add_custom_button(__("Record Long Leave"), () => record_absence(frm), __("People"));
	}
	if (frm.doc.state !== "Draft") {
		frm.add_custom_button(
			__("Appraisals"),
			() => frappe.set_route("List", "Performance Appraisal", { cycle: frm.doc.name }),
			__("People")
		);
	}
}

function call(method, values) {
	return frappe.xcall(
		`talent_performance.talent_performance.doctype.performance_cycle.performance_cycle.${method}`,
		values
	);
}

function start(frm, method) {
	return call(method, { cycle: frm.doc.name }).then((run) => {
		frappe.set_route("Form", "Talent Run", run);
	});
}

function preview(frm, label) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the cycle first: what is saved is what counts."));
		return;
	}
	call("preview_launch", { cycle: frm.doc.name }).then(({ counts, problems }) => {
		const dialog = new frappe.ui.Dialog({
			title: __("Who Takes Part"),
			fields: [{ fieldtype: "HTML", fieldname: "found" }],
			primary_action_label: label,
			primary_action() {
				dialog.hide();
				start(frm, "launch_cycle");
			},
		});
		dialog
			.get_field("found")
			.$wrapper.html(problems_as_html(problems) + counts_as_html(counts));
		if (problems.length || !counts[0][1]) dialog.get_primary_btn().prop("disabled", true);
		dialog.show();
	});
}

function cancel(frm) {
	frappe.prompt(
		[{ fieldtype: "Small Text", fieldname: "reason", label: __("Reason"), reqd: 1 }],
		({ reason }) =>
			call("cancel_cycle", { cycle: frm.doc.name, reason }).then((run) =>
				frappe.set_route("Form", "Talent Run", run)
			),
		__("Cancel the cycle and every open appraisal in it?"),
		__("Cancel Cycle")
	);
}

function problems_as_html(problems) {
	if (!problems.length) return "";
	const lines = problems.map((problem) => `<li>${frappe.utils.escape_html(problem)}</li>`);
	return `<div class="alert alert-danger"><ul class="mb-0 pl-3">${lines.join("")}</ul></div>`;
}

function counts_as_html(counts) {
	const rows = counts.map(
		([label, count]) =>
			`<tr><td>${frappe.utils.escape_html(label)}</td><td class="text-right">${format_number(
				count,
				null,
				0
			)}</td></tr>`
	);
	return `<table class="table table-sm"><tbody>${rows.join("")}</tbody></table>`;
}

function record_absence(frm) {
	const fields = [
		{
			fieldtype: "Link",
			fieldname: "employee",
			label: __("Employee"),
			options: "Employee",
			reqd: 1,
		},
		{ fieldtype: "Date", fieldname: "start_date", label: __("First Day Away"), reqd: 1 },
		{ fieldtype: "Date", fieldname: "end_date", label: __("Last Day Away"), reqd: 1 },
	];
	frappe.prompt(
		fields,
		(values) =>
			call("record_absence", { cycle: frm.doc.name, ...values }).then(() =>
				frappe.show_alert({ message: __("Recorded."), indicator: "green" })
			),
		__("Long Leave"),
		__("Record")
	);
}
