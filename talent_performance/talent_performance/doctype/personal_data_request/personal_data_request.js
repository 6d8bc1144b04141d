frappe.ui.form.on("Personal Data Request", {
	onload(frm) {
		if (frm.is_new() && !frm.doc.employee) set_own_employee(frm);
	},

	refresh(frm) {
		const filing = frm.is_new();
		frm.toggle_display(["clock_section", "review_section", "state", "asked_by"], !filing);
		frm.toggle_display("received_on", !filing || is_hr());
		if (filing) {
			frm.set_intro(__("What is held about you, or its erasure: a Talent Manager answers."));
			return;
		}
		frm.disable_save();
		draw_counts(frm);
		frappe.xcall(`${METHODS}.possible`, { request: frm.doc.name }).then((may) => {
			show_standing(frm, may.standing);
			add_buttons(frm, may);
			const looks = may.review && frm.doc.kind === "Access";
			frm.toggle_display("outgoing_section", looks);
			if (looks) draw_outgoing(frm);
		});
	},
});

const METHODS =
	"talent_performance.talent_performance.doctype.personal_data_request.personal_data_request";

function is_hr() {
	return ["HR Manager", "Talent Manager"].some((role) => frappe.user.has_role(role));
}

function set_own_employee(frm) {
	if (is_hr()) return;
	talent_performance
		.own_employees()
		.then((own) => own.length && frm.set_value("employee", own[0]));
}

function show_standing(frm, standing) {
	const waits = ["Received", "In Review", "Erasing"].includes(frm.doc.state);
	const due = frappe.datetime.str_to_user(frm.doc.due_on);
	const lines = {
		Overdue: [__("Overdue: the answer was due on {0}.", [due]), "red"],
		"Due Soon": [__("The answer is due on {0}.", [due]), "orange"],
		"On Time": [__("The answer is due on {0}.", [due]), "blue"],
	};
	if (waits && lines[standing]) frm.set_intro(...lines[standing]);
	if (standing === "Late")
		frm.set_intro(__("Answered late: it was due on {0}.", [due]), "orange");
}

function add_buttons(frm, may) {
	const button = (label, action, primary) => {
		const made = frm.add_custom_button(label, action);
		if (primary) made.addClass("btn-primary");
	};
	if (may.take_up) button(__("Take Up"), () => run(frm, "take_up"), true);
	if (may.extend)
		button(__("Extend"), () =>
			ask(frm, "extend", "reason", __("Reason (the person reads it)"))
		);
	if (may.review && frm.doc.kind === "Access") {
		button(__("Withhold"), () => withhold(frm));
		button(__("Answer"), () => give(frm), true);
	}
	if (may.review && frm.doc.kind === "Erasure")
		button(__("Propose Erasure"), () => propose(frm), !frm.doc.proposed_by);
	if (may.review)
		button(__("Refuse"), () =>
			ask(frm, "refuse", "ground", __("Ground (the person reads it)"))
		);
	if (may.confirm) button(__("Confirm Erasure"), () => confirm_erasure(frm), true);
	if (may.withdraw)
		button(__("Withdraw"), () =>
			frappe.confirm(__("Take this request back?"), () => run(frm, "withdraw"))
		);
	if (may.download) {
		button(__("Download to Read"), () => download(frm, "html"), true);
		button(__("Download for Machines (JSON)"), () => download(frm, "json"));
	}
}

function run(frm, method, values = {}) {
	return frappe
		.call({
			method: `${METHODS}.${method}`,
			args: { request: frm.doc.name, ...values },
			freeze: true,
		})
		.then(() => frm.reload_doc());
}

function ask(frm, method, fieldname, label) {
	const field = { fieldname, fieldtype: "Small Text", label, reqd: 1 };
	frappe.prompt(field, (values) => run(frm, method, values), frm.doc.name);
}

function propose(frm) {
	frappe.prompt(
		[
			{
				fieldname: "ground",
				fieldtype: "Small Text",
				label: __("Ground"),
				description: __("This line stays when the person is gone: name nobody in it."),
				reqd: 1,
			},
			{
				fieldname: "force_reason",
				fieldtype: "Small Text",
				label: __("Why Although Still Employed or in an Open Cycle"),
			},
		],
		(values) => run(frm, "propose", values),
		__("Propose Erasure"),
		__("Count and Propose")
	);
}

function confirm_erasure(frm) {
	const name = frappe.utils.escape_html(frm.doc.employee_name || frm.doc.employee);
	frappe.warn(
		__("Erase {0}?", [name]),
		__("What is counted here goes for good. It can't be brought back."),
		() => run(frm, "confirm"),
		__("Erase")
	);
}

