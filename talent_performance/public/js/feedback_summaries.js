// HR reads and words summaries of comments before the release: texts alone, no figure.
frappe.ui.form.on("Feedback Round", {
	async refresh(frm) {
		if (frm.is_new() || frm.doc.state !== "Closed") return;
		const rows = await summary_call("summaries_of", { feedback_round: frm.doc.name });
		if (rows.length)
			frm.add_custom_button(__("Summaries of Comments"), () => choose_summary(frm.doc.name));
	},
});

const summary_call = (method, values) =>
	talent_performance.call(`doctype.feedback_result.feedback_result.${method}`, values);

async function choose_summary(feedback_round) {
	const { html } = talent_performance;
	const rows = await summary_call("summaries_of", { feedback_round });
	const dialog = new frappe.ui.Dialog({
		title: __("Summaries of Comments"),
		fields: [{ fieldname: "people", fieldtype: "HTML" }],
	});
	const lines = rows.map(
		(row) =>
			html`<li>
				<button class="btn btn-default btn-sm" data-result="${row.name}">
					${row.employee_name}
				</button>
				${row.summary_edited ? html`<span class="text-muted">${__("edited")}</span>` : ""}
			</li>`
	);
	dialog.get_field("people").$wrapper.html(
		String(
			html`<p class="text-muted">
					${__(
						"Texts only, of groups in which enough have commented. Figures stay sealed until the release. Who reads these texts is noted down."
					)}
				</p>
				<ul class="tp-summary-people">
					${lines}
				</ul>`
		)
	);
	dialog.$wrapper.on("click", "[data-result]", (event) => {
		dialog.hide();
		edit_summary(event.currentTarget.dataset.result);
	});
	dialog.show();
}

async function edit_summary(result) {
	const opened = await summary_call("summary_to_edit", { feedback_result: result });
	const { overall, groups } = opened;
	const parts = [...(overall ? [overall] : []), ...groups];
	if (!parts.length) {
		frappe.msgprint(__("There is nothing to word: too few have commented."));
		return;
	}
	const dialog = new frappe.ui.Dialog({
		title: __("Summaries about {0}", [opened.employee_name]),
		size: "large",
		fields: parts.flatMap(summary_fields),
		primary_action_label: __("Save"),
		primary_action: async (values) => {
			const sent = parts.map((part) => summary_sent(part, values));
			await summary_call("save_summary", {
				feedback_result: result,
				groups: sent,
				seen: opened.seen,
			});
			dialog.hide();
			frappe.show_alert({ message: __("Saved, and marked as edited."), indicator: "green" });
		},
	});
	dialog.show();
}

const SUMMARY_KINDS = [
	["strengths", () => __("Strengths, one a line")],
	["growth", () => __("Growth areas, one a line")],
];

function summary_fields(part) {
	const texts = SUMMARY_KINDS.map(([key, label]) => ({
		fieldname: `${part.group}_${key}`,
		fieldtype: "Small Text",
		label: label(),
		default: part[key].map((each) => each.text).join("\n"),
	}));
	const themes = part.themes.map(({ theme, count }, at) => ({
		fieldname: `${part.group}_theme_${at}`,
		fieldtype: "Check",
		label: __("Theme: {0} ({1})", [frappe.utils.escape_html(theme), count]),
		default: 1,
	}));
	return [{ fieldtype: "Section Break", label: part.label }, ...texts, ...themes];
}

// What a comment says may have line breaks: a sentence that wasn't touched stays whole.
function summary_lines(text, known) {
	let rest = text || "";
	const found = [];
	known.forEach((each) => {
		if (!rest.includes(each.text)) return;
		rest = rest.replace(each.text, () => `\0${found.push(each.text) - 1}\0`);
	});
	return rest
		.split("\n")
		.map((line) => line.replace(/\0(\d+)\0/g, (_whole, at) => found[at]).trim())
		.filter(Boolean);
}

function summary_sent(part, values) {
	const texts = SUMMARY_KINDS.map(([key]) => [
		key,
		summary_lines(values[`${part.group}_${key}`], part[key]),
	]);
	const themes = part.themes
		.filter((_each, at) => values[`${part.group}_theme_${at}`])
		.map(({ theme }) => theme);
	return { group: part.group, ...Object.fromEntries(texts), themes };
}
