frappe.ui.form.on("Role Competency Profile", {
	setup(frm) {
		frm.set_query("competency", "competencies", () => ({
			filters: {
				disabled: 0,
				name: [
					"not in",
					(frm.doc.competencies || []).map((line) => line.competency || ""),
				],
			},
		}));
	},
});
