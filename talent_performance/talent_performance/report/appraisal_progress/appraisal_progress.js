frappe.query_reports["Appraisal Progress"] = {
	filters: [
		talent_performance.report.cycle(),
		{
			fieldname: "group_by",
			label: __("By"),
			fieldtype: "Select",
			options: [
				{ value: "manager", label: __("Manager") },
				{ value: "department", label: __("Department") },
				{ value: "state", label: __("State") },
				{ value: "template", label: __("Template") },
				{ value: "company", label: __("Company") },
			],
			default: "manager",
		},
		...talent_performance.report.places(),
		{ fieldname: "overdue_only", label: __("Overdue Only"), fieldtype: "Check" },
	],

	formatter: talent_performance.report.cell,

	async onload(report) {
		const out = ["Published", "Acknowledged", "Closed without Reply"];
		const aside = ["Exempt", "Cancelled"];
		const shown = {
			total: { state: ["not in", aside] },
			not_started: { state: "Goal Setting" },
			in_progress: { state: ["not in", ["Goal Setting", ...out, ...aside]] },
			done: { state: ["in", out] },
			exempt: { state: "Exempt" },
			overdue: {
				state: ["in", talent_performance.waiting_states],
				due_date: ["<", frappe.datetime.get_today()],
			},
		};
		talent_performance.report.on_drill(report, (figure, scope) => {
			const { cycle, group_by } = report.get_filter_values();
			const of_group = { [group_by]: scope ? scope : ["is", "not set"] };
			frappe.set_route("List", "Performance Appraisal", {
				cycle,
				...(shown[figure] || { state: ["!=", "Cancelled"] }),
				...of_group,
			});
		});
		await talent_performance.report.set_current_cycle(report);
	},
};
