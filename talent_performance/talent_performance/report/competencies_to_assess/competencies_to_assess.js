frappe.query_reports["Competencies to Assess"] = {
	filters: [
		...talent_performance.report.places(),
		talent_performance.report.filter("designation", __("Designation"), "Designation"),
		talent_performance.report.filter("competency", __("Competency"), "Competency"),
		{ fieldname: "category", label: __("Category"), fieldtype: "Data" },
		{ fieldname: "essential_only", label: __("Essentials Only"), fieldtype: "Check" },
	],

	formatter: talent_performance.report.cell,

	get_datatable_options: (options) => ({ ...options, checkboxColumn: true }),

	onload(report) {
		report.page.add_inner_button(__("Assess the Chosen Person"), () => {
			const chosen = report.datatable?.rowmanager.getCheckedRows() || [];
			const people = new Set(chosen.map((at) => report.data[at]?.employee).filter(Boolean));
			if (people.size !== 1)
				return frappe.msgprint({
					title: __("Choose One Person"),
					message: __(
						"Tick one or more rows of one person: the form opens with these competencies."
					),
				});
			frappe.route_options = null;
			frappe.model.with_doctype("Competency Assessment", () => {
				const made = frappe.model.get_new_doc("Competency Assessment");
				made.employee = [...people][0];
				for (const at of chosen) {
					const row = frappe.model.add_child(made, "Competency Rating", "ratings");
					row.competency = report.data[at].competency;
				}
				frappe.set_route("Form", "Competency Assessment", made.name);
			});
		});
	},
};
