// The sheet of an appraisal: what the server worked out for this reader, drawn. Nothing is computed here.
frappe.ui.form.on("Performance Appraisal", {
	refresh(frm) {
		if (frm.is_new()) return;
		const path =
			"talent_performance.talent_performance.doctype.performance_appraisal.performance_appraisal.sheet";
		const name = frm.doc.name;
		["sheet", "evidence", "history"].forEach((part) => draw(frm, part, waiting()));
		frappe.xcall(path, { appraisal: name }).then((sheet) => {
			if (frm.doc.name !== name) return;
			draw(frm, "sheet", sheet_of(sheet));
			draw(frm, "evidence", evidence_of(sheet));
			filter_evidence(frm.get_field("evidence_html").$wrapper.off("change"));
			draw(frm, "history", history_of(sheet.history));
		});
	},
});

const draw = (frm, part, markup) => frm.get_field(`${part}_html`).$wrapper.html(String(markup));

function waiting() {
	return talent_performance.html`<div class="tp-appraisal">
		<div class="tp-waiting"></div>
		<div class="tp-waiting"></div>
	</div>`;
}

// Sheet

function sheet_of(sheet) {
	const { html } = talent_performance;
	return html`<div class="tp-appraisal">
		${heading_of(sheet)} ${note_of(sheet)} ${ratings_of(sheet)}
		${sheet.calculation.segments.map((segment) => segment_of(sheet.calculation, segment))}
		${total_of(sheet.calculation)} ${reviews_of(sheet.reviews)} ${earlier_of(sheet.earlier)}
	</div>`;
}

function heading_of(sheet) {
	const { html, day, link } = talent_performance;
	const facts = [
		[
			__("Employee"),
			html`<bdi>${link("Employee", sheet.employee, sheet.employee_name)}</bdi>
				<div class="text-muted">${sheet.employee}</div>`,
		],
		[__("Position"), [sheet.designation, sheet.department].filter(Boolean).join(" · ")],
		[__("Cycle"), link("Performance Cycle", sheet.cycle, sheet.cycle_title)],
		[__("Period"), `${day(sheet.start_date)} – ${day(sheet.end_date)}`],
		[
			__("Manager"),
			html`${sheet.manager_name || "–"}
			${sheet.acting.map((said) => html`<div class="text-muted">${said}</div>`)}`,
		],
		[__("Template"), sheet.template],
	];
	return html`<dl class="tp-facts">
		${facts.map(
			([label, value]) =>
				html`<div>
					<dt>${label}</dt>
					<dd><bdi>${value || "–"}</bdi></dd>
				</div>`
		)}
	</dl>`;
}

function note_of(sheet) {
	const { html } = talent_performance;
	let text = "";
	if (sheet.waits) {
		text = __(
			"This is your own side. Ratings of others and the result are shown once they are published."
		);
	} else if (sheet.preview) {
		text = __("Preliminary: not published yet. The employee doesn't see these figures.");
	} else if (!sheet.calculation.calculated) {
		text = __("There is no result that you read yet: the lines below have no figures.");
	}
	return text ? html`<p class="tp-remark" role="status">${text}</p>` : "";
}

function ratings_of({ ratings }) {
	const { html, number, pill, day } = talent_performance;
	if (!ratings.rows.length) return "";
	const cards = ratings.rows.map(
		(each) =>
			html`<div class="tp-rating ${each.counts ? "tp-rating-counts" : ""}">
				<div class="tp-rating-head">
					<span>${each.title}</span> ${each.counts ? pill(__("Counts"), "green") : ""}
				</div>
				<div class="tp-rating-figure">
					${number(each.rating)} <small dir="auto">${each.label}</small>
				</div>
				${
					each.by
						? html`<div class="text-muted" dir="auto">
								${each.by}${each.on ? ` · ${day(each.on)}` : ""}
							</div>`
						: ""
				}
				${each.reason ? html`<blockquote dir="auto">${each.reason}</blockquote>` : ""}
			</div>`
	);
	const wanting = ratings.needs_reason
		? html`<p class="tp-remark tp-warning">
				${__(
					"The manager's rating stands on another level than the calculated score, and doesn't say why."
				)}
			</p>`
		: "";
	const outcome = ratings.score
		? __("What counts: {0}, {1}", [number(ratings.score), ratings.label])
		: ratings.reason;
	return html`<section>
		<h5>${__("Three Ratings")}</h5>
		<div class="tp-ratings">${cards}</div>
		<p class="tp-outcome" dir="auto">${outcome}</p>
		${wanting}
	</section>`;
}

