// The writing aid beside what a reviewer writes: a note below the text, a moment after the last key. It never blocks.
(() => {
	const WAIT = 800;
	const SHORTEST = 12;
	const SHOWN = 4;
	const FIELDS = ["overall_reason", "summary"];
	const COLUMNS = { ratings: ["comment", "reason"], answers: ["answer"] };

	frappe.ui.form.on("Appraisal Review", {
		refresh(frm) {
			if (frm.is_new() || frm.doc.state !== "Draft") return;
			FIELDS.forEach((field) => watch(frm.get_field(field)));
		},
	});

	["Review Rating", "Review Answer"].forEach((doctype) =>
		frappe.ui.form.on(doctype, {
			form_render(frm, cdt, cdn) {
				const table = frappe.get_doc(cdt, cdn).parentfield;
				const row = frm.get_field(table).grid.grid_rows_by_docname[cdn];
				if (frm.doc.state !== "Draft" || !row || !row.grid_form) return;
				COLUMNS[table].forEach((column) => watch(row.grid_form.fields_dict[column]));
			},
		})
	);

	function watch(field) {
		if (!field || !field.$input || field.$input.data("talent-writing-aid")) return;
		const look = frappe.utils.debounce(() => look_at(field), WAIT);
		field.$input.data("talent-writing-aid", true).on("input", look);
	}

	function look_at(field) {
		const text = field.$input.val() || "";
		if (text.trim().length < SHORTEST) return show(field, text, []);
		frappe.call({
			method: "talent_performance.portal.writing.look_at",
			args: { text },
			silent: true,
			callback: ({ message }) =>
				field.$input.val() === text && show(field, text, message.findings),
			error: () => show(field, text, []),
		});
	}

	function show(field, text, findings) {
		field.$wrapper.find(".tp-writing-aid").remove();
		if (!findings.length) return;
		const { html } = talent_performance;
		const lines = findings
			.slice(0, SHOWN)
			.map(({ start, end, message, suggestion, example }) => {
				const quoted =
					end - start < text.length
						? html`<q dir="auto">${text.slice(start, end)}</q> `
						: "";
				return html`<li title="${example}">${quoted}${message} ${suggestion}</li>`;
			});
		const more = findings.length - SHOWN;
		const rest = more > 0 ? html`<li>${__("and {0} more", [more])}</li>` : "";
		field.$wrapper.append(
			html`<div class="tp-writing-aid small text-muted" role="status">
				${__("To look at again, if you like:")}
				<ul>
					${lines}${rest}
				</ul>
			</div>`.toString()
		);
	}
})();
