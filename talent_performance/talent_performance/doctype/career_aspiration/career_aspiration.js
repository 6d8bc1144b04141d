frappe.ui.form.on("Career Aspiration", {
	refresh(frm) {
		if (frm.is_new()) {
			frm.set_intro(
				__(
					"Your own words. You can change or withdraw them at any time; then nothing is kept."
				)
			);
		}
		frm.toggle_reqd("locations", frm.doc.relocate === "To Named Places");
	},

	relocate(frm) {
		frm.toggle_reqd("locations", frm.doc.relocate === "To Named Places");
	},

	async onload(frm) {
		if (!frm.is_new() || frm.doc.employee) return;
		const own = await talent_performance.own_employees();
		if (own.length === 1) frm.set_value("employee", own[0]);
	},
});
