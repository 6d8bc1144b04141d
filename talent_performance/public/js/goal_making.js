// Dialogs that make many objectives: a number carried down, the KPI library, an Excel file.
frappe.provide("talent_performance.goals");

(() => {
	const OBJECTIVE = "talent_performance.talent_performance.doctype.objective.objective";
	const KEY_RESULT = "talent_performance.talent_performance.doctype.key_result.key_result";
	const ask = (path, values) => frappe.xcall(path, values);
	const { plain, coverage } = talent_performance.goals;

	// Cascade ------------------------------------------------------------------------------------------------------

	function cascade(whole, done) {
		const state = { rows: [], over: "Department" };
		const dialog = new frappe.ui.Dialog({
			title: __("Cascade: {0}", [frappe.utils.escape_html(whole.title)]),
			size: "large",
			fields: cascade_fields(
				() => fetch_rows(),
				() => plan()
			),
			primary_action_label: __("Create Drafts"),
			primary_action: (values) => create(values),
		});
		const value = (name) => dialog.get_value(name);

		function fetch_rows() {
			const over = value("over");
			state.over = over;
			dialog.fields_dict.how.df.hidden = value("kind") === "Shared" ? 1 : 0;
			dialog.fields_dict.how.refresh();
			dialog.fields_dict.department.df.hidden = over === "Individual" ? 0 : 1;
			dialog.fields_dict.department.refresh();
			if (over === "Individual" && !value("department")) {
				show([], __("Choose the department whose people carry the number."));
				return Promise.resolve();
			}
			return ask(`${KEY_RESULT}.cascade_candidates`, {
				key_result: whole.name,
				over,
				department: value("department") || "",
			}).then((rows) => {
				state.rows = rows.map((row) => ({
					...row,
					chosen: over === "Individual",
					weight: row.people || 1,
				}));
				show(state.rows, __("There is nobody. Choose another department."));
				return plan();
			});
		}

		function show(rows, none) {
			const wrapper = dialog.get_field("parts").$wrapper;
			wrapper.html(
				parts_table(rows, none, value("how"), value("kind"), whole.unit).toString()
			);
			wrapper.find(".tp-all").on("change", (event) => {
				wrapper.find(".tp-chosen").prop("checked", event.target.checked);
				plan();
			});
			wrapper.find(".tp-chosen, .tp-weight").on("change", () => plan());
			wrapper.find(".tp-target").on(
				"input",
				frappe.utils.debounce(() => plan(), 400)
			);
		}

		function chosen() {
			const wrapper = dialog.get_field("parts").$wrapper;
			return state.rows
				.map((row, at) => ({ row, line: wrapper.find(`tr[data-at=${at}]`) }))
				.filter(({ line }) => line.find(".tp-chosen").prop("checked"))
				.map(({ row, line }) => ({
					owner: row.owner,
					weight: flt(line.find(".tp-weight").val()),
					target: flt(line.find(".tp-target").val()),
				}));
		}

		function plan() {
			const parts = chosen();
			const asked = {
				key_result: whole.name,
				parts,
				how: value("how"),
				kind: value("kind"),
			};
			state.turn = (state.turn || 0) + 1;
			const turn = state.turn;
			return ask(`${KEY_RESULT}.plan_cascade`, asked).then((planned) => {
				if (turn === state.turn) show_plan(planned);
			});
		}

		function show_plan(planned) {
			const wrapper = dialog.get_field("parts").$wrapper;
			const typed = value("kind") === "Split" && value("how") === "Typed";
			const targets = Object.fromEntries(
				planned.parts.map((part) => [part.owner, part.target])
			);
			wrapper.find(".tp-weight").prop("disabled", value("how") !== "By Weight");
			state.rows.forEach((row, at) => {
				const input = wrapper.find(`tr[data-at=${at}] .tp-target`);
				input.prop("disabled", !typed);
				if (!typed) input.val(row.owner in targets ? plain(targets[row.owner]) : "");
			});
			const { html, pill } = talent_performance;
			const sentence = planned.coverage
				? coverage(planned.coverage)
				: __("Everybody carries the whole number; nothing has to add up.");
			dialog
				.get_field("check")
				.$wrapper.html(
					html`<div class="tp-check" role="status">
						${pill(sentence, planned.fits ? "green" : "orange")}
					</div>`.toString()
				);
		}

		function create(values) {
			const parts = chosen();
			return ask(`${KEY_RESULT}.cascade_number`, {
				key_result: whole.name,
				parts,
				how: values.how,
				kind: values.kind,
				over: values.over,
				contributes: values.contributes ? 1 : 0,
				title: values.title || "",
			}).then((made) => {
				dialog.hide();
				frappe.show_alert({
					message: __("{0} drafts made. Their owners complete and submit them.", [
						made.length,
					]),
					indicator: "green",
				});
				if (done) done();
			});
		}

		dialog.show();
		fetch_rows();
		return dialog;
	}

	function cascade_fields(fetch_rows, plan) {
		const options = (...values) => values.map((value) => ({ value, label: __(value) }));
		return [
			{
				fieldname: "over",
				fieldtype: "Select",
				label: __("Over"),
				default: "Department",
				options: [
					{ value: "Department", label: __("Departments") },
					{ value: "Individual", label: __("People") },
				],
				change: fetch_rows,
			},
			{
				fieldname: "department",
				fieldtype: "Link",
				options: "Department",
				label: __("Department"),
				hidden: 1,
				change: fetch_rows,
			},
			{ fieldtype: "Column Break" },
			{
				fieldname: "kind",
				fieldtype: "Select",
				label: __("Each Carries"),
				default: "Split",
				options: [
					{ value: "Split", label: __("A part of the number (split)") },
					{ value: "Shared", label: __("The whole number (shared)") },
				],
				change: fetch_rows,
			},
			{
				fieldname: "how",
				fieldtype: "Select",
				label: __("Divide"),
				default: "Equal",
				options: options("Equal", "By Weight", "Typed"),
				change: plan,
			},
			{ fieldtype: "Section Break" },
			{ fieldname: "parts", fieldtype: "HTML" },
			{ fieldname: "check", fieldtype: "HTML" },
			{ fieldtype: "Section Break" },
			{
				fieldname: "title",
				fieldtype: "Data",
				label: __("Title of the Objectives"),
				description: __("Empty: as the objective above."),
			},
			{ fieldtype: "Column Break" },
			{
				fieldname: "contributes",
				fieldtype: "Check",
				label: __("They count in the objective above"),
				default: 1,
			},
		];
	}

	function parts_table(rows, none, how, kind, unit) {
		const { html } = talent_performance;
		if (!rows.length) return html`<p class="text-muted">${none}</p>`;
		const lines = rows.map(
			(row, at) =>
				html`<tr data-at="${at}">
					<td>
						<label class="mb-0"
							><input
								type="checkbox"
								class="tp-chosen"
								${talent_performance.trusted(row.chosen ? "checked" : "")}
							/>
							${row.label}</label
						>
					</td>
					<td class="text-muted">
						${"people" in row ? __("{0} people", [row.people]) : row.designation}
					</td>
					<td>
						<input
							type="text"
							inputmode="decimal"
							class="form-control input-xs text-right tp-weight"
							aria-label="${__("Weight")}: ${row.label}"
							value="${row.weight}"
						/>
					</td>
					<td>
						<input
							type="text"
							inputmode="decimal"
							class="form-control input-xs text-right tp-target"
							aria-label="${__("Target")}: ${row.label}"
						/>
					</td>
				</tr>`
		);
		return html`<div class="tp-scroll">
			<table class="table table-sm tp-sheet">
				<thead>
					<tr>
						<th>
							<label class="mb-0"
								><input type="checkbox" class="tp-all" aria-label="${__("All")}" />
								${__("Who")}</label
							>
						</th>
						<th></th>
						<th class="text-right">${__("Weight")}</th>
						<th class="text-right">
							${unit ? `${__("Target")} (${unit})` : __("Target")}
						</th>
					</tr>
				</thead>
				<tbody>
					${lines}
				</tbody>
			</table>
		</div>`;
	}

	// Who carries a number: for the form of a key result.
	function carriers(parts) {
		const { html, link, pill, percent } = talent_performance;
		const rows = parts.map(
			(part) =>
				html`<tr>
					<td>
						${link("Objective", part.objective, part.objective_title || part.title)}
					</td>
					<td>${part.employee_name || part.department || ""}</td>
					<td>${__(part.cascade)}</td>
					<td class="text-right">${plain(part.target_value)} ${part.unit || ""}</td>
					<td class="text-right">${part.started ? percent(part.attainment) : "–"}</td>
					<td>${pill(__(part.status || ""), "gray")}</td>
				</tr>`
		);
		return html`<table class="table table-sm mb-0">
			<thead>
				<tr>
					<th>${__("Objective")}</th>
					<th>${__("Who")}</th>
					<th>${__("Carries")}</th>
					<th class="text-right">${__("Target")}</th>
					<th class="text-right">${__("Attainment")}</th>
					<th>${__("Status")}</th>
				</tr>
			</thead>
			<tbody>
				${rows}
			</tbody>
		</table>`;
	}

	// From the library ---------------------------------------------------------------------------------------------

	function from_library(done) {
		const state = {};
		const dialog = new frappe.ui.Dialog({
			title: __("Objectives from the KPI Library"),
			size: "extra-large",
			fields: [
				{
					fieldname: "cycle",
					fieldtype: "Link",
					options: "Performance Cycle",
					label: __("Performance Cycle"),
					reqd: 1,
					get_query: () => ({ filters: { state: ["in", ["Draft", "Launched"]] } }),
					change: () => count(),
				},
				{
					fieldname: "designations",
					fieldtype: "MultiSelectList",
					label: __("Designations"),
					reqd: 1,
					get_data: (text) =>
						ask(`${OBJECTIVE}.library_designations`, { text: text || "" }),
					change: () => count(),
				},
				{ fieldtype: "Column Break" },
				{
					fieldname: "company",
					fieldtype: "Link",
					options: "Company",
					label: __("Company"),
					change: () => count(),
				},
				{
					fieldname: "department",
					fieldtype: "Link",
					options: "Department",
					label: __("Department"),
					description: __("With those below it."),
					change: () => count(),
				},
				{
					fieldname: "leave_out_heavy",
					fieldtype: "Check",
					label: __("Leave out people whose weights would exceed 100"),
					default: 1,
					change: () => count(),
				},
				{ fieldtype: "Section Break" },
				{ fieldname: "found", fieldtype: "HTML" },
			],
			primary_action_label: __("Create Objectives"),
			primary_action: () =>
				ask(`${OBJECTIVE}.start_library`, { choice: choice() }).then((run) => {
					dialog.hide();
					follow_run(run, done);
				}),
		});
		const found = dialog.get_field("found").$wrapper;

		function choice() {
			const values = dialog.get_values(true);
			return { ...values, kpis: state.kpis || [] };
		}

		function count() {
			const values = dialog.get_values(true);
			dialog.get_primary_btn().prop("disabled", true);
			if (!values.cycle || !(values.designations || []).length) {
				found.html(
					talent_performance
						.empty(
							__("Nothing is counted yet"),
							__(
								"Choose the cycle and at least one designation. Nothing is written before you say so."
							)
						)
						.toString()
				);
				return;
			}
			state.turn = (state.turn || 0) + 1;
			const turn = state.turn;
			ask(`${OBJECTIVE}.preview_library`, { choice: choice() }).then((preview) => {
				if (turn === state.turn) show(preview);
			});
		}

		function show(preview) {
			found.html(library_preview(preview).toString());
			found.find(".tp-kpi input").on("change", () => {
				state.kpis = read_kpis();
				count();
			});
			dialog.get_primary_btn().prop("disabled", !preview.people.length);
		}

		function read_kpis() {
			const kept = Object.fromEntries((state.kpis || []).map((row) => [row.kpi, row]));
			found.find(".tp-kpi").each((_at, line) => {
				const row = $(line);
				kept[row.attr("data-kpi")] = {
					kpi: row.attr("data-kpi"),
					weight: flt(row.find(".tp-weight").val()),
					target: flt(row.find(".tp-target").val()),
					left_out: row.find(".tp-chosen").prop("checked") ? 0 : 1,
				};
			});
			return Object.values(kept);
		}

		dialog.show();
		frappe.db
			.get_list("Performance Cycle", {
				filters: { state: "Launched" },
				fields: ["name"],
				order_by: "start_date desc",
				limit: 1,
			})
			.then((cycles) =>
				cycles.length ? dialog.set_value("cycle", cycles[0].name) : count()
			);
		return dialog;
	}

	function library_preview({ kpis, counts, people, heavy, problems }) {
		const { html } = talent_performance;
		return html`<div class="tp-counts">
				${counts.map(
					([label, count]) =>
						html`<div>
							<b>${format_number(count, null, 0)}</b><span>${__(label)}</span>
						</div>`
				)}
			</div>
			${problems.map((problem) => html`<p class="text-warning small mb-1">⚠ ${problem}</p>`)}
			${kpi_table(kpis)} ${named(__("They get objectives"), people)}
			${named(__("Their weights would exceed 100"), heavy)}`;
	}

	function kpi_table(kpis) {
		const { html } = talent_performance;
		if (!kpis.length) return "";
		const input = (name, label, value) =>
			html`<input
				type="text"
				inputmode="decimal"
				class="form-control input-xs text-right ${name}"
				aria-label="${label}"
				value="${value === null ? "" : value}"
			/>`;
		const rows = kpis.map(
			(row) =>
				html`<tr class="tp-kpi" data-kpi="${row.kpi}">
					<td>
						<label class="mb-0"
							><input type="checkbox" class="tp-chosen" checked /> ${row.kpi}</label
						>
					</td>
					<td>${row.designation}</td>
					<td>${__(row.method)}</td>
					<td>${input("tp-weight", `${__("Weight")}: ${row.kpi}`, row.weight)}</td>
					<td>${input("tp-target", `${__("Target")}: ${row.kpi}`, row.target_value)}</td>
					<td>${row.unit || ""}</td>
					<td class="text-right">${row.new}</td>
					<td class="text-right">${row.there}</td>
					<td class="text-right">${row.heavy}</td>
				</tr>`
		);
		const heads = [
			[__("KPI")],
			[__("For Designation")],
			[__("Method")],
			[__("Weight"), "text-right"],
			[__("Target"), "text-right"],
			[__("Unit")],
			[__("New"), "text-right"],
			[__("Already There"), "text-right"],
			[__("Over 100"), "text-right"],
		];
		return html`<table class="table table-sm tp-sheet">
			<thead>
				<tr>
					${heads.map(([text, side]) => html`<th class="${side || ""}">${text}</th>`)}
				</tr>
			</thead>
			<tbody>
				${rows}
			</tbody>
		</table>`;
	}

	function named(title, people) {
		const { html } = talent_performance;
		if (!people.length) return "";
		return html`<details class="tp-named">
			<summary>${title} (${people.length})</summary>
			<ul>
				${people.map(
					(row) =>
						html`<li>
							${row.employee_name}
							<span class="text-muted">${row.employee}, ${row.designation}</span>
							· ${__("weights then {0}", [plain(row.total)])}
						</li>`
				)}
			</ul>
		</details>`;
	}

	function follow_run(run, done) {
		frappe.show_alert(
			{
				message: __("The objectives are made in the background. {0}", [
					frappe.utils.get_form_link("Talent Run", run, true, __("See how far it is")),
				]),
				indicator: "blue",
			},
			10
		);
		if (done) done();
	}

	// From Excel ---------------------------------------------------------------------------------------------------

	function from_file(done) {
		const state = {};
		const dialog = new frappe.ui.Dialog({
			title: __("Objectives from Excel"),
			size: "extra-large",
			fields: [
				{
					fieldname: "cycle",
					fieldtype: "Link",
					options: "Performance Cycle",
					label: __("Performance Cycle"),
					reqd: 1,
					get_query: () => ({ filters: { state: ["in", ["Draft", "Launched"]] } }),
					change: () => check(),
				},
				{ fieldtype: "Column Break" },
				{ fieldname: "file", fieldtype: "HTML" },
				{ fieldtype: "Section Break" },
				{ fieldname: "found", fieldtype: "HTML" },
			],
			primary_action_label: __("Create Objectives"),
			primary_action: () =>
				ask(`${OBJECTIVE}.import_objectives`, {
					...state.file,
					cycle: dialog.get_value("cycle"),
				}).then((made) => {
					dialog.hide();
					frappe.show_alert({
						message: __("{0} objectives with {1} key results made.", [
							made.objectives,
							made.key_results,
						]),
						indicator: "green",
					});
					if (done) done();
				}),
		});
		const found = dialog.get_field("found").$wrapper;
		const { html, empty } = talent_performance;
		dialog.get_field("file").$wrapper.html(
			html`<label class="control-label" for="tp-file">${__("Excel or CSV file")}</label>
				<input type="file" id="tp-file" class="form-control-file" accept=".xlsx,.csv" />
				<p class="small mt-2">
					<a href="/api/method/${OBJECTIVE}.import_template" download
						>${__("Download the template")}</a
					>
				</p>`.toString()
		);
		dialog.$wrapper.find("#tp-file").on("change", ({ target }) => {
			const file = target.files[0];
			if (!file) return;
			const reader = new FileReader();
			reader.onload = () => {
				state.file = { name: file.name, content: reader.result.split(",")[1] || "" };
				check();
			};
			reader.readAsDataURL(file);
		});

		function check() {
			dialog.get_primary_btn().prop("disabled", true);
			if (!state.file || !dialog.get_value("cycle")) {
				found.html(
					empty(
						__("No file yet"),
						__(
							"Fill in the template, choose it here, and everything in it is checked. Nothing is written before you say so."
						)
					).toString()
				);
				return;
			}
			found.html(html`<p class="text-muted">${__("Checking…")}</p>`.toString());
			frappe
				.call({
					method: `${OBJECTIVE}.check_import`,
					args: { ...state.file, cycle: dialog.get_value("cycle") },
					freeze: true,
					freeze_message: __("Checking…"),
				})
				.then(({ message }) => {
					found.html(checked_file(message).toString());
					found.find(".tp-download").on("click", () => download(message.problems));
					const nothing = message.problems.length || !message.objectives;
					dialog.get_primary_btn().prop("disabled", Boolean(nothing));
				});
		}

		dialog.show();
		check();
		return dialog;
	}

	function checked_file({ rows, objectives, key_results, people, there, problems }) {
		const { html } = talent_performance;
		if (problems.length) return problem_table(problems, rows);
		const counts = [
			[__("Rows"), rows],
			[__("New objectives"), objectives],
			[__("Key results"), key_results],
			[__("People"), people],
			[__("Rows already there: left alone"), there],
		];
		return html`<p class="text-success">
				${
					objectives
						? __("Nothing is wrong with this file.")
						: __("Everything in this file is there already.")
				}
			</p>
			<div class="tp-counts">
				${counts.map(
					([label, count]) =>
						html`<div>
							<b>${format_number(count, null, 0)}</b><span>${label}</span>
						</div>`
				)}
			</div>`;
	}

	function problem_table(problems, rows) {
		const { html } = talent_performance;
		const lines = problems.map(
			(each) =>
				html`<tr>
					<td class="text-right">${each.row === null ? "–" : each.row}</td>
					<td>${each.column}</td>
					<td class="tp-cell">${each.value}</td>
					<td>${each.message}</td>
					<td>${each.expected}</td>
				</tr>`
		);
		return html`<p class="text-danger">
				${__(
					"{0} problems in {1} rows. Nothing has been written: put them right and choose the file again.",
					[problems.length, rows]
				)}
				<button class="btn btn-xs btn-default tp-download">
					${__("Download the list")}
				</button>
			</p>
			<div class="tp-scroll">
				<table class="table table-sm">
					<thead>
						<tr>
							<th class="text-right">${__("Row")}</th>
							<th>${__("Column")}</th>
							<th>${__("Found")}</th>
							<th>${__("What Is Wrong")}</th>
							<th>${__("Expected")}</th>
						</tr>
					</thead>
					<tbody>
						${lines}
					</tbody>
				</table>
			</div>`;
	}

	function download(problems) {
		const rows = problems.map((each) => [
			each.row,
			each.column,
			// A spreadsheet must not take what was found for a formula.
			/^[=+\-@\t\r]/.test(each.value) ? `'${each.value}` : each.value,
			each.message,
			each.expected,
		]);
		const head = [__("Row"), __("Column"), __("Found"), __("What Is Wrong"), __("Expected")];
		frappe.tools.downloadify([head, ...rows], null, __("Problems"));
	}

	Object.assign(talent_performance.goals, { cascade, carriers, from_library, from_file });
})();
