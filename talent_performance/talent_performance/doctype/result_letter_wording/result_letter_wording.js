frappe.ui.form.on("Result Letter Wording", {
	refresh(frm) {
		show_placeholders(frm);
		if (frm.is_new()) return;
		const published = frm.doc.status === "Published";
		frm.page.set_indicator(__(frm.doc.status), published ? "green" : "orange");
		if (!frm.perm[0].write) return;
		if (published) {
			frm.disable_form();
			frm.add_custom_button(__("New Version"), () =>
				call(frm, "new_version").then((name) =>
					frappe.set_route("Form", "Result Letter Wording", name)
				)
			);
			return;
		}
		frm.add_custom_button(__("Publish"), () => publish(frm)).addClass("btn-primary");
	},
});

function publish(frm) {
	frappe.confirm(
		__("Publish this wording? After that it stays as it is; changes are a new version."),
		() => {
			const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
			saved.then(() => call(frm, "publish")).then(() => frm.reload_doc());
		}
	);
}

// A click on a placeholder puts it into the body where the cursor is.
function show_placeholders(frm) {
	const { html } = talent_performance;
	call(frm, "placeholders").then((known) => {
		const rows = Object.entries(known).map(
			([name, meaning]) =>
				html`<tr>
					<td>
						<button type="button" class="btn btn-xs btn-default" data-name="${name}">
							{${name}}
						</button>
					</td>
					<td class="text-muted">${meaning}</td>
				</tr>`
		);
		const wrapper = frm.get_field("placeholders_html").$wrapper;
		wrapper.html(
			String(
				html`<table class="table table-sm">
					<tbody>
						${rows}
					</tbody>
				</table>`
			)
		);
		wrapper
			.find("button")
			.on("click", (event) => insert(frm, event.currentTarget.dataset.name));
	});
}

function insert(frm, name) {
	if (frm.doc.status === "Published") return;
	const area = frm.get_field("body").$input[0];
	const { selectionStart: from, selectionEnd: to, value } = area;
	frm.set_value("body", `${value.slice(0, from)}{${name}}${value.slice(to)}`).then(() =>
		area.focus()
	);
}

function call(frm, method) {
	const path =
		"talent_performance.talent_performance.doctype.result_letter_wording.result_letter_wording";
	const given = method === "placeholders" ? {} : { wording: frm.doc.name };
	return frappe.xcall(`${path}.${method}`, given);
}
