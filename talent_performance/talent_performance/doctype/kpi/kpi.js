frappe.ui.form.on("KPI", {
	refresh: show_target_where_there_is_one,
	method: show_target_where_there_is_one,
});

function show_target_where_there_is_one(frm) {
	const tables = ["Range", "Step Table", "Boolean", "Milestones"];
	frm.toggle_display("default_target", !tables.includes(frm.doc.method));
}
