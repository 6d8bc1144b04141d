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
		if (frm.is_new()) return;
		add_buttons(frm);
		close_to_readers(frm);
		show_measures(frm);
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
		frm.set_intro(__("No attainment: {0}.", [__(attainment_reason)]), "yellow");
		return;
	}
	const colour = { Red: "danger", Amber: "warning", Green: "success" }[grade] || "info";
	const { percent, goals } = talent_performance;
	const text = percent(flt(attainment), 1);
	const pace = goals.PACES[frm.doc.pace_status] ? __(frm.doc.pace_status) : "";
	const said = [__("Attainment: {0}", [text]), grade && __(grade), pace]
		.filter(Boolean)
		.join(" · ");
	frm.dashboard.add_progress(
		__("Attainment"),
		[
			{
				title: text,
				width: `${Math.min(attainment, 100)}%`,
				progress_class: `progress-bar-${colour}`,
			},
		],
		said
	);
}

function show_warnings(frm) {
	const { name, status, pace_status, return_reason, corrective_action, post_mortem } = frm.doc;
	const told = frappe.utils.escape_html;
	if (status === "Returned")
		frm.set_intro(__("Returned: {0}", [told(return_reason || "")]), "orange");
	if (status !== "Approved") return;
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

// What measures it, where one looks for it: at the top of the form.
function show_measures(frm) {
	frappe.db
		.get_list("Key Result", {
			filters: { objective: frm.doc.name, archived: ["!=", "Approved"] },
			fields: [
				"name",
				"title",
				"weight",
				"method",
				"unit",
				"target_value",
				"current_value",
				"started",
				"attainment",
				"attainment_reason",
			],
			order_by: "creation asc, name asc",
			limit: 100,
		})
		.then((rows) => draw_measures(frm, rows));
}

function draw_measures(frm, rows) {
	const { html } = talent_performance;
	const open = ["Draft", "Returned"].includes(frm.doc.status);
	if (!rows.length) {
		if (open)
			frm.set_intro(
				__("Nothing measures this objective yet: add a key result, then submit it."),
				"blue"
			);
		return;
	}
	frm.dashboard.add_section(
		html`<table class="table table-sm mb-0">
			<thead>
				<tr>
					<th>${__("Key Result")}</th>
					<th class="text-right">${__("Weight")}</th>
					<th class="text-right">${__("Target")}</th>
					<th class="text-right">${__("Now")}</th>
					<th>${__("Attainment")}</th>
				</tr>
			</thead>
			<tbody>
				${rows.map(measure_row)}
			</tbody>
		</table>`.toString(),
		__("Key Results")
	);
	frm.dashboard.show();
}

function measure_row(row) {
	const { html, link, bar, percent } = talent_performance;
	const plain = (value) => talent_performance.goals.plain(value, row.unit);
	const targets = ["Progress", "Achievement", "Lower is Better"];
	const said = row.attainment_reason
		? html`<span class="text-muted small">${__(row.attainment_reason)}</span>`
		: html`<span class="tp-figures"
				>${bar(row.attainment, percent(row.attainment))}<span class="tp-figure"
					>${row.started ? percent(row.attainment) : "–"}</span
				></span
			>`;
	return html`<tr>
		<td>${link("Key Result", row.name, row.title)}</td>
		<td class="text-right">${talent_performance.goals.plain(row.weight)}</td>
		<td class="text-right">
			${targets.includes(row.method) ? plain(row.target_value) : __(row.method)}
		</td>
		<td class="text-right">${row.started ? plain(row.current_value) : "–"}</td>
		<td>${said}</td>
	</tr>`;
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
			submit: () => button(frm, __("Submit for Approval"), "submit_objective", true),
			take_back: () => button(frm, __("Take Back"), "take_back"),
			approve: () => button(frm, __("Approve"), "approve", true),
			return: () => button_with_reason(frm, __("Return"), "return_objective"),
			archive: () =>
				button_with_reason(frm, __("Archive without Approval"), "archive", __("Actions")),
			change: () => add_change_button(frm),
		};
		deeds.forEach((deed) => offer[deed]());
	});
	if (["Draft", "Returned"].includes(frm.doc.status)) {
		frm.add_custom_button(__("Add Key Result"), () =>
			frappe.new_doc("Key Result", { objective: frm.doc.name })
		);
	}
	frm.add_custom_button(
		__("Show in Alignment"),
		() => {
			frappe.route_options = { cycle: frm.doc.cycle, objective: frm.doc.name };
			frappe.set_route("alignment");
		},
		__("Actions")
	);
}

// The desk goes by roles alone; who may write this one objective the server says.
function close_to_readers(frm) {
	const objective = frm.doc.name;
	frappe.xcall(`${METHODS}.may_write`, { objective }).then((may_write) => {
		if (frm.doc.name !== objective) return;
		if (may_write) add_writers_buttons(frm);
		else frm.disable_form();
	});
}

function add_writers_buttons(frm) {
	const { goals } = talent_performance;
	const again = () => frm.reload_doc();
	if (frm.doc.status === "Approved") {
		frm.add_custom_button(__("Update Progress"), () =>
			goals.update_progress(frm.doc.name, again)
		).addClass("btn-primary");
	}
	if (frm.doc.archived !== "Approved") {
		frm.add_custom_button(__("Align to…"), () => goals.align(frm.doc, again), __("Actions"));
	}
}

function button(frm, label, method, primary = false) {
	const made = frm.add_custom_button(label, () => call(frm, method));
	if (primary) made.addClass("btn-primary");
}

function button_with_reason(frm, label, method, group) {
	frm.add_custom_button(
		label,
		() =>
			frappe.prompt(
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
				({ reason }) => call(frm, method, { reason }),
				label
			),
		group
	);
}

function add_change_button(frm) {
	frm.add_custom_button(
		__("Ask for a Change"),
		() => talent_performance.goals.ask_for_change(frm.doc.name, null, () => frm.reload_doc()),
		__("Actions")
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
