frappe.ui.form.on("Reminder Text", {
	refresh: preview,
	text: preview,
});

function preview(frm) {
	const place = frm.get_field("preview_html").$wrapper;
	if (!frm.doc.text) return place.empty();
	frappe
		.call({
			method: "talent_performance.talent_performance.doctype.reminder_text.reminder_text.preview",
			args: { text: frm.doc.text },
			silent: true,
		})
		.then(({ message }) =>
			place.html(`<label class="control-label">${__("Preview")}</label><p>${message}</p>`)
		)
		.catch(() =>
			place.html(
				`<p class="text-danger">${__(
					"This text can't be filled in. Save to see what is wrong with it."
				)}</p>`
			)
		);
}
