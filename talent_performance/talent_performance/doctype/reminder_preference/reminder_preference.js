frappe.ui.form.on("Reminder Preference", {
	onload(frm) {
		if (!frm.is_new() || frm.doc.employee) return;
		frappe.db
			.get_value("Employee", { user_id: frappe.session.user, status: "Active" }, "name")
			.then(({ message }) => message.name && frm.set_value("employee", message.name));
	},
	refresh(frm) {
		frm.toggle_display(["today_section"], false);
		frappe.db.get_value("Employee", frm.doc.employee, "user_id").then(({ message }) => {
			if (message && message.user_id === frappe.session.user) own(frm);
		});
	},
});

function own(frm) {
	show_today(frm);
	if (frm.is_new()) return;
	frm.add_custom_button(__("Make a Calendar Link"), () => make_link(frm), __("Calendar"));
	frm.add_custom_button(
		__("Download the Calendar"),
		() =>
			window.open(
				frappe.urllib.get_full_url(
					"/api/method/talent_performance.portal.calendar.download"
				)
			),
		__("Calendar")
	);
	if (frm.doc.calendar_made_on)
		frm.add_custom_button(__("Revoke the Link"), () => revoke_link(frm), __("Calendar"));
}

function show_today(frm) {
	frm.toggle_display(["today_section"], true);
	const place = frm.get_field("today_html").$wrapper;
	place.html(`<p class="text-muted">${__("Looking…")}</p>`);
	frappe.xcall("talent_performance.portal.preferences.preview").then((html) => {
		place.html(
			html || `<p class="text-muted">${__("Nothing waits: no digest would go out now.")}</p>`
		);
	});
}

function make_link(frm) {
	frappe.xcall("talent_performance.portal.calendar.make_link").then((link) => {
		frappe.msgprint({
			title: __("Your Calendar Link"),
			message: `<p>${__(
				"Subscribe to this address in your calendar programme. It is shown this once; whoever has it sees your deadlines."
			)}</p><p><input class="form-control" readonly onfocus="this.select()" value="${frappe.utils.escape_html(
				link
			)}"></p>`,
		});
		frm.reload_doc();
	});
}

function revoke_link(frm) {
	frappe.xcall("talent_performance.portal.calendar.revoke_link").then(() => {
		frappe.show_alert({ message: __("The link is worth nothing now."), indicator: "green" });
		frm.reload_doc();
	});
}
