// Drafts of development plans: for one person from the form, for many from the list and from a cycle.
(() => {
	const METHODS =
		"talent_performance.talent_performance.doctype.development_plan.development_plan";
	const HR = ["HR User", "HR Manager", "Talent Manager"];
	const KINDS = ["Growth", "Succession", "Onboarding"];

	function ask(method, values) {
		return frappe.xcall(`${METHODS}.${method}`, values);
	}

	function shown(counts) {
		const { html } = talent_performance;
		const rows = counts.map(
			([label, count]) =>
				html`<tr>
					<td>${label}</td>
					<td class="text-right"><b>${count}</b></td>
				</tr>`
		);
		return html`<table class="table table-condensed mb-0">
			<tbody>
				${rows}
			</tbody>
		</table>`;
	}

	// Counted first, whatever is changed; nothing is written before the button is pressed.
	function draft_many(defaults, done) {
		const state = { turn: 0 };
		const change = () => count();
		const link = (fieldname, label, options, more = {}) => ({
			fieldname,
			label,
			fieldtype: "Link",
			options,
			change,
			...more,
		});
		const dialog = new frappe.ui.Dialog({
			title: __("Draft Development Plans"),
			fields: [
				{
					fieldname: "kind",
					fieldtype: "Select",
					label: __("Kind"),
					options: KINDS.map((value) => ({ value, label: __(value) })),
					default: "Growth",
					reqd: 1,
					change,
				},
				link("cycle", __("Performance Cycle"), "Performance Cycle", {
					description: __("Only people whose appraisal in it is published."),
				}),
				{ fieldtype: "Column Break" },
				link("company", __("Company"), "Company"),
				link("department", __("Department"), "Department", {
					description: __("With those below it."),
				}),
				{ fieldtype: "Section Break" },
				{ fieldname: "found", fieldtype: "HTML" },
				{
					fieldtype: "HTML",
					options: `<p class="text-muted small mt-3 mb-0">${__(
						"Every action is only suggested, with its reason: the person accepts, changes or drops it, and the manager approves the plan."
					)}</p>`,
				},
			],
			primary_action_label: __("Draft Plans"),
			primary_action: () =>
				ask("start_drafts", choice()).then((run) => {
					dialog.hide();
					follow(run, done);
				}),
		});
		const found = dialog.get_field("found").$wrapper;

		function choice() {
			const { kind, company, department, cycle } = dialog.get_values(true);
			return {
				kind: kind || KINDS[0],
				company: company || "",
				department: department || "",
				cycle: cycle || "",
			};
		}

		function count() {
			const turn = (state.turn += 1);
			dialog.get_primary_btn().prop("disabled", true);
			found.html(`<p class="text-muted">${__("Counting…")}</p>`);
			ask("preview_drafts", choice())
				.then((preview) => turn === state.turn && show(preview))
				.catch(() => turn === state.turn && found.empty());
		}

		function show({ counts, drafts }) {
			const none = talent_performance.empty(
				__("Nothing to draft"),
				__(
					"Choose others, have competencies assessed, or say in Role Competency Profiles what roles ask for."
				)
			);
			found.html(`${shown(counts)}${drafts ? "" : none}`);
			dialog.get_primary_btn().prop("disabled", !drafts);
		}

		dialog.show();
		dialog.set_values(defaults).then(count);
		return dialog;
	}

	function follow(run, done) {
		const link = frappe.utils.get_form_link("Talent Run", run, true, __("See how far it is"));
		frappe.show_alert(
			{
				message: __("The plans are drafted in the background. {0}", [link]),
				indicator: "blue",
			},
			10
		);
		if (done) done();
	}

	function suggest(frm) {
		const { employee, kind } = frm.doc;
		if (!employee) {
			frappe.show_alert(__("Choose the person first."));
			frm.scroll_to_field("employee");
			return;
		}
		if (!frm.is_new() && frm.is_dirty()) {
			frappe.show_alert(__("Save the plan first."));
			return;
		}
		ask("suggest", { employee, kind }).then((plan) => {
			if (frm.doc.name === plan) frm.reload_doc();
			else frappe.set_route("Form", "Development Plan", plan);
		});
	}

	frappe.ui.form.on("Development Plan", {
		refresh(frm) {
			if (frm.doc.state && frm.doc.state !== "Draft") return;
			frm.add_custom_button(__("Suggest Actions"), () => suggest(frm));
		},
	});

	frappe.ui.form.on("Performance Cycle", {
		refresh(frm) {
			if (!["Closed", "Published"].includes(frm.doc.state) || !frappe.user.has_role(HR))
				return;
			frm.add_custom_button(
				__("Draft Development Plans"),
				() => draft_many({ cycle: frm.doc.name }),
				__("People")
			);
		},
	});

	talent_performance.plan_drafts = {
		draft_many,
		may_draft_many: () => frappe.user.has_role(HR),
	};
})();
