frappe.ui.form.on("Critical Position", {
	setup(frm) {
		frm.set_query("department", () => ({
			filters: frm.doc.company ? { company: frm.doc.company } : {},
		}));
		frm.set_query("incumbent", () => ({ filters: { status: ["!=", "Left"] } }));
	},

	refresh(frm) {
		talent_performance.succession.offer_bands(frm, "required_band");
		frm.add_custom_button(__("Succession Map"), () => frappe.set_route("succession-map"));
		if (frm.is_new()) return;
		frm.add_custom_button(__("Succession Plan"), () => open_plan(frm));
	},
});

async function open_plan(frm) {
	const found = await frappe.db.get_list("Succession Plan", {
		filters: { position: frm.doc.name },
		limit: 1,
	});
	if (found.length) frappe.set_route("Form", "Succession Plan", found[0].name);
	else frappe.new_doc("Succession Plan", { position: frm.doc.name });
}
