frappe.ui.form.on("Development Plan", {
	setup(frm) {
		const there = () => ({ filters: { status: ["!=", "Left"] } });
		["employee", "owner_employee"].forEach((field) => frm.set_query(field, there));
		["responsible", "mentor"].forEach((field) => frm.set_query(field, "actions", there));
		frm.set_query("competency", "actions", () => ({ filters: { disabled: 0 } }));
	},

	onload(frm) {
		if (frm.is_new() && frm.doc.starts_on && !frm.doc.ends_on) frm.trigger("kind");
	},

	refresh(frm) {
		const draft = frm.is_new() || frm.doc.state === "Draft";
		["actions", "reviews"].forEach((field) => frm.toggle_display(field, draft));
		frm.toggle_display("steps_section", Boolean((frm.doc.steps || []).length));
		frm.get_field("overview").$wrapper.empty();
		if (frm.is_new()) {
			introduce(frm);
			return;
		}
		if (!draft) frm.disable_form();
		const plan = frm.doc.name;
		const asked = (frm.plan_asked = (frm.plan_asked || 0) + 1);
		frappe.xcall(`${METHODS}.view`, { plan }).then((view) => {
			if (frm.doc.name === plan && frm.plan_asked === asked) draw(frm, view);
		});
	},

	kind(frm) {
		introduce(frm);
		const days = { Onboarding: 90, "Performance Improvement": 90 }[frm.doc.kind] || 365;
		if (frm.is_new() && frm.doc.starts_on)
			frm.set_value("ends_on", frappe.datetime.add_days(frm.doc.starts_on, days));
	},
});

const METHODS = "talent_performance.talent_performance.doctype.development_plan.development_plan";
const STATES = {
	Suggested: "purple",
	Planned: "gray",
	"In Progress": "blue",
	Done: "green",
	Dropped: "red",
};
const OUTCOMES = ["Met", "Partly Met", "Not Met", "Ended"];
const REVIEWED = { "On Track": "green", "At Risk": "orange", "Off Track": "red" };

function introduce(frm) {
	if (!frm.is_new()) return;
	const said = {
		Growth: __(
			"What would you like to be able to do? About 70 % is learnt by doing the work."
		),
		Succession: __("Only where HR has said on the nomination that the person knows of it."),
		Onboarding: __("Say for each action whether it is for 30, 60 or 90 days."),
		"Performance Improvement": __(
			"The person reads it once HR has approved it. Write what would help, and by what both will see that it worked."
		),
	};
	frm.set_intro(said[frm.doc.kind], "blue");
}

function draw(frm, view) {
	show_standing(frm, view);
	show_actions(frm, view);
	show_reviews(frm, view);
	if (frm.doc.state === "Draft" && !view.may.form) {
		frm.disable_form();
		["actions", "reviews"].forEach((field) => frm.toggle_display(field, false));
	}
	add_buttons(frm, view);
}

// How far it is, and how one learns by it.
function show_standing(frm, view) {
	const { percent, html } = talent_performance;
	const last = view.history[0];
	if (view.attention) frm.set_intro(attention(view), "red");
	if (view.state === "Draft" && last?.step === "Returned")
		frm.set_intro(__("Returned: {0}", [frappe.utils.escape_html(last.note)]), "orange");
	if (view.state === "Awaiting Approval")
		frm.set_intro(
			view.approver_name
				? __("Waits for the approval of {0}.", [
						frappe.utils.escape_html(view.approver_name),
					])
				: __("Waits for the approval of an HR Manager."),
			"blue"
		);
	if (!view.actions_counted) return;
	const said = [
		__("{0} of {1} actions done", [view.actions_done, view.actions_counted]),
		view.overdue ? __("{0} overdue", [view.overdue]) : "",
	].filter(Boolean);
	frm.dashboard.add_progress(
		__("Progress"),
		[{ title: percent(view.progress), width: `${view.progress}%` }],
		said.join(" · ")
	);
	if (view.mix) {
		const kinds = [
			[__("Experience"), view.mix.experience, "blue"],
			[__("Exposure"), view.mix.exposure, "green"],
			[__("Education"), view.mix.education, "orange"],
		];
		frm.dashboard.add_section(
			html`<div class="tp-plan-mix">
				${kinds.map(
					([label, share, colour]) =>
						html`<div>
							<span>${label}</span>${talent_performance.bar(
								share,
								`${label}: ${percent(share)}`,
								colour
							)}<span class="tp-figure">${percent(share)}</span>
						</div>`
				)}
				<p class="text-muted small">
					${__("A guideline: 70 % experience, 20 % exposure, 10 % education.")}
				</p>
			</div>`.toString(),
			__("How It Is Learnt")
		);
	}
	frm.dashboard.show();
}

