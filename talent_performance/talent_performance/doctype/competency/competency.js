frappe.ui.form.on("Competency Level", {
	levels_add(frm, cdt, cdn) {
		const others = frm.doc.levels.filter((line) => line.name !== cdn);
		const top = Math.max(0, ...others.map((line) => line.level || 0));
		frappe.model.set_value(cdt, cdn, "level", top + 1);
	},
});
