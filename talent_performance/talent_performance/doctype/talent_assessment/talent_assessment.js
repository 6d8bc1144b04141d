frappe.ui.form.on("Talent Assessment", {
	refresh(frm) {
		frm.trigger("draw_box");
		frm.add_custom_button(__("Moves"), () =>
			frappe.set_route("List", "Talent Placement", { profile: frm.doc.profile })
		);
		frm.add_custom_button(__("Talent Card"), () =>
			frappe.set_route("talent-card", frm.doc.employee)
		);
		frm.add_custom_button(__("Talent Profile"), () =>
			frappe.set_route("Form", "Talent Profile", frm.doc.profile)
		);
	},

	draw_box(frm) {
		const bands = ["Low", "Mid", "High"];
		const here = (performance, potential) =>
			frm.doc.box &&
			frm.doc.performance_band === performance &&
			frm.doc.potential_band === potential;
		const before = (performance, potential) =>
			frm.doc.previous_box &&
			frm.doc.previous_performance_band === performance &&
			frm.doc.previous_potential_band === potential;
		const cell = (performance, potential) => {
			const now = here(performance, potential);
			const style = now
				? "background: var(--primary); color: var(--neutral, #fff); font-weight: 600;"
				: before(performance, potential)
					? "outline: 2px dashed var(--text-muted); outline-offset: -4px;"
					: "";
			const text = now
				? `${frm.doc.box}<br>${frappe.utils.escape_html(__(frm.doc.box_label || ""))}`
				: before(performance, potential)
					? __("Before")
					: "";
			return `<td style="width: 28%; height: 56px; text-align: center; border: 1px solid var(--border-color); ${style}">${text}</td>`;
		};
		const rows = [...bands]
			.reverse()
			.map(
				(potential) =>
					`<tr><th scope="row" class="text-muted" style="font-weight: 400; width: 16%">${__(potential)}</th>${bands
						.map((performance) => cell(performance, potential))
						.join("")}</tr>`
			);
		const columns = bands.map(
			(band) =>
				`<th scope="col" class="text-muted" style="font-weight: 400; text-align: center">${__(band)}</th>`
		);
		const told = frm.doc.box
			? __("Box {0}: {1}", [frm.doc.box, __(frm.doc.box_label || "")])
			: __("In no box: {0}", [__(frm.doc.reason || "")]);
		frm.get_field("box_html").$wrapper.html(
			`<table style="width: 100%; max-width: 460px; table-layout: fixed; margin-bottom: var(--margin-md)">
				<caption style="caption-side: top">${frappe.utils.escape_html(told)}</caption>
				${rows.join("")}<tr><th class="text-muted" style="font-weight: 400">${__("Potential")} ↑ ${__("Performance")} →</th>${columns.join("")}</tr>
			</table>`
		);
	},
});
