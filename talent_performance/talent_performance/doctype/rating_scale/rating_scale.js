frappe.ui.form.on("Rating Scale Level", {
	value(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		if (row.from_score) return;
		const before = frm.doc.levels.find((each) => each.idx === row.idx - 1);
		const start = before ? (before.value + row.value) / 2 : row.value;
		frappe.model.set_value(cdt, cdn, "from_score", start);
	},
});