function segment_of(calculation, segment) {
	const { html, day } = talent_performance;
	const several = calculation.segments.length > 1;
	const where = [segment.designation, segment.department].filter(Boolean).join(" · ");
	const title = several
		? html`<h5>
				${__("Segment {0}", [segment.number + 1])}
				<small class="text-muted" dir="auto"
					>${day(segment.start_date)} – ${day(segment.end_date)} ·
					${__("{0} days", [segment.days])} · ${where} · ${segment.template}</small
				>
			</h5>`
		: "";
	return html`<section>
		${title}
		${segment.components.map((component) =>
			component.component === "objectives"
				? objectives_of(calculation, component)
				: rated_of(calculation, component)
		)}
		${components_of(calculation, segment)}
	</section>`;
}

function table(head, rows, foot, label) {
	const { html } = talent_performance;
	return html`<div class="tp-table-scroll">
		<table class="table table-bordered tp-lines" aria-label="${label}">
			<thead>
				<tr>
					${head.map(([text, kind]) => html`<th scope="col" class="${kind || ""}">${text}</th>`)}
				</tr>
			</thead>
			<tbody>
				${rows}
			</tbody>
			<tfoot>
				${foot || ""}
			</tfoot>
		</table>
	</div>`;
}

const figure = (calculation, value) => talent_performance.number(value, calculation.places);

// As many decimals as a weight has, for it enters the calculation as it stands.
function weight(value) {
	if (value === null || value === undefined) return "–";
	const [, decimals = ""] = String(value).split(".");
	return format_number(value, null, Math.min(decimals.length, 6));
}

function objectives_of(calculation, component) {
	const { html, link } = talent_performance;
	const percent = (value) =>
		value === null ? "–" : talent_performance.percent(value * 100, calculation.places);
	const rows = component.lines.map(
		(line) =>
			html`<tr class="${line.rating === null ? "text-muted" : ""}">
				<td dir="auto">
					${link("Objective", line.objective, line.title)}
					${
						line.commitment === "aspirational"
							? html`<span class="text-muted">· ${__("Aspirational")}</span>`
							: ""
					}
					${line.reason ? html`<div class="text-muted small">${line.reason}</div>` : ""}
				</td>
				<td class="text-right">${weight(line.weight)}</td>
				<td dir="auto">${line.target || "–"}</td>
				<td dir="auto">${line.actual || "–"}</td>
				<td class="text-right">${percent(line.achievement)}</td>
				<td class="text-right">${figure(calculation, line.rating)}</td>
				<td class="text-right">${figure(calculation, line.weighted)}</td>
			</tr>`
	);
	const head = [
		[__("KPI")],
		[__("Weight"), "text-right"],
		[__("Target")],
		[__("Actual")],
		[__("Achievement"), "text-right"],
		[__("Rating"), "text-right"],
		[__("Weighted"), "text-right"],
	];
	return html`<h5>${component.label} ${share_of(component)}</h5>
		${
			component.lines.length
				? table(head, rows, subtotal(calculation, component, 4), component.label)
				: html`<p class="text-muted">
						${__("No objectives were taken into this appraisal yet.")}
					</p>`
		}
		${curve_note(calculation)}`;
}

function rated_of(calculation, component) {
	const { html, number } = talent_performance;
	const states = { "not applicable": __("Not Applicable"), missing: __("Missing") };
	const rows = component.lines.map(
		(line) =>
			html`<tr class="${line.rating === null ? "text-muted" : ""}">
				<td dir="auto">
					${line.title}
					${[line.reason, line.comment]
						.filter(Boolean)
						.map((text) => html`<div class="text-muted small tp-said">${text}</div>`)}
				</td>
				<td class="text-right">${weight(line.weight)}</td>
				<td class="text-right">
					${line.required_level ? weight(line.required_level) : "–"}
				</td>
				<td class="text-right">${number(line.self)}</td>
				<td class="text-right">
					${
						line.rating === null && calculation.calculated && states[line.state]
							? states[line.state]
							: figure(calculation, line.rating)
					}
				</td>
				<td class="text-right">${figure(calculation, line.weighted)}</td>
			</tr>`
	);
	const head = [
		[__("What Is Rated")],
		[__("Weight"), "text-right"],
		[__("Required Level"), "text-right"],
		[__("Self"), "text-right"],
		[__("Rating"), "text-right"],
		[__("Weighted"), "text-right"],
	];
	return html`<h5>${component.label} ${share_of(component)}</h5>
		${table(head, rows, subtotal(calculation, component, 3), component.label)}`;
}

function share_of(component) {
	const { html } = talent_performance;
	return html`<small class="text-muted">${__("weight {0}", [weight(component.weight)])}</small>`;
}

