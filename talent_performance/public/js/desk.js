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
		return talent_performance.html`<span class="indicator-pill no-indicator-dot ${colour}">${text}</span>`;
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
