frappe.ui.form.on("Pay Round", {
	setup(frm) {
		frm.set_query("cycle", () => ({ filters: { state: ["in", ["Closed", "Published"]] } }));
	},

	refresh(frm) {
		if (frm.is_new()) {
			frm.set_intro(
				__("Save it: a rule for each level of the cycle's scale comes in."),
				"blue"
			);
			return;
		}
		const call = (deed) =>
			frappe.dom.freeze(__("Computing …")) ||
			talent_performance
				.call(`doctype.pay_round.pay_round.${deed}`, { pay_round: frm.doc.name })
				.finally(() => frappe.dom.unfreeze());
		if (frm.doc.computed_on)
			frm.add_custom_button(__("Merit Proposal"), () =>
				frappe.set_route("query-report", "Merit Proposal", { pay_round: frm.doc.name })
			);
		if (frm.doc.state === "Frozen") {
			frm.disable_form();
			frm.set_intro(
				__(
					"Frozen: nothing in it changes any more, and its appraisals count as exported for pay."
				),
				"blue"
			);
			frm.add_custom_button(__("Excel for Payroll"), () =>
				open_url_post(
					"/api/method/talent_performance.talent_performance.doctype.pay_round.pay_round.export",
					{
						pay_round: frm.doc.name,
					}
				)
			);
			frm.add_custom_button(__("Check the Hash"), async () => {
				const intact = await talent_performance.call(
					"doctype.pay_round.pay_round.is_intact",
					{
						pay_round: frm.doc.name,
					}
				);
				frappe.msgprint({
					title: __("Check the Hash"),
					message: intact
						? __("The lines are those that were frozen.")
						: __("The lines aren't those that were frozen."),
					indicator: intact ? "green" : "red",
				});
			});
			return;
		}
		const compute = async () => {
			if (frm.is_dirty()) await frm.save();
			const told = await call("compute");
			await frm.reload_doc();
			frappe.show_alert({
				message: __("{0} of {1} people get a suggestion.", [
					told.suggested_for,
					told.people,
				]),
				indicator: "green",
			});
		};
		const freeze = () =>
			frappe.confirm(
				__(
					"Freeze this round for payroll? Nothing in it can be changed afterwards, and to reopen one of its appraisals an HR Manager signs."
				),
				() => call("freeze").then(() => frm.reload_doc())
			);
		frm.add_custom_button(__("Compute"), compute).addClass("btn-primary");
		if (frm.doc.computed_on) frm.add_custom_button(__("Freeze"), freeze);
	},
});
