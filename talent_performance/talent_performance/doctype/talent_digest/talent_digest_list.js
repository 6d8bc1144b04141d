frappe.listview_settings["Talent Digest"] = {
	hide_name_column: true,
	onload(listview) {
		if (!frappe.user.has_role("HR Manager")) return;
		listview.page.add_inner_button(__("Count What Would Be Sent"), () => send(1));
		listview.page.add_inner_button(__("Send Now"), () => {
			frappe.confirm(
				__(
					"Send today's digest to everybody of your companies for whom something waits, whatever the hour? Nobody gets a second one today. Count what would be sent first."
				),
				() => send(0)
			);
		});
	},
};

function send(dry_run) {
	return frappe
		.xcall("talent_performance.talent_performance.doctype.talent_run.talent_run.start_run", {
			kind: "Send Reminders",
			arguments: {},
			dry_run,
		})
		.then((run) => frappe.set_route("Form", "Talent Run", run));
}
