// What the desk's pages and forms share: text that can't become markup, and small pieces to draw with.
frappe.provide("talent_performance");

class Markup {
	constructor(text) {
		this.text = text;
	}

	toString() {
		return this.text;
	}
}

function as_markup(value) {
	if (Array.isArray(value)) return value.map(as_markup).join("");
	if (value instanceof Markup) return value.text;
	return frappe.utils.escape_html(value === null || value === undefined ? "" : String(value));
}

Object.assign(talent_performance, {
	// html`<td>${text}</td>` escapes what is put in, but for what html itself has made.
	html(strings, ...values) {
		return new Markup(
			strings
				.map((text, at) => text + (at < values.length ? as_markup(values[at]) : ""))
				.join("")
		);
	},

	// Markup that Frappe has made and escaped itself, as a form link.
	trusted(markup) {
		return new Markup(markup);
	},

	// Sheets to print that are shown once and kept nowhere, in a frame of their own.
	show_sheets(sheets) {
		const frame = document.createElement("iframe");
		Object.assign(frame, { title: __("Sheets"), className: "tp-sheets", srcdoc: sheets });
		const dialog = new frappe.ui.Dialog({
			title: __("Sheets"),
			size: "extra-large",
			fields: [{ fieldname: "sheets", fieldtype: "HTML" }],
			primary_action_label: __("Print"),
			primary_action: () => frame.contentWindow.print(),
		});
		dialog.get_field("sheets").$wrapper.append(frame);
		dialog.show();
	},

	link(doctype, name, label) {
		return new Markup(
			frappe.utils.get_form_link(
				doctype,
				name,
				true,
				frappe.utils.escape_html(label || name)
			)
		);
	},

	// A name that leads to the person's talent card.
	card_link(employee, label) {
		return talent_performance.html`<button
			type="button"
			class="btn-reset tp-link"
			data-talent-card="${employee}"
		>
			${label || employee}
		</button>`;
	},

	// Two places as everywhere on paper; a dash where there is no number.
	number(value, places = 2) {
		return typeof value === "number" ? format_number(value, null, places) : "–";
	},

	percent(value, places = 0) {
		return typeof value === "number" ? `${format_number(value, null, places)} %` : "–";
	},

	day(value) {
		return value ? frappe.datetime.str_to_user(value) : "–";
	},

	// A share of a whole as a bar: 0 to 100, with its text beside it.
	bar(share, text, colour = "blue") {
		const width = Math.max(0, Math.min(100, share || 0));
		return talent_performance.html`<div class="tp-bar" role="img" aria-label="${text}">
			<div class="tp-bar-fill" style="width: ${width}%; background: var(--${colour}-500)"></div></div>`;
	},

	pill(text, colour) {
		return talent_performance.html`<span class="indicator-pill no-indicator-dot tp-pill ${colour}">${text}</span>`;
	},

	// What stands where there is nothing yet, and what to do about it.
	empty(title, text, button) {
		const { html } = talent_performance;
		const action = button
			? html`<button class="btn btn-primary btn-sm">${button}</button>`
			: "";
		return html`<div class="tp-empty">
			<h5>${title}</h5>
			<p class="text-muted">${text}</p>
			${action}
		</div>`;
	},

	// A small chart above a form, of labels and values that the server has worked out; nothing where there are none.
	chart(frm, title, { labels, values }, args = {}) {
		if (!labels.length) return;
		const body = frm.dashboard.add_section('<div class="tp-chart"></div>', title);
		frm.dashboard.show();
		const data = { labels, datasets: [{ name: title, values }] };
		// Resized while they move in, frappe-charts fails.
		const still = { animate: 0, disableEntryAnimation: 1 };
		frappe.utils.make_chart(body.find(".tp-chart")[0], {
			data,
			height: 160,
			...still,
			...args,
		});
	},

	call(path, values = {}) {
		return frappe.xcall(`talent_performance.talent_performance.${path}`, values);
	},
});

$(document).on("click", "[data-talent-card]", (event) =>
	frappe.set_route("talent-card", event.currentTarget.dataset.talentCard)
);

// In these it is the turn of the employee or of a manager.
talent_performance.waiting_states = [
	"Goal Setting",
	"Mid-year Review",
	"Self Review",
	"Manager Review",
	"Second-Level Review",
];

// Filters that a saved one can't hold: who looks, and what day it is.
talent_performance.shortcuts = (listview, choices) => {
	Object.entries(choices).forEach(([label, filters]) => {
		listview.page.add_inner_button(
			label,
			async () => {
				const found = Object.entries(await filters());
				await listview.filter_area.clear();
				await listview.filter_area.add(
					found.map(([field, [operator, value]]) => [
						listview.doctype,
						field,
						operator,
						value,
					])
				);
			},
			__("Show")
		);
	});
};

