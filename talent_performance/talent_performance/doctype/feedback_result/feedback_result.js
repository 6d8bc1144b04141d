// What came of feedback, as the server drew it for this reader. Nothing is computed here.
frappe.ui.form.on("Feedback Result", {
	refresh(frm) {
		if (frm.is_new()) return;
		const { name } = frm.doc;
		const place = frm.get_field("result_html").$wrapper;
		place.html('<div class="tp-waiting"></div><div class="tp-waiting"></div>');
		talent_performance
			.call("doctype.feedback_result.feedback_result.sheet", { feedback_result: name })
			.then((report) => {
				if (frm.doc.name === name) place.html(String(report_of(report)));
			});
		frm.add_custom_button(__("PDF"), () => {
			const path = "talent_performance.portal.feedback_result.pdf";
			window.open(`/api/method/${path}?feedback_result=${encodeURIComponent(name)}`);
		});
	},
});

function report_of(report) {
	const { html } = talent_performance;
	return html`<div class="tp-report">
		<p class="text-muted">${report.readers}</p>
		${marked_of(report)} ${legend_of(report)} ${rows_of(report)} ${radar_of(report)}
		${summaries_of(report)} ${comments_of(report)} ${steps_of(report.next_steps)}
	</div>`;
}

function marked_of({ blind_spots, hidden_strengths }) {
	const { html } = talent_performance;
	const list = (title, labels) =>
		html`<div>
			<h5>${title}</h5>
			${
				labels.length
					? html`<ul>
							${labels.map((label) => html`<li dir="auto">${label}</li>`)}
						</ul>`
					: __("None")
			}
		</div>`;
	if (!blind_spots.length && !hidden_strengths.length) return "";
	return html`<div class="tp-report-both">
		${list(__("Blind spots"), blind_spots)} ${list(__("Hidden strengths"), hidden_strengths)}
	</div>`;
}

function legend_of({ groups, others_shape }) {
	const { html, trusted } = talent_performance;
	return html`<h5>${__("Who answered")}</h5>
		<ul class="tp-report-legend">
			${groups.map(
				(group) =>
					html`<li>
						${trusted(group.shape)} ${group.label}:
						${group.shown ? group.n : group.reason}
					</li>`
			)}
			<li>${trusted(others_shape)} ${__("All others")}</li>
		</ul>`;
}

function told(cell, scale) {
	const { number } = talent_performance;
	if (!cell.shown) return cell.reason;
	const said = cell.band ? banded(cell.band, scale) : number(cell.mean, 1);
	return cell.n > 1 ? `${said} (${cell.n})` : said;
}

function banded({ from, to }, scale) {
	const { number } = talent_performance;
	return to === scale.high
		? __("{0} and above", [number(from, 1)])
		: __("{0} and below", [number(to, 1)]);
}

function signed(value) {
	const sign = value > 0 ? "+" : value < 0 ? "−" : "±";
	return sign + talent_performance.number(Math.abs(value), 1);
}

function rows_of(report) {
	const { html } = talent_performance;
	const rows = [...report.items, ...(report.overall ? [report.overall] : [])];
	return html`<h5>${__("Competencies")}</h5>
		<ul class="tp-report-rows">
			${rows.map((row) => row_of(report, row))}
		</ul>`;
}

function row_of(report, row) {
	const { html, pill, trusted } = talent_performance;
	const mark = row.mark
		? pill(row.mark_label, row.mark === "blind spot" ? "orange" : "green")
		: "";
	return html`<li>
		<div><b dir="auto">${row.label}</b> ${mark}</div>
		<div class="tp-report-strip" dir="ltr">${trusted(report.axis)}${trusted(row.svg)}</div>
		<ul class="tp-report-words">
			${[...row.cells, row.others].map(
				(cell) =>
					html`<li>
						${cell.label}: <b>${told(cell, report.scale)}</b>${spread_of(cell)}
					</li>`
			)}
			${row.gap === null ? "" : html`<li>${__("self less others {0}", [signed(row.gap)])}</li>`}
			${row.last ? html`<li class="text-muted">${last_of(row.last)}</li>` : ""}
		</ul>
	</li>`;
}

function spread_of(cell) {
	const { html, number } = talent_performance;
	if (cell.sd === null) return "";
	const said = __("spread {0}, agreement {1}", [number(cell.sd, 1), number(cell.r_wg, 1)]);
	return html` <span class="text-muted">${said}</span>`;
}

function last_of({ reason, others, change }) {
	const { number } = talent_performance;
	return reason || __("Last time {0}, since then {1}", [number(others, 1), signed(change)]);
}

function radar_of({ radar }) {
	const { html, number, trusted } = talent_performance;
	if (!radar.svg) return "";
	return html`<h5>${__("Self and all others")}</h5>
		<div class="tp-report-radar">
			<div class="tp-report-picture" dir="ltr">${trusted(radar.svg)}</div>
			<table class="table table-sm">
				<thead>
					<tr>
						<th></th>
						<th>${__("Competency")}</th>
						<th class="text-right">${__("Self")}</th>
						<th class="text-right">${__("All others")}</th>
					</tr>
				</thead>
				<tbody>
					${radar.rows.map(
						(row) =>
							html`<tr>
								<td>${row.number}</td>
								<td dir="auto">${row.label}</td>
								<td class="text-right">${number(row.self, 1)}</td>
								<td class="text-right">${number(row.others, 1)}</td>
							</tr>`
					)}
				</tbody>
			</table>
		</div>`;
}

function summaries_of({ summaries }) {
	const { html } = talent_performance;
	const all = [...(summaries.overall ? [summaries.overall] : []), ...summaries.groups];
	if (!all.length) return "";
	const sentences = (title, rows) =>
		rows.length
			? html`<div class="text-muted">${title}</div>
					<ul>
						${rows.map(
							(each) =>
								html`<li dir="auto">
									${each.text} ${each.edited ? `[${__("edited by HR")}]` : ""}
								</li>`
						)}
					</ul>`
			: "";
	return html`<h5>${__("What people wrote, in short")}</h5>
		${all.map(
			(each) =>
				html`<section>
					<b>${each.label}</b>
					${
						each.edited
							? html`<span class="text-muted"
									>${__("edited by HR before the release")}</span
								>`
							: ""
					}
					${sentences(__("Strengths"), each.strengths)}
					${sentences(__("Growth areas"), each.growth)}
					${
						each.themes.length
							? html`<p class="text-muted" dir="auto">
									${__("Themes")}:
									${each.themes.map(({ theme, count }) => `${theme} (${count})`).join(", ")}
								</p>`
							: ""
					}
				</section>`
		)}`;
}

function comments_of({ comments }) {
	const { html } = talent_performance;
	if (!comments.length) return "";
	return html`<h5>${__("What people wrote")}</h5>
		${comments.map(
			(asked) =>
				html`<section>
					<b dir="auto">${asked.label}</b>
					${asked.groups.map(
						(group) =>
							html`<div class="text-muted">
									${group.label}${group.reason ? `: ${group.reason}` : ""}
								</div>
								${group.texts.map(
									(text) => html`<blockquote dir="auto">${text}</blockquote>`
								)}`
					)}
				</section>`
		)}`;
}

function steps_of(steps) {
	const { html } = talent_performance;
	if (!steps.items.length) return "";
	return html`<h5>${__("Next steps")}</h5>
		<p>${__("Here the difference between own view and that of others is largest:")}</p>
		<ul>
			${steps.items.map((label) => html`<li dir="auto">${label}</li>`)}
		</ul>`;
}
