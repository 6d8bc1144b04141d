// The writing aid beside what a reviewer writes: a note below the text, a moment after the last key. It never blocks.
(() => {
	const WAIT = 800;
	const SHORTEST = 12;
	const SHOWN = 4;
	const WATCHED = ["overall_reason", "summary", "comment", "reason", "answer"]
		.map((field) => `textarea[data-fieldname="${field}"]`)
		.join(", ");
	const waiting = new WeakMap();

	frappe.ui.form.on("Appraisal Review", {
		setup(frm) {
			$(frm.wrapper).on("input", WATCHED, ({ currentTarget }) => {
				clearTimeout(waiting.get(currentTarget));
				waiting.set(
					currentTarget,
					setTimeout(() => look_at(currentTarget, frm), WAIT)
				);
			});
		},
	});

	function look_at(area, frm) {
		const text = area.value;
		if (text.trim().length < SHORTEST) return show(area, text, []);
		frappe.call({
			method: "talent_performance.portal.writing.look_at",
			args: {
				text,
				review: frm.is_new() ? "" : frm.doc.name,
				line: $(area).closest(".grid-row").attr("data-name") || "",
			},
			silent: true,
			callback: ({ message }) => area.value === text && show(area, text, message.findings),
			error: () => show(area, text, []),
		});
	}

	function show(area, text, findings) {
		const place = $(area).closest(".control-input-wrapper, .frappe-control, .field-area");
		place.find(".tp-writing-aid").remove();
		if (!findings.length) return;
		const { html } = talent_performance;
		const lines = findings.slice(0, SHOWN).map((each) => line_of(each, text));
		const more = findings.length - SHOWN;
		const rest = more > 0 ? html`<li>${__("and {0} more", [more])}</li>` : "";
		place.append(
			html`<div class="tp-writing-aid small text-muted" role="status">
				${__("To look at again, if you like:")}
				<ul>
					${lines}${rest}
				</ul>
			</div>`.toString()
		);
	}

	function line_of({ start, end, message, suggestion, example }, text) {
		const { html } = talent_performance;
		const part = end - start < text.length;
		const quoted = part ? html`<q dir="auto">${text.slice(start, end)}</q> ` : "";
		return html`<li title="${example}">${quoted}${message} ${suggestion}</li>`;
	}
})();
