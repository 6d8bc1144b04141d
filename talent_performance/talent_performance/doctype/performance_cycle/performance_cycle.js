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
		if (frm.is_new()) return;
		frm.add_custom_button(
			__("Appraisals"),
			() => frappe.set_route("List", "Performance Appraisal", { cycle: frm.doc.name }),
			__("People")
		);
		call("standing", { cycle: frm.doc.name }).then(({ deeds, runs }) => {
			add_buttons(frm, deeds);
			show_runs(frm, runs);
		});
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

const IN_BACKGROUND = ["Queued", "Running"];

// What the server says is possible, in the order in which a cycle comes to it.
function buttons(frm) {
	return {
		launch: [__("Launch"), () => preview(frm, __("Launch"))],
		open_next_phase: [
			__("Open Next Phase"),
			() =>
				frappe.confirm(
					__("Open the next phase? Appraisals move along in the background."),
					() => start("open_next_phase", { cycle: frm.doc.name })
				),
		],
		take_objectives: [
			__("Take Objectives Now"),
			() =>
				frappe.confirm(
					__(
						"Take everybody's approved objectives into the appraisals as they are now?"
					),
					() => start("take_objectives", { cycle: frm.doc.name })
				),
		],
		close: [__("Close"), () => close(frm)],
		publish: [__("Publish"), () => count_first(frm, "publish_cycle", __("Publish"), [])],
		reopen: [__("Reopen Cycle"), () => reopen(frm), __("Actions")],
		cancel: [__("Cancel Cycle"), () => cancel(frm), __("Actions")],
		add_late_joiners: [__("Add Late Joiners"), () => preview(frm, __("Add")), __("People")],
		record_absence: [__("Record Long Leave"), () => record_absence(frm), __("People")],
	};
}

function add_buttons(frm, deeds) {
	Object.entries(buttons(frm)).forEach(([deed, [label, action, group]]) => {
		if (deeds.includes(deed)) frm.add_custom_button(label, action, group);
	});
	if (deeds.includes("launch")) frm.change_custom_button_type(__("Launch"), null, "primary");
}

function show_runs(frm, runs) {
	const under_way = runs.filter((run) => IN_BACKGROUND.includes(run.state) && !run.dry_run);
	under_way.forEach((run) => frm.dashboard.add_progress(run.title, run.progress || 0));
	const links = runs.map((run) => {
		const link = frappe.utils.get_form_link("Talent Run", run.name, true, run.title);
		return `<li>${link} <span class="text-muted">${__(run.state)}</span></li>`;
	});
	if (links.length) {
		frm.dashboard.add_section(
			`<ul class="list-unstyled mb-0">${links.join("")}</ul>`,
			__("Runs")
		);
		frm.dashboard.show();
	}
	clearTimeout(frm.looking_again);
	if (under_way.length) frm.looking_again = setTimeout(() => look_again(frm), 5000);
}

function look_again(frm) {
	if (cur_frm === frm && !frm.is_dirty()) frm.reload_doc();
}

function close(frm) {
	const fields = [
		{
			fieldtype: "Check",
			fieldname: "publish",
			label: __("Publish at Once"),
			description: __("Without it the appraisals wait in calibration."),
		},
		{
			fieldtype: "Check",
			fieldname: "only_ended",
			label: __("Only Appraisals Whose Period Is Over"),
			description: __("For people who leave before the cycle ends."),
		},
	];
	count_first(frm, "close_cycle", __("Close"), fields);
}

function reopen(frm) {
	const fields = [
		{ fieldtype: "Small Text", fieldname: "reason", label: __("Reason"), reqd: 1 },
		{
			fieldtype: "Check",
			fieldname: "signed",
			label: __("I sign for those that were exported for pay"),
			hidden: !frappe.user.has_role("HR Manager"),
		},
	];
	count_first(frm, "reopen_cycle", __("Reopen Cycle"), fields);
}

// What can't be undone is counted first, with the reasons; the run that has counted offers to do it.
function count_first(frm, method, title, fields) {
	const told = __(
		"First it is counted what would happen, and to whom nothing would and why. Then you decide."
	);
	const intro = { fieldtype: "HTML", options: `<p class="text-muted">${told}</p>` };
	frappe.prompt(
		[intro, ...fields],
		(values) => start(method, { cycle: frm.doc.name, dry_run: 1, ...values }),
		title,
		__("Count First")
	);
}

function call(method, values) {
	return frappe.xcall(
		`talent_performance.talent_performance.doctype.performance_cycle.performance_cycle.${method}`,
		values
	);
}

function start(method, values) {
	return call(method, values).then((run) => frappe.set_route("Form", "Talent Run", run));
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
				start("launch_cycle", { cycle: frm.doc.name });
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
		({ reason }) => start("cancel_cycle", { cycle: frm.doc.name, reason }),
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

frappe.ui.form.on("Performance Cycle", {
	refresh(frm) {
		if (frm.is_new() || frm.doc.state === "Draft") return;
		const { name } = frm.doc;
		call("appraisals_by_state", { cycle: name }).then((rows) => {
			if (frm.doc.name !== name) return;
			talent_performance.chart(frm, __("Appraisals by State"), rows, { colors: ["blue"] });
		});
	},
});