function attention(view) {
	return {
		"Person Left": __("The person has left: say what came of the plan, or cancel it."),
		"Owner Left": __("Whoever saw to this plan has left: name somebody else under Hand Over."),
		"Mentor Left": __("Somebody whom an action names has left: name somebody else there."),
	}[view.attention];
}

// The actions as they stand, with what may be done with each.
function show_actions(frm, view) {
	const wrapper = frm.get_field("overview").$wrapper;
	const { html, empty } = talent_performance;
	if (frm.doc.state === "Draft" && view.may.form && !view.actions.some(is_suggested)) return;
	const shown =
		frm.doc.state === "Draft" && view.may.form
			? view.actions.filter(is_suggested)
			: view.actions;
	if (!shown.length) {
		wrapper.html(
			empty(
				__("No actions yet"),
				__("Add what is to be done, by whom and until when.")
			).toString()
		);
		return;
	}
	wrapper.html(
		html`<div class="table-responsive">
			<table class="table table-sm tp-plan-actions">
				<thead>
					<tr>
						<th scope="col">${__("Action")}</th>
						<th scope="col">${__("Competency")}</th>
						<th scope="col">${__("Due On")}</th>
						<th scope="col">${__("Progress")}</th>
						<th scope="col"><span class="sr-only">${__("Actions")}</span></th>
					</tr>
				</thead>
				<tbody>
					${shown.map(action_row)}
				</tbody>
			</table>
		</div>`.toString()
	);
	const of = Object.fromEntries(view.actions.map((action) => [action.name, action]));
	wrapper.find("[data-deed]").on("click", ({ currentTarget }) => {
		const { deed, row } = currentTarget.dataset;
		DIALOGS[deed](frm, of[row]);
	});
}

function is_suggested(action) {
	return action.state === "Suggested";
}

function action_row(action) {
	const { html, pill, bar, percent, day } = talent_performance;
	const who = [
		action.responsible_name,
		action.mentor_name && __("with {0}", [action.mentor_name]),
	]
		.filter(Boolean)
		.join(", ");
	const dropped = action.state === "Dropped";
	return html`<tr class="${dropped ? "text-muted" : ""}">
		<td>
			<div>${action.action}</div>
			<div class="small text-muted">
				${pill(__(action.state), STATES[action.state])} ${__(action.learning_type)}
				${action.milestone ? html`· ${__(action.milestone)}` : ""}
				${who ? html`· ${who}` : ""}
			</div>
			${note(__("Why"), action.reason)}
			${note(__("Success Measure"), action.success_measure)}
			${note(__("Evidence"), action.evidence)} ${note(__("Why Dropped"), action.drop_reason)}
		</td>
		<td>${levels(action)}</td>
		<td class="${action.overdue ? "tp-red" : ""}">
			${action.due_on ? day(action.due_on) : "–"}
			${action.overdue ? html`<div class="small">${__("Overdue")}</div>` : ""}
		</td>
		<td>
			<span class="tp-figures"
				>${bar(action.progress, percent(action.progress))}<span class="tp-figure"
					>${percent(action.progress)}</span
				></span
			>
		</td>
		<td class="text-right">${buttons(action)}</td>
	</tr>`;
}

function note(label, text) {
	return text
		? talent_performance.html`<div class="small"><span class="text-muted">${label}:</span> ${text}</div>`
		: "";
}

function levels(action) {
	const { html, number, percent } = talent_performance;
	if (!action.competency) return "–";
	const level = (value) => (value === null ? "–" : number(value, value % 1 ? 2 : 0));
	const closed =
		typeof action.gap_closed === "number"
			? html`<div>${__("Gap closed: {0}", [percent(action.gap_closed)])}</div>`
			: "";
	return html`<div>${action.competency}</div>
		<div class="small text-muted">
			${level(action.level_before)} → ${level(action.level_wanted)} ·
			${__("now {0}", [level(action.level_now)])} ${closed}
		</div>`;
}

