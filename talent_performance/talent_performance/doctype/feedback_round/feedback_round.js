// A round's path: what is set, who is in it, who is asked. What is possible now, the server says.
(() => {
	const PATH = "doctype.feedback_round.feedback_round";
	const STEPS = ["Draft", "Nominating", "Collecting", "Closed", "Released"];
	const IN_BACKGROUND = ["Queued", "Running"];
	const { html, trusted } = talent_performance;
	const call = (method, values) => talent_performance.call(`${PATH}.${method}`, values);

	frappe.ui.form.on("Feedback Round", {
		setup(frm) {
			frm.set_query("review_template", () => ({ filters: { disabled: 0 } }));
			frm.set_query("competency", "competencies", () => ({ filters: { disabled: 0 } }));
			frm.set_query("cycle", () => ({ filters: { state: ["!=", "Cancelled"] } }));
		},

		refresh(frm) {
			lock(frm);
			if (frm.is_new()) {
				frm.set_intro(
					__(
						"Say what the round is for, who is asked and what. Then add people and look at the counts before anything is sent."
					)
				);
				return;
			}
			const { name } = frm.doc;
			call("standing", { round: name }).then((found) => {
				if (frm.doc.name !== name) return;
				show_way(frm, found);
				add_buttons(frm, found.deeds);
				show_agreement(frm, found.agreement);
				show_runs(frm, found.runs);
			});
		},
	});

	// What people were told stays.
	function lock(frm) {
		const begun = !["Draft", "Nominating"].includes(frm.doc.state || "Draft");
		const free = ["title", "kept_by", "most_requests", "remind_every"];
		frm.meta.fields
			.filter((df) => !df.read_only && !frappe.model.no_value_type.includes(df.fieldtype))
			.concat(frm.meta.fields.filter((df) => df.fieldtype === "Table"))
			.filter((df) => !free.includes(df.fieldname))
			.forEach((df) => frm.set_df_property(df.fieldname, "read_only", begun ? 1 : 0));
	}

	function show_way(frm, { counts, deeds }) {
		const { state, asked, answered } = frm.doc;
		const at = STEPS.indexOf(state);
		const steps = STEPS.map((step, place) => {
			const colour = place < at ? "green" : place === at ? "blue" : "gray";
			return html`<li aria-current="${place === at ? "step" : "false"}">
				${talent_performance.pill(__(step), colour)}
			</li>`;
		});
		const people = counts.map(
			([of, count]) => html`<span class="mr-3">${__(of)}: <b>${count}</b></span>`
		);
		const answers =
			state === "Draft" || state === "Nominating"
				? ""
				: html`<p class="mb-1">
						${__(
							"{0} raters were asked, {1} have answered. Who has is told nowhere.",
							[asked || 0, answered || 0]
						)}
					</p>`;
		const none = counts.length
			? ""
			: html`<p class="text-muted mb-1">${__("Nobody is in the round yet.")}</p>`;
		const cancelled = at < 0 ? talent_performance.pill(__(state), "darkgrey") : "";
		const said = html`<ol class="list-inline tp-way mb-2">
				${steps}
			</ol>
			${cancelled} ${none}
			<p class="mb-1">${people}</p>
			${answers}
			<p class="text-muted mb-0">${next_step(state, deeds)}</p>`;
		frm.get_field("way_html").$wrapper.html(said.toString());
		frm.get_field("way_html")
			.$wrapper.find("ol")
			.css({ display: "flex", flexWrap: "wrap", gap: "var(--padding-sm)" });
	}

	function next_step(state, deeds) {
		if (!deeds.length) return "";
		return {
			Draft: deeds.includes("open_nominations")
				? __("Next: add people, then open nominations.")
				: __("Next: add people, choose raters, look at the counts, then launch."),
			Nominating: __(
				"Next: people nominate and managers approve in the portal. Then launch; what still waits can be approved with it."
			),
			Collecting: __("Next: wait for answers until the last day, then close."),
			Closed: __("Next: look at the results' summaries, then release."),
		}[state];
	}

	function add_buttons(frm, deeds) {
		const all = {
			add_people: [__("Add People"), () => add_people(frm), __("People")],
			assign_peers: [__("Choose Peers by Rule"), () => assign_peers(frm), __("People")],
			open_nominations: [__("Open Nominations"), () => open_nominations(frm)],
			launch: [__("Launch"), () => launch(frm)],
			ask_more: [__("Ask Those Who Became Ready"), () => launch(frm), __("People")],
			extend: [__("Extend"), () => extend(frm), __("Actions")],
			close: [__("Close"), () => count_first(frm, "close", close_text())],
			release: [__("Release"), () => count_first(frm, "release", release_text())],
			cancel: [__("Cancel Round"), () => cancel(frm), __("Actions")],
		};
		Object.entries(all).forEach(([deed, [label, action, group]]) => {
			if (deeds.includes(deed))
				frm.add_custom_button(label, () => saved(frm, action), group);
		});
		if (deeds.length) {
			frm.add_custom_button(__("Workload of Raters"), () => workload(frm), __("People"));
		}
		const first = ["open_nominations", "launch", "close", "release"].find((deed) =>
			deeds.includes(deed)
		);
		if (first) frm.change_custom_button_type(all[first][0], null, "primary");
	}

	function saved(frm, action) {
		if (frm.is_dirty()) {
			frappe.msgprint(__("Save the round first: what is saved is what counts."));
			return;
		}
		action();
	}

	function close_text() {
		return __(
			"Closing computes the results and destroys the key: from then on nobody can tell who gave which answer, and no answer is taken any more. First it is counted."
		);
	}

	function release_text() {
		return __(
			"Releasing opens the results to the people whom the purpose names. First it is counted."
		);
	}

	function show_runs(frm, runs) {
		const under_way = runs.filter((run) => IN_BACKGROUND.includes(run.state) && !run.dry_run);
		under_way.forEach((run) => frm.dashboard.add_progress(run.title, run.progress || 0));
		const lines = runs.map(
			(run) =>
				html`<li>
					${talent_performance.link("Talent Run", run.name, run.title)}
					<span class="text-muted">${__(run.state)}</span>
				</li>`
		);
		if (lines.length) {
			const list = html`<ul class="list-unstyled mb-0">
				${lines}
			</ul>`;
			frm.dashboard.add_section(list.toString(), __("Runs"));
			frm.dashboard.show();
		}
		clearTimeout(frm.looking_again);
		if (under_way.length) frm.looking_again = setTimeout(() => look_again(frm), 5000);
	}

	// Over everybody in the round: never of one person.
	function show_agreement(frm, rows) {
		if (!rows.length) return;
		const figure = (value) => (value === null ? "–" : format_number(value, null, 2));
		const lines = rows.map(
			(row) =>
				html`<tr>
					<td>${row.label}</td>
					<td class="text-right">${row.people}</td>
					<td class="text-right">${figure(row.r_wg)}</td>
					<td class="text-right">${figure(row.icc_1)}</td>
					<td class="text-right">${figure(row.icc_1k)}</td>
					<td class="text-muted">${row.reason || ""}</td>
				</tr>`
		);
		const heads = [
			__("People"),
			__("Agreement within (r_wg)"),
			__("One rater (ICC 1)"),
			__("All raters together (ICC 1,k)"),
		].map((head) => html`<th scope="col" class="text-right">${head}</th>`);
		const table = html`<div class="table-responsive">
			<table class="table table-sm mb-0">
				<thead>
					<tr>
						<th scope="col">${__("Competency")}</th>
						${heads}
						<th></th>
					</tr>
				</thead>
				<tbody>
					${lines}
				</tbody>
			</table>
		</div>`;
		frm.dashboard.add_section(table.toString(), __("How Far Raters Agreed"));
		frm.dashboard.show();
	}

	function look_again(frm) {
		if (cur_frm === frm && !frm.is_dirty()) frm.reload_doc();
	}

	function add_people(frm) {
		const link = (fieldname, options, label, more) => ({
			fieldname,
			fieldtype: "Link",
			options,
			label,
			...more,
		});
		const company = () => ({ filters: { company: frm.doc.company } });
		const dialog = new frappe.ui.Dialog({
			title: __("Add People"),
			fields: [
				{
					fieldtype: "HTML",
					options: html`<p class="text-muted">
						${__("Whoever fits everything you fill in. Nothing filled in: the whole company.")}
					</p>`.toString(),
				},
				link("department", "Department", __("Department"), { get_query: company }),
				link("branch", "Branch", __("Branch")),
				link("designation", "Designation", __("Designation")),
				{
					fieldname: "in_cycle",
					fieldtype: "Check",
					label: __("Only Who Takes Part in the Cycle"),
					hidden: frm.doc.cycle ? 0 : 1,
				},
				{
					fieldname: "employees",
					fieldtype: "MultiSelectList",
					label: __("Or by Name"),
					get_data: (text) =>
						frappe.db.get_link_options("Employee", text, {
							company: frm.doc.company,
							status: "Active",
						}),
				},
				{ fieldtype: "HTML", fieldname: "counted" },
			],
			primary_action_label: __("Count"),
			primary_action: (values) => count(values),
		});
		function count({ counted, ...chosen }) {
			const asked = { round: frm.doc.name, chosen };
			call("count_people", asked).then(({ added, left_out }) => {
				const why = left_out.map(
					([reason, number]) => html`<li class="text-muted">${reason}: ${number}</li>`
				);
				dialog.get_field("counted").$wrapper.html(
					html`<p class="mt-2"><b>${__("{0} people would be added.", [added])}</b></p>
						<ul>
							${why}
						</ul>`.toString()
				);
				if (!added) return;
				dialog.set_primary_action(__("Add {0} People", [added]), () => {
					dialog.hide();
					frappe.dom.freeze();
					call("add_people", asked)
						.then((done) => {
							frappe.show_alert({
								message: __("{0} people added.", [done.added]),
								indicator: "green",
							});
							frm.reload_doc();
						})
						.finally(() => frappe.dom.unfreeze());
				});
			});
		}
		dialog.show();
	}

	function open_nominations(frm) {
		frappe.confirm(
			__(
				"Open nominations until {0}? Everybody in the round is reminded by the daily digest and nominates in the portal.",
				[talent_performance.day(frm.doc.nominate_until)]
			),
			() => call("open_nominations", { round: frm.doc.name }).then(() => frm.reload_doc())
		);
	}

	function assign_peers(frm) {
		frappe.confirm(
			__(
				"Fill up everybody's peers to {0}: colleagues of the same manager first, then of the department, whoever has least to do. First it is counted.",
				[frm.doc.peers_wanted]
			),
			() => start("assign_peers", { round: frm.doc.name, dry_run: 1 })
		);
	}

	function table(rows) {
		const lines = rows.map(
			([label, count]) =>
				html`<tr>
					<td>${label}</td>
					<td class="text-right">${format_number(count, null, 0)}</td>
				</tr>`
		);
		return html`<table class="table table-sm">
			<tbody>
				${lines}
			</tbody>
		</table>`;
	}

	function launch(frm) {
		call("preview", { round: frm.doc.name }).then(({ counts, problems }) => {
			const wrong = problems.length
				? html`<div class="alert alert-danger">
						<ul class="mb-0 pl-3">
							${problems.map((problem) => html`<li>${problem}</li>`)}
						</ul>
					</div>`
				: "";
			const told = html`<p class="text-muted">
				${__(
					"Each rater gets a mail with a personal link. Thresholds and questions are frozen: they can't be changed afterwards."
				)}
			</p>`;
			const dialog = new frappe.ui.Dialog({
				title: __("Who Would Be Asked"),
				fields: [
					{
						fieldtype: "HTML",
						options: html`${wrong}${table(counts)}${told}`.toString(),
					},
					{
						fieldname: "approve_rest",
						fieldtype: "Check",
						label: __("Approve what still waits, as it is"),
					},
				],
				primary_action_label: __("Launch"),
				primary_action: (values) => {
					dialog.hide();
					start("launch", { round: frm.doc.name, approve_rest: values.approve_rest });
				},
				secondary_action_label: __("Count First, with Names"),
				secondary_action: () => {
					dialog.hide();
					const { approve_rest } = dialog.get_values();
					start("launch", { round: frm.doc.name, approve_rest, dry_run: 1 });
				},
			});
			if (problems.length) dialog.get_primary_btn().prop("disabled", true);
			dialog.show();
		});
	}

	function extend(frm) {
		frappe.prompt(
			[
				{
					fieldname: "until",
					fieldtype: "Date",
					label: __("Answer Until"),
					reqd: 1,
					description: __(
						"Possible once, and only where a group hasn't enough answers yet to be shown."
					),
				},
			],
			({ until }) =>
				call("extend", { round: frm.doc.name, until }).then(() => frm.reload_doc()),
			__("Extend"),
			__("Extend")
		);
	}

	function cancel(frm) {
		frappe.confirm(
			__(
				"Cancel the round? Nobody is asked any more, and what was answered is deleted for good."
			),
			() => call("cancel", { round: frm.doc.name }).then(() => frm.reload_doc())
		);
	}

	function count_first(frm, method, text) {
		frappe.confirm(text, () => start(method, { round: frm.doc.name, dry_run: 1 }));
	}

	function start(method, values) {
		return call(method, values).then((run) => frappe.set_route("Form", "Talent Run", run));
	}

	function workload(frm) {
		call("workload_of", { round: frm.doc.name }).then(({ rows, most, above, raters }) => {
			const lines = rows.map((row) => {
				const mark = row.above
					? talent_performance.pill(__("above {0}", [most]), "orange")
					: "";
				return html`<tr>
					<td>${talent_performance.link("Employee", row.rater, row.name)}</td>
					<td class="text-muted">${row.department}</td>
					<td class="text-right">${row.requests}</td>
					<td>${mark}</td>
				</tr>`;
			});
			const summary = html`<p>
				${__("{0} raters, {1} of them above the limit of {2} requests.", [raters, above, most])}
			</p>`;
			const body = rows.length
				? html`${summary}
						<table class="table table-sm">
							<thead>
								<tr>
									<th>${__("Rater")}</th>
									<th>${__("Department")}</th>
									<th class="text-right">${__("Requests")}</th>
									<th></th>
								</tr>
							</thead>
							<tbody>
								${lines}
							</tbody>
						</table>`
				: talent_performance.empty(
						__("No rater is chosen yet"),
						__("Open nominations, or choose peers by rule.")
					);
			frappe.msgprint({
				title: __("Workload of Raters"),
				message: trusted(body.toString()).toString(),
				wide: true,
			});
		});
	}
})();
