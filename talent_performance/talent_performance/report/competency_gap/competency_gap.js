frappe.query_reports["Competency Gap"] = {
	filters: [
		talent_performance.report.choice("rows", __("Down the Side"), [
			"Person",
			"Team",
			"Department",
			"Designation",
			"Company",
		]),
		...talent_performance.report.places(),
		talent_performance.report.filter("designation", __("Designation"), "Designation"),
		talent_performance.report.filter("competency", __("Competency"), "Competency"),
		{ fieldname: "category", label: __("Category"), fieldtype: "Data" },
		{ fieldname: "essential_only", label: __("Essentials Only"), fieldtype: "Check" },
	],

	// A cell's colour says how far it is from what the role asks; its words say it too.
	formatter(value, row, column, data, usual) {
		const band = data?.[`${column.fieldname}_band`];
		if (!column.banded) return talent_performance.report.cell(value, row, column, data, usual);
		if (!band || !value) return "";
		const words = {
			met: __("Reached"),
			near: __("Less than a level short"),
			far: __("A level or more short"),
			unknown: __("Not assessed"),
		};
		const colours = { met: "green", near: "orange", far: "red", unknown: "gray" };
		return talent_performance.html`<span class="tp-gap-cell indicator-pill no-indicator-dot ${colours[band]}" title="${words[band]}">${value}</span>`.toString();
	},
};
