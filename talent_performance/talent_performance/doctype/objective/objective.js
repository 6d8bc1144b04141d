frappe.ui.form.on("Objective", {
	setup(frm) {
		frm.set_query("parent_objective", () => ({
			filters: { cycle: frm.doc.cycle, name: ["!=", frm.doc.name || ""] },
		}));
		frm.set_query("employee", () => ({ filters: { status: "Active" } }));
		frm.set_query("cycle", () => ({ filters: { state: ["in", ["Draft", "Launched"]] } }));
		frm.set_query("department", () => ({ filters: { company: frm.doc.company } }));
	},

	refresh(frm) {
		show_progress(frm);
		show_warnings(frm);
		lock_what_is_agreed(frm);
		if (!frm.is_new()) add_buttons(frm);
	},

	employee(frm) {
		if (!frm.doc.employee) return;
		frappe.db.get_value("Employee", frm.doc.employee, "company").then(({ message }) => {
			frm.set_value("company", message.company);
		});
	},

	parent_objective(frm) {
		if (!frm.doc.parent_objective) frm.set_value("contributes", 0);
	},
});

const FREE = [
	"confidence",
	"corrective_action",
	"corrective_owner",
	"corrective_due",
	"post_mortem",
];
const METHODS = "talent_performance.talent_performance.doctype.objective.objective";

function show_progress(frm) {
	const { status, attainment, attainment_reason, grade } = frm.doc;
	if (!["Approved", "Archived"].includes(status)) return;
	if (attainment_reason) {
		frm.dashboard.add_comment(__(attainment_reason), "yellow", true);
		return;
	}
	const colour = { Red: "danger", Amber: "warning", Green: "success" }[grade];
	frm.dashboard.add_progress(__("Attainment"), [
		{
			title: `${format_number(attainment, null, 1)} %`,
			width: `${Math.min(attainment, 100)}%`,
			progress_class: `progress-bar-${colour}`,
		},
	]);
}

function show_warnings(frm) {
	const { name, status, pace_status, return_reason, corrective_action, post_mortem } = frm.doc;
	if (status === "Returned") frm.set_intro(__("Returned: {0}", [return_reason]), "orange");
	if (status !== "Approved") return;
	const colours = { "On Track": "green", Behind: "orange", "At Risk": "red" };
	if (colours[pace_status]) frm.dashboard.add_indicator(__(pace_status), colours[pace_status]);
	if (pace_status === "At Risk" && !corrective_action) {
		frm.set_intro(
			__("At risk: write down what will be done, by whom and until when."),
			"orange"
		);
	}
	frappe.xcall(`${METHODS}.signs`, { objective: name }).then((signs) => {
		if (signs.confidence_disagrees) {
			frm.set_intro(
				__("Pace and confidence say different things. Talk about it."),
				"orange"
			);
		}
		if (signs.needs_post_mortem && !post_mortem) {
			frm.set_intro(
				__("A committed objective was missed: write down what was learnt."),
				"blue"
			);
		}
	});
}

function lock_what_is_agreed(frm) {
	const open = frm.is_new() || ["Draft", "Returned"].includes(frm.doc.status);
	frm.meta.fields
		.filter((df) => !df.read_only && !FREE.includes(df.fieldname))
		.forEach((df) => frm.set_df_property(df.fieldname, "read_only", open ? 0 : 1));
}

function add_buttons(frm) {
	frappe.xcall(`${METHODS}.possible_deeds`, { objective: frm.doc.name }).then((deeds) => {
		const offer = {
			submit: () => button(frm, __("Submit"), "submit_objective", true),
			take_back: () => button(frm, __("Take Back"), "take_back"),
			approve: () => button(frm, __("Approve"), "approve", true),
			return: () => button_with_reason(frm, __("Return"), "return_objective"),
			archive: () => button_with_reason(frm, __("Archive without Approval"), "archive"),
			change: () => add_change_button(frm),
		};
		deeds.forEach((deed) => offer[deed]());
	});
	if (["Draft", "Returned"].includes(frm.doc.status)) {
		frm.add_custom_button(__("Key Result"), () =>
			frappe.new_doc("Key Result", { objective: frm.doc.name })
		);
	}
}

function button(frm, label, method, primary = false) {
	const made = frm.add_custom_button(label, () => call(frm, method));
	if (primary) made.addClass("btn-primary");
}

function button_with_reason(frm, label, method) {
	frm.add_custom_button(label, () =>
		frappe.prompt(
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			({ reason }) => call(frm, method, { reason }),
			label
		)
	);
}

function add_change_button(frm) {
	frm.add_custom_button(__("Ask for a Change"), () =>
		frappe.new_doc("Objective Change", { objective: frm.doc.name })
	);
}

function call(frm, method, more = {}) {
	return frappe
		.xcall(`${METHODS}.${method}`, { objective: frm.doc.name, ...more })
		.then(() => frm.reload_doc());
}

frappe.ui.form.on("Objective", {
	refresh(frm) {
		if (frm.is_new() || !["Approved", "Archived"].includes(frm.doc.status)) return;
		const { name } = frm.doc;
		frappe.xcall(`${METHODS}.progress_over_time`, { objective: name }).then((rows) => {
			if (frm.doc.name !== name) return;
			talent_performance.chart(frm, __("Attainment in %"), rows, {
				type: "line",
				colors: ["green"],
				axisOptions: { xIsSeries: 0 },
			});
		});
	},
});
