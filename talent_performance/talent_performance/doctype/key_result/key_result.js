frappe.ui.form.on("Key Result", {
	setup(frm) {
		frm.set_query("objective", () => ({ filters: { status: ["in", ["Draft", "Returned"]] } }));
		frm.set_query("kpi", () => ({ filters: { disabled: 0 } }));
		frm.set_query("parent_key_result", () => ({
			filters: { cycle: frm.doc.cycle, name: ["!=", frm.doc.name || ""] },
		}));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		show_progress(frm);
		const { name, objective } = frm.doc;
		Promise.all([
			frappe.db.get_value("Objective", objective, "status"),
			frappe.xcall(`${METHODS}.carried_by`, { key_result: name }),
		]).then(([{ message }, told]) => {
			if (frm.doc.name !== name) return;
			const open = ["Draft", "Returned"].includes(message.status);
			if (!open || !told.may_write) frm.disable_form();
			if (message.status === "Approved" && frm.doc.archived === "No") {
				add_buttons(frm, told.may_write);
			}
			show_cascade(frm, told);
		});
	},

	kpi(frm) {
		if (!frm.doc.kpi) return;
		const fields = ["method", "unit", "aggregate", "default_weight", "default_target"];
		frappe.db.get_value("KPI", frm.doc.kpi, fields).then(({ message }) => {
			frm.set_value({
				method: message.method,
				unit: message.unit,
				aggregate: message.aggregate,
				weight: message.default_weight,
				target_value: message.default_target,
			});
		});
	},
});

const METHODS = "talent_performance.talent_performance.doctype.key_result.key_result";

function show_progress(frm) {
	const { attainment_reason, started, attainment } = frm.doc;
	if (attainment_reason) {
		frm.set_intro(__("No attainment: {0}.", [__(attainment_reason)]), "yellow");
	} else if (started) {
		const text = talent_performance.percent(attainment, 1);
		frm.dashboard.add_progress(
			__("Attainment"),
			Math.min(attainment, 100),
			__("Attainment: {0}", [text])
		);
	}
}

// Who carries the number, whether that adds up, and the way to carry it further down.
function show_cascade(frm, { parts, coverage, may_cascade }) {
	const { goals, html, pill } = talent_performance;
	if (may_cascade) {
		frm.add_custom_button(__("Cascade"), () => goals.cascade(frm.doc, () => frm.reload_doc()));
	}
	if (!parts.length) return;
	const colour = coverage && coverage.difference ? "orange" : "green";
	const said = coverage ? html`<p>${pill(goals.coverage(coverage), colour)}</p>` : "";
	frm.dashboard.add_section(html`${said}${goals.carriers(parts)}`.toString(), __("Carried by"));
	frm.dashboard.show();
}

function add_buttons(frm, may_write) {
	if (may_write) {
		frm.add_custom_button(__("Record an Update"), () => ask_for_update(frm)).addClass(
			"btn-primary"
		);
	}
	frm.add_custom_button(__("Ask for a Change"), () =>
		talent_performance.goals.ask_for_change(frm.doc.objective, frm.doc.name, () =>
			frm.reload_doc()
		)
	);
}

function kinds(doc) {
	if (doc.months.length) return ["Month"];
	return doc.method === "Milestones" ? ["Milestone"] : ["Total", "Event"];
}

function ask_for_update(frm) {
	const options = kinds(frm.doc);
	const yes_or_no = options[0] === "Milestone" || frm.doc.method === "Boolean";
	const fields = [
		{
			fieldname: "kind",
			fieldtype: "Select",
			label: __("Kind"),
			options: options.map((value) => ({ value, label: __(value) })),
			default: options[0],
			hidden: options.length === 1,
		},
		{
			fieldname: "milestone",
			fieldtype: "Select",
			label: __("Milestone"),
			options: frm.doc.milestones.map((row) => row.milestone),
			hidden: options[0] !== "Milestone",
			reqd: options[0] === "Milestone",
		},
		{
			fieldname: "value",
			fieldtype: yes_or_no ? "Check" : "Float",
			label: yes_or_no ? __("Done") : __("Value"),
			reqd: !yes_or_no,
			default: yes_or_no ? 1 : undefined,
		},
		{
			fieldname: "updated_on",
			fieldtype: "Date",
			label: __("Day"),
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
	];
	frappe.prompt(
		fields,
		(values) =>
			frappe
				.xcall(`${METHODS}.record_update`, { key_result: frm.doc.name, ...values })
				.then(() => frm.reload_doc()),
		__("Record an Update"),
		__("Record")
	);
}
