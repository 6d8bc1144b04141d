// A pool: its criteria, and below them the people whom they suggest, whom somebody nominated, and who is in it.
(() => {
	const POOL = "doctype.talent_pool.talent_pool";
	const PROGRESS = ["On Track", "Behind", "Ready to Move"];
	const TONES = { "On Track": "green", Behind: "orange", "Ready to Move": "blue" };
	const MOVES = { [__("Up")]: "green", [__("Down")]: "red" };
	const REASON = () => ({
		fieldtype: "Small Text",
		fieldname: "reason",
		label: __("Reason"),
		reqd: 1,
	});

	frappe.ui.form.on("Talent Pool", {
		setup(frm) {
			frm.set_query("kept_by", () => ({
				filters: {
					status: "Active",
					...(frm.doc.company && { company: frm.doc.company }),
				},
			}));
		},

		refresh(frm) {
			frm.get_field("people_html").$wrapper.empty();
			if (frm.is_new()) {
				frm.set_intro(
					__(
						"Say which company, and by which criteria people are suggested. Save, and see who fits."
					),
					"blue"
				);
				return;
			}
			frm.trigger("add_buttons");
			frm.trigger("show_people");
		},

		add_buttons(frm) {
			if (frm.doc.disabled || !frm.perm[0]?.write) return;
			frm.add_custom_button(__("Find Suggestions"), () => find(frm));
			frm.add_custom_button(__("Nominate"), () => nominate(frm));
		},

		show_people(frm) {
			const pool = frm.doc.name;
			const $place = frm.get_field("people_html").$wrapper;
			talent_performance.call(`${POOL}.people`, { pool }).then((found) => {
				if (frm.doc.name !== pool) return;
				$place.html(String(drawn(found)));
				bind(frm, $place, found);
			});
		},
	});

	async function find(frm) {
		if (frm.is_dirty()) await frm.save();
		const { html } = talent_performance;
		const { counts } = await talent_performance.call(`${POOL}.preview`, {
			pool: frm.doc.name,
		});
		const rows = counts.map(
			([label, count]) =>
				html`<tr>
					<td>${label}</td>
					<td class="text-right">${format_number(count, null, 0)}</td>
				</tr>`
		);
		frappe.confirm(
			`${html`<p>${__("Whom the criteria suggest today. Nobody becomes a member by it.")}</p>
				<table class="table table-sm">
					<tbody>
						${rows}
					</tbody>
				</table>
				<p>${__("Write these suggestions down?")}</p>`}`,
			async () => {
				const run = await talent_performance.call(`${POOL}.find_suggestions`, {
					pool: frm.doc.name,
				});
				await followed(frm, run);
			}
		);
	}

	// Until the run is through; then the people are drawn anew.
	async function followed(frm, run) {
		const open = ["Queued", "Running"];
		frappe.show_alert({ message: __("Suggestions are being found."), indicator: "blue" });
		for (let tries = 0; tries < 60; tries++) {
			const { message } = await frappe.db.get_value("Talent Run", run, "state");
			if (!open.includes(message.state)) break;
			await new Promise((done) => setTimeout(done, 1000));
		}
		if (cur_frm === frm) await frm.reload_doc();
	}

	function nominate(frm) {
		const dialog = new frappe.ui.Dialog({
			title: __("Nominate for {0}", [frappe.utils.escape_html(frm.doc.title)]),
			fields: [
				{
					fieldtype: "Link",
					fieldname: "employee",
					options: "Employee",
					label: __("Employee"),
					reqd: 1,
					get_query: () => ({
						filters: { status: ["!=", "Left"], company: frm.doc.company },
					}),
				},
				REASON(),
			],
			primary_action_label: __("Nominate"),
			async primary_action(values) {
				await talent_performance.call(`${POOL}.nominate`, {
					pool: frm.doc.name,
					...values,
				});
				dialog.hide();
				frm.trigger("show_people");
			},
		});
		dialog.show();
	}

	const DEEDS = {
		Joined: () => ({ title: __("Take into the Pool"), fields: [REASON()] }),
		Declined: () => ({ title: __("Decline"), fields: [REASON()] }),
		Reviewed: () => ({
			title: __("Review Progress"),
			fields: [
				{
					fieldtype: "Select",
					fieldname: "progress",
					label: __("Progress"),
					options: PROGRESS.map((value) => ({ value, label: __(value) })),
					default: PROGRESS[0],
					reqd: 1,
				},
				{ ...REASON(), label: __("What Was Seen") },
				{
					fieldtype: "Date",
					fieldname: "review_on",
					label: __("Next Review"),
					description: __("Empty: after as many months as the pool says."),
				},
			],
		}),
		Left: () => ({ title: __("Let Go from the Pool"), fields: [REASON()] }),
	};

	function decide(frm, deed, names, about) {
		const asked = DEEDS[deed]();
		const dialog = new frappe.ui.Dialog({
			title: `${asked.title}: ${frappe.utils.escape_html(about)}`,
			fields: asked.fields,
			primary_action_label: asked.title,
			async primary_action(values) {
				const said = await talent_performance.call(`${POOL}.decide`, {
					members_of_pool: names,
					deed,
					...values,
				});
				dialog.hide();
				tell(said);
				frm.trigger("show_people");
			},
		});
		dialog.show();
	}

	function tell({ done, refused }) {
		const { html } = talent_performance;
		if (done.length)
			frappe.show_alert({ message: __("Done: {0}", [done.length]), indicator: "green" });
		if (!refused.length) return;
		frappe.msgprint({
			title: __("Not Done: {0}", [refused.length]),
			message: `${html`<ul>
				${refused.map((each) => html`<li>${each.name}: ${talent_performance.trusted(each.why)}</li>`)}
			</ul>`}`,
			indicator: "orange",
		});
	}

	function bind(frm, $place, found) {
		const everybody = [...found.suggested, ...found.nominated, ...found.members];
		const called = Object.fromEntries(
			everybody.map((each) => [each.name, each.employee_name])
		);
		$place.off(".pool").on("click.pool", "[data-deed]", (event) => {
			const { deed, name } = event.currentTarget.dataset;
			decide(frm, deed, [name], called[name]);
		});
		const chosen = () =>
			$place
				.find("input[data-choose]:checked")
				.toArray()
				.map((box) => box.dataset.choose);
		$place.on("change.pool", "input[data-choose]", () => {
			$place.find("[data-deed-all]").prop("disabled", !chosen().length);
		});
		$place.on("click.pool", "[data-deed-all]", (event) => {
			const names = chosen();
			decide(
				frm,
				event.currentTarget.dataset.deedAll,
				names,
				__("{0} people", [names.length])
			);
		});
	}

	function drawn(found) {
		const { html, empty } = talent_performance;
		const nobody = !["suggested", "nominated", "members", "over"].some(
			(part) => found[part].length
		);
		if (nobody) {
			return empty(
				__("Nobody is in this pool yet"),
				found.has_criteria
					? __("Find suggestions by the criteria above, or nominate somebody.")
					: __("Add criteria and find suggestions, or nominate somebody.")
			);
		}
		return html`<div class="tp-pool">
			${section(__("Suggestions"), found.suggested, suggestion, found.may, true)}
			${section(__("Nominations"), found.nominated, nomination, found.may, true)}
			${section(__("Members"), found.members, member, found.may)}
			${section(__("Not in the Pool Any More"), found.over, over, false)}
		</div>`;
	}

	const HEADS = {
		suggestion: () => [__("Name"), __("Nine-Box"), __("Criteria")],
		nomination: () => [__("Name"), __("Nine-Box"), __("Criteria"), __("Nominated By")],
		member: () => [
			__("Name"),
			__("Nine-Box: Then → Now"),
			__("Criteria"),
			__("Progress"),
			__("Next Review"),
		],
		over: () => [__("Name"), __("Status"), __("Since"), __("Reason")],
	};

	function section(title, rows, row, may, several = false) {
		const { html } = talent_performance;
		if (!rows.length) return "";
		const all = html`<button class="btn btn-xs btn-default" data-deed-all="Joined" disabled>
				${__("Take in the Chosen")}
			</button>
			<button class="btn btn-xs btn-default" data-deed-all="Declined" disabled>
				${__("Decline the Chosen")}
			</button>`;
		return html`<section data-part="${row.name}">
			<div class="tp-pool-head">
				<h5>${title} <span class="text-muted">${rows.length}</span></h5>
				<span>${may && several ? all : ""}</span>
			</div>
			<div class="tp-scroll">
				<table class="table table-sm tp-table">
					<thead>
						<tr>
							${may && several ? html`<th><span class="sr-only">${__("Choose")}</span></th>` : ""}
							${HEADS[row.name]().map((head) => html`<th>${head}</th>`)}
							${may ? html`<th><span class="sr-only">${__("Deeds")}</span></th>` : ""}
						</tr>
					</thead>
					<tbody>
						${rows.map(
							(each) =>
								html`<tr>
									${several && may ? choice(each) : ""}${row(each, may)}
								</tr>`
						)}
					</tbody>
				</table>
			</div>
		</section>`;
	}

	const choice = (each) =>
		talent_performance.html`<td class="tp-check">
			<input type="checkbox" data-choose="${each.name}" aria-label="${each.employee_name}" />
		</td>`;

	function person(each) {
		const { html, card_link } = talent_performance;
		const where = [each.designation, each.department].filter(Boolean).join(", ");
		return html`<td>
			${card_link(each.employee, each.employee_name)}
			<div class="text-muted">${where}</div>
		</td>`;
	}

	function place(each) {
		const { html, pill } = talent_performance;
		const promise = { "High Potential": "green", Emerging: "blue" }[each.high_potential];
		return html`<td>
			${each.box || html`<span class="text-muted">${each.box_reason || "–"}</span>`}
			${promise ? pill(__(each.high_potential), promise) : ""}
		</td>`;
	}

	// What they meet by a tick, what they don't by a cross, what nobody knows by a question mark: never by colour alone.
	function meets(each) {
		const { html } = talent_performance;
		if (each.fits === undefined) return html`<td class="text-muted">–</td>`;
		const line = (sign, names, label) =>
			names
				? html`<div title="${label}">
						${sign} <span class="text-muted">${names}</span>
					</div>`
				: "";
		return html`<td>
			${line("✓", each.met, __("Met"))} ${line("✗", each.unmet, __("Not met"))}
			${line("?", each.unknown, __("Not known"))}
		</td>`;
	}

	const deed = (each, name, label, main = false) =>
		talent_performance.html`<button class="btn btn-xs ${main ? "btn-primary" : "btn-default"}"
			data-deed="${name}" data-name="${each.name}">${label}</button> `;

	const deeds = (may, ...buttons) =>
		may ? talent_performance.html`<td class="text-right tp-pool-deeds">${buttons}</td>` : "";

	function suggestion(each, may) {
		const both = [
			deed(each, "Joined", __("Take In"), true),
			deed(each, "Declined", __("Decline")),
		];
		return talent_performance.html`${person(each)}${place(each)}${meets(each)}${deeds(may, ...both)}`;
	}

	function nomination(each, may) {
		const { html, day } = talent_performance;
		const both = [
			deed(each, "Joined", __("Take In"), true),
			deed(each, "Declined", __("Decline")),
		];
		const by = html`<td>
			${each.nominated_by_name || "–"}
			<span class="text-muted">${day(each.nominated_on)}</span>
			<div class="text-muted" dir="auto">${each.reason}</div>
		</td>`;
		return html`${person(each)}${place(each)}${meets(each)}${by}${deeds(may, ...both)}`;
	}

	function member(each, may) {
		const { html, day, pill } = talent_performance;
		const way = html`<td>
			${each.box_then || "–"} → ${each.box || each.box_reason || "–"}
			${each.moved ? pill(each.moved, MOVES[each.moved] || "gray") : ""}
			<div class="text-muted">${__("since {0}", [day(each.joined_on)])}</div>
		</td>`;
		const said = each.progress
			? pill(__(each.progress), TONES[each.progress])
			: html`<span class="text-muted">${__("Not reviewed yet")}</span>`;
		const progress = html`<td>
			${said}
			<div class="text-muted" dir="auto">${each.reason}</div>
		</td>`;
		const due = html`<td>
			${day(each.review_on)} ${each.due ? pill(__("Review Due"), "red") : ""}
		</td>`;
		const both = [
			deed(each, "Reviewed", __("Review"), each.due),
			deed(each, "Left", __("Let Go")),
		];
		return html`${person(each)}${way}${meets(each)}${progress}${due}${deeds(may, ...both)}`;
	}

	function over(each) {
		const { html, day } = talent_performance;
		return html`${person(each)}
			<td>${__(each.status)}</td>
			<td>${day(each.ended_on)}</td>
			<td dir="auto">${each.reason}</td>`;
	}
})();