function buttons(action) {
	const { html } = talent_performance;
	const offered = [
		["report", __("Report"), action.may.report],
		["accept", __("Accept"), action.may.accept],
		["change", __("Edit"), action.may.change],
		["drop", __("Drop"), action.may.drop],
	];
	return offered
		.filter(([, , may]) => may)
		.map(
			([deed, label]) =>
				html`<button
					class="btn btn-default btn-xs text-nowrap"
					data-deed="${deed}"
					data-row="${action.name}"
					aria-label="${label}: ${action.action}"
				>
					${label}
				</button> `
		);
}

function show_reviews(frm, view) {
	if (!view.reviews.length || (frm.doc.state === "Draft" && view.may.form)) return;
	const { html, pill, day } = talent_performance;
	frm.dashboard.add_section(
		html`<ul class="list-unstyled mb-0">
			${view.reviews.map(
				(review) =>
					html`<li class="mb-2">
						<b>${day(review.held_on || review.due_on)}</b>
						${
							review.outcome
								? pill(__(review.outcome), REVIEWED[review.outcome])
								: pill(
										review.overdue ? __("Overdue") : __("Planned"),
										review.overdue ? "red" : "gray"
									)
						}
						<span class="text-muted">${review.held_by}</span>
						<div>${review.said}</div>
					</li>`
			)}
		</ul>`.toString(),
		__("Reviews")
	);
	frm.dashboard.show();
}

function add_buttons(frm, view) {
	const { may } = view;
	const group = __("Actions");
	const offer = (able, label, act, primary) => {
		if (!able) return;
		const made = frm.add_custom_button(label, act, primary ? null : group);
		if (primary) made.addClass("btn-primary");
	};
	offer(may.submit, __("Submit for Approval"), () => submit(frm), true);
	offer(may.approve, __("Approve"), () => ask(frm, __("Approve"), "approve", "note"), true);
	if (may.give_back)
		frm.add_custom_button(__("Return"), () =>
			ask(frm, __("Return"), "return_to_draft", "note", true)
		);
	if (may.take_back && !may.give_back)
		frm.add_custom_button(__("Take Back"), () => call(frm, "return_to_draft"));
	if (may.add && !may.form) frm.add_custom_button(__("Add Action"), () => add_action(frm));
	if (may.hold_review && view.reviews.some((review) => !review.held_on))
		frm.add_custom_button(__("Record Review"), () => hold_review(frm, view));
	offer(may.add_review && !may.form, __("Plan Review"), () => plan_review(frm));
	offer(may.complete, __("Complete"), () => complete(frm));
	offer(may.revise, __("Revise"), () => ask(frm, __("Revise"), "return_to_draft", "note", true));
	offer(may.hand_over, __("Hand Over"), () => hand_over(frm));
	offer(may.cancel, __("Cancel Plan"), () =>
		ask(frm, __("Cancel Plan"), "cancel_plan", "reason", true)
	);
	offer(may.sign_off, __("Sign for HR"), () => sign_off(frm), true);
}

// Deeds with the plan

function call(frm, method, values = {}) {
	return frappe
		.xcall(`${METHODS}.${method}`, { plan: frm.doc.name, ...values })
		.then((answer) => frm.reload_doc().then(() => answer));
}

function ask(frm, title, method, name, needed = false) {
	const label = needed ? __("Reason") : __("Note");
	frappe.prompt(
		{ fieldname: name, fieldtype: "Small Text", label, reqd: needed ? 1 : 0 },
		(values) => call(frm, method, values),
		title,
		title
	);
}

function submit(frm) {
	const send = () => call(frm, "submit");
	return frm.is_dirty() ? frm.save().then(send) : send();
}

function complete(frm) {
	frappe.prompt(
		[
			{
				fieldname: "outcome",
				fieldtype: "Select",
				label: __("Outcome"),
				options: OUTCOMES.map((value) => ({ value, label: __(value) })),
				reqd: 1,
			},
			{ fieldname: "note", fieldtype: "Text", label: __("What Came of It"), reqd: 1 },
		],
		(values) => call(frm, "complete", values),
		__("Complete"),
		__("Complete")
	);
}

