frappe.listview_settings["Mentoring Pair"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = { Proposed: "orange", Active: "green", Ended: "gray", Declined: "red" };
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
	async onload(listview) {
		listview.page.add_inner_button(__("Find a Mentor"), async () => {
			const own = await talent_performance.own_employees();
			talent_performance.mentoring.find({ mentee: own.length === 1 ? own[0] : "" }, () =>
				listview.refresh()
			);
		});
		if (frappe.model.can_create("Mentoring Pair"))
			listview.page.add_inner_button(__("Pair Several"), () =>
				talent_performance.mentoring.pair_several(() => listview.refresh())
			);
	},
};
