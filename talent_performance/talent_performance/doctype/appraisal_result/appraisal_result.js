frappe.ui.form.on("Appraisal Result", {
	refresh(frm) {
		const colours = { Open: "orange", Final: "blue", Published: "green" };
		frm.page.set_indicator(__(frm.doc.state), colours[frm.doc.state]);
		if (frm.doc.needs_reason) {
			frm.set_intro(
				__(
					"The manager's rating stands on another level than the calculated score, and doesn't say why."
				),
				"orange"
			);
		}
		const judge = ["HR Manager", "Talent Manager"].some((role) => frappe.user.has_role(role));
		if (frm.doc.state === "Final" && judge) {
			frm.add_custom_button(__("Calibrate"), () => frm.trigger("calibrate"));
		}
	},

	calibrate(frm) {
		frappe.prompt(
			[
				{
					fieldname: "rating",
					fieldtype: "Float",
					label: __("Calibrated Rating"),
					description: __("0 takes it back."),
					default: frm.doc.calibrated_rating || frm.doc.performance_score,
					reqd: 1,
				},
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			],
			(given) =>
				frappe
					.xcall(
						"talent_performance.talent_performance.doctype.appraisal_result.appraisal_result.calibrate",
						{ result: frm.doc.name, ...given }
					)
					.then(() => frm.reload_doc()),
			__("Calibrate {0}", [frm.doc.employee_name]),
			__("Set")
		);
	},
});