function subtotal(calculation, component, between) {
	const { html } = talent_performance;
	if (!calculation.calculated) return "";
	const hidden = !component.itemised && component.rating !== null;
	const note = hidden
		? html`<div class="text-muted small">
				${__("As calculated: not every line that counts stands on this sheet.")}
			</div>`
		: "";
	return html`<tr>
		<th scope="row">${__("Component: the weighted ratings added up")}${note}</th>
		<th class="text-right">${weight(component.base)}</th>
		<td colspan="${between}"></td>
		<th class="text-right">${figure(calculation, component.rating)}</th>
	</tr>`;
}

function curve_note(calculation) {
	const { html } = talent_performance;
	const said = (points) => points.map(([x, y]) => `${weight(x)} % → ${weight(y)}`).join(" · ");
	const several = calculation.curves.length > 1;
	return html`<details class="tp-how">
		<summary>${__("How achievement becomes a rating, and a rating counts")}</summary>
		${calculation.curves.map(
			(each) =>
				html`<p>
					${several ? html`<b>${each.template}</b><br />` : ""} ${__("Committed")}:
					${said(each.committed)}<br />
					${__("Aspirational")}: ${said(each.aspirational)}
				</p>`
		)}
		<p>
			${__(
				"Between two points the rating rises in a straight line. Weighted = weight × rating ÷ weights of all rated lines."
			)}
		</p>
	</details>`;
}

function components_of(calculation, segment) {
	const { html } = talent_performance;
	if (!calculation.calculated) return "";
	const rows = segment.components.map(
		(component) =>
			html`<tr>
				<td dir="auto">${component.label}</td>
				<td class="text-right">${weight(component.weight)}</td>
				<td class="text-right">${figure(calculation, component.rating)}</td>
				<td class="text-right">
					${how_weighted(calculation, segment, component)}
					<b>${figure(calculation, component.weighted)}</b>
				</td>
			</tr>`
	);
	const head = [
		[__("Component")],
		[__("Weight"), "text-right"],
		[__("Rating"), "text-right"],
		[__("Weighted"), "text-right"],
	];
	const foot = html`<tr>
		<th scope="row" colspan="3">
			${segment.reason || __("Score: the weighted components added up")}
		</th>
		<th class="text-right">${figure(calculation, segment.score)}</th>
	</tr>`;
	return html`<h5>${__("From Components to the Score")}</h5>
		${table(head, rows, foot, __("From Components to the Score"))}`;
}

function how_weighted(calculation, segment, component) {
	if (component.weighted === null) return "";
	const rating = figure(calculation, component.rating);
	return `${weight(component.weight)} × ${rating} ÷ ${weight(segment.base)} = `;
}

function how_by_days(calculation, segment) {
	const score = figure(calculation, segment.score);
	if (calculation.segments.length < 2) return score;
	const weighted = figure(calculation, segment.weighted);
	return `${weight(segment.days)} × ${score} ÷ ${weight(calculation.days)} = ${weighted}`;
}

function total_of(calculation) {
	const { html, number } = talent_performance;
	if (!calculation.calculated || calculation.total === null) return "";
	const scored = calculation.segments.filter((segment) => segment.score !== null);
	const parts = scored.map((segment) => how_by_days(calculation, segment));
	const unrounded = calculation.exact
		? ""
		: html`<p class="tp-remark tp-warning">
				${__(
					"The figures above are rounded. With unrounded figures the calculated score is {0}.",
					[number(calculation.official)]
				)}
			</p>`;
	return html`<section class="tp-total">
		<div>
			<b>${__("Calculated Score")}</b>
			<span class="text-muted">${parts.join(" + ")} → ${__("rounded to two places")}</span>
		</div>
		<div class="tp-rating-figure">
			${number(calculation.exact ? calculation.total : calculation.official)}
		</div>
		${unrounded}
	</section>`;
}

// Whoever has no account said it, and somebody else wrote it down.
function recorded_of({ recorded }) {
	const { html } = talent_performance;
	return recorded ? html`<div class="text-muted">${recorded}</div>` : "";
}

function reviews_of(reviews) {
	const { html, link, number, day } = talent_performance;
	if (!reviews.length) return "";
	const rows = reviews.map(
		(each) =>
			html`<tr>
				<td>${link("Appraisal Review", each.name, __(each.perspective))}</td>
				<td dir="auto">${each.reviewer_name}</td>
				<td>${__(each.state)}</td>
				<td>${day(each.submitted_on)}</td>
				<td class="text-right">${number(each.overall_rating || null)}</td>
				<td dir="auto" class="tp-said">
					${recorded_of(each)}${each.summary || each.overall_reason || ""}
				</td>
			</tr>`
	);
	const head = [
		[__("Side")],
		[__("By")],
		[__("State")],
		[__("Submitted")],
		[__("Overall Rating"), "text-right"],
		[__("Summary")],
	];
	return html`<section>
		<h5>${__("Reviews")}</h5>
		${table(head, rows, "", __("Reviews"))}
	</section>`;
}

