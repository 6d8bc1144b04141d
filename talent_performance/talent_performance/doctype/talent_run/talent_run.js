frappe.ui.form.on("Talent Run", {
	setup(frm) {
		frm.on_changed = () => frm.reload_doc();
		frappe.realtime.on("talent_run_changed", frm.on_changed);
	},

	refresh(frm) {
		frm.disable_form();
		show_progress(frm);
		show_counts(frm);
		show_reasons(frm);
		add_buttons(frm);
		look_again(frm);
	},
});

// The server says when something has changed; where no such word comes through, the form looks by itself.
function look_again(frm) {
	clearTimeout(frm.looking_again);
	if (!["Queued", "Running"].includes(frm.doc.state)) return;
	frm.looking_again = setTimeout(() => {
		if (cur_frm === frm) frm.reload_doc();
	}, 3000);
}

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
	const rows = counts.map(([label, count]) => [label, format_number(count, null, 0)]);
	frm.get_field("counts_html").$wrapper.html(table([__("What"), __("How Many")], rows));
	frm.get_field("counts_html")
		.$wrapper.find("td:last-child, th:last-child")
		.addClass("text-right");
}

// Each reason with its number and the first names; the rest is in the download.
function show_reasons(frm) {
	const $wrapper = frm.get_field("refusals_html").$wrapper.empty();
	if (!frm.doc.rows_refused && !frm.doc.people) return;
	const { html, link } = talent_performance;
	frappe
		.xcall("talent_performance.talent_performance.doctype.talent_run.talent_run.reasons", {
			run: frm.doc.name,
		})
		.then((groups) => {
			const person = ({ doctype, key, name }) =>
				html`<div>${doctype ? link(doctype, key, name) : name}</div>`;
			const more = ({ count, people }) =>
				count > people.length
					? html`<div class="text-muted">
							${__("and {0} more, in the download", [count - people.length])}
						</div>`
					: "";
			const rows = groups.map(
				(group) =>
					html`<tr>
						<td>${group.reason}</td>
						<td class="text-right">${format_number(group.count, null, 0)}</td>
						<td>${group.people.map(person)}${more(group)}</td>
					</tr>`
			);
			$wrapper.html(
				`${html`<table class="table table-bordered table-sm">
					<thead>
						<tr>
							<th>${__("Reason")}</th>
							<th class="text-right">${__("Named")}</th>
							<th>${__("Who")}</th>
						</tr>
					</thead>
					<tbody>
						${rows}
					</tbody>
				</table>`}`
			);
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
		).addClass("btn-primary");
	}
	const { cycle } = JSON.parse(frm.doc.arguments || "{}");
	if (cycle) {
		frm.add_custom_button(__("Performance Cycle"), () =>
			frappe.set_route("Form", "Performance Cycle", cycle)
		);
	}
	if (rows_refused || frm.doc.people) {
		[
			["xlsx", __("Excel")],
			["csv", __("CSV")],
		].forEach(([kind, label]) =>
			frm.add_custom_button(label, () => download(frm, kind), __("Download Names"))
		);
	}
}

function download(frm, kind) {
	const method =
		"talent_performance.talent_performance.doctype.talent_run.talent_run.download_refusals";
	const asked = `run=${encodeURIComponent(frm.doc.name)}&kind=${kind}`;
	window.open(frappe.urllib.get_full_url(`/api/method/${method}?${asked}`));
}

function call(frm, method) {
	return frappe
		.xcall(`talent_performance.talent_performance.doctype.talent_run.talent_run.${method}`, {
			run: frm.doc.name,
		})
		.then((answer) => frm.reload_doc().then(() => answer));
}