function download(frm, form) {
	const asked = new URLSearchParams({ request: frm.doc.name, form });
	window.open(`/api/method/${METHODS}.download?${asked}`);
}

// What would go out, as the person will read it, in a frame that runs nothing.
function draw_outgoing(frm) {
	const { html } = talent_performance;
	const field = frm
		.get_field("outgoing")
		.$wrapper.html(String(html`<p class="text-muted">${__("Collecting…")}</p>`));
	frappe.xcall(`${METHODS}.preview`, { request: frm.doc.name }).then((found) => {
		frm.outgoing = found;
		const rows = found.lines.map(
			(line) =>
				html`<tr>
					<td>${line.kind}</td>
					<td>${line.document_name || __("All")}</td>
					<td>${line.field || __("Whole Record")}</td>
					<td>${line.ground}</td>
					<td class="text-right">
						<button class="btn btn-xs btn-default" data-line="${line.name}">
							${__("Release")}
						</button>
					</td>
				</tr>`
		);
		const kept = rows.length
			? html`<h6>${__("Withheld by You")}</h6>
					<table class="table table-sm">
						${rows}
					</table>`
			: "";
		field.html(
			String(
				html`<p class="text-muted">
						${__("Exactly this goes out. Drafts that only the person reads aren't shown to you.")}
					</p>
					${kept}
					<iframe sandbox="" class="tp-answer" title="${__("What Goes Out")}"></iframe>`
			)
		);
		field
			.find("iframe")
			.css({ width: "100%", height: "26rem", border: "1px solid var(--border-color)" });
		field.find("iframe").css({ "border-radius": "var(--border-radius)", background: "white" });
		field.find("iframe")[0].srcdoc = found.html;
		field
			.find("[data-line]")
			.on("click", (event) =>
				run(frm, "release", { line: event.currentTarget.dataset.line })
			);
	});
}

function withhold(frm) {
	const choices = frm.outgoing?.choices || [];
	const of = (kind) => choices.find((each) => each.document_type === kind);
	const options = (pairs) => [{ value: "", label: __("All") }, ...pairs];
	const dialog = new frappe.ui.Dialog({
		title: __("Withhold"),
		fields: [
			{
				fieldname: "document_type",
				fieldtype: "Select",
				label: __("Kind of Record"),
				options: choices.map(({ document_type, label }) => ({
					value: document_type,
					label,
				})),
				reqd: 1,
				onchange() {
					const chosen = of(dialog.get_value("document_type"));
					if (!chosen) return;
					const names = chosen.names.map((name) => ({ value: name, label: name }));
					const fields = Object.entries(chosen.fields);
					dialog.set_df_property("document_name", "options", options(names));
					dialog.set_df_property(
						"fieldname",
						"options",
						options(fields.map(([value, label]) => ({ value, label })))
					);
				},
			},
			{ fieldname: "document_name", fieldtype: "Select", label: __("Record"), options: [] },
			{ fieldname: "fieldname", fieldtype: "Select", label: __("Field"), options: [] },
			{
				fieldname: "ground",
				fieldtype: "Small Text",
				label: __("Ground (the person reads it)"),
				reqd: 1,
			},
		],
		primary_action_label: __("Withhold"),
		primary_action(values) {
			dialog.hide();
			run(frm, "withhold", { document_name: "", fieldname: "", ...values });
		},
	});
	dialog.show();
}

function give(frm) {
	if (!frm.outgoing) {
		frappe.show_alert(__("Look at what goes out first."));
		return;
	}
	frappe.confirm(__("Answer with exactly what is shown here?"), () =>
		run(frm, "give", { mark: frm.outgoing.mark })
	);
}

function draw_counts(frm) {
	if (!frm.doc.counts) return;
	const { html } = talent_performance;
	const counts = JSON.parse(frm.doc.counts);
	const parts = [
		["deleted", __("Deleted")],
		["anonymised", __("Names Nobody Any More")],
		["beside", __("Beside the Records (Comments, Logs …)")],
		["names_left", __("Names Left in Texts, for Somebody Else Has Them Too")],
	];
	const tables = parts
		.filter(([key]) => Object.keys(counts[key] || {}).length)
		.map(
			([key, label]) =>
				html`<div class="col-sm-6">
					<h6>${label}</h6>
					<table class="table table-sm">
						${Object.entries(counts[key]).map(
							([kind, count]) =>
								html`<tr>
									<td>${__(kind)}</td>
									<td class="text-right">${count}</td>
								</tr>`
						)}
					</table>
				</div>`
		);
	frm.get_field("counts_table").$wrapper.html(String(html`<div class="row">${tables}</div>`));
}
