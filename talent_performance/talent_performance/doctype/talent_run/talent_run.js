frappe.ui.form.on("Talent Run", {
	setup(frm) {
		frm.on_changed = () => frm.reload_doc();
		frappe.realtime.on("talent_run_changed", frm.on_changed);
	},

	refresh(frm) {
		frm.disable_form();
		show_progress(frm);
		show_counts(frm);
		show_refusals(frm, 0);
		add_buttons(frm);
	},
});

function show_progress(frm) {
	if (frm.doc.dry_run || !["Queued", "Running"].includes(frm.doc.state)) return;
	const done = __("{0} of {1} rows", [
		frm.doc.rows_done + frm.doc.rows_refused,
		frm.doc.rows_total,
	]);
	frm.dashboard.add_progress(__("Progress"), frm.doc.progress || 0, done);
}

function show_counts(frm) {
	const counts = JSON.parse(frm.doc.counts || "[]");
	frm.get_field("counts_html").$wrapper.html(
		table(
			[__("What"), __("How Many")],
			counts.map(([label, count]) => [label, format_number(count, null, 0)])
		)
	);
}

function show_refusals(frm, start) {
	const $wrapper = frm.get_field("refusals_html").$wrapper.empty();
	if (!frm.doc.rows_refused) return;
	frappe
		.xcall("talent_performance.talent_performance.doctype.talent_run.talent_run.refusals", {
			run: frm.doc.name,
			start,
		})
		.then(({ rows, total }) => {
			$wrapper.html(
				table(
					[__("Row"), __("Field"), __("Reason")],
					rows.map((row) => [row.key, row.field, row.message])
				)
			);
			const page = (label, at) =>
				$(`<button class="btn btn-default btn-xs mr-2">${label}</button>`)
					.appendTo($wrapper)
					.on("click", () => show_refusals(frm, at));
			if (start > 0) page(__("Previous"), Math.max(0, start - rows.length));
			if (start + rows.length < total) page(__("Next"), start + rows.length);
		});
}

function table(headings, rows) {
	const cells = (tag, row) =>
		row
			.map((cell) => `<${tag}>${frappe.utils.escape_html(String(cell ?? ""))}</${tag}>`)
			.join("");
	return `<table class="table table-bordered table-sm">
		<thead><tr>${cells("th", headings)}</tr></thead>
		<tbody>${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("")}</tbody>
	</table>`;
}

function add_buttons(frm) {
	const { state, dry_run, rows_refused } = frm.doc;
	if (["Failed", "Cancelled", "Completed with Refusals", "Running"].includes(state)) {
		frm.add_custom_button(__("Resume"), () => call(frm, "resume_run"));
	}
	if (["Queued", "Running"].includes(state)) {
		frm.add_custom_button(__("Cancel Run"), () =>
			frappe.confirm(__("Begin no more chunks? What has been written stays."), () =>
				call(frm, "cancel_run")
			)
		);
	}
	if (dry_run && state === "Completed") {
		frm.add_custom_button(__("Start for Real"), () =>
			call(frm, "start_for_real").then((name) =>
				frappe.set_route("Form", "Talent Run", name)
			)
		);
	}
	const { cycle } = JSON.parse(frm.doc.arguments || "{}");
	if (cycle) {
		frm.add_custom_button(__("Performance Cycle"), () =>
			frappe.set_route("Form", "Performance Cycle", cycle)
		);
	}
	if (rows_refused) {
		frm.add_custom_button(__("Download Refusals"), () => {
			const method =
				"talent_performance.talent_performance.doctype.talent_run.talent_run.download_refusals";
			window.open(frappe.urllib.get_full_url(`/api/method/${method}?run=${frm.doc.name}`));
		});
	}
}

function call(frm, method) {
	return frappe
		.xcall(`talent_performance.talent_performance.doctype.talent_run.talent_run.${method}`, {
			run: frm.doc.name,
		})
		.then((answer) => frm.reload_doc().then(() => answer));
}
