frappe.ui.form.on("Talent Settings", {
	setup(frm) {
		frm.set_query("default_template", () => ({ filters: { disabled: 0 } }));
	},
	refresh(frm) {
		for (const doctype of ["Rating Scale", "Review Template"]) {
			frm.add_custom_button(
				__(doctype),
				() => frappe.set_route("List", doctype),
				__("View")
			);
		}
		frm.add_custom_button(
			__("Count What Would Be Purged"),
			() => count_old_records(frm),
			__("Personal Data")
		);
	},
});

function count_old_records(frm) {
	const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
	saved
		.then(() =>
			frappe.xcall(
				"talent_performance.talent_performance.doctype.talent_run.talent_run.start_run",
				{ kind: "Purge Old Records", arguments: {}, dry_run: 1 }
			)
		)
		.then((run) => frappe.set_route("Form", "Talent Run", run));
}
