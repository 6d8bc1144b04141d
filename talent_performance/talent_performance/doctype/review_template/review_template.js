frappe.ui.form.on("Review Template", {
	refresh(frm) {
		show_proportions(frm);
	},
});

frappe.ui.form.on("Review Component", {
	weight: show_proportions,
	component: show_proportions,
	components_remove: show_proportions,
});

function show_proportions(frm) {
	const lines = frm.doc.components || [];
	const sum = lines.reduce((total, line) => total + (line.weight || 0), 0);
	const shares = lines
		.filter((line) => sum > 0 && line.component)
		.map((line) => {
			const percent = format_number((100 * line.weight) / sum, null, 1);
			return `${frappe.utils.escape_html(__(line.component))} ${percent} %`;
		});
	frm.set_intro("");
	if (shares.length) frm.set_intro(shares.join(" · "), "blue");
}