talent_performance.own_employees = async () => {
	const found = await frappe.db.get_list("Employee", {
		filters: { user_id: frappe.session.user },
		limit: 0,
	});
	return found.map((each) => each.name);
};

// Forms with a tour; fields that this form doesn't show now are left out of it.
const TOURS = [
	...["Performance Cycle", "Performance Appraisal", "Objective", "Appraisal Review"],
	"Calibration Session",
];

async function show_tour(frm) {
	await frm.tour.init({ tour_name: frm.doctype });
	const shown = frm.tour.tour.steps.filter((step) => is_shown(frm.get_field(step.fieldname)));
	if (!shown.length) return;
	// Frappe finds the next step, in another tab maybe, by its number.
	frm.tour.tour.steps = shown.map((step, place) => ({ ...step, idx: place + 1 }));
	frm.tour.build_steps();
	frm.tour.update_driver_steps();
	frm.get_field(shown[0].fieldname).tab?.set_active();
	frm.tour.start();
}

// Whether the form shows a field in one of its tabs.
function is_shown(field) {
	return Boolean(field) && !$(field.wrapper).closest(".hide-control, .empty-section").length;
}

TOURS.forEach((doctype) =>
	frappe.ui.form.on(doctype, {
		refresh(frm) {
			frm.page.add_menu_item(__("Show Tour"), () => show_tour(frm));
		},
	})
);

// What the reports on people share: filters that mean the same in each, and cells drawn from what the column says.
// A server's text that a spreadsheet would run begins with an apostrophe, which the desk doesn't show.
const FORMULA = /^'(?= *[=+\-@\t\r])/;

function plain_text(value) {
	return value === null || value === undefined ? "" : String(value).replace(FORMULA, "");
}

function drawn_percent(value, column) {
	const { html, bar, percent } = talent_performance;
	const text = percent(value, column.precision || 1);
	const beside = column.bar ? html`<span class="tp-cell-bar">${bar(value, text)}</span>` : "";
	return html`<div class="text-right">${beside}${text}</div>`;
}

function drawn_cell(value, column, data, usual) {
	const { html, link, pill, trusted } = talent_performance;
	const text = plain_text(value);
	if (column.to && data[column.key]) return link(column.to, plain_text(data[column.key]), text);
	if (column.colours)
		return text && pill(text, column.colours[text] || column.otherwise || "gray");
	if (column.fieldtype === "Percent" && typeof value === "number")
		return drawn_percent(value, column);
	const shown = column.fieldtype === "Data" ? html`${text}` : trusted(usual());
	const leads = column.drill && typeof data.scope === "string" && !data.bold && value !== 0;
	return leads
		? html`<a href="#" data-drill="${column.fieldname}" data-scope="${data.scope}"
				>${shown}</a
			>`
		: shown;
}

talent_performance.report = {
	cell(value, row, column, data, usual) {
		if (!data) return usual(value, row, column, data);
		const drawn = drawn_cell(value, column, data, () => usual(value, row, column, data));
		return String(data.bold ? talent_performance.html`<b>${drawn}</b>` : drawn);
	},

	filter(fieldname, label, doctype, more = {}) {
		const { can_read, can_select } = frappe.model;
		const hidden = can_read(doctype) || can_select(doctype) ? 0 : 1;
		return { fieldname, label, fieldtype: "Link", options: doctype, hidden, ...more };
	},

	places() {
		const { filter } = talent_performance.report;
		const company = () => frappe.query_report.get_filter_value("company");
		const of_company = () => ({ filters: company() ? { company: company() } : {} });
		return [
			filter("company", __("Company"), "Company"),
			filter("department", __("Department (with all below)"), "Department", {
				get_query: of_company,
			}),
			filter("manager", __("Manager (with all below)"), "Employee", {
				get_query: of_company,
			}),
		];
	},

	cycle(more = {}) {
		return talent_performance.report.filter("cycle", __("Cycle"), "Performance Cycle", more);
	},

	choice(fieldname, label, options, more = {}) {
		const texts = options.map((value) => ({ value, label: __(value) }));
		const choices = [{ value: "", label: "" }, ...texts];
		return { fieldname, label, fieldtype: "Select", options: choices, ...more };
	},

	// The latest cycle that was launched, unless the link that led here names another.
	async set_current_cycle(report) {
		if (report.get_filter_value("cycle")) return;
		const found = await frappe.db.get_list("Performance Cycle", {
			filters: { state: ["in", ["Launched", "Closed", "Published"]] },
			order_by: "start_date desc, name desc",
			limit: 1,
		});
		if (found.length) await report.get_filter("cycle").set_input(found[0].name);
	},

	// A click on a figure shows whom it counts.
	on_drill(report, show) {
		report.page.main.off("click.talent").on("click.talent", "[data-drill]", (event) => {
			event.preventDefault();
			const { drill, scope } = event.currentTarget.dataset;
			show(drill, plain_text(scope));
		});
	},
};
