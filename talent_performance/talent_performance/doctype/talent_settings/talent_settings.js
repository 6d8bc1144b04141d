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
		if (frm.doc.model_on) {
			frm.add_custom_button(__("Try the Model"), () => try_model(frm), __("Summaries"));
		}
	},
});

function try_model(frm) {
	const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
	saved
		.then(() =>
			frappe.call({
				method: "talent_performance.talent_performance.doctype.talent_settings.talent_settings.try_model",
				freeze: true,
				freeze_message: __("Asking the model …"),
			})
		)
		.then(({ message }) => {
			const reason = frappe.utils.escape_html(message.reason);
			frappe.msgprint({
				title: message.works ? __("The Model Works") : __("The Model Can't Be Used"),
				indicator: message.works ? "green" : "red",
				message: message.works
					? __(
							"It answered about invented comments in {0} seconds, and the answer can be used.",
							[message.seconds]
						)
					: __("{0}: {1}. Summaries stay local.", [__(message.outcome), reason]),
			});
		});
}

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
