frappe.ui.form.on("Succession Candidate", {
	setup(frm) {
		frm.set_query("plan", () => ({ filters: { status: "Active" } }));
		frm.set_query("employee", () => ({ filters: { status: ["!=", "Left"] } }));
		frm.set_query("development_plan", () => ({ filters: { employee: frm.doc.employee } }));
	},

	refresh(frm) {
		talent_performance.succession.offer_bands(frm, "readiness_band");
		draw_parts(frm);
		if (frm.is_new()) frm.trigger("plan");
		else
			frm.add_custom_button(__("Succession Plan"), () =>
				frappe.set_route("Form", "Succession Plan", frm.doc.plan)
			);
	},

	plan: set_company,
	employee: set_company,
});

// Somebody from outside is named for the company of the position.
async function set_company(frm) {
	if (frm.doc.employee || !frm.doc.plan || !frm.is_new()) return;
	const { message } = await frappe.db.get_value("Succession Plan", frm.doc.plan, "company");
	if (message?.company && !frm.doc.employee) frm.set_value("company", message.company);
}

function draw_parts(frm) {
	const wrapper = frm.get_field("parts_html").$wrapper.empty();
	if (!frm.doc.parts) return;
	const shares = Object.entries(JSON.parse(frm.doc.parts)).map(([part, value]) => [
		part,
		value === null ? null : value * 100,
	]);
	wrapper.html(`${talent_performance.succession.parts({ parts: Object.fromEntries(shares) })}`);
}
