frappe.ui.form.on("Talent Profile", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Employee"), () =>
			frappe.set_route("Form", "Employee", frm.doc.employee)
		);
		const { name } = frm.doc;
		talent_performance
			.call("doctype.talent_profile.talent_profile.ratings_by_year", { profile: name })
			.then((rows) => {
				if (frm.doc.name !== name) return;
				talent_performance.chart(frm, __("Published Scores"), rows, {
					colors: ["purple"],
				});
			});
	},
});
