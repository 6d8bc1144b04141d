// Dialogs about objectives that are there: bring them up to date, align them, approve or return several.
frappe.provide("talent_performance.goals");

(() => {
	const OBJECTIVE = "talent_performance.talent_performance.doctype.objective.objective";
	const COLOURS = { Red: "red", Amber: "orange", Green: "green" };
	const PACES = { "On Track": "green", Behind: "orange", "At Risk": "red", "Too Early": "gray" };
	const ask = (method, values) => frappe.xcall(`${OBJECTIVE}.${method}`, values);

	// A number with as many decimals as it has: weights and targets, which people typed.
	function plain(value, unit = "") {
		if (typeof value !== "number") return "–";
		const places = (String(Number(value.toFixed(6))).split(".")[1] || "").length;
		return `${format_number(value, null, places)} ${unit || ""}`.trim();
	}

	// How far the parts of a number reach, as the server has counted it.
	function coverage({ covered, target, difference }) {
		const said = __("Parts cover {0} of {1}", [plain(covered), plain(target)]);
		if (!difference) return said;
		return difference < 0
			? __("{0}: {1} missing", [said, plain(-difference)])
			: __("{0}: {1} too much", [said, plain(difference)]);
	}

	// Attainment as a bar in the colour of its grade, with the pace beside it.
	function figures(doc, with_pace = true) {
		const { html, bar, percent, pill } = talent_performance;
		if (!["Approved", "Archived"].includes(doc.status)) return html``;
		if (doc.attainment_reason) {
			return html`<span class="text-muted small" title="${__(doc.attainment_reason)}"
				>${__("Not measured")}</span
			>`;
		}
		const text = percent(flt(doc.attainment));
		const grade = doc.grade ? __(doc.grade) : "";
		const paced = with_pace && PACES[doc.pace_status];
		const pace = paced ? pill(__(doc.pace_status), PACES[doc.pace_status]) : "";
		return html`<span class="tp-figures" title="${grade}">
			${bar(doc.attainment, `${text} ${grade}`, COLOURS[doc.grade] || "blue")}
			<span class="tp-figure">${text}</span>${pace}
		</span>`;
	}

	// Update Progress ----------------------------------------------------------------------------------------------

	function update_progress(objective, done) {
		return ask("progress_sheet", { objective }).then((sheet) => show_sheet(sheet, done));
	}

	function show_sheet(sheet, done) {
		const dialog = new frappe.ui.Dialog({
			title: __("Update Progress: {0}", [frappe.utils.escape_html(sheet.title)]),
			size: "extra-large",
			fields: [
				{ fieldname: "lines", fieldtype: "HTML" },
				{
					fieldname: "confidence",
					fieldtype: "Int",
					label: __("Confidence"),
					description: __("How sure are you to reach it? 1 to 10; 0 means not said."),
					default: sheet.confidence,
					hidden: !sheet.may_write,
				},
			],
			primary_action_label: __("Save All"),
			primary_action: ({ confidence }) => save_sheet(dialog, sheet, confidence, done),
		});
		dialog.get_field("lines").$wrapper.html(lines_as_table(sheet).toString());
		if (!sheet.may_record) dialog.get_primary_btn().addClass("hide");
		dialog.$wrapper.on("input change", "tr[data-at]", ({ currentTarget }) => {
			const at = currentTarget.getAttribute("data-at");
			dialog.$wrapper.find(`tr[data-wrong=${at}]`).addClass("hide");
		});
		dialog.show();
		dialog.$wrapper.find(".tp-value").first().trigger("focus");
		return dialog;
	}

	function lines_as_table(sheet) {
		const { html, empty } = talent_performance;
		if (!sheet.lines.length) {
			return empty(
				__("Nothing measures this objective yet"),
				__("Add a key result to it first, with a target.")
			);
		}
		const hint = sheet.may_record
			? __("Leave a field empty where nothing has changed. All of it is saved, or nothing.")
			: __("Only the owner or HR records progress, once the objective is approved.");
		return html`<p class="text-muted small">${hint}</p>
			<table class="table table-sm tp-sheet">
				<thead>
					<tr>
						<th>${__("Key Result")}</th>
						<th class="text-right">${__("Target")}</th>
						<th class="text-right">${__("Now")}</th>
						<th>${__("New Value")}</th>
						<th>${__("Day")}</th>
						<th>${__("Note")}</th>
					</tr>
				</thead>
				<tbody>
					${sheet.lines.map((line, at) => line_as_row(line, at, sheet.may_record))}
				</tbody>
			</table>`;
	}

	function line_as_row(line, at, may_record) {
		const { html } = talent_performance;
		const now = line.yes_or_no
			? line.current
				? __("Done")
				: __("Not yet")
			: plain(line.current, line.unit);
		return html`<tr data-at="${at}">
				<td>
					<div>${line.title}</div>
					<div class="text-muted small">${line.detail || __(line.method)}</div>
				</td>
				<td class="text-right">${line.yes_or_no ? "–" : plain(line.target, line.unit)}</td>
				<td class="text-right">${now}</td>
				<td>${may_record ? input_for(line) : ""}</td>
				<td>
					${
						may_record
							? html`<input
									type="date"
									class="form-control input-xs tp-day"
									aria-label="${__("Day")}"
									value="${line.updated_on}"
									max="${frappe.datetime.get_today()}"
								/>`
							: ""
					}
				</td>
				<td>
					${
						may_record
							? html`<input
									type="text"
									class="form-control input-xs tp-note"
									aria-label="${__("Note")}"
									maxlength="500"
								/>`
							: ""
					}
				</td>
			</tr>
			<tr class="tp-wrong hide" data-wrong="${at}">
				<td colspan="6" class="text-danger small" role="alert"></td>
			</tr>`;
	}

	function input_for(line) {
		const { html } = talent_performance;
		const label = `${__("New Value")}: ${line.title} ${line.detail}`;
		if (line.yes_or_no) {
			return html`<select class="form-control input-xs tp-value" aria-label="${label}">
				<option value=""></option>
				<option value="1">${__("Done")}</option>
				<option value="0">${__("Not yet")}</option>
			</select>`;
		}
		return html`<input
			type="text"
			inputmode="decimal"
			class="form-control input-xs tp-value text-right"
			aria-label="${label}"
		/>`;
	}

	// What was typed, as a number where it is one; the server says what is wrong with anything else.
	function typed(text) {
		const plain = strip_number_groups(String(text));
		return plain === "" || isNaN(plain) ? text : flt(text);
	}

	function rows_of(dialog, sheet) {
		return sheet.lines
			.map((line, at) => {
				const row = dialog.$wrapper.find(`tr[data-at=${at}]`);
				const { key_result, kind, milestone } = line;
				const said = (name) => String(row.find(name).val() || "").trim();
				return {
					at,
					key_result,
					kind,
					milestone,
					value: said(".tp-value"),
					updated_on: said(".tp-day") || line.updated_on,
					note: said(".tp-note"),
				};
			})
			.filter((row) => row.value !== "");
	}

	function save_sheet(dialog, sheet, confidence, done) {
		const rows = rows_of(dialog, sheet);
		const sent = rows.map(({ at, value, ...row }) => ({ ...row, value: typed(value) }));
		dialog.$wrapper.find(".tp-wrong").addClass("hide");
		dialog.get_primary_btn().prop("disabled", true);
		ask("update_progress", {
			objective: sheet.objective,
			rows: sent,
			confidence: sheet.may_write ? confidence : null,
		})
			.then(({ recorded, errors }) => {
				if (errors.length) {
					errors.forEach(({ row, message }) => {
						const place = dialog.$wrapper.find(`tr[data-wrong=${rows[row].at}]`);
						place.removeClass("hide").find("td").text(strip_html(message));
					});
					frappe.show_alert({
						message: __("Nothing was saved: put right what is marked."),
						indicator: "red",
					});
					return;
				}
				dialog.hide();
				frappe.show_alert({
					message: recorded
						? __("{0} updates recorded.", [recorded])
						: __("Confidence saved."),
					indicator: "green",
				});
				if (done) done();
			})
			.finally(() => dialog.get_primary_btn().prop("disabled", false));
	}

	// Align to… ----------------------------------------------------------------------------------------------------

	function align(node, done) {
		const dialog = new frappe.ui.Dialog({
			title: __("Align: {0}", [frappe.utils.escape_html(node.title)]),
			fields: [
				{
					fieldname: "parent",
					fieldtype: "Link",
					options: "Objective",
					label: __("Aligned to"),
					default: node.parent_objective,
					description: __("Empty: to nothing."),
					get_query: () => ({
						filters: {
							cycle: node.cycle,
							name: ["!=", node.name],
							archived: ["!=", "Approved"],
						},
					}),
				},
				{
					fieldname: "contributes",
					fieldtype: "Check",
					label: __("Counts in It"),
					depends_on: "parent",
					default: node.contributes,
					description: __("It is one more line of the objective above."),
				},
				{
					fieldname: "weight",
					fieldtype: "Float",
					label: __("Weight in It"),
					depends_on: "eval:doc.parent && doc.contributes",
					default: node.contribution_weight,
				},
			],
			primary_action_label: __("Align"),
			// A link that was just chosen is looked up first; until then the field has no value.
			primary_action: () => frappe.after_ajax(() => send(dialog.get_values())),
		});
		function send(values) {
			return ask("align", {
				objective: node.name,
				parent: values.parent || null,
				contributes: values.contributes ? 1 : 0,
				weight: values.weight,
			}).then(() => {
				dialog.hide();
				frappe.show_alert({ message: __("Aligned."), indicator: "green" });
				if (done) done();
			});
		}
		dialog.show();
		return dialog;
	}

	// Ask for a change -----------------------------------------------------------------------------------------------

	function ask_for_change(objective, key_result, done) {
		frappe.db
			.get_list("Key Result", {
				filters: { objective, archived: "No" },
				fields: ["name", "title", "target_value", "weight", "unit", "method"],
				order_by: "creation asc, name asc",
				limit: 100,
			})
			.then((measures) => show_change(objective, key_result, measures, done));
	}

	function show_change(objective, key_result, measures, done) {
		const dialog = new frappe.ui.Dialog({
			title: __("Ask for a Change"),
			fields: change_fields(measures, key_result, () => now()),
			primary_action_label: __("Ask"),
			primary_action: (values) =>
				frappe.db
					.insert({ doctype: "Objective Change", objective, ...values })
					.then((made) => {
						dialog.hide();
						frappe.show_alert({
							message:
								made.state === "Waiting"
									? __("Asked. The other side agrees or refuses.")
									: __(made.state),
							indicator: "green",
						});
						if (done) done(made);
					}),
		});
		function now() {
			const measure = measures.find(({ name }) => name === dialog.get_value("key_result"));
			const changes = dialog.get_value("changes");
			const field = dialog.get_field("new_value");
			const of = { Target: measure?.target_value, Weight: measure?.weight }[changes];
			field.set_description(of === undefined ? "" : __("Now: {0}", [plain(of)]));
		}
		dialog.show();
		now();
		return dialog;
	}

	function change_fields(measures, key_result, now) {
		return [
			{
				fieldname: "key_result",
				fieldtype: "Select",
				label: __("Key Result"),
				options: [
					{ value: "", label: __("The objective itself") },
					...measures.map(({ name, title }) => ({ value: name, label: title })),
				],
				default: key_result || (measures.length ? measures[0].name : ""),
				change: now,
			},
			{
				fieldname: "changes",
				fieldtype: "Select",
				label: __("What Changes"),
				options: ["Target", "Weight", "Archive"].map((value) => ({
					value,
					label: __(value),
				})),
				default: measures.length ? "Target" : "Weight",
				reqd: 1,
				change: now,
			},
			{
				fieldname: "new_value",
				fieldtype: "Float",
				label: __("New Value"),
				depends_on: "eval:doc.changes != 'Archive'",
			},
			{
				fieldname: "effective_from",
				fieldtype: "Date",
				label: __("In Force From"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		];
	}

	// A selection --------------------------------------------------------------------------------------------------

	function move_many(objectives, deed, done) {
		const send = (reason = "") =>
			frappe
				.xcall(`${OBJECTIVE}.move_many`, { objectives, deed, reason })
				.then((report) => show_report(report, deed))
				.then(done);
		if (deed === "return") {
			frappe.prompt(
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
				({ reason }) => send(reason),
				__("Return {0} Objectives", [objectives.length]),
				__("Return")
			);
			return;
		}
		const question = {
			approve: __("Approve {0} objectives?", [objectives.length]),
			submit: __("Submit {0} objectives?", [objectives.length]),
		}[deed];
		frappe.confirm(question, () => send());
	}

	function show_report({ done, refused }, deed) {
		const { html, link } = talent_performance;
		const said = {
			approve: __("{0} approved.", [done.length]),
			return: __("{0} returned.", [done.length]),
			submit: __("{0} submitted.", [done.length]),
		}[deed];
		if (!refused.length) {
			frappe.show_alert({ message: said, indicator: "green" });
			return;
		}
		const rows = refused.map(
			({ objective, title, why }) =>
				html`<tr>
					<td>${link("Objective", objective, title)}</td>
					<td>${strip_html(why)}</td>
				</tr>`
		);
		frappe.msgprint({
			title: __("{0} Refused", [refused.length]),
			indicator: done.length ? "orange" : "red",
			wide: true,
			message: html`<p>${said} ${__("These stay as they are:")}</p>
				<table class="table table-sm">
					<thead>
						<tr>
							<th>${__("Objective")}</th>
							<th>${__("Why")}</th>
						</tr>
					</thead>
					<tbody>
						${rows}
					</tbody>
				</table>`.toString(),
		});
	}

	Object.assign(talent_performance.goals, {
		COLOURS,
		PACES,
		plain,
		coverage,
		figures,
		update_progress,
		align,
		ask_for_change,
		move_many,
	});
})();
