// Mentoring at the desk: finding a mentor for somebody, and pairing many at once. The server finds and decides.
frappe.provide("talent_performance.mentoring");

{
	const { html, pill } = talent_performance;
	const call = (method, values) =>
		talent_performance.call(`doctype.mentoring_pair.mentoring_pair.${method}`, values);

	const level = (row) =>
		"level" in row
			? html`<div class="small text-muted">
					${__("Level {0}, certainty {1} %", [
						format_number(row.level, null, 2),
						format_number(row.confidence * 100, null, 0),
					])}
				</div>`
			: "";

	const candidate = (row, at) =>
		html`<div class="tp-mentor ${row.why_not ? "text-muted" : ""}">
			<div>
				<strong>${row.mentor_name}</strong>
				<span class="small text-muted"
					>${[row.designation, row.department].filter(Boolean).join(", ")}</span
				>
				${level(row)}
				<div>
					${
						row.why_not
							? pill(row.why_not, "gray")
							: [
									...row.reasons.map((reason) => pill(reason, "green")),
									pill(
										__("{0} of {1} places free", [row.free, row.places]),
										"blue"
									),
								]
					}
				</div>
			</div>
			${
				row.why_not
					? ""
					: html`<button class="btn btn-xs btn-default" data-propose="${at}">
							${__("Propose")}
						</button>`
			}
		</div>`;

	const nobody = () =>
		html`<p class="text-muted">
			${__("Nobody who has offered to help is far enough. HR sees more people than those.")}
		</p>`;

	function propose(row, values, done) {
		const dialog = new frappe.ui.Dialog({
			title: __("Propose {0}", [row.mentor_name]),
			fields: [
				{ fieldname: "note", fieldtype: "Small Text", label: __("Why") },
				{ fieldname: "goals", fieldtype: "Small Text", label: __("Goals") },
			],
			primary_action_label: __("Propose"),
			async primary_action(said) {
				const { mentee, competency, kind, development_plan, action } = values;
				const pair = await call("propose_pair", {
					pair_values: {
						...said,
						mentee,
						mentor: row.mentor,
						competency,
						kind,
						development_plan,
						action,
					},
				});
				dialog.hide();
				frappe.show_alert({ message: __("Proposed: {0}", [pair]), indicator: "green" });
				done();
			},
		});
		dialog.show();
	}

	const KINDS = ["Mentoring", "Coaching"].map((value) => ({ value, label: __(value) }));

	Object.assign(talent_performance.mentoring, {
		// `preset`: mentee, competency, wanted, development_plan, action, as far as they are known; `done` is called after a proposal.
		find(preset = {}, done = () => {}) {
			let found = [];
			const dialog = new frappe.ui.Dialog({
				title: __("Find a Mentor"),
				fields: [
					{
						fieldname: "mentee",
						fieldtype: "Link",
						options: "Employee",
						label: __("Who Learns"),
						reqd: 1,
						default: preset.mentee,
						read_only: preset.action ? 1 : 0,
						get_query: () => ({ filters: { status: "Active" } }),
					},
					{
						fieldname: "competency",
						fieldtype: "Link",
						options: "Competency",
						label: __("Competency"),
						reqd: 1,
						default: preset.competency,
					},
					{ fieldname: "column", fieldtype: "Column Break" },
					{
						fieldname: "wanted",
						fieldtype: "Float",
						label: __("Level Wanted"),
						reqd: 1,
						default: preset.wanted,
					},
					{
						fieldname: "kind",
						fieldtype: "Select",
						label: __("Kind"),
						options: KINDS,
						default: "Mentoring",
						description: __("A mentor never stands above the person; a coach may."),
					},
					{ fieldname: "section", fieldtype: "Section Break" },
					{ fieldname: "found", fieldtype: "HTML" },
				],
				primary_action_label: __("Find"),
				async primary_action(values) {
					const { mentee, competency, wanted, kind } = values;
					found = await call("find_mentor", { mentee, competency, wanted, kind });
					const body = found.length ? html`${found.map(candidate)}` : nobody();
					dialog.get_field("found").$wrapper.html(String(body));
				},
			});
			dialog.get_field("found").$wrapper.on("click", "[data-propose]", (event) => {
				const row = found[event.currentTarget.dataset.propose];
				propose(row, { ...preset, ...dialog.get_values() }, () => {
					dialog.hide();
					done();
				});
			});
			dialog.show();
		},

		// One mentor for each of several people: HR looks at the suggestion, then proposes all of them.
		pair_several(done = () => {}) {
			let pairs = [];
			const dialog = new frappe.ui.Dialog({
				title: __("Pair Several"),
				fields: [
					{
						fieldname: "mentees",
						fieldtype: "MultiSelectList",
						label: __("Who Learn"),
						reqd: 1,
						get_data: (text) =>
							frappe.db.get_link_options("Employee", text, { status: "Active" }),
					},
					{
						fieldname: "competency",
						fieldtype: "Link",
						options: "Competency",
						label: __("Competency"),
						reqd: 1,
					},
					{
						fieldname: "wanted",
						fieldtype: "Float",
						label: __("Level Wanted"),
						reqd: 1,
					},
					{ fieldname: "section", fieldtype: "Section Break" },
					{ fieldname: "found", fieldtype: "HTML" },
				],
				primary_action_label: __("Suggest"),
				async primary_action({ mentees, competency, wanted }) {
					const found = await call("pair_up", { mentees, competency, wanted });
					pairs = found
						.filter((row) => row.mentor)
						.map(({ mentee, mentor }) => ({ mentee, mentor, competency }));
					dialog.get_field("found").$wrapper.html(String(suggested(found)));
					dialog.set_secondary_action_label(__("Propose {0} Pairs", [pairs.length]));
					dialog.get_secondary_btn().toggle(pairs.length > 0);
				},
				secondary_action_label: __("Propose"),
				async secondary_action() {
					const { done: made, refused } = await call("propose_pairs", { pairs });
					dialog.hide();
					frappe.show_alert({
						message: __("Proposed: {0}", [made.length]),
						indicator: "green",
					});
					if (refused.length)
						frappe.msgprint({
							title: __("Not Proposed"),
							message: refused.map((row) => `${row.mentee}: ${row.why}`),
							as_list: true,
						});
					done();
				},
			});
			dialog.get_secondary_btn().hide();
			dialog.show();
		},
	});

	const suggested = (found) =>
		html`<table class="table table-sm">
			<thead>
				<tr>
					<th>${__("Who Learns")}</th>
					<th>${__("Mentor")}</th>
					<th>${__("Why")}</th>
				</tr>
			</thead>
			<tbody>
				${found.map(
					(row) =>
						html`<tr class="${row.mentor ? "" : "text-muted"}">
							<td>${row.mentee_name}</td>
							<td>${row.mentor_name || "–"}</td>
							<td>${row.reason}</td>
						</tr>`
				)}
			</tbody>
		</table>`;

	frappe.ui.form.on("Development Plan", {
		refresh(frm) {
			if (frm.is_new() || ["Completed", "Cancelled"].includes(frm.doc.state)) return;
			const open = (frm.doc.actions || []).filter(
				(row) => row.competency && !["Done", "Dropped"].includes(row.state)
			);
			if (!open.length) return;
			frm.add_custom_button(__("Find a Mentor"), () => {
				const labels = open.map((row) => `${row.idx}. ${row.action}`);
				const begin = (row) =>
					talent_performance.mentoring.find(
						{
							mentee: frm.doc.employee,
							competency: row.competency,
							wanted: row.level_wanted,
							development_plan: frm.doc.name,
							action: row.name,
						},
						() => frm.reload_doc()
					);
				if (open.length === 1) return begin(open[0]);
				frappe.prompt(
					{
						fieldname: "action",
						fieldtype: "Select",
						label: __("Action"),
						options: labels,
						reqd: 1,
					},
					({ action }) => begin(open[labels.indexOf(action)]),
					__("For Which Action?"),
					__("Find a Mentor")
				);
			});
		},
	});
}
