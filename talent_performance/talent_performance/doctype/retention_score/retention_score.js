frappe.ui.form.on("Retention Score", {
	refresh(frm) {
		const { html, number } = talent_performance;
		const names = {
			promotion: __("Time since Promotion"),
			pay: __("Pay Position"),
			managers: __("Change of Manager"),
			tenure: __("Tenure"),
			objectives: __("Trend of Objectives"),
			training: __("Training"),
		};
		frm.disable_form();
		const lines = JSON.parse(frm.doc.drivers || "[]").map(
			({ driver, value, points }) =>
				html`<tr>
					<td>${names[driver] || driver}</td>
					<td class="text-right">${number(value)}</td>
					<td class="text-right">
						${points === null ? __("not known") : number(points, 1)}
					</td>
				</tr>`
		);
		const table = html`<table class="table table-sm">
			<thead>
				<tr>
					<th>${__("Driver")}</th>
					<th class="text-right">${__("0 to 1")}</th>
					<th class="text-right">${__("Points of the Score")}</th>
				</tr>
			</thead>
			<tbody>
				${lines}
			</tbody>
		</table>`;
		frm.get_field("drivers_table").$wrapper.html(`${table}`);
		frm.set_intro(
			__(
				"Computed, and no probability. It stands beside a person's judgement and decides nothing."
			),
			"blue"
		);
	},
});
