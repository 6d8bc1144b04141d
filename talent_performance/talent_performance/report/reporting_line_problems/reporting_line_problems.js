frappe.query_reports["Reporting Line Problems"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
		},
		{
			fieldname: "problem",
			label: __("Problem"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "loop", label: __("Reports in a circle") },
				{ value: "unknown manager", label: __("Manager doesn't exist") },
				{ value: "manager has left", label: __("Manager has left") },
				{ value: "no manager", label: __("No manager") },
				{ value: "no user", label: __("No user") },
			],
		},
	],
};