function earlier_of(earlier) {
	const { html, number, day } = talent_performance;
	if (!earlier.length) return "";
	const rows = earlier.map(
		(each) =>
			html`<tr>
				<td dir="auto">${each.title}</td>
				<td>${day(each.end_date)}</td>
				<td class="text-right">${number(each.score || null)}</td>
				<td dir="auto">${each.label || each.reason || "–"}</td>
			</tr>`
	);
	const head = [[__("Cycle")], [__("Until")], [__("Score"), "text-right"], [__("Rating")]];
	return html`<section>
		<h5>${__("Earlier Ratings")}</h5>
		${table(head, rows, "", __("Earlier Ratings"))}
	</section>`;
}

// Evidence

function evidence_of({ evidence }) {
	const { html, empty } = talent_performance;
	if (!evidence.rows.length) {
		return empty(
			__("Nothing written down in this period"),
			__(
				"Check-ins, feedback notes and progress updates of the period stand here, as far as you may read them."
			)
		);
	}
	const kinds = evidence.counts
		.filter((each) => each.count)
		.map((each) => html`<option value="${each.kind}">${each.label} (${each.count})</option>`);
	const more = evidence.more
		? html`<p class="text-muted">${__("and {0} more, older ones", [evidence.more])}</p>`
		: "";
	return html`<div class="tp-appraisal">
		<p class="${evidence.heavy ? "tp-remark tp-warning" : ""}">
			<b>${evidence.said}</b> ${evidence.heavy ? __("Think of the whole period.") : ""}
		</p>
		<p>
			<label
				>${__("Show")}
				<select class="form-control input-sm tp-evidence-kind">
					<option value="">${__("All")}</option>
					${kinds}
				</select></label
			>
		</p>
		${months_of(evidence.rows)} ${more}
	</div>`;
}

function months_of(rows) {
	const { html } = talent_performance;
	const months = [...new Set(rows.map((each) => each.on.slice(0, 7)))];
	return months.map(
		(month) =>
			html`<section class="tp-evidence-month">
				<h5>${month_in_words(month)}</h5>
				${evidence_table(rows.filter((each) => each.on.startsWith(month)))}
			</section>`
	);
}

const month_in_words = (month) =>
	new Intl.DateTimeFormat(frappe.boot.lang, {
		month: "long",
		year: "numeric",
		timeZone: "UTC",
	}).format(new Date(`${month}-01`));

function evidence_table(rows) {
	const { html, day, link } = talent_performance;
	const lines = rows.map(
		(each) =>
			html`<tr data-kind="${each.kind}">
				<td class="text-nowrap">${day(each.on)}</td>
				<td>${link(each.kind, each.name, __(each.kind))}</td>
				<td dir="auto">
					<b>${each.title}</b>
					<div class="tp-said">${each.text}</div>
				</td>
				<td dir="auto">${each.who}</td>
			</tr>`
	);
	const head = [[__("Date")], [__("Kind")], [__("What")], [__("By")]];
	return table(head, lines, "", __("Evidence"));
}

/** Only the evidence of the chosen kind, and only months that have some. */
function filter_evidence($part) {
	$part.on("change", ".tp-evidence-kind", ({ currentTarget }) => {
		const kind = currentTarget.value;
		$part.find("tr[data-kind]").each((at, row) => {
			row.hidden = Boolean(kind) && row.dataset.kind !== kind;
		});
		$part.find(".tp-evidence-month").each((at, month) => {
			month.hidden = !$(month).find("tr[data-kind]:not([hidden])").length;
		});
	});
}

// History

function history_of(history) {
	const { html, empty } = talent_performance;
	if (!history.length) {
		return empty(
			__("Nothing has happened yet"),
			__("Every move stands here: who, when, why.")
		);
	}
	const rows = history.map(
		(each) =>
			html`<tr>
				<td class="text-nowrap">${frappe.datetime.str_to_user(each.at)}</td>
				<td>
					<b>${each.label}</b>
					${each.on_behalf ? html`<span class="text-muted">· ${__("on behalf")}</span>` : ""}
					${each.came_by ? html`<span class="text-muted">· ${__(each.came_by)}</span>` : ""}
				</td>
				<td>${__(each.from_state)} → ${__(each.to_state)}</td>
				<td dir="auto">${each.who}</td>
				<td dir="auto" class="tp-said">
					${[each.reason, each.summary].filter(Boolean).join("\n")}
				</td>
			</tr>`
	);
	const head = [[__("When")], [__("What")], [__("State")], [__("By")], [__("Why")]];
	return html`<div class="tp-appraisal">${table(head, rows, "", __("History"))}</div>`;
}