function sign_off(frm) {
	frappe.confirm(__("Sign for HR what came of this plan? It can't be taken back."), () =>
		call(frm, "sign_off")
	);
}

function hand_over(frm) {
	frappe.prompt(
		[
			{
				fieldname: "owner",
				fieldtype: "Link",
				label: __("Owner"),
				options: "Employee",
				get_query: () => ({ filters: { status: ["!=", "Left"] } }),
				reqd: 1,
			},
			{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
		],
		(values) => call(frm, "hand_over", values),
		__("Hand Over"),
		__("Hand Over")
	);
}

function plan_review(frm) {
	frappe.prompt(
		{ fieldname: "due_on", fieldtype: "Date", label: __("Due On"), reqd: 1 },
		(values) => call(frm, "add_review", values),
		__("Plan Review"),
		__("Add")
	);
}

function hold_review(frm, view) {
	const open = view.reviews.filter((review) => !review.held_on);
	frappe.prompt(
		[
			{
				fieldname: "row",
				fieldtype: "Select",
				label: __("Review"),
				options: open.map(({ name, due_on }) => ({
					value: name,
					label: talent_performance.day(due_on),
				})),
				default: open[0].name,
				reqd: 1,
			},
			{
				fieldname: "outcome",
				fieldtype: "Select",
				label: __("Outcome"),
				options: Object.keys(REVIEWED).map((value) => ({ value, label: __(value) })),
				reqd: 1,
			},
			{ fieldname: "said", fieldtype: "Text", label: __("What Was Said"), reqd: 1 },
		],
		(values) => call(frm, "hold_review", values),
		__("Record Review"),
		__("Save")
	);
}

// Deeds with an action

function action_fields(frm, action = {}) {
	const meta = frappe.get_meta("Development Action");
	const shown = ["action", "learning_type", "competency", "level_wanted", "due_on"];
	const more = ["responsible", "mentor", "success_measure"];
	if (frm.doc.kind === "Onboarding") more.push("milestone");
	return [...shown, ...more].map((name) => {
		const { fieldname, fieldtype, label, options, reqd, description } = meta.fields.find(
			(df) => df.fieldname === name
		);
		return {
			fieldname,
			fieldtype,
			label: __(label, null, "Development Action"),
			options:
				fieldtype === "Select"
					? options.split("\n").map((value) => ({ value, label: __(value) }))
					: options,
			reqd,
			description: description && __(description),
			default: action[name] || (name === "learning_type" ? "Experience" : undefined),
		};
	});
}

function add_action(frm) {
	frappe.prompt(
		action_fields(frm),
		(values) => call(frm, "add_action", { values }),
		__("Add Action"),
		__("Add")
	);
}

const DIALOGS = {
	report(frm, action) {
		frappe.prompt(
			[
				{
					fieldname: "progress",
					fieldtype: "Percent",
					label: __("Progress"),
					default: action.progress,
					description: __("100 % means that it is done."),
				},
				{
					fieldname: "evidence",
					fieldtype: "Text",
					label: __("Evidence"),
					default: action.evidence,
				},
			],
			({ progress, evidence }) =>
				call(frm, "report", {
					row: action.name,
					progress: progress || 0,
					evidence: evidence || "",
				}),
			frappe.utils.escape_html(action.action),
			__("Save")
		);
	},
	accept(frm, action) {
		call(frm, "accept", { rows: [action.name] });
	},
	change(frm, action) {
		const fields = action_fields(frm, action);
		const blank = Object.fromEntries(fields.map(({ fieldname }) => [fieldname, null]));
		frappe.prompt(
			fields,
			(values) =>
				call(frm, "change_action", { row: action.name, values: { ...blank, ...values } }),
			__("Edit"),
			__("Save")
		);
	},
	drop(frm, action) {
		frappe.prompt(
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				reqd: is_suggested(action) ? 0 : 1,
			},
			({ reason }) => call(frm, "drop", { row: action.name, reason: reason || "" }),
			__("Drop"),
			__("Drop")
		);
	},
};
