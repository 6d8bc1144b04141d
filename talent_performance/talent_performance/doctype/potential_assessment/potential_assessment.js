frappe.ui.form.on("Potential Assessment", {
	setup(frm) {
		frm.set_query("employee", () => ({ filters: { status: ["!=", "Left"] } }));
	},

	refresh(frm) {
		show_evidence(frm);
		const draft = frm.doc.state === "Draft";
		if (!draft) {
			frm.disable_form();
			frm.set_intro(
				__("Submitted. The latest assessment counts; a correction is a new one."),
				"blue"
			);
		} else if (frm.is_new()) {
			frm.set_intro(__("Choose the person: the questions follow."), "blue");
		} else {
			frm.page.set_indicator(__("Draft"), "orange");
			frm.add_custom_button(__("Submit"), () => frm.trigger("submit_assessment")).addClass(
				"btn-primary"
			);
		}
	},

	employee(frm) {
		frm.trigger("ask");
		show_evidence(frm);
	},

	cycle(frm) {
		frm.trigger("ask");
	},

	ask(frm) {
		const rated = (frm.doc.ratings || []).some((row) => row.rating);
		if (!frm.doc.employee || rated || !frm.is_new()) return;
		frappe
			.xcall(
				"talent_performance.talent_performance.doctype.potential_assessment.potential_assessment.questions_for",
				{ employee: frm.doc.employee, cycle: frm.doc.cycle }
			)
			.then((questions) => {
				frm.clear_table("ratings");
				questions.forEach((question) => frm.add_child("ratings", question));
				frm.refresh_field("ratings");
			});
	},

	submit_assessment(frm) {
		const send = () =>
			frappe
				.xcall(
					"talent_performance.talent_performance.doctype.potential_assessment.potential_assessment.submit",
					{ name: frm.doc.name }
				)
				.then(() => frm.reload_doc());
		frappe.confirm(
			__(
				"Submit this assessment? It can't be changed afterwards, and it moves the person's place."
			),
			() => (frm.is_dirty() ? frm.save().then(send) : send())
		);
	},
});

// Leadership assessments beside the questions, as far as whoever assesses may see them.
function show_evidence(frm) {
	const { employee } = frm.doc;
	$(frm.layout.wrapper).find(".tp-evidence-of").remove();
	if (!employee) return;
	talent_performance
		.call("doctype.leadership_assessment.leadership_assessment.evidence_for", { employee })
		.then((rows) => {
			if (frm.doc.employee !== employee || !rows.length) return;
			const { html } = talent_performance;
			const panel = html`<section class="tp-card tp-evidence-of">
				<h5>${__("Evidence from Leadership Assessments")}</h5>
				${rows.map(evidence_line)}
			</section>`;
			$(frm.layout.wrapper).find(".tp-evidence-of").remove();
			$(frm.get_field("ratings").wrapper).closest(".form-section").before(String(panel));
		});
}

function evidence_line(row) {
	const { html, link, day, number, bar } = talent_performance;
	const lines = row.lines.map(
		(each) =>
			html`<tr>
				<td dir="auto">${each.dimension}</td>
				<td class="text-right">
					${each.result === null ? "–" : number(each.result)}
					${each.share === null ? "" : html`<span class="text-muted">/ ${number(each.high, 0)}</span>`}
				</td>
				<td style="width: 30%">
					${each.share === null ? "" : bar(each.share, talent_performance.percent(each.share))}
				</td>
				<td class="text-muted" dir="auto">${each.remark}</td>
			</tr>`
	);
	return html`<div>
		<b>${link("Leadership Assessment", row.name, __(row.kind))}</b> ${row.instrument || ""}
		<span class="text-muted">${day(row.assessed_on)}</span>
		<p class="text-muted" dir="auto">${row.summary || ""}</p>
		<table class="table table-sm tp-table">
			<tbody>
				${lines}
			</tbody>
		</table>
	</div>`;
}
