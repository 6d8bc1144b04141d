frappe.ui.form.on("Succession Plan", {
	refresh(frm) {
		frm.add_custom_button(__("Succession Map"), () => frappe.set_route("succession-map"));
		if (frm.is_new()) return;
		if (frm.perm[0]?.write)
			frm.add_custom_button(__("Add Candidate"), () =>
				frappe.new_doc("Succession Candidate", { plan: frm.doc.name })
			);
		return draw(frm);
	},
});

async function draw(frm) {
	const { cards, chain } = talent_performance.succession;
	const { html } = talent_performance;
	const wrapper = frm.get_field("candidates_html").$wrapper.empty();
	const seat = await frappe.xcall(
		"talent_performance.talent_performance.doctype.succession_plan.succession_plan.candidates",
		{ succession_plan: frm.doc.name }
	);
	if (!seat.position) {
		wrapper.html(
			`<p class="text-muted">${__("The position isn't in use: it counts nowhere.")}</p>`
		);
		return;
	}
	const notes = [seat.competes_with, seat.circle].filter(Boolean);
	wrapper.html(
		`${html`${notes.map((note) => html`<p>${note}</p>`)}${cards(seat)}${chain(seat)}`}`
	);
}
