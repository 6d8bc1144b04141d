frappe.listview_settings["Objective"] = {
	add_fields: [
		"status",
		"level",
		"employee_name",
		"department",
		"company",
		"grade",
		"pace_status",
		"attainment_reason",
		"title",
	],
	hide_name_column: true,

	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Submitted: "blue",
			Returned: "orange",
			Approved: "green",
			Archived: "darkgrey",
		};
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},

	formatters: {
		employee(value, _df, doc) {
			const { html } = talent_performance;
			const whose = { Company: doc.company, Department: doc.department };
			return doc.level === "Individual"
				? html`<span title="${doc.employee}">${doc.employee_name}</span>`.toString()
				: html`<span title="${__(doc.level)}"
						>${frappe.utils.icon ? talent_performance.trusted(frappe.utils.icon("organization", "sm")) : ""}
						${whose[doc.level] || __(doc.level)}</span
					>`.toString();
		},

		attainment(_value, _df, doc) {
			return talent_performance.goals.figures(doc, false).toString();
		},

		pace_status(value) {
			const colour = talent_performance.goals.PACES[value];
			return colour ? talent_performance.pill(__(value), colour).toString() : "";
		},

		due_date(value, _df, doc) {
			const { html, day } = talent_performance;
			if (!value)
				return html`<span class="text-muted">${__("with the cycle")}</span>`.toString();
			const late = doc.status === "Approved" && value < frappe.datetime.get_today();
			return html`<span class="${late ? "text-danger" : ""}"
				>${day(value)}</span
			>`.toString();
		},
	},

	button: {
		show: (doc) => doc.status === "Approved",
		get_label: () => __("Update", null, "Objective"),
		get_description: (doc) =>
			frappe.utils.escape_html(__("Update the progress of {0}", [doc.title])),
		action: (doc) =>
			talent_performance.goals.update_progress(
				doc.name,
				() => cur_list && look_again(cur_list)
			),
	},

	onload(listview) {
		show_pace(listview);
		add_deeds(listview);
		add_making(listview);
		talent_performance.shortcuts(listview, {
			[__("Mine")]: async () => ({
				employee: ["in", await talent_performance.own_employees()],
			}),
		});
	},
};

// Within three seconds a list takes the same question for asked already.
function look_again(listview) {
	listview.last_args = null;
	listview.refresh();
}

function add_deeds(listview) {
	const deed = (name) => () =>
		talent_performance.goals.move_many(listview.get_checked_items(true), name, () => {
			listview.clear_checked_items();
			look_again(listview);
		});
	listview.page.add_actions_menu_item(__("Submit for Approval"), deed("submit"), false);
	listview.page.add_actions_menu_item(__("Approve"), deed("approve"), false);
	listview.page.add_actions_menu_item(__("Return…"), deed("return"), false);
	frappe.ui.keys.add_shortcut({
		shortcut: "shift+u",
		description: __("Update the progress of the objective that is chosen"),
		page: listview.page,
		action: () => {
			const [chosen] = listview.get_checked_items();
			if (chosen) listview.settings.button.action(chosen);
			else frappe.show_alert(__("Tick an objective first."));
		},
	});
}

function add_making(listview) {
	const done = () => look_again(listview);
	listview.page.add_inner_button(__("Alignment"), () => frappe.set_route("alignment"));
	if (!frappe.user.has_role(["HR User", "HR Manager"])) return;
	const { goals } = talent_performance;
	const group = __("Create Many");
	listview.page.add_inner_button(
		__("From the KPI Library"),
		() => goals.from_library(done),
		group
	);
	listview.page.add_inner_button(__("From Excel"), () => goals.from_file(done), group);
}

// Frappe shows four columns beside title and status; pace is one more, unless somebody has chosen how many.
function show_pace(listview) {
	const chosen = listview.list_view_settings;
	if (!chosen || chosen.total_fields || window.innerWidth < 1200) return;
	chosen.total_fields = 7;
	listview.setup_columns();
	listview.render_header(true);
}
