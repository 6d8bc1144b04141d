frappe.listview_settings["Talent Pool Member"] = {
	add_fields: ["status", "review_on"],
	get_indicator(doc) {
		const colours = {
			Suggested: "blue",
			Nominated: "orange",
			Member: "green",
			Declined: "gray",
			Left: "gray",
		};
		const late =
			doc.status === "Member" &&
			doc.review_on &&
			doc.review_on <= frappe.datetime.get_today();
		if (late) return [__("Review Due"), "red", `review_on,<=,${frappe.datetime.get_today()}`];
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
