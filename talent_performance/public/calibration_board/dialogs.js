// What the board asks: why somebody is moved, which of two people's moves counts, and how it is worked with the keyboard.
frappe.provide("talent_performance.calibration");

{
	const { html } = talent_performance;
	const SAID_LATELY = 3;
	const said_lately = [];

	const line = (label, was, is) =>
		html`<tr>
			<td class="text-muted">${label}</td>
			<td><del>${was}</del></td>
			<td class="tp-cal-arrow">→</td>
			<td><b>${is}</b></td>
		</tr>`;

	const choice = (levels, chosen) =>
		html`<fieldset class="tp-cal-choice">
			<legend>${__("Which rating?")}</legend>
			${levels.map(
				(level) =>
					html`<label
						><input
							type="radio"
							name="tp-cal-rating"
							value="${level.value}"
							${level.value === chosen ? "checked" : ""}
						/>
						${level.value} ${level.label}</label
					>`
			)}
		</fieldset>`;

	const summary = (model, person, { levels, potential }) => {
		const rows = [];
		if (levels.length === 1) {
			const was = model.level_name(person.rating);
			rows.push(line(__("Rating"), was, model.level_name(levels[0].value)));
		}
		if (potential) {
			const was = person.potential ? __(person.potential) : "–";
			rows.push(line(__("Potential"), was, __(potential)));
		}
		const { initials, where } = talent_performance.calibration;
		return html`<div class="tp-cal-asked">
				${initials(person)}
				<div>
					<b>${person.name}</b>
					<div class="text-muted">${where(person)}</div>
				</div>
			</div>
			<table class="tp-cal-what">
				<tbody>
					${rows}
				</tbody>
			</table>`;
	};

	// Of several people where each stands, and where to; and who stays behind.
	const summary_of_many = (model, { going, staying }, { levels, potential }) => {
		const to_level = levels.length === 1 ? levels[0].value : null;
		const is = (person, change) =>
			[
				change.levels.length && to_level !== null ? model.level_name(to_level) : "",
				change.potential && potential ? __(potential) : "",
			].filter(Boolean);
		const was = (person, change) =>
			[
				change.levels.length ? model.level_name(person.rating) : "",
				change.potential && person.potential ? __(person.potential) : "",
			].filter(Boolean);
		return html`<div
			class="tp-cal-crowd"
			tabindex="0"
			role="group"
			aria-label="${__("People")}"
		>
			<table class="tp-cal-what">
				<tbody>
					${going.map(({ person, change }) =>
						line(
							html`<span class="tp-cal-of">${person.name}</span>`,
							was(person, change).join(", "),
							is(person, change).join(", ") || "…"
						)
					)}
				</tbody>
			</table>
			${
				staying.length
					? html`<p class="text-muted">
							${__("Stay where they are:")}
							${staying.map(({ person, why }) => `${person.name} (${why})`).join(", ")}
						</p>`
					: ""
			}
		</div>`;
	};

	// The level of a band that is nearest to where somebody stands.
	const nearest = (levels, rating) =>
		levels.reduce((one, other) =>
			Math.abs(other.value - (rating ?? 0)) < Math.abs(one.value - (rating ?? 0))
				? other
				: one
		);

	// Asks for the reason, and for the rating where a box has several. Answers with both, or with nothing where nothing is to be done.
	// `crowd`: who goes and who stays, where several are moved.
	function ask_reason({ model, person, crowd, change, reason = "", problem = "" }) {
		const { levels } = change;
		return new Promise((resolve) => {
			let answer = null;
			const first = person || crowd.going[0].person;
			const many = crowd?.going.length > 1 ? crowd.going.length : 0;
			const chosen = levels.length > 1 ? nearest(levels, first.rating).value : null;
			const dialog = new frappe.ui.Dialog({
				// Moving in and out takes time, in which a quick hand would have to wait.
				animate: false,
				title: many
					? __("Why Are {0} People Moved?", [many])
					: __("Why Is {0} Moved?", [frappe.utils.escape_html(first.name)]),
				fields: [
					{ fieldtype: "HTML", fieldname: "what" },
					{
						fieldtype: "Small Text",
						fieldname: "reason",
						label: __("Reason"),
						reqd: 1,
						default: reason,
						description: __("It stands in the minutes. Ctrl+Enter moves."),
					},
					{ fieldtype: "HTML", fieldname: "lately" },
				],
				primary_action_label: many ? __("Move {0} People", [many]) : __("Move"),
				primary_action: (values) => {
					const text = (values.reason || "").trim();
					if (!text) return;
					answer = { reason: text, ...decided(dialog, change) };
					remember(text);
					dialog.hide();
				},
				secondary_action_label: __("Leave as It Was"),
				secondary_action: () => dialog.hide(),
			});
			dialog
				.get_field("what")
				.$wrapper.html(
					`${html`${problem ? html`<div class="tp-cal-problem" role="alert">${problem}</div>` : ""}
					${crowd ? summary_of_many(model, crowd, change) : summary(model, person, change)}
					${levels.length > 1 ? choice(levels, chosen) : ""}`}`
				);
			offer_lately(dialog);
			dialog.$wrapper.addClass("tp-cal-dialog").on("keydown", (event) => {
				if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
				event.preventDefault();
				event.stopPropagation();
				dialog.get_field("reason").$input.trigger("change");
				dialog.set_value("reason", dialog.get_field("reason").$input.val());
				dialog.get_primary_btn().trigger("click");
			});
			dialog.onhide = () => resolve(answer);
			dialog.on_page_show = () => dialog.get_field("reason").$input.focus();
			dialog.show();
		});
	}

	function decided(dialog, { levels, potential }) {
		const picked = dialog.$wrapper.find("[name=tp-cal-rating]:checked").val();
		const rating = levels.length > 1 ? Number(picked) : (levels[0]?.value ?? null);
		return { rating, potential };
	}

	function remember(text) {
		const known = said_lately.indexOf(text);
		if (known >= 0) said_lately.splice(known, 1);
		said_lately.unshift(text);
		said_lately.length = Math.min(said_lately.length, SAID_LATELY);
	}

	function offer_lately(dialog) {
		if (!said_lately.length) return;
		const { $wrapper } = dialog.get_field("lately");
		$wrapper.html(
			`${html`<div class="tp-cal-lately">
				<span class="text-muted small">${__("Said before:")}</span>
				${said_lately.map(
					(text) =>
						html`<button type="button" class="btn btn-xs btn-default">${text}</button>`
				)}
			</div>`}`
		);
		$wrapper.on("click", "button", (event) => {
			dialog.set_value("reason", event.currentTarget.textContent);
			dialog.get_field("reason").$input.focus();
		});
	}

	const KEYS = () => [
		["/", __("Search")],
		[__("Arrows"), __("From card to card")],
		[__("Space"), __("Pick up a card, and put it down again")],
		[__("Escape"), __("Leave the card where it was")],
		[__("A digit"), __("While carrying: to this rating, or to this box")],
		["Enter", __("What is known about somebody")],
		["X", __("Choose the card, or not any more; whoever is chosen is moved together")],
		[__("Shift and arrows, Ctrl+A"), __("Choose those beside, choose all who are shown")],
		["Alt+1, 2, 3", __("List, ratings, nine-box")],
		["Ctrl+Z", __("Undo the last move")],
		["?", __("This help")],
	];

	function show_keys() {
		const rows = KEYS().map(
			([key, text]) =>
				html`<tr>
					<td><kbd>${key}</kbd></td>
					<td>${text}</td>
				</tr>`
		);
		frappe.msgprint({
			title: __("Without the Mouse"),
			message: `${html`<table class="table table-sm tp-cal-keys">
				<tbody>
					${rows}
				</tbody>
			</table>`}`,
		});
	}

	// Who wasn't moved with the others, or not taken back, and why.
	function show_refused(title, refused) {
		frappe.msgprint({
			title,
			indicator: "orange",
			message: `${html`<ul class="tp-cal-refused">
				${refused.map((each) => html`<li><b>${each.name}</b>: ${each.why}</li>`)}
			</ul>`}`,
		});
	}

	Object.assign(talent_performance.calibration, { ask_reason, show_keys, show_refused });
}
